//! What stands before SMB in a packet that was captured: Ethernet, IP and TCP, of which only the lengths matter here.

use super::frame::Layer;
use super::layout;
use crate::wire::parts::{Row, join, number_of, tables};
use crate::wire::{self, Field, Structure};
use core::ops::Range;

/// The part of `input` that the header of one layer takes, and what it carries, as far as it is there.
#[derive(Clone, Debug)]
pub(super) struct Wrapped {
    pub(super) header: Range<usize>,
    pub(super) payload: Range<usize>,
    /// The layer inside, if it is one that can carry SMB.
    pub(super) inner: Option<Layer>,
}

/// What the layer's header at the start of `within` says; `None` if it cannot be one.
pub(super) fn unwrap(layer: Layer, input: &[u8], within: Range<usize>) -> Option<Wrapped> {
    let bytes = input.get(within.clone())?;
    let (header_len, total_len, inner) = match layer {
        Layer::Ethernet => ethernet(bytes)?,
        Layer::Ipv4 => ipv4(bytes)?,
        Layer::Ipv6 => ipv6(bytes)?,
        Layer::Tcp => tcp(bytes)?,
        _ => return None,
    };
    let start = within.start.saturating_add(header_len);
    let end = within.start.saturating_add(total_len).min(within.end).max(start);
    Some(Wrapped { header: within.start..start, payload: start..end, inner })
}

tables! {
    after [wire::layout::ALL, layout::ALL];
    /// A header that is shown as one field, as those below.
    ETHERNET, ETHERNET_ROWS = "[IEEE802.3] 3.1": [];
    /// What may follow it.
    IPV4, IPV4_ROWS = "[RFC791] 3.1": [];
    /// Or this.
    IPV6, IPV6_ROWS = "[RFC8200] 3": [];
    /// What follows either.
    TCP_HEADER, TCP_ROWS = "[RFC9293] 3.1": [];
}

/// The field that the whole header of a layer is shown as.
pub(super) const fn shown(layer: Layer) -> Option<(Field, &'static Structure)> {
    Some(match layer {
        Layer::Ethernet => (Field::Ethernet, &ETHERNET),
        Layer::Ipv4 => (Field::Ipv4, &IPV4),
        Layer::Ipv6 => (Field::Ipv6, &IPV6),
        Layer::Tcp => (Field::Tcp, &TCP_HEADER),
        _ => return None,
    })
}

/// The length of a header, that of all it stands for, and the layer inside.
type Header = Option<(usize, usize, Option<Layer>)>;

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_be_bytes(*number).into())
}

fn byte(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at).map(|byte| usize::from(*byte))
}

fn ethernet(bytes: &[u8]) -> Header {
    const VLAN: [usize; 2] = [0x8100, 0x88A8];
    // Two addresses, then up to two tags.
    let mut at = 12usize;
    for _ in 0..2 {
        if VLAN.contains(&number(bytes, at)?) {
            at = at.wrapping_add(4);
        }
    }
    let inner = match number(bytes, at)? {
        0x0800 => Some(Layer::Ipv4),
        0x86DD => Some(Layer::Ipv6),
        _ => None,
    };
    Some((at.wrapping_add(2), bytes.len(), inner))
}

fn ipv4(bytes: &[u8]) -> Header {
    let first = byte(bytes, 0)?;
    let header_len = first.wrapping_rem(16).wrapping_mul(4);
    if first / 16 != 4 || header_len < 20 || bytes.len() < header_len {
        return None;
    }
    // What was cut into pieces begins with TCP in the first one alone.
    let is_first = number(bytes, 6)?.wrapping_rem(0x2000) == 0;
    let inner = (is_first && byte(bytes, 9)? == TCP).then_some(Layer::Tcp);
    // Captures of segments that the network card will make hold zero.
    let total = number(bytes, 2)?;
    Some((header_len, if total < header_len { bytes.len() } else { total }, inner))
}

fn ipv6(bytes: &[u8]) -> Header {
    if byte(bytes, 0)? / 16 != 6 {
        return None;
    }
    let (mut at, mut next, length) = (40usize, byte(bytes, 6)?, number(bytes, 4)?);
    // Extension headers that have a length of their own: hop-by-hop, routing, destination.
    while matches!(next, 0 | 43 | 60) {
        next = byte(bytes, at)?;
        at = at.wrapping_add(byte(bytes, at.wrapping_add(1))?.wrapping_add(1).wrapping_mul(8));
    }
    if bytes.len() < at {
        return None;
    }
    let total = if length == 0 { bytes.len() } else { length.wrapping_add(40) };
    Some((at, total, (next == TCP).then_some(Layer::Tcp)))
}

const TCP: usize = 6;

fn tcp(bytes: &[u8]) -> Header {
    let header_len = (byte(bytes, 12)? / 16).wrapping_mul(4);
    if header_len < 20 || bytes.len() < header_len {
        return None;
    }
    let is_smb = |port| matches!(port, 445 | 139);
    let inner = (is_smb(number(bytes, 0)?) || is_smb(number(bytes, 2)?)).then_some(Layer::Nbss);
    Some((header_len, bytes.len(), inner))
}

//! Messages as a capture of network traffic, for programs that read nothing else.
//!
//! Each message is carried by an SMB2 IOCTL or by an SMB1 transaction, as the crate writes these, on a connection of its own: what is read
//! of one cannot depend on another. Checksums are zero, since nobody checks them in captures.

use super::kind::Kind;
use super::messages::Message;
use anyhow::{Context, Result};
use dfsc::carrier::{CtlCode, IoctlRequest, IoctlResponse, Trans2Request, Trans2Response};
use dfsc::{Encode, Request};

const SERVER: Host = Host { address: [192, 0, 2, 1], port: 445 };
const CLIENT: Host = Host { address: [192, 0, 2, 2], port: 49152 };

/// Packets that begin with the IP header.
const LINKTYPE_RAW: u32 = 101;
const SNAPLEN: u32 = 0x4_0000;

/// What the longest reply may take.
pub(super) const MAX_OUTPUT: u16 = 56 << 10;

/// What carries the messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    Smb2,
    /// A reply says nothing of what was asked, so that a request goes before it.
    Smb1,
}

#[derive(Clone, Copy)]
struct Host {
    address: [u8; 4],
    port: u16,
}

/// The capture as pcap, and the number of the packet that has each message.
pub(super) fn pcap(messages: &[&Message], carrier: Carrier) -> Result<(Vec<u8>, Vec<usize>)> {
    let (mut pcap, mut count, mut places) = (Vec::new(), 0, Vec::new());
    put32(&mut pcap, &[0xA1B2_C3D4, 0x4_0002, 0, 0, SNAPLEN, LINKTYPE_RAW]);
    for (message, number) in messages.iter().zip(0..) {
        for smb in carried(message, carrier).with_context(|| message.name.clone())? {
            let client = Host { port: CLIENT.port + number, ..CLIENT };
            let (from, to) = if smb.is_reply { (SERVER, client) } else { (client, SERVER) };
            let tcp = tcp(from, to, &[&u32::try_from(smb.bytes.len())?.to_be_bytes(), &*smb.bytes].concat());
            let packet = ipv4(from, to, &tcp).with_context(|| format!("{} is too long", message.name))?;
            let length = u32::try_from(packet.len())?;
            put32(&mut pcap, &[0, u32::from(number), length, length]);
            pcap.extend(packet);
            count += 1;
        }
        places.push(count - 1);
    }
    Ok((pcap, places))
}

/// A packet from the IP header on, with anything in it, for a port that nobody knows.
pub(crate) fn packet(data: &[u8]) -> Result<Vec<u8>> {
    let to = Host { port: CLIENT.port + 1, ..SERVER };
    ipv4(CLIENT, to, &tcp(CLIENT, to, data))
}

struct Smb {
    is_reply: bool,
    bytes: Vec<u8>,
}

/// The SMB messages that carry a message.
fn carried(message: &Message, carrier: Carrier) -> Result<Vec<Smb>> {
    let bytes = message.bytes.as_slice();
    let (is_reply, is_ex) = (message.kind == Kind::Response, message.kind == Kind::RequestEx);
    let ctl_code = if is_ex { CtlCode::GetReferralsEx } else { CtlCode::GetReferrals };
    Ok(match (carrier, is_reply) {
        (Carrier::Smb2, false) => {
            let body = IoctlRequest { ctl_code, max_output_response: MAX_OUTPUT.into(), input: bytes };
            vec![smb2(is_reply, &body)?]
        }
        (Carrier::Smb2, true) => vec![smb2(is_reply, &IoctlResponse { ctl_code, output: bytes })?],
        (Carrier::Smb1, false) => vec![smb1(is_reply, &Trans2Request::new(MAX_OUTPUT, bytes))?],
        (Carrier::Smb1, true) => {
            let request = Trans2Request::new(MAX_OUTPUT, Request::new(4, r"\s\d"));
            vec![smb1(false, &request)?, smb1(is_reply, &Trans2Response::new(bytes))?]
        }
    })
}

fn ipv4(from: Host, to: Host, tcp: &[u8]) -> Result<Vec<u8>> {
    let length = u16::try_from(20 + tcp.len())?.to_be_bytes();
    let mut packet = vec![0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, 6, 0, 0];
    packet.extend([from.address, to.address].concat());
    packet.extend(tcp);
    Ok(packet)
}

fn tcp(from: Host, to: Host, data: &[u8]) -> Vec<u8> {
    let mut segment = [from.port.to_be_bytes(), to.port.to_be_bytes()].concat();
    // The numbers of the first byte sent and of the next one expected.
    segment.extend([0, 0, 0, 1, 0, 0, 0, 1]);
    // Five words of header, push and acknowledge, the window, no checksum, nothing urgent.
    segment.extend([0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]);
    segment.extend(data);
    segment
}

/// A body behind the header of an IOCTL: 64 bytes.
fn smb2(is_reply: bool, body: &impl Encode) -> Result<Smb> {
    let mut header = b"\xFESMB".to_vec();
    // Its length and the credit charge, no status, the command and one credit, flags, no next command.
    put32(&mut header, &[0x1_0040, 0, 0x1_000B, u32::from(is_reply), 0]);
    // The message's number, no process, a tree, a session, no signature.
    put32(&mut header, &[1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    smb(is_reply, header, body)
}

/// A body behind the header of a transaction: 32 bytes.
fn smb1(is_reply: bool, body: &impl Encode) -> Result<Smb> {
    let mut header = b"\xFFSMB\x32".to_vec();
    // No status, a reply or not, Unicode and NTSTATUS; then ids, the same for both.
    header.extend([0, 0, 0, 0, u8::from(is_reply) << 7, 0, 0xC0]);
    header.extend([0; 12]);
    header.extend([1, 0, 1, 0, 1, 0, 1, 0]);
    smb(is_reply, header, body)
}

fn smb(is_reply: bool, header: Vec<u8>, body: &impl Encode) -> Result<Smb> {
    let mut bytes = header;
    let start = bytes.len();
    bytes.resize(start + body.encoded_len(), 0);
    body.encode(&mut bytes[start..])?;
    Ok(Smb { is_reply, bytes })
}

pub(crate) fn put32(bytes: &mut Vec<u8>, words: &[u32]) {
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

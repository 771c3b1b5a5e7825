//! Messages as a capture of network traffic, for programs that read nothing else.
//!
//! Each message is the buffer of one SMB2 IOCTL, in one packet, on a connection of its own: what is read of one cannot
//! depend on another. Checksums are zero, since nobody checks them in captures.

use super::messages::{Kind, Message};
use anyhow::{Context, Result};

const SERVER: Host = Host { address: [192, 0, 2, 1], port: 445 };
const CLIENT: Host = Host { address: [192, 0, 2, 2], port: 49152 };

/// Packets that begin with the IP header.
const LINKTYPE_RAW: u32 = 101;
const SNAPLEN: u32 = 0x4_0000;

const FSCTL_DFS_GET_REFERRALS: u32 = 0x0006_0194;
const FSCTL_DFS_GET_REFERRALS_EX: u32 = 0x0006_01B0;

#[derive(Clone, Copy)]
struct Host {
    address: [u8; 4],
    port: u16,
}

/// The capture as pcap, one packet a message.
pub(super) fn pcap(messages: &[&Message]) -> Result<Vec<u8>> {
    let mut pcap = Vec::new();
    put32(&mut pcap, &[0xA1B2_C3D4, 0x4_0002, 0, 0, SNAPLEN, LINKTYPE_RAW]);
    for (message, number) in messages.iter().zip(0..) {
        let packet = packet(message, number).with_context(|| format!("{} is too long", message.name))?;
        let length = u32::try_from(packet.len())?;
        put32(&mut pcap, &[0, u32::from(number), length, length]);
        pcap.extend(packet);
    }
    Ok(pcap)
}

/// The message in SMB2, the session service's header, TCP and IPv4, from inside out.
fn packet(message: &Message, number: u16) -> Result<Vec<u8>> {
    let client = Host { port: CLIENT.port + number, ..CLIENT };
    let (from, to, smb2) = match message.kind {
        Kind::Request => (client, SERVER, request(&message.bytes, FSCTL_DFS_GET_REFERRALS)?),
        Kind::RequestEx => (client, SERVER, request(&message.bytes, FSCTL_DFS_GET_REFERRALS_EX)?),
        Kind::Response => (SERVER, client, response(&message.bytes)?),
    };
    let tcp = tcp(from, to, &[&u32::try_from(smb2.len())?.to_be_bytes(), smb2.as_slice()].concat());
    ipv4(from, to, &tcp)
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

fn request(message: &[u8], control: u32) -> Result<Vec<u8>> {
    let mut smb2 = header(false);
    let (offset, length) = (64 + 56, u32::try_from(message.len())?);
    put32(&mut smb2, &[57, control, !0, !0, !0, !0]);
    // The input, which is all there is; room for the longest output; IS_FSCTL.
    put32(&mut smb2, &[offset, length, 0, 0, 0, 56 << 10, 1, 0]);
    smb2.extend(message);
    Ok(smb2)
}

fn response(message: &[u8]) -> Result<Vec<u8>> {
    let mut smb2 = header(true);
    let (offset, length) = (64 + 48, u32::try_from(message.len())?);
    put32(&mut smb2, &[49, FSCTL_DFS_GET_REFERRALS, !0, !0, !0, !0]);
    // No input, then the output.
    put32(&mut smb2, &[offset, 0, offset, length, 0, 0]);
    smb2.extend(message);
    Ok(smb2)
}

/// The header of an IOCTL: 64 bytes.
fn header(is_response: bool) -> Vec<u8> {
    let mut header = b"\xFESMB".to_vec();
    // Its length and the credit charge, no status, the command and one credit, flags, no next command.
    put32(&mut header, &[0x1_0040, 0, 0x1_000B, u32::from(is_response), 0]);
    // The message's number, no process, a tree, a session, no signature.
    put32(&mut header, &[1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    header
}

fn put32(bytes: &mut Vec<u8>, words: &[u32]) {
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

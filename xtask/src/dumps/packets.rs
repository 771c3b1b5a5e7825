//! Bytes as packets in a capture, and what `tcpdump`, `tshark` and `text2pcap` make of them.

use super::strings::Sample;
use super::{samba, work};
use crate::cmd;
use crate::peers::capture;
use anyhow::{Context, Result, ensure};
use dfsc::dump::Shape;
use std::fs;
use std::path::PathBuf;

const LINKTYPE_ETHERNET: u32 = 1;
const SNAPLEN: u32 = 0x4_0000;

/// To, from, and what is in it: IPv4.
const ETHERNET: [u8; ETHERNET_LEN] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
pub(super) const ETHERNET_LEN: usize = 14;

/// Each string of bytes in a packet.
pub(super) fn packets(samples: &[Sample]) -> Result<Vec<Vec<u8>>> {
    let packet = |sample: &Sample| Ok([ETHERNET.as_slice(), &capture::packet(&sample.bytes)?].concat());
    samples.iter().map(packet).collect()
}

/// A file with these packets.
pub(super) fn pcap(packets: &[Vec<u8>]) -> Result<PathBuf> {
    let mut pcap = Vec::new();
    capture::put32(&mut pcap, &[0xA1B2_C3D4, 0x4_0002, 0, 0, SNAPLEN, LINKTYPE_ETHERNET]);
    for packet in packets {
        let length = u32::try_from(packet.len())?;
        capture::put32(&mut pcap, &[0, 0, length, length]);
        pcap.extend(packet);
    }
    let path = work::scratch()?.join("packets.pcap");
    fs::write(&path, pcap).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// What `tcpdump` prints of each packet.
pub(super) fn tcpdump(packets: &[Vec<u8>], option: &str) -> Result<Vec<String>> {
    let printed = samba::tcpdump(&pcap(packets)?, &[option])?;
    let mut texts: Vec<String> = Vec::new();
    for line in printed.split_inclusive('\n') {
        match texts.last_mut() {
            Some(text) if line.starts_with('\t') => text.push_str(line),
            _ => texts.push(line.into()),
        }
    }
    ensure!(texts.len() == packets.len(), "{} packets, {} in text", packets.len(), texts.len());
    Ok(texts)
}

/// What `tshark -x` prints of each packet.
pub(super) fn tshark(packets: &[Vec<u8>]) -> Result<Vec<String>> {
    let pcap = pcap(packets)?.into_os_string().into_string().ok().context("a path that is no text")?;
    let printed = cmd::stdout(&mut cmd::program("tshark", &["-x", "-r", &pcap])?)?;
    let texts: Vec<String> = printed.split_inclusive("\n\n").map(str::to_owned).collect();
    ensure!(texts.len() == packets.len(), "{} packets, {} in text", packets.len(), texts.len());
    Ok(texts)
}

/// The packets that `text2pcap` reads in texts, all of a shape at once.
pub(super) fn from_texts(texts: &[(Shape, String)]) -> Result<Vec<Vec<u8>>> {
    let mut packets = Vec::new();
    for texts in texts.chunk_by(|(one, _), (other, _)| one == other) {
        let text: String = texts.iter().map(|(_, text)| text.as_str()).collect();
        let has_column = texts.iter().any(|(shape, _)| *shape == Shape::Wireshark);
        packets.extend(text2pcap(&text, has_column)?);
    }
    Ok(packets)
}

fn text2pcap(text: &str, has_column: bool) -> Result<Vec<Vec<u8>>> {
    let scratch = work::scratch()?;
    let (from, to) = (scratch.join("packets.txt"), scratch.join("from-text.pcap"));
    fs::write(&from, text).with_context(|| format!("cannot write {}", from.display()))?;
    let mut command = cmd::program("text2pcap", &["-q", "-F", "pcap"])?;
    // With it, digits in the text column are no bytes; but without a column bytes that spell digits would be one.
    command.args(has_column.then_some("-a"));
    cmd::stdout(command.arg(&from).arg(&to))?;
    let pcap = fs::read(&to).with_context(|| format!("cannot read {}", to.display()))?;
    let records = samba::records(&pcap)?;
    Ok(records.into_iter().map(|record| record[samba::RECORD_HEADER..].to_vec()).collect())
}

//! Wireshark's `tshark`, all messages in one capture.
//!
//! It does not dissect extended requests. Every field is told; text is taken from the bytes that it marks as the field's,
//! since what it prints may have lost letters. `ReferralHeaderFlags` it takes for 16 bits and padding.

use super::capture::{self, Carrier};
use super::kind::Kind;
use super::messages::Message;
use super::text::{bytes, text};
use super::{Peer, Reading, TIMEOUT, bounded};
use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

pub(super) const OVER_SMB2: Peer = Peer {
    name: "tshark",
    needs: &[TIMEOUT, Tool::Tshark],
    kinds: &[Kind::Request, Kind::Response],
    omits: &[],
    version,
    read: |messages| read(messages, Carrier::Smb2),
};

pub(super) const OVER_SMB1: Peer =
    Peer { name: "tshark, over SMB1", read: |messages| read(messages, Carrier::Smb1), ..OVER_SMB2 };

/// Wireshark's names of fields, and the specification's: numbers, then texts.
const NUMBERS: [(&str, &str); 10] = [
    ("smb.max_referral_level", "MaxReferralLevel"),
    ("smb.dfs.path_consumed", "PathConsumed"),
    ("smb.dfs.num_referrals", "NumberOfReferrals"),
    ("smb.dfs.flags", "ReferralHeaderFlags"),
    ("smb.dfs.referral.version", "VersionNumber"),
    ("smb.dfs.referral.size", "Size"),
    ("smb.dfs.referral.server.type", "ServerType"),
    ("smb.dfs.referral.flags", "ReferralEntryFlags"),
    ("smb.dfs.referral.proximity", "Proximity"),
    ("smb.dfs.referral.ttl", "TimeToLive"),
];
const TEXTS: [(&str, &str); 4] = [
    ("smb.file_raw", "RequestFileName"),
    ("smb.dfs.referral.path_raw", "DFSPath"),
    ("smb.dfs.referral.alt_path_raw", "DFSAlternatePath"),
    ("smb.dfs.referral.domain_name_raw", "SpecialName"),
];
/// `ShareName` of version 1, `NetworkAddress` of the others.
const NODE: &str = "smb.dfs.referral.node_raw";
const GUID: &str = "smb.dfs.referral.server_guid_raw";
const EXPANDED_NAME: &str = "smb.dfs.referral.expname_raw";

fn read(messages: &[&Message], carrier: Carrier) -> Result<Vec<Reading>> {
    let scratch = setup::scratch()?;
    let path = scratch.join("messages.pcap");
    let (pcap, places) = capture::pcap(messages, carrier)?;
    std::fs::write(&path, pcap)?;
    let layer = if carrier == Carrier::Smb2 { "smb2" } else { "smb" };
    let mut tshark = bounded("tshark", &["-T", "json", "-x", "-J", layer, "--no-duplicate-keys"])?;
    // Somebody's own preferences may change what it reads.
    tshark.env("WIRESHARK_CONFIG_DIR", scratch.join("no-preferences")).env("LC_ALL", "C.UTF-8");
    let output = cmd::output(tshark.arg("-r").arg(&path))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {}", output.status, stderr.trim_end());
    // The text that it prints, which is not taken, need not be UTF-8.
    let packets: Vec<Value> = serde_json::from_str(&String::from_utf8_lossy(&output.stdout))?;
    let places = messages.iter().zip(places);
    places
        .map(|(message, place)| reading(message, packets.get(place).context("a packet is missing")?, carrier))
        .collect()
}

fn reading(message: &Message, packet: &Value, carrier: Carrier) -> Result<Reading> {
    let len = u64::try_from(message.bytes.len())?;
    // The buffer, and what the carrier must say of it.
    let (body, buffer, said) = match (carrier, message.kind) {
        (Carrier::Smb2, Kind::Response) => {
            let said = [("smb2.ioctl.function", 0x6_0194)].to_vec();
            ("Ioctl Response (0x0b)", "smb2.ioctl.out", said)
        }
        (Carrier::Smb2, _) => {
            let said =
                [("smb2.ioctl.function", 0x6_0194), ("smb2.max_ioctl_out_size", capture::MAX_OUTPUT.into())];
            ("Ioctl Request (0x0b)", "smb2.ioctl.in", said.to_vec())
        }
        (Carrier::Smb1, Kind::Response) => {
            let said = [("smb.wct", 10), ("smb.tdc", len), ("smb.dc", len), ("smb.data_offset", 56)];
            ("Trans2 Response (0x32)", "GET_DFS_REFERRAL Data", said.to_vec())
        }
        (Carrier::Smb1, _) => {
            let said = [
                ("smb.wct", 15),
                ("smb.trans2.cmd", 0x10),
                ("smb.mdc", capture::MAX_OUTPUT.into()),
                ("smb.tpc", len),
                ("smb.pc", len),
                ("smb.po", 68),
            ];
            ("Trans2 Request (0x32)", "GET_DFS_REFERRAL Parameters", said.to_vec())
        }
    };
    let body = find(packet, body).with_context(|| format!("{}: no {body}", message.name))?;
    for (name, value) in said {
        let found =
            body.get(name).with_context(|| format!("{}: no {name}", message.name)).and_then(number)?;
        ensure!(found == value, "{}: {name} is {found}, but {value} was meant", message.name);
    }
    let Some(fields) = body.get(buffer).and_then(Value::as_object) else {
        return Ok(Reading::Refused("it does not dissect the buffer".into()));
    };
    let mut means = known(fields).with_context(|| message.name.clone())?;
    if message.kind == Kind::Response {
        let entries: Result<Value> = fields
            .get("Referrals")
            .map_or_else(Vec::new, |list| repeated(&list["Referral"]))
            .into_iter()
            .map(|referral| entry(referral).map(Value::Object))
            .collect();
        means.insert("ReferralEntries".into(), entries.with_context(|| message.name.clone())?);
    }
    Ok(Reading::Means(means.into()))
}

fn entry(referral: &Value) -> Result<Map<String, Value>> {
    // One behind the end of the message has no fields.
    let Some(referral) = referral.as_object() else { return Ok(Map::new()) };
    let mut entry = known(referral)?;
    if let Some(node) = referral.get(NODE) {
        let name = if entry.get("VersionNumber") == Some(&json!(1)) { "ShareName" } else { "NetworkAddress" };
        entry.insert(name.into(), marked_text(node)?);
    }
    if let Some(guid) = referral.get(GUID) {
        entry.insert("ServiceSiteGuid".into(), marked(guid)?.into());
    }
    if entry.contains_key("SpecialName") {
        let names =
            referral.get("Expanded Names").map_or_else(Vec::new, |list| repeated_raw(&list[EXPANDED_NAME]));
        entry.insert("ExpandedNames".into(), names.into_iter().map(marked_text).collect::<Result<_>>()?);
    }
    Ok(entry)
}

/// The fields that may stand in any message or entry.
fn known(fields: &Map<String, Value>) -> Result<Map<String, Value>> {
    let mut known = Map::new();
    for (wireshark, name) in NUMBERS {
        if let Some(value) = fields.get(wireshark) {
            known.insert(name.into(), number(value)?.into());
        }
    }
    for (wireshark, name) in TEXTS {
        if let Some(raw) = fields.get(wireshark) {
            known.insert(name.into(), marked_text(raw)?);
        }
    }
    Ok(known)
}

fn number(printed: &Value) -> Result<u64> {
    let number = printed.as_str().and_then(|printed| match printed.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => printed.parse().ok(),
    });
    number.with_context(|| format!("not a number: {printed}"))
}

/// The bytes of a field as hex: first of an array with their place and kind.
fn marked(raw: &Value) -> Result<&str> {
    raw[0].as_str().with_context(|| format!("not bytes: {raw}"))
}

fn marked_text(raw: &Value) -> Result<Value> {
    let bytes = bytes(marked(raw)?)?;
    Ok(match bytes.strip_suffix(&[0, 0]) {
        Some(before_nul) => text(before_nul),
        // It goes on without a NUL at the end of what it has.
        None => json!({ "unterminated": marked(raw)? }),
    })
}

/// What stands there several times is an array.
fn repeated(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

/// The same, of bytes, which are an array even once.
fn repeated_raw(raw: &Value) -> Vec<&Value> {
    if raw[0].is_string() { vec![raw] } else { repeated(raw) }
}

/// The first structure of that name, however deep.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Map<String, Value>> {
    match value {
        Value::Array(values) => values.iter().find_map(|value| find(value, name)),
        Value::Object(fields) => fields
            .get(name)
            .and_then(Value::as_object)
            .or_else(|| fields.values().find_map(|value| find(value, name))),
        _ => None,
    }
}

/// `4.0.17` of `TShark (Wireshark) 4.0.17 (Git ...)`.
fn version() -> Result<String> {
    let version = cmd::stdout(&mut cmd::program("tshark", &["--version"])?)?;
    let first = version.lines().next().unwrap_or_default();
    let number = first.split(' ').map(|word| word.trim_end_matches('.'));
    let number = number.into_iter().find(|word| word.starts_with(|start: char| start.is_ascii_digit()));
    Ok(number.with_context(|| format!("no version in {first}"))?.into())
}

//! Wireshark's `tshark`, all messages in one capture.
//!
//! It does not dissect extended requests. Every field is told; text is taken from the bytes that it marks as the field's,
//! since what it prints may have lost letters. `ReferralHeaderFlags` it takes for 16 bits and padding.

use super::messages::{Kind, Message};
use super::text::{bytes, text};
use super::{Peer, Reading, capture};
use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

pub(super) const PEER: Peer = Peer {
    name: "tshark",
    needs: &[Tool::Tshark],
    kinds: &[Kind::Request, Kind::Response],
    omits: &[],
    version,
    read,
};

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

fn read(messages: &[&Message]) -> Result<Vec<Reading>> {
    let scratch = setup::scratch()?;
    let path = scratch.join("messages.pcap");
    std::fs::write(&path, capture::pcap(messages)?)?;
    let mut tshark = cmd::program("tshark", &["-T", "json", "-x", "-J", "smb2", "--no-duplicate-keys"])?;
    // Somebody's own preferences may change what it reads.
    tshark.env("WIRESHARK_CONFIG_DIR", scratch.join("no-preferences")).env("LC_ALL", "C.UTF-8");
    let output = cmd::output(tshark.arg("-r").arg(&path))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {}", output.status, stderr.trim_end());
    // The text that it prints, which is not taken, need not be UTF-8.
    let packets: Vec<Value> = serde_json::from_str(&String::from_utf8_lossy(&output.stdout))?;
    ensure!(packets.len() == messages.len(), "{} messages, {} packets", messages.len(), packets.len());
    messages.iter().zip(&packets).map(|(message, packet)| reading(message, packet)).collect()
}

fn reading(message: &Message, packet: &Value) -> Result<Reading> {
    let buffer = if message.kind == Kind::Response { "smb2.ioctl.out" } else { "smb2.ioctl.in" };
    let Some(fields) = find(packet, buffer) else {
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
    let referral = referral.as_object().context("a referral without fields")?;
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

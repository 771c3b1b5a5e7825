//! Messages that the crate has not written: see `tests/vectors/README.md` and `tests/corpus/README.md`.

use super::super::kind::Kind;
use super::super::ours::without_ranges;
use super::super::text::bytes;
use super::{Claim, Message, Source};
use crate::cmd;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;

/// A message drawn by hand.
pub(super) struct Vector {
    pub(super) name: String,
    pub(super) kind: Kind,
    bytes: Vec<u8>,
    pub(super) expected: Value,
    is_broken: bool,
}

pub(super) fn vectors() -> Result<Vec<Vector>> {
    let mut names = Vec::new();
    for file in fs::read_dir(cmd::root()?.join("tests/vectors"))? {
        let name = file?.file_name().into_string().ok().context("a file whose name is no text")?;
        names.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    names.sort();
    names.into_iter().map(|name| vector(&name).context(name)).collect()
}

fn vector(name: &str) -> Result<Vector> {
    let path = cmd::root()?.join("tests/vectors").join(name);
    let json: Value = serde_json::from_str(&fs::read_to_string(path.with_extension("json"))?)?;
    let kind = Kind::ALL.into_iter().find(|kind| json["message"] == kind.name()).context("it has no kind")?;
    let hex = fs::read_to_string(path.with_extension("hex"))?;
    let digits: String = hex.lines().filter_map(|line| line.split('#').next()).collect();
    Ok(Vector {
        name: name.into(),
        kind,
        bytes: bytes(&digits.split_whitespace().collect::<String>())?,
        expected: json["expected"].clone(),
        is_broken: json.get("error").is_some(),
    })
}

pub(super) fn drawn(vectors: &[Vector]) -> Result<Vec<Message>> {
    let drawn = vectors.iter().map(|vector| {
        let expected = || Claim::Means(without_ranges(vector.expected.clone()));
        let claim = if vector.is_broken { Claim::CannotBeRead } else { expected() };
        Message::new(&vector.name, Source::Drawn, vector.kind, vector.bytes.clone(), Some(&claim))
    });
    drawn.collect()
}

/// Requests and replies.
pub(super) fn captured() -> Result<Vec<Message>> {
    let exchanges = fs::read_to_string(cmd::root()?.join("tests/corpus/captures.jsonl"))?;
    let mut messages = Vec::new();
    for exchange in exchanges.lines() {
        let exchange: Value = serde_json::from_str(exchange)?;
        let name = exchange["name"].as_str().context("an exchange without a name")?;
        let is_ex = exchange["function"] == "FSCTL_DFS_GET_REFERRALS_EX";
        let kind = if is_ex { Kind::RequestEx } else { Kind::Request };
        let request = bytes(exchange["request"].as_str().context("an exchange without a request")?)?;
        let expected = |side: &str| exchange["expected"].get(side).cloned();
        let claim = expected("request").map(Claim::Means);
        messages.push(Message::new(
            &format!("request {name}"),
            Source::Captured,
            kind,
            request,
            claim.as_ref(),
        )?);
        let Some(response) = exchange["response"].as_str() else { continue };
        let claim = match expected("response") {
            _ if exchange["status_name"] == "BUFFER_OVERFLOW" => Some(Claim::CannotBeRead),
            expected => expected.map(with_guids).map(Claim::Means),
        };
        let (name, bytes) = (format!("reply {name}"), bytes(response)?);
        messages.push(Message::new(&name, Source::Captured, Kind::Response, bytes, claim.as_ref())?);
    }
    Ok(messages)
}

/// The corpus leaves out the GUID of targets, which is zero in all that was captured.
fn with_guids(mut expected: Value) -> Value {
    for entry in expected["ReferralEntries"].as_array_mut().into_iter().flatten() {
        if entry["VersionNumber"] != 2 && entry.get("DFSPath").is_some() {
            entry["ServiceSiteGuid"] = "00".repeat(16).into();
        }
    }
    expected
}

//! The same as on the boards, done here: the corpus read, and attacks made of it.

#![allow(unreachable_pub, reason = "the firmware's own modules, as they are")]

#[path = "../../../examples/firmware/src/exchange.rs"]
mod exchange;
#[path = "../../../examples/firmware/src/portable/mod.rs"]
mod portable;
#[path = "../../../examples/firmware/src/table.rs"]
mod table;

use crate::cmd;
use anyhow::{Context, Result};
use dfsc::NtStatus;
use exchange::Exchange;
use portable::attack::{Survived, attack};
use portable::reading;
use serde_json::Value;

/// What the boards must say of it.
pub(super) fn lines() -> Result<Vec<String>> {
    let (mut room, mut survived) = ([0; 2560], Survived::default());
    let all = captured()?;
    for captured in &all {
        attack(&captured.exchange(), &mut room, &mut survived);
    }
    Ok(readings(&all).chain([survived.to_string()]).collect())
}

/// The corpus as `fuzz/src/bin/readings.rs` takes it, and what that must say of it: one in so many is made attacks of.
pub(crate) fn file_and_readings(attacked: usize) -> Result<(Vec<u8>, Vec<String>)> {
    let all = captured()?;
    let (mut room, mut survived) = ([0; 2560], Survived::default());
    let pieces = all.iter().enumerate().flat_map(|(at, captured)| {
        let is_attacked = at.is_multiple_of(attacked);
        if is_attacked {
            attack(&captured.exchange(), &mut room, &mut survived);
        }
        let Captured { name, is_extended, status, request, response, stream } = captured;
        let form = vec![u8::from(*is_extended), u8::from(is_attacked)];
        let status = status.to_le_bytes().to_vec();
        let response = response.clone().unwrap_or_default();
        [name.clone().into_bytes(), form, status, request.clone(), response, stream.clone()]
    });
    let mut file = Vec::new();
    for piece in pieces {
        file.extend(u32::try_from(piece.len())?.to_le_bytes());
        file.extend(piece);
    }
    Ok((file, readings(&all).chain([survived.to_string()]).collect()))
}

fn readings(all: &[Captured]) -> impl Iterator<Item = String> {
    let mut room = [0; 2560];
    all.iter().map(move |captured| {
        let exchange = captured.exchange();
        format!("read: {} {:08x}", exchange.name, reading::read(&exchange, &mut room))
    })
}

/// A line of the corpus.
struct Captured {
    name: String,
    is_extended: bool,
    status: u32,
    request: Vec<u8>,
    response: Option<Vec<u8>>,
    stream: Vec<u8>,
}

impl Captured {
    fn exchange(&self) -> Exchange<'_> {
        Exchange {
            name: &self.name,
            is_extended: self.is_extended,
            status: NtStatus(self.status),
            request: &self.request,
            response: self.response.as_deref(),
            stream: &self.stream,
        }
    }
}

fn captured() -> Result<Vec<Captured>> {
    let corpus = std::fs::read_to_string(cmd::root()?.join("tests/corpus/captures.jsonl"))?;
    let captured = corpus.lines().map(|line| {
        let capture: Value = serde_json::from_str(line)?;
        let text = |key: &str| capture[key].as_str().with_context(|| format!("no {key}: {line}"));
        Ok(Captured {
            name: text("name")?.to_owned(),
            is_extended: text("function")?.ends_with("_EX"),
            status: u32::from_str_radix(text("status")?.trim_start_matches("0x"), 16)?,
            request: bytes(text("request")?)?,
            response: capture["response"].as_str().map(bytes).transpose()?,
            stream: stream(&capture)?,
        })
    });
    captured.collect()
}

/// The messages of a capture, each behind its length, as they went over the connection.
fn stream(capture: &Value) -> Result<Vec<u8>> {
    let mut stream = Vec::new();
    for messages in [&capture["request_messages"], &capture["response_messages"]] {
        for message in messages.as_array().context("no messages")? {
            let message = bytes(message.as_str().context("a message is no text")?)?;
            stream.extend(u32::try_from(message.len())?.to_be_bytes());
            stream.extend(message);
        }
    }
    Ok(stream)
}

fn bytes(digits: &str) -> Result<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}

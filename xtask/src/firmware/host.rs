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
    let captures = std::fs::read_to_string(cmd::root()?.join("tests/corpus/captures.jsonl"))?;
    let (mut lines, mut room, mut survived) = (Vec::new(), [0; 2560], Survived::default());
    for line in captures.lines() {
        let capture: Value = serde_json::from_str(line)?;
        let text = |key: &str| capture[key].as_str().with_context(|| format!("no {key}: {line}"));
        let request = bytes(text("request")?)?;
        let response = capture["response"].as_str().map(bytes).transpose()?;
        let exchange = Exchange {
            name: text("name")?,
            is_extended: text("function")?.ends_with("_EX"),
            status: NtStatus(u32::from_str_radix(text("status")?.trim_start_matches("0x"), 16)?),
            request: &request,
            response: response.as_deref(),
            stream: &stream(&capture)?,
        };
        lines.push(format!("read: {} {:08x}", exchange.name, reading::read(&exchange, &mut room)));
        attack(&exchange, &mut room, &mut survived);
    }
    lines.push(survived.to_string());
    Ok(lines)
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

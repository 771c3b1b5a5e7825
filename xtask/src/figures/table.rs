//! The tables of the README.

use super::messages::Message;
use super::readers::{OURS, READERS, Reading, npm};
use crate::proofs;
use anyhow::{Context, Result};
use std::fmt::Write;

/// What only we do: the cases of the instruction bench, and what they are called here.
const ALONE: [(&str, &str); 7] = [
    ("build-252", "answer a request with the 252 bytes of the first row"),
    ("build-16", "the same, of 16 targets: 1640 bytes"),
    ("hit-16", "find a path of five components in a full cache of 16 slots"),
    ("hit-64", "the same, of 64 slots"),
    ("hit-256", "the same, of 256 slots"),
    ("walk-cold", "the client from a path to its target, with four replies: controllers, root, link"),
    ("walk-warm", "the same path again"),
];

/// Instructions.
pub(super) fn counts(messages: &[Message], readings: &[Vec<Reading>]) -> String {
    table(messages, readings, |reading, _| match reading {
        Reading::Read { instructions, .. } => {
            instructions.map(|number| number.to_string()).unwrap_or_default()
        }
        Reading::Refused => "refused".into(),
        Reading::Wrong => "read wrongly".into(),
        Reading::Endless => "no end".into(),
    })
}

/// Times beside ours.
pub(super) fn times(messages: &[Message], readings: &[Vec<Reading>]) -> String {
    table(messages, readings, |reading, ours| match (reading, ours) {
        (Reading::Read { nanoseconds: time, .. }, Reading::Read { nanoseconds: ours, .. }) => {
            beside(time, ours)
        }
        _ => "–".into(),
    })
}

fn table(messages: &[Message], readings: &[Vec<Reading>], cell: fn(Reading, Reading) -> String) -> String {
    let names: Vec<&str> = READERS.iter().map(|reader| reader.name).collect();
    let mut table =
        format!("| message | bytes | {} |\n|---|{}\n", names.join(" | "), "---:|".repeat(names.len() + 1));
    for (at, message) in messages.iter().enumerate() {
        let cells: Vec<String> = readings.iter().map(|of| cell(of[at], readings[OURS][at])).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} | {} | {} |", message.name, message.bytes.len(), cells.join(" | "));
    }
    table
}

/// What the crate takes for what nobody else here does.
pub(super) fn alone() -> Result<String> {
    let counts = proofs::counted(&ALONE.map(|(case, _)| case))?;
    let mut table = String::from("| dfsc alone | instructions |\n|---|---:|\n");
    for ((_, name), instructions) in ALONE.iter().zip(counts) {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {name} | {instructions} |");
    }
    Ok(table)
}

/// Times of the npm package, beside those of a plain reader.
pub(super) fn package(messages: &[Message]) -> Result<String> {
    let mut table = String::from(
        "| in Node | bytes | a plain reader in TypeScript | `records` of the npm package | `decode` |\n|---|---:|---:|---:|---:|\n",
    );
    for message in messages.iter().filter(|message| !message.is_worst) {
        let [decode, records, plain] = npm(&message.write()?).with_context(|| message.name.clone())?;
        let (bytes, records, decode) = (message.bytes.len(), beside(records, plain), beside(decode, plain));
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} | {bytes} | 1.0× | {records} | {decode} |", message.name);
    }
    Ok(table)
}

fn beside(time: f64, other: f64) -> String {
    let ratio = time / other;
    match ratio {
        ..0.01 => format!("{ratio:.5}×"),
        ..1.0 => format!("{ratio:.2}×"),
        1.0..10.0 => format!("{ratio:.1}×"),
        _ => format!("{ratio:.0}×"),
    }
}

//! Readers that take messages as lines of JSON, and answer in lines of JSON.

use super::Reading;
use super::messages::Message;
use super::text::hex;
use crate::{cmd, setup};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::process::Command;

/// Gives the reader every message, and gets its answers.
pub(super) fn ask(reader: &mut Command, messages: &[&Message]) -> Result<Vec<Reading>> {
    let questions: Vec<String> = messages.iter().map(|message| question(message).to_string()).collect();
    // From a file: a pipe fills where the reader answers before it has read everything.
    let path = setup::scratch()?.join("messages.jsonl");
    fs::write(&path, questions.join("\n")).with_context(|| format!("cannot write {}", path.display()))?;
    let answers = cmd::stdout(reader.stdin(File::open(&path)?))?;
    answers.lines().map(answer).collect()
}

fn question(message: &Message) -> Value {
    json!({ "kind": message.kind.name(), "hex": hex(&message.bytes) })
}

fn answer(line: &str) -> Result<Reading> {
    let mut answer: Value = serde_json::from_str(line).with_context(|| format!("an answer: {line}"))?;
    if let Some(means) = answer.get_mut("means") {
        return Ok(Reading::Means(means.take()));
    }
    match answer["refused"].as_str() {
        Some(reason) => Ok(Reading::Refused(reason.into())),
        None => bail!("neither read nor refused: {line}"),
    }
}

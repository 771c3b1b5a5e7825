//! The messages that are read.

#[path = "../../../benches/messages/mod.rs"]
mod made;

use super::folder;
use crate::cmd;
use crate::peers::text::bytes;
use anyhow::{Context, Result};
pub(super) use made::LONGEST;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

pub(super) struct Message {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether nobody sends it but to do harm.
    pub(super) is_worst: bool,
}

impl Message {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes, is_worst: false }
    }

    fn worst(name: &str, bytes: Vec<u8>) -> Self {
        Self { is_worst: true, ..Self::new(name, bytes) }
    }

    /// Into a file of its own.
    pub(super) fn write(&self) -> Result<PathBuf> {
        let path = folder()?.join(format!("{}.bin", self.name.replace([' ', ','], "-")));
        fs::write(&path, &self.bytes).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

/// Of every size and shape.
pub(super) fn messages() -> Result<Vec<Message>> {
    Ok(vec![
        Message::new("Windows, 2 targets, version 4", made::reply_252()),
        Message::new("Samba, 16 targets, version 3", captured("0086-each-many16-l3")?),
        Message::new("Samba, 40 domain controllers", captured("0861-ad40dc-dc-fqdn-l4")?),
        Message::new("585 targets of SYSVOL, version 4", made::targets(585)),
        Message::worst("worst: 843 entries share one string", made::shared_strings(34, 843)),
        Message::worst("worst: two lists of empty names", made::name_lists(2, b"\0\0")),
        Message::worst("worst: 5733 entries of version 1", made::v1_entries()),
    ])
}

/// Ever longer ones of one shape.
pub(super) fn growing() -> Vec<Message> {
    let counts = (0..=8).map(|step| 9 + step * 72);
    counts.map(|count| Message::new(&format!("{count} targets"), made::targets(count))).collect()
}

/// A reply of the corpus.
fn captured(name: &str) -> Result<Vec<u8>> {
    let corpus = fs::read_to_string(cmd::root()?.join("tests/corpus/captures.jsonl"))?;
    let captures = corpus.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let capture = captures.into_iter().find(|capture| capture["name"] == name);
    bytes(
        capture
            .as_ref()
            .and_then(|capture| capture["response"].as_str())
            .with_context(|| format!("no {name}"))?,
    )
}

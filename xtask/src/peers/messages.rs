//! The messages that peers read: all written by the crate, from values.

#[path = "../../../tests/chance/mod.rs"]
mod chance;
/// The values, and what they mean, as the crate's own tests have them.
#[path = "../../../tests/values/mod.rs"]
mod values;

use crate::cmd;
use anyhow::{Context, Result, ensure};
use dfsc::EntrySize;
use serde_json::Value;
use values::{Entry, OwnedReply, Utf16};

/// A message, and what it means.
pub(super) struct Message {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    /// As `expected` in `tests/vectors/*.json`, without `ranges`.
    pub(super) meant: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Request,
    RequestEx,
    Response,
}

/// Drawn messages that say what no value can, or nothing that can be read.
const NO_VALUES: [&str; 5] =
    ["broken-second-entry", "broken-size-overlap", "v2-zero-offsets", "v3-mixed-sizes", "v3-v4-mixed"];

/// Texts that decoders trip over.
const TEXTS: [(&str, &[u16]); 4] = [
    // U+0100 after an ASCII letter gives two zero bytes that are no NUL.
    ("text-zeros", &[0x5c, 0x61, 0x100, 0x62]),
    ("text-astral", &[0x5c, 0xd83d, 0xde00, 0xe9, 0x142, 0x4e2d]),
    // A quote, a newline and a tab: as ndrdump ends a text, and goes on with the next field.
    (
        "text-quotes",
        &[0x5c, 0x27, 0x22, 0x20, 0x09, 0x5c, 0x27, 0x0a, 0x20, 0x73, 0x69, 0x7a, 0x65, 0x20, 0x3a],
    ),
    ("text-lone-surrogate", &[0x5c, 0xd83d, 0x34]),
];

/// Every message there is to read.
pub(super) fn messages() -> Result<Vec<Message>> {
    let mut messages = Vec::new();
    for name in drawn_names()? {
        messages.push(drawn(&name).with_context(|| format!("the drawn message {name}"))?);
    }
    for (name, text) in TEXTS {
        messages.push(reply(name.into(), 3, EntrySize::Long, vec![target(Utf16::from_units(text))]));
    }
    for version in 1..=4 {
        for count in [1, 3, 16] {
            let targets = (0..count).map(|number| target(Utf16::new(&format!(r"\server{number}\share"))));
            let name = format!("v{version}-of-{count}");
            messages.push(reply(name, version, EntrySize::Long, targets.collect()));
        }
    }
    for (size, name) in [(EntrySize::Short, "short"), (EntrySize::Long, "long")] {
        let lists = [0, 1, 40].map(|count| Entry {
            flags: 2,
            expanded_names: (0..count).map(|number| Utf16::new(&format!(r"\dc{number}.example"))).collect(),
            ..target(Utf16::new(r"\example"))
        });
        messages.push(reply(format!("v3-lists-{name}"), 3, size, lists.into()));
    }
    Ok(messages)
}

/// All but the exceptions, in order.
fn drawn_names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in std::fs::read_dir(cmd::root()?.join("tests/vectors"))? {
        let name = file?.file_name().into_string().ok().context("a file whose name is no text")?;
        names.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    ensure!(NO_VALUES.iter().all(|name| names.iter().any(|drawn| drawn == name)), "an exception is gone");
    names.retain(|name| !NO_VALUES.contains(&name.as_str()));
    names.sort();
    Ok(names)
}

/// The value of a drawn message, written anew.
fn drawn(name: &str) -> Result<Message> {
    let json = cmd::root()?.join("tests/vectors").join(format!("{name}.json"));
    let json: Value = serde_json::from_str(&std::fs::read_to_string(json)?)?;
    let kind = json["message"].as_str().context("it has no kind")?;
    Ok(written(name.into(), &values::Message::from_expected(kind, &json["expected"])))
}

fn target(name: Utf16) -> Entry {
    Entry { server_type: 0, flags: 0, proximity: 0, name, expanded_names: Vec::new() }
}

/// A reply of these entries: name lists, if the first is one.
fn reply(name: String, version: u16, size: EntrySize, entries: Vec<Entry>) -> Message {
    let is_list = entries.first().is_some_and(|entry| entry.flags == 2);
    let reply = OwnedReply {
        path_consumed: if is_list { 0 } else { 8 },
        flags: if is_list { 0 } else { 2 },
        version,
        size,
        time_to_live: (version >= 2).then_some(1800),
        dfs_path: (version >= 2 && !is_list).then(|| Utf16::new(r"\a\b")),
        entries,
    };
    written(name, &values::Message::Reply(reply))
}

fn written(name: String, message: &values::Message) -> Message {
    let kind = match message {
        values::Message::Request { .. } => Kind::Request,
        values::Message::RequestEx { .. } => Kind::RequestEx,
        values::Message::Reply(_) => Kind::Response,
    };
    Message { name, kind, bytes: message.encoded(), meant: message.meant() }
}

//! Messages that the crate writes, from values.

#[path = "../../../../tests/chance/mod.rs"]
mod chance;
/// The values, and what they mean, as the crate's own tests have them.
#[path = "../../../../tests/values/mod.rs"]
mod values;

use super::super::kind::Kind;
use super::found::Vector;
use super::{Claim, Message, Source};
use anyhow::{Result, ensure};
use dfsc::EntrySize;
use values::{Entry, OwnedReply, Utf16};

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

/// The values of the drawn messages, and more.
pub(super) fn messages(vectors: &[Vector]) -> Result<Vec<Message>> {
    let is_drawn = |name: &&str| vectors.iter().any(|vector| vector.name == **name);
    ensure!(NO_VALUES.iter().all(is_drawn), "an exception is gone");
    let with_values = vectors.iter().filter(|vector| !NO_VALUES.contains(&vector.name.as_str()));
    let mut messages = with_values
        .map(|vector| {
            let value = values::Message::from_expected(vector.kind.name(), &vector.expected);
            written(&vector.name, &value)
        })
        .collect::<Result<Vec<_>>>()?;
    for (name, text) in TEXTS {
        messages.push(reply(name, 3, EntrySize::Long, vec![target(Utf16::from_units(text))])?);
    }
    for version in 1..=4 {
        for count in [1, 3, 16] {
            let targets = (0..count).map(|number| target(Utf16::new(&format!(r"\server{number}\share"))));
            let name = format!("v{version}-of-{count}");
            messages.push(reply(&name, version, EntrySize::Long, targets.collect())?);
        }
    }
    for (size, name) in [(EntrySize::Short, "short"), (EntrySize::Long, "long")] {
        let lists = [0, 1, 40].map(|count| Entry {
            flags: 2,
            expanded_names: (0..count).map(|number| Utf16::new(&format!(r"\dc{number}.example"))).collect(),
            ..target(Utf16::new(r"\example"))
        });
        messages.push(reply(&format!("v3-lists-{name}"), 3, size, lists.into())?);
    }
    Ok(messages)
}

fn target(name: Utf16) -> Entry {
    Entry { server_type: 0, flags: 0, proximity: 0, name, expanded_names: Vec::new() }
}

/// A reply of these entries: name lists, if the first is one.
fn reply(name: &str, version: u16, size: EntrySize, entries: Vec<Entry>) -> Result<Message> {
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

fn written(name: &str, message: &values::Message) -> Result<Message> {
    let kind = match message {
        values::Message::Request { .. } => Kind::Request,
        values::Message::RequestEx { .. } => Kind::RequestEx,
        values::Message::Reply(_) => Kind::Response,
    };
    Message::new(name, Source::Written, kind, message.encoded(), Some(&Claim::Means(message.meant())))
}

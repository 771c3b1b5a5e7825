//! What a careful person says of a text that was pasted, beside what the crate says: `tests/dumps/careful`.

use dfsc::dump::{Dump, Item, Note};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The lines of a `.says` file by their keys.
fn says(path: &Path) -> HashMap<String, String> {
    let text = fs::read_to_string(path).unwrap();
    let line =
        |line: &str| line.split_once(": ").map(|(key, value)| (key.to_owned(), value.trim().to_owned()));
    text.lines().map(|text| line(text).unwrap_or_else(|| panic!("{}: {text}", path.display()))).collect()
}

fn hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// What is wrong with the crate's reading, if anything is.
fn judge(text: &[u8], says: &HashMap<String, String>) -> Result<(), String> {
    let may_refuse = says["refusal"] == "yes";
    let dump = match Dump::read(text) {
        Ok(dump) => dump,
        Err(_) if may_refuse => return Ok(()),
        Err(error) => return Err(format!("refused: {error}")),
    };
    let mut bytes = Vec::new();
    let mut notes = Vec::new();
    dump.each(&mut |item| match item {
        Item::Byte { value, .. } => bytes.push(value),
        Item::Packet => {}
        Item::Note(note) => notes.push(note),
    });
    let warned = dump.warnings() > 0;
    let shown = format!("{dump}; {:?}", notes.iter().map(Note::kind).collect::<Vec<_>>());
    let meant = says["bytes"].as_str();
    let warns = match meant.split_once(' ') {
        None if meant == "none" => return Err(format!("read, and should not be: {shown}")),
        None if meant == "any" => "yes",
        None if bytes == hex(meant) => says["warn"].as_str(),
        Some(("prefix", prefix)) if bytes.starts_with(&hex(prefix)) => says["warn"].as_str(),
        // A part of it, in its place.
        Some(("prefix", prefix)) if hex(prefix).starts_with(&bytes) => "yes",
        // What is right as far as it goes, where she would accept a refusal.
        None if may_refuse && hex(meant).starts_with(&bytes) => "yes",
        // Other bytes are right only if that is said.
        _ if warned && says["warn"] == "yes" => "yes",
        _ => {
            let first = bytes.iter().zip(hex(meant.trim_start_matches("prefix "))).position(|(a, b)| *a != b);
            return Err(format!("{} other bytes, from {first:?} on: {shown}", bytes.len()));
        }
    };
    match warns {
        "yes" if !warned => return Err(format!("no warning: {shown}")),
        "no" if warned => return Err(format!("a warning of nothing: {shown}")),
        _ => {}
    }
    if let Some(packets) = says.get("packets")
        && *packets != dump.packets().to_string()
    {
        return Err(format!("{} packets: {shown}", dump.packets()));
    }
    Ok(())
}

#[test]
fn says_what_a_careful_person_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps/careful");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    cases.sort();
    assert!(cases.len() > 300, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for path in &cases {
        let says = says(&path.with_extension("says"));
        if let Err(error) = judge(&fs::read(path).unwrap(), &says) {
            let name = path.file_stem().unwrap().to_string_lossy();
            wrong.push(format!("{name}: {error}\n    she says: warn {}, {}", says["warn"], says["why"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

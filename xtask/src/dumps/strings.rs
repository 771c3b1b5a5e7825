//! The strings of bytes that tools print.

use crate::cmd;
use crate::peers::text;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;

/// Bytes, and what they are.
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Samba's name for such a message.
    pub(super) structure: &'static str,
}

const REQUEST: &str = "dfs_GetDFSReferral_in";
const REPLY: &str = "dfs_referral_resp";

/// The message that is given in many lengths.
const LONGEST: usize = 40;

/// Each string of bytes once: all messages there are, whole and without their last byte, so that both odd and
/// even lengths are there; one message in each short length; and bytes that look like something else.
pub(super) fn samples() -> Result<Vec<Sample>> {
    let mut samples = messages()?;
    let cut: Vec<_> = samples.iter().filter(|sample| sample.bytes.len() > 1).map(Sample::cut).collect();
    let one = samples.iter().find(|sample| sample.bytes.len() > LONGEST).context("no long message")?;
    let lengths: Vec<_> =
        (1..=LONGEST).map(|length| one.part(length, format!("{}-of-{length}", one.name))).collect();
    samples.extend(cut);
    samples.extend(lengths);
    for (name, bytes) in unusual() {
        samples.push(Sample { name: name.into(), bytes, structure: REPLY });
    }
    let mut seen = std::collections::HashSet::new();
    samples.retain(|sample| !sample.bytes.is_empty() && seen.insert(sample.bytes.clone()));
    Ok(samples)
}

impl Sample {
    fn part(&self, length: usize, name: String) -> Self {
        Self { name, bytes: self.bytes[..length].to_vec(), structure: self.structure }
    }

    fn cut(&self) -> Self {
        self.part(self.bytes.len() - 1, format!("{}-cut", self.name))
    }
}

/// All that were captured and all that were drawn by hand.
fn messages() -> Result<Vec<Sample>> {
    let tests = cmd::root()?.join("tests");
    let mut samples = Vec::new();
    for line in fs::read_to_string(tests.join("corpus/captures.jsonl"))?.lines() {
        let capture: Value = serde_json::from_str(line)?;
        let name = capture["name"].as_str().context("a capture without a name")?;
        for (key, structure) in [("request", REQUEST), ("response", REPLY)] {
            if let Some(hex) = capture[key].as_str() {
                samples.push(Sample { name: format!("{name}-{key}"), bytes: text::bytes(hex)?, structure });
            }
        }
    }
    let mut files = fs::read_dir(tests.join("vectors"))?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for path in files.iter().map(fs::DirEntry::path) {
        if path.extension().is_some_and(|extension| extension == "hex") {
            let name = path.file_stem().and_then(|name| name.to_str()).context("a name that is no text")?;
            let structure = if name.starts_with("request") { REQUEST } else { REPLY };
            let lines = fs::read_to_string(&path)?;
            let digits: String = lines.lines().filter_map(|line| line.split('#').next()).collect();
            let digits: String = digits.split_whitespace().collect();
            let bytes = text::bytes(&digits).with_context(|| path.display().to_string())?;
            samples.push(Sample { name: name.into(), bytes, structure });
        }
    }
    ensure!(samples.len() > 250, "messages are missing: {}", samples.len());
    Ok(samples)
}

/// Bytes that tools squeeze, and bytes whose text column looks like digits, offsets or code.
fn unusual() -> Vec<(&'static str, Vec<u8>)> {
    let printable: Vec<u8> = (b' '..=b'~').collect();
    vec![
        ("zeros-16", vec![0; 16]),
        ("zeros-100", vec![0; 100]),
        ("zeros-512", vec![0; 512]),
        ("blanks-16", vec![b' '; 16]),
        ("blanks-100", vec![b' '; 100]),
        ("ones-100", vec![0xff; 100]),
        ("ones-256", vec![0xff; 256]),
        ("all", (0..=0xff).collect()),
        ("all-reversed", (0..=0xff).rev().collect()),
        ("printable", printable.clone()),
        ("printable-odd", printable[1..].to_vec()),
        ("hex-words", b"be ad face 0123 cafe".to_vec()),
        ("hex-words-long", b"be ad face 0123 cafe 00 11 22 dead beef 0000 ".repeat(6)),
        ("hex-digits", b"deadbeef00112233".repeat(5)),
        ("offsets", b"00000000: 0000  \n00000010: 0010  \n".repeat(3)),
        ("zeros-then-more", [[0; 64].as_slice(), b"more", &[0; 61]].concat()),
        ("more-then-zeros", [b"more".as_slice(), &[0; 124]].concat()),
        ("quotes", br#""it's" \n \x00 'a' "b" %20 |*| \"#.to_vec()),
        ("stars", b"*\n*               |**||..|".repeat(3)),
        ("escapes", b"\\x41\\x42\\101\\n\\\\ \t\r\n\x0b\x0c\x07\x1b[0m\x7f\x80".to_vec()),
        ("base64", b"SGVsbG8sIHdvcmxkIQ==".to_vec()),
        ("fence", b"```\n00 11 22\n```\n".to_vec()),
        ("json", b"[38, 0, 1, 0], {\"type\": \"Buffer\"}".to_vec()),
    ]
}

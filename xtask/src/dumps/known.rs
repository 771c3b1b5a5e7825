//! What is not read as it was, or not without a warning, and why that is right: texts that may be something else.

use super::printers::{Printer, Text};
use dfsc::dump::NoteKind;

/// What may be made of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    Refuse,
    /// Read as it was, with a warning.
    Warn(NoteKind),
    /// Read otherwise, with a warning.
    Mistake(NoteKind),
}

/// Why some texts of some tools may be so.
pub(super) struct Known {
    /// The names of the tools.
    pub(super) printers: &'static [&'static str],
    pub(super) may: May,
    of: fn(&Text) -> bool,
    pub(super) reason: &'static str,
}

pub(super) const KNOWN: [Known; 12] = [
    Known {
        printers: &["od -An -tx1"],
        may: May::Refuse,
        of: |text| text.printed.starts_with(b"*\n") || text.printed.windows(3).any(|line| line == b"\n*\n"),
        reason: "without offsets nothing says how many lines an asterisk stands for",
    },
    Known {
        printers: BASE64,
        may: May::Refuse,
        of: |text| text.bytes().len() < 6 || !text.bytes().contains(&0),
        reason: "a word of few letters, or without a byte of zero in it, may be any word",
    },
    Known {
        printers: BASE64,
        may: May::Mistake(NoteKind::Numbers),
        of: |text| text.bytes().len() < 6,
        reason: "a few letters from A to F are hexadecimal digits, too",
    },
    Known {
        printers: BASE64,
        may: May::Warn(NoteKind::Numbers),
        of: |text| !text.bytes().contains(&0),
        reason: "letters of which no zero comes may be words",
    },
    Known {
        printers: HEX,
        may: May::Warn(NoteKind::Numbers),
        of: |text| text.bytes().iter().all(|byte| byte >> 4 < 10 && byte & 0xF < 10),
        reason: "digits without a letter among them may be numbers",
    },
    Known {
        printers: LISTS,
        may: May::Warn(NoteKind::Numbers),
        of: |text| text.bytes().iter().all(|byte| *byte > 0 && *byte < 0x80),
        reason: "a list without zeros and large numbers may be one of any numbers",
    },
    Known {
        printers: &["xxd", "xxd -u", "xxd -c 8", "xxd -a"],
        may: May::Warn(NoteKind::Order),
        of: |text| is_shown_alike(text, 2),
        reason: "where the characters of each word are all the same, they do not tell its order from the kernel's",
    },
    Known {
        printers: &["xxd -g4", "xxd -e"],
        may: May::Warn(NoteKind::Order),
        of: |text| is_shown_alike(text, 4),
        reason: "where the characters of each word are all the same, they do not tell -e from -g4",
    },
    Known {
        printers: &["xxd -e"],
        may: May::Mistake(NoteKind::Order),
        of: |text| is_shown_alike(text, 4),
        reason: "where the characters of each word are all the same, -g4 is the likelier one",
    },
    Known {
        printers: &["hexdump", "hexdump -x"],
        may: May::Warn(NoteKind::Radix),
        of: |text| is_squeezed(text),
        reason: "hexdump and `od -x` print the same words, but one counts in hexadecimal what the other counts in octal",
    },
    Known {
        printers: &["od -x", "od -tx2"],
        may: May::Mistake(NoteKind::Radix),
        of: |text| is_squeezed(text),
        reason: "the same; hexadecimal is the likelier",
    },
    Known {
        printers: &[WORDS],
        may: May::Warn(NoteKind::Order),
        of: |_| true,
        reason: "nothing says the order of words without offsets and characters",
    },
];

const WORDS: &str = "python3: b.hex(' ', -2)";

const HEX: &[&str] = &[
    "xxd -p",
    "od -An -tx1",
    "od -v -An -tx1",
    "python3: b.hex()",
    "python3: b.hex(' ')",
    "python3: b.hex(':')",
    WORDS,
    "node: b.toString('hex')",
    "node: inspect(b)",
];

const LISTS: &[&str] = &[
    "python3: list(b)",
    "node: JSON.stringify([...b])",
    "node: JSON.stringify(b)",
    "node: inspect([...b])",
    "node: inspect(new Uint8Array(b))",
];

const BASE64: &[&str] = &[
    "base64",
    "base64 -w0",
    "python3: base64.b64encode(b).decode()",
    "python3: base64.encodebytes(b).decode()",
    "python3: base64.urlsafe_b64encode(b).decode()",
    "node: b.toString('base64url')",
];

/// Whether there are rows that were not printed.
fn is_squeezed(text: &Text) -> bool {
    text.printed.windows(3).any(|line| line == b"\n*\n")
}

/// Whether the text column shows the bytes of each word alike from both ends.
fn is_shown_alike(text: &Text, word: usize) -> bool {
    let shown = |byte: &u8| if matches!(byte, b' '..=b'~') { *byte } else { b'.' };
    let mut words = text.bytes().chunks(word);
    words.all(|word| word.iter().map(shown).eq(word.iter().rev().map(shown)))
}

impl Known {
    pub(super) fn is_of(&self, printer: &Printer) -> bool {
        self.printers.contains(&printer.name().as_str())
    }
}

/// The one that explains it.
pub(super) fn explaining(printer: &Printer, text: &Text, may: May) -> Option<usize> {
    KNOWN.iter().position(|known| known.is_of(printer) && known.may == may && (known.of)(text))
}

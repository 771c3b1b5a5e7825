//! Where the text comes from, and what bytes it says.

use dfsc::dump::{Confidence, Dump, Item, Note, NoteKind, Shape};
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read as _};
use std::ops::Range;
use std::path::Path;
use std::{fmt, fs};

/// What an argument names or holds.
pub(crate) enum Input {
    Standard,
    Argument(OsString),
}

impl Input {
    pub(crate) fn argument(argument: OsString) -> Self {
        if argument == "-" { Self::Standard } else { Self::Argument(argument) }
    }

    /// Bytes that a shell has taken apart are one input again: two digits in each argument, and nothing else.
    pub(crate) fn joined(inputs: Vec<Self>) -> Vec<Self> {
        let is_byte = |input: &Self| match input {
            Self::Argument(argument) => argument.to_str().is_some_and(|digits| {
                digits.len() == 2 && u8::from_str_radix(digits, 16).is_ok() && !Path::new(digits).exists()
            }),
            Self::Standard => false,
        };
        if inputs.len() < 2 || !inputs.iter().all(is_byte) {
            return inputs;
        }
        let digits: Vec<_> = inputs.iter().map(ToString::to_string).collect();
        vec![Self::Argument(digits.join(" ").into())]
    }

    /// The bytes, or why they cannot be had. `rank` says how well bytes can be read, where a text says them in two ways.
    pub(crate) fn pasted<R: Ord>(
        &self,
        told: Option<Shape>,
        rank: impl Fn(&Pasted) -> R,
    ) -> Result<Pasted, String> {
        let text = self.text().map_err(|error| format!("{self}: {error}"))?;
        Pasted::of(&text, told, rank).map_err(|error| {
            let is_file = matches!(self, Self::Argument(argument) if !Path::new(argument).exists());
            let no_file = if is_file { "no such file, and as text: " } else { "" };
            format!("{self}: {no_file}{error}")
        })
    }

    fn text(&self) -> Result<Vec<u8>, String> {
        let content = match self {
            Self::Standard => {
                let mut input = io::stdin();
                if input.is_terminal() {
                    eprintln!("Paste a dump; end it with Ctrl-D on a line of its own.");
                }
                let mut content = Vec::new();
                input.read_to_end(&mut content).map(|_| content)
            }
            Self::Argument(argument) if Path::new(argument).exists() => fs::read(argument),
            Self::Argument(argument) => Ok(argument.as_encoded_bytes().to_vec()),
        };
        content.map(|content| from_utf16(&content).unwrap_or(content)).map_err(|error| error.to_string())
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("standard input"),
            Self::Argument(argument) => {
                let name = argument.display().to_string();
                // What was pasted as an argument is no name.
                match name.char_indices().nth(60) {
                    Some((end, _)) => write!(f, "{:?}...", &name[..end]),
                    None => f.write_str(&name),
                }
            }
        }
    }
}

/// What Windows writes for `>`: text in UTF-16, which begins with a mark.
fn from_utf16(content: &[u8]) -> Option<Vec<u8>> {
    let units = content.strip_prefix(b"\xff\xfe")?.chunks(2);
    let units: Option<Vec<u16>> = units.map(|unit| Some(u16::from_le_bytes(unit.try_into().ok()?))).collect();
    // Text has no zeros; bytes that begin so by chance do.
    let text = String::from_utf16(&units?).ok()?;
    (!text.contains('\0')).then(|| text.into_bytes())
}

/// What a text says.
pub(crate) struct Pasted {
    pub(crate) bytes: Vec<u8>,
    /// Where its packets are.
    pub(crate) packets: Vec<Range<usize>>,
    pub(crate) shape: Shape,
    pub(crate) confidence: Confidence,
    /// How it is read, and why.
    pub(crate) reason: String,
    /// What else it could be.
    pub(crate) others: Vec<Shape>,
    /// What there is to say of it, with the line of the text.
    pub(crate) notes: Vec<(Note, usize)>,
}

impl Pasted {
    fn of<R: Ord>(text: &[u8], told: Option<Shape>, rank: impl Fn(&Self) -> R) -> Result<Self, String> {
        // A file may be empty.
        let told = if text.is_empty() { Some(Shape::Binary) } else { told };
        let dump = match told {
            Some(shape) => Dump::read_as(shape, text),
            None => Dump::read(text),
        };
        let dump = dump.map_err(|error| error.to_string())?;
        let mut pasted = Self::taken(text, &dump);
        // Only the bytes can say in which order they come.
        if told.is_none()
            && let Some(other) = dump.in_other_order()
        {
            let other = Self::taken(text, &other);
            let (ours, theirs) = (rank(&pasted), rank(&other));
            if ours != theirs {
                pasted = if theirs > ours { other } else { pasted };
                pasted.notes.retain(|(note, _)| note.kind() != NoteKind::Order);
                pasted.reason.push_str("; in this order the bytes make more sense");
            }
        }
        pasted.others =
            Dump::all(text).map(|dump| dump.shape()).filter(|shape| *shape != pasted.shape).collect();
        Ok(pasted)
    }

    fn taken(text: &[u8], dump: &Dump<'_>) -> Self {
        let (mut bytes, mut starts, mut notes) = (Vec::new(), vec![0], Vec::new());
        let ends: Vec<_> = (0..).zip(text).filter(|(_, byte)| **byte == b'\n').map(|(end, _)| end).collect();
        dump.each(&mut |item| match item {
            Item::Byte { value, .. } => bytes.push(value),
            Item::Packet => starts.push(bytes.len()),
            Item::Note(note) => {
                let line = ends.partition_point(|end: &usize| *end < note.text().start) + 1;
                notes.push((note, line));
            }
        });
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
        let packets = starts.iter().zip(ends).map(|(start, end)| *start..end).collect();
        let (shape, confidence, reason) = (dump.shape(), dump.confidence(), dump.to_string());
        Self { bytes, packets, shape, confidence, reason, others: Vec::new(), notes }
    }

    /// Whether all of it was read, and nothing in it speaks against that.
    pub(crate) fn is_good(&self) -> bool {
        !self.notes.iter().any(|(note, _)| note.kind().is_warning())
    }
}

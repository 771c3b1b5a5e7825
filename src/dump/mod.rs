//! Pasted text to bytes: hex dumps of any tool, arrays and strings of any language, base64; and bytes to all of these.
//!
//! This module knows nothing of the rest of the crate, nor of what the bytes mean. It allocates nothing: a [`Dump`] says how a text is read, and
//! reads it as often as is asked.
//!
//! ```
//! use dfsc::dump::{Dump, Shape};
//!
//! // The kernel of a little-endian machine prints words the other way round. The text column shows it.
//! let dump = Dump::read(b"[ 7.3] CIFS: 00000000: 0026 0001 0002 0000 0003 0022  &.........\".")?;
//! assert_eq!(dump.shape(), Shape::LinuxWords);
//! let mut buffer = [0; 64];
//! assert_eq!(dump.copy_to(&mut buffer).unwrap(), b"\x26\0\x01\0\x02\0\0\0\x03\0\x22\0");
//! # Ok::<(), dfsc::dump::DumpError>(())
//! ```
//!
//! # What it promises
//!
//! Bytes that may not be those that were dumped never come without a [warning](NoteKind::is_warning), as far as the text shows it: offsets must
//! go on where they should, the text column must say the same as the digits, lines must be as long as the others, words must be of one size, what is
//! declared must be there. Where offsets do not go on, what follows is left out, so that all that is given is in its place. A text that is no dump
//! is refused, with the place that does not fit.
//!
//! What a text does not show nobody can tell: that its last line is missing, or that two digits were mistyped where there is no text column.
//!
//! # How a text is read
//!
//! Marks of quotation (`>`) at the starts of lines are left out; if there are fences of Markdown, or lines that begin and end armour, all outside
//! of them. What remains is read in each of these ways, and what the text bears out best is taken; [`Dump::all`] gives the others, too:
//!
//! * rows, each with an offset or a text column, in groups of 1, 2, 4 or 8 bytes in either order; other lines between them are left out, and
//!   counted;
//! * hex digits and what separates them, and nothing else, but for comments from `#` or `//` on;
//! * lists of numbers in brackets, and string literals, each with some code around;
//! * base64.
//!
//! The work is at most some thousand instructions for each byte of the text; `cargo xtask proofs` counts them.

// What speaks for a reading is mostly that something is there, or not.
#![allow(clippy::struct_excessive_bools)]

mod base64;
mod column;
mod digits;
mod escapes;
mod fit;
mod hex;
mod item;
mod lex;
mod lines;
mod look;
mod note;
mod numbers;
mod printed;
mod profile;
mod reading;
mod recognise;
mod row;
mod rows;
mod shape;
mod source;
mod survey;
mod vote;
mod word;

pub use item::Item;
pub use note::{DumpError, DumpErrorKind, Note, NoteKind};
pub use printed::Printed;
pub use shape::Shape;

use core::fmt;
use fit::FoundRows;
use item::Sink;
use lines::Lines;
use reading::Reading;
use word::Order;

/// How sure it is that a text is read as it was meant.
///
/// ```
/// use dfsc::dump::{Confidence, Dump};
///
/// let dump = Dump::read(b"0000  26 00 01 00   &...\n0004  02 00 00 00   ....")?;
/// assert_eq!(dump.confidence(), Confidence::Certain);
/// # Ok::<(), dfsc::dump::DumpError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Confidence {
    /// Nothing speaks against it.
    Possible,
    /// It looks like it.
    Likely,
    /// Two parts of the text that need not agree do.
    Certain,
}

impl Confidence {
    /// In a word.
    ///
    /// ```
    /// assert_eq!(dfsc::dump::Confidence::Likely.name(), "likely");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// A text, and how it is read.
///
/// ```
/// use dfsc::dump::Dump;
///
/// let dump = Dump::read(b"0000000 0026 0001 0002\n0000006\n")?;
/// assert_eq!(dump.to_string(), "hexdump, 2-byte words with the last byte first: offsets that fit");
/// assert_eq!(dump.len(), 6);
/// # Ok::<(), dfsc::dump::DumpError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Dump<'t> {
    text: &'t [u8],
    reading: Reading,
    shape: Shape,
    confidence: Confidence,
    len: usize,
    packets: usize,
    warnings: usize,
}

impl<'t> Dump<'t> {
    /// The best reading of a text.
    ///
    /// # Errors
    ///
    /// The text is no dump, or none that is known.
    ///
    /// ```
    /// use dfsc::dump::{Dump, Shape};
    ///
    /// assert_eq!(Dump::read(b"26:00:01:00")?.shape(), Shape::HexColons);
    /// assert!(Dump::read(b"Nothing of the kind.").is_err());
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    pub fn read(text: &'t [u8]) -> Result<Self, DumpError> {
        let (readings, error) = recognise::all(text, None);
        readings.into_iter().flatten().next().ok_or(error)
    }

    /// The reading of a text in a shape that is told.
    ///
    /// # Errors
    ///
    /// The text cannot be read so.
    ///
    /// ```
    /// use dfsc::dump::{Dump, Shape};
    ///
    /// // It could be hex digits, too.
    /// let dump = Dump::read_as(Shape::Base64, b"AACC")?;
    /// assert_eq!(dump.copy_to(&mut [0; 8]), Some(&[0, 0, 0x82][..]));
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    pub fn read_as(shape: Shape, text: &'t [u8]) -> Result<Self, DumpError> {
        let (readings, error) = recognise::all(text, Some(shape));
        readings.into_iter().flatten().next().ok_or(error)
    }

    /// All readings of a text, the best first; none if it is no dump.
    ///
    /// ```
    /// use dfsc::dump::{Dump, Shape};
    ///
    /// let shapes: Vec<_> = Dump::all(b"2600010002000000").map(|dump| dump.shape()).collect();
    /// assert_eq!(shapes.first(), Some(&Shape::Hex));
    /// ```
    pub fn all(text: &'t [u8]) -> impl Iterator<Item = Self> {
        recognise::all(text, None).0.into_iter().flatten()
    }

    /// The same text with the bytes of each word in the other order, if nothing in it but the habits of tools says which is right: who knows what the
    /// bytes mean can try both.
    ///
    /// ```
    /// use dfsc::dump::Dump;
    ///
    /// let dump = Dump::read(b"0026 0001 0002 0000")?;
    /// let other = dump.in_other_order().unwrap();
    /// assert_eq!(dump.copy_to(&mut [0; 8]), Some(&b"\0\x26\0\x01\0\x02\0\0"[..]));
    /// assert_eq!(other.copy_to(&mut [0; 8]), Some(&b"\x26\0\x01\0\x02\0\0\0"[..]));
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub fn in_other_order(&self) -> Option<Self> {
        recognise::in_other_order(self)
    }

    /// The shape that it is read in.
    ///
    /// ```
    /// use dfsc::dump::{Dump, Shape};
    ///
    /// assert_eq!(Dump::read(b"b'&\\x00\\x01\\x00'")?.shape(), Shape::Python);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// How sure that is.
    ///
    /// ```
    /// use dfsc::dump::{Confidence, Dump};
    ///
    /// assert_eq!(Dump::read(b"26 00 01 00")?.confidence(), Confidence::Likely);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// How many bytes there are, in all packets.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// assert_eq!(Dump::read(b"26 00 01 00")?.len(), 4);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bytes.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// assert!(!Dump::read(b"26")?.is_empty());
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many packets there are: an offset of zero begins another one, and so does another list or string.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// assert_eq!(Dump::read(b"0000  26 00\n0002  01 00\n\n0000  04 00 5c 00")?.packets(), 2);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn packets(&self) -> usize {
        self.packets
    }

    /// How many of its notes are warnings.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// assert_eq!(Dump::read(b"5c007")?.warnings(), 1);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn warnings(&self) -> usize {
        self.warnings
    }

    /// Gives all bytes, boundaries of packets and notes, in their order.
    ///
    /// ```
    /// use dfsc::dump::{Dump, Item, NoteKind};
    ///
    /// let mut notes = Vec::new();
    /// Dump::read(b"5c007")?.each(&mut |item| if let Item::Note(note) = item { notes.push(note.kind()) });
    /// assert_eq!(notes, [NoteKind::Odd]);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    pub fn each(&self, take: &mut dyn FnMut(Item)) {
        self.run(&mut Sink::new(take));
    }

    /// The first note of a kind, or the first warning if no kind is given.
    ///
    /// ```
    /// use dfsc::dump::{Dump, NoteKind};
    ///
    /// assert_eq!(Dump::read(b"5c007")?.note(None).unwrap().kind(), NoteKind::Odd);
    /// assert!(Dump::read(b"5c00")?.note(None).is_none());
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub fn note(&self, kind: Option<NoteKind>) -> Option<Note> {
        let mut first = None;
        self.each(&mut |item| {
            if let Item::Note(note) = item
                && first.is_none()
                && kind.map_or(note.kind().is_warning(), |kind| kind == note.kind())
            {
                first = Some(note);
            }
        });
        first
    }

    /// Its bytes, packet behind packet, in the buffer; nothing if that is too small.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// let dump = Dump::read(b"26 00 01 00")?;
    /// assert_eq!(dump.copy_to(&mut [0; 8]), Some(&[0x26, 0, 1, 0][..]));
    /// assert_eq!(dump.copy_to(&mut [0; 3]), None);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    pub fn copy_to<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let buffer = buffer.get_mut(..self.len)?;
        let mut room = buffer.iter_mut();
        self.each(&mut |item| {
            if let Item::Byte { value, .. } = item
                && let Some(byte) = room.next()
            {
                *byte = value;
            }
        });
        Some(buffer)
    }

    fn run(&self, out: &mut Sink<'_>) {
        let text = self.text;
        if !matches!(self.reading, Reading::Binary)
            && let Some(mut outside) = Lines::outside(text)
            && let Some(line) = outside.find(|line| source::looks_like_digits(lex::part(text, line.clone())))
        {
            out.note(NoteKind::Misfit, line, [0; 2]);
        }
        let is_of_lines = matches!(&self.reading, Reading::Hex { .. } | Reading::Base64 { .. });
        if is_of_lines && Lines::new(text).are_parted() {
            out.note(NoteKind::Joined, 0..text.len(), [0; 2]);
        }
        if self.is_undecided() {
            out.note(NoteKind::Order, 0..text.len(), [0; 2]);
        }
        match self.reading {
            Reading::Binary | Reading::Rows { .. } | Reading::Hex { is_quoted: false, .. } => {
                self.reading.run(text, out);
            }
            _ => self.run_among_code(out),
        }
    }

    /// Reads what stands among code, and tells of lines without any of it that look like a dump too.
    fn run_among_code(&self, out: &mut Sink<'_>) {
        let text = self.text;
        let mut lines = Lines::new(text);
        let (mut line, mut is_read, mut left_out) = (lines.next(), false, None);
        let mut pass = |until: usize, is_read: &mut bool| {
            while let Some(passed) = line.take_if(|line| line.end <= until) {
                if !*is_read && source::looks_like_digits(lex::part(text, passed.clone())) {
                    left_out.get_or_insert(passed);
                }
                (line, *is_read) = (lines.next(), false);
            }
        };
        self.reading.run(
            text,
            &mut Sink::new(&mut |item| match item {
                Item::Byte { value, text } => {
                    pass(text.start, &mut is_read);
                    is_read = true;
                    out.byte(value, text);
                }
                Item::Packet => out.packet(),
                Item::Note(note) => out.tell(note),
            }),
        );
        pass(text.len(), &mut is_read);
        if let Some(place) = left_out {
            out.note(NoteKind::Misfit, place, [0; 2]);
        }
    }

    /// Whether nothing says in which order the bytes of words come, not even what tools do.
    const fn is_undecided(&self) -> bool {
        match &self.reading {
            Reading::Hex { profile, .. } => profile.has_orders,
            Reading::Numbers { facts, .. } => facts.has_orders,
            _ => false,
        }
    }
}

fn shown(order: Order) -> &'static str {
    match order {
        Order::Printed => "as printed",
        Order::Reversed => "with the last byte first",
    }
}

/// How it is read, and why.
impl fmt::Display for Dump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shape.title())?;
        match &self.reading {
            Reading::Rows { found: FoundRows { form, evidence, .. }, .. } => {
                let bytes = form.group();
                if bytes > 1 {
                    write!(f, ", {bytes}-byte words {}", shown(form.order))?;
                }
                let mut mark = ": ";
                if evidence.steps > 0 {
                    write!(f, "{mark}offsets that fit")?;
                    mark = ", ";
                }
                if evidence.columns > 0 {
                    let all = evidence.agree.saturating_add(evidence.differ);
                    let agree = evidence.agree;
                    write!(f, "{mark}{agree} of {all} characters of the text column agree")?;
                }
                Ok(())
            }
            Reading::Hex { profile, order, .. } if profile.has_orders => write!(f, " {}", shown(*order)),
            Reading::Numbers { facts, .. } if facts.is_confirmed => f.write_str(": as many as declared"),
            _ => Ok(()),
        }
    }
}

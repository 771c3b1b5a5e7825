//! What there is to say of a dump besides its bytes, and why a text is none.

use core::fmt;
use core::ops::Range;

/// What a [`Note`] says.
///
/// ```
/// use dfsc::dump::NoteKind;
///
/// assert!(NoteKind::Gap.is_warning() && !NoteKind::Squeezed.is_warning());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoteKind {
    /// The offsets go on behind where they should: lines are missing, or damaged. What follows is left out.
    Gap,
    /// The offsets go back.
    Back,
    /// The offsets begin with another number than 0.
    Begins,
    /// The offset at the end says another length.
    Length,
    /// The text column says other bytes than the digits.
    Column,
    /// A line that is not the last has fewer bytes than the others.
    Short,
    /// A line looks like a part of a dump, and does not fit into this one.
    Misfit,
    /// The number of digits is odd: the last one is left out.
    Odd,
    /// One digit stands alone.
    Lone,
    /// The text says that bytes were left out.
    LeftOut,
    /// The text says how many bytes there are, and there are others.
    Declared,
    /// Nothing says in which order the bytes of words come.
    Order,
    /// Nothing says whether the last word is whole.
    LastWord,
    /// It may be an offset, or bytes.
    Ambiguous,
    /// These may be numbers or words, and no bytes.
    Numbers,
    /// Two numbers of a list have no comma between them, and others do.
    Comma,
    /// The offsets begin again, and no line parts what was before.
    Restart,
    /// A character stands for itself where others are escaped without need.
    Mixed,
    /// A line ends inside of a string.
    Torn,
    /// The offsets may be octal or hexadecimal, and what was squeezed has another length then.
    Radix,
    /// A row has no text column, and others have one.
    Cut,
    /// Code between strings or behind them may change what they stand for.
    Code,
    /// The text says that each number takes more than a byte.
    Type,
    /// The first number of each line counts the lines.
    Counted,
    /// What several fences enclose is joined.
    Joined,
    /// There is more than one way to read an escape.
    Escape,
    /// The last character has bits that no byte has.
    Bits,
    /// Equal lines that were squeezed are filled in.
    Squeezed,
    /// Zeros that were not printed are filled in.
    Zeros,
    /// Zeros that fill the last word are no bytes of the message.
    Filling,
    /// A line was wrapped.
    Wrapped,
    /// Lines that are no part of the dump are left out.
    Skipped,
    /// Numbers below zero are bytes with a sign.
    Signed,
}

impl NoteKind {
    /// All kinds.
    ///
    /// ```
    /// assert!(dfsc::dump::NoteKind::ALL.contains(&dfsc::dump::NoteKind::Gap));
    /// ```
    pub const ALL: &'static [Self] = &[
        Self::Gap,
        Self::Back,
        Self::Begins,
        Self::Length,
        Self::Column,
        Self::Short,
        Self::Misfit,
        Self::Odd,
        Self::Lone,
        Self::LeftOut,
        Self::Declared,
        Self::Order,
        Self::LastWord,
        Self::Ambiguous,
        Self::Numbers,
        Self::Comma,
        Self::Restart,
        Self::Mixed,
        Self::Torn,
        Self::Radix,
        Self::Cut,
        Self::Code,
        Self::Type,
        Self::Counted,
        Self::Joined,
        Self::Escape,
        Self::Bits,
        Self::Squeezed,
        Self::Zeros,
        Self::Filling,
        Self::Wrapped,
        Self::Skipped,
        Self::Signed,
    ];

    /// Its name, for programs: it stays as it is.
    ///
    /// ```
    /// assert_eq!(dfsc::dump::NoteKind::Gap.name(), "gap");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Back => "offsets-back",
            Self::Begins => "begins-later",
            Self::Length => "length",
            Self::Column => "text-column",
            Self::Short => "short-line",
            Self::Misfit => "misfit",
            Self::Odd => "odd-digits",
            Self::Lone => "lone-digit",
            Self::LeftOut => "left-out",
            Self::Declared => "declared",
            Self::Order => "byte-order",
            Self::LastWord => "last-word",
            Self::Ambiguous => "ambiguous",
            Self::Numbers => "numbers",
            Self::Comma => "comma",
            Self::Restart => "restart",
            Self::Mixed => "mixed",
            Self::Torn => "torn-string",
            Self::Radix => "radix",
            Self::Cut => "cut-row",
            Self::Code => "code",
            Self::Type => "type",
            Self::Counted => "line-numbers",
            Self::Joined => "joined",
            Self::Escape => "escape",
            Self::Bits => "bits",
            Self::Squeezed => "squeezed",
            Self::Zeros => "zeros",
            Self::Filling => "filling",
            Self::Wrapped => "wrapped",
            Self::Skipped => "skipped",
            Self::Signed => "signed",
        }
    }

    /// Whether the bytes may be others than those that were dumped, or not all of them.
    ///
    /// ```
    /// assert!(dfsc::dump::NoteKind::Odd.is_warning());
    /// ```
    #[must_use]
    pub const fn is_warning(self) -> bool {
        !matches!(
            self,
            Self::Squeezed | Self::Zeros | Self::Filling | Self::Wrapped | Self::Skipped | Self::Signed
        )
    }
}

/// Something to say of a dump: what was repaired in it, or why its bytes may not be those that were dumped.
///
/// ```
/// use dfsc::dump::Dump;
///
/// let dump = Dump::read(b"0000  26 00 01 00\n0004  02 00 00 00\n000c  22 00 00 00")?;
/// let note = dump.note(None).unwrap();
/// assert_eq!(note.to_string(), "the offsets go on at 0xc where 0x8 was due: bytes are missing, and what follows is left out");
/// assert_eq!(note.text(), 36..53);
/// # Ok::<(), dfsc::dump::DumpError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Note {
    kind: NoteKind,
    text: Range<usize>,
    values: [u64; 2],
}

impl Note {
    pub(super) const fn new(kind: NoteKind, text: Range<usize>, values: [u64; 2]) -> Self {
        Self { kind, text, values }
    }

    /// What it says.
    ///
    /// ```
    /// use dfsc::dump::{Dump, NoteKind};
    ///
    /// assert_eq!(Dump::read(b"04005c0")?.note(None).unwrap().kind(), NoteKind::Odd);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn kind(&self) -> NoteKind {
        self.kind
    }

    /// The part of the text that it is about.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// assert_eq!(Dump::read(b"04005c0")?.note(None).unwrap().text(), 6..7);
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> Range<usize> {
        self.text.clone()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [zero, one] = self.values;
        match self.kind {
            NoteKind::Gap => {
                write!(f, "the offsets go on at {zero:#x} where {one:#x} was due: ")?;
                f.write_str("bytes are missing, and what follows is left out")
            }
            NoteKind::Back => {
                write!(f, "the offsets go back to {zero:#x} where {one:#x} was due: what follows is left out")
            }
            NoteKind::Begins => write!(f, "the offsets begin at {zero:#x}: what was before is missing"),
            NoteKind::Length => {
                write!(f, "the offset at the end says that there are {zero} bytes, but here are {one}")
            }
            NoteKind::Column => f.write_str("the text column does not say the same as the digits"),
            NoteKind::Short => {
                write!(f, "this line has {zero} bytes and others have {one}: some may be missing")
            }
            NoteKind::Misfit => {
                f.write_str("this looks like a part of a dump, but does not fit: it is left out")
            }
            NoteKind::Odd => f.write_str(
                "the number of digits is odd: one is missing somewhere before this, or this is too much",
            ),
            NoteKind::Lone => f.write_str("a digit stands alone, and is taken for a byte"),
            NoteKind::LeftOut => f.write_str("bytes were left out here"),
            NoteKind::Declared => {
                write!(f, "the text says that there are {zero} bytes, but here are {one}")
            }
            NoteKind::Order => f.write_str("nothing says which byte of a word comes first"),
            NoteKind::LastWord => {
                f.write_str("nothing says whether the last word is whole: what fills it may be too much")
            }
            NoteKind::Ambiguous => f.write_str("this may be an offset, or bytes"),
            NoteKind::Numbers => f.write_str("these may be numbers or words, and no bytes"),
            NoteKind::Comma => f.write_str("a comma is missing, or what it parts was torn apart"),
            NoteKind::Restart => {
                f.write_str("the offsets begin again in the middle: what was before may have been cut off")
            }
            NoteKind::Mixed => {
                f.write_str("a character stands for itself where others are escaped without need")
            }
            NoteKind::Torn => f.write_str("a line ends inside of a string, perhaps inside of an escape"),
            NoteKind::Radix => f.write_str("the offsets may be octal, and then say other lengths"),
            NoteKind::Cut => {
                f.write_str("this row has no text column and others have one: it may be cut off")
            }
            NoteKind::Code => {
                f.write_str("code stands between strings or behind them, and may change what they stand for")
            }
            NoteKind::Type => f.write_str("the text says that each of these numbers takes more than a byte"),
            NoteKind::Counted => {
                f.write_str("the first number of each line seems to count the lines, and is taken for a byte")
            }
            NoteKind::Joined => f.write_str("what several fences enclose is joined"),
            NoteKind::Escape => {
                f.write_str("in C this escape would go on; it is read with two digits, as elsewhere")
            }
            NoteKind::Bits => f.write_str(
                "the last character has bits that belong to no byte: something is missing, or wrong",
            ),
            NoteKind::Squeezed => write!(f, "squeezed lines are filled in: {zero} bytes"),
            NoteKind::Zeros => write!(f, "zeros that were not printed are filled in: {zero} bytes"),
            NoteKind::Filling => {
                write!(f, "the last word is filled up with {zero} zeros, which are left out")
            }
            NoteKind::Wrapped => f.write_str("a line was wrapped, and is joined again"),
            NoteKind::Skipped => {
                let lines = if zero == 1 { "line that is" } else { "lines that are" };
                write!(f, "{zero} {lines} no part of the dump")
            }
            NoteKind::Signed => f.write_str("numbers below zero are taken for bytes with a sign"),
        }
    }
}

/// Why a text is not read as a dump.
///
/// ```
/// use dfsc::dump::{Dump, DumpErrorKind};
///
/// assert_eq!(Dump::read(b" \n").unwrap_err().kind(), DumpErrorKind::Empty);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DumpErrorKind {
    /// There is nothing in it.
    Empty,
    /// It is no dump that is known.
    Unknown,
    /// It is a dump in rows of which none goes on where it should.
    Torn,
    /// It is a GUID, whose digits are not in the order of its bytes.
    Guid,
    /// It is text in UTF-16.
    Utf16,
    /// It holds what moves a cursor or colours text on a terminal.
    Control,
    /// It cannot be read in the shape that was told.
    Shape,
}

/// Why a text is not read as a dump, and where that shows.
///
/// `Display` makes a sentence of it.
///
/// ```
/// use dfsc::dump::Dump;
///
/// let error = Dump::read(b"26 00 zz").unwrap_err();
/// assert_eq!(error.to_string(), "no dump that is known: its line 1 does not fit at character 7");
/// assert_eq!(error.position(), 6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DumpError {
    kind: DumpErrorKind,
    position: usize,
    /// The line and the character in it, counted from 1.
    place: [usize; 2],
}

impl DumpError {
    pub(super) fn new(kind: DumpErrorKind, text: &[u8], position: usize) -> Self {
        let before = text.get(..position).unwrap_or(text);
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.iter().rev().take_while(|byte| **byte != b'\n');
        // Each character of UTF-8 has one byte that is no continuation.
        let column = column.filter(|byte| **byte & 0xc0 != 0x80).count();
        Self { kind, position, place: [line, column.saturating_add(1)] }
    }

    /// Why.
    ///
    /// ```
    /// use dfsc::dump::{Dump, DumpErrorKind};
    ///
    /// let error = Dump::read(b"6ba7b810-9dad-11d1-80b4-00c04fd430c8").unwrap_err();
    /// assert_eq!(error.kind(), DumpErrorKind::Guid);
    /// ```
    #[must_use]
    pub const fn kind(self) -> DumpErrorKind {
        self.kind
    }

    /// The byte of the text at which it shows.
    ///
    /// ```
    /// # use dfsc::dump::Dump;
    /// assert_eq!(Dump::read(b"hello").unwrap_err().position(), 0);
    /// ```
    #[must_use]
    pub const fn position(self) -> usize {
        self.position
    }
}

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [line, column] = self.place;
        match self.kind {
            DumpErrorKind::Empty => f.write_str("there is nothing in it"),
            DumpErrorKind::Unknown => {
                write!(f, "no dump that is known: its line {line} does not fit at character {column}")
            }
            DumpErrorKind::Torn => f.write_str(
                "a dump in rows of which none goes on where it should, by offsets in hexadecimal or octal",
            ),
            DumpErrorKind::Guid => f.write_str("a GUID: its digits are not in the order of its bytes"),
            DumpErrorKind::Utf16 => f.write_str("text in UTF-16: convert it to UTF-8 first"),
            DumpErrorKind::Control => {
                write!(
                    f,
                    "text with control characters at line {line}, character {column}: copy it without colours"
                )
            }
            DumpErrorKind::Shape => {
                write!(f, "it cannot be read in this shape: line {line} does not fit at character {column}")
            }
        }
    }
}

impl core::error::Error for DumpError {}

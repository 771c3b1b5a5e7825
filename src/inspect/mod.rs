//! Every field of any input, with its place: what a tool shows of a message, whole or broken, with whatever carries it.
//!
//! Nothing is read here: [`carrier`] finds the messages, and [`Scan`](crate::Scan) reads the replies, as for
//! everybody else. What is added is the list: one [`Item`] for each structure and each field, in the order in which a person looks for
//! them, each inside the input, with what an offset refers to.
//!
//! ```
//! use dfsc::inspect::{Event, Inspector, Value};
//!
//! let reply = b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";
//! let mut inspector = Inspector::new(reply);
//! let mut buffer = [0; 1024];
//! let message = inspector.next(&mut buffer).unwrap();
//! let mut text = None;
//! message.each(&mut |event| match event {
//!     Event::Item(item) if item.name() == "ShareName" => text = Some((item.range, item.value.text().unwrap().to_string())),
//!     Event::Item(_) | Event::Continued { .. } => {}
//!     Event::Error { error, .. } => panic!("{error}"),
//! });
//! assert_eq!(text, Some((16..26, r"\t\d".to_owned())));
//! ```
//!
//! # The order
//!
//! Carriers, outermost first; the header of the message; its entries, in their order; under each its fixed fields, then its strings. A string is
//! listed under each entry that points at it. What is wrong with a structure comes right behind its fields, with a string in its place.
//!
//! # Findings
//!
//! [`Inspected::findings`] judges a message: each [`Finding`] names the [`Rule`] that is broken, how bad that is, the section to quote, the bytes, and
//! says in a sentence what is wrong and who trips on it. A reply is judged by its request too, if that is in the same input or is
//! [told](Inspector::asked).
//!
//! ```
//! use dfsc::Request;
//! use dfsc::inspect::{Asked, Inspector};
//!
//! // Who asks for version 1 at most is answered in version 2.
//! let request = Request::parse(b"\x01\0\\\0s\0\\\0d\0\0\0")?;
//! let reply = b"\x08\0\x01\0\x03\0\0\0\x02\0\x16\0\x01\0\0\0\0\0\0\0\x2c\x01\0\0\x16\0\x16\0\x20\0\\\0s\0\\\0d\0\0\0\\\0t\0\\\0d\0\0\0";
//! let mut inspector = Inspector::new(reply).asked(Asked::from(&request));
//! let mut found = Vec::new();
//! inspector.next(&mut []).unwrap().findings(&mut |finding| {
//!     found.push((finding.rule().code(), finding.section(), finding.range()));
//! });
//! assert_eq!(found, [("version-above-level", "[MS-DFSC] 3.2.5.1", 8..10)]);
//! # Ok::<(), dfsc::DecodeError>(())
//! ```
//!
//! # The bounds
//!
//! There are no more items than bytes in the input, twice over. The strings of a reply may be shared by all its entries, so that the
//! bytes of all that are listed may be many times the message: beyond [`LISTED`] times, a string is listed with its place, and its value is
//! [withheld](Value::Withheld). The work is at most some 250 instructions for each byte of the input and of the text that is listed, and some
//! 600 to judge it; some 1000 for either if the input is made of parts of transactions that are never whole, of which each is
//! looked for among the next 31 messages; `cargo xtask proofs` counts them. There are at most some ten findings for each item.

mod findings;
mod inspected;
mod inspector;
mod places;
mod walk;

pub use findings::{Asked, Finding, Rule, Severity};
pub use inspected::Inspected;
pub use inspector::Inspector;

use crate::carrier;
use crate::error::DecodeError;
use crate::text::Utf16Le;
use crate::wire::{Field, Structure, layout};
use core::ops::Range;

/// How many times the bytes of a message the values of its strings may take together.
///
/// ```
/// assert_eq!(dfsc::inspect::LISTED, 16);
/// ```
pub const LISTED: usize = 16;

/// How many SMB messages may hold one: itself, and those among the next 31 that have a part of it.
const MOST_PARTS: u32 = 32;

/// All structures that are found in an input, those of carriers among them, in the order of their [numbers](Structure::number).
///
/// ```
/// assert!(dfsc::inspect::structures().any(|structure| structure.name() == "SMB2_IOCTL_REQUEST"));
/// ```
///
/// `[MS-DFSC] 2.2`
pub fn structures() -> impl Iterator<Item = &'static Structure> {
    [layout::ALL, carrier::layout::ALL, carrier::LINKS].into_iter().flatten().copied()
}

/// What a message is.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Kind {
    /// A referral request. `[MS-DFSC] 2.2.2`
    Request,
    /// An extended referral request. `[MS-DFSC] 2.2.3`
    RequestEx,
    /// A reply with referrals. `[MS-DFSC] 2.2.4`
    Response,
    /// A reply that is a status alone. `[MS-SMB2] 2.2.2`
    ErrorReply,
    /// An SMB message that has nothing to do with referrals. `[MS-SMB2] 2.2.1`
    OtherSmb,
    /// An encrypted message. `[MS-SMB2] 2.2.41`
    Encrypted,
    /// A compressed message. `[MS-SMB2] 2.2.42`
    Compressed,
    /// Nothing that is known, or too little of it. `[MS-SMB2] 2.2.1`
    Unknown,
}

impl Kind {
    /// All kinds.
    ///
    /// `[MS-DFSC] 2.2`
    pub const ALL: [Self; 8] = [
        Self::Request,
        Self::RequestEx,
        Self::Response,
        Self::ErrorReply,
        Self::OtherSmb,
        Self::Encrypted,
        Self::Compressed,
        Self::Unknown,
    ];

    /// Its name, as the JSON of the inspector has it.
    ///
    /// ```
    /// assert_eq!(dfsc::inspect::Kind::ErrorReply.name(), "error-reply");
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestEx => "request-ex",
            Self::Response => "response",
            Self::ErrorReply => "error-reply",
            Self::OtherSmb => "other-smb",
            Self::Encrypted => "encrypted",
            Self::Compressed => "compressed",
            Self::Unknown => "unknown",
        }
    }
}

/// What an item says.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Value<'a> {
    /// It is a structure; its fields follow. `[MS-DFSC] 2.2`
    Structure,
    /// A number. `[MS-DFSC] 2.2`
    Number(u32),
    /// Bytes that are no number and no text: an id, a signature, padding. `[MS-DFSC] 2.2`
    Bytes(&'a [u8]),
    /// Text, without its NUL. `[MS-DFSC] 2.2`
    Text(Utf16Le<'a>),
    /// Text in the client's code page, without its NUL. `[MS-CIFS] 2.2.6.16.1`
    OemText(&'a [u8]),
    /// Text that is not given, as too much is listed already. If the range is empty, its end was not looked for. `[MS-DFSC] 2.2`
    Withheld,
}

impl<'a> Value<'a> {
    /// The text, if it is some.
    ///
    /// ```
    /// assert_eq!(dfsc::inspect::Value::Number(7).text(), None);
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn text(self) -> Option<Utf16Le<'a>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// A structure or a field of an input.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Item<'a> {
    /// The structure that it is, or that it is a field of.
    ///
    /// `[MS-DFSC] 2.2`
    pub structure: &'static Structure,
    /// The field; none if it is a structure.
    ///
    /// `[MS-DFSC] 2.2`
    pub field: Option<Field>,
    /// Its bytes in the input, a string's NUL among them.
    ///
    /// `[MS-DFSC] 2.2`
    pub range: Range<usize>,
    /// How many structures it is in: 0 for those of a carrier and for a message, 1 for their fields and for entries, 2 for fields of entries.
    ///
    /// `[MS-DFSC] 2.2`
    pub depth: u8,
    /// What it says.
    ///
    /// `[MS-DFSC] 2.2`
    pub value: Value<'a>,
    /// The bytes in the input that it points at, if it is an offset and they are there.
    ///
    /// `[MS-DFSC] 2.2`
    pub refers_to: Option<Range<usize>>,
    /// Whether the string is that of the entry before too, in the same field: servers let all entries share their path.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub is_shared: bool,
    /// Which of the SMB messages it lies in, counted from 0, if the message comes in several.
    ///
    /// `[MS-CIFS] 3.2.5.1.4`
    pub piece: Option<u8>,
}

impl Item<'_> {
    /// The spec's name.
    ///
    /// ```
    /// # use dfsc::inspect::{Event, Inspector};
    /// Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().each(&mut |event| {
    ///     let Event::Item(item) = event else { panic!() };
    ///     assert_eq!((item.name() == "REQ_GET_DFS_REFERRAL", item.section()), (item.depth == 0, "[MS-DFSC] 2.2.2"));
    /// });
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.field.map_or(self.structure.name(), Field::name)
    }

    /// Where the spec defines it.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.structure.section()
    }
}

/// What is found in an input, in order.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Event<'a> {
    /// A structure or a field. `[MS-DFSC] 2.2`
    Item(Item<'a>),
    /// The item before goes on here, in another part of a transaction. `[MS-CIFS] 3.2.5.1.4`
    Continued {
        /// Its further bytes in the input.
        ///
        /// `[MS-CIFS] 3.2.5.1.4`
        range: Range<usize>,
        /// Which of the SMB messages they lie in, counted from 0.
        ///
        /// `[MS-CIFS] 3.2.5.1.4`
        piece: u8,
    },
    /// What cannot be read. `[MS-DFSC] 2.2`
    Error {
        /// Why. Its places count from the start of the input.
        ///
        /// `[MS-DFSC] 2.2`
        error: DecodeError,
        /// The bytes in the input that are wrong, as far as they are there: a field, or a string up to where its NUL should be.
        ///
        /// `[MS-DFSC] 2.2`
        range: Range<usize>,
        /// The structure that they are in.
        ///
        /// `[MS-DFSC] 2.2`
        structure: &'static Structure,
    },
}

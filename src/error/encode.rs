//! Why a value cannot be written as a message, because of which field of which entry.

use super::{clamp, fill};
use crate::wire::Field;
use core::fmt;

/// Why a value cannot be written.
///
/// [`EncodeError::value`] and [`EncodeError::limit`] hold the numbers that each kind names; 0 where it names none.
///
/// ```
/// use dfsc::{Encode, EncodeErrorKind, Request};
///
/// let error = Request::new(4, "\\srv\\dfs").encode(&mut [0; 8]).unwrap_err();
/// assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall);
/// assert_eq!((error.value(), error.limit()), (20, 8));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The buffer is too small. Value: the bytes that are needed. Limit: the bytes that it has.
    BufferTooSmall,
    /// The number does not fit into its field: a count, the distance of a string from its entry, a length. Value: the number.
    /// Limit: the most that the field can say.
    TooLarge,
    /// A part of a transaction would reach past its total. Value: where it would end. Limit: the total.
    #[cfg(feature = "carrier")]
    PastTotal,
    /// The text holds a NUL, where a reader would take it to end. Value: the unit that is NUL.
    NulInText,
    /// There is no such message in this version: entries have version 1 to 4, name lists in reply to a request 3, and a reply
    /// without entries has 0. Value: the version.
    UnsupportedVersion,
    /// The field says something for which such an entry has no place. Value: the version.
    NoPlace,
    /// The field is needed, and says nothing. Value: the version of the message.
    Missing,
    /// The request's path does not begin with the components of this path, so that a reply cannot say how much it covers.
    PathNotCovered,
    /// The path is not written as the protocol writes it: one `\` before each component, and no other separator.
    UncleanPath,
    /// There is no room for so many entries or names of a reply that was read. Value: how many there are. Limit: how many there is
    /// room for; for names, behind those of the entries before.
    NoRoom,
    /// The field does not say what that of the first entry says, or what such a reply can say: a name list among targets, a GUID, an
    /// alternate path that is another path. Value: the version, where the reply has one.
    NotUniform,
}

/// Why a value cannot be written as a message: what is wrong, with which field of which entry.
///
/// `Display` makes a sentence of it, in the spec's spelling.
///
/// ```
/// use dfsc::{Encode, EncodeErrorKind, Field, Request};
///
/// let error = Request::new(4, "\\srv\0\\dfs").encode(&mut [0; 64]).unwrap_err();
/// assert_eq!(error.kind(), EncodeErrorKind::NulInText);
/// assert_eq!(error.field(), Some(Field::RequestFileName));
/// assert_eq!(error.to_string(), "RequestFileName holds a NUL, its unit 4");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EncodeError {
    kind: EncodeErrorKind,
    field: Option<Field>,
    /// Counted from 1; 0 if the field is none of an entry.
    entry: u32,
    value: u32,
    /// How much room there is, if that is at fault.
    room: u32,
}

impl EncodeError {
    pub(crate) fn new(kind: EncodeErrorKind, field: Field, entry: usize, value: usize) -> Self {
        Self { kind, field: Some(field), entry: clamp(entry), value: clamp(value), room: 0 }
    }

    #[cfg(feature = "carrier")]
    pub(crate) fn past_total(field: Field, end: usize, total: u16) -> Self {
        Self { room: total.into(), ..Self::new(EncodeErrorKind::PastTotal, field, 0, end) }
    }

    pub(crate) fn no_room(field: Field, entry: usize, count: usize, room: usize) -> Self {
        Self { room: clamp(room), ..Self::new(EncodeErrorKind::NoRoom, field, entry, count) }
    }

    pub(crate) fn buffer_too_small(needed: usize, len: usize) -> Self {
        let kind = EncodeErrorKind::BufferTooSmall;
        Self { kind, field: None, entry: 0, value: clamp(needed), room: clamp(len) }
    }

    /// What is wrong.
    ///
    /// ```
    /// # use dfsc::{Encode, EncodeErrorKind, Request};
    /// let error = Request::new(4, "").encode(&mut []).unwrap_err();
    /// assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall);
    /// ```
    #[must_use]
    pub const fn kind(self) -> EncodeErrorKind {
        self.kind
    }

    /// The field it is wrong with; `None` if it is the message as a whole.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// assert_eq!(Request::new(4, "").encode(&mut []).unwrap_err().field(), None);
    /// ```
    #[must_use]
    pub const fn field(self) -> Option<Field> {
        self.field
    }

    /// The entry that the field is one of, counted from 0; `None` if it is none of an entry.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// assert_eq!(Request::new(4, "\0").encode(&mut [0; 6]).unwrap_err().entry(), None);
    /// ```
    #[must_use]
    pub const fn entry(self) -> Option<u32> {
        self.entry.checked_sub(1)
    }

    /// The number that is wrong; its [kind](EncodeErrorKind) says what it counts.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// assert_eq!(Request::new(4, "").encode(&mut []).unwrap_err().value(), 4); // bytes are needed
    /// ```
    #[must_use]
    pub const fn value(self) -> u32 {
        self.value
    }

    /// The limit that it breaks; the [kind](EncodeErrorKind) says what sets it.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// assert_eq!(Request::new(4, "").encode(&mut [0; 3]).unwrap_err().limit(), 3); // bytes are there
    /// ```
    #[must_use]
    pub const fn limit(self) -> u32 {
        match self.kind {
            EncodeErrorKind::TooLarge => u16::MAX as u32,
            _ => self.room,
        }
    }
}

impl EncodeErrorKind {
    /// All kinds.
    ///
    /// ```
    /// assert!(dfsc::EncodeErrorKind::ALL.contains(&dfsc::EncodeErrorKind::TooLarge));
    /// ```
    pub const ALL: &'static [Self] = &[
        Self::BufferTooSmall,
        Self::TooLarge,
        #[cfg(feature = "carrier")]
        Self::PastTotal,
        Self::NulInText,
        Self::UnsupportedVersion,
        Self::NoPlace,
        Self::Missing,
        Self::PathNotCovered,
        Self::UncleanPath,
        Self::NoRoom,
        Self::NotUniform,
    ];

    /// What is said of a field with this error: `{0}` and `{1}` stand for [value](EncodeError::value) and [limit](EncodeError::limit).
    ///
    /// ```
    /// assert_eq!(dfsc::EncodeErrorKind::NulInText.sentence(), "holds a NUL, its unit {0}");
    /// ```
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::BufferTooSmall => "{0} bytes are needed, but the buffer has {1}",
            Self::TooLarge => "would be {0}, but can be at most {1}",
            #[cfg(feature = "carrier")]
            Self::PastTotal => "makes the part end at byte {0} of a total of {1}",
            Self::NulInText => "holds a NUL, its unit {0}",
            Self::UnsupportedVersion => "would be {0}, which has no such messages",
            Self::NoPlace => "is given, but such an entry of version {0} has no place for it",
            Self::Missing => "is missing, and version {0} needs it",
            Self::PathNotCovered => "is not the request's path, nor above it",
            Self::UncleanPath => "is no path with one backslash before each component, and no other",
            Self::NoRoom => "is {0}, and there is room for only {1}",
            Self::NotUniform => "is not that of the first entry, or none that such a reply can have",
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self { kind, field, value, .. }, limit) = (*self, self.limit());
        if let Some(field) = field {
            write!(f, "{field} ")?;
        }
        if let Some(entry) = self.entry() {
            write!(f, "of entry {entry} ")?;
        }
        fill(f, kind.sentence(), [value, limit])
    }
}

impl core::error::Error for EncodeError {}

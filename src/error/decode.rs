//! What is wrong with a message that is read, in which field, at which byte, by which limit.

use super::{clamp, fill};
use crate::wire::Field;
use core::fmt;

/// Why a message cannot be read.
///
/// [`DecodeError::value`] and [`DecodeError::limit`] hold the two numbers that each kind names.
///
/// ```
/// use dfsc::{DecodeErrorKind, Response};
///
/// assert_eq!(Response::parse(&[]).unwrap_err().kind(), DecodeErrorKind::Truncated);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The message ends before or inside a fixed field. Value: how many bytes of the field are there. Limit: the length of
    /// the message.
    Truncated,
    /// More entries or names are claimed than can follow. Value: the count. Limit: how many could follow.
    CountTooLarge,
    /// An entry of no known version. Value: its version. Limit: the highest version known, 4.
    UnsupportedVersion,
    /// The last entry's `Size` is below the least that its version allows. Value: `Size`. Limit: that least: the fixed
    /// part and, in version 1, a NUL.
    SizeTooSmall,
    /// As [`SizeTooSmall`](Self::SizeTooSmall), with a further entry claimed: it would begin inside this one.
    /// Value and limit are the same.
    EntriesOverlap,
    /// An entry's `Size` reaches past the end. Value: `Size`. Limit: the bytes from the entry to the end of the message.
    SizePastEnd,
    /// A string's offset points into the fixed part of its own entry. Value: the offset. Limit: the fixed part's length.
    OffsetInFixedPart,
    /// A string's offset points past the end. Value: the offset. Limit: the bytes from the entry to the end of the
    /// message.
    OffsetPastEnd,
    /// A string's length reaches past the end. Value: the length in bytes. Limit: the bytes after the length field.
    LengthPastEnd,
    /// A string of a reply has no NUL before its limit. Value: the bytes from its start to the limit. Limit: where the
    /// message ends or, for `ShareName`, where its entry ends.
    Unterminated,
    /// The name lists of a reply share names so often that reading them all would take too long. Value: the bytes from
    /// this name to the end of the message. Limit: the bytes that all name lists of a message may take together, twice its length.
    NameListsTooLong,
    /// The carrier is one of another function: no referral is asked for or given. Value: the control code, or the number of setup
    /// words. Limit: none.
    #[cfg(feature = "carrier")]
    NotDfs,
    /// A field that tells the size of a carrier's body tells another. Value: that size. Limit: the size it must be.
    #[cfg(feature = "carrier")]
    UnexpectedSize,
    /// A carrier's buffer begins inside its header or its fixed fields. Value: the offset. Limit: where these end, from the header on.
    #[cfg(feature = "carrier")]
    BufferInHeader,
    /// A carrier's buffer, or the carrier itself, reaches past the end. Value: where it would end, from the header on. Limit: where
    /// the bytes end, from the header on.
    #[cfg(feature = "carrier")]
    BufferPastEnd,
    /// The reply came with `STATUS_BUFFER_OVERFLOW`, or the DOS error for it: it is cut off anywhere, even if what is there can be read. Value: the status.
    /// Limit: none.
    #[cfg(feature = "inspect")]
    CutOff,
    /// A part of a transaction reaches past its total. Value: where the part would end. Limit: the total.
    #[cfg(feature = "carrier")]
    FragmentPastTotal,
    /// Parts of a transaction overlap. Value: where in the whole this one begins. Limit: the total.
    #[cfg(feature = "carrier")]
    FragmentsOverlap,
    /// Parts of a transaction are missing. Value: the bytes that are there. Limit: the total.
    #[cfg(feature = "carrier")]
    FragmentMissing,
    /// The parts of a transaction lie too far apart, or there is no room for the whole. Value: the total. Limit: the room.
    #[cfg(feature = "carrier")]
    NoRoom,
}

/// An error in a message: what is wrong, in which field, at which byte, and the limit that was broken.
///
/// `Display` makes a sentence of it, in the spec's spelling.
///
/// ```
/// use dfsc::{DecodeErrorKind, Field, Response};
///
/// // The header of a reply that claims an entry, and nothing after it.
/// let error = Response::parse(&[28, 0, 1, 0, 3, 0, 0, 0]).unwrap_err();
/// assert_eq!(error.kind(), DecodeErrorKind::CountTooLarge);
/// assert_eq!(error.field(), Field::NumberOfReferrals);
/// assert_eq!(error.offset(), 2);
/// assert_eq!(
///     error.to_string(),
///     "NumberOfReferrals at byte 2 is 1, but what follows has room for only 0",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DecodeError {
    kind: DecodeErrorKind,
    field: Field,
    offset: u32,
    value: u32,
    limit: u32,
}

impl DecodeError {
    #[inline]
    pub(crate) fn new(
        kind: DecodeErrorKind,
        field: Field,
        offset: usize,
        value: usize,
        limit: usize,
    ) -> Self {
        Self { kind, field, offset: clamp(offset), value: clamp(value), limit: clamp(limit) }
    }

    /// The same error in a message inside another, by where a place of it lies there.
    #[cfg(feature = "carrier")]
    pub(crate) fn moved(self, place: impl Fn(usize) -> usize) -> Self {
        let moved = |at: u32| clamp(place(at as usize));
        let limit = match self.kind {
            // Here it is a place too.
            DecodeErrorKind::Truncated | DecodeErrorKind::Unterminated => moved(self.limit),
            _ => self.limit,
        };
        Self { offset: moved(self.offset), limit, ..self }
    }

    /// What is wrong.
    ///
    /// ```
    /// # use dfsc::{DecodeErrorKind, Request};
    /// assert_eq!(Request::parse(&[3]).unwrap_err().kind(), DecodeErrorKind::Truncated);
    /// ```
    #[must_use]
    pub const fn kind(self) -> DecodeErrorKind {
        self.kind
    }

    /// The field it is wrong with.
    ///
    /// ```
    /// # use dfsc::{Field, Request};
    /// assert_eq!(Request::parse(&[3]).unwrap_err().field(), Field::MaxReferralLevel);
    /// ```
    #[must_use]
    pub const fn field(self) -> Field {
        self.field
    }

    /// Where that field begins, in bytes from the start of the message.
    ///
    /// ```
    /// # use dfsc::Request;
    /// assert_eq!(Request::parse(&[3]).unwrap_err().offset(), 0);
    /// ```
    #[must_use]
    pub const fn offset(self) -> u32 {
        self.offset
    }

    /// The number that breaks the limit; its [kind](DecodeErrorKind) says what it counts.
    ///
    /// ```
    /// # use dfsc::Request;
    /// assert_eq!(Request::parse(&[3]).unwrap_err().value(), 1); // a byte of the field is there
    /// ```
    #[must_use]
    pub const fn value(self) -> u32 {
        self.value
    }

    /// The limit that was broken; the [kind](DecodeErrorKind) says what set it.
    ///
    /// ```
    /// # use dfsc::Request;
    /// assert_eq!(Request::parse(&[3]).unwrap_err().limit(), 1); // the length of the message
    /// ```
    #[must_use]
    pub const fn limit(self) -> u32 {
        self.limit
    }
}

impl DecodeErrorKind {
    /// All kinds.
    ///
    /// ```
    /// assert!(dfsc::DecodeErrorKind::ALL.contains(&dfsc::DecodeErrorKind::Truncated));
    /// ```
    pub const ALL: &'static [Self] = &[
        Self::Truncated,
        Self::CountTooLarge,
        Self::UnsupportedVersion,
        Self::SizeTooSmall,
        Self::EntriesOverlap,
        Self::SizePastEnd,
        Self::OffsetInFixedPart,
        Self::OffsetPastEnd,
        Self::LengthPastEnd,
        Self::Unterminated,
        Self::NameListsTooLong,
        #[cfg(feature = "carrier")]
        Self::NotDfs,
        #[cfg(feature = "carrier")]
        Self::UnexpectedSize,
        #[cfg(feature = "carrier")]
        Self::BufferInHeader,
        #[cfg(feature = "carrier")]
        Self::BufferPastEnd,
        #[cfg(feature = "inspect")]
        Self::CutOff,
        #[cfg(feature = "carrier")]
        Self::FragmentPastTotal,
        #[cfg(feature = "carrier")]
        Self::FragmentsOverlap,
        #[cfg(feature = "carrier")]
        Self::FragmentMissing,
        #[cfg(feature = "carrier")]
        Self::NoRoom,
    ];

    /// What is said of a field with this error: `{0}`, `{0x}` (in hexadecimal) and `{1}` stand for [value](DecodeError::value) and
    /// [limit](DecodeError::limit).
    ///
    /// ```
    /// assert_eq!(dfsc::DecodeErrorKind::Truncated.sentence(None), "is cut off: the message ends at byte {1}");
    /// ```
    #[must_use]
    pub const fn sentence(self, field: Option<Field>) -> &'static str {
        match self {
            Self::Truncated => "is cut off: the message ends at byte {1}",
            Self::CountTooLarge => "is {0}, but what follows has room for only {1}",
            Self::UnsupportedVersion => "is {0}, but only versions 1 to {1} are defined",
            Self::SizeTooSmall => "is {0}, but such an entry takes at least {1} bytes",
            Self::EntriesOverlap => {
                "is {0}, so that the next entry begins inside this one, of at least {1} bytes"
            }
            Self::OffsetInFixedPart => {
                "is {0}, which lies inside the {1} bytes of the entry's own fixed part"
            }
            Self::SizePastEnd | Self::OffsetPastEnd => {
                "is {0}, but the message ends {1} bytes after the start of the entry"
            }
            Self::LengthPastEnd => "gives a length of {0}, but the message ends {1} bytes further on",
            Self::Unterminated if matches!(field, Some(Field::ShareName)) => {
                "has no NUL in the {0} bytes before its entry ends, by Size, at byte {1}"
            }
            Self::Unterminated => "has no NUL in the {0} bytes before the message ends at byte {1}",
            Self::NameListsTooLong => {
                "is one too many: all name lists together may take {1} bytes, twice the message"
            }
            #[cfg(feature = "carrier")]
            Self::NotDfs => "is {0x}, which has nothing to do with referrals",
            #[cfg(feature = "carrier")]
            Self::UnexpectedSize => "is {0}, but must be {1}",
            #[cfg(feature = "carrier")]
            Self::BufferInHeader => "is {0}, but header and fixed fields take {1} bytes",
            #[cfg(feature = "carrier")]
            Self::BufferPastEnd => {
                "makes it end {0} bytes after the start of the header, but there are only {1}"
            }
            #[cfg(feature = "inspect")]
            Self::CutOff => {
                "is {0x}, which says that there was no room for all: what follows is cut off anywhere"
            }
            #[cfg(feature = "carrier")]
            Self::FragmentPastTotal => "makes the part end at byte {0} of a total of {1}",
            #[cfg(feature = "carrier")]
            Self::FragmentsOverlap => "is {0} of {1}, where another part lies already",
            #[cfg(feature = "carrier")]
            Self::FragmentMissing => "is {1}, but only {0} of these bytes are there",
            #[cfg(feature = "carrier")]
            Self::NoRoom => "is {0}, but there is room for only {1}",
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, field, offset, value, limit } = *self;
        write!(f, "{field} at byte {offset} ")?;
        fill(f, kind.sentence(Some(field)), [value, limit])
    }
}

impl core::error::Error for DecodeError {}

//! What is wrong with a message that is read, in which field, at which byte, by which limit.

use super::clamp;
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
    /// The reply came with `STATUS_BUFFER_OVERFLOW`: it is cut off anywhere, even if what is there can be read. Value: the status.
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

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DecodeErrorKind as Kind;
        let Self { kind, field, offset, value, limit } = *self;
        // The sentence: field and place, then up to two numbers between the pieces of prose.
        write!(f, "{field} at byte {offset} ")?;
        match kind {
            Kind::Truncated => write!(f, "is cut off: the message ends at byte {limit}"),
            Kind::CountTooLarge => write!(f, "is {value}, but what follows has room for only {limit}"),
            Kind::UnsupportedVersion => write!(f, "is {value}, but only versions 1 to {limit} are defined"),
            Kind::SizeTooSmall => {
                write!(f, "is {value}, but such an entry takes at least {limit} bytes")
            }
            Kind::EntriesOverlap => {
                write!(
                    f,
                    "is {value}, so that the next entry begins inside this one, of at least {limit} bytes"
                )
            }
            Kind::OffsetInFixedPart => {
                write!(f, "is {value}, which lies inside the {limit} bytes of the entry's own fixed part")
            }
            Kind::SizePastEnd | Kind::OffsetPastEnd => {
                write!(f, "is {value}, but the message ends {limit} bytes after the start of the entry")
            }
            Kind::LengthPastEnd => {
                write!(f, "gives a length of {value}, but the message ends {limit} bytes further on")
            }
            Kind::Unterminated if matches!(field, Field::ShareName) => {
                write!(f, "has no NUL in the {value} bytes before its entry ends, by Size, at byte {limit}")
            }
            Kind::Unterminated => {
                write!(f, "has no NUL in the {value} bytes before the message ends at byte {limit}")
            }
            Kind::NameListsTooLong => {
                write!(
                    f,
                    "is one too many: all name lists together may take {limit} bytes, twice the message"
                )
            }
            #[cfg(feature = "carrier")]
            Kind::NotDfs => write!(f, "is {value:#x}, which has nothing to do with referrals"),
            #[cfg(feature = "carrier")]
            Kind::UnexpectedSize => write!(f, "is {value}, but must be {limit}"),
            #[cfg(feature = "carrier")]
            Kind::BufferInHeader => write!(f, "is {value}, but header and fixed fields take {limit} bytes"),
            #[cfg(feature = "carrier")]
            Kind::BufferPastEnd => {
                write!(
                    f,
                    "makes it end {value} bytes after the start of the header, but there are only {limit}"
                )
            }
            #[cfg(feature = "inspect")]
            Kind::CutOff => write!(f, "is {value:#010x}, BUFFER_OVERFLOW: what follows is cut off anywhere"),
            #[cfg(feature = "carrier")]
            Kind::FragmentPastTotal => write!(f, "makes the part end at byte {value} of a total of {limit}"),
            #[cfg(feature = "carrier")]
            Kind::FragmentsOverlap => write!(f, "is {value} of {limit}, where another part lies already"),
            #[cfg(feature = "carrier")]
            Kind::FragmentMissing => write!(f, "is {limit}, but only {value} of these bytes are there"),
            #[cfg(feature = "carrier")]
            Kind::NoRoom => write!(f, "is {value}, but there is room for only {limit}"),
        }
    }
}

impl core::error::Error for DecodeError {}

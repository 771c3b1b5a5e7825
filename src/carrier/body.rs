//! What the bodies of all carriers have alike: fixed fields, and offsets that count from the header before them.

use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::wire::Field;
use crate::wire::parts::{Message, Row, Writer, cut, offset_of};
use core::ops::Range;

/// The body of an SMB message, and the rows of its fixed fields.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) rows: &'static [Row],
    /// The length of the header before it, from which its offsets count.
    pub(super) header_len: usize,
}

/// A buffer by the fields that mark it: where they stand, and whether they take four bytes.
#[derive(Clone, Copy)]
pub(super) struct Marked {
    offset: (Field, usize),
    count: (Field, usize),
    are_long: bool,
}

impl Marked {
    pub(super) const fn by(rows: &[Row], offset: Field, count: Field, are_long: bool) -> Self {
        Self { offset: (offset, offset_of(rows, offset)), count: (count, offset_of(rows, count)), are_long }
    }
}

/// A number of two bytes, if it is there.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|word| u16::from_le_bytes(*word))
}

/// A number of four bytes, if it is there.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|long| u32::from_le_bytes(*long))
}

/// What was found in a body: the value, where in the body its buffer lies, and what is wrong with that.
pub(super) type Found<T> = (T, Range<usize>, Option<DecodeError>);

/// What was found, if nothing is wrong with it.
pub(super) fn sound<T>((value, _, error): Found<T>) -> Result<T, DecodeError> {
    error.map_or(Ok(value), Err)
}

/// Fixed fields end before they should.
pub(super) fn truncated(rows: &[Row], bytes: &[u8]) -> DecodeError {
    let (cut, len) = (cut(rows, bytes), bytes.len());
    DecodeError::new(Kind::Truncated, cut.field, len.wrapping_sub(cut.left), cut.left, len)
}

/// A fixed field does not hold what it must.
pub(super) fn unexpected(
    rows: &[Row],
    kind: Kind,
    field: Field,
    value: usize,
    expected: usize,
) -> DecodeError {
    DecodeError::new(kind, field, offset_of(rows, field), value, expected)
}

impl Body<'_> {
    /// Its fixed fields end before they should.
    pub(super) fn truncated(&self) -> DecodeError {
        truncated(self.rows, self.bytes)
    }

    /// A number of two bytes that is known to be there.
    pub(super) fn word(&self, at: usize) -> u16 {
        word(self.bytes, at).unwrap_or_default()
    }

    /// A fixed field does not hold what it must.
    pub(super) fn unexpected(&self, kind: Kind, field: Field, value: usize, expected: usize) -> DecodeError {
        unexpected(self.rows, kind, field, value, expected)
    }

    /// The bytes of the body that are marked, as far as they are there, and what is wrong with the mark. The first `taken` bytes of the
    /// body are those of other fields.
    pub(super) fn marked(
        &self,
        Marked { offset, count, are_long }: &Marked,
        taken: usize,
    ) -> (Range<usize>, Option<DecodeError>) {
        let number = |at| {
            let number = if *are_long { long(self.bytes, at) } else { word(self.bytes, at).map(u32::from) };
            number.unwrap_or_default() as usize
        };
        let (offset, count) = ((offset.0, number(offset.1)), (count.0, number(count.1)));
        let (len, taken) = (self.bytes.len(), taken.saturating_add(self.header_len));
        if count.1 == 0 {
            // Nothing, behind what is there.
            let at = taken.wrapping_sub(self.header_len).min(len);
            return (at..at, None);
        }
        if offset.1 < taken {
            return (len..len, Some(self.unexpected(Kind::BufferInHeader, offset.0, offset.1, taken)));
        }
        let start = offset.1.wrapping_sub(self.header_len);
        if start >= len {
            let limit = len.saturating_add(self.header_len);
            return (len..len, Some(self.unexpected(Kind::BufferPastEnd, offset.0, offset.1, limit)));
        }
        let end = start.saturating_add(count.1);
        if end > len {
            let (end, limit) = (end.saturating_add(self.header_len), len.saturating_add(self.header_len));
            return (start.min(len)..len, Some(self.unexpected(Kind::BufferPastEnd, count.0, end, limit)));
        }
        (start..end, None)
    }

    /// The same, if there are any and nothing is wrong.
    pub(super) fn found(&self, marked: &Marked, taken: usize) -> Option<Range<usize>> {
        match self.marked(marked, taken) {
            (range, None) if !range.is_empty() => Some(range),
            _ => None,
        }
    }
}

/// Bytes that are a message already.
impl Message for &[u8] {
    fn put(&self, writer: &mut Writer<'_>) {
        for byte in *self {
            writer.number((*byte).into(), 1);
        }
        writer.end = writer.fixed;
    }
}

impl<M: Message> Message for &M {
    fn put(&self, writer: &mut Writer<'_>) {
        M::put(self, writer);
    }
}

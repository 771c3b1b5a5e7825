//! The one writer of all messages: it puts fixed fields where [`layout`](super::layout) has them, and strings behind.
//!
//! It notes the first thing that cannot be written and goes on, and it counts what the buffer has no room for: the same pass tells
//! what is wrong, how long the message is, and writes it. There is one copy of it for all kinds of text.

use super::field::{Field, Row};
use crate::error::{EncodeError, EncodeErrorKind as Kind};
use crate::text::AnyText;
use core::mem::replace;

/// The most fixed fields that are written at a time.
pub(crate) const MOST: usize = 4;

/// Numbers of all widths are carried in one type.
const _: () = assert!(usize::BITS >= 32, "a number of 32 bits must fit into usize");

/// A message that can be written.
#[expect(unnameable_types, reason = "only the crate has them")]
pub trait Message {
    fn put(&self, writer: &mut Writer<'_>);
}

/// The length of a message.
#[inline(never)]
pub(crate) fn encoded_len(message: &dyn Message) -> usize {
    let mut writer = Writer::new(&mut []);
    message.put(&mut writer);
    writer.end
}

/// Writes a message at the head of `buffer`.
#[inline(never)]
pub(crate) fn encode<'b>(message: &dyn Message, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError> {
    let mut writer = Writer::new(buffer);
    message.put(&mut writer);
    let Writer { buffer, end, error, .. } = writer;
    match error {
        Some(error) => Err(error),
        None if end > buffer.len() => Err(EncodeError::buffer_too_small(end, buffer.len())),
        None => Ok(buffer.get(..end).unwrap_or_default()),
    }
}

/// A message that is being written.
#[derive(Debug)]
#[expect(unnameable_types, reason = "only the crate makes it")]
pub struct Writer<'b> {
    buffer: &'b mut [u8],
    /// Where the next fixed field goes.
    pub(crate) fixed: usize,
    /// Where the next string goes, and the message ends.
    pub(crate) end: usize,
    /// The entry that is being written, counted from 1; 0 before the first.
    pub(crate) entry: usize,
    /// The first thing that was wrong.
    error: Option<EncodeError>,
}

impl<'b> Writer<'b> {
    pub(crate) const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, fixed: 0, end: 0, entry: 0, error: None }
    }

    /// A message inside another, where the next fixed field of that would go; it ends there.
    #[cfg(feature = "carrier")]
    pub(crate) fn message(&mut self, message: &dyn Message) {
        let mut inner = Writer::new(self.buffer.get_mut(self.fixed..).unwrap_or_default());
        message.put(&mut inner);
        self.error = self.error.or(inner.error);
        self.end = self.fixed.saturating_add(inner.end);
    }

    /// Notes an error, unless there is one.
    #[cfg(feature = "carrier")]
    pub(crate) fn fail(&mut self, error: EncodeError) {
        self.error = self.error.or(Some(error));
    }

    /// Notes that the message cannot be written, unless that is known.
    #[inline(never)]
    pub(crate) fn refuse(&mut self, kind: Kind, field: Field, value: usize) {
        if self.error.is_none() {
            self.error = Some(EncodeError::new(kind, field, self.entry, value));
        }
    }

    /// Fixed fields, and a number for each.
    #[inline(never)]
    pub(crate) fn fields(&mut self, rows: &[Row], numbers: &[usize; MOST]) {
        for (row, number) in rows.iter().zip(numbers) {
            if row.width() == 2 && *number > u16::MAX.into() {
                self.refuse(Kind::TooLarge, row.field(), *number);
            }
            self.number(*number, row.width());
        }
    }

    /// A string and its NUL at the end of the message; gives where they begin.
    #[inline(never)]
    pub(crate) fn string(&mut self, text: &AnyText<'_>, field: Field) -> usize {
        let start = self.end;
        let fixed = replace(&mut self.fixed, start);
        for unit in text.units() {
            if unit == 0 {
                self.refuse(Kind::NulInText, field, self.fixed.wrapping_sub(start) / 2);
            }
            self.number(unit.into(), 2);
        }
        self.number(0, 2);
        self.end = replace(&mut self.fixed, fixed);
        start
    }

    /// A little-endian number of so many bytes where the next fixed field goes, as far as there is room.
    #[inline(never)]
    pub(crate) fn number(&mut self, mut number: usize, width: usize) {
        for _ in 0..width {
            if let Some(place) = self.buffer.get_mut(self.fixed) {
                let [low, ..] = number.to_le_bytes();
                *place = low;
            }
            number >>= 8;
            self.fixed = self.fixed.saturating_add(1);
        }
    }
}

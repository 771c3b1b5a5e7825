//! A message as a value: how long it is, and its bytes. `[MS-DFSC] 2.2`

use super::writer::{self, Message};
use crate::error::EncodeError;

/// A message that can be written: [`Request`](crate::Request), [`RequestEx`](crate::RequestEx), [`Reply`](crate::Reply).
///
/// What is written is what Windows writes; [`wire`](crate::wire) says what that is. Two laws hold: what has been written reads as
/// the value that it was written from, unless that is to be [fitted](crate::Reply::is_fitted) to its version; and a message in that
/// form reads as a value that is written as the same bytes. A value that cannot be written is refused, and never mended.
///
/// ```
/// use dfsc::{Encode, Request};
///
/// let request = Request::new(4, "\\srv\\dfs");
/// let mut buffer = [0; 64];
/// let message = request.encode(&mut buffer)?;
/// assert_eq!(message.len(), request.encoded_len());
/// assert_eq!(Request::parse(message).unwrap(), request);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// Sealed: what can be written is part of the crate's contract.
pub trait Encode: sealed::Sealed {
    /// The length of the message in bytes, whether or not it can be written.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// assert_eq!(Request::new(4, "a").encoded_len(), 6); // the level, a unit, its NUL
    /// ```
    #[must_use]
    fn encoded_len(&self) -> usize;

    /// Writes the message at the head of `buffer`, and gives it. Bytes behind it stay as they are.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// let mut buffer = [0xa5; 8];
    /// assert_eq!(Request::new(4, "a").encode(&mut buffer).unwrap(), [4, 0, 0x61, 0, 0, 0]);
    /// assert_eq!(buffer[6..], [0xa5, 0xa5]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](crate::EncodeErrorKind::BufferTooSmall), and whatever keeps the value from being written at all: see
    /// [`EncodeErrorKind`](crate::EncodeErrorKind). The head of `buffer` may then hold a part of the message.
    fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError>;
}

mod sealed {
    #[expect(unnameable_types, reason = "what nobody can name, nobody can implement")]
    pub trait Sealed {}
    impl<M: super::Message> Sealed for M {}
}

impl<M: Message> Encode for M {
    fn encoded_len(&self) -> usize {
        writer::encoded_len(self)
    }

    fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError> {
        writer::encode(self, buffer)
    }
}

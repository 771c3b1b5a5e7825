//! What was wrong: with a message that is read, with one that is written, with the way through a referral, with what is to be kept.

#[cfg(feature = "cache")]
mod cache;
mod decode;
mod encode;
mod path;

#[cfg(feature = "cache")]
pub use cache::{CacheError, CacheErrorKind};
pub use decode::{DecodeError, DecodeErrorKind};
pub use encode::{EncodeError, EncodeErrorKind};
pub use path::{PathError, PathErrorKind};

/// No message of the protocol comes near 4 GiB; one that is handed in all the same gets the nearest number.
fn clamp(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

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

use core::fmt;

/// No message of the protocol comes near 4 GiB; one that is handed in all the same gets the nearest number.
fn clamp(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Writes a sentence with its numbers in their places: `{0}` and `{1}`, `{0x}` in hexadecimal.
pub(crate) fn fill(f: &mut fmt::Formatter<'_>, sentence: &str, [zero, one]: [u32; 2]) -> fmt::Result {
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('{') {
        f.write_str(before)?;
        let (place, after) = behind.split_once('}').unwrap_or((behind, ""));
        match place {
            "0" => write!(f, "{zero}")?,
            "0x" => write!(f, "{zero:#x}")?,
            "1" => write!(f, "{one}")?,
            _ => {}
        }
        rest = after;
    }
    f.write_str(rest)
}

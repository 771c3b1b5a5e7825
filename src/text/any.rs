//! Text of either kind: what the crate takes as an argument, and writes.

use super::{Units, Utf16Le, write_debug};
use core::char::{REPLACEMENT_CHARACTER, decode_utf16};
use core::fmt::{self, Write as _};
use core::iter::FusedIterator;
use core::str::EncodeUtf16;

/// Text that can be compared with, and written into, a message: `&str`, [`Utf16Le`], or [`AnyText`], which is either.
///
/// Sealed: what it can be is part of the crate's contract.
///
/// ```
/// use dfsc::{Text, Utf16Le};
///
/// fn units(text: impl Text) -> usize {
///     text.utf16_units().count()
/// }
/// assert_eq!(units("😀"), 2);
/// assert_eq!(units(Utf16Le::new(&[0x3d, 0xd8]).unwrap()), 1);
/// ```
pub trait Text: Copy + sealed::Sealed {
    /// The UTF-16 units of the text.
    ///
    /// ```
    /// use dfsc::Text;
    ///
    /// assert!("\\d".utf16_units().eq([0x5c, 0x64]));
    /// ```
    fn utf16_units(self) -> impl Iterator<Item = u16> + Clone;
}

impl Text for &str {
    fn utf16_units(self) -> impl Iterator<Item = u16> + Clone {
        self.encode_utf16()
    }
}

impl Text for Utf16Le<'_> {
    fn utf16_units(self) -> impl Iterator<Item = u16> + Clone {
        self.units()
    }
}

impl Text for AnyText<'_> {
    fn utf16_units(self) -> impl Iterator<Item = u16> + Clone {
        self.units()
    }
}

pub(crate) mod sealed {
    use super::{AnyText, Utf16Le};

    #[expect(unnameable_types, reason = "what nobody can name, nobody can implement")]
    pub trait Sealed: Sized {
        /// For code of which there is one copy for all kinds.
        fn any(&self) -> AnyText<'_>;

        fn count_units(self) -> usize;

        fn last_unit(self) -> Option<u16>;

        /// The text before and from its n-th unit on; `None` if it has fewer, or if a character would be cut that cannot be.
        fn split_at_unit(self, at: usize) -> Option<(Self, Self)>;
    }

    /// How many units the character has that this byte begins; 0 if it begins none.
    fn units_begun(byte: u8) -> usize {
        match byte {
            0x80..0xc0 => 0,
            0xf0.. => 2,
            _ => 1,
        }
    }

    impl Sealed for &str {
        fn any(&self) -> AnyText<'_> {
            AnyText::str(self)
        }

        fn count_units(self) -> usize {
            self.bytes().fold(0, |count, byte| count.wrapping_add(units_begun(byte)))
        }

        fn last_unit(self) -> Option<u16> {
            let last = self.chars().next_back()?;
            last.encode_utf16(&mut [0; 2]).last().copied()
        }

        fn split_at_unit(self, at: usize) -> Option<(Self, Self)> {
            let mut left = at;
            let end = self.bytes().position(|byte| {
                let less = left.checked_sub(units_begun(byte));
                left = less.unwrap_or(left);
                less.is_none()
            });
            let halves = self.split_at_checked(end.unwrap_or(self.len()))?;
            (left == 0).then_some(halves)
        }
    }

    impl Sealed for Utf16Le<'_> {
        fn any(&self) -> AnyText<'_> {
            AnyText::utf16(*self)
        }

        fn count_units(self) -> usize {
            self.len_units()
        }

        fn last_unit(self) -> Option<u16> {
            self.units().next_back()
        }

        fn split_at_unit(self, at: usize) -> Option<(Self, Self)> {
            self.split_at(at)
        }
    }

    impl Sealed for AnyText<'_> {
        fn any(&self) -> AnyText<'_> {
            *self
        }

        fn count_units(self) -> usize {
            self.utf16.count_units().wrapping_add(self.str.count_units())
        }

        fn last_unit(self) -> Option<u16> {
            self.utf16.last_unit().or_else(|| self.str.last_unit())
        }

        fn split_at_unit(self, at: usize) -> Option<(Self, Self)> {
            if self.str.is_empty() {
                let (before, after) = self.utf16.split_at_unit(at)?;
                return Some((Self::utf16(before), Self::utf16(after)));
            }
            let (before, after) = self.str.split_at_unit(at)?;
            Some((Self::str(before), Self::str(after)))
        }
    }
}

/// Text of either kind, as a value.
///
/// ```
/// use dfsc::{AnyText, Utf16Le};
///
/// const SHARE: AnyText<'_> = AnyText::str(r"\s\d");
/// let read = Utf16Le::new(b"\\\0s\0\\\0d\0").unwrap();
/// assert_eq!(SHARE, AnyText::from(read));
/// assert_eq!(SHARE.to_string(), r"\s\d");
/// ```
#[derive(Clone, Copy, Default)]
pub struct AnyText<'a> {
    // One of the two is empty.
    utf16: Utf16Le<'a>,
    str: &'a str,
}

impl<'a> AnyText<'a> {
    /// Text of Rust's own kind.
    ///
    /// ```
    /// # use dfsc::AnyText;
    /// assert_eq!(AnyText::str("😀").units().count(), 2);
    /// ```
    #[must_use]
    pub const fn str(text: &'a str) -> Self {
        Self { utf16: Utf16Le { units: &[] }, str: text }
    }

    /// Text as messages have it.
    ///
    /// ```
    /// # use dfsc::{AnyText, Utf16Le};
    /// assert!(AnyText::utf16(Utf16Le::new(&[0x3d, 0xd8]).unwrap()).units().eq([0xd83d]));
    /// ```
    #[must_use]
    pub const fn utf16(text: Utf16Le<'a>) -> Self {
        Self { utf16: text, str: "" }
    }

    /// As it was given, if as `str`; else nothing.
    pub(crate) const fn as_str(&self) -> &'a str {
        self.str
    }

    /// The UTF-16 units, as numbers.
    ///
    /// ```
    /// # use dfsc::AnyText;
    /// assert!(AnyText::str(r"\d").units().eq([0x5c, 0x64]));
    /// ```
    #[must_use]
    #[inline(never)]
    pub fn units(&self) -> AnyUnits<'a> {
        AnyUnits { utf16: self.utf16.units(), str: self.str.encode_utf16() }
    }
}

impl<'a> From<&'a str> for AnyText<'a> {
    fn from(text: &'a str) -> Self {
        Self::str(text)
    }
}

impl<'a> From<Utf16Le<'a>> for AnyText<'a> {
    fn from(text: Utf16Le<'a>) -> Self {
        Self::utf16(text)
    }
}

impl<T: Text> PartialEq<T> for AnyText<'_> {
    fn eq(&self, other: &T) -> bool {
        super::same_units(*self, *other, false)
    }
}

impl Eq for AnyText<'_> {}

impl fmt::Display for AnyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decode_utf16(self.units()).try_for_each(|c| f.write_char(c.unwrap_or(REPLACEMENT_CHARACTER)))
    }
}

impl fmt::Debug for AnyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_debug(self.units(), f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for AnyText<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        // One of them is empty.
        defmt::write!(f, "{}{=str}", self.utf16, self.str);
    }
}

/// The units of [`AnyText`], as numbers: see [`AnyText::units`].
///
/// ```
/// # use dfsc::AnyText;
/// assert_eq!(AnyText::str("ab").units().last(), Some(0x62));
/// ```
#[derive(Clone, Debug)]
pub struct AnyUnits<'a> {
    utf16: Units<'a>,
    str: EncodeUtf16<'a>,
}

impl Iterator for AnyUnits<'_> {
    type Item = u16;

    #[inline(never)]
    fn next(&mut self) -> Option<u16> {
        self.utf16.next().or_else(|| self.str.next())
    }
}

impl FusedIterator for AnyUnits<'_> {}

#[cfg(feature = "defmt")]
impl defmt::Format for AnyUnits<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for c in decode_utf16(self.clone()) {
            defmt::write!(f, "{=char}", c.unwrap_or(REPLACEMENT_CHARACTER));
        }
    }
}

//! Text as DFS messages carry it: UTF-16LE, borrowed from the message, at any alignment, possibly ill-formed.

mod any;

pub use any::{AnyText, AnyUnits, Text};

use crate::case::upper_case;
use crate::nul::{first_nul, is_nul};
use core::char::{DecodeUtf16, REPLACEMENT_CHARACTER, decode_utf16};
use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;
use core::ops::Range;
use core::slice;

/// A UTF-16LE string borrowed from a message.
///
/// It is a view of whole two-byte units, so an odd length cannot be expressed, and no alignment is asked for. The units
/// may be ill-formed UTF-16: Windows file names may hold unpaired surrogates, and hostile messages hold anything.
/// Equality and hashing are exact, unit by unit; [`Utf16Le::eq_ignore_case`] compares without case.
///
/// `Display` shows unpaired surrogates as U+FFFD; `Debug` escapes them, and everything that does not print.
///
/// ```
/// use dfsc::Utf16Le;
///
/// let path = Utf16Le::new(b"\\\0s\0r\0v\0\\\0d\0").unwrap();
/// assert_eq!(path, "\\srv\\d");
/// assert_eq!(path.len_units(), 6);
/// assert_eq!(Utf16Le::new(b"odd"), None);
/// ```
#[derive(Clone, Copy, Default, Eq)]
pub struct Utf16Le<'a> {
    units: &'a [[u8; 2]],
}

impl<'a> Utf16Le<'a> {
    /// A view of all of `bytes`, or `None` if their number is odd.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// assert_eq!(Utf16Le::new(&[0x5c, 0x00]).unwrap(), "\\");
    /// assert_eq!(Utf16Le::new(&[0x5c]), None);
    /// ```
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Option<Self> {
        match bytes.as_chunks() {
            (units, []) => Some(Self { units }),
            _ => None,
        }
    }

    /// The whole units of `bytes`; a last odd byte is left out.
    pub(crate) const fn whole_units(bytes: &'a [u8]) -> Self {
        Self { units: bytes.as_chunks().0 }
    }

    /// The text before and from its n-th unit on; `None` if it has fewer.
    pub(crate) fn split_at(self, at: usize) -> Option<(Self, Self)> {
        let (before, after) = self.units.split_at_checked(at)?;
        Some((Self { units: before }, Self { units: after }))
    }

    /// The whole units of `bytes` before the first NUL unit, or all of them; a last odd byte is left out.
    #[inline(never)]
    pub(crate) fn before_nul(bytes: &'a [u8]) -> Self {
        let (units, _) = bytes.as_chunks();
        Self { units: first_nul(units).and_then(|nul| units.get(..nul)).unwrap_or(units) }
    }

    /// The units of `bytes` before the first NUL unit, if there is one. For strings of which nothing else bounds the length.
    #[inline]
    pub(crate) fn terminated(bytes: &'a [u8]) -> Option<Self> {
        let (units, _) = bytes.as_chunks();
        let nul = units.iter().position(|unit| is_nul(*unit))?;
        Some(Self { units: units.get(..nul)? })
    }

    /// The bytes of the string as the message holds them, without a terminating NUL.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// assert_eq!(Utf16Le::new(&[0x41, 0x00]).unwrap().as_bytes(), [0x41, 0x00]);
    /// ```
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.units.as_flattened()
    }

    /// The length in UTF-16 units.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// assert_eq!(Utf16Le::new(b"a\0b\0").unwrap().len_units(), 2);
    /// ```
    #[must_use]
    pub const fn len_units(self) -> usize {
        self.units.len()
    }

    /// Whether the string has no units.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// assert!(Utf16Le::default().is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.units.is_empty()
    }

    /// The UTF-16 units, as numbers.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// assert!(Utf16Le::new(&[0x3d, 0xd8]).unwrap().units().eq([0xd83d]));
    /// ```
    #[must_use]
    pub fn units(self) -> Units<'a> {
        Units { inner: self.units.iter() }
    }

    /// The characters; each unpaired surrogate becomes U+FFFD.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// assert!(Utf16Le::new(&[0x3d, 0xd8, 0x00, 0xde]).unwrap().chars().eq(['😀']));
    /// assert!(Utf16Le::new(&[0x3d, 0xd8]).unwrap().chars().eq(['\u{fffd}']));
    /// ```
    #[must_use]
    pub fn chars(self) -> Chars<'a> {
        Chars { inner: decode_utf16(self.units()) }
    }

    /// Whether both are the same text where case does not count, as [`upper_case`] tells: without the feature `case` that
    /// of a to z alone.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// let name = Utf16Le::new(b"S\0y\0s\0V\0o\0l\0").unwrap();
    /// assert!(name.eq_ignore_case("SYSVOL"));
    /// ```
    #[must_use]
    pub fn eq_ignore_case<T: Text>(self, other: T) -> bool {
        same_units(self, other, true)
    }

    /// Where this string lies in `message`, as a range of bytes; `None` if it lies elsewhere.
    ///
    /// Only its place in memory counts: an empty string right behind the message counts as its end.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// let message = [3, 0, 0x41, 0, 0, 0];
    /// let name = Utf16Le::new(&message[2..4]).unwrap();
    /// assert_eq!(name.span_in(&message), Some(2..4));
    /// assert_eq!(Utf16Le::new(&[0x41, 0]).unwrap().span_in(&message), None);
    /// ```
    #[must_use]
    pub fn span_in(self, message: &[u8]) -> Option<Range<usize>> {
        let start = self.as_bytes().as_ptr().addr().checked_sub(message.as_ptr().addr())?;
        let end = start.checked_add(self.as_bytes().len())?;
        (end <= message.len()).then_some(start..end)
    }
}

/// Whether both have the same units, or names that are the same where case does not count.
#[inline(never)]
pub(crate) fn same_units<T: Text, U: Text>(one: T, other: U, ignore_case: bool) -> bool {
    let fold = |unit| if ignore_case { upper_case(unit) } else { unit };
    let mut units = other.utf16_units();
    one.utf16_units().all(|unit| units.next().is_some_and(|other| fold(unit) == fold(other)))
        && units.next().is_none()
}

impl PartialEq for Utf16Le<'_> {
    fn eq(&self, other: &Self) -> bool {
        same_units(*self, *other, false)
    }
}

impl Hash for Utf16Le<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.units.hash(state);
    }
}

impl PartialEq<str> for Utf16Le<'_> {
    fn eq(&self, other: &str) -> bool {
        same_units(*self, other, false)
    }
}

impl PartialEq<&str> for Utf16Le<'_> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl PartialEq<Utf16Le<'_>> for str {
    fn eq(&self, other: &Utf16Le<'_>) -> bool {
        other == self
    }
}

impl PartialEq<Utf16Le<'_>> for &str {
    fn eq(&self, other: &Utf16Le<'_>) -> bool {
        other == *self
    }
}

impl fmt::Display for Utf16Le<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|c| f.write_char(c))
    }
}

impl fmt::Debug for Utf16Le<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_debug(self.units(), f)
    }
}

fn write_debug(units: impl Iterator<Item = u16>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for decoded in decode_utf16(units) {
        match decoded {
            // Nothing to escape between double quotes.
            Ok('\'') => f.write_char('\'')?,
            Ok(c) => write!(f, "{}", c.escape_debug())?,
            Err(unpaired) => write!(f, "\\u{{{:x}}}", unpaired.unpaired_surrogate())?,
        }
    }
    f.write_char('"')
}

#[cfg(feature = "defmt")]
impl defmt::Format for Utf16Le<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for c in self.chars() {
            defmt::write!(f, "{=char}", c);
        }
    }
}

/// The units of a [`Utf16Le`], as numbers: see [`Utf16Le::units`] for an example.
///
/// ```
/// # use dfsc::Utf16Le;
/// assert_eq!(Utf16Le::new(b"a\0b\0").unwrap().units().next_back(), Some(0x62));
/// ```
#[derive(Clone, Debug)]
pub struct Units<'a> {
    inner: slice::Iter<'a, [u8; 2]>,
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        self.inner.next().map(|unit| u16::from_le_bytes(*unit))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl DoubleEndedIterator for Units<'_> {
    fn next_back(&mut self) -> Option<u16> {
        self.inner.next_back().map(|unit| u16::from_le_bytes(*unit))
    }
}

impl ExactSizeIterator for Units<'_> {}
impl FusedIterator for Units<'_> {}

/// The characters of a [`Utf16Le`], U+FFFD for each unpaired surrogate.
///
/// ```
/// # use dfsc::Utf16Le;
/// assert_eq!(Utf16Le::new(b"a\0").unwrap().chars().next(), Some('a'));
/// ```
#[derive(Clone, Debug)]
pub struct Chars<'a> {
    inner: DecodeUtf16<Units<'a>>,
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        self.inner.next().map(|decoded| decoded.unwrap_or(REPLACEMENT_CHARACTER))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl FusedIterator for Chars<'_> {}

#[cfg(feature = "defmt")]
mod format {
    use super::{Chars, Units, Utf16Le};
    use defmt::{Format, Formatter};

    impl Format for Units<'_> {
        fn format(&self, f: Formatter<'_>) {
            Utf16Le { units: self.inner.as_slice() }.format(f);
        }
    }

    impl Format for Chars<'_> {
        fn format(&self, f: Formatter<'_>) {
            for c in self.clone() {
                defmt::write!(f, "{=char}", c);
            }
        }
    }
}

//! Text as DFS messages carry it: UTF-16LE, borrowed from the message, at any alignment, possibly ill-formed.

use core::char::{DecodeUtf16, REPLACEMENT_CHARACTER, decode_utf16};
use core::fmt::{self, Write as _};
use core::iter::FusedIterator;
use core::ops::Range;
use core::slice;

/// A UTF-16LE string borrowed from a message.
///
/// It is a view of whole two-byte units, so an odd length cannot be expressed, and no alignment is asked for. The units
/// may be ill-formed UTF-16: Windows file names may hold unpaired surrogates, and hostile messages hold anything.
/// Equality and hashing are exact, unit by unit; [`Utf16Le::eq_ignore_ascii_case`] compares without case.
///
/// `Display` shows unpaired surrogates as U+FFFD; `Debug` escapes them, and everything that does not print.
///
/// ```
/// use dfsc::Utf16Le;
///
/// let path = Utf16Le::new(b"\\\0s\0r\0v\0\\\0d\0").unwrap();
/// assert_eq!(path, "\\srv\\d");
/// assert!(path.components().eq(["srv", "d"]));
/// assert_eq!(Utf16Le::new(b"odd"), None);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
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

    /// The components of a path: what stands between separators, never empty.
    ///
    /// `\` separates, and so does `/`, which some clients send; leading, trailing and repeated separators count for
    /// nothing.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// let path = Utf16Le::new(b"\\\0\\\0a\0/\0b\0\\\0").unwrap();
    /// assert!(path.components().eq(["a", "b"]));
    /// ```
    #[must_use]
    pub const fn components(self) -> Components<'a> {
        Components { rest: self }
    }

    /// Whether both are the same text, where A to Z equal a to z and nothing else is folded.
    ///
    /// ```
    /// # use dfsc::Utf16Le;
    /// let name = Utf16Le::new(b"S\0y\0s\0V\0o\0l\0").unwrap();
    /// assert!(name.eq_ignore_ascii_case("SYSVOL"));
    /// ```
    #[must_use]
    pub fn eq_ignore_ascii_case<T: Text>(self, other: T) -> bool {
        self.eq_text(other, true)
    }

    /// One copy for each kind of text.
    #[inline(never)]
    fn eq_text<T: Text>(self, other: T, ignore_case: bool) -> bool {
        let fold = |unit| if ignore_case { fold_ascii(unit) } else { unit };
        let mut units = self.units();
        other.utf16_units().all(|unit| units.next().is_some_and(|mine| fold(mine) == fold(unit)))
            && units.next().is_none()
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

#[inline]
const fn is_nul(unit: [u8; 2]) -> bool {
    u16::from_le_bytes(unit) == 0
}

/// Whether there are registers that take eight units at once, so that it pays to look at these without branches, and in
/// general more room for code than time to waste.
pub(crate) const WIDE: bool =
    cfg!(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(dfsc_narrow)));

/// The units in eights, from the start; none where that does not pay.
#[inline]
fn eights(units: &[[u8; 2]]) -> &[[[u8; 2]; 8]] {
    if WIDE { units.as_chunks().0 } else { &[] }
}

/// How many of eight units are NUL.
#[inline]
fn nuls(eight: &[[u8; 2]; 8]) -> usize {
    eight.iter().map(|unit| usize::from(is_nul(*unit))).fold(0, usize::wrapping_add)
}

/// Whether one of eight units is NUL.
#[inline]
fn has_nul(eight: &[[u8; 2]; 8]) -> bool {
    eight.iter().fold(false, |nul, unit| nul | is_nul(*unit))
}

/// The place of the first NUL unit.
#[inline]
fn first_nul(units: &[[u8; 2]]) -> Option<usize> {
    let clear = eights(units).iter().take_while(|eight| !has_nul(eight)).count().wrapping_mul(8);
    units.get(clear..)?.iter().position(|unit| is_nul(*unit)).map(|at| clear.wrapping_add(at))
}

/// The place of the last NUL unit.
#[inline]
fn last_nul(units: &[[u8; 2]]) -> Option<usize> {
    let clear = if WIDE {
        units.as_rchunks().1.iter().rev().take_while(|eight| !has_nul(eight)).count().wrapping_mul(8)
    } else {
        0
    };
    units.get(..units.len().wrapping_sub(clear))?.iter().rposition(|unit| is_nul(*unit))
}

/// Where in `bytes` the `count`th NUL unit ends, if there are so many.
pub(crate) fn after_nul(bytes: &[u8], count: usize) -> Option<usize> {
    let (units, _) = bytes.as_chunks::<2>();
    let (mut end, mut missing) = (0usize, count);
    for eight in eights(units) {
        let Some(still_missing @ 1..) = missing.checked_sub(nuls(eight)) else { break };
        missing = still_missing;
        end = end.wrapping_add(8);
    }
    for unit in units.get(end..).unwrap_or_default() {
        if missing == 0 {
            break;
        }
        end = end.wrapping_add(1);
        missing = missing.wrapping_sub(usize::from(is_nul(*unit)));
    }
    (missing == 0).then_some(end.wrapping_mul(2))
}

/// Where in `bytes` the last NUL unit ends, 0 if there is none.
pub(crate) fn after_last_nul(bytes: &[u8]) -> usize {
    let (units, _) = bytes.as_chunks();
    last_nul(units).map_or(0, |nul| nul.wrapping_add(1).wrapping_mul(2))
}

/// How far from the end of `bytes` the last NUL unit begins, of those at an even distance; `usize::MAX` if there is none.
#[inline(never)]
pub(crate) fn last_nul_from_end(bytes: &[u8]) -> usize {
    let (_, units) = bytes.as_rchunks();
    match units {
        // As it is in all messages but broken ones.
        [.., last] if is_nul(*last) => 2,
        _ => last_nul(units).map_or(usize::MAX, |nul| units.len().wrapping_sub(nul).wrapping_mul(2)),
    }
}

const fn fold_ascii(unit: u16) -> u16 {
    match unit {
        0x61..=0x7a => unit ^ 0x20,
        _ => unit,
    }
}

const fn is_separator(unit: [u8; 2]) -> bool {
    matches!(unit, [b'\\' | b'/', 0])
}

impl PartialEq<str> for Utf16Le<'_> {
    fn eq(&self, other: &str) -> bool {
        self.eq_text(other, false)
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
        f.write_char('"')?;
        for decoded in decode_utf16(self.units()) {
            match decoded {
                // Nothing to escape between double quotes.
                Ok('\'') => f.write_char('\'')?,
                Ok(c) => write!(f, "{}", c.escape_debug())?,
                Err(unpaired) => write!(f, "\\u{{{:x}}}", unpaired.unpaired_surrogate())?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Utf16Le<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for c in self.chars() {
            defmt::write!(f, "{=char}", c);
        }
    }
}

/// Text that can be compared with, and written into, a message: `&str` or [`Utf16Le`].
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

mod sealed {
    #[expect(unnameable_types, reason = "what nobody can name, nobody can implement")]
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for super::Utf16Le<'_> {}
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

    #[inline]
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

/// The components of a path, first to last, none of them empty.
///
/// ```
/// # use dfsc::Utf16Le;
/// assert_eq!(Utf16Le::new(b"\\\0a\0").unwrap().components().count(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Components<'a> {
    rest: Utf16Le<'a>,
}

impl<'a> Iterator for Components<'a> {
    type Item = Utf16Le<'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<Utf16Le<'a>> {
        let start = self.rest.units.iter().position(|unit| !is_separator(*unit))?;
        let units = self.rest.units.get(start..)?;
        let end = units.iter().position(|unit| is_separator(*unit)).unwrap_or(units.len());
        let (component, rest) = units.split_at_checked(end)?;
        self.rest = Utf16Le { units: rest };
        Some(Utf16Le { units: component })
    }
}

impl FusedIterator for Components<'_> {}

#[cfg(feature = "defmt")]
mod format {
    use super::{Chars, Components, Units, Utf16Le};
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

    impl Format for Components<'_> {
        fn format(&self, f: Formatter<'_>) {
            self.rest.format(f);
        }
    }
}

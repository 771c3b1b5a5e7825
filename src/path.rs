//! DFS paths: their components, which path is above which, and where a referral leads. `[MS-DFSC] 3.1.4.1`
//!
//! `\` separates components, and so does `/`, which some clients send. Leading, trailing and repeated separators count for
//! nothing, so that `\srv\dfs`, `\\srv\dfs\` and `srv/dfs` are one path. What is written has one `\` before each component and no other.

use crate::error::{EncodeError, PathError, PathErrorKind as Kind};
use crate::text::{Text, Utf16Le, same_units};
use core::char::{REPLACEMENT_CHARACTER, decode_utf16};
use core::fmt::{self, Write as _};
use core::iter::FusedIterator;

pub(crate) const BACKSLASH: u16 = 0x5c;
pub(crate) const SLASH: u16 = 0x2f;

/// Whether the unit stands between components: `\` or `/`.
#[inline]
pub(crate) const fn is_separator(unit: u16) -> bool {
    matches!(unit, BACKSLASH | SLASH)
}

/// A path in a DFS namespace, as text of either kind: `\server\namespace` and what lies below it.
///
/// ```
/// use dfsc::DfsPath;
///
/// let path = DfsPath::new(r"\\Contoso\Public\Reports\2026\May.txt");
/// assert!(path.starts_with(DfsPath::new(r"\contoso\public\reports")));
/// assert!(!path.starts_with(DfsPath::new(r"\contoso\public\rep")));
///
/// // The referral covers `\Contoso\Public\Reports` and names a target.
/// let rewritten = path.rewrite(46, r"\fs1\reports")?;
/// assert_eq!(rewritten.to_string(), r"\fs1\reports\2026\May.txt");
/// # Ok::<(), dfsc::PathError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DfsPath<T> {
    text: T,
}

impl<T: Text> DfsPath<T> {
    /// Any text as a path.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// assert_eq!(DfsPath::new("").components().count(), 0);
    /// ```
    #[must_use]
    pub const fn new(text: T) -> Self {
        Self { text }
    }

    /// The path as it was given.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// assert_eq!(DfsPath::new("/srv/dfs").text(), "/srv/dfs");
    /// ```
    #[must_use]
    pub const fn text(self) -> T {
        self.text
    }

    /// What stands between the separators, never empty.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// assert!(DfsPath::new(r"\\srv\dfs//link\").components().eq(["srv", "dfs", "link"]));
    /// ```
    #[must_use]
    pub const fn components(self) -> Components<T> {
        Components { rest: self.text }
    }

    /// Whether both have the same components, where case does not count: see [`upper_case`](crate::upper_case).
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// assert!(DfsPath::new(r"\\Srv\DFS\").is_same(DfsPath::new("/srv/dfs")));
    /// ```
    #[must_use]
    pub fn is_same<U: Text>(self, other: DfsPath<U>) -> bool {
        self.strip_prefix(other).is_some_and(|rest| rest.components().next().is_none())
    }

    /// Whether the path begins with all components of `prefix`, where case does not count: see [`upper_case`](crate::upper_case).
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// let path = DfsPath::new(r"\srv\database");
    /// assert!(path.starts_with(DfsPath::new(r"\SRV\")));
    /// assert!(!path.starts_with(DfsPath::new(r"\srv\data")));
    /// ```
    #[must_use]
    pub fn starts_with<U: Text>(self, prefix: DfsPath<U>) -> bool {
        self.strip_prefix(prefix).is_some()
    }

    /// What follows the components of `prefix`, with the separator before it; `None` if the path does not begin with them.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// let path = DfsPath::new(r"\srv\dfs\Link\x");
    /// assert_eq!(path.strip_prefix(DfsPath::new("/SRV/DFS")).unwrap().text(), r"\Link\x");
    /// assert!(path.strip_prefix(DfsPath::new(r"\srv\dfs2")).is_none());
    /// ```
    #[must_use]
    #[inline(never)]
    pub fn strip_prefix<U: Text>(self, prefix: DfsPath<U>) -> Option<Self> {
        let mut components = self.components();
        for component in prefix.components() {
            if !same_units(components.next()?, component, true) {
                return None;
            }
        }
        Some(Self::new(components.rest))
    }

    /// The `PathConsumed` of a referral for `prefix`, in bytes; `None` if the path does not begin with its components.
    ///
    /// Of several leading separators only one is counted, as real servers do.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// let root = DfsPath::new(r"\srv\dfs");
    /// assert_eq!(DfsPath::new(r"\SRV\DFS\link").path_consumed(root), Some(16));
    /// assert_eq!(DfsPath::new(r"\\srv\dfs\link").path_consumed(root), Some(16));
    /// assert_eq!(DfsPath::new(r"\srv\dfs2").path_consumed(root), None);
    /// ```
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub fn path_consumed<U: Text>(self, prefix: DfsPath<U>) -> Option<usize> {
        let rest = self.strip_prefix(prefix)?;
        let not_covered = rest.text.count_units().wrapping_add(uncounted(self.text));
        Some(self.text.count_units().saturating_sub(not_covered).wrapping_mul(2))
    }

    /// The path in two: what `path_consumed` bytes of a referral's request cover, and the rest.
    ///
    /// The path is the one that was asked for. Of several leading separators one is counted; a separator at the cut may have been counted or not.
    ///
    /// ```
    /// use dfsc::{DfsPath, PathErrorKind};
    ///
    /// let path = DfsPath::new(r"\srv\dfs\link");
    /// let (covered, rest) = path.split_consumed(16)?;
    /// assert_eq!((covered.text(), rest.text()), (r"\srv\dfs", r"\link"));
    ///
    /// let kind = |path_consumed| path.split_consumed(path_consumed).unwrap_err().kind();
    /// assert_eq!(kind(15), PathErrorKind::Odd);
    /// assert_eq!(kind(28), PathErrorKind::PastEnd);
    /// assert_eq!(kind(14), PathErrorKind::InsideComponent);
    /// assert_eq!(kind(0), PathErrorKind::NothingConsumed);
    /// # Ok::<(), dfsc::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `path_consumed` is odd, past the path, inside a component, or covers no component: see [`PathErrorKind`](Kind).
    ///
    /// `[MS-DFSC] 2.2.4`
    pub fn split_consumed(self, path_consumed: u16) -> Result<(Self, Self), PathError> {
        let error = |kind| Err(PathError::new(kind, path_consumed));
        if !path_consumed.is_multiple_of(2) {
            return error(Kind::Odd);
        }
        let at = uncounted(self.text).wrapping_add(usize::from(path_consumed) / 2);
        if at > self.text.count_units() {
            return error(Kind::PastEnd);
        }
        // What cannot be cut is a character, inside a component.
        let Some((covered, rest)) = self.text.split_at_unit(at) else { return error(Kind::InsideComponent) };
        if DfsPath::new(covered).components().next().is_none() {
            return error(Kind::NothingConsumed);
        }
        let is_inside = |unit: Option<u16>| unit.is_some_and(|unit| !is_separator(unit));
        if is_inside(covered.last_unit()) && is_inside(rest.utf16_units().next()) {
            return error(Kind::InsideComponent);
        }
        Ok((Self::new(covered), Self::new(rest)))
    }

    /// The path on a referral's target: `target`, then what `path_consumed` bytes do not cover, in the caller's case.
    ///
    /// `target` is an entry's network address, whatever its version. That of version 1 has no DFS path of its own; none is needed.
    ///
    /// # Errors
    ///
    /// As [`split_consumed`](Self::split_consumed), or `target` has no component.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 3
    pub fn rewrite<U: Text>(self, path_consumed: u16, target: U) -> Result<Rewritten<U, T>, PathError> {
        let (_, rest) = self.split_consumed(path_consumed)?;
        if DfsPath::new(target).components().next().is_none() {
            return Err(PathError::new(Kind::EmptyTarget, path_consumed));
        }
        Ok(Rewritten { target, rest: rest.text })
    }
}

/// How many separators the path begins with that `PathConsumed` does not count: all but one.
#[inline(never)]
fn uncounted<T: Text>(path: T) -> usize {
    leading_separators(path).saturating_sub(1)
}

/// How many separators the path begins with.
pub(crate) fn leading_separators<T: Text>(path: T) -> usize {
    path.utf16_units().position(|unit| !is_separator(unit)).unwrap_or_else(|| path.count_units())
}

/// The components of a path, first to last, none of them empty: see [`DfsPath::components`].
///
/// ```
/// # use dfsc::DfsPath;
/// assert_eq!(DfsPath::new("/a").components().next(), Some("a"));
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Components<T> {
    rest: T,
}

impl<T> Components<T> {
    /// What has not been given yet, with the separator before it.
    pub(crate) fn rest(self) -> T {
        self.rest
    }
}

impl<T: Text> Iterator for Components<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let (start, len) = component(self.rest)?;
        let (_, from_start) = self.rest.split_at_unit(start)?;
        let (component, rest) = from_start.split_at_unit(len)?;
        self.rest = rest;
        Some(component)
    }
}

impl<T: Text> FusedIterator for Components<T> {}

/// Where the first component begins, and how long it is, in units.
fn component<T: Text>(path: T) -> Option<(usize, usize)> {
    let (mut start, mut len) = (0usize, 0usize);
    for unit in path.utf16_units() {
        match is_separator(unit) {
            true if len > 0 => break,
            true => start = start.wrapping_add(1),
            false => len = len.wrapping_add(1),
        }
    }
    (len > 0).then_some((start, len))
}

/// A path on a referral's target: see [`DfsPath::rewrite`].
///
/// It has one `\` before each component and no other separator, whatever the path and the target were written with.
///
/// ```
/// use dfsc::DfsPath;
///
/// let rewritten = DfsPath::new("/srv/dfs//x/").rewrite(16, r"\\t\d")?;
/// let mut buffer = [0; 64];
/// assert_eq!(rewritten.encode(&mut buffer).unwrap(), r"\t\d\x");
/// # Ok::<(), dfsc::PathError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Rewritten<T, U> {
    pub(crate) target: T,
    pub(crate) rest: U,
}

impl<T: Text, U: Text> Rewritten<T, U> {
    /// Its UTF-16 units.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// let rewritten = DfsPath::new(r"\s\d\x").rewrite(8, "t")?;
    /// assert!(rewritten.units().eq(r"\t\x".encode_utf16()));
    /// # Ok::<(), dfsc::PathError>(())
    /// ```
    pub fn units(&self) -> impl Iterator<Item = u16> + Clone {
        clean(self.target).chain(clean(self.rest))
    }

    /// How many bytes [`encode`](Self::encode) writes.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// assert_eq!(DfsPath::new(r"\s\d\x").rewrite(8, "t")?.encoded_len(), 8);
    /// # Ok::<(), dfsc::PathError>(())
    /// ```
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        self.units().fold(0, |len, _| len.wrapping_add(2))
    }

    /// Writes it at the head of `buffer`, without a NUL, and gives it as text.
    ///
    /// ```
    /// # use dfsc::DfsPath;
    /// let mut buffer = [0; 16];
    /// assert_eq!(DfsPath::new(r"\s\d\x").rewrite(8, "t")?.encode(&mut buffer).unwrap(), r"\t\x");
    /// # Ok::<(), dfsc::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](crate::EncodeErrorKind::BufferTooSmall) if it does not fit; `buffer` may then hold a part of it.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<Utf16Le<'b>, EncodeError> {
        let room = buffer.len();
        let (places, _) = buffer.as_chunks_mut();
        let target_end = write(self.target, places, 0);
        let len = write(self.rest, places, target_end);
        let written = places.get(..len).map(<[[u8; 2]]>::as_flattened).and_then(Utf16Le::new);
        written.ok_or_else(|| EncodeError::buffer_too_small(len.saturating_mul(2), room))
    }
}

/// The units of a path with one `\` before each component, and no other separator.
fn clean<T: Text>(path: T) -> impl Iterator<Item = u16> + Clone {
    Clean::new(path, End::OfText, usize::MAX).fuse()
}

/// Where a path ends: at that unit. As wide as a register, so that whoever holds it has no padding to copy.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(crate) enum End {
    /// Before the first NUL, whatever follows.
    #[cfg(feature = "cache")]
    AtNul = 0,
    /// At no unit there is.
    OfText = 0x1_0000,
}

/// The same, for a path that may end before its text does. Who gets `None` stops there.
#[derive(Clone)]
pub(crate) struct Clean<I> {
    units: I,
    end: End,
    /// How many units of the text it may still look at, of which many may be separators in a row; at 0 it has not seen the end.
    pub(crate) left: usize,
    /// The first of a component, once its `\` has been given.
    first: Option<u16>,
    is_inside: bool,
}

impl Clean<()> {
    pub(crate) fn new<T: Text>(path: T, end: End, left: usize) -> Clean<impl Iterator<Item = u16> + Clone> {
        Clean { units: path.utf16_units(), end, left, first: None, is_inside: false }
    }
}

impl<I: Iterator<Item = u16>> Clean<I> {
    fn unit(&mut self) -> Option<u16> {
        self.left = self.left.checked_sub(1)?;
        self.units.next().filter(|unit| u32::from(*unit) != self.end as u32)
    }
}

impl<I: Iterator<Item = u16>> Iterator for Clean<I> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let mut unit = self.unit()?;
        if self.is_inside && !is_separator(unit) {
            return Some(unit);
        }
        while is_separator(unit) {
            unit = self.unit()?;
        }
        (self.first, self.is_inside) = (Some(unit), true);
        Some(BACKSLASH)
    }
}

/// Whether the text is a path that is written as the protocol writes it. `before` is the unit that it follows: a path is the first,
/// a name that may do without its backslash follows any.
#[inline(never)]
pub(crate) fn is_clean<T: Text>(path: T, mut before: Option<u16>) -> bool {
    for unit in path.utf16_units() {
        let may_follow = match unit {
            SLASH => false,
            BACKSLASH => before != Some(BACKSLASH),
            _ => before.is_some(),
        };
        if !may_follow {
            return false;
        }
        before = Some(unit);
    }
    before.is_some_and(|last| last != BACKSLASH)
}

/// Writes these units from place `at` on, and counts what there is no room for; gives where they end.
#[inline(never)]
fn write<T: Text>(path: T, places: &mut [[u8; 2]], mut at: usize) -> usize {
    for component in DfsPath::new(path).components() {
        let (mut unit, mut units) = (Some(BACKSLASH), component.utf16_units());
        while let Some(next) = unit {
            if let Some(place) = places.get_mut(at) {
                *place = next.to_le_bytes();
            }
            at = at.saturating_add(1);
            unit = units.next();
        }
    }
    at
}

impl<T: Text, U: Text> fmt::Display for Rewritten<T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decode_utf16(self.units()).try_for_each(|c| f.write_char(c.unwrap_or(REPLACEMENT_CHARACTER)))
    }
}

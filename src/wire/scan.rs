//! The one walk over a reply: it goes on after an error. `[MS-DFSC] 2.2.4`

use super::check::{Message, NO_SHARE_NAME, ScannedNames, misplaced_names, names_budget_of};
use super::entry::{Form, Raw, share_name, structure_of};
use super::field::{Field, FieldValue, Structure};
use super::grammar::{self, Fault};
use super::layout::{DFS_REFERRAL, EntryFixed, Layout as _, RESP_GET_DFS_REFERRAL, ResponseFixed};
use super::referral::Referral;
use crate::error::DecodeError;
use crate::text::Utf16Le;
use core::fmt;
use core::iter::FusedIterator;
use nom::IResult;

/// A reply, entry by entry, whatever is wrong with it.
///
/// There is one item for each entry that the header claims and that can be found. An item with an error still gives all that can be read of
/// it, and the scan goes on behind it, unless its `Size` does not say where that is: then it is the last item.
///
/// ```
/// use dfsc::{DecodeErrorKind, Field, Scan};
///
/// // The reply ends inside an entry's string.
/// let mut scan = Scan::new(b"\x08\0\x01\0\x02\0\0\0\x03\0\x12\0\0\0\0\0\x58\x02\0\0\0\0\0\0\x12\0\\\0t\0");
/// let entry = scan.next().unwrap();
/// assert_eq!(entry.error().unwrap().field(), Field::NetworkAddress);
/// assert_eq!(entry.error().unwrap().kind(), DecodeErrorKind::Unterminated);
/// assert_eq!(entry.dfs_path().unwrap(), None); // an offset of zero
/// assert_eq!(entry.fields().count(), 8);
/// assert!(scan.next().is_none());
/// ```
///
/// `[MS-DFSC] 2.2.4`
#[derive(Clone)]
pub struct Scan<'a> {
    message: Message<'a>,
    /// From the next entry on.
    rest: &'a [u8],
    /// How many more entries are claimed.
    left: u16,
    /// How many bytes of expanded names may still be walked: sharing them is no reason to read for ever.
    names_budget: usize,
}

impl<'a> Scan<'a> {
    /// A scan of a whole message.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    #[inline]
    pub fn new(message: &'a [u8]) -> Self {
        let (rest, left) = match ResponseFixed::split(message) {
            Some((fixed, rest)) => (rest, fixed.number_of_referrals),
            None => (message, 0),
        };
        let names_budget = names_budget_of(message.len());
        Self { message: Message::new(message), rest, left, names_budget }
    }

    /// The fields of the header that are there.
    ///
    /// `[MS-DFSC] 2.2.4`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + Clone + use<'a> {
        FieldValue::all_in(&RESP_GET_DFS_REFERRAL, self.message.bytes, 0)
    }

    /// What is wrong with the header, before any entry is looked at.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    #[inline]
    pub fn header_error(&self) -> Option<DecodeError> {
        let claimed =
            ResponseFixed::split(self.message.bytes).map_or(0, |(fixed, _)| fixed.number_of_referrals);
        self.check_header(claimed).err().map(|room| self.message.broken_header(room))
    }

    /// Whether the header is whole, and does not claim more entries than there is room for; if not, the room, if any.
    #[inline]
    fn check_header(&self, claimed: u16) -> Result<(), Option<usize>> {
        let entries = self.message.bytes.len().checked_sub(ResponseFixed::LEN);
        match entries.map(|len| len / EntryFixed::LEN) {
            Some(room) if usize::from(claimed) <= room => Ok(()),
            room => Err(room),
        }
    }

    /// Reads all entries, up to the first that something is wrong with.
    pub(super) fn check(self) -> Result<(), DecodeError> {
        if let Err(room) = self.check_header(self.left) {
            return Err(self.message.broken_header(room));
        }
        let Self { message, mut rest, mut left, mut names_budget } = self;
        while left > 0 {
            left = left.wrapping_sub(1);
            let budget_before = names_budget;
            match message.step(rest, &mut names_budget) {
                Ok(next) => rest = next,
                Err(fault) => return Err(message.explain(fault, rest, left, budget_before)),
            }
        }
        Ok(())
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let Self { message, rest: tail, names_budget, .. } = *self;
        let left = self.left.checked_sub(1)?;
        let fault = message.step(tail, &mut self.names_budget).err();
        // A fault inside the entry does not keep from the next one; one of its Size does.
        (self.rest, self.left) = match grammar::entry(tail) {
            Ok((next, _)) => (next, left),
            Err(_) => (Default::default(), 0),
        };
        Some(Entry { message, tail, left, names_budget, fault })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left.into()))
    }
}

impl FusedIterator for Scan<'_> {}

impl fmt::Debug for Scan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// An entry as a [`Scan`] meets it: perhaps cut off, perhaps wrong.
///
/// `[MS-DFSC] 2.2.5`
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    message: Message<'a>,
    /// The message from the entry on.
    tail: &'a [u8],
    /// How many further entries are claimed.
    left: u16,
    /// What the budget was before it.
    names_budget: usize,
    fault: Option<Fault>,
}

impl<'a> Entry<'a> {
    /// Where in the message the entry begins.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn start(&self) -> usize {
        self.message.at(self.tail)
    }

    /// The first thing that is wrong with the entry, in the order in which it is read: whether its fixed part is there and of
    /// what version, its `Size`, its strings.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn error(&self) -> Option<DecodeError> {
        self.fault.map(|fault| self.explain(fault))
    }

    /// The entry as a view.
    ///
    /// An entry of unknown version is one too, if its `Size` can be used, although [`error`](Self::error) names it.
    ///
    /// # Errors
    ///
    /// The entry's error.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub fn referral(&self) -> Result<Referral<'a>, DecodeError> {
        let raw = self.whole()?;
        match self.error() {
            Some(error) if raw.form != Form::Unknown => Err(error),
            _ => Ok(Referral::new(raw)),
        }
    }

    /// The structure of the entry, by its version and flags; what all entries begin with, if these are cut off.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn structure(&self) -> &'static Structure {
        match EntryFixed::split(self.tail) {
            Some((entry, _)) => structure_of(entry.version_number, Form::of(entry).0 == Form::NameList),
            None => &DFS_REFERRAL,
        }
    }

    /// The fixed fields that are there. If `Size` leaves no room for those of the version, only what all entries begin
    /// with is shown.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + Clone + use<'a> {
        let guid = self.fixed().ok().and_then(|raw| Referral::new(raw).target()?.service_site_guid());
        let shown = match EntryFixed::split(self.tail).map(|(entry, _)| (entry.size, Form::of(entry))) {
            Some((size, (form, fixed_len))) if form != Form::V1 && usize::from(size) >= fixed_len => {
                fixed_len.wrapping_add(guid.map_or(0, |guid| guid.len()))
            }
            _ => EntryFixed::LEN,
        };
        FieldValue::all_in(self.structure(), self.tail.get(..shown).unwrap_or(self.tail), self.start())
    }

    /// The path that the target belongs to; `Ok(None)` where the entry has none.
    ///
    /// # Errors
    ///
    /// The entry's fixed part cannot be read, its offset points nowhere, or the string has no NUL.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFSPath")]
    pub fn dfs_path(&self) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        self.string(Field::DfsPathOffset)
    }

    /// The alternate path; `Ok(None)` where the entry has none.
    ///
    /// # Errors
    ///
    /// As [`dfs_path`](Self::dfs_path).
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFSAlternatePath")]
    pub fn alternate_path(&self) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        self.string(Field::DfsAlternatePathOffset)
    }

    /// The target, or the `ShareName` of version 1; `Ok(None)` where the entry has none.
    ///
    /// # Errors
    ///
    /// As [`dfs_path`](Self::dfs_path).
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "ShareName")]
    pub fn network_address(&self) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        if self.fixed()?.form != Form::V1 {
            return self.string(Field::NetworkAddressOffset);
        }
        // Its limit is Size, which must be sound.
        share_name(self.whole()?.whole()).map(Some).ok_or_else(|| self.explain(NO_SHARE_NAME))
    }

    /// The domain of a name list; `Ok(None)` where the entry has none.
    ///
    /// # Errors
    ///
    /// As [`dfs_path`](Self::dfs_path).
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    pub fn special_name(&self) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        self.string(Field::SpecialNameOffset)
    }

    /// The names of a name list, as far as they can be read; none in other entries.
    ///
    /// # Errors
    ///
    /// The entry's fixed part cannot be read, its offset points nowhere, or more names are claimed than can follow.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    pub fn expanded_names(&self) -> Result<ScannedNames<'a>, DecodeError> {
        let raw = self.fixed()?;
        if raw.form != Form::NameList {
            return Ok(self.message.names(&[], 0));
        }
        match misplaced_names(self.tail) {
            None => Ok(self.message.names(self.tail, self.names_budget)),
            Some(fault) => Err(self.explain(fault)),
        }
    }

    /// What a name list has where a target has its GUID.
    #[cfg(feature = "inspect")]
    pub(crate) fn padding(&self) -> Option<FieldValue<'a>> {
        let raw = self.fixed().ok().filter(|raw| raw.form == Form::NameList)?;
        let start = self.start().wrapping_add(raw.fixed_len);
        raw.site().map(|padding| FieldValue::new(Field::Padding, start, padding))
    }

    /// The one string that is not pointed at, if it can be read.
    #[cfg(feature = "inspect")]
    pub(crate) fn share_name(&self) -> Option<Utf16Le<'a>> {
        let raw = self.fixed().ok().filter(|raw| raw.form == Form::V1 && self.fault.is_none())?;
        share_name(raw.whole())
    }

    /// The message from the string on that an offset field points at, if the entry has that field and it points at one.
    #[cfg(feature = "inspect")]
    pub(crate) fn pointed_at(&self, by: Field) -> Result<Option<&'a [u8]>, DecodeError> {
        let Ok(raw) = self.fixed() else { return Ok(None) };
        self.located(&raw, by)
    }

    /// The entry, if its fixed part is whole.
    fn fixed(&self) -> Result<Raw<'a>, DecodeError> {
        self.explained(grammar::entry_fixed(self.tail))
    }

    /// The entry, if its fixed part is whole and its `Size` is sound.
    fn whole(&self) -> Result<Raw<'a>, DecodeError> {
        self.explained(grammar::entry(self.tail)).and_then(|_| self.fixed())
    }

    /// The string that an offset field points at, if entries of this form have that field.
    fn string(&self, by: Field) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        let string = self.located(&self.fixed()?, by)?;
        Ok(string.map(Utf16Le::before_nul))
    }

    /// The message from that string on: it is not walked.
    fn located(&self, raw: &Raw<'a>, by: Field) -> Result<Option<&'a [u8]>, DecodeError> {
        match raw.string_offsets().into_iter().zip(raw.offset_fields()).find(|(_, field)| *field == by) {
            Some((offset, field)) => {
                self.message.locate(raw, offset).map_err(|kind| self.explain(Fault { kind, field }))
            }
            None => Ok(None),
        }
    }

    fn explained<T>(&self, parsed: IResult<&[u8], T, Fault>) -> Result<T, DecodeError> {
        match parsed {
            Ok((_, value)) => Ok(value),
            Err(error) => Err(self.explain(grammar::fault(&error))),
        }
    }

    /// One copy for all callers.
    #[inline(never)]
    fn explain(&self, fault: Fault) -> DecodeError {
        self.message.explain(fault, self.tail, self.left, self.names_budget)
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("start", &self.start()).field("referral", &self.referral()).finish()
    }
}

#[cfg(feature = "defmt")]
mod format {
    use super::{Entry, Scan, ScannedNames};
    use defmt::{Format, Formatter, write};

    impl Format for Scan<'_> {
        fn format(&self, f: Formatter<'_>) {
            for entry in self.clone() {
                write!(f, "{} ", entry);
            }
        }
    }

    impl Format for Entry<'_> {
        fn format(&self, f: Formatter<'_>) {
            match self.referral() {
                Ok(referral) => write!(f, "{}", referral),
                Err(error) => write!(f, "{}", error),
            }
        }
    }

    impl Format for ScannedNames<'_> {
        fn format(&self, f: Formatter<'_>) {
            for name in self.clone() {
                match name {
                    Ok(name) => write!(f, "{} ", name),
                    Err(error) => write!(f, "{}", error),
                }
            }
        }
    }
}

//! The one walk over a reply: it goes on after an error. `[MS-DFSC] 2.2.4`

use super::grammar::{self, Fixed};
use super::layout::{
    EntryFixed, Field, FieldValue, Layout as _, RESP_GET_DFS_REFERRAL, ResponseFixed, Structure,
};
use super::referral::{self, Form, Referral};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::text::{self, Utf16Le};
use core::fmt;
use core::iter::FusedIterator;

/// A reply, entry by entry, whatever is wrong with it.
///
/// There is one item for each entry that the header claims. An item with an error still gives all that can be read of
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
    message: &'a [u8],
    /// From the next entry on.
    rest: &'a [u8],
    /// How many more entries are claimed.
    left: u16,
    terminators: Terminators,
    /// How many bytes of expanded names may still be walked: sharing them is no reason to read for ever.
    names_budget: usize,
}

impl<'a> Scan<'a> {
    /// A scan of a whole message.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub fn new(message: &'a [u8]) -> Self {
        let (rest, left) = match grammar::response(message) {
            Ok((rest, fixed)) => (rest, fixed.number_of_referrals),
            Err(_) => (message, 0),
        };
        let terminators = Terminators::of(message);
        Self { message, rest, left, terminators, names_budget: names_budget_of(message.len()) }
    }

    /// The fields of the header that are there.
    ///
    /// `[MS-DFSC] 2.2.4`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + Clone + use<'a> {
        FieldValue::all_in(RESP_GET_DFS_REFERRAL, self.message, 0)
    }

    /// What is wrong with the header, before any entry is looked at.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub fn header_error(&self) -> Option<DecodeError> {
        self.fixed().err()
    }

    /// The header, if it is whole and does not claim more entries than can follow it.
    #[inline]
    pub(super) fn fixed(&self) -> Result<ResponseFixed, DecodeError> {
        let fixed = grammar::anchored(grammar::response(self.message), self.message.len())?;
        let room = self.message.len().saturating_sub(ResponseFixed::LEN) / EntryFixed::LEN;
        let claimed = fixed.number_of_referrals.into();
        if claimed > room {
            let field = Field::NumberOfReferrals;
            let offset = RESP_GET_DFS_REFERRAL.offset_of(field);
            return Err(DecodeError::new(Kind::CountTooLarge, field, offset, claimed, room));
        }
        Ok(fixed)
    }
}

impl<'a> Scan<'a> {
    /// Steps over the next entry, and says what is wrong with it.
    #[inline]
    pub(super) fn step(&mut self) -> Option<(Place<'a>, Result<(), DecodeError>)> {
        self.left = self.left.checked_sub(1)?;
        let place = Place {
            message_len: self.message.len(),
            tail: self.rest,
            last: self.left == 0,
            terminators: self.terminators,
            names_budget: self.names_budget,
        };
        let result = match grammar::entry(place.tail, place.last) {
            Ok((rest, fixed)) => {
                self.rest = rest;
                place.check(&fixed, &mut self.names_budget)
            }
            Err(error) => {
                self.left = 0;
                Err(grammar::anchor(error, place.message_len))
            }
        };
        Some((place, result))
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        self.step().map(|(place, result)| Entry { place, error: result.err() })
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
    place: Place<'a>,
    error: Option<DecodeError>,
}

impl<'a> Entry<'a> {
    /// Where in the message the entry begins.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn start(&self) -> usize {
        self.place.start()
    }

    /// The first thing that is wrong with the entry, in wire order.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn error(&self) -> Option<DecodeError> {
        self.error
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
        match (self.error, self.place.entry()) {
            (None, Ok(fixed)) | (Some(_), Ok(fixed @ Fixed { form: Form::Unknown, .. })) => {
                Ok(Referral::new(fixed, self.place.tail))
            }
            (Some(error), _) | (None, Err(error)) => Err(error),
        }
    }

    /// The structure of the entry, by its version and flags; what all entries begin with, if these are cut off.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn structure(&self) -> Structure {
        self.place.structure()
    }

    /// The fixed fields that are there. If `Size` leaves no room for those of the version, only what all entries begin
    /// with is shown.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + Clone + use<'a> {
        let Place { tail, .. } = self.place;
        let guid = self
            .place
            .fixed()
            .ok()
            .and_then(|fixed| Referral::new(fixed, tail).target()?.service_site_guid());
        let shown = match EntryFixed::split(tail).map(|(entry, _)| (entry, Form::of(entry))) {
            Some((entry, form)) if usize::from(entry.size) >= form.fixed_len() => {
                form.fields_len().saturating_add(guid.map_or(0, |guid| guid.len()))
            }
            _ => EntryFixed::LEN,
        };
        FieldValue::all_in(self.structure(), tail.get(..shown).unwrap_or(tail), self.start())
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
        self.place.string(Field::DfsPath)
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
        self.place.string(Field::DfsAlternatePath)
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
        match self.place.fixed()?.form {
            // Its limit is Size, which must be sound.
            Form::V1 => self.place.entry().and_then(|fixed| self.place.share_name(&fixed)).map(Some),
            _ => self.place.string(Field::NetworkAddress),
        }
    }

    /// The domain of a name list; `Ok(None)` where the entry has none.
    ///
    /// # Errors
    ///
    /// As [`dfs_path`](Self::dfs_path).
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    pub fn special_name(&self) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        self.place.string(Field::SpecialName)
    }

    /// The names of a name list, as far as they can be read; none in other entries.
    ///
    /// # Errors
    ///
    /// The entry's fixed part cannot be read, its offset points nowhere, or more names are claimed than can follow.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    pub fn expanded_names(&self) -> Result<ScannedNames<'a>, DecodeError> {
        let fixed = self.place.fixed()?;
        match fixed.form {
            Form::NameListV3 | Form::NameListV4 => self.place.names(&fixed),
            _ => Ok(self.place.names_at(&[], 0)),
        }
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("start", &self.start()).field("referral", &self.referral()).finish()
    }
}

/// The place of an entry in its message, and what is needed to read it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    message_len: usize,
    /// The message from the entry on.
    tail: &'a [u8],
    /// Whether no further entry is claimed.
    last: bool,
    terminators: Terminators,
    names_budget: usize,
}

impl<'a> Place<'a> {
    const fn start(&self) -> usize {
        self.message_len.saturating_sub(self.tail.len())
    }

    fn structure(&self) -> Structure {
        EntryFixed::split(self.tail).map_or(Form::Unknown, |(entry, _)| Form::of(entry)).structure()
    }

    /// The fixed part, if it is whole.
    fn fixed(&self) -> Result<Fixed, DecodeError> {
        grammar::anchored(grammar::entry_fixed(self.tail, self.last), self.message_len)
    }

    /// The fixed part, if it is whole and its `Size` is sound.
    fn entry(&self) -> Result<Fixed, DecodeError> {
        grammar::anchored(grammar::entry(self.tail, self.last), self.message_len)
    }

    /// Everything that can be wrong with an entry whose fixed part and `Size` are in order. Of strings that may be shared
    /// by all entries only the places are looked at.
    #[inline]
    fn check(&self, fixed: &Fixed, names_budget: &mut usize) -> Result<(), DecodeError> {
        match fixed.form {
            Form::V1 => self.share_name(fixed).map(drop),
            Form::V2 | Form::V3 | Form::V4 => self.check_strings(fixed),
            Form::NameListV3 | Form::NameListV4 => {
                let special_name = self.check_strings(fixed);
                let expanded_names = self.names(fixed).and_then(|mut names| {
                    let walked = names.walk(names.left);
                    *names_budget = names.budget;
                    walked.map(drop)
                });
                special_name.and(expanded_names)
            }
            Form::Unknown => {
                let (version, last) = (fixed.entry.version_number, grammar::LAST_VERSION.into());
                Err(self.error_at(Kind::UnsupportedVersion, Field::VersionNumber, version, last))
            }
        }
    }

    #[inline]
    fn check_strings(&self, fixed: &Fixed) -> Result<(), DecodeError> {
        let offsets = fixed.string_offsets(self.tail);
        for (offset, (by, string)) in offsets.into_iter().zip(fixed.form.string_fields()) {
            if let Err(kind) = self.locate(fixed.form, offset) {
                return Err(self.pointer_error(kind, fixed.form, by, string, offset));
            }
        }
        Ok(())
    }

    /// The string of that name, if entries of this form have one.
    fn string(&self, name: Field) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        let fixed = self.fixed()?;
        let offsets = fixed.string_offsets(self.tail);
        for (offset, (by, string)) in offsets.into_iter().zip(fixed.form.string_fields()) {
            if string == name {
                return match self.locate(fixed.form, offset) {
                    Ok(found) => Ok(found.map(Utf16Le::before_nul)),
                    Err(kind) => Err(self.pointer_error(kind, fixed.form, by, string, offset)),
                };
            }
        }
        Ok(None)
    }

    /// The message from a string on, if its offset says that there is one; it has its NUL.
    #[inline]
    fn locate(&self, form: Form, offset: u16) -> Result<Option<&'a [u8]>, Kind> {
        if offset == 0 {
            return Ok(None);
        }
        let bytes = self.place(form, offset)?;
        if self.terminators.end(bytes) { Ok(Some(bytes)) } else { Err(Kind::Unterminated) }
    }

    /// The message from where an offset points on, at least a byte.
    #[inline]
    fn place(&self, form: Form, offset: u16) -> Result<&'a [u8], Kind> {
        let offset = usize::from(offset);
        if offset < form.fixed_len() {
            return Err(Kind::OffsetInFixedPart);
        }
        match self.tail.get(offset..) {
            Some(bytes @ [_, ..]) => Ok(bytes),
            _ => Err(Kind::OffsetPastEnd),
        }
    }

    /// What is wrong with a string that the field `by` points at.
    #[cold]
    fn pointer_error(&self, kind: Kind, form: Form, by: Field, string: Field, offset: u16) -> DecodeError {
        match kind {
            Kind::Unterminated => {
                let start = self.start().saturating_add(offset.into());
                DecodeError::new(
                    kind,
                    string,
                    start,
                    self.message_len.saturating_sub(start),
                    self.message_len,
                )
            }
            Kind::OffsetInFixedPart => self.error_at(kind, by, offset, form.fixed_len()),
            _ => self.error_at(kind, by, offset, self.tail.len()),
        }
    }

    /// What is wrong with a fixed field.
    #[cold]
    fn error_at(&self, kind: Kind, field: Field, value: u16, limit: usize) -> DecodeError {
        let offset = self.start().saturating_add(self.structure().offset_of(field));
        DecodeError::new(kind, field, offset, value.into(), limit)
    }

    #[inline]
    fn share_name(&self, fixed: &Fixed) -> Result<Utf16Le<'a>, DecodeError> {
        referral::share_name(fixed.entry, self.tail).ok_or_else(|| {
            let offset = self.start().saturating_add(EntryFixed::LEN);
            let end = self.start().saturating_add(fixed.entry.size.into());
            DecodeError::new(Kind::Unterminated, Field::ShareName, offset, end.saturating_sub(offset), end)
        })
    }

    fn names(&self, fixed: &Fixed) -> Result<ScannedNames<'a>, DecodeError> {
        let list = referral::name_list(self.tail);
        let (count, offset) = (list.number_of_expanded_names, list.expanded_name_offset);
        if count == 0 {
            return Ok(self.names_at(&[], 0));
        }
        let bytes = self.place(fixed.form, offset).map_err(|kind| {
            self.pointer_error(kind, fixed.form, Field::ExpandedNameOffset, Field::ExpandedName, offset)
        })?;
        let room = bytes.len() / 2;
        if usize::from(count) > room {
            return Err(self.error_at(Kind::CountTooLarge, Field::NumberOfExpandedNames, count, room));
        }
        Ok(self.names_at(bytes, count))
    }

    const fn names_at(&self, bytes: &'a [u8], left: u16) -> ScannedNames<'a> {
        ScannedNames {
            message_len: self.message_len,
            bytes,
            left,
            terminators: self.terminators,
            budget: self.names_budget,
        }
    }
}

/// The names of a name list as a [`Scan`] meets them: it ends with the first that cannot be read.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone)]
pub struct ScannedNames<'a> {
    message_len: usize,
    /// The message from the next name on.
    bytes: &'a [u8],
    left: u16,
    terminators: Terminators,
    budget: usize,
}

impl<'a> ScannedNames<'a> {
    /// Steps over `count` names and gives their bytes, NULs included.
    ///
    /// Never further than the budget, so that lists on one long run of text cost what they may and no more.
    fn walk(&mut self, count: u16) -> Result<&'a [u8], DecodeError> {
        let allowed = self.bytes.get(..self.budget).unwrap_or(self.bytes);
        let (end, missing) = text::after_nuls(allowed, count.into());
        let (walked, rest) = self.bytes.split_at_checked(end).unwrap_or_default();
        self.bytes = rest;
        self.budget = self.budget.saturating_sub(end);
        self.left = self.left.saturating_sub(count);
        if missing == 0 {
            return Ok(walked);
        }
        // The name that begins here has no NUL, or none that may still be walked to.
        self.left = 0;
        let offset = self.message_len.saturating_sub(rest.len());
        Err(if self.terminators.end(rest) {
            let budget = core::mem::take(&mut self.budget);
            let limit = names_budget_of(self.message_len);
            DecodeError::new(Kind::NameListsTooLong, Field::ExpandedName, offset, budget, limit)
        } else {
            DecodeError::new(Kind::Unterminated, Field::ExpandedName, offset, rest.len(), self.message_len)
        })
    }
}

impl<'a> Iterator for ScannedNames<'a> {
    type Item = Result<Utf16Le<'a>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        Some(self.walk(1).map(Utf16Le::before_nul))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left.into()))
    }
}

impl FusedIterator for ScannedNames<'_> {}

impl fmt::Debug for ScannedNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// All name lists of a message together may be as long as the message twice over.
const fn names_budget_of(message_len: usize) -> usize {
    message_len.saturating_mul(2)
}

/// How far from the end the last NUL unit of a message begins, among those at an even distance and at an odd one. A
/// string has a NUL if and only if the last one of its parity is not before it.
#[derive(Clone, Copy)]
struct Terminators {
    even: usize,
    odd: usize,
}

impl Terminators {
    fn of(message: &[u8]) -> Self {
        let but_one = message.split_last().map_or(message, |(_, bytes)| bytes);
        Self {
            even: Self::last(message).unwrap_or(usize::MAX),
            odd: Self::last(but_one).map_or(usize::MAX, |at| at.saturating_add(1)),
        }
    }

    /// How far from the end of `bytes` the last of their NUL units begins, whole units counted from the end.
    fn last(bytes: &[u8]) -> Option<usize> {
        let (_, units) = bytes.as_rchunks::<2>();
        let units_after = units.iter().rev().position(|unit| *unit == [0, 0])?;
        units_after.checked_add(1)?.checked_mul(2)
    }

    /// Whether a string has a NUL; `bytes` is the message from the string on.
    #[inline]
    const fn end(self, bytes: &[u8]) -> bool {
        let last = if bytes.len().is_multiple_of(2) { self.even } else { self.odd };
        bytes.len() >= last
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

//! The one walk over a reply: it goes on after an error. `[MS-DFSC] 2.2.4`

use super::grammar::{self, Parsed};
use super::layout::offset_of;
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
        let header = match self.message.anchored(grammar::response(self.message.bytes)) {
            Ok((rest, header)) => (rest, header),
            Err(error) => return Some(error),
        };
        let (claimed, room) = (header.1.number_of_referrals.into(), header.0.len() / EntryFixed::LEN);
        (claimed > room).then(|| {
            let field = Field::NumberOfReferrals;
            DecodeError::new(
                Kind::CountTooLarge,
                field,
                offset_of(&[ResponseFixed::FIELDS], field),
                claimed,
                room,
            )
        })
    }

    /// Reads all entries, up to the first that something is wrong with.
    pub(super) fn check(self) -> Result<(), DecodeError> {
        let Self { message, mut rest, mut left, mut names_budget } = self;
        if let Some(error) = self.header_error() {
            return Err(error);
        }
        while left > 0 {
            left = left.wrapping_sub(1);
            let (next, (form, entry)) = message.anchored(grammar::entry(rest, left))?;
            message.check(rest, entry, form, &mut names_budget)?;
            rest = next;
        }
        Ok(())
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let Self { message, rest: tail, names_budget, .. } = *self;
        let left = self.left.checked_sub(1)?;
        let error = match message.anchored(grammar::entry(tail, left)) {
            Ok((next, (form, entry))) => {
                (self.rest, self.left) = (next, left);
                message.check(tail, entry, form, &mut self.names_budget).err()
            }
            Err(error) => {
                self.left = 0;
                Some(error)
            }
        };
        Some(Entry { message, tail, left, names_budget, error })
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
    names_budget: usize,
    error: Option<DecodeError>,
}

impl<'a> Entry<'a> {
    /// Where in the message the entry begins.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn start(&self) -> usize {
        self.message.at(self.tail)
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
        match (self.error, self.whole()) {
            (None, Ok((form, _))) | (Some(_), Ok((form @ Form::Unknown, _))) => {
                Ok(Referral::new(form, self.tail))
            }
            (Some(error), _) | (None, Err(error)) => Err(error),
        }
    }

    /// The structure of the entry, by its version and flags; what all entries begin with, if these are cut off.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn structure(&self) -> &'static Structure {
        Form::at(self.tail).structure()
    }

    /// The fixed fields that are there. If `Size` leaves no room for those of the version, only what all entries begin
    /// with is shown.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + Clone + use<'a> {
        let form = Form::at(self.tail);
        let has_room = usize::from(EntryFixed::within(self.tail, 0).size) >= form.fixed_len();
        let guid =
            self.fixed().ok().and_then(|form| Referral::new(form, self.tail).target()?.service_site_guid());
        let shown = match guid {
            Some(guid) => form.fields_len().saturating_add(guid.len()),
            None if has_room => form.fields_len(),
            None => EntryFixed::LEN,
        };
        FieldValue::all_in(form.structure(), self.tail.get(..shown).unwrap_or(self.tail), self.start())
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
        self.string(Field::DfsPath)
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
        self.string(Field::DfsAlternatePath)
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
        match self.fixed()? {
            // Its limit is Size, which must be sound.
            Form::V1 => {
                self.whole().and_then(|(_, entry)| self.message.share_name(self.tail, entry)).map(Some)
            }
            _ => self.string(Field::NetworkAddress),
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
        self.string(Field::SpecialName)
    }

    /// The names of a name list, as far as they can be read; none in other entries.
    ///
    /// # Errors
    ///
    /// The entry's fixed part cannot be read, its offset points nowhere, or more names are claimed than can follow.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    pub fn expanded_names(&self) -> Result<ScannedNames<'a>, DecodeError> {
        match self.fixed()? {
            form @ (Form::NameListV3 | Form::NameListV4) => {
                self.message.names(self.tail, form, self.names_budget)
            }
            _ => Ok(ScannedNames { message: self.message, rest: &[], left: 0, budget: 0 }),
        }
    }

    /// The entry's form, if its fixed part is whole.
    fn fixed(&self) -> Result<Form, DecodeError> {
        self.message.anchored(grammar::entry_fixed(self.tail, self.left)).map(|(_, form)| form)
    }

    /// The entry's form, if its fixed part is whole and its `Size` is sound.
    fn whole(&self) -> Result<(Form, &'a [u8]), DecodeError> {
        self.message.anchored(grammar::entry(self.tail, self.left)).map(|(_, entry)| entry)
    }

    /// The string of that name, if entries of this form have one.
    fn string(&self, name: Field) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        let form = self.fixed()?;
        match form.string_fields().into_iter().position(|(_, string)| string == name) {
            Some(index) => self.message.string(self.tail, form, index),
            None => Ok(None),
        }
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("start", &self.start()).field("referral", &self.referral()).finish()
    }
}

/// A message whose last NULs are known: what it takes to tell whether an entry of it is sound.
#[derive(Clone, Copy)]
struct Message<'a> {
    bytes: &'a [u8],
    /// How far from the end the last NUL unit begins, among those at an even distance and at an odd one. A string has a
    /// NUL if and only if the last one of its parity is not before it.
    last_nul_even: usize,
    last_nul_odd: usize,
}

impl<'a> Message<'a> {
    #[inline]
    fn new(bytes: &'a [u8]) -> Self {
        let but_one = bytes.split_last().map_or(bytes, |(_, bytes)| bytes);
        // usize::MAX stays what it is.
        Self {
            bytes,
            last_nul_even: text::last_nul(bytes),
            last_nul_odd: text::last_nul(but_one).saturating_add(1),
        }
    }

    /// Where `tail`, with which the message ends, begins.
    const fn at(&self, tail: &[u8]) -> usize {
        self.bytes.len().wrapping_sub(tail.len())
    }

    #[inline]
    fn anchored<'i, T>(&self, parsed: Parsed<'i, T>) -> Result<(&'i [u8], T), DecodeError> {
        grammar::anchored(parsed, self.bytes.len())
    }

    /// Everything that can be wrong with an entry whose fixed part and `Size` are in order. Of strings that may be shared
    /// by all entries only the places are looked at.
    #[inline]
    fn check(
        &self,
        tail: &'a [u8],
        entry: &'a [u8],
        form: Form,
        names_budget: &mut usize,
    ) -> Result<(), DecodeError> {
        if form == Form::V1 {
            self.share_name(tail, entry).map(drop)
        } else if matches!(form, Form::V2 | Form::V3 | Form::V4) {
            self.check_strings(tail, form)
        } else {
            self.check_names(tail, form, names_budget)
        }
    }

    #[inline]
    fn check_strings(&self, entry: &'a [u8], form: Form) -> Result<(), DecodeError> {
        let offsets = form.string_offsets(entry);
        match offsets.into_iter().position(|offset| self.locate(entry, form, offset).is_err()) {
            Some(index) => self.string(entry, form, index).map(drop),
            None => Ok(()),
        }
    }

    /// What is wrong with a name list, or with an entry of unknown version.
    fn check_names(&self, entry: &'a [u8], form: Form, names_budget: &mut usize) -> Result<(), DecodeError> {
        if form == Form::Unknown {
            let (version, last) = (EntryFixed::within(entry, 0).version_number, grammar::LAST_VERSION.into());
            return Err(self.error(
                Kind::UnsupportedVersion,
                entry,
                form,
                Field::VersionNumber,
                version,
                last,
            ));
        }
        let special_name = self.check_strings(entry, form);
        let expanded_names = self.names(entry, form, *names_budget).and_then(|mut names| {
            let walked = if names.left == 0 { Ok(()) } else { names.walk(names.left).map(drop) };
            *names_budget = names.budget;
            walked
        });
        special_name.and(expanded_names)
    }

    /// The string at `index` among those of the form.
    #[cold]
    #[inline(never)]
    fn string(&self, entry: &'a [u8], form: Form, index: usize) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        let (offsets, fields) = (form.string_offsets(entry), form.string_fields());
        let (Some(&offset), Some(&(by, string))) = (offsets.get(index), fields.get(index)) else {
            return Ok(None);
        };
        match self.locate(entry, form, offset) {
            Ok(found) => Ok(found.map(Utf16Le::before_nul)),
            Err(Kind::Unterminated) => {
                Err(unterminated(string, self.at(entry).wrapping_add(offset.into()), self.bytes.len()))
            }
            Err(kind) => Err(self.misplaced(kind, entry, form, by, offset)),
        }
    }

    /// The message from a string on, if its offset says that there is one; it has its NUL.
    #[inline]
    fn locate(&self, entry: &'a [u8], form: Form, offset: u16) -> Result<Option<&'a [u8]>, Kind> {
        if offset == 0 {
            return Ok(None);
        }
        let string = place(entry, form, offset)?;
        if self.has_nul(string) { Ok(Some(string)) } else { Err(Kind::Unterminated) }
    }

    /// How far from the end the last NUL begins that a string at the head of `tail` could end in.
    #[inline]
    const fn last_nul(&self, tail: &[u8]) -> usize {
        if tail.len().is_multiple_of(2) { self.last_nul_even } else { self.last_nul_odd }
    }

    /// Whether the string at the head of `tail` has a NUL.
    #[inline]
    const fn has_nul(&self, tail: &[u8]) -> bool {
        tail.len() >= self.last_nul(tail)
    }

    /// `tail` up to where its last NUL ends.
    fn through_last_nul<'t>(&self, tail: &'t [u8]) -> &'t [u8] {
        let end = tail.len().checked_sub(self.last_nul(tail)).map_or(0, |nul| nul.wrapping_add(2));
        tail.get(..end).unwrap_or_default()
    }

    #[inline]
    fn share_name(&self, tail: &'a [u8], entry: &'a [u8]) -> Result<Utf16Le<'a>, DecodeError> {
        referral::share_name(entry).ok_or_else(|| {
            let start = self.at(tail);
            let (name, end) = (start.wrapping_add(EntryFixed::LEN), start.wrapping_add(entry.len()));
            unterminated(Field::ShareName, name, end)
        })
    }

    fn names(&self, entry: &'a [u8], form: Form, budget: usize) -> Result<ScannedNames<'a>, DecodeError> {
        let list = referral::name_list_fixed(entry);
        let (left, offset) = (list.number_of_expanded_names, list.expanded_name_offset);
        let mut names = ScannedNames { message: *self, rest: &[], left, budget };
        if left > 0 {
            names.rest = place(entry, form, offset)
                .map_err(|kind| self.misplaced(kind, entry, form, Field::ExpandedNameOffset, offset))?;
            let room = names.rest.len() / 2;
            if usize::from(left) > room {
                let field = Field::NumberOfExpandedNames;
                return Err(self.error(Kind::CountTooLarge, entry, form, field, left, room));
            }
        }
        Ok(names)
    }

    /// What is wrong with an offset that points nowhere.
    #[cold]
    #[inline(never)]
    fn misplaced(&self, kind: Kind, entry: &[u8], form: Form, by: Field, offset: u16) -> DecodeError {
        let limit = if kind == Kind::OffsetInFixedPart { form.fixed_len() } else { entry.len() };
        self.error(kind, entry, form, by, offset, limit)
    }

    /// What is wrong with a fixed field of an entry.
    #[cold]
    #[inline(never)]
    fn error(
        &self,
        kind: Kind,
        entry: &[u8],
        form: Form,
        field: Field,
        value: u16,
        limit: usize,
    ) -> DecodeError {
        let offset = self.at(entry).wrapping_add(offset_of(form.parts(), field));
        DecodeError::new(kind, field, offset, value.into(), limit)
    }
}

#[cold]
#[inline(never)]
fn unterminated(string: Field, start: usize, end: usize) -> DecodeError {
    DecodeError::new(Kind::Unterminated, string, start, end.wrapping_sub(start), end)
}

/// The message from where an offset of an entry points on, at least a byte.
#[inline]
fn place(entry: &[u8], form: Form, offset: u16) -> Result<&[u8], Kind> {
    let offset = usize::from(offset);
    if offset < form.fixed_len() {
        return Err(Kind::OffsetInFixedPart);
    }
    match entry.get(offset..) {
        Some(string @ [_, ..]) => Ok(string),
        _ => Err(Kind::OffsetPastEnd),
    }
}

/// The names of a name list as a [`Scan`] meets them: it ends with the first that cannot be read.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone)]
pub struct ScannedNames<'a> {
    message: Message<'a>,
    /// The message from the next name on.
    rest: &'a [u8],
    left: u16,
    budget: usize,
}

impl<'a> ScannedNames<'a> {
    /// Steps over `count` names, at least one, and gives their bytes, NULs included.
    ///
    /// Never further than the last NUL, nor than the budget, so that lists that share one long run of text cost what they
    /// may and no more.
    fn walk(&mut self, count: u16) -> Result<&'a [u8], DecodeError> {
        let terminated = self.message.through_last_nul(self.rest);
        let allowed = terminated.get(..self.budget).unwrap_or(terminated);
        let found = text::after_nul(allowed, count.into());
        let end = found.unwrap_or_else(|| text::after_last_nul(allowed));
        let (walked, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        self.budget = self.budget.saturating_sub(end);
        self.left = self.left.saturating_sub(count);
        found.map(|_| walked).ok_or_else(|| self.stop())
    }

    /// What is wrong with the name that is next: it has no NUL, or none that may still be walked to.
    #[cold]
    #[inline(never)]
    fn stop(&mut self) -> DecodeError {
        self.left = 0;
        let (message, start) = (self.message, self.message.at(self.rest));
        if !message.has_nul(self.rest) {
            return unterminated(Field::ExpandedName, start, message.bytes.len());
        }
        let (budget, limit) = (core::mem::take(&mut self.budget), names_budget_of(message.bytes.len()));
        DecodeError::new(Kind::NameListsTooLong, Field::ExpandedName, start, budget, limit)
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

//! The one walk over a reply: it goes on after an error. `[MS-DFSC] 2.2.4`

use super::grammar::{self, Body};
use super::layout::{DFS_REFERRAL, EntryFixed, Field, FieldSpec, FieldValue, Layout as _, NameListFixed};
use super::layout::{RESP_GET_DFS_REFERRAL, ResponseFixed, Structure, V2Fixed, V3Fixed};
use super::referral::{Referral, structure_of};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::text::Utf16Le;
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
        FieldValue::all_in(RESP_GET_DFS_REFERRAL.parts(), self.message, 0)
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
        let (rest, fixed) = grammar::anchored(grammar::response(self.message), self.message.len())?;
        let room = rest.len() / EntryFixed::LEN;
        let claimed = fixed.number_of_referrals.into();
        if claimed > room {
            let offset = offset_of(ResponseFixed::FIELDS, Field::NumberOfReferrals);
            return Err(DecodeError::new(
                Kind::CountTooLarge,
                Field::NumberOfReferrals,
                offset,
                claimed,
                room,
            ));
        }
        Ok(fixed)
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Entry<'a>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'a>> {
        self.left = self.left.checked_sub(1)?;
        let mut entry = Entry {
            message_len: self.message.len(),
            tail: self.rest,
            last: self.left == 0,
            terminators: self.terminators,
            names_budget: self.names_budget,
            error: None,
        };
        match grammar::anchored(grammar::entry(entry.tail, entry.last), entry.message_len) {
            Ok((rest, (fixed, body))) => {
                self.rest = rest;
                entry.error = entry.check(fixed, body, &mut self.names_budget).err();
            }
            Err(error) => {
                self.left = 0;
                entry.error = Some(error);
            }
        }
        Some(entry)
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
    message_len: usize,
    /// The message from the entry on.
    tail: &'a [u8],
    last: bool,
    terminators: Terminators,
    names_budget: usize,
    error: Option<DecodeError>,
}

impl<'a> Entry<'a> {
    /// Where in the message the entry begins.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn start(&self) -> usize {
        self.message_len.saturating_sub(self.tail.len())
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
        match (self.error, grammar::anchored(grammar::entry(self.tail, self.last), self.message_len)) {
            (None, Ok((_, (fixed, body)))) | (Some(_), Ok((_, (fixed, body @ Body::Unknown)))) => {
                Ok(Referral::new(fixed, body, self.tail))
            }
            (Some(error), _) | (None, Err(error)) => Err(error),
        }
    }

    /// The structure of the entry, by its version and flags; what all entries begin with, if these are cut off.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn structure(&self) -> Structure {
        EntryFixed::split(self.tail).map_or(DFS_REFERRAL, |(fixed, _)| structure_of(fixed))
    }

    /// The fixed fields that are there. If `Size` leaves no room for those of the version, only what all entries begin
    /// with is shown.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + Clone + use<'a> {
        let [common, body, site] = self.structure().parts();
        let has_body = EntryFixed::split(self.tail)
            .is_some_and(|(fixed, _)| usize::from(fixed.size) >= grammar::fixed_len(fixed));
        let has_site = self.fixed().is_ok_and(|(fixed, body)| {
            Referral::new(fixed, body, self.tail)
                .target()
                .is_some_and(|target| target.service_site_guid().is_some())
        });
        let parts = [common, if has_body { body } else { &[] }, if has_site { site } else { &[] }];
        FieldValue::all_in(parts, self.tail, self.start())
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
        match grammar::anchored(grammar::entry(self.tail, self.last), self.message_len) {
            Ok((_, (fixed, Body::V1))) => self.share_name(fixed).map(Some),
            Err(error) if self.version() == Some(1) => Err(error),
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
            (fixed, Body::NameList(list)) => self.names(fixed, &list),
            _ => Ok(self.names_at(&[], 0)),
        }
    }

    fn version(&self) -> Option<u16> {
        EntryFixed::split(self.tail).map(|(fixed, _)| fixed.version_number)
    }

    fn fixed(&self) -> Result<(EntryFixed, Body), DecodeError> {
        grammar::anchored(grammar::entry_fixed(self.tail, self.last), self.message_len)
            .map(|(_, fixed)| fixed)
    }

    /// Everything that can be wrong with an entry whose fixed part and `Size` are in order. Of offset strings only the
    /// places are looked at: they may be shared by all entries.
    #[inline]
    fn check(&self, fixed: EntryFixed, body: Body, names_budget: &mut usize) -> Result<(), DecodeError> {
        match body {
            Body::V1 => self.share_name(fixed).map(drop),
            Body::V2(_) | Body::V3(_) | Body::V4(_) => self.check_pointers(fixed, body),
            Body::NameList(list) => {
                let special_name = self.check_pointers(fixed, body);
                let names = self.names(fixed, &list).and_then(|mut names| {
                    let result = names.try_for_each(|name| name.map(drop));
                    *names_budget = names.budget;
                    result
                });
                special_name.and(names)
            }
            Body::Unknown => {
                let (version, last) = (fixed.version_number, grammar::LAST_VERSION.into());
                Err(self.error_at(
                    Kind::UnsupportedVersion,
                    Field::VersionNumber,
                    EntryFixed::FIELDS,
                    version,
                    last,
                ))
            }
        }
    }

    #[inline]
    fn check_pointers(&self, fixed: EntryFixed, body: Body) -> Result<(), DecodeError> {
        Pointer::all_of(body).into_iter().try_for_each(|pointer| self.locate(fixed, pointer).map(drop))
    }

    /// The string that an offset field points at.
    fn string(&self, string: Field) -> Result<Option<Utf16Le<'a>>, DecodeError> {
        let (fixed, body) = self.fixed()?;
        match Pointer::all_of(body).into_iter().find(|pointer| pointer.string == string) {
            Some(pointer) => Ok(self.locate(fixed, pointer)?.map(Utf16Le::before_nul)),
            None => Ok(None),
        }
    }

    /// The message from the string on, if the entry has the string; it has its NUL.
    #[inline]
    fn locate(&self, fixed: EntryFixed, pointer: Pointer) -> Result<Option<&'a [u8]>, DecodeError> {
        if pointer.offset == 0 {
            return Ok(None);
        }
        let bytes = self.place(fixed, pointer)?;
        if self.terminators.end(bytes) {
            Ok(Some(bytes))
        } else {
            Err(self.unterminated(pointer.string, bytes))
        }
    }

    /// The message from where an offset field points on, at least a byte.
    #[inline]
    fn place(&self, fixed: EntryFixed, pointer: Pointer) -> Result<&'a [u8], DecodeError> {
        let offset = usize::from(pointer.offset);
        let fixed_len = grammar::fixed_len(fixed);
        if offset < fixed_len {
            return Err(self.misplaced(Kind::OffsetInFixedPart, pointer, fixed_len));
        }
        match self.tail.get(offset..) {
            Some(bytes @ [_, ..]) => Ok(bytes),
            _ => Err(self.misplaced(Kind::OffsetPastEnd, pointer, self.tail.len())),
        }
    }

    #[cold]
    fn misplaced(&self, kind: Kind, pointer: Pointer, limit: usize) -> DecodeError {
        self.error_at(kind, pointer.by, pointer.fields, pointer.offset, limit)
    }

    #[cold]
    fn error_at(
        &self,
        kind: Kind,
        field: Field,
        fields: &[FieldSpec],
        value: u16,
        limit: usize,
    ) -> DecodeError {
        let offset = self.start().saturating_add(offset_of(fields, field));
        DecodeError::new(kind, field, offset, value.into(), limit)
    }

    #[cold]
    fn unterminated(&self, string: Field, bytes: &[u8]) -> DecodeError {
        let offset = self.message_len.saturating_sub(bytes.len());
        DecodeError::new(Kind::Unterminated, string, offset, bytes.len(), self.message_len)
    }

    /// The one string that is not pointed at: it begins behind the fixed part, and ends inside `Size`.
    #[inline]
    fn share_name(&self, fixed: EntryFixed) -> Result<Utf16Le<'a>, DecodeError> {
        let bytes = self.tail.get(EntryFixed::END..fixed.size.into()).unwrap_or_default();
        let name = Utf16Le::before_nul(bytes);
        if name.as_bytes().len().saturating_add(2) <= bytes.len() {
            return Ok(name);
        }
        let offset = self.start().saturating_add(EntryFixed::END);
        let end = offset.saturating_add(bytes.len());
        Err(DecodeError::new(Kind::Unterminated, Field::ShareName, offset, bytes.len(), end))
    }

    fn names(&self, fixed: EntryFixed, list: &NameListFixed) -> Result<ScannedNames<'a>, DecodeError> {
        let count = list.number_of_expanded_names;
        if count == 0 {
            return Ok(self.names_at(&[], 0));
        }
        let pointer = Pointer {
            by: Field::ExpandedNameOffset,
            string: Field::ExpandedName,
            offset: list.expanded_name_offset,
            fields: NameListFixed::FIELDS,
        };
        let bytes = self.place(fixed, pointer)?;
        let room = bytes.len() / 2;
        if usize::from(count) > room {
            let field = Field::NumberOfExpandedNames;
            return Err(self.error_at(Kind::CountTooLarge, field, NameListFixed::FIELDS, count, room));
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

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("start", &self.start()).field("referral", &self.referral()).finish()
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

impl<'a> Iterator for ScannedNames<'a> {
    type Item = Result<Utf16Le<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let offset = self.message_len.saturating_sub(self.bytes.len());
        let error = if self.terminators.end(self.bytes) {
            // Never further than the budget, so that lists on one long run of text cost what they may and no more.
            let allowed = self.bytes.get(..self.budget).unwrap_or(self.bytes);
            let name = Utf16Le::before_nul(allowed);
            let end = name.as_bytes().len().saturating_add(2);
            if let (Some(budget), Some(bytes)) = (self.budget.checked_sub(end), self.bytes.get(end..)) {
                (self.budget, self.bytes) = (budget, bytes);
                return Some(Ok(name));
            }
            let budget = core::mem::take(&mut self.budget);
            let limit = names_budget_of(self.message_len);
            DecodeError::new(Kind::NameListsTooLong, Field::ExpandedName, offset, budget, limit)
        } else {
            DecodeError::new(
                Kind::Unterminated,
                Field::ExpandedName,
                offset,
                self.bytes.len(),
                self.message_len,
            )
        };
        self.left = 0;
        Some(Err(error))
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

/// An offset field and what it points at.
#[derive(Clone, Copy)]
struct Pointer {
    by: Field,
    string: Field,
    offset: u16,
    /// The table in which `by` stands.
    fields: &'static [FieldSpec],
}

impl Pointer {
    /// The offset fields of an entry in wire order, made up to three with absent ones. Those of expanded names are not
    /// among them: zero does not make these absent.
    #[inline]
    fn all_of(body: Body) -> [Self; 3] {
        let target = |path, alternate, address, fields| {
            [
                Self { by: Field::DfsPathOffset, string: Field::DfsPath, offset: path, fields },
                Self {
                    by: Field::DfsAlternatePathOffset,
                    string: Field::DfsAlternatePath,
                    offset: alternate,
                    fields,
                },
                Self {
                    by: Field::NetworkAddressOffset,
                    string: Field::NetworkAddress,
                    offset: address,
                    fields,
                },
            ]
        };
        match body {
            Body::V1 | Body::Unknown => target(0, 0, 0, EntryFixed::FIELDS),
            Body::V2(v2) => target(
                v2.dfs_path_offset,
                v2.dfs_alternate_path_offset,
                v2.network_address_offset,
                V2Fixed::FIELDS,
            ),
            Body::V3(v3) | Body::V4(v3) => target(
                v3.dfs_path_offset,
                v3.dfs_alternate_path_offset,
                v3.network_address_offset,
                V3Fixed::FIELDS,
            ),
            Body::NameList(list) => {
                let [absent, _, _] = target(0, 0, 0, NameListFixed::FIELDS);
                let special_name = Self {
                    by: Field::SpecialNameOffset,
                    string: Field::SpecialName,
                    offset: list.special_name_offset,
                    fields: NameListFixed::FIELDS,
                };
                [special_name, absent, absent]
            }
        }
    }
}

fn offset_of(fields: &[FieldSpec], field: Field) -> usize {
    fields.iter().find(|row| row.field() == field).map_or(0, |row| row.offset())
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

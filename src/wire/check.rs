//! Whether an entry of a reply is sound, and what is wrong with it if not. `[MS-DFSC] 2.2.5`

use super::entry::{Form, Raw, share_name};
use super::field::{Field, offset_of};
use super::grammar::{self, Fault, UNKNOWN_VERSION};
use super::layout::{EntryFixed, Layout as _, Le as _, NameListFixed, ResponseFixed};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::nul::{self, WIDE};
use crate::text::Utf16Le;
use core::fmt;
use core::iter::FusedIterator;

pub(super) const NO_SHARE_NAME: Fault = Fault { kind: Kind::Unterminated, field: Field::ShareName };
/// Says only that a walk over the names ends early; a second walk tells why.
const BROKEN_NAME: Fault = Fault { kind: Kind::Unterminated, field: Field::ExpandedNameOffset };

/// A message whose last NULs are known: what it takes to tell whether an entry of it is sound.
#[derive(Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) bytes: &'a [u8],
    /// How far from the end the last NUL unit begins, among those at an even distance and at an odd one. A string has a
    /// NUL if and only if the last one of its parity is not before it.
    last_nul_even: usize,
    last_nul_odd: usize,
}

impl<'a> Message<'a> {
    #[inline]
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let but_one = bytes.split_last().map_or(bytes, |(_, bytes)| bytes);
        // usize::MAX stays what it is.
        Self {
            bytes,
            last_nul_even: nul::last_nul_from_end(bytes),
            last_nul_odd: nul::last_nul_from_end(but_one).saturating_add(1),
        }
    }

    /// Where `tail`, with which the message ends, begins.
    pub(super) const fn at(&self, tail: &[u8]) -> usize {
        self.bytes.len().wrapping_sub(tail.len())
    }

    #[cold]
    #[inline(never)]
    pub(super) fn broken_header(&self, room: Option<usize>) -> DecodeError {
        let (rows, len) = (ResponseFixed::FIELDS, self.bytes.len());
        match room {
            None => {
                let cut = grammar::cut(rows, self.bytes);
                DecodeError::new(Kind::Truncated, cut.field, len.wrapping_sub(cut.left), cut.left, len)
            }
            Some(room) => {
                let place = offset_of(rows, Field::NumberOfReferrals);
                let claimed = number_at(self.bytes, place);
                DecodeError::new(Kind::CountTooLarge, Field::NumberOfReferrals, place, claimed, room)
            }
        }
    }

    /// The step over the entry at the head of `tail`, to what follows it, if nothing is wrong with it. Of strings that may
    /// be shared by all entries only the places are looked at.
    #[inline(always)]
    pub(super) fn step(&self, tail: &'a [u8], names_budget: &mut usize) -> Result<&'a [u8], Fault> {
        let (rest, (form, fixed_len, entry)) =
            grammar::entry(tail).map_err(|error| grammar::fault(&error))?;
        if WIDE && form == Form::V1 {
            return if share_name(entry).is_some() { Ok(rest) } else { Err(NO_SHARE_NAME) };
        }
        if WIDE && Raw::new(form, fixed_len, tail).is_some_and(|raw| self.is_sound_target(&raw)) {
            return Ok(rest);
        }
        let mut fault = self.check(tail, form, fixed_len);
        if form == Form::NameList {
            // They count even if another string of the entry is broken.
            let (budget, names) = self.check_names(tail, *names_budget);
            *names_budget = budget;
            fault = fault.or(names);
        }
        match fault {
            None => Ok(rest),
            Some(fault) => Err(fault),
        }
    }

    /// What most entries are. To find that out first is worth its code only where there is room for code.
    #[inline]
    fn is_sound_target(&self, raw: &Raw<'a>) -> bool {
        let is_candidate = match raw.form {
            Form::V2 | Form::V3 => true,
            Form::NameList => raw.list().number_of_expanded_names == 0,
            Form::V1 | Form::Unknown => false,
        };
        is_candidate && raw.string_offsets().iter().all(|offset| self.locate(raw, *offset).is_ok())
    }

    /// The first thing that is wrong with an entry of sound `Size`, but for expanded names.
    #[inline]
    fn check(&self, tail: &'a [u8], form: Form, fixed_len: usize) -> Option<Fault> {
        // Its Size has been found to leave room for the fixed part.
        let raw = Raw::new(form, fixed_len, tail)?;
        match form {
            Form::V1 if share_name(raw.whole()).is_none() => return Some(NO_SHARE_NAME),
            Form::Unknown => return Some(UNKNOWN_VERSION),
            _ => {}
        }
        for (offset, field) in raw.string_offsets().into_iter().zip(raw.offset_fields()) {
            if let Err(kind) = self.locate(&raw, offset) {
                return Some(Fault { kind, field });
            }
        }
        None
    }

    /// What is wrong with the expanded names of the name list at the head of `tail`, and the budget that they leave.
    #[inline]
    fn check_names(&self, tail: &'a [u8], budget: usize) -> (usize, Option<Fault>) {
        let fault = misplaced_names(tail);
        if fault.is_some() {
            return (budget, fault);
        }
        let mut names = self.names(tail, budget);
        let walked = names.walk(names.left);
        (names.budget, if walked.is_none() { Some(BROKEN_NAME) } else { None })
    }

    /// The expanded names that the name list at the head of `tail` claims, wherever they begin.
    #[inline(never)]
    pub(super) fn names(&self, tail: &'a [u8], budget: usize) -> ScannedNames<'a> {
        let (list, _) = tail.get(EntryFixed::LEN..).and_then(NameListFixed::split).unwrap_or_default();
        let left = usize::from(list.number_of_expanded_names);
        let rest = tail.get(list.expanded_name_offset.into()..).filter(|_| left > 0).unwrap_or_default();
        ScannedNames { message: *self, rest, left, budget }
    }

    /// The message from a string on, if its offset says that there is one; it has its NUL.
    #[inline]
    pub(super) fn locate(&self, raw: &Raw<'a>, offset: u16) -> Result<Option<&'a [u8]>, Kind> {
        if offset == 0 {
            return Ok(None);
        }
        let string = place(raw.tail, raw.fixed_len, offset)?;
        if self.has_nul(string) { Ok(Some(string)) } else { Err(Kind::Unterminated) }
    }

    /// The whole error of which a step over the entry at the head of `tail` gave the kind and the field. `left` further
    /// entries are claimed; `names_budget` is what the budget was before the entry.
    #[inline(always)]
    pub(super) fn explain(
        &self,
        fault: Fault,
        tail: &'a [u8],
        left: u16,
        names_budget: usize,
    ) -> DecodeError {
        if fault == BROKEN_NAME {
            self.broken_name(tail, names_budget)
        } else {
            self.broken_field(fault, tail, left)
        }
    }

    #[inline]
    fn broken_name(&self, tail: &'a [u8], names_budget: usize) -> DecodeError {
        let mut names = self.names(tail, names_budget);
        names.walk(names.left);
        names.broken()
    }

    #[cold]
    #[inline(never)]
    fn broken_field(&self, Fault { mut kind, mut field }: Fault, tail: &[u8], left: u16) -> DecodeError {
        let (entry, _) = EntryFixed::split(tail).unwrap_or_default();
        let (form, fixed_len) = Form::of(entry);
        let (start, end) = (self.at(tail), self.bytes.len());
        let place = offset_of(form.rows(), field);
        let (mut offset, mut value) = (start.wrapping_add(place), number_at(tail, place));
        let mut limit = tail.len();
        match kind {
            Kind::UnsupportedVersion => limit = grammar::LAST_VERSION.into(),
            Kind::OffsetInFixedPart => limit = fixed_len,
            Kind::SizeTooSmall => {
                limit = fixed_len;
                if left > 0 {
                    kind = Kind::EntriesOverlap;
                }
            }
            Kind::CountTooLarge => {
                let names = number_at(tail, offset_of(form.rows(), Field::ExpandedNameOffset));
                limit = limit.wrapping_sub(names) / 2;
            }
            _ if (Fault { kind, field }) == NO_SHARE_NAME => {
                limit = start.wrapping_add(entry.size.into());
                value = limit.wrapping_sub(offset);
            }
            Kind::Unterminated => {
                field = field.pointee();
                offset = start.wrapping_add(value);
                limit = end;
                value = limit.wrapping_sub(offset);
            }
            Kind::Truncated => {
                limit = end;
                value = limit.wrapping_sub(offset);
            }
            _ => {}
        }
        DecodeError::new(kind, field, offset, value, limit)
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
}

/// Why the expanded names of the name list at the head of `tail` cannot be there: they begin nowhere, or there is no room
/// for so many. Where none are claimed, it does not matter where they would begin.
#[inline]
pub(super) fn misplaced_names(tail: &[u8]) -> Option<Fault> {
    const FIXED: usize = EntryFixed::LEN + NameListFixed::LEN;
    let (list, _) = tail.get(EntryFixed::LEN..).and_then(NameListFixed::split).unwrap_or_default();
    let count = usize::from(list.number_of_expanded_names);
    match place(tail, FIXED, list.expanded_name_offset) {
        _ if count == 0 => None,
        Ok(names) if names.len() / 2 >= count => None,
        Ok(_) => Some(Fault { kind: Kind::CountTooLarge, field: Field::NumberOfExpandedNames }),
        Err(kind) => Some(Fault { kind, field: Field::ExpandedNameOffset }),
    }
}

/// The message from where an offset of an entry points on, at least a byte.
#[inline]
fn place(tail: &[u8], fixed_len: usize, offset: u16) -> Result<&[u8], Kind> {
    let offset = usize::from(offset);
    if offset < fixed_len {
        return Err(Kind::OffsetInFixedPart);
    }
    match tail.get(offset..) {
        Some(string @ [_, ..]) => Ok(string),
        _ => Err(Kind::OffsetPastEnd),
    }
}

/// A 16-bit field, 0 if it is cut off.
#[cold]
#[inline(never)]
fn number_at(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(u16::split).map_or(0, |(number, _)| number.into())
}

/// The names of a name list as a [`Scan`](crate::Scan) meets them: it ends with the first that cannot be read.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone)]
pub struct ScannedNames<'a> {
    message: Message<'a>,
    /// The message from the next name on.
    rest: &'a [u8],
    left: usize,
    budget: usize,
}

impl<'a> ScannedNames<'a> {
    /// Steps over `count` names and gives their bytes, NULs included; `None` if one has no NUL, or none that may still be
    /// walked to: then that one is next.
    ///
    /// Never further than the last NUL, nor than the budget, so that lists that share one long run of text cost what they
    /// may and no more.
    fn walk(&mut self, count: usize) -> Option<&'a [u8]> {
        let terminated = self.message.through_last_nul(self.rest);
        let allowed = terminated.get(..self.budget).unwrap_or(terminated);
        let found = nul::after_nul(allowed, count);
        let (end, cost) = match found {
            Some(end) => (end, end),
            // What ended it is the last NUL, up to which all is walked, or the budget.
            None => (nul::after_last_nul(allowed), terminated.len()),
        };
        let (walked, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        self.budget = self.budget.saturating_sub(cost);
        self.left = self.left.wrapping_sub(count);
        found.map(|_| walked)
    }

    /// What is wrong with the name that is next.
    #[inline]
    fn broken(&self) -> DecodeError {
        let (start, end) = (self.message.at(self.rest), self.message.bytes.len());
        let (kind, value, limit) = if self.message.has_nul(self.rest) {
            (Kind::NameListsTooLong, self.rest.len(), names_budget_of(end))
        } else {
            (Kind::Unterminated, self.rest.len(), end)
        };
        DecodeError::new(kind, Field::ExpandedName, start, value, limit)
    }
}

impl<'a> Iterator for ScannedNames<'a> {
    type Item = Result<Utf16Le<'a>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let name = self.walk(1);
        if name.is_none() {
            self.left = 0;
        }
        Some(name.map(Utf16Le::before_nul).ok_or_else(|| self.broken()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

impl FusedIterator for ScannedNames<'_> {}

impl fmt::Debug for ScannedNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// All name lists of a message together may be as long as the message twice over.
pub(super) const fn names_budget_of(message_len: usize) -> usize {
    message_len.saturating_mul(2)
}

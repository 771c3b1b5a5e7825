//! Where findings go, and what they are made from: fields with their places.

use super::finding::About;
use super::{Finding, Rule};
use crate::error::DecodeError;
use crate::inspect::places::Places;
use crate::wire::{Field, FieldValue, ReferralEntryFlags, Structure};
use core::ops::Range;
use heapless::Vec;

/// Where findings go. Their places count from the start of a message, which lies in the input at these `places`.
pub(in crate::inspect) struct Report<'w> {
    sink: &'w mut dyn FnMut(Finding),
    places: &'w Places,
    /// Whether only what cannot be read, or is not listed, is told.
    errors_only: bool,
    /// The rules that are told of once and were, by their numbers.
    told: u128,
}

impl<'w> Report<'w> {
    pub(in crate::inspect) fn new(
        sink: &'w mut dyn FnMut(Finding),
        places: &'w Places,
        errors_only: bool,
    ) -> Self {
        Self { sink, places, errors_only, told: 0 }
    }

    /// A field that breaks a rule.
    pub(super) fn field(&mut self, rule: Rule, field: Field, range: Range<usize>, values: [usize; 2]) {
        self.tell(rule, About::Field(field), range.start, range, values);
    }

    /// A part of a field, which begins at `start`.
    pub(super) fn part(
        &mut self,
        rule: Rule,
        (field, start): (Field, usize),
        range: Range<usize>,
        values: [usize; 2],
    ) {
        self.tell(rule, About::Field(field), start, range, values);
    }

    /// A part of the message as a whole.
    pub(super) fn message(
        &mut self,
        rule: Rule,
        structure: &'static Structure,
        range: Range<usize>,
        values: [usize; 2],
    ) {
        self.tell(rule, About::Structure(structure), 0, range, values);
    }

    /// A field that breaks a rule that is told of once, unless it was.
    pub(super) fn once(&mut self, rule: Rule, field: Field, range: Range<usize>, values: [usize; 2]) {
        const { assert!(Rule::ALL.len() <= u128::BITS as usize, "each has its bit") }
        let bit = 1u128.wrapping_shl(rule as u32);
        if self.told & bit == 0 {
            self.told |= bit;
            self.field(rule, field, range, values);
        }
    }

    fn tell(&mut self, rule: Rule, about: About, start: usize, range: Range<usize>, values: [usize; 2]) {
        if !self.errors_only || rule == Rule::TextWithheld {
            let offset = self.in_input(start..start.saturating_add(1)).start;
            let range = self.in_input(range);
            let values = values.map(|value| u32::try_from(value).unwrap_or(u32::MAX));
            (self.sink)(Finding { rule, about, offset, range, values });
        }
    }

    /// What cannot be read.
    pub(in crate::inspect) fn error(
        &mut self,
        error: DecodeError,
        range: Range<usize>,
        structure: &'static Structure,
    ) {
        let range = self.in_input(range);
        let error = error.moved(|place| self.places.of(place));
        let Some(rule) = Rule::of(error.kind()) else { return };
        let about = About::Unreadable(error.field(), structure);
        let (offset, values) = (error.offset() as usize, [error.value(), error.limit()]);
        (self.sink)(Finding { rule, about, offset, range, values });
    }

    /// Where a range of the message lies in the input; if it lies in several runs, the first part of it.
    fn in_input(&self, range: Range<usize>) -> Range<usize> {
        let at = self.places.of(range.start);
        let run = self.places.runs(range).next().map(|(range, _)| range);
        run.filter(|range| !range.is_empty()).unwrap_or(at..at)
    }
}

/// How long a range is. Its own `len` may keep a panic alive.
pub(super) const fn len(range: &Range<usize>) -> usize {
    range.end.saturating_sub(range.start)
}

/// Numbers of a structure, with their places.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    all: Vec<(Field, u32, usize, usize), 12>,
}

impl Numbers {
    pub(super) fn of_fields<'m>(fields: impl Iterator<Item = FieldValue<'m>>) -> Self {
        let mut numbers = Self::default();
        for value in fields {
            if let Some(number) = value.number() {
                numbers.add(value.field(), number, value.range());
            }
        }
        numbers
    }

    pub(super) fn add(&mut self, field: Field, number: u32, range: Range<usize>) {
        // No structure of the protocol has more.
        let _ = self.all.push((field, number, range.start, range.end));
    }

    /// A field and its place, if it is there.
    pub(super) fn get(&self, field: Field) -> Option<(u32, Range<usize>)> {
        let found = self.all.iter().find(|number| number.0 == field)?;
        Some((found.1, found.2..found.3))
    }

    /// A field; 0 if it is not there.
    pub(super) fn of(&self, field: Field) -> u32 {
        self.get(field).map_or(0, |(number, _)| number)
    }

    /// A field of 16 bits; 0 if it is not there.
    pub(super) fn short(&self, field: Field) -> u16 {
        u16::try_from(self.of(field)).unwrap_or_default()
    }

    /// Those of an entry: its version, its flags, and whether they make it a name list.
    pub(super) fn version(&self) -> u16 {
        self.short(Field::VersionNumber)
    }

    pub(super) fn flags(&self) -> ReferralEntryFlags {
        ReferralEntryFlags(self.short(Field::ReferralEntryFlags))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.version(), 3 | 4) && self.flags().name_list_referral()
    }
}

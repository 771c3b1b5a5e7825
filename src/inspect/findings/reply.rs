//! Replies: their entries, one by one, and what these say together. `[MS-DFSC] 2.2.5`

use super::entry::{Entry, TARGETS};
use super::header::{self, Entries};
use super::text::{self, Text};
use super::{Asked, Report, Rule};
use crate::error::DecodeErrorKind;
use crate::inspect::{Event, Item, LISTED, Value};
use crate::path::DfsPath;
use crate::text::Utf16Le;
use crate::wire::layout::RESP_GET_DFS_REFERRAL;
use crate::wire::{Field, Scan};
use core::ops::Range;
use heapless::Vec;

/// A reply, judged while it is walked.
pub(in crate::inspect) struct ReplyCheck<'m, 'r, 'w> {
    pub(super) report: &'r mut Report<'w>,
    message: &'m [u8],
    pub(super) asked: Option<Asked<'m>>,
    pub(super) entries: Entries<'m>,
    pub(super) path_consumed: u16,
    /// What that covers of the path that was asked for.
    pub(super) covered: Option<Utf16Le<'m>>,
    /// The entry that is being walked, and its number.
    entry: Entry,
    pub(super) number: usize,
    /// The first of which it can be told what it is.
    pub(super) first: Option<Entry>,
    /// Where the first DFSPath lies that can be read.
    pub(super) first_path: Option<Range<usize>>,
    /// Where the first targets stand, each with a hash, and with the number of its entry.
    pub(super) targets: Vec<(u32, Range<usize>, usize), TARGETS>,
    /// How much text may still be compared with other text than its entry's own.
    pub(super) budget: usize,
    /// Where the last byte ends that anything claims.
    end: usize,
    pub(super) withheld: Option<(Field, Range<usize>, usize)>,
    is_broken: bool,
}

impl<'m, 'r, 'w> ReplyCheck<'m, 'r, 'w> {
    pub(in crate::inspect) fn new(
        report: &'r mut Report<'w>,
        message: &'m [u8],
        asked: Option<Asked<'m>>,
    ) -> Self {
        let scan = Scan::new(message);
        let path_consumed = scan.fields().next().and_then(|value| value.number()).unwrap_or_default();
        let entries = Entries::of(scan.clone(), message.len());
        header::check(report, &scan, &entries, asked.as_ref());
        let path_consumed = u16::try_from(path_consumed).unwrap_or_default();
        let path = asked.and_then(|asked| asked.path).map(DfsPath::new);
        let covered = path.and_then(|path| path.split_consumed(path_consumed).ok());
        Self {
            report,
            message,
            asked,
            entries,
            path_consumed,
            covered: covered.map(|(covered, _)| covered.text()),
            entry: Entry::default(),
            number: 0,
            first: None,
            first_path: None,
            targets: Vec::new(),
            budget: message.len().saturating_mul(LISTED),
            end: 0,
            withheld: None,
            is_broken: false,
        }
    }

    pub(in crate::inspect) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Item(item) => match (item.depth, item.field) {
                (1, None) => self.begin_entry(item),
                (1, Some(_)) => self.end = item.range.end,
                (2, Some(field)) => self.field(field, item),
                _ => {}
            },
            Event::Error { error, range, structure } => {
                let is_of_all = matches!(error.field(), Field::VersionNumber | Field::Size)
                    || error.kind() == DecodeErrorKind::Truncated;
                self.entry.is_broken |= is_of_all;
                self.entry.has_error = true;
                self.is_broken = true;
                self.report.error(*error, range.clone(), structure);
            }
            Event::Continued { .. } => {}
        }
    }

    fn begin_entry(&mut self, item: &Item<'_>) {
        self.end_entry();
        self.number = self.number.saturating_add(1);
        self.entry = Entry { range: item.range.clone(), ..Entry::default() };
        self.end = self.end.max(item.range.end);
    }

    fn field(&mut self, field: Field, item: &Item<'_>) {
        let range = item.range.clone();
        if self.entry.range.contains(&range.start) {
            self.entry.held = self.entry.held.max(range.end.min(self.entry.range.end));
        }
        match item.value {
            Value::Number(number) => {
                self.entry.numbers.add(field, number, range.clone());
                self.offset(field, number, range, item.refers_to.as_ref());
            }
            Value::Bytes(bytes) if field == Field::ServiceSiteGuid => {
                self.entry.has_guid = true;
                if bytes.iter().any(|byte| *byte != 0) {
                    self.report.field(Rule::GuidNotZero, field, range, [0; 2]);
                }
            }
            Value::Text(text) => self.string(field, Some(text), range, item.is_shared),
            Value::Withheld => self.string(field, None, range, item.is_shared),
            _ => {}
        }
    }

    fn offset(&mut self, field: Field, offset: u32, range: Range<usize>, to: Option<&Range<usize>>) {
        let must_be = matches!(
            field,
            Field::DfsPathOffset
                | Field::DfsAlternatePathOffset
                | Field::NetworkAddressOffset
                | Field::SpecialNameOffset
        );
        if must_be && offset == 0 {
            self.report.field(Rule::OffsetZero, field, range, [0; 2]);
        } else if to.is_some_and(|to| !to.start.is_multiple_of(2)) {
            self.report.field(Rule::OffsetOdd, field, range, [offset as usize, 0]);
        }
    }

    fn string(&mut self, field: Field, text: Option<Utf16Le<'_>>, range: Range<usize>, is_shared: bool) {
        self.end = self.end.max(range.end);
        let Some(text) = text else {
            let (field, range, count) = self.withheld.take().unwrap_or((field, range, 0));
            self.withheld = Some((field, range, count.saturating_add(1)));
            return;
        };
        match field {
            Field::DfsPath => self.entry.dfs_path = Some(range.clone()),
            Field::NetworkAddress | Field::ShareName => self.entry.target = Some((field, range.clone())),
            _ => {}
        }
        if field != Field::ShareName {
            self.place(field, range.clone());
        }
        if !is_shared {
            let is_name = matches!(field, Field::SpecialName | Field::ExpandedName);
            let what = if is_name { Text::Name } else { Text::Path };
            text::check(self.report, what, field, text.as_bytes(), (range.start, 2));
        }
    }

    /// Strings lie behind the last entry, or in their own.
    fn place(&mut self, field: Field, range: Range<usize>) {
        let own = &self.entry.range;
        if range.start >= self.entries.end || self.entry.is_broken {
            return;
        }
        if !own.contains(&range.start) {
            self.report.field(Rule::StringInOtherEntry, field, range, [0; 2]);
        } else if range.end > own.end {
            let past = range.end.saturating_sub(own.end);
            self.report.field(Rule::StringPastSize, field, range, [past, 0]);
        } else {
            self.report.once(Rule::StringsInEntry, field, range, [0; 2]);
        }
    }

    /// The text of a string that was walked.
    pub(super) fn text(&self, range: &Range<usize>) -> Option<Utf16Le<'m>> {
        self.message.get(range.start..range.end.saturating_sub(2)).and_then(Utf16Le::new)
    }

    /// Whether so much text may be compared; then it counts.
    pub(super) fn may_compare(&mut self, bytes: usize) -> bool {
        let left = self.budget.checked_sub(bytes);
        self.budget = left.unwrap_or(self.budget);
        left.is_some()
    }

    fn end_entry(&mut self) {
        let entry = core::mem::take(&mut self.entry);
        if self.number == 0 {
            return;
        }
        if !entry.is_broken {
            let first = self.first.take();
            self.entry(&entry, first.as_ref());
            self.first = first.or(Some(entry));
        }
    }

    /// Judges the whole of it.
    pub(in crate::inspect) fn finish(mut self) {
        self.end_entry();
        let behind = self.message.len().saturating_sub(self.end);
        if behind > 0 && !self.is_broken && self.withheld.is_none() {
            let (rule, structure) = (Rule::TrailingBytes, &RESP_GET_DFS_REFERRAL);
            self.report.message(rule, structure, self.end..self.message.len(), [behind, 0]);
        }
        if let Some((field, range, count)) = self.withheld {
            self.report.field(Rule::TextWithheld, field, range, [count, LISTED]);
        }
    }
}

//! One entry of a reply, beside the first: what it must be, and what all must be alike. `[MS-DFSC] 2.2.5`

use super::report::{Numbers, len};
use super::{ReplyCheck, Rule, header, text};
use crate::path::DfsPath;
use crate::text::{Utf16Le, same_units};
use crate::wire::layout::DFS_REFERRAL_V3;
use crate::wire::{Field, ReferralEntryFlags, RequestKind, ServerType};
use core::ops::Range;

/// How many targets are looked at to find one that comes twice.
pub(super) const TARGETS: usize = 64;

/// What was seen of an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) range: Range<usize>,
    pub(super) numbers: Numbers,
    pub(super) dfs_path: Option<Range<usize>>,
    pub(super) target: Option<(Field, Range<usize>)>,
    /// Where the last thing ends that lies in the entry.
    pub(super) held: usize,
    pub(super) has_guid: bool,
    /// Whether something of it cannot be read; whether it cannot even be told what it is, or where it ends.
    pub(super) has_error: bool,
    pub(super) is_broken: bool,
}

impl<'m> ReplyCheck<'m, '_, '_> {
    /// Judges an entry of which it can be told what it is, and where it ends; `first` is the first such, if this is not.
    pub(super) fn entry(&mut self, entry: &Entry, first: Option<&Entry>) {
        self.version(entry, first);
        self.kind(entry, first);
        self.flags(entry);
        self.numbers(entry);
        self.size(entry);
        if let Some(first) = first {
            self.alike(entry, first);
        }
        self.target(entry);
    }

    /// Tells of a field of the entry, with its number.
    fn tell(&mut self, rule: Rule, entry: &Entry, field: Field, value: u32) {
        if let Some((number, range)) = entry.numbers.get(field) {
            self.report.field(rule, field, range, [number as usize, value as usize]);
        }
    }

    fn version(&mut self, entry: &Entry, first: Option<&Entry>) {
        let (field, version) = (Field::VersionNumber, entry.numbers.version());
        if let Some(first) = first.map(|first| first.numbers.version()) {
            if version != first {
                self.tell(Rule::VersionsMixed, entry, field, first.into());
            }
            return;
        }
        let level = self.asked.map(|asked| asked.max_referral_level);
        if let Some(level) = level.filter(|level| version > *level) {
            self.tell(Rule::VersionAboveLevel, entry, field, level.into());
        }
        // Who asks for no more does not trip.
        let knows_more = |than: u16| level.is_none_or(|level| level > than);
        let rule = match version {
            4 if entry.numbers.is_list() => Rule::NameListVersion,
            _ if entry.numbers.is_list() => return,
            1 if knows_more(1) => Rule::CompatVersion1,
            2 if knows_more(2) => Rule::CompatVersion2,
            3 if knows_more(3) => Rule::CompatVersion3,
            _ => return,
        };
        self.tell(rule, entry, field, 0);
    }

    /// Targets or names.
    fn kind(&mut self, entry: &Entry, first: Option<&Entry>) {
        let (is_list, field) = (entry.numbers.is_list(), Field::ReferralEntryFlags);
        let rule = match (first, self.asked.map(|asked| asked.is_for_names())) {
            (Some(first), _)
                if first.numbers.version() == entry.numbers.version()
                    && first.numbers.is_list() != is_list =>
            {
                Some(Rule::NameListsMixed)
            }
            (None, Some(true)) if !is_list => Some(Rule::TargetsForNames),
            (None, Some(false)) if is_list => Some(Rule::NamesForTargets),
            _ => None,
        };
        if let Some(rule) = rule {
            self.tell(rule, entry, field, 0);
        }
        if !is_list {
            return;
        }
        let (names, field) = (entry.numbers.of(Field::NumberOfExpandedNames), Field::NumberOfExpandedNames);
        let is_domain = match self.asked {
            Some(asked) => asked.kind == RequestKind::Domain,
            None => self.entries.claimed > 1,
        };
        if is_domain && names > 0 {
            self.tell(Rule::DomainExpandedNames, entry, field, 0);
        }
        if names == 0 && self.asked.is_some_and(|asked| asked.kind == RequestKind::Dc) {
            self.tell(Rule::DcNoNames, entry, field, 0);
        }
    }

    fn flags(&mut self, entry: &Entry) {
        let (version, flags) = (entry.numbers.version(), entry.numbers.flags());
        let field = Field::ReferralEntryFlags;
        let Some((_, range)) = entry.numbers.get(field) else { return };
        let boundary = ReferralEntryFlags::TARGET_SET_BOUNDARY.0;
        let name_list = ReferralEntryFlags::NAME_LIST_REFERRAL.0;
        let defined = if version >= 3 { boundary | name_list } else { boundary };
        if flags.0 & !defined != 0 {
            let values = [(flags.0 & !defined).into(), version.into()];
            self.report.field(Rule::EntryFlagsUndefined, field, range.clone(), values);
        }
        let rule = match (version, flags.target_set_boundary()) {
            (4, false) if self.number == 1 && !entry.numbers.is_list() => Rule::SetBoundaryMissing,
            (1..=3, true) => Rule::SetBoundaryVersion,
            _ => return,
        };
        self.report.field(rule, field, range, [flags.0.into(), version.into()]);
    }

    /// What must be some number.
    fn numbers(&mut self, entry: &Entry) {
        let rule = match ServerType(entry.numbers.short(Field::ServerType)) {
            ServerType::NON_ROOT => None,
            _ if entry.numbers.is_list() => Some(Rule::NameListServerType),
            ServerType::ROOT => None,
            _ => Some(Rule::ServerTypeUndefined),
        };
        if let Some(rule) = rule {
            self.tell(rule, entry, Field::ServerType, 0);
        }
        if entry.numbers.of(Field::Proximity) != 0 {
            self.tell(Rule::ProximityNotZero, entry, Field::Proximity, 0);
        }
        let time_to_live = entry.numbers.get(Field::TimeToLive).filter(|_| !entry.numbers.is_list());
        if let Some((0, range)) = time_to_live {
            self.report.once(Rule::TimeToLiveZero, Field::TimeToLive, range, [0; 2]);
        }
    }

    /// What must be the same in all entries.
    fn alike(&mut self, entry: &Entry, first: &Entry) {
        let of_times = match (entry.numbers.is_list(), first.numbers.is_list()) {
            (true, true) => Rule::ListTimesToLiveDiffer,
            _ => Rule::TimesToLiveDiffer,
        };
        self.differs(of_times, entry, first, Field::TimeToLive);
        // That of a list should be 0, whatever that of others is.
        if !entry.numbers.is_list() && !first.numbers.is_list() {
            self.differs(Rule::ServerTypesMixed, entry, first, Field::ServerType);
        }
    }

    fn differs(&mut self, rule: Rule, entry: &Entry, first: &Entry, field: Field) {
        let of_first = first.numbers.get(field).map(|(number, _)| number);
        if let Some(of_first) = of_first.filter(|number| *number != entry.numbers.of(field)) {
            self.tell(rule, entry, field, of_first);
        }
    }

    fn size(&mut self, entry: &Entry) {
        let (size, with_guid) = (entry.numbers.of(Field::Size) as usize, DFS_REFERRAL_V3.len());
        let mut held = entry.held.saturating_sub(entry.range.start);
        if matches!(entry.numbers.version(), 3 | 4) && !entry.numbers.is_list() && !entry.has_guid {
            let has_room = size >= with_guid;
            let rule = if has_room { Rule::StringInGuid } else { Rule::SizeWithoutGuid };
            self.tell(rule, entry, Field::Size, 0);
            held = if has_room { held.max(with_guid) } else { held };
        }
        // What cannot be read, or is not listed, may be there.
        if size > held && len(&entry.range) == size && self.withheld.is_none() && !entry.has_error {
            self.tell(Rule::SizeUnused, entry, Field::Size, u32::try_from(held).unwrap_or(u32::MAX));
        }
    }

    fn target(&mut self, entry: &Entry) {
        let path = entry.dfs_path.as_ref().and_then(|range| Some((range, self.text(range)?)));
        if let Some((range, path)) = path {
            self.dfs_path(range, path);
        }
        let Some((field, range)) = &entry.target else { return };
        let Some(target) = self.text(range) else { return };
        if DfsPath::new(target).components().next().is_none() {
            return;
        }
        // Version 1 says of which path only by what was asked for.
        let path = path.map(|(_, path)| path).or(self.covered).unwrap_or_default();
        if self.may_compare(path.as_bytes().len().saturating_add(len(range))) {
            let (path, target) = (DfsPath::new(path), DfsPath::new(target));
            let mut components = path.components().skip(1);
            // A path of two components may be the very share that holds it.
            let (has_two, has_more) = (components.next().is_some(), components.next().is_some());
            let is_self = has_two && !has_more && target.is_same(path);
            if has_two && target.starts_with(path) && !is_self {
                self.report.field(Rule::TargetInPath, *field, range.clone(), [0; 2]);
            }
        }
        self.twice(*field, range, target);
    }

    fn dfs_path(&mut self, range: &Range<usize>, path: Utf16Le<'m>) {
        let rule = if let Some(first) = &self.first_path {
            let other = if first.start == range.start { None } else { self.text(first) };
            other.filter(|other| !same_units(*other, path, true)).map(|_| Rule::DfsPathsDiffer)
        } else {
            self.first_path = Some(range.clone());
            self.covered.and_then(|covered| header::against_request(path, self.path_consumed, covered))
        };
        if let Some(rule) = rule {
            self.report.field(rule, Field::DfsPath, range.clone(), [0; 2]);
        }
    }

    /// Whether one of the first targets comes again.
    fn twice(&mut self, field: Field, range: &Range<usize>, target: Utf16Le<'_>) {
        let hash = text::hash(target);
        let mut alike = self.targets.iter().filter(|known| known.0 == hash).cloned();
        let same = alike.find(|(_, other, _)| other == range).or_else(|| {
            // Who makes hashes collide does not make work.
            let (_, other, number) = self.targets.iter().find(|known| known.0 == hash).cloned()?;
            let is_same = self.may_compare(len(range).saturating_add(len(&other)))
                && DfsPath::new(self.text(&other).unwrap_or_default()).is_same(DfsPath::new(target));
            is_same.then_some((hash, other, number))
        });
        match same {
            Some((.., number)) => {
                self.report.field(Rule::DuplicateTarget, field, range.clone(), [self.number, number]);
            }
            // The first so many are looked at.
            None if self.number <= TARGETS => {
                let _ = self.targets.push((hash, range.clone(), self.number));
            }
            None => {}
        }
    }
}

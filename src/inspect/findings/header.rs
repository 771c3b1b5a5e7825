//! What a reply says as a whole: its header, by what its entries are. `[MS-DFSC] 2.2.4`

use super::report::Numbers;
use super::{Asked, Report, Rule};
use crate::error::{PathError, PathErrorKind};
use crate::path::DfsPath;
use crate::text::{Utf16Le, same_units};
use crate::wire::{Field, ReferralHeaderFlags, Request, RequestKind, Scan, ServerType};
use core::ops::Range;

/// What the entries of a reply are, as far as they are alike.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entries<'m> {
    /// Where the last one ends whose `Size` tells it.
    pub(super) end: usize,
    /// How many are claimed.
    pub(super) claimed: u32,
    /// That of the first, but for those of unknown version.
    version: Option<u16>,
    /// Whether there are only name lists, or only targets.
    are_lists: Option<bool>,
    server_type: Option<ServerType>,
    /// The first that can be read.
    dfs_path: Option<Utf16Le<'m>>,
}

impl<'m> Entries<'m> {
    pub(super) fn of(scan: Scan<'m>, message_len: usize) -> Self {
        let claimed = Numbers::of_fields(scan.fields()).of(Field::NumberOfReferrals);
        let mut entries = Self { claimed, ..Self::default() };
        for entry in scan {
            let numbers = Numbers::of_fields(entry.fields());
            let end = entry.start().saturating_add(numbers.of(Field::Size) as usize);
            if end <= message_len {
                entries.end = entries.end.max(end);
            }
            // Those that all entries begin with are there, or it is cut off.
            if numbers.get(Field::ReferralEntryFlags).is_none() {
                break;
            }
            let (version, is_list) = (numbers.version(), numbers.is_list());
            if !matches!(version, 1..=4) {
                continue;
            }
            let server_type = ServerType(numbers.short(Field::ServerType));
            if entries.version.is_none() {
                (entries.version, entries.are_lists) = (Some(version), Some(is_list));
                entries.server_type = Some(server_type);
            }
            if entries.dfs_path.is_none() {
                entries.dfs_path = entry.dfs_path().ok().flatten();
            }
            entries.are_lists = entries.are_lists.filter(|are_lists| *are_lists == is_list);
            entries.server_type = entries.server_type.filter(|known| *known == server_type);
        }
        entries
    }
}

/// Judges the header of a reply with these entries.
pub(super) fn check(
    report: &mut Report<'_>,
    scan: &Scan<'_>,
    entries: &Entries<'_>,
    asked: Option<&Asked<'_>>,
) {
    let mut header = Header { report, entries, asked };
    for value in scan.fields() {
        let (Some(number), range) = (value.number(), value.range()) else { continue };
        match value.field() {
            Field::NumberOfReferrals => header.count(number, range),
            Field::ReferralHeaderFlags => header.flags(ReferralHeaderFlags(number), range),
            Field::PathConsumed => header.path_consumed(u16::try_from(number).unwrap_or_default(), range),
            _ => {}
        }
    }
}

struct Header<'h, 'w> {
    report: &'h mut Report<'w>,
    entries: &'h Entries<'h>,
    asked: Option<&'h Asked<'h>>,
}

impl Header<'_, '_> {
    fn was_asked(&self, kind: RequestKind) -> bool {
        self.asked.is_some_and(|asked| asked.kind == kind)
    }

    /// Whether it is for SYSVOL or NETLOGON: by the request or, without it, by the path of the targets.
    fn is_for_sysvol(&self) -> bool {
        let by_path = || self.entries.dfs_path.map(|path| Request::new(0, path).kind());
        self.asked.map(|asked| asked.kind).or_else(by_path) == Some(RequestKind::Sysvol)
    }

    fn count(&mut self, number: u32, range: Range<usize>) {
        let is_dc = self.was_asked(RequestKind::Dc) && self.entries.are_lists == Some(true);
        let rule = match number {
            0 => Rule::NoReferrals,
            2.. if is_dc => Rule::DcEntries,
            _ => return,
        };
        self.report.field(rule, Field::NumberOfReferrals, range, [number as usize, 0]);
    }

    fn flags(&mut self, flags: ReferralHeaderFlags, range: Range<usize>) {
        let defined = ReferralHeaderFlags::REFERRAL_SERVERS.0
            | ReferralHeaderFlags::STORAGE_SERVERS.0
            | ReferralHeaderFlags::TARGET_FAILBACK.0;
        let (version, is_sysvol) = (self.entries.version, self.is_for_sysvol());
        let mut tell = |rule, flags: u32| {
            let values = [flags as usize, version.unwrap_or_default().into()];
            self.report.field(rule, Field::ReferralHeaderFlags, range.clone(), values);
        };
        if flags.0 & !defined != 0 {
            tell(Rule::HeaderFlagsUndefined, flags.0 & !defined);
        }
        let Some(version) = version else { return };
        if flags.target_failback() && version != 4 {
            tell(Rule::FailbackVersion, flags.0);
        }
        let (is_r, is_s) = (flags.referral_servers(), flags.storage_servers());
        let (rule, is_right) = match (self.entries.are_lists, self.entries.server_type) {
            (None, _) => return,
            (Some(true), _) => (Rule::HeaderFlagsNameList, !is_r && !is_s),
            _ if version == 1 => (Rule::HeaderFlagsV1, is_r && is_s),
            _ if is_sysvol => (Rule::HeaderFlagsSysvol, !is_r && is_s),
            (_, Some(ServerType::ROOT)) => (Rule::HeaderFlagsRoot, is_r && is_s),
            (_, Some(ServerType::NON_ROOT)) => (Rule::HeaderFlagsLink, is_r != is_s),
            _ => return,
        };
        if !is_right {
            tell(rule, flags.0);
        }
    }

    fn path_consumed(&mut self, number: u16, range: Range<usize>) {
        let asked = self.asked.and_then(|asked| asked.path);
        let found = match self.entries.are_lists {
            Some(true) if number != 0 => Some((Rule::PathConsumedNameList, 0)),
            Some(false) => self.entries.against_path_consumed(number, asked),
            None if number % 2 == 1 => Some((Rule::PathConsumedOdd, 0)),
            _ => None,
        };
        if let Some((rule, value)) = found {
            self.report.field(rule, Field::PathConsumed, range, [number.into(), value]);
        }
    }
}

impl Entries<'_> {
    /// The rule that `PathConsumed` breaks in a reply with targets, and a number to tell with it.
    fn against_path_consumed(&self, number: u16, asked: Option<Utf16Le<'_>>) -> Option<(Rule, usize)> {
        let len = self.dfs_path.map_or(0, |dfs_path| dfs_path.as_bytes().len());
        // Without the request, DFSPath is all that is known of it.
        let Some(path) = asked.or(self.dfs_path) else {
            return match number {
                // A component has its separator before it.
                0 | 2 => Some((Rule::PathConsumedNothing, 0)),
                _ => (number % 2 == 1).then_some((Rule::PathConsumedOdd, 0)),
            };
        };
        let split = DfsPath::new(path).split_consumed(number).map_err(PathError::kind);
        let components = split.map(|(covered, _)| covered.components().count());
        // Half of it may also be the path of the root.
        let is_half = len > 0 && usize::from(number).saturating_mul(2) == len;
        if is_half && components.unwrap_or_default() < 2 {
            return Some((Rule::PathConsumedInUnits, len));
        }
        let components = match components {
            Ok(components) => components,
            Err(kind) => {
                return Some(match kind {
                    PathErrorKind::Odd => (Rule::PathConsumedOdd, 0),
                    PathErrorKind::NothingConsumed => (Rule::PathConsumedNothing, 0),
                    PathErrorKind::PastEnd if asked.is_none() => (Rule::PathConsumedNotDfsPath, len),
                    PathErrorKind::PastEnd => (Rule::PathConsumedPastRequest, path.as_bytes().len()),
                    _ => (Rule::PathConsumedInsideComponent, 0),
                });
            }
        };
        if self.dfs_path.is_some_and(|dfs_path| !is_length_of(number, dfs_path)) {
            return Some((Rule::PathConsumedNotDfsPath, len));
        }
        let is_right =
            if self.server_type == Some(ServerType::ROOT) { components == 2 } else { components >= 2 };
        (!is_right).then_some((Rule::PathConsumedComponents, components))
    }
}

/// Whether it counts all of the path, or all but the separators that count for nothing.
fn is_length_of(path_consumed: u16, path: Utf16Le<'_>) -> bool {
    let number = usize::from(path_consumed);
    let path_of_its_own = DfsPath::new(path);
    number == path.as_bytes().len() || path_of_its_own.path_consumed(path_of_its_own) == Some(number)
}

/// How a DFSPath stands to what `PathConsumed` covers of the path that was asked for: the rule that it breaks, if it is as long.
pub(super) fn against_request(
    dfs_path: Utf16Le<'_>,
    path_consumed: u16,
    covered: Utf16Le<'_>,
) -> Option<Rule> {
    let (path, covered) = (DfsPath::new(dfs_path), DfsPath::new(covered));
    if !is_length_of(path_consumed, dfs_path) {
        return None;
    }
    if !covered.is_same(path) {
        return Some(Rule::DfsPathNotRequested);
    }
    let is_exact = covered.components().zip(path.components()).all(|(a, b)| same_units(a, b, false));
    (!is_exact).then_some(Rule::CompatCase)
}

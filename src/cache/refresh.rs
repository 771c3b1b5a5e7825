//! What stays and what changes when a referral is asked for again. `[MS-DFSC] 3.1.5.4.3`

use super::target::{ListedTarget, TargetList};

/// How many units may be looked at for so many bytes. Some hundred targets in any order keep below it; those that are made to share long strings do not.
pub(super) const fn units_for(bytes: usize) -> usize {
    bytes.saturating_mul(64)
}

/// How many units may be looked at to compare two lists.
pub(super) fn budget(old: TargetList<'_>, new: TargetList<'_>) -> usize {
    units_for(old.response().as_bytes().len().wrapping_add(new.response().as_bytes().len()))
}

/// Whether the two lists are equivalent, so that the old one stays: the same targets, in version 4 in the same sets, in any order. Lists that cannot be told apart
/// within the budget are not.
pub(super) fn is_equivalent(old: TargetList<'_>, new: TargetList<'_>, budget: &mut usize) -> bool {
    let by_set = new.is_version_4();
    // Sets are numbered without gaps, so that as many of them are there on both sides if each target is.
    has_all(old, new, by_set, budget) && has_all(new, old, by_set, budget)
}

/// Whether the list has all targets of another.
fn has_all(list: TargetList<'_>, other: TargetList<'_>, by_set: bool, budget: &mut usize) -> bool {
    other.iter().all(|target| list.iter().any(|own| own.is_like(target, by_set, budget)))
}

/// The place in the new list of a target of the old one; that of the first, if it is not there.
pub(super) fn hint(old: TargetList<'_>, hint: u16, new: TargetList<'_>) -> u16 {
    // Of its own, as the lists may have been too much to compare; to look for one target takes far less.
    let mut budget = budget(old, new) / 16;
    let found =
        old.get(hint).and_then(|target| new.iter().find(|own| own.is_same(target.as_path(), &mut budget)));
    found.map_or(0, ListedTarget::index)
}

//! A plain, slow model of the rules for DFS paths, for tests only.
//!
//! It was written from the written rules alone, by someone who had not seen the crate. It favours
//! plainness over speed everywhere: it copies every component and counts by walking from the start.
//! Text is a slice of UTF-16 units and need not be well-formed: a lone surrogate is a unit like any other.
//! "Rule n" in the comments is the number of the rule.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

const BACKSLASH: u16 = 0x5C;
const SLASH: u16 = 0x2F;

/// Rule 1: whether a unit separates components.
fn is_separator(unit: u16) -> bool {
    unit == BACKSLASH || unit == SLASH
}

/// Rule 2: the maximal runs of units that are not separators, in order.
pub fn components(path: &[u16]) -> Vec<Vec<u16>> {
    let mut found = Vec::new();
    for run in path.split(|&unit| is_separator(unit)) {
        // An empty run lies between two separators, or before the first, or after the last.
        if !run.is_empty() {
            found.push(run.to_vec());
        }
    }
    found
}

/// Rule 3: the components, each with a single backslash before it.
pub fn clean(components: &[Vec<u16>]) -> Vec<u16> {
    let mut path = Vec::new();
    for component in components {
        path.push(BACKSLASH);
        path.extend(component);
    }
    path
}

/// The components of a path, with every unit folded.
fn folded_components(path: &[u16], fold: &dyn Fn(u16) -> u16) -> Vec<Vec<u16>> {
    let mut folded = Vec::new();
    for component in components(path) {
        folded.push(component.into_iter().map(fold).collect());
    }
    folded
}

/// Whether a component ends at `position`: a unit of it just before, and a separator or nothing just after.
fn component_ends_at(path: &[u16], position: usize) -> bool {
    let (before, after) = path.split_at(position);
    let component_before = before.last().is_some_and(|&unit| !is_separator(unit));
    let component_after = after.first().is_some_and(|&unit| !is_separator(unit));
    component_before && !component_after
}

/// The number of units from the very start of the path to the end of its first `count` components, which
/// it must have; 0 for no components.
fn end_of_components(path: &[u16], count: usize) -> usize {
    if count == 0 {
        return 0;
    }
    let mut ended = 0;
    for position in 0..=path.len() {
        if component_ends_at(path, position) {
            ended += 1;
            if ended == count {
                return position;
            }
        }
    }
    panic!("the path has {ended} components, not {count}");
}

/// Rule 4: how many units of the path its first components take up, if these are the prefix's components.
pub fn covered(path: &[u16], prefix: &[u16], fold: &dyn Fn(u16) -> u16) -> Option<usize> {
    let of_path = folded_components(path, fold);
    let of_prefix = folded_components(prefix, fold);
    if of_path.starts_with(&of_prefix) { Some(end_of_components(path, of_prefix.len())) } else { None }
}

/// Rule 5: the number of separators the path begins with.
pub fn leading(path: &[u16]) -> usize {
    path.iter().take_while(|&&unit| is_separator(unit)).count()
}

/// How many of the leading separators go uncounted: all but one.
fn uncounted(path: &[u16]) -> usize {
    if leading(path) > 1 { leading(path) - 1 } else { 0 }
}

/// Rule 6: the bytes covered, where of several leading separators only one is counted.
pub fn path_consumed(path: &[u16], prefix: &[u16], fold: &dyn Fn(u16) -> u16) -> Option<usize> {
    match covered(path, prefix, fold) {
        None => None,
        Some(0) => Some(0),
        Some(units) => Some((units - uncounted(path)) * 2),
    }
}

/// Rule 7: the units that so many bytes of the path cover, and the rest.
pub fn split(path: &[u16], path_consumed: u16) -> Result<(Vec<u16>, Vec<u16>), &'static str> {
    if !path_consumed.is_multiple_of(2) {
        return Err("Odd");
    }
    let cut = usize::from(path_consumed / 2) + uncounted(path);
    if cut > path.len() {
        return Err("PastEnd");
    }
    let (consumed, rest) = path.split_at(cut);
    if components(consumed).is_empty() {
        return Err("NothingConsumed");
    }
    if let (Some(&before), Some(&after)) = (consumed.last(), rest.first())
        && !is_separator(before)
        && !is_separator(after)
    {
        return Err("InsideComponent");
    }
    Ok((consumed.to_vec(), rest.to_vec()))
}

/// Rule 8: the path with what was consumed replaced by the target, made clean.
pub fn rewrite(path: &[u16], path_consumed: u16, target: &[u16]) -> Result<Vec<u16>, &'static str> {
    let (_, rest) = split(path, path_consumed)?;
    let mut all = components(target);
    if all.is_empty() {
        return Err("EmptyTarget");
    }
    all.extend(components(&rest));
    Ok(clean(&all))
}

/// Rule 9: whether both paths have the same components after folding.
pub fn is_same(path: &[u16], other: &[u16], fold: &dyn Fn(u16) -> u16) -> bool {
    folded_components(path, fold) == folded_components(other, fold)
}

/// Rule 9: whether the path begins with the components of the prefix.
pub fn starts_with(path: &[u16], prefix: &[u16], fold: &dyn Fn(u16) -> u16) -> bool {
    covered(path, prefix, fold).is_some()
}

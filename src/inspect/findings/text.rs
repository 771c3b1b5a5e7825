//! Paths and names: how they must be spelled. `[MS-DFSC] 2.2.1`

use super::{Report, Rule};
use crate::case::upper_case;
use crate::path::{BACKSLASH, DfsPath, SLASH, is_separator};
use crate::text::Utf16Le;
use crate::wire::Field;
use core::iter::once;

/// What a text is, which decides how it must be spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// A path to a share, or below it.
    Path,
    /// The name of a domain or of a domain controller.
    Name,
    /// The path of a request, which may be empty, or a domain without its backslash.
    Requested,
    /// The name of a site.
    Site,
}

/// Tells how a text is misspelled, each kind of fault once. Its units are `width` bytes wide, the first at `start`.
pub(super) fn check(
    report: &mut Report<'_>,
    what: Text,
    field: Field,
    text: &[u8],
    (start, width): (usize, usize),
) {
    let found = Found::of(text, width);
    let mut tell = |rule, (place, count): (usize, usize), value| {
        let at = start.saturating_add(place.saturating_mul(width));
        let range = at..at.saturating_add(count.saturating_mul(width));
        report.part(rule, (field, start), range, [value, 0]);
    };
    if let Some((place, unit)) = found.lone_surrogate {
        tell(Rule::LoneSurrogate, (place, 1), unit.into());
    }
    if what == Text::Site {
        return;
    }
    if found.components == 0 {
        if what != Text::Requested || found.len > 0 {
            tell(Rule::PathEmpty, (0, found.len.max(1)), 0);
        }
        return;
    }
    let may_begin_without = what == Text::Requested && found.components == 1;
    match found.leading {
        0 if what == Text::Name => tell(Rule::NameNoBackslash, (0, found.len), 0),
        0 if !may_begin_without => tell(Rule::PathNoBackslash, (0, found.len), 0),
        0 | 1 => {}
        count => tell(Rule::PathLeadingSeparators, (0, count), count),
    }
    if matches!(field, Field::NetworkAddress | Field::ShareName)
        && (found.leading != 1 || found.slash == Some(0))
    {
        tell(Rule::CompatTargetBackslash, (0, found.leading.max(1)), 0);
    }
    if let Some(place) = found.repeated {
        tell(Rule::PathEmptyComponent, (place, 1), 0);
    }
    if found.trailing > 0 {
        tell(Rule::PathTrailingSeparator, (found.len.saturating_sub(found.trailing), found.trailing), 0);
    }
    if let Some(place) = found.slash {
        tell(Rule::PathSlash, (place, 1), 0);
    }
    if what == Text::Path && found.components == 1 {
        tell(Rule::PathOneComponent, (0, found.len), 0);
    }
}

/// What there is in a text; places and counts are in units.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    len: usize,
    components: usize,
    /// The separators before the first component, and behind the last.
    leading: usize,
    trailing: usize,
    /// The first separator between components that follows another.
    repeated: Option<usize>,
    slash: Option<usize>,
    lone_surrogate: Option<(usize, u16)>,
}

impl Found {
    fn of(mut text: &[u8], width: usize) -> Self {
        let mut found = Self::default();
        let (mut separators, mut high) = (0usize, None);
        while let Some((unit, behind)) = text.split_at_checked(width) {
            text = behind;
            let unit = match *unit {
                [low, high] => u16::from_le_bytes([low, high]),
                [byte] => byte.into(),
                _ => break,
            };
            let place = found.len;
            found.len = place.wrapping_add(1);
            let is_low = matches!(unit, 0xDC00..=0xDFFF);
            let alone = match high.take() {
                Some(pair) if !is_low => Some(pair),
                None if is_low => Some((place, unit)),
                _ => None,
            };
            found.lone_surrogate = found.lone_surrogate.or(alone);
            high = matches!(unit, 0xD800..=0xDBFF).then_some((place, unit));
            if unit == SLASH {
                found.slash = found.slash.or(Some(place));
            }
            if is_separator(unit) {
                separators = separators.wrapping_add(1);
                continue;
            }
            if found.components == 0 {
                found.leading = separators;
            } else if separators > 1 {
                let second = place.wrapping_sub(separators).wrapping_add(1);
                found.repeated = found.repeated.or(Some(second));
            }
            if separators > 0 || found.components == 0 {
                found.components = found.components.wrapping_add(1);
            }
            separators = 0;
        }
        found.trailing = separators;
        found.lone_surrogate = found.lone_surrogate.or(high);
        found
    }
}

/// A number that paths with the same components have alike, where case does not count.
pub(super) fn hash(path: Utf16Le<'_>) -> u32 {
    let mut hash = 0x811C_9DC5_u32;
    for component in DfsPath::new(path).components() {
        for unit in once(BACKSLASH).chain(component.units()) {
            hash = (hash ^ u32::from(upper_case(unit))).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

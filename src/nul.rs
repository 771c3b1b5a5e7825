//! Looking for the NUL that ends a string: most of the work on a long message.

#[inline]
pub(crate) const fn is_nul(unit: [u8; 2]) -> bool {
    u16::from_le_bytes(unit) == 0
}

/// Whether there are registers that take eight units at once, so that it pays to look at these without branches, and in
/// general more room for code than time to waste.
pub(crate) const WIDE: bool =
    cfg!(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(dfsc_narrow)));

/// The units in eights, from the start; none where that does not pay.
#[inline]
fn eights(units: &[[u8; 2]]) -> &[[[u8; 2]; 8]] {
    if WIDE { units.as_chunks().0 } else { &[] }
}

/// How many of eight units are NUL.
#[inline]
fn nuls(eight: &[[u8; 2]; 8]) -> usize {
    eight.iter().map(|unit| usize::from(is_nul(*unit))).fold(0, usize::wrapping_add)
}

/// Whether one of eight units is NUL.
#[inline]
fn has_nul(eight: &[[u8; 2]; 8]) -> bool {
    eight.iter().fold(false, |nul, unit| nul | is_nul(*unit))
}

/// The place of the first NUL unit.
#[inline]
pub(crate) fn first_nul(units: &[[u8; 2]]) -> Option<usize> {
    let clear = eights(units).iter().take_while(|eight| !has_nul(eight)).count().wrapping_mul(8);
    units.get(clear..)?.iter().position(|unit| is_nul(*unit)).map(|at| clear.wrapping_add(at))
}

/// The place of the last NUL unit.
#[inline(never)]
fn last_nul(units: &[[u8; 2]]) -> Option<usize> {
    let clear = if WIDE {
        units.as_rchunks().1.iter().rev().take_while(|eight| !has_nul(eight)).count().wrapping_mul(8)
    } else {
        0
    };
    units.get(..units.len().wrapping_sub(clear))?.iter().rposition(|unit| is_nul(*unit))
}

/// Where in `bytes` the `count`th NUL unit ends, if there are so many.
pub(crate) fn after_nul(bytes: &[u8], count: usize) -> Option<usize> {
    let (units, _) = bytes.as_chunks::<2>();
    let (mut end, mut missing) = (0usize, count);
    for eight in eights(units) {
        let Some(still_missing @ 1..) = missing.checked_sub(nuls(eight)) else { break };
        missing = still_missing;
        end = end.wrapping_add(8);
    }
    for unit in units.get(end..).unwrap_or_default() {
        if missing == 0 {
            break;
        }
        end = end.wrapping_add(1);
        missing = missing.wrapping_sub(usize::from(is_nul(*unit)));
    }
    (missing == 0).then_some(end.wrapping_mul(2))
}

/// Where in `bytes` the last NUL unit ends, 0 if there is none.
pub(crate) fn after_last_nul(bytes: &[u8]) -> usize {
    let (units, _) = bytes.as_chunks();
    last_nul(units).map_or(0, |nul| nul.wrapping_add(1).wrapping_mul(2))
}

/// How far from the end of `bytes` the last NUL unit begins, of those at an even distance; `usize::MAX` if there is none.
#[inline(never)]
pub(crate) fn last_nul_from_end(bytes: &[u8]) -> usize {
    let (_, units) = bytes.as_rchunks();
    match units {
        // As it is in all messages but broken ones.
        [.., last] if is_nul(*last) => 2,
        _ => last_nul(units).map_or(usize::MAX, |nul| units.len().wrapping_sub(nul).wrapping_mul(2)),
    }
}

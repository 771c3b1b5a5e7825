//! Words of several bytes, and where each byte stands in their digits.

use core::ops::Range;

/// In which order the bytes of a group were in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Order {
    /// As they are printed.
    Printed,
    /// The last one first: words of a little-endian machine.
    Reversed,
}

/// The places of the bytes in a word's digits, the first byte first.
pub(super) fn bytes(digits: Range<usize>, order: Order) -> impl Iterator<Item = Range<usize>> {
    let mut left = digits;
    core::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        let start = match order {
            Order::Printed => left.start,
            Order::Reversed => left.end.saturating_sub(2),
        };
        let end = start.saturating_add(2);
        match order {
            Order::Printed => left.start = end,
            Order::Reversed => left.end = start,
        }
        Some(start..end)
    })
}

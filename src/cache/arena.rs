//! Bytes of changing length in fixed memory: what is put down lies behind all that is there, and what is cut out leaves no gap.

use super::compare::Path;
use crate::text::Text;
use core::cell::Cell;
use heapless::VecView;

/// Where something lies, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Span {
    /// What lies there.
    #[inline(never)]
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        let start = self.start as usize;
        bytes.get(start..start.wrapping_add(self.len as usize)).unwrap_or_default()
    }

    /// Where that lies which began at `start`, once the span has been cut out.
    pub(super) const fn moved(self, start: u32) -> u32 {
        if start > self.start { start.wrapping_sub(self.len) } else { start }
    }
}

/// How many more bytes there is room for.
pub(super) fn room(bytes: &VecView<u8>) -> usize {
    bytes.capacity().saturating_sub(bytes.len())
}

/// Cuts bytes out. What lies behind them moves, so that all who know where something is must [correct](Span::moved) that.
#[inline(never)]
pub(super) fn cut(bytes: &mut VecView<u8>, span: Span) {
    let len = span.len as usize;
    let cells = Cell::from_mut(bytes.as_mut_slice()).as_slice_of_cells();
    let to = cells.get(span.start as usize..).unwrap_or_default();
    let from = to.get(len..).unwrap_or_default();
    for (to, from) in to.iter().zip(from) {
        to.set(from.get());
    }
    bytes.truncate(bytes.len().saturating_sub(len));
}

/// Puts a path down, with one `\` before each component, for which there must be room; gives where it begins.
#[inline(never)]
pub(super) fn put<T: Text>(bytes: &mut VecView<u8>, path: Path<T>) -> u32 {
    let start = end(bytes);
    for unit in path.units(usize::MAX) {
        let [low, high] = unit.to_le_bytes();
        let _ = bytes.push(low);
        let _ = bytes.push(high);
    }
    start
}

/// Where the next thing will be put.
pub(super) fn end(bytes: &VecView<u8>) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

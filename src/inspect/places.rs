//! Where the bytes of a message lie in the input: in one run, or in the parts of a transaction.

use super::MOST_PARTS;
use core::mem::swap;
use core::ops::Range;
use heapless::Vec;

/// A run of the message in the input.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
struct Run {
    /// Where it begins in the message, and where it ends.
    start: usize,
    end: usize,
    /// Where it begins in the input.
    at: usize,
    piece: Option<u8>,
}

/// All runs, in the order of the message.
#[derive(Clone, Debug)]
pub(super) struct Places {
    runs: Vec<Run, { MOST_PARTS as usize }>,
}

#[cfg(feature = "defmt")]
impl defmt::Format for Places {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", self.runs.as_slice());
    }
}

impl Places {
    /// A message that begins at this byte of the input and lies there as it is.
    pub(super) fn one(at: usize) -> Self {
        let mut places = Self::none();
        // There is room for it.
        let _ = places.runs.push(Run { start: 0, end: usize::MAX, at, piece: None });
        places
    }

    pub(super) const fn none() -> Self {
        Self { runs: Vec::new() }
    }

    /// Adds the run of a piece: `len` bytes, from `start` of the message on, which begin at `at` of the input.
    pub(super) fn add(&mut self, start: usize, len: usize, at: usize, piece: u8) {
        // Nothing lies in a part without bytes, if there are others.
        if len == 0 && !self.runs.is_empty() {
            return;
        }
        let mut run = Run { start, end: start.saturating_add(len), at, piece: Some(piece) };
        for other in &mut self.runs {
            if other.start > run.start {
                swap(other, &mut run);
            }
        }
        // There is room for as many as are looked for.
        let _ = self.runs.push(run);
    }

    /// Where in the input a byte of the message lies; for its end, where its last byte ends.
    pub(super) fn of(&self, place: usize) -> usize {
        let within = |run: &&Run| run.start <= place && place <= run.end;
        match self.runs.iter().rfind(within) {
            Some(run) => run.at.saturating_add(place.saturating_sub(run.start)),
            None => self.runs.first().map_or(0, |run| run.at),
        }
    }

    /// The runs in the input that a range of the message takes, with their pieces; an empty range takes one.
    pub(super) fn runs(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Option<u8>)> + '_ {
        self.runs.iter().filter_map(move |run| {
            let (start, end) = (range.start.max(run.start), range.end.min(run.end));
            let is_here = if range.is_empty() {
                run.start <= range.start && (range.start < run.end || run.end == range.start)
            } else {
                start < end
            };
            let place = |place: usize| run.at.saturating_add(place.saturating_sub(run.start));
            is_here.then(|| (place(start)..place(end), run.piece))
        })
    }
}

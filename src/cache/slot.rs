//! What is known of an entry of the referral cache besides the bytes it keeps.

use super::arena::Span;
use super::referral::Marks;

/// What entries are found by: the hash of a path, where case does not count, and its length in units.
///
/// Who does not know the seed cannot tell which paths have the same hash. That is no promise: whoever finds an entry compares the paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(super) hash: u32,
    pub(super) units: u16,
}

impl Key {
    /// That of no path.
    #[cfg(feature = "client")]
    pub(crate) const NONE: Self = Self { hash: 0, units: 0 };

    /// How many bytes the path takes; more than can be said of an entry, if it has more units than can be counted.
    pub(super) fn len(self) -> usize {
        usize::from(self.units).wrapping_mul(2)
    }
}

/// An entry, or none. 36 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// Where the key lies, with the reply behind it.
    pub(super) start: u32,
    pub(super) hash: u32,
    /// What its reply said, in seconds.
    pub(super) time_to_live: u32,
    /// When it is to be asked for again.
    pub(super) soft_timeout: u32,
    /// When it is gone, whatever it says.
    pub(super) hard_timeout: u32,
    /// When it was used, in uses of any.
    pub(super) used: u32,
    /// The length of the key, in units.
    units: u16,
    pub(super) reply_len: u16,
    /// The next in the chain, one more than its place; 0 ends it.
    pub(super) next: u16,
    /// How often the slot was given up: it tells whether a handle still means what it meant.
    pub(super) generation: u16,
    pub(crate) hint: u16,
    pub(crate) marks: Marks,
}

/// How old an entry is; what is older goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Age {
    Fresh,
    Stale,
    Gone,
}

impl Slot {
    /// All zeros, so that a `static` takes no flash.
    pub(super) const FREE: Self = Self {
        start: 0,
        hash: 0,
        units: 0,
        time_to_live: 0,
        soft_timeout: 0,
        hard_timeout: 0,
        used: 0,
        reply_len: 0,
        next: 0,
        generation: 0,
        hint: 0,
        marks: Marks(0),
    };

    pub(super) const fn is_taken(&self) -> bool {
        self.marks.has(Marks::TAKEN)
    }

    pub(super) const fn key(&self) -> Key {
        Key { hash: self.hash, units: self.units }
    }

    pub(super) const fn is_negative(&self) -> bool {
        self.marks.has(Marks::NEGATIVE)
    }

    /// From now on it holds an entry.
    pub(super) const fn take(&mut self, key: Key, start: u32, reply_len: u16) {
        (self.hash, self.units, self.start, self.reply_len) = (key.hash, key.units, start, reply_len);
    }

    pub(super) const fn give_up(&mut self) {
        (self.marks, self.next) = (Marks(0), 0);
        self.generation = self.generation.wrapping_add(1);
    }

    /// Sets how long it is good from `now` on: once its time to live, and three times more until it is gone.
    pub(super) const fn live(&mut self, time_to_live: u32, now: u32) {
        let soft = now.saturating_add(time_to_live);
        // A multiplication that saturates takes far more code.
        let hard =
            soft.saturating_add(time_to_live).saturating_add(time_to_live).saturating_add(time_to_live);
        (self.time_to_live, self.soft_timeout, self.hard_timeout) = (time_to_live, soft, hard);
    }

    #[inline(never)]
    pub(super) const fn age(&self, now: u32) -> Age {
        if now < self.soft_timeout {
            Age::Fresh
        } else if now < self.hard_timeout {
            Age::Stale
        } else {
            Age::Gone
        }
    }

    /// Its path, and its reply behind that.
    pub(super) const fn spans(&self) -> [Span; 2] {
        let path = Span { start: self.start, len: self.units.wrapping_mul(2) as u32 };
        [path, Span { start: self.start.wrapping_add(path.len), len: self.reply_len as u32 }]
    }
}

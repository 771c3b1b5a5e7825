//! What a referral cache does, of which there is one copy for caches of all sizes.

use super::arena::{self, Span};
use super::compare::Path;
use super::found::{Cached, Handle, Listed, Lookup};
use super::index::{self, Prefixes};
use super::referral::{Marks, PathReferral};
use super::refresh;
use super::slot::{Age, Key, Slot};
use super::target::{ListedTarget, TargetList};
use crate::error::{CacheError, CacheErrorKind as Kind};
use crate::status::NtStatus;
use crate::text::{Text, Utf16Le};
use crate::wire::Response;
use heapless::VecView;

/// For how long after a request in vain there is no other, in seconds: hosts that do not answer take as long to be given up.
const PAUSE: u32 = 30;

/// What there is one of in a cache.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) seed: u32,
    pub(super) negative_seconds: u32,
    pub(super) uses: u32,
}

impl State {
    pub(super) const NEW: Self = Self { seed: 0, negative_seconds: 0, uses: 0 };
}

/// A cache of any size, to be read.
#[derive(Clone, Copy)]
pub(crate) struct View<'c> {
    pub(super) bytes: &'c [u8],
    pub(super) slots: &'c [Slot],
}

impl<'c> View<'c> {
    fn text_of(self, slot: &Slot) -> Utf16Le<'c> {
        let [path, _] = slot.spans();
        Utf16Le::whole_units(path.of(self.bytes))
    }

    fn path_of(self, slot: &Slot) -> Path<Utf16Le<'c>> {
        Path::new(self.text_of(slot))
    }

    fn reply_of(self, slot: &Slot) -> &'c [u8] {
        let [_, reply] = slot.spans();
        reply.of(self.bytes)
    }

    /// The referral in a slot; `None` if it holds none.
    fn referral(self, place: usize) -> Option<Cached<'c>> {
        let slot = self.slots.get(place).filter(|slot| slot.is_taken() && !slot.is_negative())?;
        let (prefix, response) = (self.text_of(slot), Response::parsed_before(self.reply_of(slot)));
        let Slot { time_to_live, soft_timeout, hard_timeout, marks, hint, .. } = *slot;
        let referral = PathReferral { prefix, response, time_to_live, marks, hint, not_kept: None };
        Some(Cached { handle: self.handle(place), soft_timeout, hard_timeout, referral })
    }

    fn targets(self, slot: &Slot) -> TargetList<'c> {
        TargetList::new(Response::parsed_before(self.reply_of(slot)), slot.marks.has(Marks::VERSION_4))
    }

    fn status_of(self, slot: &Slot) -> NtStatus {
        NtStatus(self.reply_of(slot).first_chunk().map_or(0, |status| u32::from_le_bytes(*status)))
    }

    /// The place of what a handle stands for, if it is still there.
    fn place(self, handle: Handle) -> Option<usize> {
        let place = usize::from(handle.place);
        let slot = self.slots.get(place)?;
        (slot.is_taken() && slot.generation == handle.generation).then_some(place)
    }

    fn handle(self, place: usize) -> Handle {
        let generation = self.slots.get(place).map_or(0, |slot| slot.generation);
        Handle { place: place.try_into().unwrap_or(u16::MAX), generation }
    }

    pub(super) fn get(self, handle: Handle, now: u32) -> Option<Cached<'c>> {
        self.referral(self.place(handle)?).filter(|cached| now < cached.hard_timeout)
    }

    pub(super) fn entries(self) -> impl Iterator<Item = Listed<'c>> + Clone {
        let taken = (0..).zip(self.slots).filter(|(_, slot)| slot.is_taken());
        taken.filter_map(move |(place, slot)| {
            if slot.is_negative() {
                let (dfs_path_prefix, status) = (self.text_of(slot), self.status_of(slot));
                return Some(Listed::Negative { dfs_path_prefix, status, until: slot.hard_timeout });
            }
            self.referral(place).map(Listed::Referral)
        })
    }
}

/// A cache of any size, to be changed.
pub(crate) struct ViewMut<'c> {
    pub(super) bytes: &'c mut VecView<u8>,
    pub(super) slots: &'c mut [Slot],
    pub(super) heads: &'c mut [u16],
    pub(super) state: &'c mut State,
}

impl<'c> ViewMut<'c> {
    fn view(&self) -> View<'_> {
        View { bytes: self.bytes, slots: self.slots }
    }

    fn into_view(self) -> View<'c> {
        View { bytes: self.bytes, slots: self.slots }
    }

    /// The entry of the longest prefix of the path that is not gone.
    fn find<T: Text>(&self, path: Path<T>, now: u32) -> Option<usize> {
        let at = |key| self.entry(path, key).filter(|place| self.age(*place, now) != Age::Gone);
        Prefixes::of(path, self.state.seed).filter_map(at).last()
    }

    /// The key of a whole path, and the place of the entry for it, gone or not.
    fn exactly<T: Text>(&self, path: Path<T>) -> (Option<Key>, Option<usize>) {
        let key = Prefixes::of(path, self.state.seed).last();
        (key, key.and_then(|key| self.entry(path, key)))
    }

    /// The entry for the prefix of the path that has this key. Others may have the same key; each is compared at its own length only, and so at most once for a path.
    #[inline(never)]
    fn entry<T: Text>(&self, path: Path<T>, key: Key) -> Option<usize> {
        index::find(self.heads, self.slots, key, |slot| path.starts_with(self.view().path_of(slot)))
    }

    fn age(&self, place: usize, now: u32) -> Age {
        self.slots.get(place).map_or(Age::Gone, |slot| slot.age(now))
    }

    /// The same; it was used then.
    #[inline(never)]
    fn used<T: Text>(&mut self, path: Path<T>, now: u32) -> Option<usize> {
        let place = self.find(path, now)?;
        self.use_now(place);
        Some(place)
    }

    pub(super) fn lookup<T: Text>(mut self, path: Path<T>, now: u32) -> Lookup<'c> {
        let Some(place) = self.used(path, now) else { return Lookup::Miss };
        let view = self.into_view();
        let Some(slot) = view.slots.get(place) else { return Lookup::Miss };
        match (view.referral(place), slot.age(now)) {
            (None, _) => Lookup::Negative(view.status_of(slot)),
            (Some(cached), Age::Fresh) => Lookup::Fresh(cached),
            (Some(cached), _) => Lookup::Stale(cached),
        }
    }

    pub(crate) fn insert<T: Text>(
        &mut self,
        referral: &PathReferral<'_, T>,
        now: u32,
    ) -> Result<Handle, CacheError> {
        let (path, targets) = (Path::new(referral.prefix), referral.target_list());
        let (key, old) = self.exactly(path);
        if let Err(error) = referral.keepable() {
            self.give_up(old.filter(|_| error.kind() == Kind::ZeroTimeToLive));
            return Err(error);
        }
        let (mut hint, mut place, mut list) = (0, None, targets);
        if let Some(slot) = old.and_then(|old| self.usable(old, now)) {
            list = self.view().targets(slot);
            let mut budget = refresh::budget(list, targets);
            hint = slot.hint;
            if refresh::is_equivalent(list, targets, &mut budget) {
                place = old;
            } else {
                hint = refresh::hint(list, hint, targets);
                list = targets;
            }
        }
        let set = list.get(hint).map(ListedTarget::target_set);
        if referral.target_failback() && set != Some(0) {
            hint = 0;
        }
        let is_version_4 = list.is_version_4();
        let place = match place {
            Some(place) => place,
            None => self.replace(old, path, key, referral.response.as_bytes(), now)?,
        };
        // A list that stays keeps its sets.
        let marks = Marks(referral.marks.0 & !Marks::VERSION_4.0).and(Marks::VERSION_4, is_version_4);
        self.set(place, marks, hint, referral.time_to_live, now);
        Ok(self.view().handle(place))
    }

    /// Sets what an entry says from now on.
    fn set(&mut self, place: usize, marks: Marks, hint: u16, time_to_live: u32, now: u32) {
        if let Some(slot) = self.use_now(place) {
            (slot.marks, slot.hint) = (marks, hint);
            slot.live(time_to_live, now);
        }
    }

    /// The referral in a slot, if it holds one that is not gone.
    fn usable(&self, place: usize, now: u32) -> Option<&Slot> {
        self.slots.get(place).filter(|slot| !slot.is_negative() && slot.age(now) != Age::Gone)
    }

    pub(crate) fn insert_negative<T: Text>(&mut self, path: Path<T>, status: NtStatus, now: u32) -> bool {
        let seconds = self.state.negative_seconds;
        let says_so =
            matches!(status, NtStatus::NOT_FOUND | NtStatus::FS_DRIVER_REQUIRED | NtStatus::DFS_UNAVAILABLE);
        let (key, old) = self.exactly(path);
        let is_known = |place| self.usable(place, now).is_some();
        if seconds == 0
            || !says_so
            || path.measure(usize::MAX).is_none_or(|(components, _)| components != 2)
            || old.is_some_and(is_known)
        {
            return false;
        }
        let Ok(place) = self.replace(old, path, key, &status.0.to_le_bytes(), now) else { return false };
        // It is never stale: it lives for no time from when it is gone.
        self.set(place, Marks::TAKEN.and(Marks::NEGATIVE, true), 0, 0, now.saturating_add(seconds));
        true
    }

    pub(crate) fn set_target_hint(&mut self, handle: Handle, index: u16) -> bool {
        let view = self.view();
        let Some(place) = view.place(handle) else { return false };
        let list = view.slots.get(place).map(|slot| view.targets(slot));
        let is_there = list.is_some_and(|list| index < list.count());
        if let Some(slot) = self.slots.get_mut(place).filter(|_| is_there) {
            slot.hint = index;
        }
        is_there
    }

    pub(crate) fn postpone(&mut self, handle: Handle, now: u32) -> bool {
        let place = self.view().place(handle);
        let slot = place.and_then(|place| self.slots.get_mut(place)).filter(|slot| !slot.is_negative());
        let Some(slot) = slot else { return false };
        // Somebody else may have refreshed it meanwhile.
        slot.soft_timeout = now.saturating_add(PAUSE).min(slot.hard_timeout).max(slot.soft_timeout);
        true
    }

    pub(crate) fn remove(&mut self, handle: Handle) -> bool {
        let place = self.view().place(handle);
        self.give_up(place);
        place.is_some()
    }

    pub(super) fn flush<T: Text>(mut self, prefix: Path<T>) -> usize {
        let mut flushed = 0usize;
        for place in 0..self.slots.len() {
            let is_below = self
                .slots
                .get(place)
                .is_some_and(|slot| slot.is_taken() && self.view().path_of(slot).starts_with(prefix));
            if is_below {
                self.give_up(Some(place));
                flushed = flushed.wrapping_add(1);
            }
        }
        flushed
    }

    /// Puts an entry in the place of the one for the same path, if there is one, and lets others go until there is room.
    fn replace<T: Text>(
        &mut self,
        old: Option<usize>,
        path: Path<T>,
        key: Option<Key>,
        reply: &[u8],
        now: u32,
    ) -> Result<usize, CacheError> {
        self.give_up(old);
        let key_len = key.map_or(0, Key::len);
        let needed = key_len.saturating_add(reply.len());
        let limit = if self.slots.is_empty() { 0 } else { self.bytes.capacity() };
        let too_large = |needed, limit| Err(CacheError::too_large(needed, limit));
        if needed > limit {
            return too_large(needed, limit);
        }
        let longest = key_len.max(reply.len());
        let (Some(key), Ok(_)) = (key, u16::try_from(longest)) else {
            return too_large(longest, u16::MAX.into());
        };
        let reply_len = u16::try_from(reply.len()).unwrap_or_default();
        let place = loop {
            let free = self.slots.iter().position(|slot| !slot.is_taken());
            let free = free.filter(|_| needed <= arena::room(self.bytes));
            // What fits at all fits once all have gone.
            if free.is_some() || !self.evict(now) {
                break free;
            }
        };
        let Some(place) = place else { return too_large(needed, limit) };
        let start = arena::put(self.bytes, path);
        for byte in reply {
            let _ = self.bytes.push(*byte);
        }
        if let Some(slot) = self.slots.get_mut(place) {
            slot.take(key, start, reply_len);
        }
        index::link(self.heads, self.slots, place);
        Ok(place)
    }

    /// Lets one entry go: one that is gone before one that is stale, and among such the one that was not used for longest.
    fn evict(&mut self, now: u32) -> bool {
        let (mut least, mut rank) = (None, (Age::Fresh, 0));
        for (place, slot) in (0..).zip(&*self.slots).filter(|(_, slot)| slot.is_taken()) {
            let of_this = (slot.age(now), self.state.uses.wrapping_sub(slot.used));
            if least.is_none() || of_this > rank {
                (least, rank) = (Some(place), of_this);
            }
        }
        self.give_up(least);
        least.is_some()
    }

    fn give_up(&mut self, place: Option<usize>) {
        let Some(place) = place else { return };
        index::unlink(self.heads, self.slots, place);
        let Some(slot) = self.slots.get_mut(place) else { return };
        let [path, reply] = slot.spans();
        slot.give_up();
        let cut = Span { start: path.start, len: path.len.wrapping_add(reply.len) };
        arena::cut(self.bytes, cut);
        for slot in &mut *self.slots {
            slot.start = cut.moved(slot.start);
        }
    }

    fn use_now(&mut self, place: usize) -> Option<&mut Slot> {
        self.state.uses = self.state.uses.wrapping_add(1);
        let slot = self.slots.get_mut(place)?;
        slot.used = self.state.uses;
        Some(slot)
    }
}

/// What a client does with a cache, without looking at what it does not need.
#[cfg(feature = "client")]
mod client {
    use super::{Age, Handle, Marks, Path, Slot, TargetList, Text, ViewMut};

    /// An entry that is held on to.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Known {
        pub(crate) handle: Handle,
        /// The length of its path.
        pub(crate) units: u16,
        pub(crate) is_root: bool,
        pub(crate) is_stale: bool,
    }

    impl ViewMut<'_> {
        /// What is known of a path: `None` if nothing is, an error if it is in no namespace.
        #[inline(never)]
        pub(crate) fn known<T: Text>(&mut self, path: Path<T>, now: u32) -> Option<Result<Known, ()>> {
            let place = self.used(path, now)?;
            let handle = self.view().handle(place);
            Some(self.still(handle, now).ok_or(()))
        }

        /// The entry that a handle stands for, if it is not gone.
        #[inline(never)]
        pub(crate) fn still(&self, handle: Handle, now: u32) -> Option<Known> {
            let slot = self.slot(handle, now)?;
            let is_stale = slot.age(now) != Age::Fresh;
            Some(Known { handle, units: slot.key().units, is_root: slot.marks.has(Marks::ROOT), is_stale })
        }

        pub(crate) fn slot(&self, handle: Handle, now: u32) -> Option<&Slot> {
            self.usable(self.view().place(handle)?, now)
        }

        /// Its targets.
        pub(crate) fn targets_of(&self, handle: Handle, now: u32) -> Option<TargetList<'_>> {
            self.slot(handle, now).map(|slot| self.view().targets(slot))
        }
    }
}

#[cfg(feature = "client")]
pub(crate) use client::Known;

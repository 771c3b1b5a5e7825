//! `ReferralCache`: its public face. `[MS-DFSC] 3.1.1`

use super::compare::Path;
use super::found::{Cached, Handle, Listed, Lookup};
use super::referral::PathReferral;
use super::slot::Slot;
use super::view::{State, View, ViewMut};
use crate::error::CacheError;
use crate::status::NtStatus;
use crate::text::{Text, Utf16Le};
use core::fmt;
use heapless::Vec;

/// `ReferralCache`: what replies said of paths, in `BYTES` bytes for at most `SLOTS` paths.
///
/// A path is found by the longest prefix of whole components that is kept, where case does not count (see [`upper_case`](crate::upper_case)). What it costs
/// depends on the path, and not on how many others there are. Replies are kept as they came, each behind the path that it is for. When there is no room, those go that are past their
/// hard time-out, then those that are past their soft one, and among such the one that was not used for longest.
///
/// | `SLOTS` | `BYTES` | RAM on 32 bits | replies of 252 bytes (Windows, two targets) | replies of 158 bytes (Samba, one target) |
/// |---|---|---|---|---|
/// | 8 | 2048 | 2368 | 6 | 8 |
/// | 16 | 4096 | 4720 | 13 | 16 |
/// | 64 | 16384 | 18832 | 54 | 64 |
/// | 256 | 65536 | 75280 | 218 | 256 |
///
/// ```
/// use dfsc::cache::{Domains, Lookup, PathReferral, ReferralCache};
/// use dfsc::Response;
///
/// let mut cache = ReferralCache::<2048, 8>::new();
///
/// // A server says of \s\d, in version 1, that it is \t\d.
/// let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0").unwrap();
/// let referral = PathReferral::new(r"\s\d\x", &response, Domains::NONE)?;
/// let now = 1000;
/// cache.insert(&referral, now)?;
///
/// let path = r"\S\D\Report.txt";
/// let Lookup::Fresh(cached) = cache.lookup(path, now + 299) else { panic!() };
/// let referral = cached.referral();
/// assert_eq!(referral.rewrite(path, referral.target_hint()).unwrap().to_string(), r"\t\d\Report.txt");
///
/// // Old, but good until its server has been asked again; and at last gone.
/// assert!(matches!(cache.lookup(path, now + 300), Lookup::Stale(_)));
/// assert!(matches!(cache.lookup(path, now + 1200), Lookup::Miss));
/// # Ok::<(), dfsc::cache::CacheError>(())
/// ```
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone)]
pub struct ReferralCache<const BYTES: usize, const SLOTS: usize> {
    bytes: Vec<u8, BYTES>,
    slots: [Slot; SLOTS],
    heads: [u16; SLOTS],
    state: State,
}

impl<const BYTES: usize, const SLOTS: usize> ReferralCache<BYTES, SLOTS> {
    /// An empty cache. It is all zeros, so that a `static` takes no flash.
    ///
    /// There can be at most 65534 slots.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(SLOTS < u16::MAX as usize && BYTES <= u32::MAX as usize, "more than can be counted") };
        Self { bytes: Vec::new(), slots: [Slot::FREE; SLOTS], heads: [0; SLOTS], state: State::NEW }
    }

    /// Sets what decides which paths share a chain of the index, and drops all entries.
    ///
    /// With a random number, set once at the start, it is hard to choose paths that share one. Without it, whoever names links so can make a lookup walk all slots for
    /// each component of a path; it finds the same.
    ///
    /// ```
    /// # use dfsc::cache::ReferralCache;
    /// let mut cache = ReferralCache::<2048, 8>::new();
    /// cache.set_seed(0x1234_5678);
    /// assert_eq!(cache.entries().count(), 0);
    /// ```
    pub fn set_seed(&mut self, seed: u32) {
        self.flush(Utf16Le::default());
        self.state.seed = seed;
    }

    /// How long to remember that a path is in no namespace, in seconds. Zero, as it is at first, is not at all: see [`insert_negative`](Self::insert_negative).
    ///
    /// ```
    /// # use dfsc::cache::ReferralCache;
    /// use dfsc::NtStatus;
    ///
    /// let mut cache = ReferralCache::<2048, 8>::new();
    /// assert!(!cache.insert_negative(r"\srv\share", NtStatus::NOT_FOUND, 0));
    /// cache.set_negative_seconds(60);
    /// assert!(cache.insert_negative(r"\srv\share", NtStatus::NOT_FOUND, 0));
    /// ```
    pub const fn set_negative_seconds(&mut self, seconds: u32) {
        self.state.negative_seconds = seconds;
    }

    /// What is known of a path: the entry of its longest prefix that is not past its hard time-out. `now` is in seconds, on the clock of all calls.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 2
    pub fn lookup<T: Text>(&mut self, path: T, now: u32) -> Lookup<'_> {
        self.view_mut().lookup(Path::new(path), now)
    }

    /// The entry that a handle stands for; `None` if it has gone, is past its hard time-out, or has other targets: then look its path up again.
    ///
    /// ```
    /// # use dfsc::cache::{Domains, PathReferral, ReferralCache};
    /// # use dfsc::Response;
    /// # let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0").unwrap();
    /// # let referral = PathReferral::new(r"\s\d", &response, Domains::NONE)?;
    /// # let mut cache = ReferralCache::<2048, 8>::new();
    /// let handle = cache.insert(&referral, 0)?;
    /// assert_eq!(cache.get(handle, 0).unwrap().referral().dfs_path_prefix(), r"\s\d");
    /// assert!(cache.get(handle, 1200).is_none());
    /// assert!(cache.remove(handle));
    /// assert!(cache.get(handle, 0).is_none());
    /// # Ok::<(), dfsc::cache::CacheError>(())
    /// ```
    #[must_use]
    pub fn get(&self, handle: Handle, now: u32) -> Option<Cached<'_>> {
        self.view().get(handle, now)
    }

    /// Keeps what a reply said of a path, or refreshes what is kept for the same path.
    ///
    /// A new entry has its first target for a hint. If there is one that is not past its hard time-out, it is refreshed: its list of targets stays if that of the reply is equivalent,
    /// and all else is taken over; the hint stays on its target, if that is in the reply, and goes to the first otherwise, or if the reply says `TargetFailback` and
    /// the target is not in the first set. Lists are equivalent that have the same targets in any order, in version 4
    /// within each set; those that share so much text that it would take too long to find out are not: see [the module](super).
    ///
    /// No entry is touched but that for the path itself, and those that must make room.
    ///
    /// # Errors
    ///
    /// It cannot be kept: see [`PathReferral::keepable`]; if `TimeToLive` is 0, an entry for the same path goes too. Or it does not fit
    /// ([`TooLarge`](crate::cache::CacheErrorKind::TooLarge)), and an entry for the same path, whose targets are others now, goes.
    ///
    /// `[MS-DFSC] 3.1.5.4.3`
    pub fn insert<T: Text>(
        &mut self,
        referral: &PathReferral<'_, T>,
        now: u32,
    ) -> Result<Handle, CacheError> {
        self.view_mut().insert(referral, now)
    }

    /// Remembers that a ROOT request for a path was refused: it is in no namespace. `false`, and nothing is kept, if that is
    /// [not wanted](Self::set_negative_seconds); if the status is none of `NOT_FOUND`, `FS_DRIVER_REQUIRED`, `DFS_UNAVAILABLE`; if the path has not two components; if there is a referral for it that is not past
    /// its hard time-out; or if it does not fit.
    ///
    /// The spec knows no such entries. They spare a client that asks for every path the same answer again and again.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 12
    pub fn insert_negative<T: Text>(&mut self, path: T, status: NtStatus, now: u32) -> bool {
        self.view_mut().insert_negative(Path::new(path), status, now)
    }

    /// `TargetHint`: remembers the target that answered, or the one to be tried next, by its [place](super::ListedTarget::index) in the list. `false` if there is no such
    /// entry or target.
    ///
    /// `[MS-DFSC] 3.1.5.2`
    pub fn set_target_hint(&mut self, handle: Handle, index: u16) -> bool {
        self.view_mut().set_target_hint(handle, index)
    }

    /// Drops an entry, as for a link whose server says that there is none any more; `false` if it has gone already.
    ///
    /// `[MS-DFSC] 3.1.5.4.3`
    pub fn remove(&mut self, handle: Handle) -> bool {
        self.view_mut().remove(handle)
    }

    /// Remembers that a stale entry was asked for in vain: it counts as [fresh](Lookup::Fresh) for 30 seconds, so that not everybody asks again before using it.
    /// When it is gone does not change; nor does anything if it is fresh for longer. `false` if the handle stands for nothing.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 9
    pub fn postpone(&mut self, handle: Handle, now: u32) -> bool {
        self.view_mut().postpone(handle, now)
    }

    /// Drops all entries at or below a path, or all there are if it is empty, as `dfsutil /pktflush` does; gives how many.
    ///
    /// ```
    /// # use dfsc::cache::ReferralCache;
    /// # use dfsc::NtStatus;
    /// let mut cache = ReferralCache::<2048, 8>::new();
    /// cache.set_negative_seconds(60);
    /// assert!(cache.insert_negative(r"\srv\share", NtStatus::NOT_FOUND, 0));
    /// assert_eq!((cache.flush(r"\other"), cache.flush(r"\SRV")), (0, 1));
    /// ```
    pub fn flush<T: Text>(&mut self, prefix: T) -> usize {
        self.view_mut().flush(Path::new(prefix))
    }

    /// All there is, as `dfsutil /pktinfo` lists it, in no order: also what is past its hard time-out and has not made room yet.
    ///
    /// ```
    /// # use dfsc::cache::{Listed, ReferralCache};
    /// # use dfsc::NtStatus;
    /// let mut cache = ReferralCache::<2048, 8>::new();
    /// cache.set_negative_seconds(60);
    /// assert!(cache.insert_negative(r"\srv\share", NtStatus::NOT_FOUND, 0));
    /// let Some(Listed::Negative { dfs_path_prefix, until, .. }) = cache.entries().next() else { panic!() };
    /// assert_eq!((dfs_path_prefix.to_string().as_str(), until), (r"\srv\share", 60));
    /// ```
    pub fn entries(&self) -> impl Iterator<Item = Listed<'_>> + Clone {
        self.view().entries()
    }

    /// How many of the `BYTES` are taken: by each entry those of its reply, and of its path with one `\` before each component.
    ///
    /// ```
    /// # use dfsc::cache::ReferralCache;
    /// assert_eq!(ReferralCache::<2048, 8>::new().bytes_used(), 0);
    /// ```
    #[must_use]
    pub fn bytes_used(&self) -> usize {
        self.bytes.len()
    }

    fn view(&self) -> View<'_> {
        View { bytes: &self.bytes, slots: &self.slots }
    }

    #[inline(never)]
    pub(crate) fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut {
            bytes: &mut self.bytes,
            slots: &mut self.slots,
            heads: &mut self.heads,
            state: &mut self.state,
        }
    }
}

impl<const BYTES: usize, const SLOTS: usize> Default for ReferralCache<BYTES, SLOTS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const BYTES: usize, const SLOTS: usize> fmt::Debug for ReferralCache<BYTES, SLOTS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}

#[cfg(feature = "defmt")]
impl<const BYTES: usize, const SLOTS: usize> defmt::Format for ReferralCache<BYTES, SLOTS> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for listed in self.entries() {
            defmt::write!(f, "{} ", listed);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::{PathReferral, ReferralCache};
    use crate::Response;
    use crate::cache::Domains;

    #[test]
    fn uses_may_be_too_many_to_count() {
        let response =
            Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0").unwrap();
        let mut cache = ReferralCache::<256, 2>::new();
        cache.state.uses = u32::MAX - 1;
        for path in [r"\a\d", r"\b\d", r"\c\d", r"\d\d"] {
            cache.insert(&PathReferral::new(path, &response, Domains::NONE).unwrap(), 0).unwrap();
        }
        // The last two are there.
        assert!(cache.lookup(r"\c\d", 0).cached().is_some() && cache.lookup(r"\d\d", 0).cached().is_some());
    }
}

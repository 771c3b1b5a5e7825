//! What a referral cache answers with. `[MS-DFSC] 3.1.1`

use super::referral::PathReferral;
use crate::status::NtStatus;
use crate::text::Utf16Le;

/// What a cache knows of a path.
///
/// `[MS-DFSC] 3.1.4.1` step 2
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Lookup<'c> {
    /// Nothing. `[MS-DFSC] 3.1.4.1` step 2.1
    Miss,
    /// Where it leads; within `TimeToLive`, or asked for in vain [lately](super::ReferralCache::postpone). `[MS-DFSC] 3.1.4.1` step 2.3
    Fresh(Cached<'c>),
    /// Where it leads, but the soft time-out is over: ask again first. If no attempt succeeds it may be used all the same, until the hard time-out;
    /// [`postpone`](super::ReferralCache::postpone) remembers that it was tried. `[MS-DFSC] 3.1.4.1` step 2.2
    Stale(Cached<'c>),
    /// It is in no namespace: not long ago a server said so with this status. `[MS-DFSC] 3.1.4.1` step 12
    Negative(NtStatus),
}

impl<'c> Lookup<'c> {
    /// The referral, fresh or stale.
    ///
    /// ```
    /// # use dfsc::cache::ReferralCache;
    /// assert!(ReferralCache::<2048, 8>::new().lookup(r"\srv\dfs", 0).cached().is_none());
    /// ```
    #[must_use]
    pub const fn cached(self) -> Option<Cached<'c>> {
        match self {
            Self::Fresh(cached) | Self::Stale(cached) => Some(cached),
            Self::Miss | Self::Negative(_) => None,
        }
    }
}

/// A referral in a cache, with its time-outs.
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Cached<'c> {
    pub(super) handle: Handle,
    pub(super) soft_timeout: u32,
    pub(super) hard_timeout: u32,
    pub(super) referral: PathReferral<'c, Utf16Le<'c>>,
}

impl<'c> Cached<'c> {
    /// What stands for it while an operation goes on.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn handle(&self) -> Handle {
        self.handle
    }

    /// What it says: its path, its targets, the hint.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn referral(&self) -> PathReferral<'c, Utf16Le<'c>> {
        self.referral
    }

    /// When it is to be asked for again: `TimeToLive` after it came, or some seconds after [that was tried in vain](super::ReferralCache::postpone).
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn soft_timeout(&self) -> u32 {
        self.soft_timeout
    }

    /// When it is gone: four times `TimeToLive` after it came, as in Windows since Vista.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn hard_timeout(&self) -> u32 {
        self.hard_timeout
    }
}

/// What a cache lists: see [`ReferralCache::entries`](super::ReferralCache::entries).
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Listed<'c> {
    /// Where a path leads. `[MS-DFSC] 3.1.1`
    Referral(Cached<'c>),
    /// That a path is in no namespace. `[MS-DFSC] 3.1.4.1` step 12
    Negative {
        /// The path, of two components. `[MS-DFSC] 3.1.1`
        dfs_path_prefix: Utf16Le<'c>,
        /// What a server said. `[MS-DFSC] 3.1.5.4.3`
        status: NtStatus,
        /// When it is gone, in seconds. `[MS-DFSC] 3.1.1`
        until: u32,
    },
}

/// Stands for an entry of a cache while an operation goes on: it pins nothing, and stands for nothing once the entry has gone or has other targets.
///
/// A place is numbered anew each time that its entry goes; a handle that is still about after 65536 times stands for what is there then. That may be dropped or get another hint by it, and leads nobody
/// astray: [a path](PathReferral::rewrite) that does not begin with that entry's is not rewritten.
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Handle {
    pub(super) place: u16,
    pub(super) generation: u16,
}

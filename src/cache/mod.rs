//! What replies said, kept in fixed memory: the referral cache and the domain cache of a client. `[MS-DFSC] 3.1.1`
//!
//! * [`PathReferral`] is what a reply to a ROOT, LINK or SYSVOL request says of the path that was asked for: its targets, how long they are good, whether they
//!   are in another namespace. It serves the operation that asked, whether it may be kept or not.
//! * [`ReferralCache`] keeps such referrals, finds the one for a path, and remembers which target answered.
//! * [`DomainCache`] keeps which domains there are, and where their controllers are. [`Domains`] is what can be read of it.
//! * [`CacheError`] says why a reply says nothing of what was asked, or cannot be kept.
//!
//! Nothing here knows a clock, or sends anything: time is an argument, in seconds, on any clock that does not go back. All capacities are constants of the types, and nothing
//! is allocated, so that a cache can be a `static`.
//!
//! # What a server can do to it
//!
//! Replies are hostile, and a cache makes them last. A reply is kept only for a path that was asked for, or one above it that is a root or below one: `PathConsumed` says how much of the
//! request it covers, in whole components, and the `DFSPath` of every entry that has one must be that path. So a server cannot own paths that nobody asked it about. What a reply costs is
//! bounded by its length and by that of the request, however its entries share strings: to bring a list together with the one it refreshes about 64 UTF-16 units are looked at for each byte of both at most,
//! and lists that take more are taken for different.
//!
//! # Where the spec is silent
//!
//! What is decided here is said where it is: which path a referral is for ([`PathReferral::new`]), which target comes next ([`TargetList::attempt`]), what makes room
//! ([`ReferralCache`]), what is remembered of paths in no namespace ([`ReferralCache::insert_negative`]).

mod arena;
mod compare;
mod domain;
mod domain_cache;
mod found;
mod index;
mod referral;
mod referral_cache;
mod refresh;
mod slot;
mod target;
mod view;

pub use crate::error::{CacheError, CacheErrorKind};
pub use domain::{Domain, DomainHandle, Domains};
pub use domain_cache::DomainCache;
pub use found::{Cached, Handle, Listed, Lookup};
pub use referral::{PathReferral, RootOrLink};
pub use referral_cache::ReferralCache;
pub use target::{ListedTarget, TargetList, Targets};

#[cfg(feature = "client")]
pub(crate) use {
    compare::Path,
    domain_cache::View as DomainView,
    index::key_of,
    referral::Marks,
    slot::Key,
    view::{Known, ViewMut as ReferralView},
};

//! What a reply says of the path that was asked for. `[MS-DFSC] 3.1.5.4.3`

use super::compare::{Path, Relation};
use super::domain::Domains;
use super::refresh::units_for;
use super::target::{ListedTarget, TargetList};
use crate::error::{CacheError, CacheErrorKind as Kind};
use crate::path::{DfsPath, Rewritten};
use crate::text::{Text, Utf16Le};
use crate::wire::{Briefs, Response, ServerType};
use core::fmt;

/// `RootOrLink`: what a referral's path is. `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum RootOrLink {
    /// A namespace: its targets know the links below it. `[MS-DFSC] 3.1.1`
    Root,
    /// A link, or what lies in no namespace, as `SYSVOL`. `[MS-DFSC] 3.1.1`
    Link,
}

/// What a referral says besides its targets, and what an entry of a cache is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks(pub(crate) u8);

impl Marks {
    /// Set in all entries there are.
    pub(super) const TAKEN: Self = Self(0x01);
    /// It says that a path is in no namespace, and has no targets.
    pub(super) const NEGATIVE: Self = Self(0x02);
    pub(crate) const ROOT: Self = Self(0x04);
    pub(crate) const INTERLINK: Self = Self(0x08);
    pub(super) const TARGET_FAILBACK: Self = Self(0x10);
    /// Targets are in sets. `[MS-DFSC] 3.1.5.4.3`
    pub(crate) const VERSION_4: Self = Self(0x20);

    pub(crate) const fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    /// With the mark too, if so.
    pub(super) const fn and(self, mark: Self, is_set: bool) -> Self {
        Self(if is_set { self.0 | mark.0 } else { self.0 })
    }
}

/// What a reply to a ROOT, LINK or SYSVOL request says of a path: the tuple that the spec calls an entry of the `ReferralCache`.
///
/// It is what a [`ReferralCache`](super::ReferralCache) keeps and finds, and serves one operation where it cannot be kept.
///
/// ```
/// use dfsc::cache::{Domains, PathReferral, RootOrLink};
/// use dfsc::Response;
///
/// // What a server without entries of later versions says of \s\d: it is \t\d, for 300 seconds.
/// let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0").unwrap();
/// let referral = PathReferral::new(r"\s\d\x", &response, Domains::NONE)?;
/// assert_eq!(referral.dfs_path_prefix(), r"\s\d");
/// assert_eq!(referral.root_or_link(), RootOrLink::Root);
/// assert_eq!(referral.time_to_live(), 300);
///
/// let target = referral.target_hint();
/// assert_eq!(referral.rewrite(r"\s\d\x", target).unwrap().to_string(), r"\t\d\x");
/// # Ok::<(), dfsc::cache::CacheError>(())
/// ```
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy)]
pub struct PathReferral<'a, T> {
    pub(super) prefix: T,
    pub(super) response: Response<'a>,
    pub(super) time_to_live: u32,
    pub(super) marks: Marks,
    pub(super) hint: u16,
    /// Why it cannot be kept, if it cannot.
    pub(super) not_kept: Option<Kind>,
}

impl<'a, T: Text> PathReferral<'a, T> {
    /// What `response` says of `path`, the `RequestFileName` that was asked for. `domains` are those of the computer's
    /// [`DomainCache`](super::DomainCache): a single target in one of them is an interlink.
    ///
    /// The path that it is for is what `PathConsumed` covers of `path`. A reply that is at odds with itself about that may serve the one operation
    /// that asked, and is never kept: see [`keepable`](Self::keepable). Version 1 has no `TimeToLive`: 300 seconds for a root, 1800 for a link.
    ///
    /// # Errors
    ///
    /// The reply gives no target for the path: [`NoReferrals`](Kind::NoReferrals), [`NotTargets`](Kind::NotTargets), [`NoTarget`](Kind::NoTarget),
    /// [`NotCovered`](Kind::NotCovered). [`CacheError::status`] tells what a client reports.
    ///
    /// `[MS-DFSC] 3.1.5.4.3`
    pub fn new(path: T, response: &Response<'a>, domains: Domains<'_>) -> Result<Self, CacheError> {
        let error = |kind, value| Err(CacheError::new(kind, value));
        let Some(first) = Briefs::of(response).next() else { return error(Kind::NoReferrals, 0) };
        let (path, path_consumed) = (DfsPath::new(path), response.path_consumed());
        let by_path_consumed = path.split_consumed(path_consumed).ok();
        let is_root = first.server_type == ServerType::ROOT;
        // Version 1 does not say: these are what servers say of roots and links, unless they are told to.
        let default = if is_root { 300 } else { 1800 };
        // Entries may share a string, and one that is all separators: no more is looked at than such paths have, nor than the message has for all of them.
        let at_most = by_path_consumed.map_or(0, |(prefix, _)| prefix.text().count_units().wrapping_add(16));
        let mut budget = units_for(response.as_bytes().len().wrapping_add(at_most));
        let (mut time_to_live, mut is_other) = (u32::MAX, false);
        for (index, brief) in (0..).zip(Briefs::of(response)) {
            if brief.is_list {
                return error(Kind::NotTargets, index);
            }
            if !names_target(brief.address) {
                return error(Kind::NoTarget, index);
            }
            time_to_live = time_to_live.min(if brief.version == 1 { default } else { brief.time_to_live });
            if let Some((prefix, _)) = by_path_consumed.filter(|_| brief.version != 1) {
                let (path, prefix) = (Path::up_to_nul(brief.name), Path::new(prefix.text()));
                let (relation, walked) = path.compared_with(prefix, at_most.min(budget));
                budget = budget.saturating_sub(walked);
                is_other |= relation != Relation::Same;
            }
        }
        let prefix = by_path_consumed.or_else(|| {
            let dfs_path = Utf16Le::before_nul(first.name.as_bytes());
            let consumed = path.path_consumed(DfsPath::new(dfs_path))?;
            path.split_consumed(consumed.try_into().ok()?).ok()
        });
        let Some((prefix, _)) = prefix else { return error(Kind::NotCovered, path_consumed.into()) };
        let (components, _) = Path::new(prefix.text()).measure(usize::MAX).unwrap_or_default();
        let not_kept = if by_path_consumed.is_none() {
            Some(Kind::PathConsumed)
        } else if is_other {
            Some(Kind::OtherPath)
        } else if components < 2 || (is_root && components > 2) {
            Some(Kind::PrefixLength)
        } else if time_to_live == 0 {
            Some(Kind::ZeroTimeToLive)
        } else {
            None
        };
        let (flags, is_version_4) = (response.flags(), first.version == 4);
        let is_interlink = (flags.referral_servers() && !flags.storage_servers())
            || (response.number_of_referrals() == 1 && is_in(first.address, domains));
        let marks = Marks::TAKEN
            .and(Marks::ROOT, is_root)
            .and(Marks::INTERLINK, is_interlink)
            .and(Marks::TARGET_FAILBACK, flags.target_failback() && is_version_4)
            .and(Marks::VERSION_4, is_version_4);
        Ok(Self { prefix: prefix.text(), response: *response, time_to_live, marks, hint: 0, not_kept })
    }

    #[cfg(feature = "client")]
    pub(crate) const fn marks(&self) -> Marks {
        self.marks
    }

    /// `DFSPathPrefix`: the path that the referral is for, as it was written by who asked; in a cache, with one `\` before each component.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn dfs_path_prefix(&self) -> T {
        self.prefix
    }

    /// Whether it is for a root or for a link, which its first entry decides.
    ///
    /// A root server that finds no link answers a LINK request for the root; one that hosts no namespace of its own answers a ROOT request with a link.
    ///
    /// `[MS-DFSC] 3.1.5.4.3`
    #[must_use]
    pub const fn root_or_link(&self) -> RootOrLink {
        if self.marks.has(Marks::ROOT) { RootOrLink::Root } else { RootOrLink::Link }
    }

    /// `Interlink`: whether the targets are in another namespace, where the path must be looked up again.
    ///
    /// `[MS-DFSC] 3.1.5.4.5`
    #[must_use]
    pub const fn is_interlink(&self) -> bool {
        self.marks.has(Marks::INTERLINK)
    }

    /// `TargetFailback`: whether a client goes back to the first set of targets when it refreshes the referral. Version 4 only.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn target_failback(&self) -> bool {
        self.marks.has(Marks::TARGET_FAILBACK)
    }

    /// For how many seconds it is fresh: the least that an entry says.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn time_to_live(&self) -> u32 {
        self.time_to_live
    }

    /// `TargetHint`: the target to try first. The first of the list, until a [cache](super::ReferralCache::set_target_hint) knows better.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn target_hint(&self) -> ListedTarget<'a> {
        self.target_list().get(self.hint).unwrap_or(ListedTarget::NONE)
    }

    /// `TargetList`: all targets.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    #[inline(never)]
    pub const fn target_list(&self) -> TargetList<'a> {
        TargetList::new(self.response, self.marks.has(Marks::VERSION_4))
    }

    /// Whether a cache may keep it, if there is room; if not, it can serve the operation that asked all the same.
    ///
    /// # Errors
    ///
    /// [`PathConsumed`](Kind::PathConsumed), [`OtherPath`](Kind::OtherPath), [`PrefixLength`](Kind::PrefixLength),
    /// [`ZeroTimeToLive`](Kind::ZeroTimeToLive): see there.
    ///
    /// `[MS-DFSC] 3.1.1`
    pub fn keepable(&self) -> Result<(), CacheError> {
        match self.not_kept {
            None => Ok(()),
            Some(kind) => Err(CacheError::new(kind, self.response.path_consumed().into())),
        }
    }

    /// The path on one of the targets: what follows [`dfs_path_prefix`](Self::dfs_path_prefix) in it, behind the target. `None` if it does not begin with that.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 3
    #[must_use]
    pub fn rewrite<U: Text>(&self, path: U, target: ListedTarget<'a>) -> Option<Rewritten<Utf16Le<'a>, U>> {
        let rest = DfsPath::new(path).strip_prefix(DfsPath::new(self.prefix))?;
        Some(Rewritten { target: target.path(), rest: rest.text() })
    }
}

/// Whether it is a target: a component begins in its first three units. No more is looked at, as entries may share a long string.
fn names_target(address: Utf16Le<'_>) -> bool {
    let address = address.as_bytes();
    let head = Utf16Le::before_nul(address.get(..6).unwrap_or(address));
    DfsPath::new(head).components().next().is_some()
}

/// Whether a target is in a domain, and not on a server.
fn is_in(address: Utf16Le<'_>, domains: Domains<'_>) -> bool {
    let address = DfsPath::new(Utf16Le::before_nul(address.as_bytes()));
    address.components().next().is_some_and(|server| domains.find(server).is_some())
}

impl<T: Text + fmt::Debug> fmt::Debug for PathReferral<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathReferral")
            .field("dfs_path_prefix", &self.prefix)
            .field("root_or_link", &self.root_or_link())
            .field("is_interlink", &self.is_interlink())
            .field("target_failback", &self.target_failback())
            .field("time_to_live", &self.time_to_live)
            .field("target_hint", &self.hint)
            .field("target_list", &self.target_list())
            .field("keepable", &self.keepable())
            .finish()
    }
}

#[cfg(feature = "defmt")]
impl<T: Text + defmt::Format> defmt::Format for PathReferral<'_, T> {
    fn format(&self, f: defmt::Formatter<'_>) {
        let (root_or_link, targets) = (self.root_or_link(), self.target_list());
        defmt::write!(f, "{} ({}, {} s) -> {}", self.prefix, root_or_link, self.time_to_live, targets);
    }
}

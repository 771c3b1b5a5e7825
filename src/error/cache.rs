//! Why a reply says nothing of what was asked, or cannot be kept.

use super::clamp;
use crate::status::NtStatus;
use core::fmt;

/// Why a reply says nothing of what was asked, or cannot be kept.
///
/// [`CacheError::value`] and [`CacheError::limit`] hold the numbers that each kind names; where it names none, they say nothing.
///
/// ```
/// use dfsc::Response;
/// use dfsc::cache::{CacheErrorKind, Domains, PathReferral};
///
/// let empty = Response::parse(&[16, 0, 0, 0, 2, 0, 0, 0]).unwrap();
/// let error = PathReferral::new(r"\srv\dfs", &empty, Domains::NONE).unwrap_err();
/// assert_eq!(error.kind(), CacheErrorKind::NoReferrals);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
// As wide as a register, so that a `CacheError` has no padding to copy.
#[repr(u32)]
pub enum CacheErrorKind {
    /// The reply has no entries: there are no targets, or no names.
    NoReferrals,
    /// An entry is a name list, where targets were asked for. Value: which entry, from 0.
    NotTargets,
    /// An entry names no target, or one without a component behind at most two separators. Value: which entry, from 0.
    NoTarget,
    /// Neither `PathConsumed` nor `DFSPath` says what part of the path the reply is for. Value: `PathConsumed`.
    NotCovered,
    /// An entry is a target, where name lists were asked for. Value: which entry, from 0.
    NotNameLists,
    /// The reply to a DC request has more than one entry. Value: how many.
    NotOneReferral,
    /// The reply is for another domain than the one asked for.
    OtherDomain,
    /// The reply names no domain controller.
    NoNames,
    /// `PathConsumed` is odd, past the path, inside a component, or zero; only `DFSPath` says what the reply is for. Value: `PathConsumed`.
    PathConsumed,
    /// The `DFSPath` of an entry is not what `PathConsumed` covers of the path that was asked for, or there is none in a version that has
    /// the field. Value: `PathConsumed`.
    OtherPath,
    /// What is covered has fewer than two components, or is a root that has more than two: it would own what nobody asked for.
    PrefixLength,
    /// `TimeToLive` is 0: the reply is for the one operation that asked.
    ZeroTimeToLive,
    /// It does not fit, whatever would be dropped. Value: the bytes that it takes. Limit: how many there can be; 0 if there are no slots.
    TooLarge,
    /// The domain is not in the cache.
    UnknownDomain,
}

/// Why a reply says nothing of what was asked, or cannot be kept: [`status`](Self::status) tells the two apart.
///
/// `Display` makes a sentence of it.
///
/// ```
/// use dfsc::cache::{Domains, PathReferral, ReferralCache};
/// use dfsc::Response;
///
/// // \t\d for \s\d, in version 1.
/// let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0").unwrap();
/// let referral = PathReferral::new(r"\s\d", &response, Domains::NONE)?;
/// let error = ReferralCache::<16, 1>::new().insert(&referral, 0).unwrap_err();
/// assert_eq!(error.to_string(), "34 bytes are needed, and there is room for at most 16");
/// // It can serve once all the same.
/// assert_eq!(error.status(), None);
/// assert_eq!(referral.target_hint().path(), r"\t\d");
/// # Ok::<(), dfsc::cache::CacheError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CacheError {
    kind: CacheErrorKind,
    value: u32,
    limit: u32,
}

impl CacheError {
    pub(crate) fn new(kind: CacheErrorKind, value: usize) -> Self {
        Self { kind, value: clamp(value), limit: 0 }
    }

    pub(crate) fn too_large(needed: usize, room: usize) -> Self {
        Self { limit: clamp(room), ..Self::new(CacheErrorKind::TooLarge, needed) }
    }

    /// What is wrong.
    ///
    /// ```
    /// # use dfsc::cache::{CacheErrorKind, DomainCache};
    /// let error = DomainCache::<64, 4>::new().set_bootstrap_dc("a/b", 0).unwrap_err();
    /// assert_eq!(error.kind(), CacheErrorKind::NoNames);
    /// ```
    #[must_use]
    pub const fn kind(self) -> CacheErrorKind {
        self.kind
    }

    /// The number that is wrong; its [kind](CacheErrorKind) says what it counts.
    ///
    /// ```
    /// # use dfsc::cache::DomainCache;
    /// assert_eq!(DomainCache::<8, 4>::new().set_bootstrap_dc("dc.co", 0).unwrap_err().value(), 12);
    /// ```
    #[must_use]
    pub const fn value(self) -> u32 {
        self.value
    }

    /// The limit that it breaks; the [kind](CacheErrorKind) says what sets it.
    ///
    /// ```
    /// # use dfsc::cache::DomainCache;
    /// assert_eq!(DomainCache::<8, 4>::new().set_bootstrap_dc("dc.co", 0).unwrap_err().limit(), 8);
    /// ```
    #[must_use]
    pub const fn limit(self) -> u32 {
        self.limit
    }

    /// What a client reports, or fails over on, if the reply says nothing of what was asked: `STATUS_OBJECT_PATH_NOT_FOUND` if it has no
    /// entries, else `STATUS_INVALID_NETWORK_RESPONSE`. `None` if it is sound, and only cannot be kept.
    ///
    /// `[MS-DFSC] 3.1.4.2`, `3.1.5.4.3`
    #[must_use]
    pub const fn status(self) -> Option<NtStatus> {
        use CacheErrorKind as Kind;
        match self.kind {
            Kind::NoReferrals => Some(NtStatus::OBJECT_PATH_NOT_FOUND),
            Kind::NotTargets
            | Kind::NoTarget
            | Kind::NotCovered
            | Kind::NotNameLists
            | Kind::NotOneReferral
            | Kind::OtherDomain
            | Kind::NoNames => Some(NtStatus::INVALID_NETWORK_RESPONSE),
            Kind::PathConsumed
            | Kind::OtherPath
            | Kind::PrefixLength
            | Kind::ZeroTimeToLive
            | Kind::TooLarge
            | Kind::UnknownDomain => None,
        }
    }
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use CacheErrorKind as Kind;
        let Self { kind, value, limit } = *self;
        match kind {
            Kind::NoReferrals => f.write_str("the reply has no entries"),
            Kind::NotTargets => write!(f, "entry {value} lists names, and is no target"),
            Kind::NoTarget => write!(f, "entry {value} names no target"),
            Kind::NotCovered => {
                write!(f, "neither PathConsumed, {value}, nor DFSPath says what part of the path is covered")
            }
            Kind::NotNameLists => write!(f, "entry {value} is a target, and lists no names"),
            Kind::NotOneReferral => write!(f, "there are {value} entries, not one"),
            Kind::OtherDomain => f.write_str("the reply is for another domain"),
            Kind::NoNames => f.write_str("there is no name of one component"),
            Kind::PathConsumed => write!(f, "PathConsumed, {value}, covers no whole components of the path"),
            Kind::OtherPath => f.write_str("a DFSPath is not the path that PathConsumed covers"),
            Kind::PrefixLength => f.write_str("what is covered is neither a root nor below one"),
            Kind::ZeroTimeToLive => f.write_str("TimeToLive is 0, so that it serves once"),
            Kind::TooLarge => write!(f, "{value} bytes are needed, and there is room for at most {limit}"),
            Kind::UnknownDomain => f.write_str("the domain is not in the cache"),
        }
    }
}

impl core::error::Error for CacheError {}

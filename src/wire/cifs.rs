//! The other reading of versions 1 and 2: that of the CIFS-era text of `TRANS2_GET_DFS_REFERRAL`, which old servers follow.
//!
//! The fields are the same and their raw values are kept; what they mean differs. [MS-DFSC] gives `ServerType` two values, ignores
//! `ReferralEntryFlags` and `Proximity`, and lets a client decide by the reply's kind whether to ask again.

use super::referral::Target;
use super::response::Response;
use super::values::{ReferralHeaderFlags, ServerType};
use core::fmt;
use core::iter::FusedIterator;

/// What kind of server holds a target, in the CIFS-era reading of `ServerType`.
///
/// ```
/// use dfsc::{CifsServerType, ServerType};
///
/// // In [MS-DFSC] the same number says that the target is a root.
/// assert_eq!(ServerType::ROOT.cifs(), CifsServerType::Smb);
/// assert_eq!(ServerType(2).cifs().to_string(), "NetWare server");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum CifsServerType {
    /// 0: not known.
    Unknown,
    /// 1: an SMB server.
    Smb,
    /// 2: a server of Novell `NetWare`.
    NetWare,
    /// 3: a domain.
    Domain,
    /// A value that the text does not define.
    Other(u16),
}

impl fmt::Display for CifsServerType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Smb => f.write_str("SMB server"),
            Self::NetWare => f.write_str("NetWare server"),
            Self::Domain => f.write_str("domain"),
            Self::Other(value) => write!(f, "undefined ({value})"),
        }
    }
}

impl ServerType {
    /// The same number in the CIFS-era reading. It applies to versions 1 and 2.
    ///
    /// ```
    /// # use dfsc::{CifsServerType, ServerType};
    /// assert_eq!(ServerType(3).cifs(), CifsServerType::Domain);
    /// assert_eq!(ServerType(4).cifs(), CifsServerType::Other(4));
    /// ```
    #[must_use]
    pub const fn cifs(self) -> CifsServerType {
        match self.0 {
            0 => CifsServerType::Unknown,
            1 => CifsServerType::Smb,
            2 => CifsServerType::NetWare,
            3 => CifsServerType::Domain,
            other => CifsServerType::Other(other),
        }
    }
}

impl ReferralHeaderFlags {
    /// Whether, in the CIFS-era reading, one of these servers is to be asked again: they can answer referral requests, and are
    /// not said to hold the storage.
    ///
    /// The text has a client ask again whenever the first bit is set. A reply that sets both, as every root reply does, would then be asked
    /// for without end.
    ///
    /// ```
    /// # use dfsc::ReferralHeaderFlags;
    /// assert!(ReferralHeaderFlags::REFERRAL_SERVERS.cifs_ask_again());
    /// assert!(!ReferralHeaderFlags(3).cifs_ask_again());
    /// assert!(!ReferralHeaderFlags::STORAGE_SERVERS.cifs_ask_again());
    /// ```
    #[must_use]
    pub const fn cifs_ask_again(self) -> bool {
        self.referral_servers() && !self.storage_servers()
    }
}

/// How far away a target is, in the CIFS-era reading of `Proximity`: 0 is the closest.
///
/// Comparable only among the targets of one reply.
///
/// ```
/// use dfsc::Distance;
///
/// assert!(Distance(0) < Distance(1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Distance(pub u32);

/// A target of version 1 or 2 in the CIFS-era reading: see [`Target::cifs`].
///
/// ```
/// use dfsc::{CifsServerType, Response};
///
/// let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\x01\0\\\0t\0\\\0d\0\0\0").unwrap();
/// let target = response.referrals().next().unwrap().target().unwrap().cifs().unwrap();
/// assert_eq!(target.server_type(), CifsServerType::Smb);
/// assert!(target.strips_path_consumed());
/// assert_eq!(target.distance(), None); // version 1 has none
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CifsTarget<'a> {
    target: Target<'a>,
}

impl<'a> CifsTarget<'a> {
    /// The same target in the [MS-DFSC] reading.
    ///
    /// `[MS-DFSC] 2.2.5.1`, `2.2.5.2`
    #[must_use]
    pub const fn target(&self) -> Target<'a> {
        self.target
    }

    /// What kind of server holds the target.
    ///
    /// ```
    /// # use dfsc::{CifsServerType, Response};
    /// let response = Response::parse(b"\0\0\x01\0\0\0\0\0\x01\0\x0a\0\x02\0\0\0\0\0").unwrap();
    /// let target = response.cifs_by_distance().next();
    /// assert!(target.is_none()); // version 1
    /// let target = response.referrals().next().unwrap().target().unwrap();
    /// assert_eq!(target.cifs().unwrap().server_type(), CifsServerType::NetWare);
    /// ```
    #[must_use]
    pub fn server_type(&self) -> CifsServerType {
        self.target.server_type().cifs()
    }

    /// Whether `PathConsumed` is to be stripped from the name before it is given to this target: the first bit of the entry's flags.
    ///
    /// ```
    /// # use dfsc::Response;
    /// let response = Response::parse(b"\0\0\x01\0\0\0\0\0\x01\0\x0a\0\x02\0\x01\0\0\0").unwrap();
    /// let target = response.referrals().next().unwrap().target().unwrap();
    /// assert!(target.cifs().unwrap().strips_path_consumed());
    /// ```
    #[must_use]
    pub fn strips_path_consumed(&self) -> bool {
        const STRIP: u16 = 0x0001;
        self.target.flags().0 & STRIP != 0
    }

    /// How far away the target is; `None` in version 1.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub fn distance(&self) -> Option<Distance> {
        self.target.proximity().map(Distance)
    }
}

impl<'a> Target<'a> {
    /// The target in the CIFS-era reading; `None` in versions 3 and 4, which that text does not have.
    ///
    /// `[MS-DFSC] 2.2.5.1`, `2.2.5.2`
    #[must_use]
    pub fn cifs(&self) -> Option<CifsTarget<'a>> {
        (self.version() <= 2).then_some(CifsTarget { target: *self })
    }
}

impl<'a> Response<'a> {
    /// The targets of version 2, the closest first in the CIFS-era reading; those equally close in the order of the reply.
    ///
    /// Nothing is sorted: each step looks at all entries, so that all of them take the square of their number.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn cifs_by_distance(&self) -> CifsByDistance<'a> {
        CifsByDistance { response: *self, last: None }
    }
}

/// Targets, the closest first: see [`Response::cifs_by_distance`].
///
/// `[MS-DFSC] 2.2.5.2`
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CifsByDistance<'a> {
    response: Response<'a>,
    /// The last one given: its distance, and which entry it is.
    last: Option<(Distance, usize)>,
}

impl<'a> Iterator for CifsByDistance<'a> {
    type Item = CifsTarget<'a>;

    fn next(&mut self) -> Option<CifsTarget<'a>> {
        let placed = self.response.referrals().enumerate().filter_map(|(index, referral)| {
            let target = referral.target()?.cifs()?;
            Some(((target.distance()?, index), target))
        });
        let left = placed.filter(|(place, _)| self.last.is_none_or(|last| *place > last));
        let (place, target) = left.min_by_key(|(place, _)| *place)?;
        self.last = Some(place);
        Some(target)
    }
}

impl FusedIterator for CifsByDistance<'_> {}

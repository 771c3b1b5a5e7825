//! Referral entries as validated views. `[MS-DFSC] 2.2.5`

use super::entry::{Form, Raw, share_name, structure_of};
use super::field::Structure;
use super::layout::{EntryFixed, Layout as _, ProximityFixed};
use super::values::{ReferralEntryFlags, ServerType};
use crate::text::Utf16Le;
use core::fmt;
use core::iter::FusedIterator;

/// One entry of a reply.
///
/// Entries for a target have the same accessors whatever their version, so that one pattern can take them all.
///
/// ```
/// use dfsc::{Referral, Response};
///
/// fn targets(response: &Response<'_>) -> usize {
///     let is_target = |referral: &Referral<'_>| match referral {
///         Referral::V1(t) | Referral::V2(t) | Referral::V3(t) | Referral::V4(t) => t.network_address().is_some(),
///         _ => false,
///     };
///     response.referrals().filter(is_target).count()
/// }
/// assert_eq!(targets(&Response::parse(&[40, 0, 0, 0, 2, 0, 0, 0]).unwrap()), 0);
/// ```
///
/// `[MS-DFSC] 2.2.5`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Referral<'a> {
    /// A target, version 1. `[MS-DFSC] 2.2.5.1`
    #[doc(alias = "DFS_REFERRAL_V1")]
    V1(Target<'a>),
    /// A target, version 2. `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFS_REFERRAL_V2")]
    V2(Target<'a>),
    /// A target, version 3. `[MS-DFSC] 2.2.5.3.1`
    #[doc(alias = "DFS_REFERRAL_V3")]
    V3(Target<'a>),
    /// A target, version 4. `[MS-DFSC] 2.2.5.4`
    #[doc(alias = "DFS_REFERRAL_V4")]
    V4(Target<'a>),
    /// Domains or domain controllers, version 3 or 4. `[MS-DFSC] 2.2.5.3.2`
    #[doc(alias = "NameListReferral")]
    NameList(NameList<'a>),
    /// An entry of a version nobody has defined: only [`Scan`](crate::Scan) yields it.
    Unknown {
        /// Its `VersionNumber`.
        version: u16,
        /// The whole entry, `Size` bytes.
        bytes: &'a [u8],
    },
}

impl<'a> Referral<'a> {
    /// The view of an entry that has been read.
    #[inline]
    pub(super) fn new(raw: Raw<'a>) -> Self {
        let version = raw.entry().version_number;
        match raw.form {
            Form::V1 => Self::V1(Target { raw }),
            Form::V2 => Self::V2(Target { raw }),
            Form::V3 if version == 3 => Self::V3(Target { raw }),
            Form::V3 => Self::V4(Target { raw }),
            Form::NameList => Self::NameList(NameList { raw }),
            Form::Unknown => Self::Unknown { version, bytes: raw.whole() },
        }
    }

    /// The entry as a target, whatever its version; `None` for name lists and unknown versions.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn target(&self) -> Option<Target<'a>> {
        match self {
            Self::V1(target) | Self::V2(target) | Self::V3(target) | Self::V4(target) => Some(*target),
            Self::NameList(_) | Self::Unknown { .. } => None,
        }
    }

    /// The entry's `VersionNumber`.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[doc(alias = "VersionNumber")]
    #[must_use]
    pub fn version(&self) -> u16 {
        match self {
            Self::V1(target) | Self::V2(target) | Self::V3(target) | Self::V4(target) => target.version(),
            Self::NameList(list) => list.version(),
            Self::Unknown { version, .. } => *version,
        }
    }

    /// The structure that the spec gives such an entry, with its fixed fields.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn structure(&self) -> &'static Structure {
        let is_list = matches!(self, Self::NameList(_));
        structure_of(self.version(), is_list)
    }
}

/// An entry that names a target: a server and share that hold what the path asks for.
///
/// `[MS-DFSC] 2.2.5.1` to `2.2.5.4`
#[derive(Clone, Copy)]
pub struct Target<'a> {
    raw: Raw<'a>,
}

impl<'a> Target<'a> {
    /// The `VersionNumber` of the entry, 1 to 4.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[doc(alias = "VersionNumber")]
    #[must_use]
    pub fn version(&self) -> u16 {
        self.raw.entry().version_number
    }

    /// The length of the entry in bytes, with any strings that lie inside it.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub fn size(&self) -> u16 {
        self.raw.entry().size
    }

    /// Whether the target is a namespace root.
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub fn server_type(&self) -> ServerType {
        ServerType(self.raw.entry().server_type)
    }

    /// The entry's flags, the undefined ones too.
    ///
    /// `[MS-DFSC] 2.2.5.4`
    #[must_use]
    pub fn flags(&self) -> ReferralEntryFlags {
        ReferralEntryFlags(self.raw.entry().referral_entry_flags)
    }

    /// How far away the target is, by a server that follows the CIFS-era text; 0 from all others. Version 2 only.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub fn proximity(&self) -> Option<u32> {
        match self.raw.form {
            Form::V2 => Some(ProximityFixed::split(self.raw.tail.get(EntryFixed::LEN..)?)?.0.proximity),
            _ => None,
        }
    }

    /// How long the referral may be used, in seconds. `None` in version 1, which has no such field.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub fn time_to_live(&self) -> Option<u32> {
        match self.raw.form {
            Form::V1 => None,
            _ => Some(self.raw.target().time_to_live),
        }
    }

    /// The path of the root or link that the target belongs to. `None` if the entry gives none, as in version 1.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFSPath")]
    #[must_use]
    pub fn dfs_path(&self) -> Option<Utf16Le<'a>> {
        self.raw.string(self.raw.target().dfs_path_offset)
    }

    /// The same path, in 8.3 form if the server keeps one. `None` if the entry gives none, as in version 1.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFSAlternatePath")]
    #[must_use]
    pub fn alternate_path(&self) -> Option<Utf16Le<'a>> {
        self.raw.string(self.raw.target().dfs_alternate_path_offset)
    }

    /// The target, as `\server\share` with or without a path below it; the `ShareName` of version 1 too.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "ShareName")]
    #[must_use]
    pub fn network_address(&self) -> Option<Utf16Le<'a>> {
        match self.raw.form {
            Form::V1 => share_name(self.raw.whole()),
            _ => self.raw.string(self.raw.target().network_address_offset),
        }
    }

    /// The GUID that versions 3 and 4 have room for: zero, and without a meaning.
    ///
    /// `None` where there is none: an entry of 18 bytes, or one that keeps its strings there.
    ///
    /// `[MS-DFSC] 2.2.5.3.1`
    #[must_use]
    pub fn service_site_guid(&self) -> Option<&'a [u8; 16]> {
        if self.raw.form == Form::V3 { self.raw.site() } else { None }
    }
}

/// An entry that lists names: a domain, or a domain and its controllers.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone, Copy)]
pub struct NameList<'a> {
    raw: Raw<'a>,
}

impl<'a> NameList<'a> {
    /// The `VersionNumber` of the entry, 3 or 4.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[doc(alias = "VersionNumber")]
    #[must_use]
    pub fn version(&self) -> u16 {
        self.raw.entry().version_number
    }

    /// The length of the entry in bytes: 18, or 34 with the padding that some servers add.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub fn size(&self) -> u16 {
        self.raw.entry().size
    }

    /// The `ServerType` field, 0 in name lists.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub fn server_type(&self) -> ServerType {
        ServerType(self.raw.entry().server_type)
    }

    /// The entry's flags; the one that makes it a name list is set.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub fn flags(&self) -> ReferralEntryFlags {
        ReferralEntryFlags(self.raw.entry().referral_entry_flags)
    }

    /// How long the names may be used, in seconds.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub fn time_to_live(&self) -> u32 {
        self.raw.list().time_to_live
    }

    /// What some servers put where a target has its GUID.
    pub(super) fn padding(&self) -> Option<&'a [u8; 16]> {
        self.raw.site()
    }

    /// The name of the domain, with or without a leading backslash. `None` if the entry gives none.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    #[must_use]
    pub fn special_name(&self) -> Option<Utf16Le<'a>> {
        self.raw.string(self.raw.list().special_name_offset)
    }

    /// The domain controllers, the one to try first in front; none in the reply to a domain request.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    #[must_use]
    pub fn expanded_names(&self) -> ExpandedNames<'a> {
        let list = self.raw.list();
        let names = self.raw.tail.get(list.expanded_name_offset.into()..).unwrap_or_default();
        ExpandedNames { names, left: list.number_of_expanded_names }
    }
}

/// The names of a [`NameList`], in order.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone)]
pub struct ExpandedNames<'a> {
    /// The message from the next name on.
    names: &'a [u8],
    left: u16,
}

impl<'a> Iterator for ExpandedNames<'a> {
    type Item = Utf16Le<'a>;

    #[inline]
    fn next(&mut self) -> Option<Utf16Le<'a>> {
        self.left = self.left.checked_sub(1)?;
        let name = Utf16Le::before_nul(self.names);
        self.names = self.names.get(name.as_bytes().len().wrapping_add(2)..).unwrap_or_default();
        Some(name)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.into(), Some(self.left.into()))
    }
}

impl ExactSizeIterator for ExpandedNames<'_> {}
impl FusedIterator for ExpandedNames<'_> {}

impl fmt::Debug for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("version", &self.version())
            .field("size", &self.size())
            .field("server_type", &self.server_type())
            .field("flags", &self.flags())
            .field("proximity", &self.proximity())
            .field("time_to_live", &self.time_to_live())
            .field("dfs_path", &self.dfs_path())
            .field("alternate_path", &self.alternate_path())
            .field("network_address", &self.network_address())
            .field("service_site_guid", &self.service_site_guid())
            .finish()
    }
}

impl fmt::Debug for NameList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameList")
            .field("version", &self.version())
            .field("size", &self.size())
            .field("server_type", &self.server_type())
            .field("flags", &self.flags())
            .field("time_to_live", &self.time_to_live())
            .field("special_name", &self.special_name())
            .field("expanded_names", &self.expanded_names())
            .finish()
    }
}

impl fmt::Debug for ExpandedNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(feature = "defmt")]
mod format {
    use super::{ExpandedNames, NameList, Target};
    use defmt::{Format, Formatter, write};

    impl Format for Target<'_> {
        fn format(&self, f: Formatter<'_>) {
            write!(f, "{} -> {}, {} s", self.dfs_path(), self.network_address(), self.time_to_live());
        }
    }

    impl Format for NameList<'_> {
        fn format(&self, f: Formatter<'_>) {
            write!(f, "{} = {}, {} s", self.special_name(), self.expanded_names(), self.time_to_live());
        }
    }

    impl Format for ExpandedNames<'_> {
        fn format(&self, f: Formatter<'_>) {
            for name in self.clone() {
                write!(f, "{} ", name);
            }
        }
    }
}

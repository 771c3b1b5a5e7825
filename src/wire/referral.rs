//! Referral entries as validated views, and their flags. `[MS-DFSC] 2.2.5`

use super::grammar::Body;
use super::layout::{DFS_REFERRAL, ServiceSite, Structure, V3Fixed};
use super::layout::{DFS_REFERRAL_V1, DFS_REFERRAL_V2, DFS_REFERRAL_V3, DFS_REFERRAL_V3_NAME_LIST};
use super::layout::{DFS_REFERRAL_V4, DFS_REFERRAL_V4_NAME_LIST, EntryFixed, Layout as _, NameListFixed};
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
///     let is_target = |r: &Referral<'_>| match r {
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
    /// The view of an entry whose fixed part has been read; `tail` is the message from the entry on.
    #[inline]
    pub(super) fn new(fixed: EntryFixed, body: Body, tail: &'a [u8]) -> Self {
        // What the version lacks is zero, as the offset of an absent string is.
        let none = Target {
            fixed,
            proximity: 0,
            time_to_live: 0,
            dfs_path: 0,
            alternate_path: 0,
            network_address: 0,
            tail,
        };
        match body {
            Body::V1 => Self::V1(Target { network_address: share_name_offset(), ..none }),
            Body::V2(v2) => Self::V2(Target {
                proximity: v2.proximity,
                time_to_live: v2.time_to_live,
                dfs_path: v2.dfs_path_offset,
                alternate_path: v2.dfs_alternate_path_offset,
                network_address: v2.network_address_offset,
                ..none
            }),
            Body::V3(v3) => Self::V3(none.with(&v3)),
            Body::V4(v4) => Self::V4(none.with(&v4)),
            Body::NameList(list) => Self::NameList(NameList { fixed, list, tail }),
            Body::Unknown => Self::Unknown {
                version: fixed.version_number,
                bytes: tail.get(..fixed.size.into()).unwrap_or(tail),
            },
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
    pub const fn version(&self) -> u16 {
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
    pub const fn structure(&self) -> Structure {
        match self {
            Self::V1(target) | Self::V2(target) | Self::V3(target) | Self::V4(target) => {
                structure_of(target.fixed)
            }
            Self::NameList(list) => structure_of(list.fixed),
            Self::Unknown { .. } => DFS_REFERRAL,
        }
    }
}

/// The structure of an entry, by its version and flags.
pub(super) const fn structure_of(fixed: EntryFixed) -> Structure {
    let is_list = ReferralEntryFlags(fixed.referral_entry_flags).name_list_referral();
    match fixed.version_number {
        1 => DFS_REFERRAL_V1,
        2 => DFS_REFERRAL_V2,
        3 if is_list => DFS_REFERRAL_V3_NAME_LIST,
        3 => DFS_REFERRAL_V3,
        4 if is_list => DFS_REFERRAL_V4_NAME_LIST,
        4 => DFS_REFERRAL_V4,
        _ => DFS_REFERRAL,
    }
}

/// An entry that names a target: a server and share that hold what the path asks for.
///
/// `[MS-DFSC] 2.2.5.1` to `2.2.5.4`
#[derive(Clone, Copy)]
pub struct Target<'a> {
    fixed: EntryFixed,
    proximity: u32,
    time_to_live: u32,
    dfs_path: u16,
    alternate_path: u16,
    network_address: u16,
    tail: &'a [u8],
}

impl<'a> Target<'a> {
    const fn with(self, v3: &V3Fixed) -> Self {
        Self {
            time_to_live: v3.time_to_live,
            dfs_path: v3.dfs_path_offset,
            alternate_path: v3.dfs_alternate_path_offset,
            network_address: v3.network_address_offset,
            ..self
        }
    }

    /// The `VersionNumber` of the entry, 1 to 4.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[doc(alias = "VersionNumber")]
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.fixed.version_number
    }

    /// The length of the entry in bytes, with any strings that lie inside it.
    ///
    /// `[MS-DFSC] 2.2.5`
    #[must_use]
    pub const fn size(&self) -> u16 {
        self.fixed.size
    }

    /// Whether the target is a namespace root.
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub const fn server_type(&self) -> ServerType {
        ServerType(self.fixed.server_type)
    }

    /// The entry's flags, the undefined ones too.
    ///
    /// `[MS-DFSC] 2.2.5.4`
    #[must_use]
    pub const fn flags(&self) -> ReferralEntryFlags {
        ReferralEntryFlags(self.fixed.referral_entry_flags)
    }

    /// How far away the target is, by a server that follows the CIFS-era text; 0 from all others. Version 2 only.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn proximity(&self) -> Option<u32> {
        if self.version() == 2 { Some(self.proximity) } else { None }
    }

    /// How long the referral may be used, in seconds. `None` in version 1, which has no such field.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn time_to_live(&self) -> Option<u32> {
        if self.version() == 1 { None } else { Some(self.time_to_live) }
    }

    /// The path of the root or link that the target belongs to. `None` if the entry gives none, as in version 1.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFSPath")]
    #[must_use]
    pub fn dfs_path(&self) -> Option<Utf16Le<'a>> {
        string(self.tail, self.dfs_path)
    }

    /// The same path, in 8.3 form if the server keeps one. `None` if the entry gives none, as in version 1.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "DFSAlternatePath")]
    #[must_use]
    pub fn alternate_path(&self) -> Option<Utf16Le<'a>> {
        string(self.tail, self.alternate_path)
    }

    /// The target, as `\server\share` with or without a path below it; the `ShareName` of version 1 too.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[doc(alias = "ShareName")]
    #[must_use]
    pub fn network_address(&self) -> Option<Utf16Le<'a>> {
        string(self.tail, self.network_address)
    }

    /// The GUID that versions 3 and 4 have room for: zero, and without a meaning.
    ///
    /// `None` where there is none: an entry of 18 bytes, or one that keeps its strings there.
    ///
    /// `[MS-DFSC] 2.2.5.3.1`
    #[must_use]
    pub fn service_site_guid(&self) -> Option<[u8; 16]> {
        let room = V3Fixed::END..ServiceSite::END;
        let strings = [self.dfs_path, self.alternate_path, self.network_address];
        let has_guid = self.version() >= 3
            && usize::from(self.size()) >= room.end
            && !strings.iter().any(|offset| room.contains(&usize::from(*offset)));
        let (site, _) = ServiceSite::split(self.tail.get(room.start..)?)?;
        has_guid.then_some(site.service_site_guid)
    }
}

/// The string `offset` bytes into an entry, up to its NUL. An offset of 0 says that there is none.
fn string(entry: &[u8], offset: u16) -> Option<Utf16Le<'_>> {
    match offset {
        0 => None,
        _ => entry.get(offset.into()..).map(Utf16Le::before_nul),
    }
}

/// `ShareName` has no offset field: it stands right after the fixed part.
#[expect(clippy::cast_possible_truncation, reason = "8")]
const fn share_name_offset() -> u16 {
    EntryFixed::END as u16
}

/// An entry that lists names: a domain, or a domain and its controllers.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone, Copy)]
pub struct NameList<'a> {
    fixed: EntryFixed,
    list: NameListFixed,
    tail: &'a [u8],
}

impl<'a> NameList<'a> {
    /// The `VersionNumber` of the entry, 3 or 4.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[doc(alias = "VersionNumber")]
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.fixed.version_number
    }

    /// The length of the entry in bytes: 18, or 34 with the padding that some servers add.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub const fn size(&self) -> u16 {
        self.fixed.size
    }

    /// The `ServerType` field, 0 in name lists.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub const fn server_type(&self) -> ServerType {
        ServerType(self.fixed.server_type)
    }

    /// The entry's flags; the one that makes it a name list is set.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub const fn flags(&self) -> ReferralEntryFlags {
        ReferralEntryFlags(self.fixed.referral_entry_flags)
    }

    /// How long the names may be used, in seconds.
    ///
    /// `[MS-DFSC] 2.2.5.3`
    #[must_use]
    pub const fn time_to_live(&self) -> u32 {
        self.list.time_to_live
    }

    /// The name of the domain, with or without a leading backslash. `None` if the entry gives none.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    #[must_use]
    pub fn special_name(&self) -> Option<Utf16Le<'a>> {
        string(self.tail, self.list.special_name_offset)
    }

    /// The domain controllers, the one to try first in front; none in the reply to a domain request.
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    #[must_use]
    pub fn expanded_names(&self) -> ExpandedNames<'a> {
        let names = self.tail.get(self.list.expanded_name_offset.into()..).unwrap_or_default();
        ExpandedNames { names, left: self.list.number_of_expanded_names }
    }
}

/// The names of a [`NameList`], in order.
///
/// `[MS-DFSC] 2.2.5.3.2`
#[derive(Clone)]
pub struct ExpandedNames<'a> {
    names: &'a [u8],
    left: u16,
}

impl<'a> Iterator for ExpandedNames<'a> {
    type Item = Utf16Le<'a>;

    fn next(&mut self) -> Option<Utf16Le<'a>> {
        self.left = self.left.checked_sub(1)?;
        let name = Utf16Le::before_nul(self.names);
        let end = name.as_bytes().len().saturating_add(2);
        self.names = self.names.get(end..).unwrap_or_default();
        Some(name)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.into(), Some(self.left.into()))
    }
}

impl ExactSizeIterator for ExpandedNames<'_> {}
impl FusedIterator for ExpandedNames<'_> {}

/// What kind of server holds a target. The raw value is kept, known or not.
///
/// ```
/// use dfsc::ServerType;
///
/// assert_eq!(ServerType::ROOT.to_string(), "root");
/// assert_eq!(ServerType(7).to_string(), "unknown (7)");
/// ```
///
/// `[MS-DFSC] 2.2.5.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ServerType(pub u16);

impl ServerType {
    /// The target is no namespace root: a link target or a SYSVOL share.
    ///
    /// `[MS-DFSC] 2.2.5.1`
    pub const NON_ROOT: Self = Self(0);
    /// The target is a namespace root.
    ///
    /// `[MS-DFSC] 2.2.5.1`
    pub const ROOT: Self = Self(1);
}

impl fmt::Display for ServerType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NON_ROOT => f.write_str("non-root"),
            Self::ROOT => f.write_str("root"),
            Self(other) => write!(f, "unknown ({other})"),
        }
    }
}

crate::wire::flags! {
    /// The `ReferralEntryFlags` of an entry. Undefined bits are kept.
    ///
    /// `[MS-DFSC] 2.2.5.3`, `2.2.5.4`
    ReferralEntryFlags(u16) {
        /// The entry is a [`NameList`]. Versions 3 and 4.
        ///
        /// `[MS-DFSC] 2.2.5.3`
        NAME_LIST_REFERRAL = 0x0002, name_list_referral, "NameListReferral";
        /// The target is the first of a target set. Version 4.
        ///
        /// `[MS-DFSC] 2.2.5.4`
        TARGET_SET_BOUNDARY = 0x0004, target_set_boundary, "TargetSetBoundary";
    }
}

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

//! Replies as values, to be written. `[MS-DFSC] 2.2.4`, `2.2.5`

use super::values::{ReferralEntryFlags, ReferralHeaderFlags, ServerType};
use crate::text::AnyText;

/// `RESP_GET_DFS_REFERRAL` as a value, with entries of one version.
///
/// A server makes it from the request, with [`Request::reply`](crate::Request::reply), which sees to version and
/// `PathConsumed`. The fields are public for what no server would send: tests, and tools that repeat what they have read.
///
/// ```
/// use dfsc::{Encode, ReferralHeaderFlags, Reply, ReplyEntry, Request};
///
/// let request = Request::new(3, r"\contoso\public\reports\2026");
/// let targets = [ReplyEntry::link_target(r"\fs1\reports"), ReplyEntry::link_target(r"\fs2\reports")];
/// let reply: Reply<'_> = request.reply(4).targets(
///     ReferralHeaderFlags::STORAGE_SERVERS,
///     1800,
///     r"\contoso\public\reports",
///     &targets,
/// )?;
/// assert_eq!((reply.version, reply.path_consumed), (3, 46));
///
/// let mut buffer = [0; 512];
/// assert_eq!(reply.encode(&mut buffer)?.len(), 224);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-DFSC] 2.2.4`
#[doc(alias = "RESP_GET_DFS_REFERRAL")]
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reply<'a> {
    /// How many bytes of the request's path the referral covers.
    pub path_consumed: u16,
    /// The flags of the whole reply, undefined ones too.
    pub flags: ReferralHeaderFlags,
    /// The version of all entries, 1 to 4; 0 if there are none.
    pub version: u16,
    /// How long entries of version 3 and 4 are. It says nothing of the others.
    pub size: EntrySize,
    /// How long the referral may be used, in seconds: in version 2 and later, and only there.
    pub time_to_live: Option<u32>,
    /// The path of the root or link that targets belong to: in version 2 and later, if there are targets, and only there. It is
    /// written twice, as `DFSPath` and as `DFSAlternatePath`, for all entries together.
    pub dfs_path: Option<AnyText<'a>>,
    /// The entries, the one to try first in front.
    pub entries: &'a [ReplyEntry<'a>],
    /// Whether flags and proximity of entries are made to fit the version: target sets are left out below version 4, in which the
    /// first entry begins the first set, and proximity in all but version 2. Otherwise they are written as they are, and
    /// proximity is refused where there is no place for it.
    pub is_fitted: bool,
}

impl Reply<'_> {
    /// No referrals, and nothing that they would cover: for replies that differ in little.
    ///
    /// ```
    /// use dfsc::{Encode, ReferralHeaderFlags, Reply};
    ///
    /// let flags = ReferralHeaderFlags::STORAGE_SERVERS;
    /// let reply = Reply { path_consumed: 38, flags, ..Reply::EMPTY };
    /// assert_eq!(reply.encode(&mut [0; 8])?, [38, 0, 0, 0, 2, 0, 0, 0]);
    /// # Ok::<(), dfsc::EncodeError>(())
    /// ```
    ///
    /// `[MS-DFSC] 2.2.4`
    pub const EMPTY: Reply<'static> = Reply {
        path_consumed: 0,
        flags: ReferralHeaderFlags(0),
        version: 0,
        size: EntrySize::Long,
        time_to_live: None,
        dfs_path: None,
        entries: &[],
        is_fitted: false,
    };
}

impl PartialEq for Reply<'_> {
    fn eq(&self, other: &Self) -> bool {
        let sizes = (self.version >= 3).then_some((self.size, other.size));
        (self.path_consumed, self.flags, self.version) == (other.path_consumed, other.flags, other.version)
            && sizes.is_none_or(|(one, other)| one == other)
            && (self.time_to_live, self.dfs_path) == (other.time_to_live, other.dfs_path)
            && (self.entries, self.is_fitted) == (other.entries, other.is_fitted)
    }
}

impl Eq for Reply<'_> {}

/// An entry of a [`Reply`]: a target or, by its flags, a name list.
///
/// ```
/// use dfsc::{AnyText, ReferralEntryFlags, ReplyEntry, ServerType};
///
/// static TARGETS: [ReplyEntry<'_>; 1] = [ReplyEntry {
///     server_type: ServerType::NON_ROOT,
///     flags: ReferralEntryFlags::TARGET_SET_BOUNDARY,
///     proximity: 0,
///     name: AnyText::str(r"\fs1\reports"),
///     expanded_names: &[],
/// }];
/// assert_eq!(TARGETS[0].name, r"\fs1\reports");
/// ```
///
/// `[MS-DFSC] 2.2.5`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReplyEntry<'a> {
    /// Whether a target is a namespace root.
    pub server_type: ServerType,
    /// The flags of the entry, undefined ones too. In versions 3 and 4 `NameListReferral` makes it a name list.
    pub flags: ReferralEntryFlags,
    /// How far away a target is, by the CIFS-era text; 0 in all versions but 2.
    pub proximity: u32,
    /// A target, as `\server\share` with or without a path below it: `ShareName` in version 1, `NetworkAddress` in the others. Or the
    /// `SpecialName` of a name list: a domain, with or without a leading backslash.
    pub name: AnyText<'a>,
    /// The domain controllers of a name list, the one to try first in front; none in the reply to a domain request.
    pub expanded_names: &'a [AnyText<'a>],
}

impl<'a> ReplyEntry<'a> {
    /// A target that is a namespace root.
    ///
    /// ```
    /// # use dfsc::{ReplyEntry, ServerType};
    /// assert_eq!(ReplyEntry::root_target(r"\srv\dfs").server_type, ServerType::ROOT);
    /// ```
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub fn root_target(network_address: impl Into<AnyText<'a>>) -> Self {
        Self { server_type: ServerType::ROOT, ..Self::link_target(network_address) }
    }

    /// A target that is none: that of a link, or a SYSVOL share.
    ///
    /// ```
    /// # use dfsc::{ReplyEntry, ServerType};
    /// assert_eq!(ReplyEntry::link_target(r"\fs1\reports").server_type, ServerType::NON_ROOT);
    /// ```
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub fn link_target(network_address: impl Into<AnyText<'a>>) -> Self {
        let (server_type, flags) = (ServerType::NON_ROOT, ReferralEntryFlags(0));
        Self { server_type, flags, proximity: 0, name: network_address.into(), expanded_names: &[] }
    }

    /// Targets that are namespace roots, for tables of constants.
    ///
    /// ```
    /// # use dfsc::ReplyEntry;
    /// const TARGETS: [ReplyEntry<'_>; 1] = ReplyEntry::root_targets([r"\srv\dfs"]);
    /// assert_eq!(TARGETS, [ReplyEntry::root_target(r"\srv\dfs")]);
    /// ```
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub const fn root_targets<const N: usize>(network_addresses: [&'a str; N]) -> [Self; N] {
        Self::all(ServerType::ROOT, network_addresses)
    }

    /// Targets that are none, for tables of constants.
    ///
    /// ```
    /// # use dfsc::ReplyEntry;
    /// const TARGETS: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\fs1\reports", r"\fs2\reports"]);
    /// assert_eq!(TARGETS[1], ReplyEntry::link_target(r"\fs2\reports"));
    /// ```
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub const fn link_targets<const N: usize>(network_addresses: [&'a str; N]) -> [Self; N] {
        Self::all(ServerType::NON_ROOT, network_addresses)
    }

    const fn all<const N: usize>(server_type: ServerType, names: [&'a str; N]) -> [Self; N] {
        let (flags, name) = (ReferralEntryFlags(0), AnyText::str(""));
        let mut all = [Self { server_type, flags, proximity: 0, name, expanded_names: &[] }; N];
        // Iterators are no constants.
        let (mut entries, mut names): (&mut [Self], &[&'a str]) = (&mut all, &names);
        while let ([entry, entries_behind @ ..], [name, names_behind @ ..]) = (entries, names) {
            entry.name = AnyText::str(name);
            (entries, names) = (entries_behind, names_behind);
        }
        all
    }

    /// A name list: a domain, and its controllers if there are any.
    ///
    /// ```
    /// # use dfsc::{AnyText, ReplyEntry};
    /// let controllers = [r"\dc1.contoso.example", r"\dc2.contoso.example"].map(AnyText::str);
    /// let list = ReplyEntry::name_list("contoso.example", &controllers);
    /// assert!(list.flags.name_list_referral());
    /// ```
    ///
    /// `[MS-DFSC] 2.2.5.3.2`
    #[must_use]
    pub fn name_list(special_name: impl Into<AnyText<'a>>, expanded_names: &'a [AnyText<'a>]) -> Self {
        let flags = ReferralEntryFlags::NAME_LIST_REFERRAL;
        Self { flags, expanded_names, ..Self::link_target(special_name) }
    }
}

/// How long entries of version 3 and 4 are.
///
/// ```
/// use dfsc::{AnyText, EntrySize, ReplyEntry, Request};
///
/// let domains = [r"\CONTOSO", r"\contoso.example"].map(|name| ReplyEntry::name_list(name, &[]));
/// let reply = Request::new(4, "").reply(4).name_lists(EntrySize::Short, 600, &domains)?;
/// assert_eq!(reply.version, 3);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-DFSC] 2.2.5.3`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum EntrySize {
    /// 18 bytes, the fixed fields alone: what Windows 2008 R2 answers domain requests with.
    Short,
    /// 34 bytes, with the GUID of a target or the padding of a name list: what Windows answers all other requests with.
    Long,
}

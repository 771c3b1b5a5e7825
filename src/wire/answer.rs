//! Answering a request: what of a reply follows from it. `[MS-DFSC] 3.2.5.1`

use super::field::Field;
use super::grammar::LAST_VERSION;
use super::reply::{EntrySize, Reply, ReplyEntry};
use super::values::ReferralHeaderFlags;
use crate::error::{EncodeError, EncodeErrorKind as Kind};
use crate::path::{DfsPath, is_clean};
use crate::text::{AnyText, Text};

/// The reply to a request, in the making: it knows the version to answer in and the path that was asked for.
///
/// ```
/// use dfsc::{ReferralHeaderFlags, Request};
///
/// // Whatever is served, a client that knows version 2 gets version 2.
/// let reply_to = Request::new(2, r"\\srv\dfs\link\x").reply(4);
/// assert_eq!(reply_to.version(), 2);
///
/// let flags = ReferralHeaderFlags::STORAGE_SERVERS;
/// let reply = reply_to.targets(flags, 1800, r"\srv\dfs\link", &[])?;
/// assert_eq!(reply.path_consumed, 26); // as if the request began with one backslash
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-DFSC] 3.2.5.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReplyTo<T> {
    version: u16,
    path: DfsPath<T>,
}

impl<T: Text> ReplyTo<T> {
    pub(super) fn new(max_referral_level: u16, max_version: u16, path: T) -> Self {
        let version = max_referral_level.min(max_version).min(LAST_VERSION);
        Self { version, path: DfsPath::new(path) }
    }

    /// The version to answer in: the highest that both sides know. 0 if there is none; then only [`empty`](Self::empty) can answer.
    ///
    /// ```
    /// # use dfsc::Request;
    /// assert_eq!(Request::new(4, r"\srv\dfs").reply(3).version(), 3);
    /// ```
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// A reply that names the targets of `dfs_path`, a root or link that is the path asked for or lies above it. Without targets it is
    /// [`empty`](Self::empty).
    ///
    /// `PathConsumed` follows from the two paths. All is given as for version 4: what the version of the reply has no place for
    /// is left out, target sets and failback below version 4, proximity in all but version 2, `time_to_live` and `dfs_path` in
    /// version 1, whose replies set both `ReferralServers` and `StorageServers`. The first target begins the first set, whether it
    /// says so or not.
    ///
    /// # Errors
    ///
    /// [`UnsupportedVersion`](Kind::UnsupportedVersion) if there are targets, and one side knows no version;
    /// [`PathNotCovered`](Kind::PathNotCovered) if `dfs_path` is not above the path asked for;
    /// [`TooLarge`](Kind::TooLarge) if it covers more than `PathConsumed` can say;
    /// [`UncleanPath`](Kind::UncleanPath) if it, or a target, is not written with one `\` before each component and no other
    /// separator; [`NotUniform`](Kind::NotUniform) if an entry is a name list.
    ///
    /// `[MS-DFSC] 3.2.5.5`
    pub fn targets<'a>(
        &self,
        flags: ReferralHeaderFlags,
        time_to_live: u32,
        dfs_path: impl Into<AnyText<'a>>,
        targets: &'a [ReplyEntry<'a>],
    ) -> Result<Reply<'a>, EncodeError> {
        let (dfs_path, has_place) = (dfs_path.into(), self.version != 1);
        let empty = self.empty(flags, dfs_path)?;
        if targets.is_empty() {
            return Ok(empty);
        }
        self.at_least(1)?;
        check(targets, if has_place { Field::NetworkAddress } else { Field::ShareName })?;
        Ok(Reply {
            version: self.version,
            time_to_live: has_place.then_some(time_to_live),
            dfs_path: has_place.then_some(dfs_path),
            entries: targets,
            is_fitted: true,
            ..empty
        })
    }

    /// A reply to a domain or DC request. It is in version 3, even if the client knows version 4.
    ///
    /// # Errors
    ///
    /// [`UnsupportedVersion`](Kind::UnsupportedVersion) if one side knows no version 3; [`Missing`](Kind::Missing) if there are no
    /// lists; [`UncleanPath`](Kind::UncleanPath) if a name is not written so, with or without a `\` before it;
    /// [`NotUniform`](Kind::NotUniform) if an entry is a target.
    ///
    /// `[MS-DFSC] 3.3.5.2`, `3.3.5.3`
    pub fn name_lists<'a>(
        &self,
        size: EntrySize,
        time_to_live: u32,
        lists: &'a [ReplyEntry<'a>],
    ) -> Result<Reply<'a>, EncodeError> {
        self.at_least(3)?;
        if lists.is_empty() {
            return Err(EncodeError::new(Kind::Missing, Field::NumberOfReferrals, 0, 3));
        }
        check(lists, Field::SpecialName)?;
        Ok(Reply { version: 3, size, time_to_live: Some(time_to_live), entries: lists, ..Reply::EMPTY })
    }

    /// A reply without referrals, for a root or link that has no targets.
    ///
    /// # Errors
    ///
    /// As [`targets`](Self::targets), of `dfs_path`.
    ///
    /// `[MS-DFSC] 2.2.4`
    pub fn empty<'a>(
        &self,
        flags: ReferralHeaderFlags,
        dfs_path: impl Into<AnyText<'a>>,
    ) -> Result<Reply<'static>, EncodeError> {
        let dfs_path = dfs_path.into();
        let path_consumed = self.path_consumed(dfs_path)?;
        if !is_clean(dfs_path, None) {
            return Err(EncodeError::new(Kind::UncleanPath, Field::DfsPath, 0, 0));
        }
        Ok(Reply { path_consumed, flags: self.fitted(flags), ..Reply::EMPTY })
    }

    /// The flags, as the version has them.
    const fn fitted(&self, ReferralHeaderFlags(flags): ReferralHeaderFlags) -> ReferralHeaderFlags {
        const FAILBACK: u32 = ReferralHeaderFlags::TARGET_FAILBACK.0;
        const SERVERS: u32 = ReferralHeaderFlags::REFERRAL_SERVERS.0 | ReferralHeaderFlags::STORAGE_SERVERS.0;
        ReferralHeaderFlags(match self.version {
            1 => flags & !FAILBACK | SERVERS,
            4.. => flags,
            _ => flags & !FAILBACK,
        })
    }

    fn at_least(&self, version: u16) -> Result<(), EncodeError> {
        let (kind, field) = (Kind::UnsupportedVersion, Field::VersionNumber);
        let error = || EncodeError::new(kind, field, 0, self.version.into());
        (self.version >= version).then_some(()).ok_or_else(error)
    }

    fn path_consumed(&self, dfs_path: AnyText<'_>) -> Result<u16, EncodeError> {
        match self.path.path_consumed(DfsPath::new(dfs_path)) {
            Some(bytes @ 1..) => u16::try_from(bytes)
                .map_err(|_| EncodeError::new(Kind::TooLarge, Field::PathConsumed, 0, bytes)),
            _ => Err(EncodeError::new(Kind::PathNotCovered, Field::DfsPath, 0, 0)),
        }
    }
}

/// Whether all entries are what they are taken for, as what a flag means must not depend on the client's version; and whether what
/// is in their `field` and in their expanded names is written as the protocol writes it.
fn check(entries: &[ReplyEntry<'_>], field: Field) -> Result<(), EncodeError> {
    let is_list = field == Field::SpecialName;
    // Names may do without their backslash.
    let before = is_list.then_some(0);
    for (number, entry) in (1..).zip(entries) {
        let mut names = entry.expanded_names.iter();
        let (kind, field) = if entry.flags.name_list_referral() != is_list {
            (Kind::NotUniform, Field::ReferralEntryFlags)
        } else if !is_clean(entry.name, before) {
            (Kind::UncleanPath, field)
        } else if !names.all(|name| is_clean(*name, before)) {
            (Kind::UncleanPath, Field::ExpandedName)
        } else {
            continue;
        };
        return Err(EncodeError::new(kind, field, number, 0));
    }
    Ok(())
}

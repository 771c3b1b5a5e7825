//! A reply that was read, as a value that can be written. `[MS-DFSC] 2.2.4`
//!
//! What differs between messages that say the same is lost: where strings lie, and what is shared. What cannot be said by a
//! value is not: such a reply is refused.

use super::field::Field;
use super::referral::Referral;
use super::reply::{EntrySize, Reply, ReplyEntry};
use super::response::Response;
use crate::error::{EncodeError, EncodeErrorKind as Kind};
use crate::text::{AnyText, Utf16Le};
use core::mem::take;

impl<'r> Reply<'r> {
    /// The value of a reply that was read. `entries` is room for its entries, `names` for the expanded names of all name lists. As
    /// entries hold on to names, room for the next reply begins with new entries.
    ///
    /// ```
    /// use dfsc::{AnyText, Encode, Reply, ReplyEntry, Response};
    ///
    /// let message = b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";
    /// let mut entries = [ReplyEntry::link_target(""); 16];
    /// let mut names = [AnyText::default(); 16];
    /// let reply = Reply::from_response(&Response::parse(message).unwrap(), &mut entries, &mut names)?;
    /// assert_eq!(reply.encode(&mut [0; 64])?, message);
    /// # Ok::<(), dfsc::EncodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The reply says what no value can: entries of several versions or times to live, some with a GUID (or padding in its place) and
    /// some without, targets of several paths, an alternate path that is not the path, a GUID that is not zero ([`NotUniform`](Kind::NotUniform)), an entry without one of its
    /// strings ([`Missing`](Kind::Missing)); or there is not enough [room](Kind::NoRoom).
    ///
    /// `[MS-DFSC] 2.2.4`
    pub fn from_response<'a: 'n, 'n: 'r>(
        response: &Response<'a>,
        entries: &'r mut [ReplyEntry<'n>],
        mut names: &'n mut [AnyText<'a>],
    ) -> Result<Self, EncodeError> {
        let count = response.referrals().len();
        let no_room = EncodeError::no_room(Field::NumberOfReferrals, 0, count, entries.len());
        let entries = entries.get_mut(..count).ok_or(no_room)?;
        let mut said = Said::default();
        for ((index, referral), slot) in (1..).zip(response.referrals()).zip(&mut *entries) {
            let error = |(kind, field)| EncodeError::new(kind, field, index, referral.version().into());
            said = said.and(&referral, index == 1).map_err(error)?;
            let count = match &referral {
                Referral::NameList(list) => list.expanded_names().len(),
                _ => 0,
            };
            let no_room = EncodeError::no_room(Field::NumberOfExpandedNames, index, count, names.len());
            let (room, rest) = take(&mut names).split_at_mut_checked(count).ok_or(no_room)?;
            names = rest;
            *slot = read(&referral, room).map_err(error)?;
        }
        Ok(Self {
            path_consumed: response.path_consumed(),
            flags: response.flags(),
            version: said.version,
            size: said.size.unwrap_or(EntrySize::Long),
            time_to_live: said.time_to_live,
            dfs_path: said.dfs_path.map(AnyText::utf16),
            entries,
            is_fitted: false,
        })
    }
}

/// What all entries of a reply must say alike.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    version: u16,
    is_list: bool,
    /// In versions 3 and 4.
    size: Option<EntrySize>,
    time_to_live: Option<u32>,
    /// That of the targets.
    dfs_path: Option<Utf16Le<'a>>,
}

impl<'a> Said<'a> {
    /// What has been said, if this entry says the same.
    fn and(self, referral: &Referral<'a>, is_first: bool) -> Result<Self, (Kind, Field)> {
        let (version, is_list) = (referral.version(), referral.target().is_none());
        let (end, time_to_live, path) = match referral {
            Referral::NameList(list) => (list.padding(), Some(list.time_to_live()), self.dfs_path),
            Referral::V1(target) | Referral::V2(target) | Referral::V3(target) | Referral::V4(target) => {
                (target.service_site_guid(), target.time_to_live(), target.dfs_path())
            }
            Referral::Unknown { .. } => return Err((Kind::UnsupportedVersion, Field::VersionNumber)),
        };
        let size = if end.is_none() { EntrySize::Short } else { EntrySize::Long };
        let size = (version >= 3).then_some(size);
        if !is_first && version != self.version {
            return Err((Kind::NotUniform, Field::VersionNumber));
        }
        if !is_first && is_list != self.is_list {
            return Err((Kind::NotUniform, Field::ReferralEntryFlags));
        }
        if !is_first && size != self.size {
            return Err((Kind::NotUniform, Field::Size));
        }
        if !is_first && time_to_live != self.time_to_live {
            return Err((Kind::NotUniform, Field::TimeToLive));
        }
        if version >= 2 && path.is_none() && !is_list {
            return Err((Kind::Missing, Field::DfsPath));
        }
        if self.dfs_path.is_some_and(|said| path != Some(said)) {
            return Err((Kind::NotUniform, Field::DfsPath));
        }
        Ok(Self { version, is_list, size, time_to_live, dfs_path: path })
    }
}

/// An entry as a value; `names` is room for its expanded names.
fn read<'a: 'n, 'n>(
    referral: &Referral<'a>,
    names: &'n mut [AnyText<'a>],
) -> Result<ReplyEntry<'n>, (Kind, Field)> {
    if let Referral::NameList(list) = referral {
        for (slot, name) in names.iter_mut().zip(list.expanded_names()) {
            *slot = name.into();
        }
        let name = list.special_name().ok_or((Kind::Missing, Field::SpecialName))?.into();
        let (server_type, flags) = (list.server_type(), list.flags());
        return Ok(ReplyEntry { server_type, flags, proximity: 0, name, expanded_names: names });
    }
    let target = referral.target().ok_or((Kind::UnsupportedVersion, Field::VersionNumber))?;
    if target.alternate_path() != target.dfs_path() {
        return Err((Kind::NotUniform, Field::DfsAlternatePath));
    }
    if target.service_site_guid().is_some_and(|guid| *guid != [0; 16]) {
        return Err((Kind::NotUniform, Field::ServiceSiteGuid));
    }
    Ok(ReplyEntry {
        server_type: target.server_type(),
        flags: target.flags(),
        proximity: target.proximity().unwrap_or_default(),
        name: target.network_address().ok_or((Kind::Missing, Field::NetworkAddress))?.into(),
        expanded_names: &[],
    })
}

//! Writing a reply: header and entries, and behind them the strings. `[MS-DFSC] 2.2.4`, `2.2.5`

use super::field::Field;
use super::grammar::LAST_VERSION;
use super::layout::{
    EntryFixed, EntryNumbers, NameListNumbers, ProximityFixed, ResponseNumbers, SiteFixed, TargetFixed,
    TargetNumbers,
};
use super::reply::{EntrySize, Reply, ReplyEntry};
use super::values::ReferralEntryFlags;
use super::writer::{Message, Writer, encode};
use crate::error::{EncodeError, EncodeErrorKind as Kind};

impl Message for Reply<'_> {
    fn put(&self, writer: &mut Writer<'_>) {
        let (version, size) = (self.version, self.entry_len());
        // As in version 1.
        let has_string_inside = size == 0;
        let is_list = self.entries.first().is_some_and(|first| self.is_list(first));
        if let Some((kind, field)) = self.check(is_list) {
            writer.refuse(kind, field, version.into());
        }
        ResponseNumbers {
            path_consumed: self.path_consumed.into(),
            number_of_referrals: self.entries.len(),
            referral_header_flags: self.flags.0 as usize,
        }
        .put(writer);
        writer.end = writer.fixed.wrapping_add(self.entries.len().wrapping_mul(size));
        let dfs_path = writer.end;
        let mut alternate_path = 0;
        if let Some(path) = &self.dfs_path {
            writer.string(path, Field::DfsPath);
            alternate_path = writer.string(path, Field::DfsAlternatePath);
        }
        for entry in self.entries {
            writer.entry = writer.entry.wrapping_add(1);
            let ReplyEntry {
                flags: ReferralEntryFlags(mut flags), mut proximity, expanded_names: names, ..
            } = *entry;
            if self.is_fitted {
                (flags, proximity) = self.fitted(entry, writer.entry == 1 && !is_list);
            }
            if let Some((kind, field)) = self.check_entry(entry, proximity, is_list) {
                writer.refuse(kind, field, version.into());
            }
            let start = writer.fixed;
            let field = if has_string_inside {
                writer.end = start.wrapping_add(EntryFixed::LEN);
                Field::ShareName
            } else if is_list {
                Field::SpecialName
            } else {
                Field::NetworkAddress
            };
            let name = writer.string(&entry.name, field).wrapping_sub(start);
            let first_name = if names.is_empty() { 0 } else { writer.end.wrapping_sub(start) };
            for name in names {
                writer.string(name, Field::ExpandedName);
            }
            let end = if has_string_inside { writer.end } else { start.wrapping_add(size) };
            EntryNumbers {
                version_number: version.into(),
                size: end.wrapping_sub(start),
                server_type: entry.server_type.0.into(),
                referral_entry_flags: flags.into(),
            }
            .put(writer);
            if version == 2 {
                writer.number(proximity as usize, ProximityFixed::LEN);
            }
            if !has_string_inside {
                let time_to_live = self.time_to_live.unwrap_or_default() as usize;
                let (rows, numbers) = if is_list {
                    NameListNumbers {
                        time_to_live,
                        special_name_offset: name,
                        number_of_expanded_names: names.len(),
                        expanded_name_offset: first_name,
                    }
                    .of_fields()
                } else {
                    TargetNumbers {
                        time_to_live,
                        dfs_path_offset: dfs_path.wrapping_sub(start),
                        dfs_alternate_path_offset: alternate_path.wrapping_sub(start),
                        network_address_offset: name,
                    }
                    .of_fields()
                };
                writer.fields(rows, &numbers);
                // The GUID, or the padding of a name list.
                writer.number(0, end.wrapping_sub(writer.fixed));
            }
            writer.fixed = end;
        }
    }
}

impl Reply<'_> {
    /// Why there is no such reply.
    fn check(&self, is_list: bool) -> Option<(Kind, Field)> {
        // Version 1 has no place for these, name lists none for a path, and all others need them.
        let (has_time, has_path) = (self.version >= 2, self.version >= 2 && !is_list);
        let kind = |has_place| if has_place { Kind::Missing } else { Kind::NoPlace };
        if self.version > LAST_VERSION || self.entries.is_empty() != (self.version == 0) {
            Some((Kind::UnsupportedVersion, Field::VersionNumber))
        } else if self.time_to_live.is_some() != has_time {
            Some((kind(has_time), Field::TimeToLive))
        } else if self.dfs_path.is_some() != has_path {
            Some((kind(has_path), Field::DfsPath))
        } else {
            None
        }
    }

    /// Why there is no such entry among the others.
    fn check_entry(&self, entry: &ReplyEntry<'_>, proximity: u32, is_list: bool) -> Option<(Kind, Field)> {
        if self.is_list(entry) != is_list {
            Some((Kind::NotUniform, Field::ReferralEntryFlags))
        } else if self.version != 2 && proximity != 0 {
            Some((Kind::NoPlace, Field::Proximity))
        } else if !is_list && !entry.expanded_names.is_empty() {
            Some((Kind::NoPlace, Field::ExpandedName))
        } else {
            None
        }
    }

    fn is_list(&self, entry: &ReplyEntry<'_>) -> bool {
        // In versions 1 and 2 the flag means nothing.
        self.version >= 3 && entry.flags.name_list_referral()
    }

    /// The flags and the proximity of an entry, as far as the version has a place for them.
    const fn fitted(&self, entry: &ReplyEntry<'_>, is_first_target: bool) -> (u16, u32) {
        const BOUNDARY: u16 = ReferralEntryFlags::TARGET_SET_BOUNDARY.0;
        let proximity = if self.version == 2 { entry.proximity } else { 0 };
        let flags = match entry.flags.0 {
            flags if self.version < 4 => flags & !BOUNDARY,
            // The first target begins the first set.
            flags if is_first_target => flags | BOUNDARY,
            flags => flags,
        };
        (flags, proximity)
    }

    /// The length of an entry; 0 in version 1, where it is that of the string in it.
    const fn entry_len(&self) -> usize {
        const FIXED: usize = EntryFixed::LEN + TargetFixed::LEN;
        if self.version < 2 {
            0
        } else if self.version == 2 {
            FIXED + ProximityFixed::LEN
        } else if matches!(self.size, EntrySize::Short) {
            FIXED
        } else {
            FIXED + SiteFixed::LEN
        }
    }

    /// Writes as many entries as can be written into `buffer`, from the first one on; gives the message and the number of
    /// entries that were dropped.
    ///
    /// A server sends this where [`encode`](crate::Encode::encode) would take more than the client allows, or more than the
    /// numbers of the message can say. That is the only reason to drop an entry: one that cannot be written for another reason is an
    /// error.
    ///
    /// ```
    /// use dfsc::{ReferralHeaderFlags, ReplyEntry, Request};
    ///
    /// let targets = [r"\fs1\d", r"\fs2\d", r"\fs3\d"].map(ReplyEntry::link_target);
    /// let flags = ReferralHeaderFlags::STORAGE_SERVERS;
    /// let reply = Request::new(2, r"\s\d\l").reply(4).targets(flags, 1800, r"\s\d\l", &targets)?;
    /// let mut buffer = [0; 120];
    /// let (message, dropped) = reply.encode_prefix(&mut buffer)?;
    /// assert_eq!((message.len(), dropped), (108, 1));
    /// # Ok::<(), dfsc::EncodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](Kind::BufferTooSmall) or [`TooLarge`](Kind::TooLarge) if the first entry does not fit, and whatever keeps the
    /// reply from being written at all: see [`EncodeErrorKind`](crate::EncodeErrorKind).
    ///
    /// `[MS-DFSC] 3.2.5.1`
    pub fn encode_prefix<'b>(&self, buffer: &'b mut [u8]) -> Result<(&'b [u8], usize), EncodeError> {
        let first = self.prefix(buffer.len());
        Ok((encode(&first, buffer)?, self.entries.len().wrapping_sub(first.entries.len())))
    }

    /// The reply with as many entries as a message of `room` bytes can hold, from the first one on, at least one if there are any. It is
    /// what [`encode_prefix`](Self::encode_prefix) writes, for where the message is not written alone: inside what carries it.
    ///
    /// ```
    /// use dfsc::{Encode, ReferralHeaderFlags, ReplyEntry, Request};
    ///
    /// let targets = [r"\fs1\d", r"\fs2\d", r"\fs3\d"].map(ReplyEntry::link_target);
    /// let flags = ReferralHeaderFlags::STORAGE_SERVERS;
    /// let reply = Request::new(2, r"\s\d\l").reply(4).targets(flags, 1800, r"\s\d\l", &targets)?;
    /// let first = reply.prefix(120);
    /// assert_eq!((first.encoded_len(), first.entries.len()), (108, 2));
    /// # Ok::<(), dfsc::EncodeError>(())
    /// ```
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub fn prefix(&self, room: usize) -> Self {
        let mut first = *self;
        // The fewer entries, the shorter the message and the smaller its numbers. All of them come first, as what is wrong with one is
        // wrong with the reply.
        let (mut kept, mut most) = (0usize, self.entries.len());
        let mut tried = most;
        while kept < most {
            first.entries = self.entries.get(..tried).unwrap_or(self.entries);
            // Into no room at all, to be told how much is needed.
            let fits = match encode(&first, &mut []) {
                Err(error) if error.kind() == Kind::BufferTooSmall => error.value() as usize <= room,
                // What cannot be written at all is kept, to be refused.
                Err(error) => error.kind() != Kind::TooLarge,
                Ok(_) => false,
            };
            if fits {
                kept = tried;
            } else {
                most = tried.wrapping_sub(1);
            }
            tried = most.wrapping_sub(most.wrapping_sub(kept) / 2);
        }
        first.entries = self.entries.get(..kept.max(1)).unwrap_or(self.entries);
        first
    }
}

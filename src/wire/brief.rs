//! What the entries of a reply say to who keeps them: one copy of what reads it, and no string is walked.

use super::entry::{Form, Raw};
use super::layout::EntryFixed;
use super::response::{Referrals, Response};
use super::values::{ReferralEntryFlags, ServerType};
use crate::text::Utf16Le;
use core::iter::FusedIterator;

/// What an entry says. Its strings reach from where they begin to the end of the message, behind their NUL: entries may share them.
#[derive(Clone, Copy)]
pub(crate) struct Brief<'a> {
    pub(crate) is_list: bool,
    pub(crate) version: u16,
    pub(crate) server_type: ServerType,
    pub(crate) flags: ReferralEntryFlags,
    /// 0 in version 1, which has none.
    pub(crate) time_to_live: u32,
    /// The `DFSPath` of a target, the `SpecialName` of a list.
    pub(crate) name: Utf16Le<'a>,
    /// The target; empty in a list.
    pub(crate) address: Utf16Le<'a>,
}

impl<'a> Brief<'a> {
    fn of(raw: &Raw<'a>) -> Self {
        // What a list has in the place of its path is its name.
        let (entry, target) = (raw.entry(), raw.target());
        let address = match raw.form {
            Form::NameList => Utf16Le::default(),
            Form::V1 => raw.from(EntryFixed::LEN),
            _ => raw.from(target.network_address_offset.into()),
        };
        Self {
            is_list: raw.form == Form::NameList,
            version: entry.version_number,
            server_type: ServerType(entry.server_type),
            flags: ReferralEntryFlags(entry.referral_entry_flags),
            time_to_live: target.time_to_live,
            name: raw.from(target.dfs_path_offset.into()),
            address,
        }
    }
}

/// The entries of a reply, briefly.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Briefs<'a>(Referrals<'a>);

impl<'a> Briefs<'a> {
    #[inline(never)]
    pub(crate) fn of(response: &Response<'a>) -> Self {
        Self(response.referrals())
    }
}

impl<'a> Iterator for Briefs<'a> {
    type Item = Brief<'a>;

    fn next(&mut self) -> Option<Brief<'a>> {
        self.0.next_raw().map(|raw| Brief::of(&raw))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Briefs<'_> {}
impl FusedIterator for Briefs<'_> {}

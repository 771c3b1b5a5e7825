//! How a referral entry is laid out, and its bytes. `[MS-DFSC] 2.2.5`

use super::field::{Field, Row, Structure};
use super::layout::{
    self, DFS_REFERRAL, DFS_REFERRAL_V1, DFS_REFERRAL_V2, DFS_REFERRAL_V3, DFS_REFERRAL_V3_NAME_LIST,
    DFS_REFERRAL_V4, DFS_REFERRAL_V4_NAME_LIST, EntryFixed, NameListFixed, ProximityFixed, SiteFixed,
    TargetFixed,
};
use super::values::ReferralEntryFlags;
use crate::nul::WIDE;
use crate::text::Utf16Le;

/// How an entry is laid out, by its version and by the flag that makes it a name list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    V1,
    V2,
    /// Version 3 or 4.
    V3,
    /// Version 3 or 4.
    NameList,
    Unknown,
}

impl Form {
    /// The form of an entry, and the least `Size` that such an entry has. No string that is pointed at may begin before
    /// that.
    #[inline]
    pub(super) const fn of(fixed: EntryFixed) -> (Self, usize) {
        if WIDE { Self::tell(fixed) } else { Self::tell_out_of_line(fixed) }
    }

    /// One copy for all callers.
    #[inline(never)]
    const fn tell_out_of_line(fixed: EntryFixed) -> (Self, usize) {
        Self::tell(fixed)
    }

    #[inline]
    const fn tell(fixed: EntryFixed) -> (Self, usize) {
        const FIXED: usize = EntryFixed::LEN + BODY;
        let is_list = ReferralEntryFlags(fixed.referral_entry_flags).name_list_referral();
        match fixed.version_number {
            // A ShareName has at least its NUL.
            1 => (Self::V1, EntryFixed::LEN + 2),
            2 => (Self::V2, FIXED + ProximityFixed::LEN),
            3 | 4 if is_list => (Self::NameList, FIXED),
            3 | 4 => (Self::V3, FIXED),
            _ => (Self::Unknown, EntryFixed::LEN),
        }
    }

    /// The table of an entry of this form.
    #[inline(never)]
    pub(super) const fn rows(self) -> &'static [Row] {
        match self {
            Self::V1 | Self::Unknown => &layout::UNKNOWN,
            Self::V2 => &layout::V2,
            Self::V3 => &layout::V3,
            Self::NameList => &layout::V3_NAME_LIST,
        }
    }
}

/// An entry whose fixed part is whole, as its bytes.
#[derive(Clone, Copy)]
pub(super) struct Raw<'a> {
    pub(super) form: Form,
    /// The bytes of its fixed part, in which no string that is pointed at may begin.
    pub(super) fixed_len: usize,
    head: &'a [u8; EntryFixed::LEN],
    /// The fields of a [`TargetFixed`] or a [`NameListFixed`]; zeros where the form has neither.
    body: &'a [u8; BODY],
    /// The message from the entry on.
    pub(super) tail: &'a [u8],
}

/// Targets and name lists differ in the meaning of these bytes, not in their number.
const BODY: usize = {
    assert!(TargetFixed::LEN == NameListFixed::LEN);
    TargetFixed::LEN
};

impl<'a> Raw<'a> {
    /// The entry at the head of `tail`, if its fixed fields are all there.
    #[inline]
    pub(super) fn new(form: Form, fixed_len: usize, tail: &'a [u8]) -> Option<Self> {
        let head = tail.first_chunk()?;
        let body = match form {
            Form::V1 | Form::Unknown => &[0; BODY],
            _ => tail.get(fixed_len.wrapping_sub(BODY)..)?.first_chunk()?,
        };
        Some(Self { form, fixed_len, head, body, tail })
    }

    #[inline]
    pub(super) fn entry(&self) -> EntryFixed {
        EntryFixed::read(self.head)
    }

    #[inline]
    pub(super) fn target(&self) -> TargetFixed {
        TargetFixed::read(self.body)
    }

    #[inline]
    pub(super) fn list(&self) -> NameListFixed {
        NameListFixed::read(self.body)
    }

    /// The `Size` bytes of the entry.
    #[inline]
    pub(super) fn whole(&self) -> &'a [u8] {
        self.tail.get(..self.entry().size.into()).unwrap_or(self.tail)
    }

    /// The string `offset` bytes into the entry, up to its NUL. An offset of 0 says that there is none.
    #[inline(never)]
    pub(super) fn string(&self, offset: u16) -> Option<Utf16Le<'a>> {
        match offset {
            0 => None,
            _ => self.tail.get(offset.into()..).map(Utf16Le::before_nul),
        }
    }

    /// The message from a string on, if there is one.
    #[cfg(feature = "cache")]
    pub(super) fn from(&self, offset: usize) -> Utf16Le<'a> {
        let string = if offset == 0 { None } else { self.tail.get(offset..) };
        Utf16Le::whole_units(string.unwrap_or_default())
    }

    /// The offsets of the entry's strings, in the order of [`offset_fields`](Self::offset_fields); 0 where there is none.
    ///
    /// `ExpandedNameOffset` is not among them: zero does not make these names absent.
    #[inline]
    pub(super) fn string_offsets(&self) -> [u16; 3] {
        if matches!(self.form, Form::NameList) {
            return [self.list().special_name_offset, 0, 0];
        }
        let target = self.target();
        [target.dfs_path_offset, target.dfs_alternate_path_offset, target.network_address_offset]
    }

    /// The bytes behind the fixed part that a GUID takes, if the entry has them and keeps no string there.
    pub(super) fn site(&self) -> Option<&'a [u8; SiteFixed::LEN]> {
        let room = self.fixed_len..self.fixed_len.wrapping_add(SiteFixed::LEN);
        let is_string = self.string_offsets().iter().any(|offset| room.contains(&usize::from(*offset)));
        if usize::from(self.entry().size) < room.end || is_string {
            return None;
        }
        self.tail.get(room)?.first_chunk()
    }

    /// The fields that hold [`string_offsets`](Self::string_offsets).
    #[inline]
    pub(super) const fn offset_fields(&self) -> [Field; 3] {
        let first =
            if matches!(self.form, Form::NameList) { Field::SpecialNameOffset } else { Field::DfsPathOffset };
        [first, Field::DfsAlternatePathOffset, Field::NetworkAddressOffset]
    }
}

/// The one string that is not pointed at: it begins behind the fixed part of a version 1 entry and ends, with its NUL,
/// inside `Size`.
#[inline]
pub(super) fn share_name(entry: &[u8]) -> Option<Utf16Le<'_>> {
    Utf16Le::terminated(entry.get(EntryFixed::LEN..)?)
}

/// The structure of an entry, by its version and by whether it is a name list.
pub(super) const fn structure_of(version: u16, is_list: bool) -> &'static Structure {
    match version {
        1 => &DFS_REFERRAL_V1,
        2 => &DFS_REFERRAL_V2,
        3 if is_list => &DFS_REFERRAL_V3_NAME_LIST,
        3 => &DFS_REFERRAL_V3,
        4 if is_list => &DFS_REFERRAL_V4_NAME_LIST,
        4 => &DFS_REFERRAL_V4,
        _ => &DFS_REFERRAL,
    }
}

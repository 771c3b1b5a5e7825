//! The readers. Each reads every field and every string, as a program would that uses it; but for two that show what is less.

use binrw::{BinRead, NullWideString};
use dfsc::{Referral, Response, Utf16Le};
use smb_msg::dfsc::{EntryV3V4DfsPaths, EntryV3Value, ReferralEntryValue, RespGetDfsReferral as SmbMsg};
use smb2::msg::dfs::{DfsReferralEntry, RespGetDfsReferral as Smb2};
use smb2::pack::{ReadCursor, Unpack};
use std::hint::black_box;
use std::io::Cursor;

/// Gives how many characters all strings have; nothing, if it refuses the message.
pub(crate) type Reader = fn(&[u8]) -> Option<usize>;

pub(crate) const READERS: [(&str, Reader); 5] =
    [("floor", floor), ("dfsc", dfsc), ("dfsc-checked", dfsc_checked), ("smb2", smb2), ("smb-msg", smb_msg)];

/// What it takes to look at all bytes.
fn floor(message: &[u8]) -> Option<usize> {
    let (words, _) = message.as_chunks();
    let sum = words.iter().fold(0u16, |sum, word| sum.wrapping_add(u16::from_le_bytes(*word)));
    black_box(sum);
    Some(0)
}

/// Decodes every string, which others do when they copy it.
fn dfsc(message: &[u8]) -> Option<usize> {
    let response = Response::parse(message).ok()?;
    black_box((response.path_consumed(), response.flags()));
    let entries = response.referrals().map(|referral| match referral {
        Referral::V1(target) | Referral::V2(target) | Referral::V3(target) | Referral::V4(target) => {
            black_box((target.version(), target.server_type(), target.flags(), target.time_to_live()));
            let texts = [target.dfs_path(), target.alternate_path(), target.network_address()];
            texts.into_iter().flatten().map(characters).sum()
        }
        Referral::NameList(list) => {
            black_box((list.version(), list.flags(), list.time_to_live()));
            list.special_name().map_or(0, characters) + list.expanded_names().map(characters).sum::<usize>()
        }
        _ => 0,
    });
    Some(entries.sum())
}

fn characters(text: Utf16Le<'_>) -> usize {
    text.chars().map(black_box).count()
}

/// All rules checked, no string read.
fn dfsc_checked(message: &[u8]) -> Option<usize> {
    let response = Response::parse(message).ok()?;
    Some(black_box(response).referrals().len())
}

fn smb2(message: &[u8]) -> Option<usize> {
    let response = black_box(Smb2::unpack(&mut ReadCursor::new(message)).ok()?);
    let entries = response.entries.iter().map(|entry| match entry {
        DfsReferralEntry::V1 { share_name, .. } => len(share_name),
        DfsReferralEntry::Target { dfs_path, dfs_alternate_path, network_address, .. } => {
            len(dfs_path) + len(dfs_alternate_path) + len(network_address)
        }
        DfsReferralEntry::NameList { special_name, expanded_names, .. } => {
            len(special_name) + expanded_names.iter().map(|name| len(name)).sum::<usize>()
        }
    });
    return Some(entries.sum());

    fn len(text: &str) -> usize {
        text.chars().count()
    }
}

fn smb_msg(message: &[u8]) -> Option<usize> {
    let response = black_box(SmbMsg::read_le(&mut Cursor::new(message)).ok()?);
    let entries = response.referral_entries.iter().map(|entry| match &entry.value {
        ReferralEntryValue::V1(entry) => len(&entry.share_name),
        ReferralEntryValue::V2(entry) => {
            len(&entry.dfs_path) + len(&entry.dfs_alternate_path) + len(&entry.network_address)
        }
        ReferralEntryValue::V3(entry) => match &entry.value {
            EntryV3Value::DfsPath(target) => target_len(target),
            EntryV3Value::NetworkAddress(list) => {
                len(&list.special_name) + list.expanded_names.iter().map(len).sum::<usize>()
            }
        },
        ReferralEntryValue::V4(entry) => target_len(&entry.refs),
    });
    return Some(entries.sum());

    fn target_len(target: &EntryV3V4DfsPaths) -> usize {
        len(&target.dfs_path) + len(&target.dfs_alternate_path) + len(&target.network_address)
    }

    /// All units but second halves.
    fn len(text: &NullWideString) -> usize {
        text.iter().filter(|unit| **unit & 0xFC00 != 0xDC00).count()
    }
}

//! Replies drawn from what they say, byte by byte, sound or not: for tests of what is kept of them.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::model::{Entry, NameList, Reply};

pub fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

pub fn utf16(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

/// The fixed part of an entry, and its strings: each with the place of its offset.
type Drawn = (Vec<u8>, Vec<(usize, Vec<u8>)>);

/// A message that is being laid out: fixed parts, then strings, each where it is pointed at.
#[derive(Default)]
struct Layout {
    entries: Vec<Drawn>,
}

impl Layout {
    fn message(self, header: [u8; 8]) -> Vec<u8> {
        let mut starts = Vec::new();
        let mut message = header.to_vec();
        for (fixed, _) in &self.entries {
            starts.push(message.len());
            message.extend(fixed);
        }
        for ((_, strings), start) in self.entries.iter().zip(starts) {
            for (place, bytes) in strings {
                let offset = u16::try_from(message.len() - start).unwrap().to_le_bytes();
                message[start + place..start + place + 2].copy_from_slice(&offset);
                message.extend(bytes);
            }
        }
        message
    }
}

pub fn terminated(units: &[u16]) -> Vec<u8> {
    [&utf16(units)[..], &[0, 0]].concat()
}

/// The bytes of a reply; its `len` is set to how many these are.
pub fn draw(reply: &mut Reply) -> Vec<u8> {
    let flags = u32::from(reply.referral_servers)
        | u32::from(reply.storage_servers) << 1
        | u32::from(reply.target_failback) << 2;
    let count = u16::try_from(reply.entries.len()).unwrap();
    let header = [reply.path_consumed.to_le_bytes(), count.to_le_bytes()].concat();
    let header = [&header[..], &flags.to_le_bytes()].concat().try_into().unwrap();
    let mut layout = Layout::default();
    layout.entries.extend(reply.entries.iter().map(drawn));
    let message = layout.message(header);
    reply.len = message.len();
    message
}

fn drawn(entry: &Entry) -> Drawn {
    let flags = u16::from(entry.is_name_list) << 1 | u16::from(entry.boundary) << 2;
    let head = |size: usize| {
        let size = u16::try_from(size).unwrap();
        let words = [entry.version, size, u16::from(entry.is_root), flags];
        words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>()
    };
    let string = |units: &Option<Vec<u16>>| units.as_ref().map(|units| terminated(units));
    if entry.version == 1 {
        let share = terminated(entry.target.as_ref().unwrap());
        return ([head(8 + share.len()), share].concat(), Vec::new());
    }
    let size = if entry.version == 2 { 22 } else { 34 };
    let mut fixed = head(size);
    fixed.resize(size, 0);
    let first = if entry.version == 2 { 12 } else { 8 };
    fixed[first..first + 4].copy_from_slice(&entry.ttl.to_le_bytes());
    let strings = if entry.is_name_list {
        vec![(first + 4, Some(terminated(&units("x"))))]
    } else {
        vec![(first + 4, string(&entry.dfs_path)), (first + 8, string(&entry.target))]
    };
    (fixed, strings.into_iter().filter_map(|(place, bytes)| Some((place, bytes?))).collect())
}

/// The bytes of a reply that lists names; what is no list among its entries is a target.
pub fn draw_lists(lists: &[NameList]) -> Vec<u8> {
    let mut layout = Layout::default();
    for list in lists {
        let flags = u16::from(list.is_name_list) << 1;
        let count = if list.is_name_list { u16::try_from(list.expanded.len()).unwrap() } else { 0 };
        let words = [3, 18, 0, flags, 600, 0, 0, count, 0];
        let fixed = words.iter().flat_map(|word: &u16| word.to_le_bytes()).collect();
        let names = list.expanded.iter().flat_map(|name| terminated(name)).collect::<Vec<_>>();
        let mut strings = Vec::new();
        strings.extend(list.special_name.as_ref().map(|name| (12, terminated(name))));
        if list.is_name_list {
            // Where there is none, the offset points at nothing.
            strings.push((16, if names.is_empty() { vec![0, 0] } else { names }));
        }
        layout.entries.push((fixed, strings));
    }
    let count = u16::try_from(lists.len()).unwrap().to_le_bytes();
    layout.message([0, 0, count[0], count[1], 0, 0, 0, 0])
}

//! A plain reference reader of DFS referral messages ([MS-DFSC]), for tests only.
//!
//! It is an independent model of the real parser: it was written from the written reading rules
//! alone, without sight of the crate. It favours plainness over speed everywhere: it looks for
//! every NUL by walking, copies what it reads, and keeps fields in lists searched by name.
//! "Hn" and "En" in the comments are the numbers of the rules.

// Each test uses its own part of this module; no value read is wider than its field.
#![allow(dead_code, unreachable_pub, clippy::cast_possible_truncation)]

/// Why a reading failed: what is wrong, with which field, at which byte of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    pub kind: &'static str,
    pub field: &'static str,
    pub offset: usize,
}

/// A string that was read: field name, byte position in the message, its units without the NUL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub field: &'static str,
    pub start: usize,
    pub units: Vec<u16>,
}

/// A fixed integer field that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub field: &'static str,
    pub start: usize,
    pub value: u64,
}

/// One claimed entry as the lenient scan shows it; `error` is the first error of this entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub start: usize,
    pub numbers: Vec<Number>,
    pub texts: Vec<Text>,
    pub guid: Option<(usize, [u8; 16])>,
    pub error: Option<ReadError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub header: Vec<Number>,
    pub header_error: Option<ReadError>,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub numbers: Vec<Number>,
    pub texts: Vec<Text>,
}

/// A fixed field: name, byte position from the start of its structure, bytes.
type Field = (&'static str, usize, usize);

const HEADER: &[Field] =
    &[("PathConsumed", 0, 2), ("NumberOfReferrals", 2, 2), ("ReferralHeaderFlags", 4, 4)];
const COMMON: &[Field] =
    &[("VersionNumber", 0, 2), ("Size", 2, 2), ("ServerType", 4, 2), ("ReferralEntryFlags", 6, 2)];
const V2_REST: &[Field] = &[
    ("Proximity", 8, 4),
    ("TimeToLive", 12, 4),
    ("DFSPathOffset", 16, 2),
    ("DFSAlternatePathOffset", 18, 2),
    ("NetworkAddressOffset", 20, 2),
];
const V3_REST: &[Field] = &[
    ("TimeToLive", 8, 4),
    ("DFSPathOffset", 12, 2),
    ("DFSAlternatePathOffset", 14, 2),
    ("NetworkAddressOffset", 16, 2),
];
const NAME_LIST_REST: &[Field] = &[
    ("TimeToLive", 8, 4),
    ("SpecialNameOffset", 12, 2),
    ("NumberOfExpandedNames", 14, 2),
    ("ExpandedNameOffset", 16, 2),
];
const REQUEST_EX: &[Field] = &[
    ("MaxReferralLevel", 0, 2),
    ("RequestFlags", 2, 2),
    ("RequestDataLength", 4, 4),
    ("RequestFileNameLength", 8, 2),
];

// ---- helpers ----

fn error(kind: &'static str, field: &'static str, offset: usize) -> ReadError {
    ReadError { kind, field, offset }
}

/// The little-endian integer of `size` bytes at `start`, if wholly inside the message.
fn integer(message: &[u8], start: usize, size: usize) -> Option<u64> {
    let mut value = 0;
    for byte in message.get(start..start + size)?.iter().rev() {
        value = value * 256 + u64::from(*byte);
    }
    Some(value)
}

/// Reads fields in order into `out`; stops at the first one not wholly inside the message.
fn read_fields(m: &[u8], base: usize, fields: &[Field], out: &mut Vec<Number>) -> Result<(), ReadError> {
    for (field, position, size) in fields.iter().copied() {
        let start = base + position;
        let value = integer(m, start, size).ok_or(error("Truncated", field, start))?;
        out.push(Number { field, start, value });
    }
    Ok(())
}

/// The value of a field that was read. (0 if it was not: callers ask only for fields that were.)
fn value_of(numbers: &[Number], field: &str) -> usize {
    let found = numbers.iter().find(|number| number.field == field);
    found.map_or(0, |number| number.value as usize)
}

/// The whole units inside `start..limit` up to the first NUL unit, and whether there is that NUL.
fn read_units(message: &[u8], start: usize, limit: usize) -> (Vec<u16>, bool) {
    let mut units = Vec::new();
    let mut position = start;
    while position + 2 <= limit {
        match integer(message, position, 2) {
            Some(0) => return (units, true),
            Some(unit) => units.push(unit as u16),
            None => break,
        }
        position += 2;
    }
    (units, false)
}

// ---- RESP_GET_DFS_REFERRAL ----

impl Response {
    /// The first error of the strict reading: the header's, else the first of the entries'.
    pub fn first_error(&self) -> Option<ReadError> {
        let of_entries = self.entries.iter().find_map(|entry| entry.error.clone());
        self.header_error.clone().or(of_entries)
    }
}

impl Entry {
    fn value(&self, field: &str) -> usize {
        value_of(&self.numbers, field)
    }

    fn fail(&mut self, kind: &'static str, field: &'static str, offset: usize) {
        if self.error.is_none() {
            self.error = Some(error(kind, field, offset));
        }
    }
}

/// The lenient scan of a response: every claimed entry it can reach, everything that can be read.
pub fn read_response(message: &[u8]) -> Response {
    let mut header = Vec::new();
    let mut entries = Vec::new();
    // H1
    let mut header_error = read_fields(message, 0, HEADER, &mut header).err();
    if header_error.is_none() {
        // H2: the entries are scanned all the same.
        let claimed = value_of(&header, "NumberOfReferrals");
        if claimed * 8 > message.len() - 8 {
            header_error = Some(error("CountTooLarge", "NumberOfReferrals", 2));
        }
        let mut name_bytes = 0; // W of the rules
        let mut next = Some(8);
        for left in (0..claimed).rev() {
            let Some(start) = next else { break };
            let entry = read_entry(message, start, left == 0, &mut name_bytes);
            next = next_start(message, &entry);
            entries.push(entry);
        }
    }
    Response { header, header_error, entries }
}

/// The size of the fixed part of an entry, for the known versions.
fn fixed_part(version: usize) -> Option<usize> {
    match version {
        1 => Some(10),
        2 => Some(22),
        3 | 4 => Some(18),
        _ => None,
    }
}

/// Where the entry after this one begins; None if this one's Size is unusable.
fn next_start(message: &[u8], entry: &Entry) -> Option<usize> {
    let e1_happened = entry.numbers.len() < COMMON.len();
    let size = entry.value("Size");
    let smallest = fixed_part(entry.value("VersionNumber")).unwrap_or(8);
    let next = entry.start + size;
    if e1_happened || size < smallest || next > message.len() {
        return None;
    }
    Some(next)
}

fn read_entry(message: &[u8], start: usize, is_last: bool, name_bytes: &mut usize) -> Entry {
    let mut entry = Entry { start, numbers: Vec::new(), texts: Vec::new(), guid: None, error: None };
    // E1
    entry.error = read_fields(message, start, COMMON, &mut entry.numbers).err();
    if entry.error.is_some() {
        return entry;
    }
    let version = entry.value("VersionNumber");
    let size = entry.value("Size");
    let is_name_list = version >= 3 && entry.value("ReferralEntryFlags") & 0x0002 != 0;
    // E2
    let Some(fixed) = fixed_part(version) else {
        entry.fail("UnsupportedVersion", "VersionNumber", start);
        return entry;
    };
    // E3
    if size < fixed {
        let kind = if is_last { "SizeTooSmall" } else { "EntriesOverlap" };
        entry.fail(kind, "Size", start + 2);
        return entry;
    }
    // E4. No string can be read after it: any offset of at least `fixed` is past the end then.
    let rest = match version {
        1 => &[],
        2 => V2_REST,
        _ if is_name_list => NAME_LIST_REST,
        _ => V3_REST,
    };
    entry.error = read_fields(message, start, rest, &mut entry.numbers).err();
    if entry.error.is_some() {
        return entry;
    }
    // E5
    let size_past_end = start + size > message.len();
    if size_past_end {
        entry.fail("SizePastEnd", "Size", start + 2);
    }
    // Strings and ServiceSiteGuid
    if version == 1 {
        if !size_past_end {
            read_text(message, &mut entry, "ShareName", start + 8, start + size);
        }
    } else if is_name_list {
        read_string(message, &mut entry, "SpecialNameOffset", fixed);
        read_expanded_names(message, &mut entry, fixed, name_bytes);
    } else {
        read_string(message, &mut entry, "DFSPathOffset", fixed);
        read_string(message, &mut entry, "DFSAlternatePathOffset", fixed);
        read_string(message, &mut entry, "NetworkAddressOffset", fixed);
        if version >= 3 {
            entry.guid = read_guid(message, &entry);
        }
    }
    entry
}

/// Reads the string at `start`, which must end before a NUL unit wholly inside `start..limit`.
fn read_text(m: &[u8], entry: &mut Entry, field: &'static str, start: usize, limit: usize) {
    match read_units(m, start, limit) {
        (units, true) => entry.texts.push(Text { field, start, units }),
        (_, false) => entry.fail("Unterminated", field, start),
    }
}

/// Where an offset field points; an error if that is in the fixed part or past the end.
fn pointed(m: &[u8], entry: &mut Entry, field: &'static str, fixed: usize) -> Option<usize> {
    let number = entry.numbers.iter().find(|number| number.field == field)?;
    let (position, target) = (number.start, entry.start + number.value as usize);
    if target < entry.start + fixed {
        entry.fail("OffsetInFixedPart", field, position);
    } else if target >= m.len() {
        entry.fail("OffsetPastEnd", field, position);
    } else {
        return Some(target);
    }
    None
}

/// Reads the string that a field named "...Offset" points to; offset 0: absent, no error.
fn read_string(m: &[u8], entry: &mut Entry, offset_field: &'static str, fixed: usize) {
    if entry.value(offset_field) == 0 {
        return;
    }
    if let Some(start) = pointed(m, entry, offset_field, fixed) {
        let field = offset_field.trim_end_matches("Offset");
        read_text(m, entry, field, start, m.len());
    }
}

fn read_expanded_names(m: &[u8], entry: &mut Entry, fixed: usize, name_bytes: &mut usize) {
    let field = "ExpandedName";
    let count = entry.value("NumberOfExpandedNames");
    if count == 0 {
        return;
    }
    let Some(mut start) = pointed(m, entry, "ExpandedNameOffset", fixed) else {
        return;
    };
    if count * 2 > m.len() - start {
        entry.fail("CountTooLarge", "NumberOfExpandedNames", entry.start + 14);
        return;
    }
    for _ in 0..count {
        let (units, terminated) = read_units(m, start, m.len());
        if !terminated {
            entry.fail("Unterminated", field, start);
            return;
        }
        let bytes = units.len() * 2 + 2;
        *name_bytes += bytes;
        if *name_bytes > 2 * m.len() {
            entry.fail("NameListsTooLong", field, start);
            return;
        }
        entry.texts.push(Text { field, start, units });
        start += bytes;
    }
}

/// ServiceSiteGuid: only if Size covers it and none of the three string offsets points into it.
fn read_guid(message: &[u8], entry: &Entry) -> Option<(usize, [u8; 16])> {
    for field in ["DFSPathOffset", "DFSAlternatePathOffset", "NetworkAddressOffset"] {
        if (18..=33).contains(&entry.value(field)) {
            return None;
        }
    }
    if entry.value("Size") < 34 {
        return None;
    }
    let start = entry.start + 18;
    let bytes = message.get(start..start + 16)?;
    Some((start, bytes.try_into().ok()?))
}

// ---- requests ----

/// `REQ_GET_DFS_REFERRAL`.
pub fn read_request(message: &[u8]) -> Result<Request, ReadError> {
    let mut numbers = Vec::new();
    read_fields(message, 0, &[("MaxReferralLevel", 0, 2)], &mut numbers)?;
    let (units, _) = read_units(message, 2, message.len());
    let texts = vec![Text { field: "RequestFileName", start: 2, units }];
    Ok(Request { numbers, texts })
}

/// Whether the lengths of a `REQ_GET_DFS_REFERRAL_EX` count UTF-16 units instead of bytes.
fn lengths_are_units(message: &[u8], n: usize, has_site: bool) -> bool {
    let (units, terminated) = read_units(message, 10, message.len());
    let first_nul_fits = terminated && units.len() == n;
    let end_in_bytes = if has_site {
        integer(message, 10 + n, 2).map(|length| 12 + n + length as usize)
    } else {
        Some(10 + n)
    };
    // A control character in the name is the length of a site that follows a name without a NUL.
    let is_text = units.iter().all(|unit| *unit >= 0x20);
    n > 0 && first_nul_fits && is_text && end_in_bytes != Some(message.len())
}

/// `REQ_GET_DFS_REFERRAL_EX`. Texts: RequestFileName, then SiteName if the flag is set.
pub fn read_request_ex(message: &[u8]) -> Result<Request, ReadError> {
    let mut numbers = Vec::new();
    read_fields(message, 0, REQUEST_EX, &mut numbers)?;
    if value_of(&numbers, "RequestDataLength") > message.len() - 8 {
        return Err(error("LengthPastEnd", "RequestDataLength", 4));
    }
    let n = value_of(&numbers, "RequestFileNameLength");
    let has_site = value_of(&numbers, "RequestFlags") & 0x0001 != 0;
    let in_units = lengths_are_units(message, n, has_site);
    let (name_end, next) = if in_units { (10 + 2 * n, 12 + 2 * n) } else { (10 + n, 10 + n) };
    if name_end > message.len() {
        return Err(error("LengthPastEnd", "RequestFileNameLength", 8));
    }
    let (units, _) = read_units(message, 10, name_end);
    let mut texts = vec![Text { field: "RequestFileName", start: 10, units }];
    if has_site {
        read_fields(message, next, &[("SiteNameLength", 0, 2)], &mut numbers)?;
        let value = value_of(&numbers, "SiteNameLength");
        let start = next + 2;
        let end = start + if in_units { 2 * value } else { value };
        if end > message.len() {
            return Err(error("LengthPastEnd", "SiteNameLength", next));
        }
        let (units, _) = read_units(message, start, end);
        texts.push(Text { field: "SiteName", start, units });
    }
    Ok(Request { numbers, texts })
}

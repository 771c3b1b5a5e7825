//! Messages as plain owned values: made at random, or from what a drawn message is expected to say; written by the crate.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use super::chance::Rng;
use dfsc::{
    AnyText, Encode, EncodeError, EntrySize, ReferralEntryFlags, ReferralHeaderFlags, Reply, ReplyEntry,
    Request, RequestEx, Response, ServerType, Utf16Le,
};
use serde_json::{Value, json};

/// Text as the bytes of its UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utf16(Vec<u8>);

impl Utf16 {
    pub fn new(text: &str) -> Self {
        Self::from_units(&text.encode_utf16().collect::<Vec<_>>())
    }

    pub fn from_units(units: &[u16]) -> Self {
        Self(units.iter().flat_map(|unit| unit.to_le_bytes()).collect())
    }

    pub fn view(&self) -> Utf16Le<'_> {
        Utf16Le::new(&self.0).unwrap()
    }

    /// As `&str`, unless it is ill-formed.
    pub fn str(&self) -> Option<String> {
        String::from_utf16(&self.view().units().collect::<Vec<_>>()).ok()
    }

    /// As test data spells it.
    fn spelled(&self) -> Value {
        let digits = |hex: String, byte: &u8| hex + &format!("{byte:02x}");
        self.str()
            .map_or_else(|| json!({ "utf16le": self.0.iter().fold(String::new(), digits) }), Value::from)
    }

    fn from_spelled(value: &Value) -> Self {
        match value.get("utf16le").and_then(Value::as_str) {
            Some(digits) => Self(
                (0..digits.len())
                    .step_by(2)
                    .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
                    .collect(),
            ),
            None => Self::new(value.as_str().unwrap()),
        }
    }

    /// Of a length that is mostly short: letters of all scripts, separators, halves of characters, but no NUL.
    fn random(rng: &mut Rng) -> Self {
        let len = [0, 1, 2, 7, 20, 60][rng.usize(..6)];
        let mut units = Vec::new();
        for _ in 0..len {
            match rng.u8(..10) {
                0..=4 => units.push(u16::from(rng.u8(b'a'..=b'z'))),
                5 | 6 => units.push(u16::from(b'\\')),
                7 => units.push(rng.u16(1..)),
                8 => units.extend(rng.char('\u{10000}'..).encode_utf16(&mut [0; 2]).iter()),
                _ => units.push(rng.u16(0x100..0x600)),
            }
        }
        Self::from_units(&units)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub server_type: u16,
    pub flags: u16,
    pub proximity: u32,
    pub name: Utf16,
    pub expanded_names: Vec<Utf16>,
}

impl Entry {
    fn is_list(&self, version: u16) -> bool {
        version >= 3 && self.flags & 2 != 0
    }
}

/// A reply whose entries are all targets, or all name lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedReply {
    pub path_consumed: u16,
    pub flags: u32,
    pub version: u16,
    pub size: EntrySize,
    pub time_to_live: Option<u32>,
    pub dfs_path: Option<Utf16>,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Request { level: u16, name: Utf16 },
    RequestEx { level: u16, name: Utf16, site: Option<Utf16> },
    Reply(OwnedReply),
}

impl Message {
    /// A message of any kind that can be written; `kind` counts through them.
    pub fn random(kind: usize, rng: &mut Rng) -> Self {
        let text = Utf16::random;
        match kind % 9 {
            0 => Self::Request { level: rng.u16(..), name: text(rng) },
            1 => Self::RequestEx { level: rng.u16(..), name: text(rng), site: rng.bool().then(|| text(rng)) },
            // Versions 0 to 4 with targets, and 3 and 4 with name lists.
            kind => {
                let is_list = kind >= 7;
                let version = u16::try_from(if is_list { kind - 4 } else { kind - 2 }).unwrap();
                let count = if version == 0 { 0 } else { rng.usize(1..6) };
                let entries = (0..count).map(|_| Entry {
                    server_type: rng.u16(..),
                    flags: match version {
                        ..3 => rng.u16(..),
                        _ if is_list => rng.u16(..) | 2,
                        _ => rng.u16(..) & !2,
                    },
                    proximity: if version == 2 { rng.u32(..) } else { 0 },
                    name: text(rng),
                    expanded_names: (0..if is_list { rng.usize(..4) } else { 0 })
                        .map(|_| text(rng))
                        .collect(),
                });
                let entries = entries.collect();
                Self::Reply(OwnedReply {
                    path_consumed: rng.u16(..),
                    flags: rng.u32(..),
                    version,
                    size: if rng.bool() { EntrySize::Short } else { EntrySize::Long },
                    time_to_live: (version >= 2).then(|| rng.u32(..)),
                    dfs_path: (version >= 2 && !is_list).then(|| text(rng)),
                    entries,
                })
            }
        }
    }

    /// What the test data of a drawn message say that it says, whatever its layout.
    pub fn from_expected(kind: &str, expected: &Value) -> Self {
        let number = |value: &Value, key: &str| value[key].as_u64().unwrap();
        let short = |value: &Value, key: &str| u16::try_from(number(value, key)).unwrap();
        let long = |value: &Value, key: &str| u32::try_from(number(value, key)).unwrap();
        let text = |value: &Value, key: &str| Utf16::from_spelled(&value[key]);
        let present = |value: &Value, key: &str| {
            value.get(key).filter(|value| !value.is_null()).map(Utf16::from_spelled)
        };
        if kind == "request" {
            let name = text(expected, "RequestFileName");
            return Self::Request { level: short(expected, "MaxReferralLevel"), name };
        }
        if kind == "request-ex" {
            let (name, site) = (text(expected, "RequestFileName"), present(expected, "SiteName"));
            return Self::RequestEx { level: short(expected, "MaxReferralLevel"), name, site };
        }
        let entries = expected["ReferralEntries"].as_array().unwrap();
        let first = entries.first();
        let name_of = |entry: &Value| {
            let names = ["ShareName", "NetworkAddress", "SpecialName"];
            names.into_iter().find_map(|key| present(entry, key)).unwrap()
        };
        Self::Reply(OwnedReply {
            path_consumed: short(expected, "PathConsumed"),
            flags: long(expected, "ReferralHeaderFlags"),
            version: first.map_or(0, |first| short(first, "VersionNumber")),
            size: match first.map(|first| short(first, "Size")) {
                Some(18) => EntrySize::Short,
                _ => EntrySize::Long,
            },
            time_to_live: first
                .and_then(|first| first.get("TimeToLive"))
                .map(|_| long(first.unwrap(), "TimeToLive")),
            dfs_path: first.and_then(|first| present(first, "DFSPath")),
            entries: entries
                .iter()
                .map(|entry| Entry {
                    server_type: short(entry, "ServerType"),
                    flags: short(entry, "ReferralEntryFlags"),
                    proximity: entry.get("Proximity").map_or(0, |_| long(entry, "Proximity")),
                    name: name_of(entry),
                    expanded_names: entry["ExpandedNames"]
                        .as_array()
                        .map_or_else(Vec::new, |names| names.iter().map(Utf16::from_spelled).collect()),
                })
                .collect(),
        })
    }

    /// What it says, as test data spell it.
    pub fn meant(&self) -> Value {
        match self {
            Self::Request { level, name } => {
                json!({ "MaxReferralLevel": level, "RequestFileName": name.spelled() })
            }
            Self::RequestEx { level, name, site } => {
                let name_length = name.0.len() + 2;
                let site_length = site.as_ref().map_or(0, |site| site.0.len() + 4);
                json!({
                    "MaxReferralLevel": level,
                    "RequestFlags": u16::from(site.is_some()),
                    "RequestDataLength": 2 + name_length + site_length,
                    "RequestFileNameLength": name_length,
                    "RequestFileName": name.spelled(),
                    "SiteName": site.as_ref().map(Utf16::spelled),
                })
            }
            Self::Reply(reply) => json!({
                "PathConsumed": reply.path_consumed,
                "NumberOfReferrals": reply.entries.len(),
                "ReferralHeaderFlags": reply.flags,
                "ReferralEntries": reply.entries.iter().map(|entry| reply.meant(entry)).collect::<Vec<_>>(),
            }),
        }
    }

    /// Hands the value that the crate writes to `with`.
    pub fn with<R>(&self, with: impl FnOnce(&dyn Written) -> R) -> R {
        match self {
            Self::Request { level, name } => with(&Request::new(*level, name.view())),
            Self::RequestEx { level, name, site } => {
                with(&RequestEx::new(*level, name.view(), site.as_ref().map(Utf16::view)))
            }
            Self::Reply(reply) => reply.with(|reply| with(reply)),
        }
    }

    /// Its bytes, as the crate writes them.
    pub fn encoded(&self) -> Vec<u8> {
        self.with(|value| {
            let mut buffer = vec![0; value.len()];
            value.encode(&mut buffer).unwrap().to_vec()
        })
    }

    /// What a message is called in the test data.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::RequestEx { .. } => "request-ex",
            Self::Reply(_) => "response",
        }
    }
}

impl OwnedReply {
    /// Anything, whether or not it can be written.
    pub fn anything(rng: &mut Rng) -> Self {
        let entry = |rng: &mut Rng| Entry {
            server_type: rng.u16(..),
            flags: rng.u16(..8),
            proximity: rng.u32(..2),
            name: Utf16::random(rng),
            expanded_names: (0..rng.usize(..2)).map(|_| Utf16::random(rng)).collect(),
        };
        Self {
            path_consumed: rng.u16(..),
            flags: rng.u32(..8),
            version: rng.u16(..6),
            size: if rng.bool() { EntrySize::Short } else { EntrySize::Long },
            time_to_live: rng.bool().then(|| rng.u32(..)),
            dfs_path: rng.bool().then(|| Utf16::random(rng)),
            entries: (0..rng.usize(..3)).map(|_| entry(rng)).collect(),
        }
    }

    /// Hands the value that the crate writes to `with`. Half of the text is given as `&str` where it is well-formed.
    pub fn with<R>(&self, with: impl FnOnce(&Reply<'_>) -> R) -> R {
        let names: Vec<Vec<AnyText<'_>>> = self
            .entries
            .iter()
            .map(|entry| entry.expanded_names.iter().map(|name| name.view().into()).collect())
            .collect();
        let strs: Vec<Option<String>> = self.entries.iter().map(|entry| entry.name.str()).collect();
        let entries: Vec<_> = (self.entries.iter().zip(&names).zip(&strs).enumerate())
            .map(|(index, ((entry, names), str))| ReplyEntry {
                server_type: ServerType(entry.server_type),
                flags: ReferralEntryFlags(entry.flags),
                proximity: entry.proximity,
                name: match str {
                    Some(str) if index % 2 == 0 => AnyText::str(str),
                    _ => entry.name.view().into(),
                },
                expanded_names: names,
            })
            .collect();
        with(&Reply {
            path_consumed: self.path_consumed,
            flags: ReferralHeaderFlags(self.flags),
            version: self.version,
            size: self.size,
            time_to_live: self.time_to_live,
            dfs_path: self.dfs_path.as_ref().map(|path| path.view().into()),
            entries: &entries,
            is_fitted: false,
        })
    }

    fn meant(&self, entry: &Entry) -> Value {
        let version = self.version;
        let long = self.size == EntrySize::Long;
        let mut meant = json!({
            "VersionNumber": version,
            "Size": match version {
                1 => 10 + entry.name.0.len(),
                2 => 22,
                _ if long => 34,
                _ => 18,
            },
            "ServerType": entry.server_type,
            "ReferralEntryFlags": entry.flags,
        });
        let name = entry.name.spelled();
        if version == 1 {
            meant["ShareName"] = name;
            return meant;
        }
        meant["TimeToLive"] = json!(self.time_to_live);
        if entry.is_list(version) {
            meant["SpecialName"] = name;
            meant["ExpandedNames"] = entry.expanded_names.iter().map(Utf16::spelled).collect();
            return meant;
        }
        let path = self.dfs_path.as_ref().map(Utf16::spelled);
        meant["DFSPath"] = json!(path);
        meant["DFSAlternatePath"] = json!(path);
        meant["NetworkAddress"] = name;
        if version == 2 {
            meant["Proximity"] = json!(entry.proximity);
        } else {
            meant["ServiceSiteGuid"] = json!(long.then(|| "00".repeat(16)));
        }
        meant
    }
}

/// A value of the crate of whatever type, with the law that holds for it.
pub trait Written {
    fn len(&self) -> usize;
    fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError>;
    /// Whether a message reads as this value.
    fn is_read_from(&self, message: &[u8]) -> bool;
}

macro_rules! written {
    ($Type:ty, $is_read_from:expr) => {
        impl Written for $Type {
            fn len(&self) -> usize {
                self.encoded_len()
            }

            fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError> {
                Encode::encode(self, buffer)
            }

            fn is_read_from(&self, message: &[u8]) -> bool {
                let is_read_from: fn(&Self, &[u8]) -> bool = $is_read_from;
                is_read_from(self, message)
            }
        }
    };
}

written!(Request<Utf16Le<'_>>, |value, message| Request::parse(message).is_ok_and(|read| read == *value));
written!(RequestEx<Utf16Le<'_>>, |value, message| RequestEx::parse(message).is_ok_and(|read| read == *value));
written!(Reply<'_>, |value, message| reread(message, |read| read.is_ok_and(|read| read == *value)));

/// Reads a reply as a value that can be written.
pub fn reread<R>(message: &[u8], with: impl FnOnce(Result<Reply<'_>, EncodeError>) -> R) -> R {
    let mut entries = [ReplyEntry::link_target(""); 64];
    let mut names = [AnyText::default(); 64];
    with(Reply::from_response(&Response::parse(message).unwrap(), &mut entries, &mut names))
}

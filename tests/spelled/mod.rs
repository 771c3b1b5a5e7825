//! What the crate makes of a message, spelled as `expected` is in the test data. A comparison of the whole then leaves no
//! field of either side out.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use dfsc::wire::layout::{DFS_REFERRAL_V1, DFS_REFERRAL_V3_NAME_LIST, DFS_REFERRAL_V4_NAME_LIST};
use dfsc::{DecodeError, Entry, Field, FieldValue, Referral, Request, RequestEx, Response, Scan, Utf16Le};
use serde_json::{Map, Value, json};

pub fn request(message: &[u8]) -> Result<Value, DecodeError> {
    let request = Request::parse(message)?;
    Ok(json!({
        "MaxReferralLevel": request.max_referral_level(),
        "RequestFileName": text(request.request_file_name()),
    }))
}

pub fn request_ex(message: &[u8]) -> Result<Value, DecodeError> {
    let request = RequestEx::parse(message)?;
    Ok(json!({
        "MaxReferralLevel": request.max_referral_level(),
        "RequestFlags": request.request_flags().0,
        "RequestDataLength": request.request_data_length(),
        "RequestFileNameLength": request.request_file_name_length(),
        "RequestFileName": text(request.request_file_name()),
        "SiteName": request.site_name().map(text),
    }))
}

/// A reply through the validated view.
pub fn response(message: &[u8]) -> Result<Value, DecodeError> {
    let response = Response::parse(message)?;
    assert_eq!(response.as_bytes(), message);
    let entries: Vec<_> = response.referrals().map(|entry| referral(message, &entry)).collect();
    Ok(json!({
        "PathConsumed": response.path_consumed(),
        "NumberOfReferrals": response.number_of_referrals(),
        "ReferralHeaderFlags": response.flags().0,
        "ReferralEntries": entries,
    }))
}

fn referral(message: &[u8], referral: &Referral<'_>) -> Value {
    let mut object = Spelled { message, keys: Map::new(), ranges: Map::new() };
    object.put("VersionNumber", referral.version());
    match referral {
        Referral::V1(target) | Referral::V2(target) | Referral::V3(target) | Referral::V4(target) => {
            object.put("Size", target.size());
            object.put("ServerType", target.server_type().0);
            object.put("ReferralEntryFlags", target.flags().0);
            if let Referral::V1(_) = referral {
                assert_eq!(target.time_to_live(), None);
                object.string("ShareName", target.network_address());
                assert_eq!((target.dfs_path(), target.alternate_path()), (None, None));
            } else {
                object.put("TimeToLive", target.time_to_live());
                object.string("DFSPath", target.dfs_path());
                object.string("DFSAlternatePath", target.alternate_path());
                object.string("NetworkAddress", target.network_address());
            }
            if let Referral::V2(_) = referral {
                object.put("Proximity", target.proximity());
            } else {
                assert_eq!(target.proximity(), None);
            }
            if let Referral::V3(_) | Referral::V4(_) = referral {
                object.put("ServiceSiteGuid", target.service_site_guid().map(|guid| digits(guid)));
            } else {
                assert_eq!(target.service_site_guid(), None);
            }
        }
        Referral::NameList(list) => {
            object.put("Size", list.size());
            object.put("ServerType", list.server_type().0);
            object.put("ReferralEntryFlags", list.flags().0);
            object.put("TimeToLive", list.time_to_live());
            object.string("SpecialName", list.special_name());
            object.strings("ExpandedNames", list.expanded_names());
        }
        other => panic!("parse let {other:?} through"),
    }
    object.whole()
}

/// A reply through the scan: what cannot be read is null or, among names, left out.
pub fn scan(message: &[u8]) -> Value {
    let scan = Scan::new(message);
    let mut header: Map<_, _> = scan.fields().filter_map(number).collect();
    let entries: Vec<_> = scan.map(|entry| scanned(message, &entry)).collect();
    header.insert("ReferralEntries".to_owned(), entries.into());
    header.into()
}

fn scanned(message: &[u8], entry: &Entry<'_>) -> Value {
    let mut object = Spelled { message, keys: Map::new(), ranges: Map::new() };
    // Offsets and the number of names are how the strings are found, not what is expected.
    let plumbing = |key: &str| key.ends_with("Offset") || key == "NumberOfExpandedNames";
    object.keys.extend(entry.fields().filter_map(number).filter(|(key, _)| !plumbing(key)));
    let structure = *entry.structure();
    if structure == DFS_REFERRAL_V1 {
        object.string("ShareName", entry.network_address().unwrap_or(None));
    } else if [DFS_REFERRAL_V3_NAME_LIST, DFS_REFERRAL_V4_NAME_LIST].contains(&structure) {
        object.string("SpecialName", entry.special_name().unwrap_or(None));
        object.strings("ExpandedNames", entry.expanded_names().into_iter().flatten().flatten());
    } else {
        object.string("DFSPath", entry.dfs_path().unwrap_or(None));
        object.string("DFSAlternatePath", entry.alternate_path().unwrap_or(None));
        object.string("NetworkAddress", entry.network_address().unwrap_or(None));
        if structure.fields().any(|field| field.field() == Field::ServiceSiteGuid) {
            let guid = entry.fields().find(|field| field.field() == Field::ServiceSiteGuid);
            object.put("ServiceSiteGuid", guid.map(|guid| digits(guid.bytes())));
        }
    }
    object.whole()
}

fn number(field: FieldValue<'_>) -> Option<(String, Value)> {
    Some((field.field().name().to_owned(), field.number()?.into()))
}

/// An entry on its way to be compared.
struct Spelled<'a> {
    message: &'a [u8],
    keys: Map<String, Value>,
    ranges: Map<String, Value>,
}

impl Spelled<'_> {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.keys.insert(key.to_owned(), value.into());
    }

    fn string(&mut self, key: &str, string: Option<Utf16Le<'_>>) {
        self.put(key, string.map(text));
        if let Some(string) = string {
            self.ranges.insert(key.to_owned(), range(self.message, string));
        }
    }

    fn strings<'s>(&mut self, key: &str, strings: impl Iterator<Item = Utf16Le<'s>>) {
        let strings: Vec<_> = strings.collect();
        self.put(key, strings.iter().copied().map(text).collect::<Vec<_>>());
        let ranges: Vec<_> = strings.into_iter().map(|string| range(self.message, string)).collect();
        self.ranges.insert(key.to_owned(), ranges.into());
    }

    fn whole(mut self) -> Value {
        self.keys.insert("ranges".to_owned(), self.ranges.into());
        self.keys.into()
    }
}

fn range(message: &[u8], string: Utf16Le<'_>) -> Value {
    let span = string.span_in(message).unwrap();
    json!([span.start, span.end])
}

/// A string, or its bytes if it is not well-formed.
fn text(string: Utf16Le<'_>) -> Value {
    match String::from_utf16(&string.units().collect::<Vec<_>>()) {
        Ok(text) => text.into(),
        Err(_) => json!({ "utf16le": digits(string.as_bytes()) }),
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

//! The test data, and what the crate makes of it in the terms of the reference reader.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::reference::{self, Number, ReadError, Text};
use dfsc::{DecodeError, Entry, Field, FieldValue, Referral, Request, RequestEx, Response, Scan, Utf16Le};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A message drawn by hand: see `tests/vectors/README.md`.
pub struct Vector {
    pub name: String,
    pub bytes: Vec<u8>,
    pub json: Value,
}

impl Vector {
    pub fn message(&self) -> &str {
        self.json["message"].as_str().unwrap()
    }
}

pub fn vectors() -> Vec<Vector> {
    let mut vectors: Vec<_> = std::fs::read_dir(tests().join("vectors"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "hex"))
        .map(|path| Vector {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            bytes: commented_hex(&std::fs::read_to_string(&path).unwrap()),
            json: serde_json::from_str(&std::fs::read_to_string(path.with_extension("json")).unwrap())
                .unwrap(),
        })
        .collect();
    vectors.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(vectors.len() >= 39, "vectors are missing: {}", vectors.len());
    vectors
}

/// A captured exchange: see `tests/corpus/README.md`.
pub struct Capture {
    pub name: String,
    pub is_ex: bool,
    pub status: String,
    pub status_value: u32,
    pub request: Vec<u8>,
    pub response: Option<Vec<u8>>,
    /// Whole SMB messages, without the length that stands before each.
    pub request_messages: Vec<Vec<u8>>,
    pub response_messages: Vec<Vec<u8>>,
    pub expected: Value,
}

pub fn captures() -> Vec<Capture> {
    let lines = std::fs::read_to_string(tests().join("corpus/captures.jsonl")).unwrap();
    let captures: Vec<_> = lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| line[key].as_str().unwrap().to_owned();
            let messages = |key: &str| {
                let messages = line[key].as_array().unwrap().iter();
                messages.map(|message| hex(message.as_str().unwrap())).collect()
            };
            Capture {
                name: text("name"),
                is_ex: text("function") == "FSCTL_DFS_GET_REFERRALS_EX",
                status: text("status_name"),
                status_value: u32::from_str_radix(&text("status")[2..], 16).unwrap(),
                request: hex(&text("request")),
                response: line["response"].as_str().map(hex),
                request_messages: messages("request_messages"),
                response_messages: messages("response_messages"),
                expected: line["expected"].clone(),
            }
        })
        .collect();
    assert_eq!(captures.len(), 123);
    captures
}

/// Every message there is to read, once: drawn and captured.
pub struct Messages {
    pub requests: Vec<(String, Vec<u8>)>,
    pub requests_ex: Vec<(String, Vec<u8>)>,
    pub responses: Vec<(String, Vec<u8>)>,
}

pub fn messages() -> Messages {
    let mut all = Messages { requests: Vec::new(), requests_ex: Vec::new(), responses: Vec::new() };
    for vector in vectors() {
        let list = match vector.message() {
            "request" => &mut all.requests,
            "request-ex" => &mut all.requests_ex,
            _ => &mut all.responses,
        };
        list.push((vector.name, vector.bytes));
    }
    for capture in captures() {
        let list = if capture.is_ex { &mut all.requests_ex } else { &mut all.requests };
        list.push((capture.name.clone(), capture.request));
        all.responses.extend(capture.response.map(|response| (capture.name, response)));
    }
    all.responses.push(("name lists on one run".to_owned(), name_lists_on_one_run(8, 400)));
    for list in [&mut all.requests, &mut all.requests_ex, &mut all.responses] {
        list.sort_by(|a, b| a.1.cmp(&b.1));
        list.dedup_by(|a, b| a.1 == b.1);
    }
    all
}

/// A reply of `count` name lists of 18 bytes, each with one name, which is the same for all: `units` units.
pub fn name_lists_on_one_run(count: u16, units: usize) -> Vec<u8> {
    let mut message = [[0, 0], count.to_le_bytes(), [0, 0], [0, 0]].concat();
    for entry in 0..count {
        let to_names = (count - entry) * 18;
        let fixed = [3, 18, 0, 2, 600, 0, 0, 1, to_names];
        message.extend(fixed.into_iter().flat_map(u16::to_le_bytes));
    }
    message.extend([b'n', 0].repeat(units));
    message.extend([0, 0]);
    message
}

/// Builds an example of the crate; gives where the program is.
pub fn build_example(name: &str) -> String {
    let build = ["build", "--quiet", "--package", "dfsc", "--example", name, "--message-format", "json"];
    let cargo = Command::new(env!("CARGO")).args(build).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let cargo = cargo.unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let messages = String::from_utf8(cargo.stdout).unwrap();
    let mut messages = messages.lines().map(|line| serde_json::from_str(line).unwrap());
    messages.find_map(|line: Value| Some(line["executable"].as_str()?.to_owned())).unwrap()
}

/// Compares what is printed with a file of `tests/golden`, or writes that: see `tests/inspect.rs`.
pub fn is_golden(name: &str, shown: &str) {
    is_golden_file(&format!("tests/golden/{name}.txt"), shown);
}

/// The same with any file of the repository.
pub fn is_golden_file(name: &str, shown: &str) {
    let path = tests().join("..").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, shown).unwrap();
    } else {
        assert_eq!(shown, std::fs::read_to_string(path).unwrap(), "{name}");
    }
}

pub fn tests() -> PathBuf {
    // Other packages of the workspace use this too.
    let roots = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    roots.map(|root| root.join("tests")).find(|tests| tests.join("corpus").exists()).unwrap()
}

pub fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2), "odd number of digits: {digits}");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn commented_hex(text: &str) -> Vec<u8> {
    let digits: String = text.lines().map(|line| line.split('#').next().unwrap()).collect();
    hex(&digits.split_whitespace().collect::<String>())
}

/// A string of an `expected`, in UTF-16LE; `None` for null.
pub fn expected_text(value: &Value) -> Option<Vec<u16>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.encode_utf16().collect()),
        other => {
            let bytes = hex(other["utf16le"].as_str().unwrap());
            Some(bytes.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect())
        }
    }
}

/// What [`Scan`] shows of a reply.
pub fn scan_response(message: &[u8]) -> reference::Response {
    let scan = Scan::new(message);
    reference::Response {
        header: scan.fields().filter_map(number).collect(),
        header_error: scan.header_error().map(read_error),
        entries: scan.map(|entry| scan_entry(message, &entry)).collect(),
    }
}

fn scan_entry(message: &[u8], entry: &Entry<'_>) -> reference::Entry {
    let mut texts = Vec::new();
    let mut string = |field: Field, text: Result<Option<Utf16Le<'_>>, DecodeError>| {
        texts.extend(text.ok().flatten().map(|found| text_in(message, field, found)));
    };
    string(Field::DfsPath, entry.dfs_path());
    string(Field::DfsAlternatePath, entry.alternate_path());
    let is_v1 = entry.structure().name() == "DFS_REFERRAL_V1";
    string(if is_v1 { Field::ShareName } else { Field::NetworkAddress }, entry.network_address());
    string(Field::SpecialName, entry.special_name());
    let names = entry.expanded_names().into_iter().flatten().flatten();
    texts.extend(names.map(|name| text_in(message, Field::ExpandedName, name)));
    let guid = entry.fields().find(|field| field.field() == Field::ServiceSiteGuid);
    reference::Entry {
        start: entry.start(),
        numbers: entry.fields().filter_map(number).collect(),
        texts,
        guid: guid.map(|guid| (guid.range().start, guid.bytes().try_into().unwrap())),
        error: entry.error().map(read_error),
    }
}

/// The strings of each entry of a reply that parses, through the validated view.
pub fn parse_response(message: &[u8]) -> Result<Vec<Vec<Text>>, ReadError> {
    let response = Response::parse(message).map_err(read_error)?;
    assert_eq!(response.referrals().len(), usize::from(response.number_of_referrals()));
    let entries: Vec<_> = response.referrals().map(|referral| referral_texts(message, &referral)).collect();
    assert_eq!(entries.len(), usize::from(response.number_of_referrals()));
    Ok(entries)
}

fn referral_texts(message: &[u8], referral: &Referral<'_>) -> Vec<Text> {
    let text = |field, found: Option<Utf16Le<'_>>| found.map(|found| text_in(message, field, found));
    match referral {
        Referral::V1(target) => {
            assert_eq!((target.dfs_path(), target.alternate_path()), (None, None));
            text(Field::ShareName, target.network_address()).into_iter().collect()
        }
        Referral::V2(target) | Referral::V3(target) | Referral::V4(target) => [
            text(Field::DfsPath, target.dfs_path()),
            text(Field::DfsAlternatePath, target.alternate_path()),
            text(Field::NetworkAddress, target.network_address()),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Referral::NameList(list) => {
            let special_name = text(Field::SpecialName, list.special_name());
            assert_eq!(list.expanded_names().len(), list.expanded_names().count());
            let names = list.expanded_names().map(|name| text_in(message, Field::ExpandedName, name));
            special_name.into_iter().chain(names).collect()
        }
        other => panic!("parse let {other:?} through"),
    }
}

pub fn parse_request(message: &[u8]) -> Result<reference::Request, ReadError> {
    let request = Request::parse(message).map_err(read_error)?;
    Ok(reference::Request {
        numbers: vec![numbered(Field::MaxReferralLevel, 0, request.max_referral_level())],
        texts: vec![text_in(message, Field::RequestFileName, request.request_file_name())],
    })
}

/// As the reference reads it, but for the number of `SiteNameLength`, which the view does not keep.
pub fn parse_request_ex(message: &[u8]) -> Result<reference::Request, ReadError> {
    let request = RequestEx::parse(message).map_err(read_error)?;
    let mut texts = vec![text_in(message, Field::RequestFileName, request.request_file_name())];
    texts.extend(request.site_name().map(|site| text_in(message, Field::SiteName, site)));
    Ok(reference::Request {
        numbers: vec![
            numbered(Field::MaxReferralLevel, 0, request.max_referral_level()),
            numbered(Field::RequestFlags, 2, request.request_flags().0),
            numbered(Field::RequestDataLength, 4, request.request_data_length()),
            numbered(Field::RequestFileNameLength, 8, request.request_file_name_length()),
        ],
        texts,
    })
}

fn numbered(field: Field, start: usize, value: impl Into<u64>) -> Number {
    Number { field: field.name(), start, value: value.into() }
}

fn number(field: FieldValue<'_>) -> Option<Number> {
    Some(numbered(field.field(), field.range().start, field.number()?))
}

fn text_in(message: &[u8], field: Field, text: Utf16Le<'_>) -> Text {
    let span = text.span_in(message).expect("text lies in its message");
    assert_eq!(&message[span.clone()], text.as_bytes());
    Text { field: field.name(), start: span.start, units: text.units().collect() }
}

pub fn read_error(error: DecodeError) -> ReadError {
    ReadError {
        kind: kinds().into_iter().find(|name| *name == format!("{:?}", error.kind())).unwrap(),
        field: error.field().name(),
        offset: usize::try_from(error.offset()).unwrap(),
    }
}

/// The kinds of error that the reading rules know.
pub fn kinds() -> [&'static str; 11] {
    [
        "Truncated",
        "CountTooLarge",
        "UnsupportedVersion",
        "SizeTooSmall",
        "EntriesOverlap",
        "SizePastEnd",
        "OffsetInFixedPart",
        "OffsetPastEnd",
        "LengthPastEnd",
        "Unterminated",
        "NameListsTooLong",
    ]
}

//! The crate and a plain, slow reader written apart from it agree on any bytes.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::reference::{read_request, read_request_ex, read_response};
use crate::support::{parse_request, parse_request_ex, parse_response, scan_response};

pub fn agree_on_request(name: &str, message: &[u8]) {
    assert_eq!(parse_request(message), read_request(message), "{name}: {message:02x?}");
}

pub fn agree_on_request_ex(name: &str, message: &[u8]) {
    let expected = read_request_ex(message).map(|mut request| {
        request.numbers.truncate(4);
        request
    });
    assert_eq!(parse_request_ex(message), expected, "{name}: {message:02x?}");
}

pub fn agree_on_response(name: &str, message: &[u8]) {
    let expected = read_response(message);
    assert_eq!(scan_response(message), expected, "scan of {name}: {message:02x?}");
    let expected = match expected.first_error() {
        Some(error) => Err(error),
        None => Ok(expected.entries.into_iter().map(|entry| entry.texts).collect()),
    };
    assert_eq!(parse_response(message), expected, "parse of {name}: {message:02x?}");
}

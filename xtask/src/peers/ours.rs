//! What the crate reads in a message, in the form in which the peers tell it.

/// As the crate's own tests spell it.
#[path = "../../../tests/spelled/mod.rs"]
mod spelled;

use super::Reading;
use super::kind::Kind;
use serde_json::Value;

pub(super) fn read(kind: Kind, message: &[u8]) -> Reading {
    let read = match kind {
        Kind::Request => spelled::request(message),
        Kind::RequestEx => spelled::request_ex(message),
        Kind::Response => spelled::response(message),
    };
    read.map_or_else(
        |error| Reading::Refused(error.to_string()),
        |means| Reading::Means(without_ranges(means)),
    )
}

/// No peer tells where its texts stand.
pub(super) fn without_ranges(mut means: Value) -> Value {
    for entry in means.get_mut("ReferralEntries").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(entry) = entry.as_object_mut() {
            entry.remove("ranges");
        }
    }
    means
}

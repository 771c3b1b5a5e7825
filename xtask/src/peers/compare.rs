//! Where a reading is not what was meant.

use super::Reading;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// One field read otherwise than it was meant.
pub(super) struct Difference {
    pub(super) field: String,
    pub(super) meant: Value,
    pub(super) read: Value,
    /// The number of the entry, from 0 on; none, if the field is of the message.
    pub(super) entry: Option<usize>,
}

impl Difference {
    /// What the field is called when the peer does not read what we read.
    pub(super) const REFUSAL: &str = "refusal";
    /// The same when it reads what we refuse.
    pub(super) const READ: &str = "read though refused";

    /// One that is not of an entry.
    pub(super) fn of(field: &str, meant: Value, read: Value) -> Self {
        Self { field: field.into(), meant, read, entry: None }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(entry) = self.entry {
            write!(f, "ReferralEntries[{entry}].")?;
        }
        write!(f, "{}: meant {}, read {}", self.field, self.meant, self.read)
    }
}

/// Compares the peer's reading with ours. Two refusals are alike, whatever their reasons.
pub(super) fn differences(ours: &Reading, theirs: &Reading, omits: &dyn Fn(&str) -> bool) -> Vec<Difference> {
    match (ours, theirs) {
        (Reading::Means(meant), Reading::Means(read)) => all_fields(meant, read, omits),
        (Reading::Means(_), Reading::Refused(reason)) => {
            vec![Difference::of(Difference::REFUSAL, Value::Null, reason.as_str().into())]
        }
        (Reading::Refused(reason), Reading::Means(read)) => {
            vec![Difference::of(Difference::READ, reason.as_str().into(), read.clone())]
        }
        (Reading::Refused(_), Reading::Refused(_)) => Vec::new(),
    }
}

/// Compares all fields of either side. What is not there is null; where it is omitted, it may be anything.
fn all_fields(meant: &Value, read: &Value, omits: &dyn Fn(&str) -> bool) -> Vec<Difference> {
    let mut found = Vec::new();
    fields(None, meant, read, omits, &mut found);
    found
}

fn fields(
    entry: Option<usize>,
    meant: &Value,
    read: &Value,
    omits: &dyn Fn(&str) -> bool,
    found: &mut Vec<Difference>,
) {
    let none = Map::new();
    let (meant, read) = (meant.as_object().unwrap_or(&none), read.as_object().unwrap_or(&none));
    let names: BTreeSet<&String> = meant.keys().chain(read.keys()).collect();
    for name in names {
        let is_omitted = !read.contains_key(name) && omits(name);
        let (meant, read) = (meant.get(name).unwrap_or(&Value::Null), read.get(name).unwrap_or(&Value::Null));
        match (meant.as_array(), read.as_array()) {
            (Some(meant), Some(read)) if name == "ReferralEntries" && meant.len() == read.len() => {
                for (number, (meant, read)) in meant.iter().zip(read).enumerate() {
                    fields(Some(number), meant, read, omits, found);
                }
            }
            _ if meant == read || is_omitted => {}
            _ => found.push(Difference { entry, ..Difference::of(name, meant.clone(), read.clone()) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, all_fields, differences};
    use crate::peers::Reading;
    use serde_json::{Value, json};

    fn shown(meant: &Value, read: &Value) -> Vec<String> {
        let found = all_fields(meant, read, &|field| field == "Size");
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_field_that_is_missing_or_too_much_is_a_difference_unless_omitted() {
        let meant = json!({ "PathConsumed": 2, "SiteName": null, "ReferralEntries": [{ "Size": 18, "DFSPath": "a" }] });
        assert_eq!(shown(&meant, &meant), [""; 0]);
        let read = json!({ "unread": 1, "ReferralEntries": [{}] });
        let expected = [
            "PathConsumed: meant 2, read null",
            "ReferralEntries[0].DFSPath: meant \"a\", read null",
            "unread: meant null, read 1",
        ];
        assert_eq!(shown(&meant, &read), expected);
    }

    #[test]
    fn an_omitted_field_that_is_read_is_compared() {
        assert_eq!(shown(&json!({ "Size": 18 }), &json!({ "Size": 34 })), ["Size: meant 18, read 34"]);
    }

    #[test]
    fn a_missing_entry_is_a_difference() {
        let meant = json!({ "ReferralEntries": [{}, {}] });
        assert_eq!(shown(&meant, &json!({ "ReferralEntries": [{}] })).len(), 1);
        assert_eq!(shown(&meant, &json!({})).len(), 1);
    }

    #[test]
    fn a_refusal_on_one_side_is_one_difference_and_on_both_none() {
        let fields = |ours: &Reading, theirs: &Reading| -> Vec<String> {
            differences(ours, theirs, &|_| true).into_iter().map(|difference| difference.field).collect()
        };
        let (means, refused) = (Reading::Means(json!({ "Size": 18 })), Reading::Refused(String::new()));
        assert_eq!(fields(&means, &refused), [Difference::REFUSAL]);
        assert_eq!(fields(&refused, &means), [Difference::READ]);
        assert!(fields(&means, &means).is_empty() && fields(&refused, &refused).is_empty());
    }
}

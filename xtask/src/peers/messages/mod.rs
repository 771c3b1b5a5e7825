//! The messages that peers read: captured, drawn by hand, and written by the crate.

mod found;
mod written;

use super::kind::Kind;
use super::{Reading, ours};
use anyhow::{Result, bail};
use serde_json::Value;
use std::fmt;

/// A message, and what it means.
pub(super) struct Message {
    /// With its source.
    pub(super) name: String,
    pub(super) source: Source,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    /// What the crate reads.
    pub(super) ours: Reading,
    /// Whether others than the crate say what it means, too.
    pub(super) is_claimed: bool,
}

/// Where a message comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// From `tests/corpus`.
    Captured,
    /// The bytes of `tests/vectors`.
    Drawn,
    /// By the crate, from values.
    Written,
}

impl Source {
    pub(super) const ALL: [Self; 3] = [Self::Captured, Self::Drawn, Self::Written];
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Captured => "captured",
            Self::Drawn => "drawn",
            Self::Written => "written",
        })
    }
}

/// What others than the crate say of a message: who drew it, who captured it, or the value that was written.
#[derive(Debug)]
enum Claim {
    Means(Value),
    CannotBeRead,
}

/// Every message there is to read, once.
pub(super) fn messages() -> Result<Vec<Message>> {
    let vectors = found::vectors()?;
    let mut all = found::captured()?;
    all.extend(found::drawn(&vectors)?);
    all.extend(written::messages(&vectors)?);
    let mut once: Vec<Message> = Vec::new();
    for message in all {
        if !once.iter().any(|other| (other.kind, &other.bytes) == (message.kind, &message.bytes)) {
            once.push(message);
        }
    }
    Ok(once)
}

impl Message {
    /// An error unless the crate reads what is claimed, so that peers are held against more than the crate.
    fn new(name: &str, source: Source, kind: Kind, bytes: Vec<u8>, claim: Option<&Claim>) -> Result<Self> {
        let ours = ours::read(kind, &bytes);
        let name = format!("{source} {name}");
        match (&ours, claim) {
            (_, None) | (Reading::Refused(_), Some(Claim::CannotBeRead)) => {}
            (Reading::Means(means), Some(Claim::Means(claimed))) if means == claimed => {}
            (_, Some(claim)) => bail!("{name}: we read {ours:?}, but it is said: {claim:?}"),
        }
        Ok(Self { name, source, kind, bytes, ours, is_claimed: claim.is_some() })
    }

    /// One of which only the crate says what it means.
    pub(super) fn of_nobody(kind: Kind, bytes: Vec<u8>) -> Self {
        let ours = ours::read(kind, &bytes);
        Self { name: "message".into(), source: Source::Written, kind, bytes, ours, is_claimed: false }
    }

    /// What it means; null if it cannot be read.
    pub(super) fn meant(&self) -> &Value {
        match &self.ours {
            Reading::Means(means) => means,
            Reading::Refused(_) => &Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, Kind, Message, Source, messages};
    use crate::peers::Reading;
    use serde_json::json;

    #[test]
    fn what_is_captured_drawn_and_written_means_what_others_say_of_it() {
        let messages = messages().unwrap();
        let count = |source| messages.iter().filter(|message| message.source == source).count();
        assert!(Source::ALL.into_iter().all(|source| count(source) > 20));
        let refused = messages.iter().filter(|message| matches!(message.ours, Reading::Refused(_)));
        // Two that are drawn broken, two captured requests, and four ways in which replies were cut off.
        assert_eq!(refused.count(), 8);
    }

    #[test]
    fn a_message_that_means_something_else_than_is_said_is_an_error() {
        let request = |claim| Message::new("", Source::Drawn, Kind::Request, vec![3, 0, 0, 0], Some(&claim));
        assert!(request(Claim::Means(json!({ "MaxReferralLevel": 3, "RequestFileName": "" }))).is_ok());
        assert!(request(Claim::Means(json!({ "MaxReferralLevel": 4, "RequestFileName": "" }))).is_err());
        assert!(request(Claim::CannotBeRead).is_err());
    }
}

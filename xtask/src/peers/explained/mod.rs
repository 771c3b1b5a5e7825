//! What peers are known to read otherwise than we do, so that it need not be looked into again, and what decides.

mod known;
mod marks;

use super::compare::Difference;
use super::messages::Message;

pub(super) use known::EXPLANATIONS;

/// What a peer does that explains some of its differences. It should explain no more than it must: whatever it explains is not
/// compared.
pub(super) struct Explanation {
    pub(super) peer: &'static str,
    /// Says which differences in `fields` it explains.
    of: fn(&Message, &Difference) -> bool,
    fields: &'static [&'static str],
    /// What the peer does.
    pub(super) reason: &'static str,
    /// The section that decides, and what it says.
    pub(super) decides: &'static str,
}

impl Explanation {
    /// Whether it is one of this peer, whatever carries the messages.
    pub(super) fn is_of(&self, peer: &str) -> bool {
        peer.split(',').next() == Some(self.peer)
    }
}

/// The number of the explanation of the difference.
pub(super) fn explaining(peer: &str, message: &Message, difference: &Difference) -> Option<usize> {
    EXPLANATIONS.iter().position(|known| {
        known.is_of(peer)
            && (known.of)(message, difference)
            && known.fields.contains(&difference.field.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::{EXPLANATIONS, explaining};
    use crate::peers::compare::Difference;
    use crate::peers::messages::{Message, messages};
    use serde_json::{Value, json};

    fn message(name: &str) -> Message {
        messages().unwrap().into_iter().find(|message| message.name.ends_with(name)).unwrap()
    }

    fn is_explained(peer: &str, message: &Message, field: &str, meant: Value, read: Value) -> bool {
        explaining(peer, message, &Difference::of(field, meant, read)).is_some()
    }

    fn is_explained_in(entry: usize, peer: &str, message: &Message, field: &str) -> bool {
        let difference = Difference { entry: Some(entry), ..Difference::of(field, json!(1), json!(2)) };
        explaining(peer, message, &difference).is_some()
    }

    #[test]
    fn each_says_what_it_is_of_and_what_decides() {
        for known in EXPLANATIONS {
            assert!(crate::peers::PEERS.iter().any(|peer| known.is_of(peer.name)), "{}", known.peer);
            assert!(!known.fields.is_empty() && !known.reason.is_empty());
            assert!(known.decides.starts_with("[MS-DFSC] "), "{}", known.decides);
        }
    }

    #[test]
    fn one_is_of_its_peer_over_whatever_carries_the_message() {
        let message = message("v3-size18");
        let is_explained = |peer| is_explained_in(1, peer, &message, "TimeToLive");
        assert!(is_explained("tshark") && is_explained("tshark, over SMB1"));
        assert!(!is_explained("ndrdump") && !is_explained("smb2"));
    }

    #[test]
    fn one_explains_the_messages_and_fields_that_it_must_alone() {
        let (first, third) = (message("drawn v1-two-entries"), message("drawn v3-link"));
        let is_explained = |entry, message, field| is_explained_in(entry, "ndrdump", message, field);
        assert!(is_explained(0, &first, "ShareName"));
        assert!(!is_explained(1, &first, "PathConsumed") && !is_explained(0, &third, "ShareName"));
    }

    #[test]
    fn what_goes_astray_behind_an_entry_is_explained_behind_it_alone() {
        let of = |entry, peer, name: &str, field| is_explained_in(entry, peer, &message(name), field);
        for (peer, name, field) in [
            ("ndrdump", "drawn v1-two-entries", "Size"),
            ("tshark", "drawn v3-size18", "TimeToLive"),
            ("smbprotocol", "drawn v1-two-entries", "ShareName"),
        ] {
            assert!(of(1, peer, name, field) && !of(0, peer, name, field), "{peer}");
        }
    }

    #[test]
    fn text_from_the_next_byte_on_is_explained_and_other_text_is_not() {
        let message = message("drawn v3-odd-offsets");
        let is_explained = |read| is_explained("tshark", &message, "DFSPath", json!("\\ab"), json!(read));
        assert!(is_explained("\u{6100}\u{6200}"));
        assert!(!is_explained("ab") && !is_explained("\\ac") && !is_explained(""));
    }

    #[test]
    fn names_in_utf_16_twice_are_explained_and_other_names_are_not() {
        let message = message("drawn v3-dc-18");
        let is_explained =
            |read: Value| is_explained("scapy", &message, "ExpandedNames", json!(["ab"]), read);
        assert!(is_explained(json!(["a\0b\0"])) && is_explained(json!(["a\0b\0", "more"])));
        assert!(!is_explained(json!(["a\0c\0"])) && !is_explained(json!([])) && !is_explained(json!(null)));
    }

    #[test]
    fn what_is_read_though_refused_is_explained_by_why_we_refuse() {
        let message = message("drawn broken-second-entry");
        let is_explained =
            |reason: &str| is_explained("ndrdump", &message, Difference::READ, json!(reason), json!({}));
        assert!(is_explained("NetworkAddress at byte 70 has no NUL in the 10 bytes before the message ends"));
        assert!(!is_explained("NumberOfReferrals at byte 2 is 1, but what follows has room for only 0"));
    }
}

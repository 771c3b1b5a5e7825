//! What peers are known to read wrongly, so that it need not be looked into again.

use super::compare::Difference;
use super::messages::Message;
use super::text;
use serde_json::{Value, json};

/// A fault of a peer, which explains some of its differences. A fault should explain no more than it must: whatever it explains
/// is not compared.
pub(super) struct Fault {
    pub(super) peer: &'static str,
    /// Says which differences in `fields` it explains.
    of: fn(&Message, &Difference) -> bool,
    fields: &'static [&'static str],
    pub(super) reason: &'static str,
}

impl Fault {
    /// Whether it is one of this peer, whatever carries the messages.
    pub(super) fn is_of(&self, peer: &str) -> bool {
        peer.split(',').next() == Some(self.peer)
    }
}

pub(super) const FAULTS: [Fault; 9] = [
    Fault {
        peer: "ndrdump",
        of: |message, _| message.version() == Some(1),
        fields: &["VersionNumber", "Size", "ServerType", "ReferralEntryFlags", "ShareName", "unread"],
        reason: "Samba describes ShareName as an NDR pointer, so the text loses its start and later entries are astray",
    },
    Fault {
        peer: "ndrdump",
        of: |message, _| message.has_ill_formed_text(),
        fields: &[Difference::REFUSAL],
        reason: "Samba converts text to UTF-8, and fails at lone surrogates",
    },
    Fault {
        peer: "ndrdump",
        of: |_, names| match (names.meant.as_array(), names.read.as_array()) {
            (Some(meant), Some(read)) => !meant.is_empty() && read.starts_with(meant),
            _ => false,
        },
        fields: &["ExpandedNames"],
        reason: "Samba takes all strings up to the end of the message for expanded names, whatever their number",
    },
    Fault {
        peer: "tshark",
        of: |message, _| message.has_targets_without_guid(),
        fields: &[
            "VersionNumber",
            "Size",
            "ServerType",
            "ReferralEntryFlags",
            "TimeToLive",
            "DFSPath",
            "DFSAlternatePath",
            "NetworkAddress",
            "ServiceSiteGuid",
        ],
        reason: "it reads a ServiceSiteGuid whatever Size says, and the next entry from behind it",
    },
    Fault {
        peer: "smbprotocol",
        of: |message, _| message.meant.get("RequestFlags").is_some_and(|flags| flags == 0),
        fields: &[Difference::REFUSAL],
        reason: "it reads the block of the site name whether or not the flag says that there is one",
    },
    Fault {
        peer: "smbprotocol",
        of: |_, names| names.meant == json!([]) && names.read.is_null(),
        fields: &["ExpandedNames"],
        reason: "it leaves None, not an empty list, where ExpandedNameOffset is 0",
    },
    Fault {
        peer: "smbprotocol",
        of: |_, text| has_text(&text.meant, zeros_at_odd_bytes),
        fields: &[
            "RequestFileName",
            "SiteName",
            "ShareName",
            "DFSPath",
            "DFSAlternatePath",
            "NetworkAddress",
            "SpecialName",
            "ExpandedNames",
        ],
        reason: "it looks for the NUL at odd bytes too, and ends the text between, say, U+0061 and U+0100",
    },
    Fault {
        peer: "smbprotocol",
        of: |message, _| message.has_ill_formed_text(),
        fields: &[Difference::REFUSAL],
        reason: "it decodes text strictly, and fails at lone surrogates",
    },
    Fault {
        peer: "smb2",
        of: |message, _| message.has_ill_formed_text(),
        fields: &[Difference::REFUSAL],
        reason: "its texts are Rust strings, which have no lone surrogates",
    },
];

/// The number of the fault that explains the difference.
pub(super) fn explaining(peer: &str, message: &Message, difference: &Difference) -> Option<usize> {
    FAULTS.iter().position(|fault| {
        fault.is_of(peer)
            && (fault.of)(message, difference)
            && fault.fields.contains(&difference.field.as_str())
    })
}

impl Message {
    /// The version of the first entry.
    pub(super) fn version(&self) -> Option<u64> {
        self.entry()?.get("VersionNumber")?.as_u64()
    }

    pub(super) fn is_name_list(&self) -> bool {
        self.entry().is_some_and(|entry| entry.get("SpecialName").is_some())
    }

    fn has_targets_without_guid(&self) -> bool {
        let size = self.entry().filter(|entry| entry.get("DFSPath").is_some()).map(|entry| &entry["Size"]);
        size.is_some_and(|size| *size == 18)
    }

    fn has_ill_formed_text(&self) -> bool {
        has_text(&self.meant, |text| char::decode_utf16(text.iter().copied()).any(|char| char.is_err()))
    }

    fn entry(&self) -> Option<&Value> {
        self.meant.get("ReferralEntries")?.get(0)
    }
}

/// Whether two zero bytes in a row are no NUL, but belong to two units.
fn zeros_at_odd_bytes(text: &[u16]) -> bool {
    text.windows(2).any(|pair| pair[0] < 0x100 && pair[1].is_multiple_of(0x100))
}

/// Whether it is true of a text in there.
fn has_text(meant: &Value, is_it: fn(&[u16]) -> bool) -> bool {
    match (text::units(meant), meant) {
        (Some(units), _) => is_it(&units),
        (None, Value::Array(values)) => values.iter().any(|value| has_text(value, is_it)),
        (None, Value::Object(fields)) => fields.values().any(|value| has_text(value, is_it)),
        _ => false,
    }
}

//! The table of [`Explanation`]s, by peer.

use super::Explanation;
use super::marks::{has_text, is_ill_formed, zeros_at_odd_bytes};
use crate::peers::compare::Difference;
use serde_json::json;

const REFUSAL: &str = Difference::REFUSAL;
const READ: &str = Difference::READ;

// What decides more than once.
const UNICODE: &str =
    "[MS-DFSC] 2.2.1 wants Unicode text: the message is wrong, and we read it all the same, with a finding";
const NUL_OF_NAME: &str = "[MS-DFSC] 2.2.2 wants a NUL behind the name: the message is wrong, and we read the whole units that there \
    are, with a finding";
const BEHIND: &str = "[MS-DFSC] 2.2 gives these bytes no meaning: we read the message alike, and what lies behind it is a finding of ours";
const STRINGS: &str =
    "[MS-DFSC] 2.2.1 wants a NUL behind each string: what the end of a message cuts off is another name";
const SIZE: &str =
    "[MS-DFSC] 2.2.5.1 to 2.2.5.3: Size is the size of the whole entry, and 2.2.5: entries follow each other";
const SITE: &str = "[MS-DFSC] 2.2.3: the site name is there if the flag says so";
const UNITS: &str = "[MS-DFSC] 2.2.3.1 names no unit: Windows counts bytes, SMBLibrary units, and we tell which it was by RequestDataLength";

pub(in super::super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        peer: "ndrdump",
        of: |message, astray| {
            message.version() == Some(1) && (astray.entry != Some(0) || astray.field == "ShareName")
        },
        fields: &["VersionNumber", "Size", "ServerType", "ReferralEntryFlags", "ShareName", "unread"],
        reason: "Samba describes ShareName as an NDR pointer, so the text loses its start and later entries are astray",
        decides: "[MS-DFSC] 2.2.5.1: ShareName itself follows the flags",
    },
    Explanation {
        peer: "ndrdump",
        of: |message, _| message.has_ill_formed_text(),
        fields: &[REFUSAL],
        reason: "Samba converts text to UTF-8, and fails at lone surrogates",
        decides: UNICODE,
    },
    Explanation {
        peer: "ndrdump",
        of: |_, names| match (names.meant.as_array(), names.read.as_array()) {
            (Some(meant), Some(read)) => !meant.is_empty() && read.starts_with(meant),
            _ => false,
        },
        fields: &["ExpandedNames"],
        reason: "Samba takes all strings up to the end of the message for expanded names, whatever their number",
        decides: "[MS-DFSC] 2.2.5.3.2: NumberOfExpandedNames says how many there are",
    },
    Explanation {
        peer: "ndrdump",
        of: |message, astray| astray.is_from(message.size_besides(&[18, 34])) || astray.is_of_overlap(),
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
            "unread",
            READ,
        ],
        reason: "Samba takes an entry for 18 or 34 bytes, whatever else Size says",
        decides: SIZE,
    },
    Explanation {
        peer: "ndrdump",
        of: |_, broken| broken.is_refused_for(" has no NUL "),
        fields: &[READ],
        reason: "Samba ends a text at the end of the message where it has no NUL",
        decides: STRINGS,
    },
    Explanation {
        peer: "ndrdump",
        of: |message, _| message.has_half_unit(),
        fields: &[REFUSAL],
        reason: "Samba refuses a name of half a unit",
        decides: NUL_OF_NAME,
    },
    Explanation {
        peer: "ndrdump",
        of: |message, _| message.has_bytes_behind(),
        fields: &["unread"],
        reason: "It tells bytes behind what it has read",
        decides: BEHIND,
    },
    Explanation {
        peer: "tshark",
        of: |message, astray| message.has_targets_without_guid() && astray.entry > Some(0),
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
        reason: "It reads the next entry from behind a ServiceSiteGuid, whatever Size says",
        decides: SIZE,
    },
    Explanation {
        peer: "tshark",
        of: |_, guid| guid.meant.is_null(),
        fields: &["ServiceSiteGuid"],
        reason: "It reads a ServiceSiteGuid from the strings where an entry has none",
        decides: "[MS-DFSC] 2.2.5.3.1 has one in every target, but 3.2.5.5 lets strings lie inside the entry, and offsets say that they lie there",
    },
    Explanation {
        peer: "tshark",
        of: |_, text| text.is_text_a_byte_late(),
        fields: &["ShareName", "DFSPath", "DFSAlternatePath", "NetworkAddress"],
        reason: "It begins a text that lies at an odd byte at the next one",
        decides: "[MS-DFSC] 2.2.5: offsets count bytes, and none is said to be even",
    },
    Explanation {
        peer: "tshark",
        of: |message, text| message.lacks_nul() && text.read.get("unterminated").is_some(),
        fields: &["RequestFileName"],
        reason: "It takes all bytes for the name where that has no NUL, an odd one too",
        decides: NUL_OF_NAME,
    },
    Explanation {
        peer: "tshark",
        of: |_, _| true,
        fields: &[READ],
        reason: "It shows what it can of a message that is broken or cut off, and does not call it malformed",
        decides: "[MS-DFSC] 2.2.4 and 2.2.5 have no such messages; for a dissector that is no fault, for a client it is",
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, _| message.is_without_site(),
        fields: &[REFUSAL, "SiteName"],
        reason: "It reads the block of the site name whether or not the flag says that there is one",
        decides: SITE,
    },
    Explanation {
        peer: "smbprotocol",
        of: |_, names| names.meant == json!([]) && names.read.is_null(),
        fields: &["ExpandedNames"],
        reason: "It leaves None, not an empty list, where ExpandedNameOffset is 0",
        decides: "[MS-DFSC] 2.2.5.3.2: NumberOfExpandedNames is 0 there, and the list empty",
    },
    Explanation {
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
        reason: "It looks for the NUL at odd bytes too, and ends the text between, say, U+0061 and U+0100",
        decides: "[MS-DFSC] 2.2.1: text is Unicode, whose NUL is a unit and not any two bytes",
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, _| message.has_ill_formed_text(),
        fields: &[REFUSAL],
        reason: "It decodes text strictly, and fails at lone surrogates",
        decides: UNICODE,
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, _| message.has_half_unit(),
        fields: &[REFUSAL],
        reason: "It refuses a name of half a unit",
        decides: NUL_OF_NAME,
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, _| message.has_lengths_in_units(),
        fields: &["RequestFileName", "SiteName", "unread"],
        reason: "It takes lengths in units for lengths in bytes",
        decides: UNITS,
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, _| message.has_bytes_behind(),
        fields: &["unread"],
        reason: "It returns bytes behind what it has read",
        decides: BEHIND,
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, astray| message.has_share_name_before_its_end() && astray.entry > Some(0),
        fields: &[
            "VersionNumber",
            "Size",
            "ServerType",
            "ShareName",
            "TimeToLive",
            "DFSPath",
            "DFSAlternatePath",
            "NetworkAddress",
            "ServiceSiteGuid",
        ],
        reason: "It goes on behind the NUL of ShareName, not behind Size, and takes a version it does not know for 3",
        decides: SIZE,
    },
    Explanation {
        peer: "smbprotocol",
        of: |message, astray| astray.is_from(message.size_besides(&[18, 34])),
        fields: &["DFSPath", "DFSAlternatePath", "NetworkAddress", "ServiceSiteGuid"],
        reason: "It takes all of an entry behind its offsets for ServiceSiteGuid, and finds no texts there",
        decides: "[MS-DFSC] 2.2.5 puts strings behind the last entry, 3.2.5.5 lets Size count them: the offset says where they lie",
    },
    Explanation {
        peer: "smbprotocol",
        of: |_, broken| broken.is_refused_for(" has no NUL ") || broken.is_refused_for("Offset at byte "),
        fields: &[READ],
        reason: "It ends a text at the end of the message, and has an empty one behind that",
        decides: STRINGS,
    },
    Explanation {
        peer: "scapy",
        of: |message, _| matches!(message.version(), Some(1 | 2)),
        fields: &[REFUSAL],
        reason: "It fails at entries of version 1, whose flags are a plain number for it, and takes those of version 2 for these",
        decides: "[MS-DFSC] 2.2.5.1 and 2.2.5.2 have both versions, and Samba answers in version 2",
    },
    Explanation {
        peer: "scapy",
        of: |message, astray| {
            !message.is_name_list() && message.size_besides(&[34]).is_some() || astray.is_of_overlap()
        },
        fields: &[REFUSAL, READ, "DFSPath", "DFSAlternatePath", "NetworkAddress", "ServiceSiteGuid"],
        reason: "It takes a target for 34 bytes, and looks for texts as if it had as many as Size says",
        decides: SIZE,
    },
    Explanation {
        peer: "scapy",
        of: |_, names| {
            let (meant, read) = (names.meant.as_array(), names.read.as_array());
            names.names_twice_in_utf16() > Some(0) && meant.map(Vec::len) == read.map(Vec::len)
        },
        fields: &["ExpandedNames"],
        reason: "It takes the bytes of expanded names for ASCII, and encodes them in UTF-16 once more",
        decides: "[MS-DFSC] 2.2.5.3.2: they are Unicode strings as all others",
    },
    Explanation {
        peer: "scapy",
        of: |_, names| names.names_twice_in_utf16() > Some(0),
        fields: &["ExpandedNames"],
        reason: "It does the same, and takes all strings up to the end of the message for expanded names, whatever their number",
        decides: "[MS-DFSC] 2.2.5.3.2: NumberOfExpandedNames says how many there are",
    },
    Explanation {
        peer: "scapy",
        of: |_, text| has_text(&text.meant, is_ill_formed),
        fields: &["NetworkAddress"],
        reason: "It replaces lone surrogates",
        decides: UNICODE,
    },
    Explanation {
        peer: "scapy",
        of: |message, _| message.has_half_unit(),
        fields: &[REFUSAL],
        reason: "It refuses a name of half a unit",
        decides: NUL_OF_NAME,
    },
    Explanation {
        peer: "scapy",
        of: |message, _| message.has_bytes_behind(),
        fields: &["unread"],
        reason: "It has bytes behind what it has read for a layer of their own",
        decides: BEHIND,
    },
    Explanation {
        peer: "scapy",
        of: |_, broken| !broken.is_of_overlap(),
        fields: &[READ],
        reason: "It dissects what there is of a message that is broken or cut off, and has defaults for the rest",
        decides: "[MS-DFSC] 2.2.2, 2.2.4 and 2.2.5 have no such messages; for a dissector that is no fault, for a client it is",
    },
    Explanation {
        peer: "smb2",
        of: |message, _| message.has_ill_formed_text(),
        fields: &[REFUSAL],
        reason: "Its texts are Rust strings, which have no lone surrogates",
        decides: UNICODE,
    },
    Explanation {
        peer: "smb2",
        of: |message, _| message.lacks_nul(),
        fields: &[REFUSAL],
        reason: "It refuses a name without a NUL",
        decides: NUL_OF_NAME,
    },
    Explanation {
        peer: "smb2",
        of: |message, _| message.has_bytes_behind(),
        fields: &["unread"],
        reason: "It leaves bytes behind what it has read",
        decides: BEHIND,
    },
    Explanation {
        peer: "smb2",
        of: |message, text| message.version() == Some(2) && text.meant.is_null(),
        fields: &["DFSAlternatePath", "NetworkAddress"],
        reason: "It follows an offset of 0, and reads the entry itself as text",
        decides: "[MS-DFSC] 3.2.5.5 has a server write all strings, and an offset of 0 points to none: the entry begins with VersionNumber",
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.version() == Some(3),
        fields: &[REFUSAL, "SpecialName", "ExpandedNames", "DFSPath", "DFSAlternatePath", "NetworkAddress"],
        reason: "It reads targets of version 3 as name lists, and name lists as targets: most replies it then refuses",
        decides: "[MS-DFSC] 2.2.5.3: NameListReferral is set for name lists",
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.version() == Some(4) && message.is_name_list(),
        fields: &[REFUSAL],
        reason: "It refuses NameListReferral in version 4",
        decides: "[MS-DFSC] 2.2.5.4: version 4 is laid out as version 3; 3.3.5.2 and 3.3.5.3 have servers list names in version 3 alone",
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.has_offsets_of_zero(),
        fields: &[REFUSAL],
        reason: "It refuses offsets of 0",
        decides: "[MS-DFSC] 3.2.5.5 has a server write all strings: the message is wrong, and we read it all the same, with a finding",
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.has_share_name_before_its_end(),
        fields: &[REFUSAL],
        reason: "It goes on behind the NUL of ShareName, not behind Size, and refuses what it finds there",
        decides: SIZE,
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.meant()["MaxReferralLevel"] == 0,
        fields: &[REFUSAL],
        reason: "It refuses level 0",
        decides: "[MS-DFSC] 2.2.2: levels are 1 to 4; the message is wrong, and we read it all the same, as Samba's server does, with a finding",
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.lacks_nul(),
        fields: &[REFUSAL],
        reason: "It refuses a name without a NUL",
        decides: NUL_OF_NAME,
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.has_lengths_in_units(),
        fields: &[REFUSAL, "unread"],
        reason: "It takes lengths in units for lengths in bytes",
        decides: UNITS,
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.is_without_site(),
        fields: &[REFUSAL],
        reason: "It reads the block of the site name whether or not the flag says that there is one",
        decides: SITE,
    },
    Explanation {
        peer: "smb-msg",
        of: |message, _| message.has_bytes_behind(),
        fields: &["unread"],
        reason: "It leaves bytes behind what it has read",
        decides: BEHIND,
    },
];

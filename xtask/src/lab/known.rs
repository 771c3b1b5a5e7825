//! What clients of others cannot follow, and why.

use super::answering::{DEAD_FIRST, LINK_TO_LINK, Place};

/// Something that a client cannot do.
struct Known {
    /// The client.
    reader: &'static str,
    /// What it was given.
    is: fn(u16, &Place) -> bool,
    /// What it says, or a part of that.
    says: &'static str,
    reason: &'static str,
}

const KNOWN: [Known; 5] = [
    Known {
        reader: "smbclient",
        is: |version, _| version < 3,
        says: "INTERNAL ERROR",
        reason: "skips all entries but those of version 3, for which it asks, and crashes on the target that it has not read: that of the root, even",
    },
    Known {
        reader: "smbprotocol",
        is: |version, place| version == 1 && place.name.contains('\\'),
        says: "time_to_live",
        reason: "looks for the TimeToLive of each entry that it keeps, which those of version 1 do not have",
    },
    Known {
        reader: "smbprotocol",
        is: |version, place| version > 1 && place.name == DEAD_FIRST,
        says: "Connection refused",
        reason: "tries no further target if there is no server at the first: it expects an answer of SMB",
    },
    Known {
        reader: "smbprotocol",
        is: |version, place| version > 1 && place.name == LINK_TO_LINK,
        says: "0xc0000225",
        reason: "asks the second server for the path in the first namespace, which that does not know",
    },
    Known {
        reader: "smb2",
        is: |_, place| place.name == LINK_TO_LINK,
        says: "STATUS_PATH_NOT_COVERED",
        reason: "follows one link on its way to a file, and no second one",
    },
];

/// Which of these have shown.
#[derive(Default)]
pub(super) struct Shown([usize; KNOWN.len()]);

impl Shown {
    /// The number of what explains a refusal.
    pub(super) fn explain(&mut self, reader: &str, version: u16, place: &Place, says: &str) -> Option<usize> {
        let explains =
            |known: &Known| known.reader == reader && (known.is)(version, place) && says.contains(known.says);
        let number = KNOWN.iter().position(explains)?;
        self.0[number] += 1;
        Some(number + 1)
    }

    /// Those that no client shows any more.
    pub(super) fn stale(&self) -> impl Iterator<Item = String> {
        let stale = KNOWN.iter().zip(self.0).filter(|(_, times)| *times == 0);
        stale.map(|(known, _)| {
            format!("{}: nothing shows this any more, strike it: {}", known.reader, known.reason)
        })
    }
}

/// The reasons, by their numbers.
pub(super) fn list() -> String {
    let numbered =
        (1..).zip(&KNOWN).map(|(number, known)| format!("{number}. {}: {}", known.reader, known.reason));
    numbered.collect::<Vec<_>>().join("\n")
}

//! The messages: bytes in, validated views out; values in, bytes out.
//!
//! What is read has a `parse`, which reads a whole message and either gives a view of it or says what is wrong
//! where. A view borrows: its text lies in the message and nothing is copied. After `parse`, no accessor can fail.
//! What is written is a value that can [`Encode`]; for requests that is the same type, for replies a [`Reply`].
//!
//! ```text
//!                           read          written
//! REQ_GET_DFS_REFERRAL      Request       Request       a name and a level
//! REQ_GET_DFS_REFERRAL_EX   RequestEx     RequestEx     the same, and the client's site
//! RESP_GET_DFS_REFERRAL     Response      Reply         a header, then
//!   DFS_REFERRAL_V1..V4     Referral      ReplyEntry    one entry for each target, or name lists
//! ```
//!
//! # Canonical messages
//!
//! What is written is laid out as Windows does it. A message that is laid out so is canonical, and is written as it was read:
//!
//! * The name of a request has its NUL, and nothing follows.
//! * The lengths of an extended request count bytes, NULs included, `RequestDataLength` both length fields too. The flag says
//!   whether there is a site, and nothing follows.
//! * All entries of a reply have one version, one time to live and one size: 22 bytes in version 2, and in versions 3 and 4
//!   either 18 or 34, of which the last 16 are zero. They lie one behind the other, and behind the last come the strings, packed.
//!   An entry of version 1 holds its `ShareName` and its NUL, and no more.
//! * Of targets the strings are one `DFSPath`, an equal `DFSAlternatePath`, both pointed at by all entries, and the
//!   `NetworkAddress` of each. Of name lists they are, list by list, the `SpecialName` and the expanded names, with an
//!   offset of zero if there are none. Nothing follows.
//!
//! Any other message that can be read, and whose value can be said, is written as a canonical one that says the same.
//!
//! # How it works
//!
//! There is one reader. [`layout`] writes each fixed structure down once, as a list of fields. `grammar` says
//! in which order things come, `check` whether an entry is sound. [`Scan`] walks a reply entry by entry and goes on after an error;
//! [`Response::parse`] is a scan that stops at the first one.
//!
//! There is one writer, `writer`. It takes the fields from the same declarations, counts what the buffer has no room for and notes
//! the first thing that cannot be written, so that one pass over a value tells its length, its fault or its bytes. `assemble`
//! says what comes where in a reply; `answer` makes one for a request, `reread` one from a reply that was read.
//!
//! What is asked of a message differs by who sends it. Replies must be whole, down to the NUL of each string, because
//! servers exist that send replies cut off anywhere, and a cut name is a wrong name. Requests need not: real servers
//! answer requests without a NUL.
//!
//! The work of `parse` is bounded by the length of the message, not by what it claims. Strings may be shared, legally, by
//! all entries; so that a string that a thousand entries point at is not walked a thousand times, its NUL is looked for
//! once: the last NUL of the message at an even and at an odd distance from the end tells of every string whether it has one.
//!
//! In what is read, places are sums of lengths of parts of one message, so they cannot wrap around; `wrapping_` operations say so where they
//! stand, and cost nothing.
//!
//! Nothing here knows what carries a message (SMB1, SMB2), or what it is for.
//!
//! `[MS-DFSC] 2.2`

mod answer;
mod assemble;
#[cfg(feature = "cache")]
mod brief;
mod check;
mod cifs;
mod encode;
mod entry;
mod field;
mod grammar;
pub mod layout;
mod referral;
mod reply;
mod request;
mod reread;
mod response;
mod scan;
mod values;
mod writer;

/// What a carrier is declared, written and read with.
#[cfg(feature = "carrier")]
pub(crate) mod parts {
    pub(crate) use super::field::{FieldValues, Row, join, len_of, number_of, offset_of};
    pub(crate) use super::grammar::cut;
    pub(crate) use super::layout::{Layout, Le, array, structure, tables};
    pub(crate) use super::writer::{MOST, Message, Writer, encoded_len};
}

pub use answer::ReplyTo;
#[cfg(feature = "cache")]
pub(crate) use brief::Briefs;
pub use check::ScannedNames;
pub use cifs::{CifsByDistance, CifsServerType, CifsTarget, Distance};
pub use encode::Encode;
pub use field::{Field, FieldSpec, FieldValue, Structure};
pub use referral::{ExpandedNames, NameList, Referral, Target};
pub use reply::{EntrySize, Reply, ReplyEntry};
pub(crate) use request::is_system;
pub use request::{Request, RequestEx, RequestKind};
pub use response::{Referrals, Response};
pub use scan::{Entry, Scan};
pub use values::{LengthUnit, ReferralEntryFlags, ReferralHeaderFlags, RequestFlags, ServerType};

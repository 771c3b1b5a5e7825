//! The messages: bytes in, validated views out.
//!
//! Every message type has a `parse`, which reads a whole message and either gives a view of it or says what is wrong
//! where. A view borrows: its text lies in the message and nothing is copied. After `parse`, no accessor can fail.
//!
//! ```text
//! REQ_GET_DFS_REFERRAL      Request       a name and a level
//! REQ_GET_DFS_REFERRAL_EX   RequestEx     the same, and the client's site
//! RESP_GET_DFS_REFERRAL     Response      a header, then
//!   DFS_REFERRAL_V1..V4     Referral      one entry for each target, or name lists
//! ```
//!
//! Underneath there is one reader. [`layout`] writes each fixed structure down once, as a list of fields. `grammar` says
//! in which order things come, `check` whether an entry is sound. [`Scan`] walks a reply entry by entry and goes on after an error;
//! [`Response::parse`] is a scan that stops at the first one.
//!
//! What is asked of a message differs by who sends it. Replies must be whole, down to the NUL of each string, because
//! servers exist that send replies cut off anywhere, and a cut name is a wrong name. Requests need not: real servers
//! answer requests without a NUL.
//!
//! The work of `parse` is bounded by the length of the message, not by what it claims. Strings may be shared, legally, by
//! all entries; so that a string that a thousand entries point at is not walked a thousand times, its NUL is looked for
//! once: the last NUL of the message at an even and at an odd distance from the end tells of every string whether it has one.
//!
//! Places are sums of lengths of parts of one message, so they cannot wrap around; `wrapping_` operations say so where they
//! stand, and cost nothing.
//!
//! Nothing here knows what carries a message (SMB1, SMB2), or what it is for.
//!
//! `[MS-DFSC] 2.2`

mod check;
mod entry;
mod field;
mod grammar;
pub mod layout;
mod referral;
mod request;
mod response;
mod scan;
mod values;

pub use check::ScannedNames;
pub use field::{Field, FieldSpec, FieldValue, Structure};
pub use referral::{ExpandedNames, NameList, Referral, Target};
pub use request::{Request, RequestEx, RequestKind};
pub use response::{Referrals, Response};
pub use scan::{Entry, Scan};
pub use values::{LengthUnit, ReferralEntryFlags, ReferralHeaderFlags, RequestFlags, ServerType};

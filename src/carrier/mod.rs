//! What carries the messages: SMB2's IOCTL and SMB1's transactions, and what stands around these on a connection.
//!
//! This is framing only. No session is set up here, nothing is signed or sent; ids and credits are the caller's.
//!
//! ```text
//! written and read, from behind the caller's header on        recognised around these
//! IoctlRequest, IoctlResponse          SMB2, 64 bytes         Ethernet, IPv4, IPv6, TCP, the four bytes of a length,
//! Trans2Request, Trans2Response,       SMB1, 32 bytes         SMB2 and SMB1 headers, chained messages,
//! Trans2Secondary                                             encrypted and compressed ones
//! ```
//!
//! * Who has an SMB stack of its own takes [`IoctlRequest`] and its like: `parse` gives the bytes of the message inside and
//!   [`Encode`](crate::Encode) writes one around a message. [`Transaction`] joins what SMB1 carries in parts.
//! * Who has bytes takes [`Frames`]: one [`Frame`] for each SMB message in them, with its [`Content`]. [`Guess`] tells what bytes begin with.
//!
//! ```
//! use dfsc::carrier::{Content, Frames, Trans2Request};
//! use dfsc::{Encode, Request};
//!
//! // A header of the caller's, and the body behind it.
//! let mut message = [0; 128];
//! message[..5].copy_from_slice(b"\xffSMB\x32");
//! message[10..12].copy_from_slice(&0xC801_u16.to_le_bytes()); // Flags2: Unicode, and NTSTATUS
//! let request = Request::new(3, r"\srv\dfs");
//! let len = 32 + Trans2Request::new(4096, request).encode(&mut message[32..])?.len();
//!
//! let frame = Frames::new(&message[..len]).next().unwrap();
//! let Content::Request(bytes) = frame.content() else { panic!("{frame:?}") };
//! assert_eq!(Request::parse(bytes).unwrap(), request);
//! # Ok::<(), dfsc::EncodeError>(())
//! ```
//!
//! `[MS-DFSC] 2.1`

mod body;
mod frame;
mod frames;
mod guess;
pub mod layout;
mod link;
mod open;
mod reason;
mod recent;
mod smb1;
mod smb2;
mod transaction;

#[cfg(feature = "inspect")]
pub(crate) use frame::Piece;
pub use frame::{Content, Frame, Layer, Part, Status};
pub use frames::Frames;
pub use guess::{Confidence, Guess, Start};
#[cfg(feature = "inspect")]
pub(crate) use link::ALL as LINKS;
pub use reason::Reason;
#[cfg(feature = "inspect")]
pub(crate) use recent::Recent;
pub use smb1::{OemRequest, Trans2Request, Trans2Response, Trans2Secondary};
pub use smb2::{CtlCode, IoctlRequest, IoctlResponse};
#[cfg(feature = "inspect")]
pub(crate) use transaction::Fragment;
pub use transaction::Transaction;

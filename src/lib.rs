//! DFS referral messages, read and written without allocating, copying or panicking.
//!
//! A file server that is part of a DFS namespace does not hold every path it is asked for. A client asks it where a path
//! leads with a *referral request*, and gets a *referral*: a list of *targets* (servers and shares), or, from a domain
//! controller, lists of domains and domain controllers. This crate reads and writes these messages: those of [MS-DFSC], carried by
//! SMB2's `FSCTL_DFS_GET_REFERRALS` and `_EX` and by SMB1's `TRANS2_GET_DFS_REFERRAL`.
//!
//! # Where to find what
//!
//! * [`Request`] and [`RequestEx`] are the questions, [`Response`] with its [`Referral`]s is the answer. Each has a
//!   `parse` that takes the bytes of a message and gives a view of them, or a [`DecodeError`] that says what is wrong with
//!   which field at which byte.
//! * [`Request::reply`] answers: it makes a [`Reply`], a value like the requests themselves. [`Encode`] turns values into bytes, or says
//!   in an [`EncodeError`] which field of which entry cannot be written.
//! * [`DfsPath`] is a path in a namespace: its components, what lies below what, and where a referral leads.
//! * [`Scan`] reads a reply that `parse` refuses: all that is good in it, and what is wrong with the rest.
//! * [`Utf16Le`] is text in a message: paths, server names. It borrows, needs no alignment and may be ill-formed. What the crate
//!   takes may be `&str` as well: [`Text`], or [`AnyText`] where a value holds it. [`upper_case`] says what is compared without case.
//! * `cache` keeps what replies said in fixed memory, for a client: where paths lead, which domains there are. It is a feature.
//! * `client` finds out where a path leads: a state machine that says whom to ask, and for what, and where to do the operation; it sends nothing itself. It keeps what it was told in the
//!   caches, and is a feature too.
//! * [`server`] answers requests from a table of namespaces, and tells which paths it does not hold.
//! * `carrier` is what carries messages, SMB2's IOCTL and SMB1's transactions, and finds them in any bytes; `inspect` lists every field of what is
//!   found, with its place, and the rules that a message breaks. These are features too.
//! * `dump` takes what a person pastes (hex dumps of any tool, arrays, strings, base64) for the bytes that it shows, and says where it may be wrong. It
//!   knows nothing of the rest, and is a feature of its own.
//! * [`NtStatus`] is how a server answers, if not with a referral.
//! * [`CifsTarget`] is the other reading of versions 1 and 2, that of servers older than [MS-DFSC].
//! * [`wire`] says how it works inside; [`wire::layout`] lists every fixed field with its offset.
//!
//! ```
//! use dfsc::{Request, RequestKind, Response};
//!
//! let request = Request::parse(b"\x01\0\\\0s\0\\\0d\0\0\0")?;
//! assert_eq!(request.kind(), RequestKind::Root);
//!
//! let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0")?;
//! for referral in response.referrals() {
//!     if let Some(target) = referral.target() {
//!         assert_eq!(target.network_address().unwrap(), "\\t\\d");
//!     }
//! }
//! # Ok::<(), dfsc::DecodeError>(())
//! ```
//!
//! A server answers, and its client goes where it was sent:
//!
//! ```
//! use dfsc::{DfsPath, Encode, ReferralHeaderFlags, ReplyEntry, Request, Response};
//!
//! let path = r"\s\d\Link\Report.txt";
//! let targets = [r"\fs1\reports", r"\fs2\reports"].map(ReplyEntry::link_target);
//! let flags = ReferralHeaderFlags::STORAGE_SERVERS;
//! let reply = Request::new(4, path).reply(4).targets(flags, 1800, r"\s\d\link", &targets)?;
//! let mut buffer = [0; 256];
//! let message = reply.encode(&mut buffer)?;
//!
//! let response = Response::parse(message).unwrap();
//! let target = response.referrals().next().unwrap().target().unwrap();
//! let address = target.network_address().unwrap();
//! let rewritten = DfsPath::new(path).rewrite(response.path_consumed(), address).unwrap();
//! assert_eq!(rewritten.to_string(), r"\fs1\reports\Report.txt");
//! # Ok::<(), dfsc::EncodeError>(())
//! ```
//!
//! # What it promises
//!
//! The input is hostile. No function of the crate panics, whatever it is given (`Debug` alone is left out of the proof);
//! nothing recurses or allocates; the work of `parse`, and of a `Scan`, is bounded by the length of the message. What walks
//! every string of every entry (`Debug`, `defmt::Format`, `Reply::from_response`, a loop of the caller's) takes entries times
//! length, as strings may be shared. `cargo xtask proofs` shows it: it
//! links all of the public interface for three microcontrollers with a panic handler that does not exist.
//!
//! # Features
//!
//! * `case`: text is compared without case as Windows does it, beyond ASCII too. [`upper_case`] says what differs without it.
//! * `cache`, `carrier`: the modules of these names. They need `heapless`.
//! * `client`: the module of that name, and `cache`.
//! * `inspect`: the module of that name, and `carrier`.
//! * `dump`: the module of that name.
//! * `defmt`: every public type implements `defmt::Format`.

#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::alloc_instead_of_core,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::string_slice,
    clippy::todo,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cache")]
pub mod cache;
#[cfg(feature = "carrier")]
pub mod carrier;
mod case;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "dump")]
pub mod dump;
mod error;
#[cfg(feature = "inspect")]
pub mod inspect;
mod nul;
mod path;
pub mod server;
mod status;
mod text;
pub mod wire;

pub use case::upper_case;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, PathError, PathErrorKind};
pub use path::{Components, DfsPath, Rewritten};
pub use status::NtStatus;
pub use text::{AnyText, AnyUnits, Chars, Text, Units, Utf16Le};
pub use wire::{
    CifsByDistance, CifsServerType, CifsTarget, Distance, Encode, Entry, EntrySize, ExpandedNames, Field,
    FieldSpec, FieldValue, LengthUnit, NameList, Referral, ReferralEntryFlags, ReferralHeaderFlags,
    Referrals, Reply, ReplyEntry, ReplyTo, Request, RequestEx, RequestFlags, RequestKind, Response, Scan,
    ScannedNames, ServerType, Structure, Target,
};

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;

//! DFS referral messages, read without allocating, copying or panicking.
//!
//! A file server that is part of a DFS namespace does not hold every path it is asked for. A client asks it where a path
//! leads with a *referral request*, and gets a *referral*: a list of *targets* (servers and shares), or, from a domain
//! controller, lists of domains and domain controllers. This crate reads these messages: those of [MS-DFSC], carried by
//! SMB2's `FSCTL_DFS_GET_REFERRALS` and `_EX` and by SMB1's `TRANS2_GET_DFS_REFERRAL`.
//!
//! # Where to find what
//!
//! * [`Request`] and [`RequestEx`] are the questions, [`Response`] with its [`Referral`]s is the answer. Each has a
//!   `parse` that takes the bytes of a message and gives a view of them, or a [`DecodeError`] that says what is wrong with
//!   which field at which byte.
//! * [`Scan`] reads a reply that `parse` refuses: all that is good in it, and what is wrong with the rest.
//! * [`Utf16Le`] is text in a message: paths, server names. It borrows, needs no alignment and may be ill-formed.
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
//! # What it promises
//!
//! The input is hostile. No function of the crate panics, whatever it is given (`Debug` alone is left out of the proof);
//! nothing recurses or allocates; the work of `parse`, and of a `Scan`, is bounded by the length of the message. What walks
//! every string of every entry (`Debug`, `defmt::Format`, a loop of the caller's) takes entries times length, as strings
//! may be shared. `cargo xtask proofs` shows it: it
//! links all of the public interface for three microcontrollers with a panic handler that does not exist.
//!
//! # Features
//!
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

mod error;
mod nul;
mod text;
pub mod wire;

pub use error::{DecodeError, DecodeErrorKind};
pub use text::{Chars, Components, Text, Units, Utf16Le};
pub use wire::{
    Entry, ExpandedNames, Field, FieldSpec, FieldValue, LengthUnit, NameList, Referral, ReferralEntryFlags,
    ReferralHeaderFlags, Referrals, Request, RequestEx, RequestFlags, RequestKind, Response, Scan,
    ScannedNames, ServerType, Structure, Target,
};

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;

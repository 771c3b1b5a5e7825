//! The Rust crate `smb2`, a client, through `peers/smb2-reader`.
//!
//! It has no extended request. It does not tell `NumberOfReferrals`, `Size`, `Proximity` and `ServiceSiteGuid`, nor
//! `ReferralEntryFlags` of version 1, nor `ServerType` of name lists.

use super::kind::Kind;
use super::messages::Message;
use super::{Peer, TIMEOUT, lines, readers};

pub(super) const PEER: Peer = Peer {
    name: "smb2",
    needs: &[TIMEOUT],
    kinds: &[Kind::Request, Kind::Response],
    omits: &[
        ("NumberOfReferrals", |_| true),
        ("Size", |_| true),
        ("Proximity", |_| true),
        ("ServiceSiteGuid", |_| true),
        ("ReferralEntryFlags", |message| message.version() == Some(1)),
        ("ServerType", Message::is_name_list),
    ],
    version: || readers::rust_version("peers/smb2-reader", "smb2"),
    read: |messages| lines::ask(&mut readers::rust("smb2")?, messages),
};

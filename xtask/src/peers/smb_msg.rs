//! The Rust crate `smb-msg`, the messages of the client smb-rs, through `peers/smb-msg-reader`.
//!
//! Of extended requests it tells the level and the flags alone. It does not tell `Size`, `Proximity` and `ServiceSiteGuid`, nor
//! `ReferralEntryFlags` of versions 1 and 2.

use super::kind::Kind;
use super::{Peer, TIMEOUT, lines, readers};

pub(super) const PEER: Peer = Peer {
    name: "smb-msg",
    needs: &[TIMEOUT],
    kinds: &[Kind::Request, Kind::RequestEx, Kind::Response],
    omits: &[
        ("RequestDataLength", |_| true),
        ("RequestFileNameLength", |_| true),
        ("RequestFileName", |message| message.kind == Kind::RequestEx),
        ("SiteName", |_| true),
        ("Size", |_| true),
        ("Proximity", |_| true),
        ("ServiceSiteGuid", |_| true),
        ("ReferralEntryFlags", |message| message.version() < Some(3)),
    ],
    version: || readers::rust_version("peers/smb-msg-reader", "smb-msg"),
    read: |messages| lines::ask(&mut readers::rust("smb-msg")?, messages),
};

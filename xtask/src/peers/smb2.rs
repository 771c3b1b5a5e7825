//! The Rust crate `smb2`, a client, through `peers/smb2-reader`.
//!
//! It has no extended request. It does not tell `NumberOfReferrals`, `Size`, `Proximity` and `ServiceSiteGuid`, nor
//! `ReferralEntryFlags` of version 1, nor `ServerType` of name lists.

use super::messages::{Kind, Message};
use super::{Peer, Reading, lines};
use crate::cmd;
use anyhow::{Context, Result};

pub(super) const PEER: Peer = Peer {
    name: "smb2",
    needs: &[],
    kinds: &[Kind::Request, Kind::Response],
    omits: &[
        ("NumberOfReferrals", |_| true),
        ("Size", |_| true),
        ("Proximity", |_| true),
        ("ServiceSiteGuid", |_| true),
        ("ReferralEntryFlags", |message| message.version() == Some(1)),
        ("ServerType", Message::is_name_list),
    ],
    version,
    read,
};

fn read(messages: &[&Message]) -> Result<Vec<Reading>> {
    let root = cmd::root()?;
    let mut reader = cmd::cargo(&["run", "--quiet", "--locked"])?;
    reader.current_dir(root.join("peers/smb2-reader"));
    lines::ask(reader.env("CARGO_TARGET_DIR", root.join("target/peers/smb2-reader")), messages)
}

/// The version that is locked.
fn version() -> Result<String> {
    let lock = std::fs::read_to_string(cmd::root()?.join("peers/smb2-reader/Cargo.lock"))?;
    let package = lock.split_once("name = \"smb2\"\nversion = \"").context("smb2 is not locked")?.1;
    Ok(package.split('"').next().unwrap_or_default().into())
}

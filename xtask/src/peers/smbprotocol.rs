//! Python's `smbprotocol`, through `peers/smbprotocol_reader.py`.
//!
//! It tells every field. `SiteNameLength` and `NumberOfExpandedNames`, which it tells too, are not compared.

use super::messages::{Kind, Message};
use super::{Peer, Reading, lines};
use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::Result;
use std::process::Command;

pub(super) const PEER: Peer = Peer {
    name: "smbprotocol",
    needs: &[Tool::Python, Tool::PythonPackages],
    kinds: &[Kind::Request, Kind::RequestEx, Kind::Response],
    omits: &[],
    version,
    read,
};

fn read(messages: &[&Message]) -> Result<Vec<Reading>> {
    lines::ask(&mut reader()?, messages)
}

pub(crate) fn version() -> Result<String> {
    Ok(cmd::stdout(reader()?.arg("--version"))?.trim().into())
}

fn reader() -> Result<Command> {
    cmd::program(&setup::python()?, &["peers/smbprotocol_reader.py"])
}

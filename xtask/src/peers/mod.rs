//! `cargo xtask peers`: what other programs read in messages, held against what we read.
//!
//! Each peer reads every message of a kind that it knows: captured, drawn or written by the crate. What it reads must be what we
//! read, field by field, or both must refuse; but for what [`explained::EXPLANATIONS`] explains. An explanation that no message
//! needs any more must leave that table.

pub(crate) mod capture;
mod compare;
mod document;
mod explained;
mod kind;
mod lines;
mod messages;
mod ndrdump;
mod ours;
mod printed;
mod readers;
mod report;
mod scapy;
mod smb2;
mod smb_msg;
mod smbprotocol;
pub(crate) mod text;
mod tshark;

use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::{Result, bail, ensure};
use kind::Kind;
use messages::Message;
pub(crate) use ndrdump::{agrees as ndrdump_agrees, version as ndrdump_version};
pub(crate) use readers::{built, in_package, rust_version};
use report::Report;
use serde_json::Value;
use std::fmt;
use std::process::Command;

const PEERS: [Peer; 7] = [
    ndrdump::PEER,
    tshark::OVER_SMB2,
    tshark::OVER_SMB1,
    smbprotocol::PEER,
    scapy::PEER,
    smb2::PEER,
    smb_msg::PEER,
];

/// The packages in Rust among the programs in `peers`, which no workspace checks.
pub(crate) const RUST_READERS: [&str; 2] = ["peers/smb2-reader", "peers/smb-msg-reader"];

/// What ends a peer that takes too long.
const TIMEOUT: Tool = Tool::Program("timeout", "coreutils");

/// Some peers take a time that grows with the square of what a hostile message claims.
const MOST_SECONDS: &str = "120";

/// Says which messages something is true of.
type Of = fn(&Message) -> bool;

/// A program by others that reads messages.
struct Peer {
    name: &'static str,
    needs: &'static [Tool],
    /// What it has decoders for.
    kinds: &'static [Kind],
    /// Fields that it reads but does not tell, and of which messages.
    omits: &'static [(&'static str, Of)],
    version: fn() -> Result<String>,
    /// Reads each message, in that order.
    read: fn(&[&Message]) -> Result<Vec<Reading>>,
}

/// What a peer, or the crate, makes of a message.
#[derive(Debug)]
enum Reading {
    /// Fields by their names in [MS-DFSC]; `unread` are bytes left over.
    Means(Value),
    Refused(String),
}

/// All that ran holds, but some peers can neither be found nor be installed here. For a machine without apt-get, where
/// `cargo xtask test` may print this and go on; elsewhere there is no such error.
#[derive(Debug)]
pub(crate) struct LeftOut {
    peers: Vec<&'static str>,
    summary: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, names) = (self.peers.len(), self.peers.join(", "));
        write!(
            f,
            "{count} of {} peers left out, missing and not to be installed here: {names}; ",
            PEERS.len()
        )?;
        write!(f, "of the others: {}", self.summary)
    }
}

impl std::error::Error for LeftOut {}

/// Has every peer read every message, prints the tables, and fails unless each read what we read, and `docs/agreement.md` says so.
pub(crate) fn run(install: bool, readme: bool) -> Result<String> {
    let needs: Vec<Tool> = PEERS.iter().flat_map(|peer| peer.needs).copied().collect();
    let unobtainable = setup::others(&needs, "peers", install)?;
    let (peers, left_out): (Vec<_>, Vec<_>) =
        PEERS.iter().partition(|peer| !peer.needs.iter().any(|tool| unobtainable.contains(tool)));
    let messages = messages::messages()?;
    ensure!(!messages.is_empty(), "no messages");

    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    for peer in peers {
        match Report::of(peer, &messages) {
            Ok(report) => reports.push(report),
            Err(error) => problems.push(format!("{}: could not be run: {error:#}", peer.name)),
        }
    }
    problems.extend(reports.iter().flat_map(Report::unexpected));
    problems.extend(report::stale(&reports));
    print!("{}\n{}", document::table(&reports, &messages), document::differences(&reports));
    if !problems.is_empty() {
        bail!("{} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
    let explained: usize = reports.iter().map(Report::explained).sum();
    let summary = format!(
        "{} messages, and {} peers read what we read; {explained} differences, all explained",
        messages.len(),
        reports.len(),
    );
    if left_out.is_empty() {
        let agreement = document::agreement(&reports, &messages, readme)?;
        return Ok(format!("{summary}; {agreement}"));
    }
    Err(LeftOut { peers: left_out.iter().map(|peer| peer.name).collect(), summary }.into())
}

/// A program that reads messages, and is killed if it takes too long: then it has failed.
fn bounded(program: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = cmd::program("timeout", &["--signal=KILL", MOST_SECONDS, program])?;
    command.args(arguments);
    Ok(command)
}

//! `cargo xtask peers`: what other programs read in our messages, held against what was meant.
//!
//! Each peer reads every message of a kind that it knows. What it reads must be what was meant, field by field, but for the
//! faults of its own in [`faults::FAULTS`]; a fault that no message shows any more must leave that table.

pub(crate) mod capture;
mod compare;
mod faults;
mod lines;
mod messages;
mod ndrdump;
mod printed;
mod smb2;
mod smbprotocol;
pub(crate) mod text;
mod tshark;

use crate::setup::{self, Tool};
use anyhow::{Context, Result, bail, ensure};
use compare::Difference;
use faults::FAULTS;
use messages::{Kind, Message};
pub(crate) use ndrdump::version as ndrdump_version;
use serde_json::Value;
pub(crate) use smbprotocol::version as smbprotocol_version;
use std::fmt::{self, Write};

const PEERS: [Peer; 5] = [ndrdump::PEER, tshark::OVER_SMB2, tshark::OVER_SMB1, smbprotocol::PEER, smb2::PEER];

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

/// What a peer makes of a message.
enum Reading {
    /// Fields by their names in [MS-DFSC]; `unread` are bytes left over.
    Means(Value),
    Refused(String),
}

/// How a peer fared.
struct Report {
    version: String,
    read: usize,
    /// The differences that each of [`FAULTS`] explains.
    known: [usize; FAULTS.len()],
    unexpected: Vec<String>,
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

/// Has every peer read every message, prints the table, and fails unless each read what was meant.
pub(crate) fn run(install: bool) -> Result<String> {
    let needs: Vec<Tool> = PEERS.iter().flat_map(|peer| peer.needs).copied().collect();
    let unobtainable = setup::others(&needs, "peers", install)?;
    let (peers, left_out): (Vec<_>, Vec<_>) =
        PEERS.iter().partition(|peer| !peer.needs.iter().any(|tool| unobtainable.contains(tool)));
    let messages = messages::messages()?;
    ensure!(!messages.is_empty(), "no messages");

    let reports: Vec<(&Peer, Result<Report>)> =
        peers.into_iter().map(|peer| (peer, peer.report(&messages))).collect();
    print!("{}", table(&reports, &left_out, messages.len()));
    print!("{}", known_faults(&reports));
    let problems = problems(&reports);
    if !problems.is_empty() {
        bail!("{} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
    let known: usize = reports.iter().flat_map(|(_, report)| report).map(Report::known).sum();
    let summary = format!(
        "{} messages, and {} peers read what was meant; {known} differences, all known faults of theirs",
        messages.len(),
        reports.len(),
    );
    if left_out.is_empty() {
        return Ok(summary);
    }
    Err(LeftOut { peers: left_out.iter().map(|peer| peer.name).collect(), summary }.into())
}

impl Peer {
    fn report(&self, messages: &[Message]) -> Result<Report> {
        eprintln!("reading with {}", self.name);
        let messages: Vec<&Message> =
            messages.iter().filter(|message| self.kinds.contains(&message.kind)).collect();
        let readings = (self.read)(&messages)?;
        ensure!(readings.len() == messages.len(), "{} messages, {} readings", messages.len(), readings.len());
        let version = (self.version)().context("its version")?;
        let mut report =
            Report { version, read: messages.len(), known: [0; FAULTS.len()], unexpected: Vec::new() };
        for (message, reading) in messages.iter().zip(&readings) {
            for difference in self.differences(message, reading) {
                match faults::explaining(self.name, message, &difference) {
                    Some(fault) => report.known[fault] += 1,
                    None => {
                        report.unexpected.push(format!("{}: {}: {difference}", self.name, message.name));
                    }
                }
            }
        }
        Ok(report)
    }

    fn differences(&self, message: &Message, reading: &Reading) -> Vec<Difference> {
        let omits = |field: &str| self.omits.iter().any(|(omitted, of)| *omitted == field && of(message));
        match reading {
            Reading::Means(means) => compare::differences(&message.meant, means, &omits),
            Reading::Refused(reason) => vec![Difference::refusal(reason)],
        }
    }
}

impl Report {
    fn known(&self) -> usize {
        self.known.iter().sum()
    }
}

fn table(reports: &[(&Peer, Result<Report>)], left_out: &[&Peer], messages: usize) -> String {
    let mut table = String::from(
        "| peer | version | messages read | differences: known faults | differences: unexpected |\n|---|---|---|---|---|\n",
    );
    for (peer, report) in reports {
        // Writing to a string cannot fail.
        let _ = match report {
            Ok(report) => writeln!(
                table,
                "| {} | {} | {} of {messages} | {} | {} |",
                peer.name,
                report.version,
                report.read,
                report.known(),
                report.unexpected.len()
            ),
            Err(_) => writeln!(table, "| {} | ? | **could not be run** | ? | ? |", peer.name),
        };
    }
    for peer in left_out {
        let _ = writeln!(table, "| {} | ? | **left out** | ? | ? |", peer.name);
    }
    table
}

/// The known faults that showed, and in how many differences.
fn known_faults(reports: &[(&Peer, Result<Report>)]) -> String {
    let mut list = String::new();
    for (peer, report) in reports {
        let known = report.iter().flat_map(|report| FAULTS.iter().zip(report.known));
        for (fault, differences) in known.filter(|(_, differences)| *differences > 0) {
            // Writing to a string cannot fail.
            let _ = writeln!(list, "* {} ({differences}): {}", peer.name, fault.reason);
        }
    }
    list
}

/// Why the command fails, if it does.
fn problems(reports: &[(&Peer, Result<Report>)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (peer, report) in reports {
        match report {
            Ok(report) => {
                problems.extend_from_slice(&report.unexpected);
                let faults = FAULTS.iter().zip(report.known).filter(|(fault, _)| fault.is_of(peer.name));
                let stale = faults.filter(|(_, differences)| *differences == 0);
                problems.extend(stale.map(|(fault, _)| {
                    format!(
                        "{}: no message shows this fault any more, strike it: {}",
                        peer.name, fault.reason
                    )
                }));
            }
            Err(error) => problems.push(format!("{}: could not be run: {error:#}", peer.name)),
        }
    }
    problems
}

//! How a peer fared, and which explanations its differences have.

use super::compare::{self, Difference};
use super::explained::{self, EXPLANATIONS};
use super::messages::Message;
use super::{Peer, Reading};
use anyhow::{Context, Result, ensure};

/// What a peer read, and where that differs.
pub(super) struct Report<'a> {
    pub(super) peer: &'a Peer,
    pub(super) version: String,
    pub(super) read: Vec<&'a Message>,
    pub(super) differences: Vec<Found<'a>>,
}

/// A difference.
pub(super) struct Found<'a> {
    pub(super) message: &'a Message,
    difference: Difference,
    /// The number of what explains it.
    explanation: Option<usize>,
}

impl<'a> Report<'a> {
    /// Has the peer read all messages that it knows.
    pub(super) fn of(peer: &'a Peer, messages: &'a [Message]) -> Result<Self> {
        eprintln!("reading with {}", peer.name);
        let read: Vec<&Message> =
            messages.iter().filter(|message| peer.kinds.contains(&message.kind)).collect();
        let readings = (peer.read)(&read)?;
        ensure!(readings.len() == read.len(), "{} messages, {} readings", read.len(), readings.len());
        let version = (peer.version)().context("its version")?;
        let differences =
            read.iter().zip(&readings).flat_map(|(message, reading)| differences(peer, message, reading));
        Ok(Self { peer, version, differences: differences.collect(), read })
    }

    pub(super) fn explained(&self) -> usize {
        self.differences.iter().filter(|found| found.explanation.is_some()).count()
    }

    /// Those that this explains, one of [`EXPLANATIONS`].
    pub(super) fn explained_by(&self, explanation: usize) -> impl Iterator<Item = &Found<'a>> {
        self.differences.iter().filter(move |found| found.explanation == Some(explanation))
    }

    /// Those that nothing explains.
    pub(super) fn unexpected(&self) -> impl Iterator<Item = String> {
        let unexpected = self.differences.iter().filter(|found| found.explanation.is_none());
        unexpected.map(|found| format!("{}: {}: {}", self.peer.name, found.message.name, found.difference))
    }
}

fn differences<'a>(peer: &Peer, message: &'a Message, reading: &Reading) -> Vec<Found<'a>> {
    let omits = |field: &str| peer.omits.iter().any(|(omitted, of)| *omitted == field && of(message));
    let differences = compare::differences(&message.ours, reading, &omits);
    let found = differences.into_iter().map(|difference| {
        let explanation = explained::explaining(peer.name, message, &difference);
        Found { message, difference, explanation }
    });
    found.collect()
}

/// What explains nothing any more, though a peer that it is of has read.
pub(super) fn stale(reports: &[Report<'_>]) -> Vec<String> {
    let mut stale = Vec::new();
    for (number, explanation) in EXPLANATIONS.iter().enumerate() {
        for report in reports.iter().filter(|report| explanation.is_of(report.peer.name)) {
            if report.explained_by(number).next().is_none() {
                let (name, reason) = (report.peer.name, explanation.reason);
                stale.push(format!("{name}: no message shows this any more, strike it: {reason}"));
            }
        }
    }
    stale
}

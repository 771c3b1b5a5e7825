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

#[cfg(test)]
mod tests {
    use super::{EXPLANATIONS, Report, differences, stale};
    use crate::peers::messages::messages;
    use crate::peers::{Reading, smb2};

    #[test]
    fn a_difference_is_explained_or_unexpected_and_what_explains_none_is_stale() {
        let messages = messages().unwrap();
        let report = |name: &str| {
            let message = messages.iter().find(|message| message.name == name).unwrap();
            let differences = differences(&smb2::PEER, message, &Reading::Refused("no".into()));
            Report { peer: &smb2::PEER, version: String::new(), read: vec![message], differences }
        };
        let of_smb2 = EXPLANATIONS.iter().filter(|known| known.is_of("smb2")).count();

        let known = report("drawn v3-lone-surrogate");
        assert_eq!((known.explained(), known.unexpected().count()), (1, 0));
        assert_eq!(stale(&[known]).len(), of_smb2 - 1);

        let unknown = report("drawn v3-link");
        let unexpected = "smb2: drawn v3-link: refusal: meant null, read \"no\"";
        assert_eq!((unknown.explained(), unknown.unexpected().collect()), (0, vec![unexpected.to_owned()]));
        assert_eq!(stale(&[unknown]).len(), of_smb2);

        // Both refuse.
        assert!(report("drawn broken-size-overlap").differences.is_empty());
    }
}

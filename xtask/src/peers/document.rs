//! The tables, as they are printed and as `docs/agreement.md` has them.

use super::explained::EXPLANATIONS;
use super::messages::{Message, Source};
use super::report::Report;
use crate::readme::Block;
use anyhow::Result;
use std::collections::BTreeSet;
use std::fmt::Write;

const BLOCK: Block = Block { file: "docs/agreement.md", name: "agreement", command: "peers" };

/// Writes what is there, or says whether it is what stands there. Other versions of the peers may read otherwise.
pub(super) fn agreement(reports: &[Report<'_>], messages: &[Message], write: bool) -> Result<String> {
    let peers = reports.iter().map(|report| format!("{} {}", report.peer.name, report.version));
    let caption = format!("Read by {}.", peers.collect::<Vec<_>>().join("; "));
    let tables = format!("{}\n{}", table(reports, messages), differences(reports));
    if write { BLOCK.write_with(&caption, &tables) } else { BLOCK.compare(&caption, &tables, |_| 0) }
}

/// What each peer read, by source.
pub(super) fn table(reports: &[Report<'_>], messages: &[Message]) -> String {
    let sources = Source::ALL.map(|source| source.to_string()).join(" | ");
    let mut table = format!("| peer | version | {sources} | explained differences | unexpected |\n");
    table.push_str("|---|---|---|---|---|---|---|\n");
    let count = |messages: &mut dyn Iterator<Item = &Message>, source| {
        messages.filter(|message| message.source == source).count()
    };
    for report in reports {
        let read = Source::ALL.map(|source| {
            let read = count(&mut report.read.iter().copied(), source);
            format!("{read} of {}", count(&mut messages.iter(), source))
        });
        let (name, version) = (report.peer.name, &report.version);
        let (explained, all) = (report.explained(), report.differences.len());
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| {name} | {version} | {} | {explained} | {} |",
            read.join(" | "),
            all - explained
        );
    }
    let claimed = messages.iter().filter(|message| message.is_claimed).count();
    let _ = writeln!(
        table,
        "\nOf {} messages, the test data or the value that was written say of {claimed} what they mean.",
        messages.len()
    );
    table
}

/// Every explanation, by peer, with what it explains.
pub(super) fn differences(reports: &[Report<'_>]) -> String {
    let mut list = String::new();
    let mut peer = "";
    for (number, explanation) in EXPLANATIONS.iter().enumerate() {
        let of: Vec<_> = reports.iter().flat_map(|report| report.explained_by(number)).collect();
        let Some(example) = of.first() else { continue };
        if explanation.peer != peer {
            peer = explanation.peer;
            // Writing to a string cannot fail.
            let _ = writeln!(list, "{}## {peer}\n", if list.is_empty() { "" } else { "\n" });
        }
        let messages: BTreeSet<&str> = of.iter().map(|found| found.message.name.as_str()).collect();
        let _ = writeln!(
            list,
            "* **{}.** {}. Differences: {}; messages: {}, such as `{}`.",
            explanation.reason,
            explanation.decides,
            of.len(),
            messages.len(),
            example.message.name
        );
    }
    list
}

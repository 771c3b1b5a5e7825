//! `cargo xtask proofs`: what the README claims, measured and held against budgets.

mod firmware;
mod flash;
mod instructions;
mod links;
mod readme;
mod stack;
mod thumb;

use anyhow::{Result, anyhow, bail};
use std::fmt::Write;

/// One claim, and what became of it.
struct Row {
    claim: String,
    budget: String,
    /// What to print, and whether it is within the budget; or why it cannot be measured.
    measured: Result<(String, Verdict)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Holds,
    Over,
    /// Over budget, and known to be, for this reason.
    KnownOver(&'static str),
}

impl Verdict {
    fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Over }
    }
}

/// A budget that is known to be exceeded: how far, and why. `proofs` fails by it all the same; `test` does not until the
/// excess grows, so that other changes can be tested while the budget stands.
struct Known {
    at_most: u64,
    why: &'static str,
}

/// Whether a known excess is a failure.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum KnownExcess {
    Fails,
    Passes,
}

impl Row {
    /// A number of something, of which there may be at most `budget`.
    fn at_most(claim: impl Into<String>, measured: Result<u64>, budget: u64, unit: &str) -> Self {
        let measured = measured.map(|count| (with_unit(count, unit), Verdict::of(count <= budget)));
        Self { claim: claim.into(), budget: with_unit(budget, unit), measured }
    }

    /// The same, where the excess is known.
    fn known_to_exceed(
        claim: impl Into<String>,
        measured: Result<u64>,
        budget: u64,
        unit: &str,
        known: &Known,
    ) -> Self {
        let measured = measured.map(|count| {
            let verdict = match Verdict::of(count <= budget) {
                Verdict::Over if count <= known.at_most => Verdict::KnownOver(known.why),
                verdict => verdict,
            };
            (with_unit(count, unit), verdict)
        });
        Self { claim: claim.into(), budget: with_unit(budget, unit), measured }
    }

    fn passes(&self, known_excess: KnownExcess) -> bool {
        match self.measured {
            Ok((_, Verdict::Holds)) => true,
            Ok((_, Verdict::KnownOver(_))) => known_excess == KnownExcess::Passes,
            _ => false,
        }
    }
}

fn with_unit(count: u64, unit: &str) -> String {
    if unit.is_empty() { count.to_string() } else { format!("{count} {unit}") }
}

/// Measures everything, prints the table, and fails unless all of it holds and the README says the same.
pub(crate) fn run(write_readme: bool, known_excess: KnownExcess) -> Result<String> {
    let mut rows = links::rows();
    rows.extend(flash::rows());
    rows.push(stack::row());
    rows.extend(instructions::rows());

    let table = table(&rows);
    print!("{table}");
    let reasons = rows.iter().filter_map(|row| Some((&row.claim, row.measured.as_ref().err()?)));
    reasons.for_each(|(claim, reason)| eprintln!("not measured: {claim}: {reason:#}"));
    for Row { claim, measured, .. } in &rows {
        if let Ok((_, Verdict::KnownOver(why))) = measured {
            println!("known to be over budget: {claim}: {why}");
        }
    }

    let unmeasured = rows.iter().any(|row| row.measured.is_err());
    let readme = match write_readme {
        true if unmeasured => Err(anyhow!("the README stays as it is: not everything could be measured")),
        true => readme::write(&table),
        false => readme::compare(&table),
    };
    let failing: Vec<&str> =
        rows.iter().filter(|row| !row.passes(known_excess)).map(|row| row.claim.as_str()).collect();
    if !failing.is_empty() {
        let readme = readme.unwrap_or_else(|error| format!("{error:#}"));
        bail!("{} of {} claims do not hold: {}; {readme}", failing.len(), rows.len(), failing.join("; "));
    }
    let holding = rows.iter().filter(|row| row.passes(KnownExcess::Fails)).count();
    Ok(format!("{holding} of {} claims hold; {}", rows.len(), readme?))
}

fn table(rows: &[Row]) -> String {
    let mut table = String::from("| claim | measured | budget | verdict |\n|---|---|---|---|\n");
    for Row { claim, budget, measured } in rows {
        let (measured, verdict) = match measured {
            Ok((measured, Verdict::Holds)) => (measured.as_str(), "holds"),
            Ok((measured, _)) => (measured.as_str(), "**over budget**"),
            Err(_) => ("?", "**not measured**"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {claim} | {measured} | {budget} | {verdict} |");
    }
    table
}

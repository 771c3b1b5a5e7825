//! `cargo xtask proofs`: what the README claims, measured and held against budgets.

mod firmware;
mod flash;
mod instructions;
mod links;
mod readme;
mod stack;
mod thumb;

use anyhow::{Result, anyhow, bail};
pub(crate) use firmware::folder;
pub(crate) use instructions::{PLAIN, counted};
use std::fmt::Write;
use std::panic::resume_unwind;
use std::thread;

/// One claim, and what became of it.
struct Row {
    claim: String,
    budget: String,
    /// What to print, and whether it is within the budget; or why it cannot be measured.
    measured: Result<(String, bool)>,
    /// Whether it is known, and said in the README, that it does not hold.
    is_missed: bool,
}

impl Row {
    fn new(claim: impl Into<String>, budget: String, measured: Result<(String, bool)>) -> Self {
        Self { claim: claim.into(), budget, measured, is_missed: false }
    }

    /// A number of something, of which there may be at most `budget`.
    fn at_most(claim: impl Into<String>, measured: Result<u64>, budget: u64, unit: &str) -> Self {
        let measured = measured.map(|count| (with_unit(count, unit), count <= budget));
        Self::new(claim, with_unit(budget, unit), measured)
    }

    /// The same of a budget that is not met.
    fn missed(self) -> Self {
        Self { is_missed: true, ..self }
    }

    fn holds(&self) -> bool {
        matches!(self.measured, Ok((_, true)))
    }
}

fn with_unit(count: u64, unit: &str) -> String {
    if unit.is_empty() { count.to_string() } else { format!("{count} {unit}") }
}

/// Measures everything, prints the table, and fails unless all of it holds and the README says the same.
pub(crate) fn run(write_readme: bool) -> Result<String> {
    let (rows, readme) = measure(write_readme);
    tell(rows.len(), rows.iter().filter(|row| !row.holds()), readme)
}

/// The same for the tests, for which a budget that is known to be missed must be missed still: whoever meets it takes the word back. How far it may be missed the README's table says.
pub(crate) fn check() -> Result<String> {
    let (rows, readme) = measure(false);
    let is_as_known = |row: &Row| match (row.is_missed, &row.measured) {
        (false, _) => row.holds(),
        (true, measured) => matches!(measured, Ok((_, false))),
    };
    let missed = rows.iter().filter(|row| row.is_missed).count();
    let told = tell(rows.len(), rows.iter().filter(|row| !is_as_known(row)), readme)?;
    Ok(format!("{told}; {missed} of them known not to hold"))
}

fn measure(write_readme: bool) -> (Vec<Row>, Result<String>) {
    // One after the other they take minutes, most of them on one processor. No folder is built in by two of these threads.
    let rows: Vec<Row> = thread::scope(|scope| {
        let others = scope.spawn(|| stack::rows().into_iter().chain(instructions::rows()));
        let rows = links::rows().into_iter().chain(flash::rows());
        rows.chain(others.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });

    let table = table(&rows);
    print!("{table}");
    let reasons = rows.iter().filter_map(|row| Some((&row.claim, row.measured.as_ref().err()?)));
    reasons.for_each(|(claim, reason)| eprintln!("not measured: {claim}: {reason:#}"));

    let unmeasured = rows.iter().any(|row| row.measured.is_err());
    let readme = match write_readme {
        true if unmeasured => Err(anyhow!("the README stays as it is: not everything could be measured")),
        true => readme::write(&table),
        false => readme::compare(&table),
    };
    (rows, readme)
}

fn tell<'r>(count: usize, wrong: impl Iterator<Item = &'r Row>, readme: Result<String>) -> Result<String> {
    let wrong: Vec<&str> = wrong.map(|row| row.claim.as_str()).collect();
    if !wrong.is_empty() {
        let readme = readme.unwrap_or_else(|error| format!("{error:#}"));
        bail!("{} of {count} claims are not as they should be: {}; {readme}", wrong.len(), wrong.join("; "));
    }
    Ok(format!("{count} claims are as they should be; {}", readme?))
}

fn table(rows: &[Row]) -> String {
    let mut table = String::from("| claim | measured | budget | verdict |\n|---|---|---|---|\n");
    for Row { claim, budget, measured, .. } in rows {
        let (measured, verdict) = match measured {
            Ok((measured, true)) => (measured.as_str(), "holds"),
            Ok((measured, false)) => (measured.as_str(), "**over budget**"),
            Err(_) => ("?", "**not measured**"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {claim} | {measured} | {budget} | {verdict} |");
    }
    table
}

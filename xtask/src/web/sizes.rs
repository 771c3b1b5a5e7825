//! How large the package is, and how large it may be.

use super::build::folder;
use crate::readme::Block;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;

const BLOCK: Block = Block { file: "wasm/README.md", name: "sizes", command: "web" };

/// What is measured: the files together, what they are, and the most bytes behind gzip that the design allows.
const BUDGETS: [(&[&str], &str, u64); 3] = [
    (&["message.wasm", "dump.wasm"], "WebAssembly: both modules", 14_000),
    (&["index.js"], "`dfsc`, the default entry: both modules, tables and TypeScript", 26_000),
    (&["inspector.html"], "the page of `cargo xtask inspector`, which loads nothing else", 45_000),
];

/// What else is shown.
const OTHERS: [(&str, &str); 7] = [
    ("message.wasm", "of it `message.wasm`: all but dumps"),
    ("dump.wasm", "of it `dump.wasm`"),
    ("decode", "what a bundler leaves of `import { decode } from 'dfsc'`"),
    ("parseDump", "the same of `parseDump`"),
    ("toMessage", "the same of `toMessage`, which needs no module"),
    ("slim.js", "`dfsc/slim`, without modules"),
    ("workerd.js", "`dfsc` on Cloudflare Workers, without modules"),
];

/// A size, and the budget that it has.
pub(super) struct Size {
    what: &'static str,
    raw: u64,
    gzip: u64,
    budget: Option<u64>,
}

impl Size {
    fn is_exceeded(&self) -> bool {
        self.budget.is_some_and(|budget| self.gzip > budget)
    }
}

/// How many are larger than they may be.
pub(super) fn exceeded(sizes: &[Size]) -> usize {
    sizes.iter().filter(|size| size.is_exceeded()).count()
}

/// The sizes of what was built last.
pub(super) fn measured() -> Result<Vec<Size>> {
    let file = folder()?.join("sizes.json");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let sizes: Value = serde_json::from_str(&text).context("the sizes are no JSON")?;
    let sum = |files: &[&str], key: &str| {
        let sizes = files
            .iter()
            .map(|file| sizes[*file][key].as_u64().with_context(|| format!("{file} was not built")));
        sizes.sum::<Result<u64>>()
    };
    let budgets = BUDGETS.iter().map(|(files, what, budget)| (*files, *what, Some(*budget)));
    let others = OTHERS.iter().map(|(file, what)| (core::slice::from_ref(file), *what, None));
    let all = budgets.chain(others);
    all.map(|(files, what, budget)| {
        Ok(Size { what, raw: sum(files, "raw")?, gzip: sum(files, "gzip")?, budget })
    })
    .collect()
}

pub(super) fn print(sizes: &[Size]) {
    for size in sizes {
        let verdict = match size.budget {
            Some(budget) if size.is_exceeded() => format!(", EXCEEDS its budget of {budget}"),
            Some(budget) => format!(", within {budget}"),
            None => String::new(),
        };
        println!("size: {}: {} bytes, {} behind gzip{verdict}", size.what, size.raw, size.gzip);
    }
}

/// The table of the package's README.
fn table(sizes: &[Size]) -> String {
    let mut out = String::from("| what | bytes | behind gzip | budget |\n|---|---|---|---|\n");
    for Size { what, raw, gzip, budget } in sizes {
        let budget = budget.map_or_else(String::new, |budget| {
            format!("{budget}{}", if *gzip > budget { ": **exceeded**" } else { "" })
        });
        let _ = writeln!(out, "| {what} | {raw} | {gzip} | {budget} |");
    }
    out
}

/// Writes the sizes into the README.
pub(super) fn write(sizes: &[Size]) -> Result<()> {
    BLOCK.write(&table(sizes)).map(drop)
}

/// Whether the README says what was measured.
pub(super) fn check(sizes: &[Size]) -> Result<()> {
    ensure!(BLOCK.read()? == table(sizes), "the sizes of {} are stale: {}", BLOCK.file, BLOCK.advice());
    Ok(())
}

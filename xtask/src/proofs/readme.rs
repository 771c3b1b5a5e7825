//! The README's copy of the table.

use super::flash::{OPT_LEVEL, TARGET};
use crate::cmd;
use anyhow::{Context, Result, bail};
use std::ops::Range;
use std::path::PathBuf;

/// What that makes of a program of some kilobytes.
const FEW_BYTES: u64 = 8;

const START: &str = "<!-- proofs -->\n";
const END: &str = "<!-- /proofs -->";

/// Replaces the block.
pub(super) fn write(table: &str) -> Result<String> {
    let mut readme = read()?;
    let block = block(&readme)?;
    readme.replace_range(block, &format!("{}\n\n{table}", caption()?));
    std::fs::write(path()?, readme).context("cannot write README.md")?;
    Ok("written to the README".into())
}

/// An error if the block differs, which means nothing when it was made by another compiler.
pub(super) fn compare(table: &str) -> Result<String> {
    let (readme, caption) = (read()?, caption()?);
    let block = &readme[block(&readme)?];
    let made_by = block.lines().next().unwrap_or_default();
    if made_by.is_empty() {
        bail!("the README's block is empty: `cargo xtask proofs --readme` writes it");
    }
    if made_by != caption {
        return Ok(format!("not compared with the README, which says: {made_by}"));
    }
    if !is_near(block, &format!("{caption}\n\n{table}")) {
        bail!("the README's table is stale: `cargo xtask proofs --readme` writes it");
    }
    Ok("the README says the same".into())
}

/// Whether two texts are the same but for some bytes of flash: in which order functions are linked, and so what stands between them, depends
/// on where the repository lies.
fn is_near(one: &str, other: &str) -> bool {
    // Digits, and the character behind them.
    let tokens = |text: &str| -> Vec<(Option<u64>, char)> {
        let pieces = text.split_inclusive(|c: char| !c.is_ascii_digit());
        pieces
            .filter_map(|piece| {
                let behind = piece.chars().next_back()?;
                Some((piece.trim_end_matches(behind).parse().ok(), behind))
            })
            .collect()
    };
    let (one, other) = (tokens(one), tokens(other));
    one.len() == other.len()
        && one.iter().zip(&other).all(|((one, behind_one), (other, behind_other))| {
            let is_same = match (one, other) {
                (Some(one), Some(other)) => one.abs_diff(*other) <= FEW_BYTES,
                _ => one == other,
            };
            is_same && behind_one == behind_other
        })
}

/// Says what measured: numbers of different compilers and machines do not compare.
fn caption() -> Result<String> {
    let verbose = cmd::stdout(&mut cmd::program("rustc", &["-vV"])?)?;
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let version = verbose.lines().next().unwrap_or_default();
    Ok(format!(
        "Measured by `cargo xtask proofs` with {version} on {host}; flash and stack are those of {TARGET} at opt-level \
         {OPT_LEVEL}."
    ))
}

fn block(readme: &str) -> Result<Range<usize>> {
    let start = readme.find(START).context("README.md has no line `<!-- proofs -->`")? + START.len();
    let len =
        readme[start..].find(END).context("README.md has no `<!-- /proofs -->` after `<!-- proofs -->`")?;
    Ok(start..start + len)
}

fn read() -> Result<String> {
    std::fs::read_to_string(path()?).context("cannot read README.md")
}

fn path() -> Result<PathBuf> {
    Ok(cmd::root()?.join("README.md"))
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn a_few_bytes_more_are_the_same_and_all_else_is_not() {
        let row = "| flash: + caches | 8120 bytes | 8192 bytes | holds |";
        assert!(is_near(row, row) && is_near(row, &row.replace("8120", "8116")));
        for (from, to) in [("8120", "8129"), ("caches", "cache"), ("holds", "EXCEEDED"), ("| 8120 bytes", "")]
        {
            assert!(!is_near(row, &row.replace(from, to)), "{to}");
        }
    }
}

//! Tables that commands measure and write into READMEs, each between two comments.

use crate::cmd;
use anyhow::{Context, Result, bail};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

/// The place of such a table.
pub(crate) struct Block {
    /// From the root on.
    pub(crate) file: &'static str,
    /// In its comments.
    pub(crate) name: &'static str,
    /// What measures: `cargo xtask` with this; and writes, with `--readme`.
    pub(crate) command: &'static str,
}

impl Block {
    /// What stands there.
    pub(crate) fn read(&self) -> Result<String> {
        let text = self.text()?;
        let range = self.range(&text)?;
        Ok(text[range].to_owned())
    }

    /// Puts this there.
    pub(crate) fn write(&self, block: &str) -> Result<String> {
        let mut text = self.text()?;
        let range = self.range(&text)?;
        text.replace_range(range, block);
        fs::write(self.path()?, text).with_context(|| format!("cannot write {}", self.file))?;
        Ok(format!("written to {}", self.file))
    }

    /// The same with a caption above, which says what measured.
    pub(crate) fn write_with(&self, caption: &str, table: &str) -> Result<String> {
        self.write(&captioned(caption, table))
    }

    /// An error if another table stands there, with numbers further away than `slack` allows: that means nothing when something else measured it.
    pub(crate) fn compare(&self, caption: &str, table: &str, slack: impl Fn(u64) -> u64) -> Result<String> {
        let (block, Self { file, .. }) = (self.read()?, self);
        let made_by = block.lines().next().unwrap_or_default();
        if made_by.is_empty() {
            bail!("the table of {file} is empty: {}", self.advice());
        }
        if made_by != caption {
            return Ok(format!("not compared with {file}, which says: {made_by}"));
        }
        if !is_near(&block, &captioned(caption, table), slack) {
            bail!("the table of {file} is stale: {}", self.advice());
        }
        Ok(format!("{file} says the same"))
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> String {
        format!("`cargo xtask {} --readme` writes it", self.command)
    }

    fn range(&self, text: &str) -> Result<Range<usize>> {
        let (start, end) = (format!("<!-- {} -->\n", self.name), format!("<!-- /{} -->", self.name));
        let missing = || format!("{} has no place between {}{end}", self.file, start.replace('\n', " and "));
        let from = text.find(&start).with_context(missing)? + start.len();
        let len = text[from..].find(&end).with_context(missing)?;
        Ok(from..from + len)
    }

    fn text(&self) -> Result<String> {
        fs::read_to_string(self.path()?).with_context(|| format!("cannot read {}", self.file))
    }

    fn path(&self) -> Result<PathBuf> {
        Ok(cmd::root()?.join(self.file))
    }
}

/// Which compiler measured, and on what: numbers of different ones do not compare.
pub(crate) fn compiler() -> Result<String> {
    let verbose = cmd::stdout(&mut cmd::program("rustc", &["-vV"])?)?;
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(format!("{} on {host}", verbose.lines().next().unwrap_or_default()))
}

fn captioned(caption: &str, table: &str) -> String {
    format!("{caption}\n\n{table}")
}

/// Whether two texts are the same but for numbers that differ by so much at most.
pub(crate) fn is_near(one: &str, other: &str, slack: impl Fn(u64) -> u64) -> bool {
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
                (Some(one), Some(other)) => one.abs_diff(*other) <= slack(*one),
                _ => one == other,
            };
            is_same && behind_one == behind_other
        })
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn a_few_bytes_more_are_the_same_and_all_else_is_not() {
        let is_near = |one: &str, other: &str| is_near(one, other, |_| 8);
        let row = "| flash: + caches | 8120 bytes | 8192 bytes | holds |";
        assert!(is_near(row, row) && is_near(row, &row.replace("8120", "8116")));
        for (from, to) in [("8120", "8129"), ("caches", "cache"), ("holds", "EXCEEDED"), ("| 8120 bytes", "")]
        {
            assert!(!is_near(row, &row.replace(from, to)), "{to}");
        }
    }
}

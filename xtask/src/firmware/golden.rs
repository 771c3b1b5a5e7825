//! The golden log: what every board must say.

use super::board::folder;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// Whether it is to be written, as all golden files here.
pub(super) fn is_written_anew() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

pub(super) fn write(story: &[String]) -> Result<()> {
    fs::write(path()?, text(story)).context("cannot write the golden log")
}

fn path() -> Result<PathBuf> {
    Ok(folder()?.join("log.txt"))
}

fn text(story: &[String]) -> String {
    story.join("\n") + "\n"
}

/// An error unless it says the same.
pub(super) fn compare(story: &[String]) -> Result<()> {
    let (story, golden) = (text(story), fs::read_to_string(path()?).context("cannot read the golden log")?);
    if story == golden {
        return Ok(());
    }
    let (lines, others) = (story.lines(), golden.lines());
    let same = lines.clone().zip(others.clone()).take_while(|(line, other)| line == other).count();
    let at = |text: &str| text.lines().nth(same).unwrap_or("nothing more").to_owned();
    bail!(
        "line {} of its log is not the golden one's\n   it says: {}\n  expected: {}",
        same + 1,
        at(&story),
        at(&golden)
    )
}

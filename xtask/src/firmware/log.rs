//! What a board says: frames of defmt, whose texts are in the program's file.

use super::board::folder;
use anyhow::{Context, Result, bail};
use defmt_decoder::{DecodeError, Table};
use std::fs;
use std::path::PathBuf;

/// The lines of a log.
pub(super) struct Log {
    /// What it did: the same on every board.
    pub(super) story: Vec<String>,
    /// What it read, as numbers: the same on this machine.
    pub(super) readings: Vec<String>,
    /// What that took.
    pub(super) costs: Vec<String>,
}

impl Log {
    pub(super) fn decode(elf: &[u8], frames: &[u8]) -> Result<Self> {
        let table = Table::parse(elf)?.context("the program has no log")?;
        let mut decoder = table.new_stream_decoder();
        decoder.received(frames);
        let mut log = Self { story: Vec::new(), readings: Vec::new(), costs: Vec::new() };
        loop {
            let line = match decoder.decode() {
                Ok(frame) => frame.display_message().to_string(),
                Err(DecodeError::UnexpectedEof) => return Ok(log),
                Err(DecodeError::Malformed) => bail!("its log cannot be decoded"),
            };
            let is_reading = line.starts_with("read: ") || line.starts_with("survived: ");
            if let Some(cost) = line.strip_prefix("cost: ") {
                log.costs.push(cost.to_owned());
            } else {
                if is_reading { &mut log.readings } else { &mut log.story }.push(line);
            }
        }
    }
}

/// Whether the golden log is to be written, as of all golden files here.
pub(super) fn is_written_anew() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

pub(super) fn write_golden(story: &[String]) -> Result<()> {
    fs::write(golden()?, text(story)).context("cannot write the golden log")
}

fn golden() -> Result<PathBuf> {
    Ok(folder()?.join("log.txt"))
}

fn text(story: &[String]) -> String {
    story.join("\n") + "\n"
}

/// An error unless the golden log says the same.
pub(super) fn compare_golden(story: &[String]) -> Result<()> {
    let (story, golden) = (text(story), fs::read_to_string(golden()?).context("cannot read the golden log")?);
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

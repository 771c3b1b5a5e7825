//! What a board says: frames of defmt, whose texts are in the program's file.

use anyhow::{Context, Result, bail};
use defmt_decoder::{DecodeError, Table};

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

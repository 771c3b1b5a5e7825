//! `cargo xtask firmware`: `examples/firmware` on the boards that QEMU emulates.

mod board;
mod copied;
mod golden;
mod host;
mod log;
mod table;

use crate::setup;
use anyhow::{Context, Result, ensure};
use board::{BOARDS, Board};
pub(crate) use board::{folder, target_folder};
pub(crate) use host::file_and_readings;
use log::Log;
use table::Costs;

/// Builds and runs it on every board. What they say must be the golden log, and what they read must be what this machine reads.
pub(crate) fn run(install: bool, write_readme: bool) -> Result<String> {
    setup::firmware(install)?;
    copied::check()?;
    let expected = host::lines()?;
    let mut costs = Vec::new();
    for (at, board) in BOARDS.iter().enumerate() {
        costs.push(on(board, at == 0, &expected).with_context(|| format!("on the {}", board.name))?);
    }
    let table = table::table(&BOARDS, &costs)?;
    print!("{table}");
    let readme = if write_readme { table::write(&table) } else { table::compare(&table) }?;
    Ok(format!(
        "{} boards say what the golden log says, and read {} exchanges as this machine does; {readme}",
        BOARDS.len(),
        expected.len() - 1
    ))
}

/// What one took that did it all well.
fn on(board: &Board, is_first: bool, expected: &[String]) -> Result<Costs> {
    let sizes = board::PARTS.iter().map(|(features, _)| board.size(features)).collect::<Result<_>>()?;
    // The last part is the whole.
    let (features, _) = board::PARTS.last().context("it has no parts")?;
    let Log { story, readings, costs } = board.run(features)?;
    // One writes what the others are held against.
    if is_first && golden::is_written_anew() { golden::write(&story) } else { golden::compare(&story) }?;
    ensure!(readings.len() == expected.len(), "{} of {} readings", readings.len(), expected.len());
    for (reading, expected) in readings.iter().zip(expected) {
        ensure!(reading == expected, "the board says `{reading}`, and this machine `{expected}`");
    }
    Ok(Costs { sizes, lines: costs })
}

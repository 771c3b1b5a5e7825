//! The table of the firmware's README: what each part takes, on each board.

use super::board::{Board, PARTS, Size};
use crate::cmd;
use crate::readme::{Block, compiler};
use anyhow::{Context, Result, ensure};
use std::fmt::Write;

const BLOCK: Block = Block { file: "examples/firmware/README.md", name: "costs", command: "firmware" };

/// What a board took.
pub(super) struct Costs {
    /// Of each of [`PARTS`].
    pub(super) sizes: Vec<Size>,
    /// As it says itself: what, a colon, and how much.
    pub(super) lines: Vec<String>,
}

pub(super) fn table(boards: &[Board], costs: &[Costs]) -> Result<String> {
    let mut table = String::from("| |");
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        cells.for_each(|cell| {
            // Writing to a string cannot fail.
            let _ = write!(table, " {cell} |");
        });
        table.push_str("\n|");
    };
    row(&mut boards.iter().map(|board| format!("{}, {}", board.name, board.core)));
    row(&mut (0..=boards.len()).map(|_| "---".to_owned()));
    let mut before = vec![Size { flash: 0, ram: 0 }; costs.len()];
    for (at, (_, part)) in PARTS.iter().enumerate() {
        let sizes: Vec<Size> = costs.iter().map(|costs| costs.sizes[at]).collect();
        let cells = sizes.iter().zip(&before).map(|(size, before)| {
            let (flash, ram) = (size.flash.saturating_sub(before.flash), size.ram.saturating_sub(before.ram));
            format!("{flash} bytes of flash, {ram} of RAM")
        });
        row(&mut [(*part).to_owned()].into_iter().chain(cells));
        before = sizes;
    }
    let lines = costs.first().context("no boards")?.lines.len();
    ensure!(costs.iter().all(|costs| costs.lines.len() == lines), "the boards differ in how much they did");
    for at in 0..lines {
        let lines = costs.iter().map(|costs| costs.lines[at].split_once(": ").context("no cost"));
        let lines = lines.collect::<Result<Vec<_>>>()?;
        let what = lines[0].0;
        ensure!(lines.iter().all(|(other, _)| *other == what), "the boards differ in what they did");
        row(&mut [format!("`{what}`")].into_iter().chain(lines.iter().map(|(_, cost)| (*cost).to_owned())));
    }
    // The bar that begins a row that is none.
    table.pop();
    Ok(table)
}

pub(super) fn write(table: &str) -> Result<String> {
    BLOCK.write_with(&caption()?, table)
}

/// A hundredth more or less is the same: the order of functions, and what stands between them, depends on where the repository lies.
pub(super) fn compare(table: &str) -> Result<String> {
    BLOCK.compare(&caption()?, table, |number| (number / 100).max(64))
}

fn caption() -> Result<String> {
    let qemu = cmd::stdout(&mut cmd::program("qemu-system-arm", &["--version"])?)?;
    let qemu = qemu.lines().next().unwrap_or_default();
    Ok(format!("Measured by `cargo xtask firmware` with {} and {qemu}.", compiler()?))
}

//! The README's copy of the table.

use super::flash::{OPT_LEVEL, TARGET};
use crate::readme::{Block, compiler};
use anyhow::Result;

const BLOCK: Block = Block { file: "README.md", name: "proofs", command: "proofs" };

/// In which order functions are linked, and so what stands between them, depends on where the repository lies.
const FEW_BYTES: u64 = 8;

pub(super) fn write(table: &str) -> Result<String> {
    BLOCK.write_with(&caption()?, table)
}

pub(super) fn compare(table: &str) -> Result<String> {
    BLOCK.compare(&caption()?, table, |_| FEW_BYTES)
}

fn caption() -> Result<String> {
    Ok(format!(
        "Measured by `cargo xtask proofs` with {}; flash and stack are those of {TARGET} at opt-level {OPT_LEVEL}.",
        compiler()?
    ))
}

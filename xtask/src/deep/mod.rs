//! `cargo xtask deep`: what takes longer than every change must bear. Random worlds, a fuzzer, and an interpreter that knows what is undefined.

mod fuzz;
mod miri;

pub(crate) use fuzz::in_fuzz;

use crate::{cmd, setup};
use anyhow::Result;

/// How many worlds the client is led through, with room in its caches and without.
const WORLDS: &str = "100000";

/// Fuzzes every target for so many seconds.
pub(crate) fn run(install: bool, seconds: u64) -> Result<String> {
    setup::deep(install)?;
    let mut client = cmd::cargo(&["test", "--release", "--package", "dfsc", "--features", "client"])?;
    cmd::run(client.args(["--test", "client_model"]).env("DFSC_SEEDS", WORLDS))?;
    let fuzzed = fuzz::run(seconds)?;
    let interpreted = miri::run()?;
    Ok(format!("the client agrees with its model in {WORLDS} worlds, twice; {fuzzed}; {interpreted}"))
}

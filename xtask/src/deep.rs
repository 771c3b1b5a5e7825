//! `cargo xtask deep`: the tests that are random, for longer than every change must bear.

use crate::cmd;
use anyhow::Result;

/// How many worlds the client is led through, with room in its caches and without.
const WORLDS: &str = "100000";

pub(crate) fn run() -> Result<String> {
    let mut client = cmd::cargo(&["test", "--package", "dfsc", "--test", "client_model"])?;
    cmd::run(client.env("DFSC_SEEDS", WORLDS))?;
    Ok(format!("the client agrees with its model in {WORLDS} worlds, twice"))
}

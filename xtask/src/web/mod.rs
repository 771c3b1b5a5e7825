//! `cargo xtask web`: the npm package, built, measured and held against its budgets.

mod build;
pub(crate) mod matrix;
mod sizes;
mod tables;
mod within;

use crate::{cmd, setup};
use anyhow::{Context, Result, ensure};
use std::fs;

/// Builds the package, and fails if it is too large.
pub(crate) fn run(install: bool, readme: bool) -> Result<String> {
    setup::web(install)?;
    let file = cmd::root()?.join(tables::FILE);
    fs::write(&file, tables::typescript()).with_context(|| format!("cannot write {}", file.display()))?;
    let sizes = built()?;
    if readme {
        sizes::write(&sizes)?;
    }
    let exceeded = sizes::exceeded(&sizes);
    ensure!(exceeded == 0, "wasm/dist is built, and {exceeded} of its sizes exceed their budgets");
    Ok("wasm/dist is built, and within its budgets".into())
}

/// Checks the package: its tables, tests, types and form, and that it runs where this machine has all it takes. What it weighs must be
/// what its README says; whether that is too much is for [`run`] to say.
pub(crate) fn test(install: bool) -> Result<String> {
    setup::web(install)?;
    let file = cmd::root()?.join(tables::FILE);
    let there = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    ensure!(there == tables::typescript(), "{} is stale: `cargo xtask web` writes it", tables::FILE);
    let sizes = built()?;
    sizes::check(&sizes)?;
    build::tests()?;
    let rows = matrix::run_small(install)?;
    Ok(format!(
        "the package passes its tests; {rows}; {} sizes exceed their budgets",
        sizes::exceeded(&sizes)
    ))
}

/// Builds the package, and prints what it weighs.
fn built() -> Result<Vec<sizes::Size>> {
    build::package()?;
    let sizes = sizes::measured()?;
    sizes::print(&sizes);
    Ok(sizes)
}

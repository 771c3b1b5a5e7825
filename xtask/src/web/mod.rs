//! `cargo xtask web` and `cargo xtask inspector`: the npm package and the page, built, measured and held against their budgets.

mod build;
pub(crate) mod matrix;
mod sizes;
mod tables;
mod within;

use crate::{cmd, setup};
use anyhow::{Context, Result, ensure};
pub(crate) use build::package;
use std::fs;

/// Where the page is served, unless another port is told.
pub(crate) const PORT: u16 = 8417;

/// Builds the page with whatever that takes, and serves it until it is stopped.
pub(crate) fn inspector(port: u16) -> Result<String> {
    setup::web(true)?;
    package()?;
    build::serve(port)?;
    Ok("the page is served no more".into())
}

/// Builds the package and the page, and fails if they are too large.
pub(crate) fn run(install: bool, readme: bool) -> Result<String> {
    setup::web(install)?;
    let file = cmd::root()?.join(tables::FILE);
    fs::write(&file, tables::typescript()).with_context(|| format!("cannot write {}", file.display()))?;
    let sizes = built()?;
    if readme {
        sizes::write(&sizes)?;
    }
    let exceeded = sizes::exceeded(&sizes);
    ensure!(
        exceeded == 0,
        "wasm/dist and the page are built, and {exceeded} of their sizes exceed their budgets"
    );
    Ok("wasm/dist and the page are built, and within their budgets".into())
}

/// Checks the package: its tables, tests, types and form, and that it runs where this machine has all it takes; and the page, in a browser.
/// What they weigh must be what the README says; whether that is too much is for [`run`] to say.
pub(crate) fn test(install: bool) -> Result<String> {
    setup::web(install)?;
    setup::page(install)?;
    let file = cmd::root()?.join(tables::FILE);
    let there = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    ensure!(there == tables::typescript(), "{} is stale: `cargo xtask web` writes it", tables::FILE);
    let sizes = built()?;
    sizes::check(&sizes)?;
    build::tests()?;
    let rows = matrix::run_small(install)?;
    Ok(format!(
        "the package and the page pass their tests; {rows}; {} sizes exceed their budgets",
        sizes::exceeded(&sizes)
    ))
}

/// Builds the package and the page, and prints what they weigh.
fn built() -> Result<Vec<sizes::Size>> {
    package()?;
    let sizes = sizes::measured()?;
    sizes::print(&sizes);
    Ok(sizes)
}

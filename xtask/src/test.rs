//! `cargo xtask test`: every check a change must pass, in stages; the first that fails ends it.

use crate::{api, cmd, dumps, peers, proofs, setup, web};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt;
use std::process::Command;
use std::time::Instant;

/// What the checks call the smallest machine.
const SMALLEST: &str = setup::TARGETS[0];

pub(crate) fn run(install: bool) -> Result<String> {
    let tools = move || setup::tools(install);
    let stages: [(&str, &dyn Fn() -> Result<()>); 10] = [
        ("tools", &tools),
        ("format", &format),
        ("clippy", &clippy),
        ("features", &features),
        ("tests", &tests),
        ("docs", &docs),
        ("web", &move || web::test(install).map(|summary| println!("web: {summary}"))),
        ("peers", &move || with_others::<peers::LeftOut>("peers", peers::run(install))),
        ("dumps", &move || with_others::<dumps::LeftOut>("dumps", dumps::run(install))),
        ("proofs", &|| proofs::run(false).map(|summary| println!("proofs: {summary}"))),
    ];
    let start = Instant::now();
    for (number, (name, stage)) in (1..).zip(stages) {
        println!("=== stage {number} of {}: {name}", stages.len());
        let start = Instant::now();
        let done = stage();
        println!("=== stage {number} of {}: {name}: {:.1} s", stages.len(), start.elapsed().as_secs_f32());
        done.with_context(|| format!("stage {number}, {name}"))?;
    }
    Ok(format!("{} stages passed in {} s", stages.len(), start.elapsed().as_secs()))
}

fn format() -> Result<()> {
    cmd::run(&mut cmd::cargo(&["fmt", "--all", "--check"])?)?;
    cmd::run(&mut in_proofs(&["fmt", "--check"])?)?;
    cmd::run(&mut in_smb2_reader(&["fmt", "--check"])?)
}

fn clippy() -> Result<()> {
    for features in ["", "--all-features"] {
        let mut clippy = cmd::cargo(&["clippy", "--quiet", "--workspace", "--all-targets"])?;
        cmd::run(clippy.args(features.split_terminator(' ')).args(["--", "-D", "warnings"]))?;
    }
    for features in ["", "--all-features"] {
        let mut clippy = in_proofs(&["clippy", "--quiet", "--release", "--target", SMALLEST])?;
        cmd::run(clippy.args(features.split_terminator(' ')).args(["--", "-D", "warnings"]))?;
    }
    cmd::run(in_smb2_reader(&["clippy", "--quiet", "--release"])?.args(["--", "-D", "warnings"]))
}

/// Every combination of features must build where there is neither std nor alloc, and all of them with the oldest Rust.
fn features() -> Result<()> {
    let features = all_features()?;
    for set in powerset(&features) {
        let set = set.join(",");
        println!("features: [{set}]");
        let mut build =
            cmd::cargo(&["build", "--quiet", "--package", "dfsc", "--lib", "--target", SMALLEST])?;
        build.args(["--no-default-features", "--features", &set]).env("RUSTFLAGS", "-D warnings");
        cmd::run(&mut build)?;
    }
    println!("features: all, with Rust {}", setup::OLDEST_RUST);
    let check =
        ["run", setup::OLDEST_RUST, "cargo", "check", "--quiet", "--package", "dfsc", "--all-features"];
    cmd::run(cmd::program("rustup", &check)?.env("RUSTFLAGS", "-D warnings"))
}

fn all_features() -> Result<Vec<String>> {
    let metadata = cmd::stdout(&mut cmd::cargo(&["metadata", "--no-deps", "--format-version", "1"])?)?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let dfsc = packages.iter().find(|package| package["name"] == "dfsc").context("no package dfsc")?;
    let features = dfsc["features"].as_object().context("the package dfsc has no list of features")?;
    Ok(features.keys().filter(|name| *name != "default").cloned().collect())
}

fn powerset(features: &[String]) -> Vec<Vec<&str>> {
    features.iter().fold(vec![Vec::new()], |sets, feature| {
        let with = sets.iter().map(|set| set.iter().copied().chain([feature.as_str()]).collect());
        sets.iter().cloned().chain(with).collect()
    })
}

fn tests() -> Result<()> {
    cmd::run(&mut cmd::cargo(&["test", "--workspace", "--all-features"])?)?;
    // What small machines run, too: it differs where wide registers pay.
    let mut narrow = cmd::cargo(&["test", "--package", "dfsc", "--tests"])?;
    let target = cmd::root()?.join("target/narrow");
    cmd::run(narrow.env("RUSTFLAGS", "--cfg dfsc_narrow").env("CARGO_TARGET_DIR", target))
}

fn docs() -> Result<()> {
    let mut doc = cmd::cargo(&["doc", "--quiet", "--no-deps", "--all-features"])?;
    cmd::run(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    println!("api: {}", api::check()?);
    Ok(())
}

/// Where some programs of others can neither be found nor be installed, the rest decides: `L` is the error that says so.
fn with_others<L: fmt::Display + fmt::Debug + Send + Sync + 'static>(
    name: &str,
    done: Result<String>,
) -> Result<()> {
    let summary = match done {
        Ok(summary) => summary,
        Err(error) => error.downcast::<L>()?.to_string(),
    };
    println!("{name}: {summary}");
    Ok(())
}

/// Cargo for the proofs, which are no part of the workspace.
fn in_proofs(arguments: &[&str]) -> Result<Command> {
    let mut cargo = cmd::cargo(arguments)?;
    cargo
        .current_dir(cmd::root()?.join("proofs"))
        .env("CARGO_TARGET_DIR", cmd::root()?.join("target/proofs"));
    Ok(cargo)
}

/// Cargo for a peer's reader, which is none either.
fn in_smb2_reader(arguments: &[&str]) -> Result<Command> {
    let mut cargo = cmd::cargo(arguments)?;
    cargo.current_dir(cmd::root()?.join("peers/smb2-reader"));
    Ok(cargo)
}

#[cfg(test)]
mod tests {
    use super::powerset;

    #[test]
    fn a_powerset_has_every_combination_once() {
        let features = ["a".into(), "b".into()];
        assert_eq!(powerset(&features), [vec![], vec!["a"], vec!["b"], vec!["a", "b"]]);
    }
}

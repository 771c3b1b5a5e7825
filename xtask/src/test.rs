//! `cargo xtask test`: every check a change must pass, in stages; the first that fails ends it.

use crate::deep::in_fuzz;
use crate::{api, cmd, dumps, figures, firmware, lab, peers, proofs, setup, web};
use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use std::fmt;
use std::process::Command;
use std::thread;
use std::time::Instant;

/// What the checks call the smallest machine.
const SMALLEST: &str = setup::TARGETS[0];

pub(crate) fn run(install: bool) -> Result<String> {
    let tools = move || setup::tools(install);
    let stages: [(&str, &dyn Fn() -> Result<()>); 12] = [
        ("tools", &tools),
        ("format", &format),
        ("clippy", &clippy),
        ("features", &features),
        ("tests", &tests),
        ("docs", &docs),
        ("firmware", &move || firmware::run(install, false).map(|summary| println!("firmware: {summary}"))),
        ("web", &move || web::test(install).map(|summary| println!("web: {summary}"))),
        ("peers", &move || with_others::<peers::LeftOut>("peers", peers::run(install, false))),
        ("lab", &move || with_others::<lab::LeftOut>("lab", lab::run(install, false))),
        ("dumps", &move || with_others::<dumps::LeftOut>("dumps", dumps::run(install))),
        ("proofs", &|| proofs::check().map(|summary| println!("proofs: {summary}"))),
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
    for cargo in [in_proofs, in_firmware] {
        cmd::run(&mut cargo(&["fmt", "--check"])?)?;
    }
    for reader in peers::RUST_READERS.into_iter().chain([figures::PROGRAMS]) {
        cmd::run(&mut peers::in_package(reader, &["fmt", "--check"])?)?;
    }
    cmd::run(in_fuzz(&mut cmd::cargo(&["fmt", "--check"])?)?)
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
    for target in setup::TARGETS {
        let mut clippy = in_firmware(&["clippy", "--quiet", "--release", "--target", target])?;
        cmd::run(clippy.args(["--", "-D", "warnings"]))?;
    }
    let mut fuzz = cmd::cargo(&["clippy", "--quiet", "--all-targets"])?;
    cmd::run(in_fuzz(&mut fuzz)?.args(["--", "-D", "warnings"]))?;
    for reader in peers::RUST_READERS.into_iter().chain([figures::PROGRAMS]) {
        let mut clippy = peers::in_package(reader, &["clippy", "--quiet"])?;
        cmd::run(clippy.args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

/// Every combination of features must build where there is neither std nor alloc, and all of them with the oldest Rust.
fn features() -> Result<()> {
    let features = all_features()?;
    let sets = combinations(&features);
    let (some, others) = sets.split_at(sets.len() / 2);
    // One after the other they take minutes, most of them on one processor.
    thread::scope(|scope| {
        let others = scope.spawn(|| check_each(others, "target/features"));
        let some = check_each(some, "target");
        some.and(others.join().map_err(|_| anyhow!("the other thread panicked"))?)
    })?;
    println!("features: all, with Rust {}", setup::OLDEST_RUST);
    let check =
        ["run", setup::OLDEST_RUST, "cargo", "check", "--quiet", "--package", "dfsc", "--all-features"];
    cmd::run(cmd::program("rustup", &check)?.env("RUSTFLAGS", "-D warnings"))
}

fn check_each(sets: &[Vec<&str>], target: &str) -> Result<()> {
    for set in sets {
        let set = set.join(",");
        println!("features: [{set}]");
        let mut check =
            cmd::cargo(&["check", "--quiet", "--package", "dfsc", "--lib", "--target", SMALLEST])?;
        check.args(["--no-default-features", "--features", &set]).env("RUSTFLAGS", "-D warnings");
        cmd::run(check.env("CARGO_TARGET_DIR", cmd::root()?.join(target)))?;
    }
    Ok(())
}

/// Each with those that it brings along.
type Features = Vec<(String, Vec<String>)>;

fn all_features() -> Result<Features> {
    let metadata = cmd::stdout(&mut cmd::cargo(&["metadata", "--no-deps", "--format-version", "1"])?)?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let dfsc = packages.iter().find(|package| package["name"] == "dfsc").context("no package dfsc")?;
    let features = dfsc["features"].as_object().context("the package dfsc has no list of features")?;
    let named = features.iter().filter(|(name, _)| *name != "default");
    let with_others = named.map(|(name, brings)| {
        let brings = brings.as_array().into_iter().flatten().filter_map(Value::as_str);
        (name.clone(), brings.filter(|other| features.contains_key(*other)).map(str::to_owned).collect())
    });
    Ok(with_others.collect())
}

/// Every combination once: one that leaves out what a feature brings along is another with that.
fn combinations(features: &Features) -> Vec<Vec<&str>> {
    let all = features.iter().fold(vec![Vec::new()], |sets, (feature, _)| {
        let with = sets.iter().map(|set| set.iter().copied().chain([feature.as_str()]).collect());
        sets.iter().cloned().chain(with).collect::<Vec<Vec<&str>>>()
    });
    let is_whole = |set: &Vec<&str>| {
        let brought = features.iter().filter(|(feature, _)| set.contains(&feature.as_str()));
        brought.flat_map(|(_, brings)| brings).all(|other| set.contains(&other.as_str()))
    };
    all.into_iter().filter(is_whole).collect()
}

fn tests() -> Result<()> {
    cmd::run(&mut cmd::cargo(&["test", "--workspace", "--all-features"])?)?;
    // The laws, asked of what a fuzzer begins with.
    cmd::run(in_fuzz(&mut cmd::cargo(&["test", "--quiet"])?)?)?;
    // What small machines run, too: it differs where wide registers pay, in the search for NULs.
    let mut narrow = cmd::cargo(&["test", "--package", "dfsc", "--lib"])?;
    let tests = ["corpus", "hostile", "reply", "requests", "scan", "vectors"];
    narrow.args(tests.iter().flat_map(|test| ["--test", test]));
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
    cargo.current_dir(cmd::root()?.join("proofs")).env("CARGO_TARGET_DIR", proofs::folder(SMALLEST)?);
    Ok(cargo)
}

/// Cargo for the firmware, which is none.
fn in_firmware(arguments: &[&str]) -> Result<Command> {
    let mut cargo = cmd::cargo(arguments)?;
    cargo.current_dir(firmware::folder()?).env("CARGO_TARGET_DIR", firmware::target_folder()?);
    Ok(cargo)
}

#[cfg(test)]
mod tests {
    use super::combinations;

    #[test]
    fn every_combination_is_there_once() {
        let features = vec![("a".into(), vec![]), ("b".into(), vec!["a".into()]), ("c".into(), vec![])];
        let all = [vec![], vec!["a"], vec!["a", "b"], vec!["c"], vec!["a", "c"], vec!["a", "b", "c"]];
        assert_eq!(combinations(&features), all);
    }
}

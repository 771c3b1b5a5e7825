//! libFuzzer on every target of `fuzz/`.

use crate::cmd;
use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, DirEntry};
use std::io;
use std::process::Command;

/// Longer inputs say nothing new: the longest legal reply is tested by its cost.
const LONGEST: &str = "8192";

/// Has the compiler count which code runs, and `fuzz/src/work.rs` read that.
const COUNTED: &str = "-Cinstrument-coverage --cfg dfsc_counted";

/// What one target came to.
struct Fuzzed {
    executions: u64,
    /// Edges of code that were reached.
    coverage: u64,
}

pub(super) fn run(seconds: u64) -> Result<String> {
    let (inputs, programs) = ("target/fuzz/inputs", "target/fuzz/nightly");
    let mut seeds =
        cmd::cargo(&["run", "--quiet", "--locked", "--bin", "seeds", "--", "../target/fuzz/seeds"])?;
    cmd::run(in_fuzz(&mut seeds)?)?;
    let names = targets()?;
    // What counts work must find too much of it, or nothing below means anything.
    let mut counting = cmd::cargo(&["test", "--quiet", "--locked", "--lib", "work"])?;
    in_fuzz(&mut counting)?.env("CARGO_TARGET_DIR", cmd::root()?.join("target/fuzz/counted"));
    cmd::run(counting.env("RUSTFLAGS", COUNTED).env("LLVM_PROFILE_FILE", "/dev/null"))?;
    cmd::run(nightly_fuzz(&["build", "--target-dir", programs])?.args(["--features", "libfuzzer"]))?;
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for name in &names {
        let (seeds, own) = (format!("target/fuzz/seeds/{name}"), format!("{inputs}/{name}"));
        fs::create_dir_all(cmd::root()?.join(&own))?;
        println!("fuzzing {name} for {seconds} s");
        let mut run = nightly_fuzz(&["run", "--target-dir", programs])?;
        run.args(["--features", "libfuzzer", name, &own, &seeds, "--", "-dict=fuzz/dictionary.txt"]);
        run.args([format!("-max_total_time={seconds}"), format!("-max_len={LONGEST}")]);
        run.args(["-timeout=10", "-print_final_stats=1"]);
        match fuzzed(&mut run)? {
            Ok(Fuzzed { executions, coverage }) => {
                rows.push(format!("| {name} | {executions} | {coverage} |"));
            }
            Err(report) => {
                eprintln!("{report}");
                found.push(name.as_str());
            }
        }
    }
    println!("| target | executions | edges of code |\n|---|---|---|\n{}", rows.join("\n"));
    if !found.is_empty() {
        bail!("the fuzzer has found something in: {}; each find becomes a named test", found.join(", "));
    }
    Ok(format!("{} targets were fuzzed for {seconds} s each, and nothing was found", names.len()))
}

/// What came of a run, or what the fuzzer says of what it has found.
fn fuzzed(run: &mut Command) -> Result<Result<Fuzzed, String>> {
    let output = cmd::output(run)?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let lines: Vec<&str> = log.lines().collect();
        return Ok(Err(lines[lines.len().saturating_sub(60)..].join("\n")));
    }
    let number = |before: &str| {
        let at = log.rfind(before).with_context(|| format!("the fuzzer does not say `{before}`"))?;
        let digits = log[at + before.len()..].split_whitespace().next().unwrap_or_default();
        digits.parse().with_context(|| format!("{before}{digits}"))
    };
    Ok(Ok(Fuzzed { executions: number("stat::number_of_executed_units:")?, coverage: number("cov:")? }))
}

/// As `fuzz/Cargo.toml` lists them.
fn targets() -> Result<Vec<String>> {
    let list = cmd::stdout(&mut nightly_fuzz(&["list"])?)?;
    // These only prepare something.
    let is_target = |name: &&str| !["seeds", "readings"].contains(name);
    let mut names: Vec<String> = list.lines().filter(is_target).map(str::to_owned).collect();
    names.sort();
    let seeds = fs::read_dir(cmd::root()?.join("target/fuzz/seeds"))?;
    let name = |folder: io::Result<DirEntry>| Ok(folder?.file_name().into_string().unwrap_or_default());
    let mut of_seeds = seeds.map(name).collect::<Result<Vec<String>>>()?;
    of_seeds.sort();
    ensure!(names == of_seeds, "the targets are {names:?}, and there are seeds for {of_seeds:?}");
    Ok(names)
}

/// cargo-fuzz, whose programs count the work that they do: see `fuzz/src/work.rs`.
fn nightly_fuzz(arguments: &[&str]) -> Result<Command> {
    let [command, arguments @ ..] = arguments else { bail!("no command") };
    let mut fuzz =
        cmd::program("rustup", &["run", "nightly", "cargo", "fuzz", command, "--fuzz-dir", "fuzz"])?;
    // What counted is read while it runs, and wanted by nobody later.
    fuzz.args(arguments).env("RUSTFLAGS", COUNTED).env("LLVM_PROFILE_FILE", "/dev/null");
    Ok(fuzz)
}

/// Cargo for what libFuzzer is not needed for.
pub(crate) fn in_fuzz(cargo: &mut Command) -> Result<&mut Command> {
    let root = cmd::root()?;
    Ok(cargo.current_dir(root.join("fuzz")).env("CARGO_TARGET_DIR", root.join("target/fuzz/stable")))
}

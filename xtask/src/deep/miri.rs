//! Miri, an interpreter that knows what is undefined: unit tests, tables, and everything that was captured, on this machine and as on one with its bytes the other way round.

use crate::cmd;
use crate::firmware::file_and_readings;
use anyhow::{Result, anyhow, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// Big-endian, and of 64 bits.
const BIG_ENDIAN: &str = "s390x-unknown-linux-gnu";

/// What takes a minute on a board takes hours here.
const ATTACKED: usize = 60;

pub(super) fn run() -> Result<String> {
    let (file, readings) = file_and_readings(ATTACKED)?;
    let path = cmd::root()?.join("target/miri/exchanges");
    fs::create_dir_all(cmd::root()?.join("target/miri"))?;
    fs::write(&path, file)?;
    // Each takes minutes, and one processor.
    thread::scope(|scope| {
        let big_endian = scope.spawn(|| interpret(&["--target", BIG_ENDIAN], &path, &readings));
        let here = interpret(&[], &path, &readings);
        here.and(big_endian.join().map_err(|_| anyhow!("the other thread panicked"))?)
    })?;
    Ok(format!("Miri finds nothing undefined in {} exchanges, here and on {BIG_ENDIAN}", readings.len() - 1))
}

fn interpret(target: &[&str], file: &Path, readings: &[String]) -> Result<()> {
    let mut tests = miri("test")?;
    cmd::run(tests.args(["--package", "dfsc", "--all-features", "--lib", "--test", "layout"]).args(target))?;
    let mut read = miri("run")?;
    read.args(["--quiet", "--bin", "readings"]).args(target).arg("--").arg(file);
    let read = cmd::stdout(read.current_dir(cmd::root()?.join("fuzz")))?;
    ensure!(
        read.lines().eq(readings),
        "what Miri reads in the corpus is not what this machine reads:\n{read}"
    );
    Ok(())
}

fn miri(command: &str) -> Result<Command> {
    let mut miri = cmd::program("rustup", &["run", "nightly", "cargo", "miri", command])?;
    miri.env("CARGO_TARGET_DIR", cmd::root()?.join("target/miri"));
    // The exchanges come from a file.
    miri.env("MIRIFLAGS", "-Zmiri-disable-isolation");
    Ok(miri)
}

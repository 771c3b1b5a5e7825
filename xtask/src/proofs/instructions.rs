//! How many instructions reading takes: the cases of `benches/instructions.rs` under callgrind.

use super::Row;
use crate::cmd;
use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a case may take.
enum Budget {
    Total(u64),
    PerByte(u64),
    /// Where entries are as dense as can be. The design sets no number here; these keep what was reached.
    PerEntry(u64),
    /// So many hundredths of what another case takes.
    Beside(&'static str, u64),
}

/// Turns off what only some processors have, by the names of old and new C libraries.
pub(crate) const PLAIN: &str = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX2,-AVX,-AVX2_Usable,-AVX_Usable,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM,\
                     -Prefer_ERMS";

/// The length of the messages whose length the bench does not print.
const LONGEST: u64 = 56 * 1024;

fn budget(case: &str) -> Option<(&'static str, Budget)> {
    Some(match case {
        "iterate-252" => ("parse a reply of 252 bytes and iterate", Budget::Total(450)),
        "read-252" => ("the same, with the length of every string", Budget::Total(1000)),
        "shared-strings" => ("validate 56 KiB that share one string", Budget::PerByte(4)),
        "shared-dense" => ("validate 3180 entries of 18 bytes that share one string", Budget::PerEntry(80)),
        "list-entries" => {
            ("validate 3180 name lists of 18 bytes, with as many names as may be", Budget::PerEntry(300))
        }
        "name-lists" => ("refuse 56 KiB of name lists on one run", Budget::PerByte(4)),
        "empty-names" => ("validate 56 KiB of two lists of empty names", Budget::PerByte(4)),
        "v1-entries" => ("validate 56 KiB of entries of version 1", Budget::PerByte(4)),
        // The constants that the documentation of `inspect` states.
        "inspect-shared" => ("list 3180 entries that share one string", Budget::PerByte(256)),
        "inspect-suffixes" => ("list 9540 strings that are each the end of another", Budget::PerByte(256)),
        "inspect-runs" => ("list 9540 strings in 16 runs, in turn", Budget::PerByte(256)),
        "inspect-lists" => ("list 1500 name lists on one run", Budget::PerByte(256)),
        "inspect-v1" => ("list 5733 entries of version 1", Budget::PerByte(256)),
        "inspect-frames" => ("list 1000 SMB1 messages with a part of one transaction", Budget::PerByte(256)),
        "inspect-parts" => ("list 1000 SMB1 messages with parts of two", Budget::PerByte(256)),
        "inspect-alone" => ("list 1000 SMB1 messages with a part of one each", Budget::PerByte(1024)),
        "findings-shared" => ("judge 3180 entries that share one string", Budget::PerByte(512)),
        "findings-suffixes" => ("judge 9540 strings that are each the end of another", Budget::PerByte(512)),
        "findings-runs" => ("judge 9540 strings in 16 runs, in turn", Budget::PerByte(512)),
        "findings-lists" => ("judge 1500 name lists on one run", Budget::PerByte(512)),
        "findings-v1" => ("judge 5733 entries of version 1", Budget::PerByte(512)),
        "findings-faults" => ("judge 5733 entries of which each breaks five rules", Budget::PerByte(640)),
        "findings-walls" => ("judge 220 targets behind walls of separators", Budget::PerByte(512)),
        "findings-alone" => ("judge 1000 SMB1 messages with a part of one each", Budget::PerByte(1024)),
        // The constant that the documentation of `dump` states.
        "dump-xxd" => ("recognise and read 64 KiB of xxd", Budget::PerByte(2048)),
        "dump-words" => ("the same of hexdump, in words without a text column", Budget::PerByte(2048)),
        "dump-hex" => ("the same of a hex stream", Budget::PerByte(2048)),
        "dump-array" => ("the same of an array of C", Budget::PerByte(2048)),
        "dump-log" => ("the same of a log that looks like a dump in every word", Budget::PerByte(2048)),
        "dump-walls" => ("the same of long rows whose text column never fits", Budget::PerByte(2048)),
        "dump-rows" => ("the same of long rows of words without a text column", Budget::PerByte(2048)),
        "dump-blanks" => {
            ("the same of long rows whose text column may begin anywhere", Budget::PerByte(2048))
        }
        "dump-symbols" => ("refuse 64 KiB of addresses with symbols", Budget::PerByte(2048)),
        "dump-dots" => ("refuse 64 KiB of lists of dots", Budget::PerByte(2048)),
        "dump-brackets" => ("refuse 64 KiB of brackets that open lists", Budget::PerByte(2048)),
        "hit-16" => ("find a path of five components in a full cache of 16 slots", Budget::Total(6000)),
        "hit-64" => ("the same, of 64 slots, beside 16", Budget::Beside("hit-16", 150)),
        "hit-256" => ("the same, of 256 slots, beside 16", Budget::Beside("hit-16", 150)),
        // The constant that the documentation of `cache` states, times what a comparison of two units takes.
        "refresh-shared" => ("refresh 220 targets that are each the end of another", Budget::PerByte(2000)),
        "refresh-walls" => ("the same, behind walls of separators", Budget::PerByte(2000)),
        "build-252" => ("answer a request with a reply of 252 bytes", Budget::Total(12_000)),
        "build-16" => ("the same, of 16 targets", Budget::PerByte(40)),
        "walk-cold" => {
            ("follow a path, by a controller, a root and a link, in five actions", Budget::Total(60_000))
        }
        "walk-warm" => ("the same once more, in one action", Budget::Total(13_000)),
        _ => return None,
    })
}

pub(super) fn rows() -> Vec<Row> {
    match cases() {
        Ok((bench, cases)) => cases.iter().map(|case| row(&bench, case)).collect(),
        Err(error) => {
            vec![Row::new("instructions", "?".into(), Err(error))]
        }
    }
}

/// What these cases take, for others.
pub(crate) fn counted(wanted: &[&str]) -> Result<Vec<u64>> {
    let (bench, _) = cases()?;
    wanted.iter().map(|case| Ok(count(&bench, case)?.0)).collect()
}

/// The built bench and its own list of cases.
fn cases() -> Result<(PathBuf, Vec<String>)> {
    if !cfg!(target_arch = "x86_64") {
        bail!("the budgets count instructions of x86-64, and this is {}", std::env::consts::ARCH);
    }
    let bench = build()?;
    let list = cmd::stdout(&mut program(&bench)?)?;
    let cases: Vec<String> = list.split_whitespace().map(str::to_owned).collect();
    if cases.is_empty() { Err(anyhow!("the bench lists no cases")) } else { Ok((bench, cases)) }
}

fn build() -> Result<PathBuf> {
    eprintln!("building the bench");
    let arguments = ["bench", "--quiet", "--package", "dfsc", "--bench", "instructions", "--no-run"];
    let messages = cmd::stdout(cmd::cargo(&arguments)?.arg("--message-format=json"))?;
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let executable = messages
        .filter(|message| message["target"]["name"] == "instructions")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    executable.context("cargo names no executable for the bench `instructions`")
}

fn row(bench: &Path, case: &str) -> Row {
    let Some((name, budget)) = budget(case) else {
        let measured = Err(anyhow!("the case has no budget: give it one in xtask"));
        return Row::new(format!("instructions: {case}"), "?".into(), measured);
    };
    let claim = format!("instructions: {name} (`{case}`)");
    let counted = count(bench, case);
    match budget {
        Budget::Total(budget) => {
            Row::at_most(claim, counted.map(|(instructions, _)| instructions), budget, "instructions")
        }
        Budget::Beside(other, budget) => {
            let both = counted.and_then(|(instructions, _)| Ok((instructions, count(bench, other)?.0)));
            let measured = both.map(|(instructions, other)| {
                let hundredths = (instructions * 100).div_ceil(other);
                (times(hundredths), instructions * 100 <= budget * other)
            });
            Row::new(claim, times(budget), measured)
        }
        Budget::PerByte(budget) => per(claim, counted, budget, "instructions/byte"),
        Budget::PerEntry(budget) => per(claim, counted, budget, "instructions/entry"),
    }
}

fn times(hundredths: u64) -> String {
    format!("{}.{:02} times", hundredths / 100, hundredths % 100)
}

fn per(claim: String, counted: Result<(u64, u64)>, budget: u64, unit: &str) -> Row {
    let measured = counted.map(|(instructions, amount)| {
        // Rounded up, so that what is over the budget also looks it.
        let hundredths = (instructions * 100).div_ceil(amount);
        let shown = format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100);
        (shown, instructions <= budget * amount)
    });
    Row::new(claim, format!("{budget} {unit}"), measured)
}

/// The instructions inside the measured function, and how many bytes or entries they are for.
fn count(bench: &Path, case: &str) -> Result<(u64, u64)> {
    eprintln!("counting the instructions of {case}");
    let out = bench.with_extension("callgrind");
    let mut valgrind = cmd::program("valgrind", &["--tool=callgrind"])?;
    valgrind.arg(format!("--callgrind-out-file={}", out.display()));
    valgrind.arg("--toggle-collect=instructions::measured::*").arg(bench).arg(case);
    // The C library copies bytes by what the processor has; its plainest way is the same everywhere.
    valgrind.env("GLIBC_TUNABLES", PLAIN);
    let output = cmd::output(&mut valgrind).context("valgrind is missing: see `cargo xtask test --setup`")?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{}: valgrind, case {case}:\n{}", output.status, log.trim_end());
    }
    let collected = log.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    match collected.with_context(|| format!("valgrind prints no number:\n{}", log.trim_end()))? {
        0 => bail!("valgrind counted nothing: it did not find `instructions::measured`"),
        instructions => Ok((instructions, amount(&String::from_utf8_lossy(&output.stdout))?)),
    }
}

/// Reads `57344 bytes` or `3180 entries`.
fn amount(stdout: &str) -> Result<u64> {
    match stdout.split_whitespace().next() {
        Some(number) => number.parse().with_context(|| format!("the bench prints {stdout:?}")),
        None => Ok(LONGEST),
    }
}

fn program(path: &Path) -> Result<std::process::Command> {
    cmd::program(path.to_str().context("a path that is not UTF-8")?, &[])
}

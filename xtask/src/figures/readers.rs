//! Who reads, and what that takes. The programs lie in `benches/figures`: each reads files, and says of each how many characters its strings have.
//!
//! Left out is impacket, whose published package reads no referrals.

use super::messages::Message;
use super::{PROGRAMS, folder};
use crate::cmd;
use crate::peers;
use crate::proofs::PLAIN;
use crate::setup;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) struct Reader {
    /// And its language, if it is another.
    pub(super) name: &'static str,
    /// The program that reads every string, or only the message.
    program: fn() -> Result<Command>,
}

pub(super) const READERS: [Reader; 7] = [
    Reader { name: "a sum of all words", program: || rust("floor") },
    Reader { name: "dfsc", program: || rust("dfsc") },
    Reader { name: "smb2", program: || rust("smb2") },
    Reader { name: "smb-msg", program: || rust("smb-msg") },
    Reader { name: SAMBA, program: ndr },
    Reader { name: "smbprotocol (Python)", program: python },
    Reader { name: "dfsc, no string read", program: || rust("dfsc-checked") },
];
/// Which of them we are.
pub(super) const OURS: usize = 1;
const SAMBA: &str = "Samba (C)";

/// What came of a message.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    Read {
        nanoseconds: f64,
        instructions: Option<u64>,
    },
    Refused,
    /// It reads other strings than there are.
    Wrong,
    /// It did not end in [`PATIENCE`] seconds.
    Endless,
}

const PATIENCE: &str = "120";

impl Reader {
    /// All messages, which lie in these files.
    pub(super) fn read(&self, messages: &[Message], files: &[PathBuf]) -> Result<Vec<Reading>> {
        eprintln!("reading with {}", self.name);
        let mut readings = Vec::new();
        for (message, file) in messages.iter().zip(files) {
            readings.push(self.judge(message, file).with_context(|| message.name.clone())?);
        }
        let counted =
            files.iter().zip(&readings).filter(|(_, reading)| matches!(reading, Reading::Read { .. }));
        let mut counts = self.count(counted.map(|(file, _)| &**file))?.into_iter();
        for reading in &mut readings {
            if let Reading::Read { instructions, .. } = reading {
                *instructions = counts.next();
            }
        }
        Ok(readings)
    }

    /// What comes of a message.
    fn judge(&self, message: &Message, file: &Path) -> Result<Reading> {
        let Some((read, nanoseconds)) = self.time(file)? else {
            return Ok(Reading::Endless);
        };
        let is_right = match &*read {
            "refused" => return Ok(Reading::Refused),
            // The library does not tell what it has read; another program with the same code does.
            "read" if self.name == SAMBA => peers::ndrdump_agrees(&message.bytes)?,
            // It reads no strings.
            "read" => true,
            _ => read.parse() == Ok(characters(file)?),
        };
        Ok(if is_right { Reading::Read { nanoseconds, instructions: None } } else { Reading::Wrong })
    }

    /// Takes the time once more, in which it may be quicker.
    pub(super) fn again(&self, file: &Path, reading: &mut Reading) -> Result<()> {
        if let Reading::Read { nanoseconds, .. } = reading {
            let (_, again) = self.time(file)?.context("this time it does not end")?;
            *nanoseconds = nanoseconds.min(again);
        }
        Ok(())
    }

    /// What it says of a message, and nanoseconds: in a process of its own, which may not end.
    fn time(&self, file: &Path) -> Result<Option<(String, f64)>> {
        let program = (self.program)()?;
        let mut bounded = cmd::program("timeout", &["--signal=KILL", PATIENCE])?;
        bounded.arg(program.get_program()).args(program.get_args()).arg("time").arg(file);
        let output = cmd::output(&mut bounded)?;
        // Which is how a process ends that was killed.
        if output.status.code() == Some(128 + 9) || output.status.code().is_none() {
            return Ok(None);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}: {}", output.status, stderr.trim_end());
        let printed = String::from_utf8(output.stdout)?;
        let (read, nanoseconds) = printed.trim().split_once(' ').context("it prints something else")?;
        Ok(Some((read.into(), nanoseconds.parse()?)))
    }

    /// The instructions for each file, all in one process.
    fn count<'f>(&self, files: impl Iterator<Item = &'f Path>) -> Result<Vec<u64>> {
        let files: Vec<&Path> = files.collect();
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let out = empty(folder()?.join("counted"))?.join("callgrind");
        let dump = |number: usize| out.with_extension(number.to_string());
        let program = (self.program)()?;
        // Before and after each file they call it, and nobody does otherwise.
        let mut valgrind = cmd::program("valgrind", &["--tool=callgrind", "--dump-before=getppid"])?;
        valgrind.arg(format!("--callgrind-out-file={}", out.display()));
        valgrind.arg(program.get_program()).args(program.get_args()).args(["count", "1"]).args(&files);
        // Python's tables are in the same order each time.
        valgrind.env("PYTHONHASHSEED", "0").env("GLIBC_TUNABLES", PLAIN);
        cmd::stdout(&mut valgrind)?;
        ensure!(!dump(files.len() * 2 + 1).exists(), "more was written down than there are files");
        let counts = (1..=files.len()).map(|file| {
            let path = dump(file * 2);
            let written = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
            let total = written.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok());
            total.context("callgrind wrote no total")
        });
        counts.collect()
    }
}

/// What those before have left there is gone.
fn empty(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir(&folder)?;
    Ok(folder)
}

/// How many characters the strings have, as we read them.
fn characters(file: &Path) -> Result<u64> {
    let printed = cmd::stdout(rust("dfsc")?.args(["count", "0"]).arg(file))?;
    let number = printed.split(' ').next().unwrap_or_default();
    number.parse().with_context(|| format!("we do not read it: {printed}"))
}

/// Builds the programs.
pub(super) fn build() -> Result<()> {
    let folder = folder()?;
    let mut cargo = cmd::cargo(&["build", "--quiet", "--locked", "--release"])?;
    cmd::run(cargo.current_dir(sources()?).env("CARGO_TARGET_DIR", folder.join("rust")))?;
    let mut gcc = cmd::program("gcc", &["-O2", "-Wall", "-Wextra", "-Werror", "-o"])?;
    cmd::run(gcc.arg(folder.join("ndr")).arg(sources()?.join("ndr.c")))?;
    let typescript =
        ["--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext", "--types", ""];
    let mut tsc = cmd::program("wasm/node_modules/.bin/tsc", &typescript)?;
    cmd::run(tsc.arg("--outDir").arg(folder.join("npm")).arg(sources()?.join("plain.ts")))
}

/// Nanoseconds of the npm package's `decode` and `records`, and of a plain reader in TypeScript.
pub(super) fn npm(file: &Path) -> Result<[f64; 3]> {
    let mut node = cmd::program("node", &["benches/figures/npm.mjs", "wasm/dist/index.js"])?;
    let printed = cmd::stdout(node.arg(folder()?.join("npm/plain.js")).arg(file))?;
    let numbers: Vec<f64> = printed.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().ok().with_context(|| format!("Node prints {printed}"))
}

/// Whose figures they are.
pub(super) fn versions() -> Result<String> {
    let python = cmd::stdout(&mut cmd::program(&setup::python()?, &["--version"])?)?;
    Ok(format!(
        "smb2 {}, smb-msg {}, Samba {}, smbprotocol {} in {}",
        peers::rust_version(PROGRAMS, "smb2")?,
        peers::rust_version(PROGRAMS, "smb-msg")?,
        peers::ndrdump_version()?,
        setup::python_version("smbprotocol")?,
        python.trim()
    ))
}

/// The same of times.
pub(super) fn node_version() -> Result<String> {
    let node = cmd::stdout(&mut cmd::program("node", &["--version"])?)?;
    Ok(format!("Node {}", node.trim().trim_start_matches('v')))
}

fn rust(reader: &str) -> Result<Command> {
    let mut program = cmd::program(&text(folder()?.join("rust/release/figures"))?, &[])?;
    program.arg(reader);
    Ok(program)
}

/// With the library that has Samba's code: it is for Samba's own programs, one of which tells where it is.
fn ndr() -> Result<Command> {
    let libraries = cmd::stdout(&mut cmd::program("ldd", &[&setup::ndrdump()?])?)?;
    let library = libraries.lines().find_map(|line| line.trim().strip_prefix("libndr-samba4.so.0 => "));
    let library =
        library.and_then(|line| line.split(" (").next()).context("ndrdump takes no libndr-samba4")?;
    cmd::program(&text(folder()?.join("ndr"))?, &[library])
}

fn python() -> Result<Command> {
    cmd::program(&setup::python()?, &["benches/figures/smbprotocol_reader.py"])
}

fn sources() -> Result<PathBuf> {
    Ok(cmd::root()?.join(PROGRAMS))
}

fn text(path: PathBuf) -> Result<String> {
    path.into_os_string().into_string().ok().context("a path that is not UTF-8")
}

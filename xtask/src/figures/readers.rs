//! Who reads, and what that takes. The programs lie in `benches/figures`: each reads files, and says of each how many characters its strings have.
//!
//! Left out is impacket, whose published package reads no referrals.

use super::messages::Message;
use super::{PROGRAMS, folder};
use crate::cmd;
use crate::peers::ndrdump_version;
use crate::proofs::PLAIN;
use crate::setup;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub(super) struct Reader {
    /// And its language, if it is another.
    pub(super) name: &'static str,
    /// The program that reads every string, or only the message.
    program: fn(is_read: bool) -> Result<Command>,
}

pub(super) const FLOOR: Reader = Reader { name: "a sum of all words", program: |_| rust("floor") };
pub(super) const DFSC: Reader =
    Reader { name: "dfsc", program: |is_read| rust(if is_read { "dfsc" } else { "dfsc-parse" }) };
pub(super) const SMB2: Reader = Reader { name: "smb2", program: |_| rust("smb2") };
pub(super) const SMB_MSG: Reader = Reader { name: "smb-msg", program: |_| rust("smb-msg") };
const SAMBA: Reader = Reader { name: "Samba (C)", program: |_| ndr() };
const SMBPROTOCOL: Reader = Reader { name: "smbprotocol (Python)", program: |_| python() };

pub(super) const READERS: [Reader; 6] = [FLOOR, DFSC, SMB2, SMB_MSG, SAMBA, SMBPROTOCOL];

/// What came of a message.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    /// How long it takes, and how many instructions, if they were counted.
    Read(Duration, Option<u64>),
    Refused,
    /// Its strings have other lengths than they should.
    Wrong,
    /// It did not end in [`PATIENCE`] seconds.
    Endless,
}

const PATIENCE: &str = "30";

/// What takes longer is not counted, which would take fifty times as long.
const COUNTED: Duration = Duration::from_millis(400);

impl Reader {
    /// All messages, which lie in these files.
    pub(super) fn read(&self, messages: &[Message], files: &[PathBuf]) -> Result<Vec<Reading>> {
        eprintln!("reading with {}", self.name);
        let mut readings = Vec::new();
        for (message, file) in messages.iter().zip(files) {
            readings.push(self.time(message, file).with_context(|| message.name.clone())?);
        }
        for is_read in [true, false] {
            let counted: Vec<usize> = (0..messages.len())
                .filter(|at| messages[*at].is_read == is_read)
                .filter(|at| matches!(readings[*at], Reading::Read(time, _) if time < COUNTED))
                .collect();
            let counts = self.count(is_read, counted.iter().map(|at| &*files[*at]))?;
            for (at, count) in counted.into_iter().zip(counts) {
                if let Reading::Read(_, instructions) = &mut readings[at] {
                    *instructions = Some(count);
                }
            }
        }
        Ok(readings)
    }

    /// In a process of its own, which may not end.
    fn time(&self, message: &Message, file: &Path) -> Result<Reading> {
        let program = (self.program)(message.is_read)?;
        let mut bounded = cmd::program("timeout", &["--signal=KILL", PATIENCE])?;
        bounded.arg(program.get_program()).args(program.get_args()).arg("time").arg(file);
        let output = cmd::output(&mut bounded)?;
        // Which is how a process ends that was killed.
        if output.status.code() == Some(128 + 9) || output.status.code().is_none() {
            return Ok(Reading::Endless);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}: {}", output.status, stderr.trim_end());
        let printed = String::from_utf8(output.stdout)?;
        let (read, nanoseconds) = printed.trim().split_once(' ').context("it prints something else")?;
        let time = Duration::from_nanos(nanoseconds.parse()?);
        Ok(match read {
            "refused" => Reading::Refused,
            // It does not tell.
            "read" => Reading::Read(time, None),
            _ if message.is_read && read.parse() != Ok(characters(file)?) => Reading::Wrong,
            _ => Reading::Read(time, None),
        })
    }

    /// The instructions for each file, all in one process.
    fn count<'f>(&self, is_read: bool, files: impl Iterator<Item = &'f Path>) -> Result<Vec<u64>> {
        let files: Vec<&Path> = files.collect();
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let out = folder()?.join("callgrind");
        let dump = |number: usize| out.with_extension(number.to_string());
        let program = (self.program)(is_read)?;
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
            fs::remove_file(dump(file * 2 - 1)).and_then(|()| fs::remove_file(&path))?;
            let total = written.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok());
            total.context("callgrind wrote no total")
        });
        counts.collect()
    }
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
pub(super) fn npm(file: &Path) -> Result<[u64; 3]> {
    let mut node = cmd::program("node", &["benches/figures/npm.mjs", "wasm/dist/index.js"])?;
    let printed = cmd::stdout(node.arg(folder()?.join("npm/plain.js")).arg(file))?;
    let numbers: Vec<u64> = printed.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().ok().with_context(|| format!("Node prints {printed}"))
}

/// Whose figures they are.
pub(super) fn versions() -> Result<String> {
    let lock = fs::read_to_string(sources()?.join("Cargo.lock"))?;
    let locked = |name: &str| {
        let package = lock.split_once(&format!("name = \"{name}\"\nversion = \""));
        package.and_then(|(_, rest)| rest.split('"').next()).with_context(|| format!("{name} is not locked"))
    };
    let node = cmd::stdout(&mut cmd::program("node", &["--version"])?)?;
    Ok(format!(
        "smb2 {}, smb-msg {}, Samba {}, smbprotocol {}, Node {}",
        locked("smb2")?,
        locked("smb-msg")?,
        ndrdump_version()?,
        setup::python_version("smbprotocol")?,
        node.trim().trim_start_matches('v')
    ))
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

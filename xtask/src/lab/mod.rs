//! `cargo xtask lab`: real servers and clients, on a network that nobody else is on.
//!
//! Clients of others follow the referrals that our server's part writes, to a file that only a real server has; and our client
//! asks real servers, one with links and one that is the controller of a domain, until it reads a file there. All of it runs in
//! Linux namespaces of its own: loopback only, file systems in memory, and a process table that ends with its first process.

mod answering;
mod asking;
mod inside;
mod known;
mod lines;
mod readers;
mod servers;

use crate::cmd;
use crate::peers;
use crate::readme::Block;
use crate::setup::{self, Tool};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Stdio;

const NEEDS: [Tool; 3] = [Tool::Python, Tool::PythonPackages, Tool::SambaDc];

const BLOCK: Block = Block { file: "docs/peers.md", name: "lab", command: "lab" };

const SCRIPT: &str = include_str!("inside.sh");

/// What the programs are told, by the name of its file.
const FILES: [(&str, &str); 4] = [
    ("hosts", include_str!("hosts")),
    ("files.conf", include_str!("files.conf")),
    ("dc.conf", include_str!("dc.conf")),
    ("client.conf", include_str!("client.conf")),
];

/// Whatever happens, it ends after so many seconds.
const MOST_SECONDS: &str = "300";

/// What carries the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    Smb1,
    Smb2,
}

impl Carrier {
    const ALL: [Self; 2] = [Self::Smb2, Self::Smb1];

    fn name(self) -> &'static str {
        match self {
            Self::Smb1 => "SMB1",
            Self::Smb2 => "SMB2",
        }
    }

    /// The same for scripts.
    fn word(self) -> &'static str {
        match self {
            Self::Smb1 => "smb1",
            Self::Smb2 => "smb2",
        }
    }
}

/// The lab cannot be had here. For `cargo xtask test`, which may print this and go on.
#[derive(Debug)]
pub(crate) struct LeftOut(String);

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "left out: {}", self.0)
    }
}

impl std::error::Error for LeftOut {}

/// Sets the lab up, runs it, and fails unless all was as it should be.
pub(crate) fn run(install: bool, readme: bool) -> Result<String> {
    if !setup::is_root()? {
        let reason = "only root can run a domain controller, whose files belong to many accounts";
        return Err(LeftOut(reason.into()).into());
    }
    // Without namespaces it cannot be found out whether the rest is there.
    for needs in [&[Tool::Namespaces][..], &NEEDS] {
        let missing: Vec<String> =
            setup::others(needs, "lab", install)?.into_iter().map(Tool::name).collect();
        if !missing.is_empty() {
            let reason = format!("missing and not to be installed here: {}", missing.join(", "));
            return Err(LeftOut(reason).into());
        }
    }
    let scratch = cmd::root()?.join("target/lab");
    prepare(&scratch)?;
    enter(&scratch)?;

    let result = fs::read(scratch.join("log/result.json")).context("no result")?;
    let result: Value = serde_json::from_slice(&result).context("the result")?;
    let text = |key: &str| result[key].as_str().with_context(|| format!("the result has no {key}"));
    print!("{}", text("table")?);
    let problems: Vec<&str> =
        result["problems"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !problems.is_empty() {
        bail!(
            "{} problems (logs: {}):\n  {}",
            problems.len(),
            scratch.join("log").display(),
            problems.join("\n  ")
        );
    }
    let caption = caption(text("samba")?)?;
    let written = if readme {
        BLOCK.write_with(&caption, text("table")?)?
    } else {
        BLOCK.compare(&caption, text("table")?, |_| 0)?
    };
    Ok(format!("{}; {written}", text("summary")?))
}

pub(crate) fn inside() -> Result<String> {
    inside::run()
}

/// Puts there what the programs are told, and takes away what those before have written.
fn prepare(scratch: &Path) -> Result<()> {
    for folder in ["etc", "log"] {
        let folder = scratch.join(folder);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for (name, text) in FILES {
        fs::write(scratch.join("etc").join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

/// Runs this program inside.
fn enter(scratch: &Path) -> Result<()> {
    let mut unshare = cmd::program("timeout", &["--foreground", "--signal=KILL", MOST_SECONDS, "unshare"])?;
    unshare.args(setup::namespaces(true)).args(["sh", "-c", SCRIPT, "lab"]);
    // A copy: tests may have built another in its place since it started.
    let program = scratch.join("xtask");
    fs::copy("/proc/self/exe", &program).context("cannot copy this program")?;
    unshare.arg(program).args(["lab", "--inside"]);
    // Built here: inside nothing can be fetched.
    unshare.env("SMB2_FOLLOWER", peers::built("smb2", "smb2-follower")?);
    unshare.env("SCRATCH", scratch).env("PATH", setup::path()).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    // When this process ends, whatever ends it, there is nobody any more who holds the other end of this pipe.
    let mut child =
        unshare.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot start unshare")?;
    let pipe = child.stdin.take();
    let status = child.wait().context("cannot wait for unshare")?;
    drop(pipe);
    if !status.success() {
        bail!("{status}; logs: {}", scratch.join("log").display());
    }
    Ok(())
}

/// Which programs these were.
fn caption(samba: &str) -> Result<String> {
    let (smbprotocol, impacket) = (setup::python_version("smbprotocol")?, setup::python_version("impacket")?);
    let smb2 = peers::rust_version("peers/smb2-reader", "smb2")?;
    Ok(format!(
        "Seen by `cargo xtask lab` with Samba {samba}, smbprotocol {smbprotocol}, impacket {impacket} and smb2 {smb2}."
    ))
}

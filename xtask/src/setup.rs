//! What the other commands need on the machine: found, or installed where that is asked for.

use crate::cmd;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// The microcontrollers that the proofs link for.
pub(crate) const TARGETS: [&str; 3] =
    ["thumbv6m-none-eabi", "thumbv7em-none-eabihf", "riscv32imac-unknown-none-elf"];

/// Something that must be there.
enum Tool {
    Target(&'static str),
    Component(&'static str),
    Valgrind,
}

/// Finds every tool. Installs the missing ones if told to; an error that lists them if not.
pub(crate) fn tools(install: bool) -> Result<()> {
    let mut missing = missing()?;
    if install && !missing.is_empty() {
        for tool in &missing {
            for line in tool.installation()? {
                println!("installing: {}", line.join(" "));
                let line: Vec<&str> = line.iter().map(String::as_str).collect();
                let (program, arguments) = line.split_first().context("an empty command")?;
                cmd::run(&mut cmd::program(program, arguments)?)?;
            }
        }
        missing = self::missing()?;
    }
    if missing.is_empty() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for tool in &missing {
        let commands: Vec<String> = tool.installation()?.iter().map(|line| line.join(" ")).collect();
        let known = if commands.is_empty() {
            "by this system's own package manager".into()
        } else {
            commands.join(" && ")
        };
        lines.push(format!("  {}: {known}", tool.name()));
    }
    let advice = if install { "still, after installing" } else { "`cargo xtask test --setup` installs it" };
    bail!("missing ({advice}):\n{}", lines.join("\n"))
}

fn missing() -> Result<Vec<Tool>> {
    let targets = TARGETS.map(Tool::Target);
    let others = [Tool::Component("rustfmt"), Tool::Component("clippy"), Tool::Valgrind];
    let mut missing = Vec::new();
    for tool in targets.into_iter().chain(others) {
        if !tool.is_there()? {
            missing.push(tool);
        }
    }
    Ok(missing)
}

impl Tool {
    fn name(&self) -> String {
        match self {
            Self::Target(name) => format!("Rust target {name}"),
            Self::Component(name) => format!("Rust component {name}"),
            Self::Valgrind => "valgrind".into(),
        }
    }

    fn is_there(&self) -> Result<bool> {
        match self {
            // Asked of rustc, not of rustup, so that toolchains from elsewhere will do.
            Self::Target(name) => {
                let dir = cmd::stdout(&mut cmd::program(
                    "rustc",
                    &["--print", "target-libdir", "--target", name],
                )?)?;
                Ok(Path::new(dir.trim_end()).is_dir())
            }
            Self::Component("rustfmt") => succeeds("cargo", &["fmt", "--version"]),
            Self::Component(name) => succeeds("cargo", &[name, "--version"]),
            Self::Valgrind => succeeds("valgrind", &["--version"]),
        }
    }

    /// The commands that install it; none where they are not known.
    fn installation(&self) -> Result<Vec<Vec<String>>> {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        match self {
            Self::Target(name) => Ok(vec![words(&format!("rustup target add {name}"))]),
            Self::Component(name) => Ok(vec![words(&format!("rustup component add {name}"))]),
            Self::Valgrind if !succeeds("apt-get", &["--version"])? => Ok(Vec::new()),
            Self::Valgrind => {
                let root = cmd::stdout(&mut cmd::program("id", &["-u"])?)?.trim() == "0";
                let sudo = if root { "" } else { "sudo " };
                Ok(vec![
                    words(&format!("{sudo}apt-get update")),
                    words(&format!("{sudo}apt-get install -y --no-install-recommends valgrind")),
                ])
            }
        }
    }
}

/// Whether the program exists and ends well.
fn succeeds(program: &str, arguments: &[&str]) -> Result<bool> {
    Ok(cmd::program(program, arguments)?.output().is_ok_and(|output| output.status.success()))
}

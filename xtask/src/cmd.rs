//! Running other programs, from the root of the repository and without the caller's compiler flags.

use anyhow::{Context, Result, anyhow, bail};
use std::path::PathBuf;
use std::process::{Command, Output};

/// Flags from outside would change what is measured and checked.
const FLAGS: [&str; 6] = [
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_ENCODED_RUSTDOCFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
];

/// The root of the repository.
pub(crate) fn root() -> Result<PathBuf> {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`")?;
    Ok(PathBuf::from(xtask).parent().context("xtask has no parent directory")?.to_owned())
}

/// A program to run in the root.
pub(crate) fn program(name: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()?);
    for flag in FLAGS {
        command.env_remove(flag);
    }
    Ok(command)
}

/// Cargo, by the toolchain that built this.
pub(crate) fn cargo(arguments: &[&str]) -> Result<Command> {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments)
}

/// Runs to the end, output and all passed through; an error unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(anyhow!("{status}: {}", shown(command))) }
}

/// Runs to the end and gives what it wrote, successful or not.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    command.output().with_context(|| format!("cannot start {}", shown(command)))
}

/// Runs to the end and gives its stdout; an error with its stderr unless it succeeds.
pub(crate) fn stdout(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    if !output.status.success() {
        bail!(
            "{}: {}\n{}",
            output.status,
            shown(command),
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} did not write UTF-8", shown(command)))
}

/// The command as one would type it, with the environment it adds.
fn shown(command: &Command) -> String {
    let set = command.get_envs().filter_map(|(name, value)| {
        value.map(|value| format!("{}='{}' ", name.to_string_lossy(), value.to_string_lossy()))
    });
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| format!(" {}", argument.to_string_lossy()));
    set.chain([name]).chain(arguments).collect()
}

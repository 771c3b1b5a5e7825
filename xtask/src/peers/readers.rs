//! The programs in `peers`, which have libraries read messages: see `lines.rs`.

use super::bounded;
use crate::{cmd, setup};
use anyhow::{Context, Result};
use std::process::Command;

/// One in Python, by its name.
pub(super) fn python(name: &str) -> Result<Command> {
    // `-B`: nothing compiled is left beside the sources.
    bounded(&setup::python()?, &["-B", &format!("peers/{name}_reader.py")])
}

/// What its library's version is.
pub(crate) fn python_version(name: &str) -> Result<String> {
    Ok(cmd::stdout(python(name)?.arg("--version"))?.trim().into())
}

/// One in Rust, a package of its own: built, which may take its time.
pub(super) fn rust(name: &str) -> Result<Command> {
    let (package, target) = (format!("peers/{name}-reader"), format!("target/peers/{name}-reader"));
    let mut build = cmd::cargo(&["build", "--quiet", "--locked"])?;
    let target = cmd::root()?.join(target);
    cmd::run(build.current_dir(cmd::root()?.join(package)).env("CARGO_TARGET_DIR", &target))?;
    let program = target.join(format!("debug/{name}-reader"));
    bounded(program.to_str().context("a path that is not UTF-8")?, &[])
}

/// The version of its library that is locked.
pub(super) fn rust_version(name: &str) -> Result<String> {
    let lock = std::fs::read_to_string(cmd::root()?.join(format!("peers/{name}-reader/Cargo.lock")))?;
    let package = lock.split_once(&format!("name = \"{name}\"\nversion = \""));
    let (_, package) = package.with_context(|| format!("{name} is not locked"))?;
    Ok(package.split('"').next().unwrap_or_default().into())
}

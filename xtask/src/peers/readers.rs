//! The programs in `peers`, which have libraries read messages: see `lines.rs`.

use super::bounded;
use crate::{cmd, setup};
use anyhow::{Context, Result, anyhow};
use std::path::PathBuf;
use std::process::Command;

/// One in Python, by its name.
pub(super) fn python(name: &str) -> Result<Command> {
    // `-B`: nothing compiled is left beside the sources.
    bounded(&setup::python()?, &["-B", &format!("peers/{name}_reader.py")])
}

/// One in Rust.
pub(super) fn rust(name: &str) -> Result<Command> {
    bounded(&built(name, &format!("{name}-reader"))?, &[])
}

/// A program of the package that is there for a library: built, which may take its time.
pub(crate) fn built(name: &str, program: &str) -> Result<String> {
    cmd::run(&mut in_package(&format!("peers/{name}-reader"), &["build", "--quiet", "--locked"])?)?;
    let program = target_folder()?.join("debug").join(program).into_os_string().into_string();
    program.map_err(|path| anyhow!("{} is not UTF-8", path.display()))
}

/// Cargo for a package that is none of the workspace, since it has libraries of others.
pub(crate) fn in_package(folder: &str, arguments: &[&str]) -> Result<Command> {
    let mut cargo = cmd::cargo(arguments)?;
    cargo.current_dir(cmd::root()?.join(folder)).env("CARGO_TARGET_DIR", target_folder()?);
    Ok(cargo)
}

/// What these packages have in common is built once.
fn target_folder() -> Result<PathBuf> {
    Ok(cmd::root()?.join("target/peers/rust"))
}

/// The version of a library that a package has locked.
pub(crate) fn rust_version(package: &str, name: &str) -> Result<String> {
    let lock = std::fs::read_to_string(cmd::root()?.join(package).join("Cargo.lock"))?;
    let package = lock.split_once(&format!("name = \"{name}\"\nversion = \""));
    let (_, package) = package.with_context(|| format!("{name} is not locked"))?;
    Ok(package.split('"').next().unwrap_or_default().into())
}

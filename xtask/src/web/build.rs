//! From the crate to the package: WASM, what calls it, and TypeScript.

use crate::{cmd, setup};
use anyhow::{Context, Result};
use std::path::PathBuf;
use wasm_bindgen_cli_support::Bindgen;

/// The modules of the package: a feature of `dfsc-wasm` each.
const MODULES: [&str; 2] = ["message", "dump"];

/// Where the modules are built, and what calls them.
pub(super) fn folder() -> Result<PathBuf> {
    Ok(cmd::root()?.join("target/web"))
}

/// Builds `wasm/dist`, and the page from it.
pub(crate) fn package() -> Result<()> {
    for name in MODULES {
        module(name)?;
    }
    npm(&["run", "--silent", "build"])?;
    npm(&["run", "--silent", "page"])
}

/// Serves the page that was built.
pub(super) fn serve(port: u16) -> Result<()> {
    npm(&["run", "--silent", "serve", "--", &port.to_string()])
}

/// A module, and the JavaScript that calls it.
fn module(name: &str) -> Result<()> {
    let folder = folder()?;
    let built = folder.join(name);
    let mut cargo = cmd::cargo(&["rustc", "--quiet", "--package", "dfsc-wasm", "--lib", "--profile", "web"])?;
    cargo
        .args(["--crate-type", "cdylib", "--target", setup::WASM, "--features", name])
        .env("CARGO_TARGET_DIR", &built);
    cmd::run(&mut cargo)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(built.join(setup::WASM).join("web/dfsc_wasm.wasm"))
        .out_name(name)
        .web(true)?
        .typescript(false)
        // Nothing is ever fetched.
        .omit_default_module_path(true)
        // After a trap.
        .reset_state_function(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.generate(folder.join("glue")).with_context(|| format!("wasm-bindgen, of {name}"))
}

/// The tests of the package, which hold it against the terminal tool, and what checks the form of packages.
pub(super) fn tests() -> Result<()> {
    let target = cmd::root()?.join("target");
    let mut cargo = cmd::cargo(&["build", "--quiet", "--package", "dfsc", "--example", "inspect"])?;
    cmd::run(cargo.env("CARGO_TARGET_DIR", &target))?;
    let tool = target.join("debug/examples/inspect");
    cmd::run(in_package("npm", &["test", "--silent"])?.env("DFSC_INSPECT", tool))?;
    npm(&["run", "--silent", "lint"])
}

fn npm(arguments: &[&str]) -> Result<()> {
    cmd::run(&mut in_package("npm", arguments)?)
}

fn in_package(program: &str, arguments: &[&str]) -> Result<std::process::Command> {
    let mut command = cmd::program(program, arguments)?;
    command.current_dir(cmd::root()?.join("wasm"));
    Ok(command)
}

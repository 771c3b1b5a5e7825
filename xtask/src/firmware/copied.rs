//! Whether what the firmware's README says to copy is a project: the files, in a package of the lines that stand there.

use super::board::folder;
use crate::cmd;
use crate::setup::TARGETS;
use anyhow::{Context, Result};
use std::fs;

const FILES: [&str; 3] = ["table.rs", "answer.rs", "follow.rs"];

/// Builds it in a folder of its own, from this crate instead of a published one.
pub(super) fn check() -> Result<()> {
    let (root, from) = (cmd::root()?, folder()?);
    let readme = fs::read_to_string(from.join("README.md"))?;
    let block = |language: &str| {
        let start = readme.split_once(&format!("```{language}\n")).map(|(_, behind)| behind);
        start
            .and_then(|block| block.split("```").next())
            .with_context(|| format!("the README has no {language}"))
    };
    let to = root.join("target/firmware/copied");
    fs::create_dir_all(to.join("src"))?;
    let head = "[package]\nname = \"firmware\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n";
    let published = format!("dfsc = {{ path = \"{}\",", root.display());
    fs::write(
        to.join("Cargo.toml"),
        head.to_owned() + &block("toml")?.replace("dfsc = { version = \"0.1\",", &published),
    )?;
    fs::write(to.join("src/lib.rs"), format!("#![no_std]\n\n{}", block("rust")?))?;
    for file in FILES {
        fs::copy(from.join("src").join(file), to.join("src").join(file))?;
    }
    // The same versions; what is not needed is dropped.
    fs::copy(from.join("Cargo.lock"), to.join("Cargo.lock"))?;
    let mut check = cmd::cargo(&["check", "--quiet", "--target", TARGETS[0]])?;
    cmd::run(check.current_dir(&to).env("CARGO_TARGET_DIR", super::target_folder()?))
        .context("what the README says to copy does not build")
}

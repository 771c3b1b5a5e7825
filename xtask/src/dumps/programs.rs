//! The programs that print and read dumps.

use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::{Context, Result};

/// All of them, by the names they are started by.
pub(super) const ALL: [&str; 13] = [
    "xxd",
    "hexdump",
    "od",
    "base64",
    "tcpdump",
    "tshark",
    "text2pcap",
    "python3",
    "node",
    "ndrdump",
    "cc",
    "rustc",
    "smbd",
];

/// What has the program.
pub(super) fn tool(program: &str) -> Tool {
    match program {
        "xxd" => Tool::Program("xxd", "xxd"),
        "hexdump" => Tool::Program("hexdump", "bsdextrautils"),
        "od" => Tool::Program("od", "coreutils"),
        "base64" => Tool::Program("base64", "coreutils"),
        "tcpdump" => Tool::Tcpdump,
        "tshark" => Tool::Tshark,
        "text2pcap" => Tool::Program("text2pcap", "tshark"),
        "python3" => Tool::Program("python3", "python3"),
        "node" => Tool::Program("node", "nodejs"),
        "ndrdump" => Tool::Ndrdump,
        "cc" => Tool::Program("cc", "gcc"),
        "rustc" => Tool::Program("rustc", "rustc"),
        _ => Tool::Smbd,
    }
}

/// `2.38.1` of `hexdump from util-linux 2.38.1`.
pub(super) fn version(program: &str) -> Result<String> {
    let path = if program == "ndrdump" { setup::ndrdump()? } else { program.into() };
    let output = cmd::output(cmd::program(&path, &["--version"])?.env("PATH", setup::path()))?;
    // xxd says it where errors go.
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let mut words = said.lines().next().unwrap_or_default().split(' ');
    let is_number = |word: &&str| word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    let number = words.find(is_number).with_context(|| format!("{program} tells no version"))?;
    Ok(number.trim_end_matches(['.', ')']).into())
}

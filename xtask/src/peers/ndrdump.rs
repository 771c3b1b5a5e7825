//! Samba's `ndrdump`, which prints what the code generated from Samba's own description of the messages reads.
//!
//! Samba describes no extended request. Every field is told, and bytes that were left over.

use super::kind::Kind;
use super::messages::Message;
use super::{Peer, Reading, TIMEOUT, bounded, compare, printed};
use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::{Context, Result, bail};

pub(super) const PEER: Peer = Peer {
    name: "ndrdump",
    needs: &[TIMEOUT, Tool::Ndrdump],
    kinds: &[Kind::Request, Kind::Response],
    omits: &[],
    version,
    read: |messages| messages.iter().map(|message| read(message).context(message.name.clone())).collect(),
};

/// What it prints before anything else, where it can read the message.
const READ: &str = "pull returned Success\n";

fn read(message: &Message) -> Result<Reading> {
    let path = setup::scratch()?.join("message.bin");
    std::fs::write(&path, &message.bytes).with_context(|| format!("cannot write {}", path.display()))?;
    let structure = match message.kind {
        Kind::Response => "dfs_referral_resp",
        Kind::Request | Kind::RequestEx => "dfs_GetDFSReferral_in",
    };
    let ndrdump = setup::ndrdump()?;
    let arguments = ["--configfile", "/dev/null", "dfsblobs", structure, "struct"];
    let mut ndrdump = bounded(&ndrdump, &arguments)?;
    let output = cmd::output(ndrdump.arg(&path).env("LC_ALL", "C.UTF-8"))?;
    let stdout = String::from_utf8(output.stdout).context("it does not print UTF-8")?;
    let Some(printed) = stdout.strip_prefix(READ) else {
        let refusal = stdout.lines().next().unwrap_or_default();
        // Without this it has not come as far as the message.
        if !refusal.starts_with("pull returned ") {
            bail!("{}: {refusal}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end());
        }
        return Ok(Reading::Refused(refusal.into()));
    };
    Ok(Reading::Means(printed::means(printed)?))
}

/// Whether it reads a reply as we do.
pub(crate) fn agrees(reply: &[u8]) -> Result<bool> {
    let message = Message::of_nobody(Kind::Response, reply.to_vec());
    let theirs = read(&message)?;
    Ok(compare::differences(&message.ours, &theirs, &|_| false).is_empty())
}

pub(crate) fn version() -> Result<String> {
    let version = cmd::stdout(&mut cmd::program(&setup::ndrdump()?, &["--version"])?)?;
    Ok(version.trim().trim_start_matches("Version ").into())
}

//! One reply of `smbd`, as all programs show it that were there: each text must hold the same reply.

use super::check::read;
use super::samba::{self, Dialect};
use super::work;
use crate::cmd;
use crate::peers::text::hex;
use anyhow::{Context, Result, bail, ensure};
use dfsc::dump::Dump;
use std::fs;

/// Captures it over both dialects; how many texts were read.
pub(super) fn check() -> Result<usize> {
    let mut count = 0;
    let mut replies = Vec::new();
    for dialect in [Dialect::Smb1, Dialect::Smb2] {
        let captured = samba::capture(dialect)?;
        for (name, text) in texts(&captured, dialect)? {
            if let Err(error) = holds(&text, &captured.reply) {
                let path = work::scratch()?.join("failing-reply.txt");
                fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
                bail!("{dialect:?}: {name}: {error:#}");
            }
            count += 1;
        }
        replies.push(captured.reply);
    }
    ensure!(replies[0] == replies[1], "SMB1 and SMB2 carry other replies");
    Ok(count)
}

/// The texts, and what shows them.
fn texts(captured: &samba::Captured, dialect: Dialect) -> Result<Vec<(&'static str, String)>> {
    let tcpdump = |option: &str| samba::tcpdump(&captured.packet, &[option]);
    let mut tshark = cmd::program("tshark", &["-x", "-r"])?;
    let mut texts = vec![
        ("hex stream", hex(&captured.smb)),
        ("tcpdump -X", tcpdump("-X")?),
        ("tcpdump -XX", tcpdump("-XX")?),
        ("tcpdump -x", tcpdump("-x")?),
        ("tcpdump -X of the conversation", samba::tcpdump(&captured.conversation, &["-X"])?),
        ("tshark -x", cmd::stdout(tshark.arg(&captured.packet))?),
        ("ndrdump --dump-data", samba::ndrdump(&captured.reply_file)?),
    ];
    if dialect == Dialect::Smb1 {
        let log = samba::answering(&captured.smbd).context("the log shows no such reply")?;
        texts.push(("smbd's log", log.into()));
    }
    Ok(texts)
}

/// One of the packets in the text must have the reply, and there is nothing to warn of.
fn holds(text: &str, reply: &[u8]) -> Result<()> {
    let dump = Dump::read(text.as_bytes())?;
    if let Some(warning) = dump.note(None) {
        bail!("read as {dump}, with a warning: {warning}");
    }
    let has_reply = |packet: &Vec<u8>| packet.windows(reply.len()).any(|bytes| bytes == reply);
    ensure!(read(&dump).iter().any(has_reply), "read as {dump}, without the reply");
    Ok(())
}

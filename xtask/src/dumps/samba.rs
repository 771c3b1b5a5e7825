//! One real referral reply, as the programs that were there when it was sent show it: Samba's client and
//! server, and tcpdump.
//!
//! A server with one link of two targets runs on loopback, and a client lists the link. Both run in Linux
//! namespaces of their own, with a network nobody else is on and a process table that ends with its first
//! process: nothing can be left over.

use crate::cmd;
use crate::setup::{self, Tool};
use anyhow::{Context, Result, bail, ensure};
use dfsc::carrier::{Content, Frames};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What [`capture`] and [`ndrdump`] take.
pub(crate) const NEEDS: [Tool; 5] =
    [Tool::Smbd, Tool::Smbclient, Tool::Tcpdump, Tool::Ndrdump, Tool::Namespaces];

const SCRIPT: &str = include_str!("samba.sh");
const SMB_CONF: &str = include_str!("smb.conf");

/// The end of the second target: only the reply to what was asked has it.
const TARGET: &str = r"\192.0.2.11\data";

/// What the client speaks at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Smb1,
    Smb2,
}

/// What the programs wrote, and the reply they wrote about.
#[derive(Debug)]
pub(crate) struct Captured {
    /// The server's log at level 10. Over SMB1 it shows, up to 512 bytes, what each message has behind its
    /// words: of this reply the byte of padding and the whole of the referrals. Over SMB2 it shows none.
    pub(crate) smbd: String,
    /// The file with the whole conversation.
    pub(crate) conversation: PathBuf,
    /// The file with the packet that has the reply.
    pub(crate) packet: PathBuf,
    /// The SMB message that carries the reply, and the four bytes before it.
    pub(crate) smb: Vec<u8>,
    /// The referral reply.
    pub(crate) reply: Vec<u8>,
    /// The file with the referral reply.
    pub(crate) reply_file: PathBuf,
}

/// Has the client ask the server, which takes less than a second.
pub(crate) fn capture(dialect: Dialect) -> Result<Captured> {
    let scratch = cmd::root()?.join("target/dumps").join(dialect.name());
    if scratch.exists() {
        fs::remove_dir_all(&scratch).with_context(|| format!("cannot empty {}", scratch.display()))?;
    }
    fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
    write(&scratch.join("smb.conf"), SMB_CONF.as_bytes())?;
    converse(&scratch, dialect)?;

    let conversation = scratch.join("conversation.pcap");
    let pcap = read(&conversation)?;
    let (record, reply) = find_reply(&pcap)
        .with_context(|| format!("see smbclient.txt and log/log.smbd in {}", scratch.display()))?;
    let smb = tcp_data(&record[RECORD_HEADER..]).context("not TCP")?.to_vec();
    let stated = smb.first_chunk().map(|length| u32::from_be_bytes(*length));
    ensure!(stated.map(|length| length as usize + 4) == Some(smb.len()), "the reply is in several segments");
    let packet = scratch.join("packet.pcap");
    write(&packet, &[&pcap[..PCAP_HEADER], record].concat())?;
    let reply_file = scratch.join("reply.bin");
    write(&reply_file, &reply)?;
    Ok(Captured { smbd: text(&scratch.join("log/log.smbd"))?, conversation, packet, smb, reply, reply_file })
}

/// What `tcpdump -r` prints of a capture, with options such as `-X`.
pub(crate) fn tcpdump(pcap: &Path, options: &[&str]) -> Result<String> {
    let input = File::open(pcap).with_context(|| format!("cannot read {}", pcap.display()))?;
    // Given a name, root's tcpdump would open it as a user who may not.
    let mut tcpdump = cmd::program("tcpdump", &["-n", "-r", "-"])?;
    cmd::stdout(tcpdump.args(options).stdin(input).env("TZ", "UTC").env("PATH", setup::path()))
}

/// What `ndrdump --dump-data` prints of a referral reply: its bytes as Samba's logs have them, and what
/// they mean.
pub(crate) fn ndrdump(reply_file: &Path) -> Result<String> {
    let arguments = ["--configfile", "/dev/null", "--dump-data", "dfsblobs", "dfs_referral_resp", "struct"];
    cmd::stdout(cmd::program(&setup::ndrdump()?, &arguments)?.arg(reply_file).env("LC_ALL", "C.UTF-8"))
}

/// Runs the script in namespaces. It takes care of time itself, and so does the one around it.
fn converse(scratch: &Path, dialect: Dialect) -> Result<()> {
    let user = cmd::stdout(&mut cmd::program("id", &["-un"])?)?;
    let is_root = setup::is_root()?;
    let mut unshare = cmd::program("timeout", &["--signal=KILL", "60", "unshare"])?;
    unshare.args(setup::namespaces(is_root)).args(["sh", "-c", SCRIPT]);
    unshare.env("PATH", setup::path()).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    unshare.env("SCRATCH", scratch).env("SMBD", setup::smbd()?).env("DIALECT", dialect.name());
    unshare.env("ACCOUNT", if is_root { "nobody" } else { user.trim() });
    let output = cmd::output(&mut unshare)?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("{}: {}; see {}", output.status, reason.trim_end(), scratch.display());
    }
    Ok(())
}

impl Dialect {
    /// By which Samba knows it.
    fn name(self) -> &'static str {
        match self {
            Self::Smb1 => "NT1",
            Self::Smb2 => "SMB3",
        }
    }
}

/// The header of a capture, and that of a record in it.
const PCAP_HEADER: usize = 24;
pub(super) const RECORD_HEADER: usize = 16;

/// The record with the packet that has the reply, and the reply.
fn find_reply(pcap: &[u8]) -> Result<(&[u8], Vec<u8>)> {
    let target: Vec<u8> = TARGET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let has_target = |reply: &[u8]| reply.windows(target.len()).any(|window| window == target);
    let mut found = records(pcap)?.into_iter().filter_map(|record| {
        let reply = Frames::new(&record[RECORD_HEADER..]).find_map(|frame| match frame.content() {
            Content::Response(reply) if has_target(reply) => Some(reply.to_vec()),
            _ => None,
        })?;
        Some((record, reply))
    });
    let first = found.next().context("no referral reply was captured")?;
    ensure!(found.next().is_none(), "more than one referral reply was captured");
    Ok(first)
}

/// The records of a capture, each with its header.
pub(super) fn records(pcap: &[u8]) -> Result<Vec<&[u8]>> {
    const LITTLE_ENDIAN: u32 = 0xA1B2_C3D4;
    const ETHERNET: u32 = 1;
    ensure!(word(pcap, 0) == Some(LITTLE_ENDIAN) && word(pcap, 20) == Some(ETHERNET), "not such a capture");
    let (mut records, mut rest) = (Vec::new(), &pcap[PCAP_HEADER..]);
    while !rest.is_empty() {
        let length = word(rest, 8).context("a record's header is cut")? as usize;
        let record;
        (record, rest) = rest.split_at_checked(RECORD_HEADER + length).context("a record is cut")?;
        records.push(record);
    }
    Ok(records)
}

/// What a packet of Ethernet, IPv4 and TCP carries.
fn tcp_data(packet: &[u8]) -> Option<&[u8]> {
    let ip = packet.get(14..)?;
    let tcp = ip.get(usize::from(ip.first()? & 0xF) * 4..)?;
    tcp.get(usize::from(tcp.get(12)? >> 4) * 4..)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Logs have bytes of the network in them.
fn text(path: &Path) -> Result<String> {
    Ok(String::from_utf8_lossy(&read(path)?).into_owned())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// The part of the server's log from the request for the referral to behind the reply.
pub(super) fn answering(log: &str) -> Option<&str> {
    const MESSAGE: &str = "(show_msg)\n";
    let line_start = |at: usize| log[..at].rfind('\n').map_or(0, |end| end + 1);
    let answer = log.find(r"alternate path(s): \192.0.2.10\data \192.0.2.11\data")?;
    let request = log[..answer].rfind(MESSAGE)?;
    let reply = answer + log[answer..].find(MESSAGE)? + MESSAGE.len();
    let next = reply + log[reply..].find(MESSAGE)?;
    Some(&log[line_start(request)..line_start(next)])
}

#[cfg(test)]
mod tests {
    use super::{Dialect, answering, capture, ndrdump, tcpdump, text, write};
    use crate::cmd;
    use crate::peers::text::hex;
    use anyhow::{Context, Result, ensure};
    use std::fs;

    /// Writes the samples in `tests/dumps/same-reply` anew.
    fn write_samples() -> Result<()> {
        let (smb1, smb2) = (capture(Dialect::Smb1)?, capture(Dialect::Smb2)?);
        ensure!(smb1.reply == smb2.reply, "the replies differ");
        for (captured, name) in [(&smb1, "smb1"), (&smb2, "smb2")] {
            let directory = cmd::root()?.join("tests/dumps/same-reply").join(name);
            fs::create_dir_all(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
            let sample = |name: &str, text: &str| write(&directory.join(name), text.as_bytes());
            // Of the reply it shows no byte, whatever the dialect and the level.
            sample("smbclient-d10.txt", &text(&captured.packet.with_file_name("smbclient.txt"))?)?;
            sample("tcpdump-X.txt", &tcpdump(&captured.packet, &["-X"])?)?;
            sample("tcpdump-plain.txt", &tcpdump(&captured.packet, &["-x"])?)?;
            sample("tcpdump-XX.txt", &tcpdump(&captured.packet, &["-XX"])?)?;
            sample("tcpdump-X-conversation.txt", &tcpdump(&captured.conversation, &["-X"])?)?;
            sample("ndrdump.txt", &ndrdump(&captured.reply_file)?)?;
            sample("stream.hex", &(hex(&captured.smb) + "\n"))?;
            if name == "smb1" {
                sample("smbd-d10.txt", answering(&captured.smbd).context("the log shows no such reply")?)?;
            }
        }
        Ok(())
    }

    #[test]
    #[ignore = "runs Samba and tcpdump, and writes the samples anew"]
    fn samples() {
        write_samples().unwrap();
    }
}

//! Clients of others, which follow referrals by themselves.

use super::answering::{self, Place, Told};
use super::lines::Lines;
use super::servers::{ACCOUNT, PASSWORD, log};
use super::{Carrier, known};
use crate::peers::text::bytes;
use crate::{cmd, setup};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;
use std::env;
use std::fmt::Write;
use std::fs;
use std::mem;
use std::process::Command;

/// A client of others, over a carrier.
pub(super) struct Reader {
    pub(super) name: &'static str,
    pub(super) carrier: Carrier,
    /// The highest version that it asks for.
    most: u16,
    read: fn(&Reader, &[String]) -> Result<Vec<Read>>,
}

/// What came of a path.
enum Read {
    Content(Vec<u8>),
    Refused(String),
}

const READERS: [Reader; 4] = [
    Reader { name: "smbclient", carrier: Carrier::Smb2, most: 3, read: by_smbclient },
    Reader { name: "smbclient", carrier: Carrier::Smb1, most: 3, read: by_smbclient },
    Reader { name: "smbprotocol", carrier: Carrier::Smb2, most: 4, read: by_smbprotocol },
    Reader { name: "smb2", carrier: Carrier::Smb2, most: 4, read: by_smb2 },
];

/// What all clients made of all versions.
pub(super) struct Seen {
    pub(super) table: String,
    pub(super) problems: Vec<String>,
    /// How many files were read, and how many could not be, for a reason that is known.
    pub(super) read: usize,
    pub(super) known: usize,
}

/// Has every client read every file, in every version.
pub(super) fn run(told: &Told) -> Result<Seen> {
    let through: Vec<&str> = answering::PLACES.iter().map(|place| place.through).collect();
    let mut table =
        format!("| client | over | version | told | {} |\n|---|---|---|---|", through.join(" | "));
    table += &"---|".repeat(through.len());
    table.push('\n');
    let mut seen = Seen { table, problems: Vec::new(), read: 0, known: 0 };
    let mut shown = known::Shown::default();
    for reader in &READERS {
        let host = answering::host(reader.carrier);
        for (version, share) in answering::versions() {
            let paths: Vec<String> =
                answering::PLACES.iter().map(|place| format!(r"\\{host}\{share}\{}", place.name)).collect();
            // Each begins anew: what one was told in one version, it would not ask for again.
            let reads = (reader.read)(reader, &paths)
                .with_context(|| format!("{} over {}", reader.name, reader.carrier.name()))?;
            ensure!(reads.len() == paths.len(), "{} answers", reads.len());
            let told = mem::take(&mut *told.lock().map_err(|_| anyhow!("a thread panicked"))?);
            let told: Vec<u16> = told.into_iter().collect();
            if told != [version.min(reader.most)] {
                let (name, carrier) = (reader.name, reader.carrier.name());
                seen.problems.push(format!("{name} over {carrier}, version {version}: was told {told:?}"));
            }
            let told: Vec<String> = told.iter().map(u16::to_string).collect();
            let cells: Vec<String> = answering::PLACES
                .iter()
                .zip(&reads)
                .map(|(place, read)| seen.cell(reader, version, place, read, &mut shown))
                .collect();
            // Writing to a string cannot fail.
            let _ = writeln!(
                seen.table,
                "| {} | {} | {version} | {} | {} |",
                reader.name,
                reader.carrier.name(),
                told.join(", "),
                cells.join(" | ")
            );
        }
    }
    seen.table += "\n";
    seen.table += &known::list();
    seen.table.push('\n');
    seen.problems.extend(shown.stale());
    Ok(seen)
}

impl Seen {
    fn cell(
        &mut self,
        reader: &Reader,
        version: u16,
        place: &Place,
        read: &Read,
        shown: &mut known::Shown,
    ) -> String {
        let problem = match read {
            Read::Content(content) if content == place.content.as_bytes() => {
                self.read += 1;
                return "read".into();
            }
            Read::Content(content) => format!("read {:?}", String::from_utf8_lossy(content)),
            Read::Refused(reason) => {
                if let Some(number) = shown.explain(reader.name, version, place, reason) {
                    self.known += 1;
                    return format!("no ({number})");
                }
                // On a line, and without where it crashed.
                let words: Vec<&str> = reason.split_whitespace().take(30).collect();
                format!("did not read: {}", words.join(" "))
            }
        };
        let (name, carrier) = (reader.name, reader.carrier.name());
        self.problems
            .push(format!("{name} over {carrier}, version {version}, through {}: {problem}", place.through));
        "**unexpected**".into()
    }
}

/// A link to itself would have it go round for ever.
fn within_time(program: &str) -> Result<Command> {
    cmd::program("timeout", &["--signal=KILL", "60", program])
}

fn by_smbclient(reader: &Reader, paths: &[String]) -> Result<Vec<Read>> {
    let most = match reader.carrier {
        Carrier::Smb1 => "NT1",
        Carrier::Smb2 => "SMB3",
    };
    let target = "/run/client/read";
    fs::create_dir_all("/run/client").context("cannot make /run/client")?;
    paths
        .iter()
        .map(|path| {
            let (share, name) =
                path.match_indices('\\').nth(3).map(|(at, _)| path.split_at(at)).context("no file")?;
            let mut client = within_time("smbclient")?;
            client.args([
                share,
                "--configfile=/srv/etc/client.conf",
                "--user",
                &format!("{ACCOUNT}%{PASSWORD}"),
            ]);
            client.args([&format!("--max-protocol={most}"), "-c", &format!("get {} {target}", &name[1..])]);
            let output = cmd::output(&mut client)?;
            if let Ok(content) = fs::read(target) {
                fs::remove_file(target).context("cannot remove what was read")?;
                return Ok(Read::Content(content));
            }
            let says = String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr);
            Ok(Read::Refused(says.trim().into()))
        })
        .collect()
}

fn by_smbprotocol(_: &Reader, paths: &[String]) -> Result<Vec<Read>> {
    let mut client = within_time(&setup::python()?)?;
    client.args(["peers/lab/read_smbprotocol.py", ACCOUNT, PASSWORD]);
    by_lines(client.stderr(log("smbprotocol")?), paths)
}

fn by_smb2(_: &Reader, paths: &[String]) -> Result<Vec<Read>> {
    let mut client = within_time(&env::var("SMB2_FOLLOWER").context("the program was not built")?)?;
    by_lines(client.args([ACCOUNT, PASSWORD]).stderr(log("smb2")?), paths)
}

fn by_lines(client: &mut Command, paths: &[String]) -> Result<Vec<Read>> {
    let mut client = Lines::start(client)?;
    paths
        .iter()
        .map(|path| {
            let answer = client.ask(path)?;
            match (&answer["content"], &answer["refused"]) {
                (Value::String(content), _) => Ok(Read::Content(bytes(content)?)),
                (_, Value::String(reason)) => Ok(Read::Refused(reason.clone())),
                _ => bail!("neither read nor refused: {answer}"),
            }
        })
        .collect()
}

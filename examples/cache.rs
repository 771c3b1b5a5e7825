//! Keeps captured replies as firmware would, in a `static`, looks paths up, and lists what is there: `cargo run --example cache`.
//!
//! Every line of the captures is an exchange of its own, a second after the one before. Other captures in the same form: `cargo run --example cache -- FILE`.

use dfsc::cache::{Cached, DomainCache, Listed, Lookup, PathReferral, ReferralCache, RootOrLink};
use dfsc::{NtStatus, Request, RequestEx, RequestKind, Response, Utf16Le};
use serde_json::Value;
use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::sync::Mutex;

/// What a client keeps, in less than 6 KiB.
struct Caches {
    referrals: ReferralCache<4096, 16>,
    domains: DomainCache<1024, 8>,
}

static CACHES: Mutex<Caches> =
    Mutex::new(Caches { referrals: ReferralCache::new(), domains: DomainCache::new() });

const CAPTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/captures.jsonl");

/// Paths of the captured namespaces, and some that are none.
const PATHS: [&str; 8] = [
    r"\\127.0.0.1\dfs\link1\folder\Report.txt",
    r"\\127.0.0.1\DFS\MULTI\a",
    "//127.0.0.1/dfs/no/link/here",
    r"\\dfslab.example\SysVol\dfslab.example\Policies",
    r"\\DFSLAB\netlogon",
    r"\\127.0.0.1\dfs2",
    r"\\127.0.0.1\plain\x",
    r"\\elsewhere\share\x",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let file = env::args().nth(1).unwrap_or_else(|| CAPTURES.to_owned());
    let captures = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let mut kept = CACHES.lock().map_err(|_| "the caches were left half-way")?;
    // The caller's own choices: a random number, and a minute for what is in no namespace.
    kept.referrals.set_seed(0x5eed);
    kept.referrals.set_negative_seconds(60);

    let mut now = 0;
    for line in captures.lines() {
        now += 1;
        let capture: Value = serde_json::from_str(line)?;
        if let Err(error) = kept.take(&capture, now) {
            writeln!(out, "{}: {error}", capture["name"].as_str().unwrap_or("?"))?;
        }
    }

    writeln!(out, "\nWhere paths lead, at {now} s:")?;
    for path in PATHS {
        let place = match kept.referrals.lookup(path, now) {
            Lookup::Fresh(cached) => led(&cached, path),
            Lookup::Stale(cached) => led(&cached, path) + " (to be asked for again)",
            Lookup::Negative(status) => format!("in no namespace: {status}"),
            Lookup::Miss => "not known".to_owned(),
        };
        writeln!(out, "  {path}\n    {place}")?;
    }
    kept.list(now, &mut out)?;
    Ok(())
}

/// The path on the target that answered last.
fn led(cached: &Cached<'_>, path: &str) -> String {
    let referral = cached.referral();
    let rewritten = referral.rewrite(path, referral.target_hint());
    rewritten.map_or_else(String::new, |rewritten| rewritten.to_string())
}

impl Caches {
    /// Takes over what an exchange says.
    fn take(&mut self, capture: &Value, now: u32) -> Result<(), Box<dyn Error>> {
        let bytes = |key: &str| capture[key].as_str().and_then(from_hex);
        let request = bytes("request").ok_or("no request")?;
        let name = if capture["function"] == "FSCTL_DFS_GET_REFERRALS_EX" {
            RequestEx::parse(&request)?.request_file_name()
        } else {
            Request::parse(&request)?.request_file_name()
        };
        let status =
            capture["status"].as_str().and_then(|status| status.strip_prefix("0x")).ok_or("no status")?;
        let status = NtStatus(u32::from_str_radix(status, 16)?);
        let kind = Request::new(4, name).kind();
        if status != NtStatus::SUCCESS {
            if kind == RequestKind::Root {
                self.referrals.insert_negative(name, status, now);
            }
            return Ok(());
        }
        let Some(reply) = bytes("response") else { return Ok(()) };
        let response = Response::parse(&reply)?;
        match kind {
            RequestKind::Domain => {
                self.domains.merge(&response)?;
            }
            RequestKind::Dc => {
                self.domains.set_controllers(name, &response)?;
            }
            _ => {
                let referral = PathReferral::new(name, &response, self.domains.domains())?;
                self.referrals.insert(&referral, now)?;
            }
        }
        Ok(())
    }

    /// What is there, as `dfsutil /pktinfo` and `/spcinfo` list it.
    fn list(&self, now: u32, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "\n{} entries, {} of 4096 bytes",
            self.referrals.entries().count(),
            self.referrals.bytes_used()
        )?;
        for listed in self.referrals.entries() {
            match listed {
                Listed::Referral(cached) => entry(&cached, now, out)?,
                Listed::Negative { dfs_path_prefix, status, until } => {
                    writeln!(
                        out,
                        "\nEntry: {dfs_path_prefix}\nExpires in {} seconds",
                        until.saturating_sub(now)
                    )?;
                    writeln!(out, "In no namespace: {status}")?;
                }
            }
        }
        writeln!(out, "\nDomains")?;
        for domain in self.domains.domains().iter() {
            let controllers: Vec<_> = domain.controllers().map(|name| name.to_string()).collect();
            writeln!(out, "  {}: {}", domain.name(), controllers.join(" "))?;
        }
        Ok(())
    }
}

fn entry(cached: &Cached<'_>, now: u32, out: &mut impl Write) -> io::Result<()> {
    let referral = cached.referral();
    writeln!(out, "\nEntry: {}", referral.dfs_path_prefix())?;
    let left = |until: u32| until.saturating_sub(now);
    writeln!(
        out,
        "Expires in {} seconds, gone in {}",
        left(cached.soft_timeout()),
        left(cached.hard_timeout())
    )?;
    let kind = match referral.root_or_link() {
        RootOrLink::Root => "root",
        RootOrLink::Link => "link",
    };
    let interlink = if referral.is_interlink() { ", into another namespace" } else { "" };
    writeln!(out, "Type: {kind}{interlink}")?;
    let mut set = None;
    for target in referral.target_list() {
        let begins = set.replace(target.target_set()) != Some(target.target_set());
        let marks = [("ACTIVE", target.index() == referral.target_hint().index()), ("TARGETSET", begins)];
        let marks: Vec<_> = marks.iter().filter(|(_, is_set)| *is_set).map(|(mark, _)| *mark).collect();
        let marks = if marks.is_empty() { String::new() } else { format!(" ( {} )", marks.join(" ")) };
        writeln!(out, "  {}:[{}]{marks}", target.index(), shown(target.path()))?;
    }
    Ok(())
}

/// Text of a message, with what does not print escaped.
fn shown(text: Utf16Le<'_>) -> String {
    text.chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect()
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

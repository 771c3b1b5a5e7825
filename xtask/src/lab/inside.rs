//! What runs in the namespaces, as their first process.

use super::answering::Told;
use super::{Carrier, asking, readers, servers};
use crate::cmd;
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::json;
use std::env;
use std::fs;
use std::io::{self, Read};
use std::process;
use std::thread;

/// Runs everything, and leaves what came of it in a file.
pub(super) fn run() -> Result<String> {
    // Anywhere else it would write to the machine's own folders.
    ensure!(process::id() == 1 && env::var_os("SCRATCH").is_some(), "only `cargo xtask lab` runs this");
    // Nobody writes to this pipe: when it ends, so has whoever wants to know.
    thread::spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        process::exit(1);
    });
    // What takes longest.
    let domain = thread::spawn(servers::provision);
    servers::files()?;
    let told = Told::default();
    for carrier in Carrier::ALL {
        servers::ours(carrier, &told)?;
    }
    eprintln!("lab: clients of others follow our referrals");
    let followed = readers::run(&told)?;
    eprintln!("lab: our client asks a server of files");
    let files = asking::run(&asking::FILES)?;
    domain.join().map_err(|_| anyhow!("the provision of the domain panicked"))??;
    servers::controller()?;
    eprintln!("lab: our client asks the controller of a domain");
    let domain = asking::run(&asking::DOMAIN)?;

    let problems = [followed.problems, files.problems, domain.problems].concat();
    let result = json!({
        "samba": cmd::stdout(&mut cmd::program("smbd", &["--version"])?)?.trim().trim_start_matches("Version "),
        "table": format!("{}\n```text\n{}\n{}```\n", followed.table, files.log, domain.log),
        "summary": format!(
            "{} files read by clients of others through our referrals, {} not for known reasons of theirs; {} walks of our client through real servers end where they should",
            followed.read,
            followed.known,
            files.walks + domain.walks,
        ),
        "problems": problems,
    });
    fs::write("/srv/log/result.json", result.to_string()).context("cannot write the result")?;
    Ok("all has run".into())
}

//! Answers a DFS referral request from a namespace of one link: `cargo run --example reply | cargo run --example inspect -- -`.

use dfsc::dump::{Dump, Shape};
use dfsc::{DfsPath, ReferralHeaderFlags, ReplyEntry, Request, RequestKind};
use std::env;
use std::error::Error;
use std::io::{self, Write as _};

/// What smbclient asked a Samba server, as captured: `tests/corpus`, 1062.
const CAPTURED: &str = "03005c003100320037002e0030002e0030002e0031005c006400660073005c006c0069006e006b0031\
                        005c00680065006c006c006f002e007400780074000000";

/// The link, and the shares that hold its files.
const LINK: &str = r"\127.0.0.1\dfs\link1";
const TARGETS: [&str; 2] = [r"\fs1.contoso.example\data", r"\fs2.contoso.example\data"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let digits = env::args().nth(1).unwrap_or_else(|| CAPTURED.to_owned());
    let dump = Dump::read(digits.as_bytes())?;
    let mut message = vec![0; dump.len()];
    let request = Request::parse(dump.copy_to(&mut message).unwrap_or_default())?;
    writeln!(
        out,
        "# {:?} asks, up to version {}",
        request.request_file_name(),
        request.max_referral_level()
    )?;

    if !matches!(request.kind(), RequestKind::Link { .. })
        || !DfsPath::new(request.request_file_name()).starts_with(DfsPath::new(LINK))
    {
        return Err(format!("there is only {LINK} here: a server answers NOT_FOUND").into());
    }
    let targets = TARGETS.map(ReplyEntry::link_target);
    let reply = request.reply(4).targets(ReferralHeaderFlags::STORAGE_SERVERS, 1800, LINK, &targets)?;

    // As much room as a Windows client gives at first.
    let mut buffer = [0; 4096];
    let (message, dropped) = reply.encode_prefix(&mut buffer)?;
    writeln!(
        out,
        "# {} of {} targets, in version {}",
        targets.len() - dropped,
        targets.len(),
        reply.version
    )?;
    if let Some(dump) = Shape::OdPlain.print(message) {
        write!(out, "{dump}")?;
    }
    Ok(())
}

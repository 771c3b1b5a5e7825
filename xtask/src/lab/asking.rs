//! Our client, whose requests real servers answer. What it wants done, a courier does, in a library of others: see
//! `peers/lab/courier.py`. The bodies of the messages are those of our carriers.

#[path = "../../../examples/resolve/walk.rs"]
mod walk;

use super::Carrier;
use super::answering::{DATA, FOLDER, HERE};
use super::lines::Lines;
use super::servers::{ACCOUNT, ADMINISTRATOR, LOGON, PASSWORD, log};
use crate::peers::text::{bytes, hex};
use crate::{cmd, setup};
use anyhow::{Context, Result, anyhow, ensure};
use dfsc::carrier::{CtlCode, IoctlRequest, IoctlResponse, Trans2Request, Trans2Response};
use dfsc::client::{Access, Operation, ReferralRequest, Settings};
use dfsc::{Encode, NtStatus, Referral, Response};
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;
use walk::{AnyError, Kept, Network, now};

/// The servers that are asked, by what they are to the client.
pub(super) struct World {
    /// Who logs on there.
    account: &'static str,
    /// The domain that the client is in, and which controller it begins with.
    domain: Option<(&'static str, &'static str)>,
    walks: &'static [Walk],
}

/// A path, and where it leads.
struct Walk {
    path: &'static str,
    /// Whether it is asked for in the extended form, where there is one.
    extended: bool,
    ends: End,
}

enum End {
    /// In a file, that says this.
    Reads(&'static str),
    /// In a file of the domain, that begins so.
    Begins(&'static str),
    /// Nowhere, for this reason.
    Fails(&'static str),
}
use End::{Begins, Fails, Reads};

const fn walk(path: &'static str, ends: End) -> Walk {
    Walk { path, extended: false, ends }
}

/// Samba's server of files, and ours.
pub(super) const FILES: World = World {
    account: ACCOUNT,
    domain: None,
    walks: &[
        walk(r"\\files\dfs\here.txt", Reads(HERE)),
        walk(r"\\files\dfs\link\hello.txt", Reads(DATA)),
        walk(r"\\files\dfs\link\folder\hello.txt", Reads(FOLDER)),
        walk(r"\\files\dfs\failover\hello.txt", Reads(DATA)),
        walk(r"\\files\dfs\onward\link\hello.txt", Reads(DATA)),
        walk(r"\\files\many\hello.txt", Reads(DATA)),
        walk(r"\\files\dfs\round\hello.txt", Fails("the path leads to where it has been")),
        walk(r"\\files\data\hello.txt", Reads(DATA)),
    ],
};

/// The controller of a domain.
pub(super) const DOMAIN: World = World {
    account: ADMINISTRATOR,
    domain: Some(("corp.example", "dc1.corp.example")),
    walks: &[
        walk(
            r"\\corp.example\SYSVOL\corp.example\Policies\{31B2F340-016D-11D2-945F-00C04FB984F9}\GPT.INI",
            Begins("[General]"),
        ),
        walk(r"\\CORP\NETLOGON\logon.txt", Reads(LOGON)),
        Walk { path: r"\\corp.example\NETLOGON\logon.txt", extended: true, ends: Reads(LOGON) },
        walk(r"\\corp.example\dfs\hello.txt", Fails("no domain controller could tell more")),
    ],
};

/// What came of the walks of a world.
pub(super) struct Seen {
    pub(super) log: String,
    pub(super) problems: Vec<String>,
    pub(super) walks: usize,
}

/// Walks all paths over all carriers.
pub(super) fn run(world: &World) -> Result<Seen> {
    let mut problems = Vec::new();
    let mut walked: Vec<(String, Vec<&str>)> = Vec::new();
    let mut walks = 0;
    for carrier in Carrier::ALL {
        let mut courier = Courier::start(carrier, world.account)?;
        let logs =
            world.walk(&mut courier, &mut problems).with_context(|| format!("over {}", carrier.name()))?;
        walks += logs.len();
        for log in logs {
            // Most are the same over all of them.
            match walked.iter_mut().find(|(same, _)| *same == log) {
                Some((_, carriers)) => carriers.push(carrier.name()),
                None => walked.push((log, vec![carrier.name()])),
            }
        }
    }
    let logs = walked.iter().map(|(log, carriers)| format!("{}: {log}", carriers.join(" and ")));
    Ok(Seen { log: logs.collect::<Vec<_>>().join("\n"), problems, walks })
}

impl World {
    /// Walks all paths, and gives what is to be seen of each walk.
    fn walk(&self, courier: &mut Courier, problems: &mut Vec<String>) -> Result<Vec<String>> {
        let mut logs = Vec::new();
        let mut kept = Kept::new();
        if let Some((domain, dc)) = self.domain {
            courier.wait_for(dc)?;
            kept.domains.set_bootstrap_dc(dc, now()).map_err(|error| anyhow!("{dc}: {error}"))?;
            let mut log = b"which domains are there?\n".to_vec();
            let mut buffer = [0; 512];
            let operation = Operation::domains(Settings::new(), &mut buffer);
            walk::walk(operation, &mut kept, courier, &mut log).map_err(|error| anyhow!(error))?;
            if kept.domains.domains().find(domain).is_none() {
                problems
                    .push(format!("our client over {}: was not told of {domain}", courier.carrier.name()));
            }
            logs.push(log);
        }
        let can = |walk: &&Walk| courier.carrier == Carrier::Smb2 || !walk.extended;
        for walk in self.walks.iter().filter(can).collect::<Vec<_>>() {
            let how = if walk.extended { ", with extended requests" } else { "" };
            let mut log = format!("{}{how}\n", walk.path).into_bytes();
            let mut settings = Settings::new();
            settings.uses_extended = walk.extended;
            let (mut path, mut reply) = ([0; 2048], vec![0; 1 << 14]);
            let operation = Operation::new(walk.path, settings, &mut path, &mut reply)?;
            let resolved =
                walk::walk(operation, &mut kept, courier, &mut log).map_err(|error| anyhow!(error))?;
            let content = courier.content.take();
            if !walk.ends.is(resolved.is_some(), content.as_deref(), &String::from_utf8_lossy(&log)) {
                let (path, carrier) = (walk.path, courier.carrier.name());
                problems.push(format!("our client over {carrier}, {path}: does not end as it should"));
            }
            log.extend(resolved.into_iter().flat_map(|path| format!("{path}\n").into_bytes()));
            logs.push(log);
        }
        Ok(logs.iter().map(|log| String::from_utf8_lossy(log).into_owned()).collect())
    }
}

impl End {
    fn is(&self, is_done: bool, content: Option<&[u8]>, log: &str) -> bool {
        match self {
            Reads(expected) => is_done && content == Some(expected.as_bytes()),
            Begins(expected) => {
                is_done && content.is_some_and(|content| content.starts_with(expected.as_bytes()))
            }
            Fails(reason) => !is_done && log.lines().any(|line| line.starts_with(reason)),
        }
    }
}

/// Who goes to the servers.
struct Courier {
    carrier: Carrier,
    lines: Lines,
    /// Of the file that was opened last.
    content: Option<Vec<u8>>,
}

impl Courier {
    fn start(carrier: Carrier, account: &str) -> Result<Self> {
        let arguments = ["--signal=KILL", "60", &setup::python()?, "peers/lab/courier.py", account, PASSWORD];
        let mut courier = cmd::program("timeout", &arguments)?;
        courier.stderr(log(&format!("courier-{}-{account}", carrier.word()))?);
        Ok(Self { carrier, lines: Lines::start(&mut courier)?, content: None })
    }

    /// Goes, and comes back with a status and all else.
    fn go(&mut self, mut order: Value) -> Result<(NtStatus, Value)> {
        order["carrier"] = self.carrier.word().into();
        let answer = self.lines.ask(&order.to_string())?;
        let status = answer["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok())
            .with_context(|| format!("no status: {answer}"))?;
        Ok((NtStatus(status), answer))
    }

    /// Waits until somebody can log on there, some seconds.
    fn wait_for(&mut self, dc: &str) -> Result<()> {
        let mut last = NtStatus::SUCCESS;
        for _ in 0..40 {
            let order = json!({ "host": dc, "share": "netlogon", "rest": "logon.txt", "dfs_name": format!(r"{dc}\netlogon\logon.txt") });
            let (status, _) = self.go(order)?;
            if status == NtStatus::SUCCESS {
                return Ok(());
            }
            last = status;
            thread::sleep(Duration::from_millis(250));
        }
        Err(anyhow!("nobody can log on to {dc}: {last}"))
    }

    fn refer(&mut self, request: &ReferralRequest<'_>) -> Result<(NtStatus, Vec<u8>)> {
        let order = json!({ "host": request.host().to_string(), "body": hex(&self.body(request)?) });
        let (status, answer) = self.go(order)?;
        if status != NtStatus::SUCCESS {
            return Ok((status, Vec::new()));
        }
        let body = bytes(answer["body"].as_str().context("no body")?)?;
        let message = match self.carrier {
            Carrier::Smb1 => {
                let response = Trans2Response::parse(&body)?;
                ensure!(usize::from(response.total_data_count) == response.data.len(), "a reply in parts");
                response.data
            }
            Carrier::Smb2 => IoctlResponse::parse(&body)?.output,
        };
        Ok((status, message.to_vec()))
    }

    /// The body of an SMB message around a request.
    fn body(&self, request: &ReferralRequest<'_>) -> Result<Vec<u8>> {
        let input = request.message();
        let mut buffer = vec![0; input.len() + 128];
        let room = request.max_output_size();
        let body = match self.carrier {
            Carrier::Smb1 => Trans2Request::new(u16::try_from(room)?, input).encode(&mut buffer)?,
            Carrier::Smb2 => {
                let ctl_code =
                    if request.is_extended() { CtlCode::GetReferralsEx } else { CtlCode::GetReferrals };
                IoctlRequest { ctl_code, max_output_response: room, input }.encode(&mut buffer)?
            }
        };
        Ok(body.to_vec())
    }
}

impl Network for Courier {
    fn answer(&mut self, request: &ReferralRequest<'_>) -> Result<(NtStatus, Vec<u8>, String), AnyError> {
        let (status, message) = self.refer(request)?;
        let says = if status == NtStatus::SUCCESS { summary(&message) } else { status.to_string() };
        Ok((status, message, says))
    }

    fn access(&mut self, access: &Access<'_>) -> Result<(NtStatus, bool), AnyError> {
        let (status, answer) = self.go(json!({
            "host": access.host().to_string(),
            "share": access.share().to_string(),
            "rest": access.rest().to_string(),
            "dfs_name": access.dfs_name().to_string(),
        }))?;
        self.content = answer["content"].as_str().map(bytes).transpose()?;
        Ok((status, answer["is_dfs"] == true))
    }
}

/// How many names of a reply are told.
const FEW: usize = 3;

/// What a reply says, in words.
fn summary(message: &[u8]) -> String {
    let response = match Response::parse(message) {
        Ok(response) => response,
        Err(error) => return error.to_string(),
    };
    let names = response.referrals().map(|referral| match referral {
        Referral::NameList(list) => {
            let names: Vec<String> = list.expanded_names().map(|name| name.to_string()).collect();
            let at = if names.is_empty() { String::new() } else { format!(" at {}", names.join(" and ")) };
            format!("{}{at}", list.special_name().unwrap_or_default())
        }
        _ => referral.target().and_then(|target| target.network_address()).unwrap_or_default().to_string(),
    });
    let mut names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(FEW);
    names.truncate(FEW);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    format!("version {}: {}", response.version().unwrap_or_default(), names.join(", "))
}

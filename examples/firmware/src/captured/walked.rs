//! What Samba told clients, told this client.

use super::named;
use crate::board;
use crate::exchange::Exchange;
use crate::follow::{Network, kept, walk};
use core::sync::atomic::{AtomicU32, Ordering};
use defmt::info;
use dfsc::NtStatus;
use dfsc::client::{Access, Operation, ReferralRequest, Settings};

/// What comes of what is done next.
enum Answer {
    Reply(Exchange<'static>),
    /// On a share of DFS, or on another. Only this was not captured.
    Opened(NtStatus, bool),
}

use Answer::{Opened, Reply};

const OPENED: Answer = Opened(NtStatus::SUCCESS, false);
const NOT_COVERED: Answer = Opened(NtStatus::PATH_NOT_COVERED, true);

static DOMAINS: [Answer; 1] = [Reply(named("0569-ad-domain-l4"))];

/// In a domain, and on a server that is in none.
static WALKS: [(&str, &[Answer]); 4] = [
    (
        r"\\dfslab.example\SYSVOL\dfslab.example\Policies",
        &[Reply(named("1806-")), Reply(named("1807-")), Opened(NtStatus::BAD_NETWORK_PATH, false), OPENED],
    ),
    (r"\\dfslab.example\netlogon\logon.bat", &[Reply(named("1811-")), OPENED]),
    (
        r"\\127.0.0.1\dfs\link1\a\b\c.txt",
        &[Reply(named("0013-")), NOT_COVERED, Reply(named("0141-")), OPENED],
    ),
    // It is known by now where that is.
    (r"\\127.0.0.1\dfs\LINK1\d.txt", &[OPENED]),
];

/// In the place of a network.
struct Replay {
    answers: &'static [Answer],
    is_logged: bool,
}

/// A second goes by with each answer.
static CLOCK: AtomicU32 = AtomicU32::new(1000);

fn now() -> u32 {
    CLOCK.load(Ordering::Relaxed)
}

impl Replay {
    fn next(&mut self) -> Option<&'static Answer> {
        let (next, others) = self.answers.split_first()?;
        self.answers = others;
        CLOCK.store(now() + 1, Ordering::Relaxed);
        Some(next)
    }
}

impl Network for Replay {
    fn ask(&mut self, request: &ReferralRequest<'_>) -> Result<&[u8], NtStatus> {
        if self.is_logged {
            let (step, kind) = (request.step(), request.kind());
            info!("   step {=u8}: ask {}: {} {}", step, request.host(), kind, request.request_file_name());
        }
        match self.next() {
            Some(Reply(exchange)) => exchange.response.ok_or(exchange.status),
            _ => Err(NtStatus::IO_TIMEOUT),
        }
    }

    fn open(&mut self, access: &Access<'_>) -> (NtStatus, bool) {
        let (status, is_dfs) = match self.next() {
            Some(Opened(status, is_dfs)) => (*status, *is_dfs),
            _ => (NtStatus::IO_TIMEOUT, false),
        };
        if self.is_logged {
            info!("   step {=u8}: open {}: {}", access.step(), access.path(), status);
        }
        (status, is_dfs)
    }
}

/// Everything twice, each time as after a start: with a log, and for what it costs.
pub fn run() {
    info!("-- what it follows");
    for is_logged in [true, false] {
        kept(|kept| {
            kept.referrals.flush("");
            kept.domains.flush();
            // There is room for it.
            let _ = kept.domains.set_bootstrap_dc("127.0.0.1", now());
        });
        let mut name_buffer = [0; 64];
        one("the domains", Operation::domains(Settings::new(), &mut name_buffer), &DOMAINS, is_logged);
        for (path, answers) in &WALKS {
            // Room for the path, and for a reply that must not be kept.
            let (mut path_buffer, mut reply_buffer) = ([0; 256], [0; 512]);
            match Operation::new(*path, Settings::new(), &mut path_buffer, &mut reply_buffer) {
                Ok(operation) => one(path, operation, answers, is_logged),
                Err(error) => info!("{=str}: {}", path, error),
            }
        }
    }
}

fn one(what: &str, operation: Operation<'_>, answers: &'static [Answer], is_logged: bool) {
    let mut replay = Replay { answers, is_logged };
    if is_logged {
        info!("{=str}", what);
        info!("   {}", walk(operation, &mut replay, now));
    } else {
        board::costing(what, || walk(operation, &mut replay, now));
    }
}

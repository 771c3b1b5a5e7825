//! What a client does with sockets, and what it keeps: the whole of it, but for the sockets.

use dfsc::cache::{DomainCache, ReferralCache};
use dfsc::client::{Access, Action, Caches, Operation, Outcome, ReferralRequest};
use dfsc::{NtStatus, RequestKind};
use std::error::Error;
use std::io::Write;

/// What went wrong besides what hosts say.
pub(crate) type AnyError = Box<dyn Error + Send + Sync>;

/// Where the messages go: all that a walk needs of the world.
pub(crate) trait Network {
    /// What a host answers to a request: a status, a referral message, and what that says.
    fn answer(&mut self, request: &ReferralRequest<'_>) -> Result<(NtStatus, Vec<u8>, String), AnyError>;

    /// What comes of opening something: a status, and whether the share is a DFS share. If it is, the DFS flag is to be set, and the
    /// name to be the whole path.
    fn access(&mut self, access: &Access<'_>) -> Result<(NtStatus, bool), AnyError>;
}

/// What a client keeps between operations, in less than 6 KiB. Firmware has them as a `static`.
pub(crate) struct Kept {
    pub(crate) referrals: ReferralCache<4096, 16>,
    pub(crate) domains: DomainCache<1024, 8>,
}

impl Kept {
    pub(crate) fn new() -> Self {
        Self { referrals: ReferralCache::new(), domains: DomainCache::new() }
    }
}

/// Does what the operation says, until it is over, and writes a line for every step. Gives the path at which it was done.
pub(crate) fn walk(
    mut operation: Operation<'_>,
    kept: &mut Kept,
    network: &mut impl Network,
    log: &mut impl Write,
) -> Result<Option<String>, AnyError> {
    let mut out = [0; 4096];
    let mut resolved = None;
    // The step of the action before.
    let mut before = None;
    loop {
        // The caches are borrowed for a moment only: other operations may go on while this one waits for an answer.
        let mut caches = Caches::new(&mut kept.referrals, &mut kept.domains);
        let action = operation.next(&mut caches, now(), &mut out)?;
        let steps: Vec<u8> = operation.steps().collect();
        for step in steps.iter().skip(before.is_some().into()) {
            if let Some(meaning) = meaning(*step) {
                writeln!(log, "{step:>4}  {meaning}")?;
            }
        }
        before = steps.last().copied();
        let reply;
        let outcome = match action {
            Action::Request(request) => {
                let name = request.request_file_name();
                let kind = name_of(request.kind());
                let of = if name.is_empty() { String::new() } else { format!(" for {name}") };
                let a = if request.is_extended() { "an extended" } else { "a" };
                writeln!(log, "{:>4}  ask {} with {a} {kind} request{of}", request.step(), request.host())?;
                let (status, message, says) = network.answer(&request)?;
                writeln!(log, "        {says}")?;
                reply = message;
                if status.is_failure() { Outcome::refused(status) } else { Outcome::reply(&reply) }
            }
            Action::Access(access) => {
                let (status, is_dfs) = network.access(&access)?;
                let name = if is_dfs { access.dfs_name() } else { access.rest() };
                let (step, share, host) = (access.step(), access.share(), access.host());
                writeln!(log, "{step:>4}  open {name} on share {share} of {host}")?;
                writeln!(log, "        {status}{}", if is_dfs { ", on a DFS share" } else { "" })?;
                resolved = Some(access.path().to_string());
                Outcome::accessed(status, is_dfs)
            }
            Action::Done(_) => return Ok(resolved),
            Action::Failed(failure) => {
                writeln!(log, "{failure}")?;
                return Ok(None);
            }
        };
        operation.take(&mut caches, now(), outcome);
    }
}

/// What a step is, besides a request or an access. `[MS-DFSC] 3.1.4.1`
const fn meaning(step: u8) -> Option<&'static str> {
    Some(match step {
        1 => "the path has the name of a server or a domain, and more",
        2 => "look it up in the referral cache",
        3 => "put a target in the place of what the referral covers",
        4 => "it is a link",
        5 => "look the first name up in the domain cache",
        7 => "is the answer for a root or for a link?",
        9 => "the link must be asked for again",
        11 => "the link leads into another namespace, where the path starts again",
        _ => return None,
    })
}

const fn name_of(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Domain => "DOMAIN",
        RequestKind::Dc => "DC",
        RequestKind::Sysvol => "SYSVOL",
        RequestKind::Root => "ROOT",
        RequestKind::Link { .. } => "LINK",
    }
}

/// Seconds on a clock that does not go back: here it stands still.
pub(crate) const fn now() -> u32 {
    0
}

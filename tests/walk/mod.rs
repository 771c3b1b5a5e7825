//! A computer whose client is walked step by step: what it asks, of whom, what comes of it, and where it ends. Shared by the tests of the client.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use dfsc::cache::{DomainCache, ReferralCache};
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use dfsc::{
    AnyText, Encode, EntrySize, NtStatus, ReferralEntryFlags, ReferralHeaderFlags, ReplyEntry, Request,
    RequestEx, Response,
};

pub type Referrals = ReferralCache<8192, 16>;
pub type Domains = DomainCache<512, 8>;

pub const ROOT: ReferralHeaderFlags = ReferralHeaderFlags(3);
pub const LINK: ReferralHeaderFlags = ReferralHeaderFlags::STORAGE_SERVERS;
pub const INTERLINK: ReferralHeaderFlags = ReferralHeaderFlags::REFERRAL_SERVERS;

/// What comes of an action.
#[derive(Clone)]
pub enum Told {
    Reply(Vec<u8>),
    Refused(NtStatus),
    /// On a share that is none of DFS.
    Plain(NtStatus),
    Dfs(NtStatus),
}

pub use Told::{Dfs, Plain, Refused, Reply};

pub const OK: Told = Plain(NtStatus::SUCCESS);
pub const NOT_COVERED: Told = Dfs(NtStatus::PATH_NOT_COVERED);

/// A reply of version 4, good for so many seconds.
pub fn reply_for(covers: &str, flags: ReferralHeaderFlags, seconds: u32, targets: &[&str]) -> Told {
    let make = if flags == ROOT { ReplyEntry::root_target } else { ReplyEntry::link_target };
    let mut entries: Vec<_> = targets.iter().map(|target| make(AnyText::str(target))).collect();
    entries[0].flags = ReferralEntryFlags::TARGET_SET_BOUNDARY;
    let reply = Request::new(4, covers).reply(4).targets(flags, seconds, covers, &entries).unwrap();
    let mut buffer = vec![0; reply.encoded_len()];
    Reply(reply.encode(&mut buffer).unwrap().to_vec())
}

pub fn root(covers: &str, targets: &[&str]) -> Told {
    reply_for(covers, ROOT, 300, targets)
}

pub fn link(covers: &str, targets: &[&str]) -> Told {
    reply_for(covers, LINK, 1800, targets)
}

pub fn interlink(covers: &str, targets: &[&str]) -> Told {
    reply_for(covers, INTERLINK, 1800, targets)
}

pub fn names(lists: &[(&str, &[&str])]) -> Told {
    let names: Vec<Vec<_>> =
        lists.iter().map(|(_, names)| names.iter().map(|name| AnyText::str(name)).collect()).collect();
    let entries: Vec<_> =
        lists.iter().zip(&names).map(|((name, _), names)| ReplyEntry::name_list(*name, names)).collect();
    let reply = Request::new(3, lists[0].0).reply(3).name_lists(EntrySize::Long, 600, &entries).unwrap();
    let mut buffer = vec![0; reply.encoded_len()];
    Reply(reply.encode(&mut buffer).unwrap().to_vec())
}

/// No entry: what Samba answers for a link without targets.
pub fn no_referrals() -> Told {
    Reply(vec![0, 0, 0, 0, 2, 0, 0, 0])
}

/// An action as one would say it.
pub fn said(action: &Action<'_>) -> String {
    match action {
        Action::Request(request) => {
            let (name, form) = if request.is_extended() {
                (RequestEx::parse(request.message()).unwrap().request_file_name(), "ask-ex")
            } else {
                (Request::parse(request.message()).unwrap().request_file_name(), "ask")
            };
            let size = match request.max_output_size() {
                4096 => String::new(),
                size => format!(" ({size})"),
            };
            format!("{} {form} {}: {name}{size}", request.step(), request.host())
        }
        Action::Access(access) => format!("{} open {}", access.step(), access.path()),
        Action::Done(status) => format!("done {status}"),
        Action::Failed(failure) => {
            let status = failure.status().map_or_else(|| "-".into(), |status| status.to_string());
            format!("{} failed {:?} {status}", failure.step(), failure.kind())
        }
    }
}

/// A computer, and what it keeps.
pub struct Computer {
    pub referrals: Referrals,
    pub domains: Option<Domains>,
    pub settings: Settings<'static>,
    pub now: u32,
    /// The requests that were sent.
    pub asked: Vec<Vec<u8>>,
}

impl Computer {
    pub fn alone() -> Self {
        Self {
            referrals: Referrals::new(),
            domains: None,
            settings: Settings::new(),
            now: 1000,
            asked: Vec::new(),
        }
    }

    /// One that knows of two domains, and no controller but `boot`.
    pub fn in_domain() -> Self {
        let mut domains = Domains::new();
        domains.set_bootstrap_dc("boot", 1000).unwrap();
        let Reply(lists) = names(&[("co.example", &[]), ("CO", &[])]) else { unreachable!() };
        domains.merge(&Response::parse(&lists).unwrap()).unwrap();
        Self { domains: Some(domains), ..Self::alone() }
    }

    pub fn caches(&mut self) -> Caches<'_> {
        match &mut self.domains {
            Some(domains) => Caches::new(&mut self.referrals, domains),
            None => Caches::without_domains(&mut self.referrals),
        }
    }

    /// Goes through what is said, each time with what comes of it, to what is said at the end.
    #[track_caller]
    pub fn walk(&mut self, path: &str, script: &[(&str, Told)], end: &str) {
        let (mut path_buffer, mut reply_buffer) = ([0; 1024], [0; 1024]);
        let mut operation = Operation::new(path, self.settings, &mut path_buffer, &mut reply_buffer).unwrap();
        self.go_on(&mut operation, script, end);
    }

    #[track_caller]
    pub fn go_on(&mut self, operation: &mut Operation<'_>, script: &[(&str, Told)], end: &str) {
        let (now, mut out) = (self.now, [0; 1024]);
        for (expected, told) in script {
            let mut caches = self.caches();
            let action = operation.next(&mut caches, now, &mut out).unwrap();
            assert_eq!(said(&action), *expected);
            let request =
                if let Action::Request(request) = &action { Some(request.message().to_vec()) } else { None };
            let outcome = match told {
                Reply(message) => Outcome::reply(message),
                Refused(status) => Outcome::refused(*status),
                Plain(status) => Outcome::accessed(*status, false),
                Dfs(status) => Outcome::accessed(*status, true),
            };
            operation.take(&mut caches, now, outcome);
            self.asked.extend(request);
        }
        let action = operation.next(&mut self.caches(), now, &mut out).unwrap();
        assert_eq!(said(&action), end);
    }
}

pub const DONE: &str = "done STATUS_SUCCESS";

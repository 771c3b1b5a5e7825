//! The client beside a plain model of it that somebody wrote who had not seen it, through worlds of choices.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::chance::Rng;
use crate::replies::{draw, draw_lists, units, utf16};
use crate::told::{Own, Told};
use crate::{client, model, path};
use dfsc::cache::{DomainCache, ReferralCache};
use dfsc::client::{Action, Caches, FailureKind, Operation, Outcome, Settings};
use dfsc::{NtStatus, Request, RequestEx, Utf16Le};
use std::collections::BTreeMap;

pub fn fold(unit: u16) -> u16 {
    match unit {
        0x61..=0x7a => unit - 0x20,
        _ => unit,
    }
}

pub fn text(units: &[u16]) -> String {
    String::from_utf16_lossy(units)
}

fn units_of(text: Utf16Le<'_>) -> Vec<u16> {
    text.units().collect()
}

fn is_same(one: &[u16], other: &[u16]) -> bool {
    path::is_same(one, other, &fold)
}

/// A path under which there is something, and where that is: a root with its servers, or a link with its targets.
struct Entry {
    path: Vec<u16>,
    targets: Vec<String>,
    is_root: bool,
    is_interlink: bool,
}

/// Servers, domains, namespaces, and what is wrong with them.
struct World {
    rng: Rng,
    servers: Vec<String>,
    /// Each with its controllers.
    domains: Vec<(String, Vec<String>)>,
    entries: Vec<Entry>,
    /// What keeps a server from answering anything.
    faults: Vec<(String, u32)>,
    /// Servers that know no extended requests.
    plain: Vec<String>,
    /// Of a hundred answers, how many are bad in some way.
    badness: u8,
}

const FAULTS: [u32; 8] =
    [0xC000_00B5, 0xC000_023D, 0xC000_0236, 0xC000_00BE, 0xC000_0022, 0xC000_00CC, 0xC000_019C, 0x8000_0010];

impl World {
    fn new(mut rng: Rng) -> Self {
        let servers: Vec<String> = (0..rng.usize(2..7)).map(|n| format!("srv{n}")).collect();
        let mut domains = Vec::new();
        for name in ["co", "dom.example"].iter().take(rng.usize(..3)) {
            let count = rng.usize(1..4);
            let controllers = (0..count).map(|n| format!("dc{n}.{name}")).collect::<Vec<_>>();
            domains.push(((*name).to_owned(), controllers));
        }
        let mut world =
            Self { rng, servers, domains, entries: vec![], faults: vec![], plain: vec![], badness: 0 };
        for n in 0..world.rng.usize(1..5) {
            world.add_namespace(n);
        }
        let hosts: Vec<String> = world.hosts();
        for host in hosts {
            if world.rng.u8(..6) == 0 {
                let fault = *world.rng.choice(&FAULTS).unwrap();
                world.faults.push((host.clone(), fault));
            }
            if world.rng.bool() {
                world.plain.push(host);
            }
        }
        world.badness = *world.rng.choice(&[0, 0, 5, 25]).unwrap();
        world
    }

    fn hosts(&self) -> Vec<String> {
        let controllers = self.domains.iter().flat_map(|(_, controllers)| controllers.clone());
        self.servers.iter().cloned().chain(controllers).collect()
    }

    fn any_server(&mut self) -> String {
        self.rng.choice(&self.servers).unwrap().clone()
    }

    fn add_namespace(&mut self, n: usize) {
        let of_domain = !self.domains.is_empty() && self.rng.bool();
        let first =
            if of_domain { self.rng.choice(&self.domains).unwrap().0.clone() } else { self.any_server() };
        let root = format!(r"\{first}\ns{n}");
        let mut targets = Vec::new();
        if of_domain {
            for _ in 0..self.rng.usize(1..4) {
                let server = self.any_server();
                targets.push(format!(r"\{server}\ns{n}"));
            }
        } else {
            targets.push(root.clone());
        }
        targets.dedup();
        self.entries.push(Entry { path: units(&root), targets, is_root: true, is_interlink: false });
        for l in 0..self.rng.usize(..4) {
            let link = match self.rng.u8(..4) {
                0 => format!(r"{root}\dir\l{l}"),
                1 if l > 0 => format!(r"{root}\l0\l{l}"),
                _ => format!(r"{root}\l{l}"),
            };
            let (mut targets, mut is_interlink) = (Vec::new(), false);
            match self.rng.u8(..8) {
                0 => {
                    // Into a namespace, this one perhaps; below it, perhaps.
                    let other = self.rng.choice(&self.entries).unwrap();
                    let below = ["", r"\x", r"\l0"][self.rng.usize(..3)];
                    let target = text(&other.path) + below;
                    // Or to where none is.
                    let nowhere = format!(r"\{}\data", self.servers[0]);
                    targets.push(if self.rng.u8(..4) > 0 { target } else { nowhere });
                    // Samba does not say so.
                    is_interlink = self.rng.u8(..3) > 0;
                }
                1 => targets.push(link.clone()),
                _ => {
                    for _ in 0..self.rng.usize(1..4) {
                        let server = self.any_server();
                        let below = ["", "", r"\deep"][self.rng.usize(..3)];
                        targets.push(format!(r"\{server}\data{below}"));
                    }
                }
            }
            self.entries.push(Entry { path: units(&link), targets, is_root: false, is_interlink });
        }
    }

    /// A path somewhere there.
    fn path(&mut self) -> Vec<u16> {
        let mut path = match self.rng.u8(..10) {
            0 => format!(
                r"\{}\{}",
                self.any_server(),
                ["data", "IPC$", "admin$", "other"][self.rng.usize(..4)]
            ),
            1 => format!(r"\{}", self.any_server()),
            2 | 3 if !self.domains.is_empty() => {
                let domain = self.rng.choice(&self.domains).unwrap().0.clone();
                format!(r"\{domain}\{}", ["SYSVOL", "netlogon", "nothing"][self.rng.usize(..3)])
            }
            _ => text(&self.rng.choice(&self.entries).unwrap().path.clone()),
        };
        for _ in 0..self.rng.usize(..3) {
            path += ["\\x", "\\l0", "\\dir", "/l1", "\\\\y"][self.rng.usize(..5)];
        }
        if self.rng.bool() {
            path = path.to_uppercase();
        }
        units(&path)
    }

    fn fault(&self, host: &[u16]) -> Option<u32> {
        if !self.hosts().iter().any(|known| is_same(&units(known), host)) {
            return Some(0xC000_00BE);
        }
        self.faults.iter().find(|(name, _)| is_same(&units(name), host)).map(|(_, fault)| *fault)
    }

    fn is_controller(&self, host: &[u16], domain: &[u16]) -> bool {
        self.domains.iter().any(|(name, controllers)| {
            is_same(&units(name), domain) && controllers.iter().any(|dc| is_same(&units(dc), host))
        })
    }

    /// Whether a server holds a root, as one of its targets.
    fn holds(host: &[u16], root: &Entry) -> bool {
        root.targets.iter().any(|target| is_same(&path::components(&units(target))[0], host))
    }

    fn longest(&self, of: &[u16]) -> Option<&Entry> {
        let applying = self.entries.iter().filter(|entry| path::starts_with(of, &entry.path, &fold));
        applying.max_by_key(|entry| path::components(&entry.path).len())
    }

    fn root_of(&self, of: &[u16]) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.is_root && path::starts_with(of, &entry.path, &fold))
    }

    /// What a host answers: a status, what that means, and its bytes.
    fn answer(
        &mut self,
        host: &[u16],
        name: &[u16],
        level: u16,
        is_ex: bool,
        room: u32,
    ) -> (u32, client::Answer, Vec<u8>) {
        let no = |status| (status, client::Answer::Garbage, Vec::new());
        if let Some(fault) = self.fault(host) {
            return no(fault);
        }
        if is_ex && self.plain.iter().any(|plain| is_same(&units(plain), host)) {
            return no([0xC000_019C, 0xC000_0010, 0xC000_000D][self.rng.usize(..3)]);
        }
        let is_bad = self.rng.u8(..100) < self.badness;
        if is_bad && self.rng.u8(..3) == 0 {
            return match self.rng.u8(..6) {
                0 => (0, client::Answer::Garbage, vec![0; self.rng.usize(..8)]),
                1 => (0, client::Answer::Garbage, b"\0\0\x01\0\0\0\0\0\x09\0\x12\0".to_vec()),
                2 => no(0x8000_0005),
                3 => no(0xC000_0023),
                _ => no(*self.rng.choice(&FAULTS).unwrap()),
            };
        }
        let components = path::components(name);
        let answer = match components.len() {
            0 | 1 => self.controllers(host, &components, is_bad),
            2 if ["SYSVOL", "NETLOGON"].iter().any(|share| is_same(&units(share), &components[1])) => {
                self.sysvol(host, name, &components, level, is_bad)
            }
            _ => self.referral(host, name, level, is_bad),
        };
        match answer {
            Err(status) => no(status),
            Ok((answer, bytes)) if bytes.len() > room as usize => {
                let _ = answer;
                let cut = self.rng.usize(..=bytes.len().min(room as usize));
                (0x8000_0005, client::Answer::Garbage, bytes[..cut].to_vec())
            }
            Ok((answer, bytes)) => (0, answer, bytes),
        }
    }

    fn controllers(
        &mut self,
        host: &[u16],
        of: &[Vec<u16>],
        is_bad: bool,
    ) -> Result<(client::Answer, Vec<u8>), u32> {
        let domain = of.first().ok_or(0xC000_000Du32)?;
        let known = self.domains.iter().find(|(name, _)| is_same(&units(name), domain)).cloned();
        let is_dc = self.domains.iter().any(|(name, _)| self.is_controller(host, &units(name)));
        let (name, controllers) = known.filter(|_| is_dc).ok_or(0xC000_000Du32)?;
        let list = |name: &str, names: Vec<String>| model::NameList {
            is_name_list: true,
            special_name: Some(units(&format!(r"\{name}"))),
            expanded: names.iter().map(|name| units(&format!(r"\{name}"))).collect(),
        };
        let mut lists = vec![list(&name, controllers)];
        if is_bad {
            match self.rng.u8(..5) {
                0 => lists.clear(),
                1 => lists.push(lists[0].clone()),
                2 => lists[0].expanded.clear(),
                3 => lists[0].special_name = Some(units("other")),
                _ => lists[0].is_name_list = false,
            }
        }
        let bytes = draw_lists(&lists);
        Ok((client::Answer::Lists(lists), bytes))
    }

    fn sysvol(
        &mut self,
        host: &[u16],
        name: &[u16],
        of: &[Vec<u16>],
        level: u16,
        is_bad: bool,
    ) -> Result<(client::Answer, Vec<u8>), u32> {
        if !self.is_controller(host, &of[0]) {
            return Err(0xC000_0225);
        }
        let (_, controllers) = self.domains.iter().find(|(name, _)| is_same(&units(name), &of[0])).unwrap();
        let targets = controllers.iter().map(|dc| format!(r"\{dc}\{}", text(&of[1]))).collect();
        let entry = Entry { path: name.to_vec(), targets, is_root: false, is_interlink: false };
        Ok(self.reply(name, &entry, level, is_bad))
    }

    fn referral(
        &mut self,
        host: &[u16],
        name: &[u16],
        level: u16,
        is_bad: bool,
    ) -> Result<(client::Answer, Vec<u8>), u32> {
        let not_there = if self.rng.u8(..3) > 0 { 0xC000_0225 } else { 0xC000_019C };
        let root = self.root_of(name).ok_or(not_there)?;
        let first = path::components(name).remove(0);
        let (holds, is_dc) = (Self::holds(host, root), self.is_controller(host, &first));
        if !holds && !is_dc {
            return Err(not_there);
        }
        if path::components(name).len() > 2 && !holds {
            return Err(0xC000_0225);
        }
        let entry = if path::components(name).len() > 2 { self.longest(name).unwrap() } else { root };
        let Entry { path, targets, is_root, is_interlink } = entry;
        let entry = Entry {
            path: path.clone(),
            targets: targets.clone(),
            is_root: *is_root,
            is_interlink: *is_interlink,
        };
        Ok(self.reply(name, &entry, level, is_bad))
    }

    fn reply(&mut self, name: &[u16], entry: &Entry, level: u16, is_bad: bool) -> (client::Answer, Vec<u8>) {
        let version = level.min(self.rng.u16(1..=4)).max(1);
        // Links go before their roots, mostly.
        let seconds = if entry.is_root { [50, 300, 300, 1800] } else { [1, 5, 50, 300] };
        let ttl = seconds[self.rng.usize(..4)];
        let mut entries: Vec<_> = entry
            .targets
            .iter()
            .map(|target| model::Entry {
                version,
                is_name_list: false,
                is_root: entry.is_root,
                boundary: version == 4 && self.rng.u8(..3) == 0,
                ttl,
                dfs_path: (version > 1).then(|| entry.path.clone()),
                target: Some(units(target)),
            })
            .collect();
        if self.rng.u8(..4) == 0 {
            self.rng.shuffle(&mut entries);
        }
        let consumed = 2 * path::clean(&path::components(&entry.path)).len();
        let mut reply = model::Reply {
            path_consumed: u16::try_from(consumed).unwrap(),
            referral_servers: entry.is_root || entry.is_interlink,
            storage_servers: !entry.is_interlink,
            target_failback: self.rng.u8(..3) == 0,
            entries,
            len: 0,
        };
        if is_bad {
            let at = self.rng.usize(..reply.entries.len());
            match self.rng.u8(..10) {
                0 => reply.entries.clear(),
                1 => reply.entries.iter_mut().for_each(|entry| entry.ttl = 0),
                2 => reply.path_consumed = self.rng.u16(..40),
                3 if version > 1 => reply.entries[at].dfs_path = Some(units(r"\x\y")),
                4 if version > 1 => reply.entries[at].target = None,
                5 => reply.entries.iter_mut().for_each(|entry| entry.is_root ^= true),
                6 => reply.entries[at].target = Some(units(&format!(r"\\{}/data\", self.any_server()))),
                7 if version > 2 => reply.entries[at].is_name_list = true,
                8 => reply.entries[at].target = Some(name.to_vec()),
                _ => (reply.referral_servers, reply.storage_servers) = (self.rng.bool(), self.rng.bool()),
            }
        }
        let bytes = draw(&mut reply);
        (client::Answer::Targets(reply), bytes)
    }

    /// What comes of doing something there: a status, and whether the share is one of DFS.
    fn access(&mut self, path: &[u16]) -> (u32, bool) {
        let components = path::components(path);
        if let Some(fault) = self.fault(&components[0]) {
            return (fault, false);
        }
        if self.rng.u8(..100) < self.badness && self.rng.bool() {
            let status = [0xC000_0257, 0xC000_00CC, 0xC000_0022, 0xC000_0034][self.rng.usize(..4)];
            return (status, self.rng.bool());
        }
        // A root of this server, under whatever name.
        let share = components.get(1).cloned().unwrap_or_default();
        let root = self.entries.iter().find(|entry| {
            entry.is_root
                && entry.targets.iter().any(|target| {
                    path::is_same(
                        &units(target),
                        &path::clean(&[components[0].clone(), share.clone()]),
                        &fold,
                    )
                })
        });
        let Some(root) = root else {
            return (if self.rng.u8(..8) > 0 { 0 } else { 0xC000_00CC }, false);
        };
        let inside = [path::components(&root.path), components[2..].to_vec()].concat();
        let is_covered = self.longest(&path::clean(&inside)).is_none_or(|entry| entry.is_root);
        (if is_covered { 0 } else { 0xC000_0257 }, true)
    }
}

/// An operation of both kinds, and what it does.
struct Pair<'b> {
    real: Operation<'b>,
    model: client::Operation,
    pending: client::Action,
    said: u32,
    max_actions: u32,
    told: Own,
}

fn end(kind: FailureKind) -> client::End {
    match kind {
        FailureKind::NotDfs => client::End::NotDfs,
        FailureKind::Domain => client::End::Domain,
        FailureKind::Dfs => client::End::Dfs,
        FailureKind::Cycle => client::End::Cycle,
        FailureKind::Interlinks => client::End::Interlinks,
        FailureKind::Actions => client::End::Actions,
        _ => client::End::Room,
    }
}

/// An action, in the terms of the model. Kinds of requests are by their names: the model knows better, and is asked.
fn said(action: &Action<'_>, of_model: &client::Action) -> client::Action {
    match action {
        Action::Request(request) => {
            let (level, name) = if request.is_extended() {
                let message = RequestEx::parse(request.message()).unwrap();
                (message.max_referral_level(), message.request_file_name())
            } else {
                let message = Request::parse(request.message()).unwrap();
                (message.max_referral_level(), message.request_file_name())
            };
            assert_eq!(name, request.request_file_name());
            // Its name and step tell what it is for; to the model its kind does.
            let kind = match of_model {
                client::Action::Request { kind, .. } => *kind,
                _ => client::Kind::Domain,
            };
            client::Action::Request {
                step: request.step(),
                host: units_of(request.host()),
                kind,
                name: units_of(name),
                level,
                extended: request.is_extended(),
                output: request.max_output_size(),
            }
        }
        Action::Access(access) => {
            let whole = units_of(access.path());
            let components = path::components(&whole);
            assert_eq!(path::clean(&components), whole);
            assert_eq!(units_of(access.host()), components[0]);
            assert_eq!(units_of(access.share()), components.get(1).cloned().unwrap_or_default());
            let rest = path::clean(components.get(2..).unwrap_or_default());
            assert_eq!(units_of(access.rest()), rest.get(1..).unwrap_or_default());
            assert_eq!(units_of(access.dfs_name()), whole[1..]);
            client::Action::Access { step: access.step(), path: whole }
        }
        Action::Done(status) => client::Action::Done { status: status.0 },
        Action::Failed(failure) => client::Action::Failed {
            end: end(failure.kind()),
            step: failure.step(),
            status: failure.status().map(|status| status.0),
            last: failure.last_status().map(|status| status.0),
            host: Some(units_of(failure.host())).filter(|host| !host.is_empty()),
            request: failure.request_file_name().map(units_of),
        },
    }
}

struct Buffers {
    path: Vec<u8>,
    reply: Vec<u8>,
}

/// How often what was done and how it ended, so that nobody has to believe that worlds have all of it.
pub type Tally = BTreeMap<String, u64>;

fn note(tally: &mut Tally, action: &client::Action) {
    let what = match action {
        client::Action::Request { step, kind, extended, output, .. } => {
            let form = if *extended { ", extended" } else { "" };
            let again = if *output > 4096 { ", larger" } else { "" };
            format!("step {step}: {kind:?}{form}{again}")
        }
        client::Action::Access { step, .. } => format!("step {step}: access"),
        client::Action::Done { .. } => "done".to_owned(),
        client::Action::Failed { end, step, .. } => format!("failed at step {step}: {end:?}"),
    };
    *tally.entry(what).or_default() += 1;
}

/// The caches of a computer, its model, and the world that it is in.
struct Run<'b, const BYTES: usize, const SLOTS: usize> {
    rng: Rng,
    world: World,
    referrals: ReferralCache<BYTES, SLOTS>,
    domains: DomainCache<256, 3>,
    is_joined: bool,
    of_model: client::Caches,
    told: Told,
    now: u32,
    paths: Vec<Vec<u16>>,
    pairs: Vec<Pair<'b>>,
    log: Vec<String>,
}

impl<'b, const BYTES: usize, const SLOTS: usize> Run<'b, BYTES, SLOTS> {
    fn new(mut rng: Rng, world: World) -> Self {
        let negative = [0, 20][rng.usize(..2)];
        let mut referrals = ReferralCache::new();
        referrals.set_seed(rng.u32(..));
        referrals.set_negative_seconds(negative);
        let of_model = client::Caches {
            referrals: model::Cache::new(BYTES, SLOTS, negative, fold),
            domains: None,
            bootstrap_dc: None,
        };
        let is_joined = !world.domains.is_empty() && rng.u8(..4) > 0;
        let now = rng.u32(..1000);
        let (domains, told, paths, pairs, log) =
            (DomainCache::new(), Told::default(), Vec::new(), Vec::new(), Vec::new());
        let mut run =
            Self { rng, world, referrals, domains, is_joined, of_model, told, now, paths, pairs, log };
        if is_joined {
            run.join();
        }
        run
    }

    /// The computer gets to know its domain, and others.
    fn join(&mut self) {
        let dc = self.world.domains[0].1[0].clone();
        self.told.controller(&[], &units(&dc));
        self.domains.set_bootstrap_dc(&*dc, 0).unwrap();
        let domains = self.world.domains.iter().map(|(name, _)| model::NameList {
            is_name_list: true,
            special_name: Some(units(name)),
            expanded: vec![],
        });
        let lists: Vec<_> = domains.collect();
        let mut name = [0; 64];
        let mut asking = Operation::domains(Settings::new(), &mut name);
        let (mut caches, mut out) = (Caches::new(&mut self.referrals, &mut self.domains), [0; 200]);
        let Action::Request(request) = asking.next(&mut caches, 0, &mut out).unwrap() else { panic!() };
        assert!(request.host() == *dc && request.request_file_name().is_empty());
        asking.take(&mut caches, 0, Outcome::reply(&draw_lists(&lists)));
        let end = asking.next(&mut caches, 0, &mut out).unwrap();
        assert!(matches!(end, Action::Done(NtStatus::SUCCESS)), "{end:?}");
        // The bootstrap DC has its place among the names.
        let mut domains = model::Domains::new(256 - (2 * dc.len() + 2), 3, fold);
        domains.merge(&lists).unwrap();
        (self.of_model.domains, self.of_model.bootstrap_dc) = (Some(domains), Some(units(&dc)));
    }

    /// One more operation; gives which it is.
    fn start(&mut self, buffers: &'b mut Buffers) -> usize {
        let rng = &mut self.rng;
        // Often on a path that was there before, or near it.
        let path = match rng.choice(&self.paths).filter(|_| rng.u8(..3) > 0).cloned() {
            Some(path) if rng.bool() => path,
            Some(path) => [path, units(r"\x")].concat(),
            None => self.world.path(),
        };
        self.paths.push(path.clone());
        let mut settings = Settings::new();
        settings.max_referral_level = rng.u16(1..=4);
        (settings.asks_first, settings.uses_extended) = (rng.bool(), rng.u8(..3) == 0);
        settings.site_name = rng.bool().then_some("HQ".into());
        settings.max_output_size = [200, 4096, 5000, 57344][rng.usize(..4)];
        settings.max_interlinks = [0, 3, 8][rng.usize(..3)];
        settings.max_actions = [6, 30, 64][rng.usize(..3)];
        let of_model = client::Settings {
            level: settings.max_referral_level,
            asks_first: settings.asks_first,
            extended: settings.uses_extended,
            max_output: settings.max_output_size,
            max_interlinks: settings.max_interlinks.into(),
            max_actions: settings.max_actions.into(),
        };
        self.log.push(format!(
            "{}: operation {} on {} {of_model:?}",
            self.now,
            self.pairs.len(),
            text(&path)
        ));
        let max_actions = of_model.max_actions;
        let bytes = utf16(&path);
        let Buffers { path: path_buffer, reply } = buffers;
        let real = Operation::new(Utf16Le::new(&bytes).unwrap(), settings, path_buffer, reply).unwrap();
        let model = client::Operation::new(&path, of_model).unwrap();
        let pending = client::Action::Done { status: 0 };
        let told = Own::default();
        self.pairs.push(Pair { real, model, pending, said: 0, max_actions, told });
        self.pairs.len() - 1
    }

    /// What comes of what is pending, told to both.
    fn go_on(&mut self, at: usize) {
        let (status, bytes, is_dfs, outcome) = match &self.pairs[at].pending {
            client::Action::Request { host, name, level, extended, output, .. } => {
                let (status, answer, bytes) = self.world.answer(host, name, *level, *extended, *output);
                self.log.push(format!("  {status:#x} {answer:?}"));
                // With the path.
                let has_room = bytes.len() + 100 <= BYTES;
                let pair = &mut self.pairs[at];
                self.told.answered(&mut pair.told, &pair.pending, &answer, self.now, has_room);
                (status, bytes, false, client::Outcome::Request { status, answer })
            }
            client::Action::Access { path, .. } => {
                let (status, is_dfs) = self.world.access(path);
                self.pairs[at].told.accessed(status);
                self.log.push(format!("  {status:#x} {is_dfs}"));
                (status, vec![], is_dfs, client::Outcome::Access { status, is_dfs })
            }
            other => panic!("{other:?} is over"),
        };
        let is_access = matches!(outcome, client::Outcome::Access { .. });
        let real = match NtStatus(status) {
            status if is_access => Outcome::accessed(status, is_dfs),
            NtStatus::SUCCESS => Outcome::reply(&bytes),
            status => Outcome::refused(status),
        };
        let mut caches = lent(&mut self.referrals, &mut self.domains, self.is_joined);
        let pair = &mut self.pairs[at];
        pair.real.take(&mut caches, self.now, real);
        pair.model.take(&mut self.of_model, self.now, outcome);
    }

    /// Both say the same.
    fn compare(&mut self, at: usize, name: &str) -> client::Action {
        let (now, pair) = (self.now, &mut self.pairs[at]);
        let mut caches = lent(&mut self.referrals, &mut self.domains, self.is_joined);
        let expected = pair.model.next(&mut self.of_model, now);
        self.log.push(format!("{now}: {at}: {}", shown(&expected)));
        let mut out = [0xa5; 1200];
        let is = said(&pair.real.next(&mut caches, now, &mut out).unwrap(), &expected);
        let log = || self.log.join("\n");
        assert_eq!(is, expected, "{name}: {}\nnot {}\n{}", shown(&is), shown(&expected), log());
        // Asked again, it says the same.
        let again = said(&pair.real.next(&mut caches, now, &mut out).unwrap(), &expected);
        assert_eq!(again, expected, "{name}: asked again\n{}", log());
        let may = self.told.may(&mut pair.told, &units_of(pair.real.path()), &expected, now);
        assert!(may, "{name}: it was not told of that host, or long ago\n{}", log());
        pair.said += 1;
        assert!(pair.said <= pair.max_actions + 1, "{name}: it does not end\n{}", log());
        pair.pending = expected.clone();
        expected
    }
}

/// Leads operations through the world that the first choices make; the others are those of the computer. A failure is told with the name.
pub fn run<const BYTES: usize, const SLOTS: usize>(
    name: &str,
    of_world: Rng,
    of_computer: Rng,
    tally: &mut Tally,
) {
    let mut buffers: Vec<_> =
        (0..16).map(|_| Buffers { path: vec![0xa5; 600], reply: vec![0xa5; 4096] }).collect();
    let mut run = Run::<BYTES, SLOTS>::new(of_computer, World::new(of_world));
    let mut waiting: Vec<_> = buffers.iter_mut().take(run.rng.usize(2..16)).collect();
    loop {
        let going: Vec<usize> = (0..run.pairs.len()).filter(|&at| is_going(&run.pairs[at].pending)).collect();
        let at = match (run.rng.choice(&going), waiting.is_empty()) {
            (Some(_), false) if run.rng.u8(..8) == 0 => run.start(waiting.pop().unwrap()),
            (Some(&at), _) => {
                run.go_on(at);
                at
            }
            (None, false) => run.start(waiting.pop().unwrap()),
            (None, true) => break,
        };
        note(tally, &run.compare(at, name));
        run.now += [0, 1, 3, 8, 40, 70, 300, 1300][run.rng.usize(..8)] * u32::from(run.rng.u8(..4) == 0);
        if run.rng.u8(..40) == 0 {
            // One is abandoned.
            let at = run.rng.usize(..run.pairs.len());
            run.pairs[at].pending = client::Action::Done { status: 0 };
        }
    }
}

fn lent<'c, const BYTES: usize, const SLOTS: usize>(
    referrals: &'c mut ReferralCache<BYTES, SLOTS>,
    domains: &'c mut DomainCache<256, 3>,
    is_joined: bool,
) -> Caches<'c> {
    if is_joined { Caches::new(referrals, domains) } else { Caches::without_domains(referrals) }
}

fn is_going(action: &client::Action) -> bool {
    matches!(action, client::Action::Request { .. } | client::Action::Access { .. })
}

fn shown(action: &client::Action) -> String {
    match action {
        client::Action::Request { step, host, kind, name, extended, output, .. } => {
            let (host, name) = (text(host), text(name));
            format!("step {step}: ask {host}: {kind:?} {name} (extended {extended}, {output})")
        }
        client::Action::Access { step, path } => format!("step {step}: access {}", text(path)),
        other => format!("{other:x?}"),
    }
}

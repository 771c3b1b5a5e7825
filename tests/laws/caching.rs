//! The caches beside a plain model of them that somebody wrote who had not seen them, through long runs of choices.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::chance::Rng;
use crate::replies::{draw, draw_lists, units, utf16};
use crate::{model, path};
use dfsc::cache::{
    CacheError, Domain, DomainCache, Domains, Handle, Listed, Lookup, PathReferral, ReferralCache, RootOrLink,
};
use dfsc::{NtStatus, Response, Text, Utf16Le};
use std::collections::BTreeMap;

/// The plain rule: of the letters that the runs use, only these have case.
fn fold(unit: u16) -> u16 {
    match unit {
        0x61..=0x7a => unit - 0x20,
        0xe9 if cfg!(feature = "case") => 0xc9,
        _ => unit,
    }
}

/// Few names, so that they meet; one is the beginning of another, some differ in case, some are ill-formed.
fn component(rng: &mut Rng) -> Vec<u16> {
    let names = ["a", "A", "ab", "b", "é", "É", "😀"].map(units);
    match rng.usize(..9) {
        name @ 0..7 => names[name].clone(),
        7 => vec![0xD83D],
        _ => vec![0xDE00, 0x61],
    }
}

fn random_path(rng: &mut Rng, components: std::ops::Range<usize>) -> Vec<u16> {
    let mut path = Vec::new();
    for _ in 0..rng.usize(components) {
        let before = if rng.u8(..8) > 0 { 1 } else { rng.usize(1..4) };
        path.extend((0..before).map(|_| if rng.u8(..6) > 0 { 0x5c } else { 0x2f }));
        path.extend(component(rng));
    }
    let behind = if rng.u8(..6) > 0 { 0 } else { 2 };
    path.extend(std::iter::repeat_n(0x5c, rng.usize(..=behind)));
    path
}

fn random_entry(rng: &mut Rng, version: u16, dfs_path: &[u16]) -> model::Entry {
    let target = match rng.u8(..60) {
        0 => units(r"\\\a"),
        1 => units(r"\\"),
        _ => [units("\\"), component(rng), random_path(rng, 0..3)].concat(),
    };
    let other = |rng: &mut Rng| random_path(rng, 0..4);
    let dfs_path = if rng.u8(..40) > 0 { dfs_path.to_vec() } else { other(rng) };
    model::Entry {
        version,
        is_name_list: version > 2 && rng.u8(..80) == 0,
        is_root: rng.bool(),
        boundary: version > 2 && rng.u8(..3) == 0,
        ttl: [0, 1, 5, 20, 100, u32::MAX / 3][rng.usize(..6)],
        dfs_path: (version > 1 && rng.u8(..60) > 0).then_some(dfs_path),
        target: (version == 1 || rng.u8(..80) > 0).then_some(target),
    }
}

fn random_reply(rng: &mut Rng, request: &[u16]) -> model::Reply {
    let version = rng.u16(1..=4);
    let components = path::components(request);
    let covered = if rng.bool() { 2 } else { rng.usize(..=components.len()) }.min(components.len());
    let dfs_path = path::clean(&components[..covered]);
    let path_consumed = path::path_consumed(request, &dfs_path, &fold).unwrap();
    let path_consumed = if rng.u8(..12) > 0 { path_consumed } else { rng.usize(..20) };
    let is_root = if rng.u8(..8) > 0 { covered == 2 && rng.u8(..3) > 0 } else { rng.bool() };
    let ttl = [0, 3, 10, 50, 200][rng.usize(..5)];
    let count = if rng.u8(..30) == 0 { 0 } else { rng.usize(1..5) };
    let entries = (0..count).map(|_| {
        let version = if rng.u8(..25) > 0 { version } else { rng.u16(1..=4) };
        let mut entry = random_entry(rng, version, &dfs_path);
        if rng.u8(..10) > 0 {
            (entry.is_root, entry.ttl) = (is_root, ttl);
        }
        entry
    });
    let entries = entries.collect();
    let (referral_servers, storage_servers) = (rng.u8(..3) == 0, rng.u8(..3) > 0);
    let path_consumed = u16::try_from(path_consumed).unwrap();
    let target_failback = rng.bool();
    model::Reply { path_consumed, referral_servers, storage_servers, target_failback, entries, len: 0 }
}

/// A reply for the same path that differs in little: what a refresh brings.
fn refreshed(rng: &mut Rng, reply: &model::Reply) -> model::Reply {
    let mut reply = reply.clone();
    if rng.bool() {
        rng.shuffle(&mut reply.entries);
    }
    let count = reply.entries.len();
    if count > 0 {
        match rng.u8(..8) {
            0 => drop(reply.entries.remove(rng.usize(..count))),
            1 => reply.entries.push(reply.entries[rng.usize(..count)].clone()),
            2 => reply.entries[rng.usize(..count)].target = Some(units(r"\new\a")),
            3 => reply.entries.iter_mut().for_each(|entry| entry.ttl = 7),
            4 => reply.entries[rng.usize(..count)].boundary ^= true,
            5 => {
                reply
                    .entries
                    .iter_mut()
                    .filter(|entry| entry.version > 2)
                    .for_each(|entry| entry.version = 4);
            }
            _ => {}
        }
    }
    reply.target_failback ^= rng.u8(..4) == 0;
    reply
}

fn kind(error: CacheError) -> String {
    format!("{:?}", error.kind())
}

fn units_of(text: impl Text) -> Vec<u16> {
    text.utf16_units().collect()
}

fn targets<T: Text>(referral: &PathReferral<'_, T>) -> Vec<model::Target> {
    let targets = referral.target_list().iter();
    targets.map(|target| (units_of(target.path()), usize::from(target.target_set()))).collect()
}

/// A path at, above or below one that was asked for, or any.
fn near(rng: &mut Rng, asked: &[(Vec<u16>, model::Reply)]) -> Vec<u16> {
    match rng.choice(asked).filter(|_| rng.u8(..4) > 0) {
        Some((request, _)) => {
            let components = path::components(request);
            let kept = path::clean(&components[..rng.usize(..=components.len())]);
            [kept, random_path(rng, 0..3)].concat()
        }
        None => random_path(rng, 0..6),
    }
}

/// What a referral says, in the terms of the model.
fn facts<T: Text>(referral: &PathReferral<'_, T>) -> (bool, bool, bool, u32, Vec<model::Target>) {
    let is_root = referral.root_or_link() == RootOrLink::Root;
    let (interlink, failback) = (referral.is_interlink(), referral.target_failback());
    (is_root, interlink, failback, referral.time_to_live(), targets(referral))
}

fn check_attempts<T: Text>(referral: &PathReferral<'_, T>, targets: &[model::Target]) {
    for first in 0..=targets.len() {
        let list = referral.target_list();
        let attempt = |attempts| list.attempt(u16::try_from(first).unwrap(), attempts);
        let order = (0..).map_while(attempt).map(|target| usize::from(target.index()));
        assert!(order.eq(model::attempts(targets, first)), "{targets:?}");
    }
}

/// A cache and its model.
struct Pair<const BYTES: usize, const SLOTS: usize> {
    cache: ReferralCache<BYTES, SLOTS>,
    model: model::Cache,
    /// By the model's number.
    handles: BTreeMap<u64, Handle>,
    outcomes: BTreeMap<&'static str, usize>,
}

impl<const BYTES: usize, const SLOTS: usize> Pair<BYTES, SLOTS> {
    fn new(seed: u32, negative_seconds: u32) -> Self {
        let mut cache = ReferralCache::new();
        cache.set_seed(seed);
        cache.set_negative_seconds(negative_seconds);
        let model = model::Cache::new(BYTES, SLOTS, negative_seconds, fold);
        Self { cache, model, handles: BTreeMap::new(), outcomes: BTreeMap::new() }
    }

    fn count(&mut self, outcome: &'static str) {
        *self.outcomes.entry(outcome).or_default() += 1;
    }

    fn insert(
        &mut self,
        request: &[u16],
        reply: &model::Reply,
        domains: (Domains<'_>, &[Vec<u16>]),
        now: u32,
    ) {
        let mut reply = reply.clone();
        let message = draw(&mut reply);
        let response = Response::parse(&message).unwrap();
        let request_bytes = utf16(request);
        let made = PathReferral::new(Utf16Le::new(&request_bytes).unwrap(), &response, domains.0);
        let judged = model::judge(request, &reply, domains.1, &fold);
        let (referral, judged) = match (made, judged) {
            (Ok(referral), Ok(judged)) => (referral, judged),
            (made, judged) => {
                let error = judged.expect_err("the model refuses too");
                assert_eq!(made.map_err(kind).map(|_| ()), Err(error.to_owned()));
                return self.count(error);
            }
        };
        let expected = (judged.root, judged.interlink, judged.failback, judged.ttl, judged.targets.clone());
        assert_eq!(facts(&referral), expected);
        assert_eq!(referral.keepable().map_err(kind), judged.kept.map_err(str::to_owned));
        let prefix = units_of(referral.dfs_path_prefix());
        assert!(path::is_same(&prefix, &judged.covered, &fold));
        check_attempts(&referral, &judged.targets);

        let inserted = self.cache.insert(&referral, now);
        match self.model.insert(&judged, now) {
            Ok(id) => {
                self.count("kept");
                let handle = inserted.unwrap();
                let known = self.handles.insert(id, handle);
                // A list that stays keeps its handle.
                assert!(known.is_none_or(|known| known == handle));
                if known.is_some() {
                    self.count("list stays");
                }
            }
            Err(error) => {
                assert_eq!(inserted.map_err(kind), Err(error.to_owned()));
                self.count(error);
            }
        }
    }

    fn lookup(&mut self, of: &[u16], now: u32) {
        let bytes = utf16(of);
        let path = Utf16Le::new(&bytes).unwrap();
        let expected = self.model.lookup(of, now);
        let text = String::from_utf16(of).ok();
        // Either kind of text finds the same.
        let found = match &text {
            Some(text) if of.len().is_multiple_of(2) => self.cache.lookup(&**text, now),
            _ => self.cache.lookup(path, now),
        };
        let (name, cached) = match (found, expected) {
            (Lookup::Miss, model::Found::Miss) => ("miss", None),
            (Lookup::Negative(status), model::Found::Negative(value)) => {
                assert_eq!(status, NtStatus(value));
                ("negative", None)
            }
            (Lookup::Fresh(cached), model::Found::Fresh(id)) => ("fresh", Some((cached, id))),
            (Lookup::Stale(cached), model::Found::Stale(id)) => ("stale", Some((cached, id))),
            (found, expected) => panic!("{found:?}, not {expected:?}, at {of:?}"),
        };
        if let Some((cached, id)) = cached {
            assert_eq!(cached.handle(), self.handles[&id]);
            let referral = cached.referral();
            let rest = {
                let key = units_of(referral.dfs_path_prefix());
                of[path::covered(of, &key, &fold).unwrap()..].to_vec()
            };
            for target in referral.target_list() {
                let rewritten = referral.rewrite(path, target).unwrap();
                let parts = [path::components(&units_of(target.path())), path::components(&rest)].concat();
                assert!(rewritten.units().eq(path::clean(&parts)));
            }
        }
        self.count(name);
    }

    /// All that either side can tell.
    fn check(&self, now: u32) {
        let mut listed: Vec<_> = self.cache.entries().map(described).collect();
        let mut expected: Vec<_> = self.model.list().iter().map(described_by_model).collect();
        listed.sort();
        expected.sort();
        assert_eq!(listed, expected);
        assert_eq!(self.cache.bytes_used(), self.model.list().iter().map(model::Cached::size).sum::<usize>());
        for (id, handle) in &self.handles {
            let is_there = self.model.get(*id).is_some_and(|entry| entry.state(now) != model::State::Gone);
            assert_eq!(self.cache.get(*handle, now).is_some(), is_there);
        }
    }
}

fn described(listed: Listed<'_>) -> String {
    match listed {
        Listed::Negative { dfs_path_prefix, status, until } => {
            format!("{:?} {:x} until {until}", units_of(dfs_path_prefix), status.0)
        }
        Listed::Referral(cached) => {
            let referral = cached.referral();
            let (key, hint) = (units_of(referral.dfs_path_prefix()), referral.target_hint().index());
            let (soft, hard) = (cached.soft_timeout(), cached.hard_timeout());
            format!("{key:?} {:?} hint {hint} until {soft}, {hard}", facts(&referral))
        }
    }
}

fn described_by_model(entry: &model::Cached) -> String {
    let (key, soft) = (&entry.key, entry.since.saturating_add(entry.ttl));
    if let Some(status) = entry.status {
        return format!("{key:?} {status:x} until {soft}");
    }
    let hard = entry.since.saturating_add(entry.ttl.saturating_mul(4));
    let facts = (entry.root, entry.interlink, entry.failback, entry.ttl, entry.targets.clone());
    format!("{key:?} {facts:?} hint {} until {soft}, {hard}", entry.hint)
}

/// A run of so many steps, or as long as there is something to choose by. Gives what happened, and how often.
pub fn run<const BYTES: usize, const SLOTS: usize>(
    mut rng: Rng,
    hash_seed: u32,
    steps: usize,
) -> BTreeMap<&'static str, usize> {
    let mut pair = Pair::<BYTES, SLOTS>::new(hash_seed, if rng.u8(..4) > 0 { 20 } else { 0 });
    let mut domains = DomainCache::<64, 2>::new();
    let named = [("A", units("a")), ("É", units("é"))].map(|(name, units)| {
        let list =
            model::NameList { is_name_list: true, special_name: Some(units.clone()), expanded: Vec::new() };
        domains.merge(&Response::parse(&draw_lists(&[list])).unwrap()).unwrap();
        assert_eq!(domains.domains().find(name).is_some(), name == "A" || cfg!(feature = "case"));
        units
    });
    let mut now = 0;
    let mut asked: Vec<(Vec<u16>, model::Reply)> = Vec::new();
    for _ in 0..steps {
        if rng.is_over() {
            break;
        }
        now += [0, 0, 0, 1, 2, 9][rng.usize(..6)];
        match rng.u8(..20) {
            0..=5 => {
                let again = rng.choice(&asked).filter(|_| rng.bool());
                let again = again.map(|(request, reply)| (request.clone(), refreshed(&mut rng, reply)));
                let (request, reply) = again.unwrap_or_else(|| {
                    let request = random_path(&mut rng, 1..5);
                    let reply = random_reply(&mut rng, &request);
                    (request, reply)
                });
                pair.insert(&request, &reply, (domains.domains(), &named), now);
                asked.push((request, reply));
                asked.drain(..asked.len().saturating_sub(12));
            }
            6 => {
                let statuses = [NtStatus::NOT_FOUND, NtStatus::DFS_UNAVAILABLE, NtStatus::ACCESS_DENIED];
                let request = near(&mut rng, &asked);
                let (request, status) = (request[..request.len().min(5)].to_vec(), statuses[rng.usize(..3)]);
                let bytes = utf16(&request);
                let kept = pair.cache.insert_negative(Utf16Le::new(&bytes).unwrap(), status, now);
                assert_eq!(kept, pair.model.insert_negative(&request, status.0, now));
            }
            7 => {
                let ids: Vec<u64> = pair.handles.keys().copied().collect();
                if let Some(id) = rng.choice(ids) {
                    let (handle, index) = (pair.handles[&id], rng.u16(..5));
                    let set = pair.cache.set_target_hint(handle, index);
                    assert_eq!(set, pair.model.set_hint(id, index.into()));
                }
            }
            8 if rng.u8(..4) == 0 => {
                let ids: Vec<u64> = pair.handles.keys().copied().collect();
                if let Some(id) = rng.choice(ids) {
                    assert_eq!(pair.cache.remove(pair.handles[&id]), pair.model.remove(id));
                }
            }
            9 if rng.u8(..6) == 0 => {
                let prefix = random_path(&mut rng, 0..3);
                let bytes = utf16(&prefix);
                let flushed = pair.cache.flush(Utf16Le::new(&bytes).unwrap());
                assert_eq!(flushed, pair.model.flush(&prefix));
            }
            _ => {
                let path = near(&mut rng, &asked);
                pair.lookup(&path, now);
            }
        }
        pair.check(now);
    }
    pair.outcomes
}

/// A path of one component, mostly.
fn random_name(rng: &mut Rng) -> Vec<u16> {
    let components = if rng.u8(..10) > 0 { 1..2 } else { 0..3 };
    random_path(rng, components)
}

fn random_list(rng: &mut Rng) -> model::NameList {
    let count = rng.usize(..5);
    let expanded =
        (0..count).map(|_| if rng.u8(..3) > 0 { random_name(rng) } else { units("dc.example") }).collect();
    let special_name = (rng.u8(..20) > 0).then(|| random_name(rng));
    model::NameList { is_name_list: rng.u8(..30) > 0, special_name, expanded }
}

/// What either side knows of the domains; spelled as in the model, since a list of controllers brings the name along.
fn known(domains: Domains<'_>, model: &model::Domains) {
    let all: Vec<Domain<'_>> = domains.iter().collect();
    assert_eq!(all.len(), model.domains.len());
    for (domain, expected) in all.iter().zip(&model.domains) {
        assert!(path::is_same(&units_of(domain.name()), &expected.name, &fold));
        let controllers: Vec<_> = domain.controllers().map(units_of).collect();
        assert_eq!(controllers, expected.controllers);
        let hint = model.hint(&expected.name);
        assert_eq!(domain.dc_hint().map(units_of), hint.map(|hint| controllers[hint].clone()));
        let (count, first) = (controllers.len(), hint.unwrap_or_default());
        let tried = (0..).map_while(|attempts| domain.attempt(u16::try_from(first).unwrap(), attempts));
        let order = (0..count).map(|attempts| (first + attempts) % count);
        assert!(tried.eq(
            order.map(|index| (u16::try_from(index).unwrap(), domain.controllers().nth(index).unwrap()))
        ));
    }
}

/// The same of domains.
pub fn run_domains<const BYTES: usize, const SLOTS: usize>(mut rng: Rng) -> BTreeMap<String, usize> {
    let mut cache = DomainCache::<BYTES, SLOTS>::new();
    let mut model = model::Domains::new(BYTES, SLOTS, fold);
    let mut outcomes = BTreeMap::new();
    for _ in 0..400 {
        if rng.is_over() {
            break;
        }
        let mut lists: Vec<_> = (0..rng.usize(..5)).map(|_| random_list(&mut rng)).collect();
        let domain = random_name(&mut rng);
        let bytes = utf16(&domain);
        let text = Utf16Le::new(&bytes).unwrap();
        let outcome = match rng.u8(..6) {
            0 => {
                let message = draw_lists(&lists);
                let merged = cache.merge(&Response::parse(&message).unwrap()).map_err(kind);
                let expected = model.merge(&lists).map(|(_, left_out)| left_out);
                assert_eq!(merged, expected.map_err(str::to_owned));
                format!("merge {:?}", merged.map(|left_out| left_out > 0))
            }
            1 => {
                let index = rng.u16(..4);
                let handle = cache.domains().find(text).map(|domain| domain.handle());
                let set = handle.is_some_and(|handle| cache.set_dc_hint(handle, index));
                assert_eq!(set, model.set_dc_hint(&domain, index.into()));
                format!("hint {set}")
            }
            2 if rng.u8(..4) == 0 => {
                let forgot = cache.forget_controllers(text);
                assert_eq!(forgot, model.forget(&domain));
                format!("forget {forgot}")
            }
            _ => {
                lists.truncate(if rng.u8(..10) > 0 { 1 } else { 2 });
                if let Some(list) = lists.first_mut().filter(|_| rng.u8(..8) > 0) {
                    list.special_name = Some(domain.clone());
                }
                let message = draw_lists(&lists);
                let set = cache.set_controllers(text, &Response::parse(&message).unwrap()).map_err(kind);
                let order = |error: String| if lists.len() > 1 { "either".to_owned() } else { error };
                let expected = model.set_controllers(&domain, &lists).map_err(str::to_owned).map_err(order);
                // Of several faults any may be told.
                assert_eq!(set.clone().map_err(order), expected);
                format!("set {:?}", set.map(|left_out| left_out > 0))
            }
        };
        *outcomes.entry(outcome).or_default() += 1;
        known(cache.domains(), &model);
        assert_eq!(
            cache.domains().find(text).is_some(),
            model.names().iter().any(|name| path::is_same(name, &domain, &fold))
        );
    }
    outcomes
}

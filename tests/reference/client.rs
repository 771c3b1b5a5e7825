//! A plain, slow model of what a DFS client does to resolve a path, for tests only.
//!
//! It was written from the written rules alone, by someone who had not seen the crate. "R2 TRY" and the
//! like in the comments are the places of the rules. Every place that is passed through at once is a
//! `Place` and a function that gives the next `Place`; `settle` walks from place to place until one is
//! reached at which something must go out. Everything is copied rather than borrowed.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]
#![allow(clippy::struct_excessive_bools, clippy::too_many_lines, reason = "a plain model says what it means")]

use super::model::{Cache, Cached, Domains, Found, Judged, NameList, Reply, State, attempts, judge};
use super::path;

type Fold = fn(u16) -> u16;
type Component = Vec<u16>;

// ---- R0, R1: what there is ----

#[derive(Clone, Debug)]
pub struct Settings {
    pub level: u16,
    pub asks_first: bool,
    pub extended: bool,
    pub max_output: u32,
    pub max_interlinks: u32,
    pub max_actions: u32,
}

#[derive(Clone, Debug)]
pub struct Caches {
    pub referrals: Cache,
    /// None: a computer in no domain.
    pub domains: Option<Domains>,
    pub bootstrap_dc: Option<Vec<u16>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Domain,
    Dc,
    Sysvol,
    Root,
    Link,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    NotDfs,
    Domain,
    Dfs,
    Cycle,
    Interlinks,
    Actions,
    Room,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Request {
        step: u8,
        host: Vec<u16>,
        kind: Kind,
        name: Vec<u16>,
        level: u16,
        extended: bool,
        output: u32,
    },
    Access {
        step: u8,
        path: Vec<u16>,
    },
    Done {
        status: u32,
    },
    Failed {
        end: End,
        step: u8,
        status: Option<u32>,
        last: Option<u32>,
        host: Option<Vec<u16>>,
        request: Option<Vec<u16>>,
    },
}

#[derive(Clone, Debug)]
pub enum Answer {
    Garbage,
    Targets(Reply),
    Lists(Vec<NameList>),
}

#[derive(Clone, Debug)]
pub enum Outcome {
    Request { status: u32, answer: Answer },
    Access { status: u32, is_dfs: bool },
}

// ---- R6: statuses ----

const PATH_NOT_COVERED: u32 = 0xC000_0257;
const INVALID_NETWORK_RESPONSE: u32 = 0xC000_00C3;
const OBJECT_PATH_NOT_FOUND: u32 = 0xC000_003A;
const BUFFER_OVERFLOW: u32 = 0x8000_0005;
const BUFFER_TOO_SMALL: u32 = 0xC000_0023;

/// R4, 2: what a host says that does not know the extended form.
const NOT_EXTENDED: [u32; 5] = [0xC000_019C, 0xC000_0010, 0xC000_00BB, 0xC000_0002, 0xC000_000D];

/// R6: fail-over, requests.
const FAIL_OVER: [u32; 27] = [
    0xC000_00BE,
    0xC000_020C,
    0xC000_0236,
    0xC000_020D,
    0x8000_0010,
    0xC000_026D,
    0xC000_016A,
    0xC000_00BD,
    0xC000_019C,
    0xC000_023D,
    0xC000_009A,
    0xC000_00C3,
    0xC000_0279,
    0xC000_00B5,
    0xC000_0192,
    0xC000_00BF,
    0xC000_00C9,
    0xC000_023C,
    0xC000_000E,
    0xC000_005F,
    0xC000_00BC,
    0xC000_00D0,
    0xC000_00CF,
    0xC000_00C4,
    0xC000_0162,
    0xC000_0203,
    0xC000_00D6,
];

/// R6: fail-over, I/O: also this one.
const BAD_NETWORK_NAME: u32 = 0xC000_00CC;

/// R1: severity 0 or 1.
fn is_success(status: u32) -> bool {
    status < 0x8000_0000
}

fn fails_over_request(status: u32) -> bool {
    FAIL_OVER.contains(&status)
}

fn fails_over_io(status: u32) -> bool {
    FAIL_OVER.contains(&status) || status == BAD_NETWORK_NAME
}

// ---- Entries ----

/// An entry that an operation uses: one in the cache, known by its id, or one that the cache did not keep,
/// or not for long, and that the operation holds for itself alone.
#[derive(Clone, Debug)]
enum Handle {
    InCache(u64),
    Own(Cached),
}

/// R8: the entry as it is now; None if it is gone.
fn see(handle: &Handle, caches: &Caches, now: u32) -> Option<Cached> {
    match handle {
        Handle::InCache(id) => {
            caches.referrals.get(*id).filter(|entry| entry.state(now) != State::Gone).cloned()
        }
        Handle::Own(entry) => Some(entry.clone()),
    }
}

fn set_hint(handle: &mut Handle, index: usize, caches: &mut Caches) {
    match handle {
        Handle::InCache(id) => {
            caches.referrals.set_hint(*id, index);
        }
        Handle::Own(entry) => entry.hint = index,
    }
}

fn prefix_len(entry: &Cached) -> usize {
    path::components(&entry.key).len()
}

/// The target's components and the rest of the path behind the entry's prefix.
fn rewritten(path: &[Component], entry: &Cached, target: usize) -> Vec<Component> {
    let mut all = entry.targets.get(target).map_or(Vec::new(), |(target, _)| path::components(target));
    all.extend(path.iter().skip(prefix_len(entry)).cloned());
    all
}

// ---- R4: an asking ----

/// Whom to ask. The controllers and the targets are given as places in a list, in the order of asking.
#[derive(Clone, Debug)]
enum Hosts {
    Fixed(Vec<u16>),
    /// `list` is the id of the list that there was at the start.
    Controllers {
        domain: Component,
        list: u64,
        order: Vec<usize>,
    },
    Targets {
        root: Handle,
        order: Vec<usize>,
    },
}

enum Host {
    Is(Vec<u16>),
    /// The list is gone: RESOLVE.
    Gone,
    NoneLeft,
}

#[derive(Clone, Debug)]
struct Asking {
    hosts: Hosts,
    /// Which of the hosts, in their order.
    at: usize,
    kind: Kind,
    name: Vec<u16>,
    extended: bool,
    output: u32,
    /// The id of an entry in the cache.
    fallback: Option<u64>,
    /// *Crossing*: the number of components of the prefix of the root that was crossed.
    crossing: Option<usize>,
}

/// R4: whether the list of controllers with this id is the one that there is.
fn is_list(domains: Option<&Domains>, domain: &[u16], list: u64) -> bool {
    domains.is_some_and(|domains| domains.list_id(domain) == Some(list))
}

/// R4, hosts: the host that is `at` in the order, looked up anew each time.
fn host(hosts: &Hosts, at: usize, caches: &Caches, now: u32) -> Host {
    let found = match hosts {
        Hosts::Fixed(host) if at == 0 => Some(host.clone()),
        Hosts::Fixed(_) => None,
        Hosts::Controllers { domain, list, order } => {
            if !is_list(caches.domains.as_ref(), domain, *list) {
                return Host::Gone;
            }
            let controllers =
                caches.domains.as_ref().map_or(Vec::new(), |domains| domains.controllers(domain));
            order.get(at).and_then(|&place| controllers.get(place).cloned())
        }
        Hosts::Targets { root, order } => {
            let Some(entry) = see(root, caches, now) else { return Host::Gone };
            let target = order.get(at).and_then(|&place| entry.targets.get(place));
            target.and_then(|(target, _)| path::components(target).first().cloned())
        }
    };
    found.map_or(Host::NoneLeft, Host::Is)
}

// ---- The operation ----

/// R2 TRY, once its order is known.
#[derive(Clone, Debug)]
struct Trying {
    handle: Handle,
    order: Vec<usize>,
    at: usize,
    /// Whether the entry was a root when TRY was entered.
    is_root: bool,
    /// What the last of the targets said that failed over.
    status: Option<u32>,
}

#[derive(Clone, Debug)]
enum Place {
    // Passed through at once.
    /// RESOLVE
    Resolve,
    /// RESOLVE, as an entry is gone.
    Lost,
    Link(Handle),
    AskRoot(Option<u64>),
    Expired(u64),
    Try(Handle),
    // Waits for `next`: the entry, and the place of the target.
    Interlink(Handle, usize),
    // Something goes out.
    NotDfs,
    Trying(Trying),
    Asking(Asking),
    // For ever.
    Over(Action),
}

#[derive(Clone, Debug)]
pub struct Operation {
    settings: Settings,
    path: Vec<Component>,
    seen_dfs: bool,
    via_domain: bool,
    asked_root: bool,
    interlinks: u32,
    actions: u32,
    visited: Vec<Vec<u16>>,
    step: u8,
    last: Option<u32>,
    /// R7: of the last action that went out since RESOLVE was entered.
    host: Option<Vec<u16>>,
    place: Place,
    /// R4, *lost*.
    lost: bool,
    /// Whether the action of this place went out already, and was counted.
    is_out: bool,
}

impl Operation {
    pub fn new(path: &[u16], settings: Settings) -> Option<Self> {
        let components = path::components(path);
        if components.is_empty() {
            return None;
        }
        Some(Self {
            settings,
            visited: vec![path::clean(&components)],
            path: components,
            seen_dfs: false,
            via_domain: false,
            asked_root: false,
            interlinks: 0,
            actions: 0,
            step: 1,
            last: None,
            host: None,
            place: Place::Resolve,
            lost: false,
            is_out: false,
        })
    }

    // ---- Small questions ----

    fn clean_path(&self) -> Vec<u16> {
        path::clean(&self.path)
    }

    fn first(&self) -> Component {
        self.path[0].clone()
    }

    /// `\first\second`
    fn first_two(&self) -> Vec<u16> {
        path::clean(&self.path[..self.path.len().min(2)])
    }

    /// Whether the second component is one of these names.
    fn second_is(&self, names: [&str; 2], fold: Fold) -> bool {
        let is_name = |name: &str, second: &Component| {
            let name: Vec<u16> = name.encode_utf16().collect();
            path::is_same(&name, second, &fold)
        };
        self.path.get(1).is_some_and(|second| names.iter().any(|name| is_name(name, second)))
    }

    /// One component, or a share that DFS never has.
    fn is_never_dfs(&self, fold: Fold) -> bool {
        self.path.len() < 2 || self.second_is(["ADMIN$", "IPC$"], fold)
    }

    /// R7
    fn fail(&self, end: End, status: Option<u32>) -> Place {
        self.fail_with(end, status, None)
    }

    /// R7: by `FAILED_ASKING` or by a reply without entries.
    fn fail_asked(&self, end: End, status: Option<u32>, asking: &Asking) -> Place {
        self.fail_with(end, status, Some(asking.name.clone()))
    }

    fn fail_with(&self, end: End, status: Option<u32>, request: Option<Vec<u16>>) -> Place {
        let (step, last, host) = (self.step, self.last, self.host.clone());
        Place::Over(Action::Failed { end, step, status, last, host, request })
    }

    // ---- R1, R5: next ----

    pub fn next(&mut self, caches: &mut Caches, now: u32) -> Action {
        loop {
            self.settle(caches, now);
            let action = match self.place.clone() {
                Place::Over(action) => return action,
                Place::Interlink(handle, target) => {
                    let place = self.interlink(&handle, target, caches, now);
                    self.leave(place);
                    continue;
                }
                Place::NotDfs => Action::Access { step: self.step, path: self.clean_path() },
                Place::Trying(trying) => {
                    // R8: the entry is needed here too.
                    let Some(entry) = see(&trying.handle, caches, now) else {
                        self.leave(Place::Lost);
                        continue;
                    };
                    let path = rewritten(&self.path, &entry, trying.order[trying.at]);
                    Action::Access { step: self.step, path: path::clean(&path) }
                }
                Place::Asking(asking) => match host(&asking.hosts, asking.at, caches, now) {
                    Host::Is(host) => self.request(&asking, host),
                    Host::Gone => {
                        self.leave(gone(&asking));
                        continue;
                    }
                    // As long as a list has the same id its hosts are the same.
                    Host::NoneLeft => unreachable!("there was a host to ask"),
                },
                passing => unreachable!("{passing:?} was passed through"),
            };
            // R5
            if !self.is_out {
                if self.actions == self.settings.max_actions {
                    self.leave(self.fail(End::Actions, None));
                    continue;
                }
                self.actions += 1;
                self.is_out = true;
                if matches!(action, Action::Request { kind: Kind::Root, .. }) {
                    self.asked_root = true;
                }
                // R7
                self.host = match &action {
                    Action::Request { host, .. } => Some(host.clone()),
                    Action::Access { path, .. } => path::components(path).first().cloned(),
                    Action::Done { .. } | Action::Failed { .. } => None,
                };
            }
            return action;
        }
    }

    fn request(&self, asking: &Asking, host: Vec<u16>) -> Action {
        let level = match asking.kind {
            Kind::Dc | Kind::Domain => self.settings.level.max(3),
            _ => self.settings.level,
        };
        Action::Request {
            step: self.step,
            host,
            kind: asking.kind,
            name: asking.name.clone(),
            level,
            extended: asking.extended,
            output: asking.output,
        }
    }

    /// Goes to another place, or to the same one for another action.
    fn leave(&mut self, place: Place) {
        self.place = place;
        self.is_out = false;
    }

    /// Walks on until something goes out, or all is over, or the rest is for `next`.
    fn settle(&mut self, caches: &mut Caches, now: u32) {
        loop {
            self.place = match self.place.clone() {
                Place::Resolve => self.resolve(caches, now),
                Place::Lost => {
                    self.lost = true;
                    self.resolve(caches, now)
                }
                Place::Link(handle) => self.link(handle, caches, now),
                Place::AskRoot(fallback) => self.ask_root(fallback, caches, now),
                Place::Expired(link) => self.expired(link, caches, now),
                Place::Try(handle) => self.try_(handle, caches, now),
                Place::Interlink(..)
                | Place::NotDfs
                | Place::Trying(_)
                | Place::Asking(_)
                | Place::Over(_) => return,
            };
        }
    }

    // ---- R2: the places ----

    /// R2 RESOLVE
    fn resolve(&mut self, caches: &mut Caches, now: u32) -> Place {
        self.step = 1;
        self.via_domain = false;
        if self.is_never_dfs(caches.referrals.fold) {
            return self.not_dfs();
        }
        self.step = 2;
        let found = caches.referrals.lookup(&self.clean_path(), now);
        let is_root = |id: u64| caches.referrals.get(id).is_some_and(|entry| entry.root);
        if matches!(found, Found::Fresh(_) | Found::Stale(_)) {
            self.seen_dfs = true;
        }
        match found {
            Found::Fresh(id) if is_root(id) => Place::Try(Handle::InCache(id)),
            Found::Fresh(id) => Place::Link(Handle::InCache(id)),
            Found::Stale(id) if is_root(id) => Place::AskRoot(Some(id)),
            Found::Stale(id) => Place::Expired(id),
            Found::Negative(_) if !self.seen_dfs => self.not_dfs(),
            Found::Negative(_) | Found::Miss => Place::AskRoot(None),
        }
    }

    /// R2 LINK
    fn link(&mut self, handle: Handle, caches: &Caches, now: u32) -> Place {
        self.step = 4;
        let Some(entry) = see(&handle, caches, now) else { return Place::Lost };
        if self.second_is(["SYSVOL", "NETLOGON"], caches.referrals.fold) {
            Place::Try(handle)
        } else if entry.interlink {
            Place::Interlink(handle, entry.hint)
        } else {
            Place::Try(handle)
        }
    }

    /// R2 `ASK_ROOT`
    fn ask_root(&mut self, fallback: Option<u64>, caches: &mut Caches, now: u32) -> Place {
        self.step = 5;
        let (fold, first) = (caches.referrals.fold, self.first());
        let names = caches.domains.as_ref().map_or(Vec::new(), Domains::names);
        if !names.iter().any(|name| path::is_same(name, &first, &fold)) {
            if !self.settings.asks_first && !self.seen_dfs && fallback.is_none() {
                return self.not_dfs();
            }
            self.step = 6;
            return self.ask(Kind::Root, Hosts::Fixed(first), fallback, None);
        }
        self.via_domain = true;
        let list = caches.domains.as_ref().and_then(|domains| domains.list_id(&first));
        let Some(list) = list else {
            if let Some(dc) = caches.bootstrap_dc.clone() {
                return self.ask(Kind::Dc, Hosts::Fixed(dc), fallback, None);
            }
            // It has failed at once; nobody is asked.
            let Place::Asking(asking) = self.ask(Kind::Dc, Hosts::Fixed(Vec::new()), fallback, None) else {
                return Place::Resolve;
            };
            return self.failed_asking(&asking, None, false, caches, now);
        };
        // From the DC hint on, and round.
        let controllers = caches.domains.as_ref().map_or(Vec::new(), |domains| domains.controllers(&first));
        let hint = caches.domains.as_ref().and_then(|domains| domains.hint(&first)).unwrap_or(0);
        let order = (hint..controllers.len()).chain(0..hint).collect();
        let hosts = Hosts::Controllers { domain: first, list, order };
        if self.second_is(["SYSVOL", "NETLOGON"], fold) {
            self.step = 10;
            self.ask(Kind::Sysvol, hosts, fallback, None)
        } else {
            self.step = 6;
            self.ask(Kind::Root, hosts, fallback, None)
        }
    }

    /// R2 EXPIRED
    fn expired(&mut self, link: u64, caches: &mut Caches, now: u32) -> Place {
        self.step = 9;
        let found = caches.referrals.lookup(&self.first_two(), now);
        let root = match found {
            Found::Fresh(id) | Found::Stale(id) => caches.referrals.get(id).filter(|entry| entry.root),
            Found::Miss | Found::Negative(_) => None,
        };
        let Some(root) = root else { return Place::AskRoot(Some(link)) };
        let order = attempts(&root.targets, root.hint);
        let hosts = Hosts::Targets { root: Handle::InCache(root.id), order };
        self.ask(Kind::Link, hosts, Some(link), None)
    }

    /// R2 TRY
    fn try_(&mut self, handle: Handle, caches: &mut Caches, now: u32) -> Place {
        self.step = 3;
        let Some(entry) = see(&handle, caches, now) else { return Place::Lost };
        let order = attempts(&entry.targets, entry.hint);
        self.try_at(Trying { handle, order, at: 0, is_root: entry.root, status: None }, caches, now)
    }

    /// R2 TRY: from this target on, the first that is no cycle.
    fn try_at(&mut self, mut trying: Trying, caches: &mut Caches, now: u32) -> Place {
        self.step = 3;
        let Some(entry) = see(&trying.handle, caches, now) else { return Place::Lost };
        loop {
            let target = trying.order.get(trying.at).and_then(|&index| entry.targets.get(index));
            // There always is one: no list is empty, and no hint is beyond it.
            let Some((target, _)) = target else { return self.fail(End::Dfs, None) };
            if trying.is_root || !path::starts_with(target, &entry.key, &caches.referrals.fold) {
                self.step = 8;
                return Place::Trying(trying);
            }
            if !Self::has_next(&mut trying, caches) {
                let end = if trying.status.is_some() { End::Dfs } else { End::Cycle };
                return self.fail(end, trying.status);
            }
        }
    }

    /// R2 TRY: goes to the next target, which becomes the hint, if there is one.
    fn has_next(trying: &mut Trying, caches: &mut Caches) -> bool {
        let Some(&next) = trying.order.get(trying.at + 1) else { return false };
        trying.at += 1;
        set_hint(&mut trying.handle, next, caches);
        true
    }

    /// R2 INTERLINK
    fn interlink(&mut self, handle: &Handle, target: usize, caches: &Caches, now: u32) -> Place {
        let Some(entry) = see(handle, caches, now) else { return Place::Lost };
        self.step = 11;
        let new = rewritten(&self.path, &entry, target);
        let text = path::clean(&new);
        let is_below = |(target, _): &super::model::Target| {
            path::starts_with(target, &entry.key, &caches.referrals.fold)
        };
        if entry.targets.get(target).is_some_and(is_below) {
            return self.fail(End::Cycle, None);
        }
        if self.visited.iter().any(|old| path::is_same(old, &text, &caches.referrals.fold)) {
            return self.fail(End::Cycle, None);
        }
        if self.interlinks == self.settings.max_interlinks {
            return self.fail(End::Interlinks, None);
        }
        self.interlinks += 1;
        self.path = new;
        self.visited.push(text);
        self.asked_root = false;
        self.seen_dfs = true;
        (self.host, self.last) = (None, None);
        Place::Resolve
    }

    /// R2 `NOT_DFS`
    fn not_dfs(&mut self) -> Place {
        self.step = 12;
        Place::NotDfs
    }

    // ---- R1: take ----

    pub fn take(&mut self, caches: &mut Caches, now: u32, outcome: Outcome) {
        if !self.is_out {
            return;
        }
        let place = match (self.place.clone(), outcome) {
            (Place::NotDfs, Outcome::Access { status, is_dfs }) => {
                self.accessed(status, is_dfs).unwrap_or_else(|| self.accessed_not_dfs(status, caches))
            }
            (Place::Trying(trying), Outcome::Access { status, is_dfs }) => {
                match self.accessed(status, is_dfs) {
                    Some(done) => done,
                    None => self.tried(trying, status, caches, now),
                }
            }
            (Place::Asking(asking), Outcome::Request { status, answer }) => {
                self.asked(asking, status, &answer, caches, now)
            }
            // Not what went out: nothing came of it.
            _ => return,
        };
        self.leave(place);
        // What "->" leads to is entered at once, not when `next` is called; but INTERLINK waits for it.
        self.settle(caches, now);
    }

    // ---- R3: what comes of an access ----

    /// R3: what holds everywhere.
    fn accessed(&mut self, status: u32, is_dfs: bool) -> Option<Place> {
        self.last = Some(status);
        self.seen_dfs |= is_dfs;
        is_success(status).then_some(Place::Over(Action::Done { status }))
    }

    /// R3, in `NOT_DFS`.
    fn accessed_not_dfs(&mut self, status: u32, caches: &Caches) -> Place {
        if status == PATH_NOT_COVERED && !self.is_never_dfs(caches.referrals.fold) && !self.asked_root {
            self.seen_dfs = true;
            return Place::AskRoot(None);
        }
        self.fail(if self.seen_dfs { End::Dfs } else { End::NotDfs }, Some(status))
    }

    /// R3, in TRY.
    fn tried(&mut self, mut trying: Trying, status: u32, caches: &mut Caches, now: u32) -> Place {
        if status == PATH_NOT_COVERED && trying.is_root {
            return self.cross(&trying, status, caches, now);
        }
        if status != PATH_NOT_COVERED && !fails_over_io(status) {
            return self.fail(End::Dfs, Some(status));
        }
        let is_system = self.second_is(["SYSVOL", "NETLOGON"], caches.referrals.fold);
        if status == PATH_NOT_COVERED && is_system {
            return self.fail(End::Dfs, Some(status));
        }
        // The list is needed from here on.
        if see(&trying.handle, caches, now).is_none() {
            return Place::Lost;
        }
        // On a link: what it leads to is a namespace too.
        if status == PATH_NOT_COVERED {
            return Place::Interlink(trying.handle, trying.order[trying.at]);
        }
        trying.status = Some(status);
        if !Self::has_next(&mut trying, caches) {
            return self.fail(End::Dfs, Some(status));
        }
        self.try_at(trying, caches, now)
    }

    /// R3, in TRY on a root: `PATH_NOT_COVERED`.
    fn cross(&mut self, trying: &Trying, status: u32, caches: &mut Caches, now: u32) -> Place {
        let Some(root) = see(&trying.handle, caches, now) else { return Place::Lost };
        let prefix = prefix_len(&root);
        if self.path.len() <= prefix {
            return self.fail(End::Dfs, Some(status));
        }
        let found = caches.referrals.lookup(&self.clean_path(), now);
        let is_deeper_link =
            |id: u64| caches.referrals.get(id).is_some_and(|entry| !entry.root && prefix_len(entry) > prefix);
        let fallback = match found {
            Found::Fresh(id) if is_deeper_link(id) => return Place::Link(Handle::InCache(id)),
            Found::Stale(id) if is_deeper_link(id) => Some(id),
            _ => None,
        };
        self.step = 8;
        let order = attempts(&root.targets, trying.order[trying.at]);
        let hosts = Hosts::Targets { root: trying.handle.clone(), order };
        self.ask(Kind::Link, hosts, fallback, Some(prefix))
    }

    // ---- R4: asking ----

    /// R2, names; R4, at the start.
    fn ask(&self, kind: Kind, hosts: Hosts, fallback: Option<u64>, crossing: Option<usize>) -> Place {
        let name = match kind {
            Kind::Domain => Vec::new(),
            Kind::Dc => path::clean(&self.path[..1]),
            Kind::Sysvol | Kind::Root => self.first_two(),
            Kind::Link => self.clean_path(),
        };
        let (extended, output) = (self.settings.extended, self.max_output().min(4096));
        Place::Asking(Asking { hosts, at: 0, kind, name, extended, output, fallback, crossing })
    }

    fn max_output(&self) -> u32 {
        self.settings.max_output.min(57344)
    }

    /// R4, the outcome.
    fn asked(
        &mut self,
        mut asking: Asking,
        status: u32,
        answer: &Answer,
        caches: &mut Caches,
        now: u32,
    ) -> Place {
        self.last = Some(status);
        // 1
        let is_too_small = status == BUFFER_OVERFLOW || status == BUFFER_TOO_SMALL;
        if is_too_small && asking.output < self.max_output() {
            asking.output = asking.output.saturating_mul(2).min(self.max_output());
            return Place::Asking(asking);
        }
        self.seen_dfs |= is_too_small;
        // 2
        if asking.extended && NOT_EXTENDED.contains(&status) {
            asking.extended = false;
            return Place::Asking(asking);
        }
        // 3
        if !is_success(status) {
            return self.host_failed(asking, status, caches, now);
        }
        // 4, 5, 6
        let result = match (answer, asking.kind) {
            (Answer::Garbage, _) => Err("Garbage"),
            (Answer::Targets(reply), _) if reply.entries.is_empty() => Err("NoReferrals"),
            (Answer::Lists(lists), _) if lists.is_empty() => Err("NoReferrals"),
            (Answer::Targets(_), Kind::Dc | Kind::Domain) => Err("NotNameLists"),
            (Answer::Lists(lists), Kind::Dc | Kind::Domain) => self.good_dc(&asking, lists, caches, now),
            (Answer::Lists(_), Kind::Sysvol | Kind::Root | Kind::Link) => Err("NotTargets"),
            (Answer::Targets(reply), Kind::Sysvol | Kind::Root | Kind::Link) => {
                let domains = caches.domains.as_ref().map_or(Vec::new(), Domains::names);
                judge(&asking.name, reply, &domains, &caches.referrals.fold)
                    .map(|judged| self.good_targets(&asking, &judged, caches, now))
            }
        };
        match result {
            Ok(place) => place,
            Err("NoReferrals") => self.no_entries(&asking, caches, now),
            Err(_) => {
                self.last = Some(INVALID_NETWORK_RESPONSE);
                self.host_failed(asking, INVALID_NETWORK_RESPONSE, caches, now)
            }
        }
    }

    /// R4, 3: the next host, if the status is one for that and there is one.
    fn host_failed(&mut self, mut asking: Asking, status: u32, caches: &mut Caches, now: u32) -> Place {
        if !fails_over_request(status) {
            return self.failed_asking(&asking, Some(status), false, caches, now);
        }
        match host(&asking.hosts, asking.at + 1, caches, now) {
            Host::Is(_) => {
                asking.at += 1;
                asking.extended = self.settings.extended;
                Place::Asking(asking)
            }
            Host::Gone => gone(&asking),
            Host::NoneLeft => self.failed_asking(&asking, Some(status), true, caches, now),
        }
    }

    /// R4, 5
    fn no_entries(&mut self, asking: &Asking, caches: &mut Caches, now: u32) -> Place {
        self.last = Some(OBJECT_PATH_NOT_FOUND);
        if asking.kind == Kind::Dc {
            // It says nothing of the path.
            return self.failed_asking(asking, self.last, false, caches, now);
        }
        if let Some(fallback) = asking.fallback {
            caches.referrals.remove(fallback);
        }
        let end = match asking.kind {
            Kind::Domain | Kind::Dc | Kind::Sysvol => End::Domain,
            Kind::Root if self.via_domain => End::Domain,
            Kind::Root | Kind::Link => End::Dfs,
        };
        self.fail_asked(end, Some(OBJECT_PATH_NOT_FOUND), asking)
    }

    /// R4 `FAILED_ASKING`: what there was before, if it is still there.
    fn fallback(asking: &Asking, caches: &mut Caches, now: u32) -> Option<Place> {
        let id = asking.fallback?;
        let entry = see(&Handle::InCache(id), caches, now)?;
        // It is not asked for again for a while.
        caches.referrals.postpone(id, now);
        let handle = Handle::InCache(id);
        Some(if entry.root { Place::Try(handle) } else { Place::Link(handle) })
    }

    /// R4 `FAILED_ASKING`
    fn failed_asking(
        &mut self,
        asking: &Asking,
        status: Option<u32>,
        exhausted: bool,
        caches: &mut Caches,
        now: u32,
    ) -> Place {
        // None of them answers: they are asked for again the next time. Another list stays.
        if exhausted
            && let Hosts::Controllers { domain, list, .. } = &asking.hosts
            && is_list(caches.domains.as_ref(), domain, *list)
            && let Some(domains) = &mut caches.domains
        {
            domains.forget(domain);
        }
        if let Some(place) = Self::fallback(asking, caches, now) {
            return place;
        }
        match asking.kind {
            Kind::Domain | Kind::Dc => self.fail_asked(End::Domain, status, asking),
            Kind::Root if !self.via_domain => {
                if self.seen_dfs {
                    return self.fail_asked(End::Dfs, status, asking);
                }
                if let Some(status) = status {
                    caches.referrals.insert_negative(&asking.name, status, now);
                }
                self.not_dfs()
            }
            Kind::Sysvol | Kind::Root => {
                let status = if exhausted { Some(OBJECT_PATH_NOT_FOUND) } else { status };
                self.fail_asked(End::Domain, status, asking)
            }
            Kind::Link => self.fail_asked(End::Dfs, status, asking),
        }
    }

    /// R4, a good reply: Dc. An error is an ill-formed reply or one without entries.
    fn good_dc(
        &self,
        asking: &Asking,
        lists: &[NameList],
        caches: &mut Caches,
        now: u32,
    ) -> Result<Place, &'static str> {
        let set = match &mut caches.domains {
            Some(domains) => domains.set_controllers(&self.first(), lists),
            None => Err("UnknownDomain"),
        };
        match set {
            Ok(_) => Ok(Place::AskRoot(asking.fallback)),
            Err("UnknownDomain") => Ok(Place::Resolve),
            Err("TooLarge") => {
                let fallback = Self::fallback(asking, caches, now);
                Ok(fallback.unwrap_or_else(|| self.fail(End::Room, None)))
            }
            Err(other) => Err(other),
        }
    }

    /// R4, a good reply: Sysvol, Root, Link.
    fn good_targets(&mut self, asking: &Asking, judged: &Judged, caches: &mut Caches, now: u32) -> Place {
        let fold = caches.referrals.fold;
        self.seen_dfs = true;
        // The host that answered becomes the hint.
        match &asking.hosts {
            Hosts::Fixed(_) => {}
            Hosts::Controllers { domain, list, order } => {
                if is_list(caches.domains.as_ref(), domain, *list)
                    && let Some(domains) = &mut caches.domains
                {
                    domains.set_dc_hint(domain, order[asking.at]);
                }
            }
            Hosts::Targets { root, order } => set_hint(&mut root.clone(), order[asking.at], caches),
        }
        // Crossing: no way on from the root.
        let covered = path::components(&judged.covered).len();
        if asking.crossing.is_some_and(|prefix| judged.root || covered <= prefix) {
            if let Some(fallback) = asking.fallback {
                caches.referrals.remove(fallback);
            }
            return self.fail(End::Dfs, Some(PATH_NOT_COVERED));
        }
        // A link that is no more.
        if asking.kind == Kind::Link
            && let Some(id) = asking.fallback
        {
            let other = |old: &Cached| !old.root && !path::is_same(&old.key, &judged.covered, &fold);
            if caches.referrals.get(id).is_some_and(other) {
                caches.referrals.remove(id);
            }
        }
        // What might go once more is inserted for others all the same.
        let handle = match caches.referrals.insert(judged, now) {
            Ok(id) if !self.lost => Handle::InCache(id),
            _ => Handle::Own(Cached {
                key: path::clean(&path::components(&judged.covered)),
                root: judged.root,
                interlink: judged.interlink,
                targets: judged.targets.clone(),
                ..Cached::default()
            }),
        };
        // Step 7 is this choice.
        if asking.kind == Kind::Root {
            self.step = 7;
        }
        if asking.kind == Kind::Sysvol || judged.root { Place::Try(handle) } else { Place::Link(handle) }
    }
}

/// R4, hosts: what there is to do if those that are left are gone.
fn gone(asking: &Asking) -> Place {
    if matches!(asking.hosts, Hosts::Targets { .. }) { Place::Lost } else { Place::Resolve }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;

    fn w(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    fn upper(unit: u16) -> u16 {
        if (0x61..=0x7A).contains(&unit) { unit - 0x20 } else { unit }
    }

    fn settings() -> Settings {
        let (max_interlinks, max_actions) = (8, 50);
        Settings {
            level: 4,
            asks_first: true,
            extended: false,
            max_output: 57344,
            max_interlinks,
            max_actions,
        }
    }

    fn caches() -> Caches {
        Caches { referrals: Cache::new(65536, 100, 300, upper), domains: None, bootstrap_dc: None }
    }

    fn lists(name: &str, expanded: &[&str]) -> Vec<NameList> {
        let expanded = expanded.iter().map(|name| w(name)).collect();
        vec![NameList { is_name_list: true, special_name: Some(w(name)), expanded }]
    }

    fn reply(covered: &str, is_root: bool, interlink: bool, targets: &[&str]) -> Outcome {
        let entry = |target: &&str| Entry {
            version: 3,
            is_name_list: false,
            is_root,
            boundary: false,
            ttl: 100,
            dfs_path: Some(w(covered)),
            target: Some(w(target)),
        };
        let answer = Answer::Targets(Reply {
            path_consumed: u16::try_from(covered.len() * 2).unwrap(),
            referral_servers: is_root || interlink,
            storage_servers: !interlink,
            target_failback: false,
            entries: targets.iter().map(entry).collect(),
            len: 100,
        });
        Outcome::Request { status: 0, answer }
    }

    /// A reply to a request, with so many seconds to live.
    fn living(mut outcome: Outcome, ttl: u32) -> Outcome {
        if let Outcome::Request { answer: Answer::Targets(reply), .. } = &mut outcome {
            reply.entries.iter_mut().for_each(|entry| entry.ttl = ttl);
        }
        outcome
    }

    fn refused(status: u32) -> Outcome {
        Outcome::Request { status, answer: Answer::Garbage }
    }

    fn io(status: u32) -> Outcome {
        Outcome::Access { status, is_dfs: true }
    }

    /// An action in short.
    fn short(action: &Action) -> String {
        let s = |text: &Vec<u16>| String::from_utf16_lossy(text);
        match action {
            Action::Request { step, host, kind, name, .. } => {
                format!("{step} {kind:?} {} of {}", s(name), s(host))
            }
            Action::Access { step, path } => format!("{step} access {}", s(path)),
            Action::Done { status } => format!("done {status:X}"),
            Action::Failed { end, step, status, .. } => format!("{step} failed {end:?} {status:X?}"),
        }
    }

    /// R7: host and request of a failure.
    fn whose(action: &Action) -> (String, String) {
        let Action::Failed { host, request, .. } = action else { panic!("{action:?}") };
        let s =
            |text: &Option<Vec<u16>>| text.as_ref().map_or("-".into(), |text| String::from_utf16_lossy(text));
        (s(host), s(request))
    }

    /// Walks a path; every `next` is called twice.
    fn walk(caches: &mut Caches, now: u32, path: &str, walked: Vec<(&str, Outcome)>, end: &str) {
        let mut operation = Operation::new(&w(path), settings()).unwrap();
        for (expected, outcome) in walked {
            assert_eq!(short(&operation.next(caches, now)), expected);
            assert_eq!(short(&operation.next(caches, now)), expected);
            operation.take(caches, now, outcome);
        }
        assert_eq!(short(&operation.next(caches, now)), end);
        assert_eq!(short(&operation.next(caches, now)), end);
    }

    /// Fills a cache with the root `\s\r` and the link `\s\r\l` to two targets.
    fn filled() -> Caches {
        let mut caches = caches();
        let walked = vec![
            (r"6 Root \s\r of s", reply(r"\s\r", true, false, &[r"\s\r"])),
            (r"8 access \s\r\l\f", io(PATH_NOT_COVERED)),
            (r"8 Link \s\r\l\f of s", reply(r"\s\r\l", false, false, &[r"\t\x", r"\u\y"])),
            (r"8 access \t\x\f", io(0)),
        ];
        walk(&mut caches, 0, r"//s\r\l/f/", walked, "done 0");
        caches
    }

    #[test]
    fn stand_alone() {
        let mut caches = filled();
        walk(&mut caches, 50, r"\S\R\L\g", vec![(r"8 access \t\x\g", io(0))], "done 0");
        assert!(Operation::new(&w("\\/"), settings()).is_none());
    }

    #[test]
    fn fail_over() {
        let mut caches = filled();
        let walked = vec![(r"8 access \t\x\g", io(0xC000_00BE)), (r"8 access \u\y\g", io(0))];
        walk(&mut caches, 50, r"\s\r\l\g", walked, "done 0");
        // The hint stays; the order wraps; the last failure is told.
        let walked = vec![(r"8 access \u\y\g", io(0xC000_00CC)), (r"8 access \t\x\g", io(0xC000_00BE))];
        walk(&mut caches, 50, r"\s\r\l\g", walked, "8 failed Dfs Some(C00000BE)");
    }

    #[test]
    fn stale() {
        // Refreshed with the same list: the entry stays.
        let mut caches = filled();
        let id = caches.referrals.lookup(&w(r"\s\r\l"), 0);
        let walked = vec![
            (r"9 Link \s\r\l\g of s", reply(r"\s\r\l", false, false, &[r"\u\y", r"\t\x"])),
            (r"8 access \t\x\g", io(0)),
        ];
        walk(&mut caches, 100, r"\s\r\l\g", walked, "done 0");
        assert_eq!(caches.referrals.lookup(&w(r"\s\r\l"), 100), id);
        // The refresh fails: what there was is used.
        let mut caches = filled();
        let walked = vec![(r"9 Link \s\r\l\g of s", refused(0xC000_0001)), (r"8 access \t\x\g", io(0))];
        walk(&mut caches, 100, r"\s\r\l\g", walked, "done 0");
        // Past the hard time-out there is nothing.
        let walked = vec![(r"6 Root \s\r of s", refused(0xC000_0225)), (r"12 access \s\r\l\g", io(0))];
        walk(&mut caches, 400, r"\s\r\l\g", walked, "done 0");
        // And that is remembered.
        walk(&mut caches, 500, r"\s\r\l\g", vec![(r"12 access \s\r\l\g", io(0))], "done 0");
    }

    #[test]
    fn interlink() {
        let mut caches = caches();
        let walked = vec![
            (r"6 Root \s\r of s", reply(r"\s\r", true, false, &[r"\s\r"])),
            (r"8 access \s\r\l\f", io(PATH_NOT_COVERED)),
            (r"8 Link \s\r\l\f of s", reply(r"\s\r\l", false, true, &[r"\t\q"])),
            (r"6 Root \t\q of t", reply(r"\t\q", true, false, &[r"\t\q"])),
            (r"8 access \t\q\f", io(0)),
        ];
        walk(&mut caches, 0, r"\s\r\l\f", walked, "done 0");
        // The way back is a cycle.
        let walked = vec![
            (r"8 access \t\q\f", io(PATH_NOT_COVERED)),
            (r"8 Link \t\q\f of t", reply(r"\t\q\f", false, true, &[r"\s\r\l\f"])),
        ];
        walk(&mut caches, 0, r"\s\r\l\f", walked, "11 failed Cycle None");
    }

    #[test]
    fn domain() {
        let mut caches = caches();
        let mut domains = Domains::new(4096, 10, upper);
        domains.merge(&lists(r"\dom", &[])).unwrap();
        caches.domains = Some(domains);
        walk(&mut caches, 0, r"\dom\r\l\f", vec![], "5 failed Domain None");
        caches.bootstrap_dc = Some(w("boot"));
        let named =
            Outcome::Request { status: 0, answer: Answer::Lists(lists(r"\DOM", &[r"\dc1", r"\dc2"])) };
        let walked = vec![
            (r"5 Dc \dom of boot", named),
            (r"6 Root \dom\r of dc1", refused(0xC000_00BE)),
            (r"6 Root \dom\r of dc2", reply(r"\dom\r", true, false, &[r"\s\r", r"\v\r"])),
            (r"8 access \s\r\l\f", io(PATH_NOT_COVERED)),
            (r"8 Link \dom\r\l\f of s", refused(0xC000_00BE)),
            (r"8 Link \dom\r\l\f of v", reply(r"\dom\r\l", false, false, &[r"\t\x"])),
            (r"8 access \t\x\f", io(0)),
        ];
        walk(&mut caches, 0, r"\dom\r\l\f", walked, "done 0");
        assert_eq!(caches.domains.as_ref().unwrap().hint(&w("dom")), Some(1));
        // The controller that answered is asked first; all of them fail.
        let walked = vec![
            (r"10 Sysvol \dom\sysvol of dc2", refused(0xC000_00BE)),
            (r"10 Sysvol \dom\sysvol of dc1", reply(r"\other", false, false, &[r"\x\y"])),
        ];
        walk(&mut caches, 0, r"\dom\sysvol\f", walked, "10 failed Domain Some(C000003A)");
    }

    #[test]
    fn not_dfs_and_budget() {
        let mut caches = caches();
        walk(
            &mut caches,
            0,
            r"\s\ipc$",
            vec![(r"12 access \s\ipc$", io(0xC000_0022))],
            "12 failed Dfs Some(C0000022)",
        );
        let mut operation =
            Operation::new(&w(r"\s\r\f"), Settings { max_actions: 1, asks_first: false, ..settings() })
                .unwrap();
        assert_eq!(short(&operation.next(&mut caches, 0)), r"12 access \s\r\f");
        operation.take(&mut caches, 0, Outcome::Access { status: PATH_NOT_COVERED, is_dfs: false });
        assert_eq!(short(&operation.next(&mut caches, 0)), "6 failed Actions None");
    }

    /// The domain `\dom` with these controllers.
    fn in_domain(controllers: &[&str]) -> Caches {
        let mut domains = Domains::new(4096, 10, upper);
        domains.merge(&lists(r"\dom", &[])).unwrap();
        if !controllers.is_empty() {
            domains.set_controllers(&w("dom"), &lists(r"\dom", controllers)).unwrap();
        }
        Caches { domains: Some(domains), bootstrap_dc: Some(w("boot")), ..caches() }
    }

    #[test]
    fn lists_by_id() {
        let put = |caches: &mut Caches| {
            let domains = caches.domains.as_mut().unwrap();
            let old = domains.list_id(&w("dom"));
            domains.set_controllers(&w("dom"), &lists(r"\dom", &[r"\dc1", r"\dc2"])).unwrap();
            assert_ne!(domains.list_id(&w("dom")), old);
        };
        let root = || reply(r"\dom\r", true, false, &[r"\s\r"]);
        let mut operation = Operation::new(&w(r"\dom\r\f"), settings()).unwrap();
        let mut caches = in_domain(&[r"\dc1", r"\dc2"]);
        assert_eq!(short(&operation.next(&mut caches, 0)), r"6 Root \dom\r of dc1");
        operation.take(&mut caches, 0, refused(0xC000_00BE));
        assert_eq!(short(&operation.next(&mut caches, 0)), r"6 Root \dom\r of dc2");
        // Gone at `next`: the names are the same, the list is not.
        put(&mut caches);
        assert_eq!(short(&operation.next(&mut caches, 0)), r"6 Root \dom\r of dc1");
        // Gone when the next one is needed.
        put(&mut caches);
        operation.take(&mut caches, 0, refused(0xC000_00BE));
        assert_eq!(short(&operation.next(&mut caches, 0)), r"6 Root \dom\r of dc1");
        operation.take(&mut caches, 0, refused(0xC000_00BE));
        // The answer of a list that is gone is good, but no hint for another.
        assert_eq!(short(&operation.next(&mut caches, 0)), r"6 Root \dom\r of dc2");
        put(&mut caches);
        operation.take(&mut caches, 0, root());
        assert_eq!(caches.domains.as_ref().unwrap().hint(&w("dom")), Some(0));
        assert_eq!(short(&operation.next(&mut caches, 0)), r"8 access \s\r\f");
        // Forgotten: gone.
        let mut operation = Operation::new(&w(r"\dom\q\f"), settings()).unwrap();
        assert_eq!(short(&operation.next(&mut caches, 0)), r"6 Root \dom\q of dc1");
        caches.domains.as_mut().unwrap().forget(&w("dom"));
        assert_eq!(caches.domains.as_ref().unwrap().list_id(&w("dom")), None);
        assert_eq!(short(&operation.next(&mut caches, 0)), r"5 Dc \dom of boot");
        // Dropped to make room: gone, too.
        let mut domains = Domains::new(30, 10, upper);
        domains.merge(&lists(r"\dom", &[])).unwrap();
        domains.set_controllers(&w("dom"), &lists(r"\dom", &[r"\dc1"])).unwrap();
        assert!(domains.list_id(&w("dom")).is_some());
        domains.merge(&lists(r"\another", &[])).unwrap();
        assert_eq!(domains.list_id(&w("dom")), None);
    }

    #[test]
    fn not_covered_on_a_link() {
        let walked = || {
            vec![
                (r"8 access \t\x\g", io(0xC000_00BE)),
                (r"8 access \u\y\g", io(PATH_NOT_COVERED)),
                (r"6 Root \u\y of u", refused(0xC000_00BE)),
            ]
        };
        walk(&mut filled(), 50, r"\s\r\l\g", walked(), "6 failed Dfs Some(C00000BE)");
        // The place is that of the target that was tried, whatever the hint is.
        let to_link = |caches: &mut Caches| {
            let mut operation = Operation::new(&w(r"\s\r\l\g"), settings()).unwrap();
            assert_eq!(short(&operation.next(caches, 50)), r"8 access \t\x\g");
            operation.take(caches, 50, io(PATH_NOT_COVERED));
            operation
        };
        let mut caches = filled();
        let mut operation = to_link(&mut caches);
        let Found::Fresh(id) = caches.referrals.lookup(&w(r"\s\r\l"), 50) else { panic!() };
        caches.referrals.set_hint(id, 1);
        assert_eq!(short(&operation.next(&mut caches, 50)), r"6 Root \t\x of t");
        // The entry is gone by `next`.
        let mut caches = filled();
        let mut operation = to_link(&mut caches);
        caches.referrals.flush(&w(r"\s\r\l"));
        assert_eq!(short(&operation.next(&mut caches, 50)), r"8 access \s\r\l\g");
    }

    #[test]
    fn postponed() {
        let mut caches = filled();
        let fails = || vec![(r"9 Link \s\r\l\g of s", refused(0xC000_0001)), (r"8 access \t\x\g", io(0))];
        walk(&mut caches, 100, r"\s\r\l\g", fails(), "done 0");
        walk(&mut caches, 129, r"\s\r\l\g", vec![(r"8 access \t\x\g", io(0))], "done 0");
        walk(&mut caches, 130, r"\s\r\l\g", fails(), "done 0");
        // Not beyond the hard time-out.
        let Found::Fresh(id) = caches.referrals.lookup(&w(r"\s\r\l"), 159) else { panic!() };
        assert!(caches.referrals.postpone(id, 390));
        let state = |caches: &Caches, now| caches.referrals.get(id).unwrap().state(now);
        assert_eq!((state(&caches, 399), state(&caches, 400)), (State::Fresh, State::Gone));
        // An `insert` ends it, although the list stays.
        let list = [r"\t\x", r"\u\y"].map(|target| (w(target), 0)).to_vec();
        let mut judged = Judged {
            covered: w(r"\s\r\l"),
            root: false,
            interlink: false,
            failback: false,
            ttl: 5,
            is_v4: false,
            targets: list,
            kept: Err("OtherPath"),
            len: 100,
        };
        assert!(caches.referrals.insert(&judged, 391).is_err());
        assert_eq!(state(&caches, 397), State::Fresh);
        judged.kept = Ok(());
        assert_eq!(caches.referrals.insert(&judged, 391), Ok(id));
        assert_eq!((state(&caches, 395), state(&caches, 396)), (State::Fresh, State::Stale));
    }

    #[test]
    fn lost() {
        let mut caches = caches();
        let mut operation = Operation::new(&w(r"\s\r\f"), settings()).unwrap();
        for then in [r"6 Root \s\r of s", r"8 access \s\r\f"] {
            operation.next(&mut caches, 0);
            operation.take(&mut caches, 0, reply(r"\s\r", true, false, &[r"\s\r"]));
            assert_eq!(short(&operation.next(&mut caches, 0)), r"8 access \s\r\f");
            // The first time it is missed; the second time the operation holds it itself, while others find it.
            assert_eq!(caches.referrals.flush(&w(r"\s\r")), 1);
            assert_eq!(short(&operation.next(&mut caches, 0)), then);
        }
    }

    #[test]
    fn below_itself() {
        for interlink in [false, true] {
            let target = reply(r"\s\r\l", false, interlink, &[r"\S\R\L\m"]);
            let walked = vec![
                (r"6 Root \s\r of s", reply(r"\s\r", true, false, &[r"\s\r"])),
                (r"8 access \s\r\l\f", io(PATH_NOT_COVERED)),
                (r"8 Link \s\r\l\f of s", target),
            ];
            let end = if interlink { "11 failed Cycle None" } else { "3 failed Cycle None" };
            walk(&mut caches(), 0, r"\s\r\l\f", walked, end);
        }
    }

    #[test]
    fn host_and_request() {
        let failed = |caches: &mut Caches, path: &str, outcomes: Vec<Outcome>| {
            let mut operation = Operation::new(&w(path), settings()).unwrap();
            for outcome in outcomes {
                operation.next(caches, 0);
                operation.take(caches, 0, outcome);
            }
            let (host, request) = whose(&operation.next(caches, 0));
            format!("{host} {request}")
        };
        // By `FAILED_ASKING`, and by a reply without entries.
        let all_fail = vec![refused(0xC000_00BE), refused(0xC000_00BE)];
        assert_eq!(failed(&mut in_domain(&[r"\dc1", r"\dc2"]), r"\dom\r\f", all_fail), r"dc2 \dom\r");
        let empty = vec![reply("", true, false, &[])];
        assert_eq!(failed(&mut caches(), r"/s/r/f", empty), r"s \s\r");
        // Nobody was asked.
        let mut alone = in_domain(&[]);
        alone.bootstrap_dc = None;
        assert_eq!(failed(&mut alone, r"\dom\r", vec![]), r"- \dom");
        // By an access.
        let (root, no) = (reply(r"\s\r", true, false, &[r"\v\r"]), io(0xC000_0022));
        assert_eq!(failed(&mut caches(), r"\s\r\f", vec![root, no]), "v -");
        // Nothing went out since the interlink.
        let mut caches = in_domain(&[]);
        caches.bootstrap_dc = None;
        let link = reply(r"\s\r", false, true, &[r"\dom\q"]);
        assert_eq!(failed(&mut caches, r"\s\r\f", vec![link]), r"- \dom");
    }
}

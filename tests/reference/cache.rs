//! A plain, slow model of a cache of DFS referrals and a cache of DFS domains, for tests only.
//!
//! It was written from the written rules alone, by someone who had not seen the crate. It favours
//! plainness over speed everywhere: every list is a `Vec`, every search walks it from the start.
//! Paths and names are UTF-16 units and need not be well-formed; times are seconds.
//! "C4" and the like in the comments are the numbers of the rules.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]
#![allow(
    clippy::single_match_else,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "a plain model says what it means"
)]

use super::path;

type Fold = dyn Fn(u16) -> u16;

type Outcome<T> = Result<T, &'static str>;

/// A target, and the number of its set.
pub type Target = (Vec<u16>, usize);

// ---- A: what a reply says; B: the order of attempts ----

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub path_consumed: u16,
    pub referral_servers: bool,
    pub storage_servers: bool,
    pub target_failback: bool,
    pub entries: Vec<Entry>,
    pub len: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub version: u16,
    pub is_name_list: bool,
    pub is_root: bool,
    pub boundary: bool,
    pub ttl: u32,
    pub dfs_path: Option<Vec<u16>>,
    pub target: Option<Vec<u16>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub covered: Vec<u16>,
    pub root: bool,
    pub interlink: bool,
    pub failback: bool,
    pub ttl: u32,
    pub is_v4: bool,
    pub targets: Vec<Target>,
    /// Whether a cache keeps it, or why not.
    pub kept: Outcome<()>,
    pub len: usize,
}

pub fn judge(request: &[u16], reply: &Reply, domains: &[Vec<u16>], fold: &Fold) -> Outcome<Judged> {
    // A1
    let first = reply.entries.first().ok_or("NoReferrals")?;
    // A3, A7
    let (root, is_v4) = (first.is_root, first.version == 4);
    let failback = reply.target_failback && is_v4;
    let mut targets = Vec::new();
    let mut set = 0;
    let mut ttl = u32::MAX;
    for (index, entry) in reply.entries.iter().enumerate() {
        // A2: without its separators something must be left of the first three units.
        if entry.is_name_list {
            return Err("NotTargets");
        }
        let target = entry.target.clone().ok_or("NoTarget")?;
        if path::components(&target[..target.len().min(3)]).is_empty() {
            return Err("NoTarget");
        }
        // A8
        if is_v4 && entry.boundary && index > 0 {
            set += 1;
        }
        targets.push((target, set));
        // A6
        ttl = ttl.min(match entry.version {
            1 if root => 300,
            1 => 1800,
            _ => entry.ttl,
        });
    }
    // A4
    let (covered, kept) = match path::split(request, reply.path_consumed) {
        Ok((covered, _)) => (covered.clone(), kept(&reply.entries, root, ttl, &covered, fold)),
        Err(_) => {
            let dfs_path = first.dfs_path.as_ref().filter(|dfs_path| !path::components(dfs_path).is_empty());
            let units = dfs_path.and_then(|dfs_path| path::covered(request, dfs_path, fold));
            (request[..units.ok_or("NotCovered")?].to_vec(), Err("PathConsumed"))
        }
    };
    // A9
    let only_referrals = reply.referral_servers && !reply.storage_servers;
    let host = &path::components(&targets[0].0)[0];
    let to_domain = targets.len() == 1 && domains.iter().any(|domain| path::is_same(domain, host, fold));
    let interlink = only_referrals || to_domain;
    Ok(Judged { covered, root, interlink, failback, ttl, is_v4, targets, kept, len: reply.len })
}

/// A5: the first reason not to keep a reply whose `PathConsumed` is good.
fn kept(entries: &[Entry], root: bool, ttl: u32, covered: &[u16], fold: &Fold) -> Outcome<()> {
    let is_covered = |path: &Vec<u16>| path::is_same(path, covered, fold);
    let count = path::components(covered).len();
    if entries.iter().any(|entry| entry.version >= 2 && !entry.dfs_path.as_ref().is_some_and(is_covered)) {
        Err("OtherPath")
    } else if (root && count != 2) || count < 2 {
        Err("PrefixLength")
    } else if ttl == 0 {
        Err("ZeroTimeToLive")
    } else {
        Ok(())
    }
}

/// B
pub fn attempts(targets: &[Target], first: usize) -> Vec<usize> {
    let Some((_, own)) = targets.get(first) else { return Vec::new() };
    let all = 0..targets.len();
    let mut order = Vec::new();
    order.extend(all.clone().filter(|&index| targets[index].1 == *own && index >= first));
    order.extend(all.clone().filter(|&index| targets[index].1 == *own && index < first));
    // The numbers of the sets rise with the indices.
    order.extend(all.filter(|&index| targets[index].1 != *own));
    order
}

// ---- C: the cache of referrals ----

/// C2, in the order of C8: what comes first is removed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Gone,
    Stale,
    Fresh,
}

/// C1: one entry. A negative one has a status and no targets; its flags and hint mean nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cached {
    pub id: u64,
    pub key: Vec<u16>,
    pub status: Option<u32>,
    pub since: u32,
    /// Of a negative entry: its seconds.
    pub ttl: u32,
    pub root: bool,
    pub interlink: bool,
    pub failback: bool,
    pub is_v4: bool,
    pub targets: Vec<Target>,
    pub hint: usize,
    pub len: usize,
    /// The greater, the more recently used.
    pub used: u64,
    /// *Postponed* (R4 of the client): it counts as fresh until then.
    pub postponed: Option<u32>,
}

impl Cached {
    /// C1
    pub fn size(&self) -> usize {
        2 * self.key.len() + self.len
    }

    /// C2. What is postponed goes on being fresh, but not beyond its hard time-out.
    pub fn state(&self, now: u32) -> State {
        let soft = self.since.saturating_add(self.ttl);
        let hard = self.since.saturating_add(self.ttl.saturating_mul(4));
        let is_postponed = self.postponed.is_some_and(|until| now < until);
        if now >= hard || (now >= soft && self.status.is_some()) {
            State::Gone
        } else if now >= soft && !is_postponed {
            State::Stale
        } else {
            State::Fresh
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Miss,
    Fresh(u64),
    Stale(u64),
    Negative(u32),
}

#[derive(Debug, Clone)]
pub struct Cache {
    pub bytes: usize,
    pub slots: usize,
    pub negative_seconds: u32,
    pub fold: fn(u16) -> u16,
    pub entries: Vec<Cached>,
    /// Counts up: for ids and for what was used when.
    clock: u64,
}

impl Cache {
    pub fn new(bytes: usize, slots: usize, negative_seconds: u32, fold: fn(u16) -> u16) -> Self {
        Self { bytes, slots, negative_seconds, fold, entries: Vec::new(), clock: 0 }
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn is_same(&self, one: &[u16], other: &[u16]) -> bool {
        path::is_same(one, other, &self.fold)
    }

    /// Only positive entries are known by their ids.
    fn position(&self, id: u64) -> Option<usize> {
        self.entries.iter().position(|entry| entry.status.is_none() && entry.id == id)
    }

    /// Takes the entry of that key out, of whatever kind.
    fn take(&mut self, key: &[u16]) -> Option<Cached> {
        let position = self.entries.iter().position(|entry| self.is_same(&entry.key, key))?;
        Some(self.entries.remove(position))
    }

    /// C3
    pub fn lookup(&mut self, of: &[u16], now: u32) -> Found {
        let used = self.tick();
        let fold = self.fold;
        let applies =
            |entry: &&mut Cached| entry.state(now) != State::Gone && path::starts_with(of, &entry.key, &fold);
        let applying = self.entries.iter_mut().filter(applies);
        let longest = applying.max_by_key(|entry| path::components(&entry.key).len());
        let Some(entry) = longest else { return Found::Miss };
        entry.used = used;
        match (entry.status, entry.state(now)) {
            (Some(status), _) => Found::Negative(status),
            (None, State::Fresh) => Found::Fresh(entry.id),
            (None, _) => Found::Stale(entry.id),
        }
    }

    pub fn insert(&mut self, judged: &Judged, now: u32) -> Outcome<u64> {
        let key = path::clean(&path::components(&judged.covered));
        // C4
        if judged.kept == Err("ZeroTimeToLive") {
            self.take(&key);
        }
        judged.kept?;
        // Not postponed, even if the list stays.
        let mut new = Cached {
            id: self.tick(),
            key,
            since: now,
            ttl: judged.ttl,
            root: judged.root,
            interlink: judged.interlink,
            failback: judged.failback,
            is_v4: judged.is_v4,
            targets: judged.targets.clone(),
            len: judged.len,
            ..Cached::default()
        };
        // C5, C7: what there was goes in any case; something of it may be taken over.
        let mut list_stays = false;
        if let Some(old) = self.take(&new.key)
            && old.status.is_none()
            && old.state(now) != State::Gone
        {
            list_stays = self.is_equivalent(&old.targets, judged);
            if list_stays {
                (new.id, new.key, new.len) = (old.id, old.key, old.len);
                (new.targets, new.is_v4, new.hint) = (old.targets, old.is_v4, old.hint);
            } else {
                let hinted = &old.targets[old.hint].0;
                let again = new.targets.iter().position(|(target, _)| self.is_same(target, hinted));
                new.hint = again.unwrap_or(0);
            }
            if new.failback && new.targets[new.hint].1 != 0 {
                new.hint = 0;
            }
        }
        // C8: only for a list that is stored; one that stays has the room it had.
        if !list_stays {
            if new.size() > self.bytes || new.len > 65535 || self.slots == 0 {
                return Err("TooLarge");
            }
            self.make_room(new.size(), now);
        }
        // C9
        new.used = self.tick();
        self.entries.push(new.clone());
        Ok(new.id)
    }

    /// C6. No set is empty, so with all targets in the other list both have as many sets.
    fn is_equivalent(&self, old: &[Target], new: &Judged) -> bool {
        let is_in = |(target, set): &Target, list: &[Target]| {
            list.iter().any(|(other, of)| self.is_same(target, other) && (!new.is_v4 || set == of))
        };
        old.iter().all(|target| is_in(target, &new.targets))
            && new.targets.iter().all(|target| is_in(target, old))
    }

    /// C8: removes entries until one of this size, which is not among them yet, fits.
    fn make_room(&mut self, size: usize, now: u32) {
        while self.entries.len() >= self.slots
            || self.entries.iter().map(Cached::size).sum::<usize>() + size > self.bytes
        {
            let order = |&index: &usize| (self.entries[index].state(now), self.entries[index].used);
            let victim = (0..self.entries.len()).min_by_key(order).expect("it fits alone");
            self.entries.remove(victim);
        }
    }

    /// C10
    pub fn insert_negative(&mut self, of: &[u16], status: u32, now: u32) -> bool {
        let components = path::components(of);
        let is_known = [0xC000_0225, 0xC000_019C, 0xC000_026D].contains(&status);
        let (id, used) = (self.tick(), self.tick());
        let (key, ttl) = (path::clean(&components), self.negative_seconds);
        let new =
            Cached { id, key, status: Some(status), since: now, ttl, len: 4, used, ..Cached::default() };
        let is_positive = |old: &Cached| {
            self.is_same(&old.key, of) && old.status.is_none() && old.state(now) != State::Gone
        };
        let is_wanted =
            ttl != 0 && is_known && components.len() == 2 && !self.entries.iter().any(is_positive);
        if !is_wanted || new.size() > self.bytes || self.slots == 0 {
            return false;
        }
        self.take(of);
        self.make_room(new.size(), now);
        self.entries.push(new);
        true
    }

    /// C11
    pub fn set_hint(&mut self, id: u64, index: usize) -> bool {
        let Some(position) = self.position(id) else { return false };
        if index >= self.entries[position].targets.len() {
            return false;
        }
        self.entries[position].hint = index;
        true
    }

    /// *Postponed* (R4 of the client): fresh for 30 seconds more, until an `insert` of the key.
    pub fn postpone(&mut self, id: u64, now: u32) -> bool {
        let Some(position) = self.position(id) else { return false };
        self.entries[position].postponed = Some(now.saturating_add(30));
        true
    }

    /// C12
    pub fn remove(&mut self, id: u64) -> bool {
        self.position(id).map(|position| self.entries.remove(position)).is_some()
    }

    /// C12
    pub fn flush(&mut self, prefix: &[u16]) -> usize {
        let (before, fold) = (self.entries.len(), self.fold);
        self.entries.retain(|entry| !path::starts_with(&entry.key, prefix, &fold));
        before - self.entries.len()
    }

    /// C13
    pub fn list(&self) -> &[Cached] {
        &self.entries
    }

    /// C13: a positive entry.
    pub fn get(&self, id: u64) -> Option<&Cached> {
        self.position(id).map(|position| &self.entries[position])
    }
}

// ---- D: the cache of domains ----

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameList {
    pub is_name_list: bool,
    pub special_name: Option<Vec<u16>>,
    pub expanded: Vec<Vec<u16>>,
}

/// A domain. Without controllers it has no list; its hint and the id of its list mean nothing then.
#[derive(Debug, Clone, Default)]
pub struct Domain {
    pub name: Vec<u16>,
    pub controllers: Vec<Vec<u16>>,
    pub hint: usize,
    /// Each list that is put down has a new one.
    pub list_id: u64,
}

/// The ids do not count.
impl PartialEq for Domain {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.controllers == other.controllers && self.hint == other.hint
    }
}

impl Eq for Domain {}

#[derive(Debug, Clone)]
pub struct Domains {
    pub bytes: usize,
    pub slots: usize,
    pub fold: fn(u16) -> u16,
    pub domains: Vec<Domain>,
    /// Counts up: for the ids of lists.
    clock: u64,
}

/// D1
fn name_of(text: &[u16]) -> Option<Vec<u16>> {
    let mut all = path::components(text);
    if all.len() == 1 { all.pop() } else { None }
}

/// D3
fn list_bytes(controllers: &[Vec<u16>]) -> usize {
    controllers.iter().map(|name| 2 * name.len() + 2).sum()
}

impl NameList {
    fn name(&self) -> Option<Vec<u16>> {
        name_of(self.special_name.as_ref()?)
    }
}

impl Domains {
    pub fn new(bytes: usize, slots: usize, fold: fn(u16) -> u16) -> Self {
        Self { bytes, slots, fold, domains: Vec::new(), clock: 0 }
    }

    fn position(&self, domain: &[u16]) -> Option<usize> {
        let name = name_of(domain)?;
        self.domains.iter().position(|known| path::is_same(&known.name, &name, &self.fold))
    }

    fn find(&mut self, domain: &[u16]) -> Option<&mut Domain> {
        self.position(domain).map(|position| &mut self.domains[position])
    }

    /// D3
    pub fn names_bytes(&self) -> usize {
        self.domains.iter().map(|domain| 2 * domain.name.len() + 2).sum()
    }

    /// D3
    pub fn lists_bytes(&self) -> usize {
        self.domains.iter().map(|domain| list_bytes(&domain.controllers)).sum()
    }

    /// D2, D4: drops lists, in the order of the domains, until so many more bytes fit.
    fn make_room(&mut self, more: usize) {
        while self.names_bytes() + self.lists_bytes() + more > self.bytes {
            let mut with_list = self.domains.iter_mut().filter(|domain| !domain.controllers.is_empty());
            with_list.next().expect("it fits without any list").controllers.clear();
        }
    }

    /// D2: how many names were added, and how many left out.
    pub fn merge(&mut self, entries: &[NameList]) -> Outcome<(usize, usize)> {
        if entries.is_empty() {
            return Err("NoReferrals");
        }
        if entries.iter().any(|entry| !entry.is_name_list) {
            return Err("NotNameLists");
        }
        let (mut added, mut left_out) = (0, 0);
        for name in entries.iter().filter_map(NameList::name) {
            if self.position(&name).is_some() {
                // Ignored.
            } else if self.domains.len() >= self.slots || self.names_bytes() + 2 * name.len() + 2 > self.bytes
            {
                left_out += 1;
            } else {
                self.make_room(2 * name.len() + 2);
                self.domains.push(Domain { name, ..Domain::default() });
                added += 1;
            }
        }
        Ok((added, left_out))
    }

    /// D4: how many names were left out.
    pub fn set_controllers(&mut self, domain: &[u16], entries: &[NameList]) -> Outcome<usize> {
        let entry = entries.first().ok_or("NoReferrals")?;
        if entries.len() > 1 {
            return Err("NotOneReferral");
        }
        if !entry.is_name_list {
            return Err("NotNameLists");
        }
        let special = entry.name().ok_or("OtherDomain")?;
        let domain = name_of(domain).ok_or("OtherDomain")?;
        if !path::is_same(&special, &domain, &self.fold) {
            return Err("OtherDomain");
        }
        let position = self.position(&domain).ok_or("UnknownDomain")?;
        let names: Vec<Vec<u16>> = entry.expanded.iter().filter_map(|name| name_of(name)).collect();
        if names.is_empty() {
            return Err("NoNames");
        }
        let mut kept = names.clone();
        while self.names_bytes() + list_bytes(&kept) > self.bytes {
            kept.pop();
        }
        if kept.is_empty() {
            return Err("TooLarge");
        }
        let left_out = names.len() - kept.len();
        self.domains[position].controllers.clear();
        self.make_room(list_bytes(&kept));
        self.clock += 1;
        let known = &mut self.domains[position];
        (known.controllers, known.hint, known.list_id) = (kept, 0, self.clock);
        Ok(left_out)
    }

    /// D5
    pub fn set_dc_hint(&mut self, domain: &[u16], index: usize) -> bool {
        let Some(known) = self.find(domain) else { return false };
        let in_range = index < known.controllers.len();
        if in_range {
            known.hint = index;
        }
        in_range
    }

    /// D5
    pub fn forget(&mut self, domain: &[u16]) -> bool {
        let list = self.find(domain).map(|known| std::mem::take(&mut known.controllers));
        list.is_some_and(|list| !list.is_empty())
    }

    /// D5
    pub fn controllers(&self, domain: &[u16]) -> Vec<Vec<u16>> {
        self.position(domain).map_or(Vec::new(), |position| self.domains[position].controllers.clone())
    }

    /// D5
    pub fn hint(&self, domain: &[u16]) -> Option<usize> {
        let known = &self.domains[self.position(domain)?];
        if known.controllers.is_empty() { None } else { Some(known.hint) }
    }

    /// R4 of the client: the id of the list that there is now.
    pub fn list_id(&self, domain: &[u16]) -> Option<u64> {
        let known = &self.domains[self.position(domain)?];
        if known.controllers.is_empty() { None } else { Some(known.list_id) }
    }

    /// D5
    pub fn names(&self) -> Vec<Vec<u16>> {
        self.domains.iter().map(|domain| domain.name.clone()).collect()
    }
}

//! Which hosts an operation may name, found out from what goes over the wire, without the client and without its model.

#![allow(unreachable_pub, reason = "as all that tests share")]

use crate::client::{Action, Answer};
use crate::model::{Entry, Reply};
use crate::path;
use crate::resolving::{fold, text};
use std::collections::{HashMap, HashSet};

fn key(name: &[u16]) -> String {
    text(&path::clean(&path::components(name))).to_uppercase()
}

fn host(name: &[u16]) -> Option<String> {
    Some(text(path::components(name).first()?).to_uppercase())
}

/// What replies said to all operations of a computer.
#[derive(Default)]
pub struct Told {
    /// Of paths under a path: a host, and until when.
    hosts: HashMap<(String, String), u32>,
}

/// What one operation was told, and where it is.
#[derive(Default)]
pub struct Own {
    path: Vec<u16>,
    hosts: HashSet<String>,
    /// The step of the last action on this path, and whether a reply to it was good.
    last: Option<(u8, bool)>,
    /// Where it was, on this path.
    accessed: HashSet<String>,
    /// Whether it may have had to begin anew on a path: what it is told then is its own.
    is_lost: bool,
}

impl Own {
    /// What came of an access. Where that was to one of several targets, their referral may go before all have been tried.
    pub fn accessed(&mut self, status: u32) {
        self.is_lost |= status >= 0x8000_0000 && status != 0xC000_0257;
    }
}

impl Told {
    /// Controllers, of whom nobody says for how long; of all paths, if it is the bootstrap DC.
    pub fn controller(&mut self, domain: &[u16], name: &[u16]) {
        self.hosts.extend(host(name).map(|host| ((key(domain), host), u32::MAX)));
    }

    /// What was answered to a request of an operation. What no cache keeps is for it alone.
    pub fn answered(&mut self, own: &mut Own, action: &Action, answer: &Answer, now: u32, has_room: bool) {
        let Action::Request { name, .. } = action else { return };
        match answer {
            Answer::Targets(reply) => {
                own.last = own.last.map(|(step, _)| (step, true));
                let covered = &name[..name.len().min(usize::from(reply.path_consumed) / 2)];
                let (until, is_kept) = (now + 4 * seconds(reply), has_room && is_sound(name, reply));
                for host in reply.entries.iter().filter_map(|entry| host(entry.target.as_ref()?)) {
                    if own.is_lost || !is_kept {
                        own.hosts.insert(host.clone());
                    }
                    if is_kept {
                        let known = self.hosts.entry((key(covered), host)).or_default();
                        *known = (*known).max(until);
                    }
                }
            }
            Answer::Lists(lists) => {
                for list in lists {
                    list.expanded.iter().for_each(|controller| self.controller(name, controller));
                }
            }
            Answer::Garbage => {}
        }
    }

    /// Whether the operation on a path may do this.
    pub fn may(&self, own: &mut Own, of: &[u16], action: &Action, now: u32) -> bool {
        let (step, name) = match action {
            Action::Request { step, host, .. } => (*step, host.clone()),
            Action::Access { step, path } => (*step, path::components(path)[0].clone()),
            Action::Done { .. } | Action::Failed { .. } => return true,
        };
        if own.path != of {
            (own.path, own.last, own.accessed) = (of.to_vec(), None, HashSet::new());
        }
        own.is_lost |= match (own.last, step) {
            (Some((8, _)), 5 | 6 | 9 | 10)
            | (Some((9, _)), 5 | 6 | 10)
            | (Some((6 | 10, _)), 5 | 9)
            | (Some((5, _)), 9) => true,
            (Some((last @ (6 | 9 | 10), is_good)), step) => last == step && is_good,
            _ => false,
        };
        if let Action::Access { path, .. } = action {
            own.is_lost |= !own.accessed.insert(key(path));
        }
        own.last = Some((step, false));
        let Some(name) = host(&name) else { return false };
        let is_told = |((under, host), until): (&(String, String), &u32)| {
            let under: Vec<u16> = under.encode_utf16().collect();
            *host == name && now < *until && path::starts_with(of, &under, &fold)
        };
        Some(&name) == host(of).as_ref() || own.hosts.contains(&name) || self.hosts.iter().any(is_told)
    }
}

/// Whether a cache may keep a reply: all that it says is for the path that it covers of the one that was asked for.
fn is_sound(name: &[u16], reply: &Reply) -> bool {
    let (consumed, separator) = (usize::from(reply.path_consumed) / 2, u16::from(b'\\'));
    let Some((covered, rest)) = name.split_at_checked(consumed) else { return false };
    let is_whole = rest.is_empty() || rest[0] == separator || covered.last() == Some(&separator);
    let components = path::components(covered).len();
    let says_so = |entry: &Entry| {
        entry.dfs_path.as_ref().is_none_or(|path| path::is_same(path, covered, &fold))
            && (!entry.is_root || components == 2)
    };
    let is_for_it = reply.entries.iter().all(says_so);
    reply.path_consumed.is_multiple_of(2) && is_whole && components > 1 && is_for_it && seconds(reply) > 0
}

/// For how long a reply is good.
fn seconds(reply: &Reply) -> u32 {
    let seconds = reply.entries.iter().map(|entry| match (entry.version, entry.is_root) {
        (1, true) => 300,
        (1, false) => 1800,
        _ => entry.ttl,
    });
    seconds.min().unwrap_or(0)
}

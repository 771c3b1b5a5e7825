//! What impacket's server says of DFS: our server's part, with a table for each version.

use super::Carrier;
use super::lines::Lines;
use crate::peers::text::{bytes, hex};
use anyhow::{Context, Result, anyhow};
use dfsc::server::{Link, Namespace, Server};
use dfsc::{NtStatus, ReplyEntry, Response};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// A file that clients read.
pub(super) struct Place {
    /// What leads there.
    pub(super) through: &'static str,
    /// Below the root.
    pub(super) name: &'static str,
    pub(super) content: &'static str,
}

/// What stands in files, and in each nowhere else.
pub(super) const HERE: &str = "in the root of the namespace\n";
pub(super) const DATA: &str = "on the server of files\n";
pub(super) const FOLDER: &str = "on the server of files, in a folder\n";

pub(super) const PLACES: [Place; 6] = [
    Place { through: "no link", name: "here.txt", content: HERE },
    Place { through: "a link", name: r"link\hello.txt", content: DATA },
    Place { through: "a link in a folder, to a folder", name: r"deep\link\hello.txt", content: FOLDER },
    Place { through: "a dead server first", name: DEAD_FIRST, content: DATA },
    Place { through: "a missing share first", name: r"moved\hello.txt", content: DATA },
    Place { through: "a link to a link", name: LINK_TO_LINK, content: DATA },
];
pub(super) const DEAD_FIRST: &str = r"failover\hello.txt";
pub(super) const LINK_TO_LINK: &str = r"onward\hello.txt";

static TO_DATA: [ReplyEntry<'_>; 1] = ReplyEntry::link_targets([r"\files\data"]);
static TO_FOLDER: [ReplyEntry<'_>; 1] = ReplyEntry::link_targets([r"\files\data\folder"]);
static TO_DEAD: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\gone\data", r"\files\data"]);
static TO_MISSING: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\files\gone", r"\files\data"]);
/// A namespace of Samba's.
static TO_LINK: [ReplyEntry<'_>; 1] = ReplyEntry::link_targets([r"\files\dfs\link"]);

static LINKS: [Link<'_>; 5] = [
    Link::new("link", &TO_DATA),
    Link::new(r"deep\link", &TO_FOLDER),
    Link::new("failover", &TO_DEAD),
    Link::new("moved", &TO_MISSING),
    Link::new("onward", &TO_LINK).interlink(),
];

static NAMESPACES: [[Namespace<'_>; 1]; 4] =
    [namespace("v1"), namespace("v2"), namespace("v3"), namespace("v4")];

const fn namespace(name: &'static str) -> [Namespace<'static>; 1] {
    [Namespace::new(name, &[]).with_links(&LINKS)]
}

/// One for each version: what has entries of that version at most is the share of that name.
static SERVERS: [Server<'_>; 4] = [
    Server::new(&NAMESPACES[0]).with_max_version(1),
    Server::new(&NAMESPACES[1]).with_max_version(2),
    Server::new(&NAMESPACES[2]).with_max_version(3),
    Server::new(&NAMESPACES[3]).with_max_version(4),
];
const _: () = {
    let [first, second, third, fourth] = &SERVERS;
    assert!(first.is_sound() && second.is_sound() && third.is_sound() && fourth.is_sound());
};

/// The versions of the entries that were told, since somebody looked.
pub(super) type Told = Arc<Mutex<BTreeSet<u16>>>;

/// The versions, and the shares that have them.
pub(super) fn versions() -> impl Iterator<Item = (u16, &'static str)> {
    (1..).zip(NAMESPACES.iter().flatten().map(Namespace::name))
}

/// The server that has our answers over a carrier.
pub(super) fn host(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Smb1 => "nas1",
        Carrier::Smb2 => "nas2",
    }
}

/// Answers what impacket's server asks, until it ends.
pub(super) fn serve(mut server: Lines, told: &Told) -> Result<()> {
    while let Some(question) = server.read()? {
        let (answer, version) = answer(&question).with_context(|| format!("asked {question}"))?;
        told.lock().map_err(|_| anyhow!("a thread panicked"))?.extend(version);
        server.write(&answer.to_string())?;
    }
    Ok(())
}

/// The answer, and of a referral the version of its entries.
fn answer(question: &Value) -> Result<(Value, Option<u16>)> {
    if let Some(message) = question["referral"].as_str() {
        let message = bytes(message)?;
        let mut room = vec![0; usize::try_from(question["room"].as_u64().context("no room")?)?];
        let answer = if question["extended"] == true { Server::answer_extended } else { Server::answer };
        return Ok(match of_any(|server| answer(server, &message, &mut room).map(<[u8]>::to_vec)) {
            Ok(reply) => (json!({ "status": 0, "reply": hex(&reply) }), Response::parse(&reply)?.version()),
            Err(status) => (json!({ "status": status.0 }), None),
        });
    }
    let text = |key: &str| question[key].as_str().with_context(|| format!("no {key}"));
    let (share, path) = (text("share")?, text("path")?);
    Ok(match of_any(|server| server.normalize(share, path)) {
        Ok(name) => (json!({ "status": 0, "name": name }), None),
        Err(status) => (json!({ "status": status.0 }), None),
    })
}

/// What the server says that has the namespace.
fn of_any<T>(mut of: impl FnMut(&'static Server<'static>) -> Result<T, NtStatus>) -> Result<T, NtStatus> {
    let [first, others @ ..] = &SERVERS;
    others.iter().fold(of(first), |answer, server| match answer {
        Err(NtStatus::NOT_FOUND) => of(server),
        answer => answer,
    })
}

#[cfg(test)]
mod tests {
    use super::{answer, versions};
    use crate::peers::text::hex;
    use dfsc::{Encode, NtStatus, Request};
    use serde_json::json;

    #[test]
    fn each_share_has_its_version() {
        for (version, share) in versions() {
            let path = format!(r"\nas\{share}\Deep\Link\a.txt");
            let mut buffer = [0; 128];
            let request = Request::new(4, path.as_str());
            let message = hex(request.encode(&mut buffer).unwrap());
            let question = json!({ "referral": message, "extended": false, "room": 4096 });
            assert_eq!(answer(&question).unwrap().1, Some(version));
        }
    }

    #[test]
    fn names_are_below_the_root_or_behind_a_link() {
        let asked = |path: &str| answer(&json!({ "share": "V3", "path": path })).unwrap().0;
        assert_eq!(asked(r"nas\v3\here.txt"), json!({ "status": 0, "name": "here.txt" }));
        assert_eq!(asked(r"nas\v3\moved\a"), json!({ "status": NtStatus::PATH_NOT_COVERED.0 }));
        assert_eq!(asked(r"nas\v5\a"), json!({ "status": NtStatus::NOT_FOUND.0 }));
    }
}

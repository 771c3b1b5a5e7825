//! What holds of a server's answers.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::chance::Rng;
use crate::replies::{terminated, units};
use dfsc::server::{Link, Namespace, Server};
use dfsc::{NtStatus, ReplyEntry, Response};

/// The bytes of a request, drawn by hand. `[MS-DFSC] 2.2.2`
pub fn plain(level: u16, name: &str) -> Vec<u8> {
    [&level.to_le_bytes()[..], &terminated(&units(name))].concat()
}

/// The same in the extended form, with a site. `[MS-DFSC] 2.2.3`
pub fn extended(level: u16, name: &str) -> Vec<u8> {
    let counted = |text: &str| {
        let bytes = terminated(&units(text));
        [&u16::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
    };
    let data = [counted(name), counted("Headquarters")].concat();
    let len = u32::try_from(data.len()).unwrap().to_le_bytes();
    [&level.to_le_bytes()[..], &[1, 0], &len, &data].concat()
}

/// Whatever was asked, there is a reply that can be read, or one of a few statuses.
pub fn is_an_answer(answered: Result<&[u8], NtStatus>) {
    match answered {
        Ok(reply) => assert!(Response::parse(reply).is_ok()),
        Err(status) => assert!(
            [
                NtStatus::INVALID_PARAMETER,
                NtStatus::NOT_FOUND,
                NtStatus::DFS_UNAVAILABLE,
                NtStatus::BUFFER_OVERFLOW,
                NtStatus::UNSUCCESSFUL
            ]
            .contains(&status)
        ),
    }
}

/// The names that random paths are made of: some are others' beginnings, or the same in other letters.
const NAMES: [&str; 5] = ["a", "A", "ab", "link", "Link"];

/// Two to five components, each with a backslash before it.
fn any_path(rng: &mut Rng, components: std::ops::Range<usize>) -> String {
    (0..rng.usize(components)).flat_map(|_| ["\\", rng.choice(NAMES).unwrap()]).collect()
}

fn lower(path: &str) -> Vec<String> {
    path.split(['\\', '/']).filter(|name| !name.is_empty()).map(str::to_lowercase).collect()
}

/// A table of choices answers as a search finds it that knows nothing of UTF-16, prefixes or iterators. Gives whether there was a root, and a link.
pub fn is_searched_well(rng: &mut Rng) -> (bool, bool) {
    // Names of roots, each with the paths of its links. Of two of one name the first counts.
    let table: Vec<(String, Vec<String>)> = (0..rng.usize(1..4))
        .map(|_| {
            let links = (0..rng.usize(..4)).map(|_| any_path(rng, 1..4)).collect();
            ((*rng.choice(NAMES).unwrap()).to_owned(), links)
        })
        .collect();
    let of_roots: Vec<_> = (0..table.len()).map(|n| format!(r"\root{n}\r")).collect();
    let of_links: Vec<Vec<_>> = (table.iter().enumerate())
        .map(|(n, (_, links))| (0..links.len()).map(|m| format!(r"\link{n}\l{m}")).collect())
        .collect();
    let root_targets: Vec<_> = of_roots.iter().map(|target| [ReplyEntry::root_target(&**target)]).collect();
    let link_targets: Vec<Vec<_>> = (of_links.iter())
        .map(|links| links.iter().map(|target| [ReplyEntry::link_target(&**target)]).collect())
        .collect();
    let links: Vec<Vec<_>> = (table.iter().zip(&link_targets))
        .map(|((_, paths), targets)| {
            paths.iter().zip(targets).map(|(path, targets)| Link::new(path, targets)).collect()
        })
        .collect();
    let namespaces: Vec<_> = (table.iter().zip(&root_targets).zip(&links))
        .map(|(((name, _), targets), links)| Namespace::new(name, targets).with_links(links))
        .collect();
    let server = Server::new(&namespaces);

    let path = any_path(rng, 2..6);
    let asked = lower(&path);
    let root = table.iter().position(|(name, _)| name.to_lowercase() == asked[1]);
    // The longest of its links, the first of those.
    let link = root.and_then(|n| {
        let through = |(_, link): &(usize, Vec<String>)| asked[2..].starts_with(link);
        let links = table[n].1.iter().map(|path| lower(path)).enumerate().filter(through);
        links.min_by_key(|(_, link)| usize::MAX - link.len()).map(|(m, link)| (m, link.len()))
    });
    let mut out = [0; 512];
    let answered = server.answer(&plain(rng.u16(1..=4), &path), &mut out);
    let Some(n) = root else {
        assert_eq!(answered, Err(NtStatus::NOT_FOUND), "{path} of {table:?}");
        assert_eq!(server.normalize("a", &*path), Err(NtStatus::NOT_FOUND));
        return (false, false);
    };
    let reply = Response::parse(answered.unwrap()).unwrap();
    let target = reply.referrals().next().unwrap().target().unwrap().network_address().unwrap();
    let (expected, components) = match link {
        Some((m, components)) => (format!(r"\link{n}\l{m}"), 2 + components),
        None => (format!(r"\root{n}\r"), 2),
    };
    assert_eq!(target, *expected, "{path} of {table:?}");
    let covered: String = path.split('\\').skip(1).take(components).flat_map(|name| ["\\", name]).collect();
    assert_eq!(usize::from(reply.path_consumed()), 2 * covered.len());
    let below: Vec<&str> = path.split('\\').skip(3).collect();
    let expected = if link.is_some() { Err(NtStatus::PATH_NOT_COVERED) } else { Ok(below.join("\\")) };
    assert_eq!(server.normalize(&*asked[1], &*path).map(str::to_owned), expected);
    (link.is_none(), link.is_some())
}

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

/// What stands before a component in what a client sends.
const SEPARATORS: [&str; 4] = ["\\", "\\", "/", "\\\\"];

/// So many components, as a table has them.
fn any_components(rng: &mut Rng, count: std::ops::Range<usize>) -> Vec<&'static str> {
    (0..rng.usize(count)).map(|_| *rng.choice(&NAMES).unwrap()).collect()
}

/// A table of choices answers as a search finds it that knows nothing of UTF-16, prefixes or iterators. Gives whether there was a root, and a link.
pub fn is_searched_well(rng: &mut Rng) -> (bool, bool) {
    // Names of roots, whether they have targets, and the paths of their links. Of two of one name the first counts.
    let table: Vec<(&str, bool, Vec<String>)> = (0..rng.usize(1..4))
        .map(|_| {
            let links = (0..rng.usize(..4)).map(|_| any_components(rng, 1..4).join("\\"));
            let links = links.collect();
            (*rng.choice(&NAMES).unwrap(), rng.bool(), links)
        })
        .collect();
    let of_roots: Vec<_> = (0..table.len()).map(|n| format!(r"\root{n}\r")).collect();
    let of_links: Vec<Vec<_>> = (table.iter().enumerate())
        .map(|(n, (_, _, links))| (0..links.len()).map(|m| format!(r"\link{n}\l{m}")).collect())
        .collect();
    let root_targets: Vec<_> = of_roots.iter().map(|target| [ReplyEntry::root_target(&**target)]).collect();
    let link_targets: Vec<Vec<_>> = (of_links.iter())
        .map(|links| links.iter().map(|target| [ReplyEntry::link_target(&**target)]).collect())
        .collect();
    let links: Vec<Vec<_>> = (table.iter().zip(&link_targets))
        .map(|((_, _, paths), targets)| {
            paths.iter().zip(targets).map(|(path, targets)| Link::new(path, targets)).collect()
        })
        .collect();
    let namespaces: Vec<_> = (table.iter().zip(&root_targets).zip(&links))
        .map(|(((name, has_targets, _), targets), links)| {
            Namespace::new(name, if *has_targets { targets } else { &[] }).with_links(links)
        })
        .collect();
    let (domains, max_version, level) = (["link"], rng.u16(1..=4), rng.u16(1..=4));
    let server = Server::new(&namespaces).with_domains(&domains).with_max_version(max_version);
    assert!(server.is_sound());

    let components = any_components(rng, 2..6);
    let separators: Vec<&str> = components.iter().map(|_| *rng.choice(&SEPARATORS).unwrap()).collect();
    let written = |count: usize| -> String {
        (separators.iter().zip(&components).take(count))
            .flat_map(|(separator, name)| [*separator, name])
            .collect()
    };
    let path = written(components.len());
    let said = format!("{path} of {table:?}");
    let asked: Vec<String> = components.iter().map(|name| name.to_lowercase()).collect();
    let is_of_domain = asked[0] == "link";
    let root = table.iter().position(|(name, ..)| name.to_lowercase() == asked[1]);
    let root = root.filter(|n| table[*n].1 || !is_of_domain);
    // The longest of its links, the first of those.
    let link = root.and_then(|n| {
        let lower = |path: &String| path.split('\\').map(str::to_lowercase).collect::<Vec<_>>();
        let links = table[n].2.iter().map(lower).enumerate().map(|(m, link)| (m, link.len(), link));
        let mut through: Vec<_> = links.filter(|(.., link)| asked[2..].starts_with(link)).collect();
        through.sort_by_key(|(m, len, _)| (usize::MAX - len, *m));
        through.first().map(|(m, len, _)| (*m, *len))
    });

    let mut out = [0; 512];
    let answered = if rng.bool() {
        server.answer_extended(&extended(level, &path), &mut out)
    } else {
        server.answer(&plain(level, &path), &mut out)
    };
    let Some(n) = root else {
        let status = if is_of_domain { NtStatus::DFS_UNAVAILABLE } else { NtStatus::NOT_FOUND };
        assert_eq!(answered, Err(status), "{said}");
        assert_eq!(server.normalize("a", &*path), Err(status), "{said}");
        return (false, false);
    };
    let reply = Response::parse(answered.unwrap()).unwrap();
    let target = reply.referrals().next().unwrap().target().unwrap().network_address().unwrap();
    let (expected, covered) = match link {
        Some((m, len)) => (format!(r"\link{n}\l{m}"), 2 + len),
        None if table[n].1 => (format!(r"\root{n}\r"), 2),
        None => (format!(r"\{}\{}", components[0], components[1]), 2),
    };
    assert_eq!(target, *expected, "{said}");
    assert_eq!(reply.version(), Some(level.min(max_version)), "{said}");
    // Two before the first component count as one.
    let consumed = written(covered).len() + 1 - separators[0].len();
    assert_eq!(usize::from(reply.path_consumed()), 2 * consumed, "{said}");
    let below = path[written(2).len()..].trim_start_matches(['\\', '/']);
    let expected = if link.is_some() { Err(NtStatus::PATH_NOT_COVERED) } else { Ok(below) };
    assert_eq!(server.normalize(&*asked[1], &*path), expected, "{said}");
    (link.is_none(), link.is_some())
}

//! What a server answers from its table: judged by the suite that Microsoft holds servers against, by the rules of the findings, and by this crate's own client.

#[path = "reference/cache.rs"]
mod model;
#[path = "reference/path.rs"]
mod path;
mod replies;

use dfsc::cache::ReferralCache;
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use dfsc::inspect::{Asked, Finding, Inspector};
use dfsc::server::{Link, Namespace, Server};
use dfsc::{
    AnyText, Encode, NtStatus, Referral, ReferralHeaderFlags, ReplyEntry, Request, RequestEx, Response,
    ServerType,
};
use replies::{terminated, units};

const fn root_of<const N: usize>(targets: [&'static str; N]) -> [ReplyEntry<'static>; N] {
    ReplyEntry::root_targets(targets)
}

static ALONE: [ReplyEntry<'_>; 1] = root_of([r"\fs\Alone"]);
static PUBLIC: [ReplyEntry<'_>; 2] = root_of([r"\fs\Public", r"\fs2\Public"]);
static DATA: [ReplyEntry<'_>; 3] =
    ReplyEntry::link_targets([r"\file1\data", r"\file2\data", r"\file3\data\deep"]);
static OTHER: [ReplyEntry<'_>; 1] = ReplyEntry::link_targets([r"\fs9\Other"]);
static LINKS: [Link<'_>; 5] = [
    Link::new("link", &DATA),
    Link::new(r"folder\inner", &DATA).with_time_to_live(77).with_target_failback(),
    Link::new(r"folder\inner\most", &OTHER),
    Link::new("interlink", &OTHER).into_namespace(),
    Link::new("empty", &[]),
];
static NAMESPACES: [Namespace<'_>; 2] = [
    Namespace::new("Alone", &ALONE).with_links(&LINKS),
    Namespace::new("Public", &PUBLIC).with_links(&LINKS).with_time_to_live(900).with_target_failback(),
];
static DOMAINS: [AnyText<'_>; 2] = [AnyText::str("CO"), AnyText::str("co.example")];
static SERVER: Server<'_> = Server::new(&NAMESPACES).with_domains(&DOMAINS);

/// The bytes of a request, drawn by hand. `[MS-DFSC] 2.2.2`
fn plain(level: u16, name: &str) -> Vec<u8> {
    [&level.to_le_bytes()[..], &terminated(&units(name))].concat()
}

/// The same in the extended form, with a site. `[MS-DFSC] 2.2.3`
fn extended(level: u16, name: &str) -> Vec<u8> {
    let counted = |text: &str| {
        let bytes = terminated(&units(text));
        [&u16::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
    };
    let data = [counted(name), counted("Headquarters")].concat();
    let len = u32::try_from(data.len()).unwrap().to_le_bytes();
    [&level.to_le_bytes()[..], &[1, 0], &len, &data].concat()
}

fn answer(message: &[u8]) -> Result<Vec<u8>, NtStatus> {
    let mut out = [0xa5; 4096];
    SERVER.answer(message, &mut out).map(<[u8]>::to_vec)
}

fn refused(name: &str) -> NtStatus {
    answer(&plain(4, name)).unwrap_err()
}

/// What is wrong with a reply, by the rules, beside its request.
fn findings(request: &[u8], reply: &[u8]) -> Vec<String> {
    let request = Request::parse(request).unwrap();
    let mut inspector = Inspector::new(reply).asked(Asked::from(&request));
    let (mut room, mut found) = ([0; 1024], Vec::new());
    let mut take = |finding: Finding| found.push(finding.to_string());
    while let Some(message) = inspector.next(&mut room) {
        message.findings(&mut take);
    }
    found
}

/// What the suite demands of every reply, and what is in it: flags, type, seconds, covered bytes and targets.
fn judged(level: u16, name: &str) -> (ReferralHeaderFlags, ServerType, u32, u16, Vec<String>) {
    let request = plain(level, name);
    let bytes = answer(&request).unwrap();
    let mut out = [0xa5; 4096];
    assert_eq!(SERVER.answer_extended(&extended(level, name), &mut out).unwrap(), bytes);
    assert_eq!(findings(&request, &bytes), Vec::<String>::new(), "{name} in version {level}");
    let reply = Response::parse(&bytes).unwrap();
    assert_eq!(reply.version(), Some(level.min(4)));
    let covered = &name[..usize::from(reply.path_consumed()) / 2];
    let (mut kind, mut seconds, mut targets) = (ServerType::NON_ROOT, 0, Vec::new());
    for (index, referral) in reply.referrals().enumerate() {
        let (Referral::V1(target) | Referral::V2(target) | Referral::V3(target) | Referral::V4(target)) =
            referral
        else {
            panic!("{referral:?}")
        };
        (kind, seconds) = (target.server_type(), target.time_to_live().unwrap_or(0));
        targets.push(target.network_address().unwrap().to_string());
        if level > 1 {
            assert_eq!(target.dfs_path().unwrap(), covered);
            assert_eq!(target.alternate_path().unwrap(), covered);
        }
        assert_eq!(target.flags().target_set_boundary(), level == 4 && index == 0);
    }
    (reply.flags(), kind, seconds, reply.path_consumed(), targets)
}

const ROOT: u32 = 3;
const LINK: u32 = 2;
const INTERLINK: u32 = 1;

/// `RootAndLinkReferralToDFSServer`, and of `RootReferralToDC` and `LinkReferralToDC` what a controller that holds the root is asked, in all versions.
#[test]
fn roots_and_links() {
    for level in 1..=4 {
        let v1 = level == 1;
        let flags = |flags: u32, failback: bool| {
            let failback = if failback && level == 4 { 4 } else { 0 };
            ReferralHeaderFlags(if v1 { ROOT } else { flags | failback })
        };
        let seconds = |seconds| if v1 { 0 } else { seconds };
        let root = judged(level, r"\fs\Alone");
        assert_eq!(
            root,
            (flags(ROOT, false), ServerType::ROOT, seconds(300), 18, vec![r"\fs\Alone".to_owned()])
        );
        let root = judged(level, r"\co.example\public");
        let targets = vec![r"\fs\Public".to_owned(), r"\fs2\Public".to_owned()];
        assert_eq!(root, (flags(ROOT, true), ServerType::ROOT, seconds(900), 36, targets));
        let data: Vec<String> =
            [r"\file1\data", r"\file2\data", r"\file3\data\deep"].map(str::to_owned).to_vec();
        let link = judged(level, r"\FS\ALONE\LINK\x\y");
        assert_eq!(link, (flags(LINK, false), ServerType::NON_ROOT, seconds(1800), 28, data.clone()));
        let link = judged(level, r"\CO\Public\folder\inner");
        assert_eq!(link, (flags(LINK, true), ServerType::NON_ROOT, seconds(77), 46, data));
        // The longest that there is.
        let link = judged(level, r"\CO\Public\folder\inner\most\x");
        assert_eq!((link.3, link.4), (56, vec![r"\fs9\Other".to_owned()]));
        // Interlinks.
        let link = judged(level, r"\fs\Alone\interlink");
        assert_eq!((link.0, link.4), (flags(INTERLINK, false), vec![r"\fs9\Other".to_owned()]));
        // No link: the root once more.
        for path in [r"\fs\Alone\no\link", r"\fs\Alone\linked", r"\fs\Alone\folder", r"\fs\Alone\folder\inn"]
        {
            let again = judged(level, path);
            assert_eq!((again.1, again.3), (ServerType::ROOT, 18), "{path}");
        }
    }
}

/// `InvalidRootReferral…`, `…DomainReferral…`, `…DCReferral…`, `InvalidSysvolReferralToDC` and what a server says that is no controller.
#[test]
fn refusals() {
    assert_eq!(refused(r"\fs\Nothing"), NtStatus::NOT_FOUND);
    assert_eq!(refused(r"\fs\Nothing\link"), NtStatus::NOT_FOUND);
    assert_eq!(refused(r"\co.EXAMPLE\Nothing"), NtStatus::DFS_UNAVAILABLE);
    assert_eq!(refused(r"\co\Nothing\link"), NtStatus::DFS_UNAVAILABLE);
    assert_eq!(refused(""), NtStatus::INVALID_PARAMETER);
    assert_eq!(refused(r"\co.example"), NtStatus::INVALID_PARAMETER);
    assert_eq!(refused(r"\co.example\SYSVOL"), NtStatus::NOT_FOUND);
    assert_eq!(refused(r"\co.example\netlogon"), NtStatus::NOT_FOUND);
    assert_eq!(answer(&plain(0, r"\fs\Alone")), Err(NtStatus::UNSUCCESSFUL));
    for bad in [&[][..], &[4], &[4, 0, 0x5c], &plain(4, r"\fs\Alone")[..10]] {
        assert_eq!(answer(bad), Err(NtStatus::INVALID_PARAMETER), "{bad:?}");
        let mut out = [0; 64];
        assert_eq!(SERVER.answer_extended(bad, &mut out), Err(NtStatus::INVALID_PARAMETER));
    }
    // A server by a name that is longer than a reply can say.
    let long = format!(r"\{}\Alone", "s".repeat(33_000));
    assert_eq!(refused(&long), NtStatus::INVALID_PARAMETER);
    // Without domains there is none that is not available.
    let alone = Server::new(&NAMESPACES);
    let mut out = [0; 64];
    assert_eq!(alone.answer(&plain(4, r"\CO\Nothing"), &mut out), Err(NtStatus::NOT_FOUND));
}

#[test]
fn versions_are_those_of_both() {
    let server = SERVER.with_max_version(2);
    let mut out = [0; 512];
    for (level, version) in [(1, 1), (2, 2), (3, 2), (4, 2), (u16::MAX, 2)] {
        let reply = server.answer(&plain(level, r"\fs\Alone"), &mut out).unwrap();
        assert_eq!(Response::parse(reply).unwrap().version(), Some(version));
    }
}

/// Whole targets or none, in as much room as the client gives.
#[test]
fn replies_fit_what_the_client_allows() {
    for level in 1..=4 {
        let request = plain(level, r"\fs\Alone\link");
        let whole = answer(&request).unwrap();
        let mut before = 0;
        for room in 0..=whole.len() {
            let mut out = vec![0xa5; room];
            match SERVER.answer(&request, &mut out) {
                Ok(message) => {
                    let count = Response::parse(message).unwrap().number_of_referrals();
                    assert!(count >= before && count > 0);
                    assert_eq!(findings(&request, message), Vec::<String>::new());
                    before = count;
                }
                Err(status) => {
                    assert_eq!((status, before), (NtStatus::BUFFER_OVERFLOW, 0), "{room}");
                }
            }
        }
        assert_eq!(before, 3);
    }
}

/// `/`, and more or fewer separators: the reply is as if the path had been written as the protocol does, but for what it covers, which is told of what was sent.
#[test]
fn paths_are_read_however_they_are_written() {
    let canonical = answer(&plain(4, r"\fs\Alone\link")).unwrap();
    for (path, covered) in [
        (r"\\fs\Alone\link", 28),
        (r"fs\Alone\link\x", 26),
        ("/fs/Alone/link", 28),
        (r"\fs\\Alone\link\\x", 30),
    ] {
        let reply = answer(&plain(4, path)).unwrap();
        assert_eq!(Response::parse(&reply).unwrap().path_consumed(), covered, "{path}");
        assert_eq!(reply[2..], canonical[2..], "{path}");
    }
    // What is written anew takes its room from that of the reply.
    let mut out = vec![0; canonical.len() + 27];
    let reply = SERVER.answer(&plain(4, "/fs/Alone/link"), &mut out).unwrap();
    assert_eq!(Response::parse(reply).unwrap().number_of_referrals(), 2);
}

#[test]
fn a_link_without_targets_has_no_referrals() {
    let request = plain(4, r"\fs\Alone\empty\x");
    assert_eq!(answer(&request).unwrap(), [30, 0, 0, 0, 2, 0, 0, 0]);
}

/// `PathNormalization`.
#[test]
fn paths_are_normalized() {
    for (path, relative) in [
        (r"fs\Alone\MyDir\file1", r"MyDir\file1"),
        (r"\fs\Alone\MyDir\file1", r"MyDir\file1"),
        (r"\co.example\PUBLIC", ""),
        (r"\co.example\PUBLIC\", ""),
        (r"fs/alone/folder", "folder"),
        (r"fs\alone\linked\x", r"linked\x"),
    ] {
        assert_eq!(SERVER.normalize(path), Ok(relative), "{path}");
    }
    for path in [r"fs\Alone\link", r"\FS\ALONE\LINK\x", r"fs\alone\folder\inner\x", r"fs\alone\empty"] {
        assert_eq!(SERVER.normalize(path), Err(NtStatus::PATH_NOT_COVERED), "{path}");
    }
    assert_eq!(SERVER.normalize(r"fs\other\x"), Err(NtStatus::NOT_FOUND));
    assert_eq!(SERVER.normalize(r"co\other\x"), Err(NtStatus::DFS_UNAVAILABLE));
    assert_eq!(SERVER.normalize("fs"), Err(NtStatus::NOT_FOUND));
    assert!(SERVER.is_root("ALONE") && !SERVER.is_root("Alon") && !SERVER.is_root(""));
}

/// The crate's own client goes where the table says, and keeps what it is told.
#[test]
fn a_client_follows_what_it_says() {
    let mut referrals = ReferralCache::<4096, 8>::new();
    for (path, open, asked) in [
        (r"\\fs\Alone\x", vec![r"\fs\Alone\x"], 1),
        (r"\\fs\alone\LINK\y", vec![r"\fs\Alone\LINK\y", r"\file1\data\y"], 1),
        (r"\\fs\alone\link\z", vec![r"\file1\data\z"], 0),
        (r"\\fs\alone\folder\inner\most\z", vec![r"\fs\Alone\folder\inner\most\z", r"\fs9\Other\z"], 1),
    ] {
        let (mut path_buffer, mut reply_buffer, mut out) = ([0; 256], [0; 512], [0; 512]);
        let mut operation =
            Operation::new(path, Settings::new(), &mut path_buffer, &mut reply_buffer).unwrap();
        let (mut opened, mut requests) = (Vec::new(), 0);
        loop {
            let mut caches = Caches::without_domains(&mut referrals);
            let mut room = [0; 4096];
            let outcome = match operation.next(&mut caches, 0, &mut out).unwrap() {
                Action::Request(request) => {
                    requests += 1;
                    match SERVER.answer(request.message(), &mut room) {
                        Ok(reply) => Outcome::reply(reply),
                        Err(status) => Outcome::refused(status),
                    }
                }
                Action::Access(access) => {
                    opened.push(access.path().to_string());
                    let is_here = access.host() == "fs";
                    let verdict = SERVER.normalize(access.dfs_name()).err().filter(|_| is_here);
                    Outcome::accessed(verdict.unwrap_or(NtStatus::SUCCESS), is_here)
                }
                Action::Done(status) => {
                    assert_eq!(status, NtStatus::SUCCESS);
                    break;
                }
                Action::Failed(failure) => panic!("{path}: {failure}"),
            };
            operation.take(&mut caches, 0, outcome);
        }
        assert_eq!((opened, requests), (open.iter().map(|open| (*open).to_owned()).collect(), asked));
    }
}

/// Whatever is sent, there is a reply that can be read, or one of a few statuses; and what is written by this crate is read as it is drawn.
#[test]
fn hostile_requests() {
    let mut rng = fastrand::Rng::with_seed(11);
    let names =
        [r"\fs\Alone\link\x", r"\co\Public", r"\\fs\Alone\folder\inner", "", r"\a\b\c", "/fs//Alone/"];
    for _ in 0..20_000 {
        let (level, name) = (rng.u16(..6), rng.choice(names).unwrap());
        let mut message = plain(level, name);
        assert_eq!(message, encoded(&Request::new(level, name)));
        let mut other = extended(level, name);
        assert_eq!(other, encoded(&RequestEx::new(level, name, Some("Headquarters"))));
        for message in [&mut message, &mut other] {
            for _ in 0..rng.usize(..3) {
                let at = rng.usize(..message.len());
                message[at] = rng.u8(..);
            }
            message.truncate(rng.usize(..=message.len() + 8));
        }
        let mut out = vec![0; rng.usize(..600)];
        for (message, is_extended) in [(&message, false), (&other, true)] {
            let answered = if is_extended {
                SERVER.answer_extended(message, &mut out)
            } else {
                SERVER.answer(message, &mut out)
            };
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
    }
}

fn encoded(message: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; message.encoded_len()];
    message.encode(&mut buffer).unwrap().to_vec()
}

/// The names that random paths are made of: some are others' beginnings, or the same in other letters.
const NAMES: [&str; 5] = ["a", "A", "ab", "link", "Link"];

/// Two to five components, each with a backslash before it.
fn any_path(rng: &mut fastrand::Rng, components: std::ops::Range<usize>) -> String {
    (0..rng.usize(components)).flat_map(|_| ["\\", rng.choice(NAMES).unwrap()]).collect()
}

fn lower(path: &str) -> Vec<String> {
    path.split(['\\', '/']).filter(|name| !name.is_empty()).map(str::to_lowercase).collect()
}

/// Beside a search that knows nothing of UTF-16, prefixes or iterators.
#[test]
fn random_tables() {
    let mut rng = fastrand::Rng::with_seed(12);
    let (mut roots_told, mut links_told) = (0, 0);
    for _ in 0..6000 {
        // Names of roots, each with the paths of its links. Of two of one name the first counts.
        let table: Vec<(String, Vec<String>)> = (0..rng.usize(1..4))
            .map(|_| {
                let links = (0..rng.usize(..4)).map(|_| any_path(&mut rng, 1..4)).collect();
                ((*rng.choice(NAMES).unwrap()).to_owned(), links)
            })
            .collect();
        let of_roots: Vec<_> = (0..table.len()).map(|n| format!(r"\root{n}\r")).collect();
        let of_links: Vec<Vec<_>> = (table.iter().enumerate())
            .map(|(n, (_, links))| (0..links.len()).map(|m| format!(r"\link{n}\l{m}")).collect())
            .collect();
        let root_targets: Vec<_> =
            of_roots.iter().map(|target| [ReplyEntry::root_target(&**target)]).collect();
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

        let path = any_path(&mut rng, 2..6);
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
            assert_eq!(server.normalize(&*path), Err(NtStatus::NOT_FOUND));
            continue;
        };
        let reply = Response::parse(answered.unwrap()).unwrap();
        let target = reply.referrals().next().unwrap().target().unwrap().network_address().unwrap();
        let (expected, components) = match link {
            Some((m, components)) => (format!(r"\link{n}\l{m}"), 2 + components),
            None => (format!(r"\root{n}\r"), 2),
        };
        assert_eq!(target, *expected, "{path} of {table:?}");
        let covered: String =
            path.split('\\').skip(1).take(components).flat_map(|name| ["\\", name]).collect();
        assert_eq!(usize::from(reply.path_consumed()), 2 * covered.len());
        let below: Vec<&str> = path.split('\\').skip(3).collect();
        let expected = if link.is_some() { Err(NtStatus::PATH_NOT_COVERED) } else { Ok(below.join("\\")) };
        assert_eq!(server.normalize(&*path).map(str::to_owned), expected);
        (roots_told, links_told) =
            (roots_told + u32::from(link.is_none()), links_told + u32::from(link.is_some()));
    }
    assert!(roots_told > 300 && links_told > 300, "{roots_told} {links_told}");
}

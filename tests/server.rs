//! What a server answers from its table: judged by the suite that Microsoft holds servers against, by the rules of the findings, and by this crate's own client.

mod chance;
#[path = "reference/cache.rs"]
mod model;
#[path = "reference/path.rs"]
mod path;
mod replies;
#[path = "laws/serving.rs"]
mod serving;

use chance::Rng;
use dfsc::cache::ReferralCache;
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use dfsc::inspect::{Asked, Finding, Inspector};
use dfsc::server::{Link, Namespace, Server};
use dfsc::{
    AnyText, Encode, NtStatus, Referral, ReferralHeaderFlags, ReplyEntry, Request, RequestEx, Response,
    ServerType,
};
use serving::{extended, is_an_answer, is_searched_well, plain};

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
    Link::new("interlink", &OTHER).interlink(),
    Link::new("empty", &[]),
];
static NAMESPACES: [Namespace<'_>; 2] = [
    Namespace::new("Alone", &ALONE).with_links(&LINKS),
    Namespace::new("Public", &PUBLIC).with_links(&LINKS).with_time_to_live(900).with_target_failback(),
];
static DOMAINS: [&str; 2] = ["CO", "co.example"];
static SERVER: Server<'_> = Server::new(&NAMESPACES).with_domains(&DOMAINS);

/// What a server answers within so many bytes: in both forms the same.
#[track_caller]
fn answer_of(server: &Server<'_>, level: u16, name: &str, room: usize) -> Result<Vec<u8>, NtStatus> {
    let (mut out, mut other) = (vec![0xa5; room], vec![0xa5; room]);
    let answered = server.answer(&plain(level, name), &mut out);
    assert_eq!(server.answer_extended(&extended(level, name), &mut other), answered);
    answered.map(<[u8]>::to_vec)
}

#[track_caller]
fn answer(level: u16, name: &str) -> Result<Vec<u8>, NtStatus> {
    answer_of(&SERVER, level, name, 4096)
}

#[track_caller]
fn refused(name: &str) -> NtStatus {
    answer(4, name).unwrap_err()
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
    let bytes = answer(level, name).unwrap();
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
    // Nor is it there for who asks for more of it, or opens it.
    assert_eq!(refused(r"\co.example\SYSVOL\co.example\Policies"), NtStatus::NOT_FOUND);
    assert_eq!(SERVER.normalize("Alone", r"co\NetLogon\x"), Err(NtStatus::NOT_FOUND));
    // A client that knows no version, whether there are targets or not.
    for path in [r"\fs\Alone", r"\fs\Alone\link", r"\fs\Alone\empty"] {
        assert_eq!(answer(0, path), Err(NtStatus::UNSUCCESSFUL), "{path}");
    }
    for bad in [&[][..], &[4], &[4, 0, 0x5c], &plain(4, r"\fs\Alone")[..10]] {
        let mut out = [0; 64];
        assert_eq!(SERVER.answer(bad, &mut out), Err(NtStatus::INVALID_PARAMETER), "{bad:?}");
        assert_eq!(SERVER.answer_extended(bad, &mut out), Err(NtStatus::INVALID_PARAMETER));
    }
    // A server by a name that is longer than a reply can say.
    let long = format!(r"\{}\Alone", "s".repeat(33_000));
    let mut out = [0; 64];
    assert_eq!(SERVER.answer(&plain(4, &long), &mut out), Err(NtStatus::INVALID_PARAMETER));
    // Without domains there is none that is not available.
    let alone = Server::new(&NAMESPACES);
    assert_eq!(answer_of(&alone, 4, r"\CO\Nothing", 64), Err(NtStatus::NOT_FOUND));
}

/// A namespace may be called so; clients ask for it as for that of a domain.
#[test]
fn a_namespace_called_sysvol() {
    static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("SysVol", &[]).with_links(&LINKS)];
    static SERVER: Server<'_> = Server::new(&NAMESPACES);
    for (path, count) in [(r"\fs\sysvol", 1), (r"\fs\SYSVOL\link", 3)] {
        let reply = answer_of(&SERVER, 4, path, 4096).unwrap();
        assert_eq!(Response::parse(&reply).unwrap().number_of_referrals(), count, "{path}");
    }
}

/// By the name of the domain controllers are found, and not this server: to that name itself it must not refer.
#[test]
fn a_root_that_one_server_holds_is_none_of_the_domain() {
    static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("public", &[]).with_links(&LINKS)];
    let server = Server::new(&NAMESPACES).with_domains(&DOMAINS);
    for path in [r"\co.example\public", r"\CO\public\link", r"\co\Public\x"] {
        assert_eq!(answer_of(&server, 4, path, 4096), Err(NtStatus::DFS_UNAVAILABLE), "{path}");
        assert_eq!(server.normalize("public", path), Err(NtStatus::DFS_UNAVAILABLE), "{path}");
    }
    assert!(answer_of(&server, 4, r"\co2\public\link", 4096).is_ok());
}

/// What the client has as its name leads to it, whatever that is.
#[test]
fn a_root_that_one_server_holds_is_told_by_the_name_that_it_was_asked_by() {
    static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("public", &[]).with_links(&LINKS)];
    static SERVER: Server<'_> = Server::new(&NAMESPACES);
    for (path, root) in [
        (r"\nas\public", r"\nas\public"),
        (r"\192.168.1.5\PUBLIC\x", r"\192.168.1.5\PUBLIC"),
        ("/nas.example/public/", r"\nas.example\public"),
    ] {
        for level in 1..=4 {
            let bytes = answer_of(&SERVER, level, path, 4096).unwrap();
            assert_eq!(findings(&plain(level, path), &bytes), Vec::<String>::new(), "{path}");
            let reply = Response::parse(&bytes).unwrap();
            let targets: Vec<_> = reply.referrals().filter_map(|referral| referral.target()).collect();
            assert_eq!((targets.len(), targets[0].server_type()), (1, ServerType::ROOT));
            assert_eq!(targets[0].network_address().unwrap(), root);
        }
    }
}

const _: () = assert!(SERVER.is_sound());

#[test]
fn tables_that_are_wrong_are_told_from_sound_ones() {
    let root =
        |name: &str, targets: &[ReplyEntry<'_>]| Server::new(&[Namespace::new(name, targets)]).is_sound();
    let link = |path: &str, targets: &[ReplyEntry<'_>]| {
        let links = [Link::new("fine", &OTHER), Link::new(path, targets)];
        Server::new(&[Namespace::new("Alone", &ALONE), Namespace::new("x", &[]).with_links(&links)])
            .is_sound()
    };
    assert!(root("a", &[]) && root("ä b.c", &ALONE) && link("a", &[]) && link(r"a\b c\d", &DATA));
    for name in ["", r"\a", r"a\", r"a\b", "a/b", "a\0"] {
        assert!(!root(name, &[]), "{name}");
    }
    for path in ["", r"\a", r"a\", r"a\\b", "a/b", "\\"] {
        assert!(!link(path, &DATA), "{path}");
    }
    for target in ["", "a", r"\a", r"\\a\b", r"\a\b\", r"\a\\b", r"\a/b", r"a\b", "\\a\\b\0"] {
        assert!(!root("a", &ReplyEntry::root_targets([r"\s\a", target])), "{target}");
        assert!(!link("a", &ReplyEntry::link_targets([r"\s\a", target])), "{target}");
    }
    // Of the other kind, or none.
    assert!(!root("a", &DATA) && !link("a", &ALONE));
    let names = [AnyText::str("a")];
    assert!(!link("a", &[ReplyEntry::name_list(r"\a\b", &names)]));
    let mut entry = ReplyEntry::link_target(r"\a\b");
    entry.flags.0 |= 2;
    assert!(!link("a", &[entry]));
    assert!(!SERVER.with_max_version(0).is_sound() && !SERVER.with_max_version(5).is_sound());
    // What is not sound is refused, or answered without what is wrong with it; it does no harm.
    let targets = ReplyEntry::link_targets([r"\\nas3\photos"]);
    let links = [Link::new("photos", &targets)];
    let namespaces = [Namespace::new("public", &[]).with_links(&links)];
    let server = Server::new(&namespaces);
    assert_eq!(answer_of(&server, 4, r"\nas\public\photos", 512), Err(NtStatus::UNSUCCESSFUL));
    assert!(answer_of(&server, 4, r"\nas\public", 512).is_ok());
}

/// Without their case, as far as the crate knows it.
#[test]
fn names_of_other_alphabets() {
    static LINKS: [Link<'_>; 1] = [Link::new("Übung", &OTHER)];
    static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("Büro", &[]).with_links(&LINKS)];
    static SERVER: Server<'_> = Server::new(&NAMESPACES);
    const _: () = assert!(SERVER.is_sound());
    assert_eq!(SERVER.normalize("BüRO", r"fs\bürO\ÜBUNG\x"), Err(NtStatus::PATH_NOT_COVERED));
    let other = SERVER.normalize("büro", r"fs\büro\übung\x");
    let expected = if cfg!(feature = "case") { Err(NtStatus::PATH_NOT_COVERED) } else { Ok(r"übung\x") };
    assert_eq!(other, expected);
}

#[test]
fn tables_can_be_read_back() {
    let namespace = SERVER.namespace("ALONE").unwrap();
    assert_eq!((namespace.name(), SERVER.namespaces().len()), ("Alone", 2));
    assert!(namespace.links().iter().map(Link::path).eq([
        "link",
        r"folder\inner",
        r"folder\inner\most",
        "interlink",
        "empty"
    ]));
    assert!(SERVER.namespace("Alon").is_none() && SERVER.namespace("").is_none());
}

#[test]
fn versions_are_those_of_both() {
    let server = SERVER.with_max_version(2);
    for (level, version) in [(1, 1), (2, 2), (3, 2), (4, 2), (u16::MAX, 2)] {
        let reply = answer_of(&server, level, r"\fs\Alone", 512).unwrap();
        assert_eq!(Response::parse(&reply).unwrap().version(), Some(version));
    }
}

/// Whole targets or none, in as much room as the client gives.
#[test]
fn replies_fit_what_the_client_allows() {
    for (level, path) in (1..=4).flat_map(|level| [(level, r"\fs\Alone\link"), (level, "/fs/Alone/link")]) {
        let whole = answer(level, path).unwrap();
        // What is written anew takes its room from that of the reply.
        let anew = if path.starts_with('/') { 28 } else { 0 };
        let mut before = 0;
        for room in 0..=whole.len() + anew {
            match answer_of(&SERVER, level, path, room) {
                Ok(message) => {
                    let count = Response::parse(&message).unwrap().number_of_referrals();
                    assert!(count >= before && count > 0);
                    assert_eq!(findings(&plain(level, path), &message), Vec::<String>::new());
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
    let canonical = answer(4, r"\fs\Alone\link").unwrap();
    for (path, covered) in [
        (r"\\fs\Alone\link", 28),
        (r"fs\Alone\link\x", 26),
        ("/fs/Alone/link", 28),
        (r"\fs\\Alone\link\\x", 30),
    ] {
        let reply = answer(4, path).unwrap();
        assert_eq!(Response::parse(&reply).unwrap().path_consumed(), covered, "{path}");
        assert_eq!(reply[2..], canonical[2..], "{path}");
    }
}

#[test]
fn a_link_without_targets_has_no_referrals() {
    assert_eq!(answer(4, r"\fs\Alone\empty\x").unwrap(), [30, 0, 0, 0, 2, 0, 0, 0]);
}

/// `PathNormalization`.
#[test]
fn paths_are_normalized() {
    for (path, relative) in [
        (r"fs\Alone\MyDir\file1", r"MyDir\file1"),
        (r"\fs\Alone\MyDir\file1", r"MyDir\file1"),
        (r"\co.example\alone", ""),
        (r"\co.example\ALONE\", ""),
        (r"fs/alone/folder", "folder"),
        (r"fs\alone\linked\x", r"linked\x"),
        (r"fs\alone\.a\..b\...\", r".a\..b\...\"),
        (r"fs\alone\a/b\\c", r"a/b\\c"),
    ] {
        assert_eq!(SERVER.normalize("Alone", path), Ok(relative), "{path}");
    }
    for path in [r"fs\Alone\link", r"\FS\ALONE\LINK\x", r"fs\alone\folder\inner\x", r"fs\alone\empty"] {
        assert_eq!(SERVER.normalize("ALONE", path), Err(NtStatus::PATH_NOT_COVERED), "{path}");
    }
    for path in
        [r"fs\alone\..\x", r"fs\alone\x\..\link", r"fs\alone\.\link\x", r"fs\alone\x\.", "fs/alone/x/../"]
    {
        assert_eq!(SERVER.normalize("Alone", path), Err(NtStatus::OBJECT_PATH_SYNTAX_BAD), "{path}");
    }
    // Of a share whose folder is another.
    assert_eq!(SERVER.normalize("Public", r"fs\alone\x"), Err(NtStatus::OBJECT_PATH_NOT_FOUND));
    assert_eq!(SERVER.normalize("Alone", r"fs\other\x"), Err(NtStatus::NOT_FOUND));
    assert_eq!(SERVER.normalize("Alone", r"co\other\x"), Err(NtStatus::DFS_UNAVAILABLE));
    assert_eq!(SERVER.normalize("Alone", "fs"), Err(NtStatus::NOT_FOUND));
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
                    let verdict =
                        SERVER.normalize(access.share(), access.dfs_name()).err().filter(|_| is_here);
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
    let mut rng = Rng::with_seed(11);
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
            is_an_answer(answered);
        }
    }
}

fn encoded(message: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; message.encoded_len()];
    message.encode(&mut buffer).unwrap().to_vec()
}

#[test]
fn random_tables() {
    let mut rng = Rng::with_seed(12);
    let (mut roots_told, mut links_told) = (0, 0);
    for _ in 0..6000 {
        let (is_root, is_link) = is_searched_well(&mut rng);
        (roots_told, links_told) = (roots_told + u32::from(is_root), links_told + u32::from(is_link));
    }
    assert!(roots_told > 300 && links_told > 300, "{roots_told} {links_told}");
}

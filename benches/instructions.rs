//! Instruction counts: runs one case, once. `cargo xtask proofs` runs each under callgrind and counts what happens
//! inside [`measured`].
//!
//! Without arguments it lists the cases; with the name of one it runs that one.

mod messages;

use dfsc::cache::{DomainCache, Domains, PathReferral, ReferralCache};
use dfsc::carrier::{Layer, Start};
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use dfsc::dump::{Dump, Item, Shape};
use dfsc::inspect::{Event, Inspector, Value};
use dfsc::{
    AnyText, Encode, EncodeError, EntrySize, NtStatus, ReferralHeaderFlags, Reply, ReplyEntry, Request,
    Response, Utf16Le,
};
use messages::{LONGEST, name_lists, reply_252, shared_strings, sysvol, targets, text, v1_entries, words};
use std::hint::black_box;

/// Nearly as many entries of 18 bytes as fit.
const DENSE: u16 = 3180;

/// What runs here is counted; nothing else is.
mod measured {
    use super::{
        Dump, Encode, Inspector, Item, Kept, Outcome, PathReferral, ReferralCache, ReferralHeaderFlags,
        ReplyEntry, Request, Response, Start, Utf16Le, black_box, go, list,
    };

    #[inline(never)]
    pub(super) fn validate(message: &[u8]) -> bool {
        Response::parse(message).is_ok()
    }

    #[inline(never)]
    pub(super) fn iterate(message: &[u8]) -> usize {
        let Ok(response) = Response::parse(message) else { return 0 };
        response.referrals().filter_map(|referral| referral.target()).fold(0, |sum, target| {
            black_box((target.version(), target.server_type(), target.flags(), target.time_to_live()));
            sum + usize::from(target.size())
        })
    }

    #[inline(never)]
    pub(super) fn read(message: &[u8]) -> usize {
        let Ok(response) = Response::parse(message) else { return 0 };
        response.referrals().filter_map(|referral| referral.target()).fold(0, |sum, target| {
            black_box((target.version(), target.server_type(), target.flags(), target.time_to_live()));
            let len = |text: Option<Utf16Le<'_>>| text.map_or(0, Utf16Le::len_units);
            sum + len(target.dfs_path()) + len(target.alternate_path()) + len(target.network_address())
        })
    }

    /// Answers a request with targets; gives the length of the reply.
    #[inline(never)]
    pub(super) fn build(
        request: &[u8],
        time_to_live: u32,
        path: &str,
        targets: &[ReplyEntry<'_>],
        buffer: &mut [u8],
    ) -> usize {
        let Ok(request) = Request::parse(request) else { return 0 };
        let reply =
            request.reply(4).targets(ReferralHeaderFlags::STORAGE_SERVERS, time_to_live, path, targets);
        reply.and_then(|reply| Ok(reply.encode(buffer)?.len())).unwrap_or_default()
    }

    /// Goes where a path leads; gives the number of actions.
    #[inline(never)]
    pub(super) fn walk(kept: &mut Kept, path: &str, outcomes: &[Outcome<'_>]) -> Option<usize> {
        go(kept, path, outcomes)
    }

    /// Finds where a path leads.
    #[inline(never)]
    pub(super) fn hit<const BYTES: usize, const SLOTS: usize>(
        cache: &mut ReferralCache<BYTES, SLOTS>,
        path: Utf16Le<'_>,
    ) -> bool {
        black_box(cache.lookup(path, 1)).cached().is_some()
    }

    #[inline(never)]
    pub(super) fn refresh(
        cache: &mut ReferralCache<65536, 2>,
        referral: &PathReferral<'_, Utf16Le<'_>>,
    ) -> bool {
        cache.insert(referral, 1).is_ok()
    }

    /// Lists everything; gives how many bytes of text were listed.
    #[inline(never)]
    pub(super) fn inspect(start: Start, input: &[u8], room: &mut [u8]) -> usize {
        list(start, input, room)
    }

    /// Recognises a text and reads it; gives how many bytes it has.
    #[inline(never)]
    pub(super) fn dump(text: &[u8]) -> usize {
        let mut bytes = 0;
        if let Ok(dump) = Dump::read(text) {
            dump.each(&mut |item| bytes += usize::from(matches!(item, Item::Byte { .. })));
        }
        bytes
    }

    /// Tells what rules the messages break.
    #[inline(never)]
    pub(super) fn judge(start: Start, input: &[u8], room: &mut [u8]) -> usize {
        let (mut inspector, mut findings) = (Inspector::beginning_with(start, input), 0);
        while let Some(message) = inspector.next(room) {
            message.findings(&mut |finding| {
                black_box(finding.range());
                findings += 1;
            });
        }
        findings
    }
}

fn main() {
    let case = std::env::args().nth(1).filter(|argument| !argument.starts_with('-'));
    match case.as_deref() {
        None => println!(
            "iterate-252 read-252 shared-strings shared-dense name-lists empty-names list-entries v1-entries \
             inspect-shared inspect-suffixes inspect-runs inspect-lists inspect-v1 inspect-frames inspect-parts \
             inspect-alone findings-shared findings-suffixes findings-runs findings-lists findings-v1 \
             findings-faults findings-walls findings-alone dump-xxd dump-words dump-hex dump-array dump-log \
             dump-walls dump-rows dump-blanks dump-symbols dump-dots dump-brackets hit-16 hit-64 hit-256 refresh-shared refresh-walls \
             build-252 build-16 walk-cold walk-warm"
        ),
        Some("iterate-252") => assert_eq!(measured::iterate(black_box(&reply_252())), 68),
        Some("read-252") => assert_eq!(measured::read(black_box(&reply_252())), 4 * 24 + 16 + 20),
        Some("shared-strings") => valid(&shared_strings(34, 843)),
        Some("shared-dense") => valid_entries(&shared_strings(18, DENSE), DENSE),
        // Refused, after as much work as any list may cause.
        Some("name-lists") => assert!(!measured::validate(black_box(&name_lists(1500, b"n\0")))),
        Some("empty-names") => valid(&name_lists(2, b"\0\0")),
        Some("list-entries") => valid_entries(&name_lists(DENSE, b"\0\0"), DENSE),
        Some("v1-entries") => valid(&v1_entries()),
        Some("inspect-shared") => inspected(Start::Response, &shared_strings(18, DENSE)),
        Some("inspect-suffixes") => inspected(Start::Response, &suffixes(DENSE, 1)),
        Some("inspect-runs") => inspected(Start::Response, &suffixes(DENSE, 16)),
        Some("inspect-lists") => inspected(Start::Response, &name_lists(1500, b"n\0")),
        Some("inspect-v1") => inspected(Start::Response, &v1_entries()),
        Some("inspect-frames") => inspected(Start::Layer(Layer::Smb1), &frames(0)),
        Some("inspect-parts") => inspected(Start::Layer(Layer::Smb1), &frames(0x10)),
        Some("inspect-alone") => inspected(Start::Layer(Layer::Smb1), &frames(0xFFFF)),
        Some("findings-shared") => judged(Start::Response, &shared_strings(18, DENSE)),
        Some("findings-suffixes") => judged(Start::Response, &suffixes(DENSE, 1)),
        Some("findings-runs") => judged(Start::Response, &suffixes(DENSE, 16)),
        Some("findings-lists") => judged(Start::Response, &name_lists(1500, b"n\0")),
        Some("findings-v1") => judged(Start::Response, &v1_entries()),
        Some("findings-faults") => judged(Start::Response, &faults()),
        Some("findings-walls") => judged(Start::Response, &walls(false)),
        Some("findings-alone") => judged(Start::Layer(Layer::Smb1), &frames(0xFFFF)),
        Some("dump-xxd") => dumped(&printed(Shape::Xxd)),
        Some("dump-words") => dumped(&printed(Shape::Hexdump)),
        Some("dump-hex") => dumped(&printed(Shape::Hex)),
        Some("dump-array") => dumped(&printed(Shape::CArray)),
        Some("dump-log") => dumped(&"0010: 00 cafe: be 0000: ad face: 00000010: be\n".repeat(1400)),
        Some("dump-walls") => {
            dumped(&format!("0000  {}  {}\n", "2e ".repeat(256), ". ".repeat(130)).repeat(64));
        }
        // Found by the fuzzer: each of the words might have been the text column.
        Some("dump-rows") => dumped(&format!("{}\n", "1c00 0100 0300 0000 ".repeat(32)).repeat(102)),
        Some("dump-blanks") => {
            dumped(&format!("0000  {}{}x\n", "00 ".repeat(256), " ".repeat(260)).repeat(63));
        }
        Some("dump-symbols") => dumped(&"0x1234 <".repeat(8192)),
        Some("dump-dots") => dumped(&"[.".repeat(32_768)),
        Some("dump-brackets") => dumped(&"[({0, 1 ".repeat(8192)),
        Some("hit-16") => hit(&mut ReferralCache::<65536, 16>::new()),
        Some("hit-64") => hit(&mut ReferralCache::<65536, 64>::new()),
        Some("hit-256") => hit(&mut ReferralCache::<65536, 256>::new()),
        Some("refresh-shared") => refresh(&ends(false), &ends(true)),
        Some("refresh-walls") => refresh(&walls(false), &walls(true)),
        Some("build-252") => {
            let name = |len: usize| format!(r"\{}", "n".repeat(len - 1));
            build(&name(24), 1800, &[name(16), name(20)], &reply_252());
        }
        Some("build-16") => {
            let (path, names) = sysvol(16);
            build(path, 900, &names, &targets(16));
        }
        Some("walk-cold") => walk(false),
        Some("walk-warm") => walk(true),
        Some(other) => panic!("no such case: {other}"),
    }
}

/// A reply, over and over, until its text has 64 KiB.
fn printed(shape: Shape) -> String {
    let mut bytes = reply_252().repeat(64);
    while shape.print(&bytes).unwrap().to_string().len() > 65_536 {
        bytes.truncate(bytes.len() * 15 / 16);
    }
    shape.print(&bytes).unwrap().to_string()
}

fn dumped(text: &str) {
    black_box(measured::dump(black_box(text.as_bytes())));
    println!("{} bytes", text.len());
}

fn valid(message: &[u8]) {
    assert!(measured::validate(black_box(message)));
    println!("{} bytes", message.len());
}

/// Lists everything in an input; gives how many bytes of text that is.
fn list(start: Start, input: &[u8], room: &mut [u8]) -> usize {
    let (mut inspector, mut listed) = (Inspector::beginning_with(start, input), 0);
    while let Some(message) = inspector.next(room) {
        message.each(&mut |event| {
            if let Event::Item(item) = event {
                black_box((item.name(), item.range, item.refers_to));
                if let Value::Text(text) = item.value {
                    listed += text.len_units() * 2;
                }
            }
        });
    }
    listed
}

/// All that is listed of an input, where the cost is that of its bytes and of the text that is listed.
fn inspected(start: Start, input: &[u8]) {
    let mut room = vec![0; usize::from(u16::MAX)];
    let listed = measured::inspect(start, black_box(input), &mut room);
    println!("{} bytes, read and listed", input.len() + listed);
}

/// The same of the rules that are broken.
fn judged(start: Start, input: &[u8]) {
    let mut room = vec![0; usize::from(u16::MAX)];
    let listed = list(start, input, &mut room);
    black_box(measured::judge(start, black_box(input), &mut room));
    println!("{} bytes, read and listed", input.len() + listed);
}

/// The same, where the cost is that of the entries.
fn valid_entries(message: &[u8], count: u16) {
    assert!(measured::validate(black_box(message)));
    println!("{count} entries");
}

/// Answers a request for the path with these targets, as Windows does.
fn build(path: &str, time_to_live: u32, targets: &[String], windows: &[u8]) {
    let request = words([4].into_iter().chain(path.encode_utf16()).chain([0]));
    let targets: Vec<_> = targets.iter().map(|target| ReplyEntry::link_target(&**target)).collect();
    let mut buffer = vec![0; windows.len()];
    let len = measured::build(black_box(&request), time_to_live, path, black_box(&targets), &mut buffer);
    assert_eq!(buffer[..len], *windows);
    println!("{len} bytes");
}

/// What a client keeps.
struct Kept {
    referrals: ReferralCache<4096, 16>,
    domains: DomainCache<1024, 8>,
}

/// From a domain to its controllers, a root, a link and the link's target; then once more, with what is known by then.
fn walk(is_warm: bool) {
    let (domain, root, link) = (r"\contoso.com", r"\contoso.com\public", r"\contoso.com\public\reports");
    let storage = ReferralHeaderFlags::STORAGE_SERVERS;
    let servers = ReferralHeaderFlags(storage.0 | ReferralHeaderFlags::REFERRAL_SERVERS.0);
    let list = |asked, names: &[AnyText<'_>]| {
        let lists = [ReplyEntry::name_list(domain, names)];
        encoded(Request::new(4, asked).reply(4).name_lists(EntrySize::Long, 900, &lists))
    };
    let targets = |path, flags, targets: &[_]| {
        encoded(Request::new(4, path).reply(4).targets(flags, 1800, path, targets))
    };
    let domains = list("", &[]);
    let controllers = list(domain, &[AnyText::str(r"\dc1.contoso.com"), AnyText::str(r"\dc2.contoso.com")]);
    let roots = ReplyEntry::root_targets([r"\fs1.contoso.com\public", r"\fs2.contoso.com\public"]);
    let root = targets(root, servers, &roots);
    let shares = ReplyEntry::link_targets([r"\nas1\reports", r"\nas2\reports", r"\nas3\reports"]);
    let link = targets(link, storage, &shares);

    let mut kept = Kept { referrals: ReferralCache::new(), domains: DomainCache::new() };
    kept.domains.set_bootstrap_dc("dc1.contoso.com", 0).unwrap();
    {
        let mut caches = Caches::new(&mut kept.referrals, &mut kept.domains);
        let (mut name_buffer, mut out) = ([0; 64], [0; 64]);
        let mut asking = Operation::domains(Settings::new(), &mut name_buffer);
        asking.next(&mut caches, 0, &mut out).unwrap();
        asking.take(&mut caches, 0, Outcome::reply(&domains));
    }
    let not_covered = Outcome::accessed(NtStatus::PATH_NOT_COVERED, true);
    let opened = Outcome::accessed(NtStatus::SUCCESS, false);
    let path = r"\contoso.com\public\Reports\2026\q3.xlsx";
    let cold =
        [Outcome::reply(&controllers), Outcome::reply(&root), not_covered, Outcome::reply(&link), opened];
    if is_warm {
        assert_eq!(go(&mut kept, path, &cold), Some(cold.len()));
        assert_eq!(measured::walk(&mut kept, black_box(path), &[opened]), Some(1));
    } else {
        assert_eq!(measured::walk(&mut kept, black_box(path), &cold), Some(cold.len()));
    }
}

fn encoded(reply: Result<Reply<'_>, EncodeError>) -> Vec<u8> {
    let reply = reply.unwrap();
    let mut message = vec![0; reply.encoded_len()];
    reply.encode(&mut message).unwrap();
    message
}

/// Does what an operation says, until it is over; gives the number of actions.
fn go(kept: &mut Kept, path: &str, outcomes: &[Outcome<'_>]) -> Option<usize> {
    let (mut path_buffer, mut reply_buffer, mut out) = ([0; 512], [0; 512], [0; 512]);
    let mut operation = Operation::new(path, Settings::new(), &mut path_buffer, &mut reply_buffer).ok()?;
    let mut caches = Caches::new(&mut kept.referrals, &mut kept.domains);
    let mut actions = 0;
    loop {
        match black_box(operation.next(&mut caches, 0, &mut out).ok()?) {
            Action::Done(_) => return Some(actions),
            Action::Failed(_) => return None,
            _ => operation.take(&mut caches, 0, *outcomes.get(actions)?),
        }
        actions += 1;
    }
}

/// A root and as many links as there is room for, and a path below one of these.
fn hit<const SLOTS: usize>(cache: &mut ReferralCache<65536, SLOTS>) {
    let root = r"\contoso.example\public";
    let links = (1..SLOTS).map(|link| format!(r"{root}\link{link}"));
    for prefix in [root.to_owned()].into_iter().chain(links) {
        // Version 1 says nothing of the path.
        let mut message = words([u16::try_from(prefix.len() * 2).unwrap(), 1, 3, 0, 1, 18]);
        message.extend(words([u16::from(prefix == root), 0, 0x5c, 0x74, 0x5c, 0x64, 0]));
        let response = Response::parse(&message).unwrap();
        let referral = PathReferral::new(&*prefix, &response, Domains::NONE).unwrap();
        cache.insert(&referral, 0).unwrap();
    }
    assert_eq!(cache.entries().count(), SLOTS);
    let path = words(format!(r"{root}\LINK{}\folder\Report.txt", SLOTS / 2).encode_utf16());
    assert!(measured::hit(cache, black_box(Utf16Le::new(&path).unwrap())));
}

/// What a server can do that is asked again.
fn refresh(kept: &[u8], asked_again: &[u8]) {
    let path = words(r"\s\d".encode_utf16());
    let [old, new] = [kept, asked_again].map(|message| {
        let response = Response::parse(message).unwrap();
        PathReferral::new(Utf16Le::new(&path).unwrap(), &response, Domains::NONE).unwrap()
    });
    let mut cache = ReferralCache::<65536, 2>::new();
    cache.insert(&old, 0).unwrap();
    assert!(measured::refresh(&mut cache, black_box(&new)));
    println!("{} bytes, of both", kept.len() + asked_again.len());
}

/// 220 targets of up to 2000 units, each the end of another, so that none is told from the others before its end.
fn ends(is_reversed: bool) -> Vec<u8> {
    let end = |target: u16| 2 * if is_reversed { TARGETS - target } else { target };
    shared_targets(end, &text(2000))
}

/// 220 targets, all but the last the same, and that one told from the others only behind a wall of separators.
fn walls(is_reversed: bool) -> Vec<u8> {
    let wall = r"\".repeat(1000);
    let [one, other] = ["x", "y"].map(|name| words(format!(r"\a{wall}{name}").encode_utf16().chain([0])));
    let end = |target: u16| {
        let is_other = (target == TARGETS - 1) != is_reversed;
        if is_other { u16::try_from(one.len()).unwrap() } else { 0 }
    };
    shared_targets(end, &[&one[..], &other].concat())
}

const TARGETS: u16 = 220;

/// A reply of version 3 for `\s\d`, whose targets begin in these strings where it is said.
fn shared_targets(start: impl Fn(u16) -> u16, strings: &[u8]) -> Vec<u8> {
    let mut message = words([8, TARGETS, 2, 0]);
    for target in 0..TARGETS {
        let to_strings = (TARGETS - target) * 18;
        message.extend(words([3, 18, 0, 0, 600, 0, to_strings, 0, to_strings + 10 + start(target)]));
    }
    message.extend(words(r"\s\d".encode_utf16().chain([0])));
    message.extend(strings);
    message
}

/// Entries of version 1, as many as fit, that break as many rules as such small ones can, and are unlike the first.
fn faults() -> Vec<u8> {
    let count = u16::try_from((LONGEST - 8) / 10).unwrap();
    let mut message = words([0, count, 3, 0]);
    (0..count).for_each(|entry| message.extend(words([1, 10, 2 + entry % 2, 0xff, 0])));
    message
}

/// Entries of 18 bytes, each with three strings that nobody else has, but for their ends: they begin further and further inside one of
/// so many runs, in turn.
fn suffixes(count: u16, runs: usize) -> Vec<u8> {
    let strings = 8 + usize::from(count) * 18;
    let run = (LONGEST - strings) / runs / 2 * 2;
    let mut message = words([0, count, 2, 0]);
    for entry in 0..usize::from(count) {
        let start = 8 + entry * 18;
        let offset = |string: usize| {
            let number = entry * 3 + string;
            let at = strings + number % runs * run + number / runs * 2 % (run - 2);
            u16::try_from(at - start).unwrap()
        };
        message.extend(words([3, 18, 0, 0, 600, 0, offset(0), offset(1), offset(2)]));
    }
    for _ in 0..runs {
        message.extend(b"n\0".repeat(run / 2 - 1));
        message.extend([0, 0]);
    }
    message
}

/// The shortest SMB1 messages with a part of a transaction: which, their number tells, as far as the `mask` lets it.
fn frames(mask: u16) -> Vec<u8> {
    let mut messages = Vec::new();
    for number in 0..1000u16 {
        let mut message = b"\xffSMB\x32".to_vec();
        message.resize(32, 0);
        // A reply, with an NTSTATUS, of one of several transactions.
        message[9] = 0x80;
        message[11] = 0x40;
        message[30..32].copy_from_slice(&(number & mask).to_le_bytes());
        message.push(10);
        // Of 60000 bytes one.
        message.extend(words([0, 60000, 0, 0, 0, 0, 1, 55, number, 0, 1]));
        message.push(0);
        messages.extend(message);
    }
    messages
}

//! What a client may rely on in the cache of referrals; each fault of a published cache has a test by its name.

use dfsc::cache::{
    CacheError, CacheErrorKind as Kind, DomainCache, Domains, Handle, Listed, Lookup, PathReferral,
    ReferralCache, RootOrLink,
};
use dfsc::{NtStatus, Request, RequestEx, Response, Text, Utf16Le};
use model::{Entry, NameList, Reply};
use replies::{draw, draw_lists, units};
use support::captures;

#[path = "reference/cache.rs"]
mod model;
#[path = "reference/path.rs"]
mod path;
mod reference;
mod replies;
mod support;

type Cache = ReferralCache<4096, 16>;

/// An entry of version 4 for a path, with a target; lives 100 seconds.
fn entry(dfs_path: &str, target: &str) -> Entry {
    let (dfs_path, target) = (Some(units(dfs_path)), Some(units(target)));
    Entry { version: 4, is_name_list: false, is_root: false, boundary: false, ttl: 100, dfs_path, target }
}

/// What a server says of a link.
fn link(dfs_path: &str, targets: &[&str]) -> Reply {
    Reply {
        path_consumed: u16::try_from(2 * units(dfs_path).len()).unwrap(),
        referral_servers: false,
        storage_servers: true,
        target_failback: false,
        entries: targets.iter().map(|target| entry(dfs_path, target)).collect(),
        len: 0,
    }
}

/// What a server says of a root.
fn root(dfs_path: &str, targets: &[&str]) -> Reply {
    let mut reply = Reply { referral_servers: true, ..link(dfs_path, targets) };
    reply.entries.iter_mut().for_each(|entry| entry.is_root = true);
    reply
}

/// The same reply, every entry changed.
fn each(mut reply: Reply, change: impl Fn(usize, &mut Entry)) -> Reply {
    reply.entries.iter_mut().enumerate().for_each(|(index, entry)| change(index, entry));
    reply
}

/// With a new set of targets from each of these on.
fn in_sets(reply: Reply, starts: &[usize]) -> Reply {
    each(reply, |index, entry| entry.boundary = starts.contains(&index))
}

/// What comes of a reply to the request for a path, with what can be read of the referral.
fn keep<const BYTES: usize, const SLOTS: usize>(
    cache: &mut ReferralCache<BYTES, SLOTS>,
    path: &str,
    mut reply: Reply,
    now: u32,
) -> Result<Handle, Kind> {
    let message = draw(&mut reply);
    let response = Response::parse(&message).unwrap();
    let referral = PathReferral::new(path, &response, Domains::NONE).map_err(CacheError::kind)?;
    cache.insert(&referral, now).map_err(CacheError::kind)
}

/// Where a path leads by the cache, whether its entry is fresh or stale.
fn leads<const BYTES: usize, const SLOTS: usize>(
    cache: &mut ReferralCache<BYTES, SLOTS>,
    path: &str,
    now: u32,
) -> Option<String> {
    let cached = cache.lookup(path, now).cached()?;
    let referral = cached.referral();
    Some(referral.rewrite(path, referral.target_hint()).unwrap().to_string())
}

fn prefixes(cache: &Cache) -> Vec<String> {
    let prefix = |listed| match listed {
        Listed::Referral(cached) => cached.referral().dfs_path_prefix().to_string(),
        Listed::Negative { dfs_path_prefix, .. } => format!("not {dfs_path_prefix}"),
    };
    let mut prefixes: Vec<_> = cache.entries().map(prefix).collect();
    prefixes.sort();
    prefixes
}

fn paths_of<T: Text>(referral: &PathReferral<'_, T>) -> Vec<String> {
    referral.target_list().iter().map(|target| target.path().to_string()).collect()
}

// ---- what published caches get wrong ----

#[test]
fn smbj_misses_the_ancestor_behind_a_sibling() {
    let mut cache = Cache::new();
    keep(&mut cache, r"\d\r", root(r"\d\r", &[r"\root\r"]), 0).unwrap();
    keep(&mut cache, r"\d\r\a\b", link(r"\d\r\a\b", &[r"\fs\b"]), 0).unwrap();
    // Its trie has a node for `a`, and no entry there.
    assert_eq!(leads(&mut cache, r"\d\r\a\c", 0).unwrap(), r"\root\r\a\c");
    assert_eq!(leads(&mut cache, r"\d\r\a", 0).unwrap(), r"\root\r\a");
    assert_eq!(leads(&mut cache, r"\d\r\a\b\x", 0).unwrap(), r"\fs\b\x");
}

#[test]
fn smbprotocol_takes_another_case_for_another_path() {
    let mut cache = Cache::new();
    keep(&mut cache, r"\Contoso\Public\Link\x", link(r"\CONTOSO\PUBLIC\LINK", &[r"\fs\share"]), 0).unwrap();
    // What is left keeps the case of who asks.
    assert_eq!(leads(&mut cache, r"\contoso\PUBLIC\lInK\Über.TXT", 0).unwrap(), r"\fs\share\Über.TXT");
}

#[test]
fn the_crate_smb2_takes_the_beginning_of_a_name_for_the_name() {
    let mut cache = Cache::new();
    keep(&mut cache, r"\srv\data", root(r"\srv\data", &[r"\fs\d"]), 0).unwrap();
    keep(&mut cache, r"\srv\base\b", link(r"\srv\base\b", &[r"\fs\b"]), 0).unwrap();
    for other in [r"\srv\database", r"\srv\dat", r"\srv\data2\x", r"\srv\base\bc", r"\srv\base", r"\srv", ""]
    {
        assert_eq!(leads(&mut cache, other, 0), None, "{other}");
    }
    for same in [r"\srv\data", r"\srv\data\", r"\\srv\\data\x", "/srv/data/x", "srv/data", r"\srv\base\b\c"] {
        assert!(leads(&mut cache, same, 0).is_some(), "{same}");
    }
}

#[test]
fn jcifs_reads_a_time_to_live_as_two_halves_and_takes_none() {
    let mut cache = Cache::new();
    let ttl = 0x0001_1170; // 70 000 seconds
    let reply = each(root(r"\s\d", &[r"\t\d"]), |_, entry| entry.ttl = ttl);
    let handle = keep(&mut cache, r"\s\d", reply, 5).unwrap();
    let cached = cache.get(handle, 0).unwrap();
    assert_eq!((cached.soft_timeout(), cached.hard_timeout()), (70_005, 280_005));
    for (now, expected) in
        [(5, "fresh"), (70_004, "fresh"), (70_005, "stale"), (280_004, "stale"), (280_005, "gone")]
    {
        let found = match cache.lookup(r"\s\d", now) {
            Lookup::Fresh(_) => "fresh",
            Lookup::Stale(_) => "stale",
            _ => "gone",
        };
        assert_eq!(found, expected, "{now}");
    }
}

#[test]
fn smbprotocol_loses_what_lives_for_no_time_before_it_is_used() {
    let (mut cache, mut reply) = (Cache::new(), root(r"\s\d", &[r"\t\d"]));
    reply.entries[0].ttl = 0;
    let message = draw(&mut reply);
    let response = Response::parse(&message).unwrap();
    let referral = PathReferral::new(r"\s\d", &response, Domains::NONE).unwrap();
    // It serves who asked.
    let target = referral.target_hint();
    assert_eq!(referral.rewrite(r"\s\d\x", target).unwrap().to_string(), r"\t\d\x");
    assert_eq!(cache.insert(&referral, 0).unwrap_err().kind(), Kind::ZeroTimeToLive);
    assert!(matches!(cache.lookup(r"\s\d", 0), Lookup::Miss));
}

#[test]
fn what_lives_for_no_time_takes_along_what_it_refreshes() {
    let mut cache = Cache::new();
    keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\t\d"]), 0).unwrap();
    let reply = each(root(r"\S\D", &[r"\t\d"]), |_, entry| entry.ttl = 0);
    assert_eq!(keep(&mut cache, r"\S\D", reply, 1), Err(Kind::ZeroTimeToLive));
    assert_eq!(prefixes(&cache), [""; 0]);
}

#[test]
fn smbprotocol_cannot_keep_version_1() {
    let vector = support::vectors().into_iter().find(|vector| vector.name == "v1-two-entries").unwrap();
    let response = Response::parse(&vector.bytes).unwrap();
    let referral = PathReferral::new(r"\contoso.example\public\Docs", &response, Domains::NONE).unwrap();
    let mut cache = Cache::new();
    let handle = cache.insert(&referral, 0).unwrap();
    let cached = cache.get(handle, 0).unwrap();
    assert_eq!(cached.referral().dfs_path_prefix(), r"\contoso.example\public");
    assert_eq!(cached.referral().root_or_link(), RootOrLink::Root);
    assert_eq!((cached.soft_timeout(), cached.hard_timeout()), (300, 1200));
    assert_eq!(leads(&mut cache, r"\contoso.example\public\x", 0).unwrap(), r"\fs1.contoso.example\public\x");

    let link = each(link("", &[r"\fs\l"]), |_, entry| (entry.version, entry.dfs_path) = (1, None));
    let handle = keep(&mut cache, r"\s\d\link", Reply { path_consumed: 18, ..link }, 0).unwrap();
    assert_eq!(cache.get(handle, 0).unwrap().referral().time_to_live(), 1800);
}

#[test]
fn no_server_owns_a_path_that_it_was_not_asked_about() {
    let mut cache = Cache::new();
    keep(&mut cache, r"\bank\files", root(r"\bank\files", &[r"\vault\files"]), 0).unwrap();
    let evil = [r"\evil\files"];
    // It says that it speaks of another path; of the server as a whole; of part of a name; of more than was asked; of nothing.
    let claims = [
        (link(r"\bank\files", &evil), r"\a\b", Kind::NotCovered),
        (Reply { path_consumed: 8, ..link(r"\bank\files", &evil) }, r"\a\b", Kind::OtherPath),
        (link(r"\bank", &evil), r"\bank\share\x", Kind::PrefixLength),
        (root(r"\bank\files\x", &evil), r"\bank\files\x", Kind::PrefixLength),
        (Reply { path_consumed: 14, ..link(r"\bank\files", &evil) }, r"\bank\files\x", Kind::PathConsumed),
        (Reply { path_consumed: 15, ..link(r"\bank\files", &evil) }, r"\bank\files\x", Kind::PathConsumed),
        (Reply { path_consumed: 60, ..link(r"\bank\files", &evil) }, r"\bank\files\x", Kind::PathConsumed),
        (Reply { path_consumed: 0, ..link(r"\bank\files", &evil) }, r"\bank\files\x", Kind::PathConsumed),
        (Reply { path_consumed: 14, ..link(r"\other\path", &evil) }, r"\bank\files\x", Kind::NotCovered),
        (
            each(link(r"\a\b", &[r"\evil\files", r"\evil\more"]), |index, entry| {
                if index == 1 {
                    entry.dfs_path = Some(units(r"\bank\files"));
                }
            }),
            r"\a\b",
            Kind::OtherPath,
        ),
        (each(link(r"\a\b", &evil), |_, entry| entry.dfs_path = None), r"\a\b", Kind::OtherPath),
    ];
    for (reply, asked, expected) in claims {
        assert_eq!(keep(&mut cache, asked, reply, 0), Err(expected), "{asked}");
        assert_eq!(prefixes(&cache), [r"\bank\files"]);
        assert_eq!(leads(&mut cache, r"\bank\files\x", 0).unwrap(), r"\vault\files\x");
    }
}

#[test]
fn what_cannot_be_kept_serves_once() {
    let mut reply = Reply { path_consumed: 15, ..link(r"\s\d\Link", &[r"\t\d"]) };
    let message = draw(&mut reply);
    let response = Response::parse(&message).unwrap();
    let referral = PathReferral::new(r"\\s\d\link\x", &response, Domains::NONE).unwrap();
    assert_eq!(referral.keepable().unwrap_err().kind(), Kind::PathConsumed);
    // DFSPath says what is covered.
    assert_eq!(referral.dfs_path_prefix(), r"\\s\d\link");
    assert_eq!(referral.rewrite(r"\\s\d\link\x", referral.target_hint()).unwrap().to_string(), r"\t\d\x");
}

#[test]
fn a_reply_that_gives_no_target_is_no_referral() {
    let refused = |mut reply: Reply| {
        let message = draw(&mut reply);
        let response = Response::parse(&message).unwrap();
        let error = PathReferral::new(r"\s\d", &response, Domains::NONE).unwrap_err();
        (error.kind(), error.value(), error.status())
    };
    let ill_formed = Some(NtStatus::INVALID_NETWORK_RESPONSE);
    let none = (Kind::NoReferrals, 0, Some(NtStatus::OBJECT_PATH_NOT_FOUND));
    assert_eq!(refused(root(r"\s\d", &[])), none);
    let two = || root(r"\s\d", &[r"\t\d", r"\u\d"]);
    let with = |change: fn(&mut Entry)| {
        refused(each(two(), |index, entry| {
            if index == 1 {
                change(entry);
            }
        }))
    };
    assert_eq!(with(|entry| entry.is_name_list = true), (Kind::NotTargets, 1, ill_formed));
    assert_eq!(with(|entry| entry.target = None), (Kind::NoTarget, 1, ill_formed));
    assert_eq!(with(|entry| entry.target = Some(units(""))), (Kind::NoTarget, 1, ill_formed));
    assert_eq!(with(|entry| entry.target = Some(units(r"\\\t"))), (Kind::NoTarget, 1, ill_formed));
    let nothing = Reply { path_consumed: 3, ..root(r"\x\y", &[r"\t\d"]) };
    assert_eq!(refused(nothing), (Kind::NotCovered, 3, ill_formed));
}

// ---- prefixes ----

#[test]
fn the_longest_prefix_is_found_however_it_is_written() {
    let mut cache = Cache::new();
    for path in [r"\a\b", r"\a\b\c", r"\a\b\c\d\e", r"\a\bc", r"\😀\é", r"\😀\é\😀"] {
        keep(&mut cache, path, link(path, &[r"\t\d"]), 0).unwrap();
    }
    let prefix = |cache: &mut Cache, path: &str| {
        Some(cache.lookup(path, 0).cached()?.referral().dfs_path_prefix().to_string())
    };
    for (path, expected) in [
        (r"\a\b", Some(r"\a\b")),
        (r"\A\B\", Some(r"\a\b")),
        (r"\a\bc\d", Some(r"\a\bc")),
        (r"\a\b\c\d", Some(r"\a\b\c")),
        (r"\\A//b\\\C\d\e\f\g", Some(r"\a\b\c\d\e")),
        (r"\a\b\c\de", Some(r"\a\b\c")),
        (r"\😀\é\x", Some(r"\😀\é")),
        (r"\😀\é\😀\\\", Some(r"\😀\é\😀")),
        (r"\😀\É", cfg!(feature = "case").then_some(r"\😀\é")),
        (r"\a", None),
        (r"\", None),
        ("", None),
    ] {
        assert_eq!(prefix(&mut cache, path).as_deref(), expected, "{path}");
    }
    // Half of a character is none.
    let half = [0x5c, 0, 0x3d, 0xd8, 0x5c, 0, 0xe9, 0];
    assert!(matches!(cache.lookup(Utf16Le::new(&half).unwrap(), 0), Lookup::Miss));
}

#[test]
fn thousands_of_components_are_no_matter() {
    let mut cache = ReferralCache::<65536, 16>::new();
    let path = |components: usize| r"\s\d".to_owned() + &r"\x".repeat(components);
    keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\root\d"]), 0).unwrap();
    let deep = path(3000);
    keep(&mut cache, &deep, link(&deep, &[r"\deep\d"]), 0).unwrap();
    assert_eq!(leads(&mut cache, &path(3000), 0).unwrap(), r"\deep\d");
    assert_eq!(leads(&mut cache, &path(3001).to_uppercase(), 0).unwrap(), r"\deep\d\X");
    assert!(leads(&mut cache, &path(2999), 0).unwrap().starts_with(r"\root\d\x"));
    // More units than can be counted.
    assert!(leads(&mut cache, &path(40_000), 0).unwrap().starts_with(r"\deep\d\x"));
    // Nearly the longest that PathConsumed can say.
    let longest = path(16_000);
    let twice = keep(&mut cache, &longest, link(&longest, &[r"\longest\d"]), 0);
    assert_eq!(twice, Err(Kind::TooLarge));
    let mut reply = each(link("", &[r"\longest\d"]), |_, entry| (entry.version, entry.dfs_path) = (1, None));
    reply.path_consumed = u16::try_from(2 * longest.len()).unwrap();
    keep(&mut cache, &longest, reply, 0).unwrap();
    assert_eq!(leads(&mut cache, &path(16_001), 0).unwrap(), r"\longest\d\x");
}

#[test]
fn the_seed_changes_nothing_but_the_order() {
    for seed in [0, 1, 0x8000_0000, u32::MAX] {
        let mut cache = Cache::new();
        keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\t\d"]), 0).unwrap();
        cache.set_seed(seed);
        // What was there cannot be found by another seed.
        assert_eq!((cache.entries().count(), cache.bytes_used()), (0, 0));
        for name in ["a", "b", "c"] {
            let path = format!(r"\s\d\{name}");
            keep(&mut cache, &path, link(&path, &[r"\t\d"]), 0).unwrap();
        }
        assert!(
            ["a", "b", "c"].iter().all(|name| leads(&mut cache, &format!(r"\s\d\{name}\x"), 0).is_some())
        );
    }
}

// ---- time ----

#[test]
fn a_referral_that_is_gone_leaves_its_ancestor() {
    let mut cache = Cache::new();
    let long = each(root(r"\s\d", &[r"\root\d"]), |_, entry| entry.ttl = 1000);
    keep(&mut cache, r"\s\d", long, 0).unwrap();
    keep(&mut cache, r"\s\d\l", link(r"\s\d\l", &[r"\fs\l"]), 0).unwrap();
    assert_eq!(leads(&mut cache, r"\s\d\l\x", 399).unwrap(), r"\fs\l\x");
    assert_eq!(leads(&mut cache, r"\s\d\l\x", 400).unwrap(), r"\root\d\l\x");
}

#[test]
fn time_outs_end_with_time() {
    let mut cache = Cache::new();
    let forever = each(root(r"\s\d", &[r"\t\d"]), |_, entry| entry.ttl = u32::MAX / 2);
    let handle = keep(&mut cache, r"\s\d", forever, 10).unwrap();
    let cached = cache.get(handle, 0).unwrap();
    assert_eq!((cached.soft_timeout(), cached.hard_timeout()), (u32::MAX / 2 + 10, u32::MAX));
    assert!(matches!(cache.lookup(r"\s\d", u32::MAX - 1), Lookup::Stale(_)));
    let longer = each(root(r"\s\e", &[r"\t\d"]), |_, entry| entry.ttl = u32::MAX);
    let handle = keep(&mut cache, r"\s\e", longer, 10).unwrap();
    assert_eq!(cache.get(handle, 11).unwrap().soft_timeout(), u32::MAX);
    cache.set_negative_seconds(u32::MAX);
    assert!(cache.insert_negative(r"\s\no", NtStatus::NOT_FOUND, 10));
    assert!(matches!(cache.lookup(r"\s\no", u32::MAX - 1), Lookup::Negative(_)));
    cache.set_negative_seconds(0);
    // A clock that was set back makes nothing old.
    assert!(matches!(cache.lookup(r"\s\d", 0), Lookup::Fresh(_)));
}

#[test]
fn no_target_is_kept_longer_than_its_server_says() {
    let reply =
        each(root(r"\s\d", &[r"\t\d", r"\u\d"]), |index, entry| entry.ttl = if index == 0 { 90 } else { 30 });
    let mut cache = Cache::new();
    let handle = keep(&mut cache, r"\s\d", reply, 0).unwrap();
    assert_eq!(cache.get(handle, 0).unwrap().soft_timeout(), 30);
}

// ---- kinds ----

#[test]
fn an_interlink_is_one_by_either_test() {
    let mut domains = DomainCache::<256, 4>::new();
    let list = |name| NameList { is_name_list: true, special_name: Some(units(name)), expanded: Vec::new() };
    let message = draw_lists(&[list(r"\FABRIKAM"), list("fabrikam.example")]);
    domains.merge(&Response::parse(&message).unwrap()).unwrap();
    let is_interlink = |mut reply: Reply| {
        let message = draw(&mut reply);
        let response = Response::parse(&message).unwrap();
        PathReferral::new(r"\s\d\l", &response, domains.domains()).unwrap().is_interlink()
    };
    // By the header.
    for (referral_servers, storage_servers, expected) in
        [(true, false, true), (true, true, false), (false, true, false), (false, false, false)]
    {
        let reply = Reply { referral_servers, storage_servers, ..link(r"\s\d\l", &[r"\t\d"]) };
        assert_eq!(is_interlink(reply), expected);
    }
    // By a domain that is known, if it is the only target.
    for (targets, expected) in [
        (&[r"\fabrikam\tools"][..], true),
        (&[r"\Fabrikam.Example\tools\x"], true),
        (&[r"\\FABRIKAM\tools"], true),
        (&[r"\fabrikam2\tools"], false),
        (&[r"\fs.fabrikam.example\tools"], false),
        (&[r"\fabrikam\tools", r"\fabrikam\tools"], false),
    ] {
        assert_eq!(is_interlink(link(r"\s\d\l", targets)), expected, "{targets:?}");
    }
    let vector = support::vectors().into_iter().find(|vector| vector.name == "v4-interlink").unwrap();
    let response = Response::parse(&vector.bytes).unwrap();
    let path = r"\contoso.example\public\reports\x";
    assert!(PathReferral::new(path, &response, Domains::NONE).unwrap().is_interlink());
}

#[test]
fn the_first_entry_says_whether_it_is_a_root() {
    // A server that hosts no namespace of its own answers a ROOT request with a link.
    let mut cache = Cache::new();
    let handle = keep(&mut cache, r"\s\d", link(r"\s\d", &[r"\t\d"]), 0).unwrap();
    assert_eq!(cache.get(handle, 0).unwrap().referral().root_or_link(), RootOrLink::Link);
    // A root server that finds no link answers for the root.
    let handle = keep(&mut cache, r"\s\d\no\link", root(r"\s\d", &[r"\t\d"]), 0).unwrap();
    let referral = cache.get(handle, 0).unwrap().referral();
    assert_eq!(
        (referral.root_or_link(), referral.dfs_path_prefix().to_string()),
        (RootOrLink::Root, r"\s\d".into())
    );
    assert_eq!(cache.entries().count(), 1);
}

// ---- targets ----

#[test]
fn sets_are_those_of_version_4() {
    let sets = |version| {
        let reply = in_sets(link(r"\s\d\l", &[r"\a\x", r"\b\x", r"\c\x", r"\d\x"]), &[0, 2, 3]);
        let mut cache = Cache::new();
        let handle = keep(&mut cache, r"\s\d\l", each(reply, |_, entry| entry.version = version), 0).unwrap();
        let list = cache.get(handle, 0).unwrap().referral().target_list();
        assert_eq!(list.count(), 4);
        list.iter().map(dfsc::cache::ListedTarget::target_set).collect::<Vec<_>>()
    };
    assert_eq!(sets(4), [0, 0, 1, 2]);
    assert_eq!(sets(3), [0, 0, 0, 0]);
    let vector = support::vectors().into_iter().find(|vector| vector.name == "v4-link-two-sets").unwrap();
    let response = Response::parse(&vector.bytes).unwrap();
    let referral = PathReferral::new(r"\contoso.example\public\reports", &response, Domains::NONE).unwrap();
    assert!(referral.target_list().iter().map(dfsc::cache::ListedTarget::target_set).eq([0, 0, 1]));
    assert!(referral.target_failback());
}

#[test]
fn fail_over_stays_in_the_set_and_then_begins_with_the_best() {
    let mut cache = Cache::new();
    let targets = [r"\a\x", r"\b\x", r"\c\x", r"\d\x", r"\e\x", r"\f\x"];
    let reply = in_sets(link(r"\s\d\l", &targets), &[0, 1, 4]);
    let handle = keep(&mut cache, r"\s\d\l", reply, 0).unwrap();
    let tried = |cache: &Cache| {
        let referral = cache.get(handle, 0).unwrap().referral();
        let (list, first) = (referral.target_list(), referral.target_hint().index());
        let attempts = (0..).map_while(|attempts| list.attempt(first, attempts));
        attempts.map(dfsc::cache::ListedTarget::index).collect::<Vec<_>>()
    };
    assert_eq!(tried(&cache), [0, 1, 2, 3, 4, 5]);
    // The third target answered last.
    assert!(cache.set_target_hint(handle, 2));
    assert_eq!(leads(&mut cache, r"\s\d\l\y", 0).unwrap(), r"\c\x\y");
    assert_eq!(tried(&cache), [2, 3, 1, 0, 4, 5]);
    assert!(!cache.set_target_hint(handle, 6));
    assert_eq!(tried(&cache), [2, 3, 1, 0, 4, 5]);
}

// ---- refresh ----

/// What a cache holds of `\s\d\l` after a reply, a hint, and another reply: the hint, the targets, and whether the handle still holds.
fn refreshed(first: Reply, hint: u16, second: Reply) -> (String, Vec<String>, bool) {
    let mut cache = Cache::new();
    let old = keep(&mut cache, r"\s\d\l", first, 0).unwrap();
    assert!(cache.set_target_hint(old, hint));
    let new = keep(&mut cache, r"\s\d\L", second, 50).unwrap();
    let cached = cache.get(new, 0).unwrap();
    assert_eq!((cached.soft_timeout(), cache.entries().count()), (50 + cached.referral().time_to_live(), 1));
    let targets = paths_of(&cached.referral());
    (cached.referral().target_hint().path().to_string(), targets, cache.get(old, 0).is_some())
}

fn shown((hint, targets, same): &(String, Vec<String>, bool)) -> String {
    let targets: Vec<_> = targets.iter().map(|target| &target[1..2]).collect();
    format!("{} of {}, {}", &hint[1..2], targets.join(""), if *same { "same" } else { "new" })
}

#[test]
fn an_equivalent_list_stays() {
    let reply = |targets: &str, sets: &[usize]| {
        let targets: Vec<_> = targets.chars().map(|name| format!(r"\{name}\x")).collect();
        let targets: Vec<_> = targets.iter().map(String::as_str).collect();
        in_sets(link(r"\s\d\l", &targets), sets)
    };
    let below_4 = |reply| each(reply, |_, entry: &mut Entry| entry.version = 3);
    let outcome = |first, hint, second| shown(&refreshed(first, hint, second));
    let old = || reply("abcd", &[0, 2]);
    // Version 4: in any order within a set, and no other.
    assert_eq!(outcome(old(), 1, reply("badc", &[0, 2])), "b of abcd, same");
    assert_eq!(outcome(old(), 1, reply("ABCD", &[0, 2])), "b of abcd, same");
    assert_eq!(outcome(old(), 1, reply("cdab", &[0, 2])), "b of cdab, new");
    assert_eq!(outcome(old(), 1, reply("abcd", &[0, 1])), "b of abcd, new");
    assert_eq!(outcome(old(), 1, reply("abcd", &[0])), "b of abcd, new");
    assert_eq!(outcome(old(), 1, reply("abcd", &[0, 2, 3])), "b of abcd, new");
    // Below version 4: in any order.
    assert_eq!(outcome(below_4(old()), 3, below_4(reply("dcab", &[]))), "d of abcd, same");
    // What the new reply is decides: its sets do not count, or those of the old one do not matter.
    assert_eq!(outcome(old(), 3, below_4(reply("dcab", &[]))), "d of abcd, same");
    assert_eq!(outcome(below_4(old()), 3, reply("dcab", &[0, 2])), "d of dcab, new");
    // Other targets, and what becomes of the hint.
    assert_eq!(outcome(old(), 3, reply("abd", &[0, 2])), "d of abd, new");
    assert_eq!(outcome(old(), 3, reply("abc", &[0, 2])), "a of abc, new");
    assert_eq!(outcome(old(), 3, reply("eabcd", &[0, 2])), "d of eabcd, new");
}

#[test]
fn what_is_said_besides_the_targets_is_taken_over() {
    let mut cache = Cache::new();
    let old = keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\a\d", r"\b\d"]), 0).unwrap();
    let facts = |cache: &Cache| {
        let referral = cache.get(old, 0).unwrap().referral();
        let (kind, ttl) = (referral.root_or_link(), referral.time_to_live());
        (kind, referral.is_interlink(), referral.target_failback(), ttl)
    };
    assert_eq!(facts(&cache), (RootOrLink::Root, false, false, 100));
    let reply = each(root(r"\s\d", &[r"\b\d", r"\a\d"]), |_, entry| (entry.is_root, entry.ttl) = (false, 7));
    let reply = Reply { storage_servers: false, target_failback: true, ..reply };
    assert_eq!(keep(&mut cache, r"\s\d", reply, 0), Ok(old));
    assert_eq!(facts(&cache), (RootOrLink::Link, true, true, 7));
}

#[test]
fn a_client_fails_back_to_the_first_set_if_it_is_told_to() {
    let reply = |target_failback, version| {
        let reply = in_sets(link(r"\s\d\l", &[r"\a\x", r"\b\x", r"\c\x"]), &[0, 2]);
        each(Reply { target_failback, ..reply }, |_, entry| entry.version = version)
    };
    let outcome = |hint, second| shown(&refreshed(reply(false, 4), hint, second));
    assert_eq!(outcome(2, reply(true, 4)), "a of abc, same");
    assert_eq!(outcome(2, reply(false, 4)), "c of abc, same");
    // It is in the first set already.
    assert_eq!(outcome(1, reply(true, 4)), "b of abc, same");
    // The bit means nothing below version 4.
    assert_eq!(outcome(2, reply(true, 3)), "c of abc, same");
    // Nothing of it before a refresh.
    let mut cache = Cache::new();
    let handle = keep(&mut cache, r"\s\d\l", reply(true, 4), 0).unwrap();
    assert!(cache.set_target_hint(handle, 2));
    assert_eq!(leads(&mut cache, r"\s\d\l", 60).unwrap(), r"\c\x");
}

#[test]
fn what_is_gone_is_not_refreshed_but_new() {
    let mut cache = Cache::new();
    let old = keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\a\d", r"\b\d"]), 0).unwrap();
    assert!(cache.set_target_hint(old, 1));
    let new = keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\a\d", r"\b\d"]), 400).unwrap();
    assert_ne!(old, new);
    assert_eq!(leads(&mut cache, r"\s\d", 400).unwrap(), r"\a\d");
}

#[test]
fn a_refresh_that_does_not_fit_leaves_nothing_out_of_date() {
    let mut cache = ReferralCache::<400, 4>::new();
    keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\a\d"]), 0).unwrap();
    let long = format!(r"\{}\d", "b".repeat(300));
    assert_eq!(keep(&mut cache, r"\s\d", root(r"\s\d", &[&long]), 50), Err(Kind::TooLarge));
    assert!(matches!(cache.lookup(r"\s\d", 50), Lookup::Miss));
}

/// A reply with so many targets on servers of one name scheme, the first of which is of this number.
fn many(count: usize, reversed: bool) -> Reply {
    let targets: Vec<_> =
        (0..count).map(|number| format!(r"\dc{number:04}.contoso.example\SYSVOL")).collect();
    let mut targets: Vec<_> = targets.iter().map(String::as_str).collect();
    if reversed {
        targets.reverse();
    }
    link(r"\s\d\l", &targets)
}

#[test]
fn a_long_list_is_known_again_in_any_order() {
    let mut cache = ReferralCache::<65536, 4>::new();
    let first = keep(&mut cache, r"\s\d\l", many(300, false), 0).unwrap();
    assert_eq!(keep(&mut cache, r"\s\d\l", many(300, true), 50), Ok(first));
}

#[test]
fn what_a_refresh_costs_is_bounded_by_the_replies() {
    // Each target has a wall of separators that counts for nothing, and is told from the others behind it.
    let same = |wall: usize| {
        let reply = |reversed| {
            let wall = "\\".repeat(wall);
            each(many(180, reversed), |_, entry| {
                let target = String::from_utf16(entry.target.as_ref().unwrap()).unwrap();
                entry.target = Some(units(&format!(r"\a{wall}\{}", &target[3..7])));
            })
        };
        let mut cache = ReferralCache::<65536, 4>::new();
        let first = keep(&mut cache, r"\s\d\l", reply(false), 0).unwrap();
        assert!(cache.set_target_hint(first, 5));
        // What would cost too much is taken for another list; the hint stays on its target.
        let second = keep(&mut cache, r"\s\d\l", reply(true), 0).unwrap();
        let hint = cache.get(second, 0).unwrap().referral().target_hint();
        assert!(hint.path().to_string().ends_with("0005"));
        second == first
    };
    assert!(same(0));
    assert!(!same(130));
}

#[test]
fn a_path_is_not_looked_for_behind_a_wall_of_separators() {
    let wall = "\\".repeat(300);
    let reply = each(link(r"\s\d\l", &[r"\t\d"]), |_, entry| {
        entry.dfs_path = Some(units(&format!(r"\s{wall}\d\l")));
    });
    assert_eq!(keep(&mut Cache::new(), r"\s\d\l", reply, 0), Err(Kind::OtherPath));
    let reply = each(link(r"\s\d\l", &[r"\t\d"]), |_, entry| entry.dfs_path = Some(units(r"\\s/d\\\l\")));
    assert!(keep(&mut Cache::new(), r"\s\d\l", reply, 0).is_ok());
}

/// A reply of version 3 for a path, whose entries of 18 bytes share both their strings.
fn shared(count: u16, path: &str) -> Vec<u8> {
    let (path, target) = (units(&format!("{path}\0")), units("\\t\\d\0"));
    let mut words = vec![u16::try_from(2 * path.len() - 2).unwrap(), count, 2, 0];
    for entry in 0..count {
        let to_strings = (count - entry) * 18;
        let to_target = to_strings + u16::try_from(2 * path.len()).unwrap();
        words.extend([3, 18, 0, 0, 600, 0, to_strings, 0, to_target]);
    }
    replies::utf16(&[words, path, target].concat())
}

#[test]
fn entries_may_share_a_path_but_not_make_it_a_burden() {
    let kept = |count, path: &str| {
        let message = shared(count, path);
        let response = Response::parse(&message).unwrap();
        let referral = PathReferral::new(path, &response, Domains::NONE).unwrap();
        referral.keepable().map_err(CacheError::kind)
    };
    assert_eq!(kept(1000, r"\contoso.example\public\reports"), Ok(()));
    let longest = format!(r"\s\d\{}", "x".repeat(14_000));
    assert_eq!(kept(100, &longest), Ok(()));
    // To compare them all would take 500 units for each byte.
    assert_eq!(kept(1500, &longest), Err(Kind::OtherPath));
}

#[test]
fn a_key_has_no_more_units_than_its_length_can_say() {
    // PathConsumed counts no backslash that is not there, and a key has one.
    let path = format!("s\\{}", "x".repeat(32765));
    let mut reply = each(link("", &[r"\t\d"]), |_, entry| (entry.version, entry.dfs_path) = (1, None));
    reply.path_consumed = 65534;
    let message = draw(&mut reply);
    let response = Response::parse(&message).unwrap();
    let referral = PathReferral::new(&*path, &response, Domains::NONE).unwrap();
    let mut cache = ReferralCache::<100_000, 4>::new();
    let error = cache.insert(&referral, 0).unwrap_err();
    assert_eq!((error.kind(), error.value(), error.limit()), (Kind::TooLarge, 65536, 65535));
    assert_eq!(cache.bytes_used(), 0);
}

// ---- negative entries ----

#[test]
fn that_a_path_is_none_of_a_namespace_is_kept_only_if_asked_for() {
    let mut cache = Cache::new();
    assert!(!cache.insert_negative(r"\s\share", NtStatus::NOT_FOUND, 0));
    cache.set_negative_seconds(60);
    let not_dfs = [NtStatus::NOT_FOUND, NtStatus::FS_DRIVER_REQUIRED, NtStatus::DFS_UNAVAILABLE];
    for (number, status) in not_dfs.into_iter().enumerate() {
        assert!(cache.insert_negative(&*format!(r"\s\{number}"), status, 0));
    }
    for status in [NtStatus::ACCESS_DENIED, NtStatus::IO_TIMEOUT, NtStatus::SUCCESS, NtStatus::NO_SUCH_FILE] {
        assert!(!cache.insert_negative(r"\s\other", status, 0));
    }
    // A ROOT request has two components.
    assert!(!cache.insert_negative(r"\s\d\x", NtStatus::NOT_FOUND, 0));
    assert!(!cache.insert_negative(r"\s", NtStatus::NOT_FOUND, 0));
    assert_eq!(prefixes(&cache), [r"not \s\0", r"not \s\1", r"not \s\2"]);
    assert!(matches!(cache.lookup(r"\S\1\x\y", 59), Lookup::Negative(NtStatus::FS_DRIVER_REQUIRED)));
    assert!(matches!(cache.lookup(r"\S\1\x\y", 60), Lookup::Miss));
}

#[test]
fn an_answer_ends_a_negative_entry_and_none_ends_an_answer() {
    let mut cache = Cache::new();
    cache.set_negative_seconds(60);
    assert!(cache.insert_negative(r"\s\d", NtStatus::NOT_FOUND, 0));
    keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\t\d"]), 1).unwrap();
    assert_eq!(prefixes(&cache), [r"\s\d"]);
    // A stale referral serves on when a refresh fails; one that is gone does not.
    assert!(!cache.insert_negative(r"\s\d", NtStatus::NOT_FOUND, 400));
    assert!(matches!(cache.lookup(r"\s\d", 400), Lookup::Stale(_)));
    assert!(cache.insert_negative(r"\s\d", NtStatus::NOT_FOUND, 401));
    assert!(matches!(cache.lookup(r"\s\d", 401), Lookup::Negative(NtStatus::NOT_FOUND)));
}

// ---- room ----

#[test]
fn smbprotocol_grows_for_ever_and_this_does_not() {
    let mut cache = Cache::new();
    for number in 0..10_000 {
        let path = format!(r"\s\d\{number}");
        keep(&mut cache, &path, link(&path, &[r"\t\d"]), 0).unwrap();
        assert!(cache.bytes_used() <= 4096 && cache.entries().count() <= 16);
        assert_eq!(leads(&mut cache, &path, 0).unwrap(), r"\t\d");
    }
    assert_eq!(cache.entries().count(), 16);
}

#[test]
fn what_is_gone_makes_room_first_then_what_is_stale_then_what_was_not_used() {
    let mut cache = ReferralCache::<4096, 4>::new();
    let lives =
        |name: &str, ttl| each(link(&format!(r"\s\d\{name}"), &[r"\t\d"]), |_, entry| entry.ttl = ttl);
    let add = |cache: &mut ReferralCache<4096, 4>, name: &str, ttl, now| {
        keep(cache, &format!(r"\s\d\{name}"), lives(name, ttl), now).unwrap();
        let name = |listed: Listed<'_>| match listed {
            Listed::Referral(cached) => cached.referral().dfs_path_prefix().to_string()[5..].to_owned(),
            Listed::Negative { .. } => panic!("a path in no namespace"),
        };
        let mut names: Vec<_> = cache.entries().map(name).collect();
        names.sort();
        names.concat()
    };
    add(&mut cache, "a", 1000, 0);
    add(&mut cache, "b", 100, 0);
    add(&mut cache, "c", 20, 0);
    assert_eq!(add(&mut cache, "d", 1000, 0), "abcd");
    // At 100, c is gone and b is stale; a was used last.
    assert!(leads(&mut cache, r"\s\d\a", 100).is_some());
    assert_eq!(add(&mut cache, "e", 1000, 100), "abde");
    assert_eq!(add(&mut cache, "f", 1000, 100), "adef");
    assert_eq!(add(&mut cache, "g", 1000, 100), "aefg");
    assert_eq!(add(&mut cache, "h", 1000, 100), "efgh");
}

#[test]
fn what_does_not_fit_is_refused_and_says_by_how_much() {
    let mut reply = root(r"\s\d", &[r"\t\d"]);
    let message = draw(&mut reply);
    let response = Response::parse(&message).unwrap();
    let referral = PathReferral::new(r"\s\d", &response, Domains::NONE).unwrap();
    let needed = u32::try_from(message.len() + 8).unwrap();
    let error = ReferralCache::<60, 4>::new().insert(&referral, 0).unwrap_err();
    assert_eq!((error.kind(), error.value(), error.limit()), (Kind::TooLarge, needed, 60));
    assert_eq!(error.to_string(), format!("{needed} bytes are needed, and there is room for at most 60"));
    let error = ReferralCache::<4096, 0>::new().insert(&referral, 0).unwrap_err();
    assert_eq!((error.kind(), error.limit()), (Kind::TooLarge, 0));
    // And it fits where there is just enough.
    let mut exact = ReferralCache::<70, 1>::new();
    assert_eq!(needed, 70);
    assert!(exact.insert(&referral, 0).is_ok());
    assert!(exact.insert(&referral, 0).is_ok());
}

#[test]
fn a_handle_holds_as_long_as_its_targets_do() {
    let mut cache = Cache::new();
    let handle = keep(&mut cache, r"\s\d", root(r"\s\d", &[r"\t\d"]), 0).unwrap();
    assert!(cache.remove(handle));
    let other = keep(&mut cache, r"\x\y", root(r"\x\y", &[r"\t\d"]), 0).unwrap();
    // It took the same place.
    assert!(cache.get(handle, 0).is_none() && cache.get(other, 0).is_some());
    assert!(!cache.set_target_hint(handle, 0) && !cache.remove(handle));
    assert_eq!(cache.entries().count(), 1);
}

#[test]
fn pktflush_drops_all_or_what_is_below_a_path() {
    let mut cache = Cache::new();
    cache.set_negative_seconds(9);
    for path in [r"\s\d", r"\s\d\a", r"\s\d\a\b", r"\s\da", r"\t\d"] {
        keep(&mut cache, path, link(path, &[r"\t\x"]), 0).unwrap();
    }
    assert!(cache.insert_negative(r"\s\no", NtStatus::NOT_FOUND, 0));
    assert_eq!(cache.flush(r"\\S\D\A\"), 2);
    assert_eq!(prefixes(&cache), [r"\s\d", r"\s\da", r"\t\d", r"not \s\no"]);
    assert_eq!(cache.flush(r"\s"), 3);
    assert_eq!(prefixes(&cache), [r"\t\d"]);
    assert_eq!((cache.flush(""), cache.entries().count(), cache.bytes_used()), (1, 0, 0));
}

// ---- what was captured ----

#[test]
fn captured_replies_go_in_and_their_targets_come_out() {
    let (mut kept, mut once) = (0, Vec::new());
    for capture in captures() {
        let Some(reply) = capture.response.filter(|_| capture.status == "OK") else { continue };
        let response = Response::parse(&reply).unwrap();
        let expected = capture.expected["response"]["ReferralEntries"].as_array();
        if response.path_consumed() == 0 || capture.name.contains("oem") {
            continue;
        }
        let path = if capture.is_ex {
            RequestEx::parse(&capture.request).unwrap().request_file_name()
        } else {
            Request::parse(&capture.request).unwrap().request_file_name()
        };
        let referral = match PathReferral::new(path, &response, Domains::NONE) {
            Ok(referral) => referral,
            Err(error) => {
                assert_eq!((error.kind(), response.number_of_referrals()), (Kind::NoReferrals, 0));
                continue;
            }
        };
        let targets = |entry: &serde_json::Value| support::expected_text(&entry["NetworkAddress"]).unwrap();
        let expected: Option<Vec<_>> = expected.map(|entries| entries.iter().map(targets).collect());
        let mut cache = Cache::new();
        match cache.insert(&referral, 0) {
            Ok(handle) => {
                let cached = cache.lookup(path, 0).cached().unwrap();
                assert_eq!(cached.handle(), handle);
                let found: Vec<Vec<u16>> = cached
                    .referral()
                    .target_list()
                    .iter()
                    .map(|target| target.path().units().collect())
                    .collect();
                assert!(expected.is_none_or(|expected| expected == found), "{}", capture.name);
                kept += 1;
            }
            Err(error) => once.push((capture.name[..4].to_owned(), error.kind())),
        }
    }
    assert_eq!((kept, once), (76, Vec::new()));
}

#[test]
fn the_example_lists_what_was_captured() {
    let output = std::process::Command::new(support::build_example("cache")).output().unwrap();
    assert!(output.status.success());
    support::is_golden("cache", &String::from_utf8(output.stdout).unwrap());
}

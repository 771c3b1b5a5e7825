//! What a client may rely on in the cache of domains. `[MS-DFSC] 3.1.5.4.1`, `3.1.5.4.2`, `3.1.6`

use dfsc::cache::{CacheErrorKind as Kind, DomainCache, Domains};
use dfsc::{NtStatus, Request, Response};
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

type Cache = DomainCache<1024, 8>;

fn list(name: &str, controllers: &[&str]) -> NameList {
    let expanded = controllers.iter().map(|name| units(name)).collect();
    NameList { is_name_list: true, special_name: Some(units(name)), expanded }
}

fn merge<const BYTES: usize, const SLOTS: usize>(
    cache: &mut DomainCache<BYTES, SLOTS>,
    names: &[&str],
) -> Result<usize, Kind> {
    let lists: Vec<_> = names.iter().map(|name| list(name, &[])).collect();
    let message = draw_lists(&lists);
    cache.merge(&Response::parse(&message).unwrap()).map_err(dfsc::cache::CacheError::kind)
}

fn set<const BYTES: usize, const SLOTS: usize>(
    cache: &mut DomainCache<BYTES, SLOTS>,
    domain: &str,
    lists: &[NameList],
) -> Result<usize, Kind> {
    let message = draw_lists(lists);
    cache.set_controllers(domain, &Response::parse(&message).unwrap()).map_err(dfsc::cache::CacheError::kind)
}

/// The controller at a place answered.
fn hint<const BYTES: usize, const SLOTS: usize>(
    cache: &mut DomainCache<BYTES, SLOTS>,
    domain: &str,
    index: u16,
) -> bool {
    let handle = cache.domains().find(domain).map(|domain| domain.handle());
    handle.is_some_and(|handle| cache.set_dc_hint(handle, index))
}

/// All domains, each with its controllers; the one to ask has a star.
fn shown(domains: Domains<'_>) -> Vec<String> {
    let domains = domains.iter().map(|domain| {
        let controllers = domain.controllers().zip(0..).map(|(name, index)| {
            let star = if index == domain.dc_hint_index() { "*" } else { "" };
            format!(" {star}{name}")
        });
        format!("{}:{}", domain.name(), controllers.collect::<String>())
    });
    domains.collect()
}

#[test]
fn captured_domains_and_controllers_go_in_and_come_out() {
    let (mut merged, mut set) = (0, 0);
    for capture in captures() {
        let Some(reply) = capture.response.filter(|_| capture.status == "OK") else { continue };
        let response = Response::parse(&reply).unwrap();
        if response.path_consumed() > 0 || response.number_of_referrals() == 0 {
            continue;
        }
        let request = Request::parse(&capture.request).unwrap().request_file_name();
        let mut cache = DomainCache::<4096, 4>::new();
        if request.is_empty() {
            assert_eq!(cache.merge(&response), Ok(0));
            assert_eq!(shown(cache.domains()), ["DFSLAB:", "dfslab.example:"]);
            merged += 1;
            continue;
        }
        assert_eq!(merge(&mut cache, &["DFSLAB", "dfslab.example"]), Ok(0));
        assert_eq!(cache.set_controllers(request, &response), Ok(0), "{}", capture.name);
        let domain = cache.domains().find(request).unwrap();
        let names = capture.expected["response"]["ReferralEntries"][0]["ExpandedNames"].as_array();
        if let Some(names) = names {
            let names = names.iter().map(|name| name.as_str().unwrap().trim_start_matches('\\').to_owned());
            assert!(domain.controllers().map(|name| name.to_string()).eq(names), "{}", capture.name);
        }
        let first = domain.controllers().next().unwrap();
        assert_eq!(domain.dc_hint(), Some(first));
        set += 1;
    }
    assert_eq!((merged, set), (3, 16));
}

#[test]
fn the_two_names_of_a_domain_are_two_domains() {
    let mut cache = Cache::new();
    assert_eq!(merge(&mut cache, &[r"\CONTOSO", r"\contoso.example"]), Ok(0));
    assert_eq!(set(&mut cache, r"\contoso", &[list("Contoso", &["DC1", r"\DC2"])]), Ok(0));
    assert_eq!(shown(cache.domains()), ["Contoso: *DC1 DC2", "contoso.example:"]);
    assert_eq!(cache.domains().find("CONTOSO.EXAMPLE").unwrap().dc_hint(), None);
    for unknown in ["contos", "contoso2", "example", "", r"\", r"\contoso\public"] {
        assert!(cache.domains().find(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn domains_are_added_and_never_changed() {
    let mut cache = Cache::new();
    assert_eq!(merge(&mut cache, &["a", "b"]), Ok(0));
    assert_eq!(set(&mut cache, "a", &[list("a", &["dc1", "dc2"])]), Ok(0));
    assert!(hint(&mut cache, "A", 1));
    // What is there stays as it is, and so does what the reply does not name.
    assert_eq!(merge(&mut cache, &["C", "A"]), Ok(0));
    assert_eq!(shown(cache.domains()), ["a: dc1 *dc2", "b:", "C:"]);
    // Not a name: of two components, of none, longer than DNS has.
    let longest = "n".repeat(255);
    assert_eq!(merge(&mut cache, &[r"\d\e", "", &"n".repeat(256), &longest]), Ok(0));
    assert_eq!(shown(cache.domains()).last().unwrap().len(), 256);
    assert_eq!(cache.domains().iter().count(), 4);
}

#[test]
fn a_reply_that_is_none_changes_nothing() {
    let mut cache = Cache::new();
    assert_eq!(merge(&mut cache, &["a", "b"]), Ok(0));
    assert_eq!(set(&mut cache, "a", &[list("a", &["dc1"])]), Ok(0));
    let before = shown(cache.domains());
    assert_eq!(merge(&mut cache, &[]), Err(Kind::NoReferrals));
    let no_list = || NameList { is_name_list: false, ..list("x", &[]) };
    let message = draw_lists(&[list("c", &[]), no_list()]);
    let error = cache.merge(&Response::parse(&message).unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.value()), (Kind::NotNameLists, 1));
    assert_eq!(error.status(), Some(NtStatus::INVALID_NETWORK_RESPONSE));
    // Below version 3 there are no name lists.
    let entry = Entry {
        version: 2,
        is_name_list: false,
        is_root: false,
        boundary: false,
        ttl: 1,
        dfs_path: None,
        target: None,
    };
    let (referral_servers, storage_servers, target_failback) = (false, false, false);
    let mut reply = Reply {
        path_consumed: 0,
        referral_servers,
        storage_servers,
        target_failback,
        entries: vec![entry],
        len: 0,
    };
    let message = draw(&mut reply);
    assert_eq!(cache.merge(&Response::parse(&message).unwrap()).unwrap_err().kind(), Kind::NotNameLists);

    for (domain, lists, expected) in [
        ("a", vec![], Kind::NoReferrals),
        ("a", vec![list("a", &["dc"]), list("b", &["dc"])], Kind::NotOneReferral),
        ("a", vec![no_list()], Kind::NotNameLists),
        ("a", vec![list("a", &[])], Kind::NoNames),
        ("a", vec![list("a", &["", r"\", r"dc\share"])], Kind::NoNames),
        // It speaks of a domain that it was not asked about.
        ("a", vec![list("b", &["dc"])], Kind::OtherDomain),
        ("a", vec![NameList { special_name: None, ..list("a", &["dc"]) }], Kind::OtherDomain),
        (r"a\b", vec![list(r"a\b", &["dc"])], Kind::OtherDomain),
        ("c", vec![list("c", &["dc"])], Kind::UnknownDomain),
    ] {
        assert_eq!(set(&mut cache, domain, &lists), Err(expected), "{domain}");
    }
    assert_eq!(shown(cache.domains()), before);
}

#[test]
fn a_list_of_controllers_is_replaced_whole_and_begins_with_its_first() {
    let mut cache = Cache::new();
    assert_eq!(merge(&mut cache, &["a", "b"]), Ok(0));
    assert_eq!(set(&mut cache, "a", &[list("a", &["dc1", "dc2", "dc3"])]), Ok(0));
    assert_eq!(set(&mut cache, "b", &[list("b", &["dc9"])]), Ok(0));
    assert!(hint(&mut cache, "a", 2));
    assert!(!hint(&mut cache, "a", 3) && !hint(&mut cache, "c", 0));
    assert_eq!(shown(cache.domains()), ["a: dc1 dc2 *dc3", "b: *dc9"]);
    // All controllers, beginning with the one that answered last.
    let domain = cache.domains().find("a").unwrap();
    let tried = (0..).map_while(|attempts| domain.attempt(domain.dc_hint_index(), attempts));
    assert!(tried.map(|(index, name)| format!("{index}{name}")).eq(["2dc3", "0dc1", "1dc2"]));
    assert_eq!(domain.attempt(3, 0), None);

    assert_eq!(set(&mut cache, "a", &[list("A", &["dc4", "dc1"])]), Ok(0));
    assert_eq!(shown(cache.domains()), ["A: *dc4 dc1", "b: *dc9"]);
    assert!(cache.forget_controllers("a"));
    assert!(!cache.forget_controllers("a") && !cache.forget_controllers("c"));
    assert_eq!(shown(cache.domains()), ["A:", "b: *dc9"]);
    cache.flush();
    assert_eq!(shown(cache.domains()), [""; 0]);
}

#[test]
fn what_does_not_fit_is_counted_and_the_first_come_first() {
    // Names take two bytes a unit, and two more.
    let mut cache = DomainCache::<40, 3>::new();
    assert_eq!(merge(&mut cache, &["aa", "bb", "cc", "dd"]), Ok(1));
    assert_eq!(shown(cache.domains()), ["aa:", "bb:", "cc:"]);
    assert_eq!(set(&mut cache, "aa", &[list("aa", &["d1", "d2", "d3", "d4", "d5"])]), Ok(2));
    assert_eq!(shown(cache.domains()), ["aa: *d1 d2 d3", "bb:", "cc:"]);
    // Another list makes way; names do not.
    assert_eq!(set(&mut cache, "cc", &[list("cc", &["d6"])]), Ok(0));
    assert_eq!(shown(cache.domains()), ["aa:", "bb:", "cc: *d6"]);
    assert_eq!(set(&mut cache, "cc", &[list("cc", &[&"d".repeat(99)])]), Err(Kind::TooLarge));
    assert_eq!(shown(cache.domains()), ["aa:", "bb:", "cc: *d6"]);
}

#[test]
fn the_bootstrap_dc_is_due_after_15_minutes() {
    let mut cache = Cache::new();
    assert_eq!(cache.bootstrap_dc(), None);
    assert!(cache.is_bootstrap_dc_due(0));
    cache.set_bootstrap_dc(r"\dc1.contoso.example", 100).unwrap();
    assert_eq!(cache.bootstrap_dc().unwrap(), "dc1.contoso.example");
    assert!(!cache.is_bootstrap_dc_due(999) && cache.is_bootstrap_dc_due(1000));
    assert_eq!(merge(&mut cache, &["a"]), Ok(0));
    assert_eq!(set(&mut cache, "a", &[list("a", &["dc2"])]), Ok(0));
    cache.set_bootstrap_dc("dc2", 1000).unwrap();
    assert!(!cache.is_bootstrap_dc_due(1899) && cache.is_bootstrap_dc_due(1900));
    for wrong in ["", r"\", r"dc\share"] {
        assert_eq!(cache.set_bootstrap_dc(wrong, 5).unwrap_err().kind(), Kind::NoNames);
    }
    let too_long = "d".repeat(255);
    assert!(DomainCache::<500, 4>::new().set_bootstrap_dc(&*too_long, 5).is_err());
    // Time ends before it is over.
    let mut late = Cache::new();
    late.set_bootstrap_dc("dc", u32::MAX - 5).unwrap();
    assert!(!late.is_bootstrap_dc_due(u32::MAX - 1));
    // It stays when domains go, and nothing else was touched.
    assert_eq!(shown(cache.domains()), ["a: *dc2"]);
    cache.flush();
    assert_eq!(cache.bootstrap_dc().unwrap(), "dc2");
}

#[test]
fn an_operation_gives_no_hint_to_a_list_that_it_does_not_know() {
    let mut cache = Cache::new();
    assert_eq!(merge(&mut cache, &["a", "b"]), Ok(0));
    assert_eq!(set(&mut cache, "a", &[list("a", &["dc1", "dc2"])]), Ok(0));
    let handle = cache.domains().find("a").unwrap().handle();
    assert_eq!(cache.domains().get(handle).unwrap().attempt(0, 1).unwrap().1, "dc2");
    // Another operation asks again, and gets another list.
    assert_eq!(set(&mut cache, "a", &[list("a", &["dc9", "dc8"])]), Ok(0));
    assert!(cache.domains().get(handle).is_none());
    assert!(!cache.set_dc_hint(handle, 1));
    assert_eq!(shown(cache.domains()), ["a: *dc9 dc8", "b:"]);
    let handle = cache.domains().find("a").unwrap().handle();
    assert!(cache.set_dc_hint(handle, 1));
    assert!(cache.forget_controllers("a"));
    assert!(!cache.set_dc_hint(handle, 0));
    assert_eq!(cache.domains().find("a").unwrap().dc_hint_index(), 0);
}

#[test]
fn a_name_is_not_looked_for_behind_a_wall_of_separators() {
    let mut cache = Cache::new();
    let wall = "\\".repeat(300);
    assert_eq!(merge(&mut cache, &[&format!("{wall}a"), &format!("b{wall}"), r"\\c\\"]), Ok(0));
    assert_eq!(shown(cache.domains()), ["c:"]);
    assert_eq!(set(&mut cache, "c", &[list("c", &[&format!("{wall}dc1"), "dc2"])]), Ok(0));
    assert_eq!(shown(cache.domains()), ["c: *dc2"]);
}

#[test]
fn a_list_that_makes_room_takes_no_other_along() {
    let mut cache = DomainCache::<40, 3>::new();
    assert_eq!(merge(&mut cache, &["aa", "bb", "cc"]), Ok(0));
    assert_eq!(set(&mut cache, "bb", &[list("bb", &["d1", "d2"])]), Ok(0));
    let [aa, bb, cc] = ["aa", "bb", "cc"].map(|name| cache.domains().find(name).unwrap().handle());
    // Of `aa` there is nothing to be had; the list of `bb` goes.
    assert_eq!(set(&mut cache, "cc", &[list("cc", &["d3", "d4"])]), Ok(0));
    assert_eq!(shown(cache.domains()), ["aa:", "bb:", "cc: *d3 d4"]);
    let is_there = |handle| cache.domains().get(handle).is_some();
    assert_eq!([aa, bb, cc].map(is_there), [true, false, false]);
}

//! Answering a request: version and `PathConsumed` follow from it, and what the version has no place for is left out.

mod reference;
mod spelled;
mod support;

use dfsc::{
    AnyText, Encode, EncodeErrorKind, EntrySize, Field, ReferralEntryFlags, ReferralHeaderFlags, Reply,
    ReplyEntry, Request, RequestEx, Response,
};
use serde_json::json;

const R_S_T: ReferralHeaderFlags = ReferralHeaderFlags(7);
const S_T: ReferralHeaderFlags = ReferralHeaderFlags(6);

/// Three targets in two sets, as a server has them for all versions.
fn targets() -> [ReplyEntry<'static>; 3] {
    let far = |proximity, address: &'static str| ReplyEntry { proximity, ..ReplyEntry::link_target(address) };
    let second_set = ReplyEntry { flags: ReferralEntryFlags::TARGET_SET_BOUNDARY, ..far(9, r"\fs3\d") };
    [far(1, r"\fs1\d"), far(5, r"\fs2\d"), second_set]
}

#[test]
fn the_version_is_the_highest_that_both_sides_know() {
    for level in 0..7 {
        for max in 0..7 {
            let version = level.min(max).min(4);
            assert_eq!(Request::new(level, r"\s\d").reply(max).version(), version);
            assert_eq!(RequestEx::new(level, r"\s\d", Some("HQ")).reply(max).version(), version);
            let targets = targets();
            let reply = Request::new(level, r"\s\d").reply(max).targets(R_S_T, 1, r"\s\d", &targets);
            match reply {
                Ok(reply) => {
                    let mut buffer = [0; 512];
                    let bytes = reply.encode(&mut buffer).unwrap();
                    assert_eq!(Response::parse(bytes).unwrap().version(), Some(version));
                }
                Err(error) => assert_eq!((version, error.kind()), (0, EncodeErrorKind::UnsupportedVersion)),
            }
        }
    }
}

#[test]
fn what_an_entry_is_does_not_depend_on_the_version_that_the_client_knows() {
    let (target, list) = (ReplyEntry::link_target(r"\t\d"), ReplyEntry::name_list(r"\s", &[]));
    for level in 1..=4 {
        let reply = Request::new(level, r"\s\d").reply(4);
        let targets = [target, list];
        let error = reply.targets(R_S_T, 1, r"\s\d", &targets).unwrap_err();
        assert_eq!((error.kind(), error.entry()), (EncodeErrorKind::NotUniform, Some(1)));
    }
    let (reply, lists) = (Request::new(3, "").reply(4), [list, target]);
    let error = reply.name_lists(EntrySize::Long, 1, &lists).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeErrorKind::NotUniform, Some(Field::ReferralEntryFlags)));
    assert_eq!(error.entry(), Some(1));
    let error = reply.name_lists(EntrySize::Long, 1, &[]).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeErrorKind::Missing, Some(Field::NumberOfReferrals)));
    assert_eq!((error.entry(), error.value()), (None, 3));
}

#[test]
fn paths_are_written_with_one_backslash_before_each_component_and_no_other_separator() {
    let reply = Request::new(4, r"\\s/d\\x\").reply(4);
    for unclean in ["/s/d", r"\\s\d", r"s\d", r"\s\d\", r"\s\\d"] {
        let error = reply.empty(R_S_T, unclean).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (EncodeErrorKind::UncleanPath, Some(Field::DfsPath)),
            "{unclean}"
        );
        let targets = [ReplyEntry::link_target(r"\t\d"), ReplyEntry::link_target(unclean)];
        for version in 1..=4 {
            let reply = Request::new(version, r"\s\d").reply(4);
            let error = reply.targets(R_S_T, 1, r"\s\d", &targets).unwrap_err();
            let address = if version == 1 { Field::ShareName } else { Field::NetworkAddress };
            let expected = (EncodeErrorKind::UncleanPath, Some(address), Some(1), 0);
            assert_eq!((error.kind(), error.field(), error.entry(), error.value()), expected, "{unclean}");
        }
    }
    // Names may do without the backslash.
    let domain = Request::new(3, "d").reply(4);
    for (name, is_clean) in
        [("d", true), (r"\d", true), ("/d", false), (r"\\d", false), (r"d\", false), ("d/e", false)]
    {
        let names = [AnyText::str("n"), AnyText::str(name)];
        let lists = [ReplyEntry::name_list("d", &[]), ReplyEntry::name_list(name, &[])];
        let of_names = [ReplyEntry::name_list("d", &names)];
        let facts = |lists| {
            let error = domain.name_lists(EntrySize::Short, 1, lists).err()?;
            Some((error.kind(), error.field(), error.entry(), error.value()))
        };
        let unclean =
            |field, entry| (!is_clean).then_some((EncodeErrorKind::UncleanPath, Some(field), Some(entry), 0));
        assert_eq!(facts(&lists), unclean(Field::SpecialName, 1), "{name}");
        assert_eq!(facts(&of_names), unclean(Field::ExpandedName, 0), "{name}");
    }
    let nowhere = [ReplyEntry::link_target("")];
    assert_eq!(reply.targets(R_S_T, 1, r"\s\d", &nowhere).unwrap_err().kind(), EncodeErrorKind::UncleanPath);
}

#[test]
fn a_reply_without_targets_is_empty() {
    let reply = Request::new(4, r"\s\d\x").reply(4);
    let empty = reply.targets(R_S_T, 1, r"\s\d", &[]).unwrap();
    assert_eq!(empty, reply.empty(R_S_T, r"\s\d").unwrap());
    assert_eq!(empty.encode(&mut [0; 8]).unwrap(), [8, 0, 0, 0, 7, 0, 0, 0]);
    // Its bytes say no version, so it can answer those who know none.
    assert_eq!(Request::new(0, r"\s\d").reply(4).targets(R_S_T, 1, r"\s\d", &[]).unwrap().flags.0, 3);
}

#[test]
fn unknown_flags_survive_in_every_version() {
    for version in 1..=4 {
        let target = ReplyEntry { flags: ReferralEntryFlags(0xfff9), ..ReplyEntry::link_target(r"\t\d") };
        let targets = [target, target];
        let flags = ReferralHeaderFlags(0xffff_fff8);
        let reply = Request::new(version, r"\s\d").reply(4).targets(flags, 1, r"\s\d", &targets).unwrap();
        let mut buffer = [0; 256];
        let response = Response::parse(reply.encode(&mut buffer).unwrap()).unwrap();
        assert_eq!(response.flags().0 & 0xffff_fff8, 0xffff_fff8, "{version}");
        for referral in response.referrals() {
            assert_eq!(referral.target().unwrap().flags().0 & 0xfff9, 0xfff9, "{version}");
        }
    }
}

#[test]
fn a_name_list_begins_no_target_set() {
    let list = [ReplyEntry::name_list("d", &[])];
    let reply = Reply { version: 4, time_to_live: Some(1), entries: &list, is_fitted: true, ..Reply::EMPTY };
    let mut buffer = [0; 64];
    assert_eq!(
        spelled::response(reply.encode(&mut buffer).unwrap()).unwrap()["ReferralEntries"][0]["ReferralEntryFlags"],
        json!(2)
    );
}

#[test]
fn every_version_says_what_it_has_a_place_for() {
    for version in 1..=4 {
        let request = Request::new(version, r"\s\d\Link\x");
        let targets = targets();
        let reply = request.reply(4).targets(S_T, 1800, r"\s\d\link", &targets).unwrap();
        let mut buffer = [0; 512];
        let bytes = reply.encode(&mut buffer).unwrap();
        let response = Response::parse(bytes).unwrap();
        assert_eq!(response.path_consumed(), 18);
        // Failback and target sets belong to version 4, proximity to version 2. Version 1 sets both other flags.
        let flags = [3, 2, 2, 6][usize::from(version) - 1];
        assert_eq!(response.flags().0, flags);
        assert_eq!(request.reply(4).empty(S_T, r"\s\d\link").unwrap().flags.0, flags);
        let said: Vec<_> = response
            .referrals()
            .map(|referral| {
                let target = referral.target().unwrap();
                (target.flags().0, target.proximity(), target.time_to_live(), target.dfs_path().is_some())
            })
            .collect();
        let expected = match version {
            1 => [(0, None, None, false); 3],
            2 => [1, 5, 9].map(|distance| (0, Some(distance), Some(1800), true)),
            3 => [(0, None, Some(1800), true); 3],
            _ => [4, 0, 4].map(|flags| (flags, None, Some(1800), true)),
        };
        assert_eq!(said, expected, "{version}");
    }
}

#[test]
fn path_consumed_is_what_the_path_covers() {
    let consumed = |path: &str, dfs_path: &str| {
        let reply = Request::new(4, path).reply(4);
        let of_targets = reply.targets(R_S_T, 1, dfs_path, &[]).map(|reply| reply.path_consumed);
        let of_none = reply.empty(R_S_T, dfs_path).map(|reply| reply.path_consumed);
        assert_eq!(of_targets, of_none);
        of_none
    };
    for (path, dfs_path, bytes) in [
        (r"\s\d", r"\s\d", 8),
        (r"\S\D\link", r"\s\d", 8),
        (r"\s\d\link\x\y", r"\s\d\link", 18),
        // As if it began with one backslash.
        (r"\\s\d\x", r"\s\d", 8),
        (r"\s\d\", r"\s\d", 8),
        ("/s/d/x", r"\s\d", 8),
        (r"s\d\x", r"\s\d", 6),
        (r"\s\😀\x", r"\s\😀", 10),
    ] {
        assert_eq!(consumed(path, dfs_path), Ok(bytes), "{path}");
    }
    for (path, dfs_path) in
        [(r"\s\d", r"\s\d\link"), (r"\s\data", r"\s\d"), (r"\s\d", ""), ("", ""), (r"\s", r"\t")]
    {
        let error = consumed(path, dfs_path).unwrap_err();
        assert_eq!(error.kind(), EncodeErrorKind::PathNotCovered, "{path}");
        assert_eq!(error.field(), Some(Field::DfsPath));
    }
    let long = format!(r"\s\{}", "d".repeat(32_765));
    let error = consumed(&long, &long).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeErrorKind::TooLarge, Some(Field::PathConsumed)));
    assert_eq!((error.entry(), error.value()), (None, 2 * 32_768));
    assert_eq!(consumed(&long, r"\s"), Ok(4));
}

#[test]
fn domains_and_controllers_are_named_in_version_3() {
    for (level, max, version) in
        [(3, 3, Ok(3)), (4, 4, Ok(3)), (3, 4, Ok(3)), (2, 4, Err(2)), (4, 2, Err(2)), (0, 4, Err(0))]
    {
        let names = [AnyText::str(r"\dc1.contoso.example")];
        let lists = [ReplyEntry::name_list("contoso.example", &names)];
        let reply =
            Request::new(level, "contoso.example").reply(max).name_lists(EntrySize::Long, 600, &lists);
        match version {
            Ok(version) => {
                let mut buffer = [0; 256];
                let response = Response::parse(reply.unwrap().encode(&mut buffer).unwrap()).unwrap();
                let said = (response.version(), response.path_consumed(), response.flags().0);
                assert_eq!(said, (Some(version), 0, 0));
            }
            Err(version) => {
                let error = reply.unwrap_err();
                assert_eq!(error.kind(), EncodeErrorKind::UnsupportedVersion);
                assert_eq!((error.field(), error.value()), (Some(Field::VersionNumber), version));
            }
        }
    }
}

/// The drawn replies are those to the drawn requests: Windows' bytes come out where a server says the same.
#[test]
fn windows_replies_come_out_of_requests() {
    let vector = |name: &str| support::vectors().into_iter().find(|vector| vector.name == name).unwrap();
    let mut buffer = [0; 1024];

    let address = r"\contoso.example\public\reports";
    let request = Request::new(4, r"\contoso.example\Public\Reports\2026");
    let flags = ReferralHeaderFlags::STORAGE_SERVERS.0 | ReferralHeaderFlags::TARGET_FAILBACK.0;
    let [first, second, mut third] = [
        r"\fs1.contoso.example\reports",
        r"\fs2.contoso.example\reports",
        r"\backup.fabrikam.example\reports",
    ]
    .map(ReplyEntry::link_target);
    third.flags = ReferralEntryFlags::TARGET_SET_BOUNDARY;
    let targets = [first, second, third];
    let reply = request.reply(4).targets(ReferralHeaderFlags(flags), 1800, address, &targets).unwrap();
    assert_eq!(reply.encode(&mut buffer).unwrap(), vector("v4-link-two-sets").bytes);

    let domains = [r"\CONTOSO", r"\contoso.example"].map(|name| ReplyEntry::name_list(name, &[]));
    let reply = Request::new(3, "").reply(4).name_lists(EntrySize::Short, 600, &domains).unwrap();
    assert_eq!(reply.encode(&mut buffer).unwrap(), vector("v3-domain-18").bytes);

    let controllers =
        [r"\dc1.contoso.example", r"\dc2.contoso.example", r"\dc3.contoso.example"].map(AnyText::str);
    let lists = [ReplyEntry::name_list("contoso.example", &controllers)];
    let reply =
        Request::new(4, r"\contoso.example").reply(4).name_lists(EntrySize::Long, 600, &lists).unwrap();
    assert_eq!(reply.encode(&mut buffer).unwrap(), vector("v3-dc-34").bytes);

    let path = r"\127.0.0.1\dfs\link1";
    let reply = Request::new(3, path).reply(4).empty(ReferralHeaderFlags(2), path).unwrap();
    assert_eq!(reply.encode(&mut buffer).unwrap(), vector("v3-no-entries").bytes);
}

/// What no server sends can still be said, by hand.
#[test]
fn tests_can_say_what_no_server_would() {
    let targets = targets();
    let reply = Request::new(4, r"\s\d").reply(4).targets(R_S_T, 1, r"\s\d", &targets).unwrap();
    let wrong = Reply { path_consumed: 7, version: 3, ..reply };
    let mut buffer = [0; 512];
    let read = spelled::response(wrong.encode(&mut buffer).unwrap()).unwrap();
    assert_eq!(read["PathConsumed"], json!(7));
    assert_eq!(read["ReferralEntries"][0]["VersionNumber"], json!(3));
}

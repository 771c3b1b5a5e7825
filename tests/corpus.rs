//! The captured exchanges: read as three other implementations read them, and by hand where these did not.

mod reference;
mod spelled;
mod support;

use dfsc::DecodeErrorKind::{CountTooLarge, OffsetPastEnd, Truncated, Unterminated};
use dfsc::RequestKind::{Dc, Domain, Link, Root, Sysvol};
use dfsc::{
    DecodeError, DfsPath, Field, LengthUnit, Referral, Request, RequestEx, RequestKind, Response, Scan,
};
use serde_json::Value;
use support::{Capture, captures};

#[test]
fn every_request_reads_as_others_read_it() {
    let mut compared = 0;
    for capture in captures() {
        if let Some(expected) = capture.expected.get("request") {
            assert_eq!(spelled::request(&capture.request).as_ref(), Ok(expected), "{}", capture.name);
            compared += 1;
        }
    }
    assert_eq!(compared, 113);
}

#[test]
fn every_reply_reads_and_scans_as_others_read_it() {
    let mut compared = 0;
    for capture in captures() {
        let Some(expected) = capture.expected.get("response") else { continue };
        let reply = capture.response.unwrap();
        assert_eq!(as_others(spelled::response(&reply).unwrap()), *expected, "{}", capture.name);
        assert_eq!(as_others(spelled::scan(&reply)), *expected, "{}", capture.name);
        compared += 1;
    }
    assert_eq!(compared, 95);
}

/// What others read holds neither places nor the GUID; in all of these replies that is there, and zero.
fn as_others(mut response: Value) -> Value {
    for entry in response["ReferralEntries"].as_array_mut().unwrap() {
        let entry = entry.as_object_mut().unwrap();
        entry.remove("ranges");
        if let Some(guid) = entry.remove("ServiceSiteGuid") {
            assert_eq!(guid, "00000000000000000000000000000000");
        }
    }
    response
}

#[test]
fn every_reply_that_overflowed_is_refused_where_it_was_cut() {
    let overflows: Vec<_> =
        captures().into_iter().filter(|capture| capture.status == "BUFFER_OVERFLOW").collect();
    let refused: Vec<_> = overflows
        .iter()
        .filter_map(|capture| Some((&capture.name[..4], facts(Response::parse(capture.response.as_ref()?)))))
        .collect();
    let headers = (CountTooLarge, Field::NumberOfReferrals, 2, 1, 0);
    assert_eq!(
        refused,
        [
            ("0366", headers),
            ("0378", (OffsetPastEnd, Field::DfsPathOffset, 20, 34, 34)),
            ("0384", (Unterminated, Field::NetworkAddress, 126, 24, 150)),
            ("0529", headers),
            ("0531", (Unterminated, Field::DfsAlternatePath, 84, 16, 100)),
        ]
    );
    // One came without a body.
    assert_eq!(overflows.len(), 6);
}

#[test]
fn what_a_cut_reply_still_holds_can_be_scanned() {
    let cut = capture("0384").response.unwrap();
    let entry = Scan::new(&cut).next().unwrap();
    assert_eq!(entry.dfs_path().unwrap().unwrap(), "\\127.0.0.1\\dfs\\link1");
    assert_eq!(entry.alternate_path().unwrap().unwrap(), "\\127.0.0.1\\dfs\\link1");
    // It says "\127.0.0.1\d": the share is not "d" but "data".
    assert_eq!(entry.network_address(), Err(entry.error().unwrap()));
}

#[test]
fn every_other_reply_is_good() {
    for capture in captures().into_iter().filter(|capture| capture.status != "BUFFER_OVERFLOW") {
        let Some(reply) = capture.response else { continue };
        assert_eq!(capture.status, "OK", "{}", capture.name);
        assert_eq!(Response::parse(&reply).err(), None, "{}", capture.name);
    }
}

#[test]
fn domain_name_lists_hold_two_names_of_one_domain_and_no_controllers() {
    // The names lie behind each other: \DFSLAB from 8 + 68, \dfslab.example from 42 + 50.
    for name in ["0568", "0569", "1008"] {
        let reply = capture(name).response.unwrap();
        let response = Response::parse(&reply).unwrap();
        assert_eq!((response.path_consumed(), response.flags().0, response.version()), (0, 0, Some(3)));
        let lists: Vec<_> = response
            .referrals()
            .map(|referral| match referral {
                Referral::NameList(list) => list,
                other => panic!("{name}: {other:?}"),
            })
            .collect();
        assert_eq!(lists.len(), 2);
        for (list, (domain, span)) in lists.iter().zip([("\\DFSLAB", 76..90), ("\\dfslab.example", 92..122)])
        {
            assert_eq!((list.version(), list.size(), list.time_to_live()), (3, 34, 600));
            assert_eq!((list.server_type().0, list.flags().to_string()), (0, "NameListReferral".to_owned()));
            assert_eq!(list.special_name().unwrap(), domain);
            assert_eq!(list.special_name().unwrap().span_in(&reply), Some(span));
            assert_eq!(list.expanded_names().count(), 0);
        }
    }
}

#[test]
fn extended_requests_are_read_with_their_nuls_and_without() {
    // Length of the data, length of the name, site.
    let whole = [
        ("0408", 94, 42, "Default-First-Site-Name"),
        ("0409", 52, 40, "Site"),
        // The site is there, two bytes long: a NUL.
        ("0410", 48, 42, ""),
    ];
    for (name, data_length, name_length, site) in whole {
        let message = capture(name).request;
        let request = RequestEx::parse(&message).unwrap();
        assert_eq!((request.max_referral_level(), request.request_flags().0), (4, 1), "{name}");
        assert_eq!(request.request_data_length(), data_length, "{name}");
        assert_eq!(request.request_file_name_length(), name_length, "{name}");
        assert_eq!(request.length_unit(), LengthUnit::Bytes, "{name}");
        assert_eq!(request.request_file_name(), "\\127.0.0.1\\dfs\\link1", "{name}");
        assert_eq!(request.site_name().unwrap(), site, "{name}");
        assert_eq!(request.kind(), Link { components: 3 }, "{name}");
    }
}

#[test]
fn an_extended_request_that_announces_a_site_and_has_none_is_refused_at_its_end() {
    let message = capture("0411").request;
    assert_eq!(message.len(), 52);
    assert_eq!(facts(RequestEx::parse(&message)), (Truncated, Field::SiteNameLength, 52, 0, 52));
}

#[test]
fn malformed_requests_are_read_as_far_as_they_go() {
    let expected = [
        // Three bytes: the level, and half a unit.
        ("0295", "", Domain),
        // No NUL.
        ("0298", "\\127.0.0.1\\dfs\\link1", Link { components: 3 }),
        // A NUL where "dfs" had its f.
        ("0306", "\\127.0.0.1\\d", Root),
    ];
    for (name, path, kind) in expected {
        let message = capture(name).request;
        let request = Request::parse(&message).unwrap();
        assert_eq!((request.max_referral_level(), request.kind()), (3, kind), "{name}");
        assert_eq!(request.request_file_name(), path, "{name}");
    }
    // Nothing at all.
    assert_eq!(
        facts(Request::parse(&capture("0292").request)),
        (Truncated, Field::MaxReferralLevel, 0, 0, 0)
    );
    // A last component that is one unpaired surrogate.
    let message = capture("0308").request;
    let request = Request::parse(&message).unwrap();
    assert_eq!(
        DfsPath::new(request.request_file_name()).components().last().unwrap().as_bytes(),
        [0x3d, 0xd8]
    );
    assert_eq!(request.kind(), Link { components: 3 });
}

#[test]
fn an_oem_path_is_read_as_the_units_that_its_bytes_make() {
    // SMB1 without the Unicode flag: only what carries the message knows. 20 of its 21 bytes are units.
    let message = capture("0544").request;
    let request = Request::parse(&message).unwrap();
    assert_eq!(request.request_file_name().as_bytes(), b"\\127.0.0.1\\dfs\\link1");
    assert_eq!(request.kind(), Dc);
}

#[test]
fn requests_ask_for_what_their_labels_say() {
    let kinds: [(&str, RequestKind); 40] = [
        ("0001-root-level0", Root),
        ("0002-link-level0", Link { components: 3 }),
        ("0012-multi-level3", Link { components: 3 }),
        ("0034-each-a_b_c-l2", Link { components: 3 }),
        ("0130-each-dirA_dirB_nested-l2", Link { components: 5 }),
        ("0139-rest-l2", Link { components: 6 }),
        // Without its leading backslash, with slashes, with two of these.
        ("0160-path-nolead-l3", Link { components: 3 }),
        ("0164-path-fwd-link-l3", Link { components: 3 }),
        ("0166-path-fwd-root-l3", Root),
        ("0168-path-fwd-dbl-l3", Link { components: 3 }),
        ("0172-path-fwd-nested-l3", Link { components: 6 }),
        ("0174-path-upper-l3", Link { components: 3 }),
        // \\127.0.0.1: a host where a domain would be.
        ("0280-path-dblhost-l3", Dc),
        ("0427-smb1-root-l3", Root),
        ("0428-smb1-link-l3", Link { components: 3 }),
        ("0563-smb1-secondary-2pieces", Link { components: 6 }),
        ("0566-ad-domain-l1", Domain),
        ("0568-ad-domain-l3", Domain),
        ("1008-smb1ad-domain-l4", Domain),
        ("1061-smbtorture-dfs-ad-NT1-empty-l2", Domain),
        ("0581-ad-dc-nb-l1", Dc),
        ("0588-ad-dc-fqdn-l3", Dc),
        ("0601-ad-dc-nolead-l1", Dc),
        ("1018-smb1ad-dc-fqdn-l4", Dc),
        ("1059-smbtorture-dfs-ad-NT1-foobar.none.net-l3", Dc),
        ("1806-smbprotocol-client-ad-0x0311-dfslab.example-l4", Dc),
        ("0656-ad-sysvol-fqdn-l1", Sysvol),
        ("0663-ad-sysvol-nb-l3", Sysvol),
        ("0674-ad-netlogon-fqdn-l4", Sysvol),
        ("1028-smb1ad-sysvol-l4", Sysvol),
        // In lower case.
        ("1057-smbtorture-dfs-ad-NT1-dfslab.example_sysvol-l3", Sysvol),
        ("1811-smbprotocol-client-ad-0x0311-dfslab.example_netlogon-l4", Sysvol),
        // Below SYSVOL; without its leading backslash.
        ("1060-smbtorture-dfs-ad-NT1-DFSLAB_sysvol_foo-l3", Link { components: 3 }),
        ("1062-smbclient-standalone-NT1-127.0.0.1_dfs_link1_hello.txt-l3", Link { components: 4 }),
        ("1074-smbclient-standalone-NT1-127.0.0.1_dfs_hello.txt-l3", Link { components: 4 }),
        ("1786-jcifs-lab-NT1-127.0.0.1_DFS_link1_hello.txt-l3", Link { components: 4 }),
        ("1797-smb2rs-lab-0x0311-127.0.0.1_dfs_dirA_dirB_nested_hello.txt-l", Link { components: 6 }),
        ("1810-smbprotocol-client-ad-0x0311-dfslab.example_dfs_link1_hello.", Link { components: 4 }),
        ("0408-ex-site", Link { components: 3 }),
        ("0410-ex-site-empty", Link { components: 3 }),
    ];
    for (name, kind) in kinds {
        let capture = capture(name);
        let read = if capture.is_ex {
            RequestEx::parse(&capture.request).unwrap().kind()
        } else {
            Request::parse(&capture.request).unwrap().kind()
        };
        assert_eq!(read, kind, "{name}");
    }
}

/// The capture whose name begins so.
fn capture(name: &str) -> Capture {
    captures().into_iter().find(|capture| capture.name.starts_with(name)).unwrap()
}

fn facts<T>(parsed: Result<T, DecodeError>) -> (dfsc::DecodeErrorKind, Field, u32, u32, u32) {
    let error = parsed.err().unwrap();
    (error.kind(), error.field(), error.offset(), error.value(), error.limit())
}

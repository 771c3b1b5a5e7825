//! Values that cannot be written are refused, with the field and the entry; none is mended.

use dfsc::EncodeErrorKind::{Missing, NoPlace, NoRoom, NotUniform, NulInText, TooLarge, UnsupportedVersion};
use dfsc::{
    AnyText, Encode, EncodeError, EncodeErrorKind, EntrySize, Field, ReferralEntryFlags, ReferralHeaderFlags,
    Reply, ReplyEntry, Request, RequestEx, Response,
};

/// A reply in the terms of its version.
fn targets<'a>(version: u16, entries: &'a [ReplyEntry<'a>]) -> Reply<'a> {
    Reply {
        path_consumed: 8,
        version,
        time_to_live: (version >= 2).then_some(300),
        dfs_path: (version >= 2).then_some(AnyText::str(r"\s\d")),
        entries,
        ..Reply::EMPTY
    }
}

fn lists<'a>(version: u16, entries: &'a [ReplyEntry<'a>]) -> Reply<'a> {
    Reply { dfs_path: None, size: EntrySize::Short, ..targets(version, entries) }
}

/// Tries a buffer that is large enough.
fn facts_of(value: &impl Encode) -> Option<Facts> {
    value.encode(&mut vec![0; value.encoded_len()]).err().map(facts)
}

fn error(value: &impl Encode) -> Facts {
    facts_of(value).unwrap()
}

type Facts = (EncodeErrorKind, Option<Field>, Option<u32>, u32, u32);

fn facts(error: EncodeError) -> Facts {
    (error.kind(), error.field(), error.entry(), error.value(), error.limit())
}

#[test]
fn text_with_a_nul_is_refused_wherever_it_stands() {
    let target = |address| ReplyEntry::link_target(address);
    let at = |field, entry, unit| (NulInText, Some(field), entry, unit, 0);
    assert_eq!(error(&Request::new(4, "\0")), at(Field::RequestFileName, None, 0));
    assert_eq!(error(&RequestEx::new(4, "😀\0", None)), at(Field::RequestFileName, None, 2));
    assert_eq!(error(&RequestEx::new(4, "", Some("HQ\0"))), at(Field::SiteName, None, 2));
    assert_eq!(error(&targets(1, &[target("a"), target("b\0c")])), at(Field::ShareName, Some(1), 1));
    for version in 2..=4 {
        let entries = [target("a"), target("b"), target("\\c\0")];
        assert_eq!(error(&targets(version, &entries)), at(Field::NetworkAddress, Some(2), 2));
        let reply = Reply { dfs_path: Some("\\s\0".into()), ..targets(version, &entries[..2]) };
        assert_eq!(error(&reply), at(Field::DfsPath, None, 2));
    }
    let entries = [ReplyEntry::name_list("a", &[]), ReplyEntry::name_list("\0", &[])];
    assert_eq!(error(&lists(3, &entries)), at(Field::SpecialName, Some(1), 0));
    let names = ["b", "c\0"].map(AnyText::str);
    assert_eq!(error(&lists(3, &[ReplyEntry::name_list("a", &names)])), at(Field::ExpandedName, Some(0), 1));
}

#[test]
fn versions_that_have_no_such_message_are_refused() {
    let at = |version| (UnsupportedVersion, Some(Field::VersionNumber), None, version, 0);
    let entries = [ReplyEntry::root_target(r"\t\d")];
    for version in [0, 5, u16::MAX] {
        assert_eq!(error(&targets(version, &entries)), at(version.into()));
    }
    // Without entries nothing says what the version is.
    for version in 1..=4 {
        assert_eq!(error(&targets(version, &[])), at(version.into()));
        let mut buffer = [0; 64];
        let prefix = targets(version, &[]).encode_prefix(&mut buffer).map_err(facts);
        assert_eq!(prefix.unwrap_err(), at(version.into()));
    }
    assert_eq!(facts_of(&targets(0, &[])), None);
}

#[test]
fn what_a_version_has_no_place_for_is_refused_and_what_it_needs_too() {
    let at = |kind, field, version| (kind, Some(field), None, version, 0);
    let (path, entries) = (Some(AnyText::str(r"\s\d")), [ReplyEntry::link_target("a"); 2]);
    for (version, entries) in [(0, &entries[..0]), (1, &entries)] {
        let reply = targets(version, entries);
        assert_eq!(error(&Reply { dfs_path: path, ..reply }), at(NoPlace, Field::DfsPath, version.into()));
        assert_eq!(
            error(&Reply { time_to_live: Some(0), ..reply }),
            at(NoPlace, Field::TimeToLive, version.into())
        );
    }
    for version in 2..=4 {
        let reply = targets(version, &entries);
        assert_eq!(error(&Reply { dfs_path: None, ..reply }), at(Missing, Field::DfsPath, version.into()));
        assert_eq!(
            error(&Reply { time_to_live: None, ..reply }),
            at(Missing, Field::TimeToLive, version.into())
        );
    }
    for version in [3, 4] {
        let list = [ReplyEntry::name_list("a", &[])];
        let reply = lists(version, &list);
        assert_eq!(error(&Reply { dfs_path: path, ..reply }), at(NoPlace, Field::DfsPath, version.into()));
        assert_eq!(
            error(&Reply { time_to_live: None, ..reply }),
            at(Missing, Field::TimeToLive, version.into())
        );
    }
    for version in [1, 3, 4] {
        let far = ReplyEntry { proximity: 1, ..entries[0] };
        let expected = (NoPlace, Some(Field::Proximity), Some(1), version.into(), 0);
        assert_eq!(error(&targets(version, &[entries[0], far])), expected);
    }
    for version in 1..=4 {
        let names = [AnyText::str("n")];
        let list = ReplyEntry { expanded_names: &names, ..entries[0] };
        let expected = (NoPlace, Some(Field::ExpandedName), Some(1), version.into(), 0);
        assert_eq!(error(&targets(version, &[entries[0], list])), expected);
    }
}

#[test]
fn targets_and_name_lists_do_not_mix() {
    let (target, list) = (ReplyEntry::link_target("a"), ReplyEntry::name_list("a", &[]));
    for version in [3, 4] {
        let at = (NotUniform, Some(Field::ReferralEntryFlags), Some(1), version.into(), 0);
        assert_eq!(error(&targets(version, &[target, list])), at);
        assert_eq!(error(&lists(version, &[list, target])), at);
    }
    // In versions 1 and 2 the flag means nothing.
    for version in [1, 2] {
        assert_eq!(
            facts_of(&targets(version, &[target, ReplyEntry { flags: ReferralEntryFlags(2), ..target }])),
            None
        );
    }
}

/// Of `n` units.
fn long(n: usize) -> String {
    "n".repeat(n)
}

#[test]
fn lengths_that_16_bits_cannot_say_are_refused_and_the_longest_are_not() {
    // With the NUL, 65534 bytes is the most.
    let too_long = |field| (TooLarge, Some(field), None, 65536, 65535);
    let (fits, exceeds) = (long(32766), long(32767));
    for request in [RequestEx::new(4, &*fits, Some("")), RequestEx::new(4, "", Some(&*fits))] {
        let mut buffer = vec![0; request.encoded_len()];
        assert_eq!(RequestEx::parse(request.encode(&mut buffer).unwrap()).unwrap(), request);
    }
    assert_eq!(error(&RequestEx::new(4, &*exceeds, Some(""))), too_long(Field::RequestFileNameLength));
    assert_eq!(error(&RequestEx::new(4, "", Some(&*exceeds))), too_long(Field::SiteNameLength));
    // A plain request has no length that could be too small.
    assert_eq!(facts_of(&Request::new(4, &*exceeds)), None);
}

#[test]
fn a_share_name_must_fit_into_its_entry() {
    // The head of 8 bytes and the NUL take 10.
    let (fits, exceeds) = (long(32762), long(32763));
    let [fits, exceeds] = [&*fits, &*exceeds].map(ReplyEntry::link_target);
    assert_eq!(facts_of(&targets(1, &[fits])), None);
    let expected = (TooLarge, Some(Field::Size), Some(1), 65536, 65535);
    assert_eq!(error(&targets(1, &[fits, exceeds])), expected);
    // A prefix leaves it out, and fails where it comes first.
    let mut buffer = vec![0; 200_000];
    assert_eq!(targets(1, &[fits, exceeds]).encode_prefix(&mut buffer).unwrap().1, 1);
    assert_eq!(targets(1, &[exceeds]).encode_prefix(&mut buffer).unwrap_err().kind(), TooLarge);
}

#[test]
fn offsets_that_16_bits_cannot_say_are_refused_by_the_first_field() {
    // Two entries of 34 bytes, then the path twice, with its NULs.
    let reply = |path: usize, addresses: [usize; 2]| {
        let (path, addresses) = (long(path), addresses.map(long));
        let entries = addresses.each_ref().map(|text| ReplyEntry::link_target(text.as_str()));
        let reply = Reply { dfs_path: Some(path.as_str().into()), ..targets(4, &entries) };
        let mut buffer = vec![0; 200_000];
        let prefix = reply.encode_prefix(&mut buffer).map(|(bytes, dropped)| {
            assert!(Response::parse(bytes).is_ok());
            dropped
        });
        let parses = reply.encode(&mut buffer).map(|bytes| Response::parse(bytes).is_ok());
        (parses.map_err(facts), prefix.map_err(facts))
    };
    let at = |field, entry, distance| (TooLarge, Some(field), Some(entry), distance, 65535);

    // The first address lies 68 bytes and two paths behind the first entry: 68 + 4 * 16365 + 4 is 65532.
    assert_eq!(reply(16365, [1, 1]), (Ok(true), Ok(0)));
    // One unit more, and it is one entry too much: 65536.
    assert_eq!(reply(16366, [1, 1]), (Err(at(Field::NetworkAddressOffset, 0, 65536)), Ok(1)));
    // The second one lies nearer to its own entry, but behind the first address: 34 + 4 + 2 + 2 * 32747 is 65534.
    assert_eq!(reply(0, [32747, 1]), (Ok(true), Ok(0)));
    assert_eq!(reply(0, [32748, 1]), (Err(at(Field::NetworkAddressOffset, 1, 65536)), Ok(1)));
    // A path that is too long for any number of entries.
    let (all, prefix) = reply(40_000, [1, 1]);
    assert_eq!(all, Err(at(Field::DfsAlternatePathOffset, 0, 68 + 80_002)));
    assert_eq!(prefix, Err(at(Field::DfsAlternatePathOffset, 0, 34 + 80_002)));
}

#[test]
fn many_targets_are_kept_as_far_as_the_offsets_reach() {
    let entries = vec![ReplyEntry::link_target(r"\t\d"); 5000];
    let mut buffer = vec![0; 1 << 20];
    for version in [2, 3, 4] {
        let size = if version == 2 { 22 } else { 34 };
        // Of n entries the first address lies behind all of them and the two paths of 10 bytes.
        let most = (65535 - 20) / size;
        let refused = error(&targets(version, &entries));
        assert_eq!((refused.0, refused.1), (TooLarge, Some(Field::DfsPathOffset)));
        let (bytes, dropped) = targets(version, &entries).encode_prefix(&mut buffer).unwrap();
        assert_eq!(5000 - dropped, most);
        assert_eq!(Response::parse(bytes).unwrap().referrals().len(), most);
        assert_eq!(facts_of(&targets(version, &entries[..most])), None);
        assert!(facts_of(&targets(version, &entries[..=most])).is_some());
    }
}

#[test]
fn counts_that_16_bits_cannot_say_are_refused() {
    let entries = vec![ReplyEntry::link_target(""); 65536];
    let reply = targets(1, &entries);
    assert_eq!(error(&reply), (TooLarge, Some(Field::NumberOfReferrals), None, 65536, 65535));
    let mut buffer = vec![0; 1 << 20];
    let (bytes, dropped) = reply.encode_prefix(&mut buffer).unwrap();
    assert_eq!((Response::parse(bytes).unwrap().referrals().len(), dropped), (65535, 1));
    assert_eq!(facts_of(&targets(1, &entries[1..])), None);

    let names = vec![AnyText::default(); 65536];
    let expected = (TooLarge, Some(Field::NumberOfExpandedNames), Some(0), 65536, 65535);
    assert_eq!(error(&lists(3, &[ReplyEntry::name_list("", &names)])), expected);
    assert_eq!(facts_of(&lists(3, &[ReplyEntry::name_list("", &names[1..])])), None);
}

#[test]
fn name_lists_are_kept_as_far_as_the_offsets_reach() {
    // The names of the second list lie behind it, the strings of the first, and its own domain.
    let reply = |units: usize| {
        let name = long(units);
        let (first, second) = ([AnyText::str(&name)], [AnyText::str("n")]);
        let entries = [ReplyEntry::name_list("", &first), ReplyEntry::name_list("", &second)];
        let reply = lists(3, &entries);
        let dropped = reply.encode_prefix(&mut vec![0; 200_000]).unwrap().1;
        (facts_of(&reply), dropped)
    };
    // 18, the NUL of the first domain, a name with its NUL, the NUL of the second domain.
    assert_eq!(reply(32755), (None, 0));
    let refused = (TooLarge, Some(Field::ExpandedNameOffset), Some(1), 65536, 65535);
    assert_eq!(reply(32756), (Some(refused), 1));
}

#[test]
fn a_prefix_drops_nothing_but_what_does_not_fit() {
    let good = ReplyEntry::link_target("a");
    for (bad, expected) in [
        (ReplyEntry::link_target("\0"), (NulInText, Some(Field::NetworkAddress), 0, 0)),
        (ReplyEntry { proximity: 1, ..good }, (NoPlace, Some(Field::Proximity), 3, 0)),
    ] {
        for at in 0..12 {
            let mut entries = [good; 12];
            entries[at] = bad;
            let reply = targets(3, &entries);
            // Header, two paths, and so many entries with their addresses.
            for room in 0..12 {
                let mut buffer = vec![0; 8 + 20 + room * 38];
                let kept = reply.encode_prefix(&mut buffer);
                let expected = (expected.0, expected.1, u32::try_from(at).ok(), expected.2, expected.3);
                assert_eq!(kept.map_err(facts), Err(expected), "room for {room}");
            }
        }
    }
}

/// Little-endian words.
fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Whether a message reads as a value.
fn reread(message: &[u8]) -> Option<Facts> {
    let (mut entries, mut names) = ([ReplyEntry::link_target(""); 4], [AnyText::default(); 4]);
    Reply::from_response(&Response::parse(message).unwrap(), &mut entries, &mut names).err().map(facts)
}

/// The same after some words have been changed.
fn changed(words_of: &[u16], changes: &[(usize, u16)]) -> Option<Facts> {
    let mut message = words_of.to_vec();
    for (at, word) in changes {
        message[*at] = *word;
    }
    reread(&words(&message))
}

#[test]
fn a_reply_that_says_what_no_value_can_is_refused_and_not_mended() {
    // Two targets of 18 bytes, which share all strings: "a" at 36 and "b" at 40 from the first entry on.
    let base = [8, 2, 0, 0, 3, 18, 0, 0, 9, 0, 36, 36, 36, 3, 18, 0, 0, 9, 0, 18, 18, 18, 0x61, 0, 0x62, 0];
    let at = |kind, field, entry, version| Some((kind, Some(field), Some(entry), version, 0));
    assert_eq!(changed(&base, &[]), None);
    assert_eq!(changed(&base, &[(17, 8)]), at(NotUniform, Field::TimeToLive, 1, 3));
    assert_eq!(changed(&base, &[(19, 22), (20, 22)]), at(NotUniform, Field::DfsPath, 1, 3));
    assert_eq!(changed(&base, &[(20, 22)]), at(NotUniform, Field::DfsAlternatePath, 1, 3));
    assert_eq!(changed(&base, &[(11, 0)]), at(NotUniform, Field::DfsAlternatePath, 0, 3));
    assert_eq!(changed(&base, &[(10, 0), (11, 0)]), at(Missing, Field::DfsPath, 0, 3));
    assert_eq!(changed(&base, &[(19, 0)]), at(Missing, Field::DfsPath, 1, 3));
    assert_eq!(changed(&base, &[(21, 0)]), at(Missing, Field::NetworkAddress, 1, 3));
    assert_eq!(changed(&base, &[(13, 4)]), at(NotUniform, Field::VersionNumber, 1, 4));
    // A target and a name list, in either order.
    assert_eq!(changed(&base, &[(16, 2), (20, 0)]), at(NotUniform, Field::ReferralEntryFlags, 1, 3));
    assert_eq!(changed(&base, &[(7, 2), (11, 0)]), at(NotUniform, Field::ReferralEntryFlags, 1, 3));
}

/// Sizes count strings inside the entry too; what matters is whether there is a GUID.
#[test]
fn entries_that_hold_their_strings_have_no_guid_whatever_their_size() {
    // Version 3, 18 bytes and then the strings: one, which all offsets point at, of 6 and of 12 bytes.
    let mut message = words(&[0, 2, 0, 0, 3, 24, 0, 0, 9, 0, 18, 18, 18, 0x61, 0x62, 0]);
    message.extend(words(&[3, 36, 0, 0, 9, 0, 18, 18, 24, 0x61, 0x62, 0, 0x61, 0x62, 0x63, 0x64, 0x65, 0]));
    let response = Response::parse(&message).unwrap();
    let mut entries = [ReplyEntry::link_target(""); 2];
    let reply = Reply::from_response(&response, &mut entries, &mut []).unwrap();
    assert_eq!(reply.size, EntrySize::Short);
    let mut buffer = [0; 128];
    let written = Response::parse(reply.encode(&mut buffer).unwrap()).unwrap();
    for (one, other) in response.referrals().zip(written.referrals()) {
        let said = |referral: dfsc::Referral<'_>| {
            let target = referral.target().unwrap();
            (
                format!("{:?}", (target.dfs_path(), target.network_address())),
                target.service_site_guid().is_some(),
            )
        };
        assert_eq!(said(one), said(other));
    }
}

#[test]
fn entries_with_and_without_a_guid_do_not_mix() {
    let mut message = words(&[
        0, 2, 0, 0, 3, 34, 0, 0, 9, 0, 52, 52, 52, 0, 0, 0, 0, 0, 0, 0, 0, 3, 18, 0, 0, 9, 0, 18, 18, 18,
    ]);
    message.extend([0; 2]);
    assert_eq!(reread(&message), Some((NotUniform, Some(Field::Size), Some(1), 3, 0)));
}

#[test]
fn a_guid_would_be_lost() {
    let mut message = words(&[0, 1, 0, 0, 3, 34, 0, 0, 9, 0, 34, 34, 34]);
    message.extend([0; 18]);
    assert_eq!(reread(&message), None);
    for byte in 26..42 {
        message[byte] = 1;
        assert_eq!(reread(&message), Some((NotUniform, Some(Field::ServiceSiteGuid), Some(0), 3, 0)));
        message[byte] = 0;
    }
}

#[test]
fn name_lists_that_no_value_can_say_are_refused() {
    // Two lists of 18 bytes, "a" and "b".
    let base = [0, 2, 0, 0, 3, 18, 0, 2, 9, 0, 36, 0, 0, 3, 18, 0, 2, 9, 0, 22, 0, 0, 0x61, 0, 0x62, 0];
    let at = |kind, field, version| Some((kind, Some(field), Some(1), version, 0));
    assert_eq!(changed(&base, &[]), None);
    assert_eq!(changed(&base, &[(17, 8)]), at(NotUniform, Field::TimeToLive, 3));
    assert_eq!(changed(&base, &[(19, 0)]), at(Missing, Field::SpecialName, 3));
    assert_eq!(changed(&base, &[(13, 4)]), at(NotUniform, Field::VersionNumber, 4));
}

#[test]
fn there_must_be_room_for_what_was_read() {
    // A list "a" with two names, and one with one.
    let message =
        words(&[0, 2, 0, 0, 3, 18, 0, 2, 9, 0, 36, 2, 36, 3, 18, 0, 2, 9, 0, 18, 1, 18, 0x61, 0, 0x62, 0]);
    let response = Response::parse(&message).unwrap();
    let read = |entries: usize, names: usize| {
        let (mut entries, mut names) =
            (vec![ReplyEntry::link_target(""); entries], vec![AnyText::default(); names]);
        Reply::from_response(&response, &mut entries, &mut names).err().map(facts)
    };
    assert_eq!(read(2, 3), None);
    assert_eq!(read(1, 3), Some((NoRoom, Some(Field::NumberOfReferrals), None, 2, 1)));
    assert_eq!(read(2, 2), Some((NoRoom, Some(Field::NumberOfExpandedNames), Some(1), 1, 0)));
    assert_eq!(read(2, 1), Some((NoRoom, Some(Field::NumberOfExpandedNames), Some(0), 2, 1)));
}

#[test]
fn every_error_makes_a_sentence() {
    let sentence = |value: Reply<'_>| value.encode(&mut [0; 512]).unwrap_err().to_string();
    let target = [ReplyEntry::link_target("a")];
    assert_eq!(
        targets(4, &target).encode(&mut [0; 9]).unwrap_err().to_string(),
        "66 bytes are needed, but the buffer has 9"
    );
    assert_eq!(sentence(targets(5, &target)), "VersionNumber would be 5, which has no such messages");
    assert_eq!(
        sentence(Reply { dfs_path: None, ..targets(3, &target) }),
        "DFSPath is missing, and version 3 needs it"
    );
    assert_eq!(
        sentence(targets(3, &[ReplyEntry { proximity: 1, ..target[0] }])),
        "Proximity of entry 0 is given, but such an entry of version 3 has no place for it"
    );
    assert_eq!(
        sentence(targets(2, &[target[0], ReplyEntry::link_target("a\0")])),
        "NetworkAddress of entry 1 holds a NUL, its unit 1"
    );
    let name = long(40_000);
    assert_eq!(
        RequestEx::new(4, &*name, None).encode(&mut vec![0; 90_000]).unwrap_err().to_string(),
        "RequestFileNameLength would be 80002, but can be at most 65535"
    );
    let error = Request::new(4, r"\s\d").reply(4).empty(ReferralHeaderFlags(0), r"\t").unwrap_err();
    assert_eq!(error.to_string(), "DFSPath is not the request's path, nor above it");
    let slashes = [ReplyEntry::link_target("/t/d")];
    let error =
        Request::new(4, r"\s\d").reply(4).targets(ReferralHeaderFlags(0), 1, r"\s\d", &slashes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "NetworkAddress of entry 0 is no path with one backslash before each component, and no other"
    );
    let list = ReplyEntry::name_list("a", &[]);
    assert_eq!(
        sentence(targets(3, &[target[0], list])),
        "ReferralEntryFlags of entry 1 is not that of the first entry, or none that such a reply can have"
    );
    let two = words(&[8, 2, 0, 0, 1, 10, 0, 0, 0, 1, 10, 0, 0, 0]);
    let error = Reply::from_response(&Response::parse(&two).unwrap(), &mut [list], &mut []).unwrap_err();
    assert_eq!(error.to_string(), "NumberOfReferrals is 2, and there is room for only 1");
}

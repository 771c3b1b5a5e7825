//! Requests: what a path asks for, and the encodings that real clients and careless ones make.

use dfsc::DecodeErrorKind::{LengthPastEnd, Truncated};
use dfsc::RequestKind::{Dc, Domain, Link, Root, Sysvol};
use dfsc::{DecodeError, DecodeErrorKind, Field, LengthUnit, Request, RequestEx, RequestKind};

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A request of level 4 for this path, with its NUL.
fn request(path: &str) -> Vec<u8> {
    [&[4, 0], &utf16(path)[..], &[0, 0]].concat()
}

/// An extended request: flags, length of the data (or what is there), length of the name, and all that follows.
fn request_ex(flags: u16, data_length: Option<u32>, name_length: u16, rest: &[u8]) -> Vec<u8> {
    let there = u32::try_from(rest.len() + 2).unwrap();
    let mut message = vec![4, 0];
    message.extend(flags.to_le_bytes());
    message.extend(data_length.unwrap_or(there).to_le_bytes());
    message.extend(name_length.to_le_bytes());
    message.extend(rest);
    message
}

fn facts<T>(parsed: Result<T, DecodeError>) -> (DecodeErrorKind, Field, u32) {
    let error = parsed.err().unwrap();
    (error.kind(), error.field(), error.offset())
}

#[test]
fn a_path_tells_what_it_asks_for() {
    let kinds: [(&str, RequestKind); 31] = [
        ("", Domain),
        ("\\", Domain),
        ("\\\\", Domain),
        ("//", Domain),
        ("contoso", Dc),
        ("\\contoso", Dc),
        ("\\\\contoso", Dc),
        ("/contoso", Dc),
        ("\\contoso\\", Dc),
        // A domain by that name, and no share.
        ("\\SYSVOL", Dc),
        ("\\contoso\\SYSVOL", Sysvol),
        ("\\contoso\\sysvol", Sysvol),
        ("contoso\\SysVol", Sysvol),
        ("\\\\contoso\\SYSVOL\\", Sysvol),
        ("/contoso/NETLOGON", Sysvol),
        ("\\contoso\\netLogon", Sysvol),
        ("\\contoso\\SYSVOL2", Root),
        ("\\contoso\\SYSVO", Root),
        ("\\contoso\\\u{17f}ysvol", Root),
        ("\\SYSVOL\\contoso", Root),
        ("\\contoso\\dfs", Root),
        ("contoso\\dfs", Root),
        ("\\\\contoso\\\\dfs\\\\", Root),
        ("contoso/dfs", Root),
        ("\\d\\SYSVOL\\x", Link { components: 3 }),
        ("\\d\\NETLOGON\\x\\y", Link { components: 4 }),
        ("\\a\\b\\c", Link { components: 3 }),
        ("a\\b\\c", Link { components: 3 }),
        ("\\\\a/b\\\\c//d", Link { components: 4 }),
        ("\\a\\b\\c\\d\\e\\f\\g", Link { components: 7 }),
        ("\\a\\b\\SYSVOL", Link { components: 3 }),
    ];
    for (path, kind) in kinds {
        assert_eq!(Request::parse(&request(path)).unwrap().kind(), kind, "{path}");
        let name = utf16(&format!("{path}\0"));
        let ex = request_ex(0, None, u16::try_from(name.len()).unwrap(), &name);
        assert_eq!(RequestEx::parse(&ex).unwrap().kind(), kind, "{path}");
    }
}

#[test]
fn a_request_needs_its_level_and_nothing_else() {
    assert_eq!(facts(Request::parse(&[])), (Truncated, Field::MaxReferralLevel, 0));
    assert_eq!(facts(Request::parse(&[4])), (Truncated, Field::MaxReferralLevel, 0));
    // No name; half a unit of one.
    for message in [&[4, 0][..], &[4, 0, 0x5c], &[4, 0, 0, 0], &[4, 0, 0, 0, 0x5c, 0]] {
        let request = Request::parse(message).unwrap();
        assert_eq!((request.max_referral_level(), request.kind()), (4, Domain), "{message:?}");
        assert!(request.request_file_name().is_empty());
        assert_eq!(request.request_file_name().span_in(message), Some(2..2));
    }
}

#[test]
fn levels_that_do_not_exist_are_read_as_they_are() {
    for level in [0u16, 5, 0x0400, 0xffff] {
        let message = level.to_le_bytes();
        assert_eq!(Request::parse(&message).unwrap().max_referral_level(), level);
    }
}

#[test]
fn a_name_ends_with_its_nul_or_with_the_last_whole_unit() {
    let name = utf16("\\s\\d");
    let with = |end: &[u8]| [&[3, 0], &name[..], end].concat();
    for end in [&[][..], &[0], &[0x65], &[0, 0], &[0, 0, 0], &[0, 0, 0x65, 0], &[0, 0, 0xff]] {
        let message = with(end);
        let request = Request::parse(&message).unwrap();
        assert_eq!(request.request_file_name(), "\\s\\d", "{end:?}");
        assert_eq!(request.request_file_name().span_in(&message), Some(2..10));
    }
    assert_eq!(Request::parse(&with(&[0x65, 0, 0])).unwrap().request_file_name(), "\\s\\de");
}

#[test]
fn two_zero_bytes_of_two_units_are_no_nul() {
    // U+005C, U+0100: 5c 00, 00 01.
    let message = [3, 0, 0x5c, 0x00, 0x00, 0x01, 0x61, 0x00];
    assert_eq!(Request::parse(&message).unwrap().request_file_name(), "\\\u{100}a");
}

#[test]
fn a_data_length_that_is_too_small_limits_nothing() {
    let (name, site) = (utf16("\\s\\d"), utf16("HQ"));
    let rest = [&name[..], &[4, 0], &site].concat();
    for data_length in [0, 1, 8, 15] {
        let message = request_ex(1, Some(data_length), 8, &rest);
        let request = RequestEx::parse(&message).unwrap();
        assert_eq!(request.request_data_length(), data_length);
        assert_eq!((request.length_unit(), request.request_file_name_length()), (LengthUnit::Bytes, 8));
        assert_eq!(request.request_file_name(), "\\s\\d");
        assert_eq!(request.site_name().unwrap(), "HQ");
        assert_eq!(request.site_name().unwrap().span_in(&message), Some(20..24));
    }
}

#[test]
fn what_smbj_writes_is_read_as_it_stands() {
    // Level 0; a data length that counts characters; lengths in bytes, no NULs; and the path once more as the site.
    let path = utf16("\\s\\d");
    let length = 4 + 2 + 2 + 2;
    let mut message = request_ex(1, Some(length), 8, &[&path[..], &[8, 0], &path].concat());
    message[0] = 0;
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!((request.max_referral_level(), request.request_data_length()), (0, 10));
    assert_eq!(request.length_unit(), LengthUnit::Bytes);
    assert_eq!(request.request_file_name(), "\\s\\d");
    assert_eq!(request.site_name().unwrap(), "\\s\\d");
}

#[test]
fn a_data_length_may_reach_to_the_end_and_no_further() {
    let name = utf16("\\s\0");
    assert!(RequestEx::parse(&request_ex(0, Some(8), 6, &name)).is_ok());
    for data_length in [9, 0x1_0000, u32::MAX] {
        let message = request_ex(0, Some(data_length), 6, &name);
        assert_eq!(facts(RequestEx::parse(&message)), (LengthPastEnd, Field::RequestDataLength, 4));
    }
}

#[test]
fn a_length_that_reaches_past_the_end_is_refused_where_it_stands() {
    let name = utf16("\\s\\d");
    for length in [9, 0xffff] {
        let message = request_ex(0, None, length, &name);
        assert_eq!(facts(RequestEx::parse(&message)), (LengthPastEnd, Field::RequestFileNameLength, 8));
    }
    for (site_length, is_ok) in [(4u8, true), (5, false), (255, false)] {
        let message = request_ex(1, None, 8, &[&name[..], &[site_length, 0], &utf16("HQ")].concat());
        let parsed = RequestEx::parse(&message);
        if is_ok {
            assert_eq!(parsed.unwrap().site_name().unwrap(), "HQ");
        } else {
            assert_eq!(facts(parsed), (LengthPastEnd, Field::SiteNameLength, 18));
        }
    }
}

#[test]
fn an_announced_site_must_be_there() {
    let name = utf16("\\s\\d");
    for rest in [&[][..], &[4]] {
        let message = request_ex(1, None, 8, &[&name[..], rest].concat());
        assert_eq!(facts(RequestEx::parse(&message)), (Truncated, Field::SiteNameLength, 18));
    }
    // Empty is there.
    let message = request_ex(1, None, 8, &[&name[..], &[0, 0]].concat());
    assert_eq!(RequestEx::parse(&message).unwrap().site_name().unwrap(), "");
}

#[test]
fn a_site_that_no_flag_announces_is_not_read() {
    let rest = [&utf16("\\s\\d")[..], &[0xff, 0xff], &utf16("HQ")].concat();
    for flags in [0, 2, 0xfffe] {
        let message = request_ex(flags, None, 8, &rest);
        let request = RequestEx::parse(&message).unwrap();
        assert_eq!((request.site_name(), request.request_flags().0), (None, flags));
    }
    // Beside an undefined flag it is announced all the same.
    assert_eq!(
        facts(RequestEx::parse(&request_ex(3, None, 8, &rest))),
        (LengthPastEnd, Field::SiteNameLength, 18)
    );
}

#[test]
fn lengths_in_units_are_told_by_the_nul_that_stands_where_they_say() {
    let (name, site) = (utf16("\\s\\d\0"), utf16("HQ\0"));
    let message = request_ex(1, None, 4, &[&name[..], &[2, 0], &site].concat());
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(request.length_unit(), LengthUnit::Utf16Units);
    assert_eq!(request.request_file_name(), "\\s\\d");
    assert_eq!(request.site_name().unwrap(), "HQ");

    // Without a site.
    let message = request_ex(0, None, 4, &name);
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!((request.length_unit(), request.site_name()), (LengthUnit::Utf16Units, None));
    assert_eq!(request.request_file_name(), "\\s\\d");
}

#[test]
fn a_length_in_units_that_counts_the_nul_is_read_in_bytes() {
    // Five units with the NUL: nothing tells that from five bytes.
    let message = request_ex(0, None, 5, &utf16("\\s\\d\0"));
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(
        (request.length_unit(), request.request_file_name().to_string()),
        (LengthUnit::Bytes, "\\s".into())
    );
}

#[test]
fn a_length_in_units_of_a_name_without_its_nul_is_read_in_bytes() {
    let message = request_ex(0, None, 4, &utf16("\\s\\d"));
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(
        (request.length_unit(), request.request_file_name().to_string()),
        (LengthUnit::Bytes, "\\s".into())
    );
}

#[test]
fn lengths_in_bytes_that_end_with_the_message_are_no_units() {
    // The site's NUL stands where the name's would, were its length in units: after a, b, 4 and c.
    let message = request_ex(1, None, 4, &utf16("ab\u{4}c\0"));
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(request.length_unit(), LengthUnit::Bytes);
    assert_eq!(request.request_file_name(), "ab");
    assert_eq!(request.site_name().unwrap(), "c");
}

#[test]
fn a_length_of_zero_is_an_empty_name_whatever_follows() {
    for rest in [&[][..], &[0, 0], &[0x5c, 0, 0, 0]] {
        let message = request_ex(0, None, 0, rest);
        let request = RequestEx::parse(&message).unwrap();
        assert_eq!((request.length_unit(), request.kind()), (LengthUnit::Bytes, Domain));
    }
}

#[test]
fn an_odd_length_leaves_out_half_a_unit() {
    let message = request_ex(0, None, 7, &utf16("\\s\\d"));
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(request.request_file_name(), "\\s\\");
    // The site follows at an odd place, and has an odd length itself.
    let rest = [&utf16("\\s\\d")[..7], &[5, 0], &utf16("HQ"), &[0x7f]].concat();
    let message = request_ex(1, None, 7, &rest);
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(request.request_file_name(), "\\s\\");
    assert_eq!(request.site_name().unwrap(), "HQ");
    assert_eq!(request.site_name().unwrap().span_in(&message), Some(19..23));
}

#[test]
fn a_nul_inside_its_length_ends_a_name() {
    let rest = [&utf16("\\s\0\\d")[..], &[10, 0], &utf16("HQ\0xy")].concat();
    let message = request_ex(1, None, 10, &rest);
    let request = RequestEx::parse(&message).unwrap();
    assert_eq!(request.length_unit(), LengthUnit::Bytes);
    assert_eq!(request.request_file_name(), "\\s");
    assert_eq!(request.kind(), Dc);
    assert_eq!(request.site_name().unwrap(), "HQ");
}

#[test]
fn every_field_of_an_extended_request_can_be_cut_off() {
    let message = request_ex(1, Some(0), 8, &[&utf16("\\s\\d")[..], &[4, 0], &utf16("HQ")].concat());
    let cuts = [
        (0, Truncated, Field::MaxReferralLevel, 0),
        (3, Truncated, Field::RequestFlags, 2),
        (7, Truncated, Field::RequestDataLength, 4),
        (9, Truncated, Field::RequestFileNameLength, 8),
        (10, LengthPastEnd, Field::RequestFileNameLength, 8),
        (17, LengthPastEnd, Field::RequestFileNameLength, 8),
        (18, Truncated, Field::SiteNameLength, 18),
        (20, LengthPastEnd, Field::SiteNameLength, 18),
        (23, LengthPastEnd, Field::SiteNameLength, 18),
    ];
    for (len, kind, field, offset) in cuts {
        assert_eq!(facts(RequestEx::parse(&message[..len])), (kind, field, offset), "{len}");
    }
    assert!(RequestEx::parse(&message).is_ok());
}

#[test]
fn a_name_without_a_nul_before_a_site_with_one_is_no_longer_than_its_length_says() {
    // The NUL stands where a length of 6 units would have it: 3 units of the name, SiteNameLength, 2 of the site.
    let data = b"\x06\0\\\0c\0o\0\x06\0H\0Q\0\0\0";
    for (flags, stray, site) in [(0u8, &b""[..], None), (1, b"\0", Some("HQ"))] {
        let message =
            [&[4, 0, flags, 0, u8::try_from(data.len()).unwrap(), 0, 0, 0], &data[..], stray].concat();
        let request = RequestEx::parse(&message).unwrap();
        assert_eq!(request.request_file_name(), "\\co");
        assert_eq!(request.length_unit(), LengthUnit::Bytes);
        assert_eq!(request.site_name().map(|site| site.to_string()).as_deref(), site);
    }
}

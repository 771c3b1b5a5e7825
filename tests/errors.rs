//! Each kind of error, by the least message that has it: field, place, the two numbers, and the sentence.

mod reference;
mod support;

use dfsc::DecodeErrorKind::{
    CountTooLarge, EntriesOverlap, LengthPastEnd, NameListsTooLong, OffsetInFixedPart, OffsetPastEnd,
    SizePastEnd, SizeTooSmall, Truncated, UnsupportedVersion, Unterminated,
};
use dfsc::{DecodeError, DecodeErrorKind, Field, Request, RequestEx, Response, Scan};

#[track_caller]
fn check<T>(
    parsed: Result<T, DecodeError>,
    kind: DecodeErrorKind,
    field: Field,
    [offset, value, limit]: [u32; 3],
    sentence: &str,
) {
    let error = parsed.err().unwrap();
    assert_eq!((error.kind(), error.field()), (kind, field));
    assert_eq!([error.offset(), error.value(), error.limit()], [offset, value, limit]);
    assert_eq!(error.to_string(), sentence);
}

/// A reply of `count` entries with these 16-bit numbers behind its header.
fn reply(count: u16, words: &[u16]) -> Vec<u8> {
    [&[0, count, 0, 0], words].concat().into_iter().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_field_that_is_cut_off_is_truncated() {
    check(
        Request::parse(&[3]),
        Truncated,
        Field::MaxReferralLevel,
        [0, 1, 1],
        "MaxReferralLevel at byte 0 is cut off: the message ends at byte 1",
    );
    check(
        RequestEx::parse(&[3, 0, 0, 0, 0, 0, 0]),
        Truncated,
        Field::RequestDataLength,
        [4, 3, 7],
        "RequestDataLength at byte 4 is cut off: the message ends at byte 7",
    );
    check(
        Response::parse(&[0; 6]),
        Truncated,
        Field::ReferralHeaderFlags,
        [4, 2, 6],
        "ReferralHeaderFlags at byte 4 is cut off: the message ends at byte 6",
    );
    check(
        Response::parse(&reply(1, &[3, 18, 0, 0, 1, 2, 0])),
        Truncated,
        Field::DfsAlternatePathOffset,
        [22, 0, 22],
        "DFSAlternatePathOffset at byte 22 is cut off: the message ends at byte 22",
    );
}

#[test]
fn an_announced_site_that_is_missing_is_truncated() {
    check(
        RequestEx::parse(&[3, 0, 1, 0, 2, 0, 0, 0, 0, 0]),
        Truncated,
        Field::SiteNameLength,
        [10, 0, 10],
        "SiteNameLength at byte 10 is cut off: the message ends at byte 10",
    );
}

#[test]
fn more_entries_than_could_follow_are_too_many() {
    // Eight bytes are room for one.
    check(
        Response::parse(&reply(2, &[3, 18, 0, 0])),
        CountTooLarge,
        Field::NumberOfReferrals,
        [2, 2, 1],
        "NumberOfReferrals at byte 2 is 2, but what follows has room for only 1",
    );
}

#[test]
fn more_names_than_could_follow_are_too_many() {
    // One NUL lies where the names begin.
    check(
        Response::parse(&reply(1, &[3, 18, 0, 2, 0, 0, 0, 2, 18, 0])),
        CountTooLarge,
        Field::NumberOfExpandedNames,
        [22, 2, 1],
        "NumberOfExpandedNames at byte 22 is 2, but what follows has room for only 1",
    );
}

#[test]
fn versions_are_1_to_4() {
    for version in [0, 5, 0x0300] {
        check(
            Response::parse(&reply(1, &[version, 8, 0, 0])),
            UnsupportedVersion,
            Field::VersionNumber,
            [8, version.into(), 4],
            &format!("VersionNumber at byte 8 is {version}, but only versions 1 to 4 are defined"),
        );
    }
}

#[test]
fn a_last_entry_holds_at_least_its_fixed_part() {
    for (version, fixed) in [(1, 10u16), (2, 22), (3, 18), (4, 18)] {
        let small = fixed - 1;
        check(
            Response::parse(&reply(1, &[version, small, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
            SizeTooSmall,
            Field::Size,
            [10, small.into(), fixed.into()],
            &format!("Size at byte 10 is {small}, but such an entry takes at least {fixed} bytes"),
        );
        assert!(Response::parse(&reply(1, &[version, fixed, 0, 0, 0, 0, 0, 0, 0, 0, 0])).is_ok());
    }
}

#[test]
fn an_entry_that_the_next_one_begins_inside_overlaps_it() {
    check(
        Response::parse(&reply(2, &[3, 16, 0, 0, 0, 0, 0, 0, 3, 18, 0, 0, 0, 0, 0, 0, 0])),
        EntriesOverlap,
        Field::Size,
        [10, 16, 18],
        "Size at byte 10 is 16, so that the next entry begins inside this one, of at least 18 bytes",
    );
}

#[test]
fn an_entry_ends_inside_the_message() {
    check(
        Response::parse(&reply(1, &[3, 19, 0, 0, 0, 0, 0, 0, 0])),
        SizePastEnd,
        Field::Size,
        [10, 19, 18],
        "Size at byte 10 is 19, but the message ends 18 bytes after the start of the entry",
    );
}

#[test]
fn no_string_begins_in_the_fixed_part_of_its_own_entry() {
    check(
        Response::parse(&reply(1, &[3, 18, 0, 0, 0, 0, 17, 0, 0])),
        OffsetInFixedPart,
        Field::DfsPathOffset,
        [20, 17, 18],
        "DFSPathOffset at byte 20 is 17, which lies inside the 18 bytes of the entry's own fixed part",
    );
    // Zero says that there is no string; but names are claimed here.
    check(
        Response::parse(&reply(1, &[3, 18, 0, 2, 0, 0, 0, 1, 0, 0])),
        OffsetInFixedPart,
        Field::ExpandedNameOffset,
        [24, 0, 18],
        "ExpandedNameOffset at byte 24 is 0, which lies inside the 18 bytes of the entry's own fixed part",
    );
}

#[test]
fn every_string_begins_inside_the_message() {
    check(
        Response::parse(&reply(1, &[2, 22, 0, 0, 0, 0, 0, 0, 0, 0, 22])),
        OffsetPastEnd,
        Field::NetworkAddressOffset,
        [28, 22, 22],
        "NetworkAddressOffset at byte 28 is 22, but the message ends 22 bytes after the start of the entry",
    );
}

#[test]
fn lengths_end_inside_the_message() {
    check(
        RequestEx::parse(&[3, 0, 0, 0, 3, 0, 0, 0, 0, 0]),
        LengthPastEnd,
        Field::RequestDataLength,
        [4, 3, 2],
        "RequestDataLength at byte 4 gives a length of 3, but the message ends 2 bytes further on",
    );
    check(
        RequestEx::parse(&[3, 0, 0, 0, 2, 0, 0, 0, 3, 0, b'a', 0]),
        LengthPastEnd,
        Field::RequestFileNameLength,
        [8, 3, 2],
        "RequestFileNameLength at byte 8 gives a length of 3, but the message ends 2 bytes further on",
    );
    check(
        RequestEx::parse(&[3, 0, 1, 0, 4, 0, 0, 0, 0, 0, 1, 0]),
        LengthPastEnd,
        Field::SiteNameLength,
        [10, 1, 0],
        "SiteNameLength at byte 10 gives a length of 1, but the message ends 0 bytes further on",
    );
}

#[test]
fn every_string_of_a_reply_has_its_nul() {
    let path = u16::from(b'p');
    check(
        Response::parse(&reply(1, &[3, 18, 0, 0, 0, 0, 0, 18, 0, path, path])),
        Unterminated,
        Field::DfsAlternatePath,
        [26, 4, 30],
        "DFSAlternatePath at byte 26 has no NUL in the 4 bytes before the message ends at byte 30",
    );
    check(
        Response::parse(&reply(1, &[3, 18, 0, 2, 0, 0, 0, 2, 18, path, 0, path])),
        Unterminated,
        Field::ExpandedName,
        [30, 2, 32],
        "ExpandedName at byte 30 has no NUL in the 2 bytes before the message ends at byte 32",
    );
    // Its NUL is there, but no longer in the entry.
    check(
        Response::parse(&reply(1, &[1, 10, 0, 0, path, 0])),
        Unterminated,
        Field::ShareName,
        [16, 2, 18],
        "ShareName at byte 16 has no NUL in the 2 bytes before its entry ends, by Size, at byte 18",
    );
}

#[test]
fn name_lists_that_share_one_long_run_are_too_long() {
    let message = support::name_lists_on_one_run(5, 100);
    // The message is 8 + 5 * 18 + 202 bytes. Two names of 202 fit into twice that, 600; a third does not.
    check(
        Response::parse(&message),
        NameListsTooLong,
        Field::ExpandedName,
        [98, 202, 600],
        "ExpandedName at byte 98 is one too many: all name lists together may take 600 bytes, twice the message",
    );
    let errors: Vec<_> = Scan::new(&message).map(|entry| entry.error().map(DecodeError::kind)).collect();
    assert_eq!(errors[..3], [None, None, Some(NameListsTooLong)]);
}

#[test]
fn an_error_is_small_and_everything_that_errors_are() {
    fn is_error<T: core::error::Error + Copy + Send + Sync + Eq + core::hash::Hash + 'static>() {}
    is_error::<DecodeError>();
    assert!(size_of::<DecodeError>() <= 16);
    assert!(size_of::<Result<(), DecodeError>>() <= 16);
}

//! Replies that `parse` refuses, through [`Scan`]: all that is good in them, and what is wrong with the rest.

mod reference;
mod support;

use dfsc::DecodeErrorKind::{
    CountTooLarge, EntriesOverlap, OffsetInFixedPart, OffsetPastEnd, SizePastEnd, SizeTooSmall, Truncated,
    UnsupportedVersion, Unterminated,
};
use dfsc::{DecodeError, DecodeErrorKind, Entry, Field, Referral, Response, Scan};

type Facts = (DecodeErrorKind, Field, u32);

fn facts(error: DecodeError) -> Facts {
    (error.kind(), error.field(), error.offset())
}

fn error(entry: &Entry<'_>) -> Option<Facts> {
    entry.error().map(facts)
}

/// A header, then these 16-bit numbers, then this text with its NUL.
fn reply(count: u16, words: &[u16], text: &str) -> Vec<u8> {
    let header = [8, count, 2, 0];
    let text = text.encode_utf16().chain([0]).filter(|_| !text.is_empty());
    header.into_iter().chain(words.iter().copied()).chain(text).flat_map(u16::to_le_bytes).collect()
}

fn names(entry: &Entry<'_>) -> Vec<&'static str> {
    entry.fields().map(|field| field.field().name()).collect()
}

#[test]
fn an_offset_that_points_nowhere_costs_one_string() {
    let vector = support::vectors().into_iter().find(|vector| vector.name == "broken-second-entry").unwrap();
    let entries: Vec<_> = Scan::new(&vector.bytes).collect();
    let [first, second, third] = &entries[..] else { panic!("{} entries", entries.len()) };
    assert_eq!([first.start(), second.start(), third.start()], [8, 42, 76]);

    for (entry, server) in
        [(first, "\\fs1.contoso.example\\reports"), (third, "\\fs3.contoso.example\\reports")]
    {
        assert_eq!(entry.error(), None);
        let Ok(Referral::V3(target)) = entry.referral() else { panic!("{entry:?}") };
        assert_eq!(target.network_address().unwrap(), server);
        assert_eq!(entry.network_address().unwrap().unwrap(), server);
    }

    let broken = (OffsetPastEnd, Field::NetworkAddressOffset, 58);
    assert_eq!(error(second), Some(broken));
    assert_eq!(second.network_address().err().map(facts), Some(broken));
    assert_eq!(second.referral().err().map(facts), Some(broken));
    let path = second.dfs_path().unwrap().unwrap();
    assert_eq!(
        (path.to_string().as_str(), path.span_in(&vector.bytes)),
        ("\\contoso.example\\public\\reports", Some(110..172))
    );
    assert_eq!(second.alternate_path().unwrap().unwrap().span_in(&vector.bytes), Some(174..236));
    let fields: Vec<_> = second.fields().map(|field| (field.range().start, field.number())).collect();
    assert_eq!(
        fields,
        [
            (42, Some(3)),
            (44, Some(34)),
            (46, Some(0)),
            (48, Some(0)),
            (50, Some(1800)),
            (54, Some(68)),
            (56, Some(132)),
            (58, Some(312)),
            (60, None), // ServiceSiteGuid
        ]
    );

    assert_eq!(facts(Response::parse(&vector.bytes).unwrap_err()), broken);
}

#[test]
fn two_errors_of_one_entry_are_both_told_and_the_first_names_it() {
    // DFSPath in the fixed part, NetworkAddress past the end.
    let message = reply(1, &[3, 18, 0, 0, 9, 0, 12, 18, 99], "\\d");
    let entry = Scan::new(&message).next().unwrap();
    let (first, last) =
        ((OffsetInFixedPart, Field::DfsPathOffset, 20), (OffsetPastEnd, Field::NetworkAddressOffset, 24));
    assert_eq!(error(&entry), Some(first));
    assert_eq!(entry.dfs_path().err().map(facts), Some(first));
    assert_eq!(entry.alternate_path().unwrap().unwrap(), "\\d");
    assert_eq!(entry.network_address().err().map(facts), Some(last));
    assert_eq!(facts(Response::parse(&message).unwrap_err()), first);
}

#[test]
fn an_unknown_version_is_stepped_over_by_its_size() {
    let message = reply(2, &[5, 10, 7, 8, 0xbeef, 3, 18, 0, 0, 9, 0, 18, 0, 0], "\\d");
    let mut scan = Scan::new(&message);
    let (unknown, known) = (scan.next().unwrap(), scan.next().unwrap());
    assert!(scan.next().is_none());

    let refused = (UnsupportedVersion, Field::VersionNumber, 8);
    assert_eq!(error(&unknown), Some(refused));
    let Ok(Referral::Unknown { version, bytes }) = unknown.referral() else { panic!("{unknown:?}") };
    assert_eq!((version, bytes), (5, &message[8..18]));
    assert_eq!(unknown.structure().name(), "DFS_REFERRAL");
    assert_eq!(names(&unknown), ["VersionNumber", "Size", "ServerType", "ReferralEntryFlags"]);
    assert_eq!(unknown.dfs_path().unwrap_or(None), None);
    assert_eq!(unknown.network_address().unwrap_or(None), None);

    assert_eq!((known.start(), known.error()), (18, None));
    assert_eq!(known.dfs_path().unwrap().unwrap(), "\\d");
    assert_eq!(facts(Response::parse(&message).unwrap_err()), refused);
}

#[test]
fn an_unknown_version_whose_size_cannot_be_used_ends_the_scan() {
    for size in [0, 7, 0xffff] {
        let message = reply(2, &[5, size, 0, 0, 3, 18, 0, 0, 9, 0, 0, 0, 0], "");
        let entries: Vec<_> = Scan::new(&message).collect();
        assert_eq!(entries.len(), 1, "{size}");
        assert_eq!(error(&entries[0]), Some((UnsupportedVersion, Field::VersionNumber, 8)), "{size}");
        assert!(entries[0].referral().is_err(), "{size}");
    }
}

#[test]
fn a_size_that_cannot_be_used_ends_the_scan() {
    let entry = |size| [3, size, 0, 0, 9, 0, 0, 0, 0];
    let cases = [
        // Below the fixed part, first and last; past the end.
        (reply(2, &[entry(17), entry(18)].concat(), ""), 1, (EntriesOverlap, 10)),
        (reply(2, &[entry(18), entry(17)].concat(), ""), 2, (SizeTooSmall, 28)),
        (reply(2, &[entry(0), entry(18)].concat(), ""), 1, (EntriesOverlap, 10)),
        (reply(2, &[entry(37), entry(18)].concat(), ""), 1, (SizePastEnd, 10)),
    ];
    for (message, shown, (kind, offset)) in cases {
        let entries: Vec<_> = Scan::new(&message).collect();
        assert_eq!(entries.len(), shown);
        assert_eq!(error(entries.last().unwrap()), Some((kind, Field::Size, offset)));
        assert_eq!(facts(Response::parse(&message).unwrap_err()), (kind, Field::Size, offset));
    }
}

#[test]
fn a_size_past_the_end_leaves_the_strings_that_do_not_depend_on_it() {
    let message = reply(1, &[3, 99, 0, 0, 9, 0, 18, 0, 18], "\\d");
    let entry = Scan::new(&message).next().unwrap();
    assert_eq!(error(&entry), Some((SizePastEnd, Field::Size, 10)));
    assert_eq!(entry.dfs_path().unwrap().unwrap(), "\\d");
    assert_eq!(entry.network_address().unwrap().unwrap(), "\\d");
    assert_eq!(entry.fields().count(), 8);
    // A ShareName ends by Size.
    let message = reply(1, &[1, 99, 0, 0], "\\s\\d");
    let entry = Scan::new(&message).next().unwrap();
    assert_eq!(error(&entry), Some((SizePastEnd, Field::Size, 10)));
    assert_eq!(entry.network_address().err().map(facts), Some((SizePastEnd, Field::Size, 10)));
}

#[test]
fn a_header_that_is_cut_off_shows_its_whole_fields_and_no_entries() {
    let header = [8, 0, 1, 0, 2, 0, 0, 0];
    let cuts = [
        (0, Field::PathConsumed, 0),
        (1, Field::PathConsumed, 0),
        (2, Field::NumberOfReferrals, 2),
        (3, Field::NumberOfReferrals, 2),
        (4, Field::ReferralHeaderFlags, 4),
        (7, Field::ReferralHeaderFlags, 4),
    ];
    for (len, field, offset) in cuts {
        let mut scan = Scan::new(&header[..len]);
        let shown: Vec<_> = scan.fields().map(|field| field.range().end).collect();
        assert_eq!(shown, [2, 4][..(len / 2).min(2)]);
        assert_eq!(scan.header_error().map(facts), Some((Truncated, field, offset)), "{len}");
        assert!(scan.next().is_none());
    }
}

#[test]
fn an_entry_that_is_cut_off_shows_its_whole_fields() {
    let message = reply(1, &[3, 34, 0, 0, 9, 0, 0, 0, 0], "");
    for (len, shown, field, offset) in [
        (17, 4, Field::TimeToLive, 16),
        (20, 5, Field::DfsPathOffset, 20),
        (25, 7, Field::NetworkAddressOffset, 24),
    ] {
        let entry = Scan::new(&message[..len]).next().unwrap();
        assert_eq!(entry.fields().count(), shown, "{len}");
        assert!(entry.fields().all(|field| field.range().end <= len));
        assert_eq!(error(&entry), Some((Truncated, field, offset)), "{len}");
        assert_eq!(entry.dfs_path().err().map(facts), Some((Truncated, field, offset)));
    }
    // Where not even the version is there, nothing tells the structure.
    let entry = Scan::new(&message[..9]).next().unwrap();
    assert_eq!((entry.start(), entry.fields().count(), entry.structure().name()), (8, 0, "DFS_REFERRAL"));
}

#[test]
fn a_count_that_is_too_large_is_told_and_the_entries_are_shown() {
    let message = reply(5, &[3, 18, 0, 0, 9, 0, 18, 0, 0], "\\d");
    let scan = Scan::new(&message);
    let refused = (CountTooLarge, Field::NumberOfReferrals, 2);
    assert_eq!(scan.header_error().map(facts), Some(refused));
    let entries: Vec<_> = scan.collect();
    assert_eq!(
        (entries[0].error(), entries[0].dfs_path().unwrap().unwrap().to_string()),
        (None, "\\d".to_owned())
    );
    // What is read as a second entry is the string, 5c 64 00.
    assert_eq!(entries.len(), 2);
    assert_eq!(error(&entries[1]), Some((Truncated, Field::ReferralEntryFlags, 32)));
    assert_eq!(facts(Response::parse(&message).unwrap_err()), refused);
}

#[test]
fn names_are_read_up_to_the_one_that_has_no_nul() {
    let mut message = reply(1, &[3, 18, 0, 2, 9, 0, 18, 3, 18], "a");
    message.extend([b'b', 0, 0, 0, b'c', 0]);
    let entry = Scan::new(&message).next().unwrap();
    let unterminated = (Unterminated, Field::ExpandedName, 34);
    assert_eq!(error(&entry), Some(unterminated));
    assert_eq!(entry.special_name().unwrap().unwrap(), "a");
    let mut names = entry.expanded_names().unwrap();
    assert_eq!(names.next().unwrap().unwrap(), "a");
    assert_eq!(names.next().unwrap().unwrap(), "b");
    assert_eq!(names.next().unwrap().map_err(facts), Err(unterminated));
    assert!(names.next().is_none());
    assert!(names.next().is_none());
}

#[test]
fn accessors_give_nothing_for_strings_that_entries_of_their_kind_do_not_have() {
    let message = reply(2, &[3, 18, 0, 0, 9, 0, 36, 36, 36, 3, 18, 0, 2, 9, 0, 18, 1, 18], "d");
    let entries: Vec<_> = Scan::new(&message).collect();
    let [target, list] = &entries[..] else { panic!() };
    assert_eq!(target.network_address().unwrap().unwrap(), "d");
    assert_eq!(target.special_name(), Ok(None));
    assert_eq!(target.expanded_names().unwrap().count(), 0);
    assert_eq!(list.special_name().unwrap().unwrap(), "d");
    assert_eq!(list.expanded_names().unwrap().count(), 1);
    assert_eq!([list.dfs_path(), list.alternate_path(), list.network_address()], [Ok(None); 3]);
}

#[test]
fn a_scan_is_fused_and_never_promises_an_entry() {
    let message = reply(3, &[3, 18, 0, 0, 9, 0, 0, 0, 0, 3, 17, 0, 0, 9, 0, 0, 0, 0], "");
    let mut scan = Scan::new(&message);
    for left in [3, 2] {
        assert_eq!(scan.size_hint(), (0, Some(left)));
        assert!(scan.next().is_some());
    }
    assert_eq!(scan.size_hint(), (0, Some(0)));
    assert!(scan.next().is_none());
    assert!(scan.next().is_none());
}

#[test]
fn the_error_of_the_header_stays_as_the_scan_goes_on() {
    // Two entries claimed, room for one.
    let message = [0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0, 0, 0, 0, 0, 0];
    let mut scan = Scan::new(&message);
    let error = scan.header_error().unwrap();
    assert_eq!((error.value(), error.limit()), (2, 1));
    while scan.next().is_some() {
        assert_eq!(scan.header_error(), Some(error));
    }
    assert_eq!(scan.header_error(), Some(error));
}

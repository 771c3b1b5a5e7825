//! The table in the documentation of `ReferralCache`: how much memory it takes, and how many replies it holds.

use dfsc::cache::{Domains, PathReferral, ReferralCache};
use dfsc::{Encode, ReferralHeaderFlags, ReplyEntry, Request, Response};

/// The numbers of the table's row for so many slots, in its order.
fn row(slots: usize) -> Vec<usize> {
    let source = include_str!("../src/cache/referral_cache.rs");
    let rows = source.lines().filter_map(|line| line.trim_start().strip_prefix("/// | "));
    let mut rows =
        rows.map(|row| row.split('|').filter_map(|cell| cell.trim().parse().ok()).collect::<Vec<_>>());
    rows.find(|row: &Vec<usize>| row.first() == Some(&slots)).unwrap()
}

/// How many replies for links of one length stay when more and more are put in.
fn held<const BYTES: usize, const SLOTS: usize>(
    max_version: u16,
    link: &str,
    targets: &[&str],
    len: usize,
) -> usize {
    let mut cache = ReferralCache::<BYTES, SLOTS>::new();
    for number in 0..2 * SLOTS {
        let path = link.replace('#', &format!("{number:03}"));
        let targets: Vec<_> = targets.iter().map(|target| ReplyEntry::link_target(*target)).collect();
        let reply = Request::new(4, &*path).reply(max_version);
        let reply = reply.targets(ReferralHeaderFlags::STORAGE_SERVERS, 1800, &*path, &targets).unwrap();
        let mut buffer = [0; 512];
        let message = reply.encode(&mut buffer).unwrap();
        assert_eq!(message.len(), len);
        let response = Response::parse(message).unwrap();
        cache.insert(&PathReferral::new(&*path, &response, Domains::NONE).unwrap(), 0).unwrap();
    }
    cache.entries().count()
}

fn check<const BYTES: usize, const SLOTS: usize>() {
    let row = row(SLOTS);
    assert_eq!(row[1], BYTES);
    // As many bytes, 38 for each slot, and 16 for all; `proofs/src/keep.rs` has it from a 32-bit compiler.
    let words = (size_of::<usize>() - 4).next_multiple_of(4);
    assert_eq!(row[2], BYTES + 38 * SLOTS + 16);
    assert_eq!(
        size_of::<ReferralCache<BYTES, SLOTS>>(),
        (row[2] + words).next_multiple_of(size_of::<usize>())
    );
    let windows = held::<BYTES, SLOTS>(
        4,
        r"\contoso.example\dfs\#",
        &[r"\fs1.contoso\dat", r"\fs2.contoso.corp\da"],
        252,
    );
    // As long as what was captured for \127.0.0.1\dfs\link1: `tests/corpus`, 0011.
    let samba = held::<BYTES, SLOTS>(3, r"\127.0.0.1\dfs\lk#", &[r"\127.0.0.1\data"], 158);
    assert_eq!((row[3], row[4]), (windows, samba), "{SLOTS}");
}

#[test]
fn the_table_says_what_is_so() {
    check::<2048, 8>();
    check::<4096, 16>();
    check::<16384, 64>();
    check::<65536, 256>();
}

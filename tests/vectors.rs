//! The drawn vectors: what was put in comes out, and every cut is refused for the reason worked out by hand.

mod reference;
mod spelled;
mod support;

use dfsc::{DecodeError, Response, Scan};
use reference::ReadError;
use serde_json::{Value, json};
use support::{Vector, read_error, vectors};

#[test]
fn every_whole_vector_reads_as_it_was_put_together() {
    let mut seen = Vec::new();
    for vector in vectors().iter().filter(|vector| is_whole(vector)) {
        assert_eq!(read(vector, &vector.bytes).as_ref(), Ok(&vector.json["expected"]), "{}", vector.name);
        seen.push(vector.message().to_owned());
    }
    let count = |kind| seen.iter().filter(|seen| *seen == kind).count();
    assert_eq!([count("request"), count("request-ex"), count("response")], [8, 7, 22]);
}

#[test]
fn every_whole_reply_scans_as_it_was_put_together() {
    for vector in vectors().iter().filter(|vector| is_whole(vector) && vector.message() == "response") {
        assert_eq!(spelled::scan(&vector.bytes), vector.json["expected"], "{}", vector.name);
        assert_eq!(Scan::new(&vector.bytes).header_error(), None);
        assert!(Scan::new(&vector.bytes).all(|entry| entry.error().is_none() && entry.referral().is_ok()));
    }
}

#[test]
fn every_cut_is_refused_for_the_reason_worked_out_by_hand_or_still_reads() {
    for vector in vectors().iter().filter(|vector| is_whole(vector)) {
        let rows = vector.json["truncations"].as_array().unwrap();
        let in_row = |len: usize, row: &Value| {
            (row[0].as_u64().unwrap()..row[1].as_u64().unwrap()).contains(&(len as u64))
        };
        let mut covered = 0;
        for len in 0..vector.bytes.len() {
            let error = read(vector, &vector.bytes[..len]).err().map(read_error);
            let expected =
                rows.iter().find(|row| in_row(len, row)).map(|row| json!([row[2], row[3], row[4]]));
            covered += usize::from(expected.is_some());
            assert_eq!(error.map(|error| as_row(&error)), expected, "{} cut to {len}", vector.name);
        }
        let claimed: u64 = rows.iter().map(|row| row[1].as_u64().unwrap() - row[0].as_u64().unwrap()).sum();
        assert_eq!(covered as u64, claimed, "{}: rows overlap, or reach past the end", vector.name);
    }
}

#[test]
fn a_broken_reply_is_refused_for_its_first_error() {
    let broken: Vec<_> = vectors().into_iter().filter(|vector| !is_whole(vector)).collect();
    assert_eq!(
        broken.iter().map(|vector| &*vector.name).collect::<Vec<_>>(),
        ["broken-second-entry", "broken-size-overlap"]
    );
    for vector in broken {
        let error = Response::parse(&vector.bytes).unwrap_err();
        assert_eq!(as_row(&read_error(error)), vector.json["error"], "{}", vector.name);
        let errors: Vec<_> = Scan::new(&vector.bytes).filter_map(|entry| entry.error()).collect();
        assert_eq!(errors, [error], "{}: only one field is wrong", vector.name);
    }
}

#[test]
fn a_scan_shows_all_three_entries_around_an_offset_that_points_nowhere() {
    let vector = vector("broken-second-entry");
    assert_eq!(spelled::scan(&vector.bytes), vector.json["expected"]);
}

#[test]
fn a_scan_of_an_entry_that_the_next_one_overlaps_shows_what_all_entries_begin_with() {
    let vector = vector("broken-size-overlap");
    assert_eq!(spelled::scan(&vector.bytes), vector.json["expected"]);

    let entry = Scan::new(&vector.bytes).next().unwrap();
    let error = entry.error().unwrap();
    assert_eq!(entry.dfs_path(), Err(error));
    assert_eq!(entry.network_address(), Err(error));
    assert_eq!(entry.referral().unwrap_err(), error);
}

fn vector(name: &str) -> Vector {
    vectors().into_iter().find(|vector| vector.name == name).unwrap()
}

fn is_whole(vector: &Vector) -> bool {
    vector.json.get("error").is_none()
}

fn read(vector: &Vector, message: &[u8]) -> Result<Value, DecodeError> {
    match vector.message() {
        "request" => spelled::request(message),
        "request-ex" => spelled::request_ex(message),
        "response" => spelled::response(message),
        other => panic!("{}: {other}", vector.name),
    }
}

fn as_row(error: &ReadError) -> Value {
    json!([error.kind, error.field, error.offset])
}

//! Messages of DFS among others: what each is follows from what was asked, not from how its bytes look.

mod drawn;
mod reference;
mod support;

use dfsc::carrier::{Content, Frames, Part, Start};
use dfsc::inspect::{Event, Inspector, Kind};
use dfsc::{DecodeErrorKind, Field};
use drawn::*;

/// What a run of SMB1 messages is taken for.
fn kinds(messages: &[Vec<u8>]) -> Vec<&'static str> {
    let input: Vec<u8> = messages.iter().flat_map(|message| record(message)).collect();
    let told = |content: Content<'_>| match content {
        Content::Request(_) => "request",
        Content::Response(_) => "response",
        Content::Part(Part::Request(_)) => "part of a request",
        Content::Part(Part::Secondary(_)) => "further part",
        Content::Part(Part::Response(_)) => "part of a response",
        Content::OtherSmb => "other",
        _ => "else",
    };
    Frames::new(&input).map(|frame| told(frame.content())).collect()
}

/// The same message of another transaction: its MID stands at 30.
fn mid(message: &[u8], mid: u8) -> Vec<u8> {
    with(message, 30, &[mid, 0])
}

/// The same request for another function: its setup word stands at 61.
fn query(request: &[u8]) -> Vec<u8> {
    with(request, 61, &[3])
}

#[test]
fn a_reply_is_what_was_asked_for_whatever_it_looks_like() {
    let (request, reply) = (trans2_request(UNICODE, 12, REQUEST), trans2_reply(RESPONSE));
    assert_eq!(kinds(&[mid(&query(&request), 2), mid(&reply, 2)]), ["other", "other"]);
    // Others in between do not matter.
    let messages = [mid(&query(&request), 2), mid(&request, 1), mid(&reply, 2), mid(&reply, 1)];
    assert_eq!(kinds(&messages), ["other", "request", "other", "response"]);
    // What is broken beyond recognition is still the answer to what was asked.
    let broken = trans2_reply(&[0xff; 26]);
    assert_eq!(kinds(&[mid(&request, 3), mid(&broken, 3)]), ["request", "response"]);
    assert_eq!(kinds(&[mid(&broken, 3)]), ["other"]);
}

#[test]
fn what_other_functions_answer_is_no_referral() {
    // SMB_INFO_ALLOCATION: eighteen bytes that begin with zeros. And no data at all.
    let allocation = [longs(&[0, 8, 1000, 500]), words(&[512])].concat();
    assert_eq!(kinds(&[trans2_reply(&allocation)]), ["other"]);
    assert_eq!(kinds(&[trans2_reply(&[])]), ["other"]);
    // A header alone is a reply without entries.
    assert_eq!(kinds(&[trans2_reply(&[40, 0, 0, 0, 2, 0, 0, 0])]), ["response"]);
}

#[test]
fn further_parts_belong_to_what_was_begun() {
    let first = trans2_request(UNICODE, 12, &REQUEST[..4]);
    let second = trans2_secondary(12, 4, &REQUEST[4..]);
    assert_eq!(kinds(&[first.clone(), second.clone()]), ["part of a request", "further part"]);
    assert_eq!(kinds(&[query(&first), second, trans2_reply(RESPONSE)]), ["other", "other", "other"]);
}

#[test]
fn what_follows_another_message_without_a_record_is_seen() {
    let request = trans2_request(UNICODE, 12, REQUEST);
    let report = with(&request, 61, &[0x11]);
    let (other, ioctl) = (ioctl_request(0x0014_0204, &[1, 2, 3]), ioctl_request(GET_REFERRALS, REQUEST));
    for (first, second) in [(&report, &request), (&other, &ioctl), (&request, &ioctl)] {
        let input = [&first[..], second].concat();
        let contents: Vec<_> = Frames::new(&input).map(|frame| frame.content()).collect();
        assert_eq!((contents.len(), contents[1]), (2, Content::Request(REQUEST)));
    }
}

#[test]
fn only_what_the_session_service_has_is_taken_for_its_records() {
    let message = record(&ioctl_request(GET_REFERRALS, REQUEST));
    let input = [&message[..], b"GET / HTTP/1.1\r\n"].concat();
    let contents: Vec<_> = Frames::new(&input).map(|frame| frame.content()).collect();
    assert_eq!(contents, [Content::Request(REQUEST), Content::Unknown]);
    // A request for a session that is cut.
    let input = [&message[..], b"\x81\0\0\x44abc"].concat();
    let error = Frames::new(&input).last().unwrap().error().unwrap();
    assert_eq!((error.kind(), error.field()), (DecodeErrorKind::BufferPastEnd, Field::StreamProtocolLength));
}

#[test]
fn a_part_that_is_more_than_the_whole_is_wrong() {
    let input = record(&trans2_request(UNICODE, 4, REQUEST));
    let error = Frames::new(&input).next().unwrap().error().unwrap();
    assert_eq!((error.kind(), error.value(), error.limit()), (DecodeErrorKind::FragmentPastTotal, 12, 4));
}

#[test]
fn the_header_of_smb2_has_its_size() {
    let input = with(&ioctl_request(GET_REFERRALS, REQUEST), 4, &[1]);
    let error = Frames::new(&input).next().unwrap().error().unwrap();
    assert_eq!(
        (error.kind(), error.field(), error.offset()),
        (DecodeErrorKind::UnexpectedSize, Field::StructureSize, 4)
    );
}

#[test]
fn a_reply_that_overflowed_is_never_whole() {
    // As if it had no entries.
    let input = ioctl_response(0x8000_0005, GET_REFERRALS, &[40, 0, 0, 0, 0, 0, 0, 0]);
    let mut errors = Vec::new();
    let mut inspector = Inspector::new(&input);
    let mut buffer = [];
    let message = inspector.next(&mut buffer).unwrap();
    message.each(&mut |event| {
        if let Event::Error { error, .. } = event {
            errors.push((error.kind(), error.field(), error.offset()));
        }
    });
    assert_eq!(message.kind(), Kind::Response);
    assert_eq!(errors, [(DecodeErrorKind::CutOff, Field::Status, 8)]);
}

#[test]
fn bytes_of_nothing_are_unknown() {
    let arp = [vec![1; 12], vec![8, 6], vec![0; 46]].concat();
    for input in [&b"hello world, not!"[..], &arp] {
        let mut inspector = Inspector::new(input);
        let mut buffer = [];
        assert_eq!(inspector.next(&mut buffer).unwrap().kind(), Kind::Unknown);
    }
    let frame = Frames::beginning_with(Start::Unknown, b"?").next().unwrap();
    assert_eq!((frame.content(), frame.error()), (Content::Unknown, None));
}

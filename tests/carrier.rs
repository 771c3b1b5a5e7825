//! What carries referrals: every captured message unwraps to what it carries, and drawn ones show each way to carry, and each to break.

mod drawn;
mod reference;
mod support;

use dfsc::carrier::{Content, Frame, Frames, Guess, Layer, OemRequest, Part, Start, Status, Transaction};
use dfsc::{DecodeError, DecodeErrorKind as Kind, Field, NtStatus};
use drawn::*;
use fastrand::Rng;
use support::{Capture, captures};

fn flags2(message: &[u8]) -> u16 {
    u16::from_le_bytes([message[10], message[11]])
}

fn is_oem(message: &[u8]) -> bool {
    message.starts_with(b"\xffSMB") && flags2(message) & 0x8000 == 0
}

/// What the corpus says that a capture's whole messages carry.
fn request_of(capture: &Capture) -> Content<'_> {
    let bytes = &capture.request[..];
    match &capture.request_messages[..] {
        [message] if is_oem(message) => Content::OemRequest(bytes),
        _ if capture.is_ex => Content::RequestEx(bytes),
        _ => Content::Request(bytes),
    }
}

#[test]
fn every_captured_request_unwraps_to_its_bytes() {
    let mut oem = 0;
    for capture in captures() {
        let [message] = &capture.request_messages[..] else { continue };
        let frame = sound(message);
        assert_eq!((frame.content(), frame.status()), (request_of(&capture), None), "{}", capture.name);
        assert!(message[frame.start()..].starts_with(&capture.request), "{}", capture.name);
        oem += usize::from(is_oem(message));
    }
    assert_eq!(oem, 1);
}

#[test]
fn every_captured_reply_unwraps_to_its_bytes_and_status() {
    let mut errors = 0;
    for capture in captures() {
        let [message] = &capture.response_messages[..] else { panic!("{}", capture.name) };
        let frame = sound(message);
        let expected = capture.response.as_deref().map_or(Content::ErrorReply, Content::Response);
        assert_eq!(frame.content(), expected, "{}", capture.name);
        let status = frame.status().unwrap();
        assert_eq!(status, Status::Nt(NtStatus(capture.status_value)), "{}", capture.name);
        assert_eq!(status.to_string(), format!("STATUS_{}", name_of(&capture)), "{}", capture.name);
        errors += usize::from(expected == Content::ErrorReply);
    }
    assert_eq!(errors, 20);
}

/// The corpus has a short name for success.
fn name_of(capture: &Capture) -> &str {
    if capture.status == "OK" { "SUCCESS" } else { &capture.status }
}

#[test]
fn the_captured_request_that_came_in_two_is_joined() {
    let captures = captures();
    let capture = captures.iter().find(|capture| capture.request_messages.len() == 2).unwrap();
    // One behind the other, and each in a record of its own, they are the same.
    let records: Vec<_> = capture.request_messages.iter().map(|message| record(message)).collect();
    for input in [capture.request_messages.concat(), records.concat()] {
        let mut buffer = [0; 128];
        let mut transaction = Transaction::new(&mut buffer);
        for frame in Frames::new(&input) {
            match frame.content() {
                Content::Part(Part::Request(part)) => transaction.request(&part).unwrap(),
                Content::Part(Part::Secondary(part)) => transaction.secondary(&part).unwrap(),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(transaction.message(), Some(&capture.request[..]));
    }
}

#[test]
fn the_captured_oem_path_is_read() {
    let captures = captures();
    let capture = captures.iter().find(|capture| is_oem(&capture.request_messages[0])).unwrap();
    let Content::OemRequest(bytes) = sound(&capture.request_messages[0]).content() else { panic!() };
    let request = OemRequest::parse(bytes).unwrap();
    assert_eq!(request.request_file_name, b"\\127.0.0.1\\dfs\\link1");
}

#[test]
fn drawn_messages_unwrap_to_what_was_put_in() {
    let drawn = [
        (ioctl_request(GET_REFERRALS, REQUEST), Content::Request(REQUEST), 120),
        (ioctl_request(GET_REFERRALS_EX, REQUEST_EX), Content::RequestEx(REQUEST_EX), 120),
        (ioctl_response(0, GET_REFERRALS, RESPONSE), Content::Response(RESPONSE), 112),
        (ioctl_response(0, GET_REFERRALS_EX, RESPONSE), Content::Response(RESPONSE), 112),
        (trans2_request(UNICODE, 12, REQUEST), Content::Request(REQUEST), 68),
        (trans2_request(OEM, 12, REQUEST), Content::OemRequest(REQUEST), 68),
        (trans2_reply(RESPONSE), Content::Response(RESPONSE), 56),
        (trans2_response(&[1, 2, 3, 4, 5], 26, 0, RESPONSE), Content::Response(RESPONSE), 68),
    ];
    for (message, content, start) in drawn {
        for (input, before) in [(message.clone(), 0), (record(&message), 4)] {
            let frame = sound(&input);
            assert_eq!((frame.content(), frame.start()), (content, before + start));
        }
    }
}

#[test]
fn a_buffer_may_lie_further_on_than_it_has_to() {
    // Eight bytes between the fixed fields and the buffer.
    let moved = |message: Vec<u8>, at: usize| [&message[..at], &[0xA5; 8], &message[at..]].concat();
    let request = with(&moved(ioctl_request(GET_REFERRALS, REQUEST), 120), 88, &[128]);
    assert_eq!(sound(&request).content(), Content::Request(REQUEST));
    let response = with(&moved(ioctl_response(0, GET_REFERRALS, RESPONSE), 112), 96, &[120]);
    assert_eq!(sound(&response).content(), Content::Response(RESPONSE));
}

#[test]
fn each_element_of_a_chain_is_seen() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let ex = ioctl_request(GET_REFERRALS_EX, REQUEST_EX);
    let other = [smb2_header(0, 0, TO_SERVER), vec![36, 0, 0, 0]].concat();
    let two = chain(&[request.clone(), ex.clone()]);
    let expected = [Content::Request(REQUEST), Content::RequestEx(REQUEST_EX)];
    assert_eq!(contents(&two), expected);
    assert_eq!(contents(&record(&two)), expected);
    assert!(Frames::new(&two).all(|frame| frame.error().is_none()));
    // 132 bytes, filled up to 136; the second one's buffer counts from its own header.
    assert_eq!(Frames::new(&two).last().unwrap().start(), 136 + 120);

    let three = chain(&[other.clone(), request.clone(), ex]);
    assert_eq!(contents(&three), [Content::OtherSmb, expected[0], expected[1]]);
    let three = chain(&[request, other.clone(), other]);
    assert_eq!(contents(&record(&three)), [expected[0], Content::OtherSmb, Content::OtherSmb]);
}

#[test]
fn each_element_of_a_chain_of_replies_has_its_status() {
    const NOT_FOUND: u32 = 0xC000_0225;
    let replies = [
        ioctl_response(0, GET_REFERRALS, RESPONSE),
        smb2_error(NOT_FOUND, TO_CLIENT),
        ioctl_response(0x8000_0005, GET_REFERRALS, &RESPONSE[..8]),
    ];
    let replies = record(&chain(&replies));
    let seen: Vec<_> =
        Frames::new(&replies).map(|frame| (frame.content(), frame.status().unwrap().value())).collect();
    let cut = Content::Response(&RESPONSE[..8]);
    assert_eq!(
        seen,
        [(Content::Response(RESPONSE), 0), (Content::ErrorReply, NOT_FOUND), (cut, 0x8000_0005)]
    );
}

#[test]
fn each_record_is_seen_and_what_keeps_alive_is_no_message_of_ours() {
    let request = record(&ioctl_request(GET_REFERRALS, REQUEST));
    let reply = record(&ioctl_response(0, GET_REFERRALS, RESPONSE));
    let both = [&request[..], &reply].concat();
    let (asked, answered) = (Content::Request(REQUEST), Content::Response(RESPONSE));
    assert_eq!(contents(&both), [asked, answered]);
    // `SESSION KEEPALIVE` of RFC 1002 has no more than the four bytes.
    let alive = [&request[..], &[0x85, 0, 0, 0], &reply, &reply].concat();
    assert_eq!(contents(&alive), [asked, Content::OtherSmb, answered, answered]);
    for frame in Frames::new(&alive) {
        assert_eq!((frame.error(), frame.layers()[0]), (None, Layer::Nbss));
    }
    // A chain in a record ends where the record does.
    let chained = record(&chain(&[smb2_header(0, 0, TO_SERVER), smb2_header(1, 0, TO_SERVER)]));
    assert_eq!(contents(&[&chained[..], &reply].concat()), [Content::OtherSmb, Content::OtherSmb, answered]);
}

#[test]
fn smb1_messages_stand_one_behind_the_other() {
    let messages = [trans2_request(UNICODE, 12, REQUEST), trans2_reply(RESPONSE)].concat();
    let expected = [Content::Request(REQUEST), Content::Response(RESPONSE)];
    assert_eq!(contents(&messages), expected);
    assert_eq!(contents(&record(&messages)), expected);
    let with_error = [smb1_error(0x32, 0xC000_0225, UNICODE), messages].concat();
    assert_eq!(contents(&with_error), [Content::ErrorReply, expected[0], expected[1]]);
}

#[test]
fn smb2_messages_stand_one_behind_the_other() {
    let messages =
        [ioctl_request(GET_REFERRALS, REQUEST), ioctl_response(0, GET_REFERRALS, RESPONSE)].concat();
    assert_eq!(contents(&messages), [Content::Request(REQUEST), Content::Response(RESPONSE)]);
}

#[test]
fn an_input_may_begin_with_what_keeps_alive() {
    let input = [&[0x85, 0, 0, 0], &record(&ioctl_request(GET_REFERRALS, REQUEST))[..]].concat();
    assert_eq!(contents(&input), [Content::OtherSmb, Content::Request(REQUEST)]);
}

#[test]
fn what_is_no_referral_is_recognised_without_an_error() {
    let transform =
        [b"\xfdSMB".to_vec(), vec![1; 32], longs(&[100]), words(&[0, 1]), vec![9; 8], vec![3; 100]];
    let compression = [b"\xfcSMB".to_vec(), longs(&[200]), words(&[1, 0]), longs(&[0]), vec![3; 50]];
    let cancel = [smb2_header(12, 0, TO_SERVER), vec![4, 0, 0, 0]].concat();
    let other_code = ioctl_request(0x0014_0204, &[1, 2, 3]);
    // REPORT_DFS_INCONSISTENCY stands in the setup word at 61, FIND_FIRST2 is 1.
    let report = with(&trans2_request(UNICODE, 12, REQUEST), 61, &[0x11]);
    let find = with(&trans2_request(UNICODE, 12, REQUEST), 61, &[0x01]);
    let negotiate = [smb1_header(0x72, 0, false, UNICODE), b"\0\x0c\0\x02NT LM 0.12\0".to_vec()].concat();
    let failed = smb1_error(0x75, 0xC000_0022, UNICODE);
    let path_not_covered =
        [smb2_header(5, 0xC000_0257, TO_CLIENT), words(&[9, 0]), longs(&[0]), vec![0]].concat();
    let cases = [
        (transform.concat(), Content::Encrypted, "smb2-transform"),
        (compression.concat(), Content::Compressed, "smb2-compression"),
        (cancel, Content::OtherSmb, "smb2"),
        (smb2_header(3, 0xC000_00CC, TO_CLIENT), Content::OtherSmb, "smb2"),
        (other_code, Content::OtherSmb, "smb2-ioctl"),
        (ioctl_response(0, 0x0014_0204, &[0; 16]), Content::OtherSmb, "smb2-ioctl"),
        (report, Content::OtherSmb, "smb1-trans2"),
        (find, Content::OtherSmb, "smb1-trans2"),
        (negotiate, Content::OtherSmb, "smb1"),
        // Whatever was asked, a status is all that it says: PATH_NOT_COVERED comes so.
        (failed, Content::ErrorReply, "smb1"),
        (path_not_covered, Content::ErrorReply, "smb2"),
    ];
    for (message, content, layer) in cases {
        assert_eq!((sound(&message).content(), layers(&sound(&message))), (content, vec![layer]));
        let input = record(&message);
        assert_eq!((sound(&input).content(), layers(&sound(&input))), (content, vec!["nbss", layer]));
    }
}

#[test]
fn only_replies_have_a_status() {
    // In a request the same four bytes are ChannelSequence: [MS-SMB2] 2.2.1.2.
    let request = with(&ioctl_request(GET_REFERRALS, REQUEST), 8, &[1, 0, 0, 0]);
    assert_eq!(sound(&request).status(), None);
    let other = smb2_header(3, 0xC000_00CC, TO_CLIENT);
    assert_eq!(sound(&other).status().unwrap().to_string(), "STATUS_BAD_NETWORK_NAME");
}

#[test]
fn an_interim_response_is_a_status_alone() {
    // [MS-SMB2] 3.3.4.4: STATUS_PENDING, SMB2_FLAGS_ASYNC_COMMAND, the body of an error.
    let interim = smb2_error(0x103, ASYNC_TO_CLIENT);
    let frame = sound(&interim);
    assert_eq!((frame.content(), frame.status()), (Content::ErrorReply, Some(Status::Nt(NtStatus::PENDING))));
    assert!(frame.fields().any(|field| field.field() == Field::AsyncId));
    // And the answer, once it is there.
    let last = with(&ioctl_response(0, GET_REFERRALS, RESPONSE), 16, &[3]);
    assert_eq!(sound(&last).content(), Content::Response(RESPONSE));
    // [MS-CIFS] 3.2.4.1.7: no words, no bytes, no error. It has nothing to do with referrals, as far as it says.
    let interim = smb1_error(TRANSACTION2, 0, UNICODE);
    assert_eq!(sound(&interim).content(), Content::OtherSmb);
}

/// Everything that holds of a frame of any input.
fn check(input: &[u8], frame: &Frame<'_>) {
    assert!(frame.start() <= input.len());
    if let Some(bytes) = carried(frame.content()).filter(|bytes| !bytes.is_empty()) {
        assert!(input[frame.start()..].starts_with(bytes));
        assert_eq!(input[frame.start()..].as_ptr(), bytes.as_ptr());
    }
    if let Some(error) = frame.error() {
        assert!(error.offset() as usize <= input.len(), "{error}");
        assert!(!error.to_string().is_empty());
    }
    for field in frame.fields() {
        assert_eq!(&input[field.range()], field.bytes());
    }
}

/// Cuts an input at every length: what is left of each content is its beginning, and what is cut says so.
fn cut_everywhere(whole: &[u8]) {
    let start = Guess::all(whole).next().unwrap().start;
    let frames: Vec<_> = Frames::beginning_with(start, whole).collect();
    for len in 1..whole.len() {
        let cut = &whole[..len];
        Frames::new(cut).for_each(|frame| check(cut, &frame));
        let seen: Vec<_> = Frames::beginning_with(start, cut).collect();
        assert!(seen.len() <= frames.len());
        for (frame, whole_frame) in seen.iter().zip(&frames) {
            check(cut, frame);
            let (Some(left), Some(all)) = (carried(frame.content()), carried(whole_frame.content())) else {
                continue;
            };
            assert!(all.starts_with(left), "{len}: {frame:?}");
            let is_whole = left == all && frame.content() == whole_frame.content();
            assert!(is_whole || frame.error().is_some(), "{len}: {frame:?}");
        }
        // Four bytes tell what it is.
        if frames.len() == 1 && carried(frames[0].content()).is_some() && len >= 4 {
            let end = frames[0].start() + carried(frames[0].content()).unwrap().len();
            assert!(len >= end || seen[0].error().is_some(), "{len}: {seen:?}");
        }
    }
}

#[test]
fn captured_messages_can_be_cut_anywhere() {
    for capture in captures() {
        for message in capture.request_messages.iter().chain(&capture.response_messages) {
            cut_everywhere(message);
            cut_everywhere(&record(message));
        }
    }
}

#[test]
fn several_messages_can_be_cut_anywhere() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let reply = ioctl_response(0, GET_REFERRALS, RESPONSE);
    let chained = chain(&[request.clone(), ioctl_request(GET_REFERRALS_EX, REQUEST_EX)]);
    let several = [
        record(&chained),
        [record(&request), record(&reply)].concat(),
        [trans2_request(UNICODE, 12, REQUEST), trans2_reply(RESPONSE)].concat(),
        ethernet(&[], 0x800, &ipv4(&[], &tcp([49152, 445], &[], &record(&chained)))),
        chained,
    ];
    for input in &several {
        cut_everywhere(input);
    }
}

#[test]
fn a_chain_cut_before_an_element_is_an_error() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let chained = chain(&[request.clone(), request]);
    for len in 136..=140 {
        let input = &chained[..len];
        assert!(Frames::new(input).any(|frame| frame.error().is_some()), "{len}");
    }
}

#[test]
fn a_chain_that_leads_to_something_else_is_not_passed_over() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let chained = with(&chain(&[request.clone(), request]), 136, b"junk");
    let frames: Vec<_> = Frames::new(&chained).collect();
    let is_said = frames.iter().any(|frame| frame.error().is_some() || frame.content() == Content::Unknown);
    assert!(is_said, "{frames:?}");
}

#[test]
fn an_input_that_ends_in_the_protocol_id_is_an_error() {
    for layer in [Layer::Smb2, Layer::Smb1] {
        let message = if layer == Layer::Smb2 { smb2_header(0, 0, 0) } else { smb1_error(0x32, 0, 0) };
        for len in 1..4 {
            let frame = Frames::beginning_with(Start::Layer(layer), &message[..len]).next().unwrap();
            assert_eq!(frame.error().map(DecodeError::kind), Some(Kind::Truncated), "{layer} {len}");
        }
    }
}

#[test]
fn broken_inputs_stay_within_bounds() {
    let captured = captures();
    let messages: Vec<_> = captured
        .iter()
        .flat_map(|capture| capture.request_messages.iter().chain(&capture.response_messages))
        .flat_map(|message| {
            let packet = ethernet(&[], 0x800, &ipv4(&[], &tcp([445, 50000], &[], &record(message))));
            [message.clone(), record(message), packet]
        })
        .chain([chain(&[ioctl_request(GET_REFERRALS, REQUEST), ioctl_response(0, GET_REFERRALS, RESPONSE)])])
        .collect();
    let mut rng = Rng::with_seed(11);
    for message in &messages {
        for _ in 0..500 {
            let mut broken = message.clone();
            for _ in 0..rng.usize(1..4) {
                // Mostly in the framing.
                let most = if rng.bool() { 200 } else { 70 };
                let at = rng.usize(..broken.len().min(most));
                broken[at] = [0, 1, 4, 0x7F, 0xFF, rng.u8(..)][rng.usize(..6)];
            }
            broken.truncate(if rng.bool() { broken.len() } else { rng.usize(..broken.len()) });
            let mut count = 0;
            for frame in Frames::new(&broken) {
                check(&broken, &frame);
                count += 1;
            }
            assert!(count <= broken.len());
        }
    }
}

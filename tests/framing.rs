//! The layers in front of SMB, and fields of the framing that say what cannot be.

mod drawn;

use dfsc::carrier::{Content, CtlCode, Frames, IoctlRequest, IoctlResponse};
use dfsc::{DecodeError, DecodeErrorKind as Kind, Field, FieldValue};
use drawn::*;

/// Kind, field, offset, value and limit.
fn facts(error: DecodeError) -> (Kind, Field, u32, u32, u32) {
    (error.kind(), error.field(), error.offset(), error.value(), error.limit())
}

/// What is wrong with the first message, and what it carries all the same.
#[track_caller]
fn broken(input: &[u8]) -> ((Kind, Field, u32, u32, u32), Content<'_>) {
    let frame = Frames::new(input).next().unwrap();
    (facts(frame.error().expect("an error")), frame.content())
}

#[test]
fn next_command_has_to_lie_behind_the_header_and_inside_the_input() {
    // Two messages of 132 and 132 bytes; NextCommand stands at 20.
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let chained = chain(&[request.clone(), request]);
    let next = |value: u32| with(&chained, 20, &value.to_le_bytes());
    for small in [1, 8, 63] {
        let input = next(small);
        let (error, content) = broken(&input);
        assert_eq!(error, (Kind::BufferInHeader, Field::NextCommand, 20, small, 64));
        assert_eq!(content, Content::Request(REQUEST));
    }
    for large in [269, 0x1000, u32::MAX] {
        let input = next(large);
        let (error, content) = broken(&input);
        assert_eq!(error, (Kind::BufferPastEnd, Field::NextCommand, 20, large, 268));
        assert_eq!(content, Content::Request(REQUEST));
    }
    // In a record, places count from the record's start.
    let in_record = record(&next(63));
    assert_eq!(broken(&in_record).0.2, 24);
}

#[test]
fn an_element_does_not_reach_into_the_next() {
    // NextCommand cuts the first message off four bytes before the end of its input.
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let input = [with(&request, 20, &[128]), vec![0; 64]].concat();
    let (error, content) = broken(&input);
    assert_eq!(error, (Kind::BufferPastEnd, Field::InputCount, 92, 132, 128));
    assert_eq!(content, Content::Request(&REQUEST[..8]));
}

#[test]
fn what_is_wrong_with_a_later_element_has_its_place_in_the_input() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    // The second element begins at 4 + 136; its InputCount is one more than its padding allows.
    let input = record(&chain(&[request.clone(), with(&request, 92, &[17]), request]));
    let errors: Vec<_> = Frames::new(&input).map(|frame| frame.error()).collect();
    assert_eq!((errors.len(), errors[0], errors[2]), (3, None, None));
    let error = (Kind::BufferPastEnd, Field::InputCount, 4 + 136 + 92, 137, 136);
    assert_eq!(facts(errors[1].unwrap()), error);
    let input = record(&chain(&[ioctl_request(GET_REFERRALS, REQUEST), smb2_header(IOCTL, 0, TO_SERVER)]));
    let error = Frames::new(&input).last().unwrap().error().unwrap();
    assert_eq!(facts(error), (Kind::Truncated, Field::StructureSize, 4 + 136 + 64, 0, 4 + 136 + 64));
}

#[test]
fn an_ioctl_buffer_has_to_lie_behind_the_fixed_fields() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    for offset in [1_u32, 64, 119] {
        let input = with(&request, 88, &offset.to_le_bytes());
        let (error, content) = broken(&input);
        assert_eq!(error, (Kind::BufferInHeader, Field::InputOffset, 88, offset, 120));
        assert_eq!(content, Content::Request(&[]));
    }
    let response = ioctl_response(0, GET_REFERRALS, RESPONSE);
    for offset in [0_u32, 64, 111] {
        let input = with(&response, 96, &offset.to_le_bytes());
        let (error, content) = broken(&input);
        assert_eq!(error, (Kind::BufferInHeader, Field::OutputOffset, 96, offset, 112));
        assert_eq!(content, Content::Response(&[]));
    }
}

#[test]
fn an_ioctl_buffer_has_to_end_inside_the_input() {
    let response = ioctl_response(0, GET_REFERRALS, RESPONSE);
    assert_eq!(response.len(), 138);
    // One byte too many: the content is all that is there.
    let input = with(&response, 100, &27_u32.to_le_bytes());
    assert_eq!(
        broken(&input),
        ((Kind::BufferPastEnd, Field::OutputCount, 100, 139, 138), Content::Response(RESPONSE))
    );
    let input = with(&response, 100, &[0xFF; 4]);
    let (error, content) = broken(&input);
    assert_eq!((error.0, error.1, error.4), (Kind::BufferPastEnd, Field::OutputCount, 138));
    assert_eq!(content, Content::Response(RESPONSE));
    // An offset behind everything: nothing of it is there. Where it would end has to be said, whichever field is named.
    for offset in [139_u32, 0x8000, u32::MAX] {
        let input = with(&response, 96, &offset.to_le_bytes());
        let (error, content) = broken(&input);
        assert_eq!((error.0, error.4), (Kind::BufferPastEnd, 138));
        assert!(matches!((error.1, error.2), (Field::OutputOffset, 96) | (Field::OutputCount, 100)));
        assert_eq!(content, Content::Response(&[]));
    }
    let request = ioctl_request(GET_REFERRALS_EX, REQUEST_EX);
    let input = with(&request, 92, &[200, 0]);
    assert_eq!(broken(&input).0, (Kind::BufferPastEnd, Field::InputCount, 92, 320, 140));
    assert_eq!(broken(&input).1, Content::RequestEx(REQUEST_EX));
}

#[test]
fn an_ioctl_without_input_may_have_any_offset() {
    let request = &ioctl_request(GET_REFERRALS, &[])[..];
    for offset in [0, 120, 0xFFFF_u32] {
        assert_eq!(sound(&with(request, 88, &offset.to_le_bytes())).content(), Content::Request(&[]));
    }
}

#[test]
fn structure_sizes_have_to_be_right() {
    let request = with(&ioctl_request(GET_REFERRALS, REQUEST), 64, &[56]);
    let error = (Kind::UnexpectedSize, Field::StructureSize, 64, 56, 57);
    assert_eq!(broken(&request), (error, Content::Unknown));
    let response = with(&ioctl_response(0, GET_REFERRALS, RESPONSE), 64, &[57]);
    let error = (Kind::UnexpectedSize, Field::StructureSize, 64, 57, 49);
    assert_eq!(broken(&response), (error, Content::Unknown));
    // The same from the body on.
    assert_eq!(facts(IoctlResponse::parse(&response[64..]).unwrap_err()).2, 0);
}

#[test]
fn an_error_reply_has_to_have_the_size_of_one() {
    // [MS-SMB2] 2.2.2: MUST be 9.
    let input = with(&smb2_error(0xC000_0225, TO_CLIENT), 64, &[50]);
    assert_eq!(broken(&input).0, (Kind::UnexpectedSize, Field::StructureSize, 64, 50, 9));
}

#[test]
fn the_data_of_an_error_reply_have_to_be_there() {
    // Sixteen bytes of ErrorData are said to follow, one does.
    let input = with(&smb2_error(0xC000_0225, TO_CLIENT), 68, &[16]);
    assert_eq!(broken(&input).0.1, Field::ByteCount);
}

#[test]
fn word_counts_have_to_be_right() {
    let request = trans2_request(UNICODE, 12, REQUEST);
    for count in [14, 16, 255] {
        let input = with(&request, 32, &[count]);
        let error = broken(&input).0;
        assert_eq!((error.1, error.2, error.3), (Field::WordCount, 32, count.into()));
        assert_eq!(broken(&input).1, Content::Unknown);
    }
    let input = with(&trans2_secondary(12, 4, &REQUEST[4..]), 32, &[8]);
    assert_eq!(broken(&input).0, (Kind::UnexpectedSize, Field::WordCount, 32, 8, 9));
    let input = with(&trans2_reply(RESPONSE), 32, &[9]);
    assert_eq!(broken(&input).0, (Kind::UnexpectedSize, Field::WordCount, 32, 9, 10));
}

#[test]
fn a_transaction_buffer_has_to_lie_behind_the_words_and_inside_the_message() {
    // ParameterCount at 51, ParameterOffset at 53; the words with ByteCount end at 65.
    let request = trans2_request(UNICODE, 12, REQUEST);
    assert_eq!(request[51..55], [12, 0, 68, 0]);
    let input = with(&request, 53, &[64, 0]);
    assert_eq!(broken(&input).0, (Kind::BufferInHeader, Field::ParameterOffset, 53, 64, 65));
    let input = with(&request, 51, &[13, 0]);
    let error = (Kind::BufferPastEnd, Field::ParameterCount, 51, 81, 80);
    assert_eq!(broken(&input), (error, Content::Request(REQUEST)));
    // DataCount at 45, DataOffset at 47; ByteCount ends at 55.
    let reply = trans2_reply(RESPONSE);
    assert_eq!(reply[45..49], [26, 0, 56, 0]);
    let input = with(&reply, 47, &[54, 0]);
    assert_eq!(broken(&input).0, (Kind::BufferInHeader, Field::DataOffset, 47, 54, 55));
    let input = with(&reply, 45, &[27, 0]);
    let error = (Kind::BufferPastEnd, Field::DataCount, 45, 83, 82);
    assert_eq!(broken(&input), (error, Content::Response(RESPONSE)));
    // ByteCount, at 53, ends the message before the data do: that is what is wrong, and the data are good.
    let input = with(&reply, 53, &[20, 0]);
    let error = (Kind::UnexpectedSize, Field::ByteCount, 53, 20, 27);
    assert_eq!(broken(&input), (error, Content::Response(RESPONSE)));
    // The offset alone is wrong.
    let input = with(&request, 53, &[0x88, 0x13]);
    assert_eq!(broken(&input).0, (Kind::BufferPastEnd, Field::ParameterOffset, 53, 5000, 80));
}

#[test]
fn the_bytes_of_a_transaction_have_to_be_there() {
    // Its data are, but ByteCount says that the message goes on behind them.
    let input = with(&trans2_reply(RESPONSE), 53, &[0xFF, 0xFF]);
    let (error, content) = broken(&input);
    assert_eq!((error.0, error.1, error.2), (Kind::BufferPastEnd, Field::ByteCount, 53));
    assert_eq!(content, Content::Response(RESPONSE));
}

#[test]
fn a_record_has_to_be_there_to_its_end() {
    let whole = record(&ioctl_response(0, GET_REFERRALS, RESPONSE));
    let input = with(&whole, 3, &[139]);
    let error = (Kind::BufferPastEnd, Field::StreamProtocolLength, 1, 143, 142);
    assert_eq!(broken(&input), (error, Content::Response(RESPONSE)));
    // A second one that is cut: places count from the start of the input.
    let two = [&whole[..], &whole[..100]].concat();
    let frames: Vec<_> = Frames::new(&two).collect();
    assert_eq!((frames.len(), frames[0].error()), (2, None));
    assert_eq!(facts(frames[1].error().unwrap()).2, 143);
    let two = [&whole[..], &whole[..2]].concat();
    assert_eq!(facts(Frames::new(&two).last().unwrap().error().unwrap()).0, Kind::Truncated);
    // A shorter one cuts the message.
    let input = with(&whole, 3, &[137]);
    assert_eq!(broken(&input).1, Content::Response(&RESPONSE[..25]));
}

#[test]
fn packets_are_unwrapped_layer_by_layer() {
    let message = ioctl_response(0, GET_REFERRALS, RESPONSE);
    let segment = tcp([445, 49152], &[], &record(&message));
    // NOP, NOP, time stamps.
    let timed = tcp([445, 49152], &[1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2], &record(&message));
    let old = tcp([49152, 139], &[], &record(&message));
    // Hop-by-hop: TCP is next, no more than the eight bytes, six of padding.
    let options = [6, 0, 1, 4, 0, 0, 0, 0];
    let vlan = [0x81, 0, 0, 42];
    let inside = ["tcp", "nbss", "smb2-ioctl"];
    let (v4, v6) = (ipv4(&[], &segment), ipv6(None, &segment));
    let cases: Vec<(Vec<u8>, Vec<&str>)> = vec![
        (segment.clone(), vec![]),
        (timed.clone(), vec![]),
        (old, vec![]),
        (v4.clone(), vec!["ipv4"]),
        (ipv4(&[1, 1, 1, 0], &timed), vec!["ipv4"]),
        (v6.clone(), vec!["ipv6"]),
        (ipv6(Some(&options), &timed), vec!["ipv6"]),
        (ethernet(&[], 0x0800, &v4), vec!["ethernet", "ipv4"]),
        (ethernet(&[vlan], 0x0800, &v4), vec!["ethernet", "ipv4"]),
        (ethernet(&[[0x88, 0xA8, 0, 7], vlan], 0x86DD, &v6), vec!["ethernet", "ipv6"]),
        (ethernet(&[], 0x86DD, &ipv6(Some(&options), &segment)), vec!["ethernet", "ipv6"]),
    ];
    for (packet, outside) in cases {
        let frame = sound(&packet);
        assert_eq!(frame.content(), Content::Response(RESPONSE), "{outside:?}");
        assert_eq!(layers(&frame), [&outside[..], &inside].concat());
        assert_eq!(frame.start() + RESPONSE.len(), packet.len());
    }
}

#[test]
fn every_frame_of_a_packet_has_its_layers() {
    let request = ioctl_request(GET_REFERRALS, REQUEST);
    let payload = [record(&chain(&[request.clone(), request.clone()])), record(&request)].concat();
    let packet = ethernet(&[], 0x800, &ipv4(&[], &tcp([50000, 445], &[], &payload)));
    let frames: Vec<_> = Frames::new(&packet).collect();
    assert_eq!(frames.len(), 3);
    for frame in &frames {
        assert_eq!(layers(frame), ["ethernet", "ipv4", "tcp", "nbss", "smb2-ioctl"]);
        assert_eq!(frame.error(), None);
    }
    // Two headers of records: what is around two messages is shown with the first of them.
    let shown = |field| frames.iter().map(move |frame| frame.fields().filter(|f| f.field() == field).count());
    assert!(shown(Field::Tcp).eq([1, 0, 0]));
    assert!(shown(Field::StreamProtocolLength).eq([1, 0, 1]));
}

#[test]
fn the_padding_of_a_short_packet_is_no_part_of_it() {
    // Bytes behind what IPv4 and IPv6 say they hold: Ethernet fills short packets up, and some add a check sum.
    let messages = [ioctl_response(0, GET_REFERRALS, RESPONSE), smb1_error(0x32, 0xC000_0225, UNICODE)];
    for message in messages {
        let segment = tcp([445, 49152], &[], &record(&message));
        for (ether_type, packet) in [(0x800, ipv4(&[], &segment)), (0x86DD, ipv6(None, &segment))] {
            let plain = ethernet(&[], ether_type, &packet);
            let padded = [&plain[..], &[0, 0, 0, 0, 0xA5, 0xA5]].concat();
            assert_eq!(sound(&padded).content(), sound(&plain).content());
        }
    }
}

#[test]
fn a_packet_whose_length_the_network_card_was_to_fill_in_is_read_to_its_end() {
    let packet = ipv4(&[], &tcp([445, 1], &[], &record(&ioctl_response(0, GET_REFERRALS, RESPONSE))));
    assert_eq!(sound(&with(&packet, 2, &[0, 0])).content(), Content::Response(RESPONSE));
}

#[test]
fn a_segment_without_a_payload_is_no_error() {
    use dfsc::carrier::{Layer, Start};
    let acknowledged = ethernet(&[], 0x800, &ipv4(&[], &tcp([445, 49152], &[], &[])));
    for frame in Frames::beginning_with(Start::Layer(Layer::Ethernet), &acknowledged) {
        assert_eq!(frame.error(), None);
    }
}

#[test]
fn the_fields_of_the_framing_stand_where_the_spec_has_them() {
    let input = record(&ioctl_request(GET_REFERRALS, REQUEST));
    let frame = sound(&input);
    let at = |field| frame.fields().find(|found| found.field() == field).map(|found| found.range().start);
    for (field, place) in [
        (Field::Zero, 0),
        (Field::StreamProtocolLength, 1),
        (Field::ProtocolId, 4),
        (Field::Status, 4 + 8),
        (Field::Command, 4 + 12),
        (Field::NextCommand, 4 + 20),
        (Field::SessionId, 4 + 40),
        (Field::Signature, 4 + 48),
        (Field::CtlCode, 4 + 68),
        (Field::FileId, 4 + 72),
        (Field::InputOffset, 4 + 88),
        (Field::InputCount, 4 + 92),
        (Field::OutputOffset, 4 + 100),
        (Field::MaxOutputResponse, 4 + 108),
    ] {
        assert_eq!(at(field), Some(place), "{field}");
    }
    let covered: usize = frame.fields().map(|field: FieldValue<'_>| field.range().len()).sum();
    assert_eq!(covered, 4 + 120);
}

#[test]
fn bodies_of_other_control_codes_are_told_from_broken_ones() {
    let body = ioctl_request(0x0014_0204, &[1, 2, 3])[64..].to_vec();
    let error = IoctlRequest::parse(&body).unwrap_err();
    assert_eq!(facts(error), (Kind::NotDfs, Field::CtlCode, 4, 0x0014_0204, 0));
    let body = ioctl_request(GET_REFERRALS_EX, REQUEST_EX)[64..].to_vec();
    let read = IoctlRequest::parse(&body).unwrap();
    assert_eq!((read.ctl_code, read.max_output_response), (CtlCode::GetReferralsEx, 0xE000));
    assert_eq!(read.input, REQUEST_EX);
    for len in 0..56 {
        let error = IoctlRequest::parse(&body[..len]).unwrap_err();
        assert_eq!((error.kind(), error.limit() as usize), (Kind::Truncated, len));
    }
}

//! Carriers around bytes: the parts of a message, which are no values of their own.
//!
//! Bug: as documented, `&[u8]` can stand in a carrier that is written (see the example of `Trans2Secondary`); it cannot, so none of
//! this builds. Take the next line away once it can.

mod drawn;

use dfsc::carrier::{
    Content, CtlCode, Frames, IoctlRequest, IoctlResponse, Part, Trans2Request, Trans2Response,
    Trans2Secondary, Transaction,
};
use dfsc::{Encode, EncodeErrorKind as Kind, Field, RequestEx};
use drawn::*;

#[test]
fn a_secondary_request_is_what_the_spec_draws() {
    let value =
        Trans2Secondary { total_parameter_count: 12, parameter_displacement: 7, parameters: &REQUEST[7..] };
    let whole = [smb1_header(SECONDARY, 0, false, UNICODE), written(&value)].concat();
    assert_eq!((whole[32], word(&whole, 33), word(&whole, 35)), (9, 12, 0));
    let (count, offset) = (word(&whole, 37), word(&whole, 39));
    assert_eq!((count, word(&whole, 41), &whole[offset..offset + count]), (5, 7, &REQUEST[7..]));
    assert_eq!((offset % 4, word(&whole, 51)), (0, whole.len() - 53));
    assert_eq!(whole, trans2_secondary(12, 7, &REQUEST[7..]));
}

#[test]
fn a_part_of_a_reply_is_what_the_spec_draws() {
    let value = Trans2Response { total_data_count: 26, data_displacement: 6, data: &RESPONSE[6..] };
    let whole = [smb1_header(TRANSACTION2, 0, true, UNICODE), written(&value)].concat();
    assert_eq!((whole[32], word(&whole, 33), word(&whole, 35)), (10, 0, 26));
    let (count, offset) = (word(&whole, 45), word(&whole, 47));
    assert_eq!((count, word(&whole, 49), &whole[offset..offset + count]), (20, 6, &RESPONSE[6..]));
    assert_eq!((offset % 4, word(&whole, 53)), (0, whole.len() - 55));
}

#[test]
fn parts_are_written_and_seen_as_parts() {
    let first = Trans2Request { max_data_count: 4096, total_parameter_count: 12, parameters: &REQUEST[..5] };
    let whole = [smb1_header(TRANSACTION2, 0, false, UNICODE), written(&first)].concat();
    assert_eq!(sound(&whole).content(), Content::Part(Part::Request(first)));
    let second =
        Trans2Secondary { total_parameter_count: 12, parameter_displacement: 5, parameters: &REQUEST[5..] };
    let whole = [smb1_header(SECONDARY, 0, false, UNICODE), written(&second)].concat();
    assert_eq!(sound(&whole).content(), Content::Part(Part::Secondary(second)));
    let reply = Trans2Response { total_data_count: 26, data_displacement: 12, data: &RESPONSE[12..] };
    let whole = [smb1_header(TRANSACTION2, 0, true, UNICODE), written(&reply)].concat();
    assert_eq!(sound(&whole).content(), Content::Part(Part::Response(reply)));
}

#[test]
fn a_reply_written_in_parts_is_joined() {
    let reply = reply_of(300);
    let mut input = Vec::new();
    for (at, data) in reply.chunks(70).enumerate().rev() {
        let data_displacement = u16::try_from(at * 70).unwrap();
        let body = written(&Trans2Response { total_data_count: 300, data_displacement, data });
        input.extend([smb1_header(TRANSACTION2, 0, true, UNICODE), body].concat());
    }
    let mut buffer = [0; 300];
    let mut transaction = Transaction::new(&mut buffer);
    for frame in Frames::new(&input) {
        let Content::Part(Part::Response(part)) = frame.content() else { panic!("{frame:?}") };
        transaction.response(&part).unwrap();
    }
    assert_eq!(transaction.message(), Some(&reply[..]));
}

#[test]
fn bytes_and_the_value_they_are_of_are_written_alike() {
    let value = RequestEx::new(4, r"\s\d", Some("site"));
    let mut buffer = [0; 64];
    let bytes = value.encode(&mut buffer).unwrap();
    let ctl_code = CtlCode::GetReferralsEx;
    assert_eq!(
        written(&IoctlRequest { ctl_code, max_output_response: 9, input: value }),
        written(&IoctlRequest { ctl_code, max_output_response: 9, input: bytes })
    );
    assert_eq!(
        written(&IoctlResponse { ctl_code: CtlCode::GetReferrals, output: RESPONSE }),
        ioctl_response(0, GET_REFERRALS, RESPONSE)[64..]
    );
    assert_eq!(written(&Trans2Request::new(4096, REQUEST)), trans2_request(UNICODE, 12, REQUEST)[32..]);
}

#[test]
fn a_part_that_reaches_past_its_total_is_refused() {
    let mut buffer = [0; 256];
    let part = Trans2Secondary { total_parameter_count: 12, parameter_displacement: 1, parameters: REQUEST };
    let error = part.encode(&mut buffer).unwrap_err();
    let field = Some(Field::ParameterDisplacement);
    assert_eq!((error.kind(), error.field(), error.value()), (Kind::PastTotal, field, 13));
    let part = Trans2Response { total_data_count: 25, data_displacement: 0, data: RESPONSE };
    assert_eq!(part.encode(&mut buffer).unwrap_err().kind(), Kind::PastTotal);
    // To the last byte is not past.
    let part = Trans2Secondary { total_parameter_count: 13, parameter_displacement: 1, parameters: REQUEST };
    assert!(part.encode(&mut buffer).is_ok());
}

#[test]
fn bytes_that_are_too_many_for_smb1_are_refused() {
    let mut buffer = vec![0; 0x2_0000];
    for len in [0xFFFF, 0x1_0000, 0x1_0001] {
        let bytes = vec![0_u8; len];
        let kinds = [
            Trans2Response::new(&bytes[..]).encode(&mut buffer).unwrap_err().kind(),
            Trans2Request::new(0, &bytes[..]).encode(&mut buffer).unwrap_err().kind(),
        ];
        assert_eq!(kinds, [Kind::TooLarge; 2], "{len}");
    }
}

//! Written carriers: every number stands where the spec has it once a header is put in front, and reads back.

mod chance;
mod drawn;
mod values;

use chance::Rng;
use dfsc::carrier::{
    Content, CtlCode, IoctlRequest, IoctlResponse, OemRequest, Trans2Request, Trans2Response, Trans2Secondary,
};
use dfsc::{
    Encode, EncodeErrorKind as Kind, Field, ReferralHeaderFlags, Reply, Request, RequestEx, Response, Utf16Le,
};
use drawn::*;
use values::{Message, Utf16};

#[test]
fn an_ioctl_request_is_what_the_spec_draws() {
    let request = Request::new(3, r"\s\d");
    let body = written(&IoctlRequest {
        ctl_code: CtlCode::GetReferrals,
        max_output_response: 0xE000,
        input: request,
    });
    let whole = [smb2_header(IOCTL, 0, TO_SERVER), body].concat();
    // Drawn apart from it, byte for byte.
    assert_eq!(whole, ioctl_request(GET_REFERRALS, REQUEST));
    assert_eq!((word(&whole, 64), word(&whole, 66), long(&whole, 68)), (57, 0, 0x0006_0194));
    assert!(whole[72..88].iter().all(|byte| *byte == 0xFF));
    assert_eq!((long(&whole, 88), long(&whole, 92), long(&whole, 96)), (120, 12, 0));
    assert_eq!((long(&whole, 100), long(&whole, 104), long(&whole, 108)), (0, 0, 0xE000));
    assert_eq!((long(&whole, 112), long(&whole, 116), &whole[120..]), (1, 0, REQUEST));
}

#[test]
fn an_extended_ioctl_request_is_what_the_spec_draws() {
    let request = RequestEx::new(4, r"\s\d", None);
    let body = written(&IoctlRequest {
        ctl_code: CtlCode::GetReferralsEx,
        max_output_response: 0xE000,
        input: request,
    });
    let whole = [smb2_header(IOCTL, 0, TO_SERVER), body].concat();
    assert_eq!(whole, ioctl_request(GET_REFERRALS_EX, REQUEST_EX));
    assert_eq!((long(&whole, 68), long(&whole, 92)), (0x0006_01B0, 20));
}

/// Eight bytes: nothing consumed, no entries, storage servers.
const SMALL: Reply<'_> = Reply { flags: ReferralHeaderFlags(2), ..Reply::EMPTY };
const SMALL_BYTES: &[u8] = &[0, 0, 0, 0, 2, 0, 0, 0];

#[test]
fn an_ioctl_response_is_what_the_spec_draws() {
    let body = written(&IoctlResponse { ctl_code: CtlCode::GetReferrals, output: SMALL });
    let whole = [smb2_header(IOCTL, 0, TO_CLIENT), body].concat();
    assert_eq!((word(&whole, 64), word(&whole, 66), long(&whole, 68)), (49, 0, 0x0006_0194));
    assert!(whole[72..88].iter().all(|byte| *byte == 0xFF));
    // Nothing is given back of the input.
    assert_eq!(long(&whole, 92), 0);
    assert_eq!((long(&whole, 96), long(&whole, 100)), (112, 8));
    assert_eq!((long(&whole, 104), long(&whole, 108), &whole[112..]), (0, 0, SMALL_BYTES));
    assert_eq!(whole, ioctl_response(0, GET_REFERRALS, SMALL_BYTES));
}

#[test]
fn a_transaction_request_is_what_the_spec_draws() {
    let body = written(&Trans2Request::new(4096, Request::new(3, r"\s\d")));
    let whole = [smb1_header(TRANSACTION2, 0, false, UNICODE), body].concat();
    // WordCount; totals of parameters and data; MaxDataCount; SetupCount, the sub-command.
    assert_eq!((whole[32], word(&whole, 33), word(&whole, 35), word(&whole, 39)), (15, 12, 0, 4096));
    assert_eq!((whole[59], word(&whole, 61)), (1, 0x0010));
    // ParameterCount and Offset, DataCount.
    let (count, offset) = (word(&whole, 51), word(&whole, 53));
    assert_eq!((count, &whole[offset..offset + count], word(&whole, 55)), (12, REQUEST, 0));
    // [MS-CIFS] 2.2.4.46.1: the parameters at a multiple of four; ByteCount says all that follows it.
    assert_eq!((offset % 4, word(&whole, 63)), (0, whole.len() - 65));
    assert_eq!(whole, trans2_request(UNICODE, 12, REQUEST));
}

#[test]
fn an_oem_request_is_what_the_spec_draws() {
    let request = OemRequest { max_referral_level: 3, request_file_name: b"\\s\\d" };
    let whole =
        [smb1_header(TRANSACTION2, 0, false, OEM), written(&Trans2Request::new(4096, request))].concat();
    assert_eq!(whole, trans2_request(OEM, 7, b"\x03\0\\s\\d\0"));
}

#[test]
fn a_transaction_response_is_what_the_spec_draws() {
    let whole = [smb1_header(TRANSACTION2, 0, true, UNICODE), written(&Trans2Response::new(SMALL))].concat();
    assert_eq!((whole[32], word(&whole, 33), word(&whole, 35), word(&whole, 37)), (10, 0, 8, 0));
    // No parameters; SetupCount 0, as every capture has it.
    assert_eq!((word(&whole, 39), word(&whole, 43), word(&whole, 51)), (0, 0, 0));
    let (count, offset) = (word(&whole, 45), word(&whole, 47));
    assert_eq!((count, word(&whole, 49), &whole[offset..offset + count]), (8, 0, SMALL_BYTES));
    assert_eq!((offset % 4, word(&whole, 53)), (0, whole.len() - 55));
    // ParameterOffset stands at 41, and says nothing.
    assert_eq!(with(&whole, 41, &[0, 0]), with(&trans2_reply(SMALL_BYTES), 41, &[0, 0]));
}

#[test]
fn what_is_written_around_any_message_reads_back() {
    let mut rng = Rng::with_seed(8);
    for kind in 0..450 {
        let message = Message::random(kind, &mut rng);
        let bytes = message.encoded();
        match &message {
            Message::Request { level, name } => request_reads_back(Request::new(*level, name.view()), &bytes),
            Message::RequestEx { level, name, site } => {
                let site = site.as_ref().map(Utf16::view);
                request_ex_reads_back(RequestEx::new(*level, name.view(), site), &bytes);
            }
            Message::Reply(reply) => reply.with(|reply| reply_reads_back(reply, &bytes)),
        }
    }
}

fn request_reads_back(request: Request<Utf16Le<'_>>, bytes: &[u8]) {
    let ctl_code = CtlCode::GetReferrals;
    let body = written(&IoctlRequest { ctl_code, max_output_response: 0x1234_5678, input: request });
    let read = IoctlRequest::parse(&body);
    assert_eq!(read, Ok(IoctlRequest { ctl_code, max_output_response: 0x1234_5678, input: bytes }));
    let whole = [smb2_header(IOCTL, 0, TO_SERVER), body].concat();
    assert_eq!(sound(&whole).content(), Content::Request(bytes));

    let body = written(&Trans2Request::new(0xFFFF, request));
    let total_parameter_count = u16::try_from(bytes.len()).unwrap();
    let read = Trans2Request::parse(&body);
    let expected = Trans2Request { max_data_count: 0xFFFF, total_parameter_count, parameters: bytes };
    assert_eq!(read, Ok(expected));
    let whole = [smb1_header(TRANSACTION2, 0, false, UNICODE), body].concat();
    assert_eq!(sound(&whole).content(), Content::Request(bytes));
}

fn request_ex_reads_back(request: RequestEx<Utf16Le<'_>>, bytes: &[u8]) {
    let ctl_code = CtlCode::GetReferralsEx;
    let body = written(&IoctlRequest { ctl_code, max_output_response: 0, input: request });
    let read = IoctlRequest::parse(&body);
    assert_eq!(read, Ok(IoctlRequest { ctl_code, max_output_response: 0, input: bytes }));
    let whole = [smb2_header(IOCTL, 0, TO_SERVER), body].concat();
    assert_eq!(sound(&whole).content(), Content::RequestEx(bytes));
}

fn reply_reads_back(reply: &Reply<'_>, bytes: &[u8]) {
    let ctl_code = CtlCode::GetReferralsEx;
    let body = written(&IoctlResponse { ctl_code, output: *reply });
    assert_eq!(IoctlResponse::parse(&body), Ok(IoctlResponse { ctl_code, output: bytes }));
    let whole = [smb2_header(IOCTL, 0, TO_CLIENT), body].concat();
    assert_eq!(sound(&whole).content(), Content::Response(bytes));

    let body = written(&Trans2Response::new(*reply));
    let total_data_count = u16::try_from(bytes.len()).unwrap();
    let read = Trans2Response::parse(&body);
    assert_eq!(read, Ok(Trans2Response { total_data_count, data_displacement: 0, data: bytes }));
    assert!(Response::parse(read.unwrap().data).is_ok());
}

#[test]
fn a_value_that_reaches_past_its_total_is_refused() {
    let mut buffer = [0; 256];
    let value = Request::new(3, r"\s\d");
    let request = Trans2Request { max_data_count: 1, total_parameter_count: 11, parameters: value };
    let error = request.encode(&mut buffer).unwrap_err();
    assert_eq!((error.kind(), error.value()), (Kind::PastTotal, 12));
    let part = Trans2Secondary { total_parameter_count: 12, parameter_displacement: 1, parameters: value };
    let error = part.encode(&mut buffer).unwrap_err();
    let field = Some(Field::ParameterDisplacement);
    assert_eq!((error.kind(), error.field(), error.value()), (Kind::PastTotal, field, 13));
    let response = Trans2Response { total_data_count: 30, data_displacement: 0xFFFF, data: SMALL };
    let error = response.encode(&mut buffer).unwrap_err();
    let field = Some(Field::DataDisplacement);
    assert_eq!((error.kind(), error.field(), error.value()), (Kind::PastTotal, field, 0xFFFF + 8));
}

#[test]
fn the_total_is_the_limit_that_a_part_breaks() {
    let value = Request::new(3, r"\s\d");
    let request = Trans2Request { max_data_count: 1, total_parameter_count: 11, parameters: value };
    let error = request.encode(&mut [0; 256]).unwrap_err();
    assert!(!error.to_string().contains("65535"), "{error}");
    assert_eq!((error.value(), error.limit()), (12, 11));
}

#[test]
fn what_is_too_long_for_smb1_is_refused() {
    let mut buffer = vec![0; 0x2_0000];
    // The level, the NUL, and this many units: the counts have two bytes, and ByteCount says the padding as well.
    for units in [0x7FFD, 0x7FFE, 0x8000] {
        let path = "p".repeat(units);
        let error = Trans2Request::new(0, Request::new(3, &path[..])).encode(&mut buffer).unwrap_err();
        assert_eq!(error.kind(), Kind::TooLarge, "{units}");
        // SMB2 has room for it.
        let input = Request::new(3, &path[..]);
        let carrier = IoctlRequest { ctl_code: CtlCode::GetReferrals, max_output_response: 0, input };
        let body = carrier.encode(&mut buffer).unwrap();
        assert_eq!(Request::parse(IoctlRequest::parse(body).unwrap().input).unwrap(), input);
    }
}

#[test]
fn what_is_wrong_with_the_message_inside_is_said() {
    let carrier = Trans2Request::new(4096, Request::new(3, "\\s\0\\d"));
    let error = carrier.encode(&mut [0; 256]).unwrap_err();
    assert_eq!((error.kind(), error.field()), (Kind::NulInText, Some(Field::RequestFileName)));
}

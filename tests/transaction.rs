//! SMB1: replies with and without setup words, messages in parts, paths in a code page, DOS errors.

mod drawn;
mod reference;
mod support;

use dfsc::carrier::{
    Content, Frames, OemRequest, Part, Status, Trans2Request, Trans2Response, Trans2Secondary, Transaction,
};
use dfsc::{DecodeError, DecodeErrorKind as Kind, Encode, EncodeErrorKind, Field};
use drawn::*;
use fastrand::Rng;
use support::vectors;

fn part(total: u16, at: u16, data: &[u8]) -> Trans2Response<&[u8]> {
    Trans2Response { total_data_count: total, data_displacement: at, data }
}

fn facts(error: DecodeError) -> (Kind, Field, u32, u32) {
    (error.kind(), error.field(), error.value(), error.limit())
}

/// Joins the parts of all messages of an input.
fn joined(input: &[u8]) -> Vec<u8> {
    let mut buffer = [0xA5; 512];
    let mut transaction = Transaction::new(&mut buffer);
    for frame in Frames::new(input) {
        assert_eq!(frame.error(), None);
        match frame.content() {
            Content::Part(Part::Request(part)) => transaction.request(&part).unwrap(),
            Content::Part(Part::Secondary(part)) => transaction.secondary(&part).unwrap(),
            Content::Part(Part::Response(part)) => transaction.response(&part).unwrap(),
            other => panic!("{other:?}"),
        }
    }
    transaction.message().expect("all parts are there").to_vec()
}

/// All orders of 0 to 3.
fn orders() -> Vec<[usize; 4]> {
    let mut orders = Vec::new();
    for code in 0..256 {
        let order = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3];
        if (0..4).all(|at| order.contains(&at)) {
            orders.push(order);
        }
    }
    assert_eq!(orders.len(), 24);
    orders
}

#[test]
fn a_reply_in_four_parts_is_joined_in_every_order() {
    let reply = reply_of(200);
    // Uneven parts, the first of which holds header and entry.
    let parts = [0..26, 26..27, 27..133, 133..200].map(|range| {
        let at = u16::try_from(range.start).unwrap();
        trans2_response(&[], 200, at, &reply[range])
    });
    for order in orders() {
        let messages = order.map(|at| parts[at].clone());
        assert_eq!(joined(&messages.concat()), reply, "{order:?}");
        assert_eq!(joined(&messages.map(|message| record(&message)).concat()), reply, "{order:?}");
    }
}

#[test]
fn a_part_too_short_to_show_what_it_is_a_part_of_is_one() {
    let reply = reply_of(60);
    for first in 1..60 {
        let parts = [
            trans2_response(&[], 60, 0, &reply[..first]),
            trans2_response(&[], 60, u16::try_from(first).unwrap(), &reply[first..]),
        ];
        assert_eq!(joined(&parts.concat()), reply, "{first}");
    }
}

#[test]
fn a_request_in_four_parts_is_joined_in_every_order_that_can_be() {
    let path: Vec<u16> = "\\server\\namespace\\folder\0".encode_utf16().collect();
    let request = [words(&[4]), words(&path)].concat();
    let total = u16::try_from(request.len()).unwrap();
    let rest = [4..5, 5..30, 30..request.len()].map(|range| {
        let at = u16::try_from(range.start).unwrap();
        trans2_secondary(total, at, &request[range])
    });
    let first = trans2_request(UNICODE, total, &request[..4]);
    let parts = [first, rest[0].clone(), rest[1].clone(), rest[2].clone()];
    for order in orders() {
        assert_eq!(joined(&order.map(|at| parts[at].clone()).concat()), request, "{order:?}");
    }
}

#[test]
fn a_reply_may_have_setup_words_or_none() {
    // All servers seen send ten words; [MS-CIFS] 2.2.6.16.2 has none of its own, 2.2.4.46.2 allows them.
    for setup in [&[][..], &[0x10], &[1, 2, 3, 4, 5], &[0xFFFF; 20]] {
        let message = trans2_response(setup, 26, 0, RESPONSE);
        assert_eq!(usize::from(message[32]), 10 + setup.len());
        assert_eq!(sound(&message).content(), Content::Response(RESPONSE), "{setup:?}");
        let read = Trans2Response::parse(&message[32..]).unwrap();
        assert_eq!(read, part(26, 0, RESPONSE));
    }
}

#[test]
fn broken_and_empty_replies_are_replies_all_the_same() {
    // Nothing in an SMB1 reply says that it is a referral, and a broken one is what is to be inspected.
    let mut seen = 0;
    for vector in vectors().iter().filter(|vector| vector.message() == "response") {
        let message = trans2_reply(&vector.bytes);
        assert_eq!(sound(&message).content(), Content::Response(&vector.bytes), "{}", vector.name);
        seen += 1;
    }
    assert!(seen > 20);
}

/// A reply of a transaction that has parameters, at 56, and data behind them, at 68.
fn trans2_reply_with_parameters(parameters: &[u8; 10], data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(data.len()).unwrap();
    let message = [
        smb1_header(TRANSACTION2, 0, true, UNICODE),
        vec![10],                                       // WordCount
        words(&[10, len, 0, 10, 56, 0, len, 68, 0, 0]), // Totals; parameters and data: count, offset, displacement
        words(&[len + 13]),                             // ByteCount
        [&[0][..], parameters, &[0; 2], data].concat(),
    ];
    message.concat()
}

/// `[MS-CIFS] 2.2.8.1.7`: a file of a listing, the last one or not, with or without an index.
fn listed_file(next_entry_offset: u32, file_index: u32) -> Vec<u8> {
    let name: Vec<u16> = "report.txt".encode_utf16().collect();
    let file = [
        longs(&[next_entry_offset, file_index]),
        vec![0xD9; 32],                       // Four times
        longs(&[5, 0, 4096, 0, 0x20, 20, 0]), // EndOfFile, AllocationSize, attributes, two lengths
        vec![0; 26],                          // ShortName
        words(&name),
    ];
    file.concat()
}

#[test]
fn file_times_are_not_taken_for_referrals() {
    // QUERY_PATH_INFO, `[MS-CIFS] 2.2.8.3.6`: four times and attributes.
    let times = [[0x37, 0x5C, 0x8E, 0x1B, 0xA0, 0x42, 0xD9, 0x01]; 4].concat();
    let found = trans2_reply(&[times, vec![0x20, 0, 0, 0]].concat());
    assert_eq!(sound(&found).content(), Content::OtherSmb);
}

#[test]
fn listings_of_files_are_not_taken_for_referrals() {
    // FIND_FIRST2 has ten bytes of parameters, and FIND_NEXT2 eight; replies with referrals have none: [MS-CIFS] 2.2.6.16.2.
    let parameters = [1, 8, 1, 0, 1, 0, 0, 0, 0, 0];
    // FileIndex is 0 with most servers: so are what would be count and flags.
    for (next_entry_offset, file_index) in [(0x70, 0), (0, 0), (0x70, 0x1234)] {
        let data = listed_file(next_entry_offset, file_index);
        let found = trans2_reply_with_parameters(&parameters, &data);
        assert_eq!(sound(&found).content(), Content::OtherSmb);
    }
}

#[test]
fn parts_that_overlap_are_refused_and_count_for_nothing() {
    let mut buffer = [0; 16];
    let mut transaction = Transaction::new(&mut buffer);
    transaction.response(&part(12, 4, &[4, 5, 6, 7])).unwrap();
    for (at, data) in [(4, &[0; 4][..]), (3, &[0; 2]), (7, &[0; 2]), (5, &[0; 1]), (0, &[0; 12])] {
        let error = transaction.response(&part(12, at, data)).unwrap_err();
        assert_eq!(facts(error), (Kind::FragmentsOverlap, Field::DataDisplacement, at.into(), 12));
    }
    transaction.response(&part(12, 8, &[8, 9, 10, 11])).unwrap();
    transaction.response(&part(12, 0, &[0, 1, 2, 3])).unwrap();
    assert_eq!(transaction.message(), Some(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11][..]));
}

#[test]
fn parts_past_the_total_are_refused() {
    let mut buffer = [0; 16];
    let mut transaction = Transaction::new(&mut buffer);
    let error = transaction.response(&part(8, 4, &[0; 5])).unwrap_err();
    assert_eq!(facts(error), (Kind::FragmentPastTotal, Field::DataDisplacement, 9, 8));
    let error = transaction.response(&part(8, 9, &[])).unwrap_err();
    assert_eq!(facts(error).0, Kind::FragmentPastTotal);
    let late =
        Trans2Secondary { total_parameter_count: 8, parameter_displacement: 0xFFFF, parameters: &[1][..] };
    let error = transaction.secondary(&late).unwrap_err();
    assert_eq!(facts(error), (Kind::FragmentPastTotal, Field::ParameterDisplacement, 0x1_0000, 8));
    // None of them counted.
    transaction.response(&part(8, 0, &[1; 8])).unwrap();
    assert_eq!(transaction.message(), Some(&[1; 8][..]));
}

#[test]
fn a_total_may_shrink_but_not_below_what_is_there() {
    // [MS-CIFS] 2.2.4.46.2: TotalDataCount may be reduced; the least holds.
    let mut buffer = [0; 16];
    let mut transaction = Transaction::new(&mut buffer);
    transaction.response(&part(16, 0, &[1; 4])).unwrap();
    transaction.response(&part(10, 4, &[2; 4])).unwrap();
    assert_eq!(transaction.message(), None);
    let error = transaction.response(&part(7, 6, &[])).unwrap_err();
    assert_eq!(facts(error), (Kind::FragmentPastTotal, Field::DataDisplacement, 8, 7));
    // The refused part's total counts for nothing; a greater one is not believed again.
    transaction.response(&part(16, 8, &[3; 2])).unwrap();
    assert_eq!(transaction.message(), Some(&[1, 1, 1, 1, 2, 2, 2, 2, 3, 3][..]));

    // A part without bytes says the last word.
    let mut buffer = [0; 16];
    let mut transaction = Transaction::new(&mut buffer);
    transaction.response(&part(16, 0, &[1; 4])).unwrap();
    transaction.response(&part(4, 4, &[])).unwrap();
    assert_eq!(transaction.message(), Some(&[1; 4][..]));
}

#[test]
fn a_buffer_that_is_too_small_is_said() {
    let mut buffer = [0; 7];
    let mut transaction = Transaction::new(&mut buffer);
    let error = transaction.response(&part(8, 0, &[1; 8])).unwrap_err();
    assert_eq!(facts(error), (Kind::NoRoom, Field::DataDisplacement, 8, 7));
    transaction.response(&part(8, 0, &[1; 7])).unwrap();
    assert_eq!(facts(transaction.response(&part(8, 7, &[1])).unwrap_err()).0, Kind::NoRoom);
    assert_eq!(transaction.message(), None);
    let error = Transaction::new(&mut []).response(&part(1, 0, &[0])).unwrap_err();
    assert_eq!(facts(error), (Kind::NoRoom, Field::DataDisplacement, 1, 0));
}

#[test]
fn more_gaps_than_fit_are_refused_and_can_be_closed() {
    let mut buffer = [0; 256];
    let mut transaction = Transaction::new(&mut buffer);
    // Every second byte, until there are too many runs.
    let mut runs = 0_u16;
    let error = loop {
        match transaction.response(&part(200, runs * 2, &[1])) {
            Ok(()) => runs += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(facts(error), (Kind::NoRoom, Field::DataDisplacement, 200, runs.into()));
    assert!(runs >= 4);
    // A byte between two runs makes one of them, and room for one.
    transaction.response(&part(200, 1, &[2])).unwrap();
    transaction.response(&part(200, runs * 2, &[1])).unwrap();
    for at in 1..runs {
        transaction.response(&part(200, at * 2 + 1, &[2])).unwrap();
    }
    let end = runs * 2 + 1;
    transaction.response(&part(200, end, &vec![3; usize::from(200 - end)])).unwrap();
    let message = transaction.message().unwrap();
    assert!(
        message[..usize::from(end)].iter().enumerate().all(|(at, byte)| usize::from(*byte) == 1 + at % 2)
    );
    assert!(message[usize::from(end)..].iter().all(|byte| *byte == 3));
}

/// The whole as a plain list of bytes, each of them there or not.
struct Plain {
    bytes: Vec<Option<u8>>,
    total: usize,
    room: usize,
}

impl Plain {
    fn add(&mut self, part: &Trans2Response<&[u8]>) -> Option<Kind> {
        let total = self.total.min(part.total_data_count.into());
        let start = usize::from(part.data_displacement);
        let end = start + part.data.len();
        let last = self.bytes.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        if end.max(last) > total {
            return Some(Kind::FragmentPastTotal);
        }
        if self.bytes[start..end].iter().any(Option::is_some) {
            return Some(Kind::FragmentsOverlap);
        }
        if end > self.room && start < end {
            return Some(Kind::NoRoom);
        }
        for (place, byte) in self.bytes[start..end].iter_mut().zip(part.data) {
            *place = Some(*byte);
        }
        self.total = total;
        None
    }

    fn message(&self) -> Option<Vec<u8>> {
        self.bytes.get(..self.total)?.iter().copied().collect()
    }
}

#[test]
fn parts_are_joined_as_a_plain_list_of_bytes_joins_them() {
    let mut rng = Rng::with_seed(12);
    let mut whole = 0;
    for _ in 0..100_000 {
        let room = rng.usize(8..24);
        let mut plain = Plain { bytes: vec![None; 64], total: usize::MAX, room };
        let mut buffer = vec![0; room];
        let mut transaction = Transaction::new(&mut buffer);
        // Too few for more gaps than fit.
        for _ in 0..rng.usize(1..14) {
            let total = [16, 16, 16, rng.u16(..24)][rng.usize(..4)];
            let data: Vec<u8> = (0..rng.usize(..6)).map(|_| rng.u8(..)).collect();
            let hole = plain.bytes.iter().position(Option::is_none).unwrap();
            let at = if rng.bool() { rng.u16(..18) } else { u16::try_from(hole).unwrap() };
            let part = part(total, at, &data);
            let refused = transaction.response(&part).err().map(DecodeError::kind);
            assert_eq!(refused, plain.add(&part), "{part:?}");
            assert_eq!(transaction.message().map(<[u8]>::to_vec), plain.message(), "{part:?}");
        }
        whole += usize::from(plain.message().is_some());
    }
    assert!(whole > 1_000, "{whole}");
}

#[test]
fn a_broken_part_from_the_middle_is_not_taken_for_a_whole_reply() {
    // 60 bytes from byte 40 on, the message cut 10 bytes before its end: none of it is the start of a reply.
    let reply = reply_of(100);
    let message = trans2_response(&[], 100, 40, &reply[40..]);
    let frame = only(&message[..message.len() - 10]);
    assert!(frame.error().is_some());
    assert!(!matches!(frame.content(), Content::Response(_)), "{frame:?}");
}

#[test]
fn a_cut_first_part_is_the_start_of_the_message() {
    let reply = reply_of(100);
    let message = trans2_response(&[], 100, 0, &reply[..60]);
    let frame = only(&message[..message.len() - 10]);
    assert_eq!(frame.error().unwrap().kind(), Kind::BufferPastEnd);
    assert_eq!(carried(frame.content()), Some(&reply[..50]));
}

#[test]
fn oem_paths_end_with_one_nul_or_with_the_message() {
    let bytes = b"\x04\0\\srv\\d\xFCsseldorf\0";
    let message = trans2_request(OEM, u16::try_from(bytes.len()).unwrap(), bytes);
    assert_eq!(sound(&message).content(), Content::OemRequest(bytes));
    let request = OemRequest::parse(bytes).unwrap();
    let expected = OemRequest { max_referral_level: 4, request_file_name: b"\\srv\\d\xFCsseldorf" };
    assert_eq!(request, expected);
    // No NUL; bytes behind it; no path.
    assert_eq!(OemRequest::parse(&bytes[..17]), Ok(expected));
    assert_eq!(OemRequest::parse(b"\x04\0\\srv\\d\xFCsseldorf\0\0x"), Ok(expected));
    assert_eq!(OemRequest::parse(&[1, 0]).unwrap().request_file_name, b"");
    for short in [&[][..], &[4]] {
        let error = OemRequest::parse(short).unwrap_err();
        let len = u32::try_from(short.len()).unwrap();
        assert_eq!((facts(error), error.offset()), ((Kind::Truncated, Field::MaxReferralLevel, len, len), 0));
    }
    assert_eq!(request.encode(&mut [0xA5; 32]).unwrap(), bytes);
    let nul = OemRequest { max_referral_level: 4, request_file_name: b"\\a\0b" };
    assert_eq!(nul.encode(&mut [0; 32]).unwrap_err().kind(), EncodeErrorKind::NulInText);
}

#[test]
fn an_oem_request_may_come_in_parts() {
    let bytes = b"\x04\0\\server\\dfs\0";
    let first = trans2_request(OEM, 14, &bytes[..5]);
    let second = with(&trans2_secondary(14, 5, &bytes[5..]), 10, &OEM.to_le_bytes());
    assert_eq!(joined(&[first, second].concat()), bytes);
}

#[test]
fn dos_errors_have_their_names() {
    // [MS-CIFS] 2.2.2.4: class, nothing, code.
    let names = [
        (1, 2, "ERRDOS/ERRbadfile"),
        (1, 3, "ERRDOS/ERRbadpath"),
        (1, 5, "ERRDOS/ERRnoaccess"),
        (1, 234, "ERRDOS/ERRmoredata"),
        (1, 9999, "ERRDOS/9999"),
        (2, 1, "ERRSRV/ERRerror"),
        (2, 3, "ERRSRV/ERRbadpath"),
        (2, 6, "ERRSRV/ERRinvnetname"),
        (3, 31, "ERRHRD/31"),
        (0xFF, 0, "ERRCMD/0"),
        (0x77, 5, "class 0x77/5"),
    ];
    for (class, code, name) in names {
        let value = u32::from(class) | u32::from(code) << 16;
        let message = smb1_error(TRANSACTION2, value, DOS_ERRORS);
        let frame = sound(&message);
        let status = frame.status().unwrap();
        assert_eq!((frame.content(), status), (Content::ErrorReply, Status::Dos { class, code }));
        assert_eq!(
            (status.to_string(), status.value(), status.is_success()),
            (name.to_owned(), value, false)
        );
        let fields: Vec<_> = frame.fields().map(|field| (field.field(), field.range())).collect();
        assert!(fields.contains(&(Field::ErrorClass, 5..6)) && fields.contains(&(Field::ErrorCode, 7..9)));
    }
    // The same four bytes are an NTSTATUS where Flags2 says so.
    let message = smb1_error(TRANSACTION2, 0xC000_0257, UNICODE);
    assert_eq!(sound(&message).status().unwrap().to_string(), "STATUS_PATH_NOT_COVERED");
    let fine = with(&trans2_reply(RESPONSE), 10, &DOS_ERRORS.to_le_bytes());
    assert_eq!(sound(&fine).content(), Content::Response(RESPONSE));
    assert_eq!(sound(&fine).status().unwrap().to_string(), "SUCCESS");
}

#[test]
fn an_error_with_words_and_no_data_is_a_status_alone() {
    for status in [0xC000_0225_u32, 0x8000_0005] {
        let message = with(&trans2_reply(&[]), 5, &status.to_le_bytes());
        assert_eq!(sound(&message).content(), Content::ErrorReply);
    }
}

#[test]
fn an_overflow_that_came_with_data_is_a_reply_and_says_so() {
    for (status, flags2) in [(0x8000_0005, UNICODE), (0x00EA_0001, DOS_ERRORS)] {
        let mut message = with(&trans2_reply(&RESPONSE[..20]), 5, &u32::to_le_bytes(status));
        message = with(&message, 10, &flags2.to_le_bytes());
        let frame = sound(&message);
        assert_eq!(frame.content(), Content::Response(&RESPONSE[..20]));
        assert_eq!((frame.status().unwrap().value(), frame.status().unwrap().is_success()), (status, false));
    }
}

#[test]
fn bodies_read_what_was_drawn() {
    let body = trans2_request(UNICODE, 30, REQUEST)[32..].to_vec();
    let read = Trans2Request::parse(&body).unwrap();
    assert_eq!((read.max_data_count, read.total_parameter_count, read.parameters), (4096, 30, REQUEST));
    let body = trans2_secondary(30, 12, REQUEST)[32..].to_vec();
    let read = Trans2Secondary::parse(&body).unwrap();
    assert_eq!((read.total_parameter_count, read.parameter_displacement), (30, 12));
    assert_eq!(read.parameters, REQUEST);
    let body = with(&trans2_request(UNICODE, 12, REQUEST)[32..], 29, &[0x11]);
    let error = Trans2Request::parse(&body).unwrap_err();
    assert_eq!((error.kind(), error.field(), error.offset()), (Kind::NotDfs, Field::Setup, 29));
}

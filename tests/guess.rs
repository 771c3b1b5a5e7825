//! What bytes begin with: the best guess is right for all that was captured, however much is around it.

mod drawn;
mod reference;
mod support;

use dfsc::carrier::{Confidence, Content, Frames, Guess, Layer, Start};
use drawn::*;
use fastrand::Rng;
use support::{captures, vectors};

#[track_caller]
fn best(input: &[u8]) -> Guess {
    let guesses: Vec<_> = Guess::all(input).collect();
    assert!(guesses.is_sorted_by(|one, next| one.confidence >= next.confidence), "{guesses:?}");
    for (at, guess) in guesses.iter().enumerate() {
        assert!(!guess.reason.sentence().is_empty());
        assert!(guesses[..at].iter().all(|other| other.start != guess.start), "{guesses:?}");
    }
    // Any bytes can be these.
    for start in [Start::Request, Start::RequestEx, Start::Response] {
        assert!(guesses.iter().any(|guess| guess.start == start), "{guesses:?}");
    }
    guesses[0]
}

#[track_caller]
fn certain(input: &[u8], start: Start, name: &str) {
    let best = best(input);
    assert_eq!((best.start, best.confidence), (start, Confidence::Certain), "{name}");
}

#[test]
fn whole_messages_are_known_for_certain_with_all_that_may_be_around_them() {
    for capture in captures() {
        let name = &capture.name;
        for message in capture.request_messages.iter().chain(&capture.response_messages) {
            let layer = if message[0] == 0xFE { Layer::Smb2 } else { Layer::Smb1 };
            certain(message, Start::Layer(layer), name);
            let input = record(message);
            certain(&input, Start::Layer(Layer::Nbss), name);
            let segment = tcp([445, 49152], &[1, 1, 1, 0], &input);
            certain(&segment, Start::Layer(Layer::Tcp), name);
            let packets = [ipv4(&[], &segment), ipv6(None, &segment)];
            certain(&packets[0], Start::Layer(Layer::Ipv4), name);
            certain(&packets[1], Start::Layer(Layer::Ipv6), name);
            certain(&ethernet(&[], 0x800, &packets[0]), Start::Layer(Layer::Ethernet), name);
            let tagged = ethernet(&[[0x81, 0, 0, 1]], 0x86DD, &packets[1]);
            certain(&tagged, Start::Layer(Layer::Ethernet), name);
        }
    }
}

#[test]
fn bodies_without_their_header_are_known_for_certain() {
    for capture in captures() {
        for (at, message) in capture.request_messages.iter().enumerate() {
            // Nothing tells a further part of a transaction by its body.
            match (message[0], at) {
                (0xFE, _) => certain(&message[64..], Start::IoctlRequest, &capture.name),
                (_, 0) => certain(&message[32..], Start::Trans2Request, &capture.name),
                _ => {}
            }
        }
        for message in &capture.response_messages {
            // An error has no carrier.
            match (message[0], message.get(64), message[32]) {
                (0xFE, Some(49), _) => certain(&message[64..], Start::IoctlResponse, &capture.name),
                (0xFF, _, 10) => certain(&message[32..], Start::Trans2Response, &capture.name),
                _ => assert_eq!(capture.response, None),
            }
        }
    }
}

#[test]
fn bodies_carry_what_the_whole_messages_carry() {
    for capture in captures() {
        for message in capture.request_messages.iter().chain(&capture.response_messages) {
            let whole = only(message).content();
            // Whether a path is in a code page, Flags2 says, in the header.
            if carried(whole).is_none_or(|_| matches!(whole, Content::OemRequest(_))) || message[4] == 0x33 {
                continue;
            }
            let header_len = if message[0] == 0xFE { 64 } else { 32 };
            assert_eq!(contents(&message[header_len..]), [whole], "{}", capture.name);
        }
    }
}

#[test]
fn bare_messages_are_guessed_right() {
    for capture in captures() {
        let start = match &capture.request_messages[..] {
            _ if capture.request.is_empty() => Start::Unknown,
            [message] if message[0] == 0xFF && message[11] & 0x80 == 0 => Start::OemRequest,
            _ if capture.is_ex => Start::RequestEx,
            _ => Start::Request,
        };
        assert_eq!(best(&capture.request).start, start, "{}", capture.name);
        if let Some(reply) = &capture.response {
            assert_eq!(best(reply).start, Start::Response, "{}", capture.name);
        }
    }
}

#[test]
fn drawn_messages_are_guessed_right() {
    for vector in vectors() {
        let start = match vector.message() {
            "request" => Start::Request,
            "request-ex" => Start::RequestEx,
            _ => Start::Response,
        };
        assert_eq!(best(&vector.bytes).start, start, "{}", vector.name);
        let expected = match start {
            Start::Request => Content::Request(&vector.bytes),
            Start::RequestEx => Content::RequestEx(&vector.bytes),
            _ => Content::Response(&vector.bytes),
        };
        assert_eq!(contents(&vector.bytes), [expected]);
    }
}

#[test]
fn drawn_bodies_are_guessed_right() {
    let ten = trans2_reply(RESPONSE);
    let request = trans2_request(UNICODE, 12, REQUEST);
    certain(&request[32..], Start::Trans2Request, "fifteen words");
    certain(&ten[32..], Start::Trans2Response, "ten words");
    certain(&ioctl_request(GET_REFERRALS_EX, REQUEST_EX)[64..], Start::IoctlRequest, "EX");
    certain(&ioctl_response(0, GET_REFERRALS_EX, RESPONSE)[64..], Start::IoctlResponse, "EX");
}

#[test]
fn the_body_of_a_reply_with_fifteen_words_is_guessed_right() {
    let message = trans2_response(&[1, 2, 3, 4, 5], 26, 0, RESPONSE);
    assert_eq!(best(&message[32..]).start, Start::Trans2Response);
}

#[test]
fn encrypted_and_compressed_messages_are_known_for_certain() {
    certain(b"\xfdSMB", Start::Layer(Layer::Smb2Transform), "encrypted");
    certain(b"\xfcSMB", Start::Layer(Layer::Smb2Compression), "compressed");
    certain(&record(b"\xfdSMB"), Start::Layer(Layer::Nbss), "encrypted in a record");
}

#[test]
fn every_guess_has_a_name_and_can_be_followed() {
    let inputs = [
        REQUEST.to_vec(),
        REQUEST_EX.to_vec(),
        RESPONSE.to_vec(),
        b"\x03\0\\s\\d\0".to_vec(),
        ioctl_request(GET_REFERRALS, REQUEST),
        record(&trans2_reply(RESPONSE)),
        trans2_reply(RESPONSE)[32..].to_vec(),
    ];
    for input in &inputs {
        for guess in Guess::all(input) {
            assert_eq!(guess.start.to_string(), guess.start.name());
            assert!(!guess.start.name().is_empty() && !guess.confidence.name().is_empty());
            // Wrong guesses too.
            let frames: Vec<_> = Frames::beginning_with(guess.start, input).collect();
            assert_eq!(frames.len(), 1);
        }
    }
}

#[test]
fn no_input_is_without_a_guess() {
    best(&[]);
    let mut rng = Rng::with_seed(3);
    let mut input = Vec::new();
    for _ in 0..200_000 {
        input.clear();
        let len = rng.usize(..80);
        // Small numbers are what tells: sizes, counts, versions, types of layers.
        input.extend(
            (0..len).map(|_| if rng.bool() { rng.u8(..) } else { [0, 1, 8, 15, 0x45][rng.usize(..5)] }),
        );
        if rng.u8(..8) == 0 {
            input.splice(..0, [[0xFE, 0xFF, 0xFD, 0xFC][rng.usize(..4)], b'S', b'M', b'B']);
        }
        best(&input);
        for frame in Frames::new(&input) {
            assert!(frame.error().is_none_or(|error| error.offset() as usize <= input.len()));
        }
    }
}

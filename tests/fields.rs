//! What the inspector lists: every field in its place, whole or broken, bare or carried.

mod drawn;
#[path = "laws/listing.rs"]
mod listing;
mod reference;
mod support;

use dfsc::carrier::Start;
use dfsc::inspect::LISTED;
use dfsc::{DecodeError, Request, RequestEx, Response};
use drawn::{
    GET_REFERRALS, GET_REFERRALS_EX, UNICODE, ioctl_request, ioctl_response, record, trans2_reply,
    trans2_request, trans2_response,
};
use fastrand::Rng;
use listing::{Listed, Shown, Told, inspect, keeps_the_rules};
use std::ops::Range;
use support::{Messages, messages, vectors};

fn one(start: Start, input: &[u8]) -> Shown {
    let mut all = inspect(Some(start), input);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

const STARTS: [Start; 3] = [Start::Request, Start::RequestEx, Start::Response];

fn all_messages() -> impl Iterator<Item = (Start, String, Vec<u8>)> {
    let Messages { requests, requests_ex, responses } = messages();
    let lists = STARTS.into_iter().zip([requests, requests_ex, responses]);
    let all =
        lists.flat_map(|(start, list)| list.into_iter().map(move |(name, message)| (start, name, message)));
    // In no bytes there is no message.
    all.filter(|(.., message)| !message.is_empty())
}

/// What `parse` says is wrong with a message.
fn parse_error(start: Start, message: &[u8]) -> Option<DecodeError> {
    match start {
        Start::Request => Request::parse(message).err(),
        Start::RequestEx => RequestEx::parse(message).err(),
        _ => Response::parse(message).err(),
    }
}

#[test]
fn every_byte_of_a_message_is_in_a_field_but_where_the_message_says_nothing_of_it() {
    let mut incomplete = Vec::new();
    for (start, name, message) in all_messages() {
        let shown = one(start, &message);
        let mut is_claimed = vec![false; message.len()];
        for item in shown.items.iter().filter(|item| item.value != Told::Structure) {
            is_claimed[item.range.clone()].fill(true);
        }
        let unclaimed = is_claimed.iter().filter(|claimed| !**claimed).count();
        if unclaimed > 0 {
            incomplete.push((name, unclaimed));
        }
    }
    incomplete.sort();
    let incomplete: Vec<_> = incomplete.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(
        incomplete,
        [
            // Behind the NUL of a request's path: an odd byte, text; and read as UTF-16, a path that is not.
            ("0295-mal-len3", 1),
            ("0306-mal-embedded-nul", 18),
            // A string that is cut off is none.
            ("0384-maxout-150", 24),
            ("0531-smb1-maxdata-100", 16),
            ("0544-smb1-oem-link", 1),
            // Nobody knows where the next entry begins.
            ("broken-size-overlap", 304),
            // A site that no flag announces; a stray byte; entries of version 1 that are longer than their text.
            ("request-ex-block-without-flag", 50),
            ("request-ex-windows-site", 1),
            ("v1-two-entries", 2),
            // What lies between entries and strings, or behind all.
            ("v3-odd-offsets", 1),
            ("v4-windows-padding", 4),
        ]
    );
}

#[test]
fn values_are_those_that_the_reader_gives() {
    for (_, name, message) in all_messages().filter(|(start, ..)| *start == Start::Response) {
        let Ok(response) = Response::parse(&message) else { continue };
        let shown = one(Start::Response, &message);
        let numbers = |name: &str| -> Vec<u32> {
            let number =
                |item: &&Listed| if let Told::Number(number) = item.value { Some(number) } else { None };
            shown.named(name).iter().filter_map(number).collect()
        };
        assert_eq!(numbers("PathConsumed"), [u32::from(response.path_consumed())], "{name}");
        assert_eq!(numbers("ReferralHeaderFlags"), [response.flags().0], "{name}");
        let versions: Vec<u32> = response.referrals().map(|referral| referral.version().into()).collect();
        assert_eq!(numbers("VersionNumber"), versions, "{name}");
        let texts = |of: &str| -> Vec<Vec<u16>> {
            let text =
                |item: &&Listed| if let Told::Text(text) = &item.value { Some(text.clone()) } else { None };
            shown.named(of).iter().filter_map(text).collect()
        };
        let targets = || response.referrals().filter_map(|referral| referral.target());
        let paths: Vec<Vec<u16>> =
            targets().filter_map(|target| Some(target.dfs_path()?.units().collect())).collect();
        assert_eq!(texts("DFSPath"), paths, "{name}");
        let addresses: Vec<Vec<u16>> =
            targets().filter_map(|target| Some(target.network_address()?.units().collect())).collect();
        assert_eq!([texts("ShareName"), texts("NetworkAddress")].concat(), addresses, "{name}");
        // An offset points at the string of its name.
        for (offset, string) in [("DFSPathOffset", "DFSPath"), ("NetworkAddressOffset", "NetworkAddress")] {
            let to: Vec<_> = shown.named(offset).iter().filter_map(|item| item.refers_to.clone()).collect();
            let at: Vec<_> = shown.named(string).iter().map(|item| item.range.clone()).collect();
            assert_eq!(to, at, "{name}");
        }
    }
}

#[test]
fn strings_of_several_entries_are_marked() {
    let shared = |name: &str| -> Vec<(&'static str, bool)> {
        let message = vectors().into_iter().find(|vector| vector.name == name).unwrap().bytes;
        let strings = one(Start::Response, &message).items.into_iter();
        let strings = strings.filter(|item| matches!(item.value, Told::Text(_)));
        strings.map(|item| (item.name, item.is_shared)).collect()
    };
    let entry =
        |is_shared| [("DFSPath", is_shared), ("DFSAlternatePath", is_shared), ("NetworkAddress", false)];
    assert_eq!(shared("v4-link-two-sets"), [entry(false), entry(true), entry(true)].concat());
    assert!(shared("v3-dc-34").iter().all(|(_, is_shared)| !is_shared));
}

#[test]
fn what_is_wrong_first_is_what_the_reader_refuses() {
    for (start, name, message) in all_messages() {
        for len in 0..=message.len() {
            let cut = &message[..len];
            let shown = inspect(Some(start), cut);
            keeps_the_rules(cut, &shown);
            let first = shown.iter().find_map(|message| message.errors.first()).map(|(_, error)| *error);
            // Of no bytes there is no message.
            let expected = if len == 0 { None } else { parse_error(start, cut) };
            assert_eq!(first, expected, "{name}, {len} bytes");
        }
    }
}

#[test]
fn a_cut_message_shows_what_the_whole_one_does_up_to_the_first_error() {
    for (start, name, message) in all_messages() {
        let whole = one(start, &message);
        for len in 1..message.len() {
            let cut = one(start, &message[..len]);
            let before = cut.errors.first().map_or(cut.items.len(), |(before, _)| *before);
            // Where a structure ends, and what an offset points at, is what was cut; text of a request ends where it is cut.
            let said = |item: &Listed| (item.name, item.range.start, item.depth, item.value.clone());
            for (one, other) in cut.items[..before].iter().zip(&whole.items) {
                // Of what version an entry is that is cut, nobody knows.
                if one.name != "RequestFileName" && one.value != Told::Structure {
                    assert_eq!(said(one), said(other), "{name}, {len} bytes");
                }
            }
        }
    }
}

#[test]
fn ten_thousand_mutations_of_each_message_keep_the_rules() {
    let messages: Vec<_> = all_messages().collect();
    std::thread::scope(|scope| {
        for half in [0, 1] {
            let messages = &messages;
            scope.spawn(move || {
                for (number, (start, name, message)) in
                    messages.iter().enumerate().filter(|(at, _)| at % 2 == half)
                {
                    let mut rng = Rng::with_seed(number as u64);
                    let carried = carried(*start, message);
                    for round in 0..2_000 {
                        let mut input =
                            if round % 2 == 0 { message.clone() } else { carried[round % 4 / 2].clone() };
                        if input.is_empty() {
                            continue;
                        }
                        for _ in 0..rng.usize(1..4) {
                            let at = rng.usize(..input.len());
                            match rng.u8(..4) {
                                0 => input[at] = rng.u8(..),
                                1 => input[at] ^= 1 << rng.u8(..8),
                                2 => input[at] = rng.choice([0, 1, 4, 18, 34, 0xff]).unwrap(),
                                _ => input.truncate(at.max(1)),
                            }
                        }
                        let told = if round % 2 == 0 { Some(*start) } else { None };
                        let shown = inspect(told, &input);
                        keeps_the_rules(&input, &shown);
                        if told.is_some() {
                            let first = shown
                                .iter()
                                .find_map(|message| message.errors.first())
                                .map(|(_, error)| *error);
                            assert_eq!(first, parse_error(*start, &input), "{name}: {input:02x?}");
                        }
                    }
                }
            });
        }
    });
}

/// The message in an SMB2 and in an SMB1 message of its own, each behind its length.
fn carried(start: Start, message: &[u8]) -> [Vec<u8>; 2] {
    let total = u16::try_from(message.len()).unwrap();
    let smb = if start == Start::Response {
        [ioctl_response(0, GET_REFERRALS, message), trans2_reply(message)]
    } else {
        let code = if start == Start::RequestEx { GET_REFERRALS_EX } else { GET_REFERRALS };
        [ioctl_request(code, message), trans2_request(UNICODE, total, message)]
    };
    smb.map(|smb| record(&smb))
}

#[test]
fn a_message_in_a_carrier_shows_what_the_bare_one_does() {
    for (start, name, message) in all_messages() {
        let bare = one(start, &message);
        for (carrier, input) in
            [["nbss", "smb2-ioctl"], ["nbss", "smb1-trans2"]].iter().zip(carried(start, &message))
        {
            let is_ex = start == Start::RequestEx;
            if is_ex && carrier[1] == "smb1-trans2" {
                continue;
            }
            let mut all = inspect(None, &input);
            assert_eq!(all.len(), 1, "{name}");
            let shown = all.remove(0);
            assert_eq!((&shown.carrier[..], shown.kind), (&carrier[..], bare.kind), "{name}");
            assert_eq!(shown.of_message(), bare.items, "{name} in {carrier:?}");
            assert_eq!(shown.errors.len(), bare.errors.len(), "{name}");
            keeps_the_rules(&input, &all);
        }
    }
}

#[test]
fn a_message_in_parts_shows_what_the_whole_one_does_in_any_order() {
    let message = vectors().into_iter().find(|vector| vector.name == "v4-link-two-sets").unwrap().bytes;
    let total = u16::try_from(message.len()).unwrap();
    let part = |range: Range<usize>| {
        let displacement = u16::try_from(range.start).unwrap();
        record(&trans2_response(&[], total, displacement, &message[range]))
    };
    let parts = [part(0..61), part(61..200), part(200..message.len())];
    let bare = one(Start::Response, &message);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let input = order.map(|at| parts[at].clone()).concat();
        let all = inspect(None, &input);
        assert_eq!(all.len(), 1, "{order:?}");
        keeps_the_rules(&input, &all);
        assert!(all[0].errors.is_empty(), "{:?}", all[0].errors);
        let start = all[0].items.iter().position(|item| item.name == "RESP_GET_DFS_REFERRAL").unwrap();
        let items = &all[0].items[start..];
        let said = |item: &Listed| (item.name, item.depth, item.value.clone());
        assert!(items.iter().map(said).eq(bare.items.iter().map(said)), "{order:?}");
        // Each byte is in the piece that has it, and all are there.
        for (item, bare) in items.iter().zip(&bare.items) {
            assert_eq!(item.bytes(&input), message[bare.range.clone()], "{item:?}");
        }
    }
    // Without the one in the middle it is said how much there is, and shown what there is.
    let all = inspect(None, &[parts[0].clone(), parts[2].clone()].concat());
    assert_eq!(all.len(), 1);
    let sentence = format!(
        "TotalDataCount at byte 39 is {total}, but only {} of these bytes are there",
        message.len() - 139
    );
    assert_eq!(all[0].errors[0].1.to_string(), sentence);
    assert_eq!(all[0].named("VersionNumber").len(), 2, "of what lies in the first part");
    assert_eq!(all[0].named("Trans2_Data").len(), 1);
}

/// Found by the fuzzer: the name and the padding of a transaction were listed where there was neither.
#[test]
fn an_input_that_is_cut_has_nothing_behind_its_end_whatever_it_begins_with() {
    for (_, name, message) in all_messages() {
        let message = &message[..message.len().min(60)];
        for (start, len) in
            Start::ALL.iter().flat_map(|start| (1..=message.len()).map(move |len| (*start, len)))
        {
            let shown = inspect(Some(start), &message[..len]);
            keeps_the_rules(&message[..len], &shown);
            assert!(len > 20 || !shown.is_empty(), "{name}");
        }
    }
}

#[test]
fn text_beyond_sixteen_times_the_message_is_not_given_again() {
    // As many entries of 18 bytes as can be, which all point at one long string.
    let count = 900_u16;
    let word = |word: u16| word.to_le_bytes();
    let mut message = [0, count, 2, 0].map(word).concat();
    for entry in 0..count {
        let to = (count - entry) * 18;
        message.extend([3, 18, 0, 0, 9, 0, to, to, to].map(word).concat());
    }
    message.extend(b"\\\0n\0".repeat(5000));
    message.extend([0, 0]);
    let shown = one(Start::Response, &message);
    keeps_the_rules(&message, &[]);
    assert!(shown.errors.is_empty());
    let strings: Vec<_> = shown.items.iter().filter(|item| item.range.start >= 8 + 900 * 18).collect();
    assert_eq!(strings.len(), 2700);
    let (given, withheld): (Vec<&Listed>, Vec<&Listed>) =
        strings.into_iter().partition(|item| item.value != Told::Withheld);
    assert!(given.len() >= 16 && !withheld.is_empty());
    assert!(given.len() * 20_002 <= LISTED * message.len());
    // It is said where they are all the same.
    assert!(withheld.iter().all(|item| item.range == (16_208..message.len())));
    assert_eq!(shown.named("DFSPathOffset").last().unwrap().refers_to, Some(16_208..message.len()));
}

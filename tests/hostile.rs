//! Hostile bytes: the crate and a plain, slow reader written apart from it agree on every message, truncated and mutated.

#[path = "laws/reading.rs"]
mod reading;
mod reference;
mod support;

use fastrand::Rng;
use reading::{agree_on_request, agree_on_request_ex, agree_on_response};
use support::{Messages, messages, parse_request_ex, parse_response};

const MUTATIONS: usize = 10_000;

#[test]
fn every_truncation_is_read_as_the_reference_reads_it() {
    let Messages { requests, requests_ex, responses } = messages();
    for (name, message) in &requests {
        (0..=message.len()).for_each(|len| agree_on_request(name, &message[..len]));
    }
    for (name, message) in &requests_ex {
        (0..=message.len()).for_each(|len| agree_on_request_ex(name, &message[..len]));
    }
    for (name, message) in &responses {
        (0..=message.len()).for_each(|len| agree_on_response(name, &message[..len]));
    }
}

#[test]
fn ten_thousand_mutations_of_each_request_are_read_as_the_reference_reads_them() {
    let Messages { requests, requests_ex, .. } = messages();
    mutate_each(&requests, agree_on_request);
    mutate_each(&requests_ex, agree_on_request_ex);
}

#[test]
fn ten_thousand_mutations_of_each_reply_are_read_as_the_reference_reads_them() {
    mutate_each(&messages().responses, agree_on_response);
}

#[test]
fn the_mutations_reach_every_kind_of_error() {
    let mut seen = std::collections::BTreeSet::new();
    let mut rng = Rng::with_seed(1);
    let Messages { requests_ex, responses, .. } = messages();
    for (_, message) in &responses {
        for _ in 0..2_000 {
            seen.extend(parse_response(&mutated(message, &mut rng)).err().map(|error| error.kind));
        }
    }
    for (_, message) in &requests_ex {
        for _ in 0..2_000 {
            seen.extend(parse_request_ex(&mutated(message, &mut rng)).err().map(|error| error.kind));
        }
    }
    assert_eq!(seen, support::kinds().into_iter().collect());
}

fn mutate_each(messages: &[(String, Vec<u8>)], agree: impl Fn(&str, &[u8]) + Sync) {
    let (even, odd): (Vec<_>, Vec<_>) = messages.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    std::thread::scope(|scope| {
        for half in [even, odd] {
            scope.spawn(|| {
                for (at, (name, message)) in half {
                    let mut rng = Rng::with_seed(at as u64);
                    (0..MUTATIONS).for_each(|_| agree(name, &mutated(message, &mut rng)));
                }
            });
        }
    });
}

/// A message with one to four things done to it that an attacker or a bug might do.
fn mutated(message: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut message = message.to_vec();
    for _ in 0..rng.usize(1..=4) {
        if message.len() < 4 {
            message.extend([rng.u8(..), 0, 0, 0]);
        }
        // Half of the time where the header and the first entries are.
        let end = if rng.bool() { message.len() } else { message.len().min(80) };
        let at = rng.usize(..end);
        match rng.u8(..8) {
            0 => message[at] ^= 1 << rng.u8(..8),
            1 => message[at] = rng.u8(..),
            2 | 3 => put(&mut message, at & !1, telling(rng, end)),
            4 => put(&mut message, at, telling(rng, end)),
            5 => message.truncate(rng.usize(..=message.len())),
            6 => {
                let len = rng.usize(..=(message.len() - at).min(64));
                let piece = message[at..at + len].to_vec();
                let to = rng.usize(..=message.len());
                message.splice(to..to, piece);
            }
            _ => {
                let len = rng.usize(..=(message.len() - at).min(64));
                let to = rng.usize(..=message.len() - len);
                message.copy_within(at..at + len, to);
            }
        }
    }
    message
}

fn put(message: &mut [u8], at: usize, value: u16) {
    if let Some(place) = message.get_mut(at..at + 2) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}

/// A number that means something somewhere: a version, a flag, a size, a small count, a place in the message.
fn telling(rng: &mut Rng, end: usize) -> u16 {
    match rng.u8(..6) {
        0 => rng.choice([0, 1, 2, 3, 4, 5, 6, 0x5c, 0xd83d, 0x7fff, 0x8000, 0xfffe, 0xffff]).unwrap(),
        1 => rng.u16(7..48),
        2 => u16::try_from(end).unwrap_or(u16::MAX).saturating_sub(rng.u16(..40)),
        3 => rng.u16(..=u16::try_from(end).unwrap_or(u16::MAX)),
        4 => rng.u16(..600),
        _ => rng.u16(..),
    }
}

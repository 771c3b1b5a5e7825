//! Messages that nobody would send but an attacker: every truncation of what was captured, and random changes of it.

use super::super::exchange::Exchange;
use super::super::table::SERVER;
use super::Digest;
use core::fmt;
use dfsc::cache::{DomainCache, ReferralCache};
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use dfsc::{NtStatus, Request, Response, Utf16Le};

/// How often a message is changed.
const CHANGES: u32 = 16;

/// As long as the longest that was captured.
pub type Buffer = [u8; 2560];

/// What came of attacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survived {
    /// Requests sent to the server, and how many of them it answered.
    pub requests: u32,
    pub answered: u32,
    /// Replies sent to the client, and how many of them can be read.
    pub replies: u32,
    pub readable: u32,
    /// The rest, as a number.
    pub digest: u32,
}

impl fmt::Display for Survived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, answered, replies, readable, digest } = self;
        write!(
            f,
            "survived: {requests} requests, {answered} answered; {replies} replies, {readable} readable; {digest:08x}"
        )
    }
}

impl Survived {
    fn note(&mut self, text: fmt::Arguments<'_>) {
        let mut digest = Digest::new();
        digest.add(format_args!("{}{text}", self.digest));
        self.digest = digest.value();
    }
}

/// Attacks server and client with what can be made of an exchange.
pub fn attack(exchange: &Exchange<'_>, buffer: &mut Buffer, survived: &mut Survived) {
    each_variant(exchange.request, buffer, &mut |message| ask(message, exchange.is_extended, survived));
    let Ok(request) = Request::parse(exchange.request) else { return };
    if let Some(response) = exchange.response {
        let path = request.request_file_name();
        each_variant(response, buffer, &mut |message| tell(path, message, survived));
    }
}

/// Every truncation, the whole message as the last, and then what random changes make of it.
fn each_variant(message: &[u8], buffer: &mut Buffer, take: &mut dyn FnMut(&[u8])) {
    (0..=message.len()).for_each(|len| take(message.get(..len).unwrap_or_default()));
    let mut digest = Digest::new();
    digest.add(format_args!("{message:?}"));
    // Of 0 it would make nothing else.
    let mut random = Random(digest.value() | 1);
    assert!(message.len() <= buffer.len(), "there is no room for the message");
    for _ in 0..CHANGES {
        let changed = &mut buffer[..message.len()];
        changed.copy_from_slice(message);
        for _ in 0..=random.below(3) {
            // Most of what is pointed at or counted stands at the beginning.
            let end = if random.below(2) == 0 { 48 } else { message.len() };
            if let Some(byte) = changed.get_mut(random.below(end.max(1))) {
                *byte = [0, 1, 0x5C, 0xFF, *byte ^ 1 << random.below(8)][random.below(5)];
            }
        }
        take(changed);
    }
}

fn ask(message: &[u8], is_extended: bool, survived: &mut Survived) {
    let mut out = [0; 320];
    let answered = if is_extended {
        SERVER.answer_extended(message, &mut out)
    } else {
        SERVER.answer(message, &mut out)
    };
    survived.requests += 1;
    survived.answered += u32::from(answered.is_ok());
    survived.note(format_args!("{answered:?}"));
}

fn tell(path: Utf16Le<'_>, message: &[u8], survived: &mut Survived) {
    let read = Response::parse(message);
    survived.replies += 1;
    survived.readable += u32::from(read.is_ok());
    survived.note(format_args!("{:?}", read.err()));
    // Each of them would take minutes.
    if survived.replies.is_multiple_of(4) {
        survived.note(format_args!("{:?}", follow(path, message)));
    }
}

/// A client for whom every answer is this one, and no path is covered: which action its operation ends with, and after how many. None for a path that it refuses.
fn follow(path: Utf16Le<'_>, message: &[u8]) -> Option<(Option<NtStatus>, u32)> {
    let (mut referrals, mut domains) = (ReferralCache::<1024, 4>::new(), DomainCache::<256, 2>::new());
    domains.set_bootstrap_dc("127.0.0.1", 0).ok()?;
    let (mut path_buffer, mut reply_buffer, mut out) = ([0; 256], [0; 256], [0; 384]);
    let mut operation = Operation::new(path, Settings::new(), &mut path_buffer, &mut reply_buffer).ok()?;
    for actions in 0.. {
        let mut caches = Caches::new(&mut referrals, &mut domains);
        let outcome = match operation.next(&mut caches, actions, &mut out).ok()? {
            Action::Request(_) => Outcome::reply(message),
            Action::Access(_) => Outcome::accessed(NtStatus::PATH_NOT_COVERED, true),
            Action::Done(status) => return Some((Some(status), actions)),
            Action::Failed(failure) => return Some((failure.status(), actions)),
        };
        operation.take(&mut caches, actions, outcome);
    }
    None
}

/// Marsaglia's xorshift.
struct Random(u32);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % end
    }
}

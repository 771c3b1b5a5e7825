//! What was found in an input, kept: what both forms of output are made of.

use crate::input::Pasted;
use dfsc::carrier::{Confidence, Guess, Start, Status};
use dfsc::inspect::{Asked, Event, Finding, Inspected, Inspector, Item, Kind, Value};
use dfsc::{DecodeError, Utf16Le};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::iter::once;
use std::ops::Range;

/// A packet with all its messages.
pub(crate) struct Reading {
    pub(crate) len: usize,
    /// What it was read as first, and what else it could be; empty if that was told.
    pub(crate) guesses: Vec<Guess>,
    pub(crate) messages: Vec<Message>,
}

/// A message, with what carries it.
pub(crate) struct Message {
    /// Where it begins, with what carries it.
    start: usize,
    pub(crate) kind: Kind,
    pub(crate) carrier: Vec<&'static str>,
    pub(crate) status: Option<Status>,
    /// Items and errors in their order.
    pub(crate) lines: Vec<Line>,
    /// The rules that it breaks, by their places.
    pub(crate) findings: Vec<Finding>,
    /// Bytes of the input that belong to no field, from this message on to the next.
    pub(crate) unclaimed: Vec<Range<usize>>,
}

pub(crate) enum Line {
    Field(Field),
    Error(DecodeError),
}

pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// Which one it is; none if it is a structure.
    pub(crate) which: Option<dfsc::Field>,
    pub(crate) range: Range<usize>,
    pub(crate) depth: u8,
    pub(crate) said: Said,
    pub(crate) section: &'static str,
    pub(crate) refers_to: Option<Range<usize>>,
    pub(crate) piece: Option<u8>,
    /// Where it goes on, in other pieces.
    pub(crate) continued: Vec<Range<usize>>,
    /// The first field with this range, by its number, if that is another.
    pub(crate) same_as: Option<usize>,
    /// Whether it is text in a code page.
    pub(crate) is_oem: bool,
}

pub(crate) enum Said {
    Structure,
    Number(u32),
    /// As hex digits.
    Bytes(String),
    /// UTF-16 units.
    Text(Vec<u16>),
    Withheld,
}

/// How inputs are to be read.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) start: Option<Start>,
    /// What replies answer whose requests are not in the input.
    pub(crate) asked: Option<Asked<'a>>,
}

impl Reading {
    /// The packets of an input. Replies are held against the requests in packets before.
    pub(crate) fn all(pasted: &Pasted, told: Told<'_>) -> Vec<Self> {
        let mut room = vec![0; usize::from(u16::MAX)];
        let mut before: Option<Inspector<'_>> = None;
        let packets = pasted.packets.iter().map(|packet| &pasted.bytes[packet.clone()]);
        let read = packets.map(|packet| {
            let (guesses, mut inspector) = match told.start {
                Some(start) => (Vec::new(), Inspector::beginning_with(start, packet)),
                None => (Guess::all(packet).collect(), Inspector::new(packet)),
            };
            if let Some(asked) = told.asked {
                inspector = inspector.asked(asked);
            }
            if let Some(before) = &before {
                inspector = inspector.after(before);
            }
            let mut messages = Vec::new();
            while let Some(message) = inspector.next(&mut room) {
                messages.push(Message::of(&message));
            }
            before = Some(inspector);
            let mut reading = Self { len: packet.len(), guesses, messages };
            reading.find_unclaimed();
            reading
        });
        read.collect()
    }

    /// Whether all messages were read or recognised.
    pub(crate) fn is_good(&self) -> bool {
        !self.messages.is_empty() && self.messages.iter().all(Message::is_complete)
    }

    /// Whether it holds a message of the protocol, or something broken that may be one.
    pub(crate) fn is_worth_a_look(&self) -> bool {
        let is_one = |kind| matches!(kind, Kind::Request | Kind::RequestEx | Kind::Response);
        self.messages.iter().any(|message| is_one(message.kind)) || (self.is_known() && !self.is_good())
    }

    /// Whether there is anything in it that is known, be it a carrier of something that is broken.
    pub(crate) fn is_known(&self) -> bool {
        self.messages.iter().any(|message| message.kind != Kind::Unknown || !message.carrier.is_empty())
    }

    /// The guess that was followed, unless only that could be.
    pub(crate) fn guess(&self) -> Option<Guess> {
        self.guesses.first().copied()
    }

    fn find_unclaimed(&mut self) {
        let mut claimed: Vec<_> =
            self.messages.iter().flat_map(Message::fields).flat_map(Field::claims).collect();
        claimed.sort_by_key(|range| range.start);
        // A gap belongs to the message that begins before it, up to the next one.
        let mut starts: Vec<_> = self.messages.iter().map(|message| message.start).zip(0..).collect();
        starts.sort_unstable();
        let mut starts = starts.into_iter().peekable();
        let (mut owner, mut end) = (0, 0);
        for range in claimed.into_iter().chain(once(self.len..self.len)) {
            while end < range.start {
                while let Some((_, next)) = starts.next_if(|(start, _)| *start <= end) {
                    owner = next;
                }
                let next = starts.peek().map_or(range.start, |(start, _)| range.start.min(*start));
                if let Some(owner) = self.messages.get_mut(owner) {
                    owner.unclaimed.push(end..next);
                }
                end = next;
            }
            end = end.max(range.end);
        }
    }
}

impl Message {
    fn of(inspected: &Inspected<'_>) -> Self {
        let mut lines = Vec::new();
        let (mut strings, mut number) = (HashMap::new(), 0);
        inspected.each(&mut |event| {
            lines.push(match event {
                Event::Error { error, .. } => Line::Error(error),
                Event::Continued { range, .. } => {
                    if let Some(Line::Field(field)) = lines.last_mut() {
                        field.continued.push(range);
                    }
                    return;
                }
                Event::Item(item) => {
                    let mut field = Field::of(&item);
                    if matches!(field.said, Said::Text(_) | Said::Withheld) && !field.range.is_empty() {
                        let first = *strings.entry(field.range.clone()).or_insert(number);
                        field.same_as = (first != number).then_some(first);
                    }
                    number += 1;
                    Line::Field(field)
                }
            });
        });
        let mut findings = Vec::new();
        inspected.findings(&mut |finding| findings.push(finding));
        findings.sort_by_key(|finding| finding.range().start);
        Self {
            start: inspected.start(),
            kind: inspected.kind(),
            carrier: inspected.carrier().iter().map(|layer| layer.name()).collect(),
            status: inspected.status(),
            lines,
            findings,
            unclaimed: Vec::new(),
        }
    }

    /// What stands for the message of an input that has none.
    pub(crate) fn nothing(len: usize) -> Self {
        let unclaimed = if len == 0 { Vec::new() } else { once(0..len).collect() };
        Self {
            start: 0,
            kind: Kind::Unknown,
            carrier: Vec::new(),
            status: None,
            lines: Vec::new(),
            findings: Vec::new(),
            unclaimed,
        }
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.lines.iter().filter_map(|line| match line {
            Line::Field(field) => Some(field),
            Line::Error(_) => None,
        })
    }

    /// The first thing that is wrong.
    pub(crate) fn error(&self) -> Option<DecodeError> {
        self.lines.iter().find_map(|line| match line {
            Line::Error(error) => Some(*error),
            Line::Field(_) => None,
        })
    }

    /// Whether all of it could be read, or was recognised as something else.
    pub(crate) fn is_complete(&self) -> bool {
        self.kind != Kind::Unknown && self.error().is_none()
    }
}

impl Field {
    fn of(item: &Item<'_>) -> Self {
        let units = |text: Utf16Le<'_>| Said::Text(text.units().collect());
        let said = match item.value {
            Value::Number(number) => Said::Number(number),
            Value::Bytes(bytes) => Said::Bytes(hex(bytes)),
            Value::Text(text) => units(text),
            // The code page is unknown: what is beyond ASCII keeps its number.
            Value::OemText(text) => Said::Text(text.iter().map(|byte| u16::from(*byte)).collect()),
            Value::Withheld => Said::Withheld,
            _ => Said::Structure,
        };
        Self {
            name: item.name(),
            which: item.field,
            range: item.range.clone(),
            depth: item.depth,
            said,
            section: item.section(),
            refers_to: item.refers_to.clone(),
            piece: item.piece,
            continued: Vec::new(),
            same_as: None,
            is_oem: matches!(item.value, Value::OemText(_)),
        }
    }

    /// The bytes that it accounts for. A structure leaves that to its fields.
    fn claims(&self) -> impl Iterator<Item = Range<usize>> {
        let all = [&self.range].into_iter().chain(&self.continued).filter(|range| !range.is_empty());
        all.filter(|_| self.which.is_some()).cloned()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Why an input is read as it is, as a sentence goes on.
pub(crate) fn because(guess: Guess) -> String {
    let sure = match guess.confidence {
        Confidence::Certain => "as",
        Confidence::Likely => "guessed, as",
        Confidence::Possible => "perhaps, as",
    };
    format!("{sure} {}", guess.reason)
}

//! What holds of the inspector's listing of any bytes.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use dfsc::DecodeError;
use dfsc::carrier::Start;
use dfsc::inspect::{Event, Inspector, Kind, LISTED, Value};
use std::ops::Range;

/// An item, as far as it can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub name: &'static str,
    pub range: Range<usize>,
    pub depth: u8,
    pub value: Told,
    pub refers_to: Option<Range<usize>>,
    pub piece: Option<u8>,
    pub is_shared: bool,
    pub continued: Vec<Range<usize>>,
}

impl Listed {
    /// Its bytes, wherever they lie.
    pub fn bytes(&self, input: &[u8]) -> Vec<u8> {
        let ranges = [&self.range].into_iter().chain(&self.continued);
        ranges.flat_map(|range| input[range.clone()].to_vec()).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Structure,
    Number(u32),
    Bytes(Vec<u8>),
    Text(Vec<u16>),
    Withheld,
}

#[derive(Debug)]
pub struct Shown {
    pub kind: Kind,
    pub carrier: Vec<&'static str>,
    pub items: Vec<Listed>,
    /// With the number of items before it.
    pub errors: Vec<(usize, DecodeError)>,
}

impl Shown {
    /// The items of the message itself, as they would be if it began at byte 0.
    pub fn of_message(&self) -> Vec<Listed> {
        let start = self.items.iter().position(|item| item.name.contains("_DFS_REFERRAL"));
        let items = &self.items[start.unwrap()..];
        let at = items[0].range.start;
        let moved = |range: &Range<usize>| range.start - at..range.end - at;
        let moved = |item: &Listed| Listed {
            range: moved(&item.range),
            refers_to: item.refers_to.as_ref().map(moved),
            ..item.clone()
        };
        items.iter().map(moved).collect()
    }

    pub fn named(&self, name: &str) -> Vec<&Listed> {
        self.items.iter().filter(|item| item.name == name).collect()
    }
}

pub fn inspect(start: Option<Start>, input: &[u8]) -> Vec<Shown> {
    let mut inspector =
        start.map_or_else(|| Inspector::new(input), |start| Inspector::beginning_with(start, input));
    let (mut all, mut room) = (Vec::new(), vec![0; 65_535]);
    while let Some(message) = inspector.next(&mut room) {
        let (mut items, mut errors): (Vec<Listed>, _) = (Vec::new(), Vec::new());
        message.each(&mut |event| match event {
            Event::Item(item) => items.push(Listed {
                name: item.name(),
                range: item.range,
                depth: item.depth,
                value: match item.value {
                    Value::Structure => Told::Structure,
                    Value::Number(number) => Told::Number(number),
                    Value::Bytes(bytes) => Told::Bytes(bytes.to_vec()),
                    Value::Text(text) => Told::Text(text.units().collect()),
                    Value::OemText(text) => Told::Text(text.iter().map(|byte| u16::from(*byte)).collect()),
                    Value::Withheld => Told::Withheld,
                    other => panic!("{other:?}"),
                },
                refers_to: item.refers_to,
                piece: item.piece,
                is_shared: item.is_shared,
                continued: Vec::new(),
            }),
            Event::Continued { range, .. } => items.last_mut().unwrap().continued.push(range),
            Event::Error { error, .. } => errors.push((items.len(), error)),
        });
        let carrier = message.carrier().iter().map(|layer| layer.name()).collect();
        all.push(Shown { kind: message.kind(), carrier, items, errors });
    }
    all
}

/// What holds of the listing of any bytes.
#[track_caller]
pub fn keeps_the_rules(input: &[u8], shown: &[Shown]) {
    let (mut count, mut depth) = (0, 0);
    for message in shown {
        let mut listed = 0;
        for item in &message.items {
            let ranges = [&item.range].into_iter().chain(&item.continued).chain(&item.refers_to);
            for range in ranges {
                assert!(
                    range.start <= range.end && range.end <= input.len(),
                    "{item:?} of {} bytes",
                    input.len()
                );
            }
            assert!(item.depth <= depth + 1, "{item:?}");
            depth = item.depth;
            match &item.value {
                Told::Text(text) => listed += text.len() * 2,
                Told::Bytes(bytes) => assert_eq!(bytes, &item.bytes(input), "{item:?}"),
                _ => {}
            }
            count += 1;
        }
        assert!(listed <= LISTED * input.len(), "{listed} bytes of text for {}", input.len());
        for (_, error) in &message.errors {
            assert!(error.offset() as usize <= input.len(), "{error}");
        }
        let kinds_without = [Kind::ErrorReply, Kind::OtherSmb, Kind::Encrypted, Kind::Compressed];
        if kinds_without.contains(&message.kind) {
            assert!(message.items.iter().all(|item| !item.name.contains("_DFS_REFERRAL")));
        }
    }
    assert!(count <= 2 * input.len() + 8, "{count} items of {} bytes", input.len());
}

//! Messages as records of eight words.
//!
//! The package's README has the table of them. Numbers are places in the tables of the crate, from 0 on, and [`NONE`] says that there is none.
//! Layers and pieces count from 1, and 0 is none.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;
use dfsc::DecodeErrorKind;
use dfsc::carrier::{Frames, Guess, Layer, Reason, Start, Status};
use dfsc::inspect::{Asked, Event, Finding, Inspected, Inspector, Item, Rule, Value};
use dfsc::wire::{Field, Structure};
use wasm_bindgen::prelude::wasm_bindgen;

/// No structure, no field.
const NONE: u8 = 0xFF;

/// A record.
type Record = [u32; 8];

// What has a byte must fit into it, beside `NONE`; and layers into four bits, beside 0.
const _: () = assert!(Field::ALL.len() < NONE as usize && Rule::ALL.len() < NONE as usize);
const _: () = assert!(Reason::ALL.len() < NONE as usize && DecodeErrorKind::ALL.len() < NONE as usize);
const _: () = assert!(Start::ALL.len() < NONE as usize && Layer::ALL.len() < 0xF);

/// What there is in `packets`, which stand behind each other and end at `ends`; the last one's end need not be told.
///
/// `start` says what each begins with: one of [`Start::ALL`], counted from 1, or 0 if that is to be guessed. `request` is what a reply answers whose
/// request is not there: a message with whatever carries it, or nothing.
#[wasm_bindgen]
pub fn inspect(packets: &[u8], ends: &[u32], start: usize, request: &[u8]) -> Vec<u32> {
    let asked = Frames::new(request).find_map(|frame| Asked::by(frame.content()));
    let told = start.checked_sub(1).and_then(|start| Start::ALL.get(start)).copied();
    let mut out = Vec::new();
    // Room for a transaction in parts.
    let mut room = vec![0; usize::from(u16::MAX)];
    let (mut before, mut begin) = (None, 0);
    let last = u32::try_from(packets.len()).unwrap_or(u32::MAX);
    for end in ends.iter().copied().chain([last]) {
        let packet = packets.get(begin..end as usize).unwrap_or_default();
        begin = end as usize;
        put(&mut out, [0; 8]);
        let mut inspector = if let Some(start) = told {
            Inspector::beginning_with(start, packet)
        } else {
            for guess in Guess::all(packet) {
                self::guess(&mut out, guess);
            }
            Inspector::new(packet)
        };
        if let Some(asked) = asked {
            inspector = inspector.asked(asked);
        }
        if let Some(before) = &before {
            inspector = inspector.after(before);
        }
        while let Some(found) = inspector.next(&mut room) {
            message(&mut out, &found);
        }
        before = Some(inspector);
    }
    out
}

fn put(out: &mut Vec<u32>, record: Record) {
    out.extend_from_slice(&record);
}

const fn bytes(kind: u8, one: u8, two: u8, three: u8) -> u32 {
    u32::from_le_bytes([kind, one, two, three])
}

/// A place in the input; none has as many bytes as do not fit.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn record(tag: u32, one: u32, range: Range<usize>, values: [u32; 2]) -> Record {
    let [value, other] = values;
    [tag, one, number(range.start), number(range.end), value, other, 0, 0]
}

fn guess(out: &mut Vec<u32>, guess: Guess) {
    let start = Start::ALL.iter().position(|start| *start == guess.start);
    let start = start.and_then(|start| u8::try_from(start).ok()).unwrap_or(NONE);
    let tag = bytes(1, start, guess.confidence as u8, guess.reason as u8);
    put(out, record(tag, 0, 0..0, [0; 2]));
}

fn message(out: &mut Vec<u32>, message: &Inspected<'_>) {
    let status = match message.status() {
        None => 0,
        Some(Status::Nt(_)) => 1,
        Some(Status::Dos { .. }) => 2,
    };
    let layers = message.carrier().iter().rev().fold(0, |all, layer| all << 4 | (*layer as u32 + 1));
    let value = message.status().map_or(0, Status::value);
    let tag = bytes(2, message.kind() as u8, status, 0);
    put(out, record(tag, layers, message.start()..0, [value, 0]));
    message.each(&mut |event| match event {
        Event::Item(item) => self::item(out, item),
        Event::Continued { range, piece } => put(out, record(9, u32::from(piece) + 1, range, [0; 2])),
        Event::Error { error, range, structure } => {
            let tag = about(10, Some(structure), Some(error.field()), error.kind() as u8);
            put(out, record(tag, error.offset(), range, [error.value(), error.limit()]));
        }
    });
    message.findings(&mut |finding| self::finding(out, &finding));
}

/// What a record is, and of which structure and field.
fn about(kind: u8, structure: Option<&Structure>, field: Option<Field>, more: u8) -> u32 {
    bytes(kind, structure.map_or(NONE, Structure::number), field.map_or(NONE, |field| field as u8), more)
}

fn item(out: &mut Vec<u32>, item: Item<'_>) {
    let (kind, value) = match item.value {
        Value::Number(number) => (4, number),
        Value::Bytes(_) => (5, 0),
        // It stands at the start of the range, with its NUL behind.
        Value::Text(text) => (6, number(text.as_bytes().len())),
        Value::OemText(text) => (7, number(text.len())),
        Value::Withheld => (8, 0),
        _ => (3, 0),
    };
    let tag = about(kind, Some(item.structure), item.field, item.refers_to.is_some().into());
    let piece = item.piece.map_or(0, |piece| u32::from(piece) + 1);
    let to = item.refers_to.unwrap_or(0..0);
    let [tag, one, start, end, value, ..] =
        record(tag, u32::from(item.depth) | piece << 8, item.range, [value, 0]);
    put(out, [tag, one, start, end, value, 0, number(to.start), number(to.end)]);
}

fn finding(out: &mut Vec<u32>, finding: &Finding) {
    let tag = about(11, finding.structure(), finding.field(), finding.rule() as u8);
    put(out, record(tag, number(finding.offset()), finding.range(), finding.values()));
}

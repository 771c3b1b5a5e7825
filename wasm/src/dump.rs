//! Dumps to bytes, and bytes to dumps.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::fmt::Display;
use dfsc::dump::{Dump, Item, Shape};
use wasm_bindgen::prelude::wasm_bindgen;

/// What a text says; read as one of [`Shape::ALL`], counted from 1, or in any shape if that is 0; if `in_other_order`, with the bytes of words
/// in the order that is less likely.
///
/// What comes begins with a zero, and is: where the text is no dump, and why. Or it begins with a one, and is: the shape and how sure that is; whether there
/// is another order; why; the other shapes; the bytes, each with its place in the text; where packets but the first begin; the notes, each with its kind,
/// place and sentence. Lists and texts begin with their length; texts are in UTF-16. Nothing at all says that there is no such shape or no
/// other order.
#[wasm_bindgen]
pub fn read(text: &[u8], shape: usize, in_other_order: bool) -> Vec<u32> {
    let mut out = Vec::new();
    let told = match shape.checked_sub(1).map(|shape| Shape::ALL.get(shape)) {
        None => None,
        Some(Some(shape)) => Some(*shape),
        Some(None) => return out,
    };
    let dump = match told {
        Some(shape) => Dump::read_as(shape, text),
        None => Dump::read(text),
    };
    let dump = match dump {
        Ok(dump) => dump,
        Err(error) => {
            out.extend([0, number(error.position())]);
            say(&mut out, &error);
            return out;
        }
    };
    let other = dump.in_other_order();
    let has_other = other.is_some();
    let dump = match other {
        Some(other) if in_other_order => other,
        None if in_other_order => return out,
        _ => dump,
    };
    out.extend([1, dump.shape() as u32, dump.confidence() as u32, has_other.into()]);
    say(&mut out, &dump);
    list(&mut out, |out| out.extend(Dump::all(text).map(|dump| dump.shape() as u32)), 1);
    list(
        &mut out,
        |out| {
            dump.each(&mut |item| {
                if let Item::Byte { value, text } = item {
                    out.extend([value.into(), number(text.start), number(text.end)]);
                }
            });
        },
        3,
    );
    let mut at = 0;
    list(
        &mut out,
        |out| {
            dump.each(&mut |item| match item {
                Item::Byte { .. } => at += 1,
                Item::Packet => out.push(at),
                Item::Note(_) => {}
            });
        },
        1,
    );
    let mut count = 0;
    let place = out.len();
    out.push(0);
    dump.each(&mut |item| {
        if let Item::Note(note) = item {
            count += 1;
            out.extend([note.kind() as u32, number(note.text().start), number(note.text().end)]);
            say(&mut out, &note);
        }
    });
    if let Some(word) = out.get_mut(place) {
        *word = count;
    }
    out
}

/// Puts how many items of `width` words there are before them.
fn list(out: &mut Vec<u32>, items: impl FnOnce(&mut Vec<u32>), width: usize) {
    let place = out.len();
    out.push(0);
    items(out);
    let count = (out.len() - place - 1) / width;
    if let Some(word) = out.get_mut(place) {
        *word = number(count);
    }
}

fn say(out: &mut Vec<u32>, what: &dyn Display) {
    let text = what.to_string();
    list(out, |out| out.extend(text.encode_utf16().map(u32::from)), 1);
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Bytes as text, in UTF-8, in one of [`Shape::ALL`], counted from 1; nothing if no tool prints that shape as text.
#[wasm_bindgen]
pub fn print(bytes: &[u8], shape: usize) -> Vec<u8> {
    let shape = shape.checked_sub(1).and_then(|shape| Shape::ALL.get(shape));
    shape
        .and_then(|shape| shape.print(bytes))
        .map_or_else(Vec::new, |printed| printed.to_string().into_bytes())
}

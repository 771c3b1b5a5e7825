//! The form of `docs/json.md`: one object a packet, on one line.

use crate::input::Pasted;
use crate::message::{Field, Message, Reading, Said};
use dfsc::inspect::Finding;
use std::fmt::Write as _;
use std::ops::Range;

/// A packet of an input as a line.
pub(crate) fn line(pasted: &Pasted, packet: usize, reading: &Reading) -> String {
    let mut out = String::new();
    let nothing = Message::nothing(reading.len);
    let (first, others) = reading.messages.split_first().unwrap_or((&nothing, &[]));
    message(&mut out, first, |out| {
        dump(out, pasted, packet);
        out.push_str(",\"guesses\":");
        list(out, &reading.guesses, |out, guess| {
            out.push_str("{\"start\":");
            text(out, guess.start.name());
            out.push_str(",\"confidence\":");
            text(out, guess.confidence.name());
            out.push_str(",\"reason\":");
            text(out, guess.reason.sentence());
            out.push('}');
        });
        out.push_str(",\"others\":");
        list(out, others, |out, other| message(out, other, |out| out.push_str(",\"others\":[]")));
    });
    out.push('\n');
    out
}

/// The line of an input whose bytes cannot be had.
pub(crate) fn unreadable(error: &str) -> String {
    let mut out = String::new();
    let error = |out: &mut String| {
        out.push_str("{\"kind\":\"Unreadable\",\"field\":null,\"offset\":null,\"message\":");
        text(out, error);
        out.push('}');
    };
    object(&mut out, &Message::nothing(0), error, |out| {
        out.push_str(",\"dump\":null,\"guesses\":[],\"others\":[]");
    });
    out.push('\n');
    out
}

/// What the text was read as, and which of its packets this is.
fn dump(out: &mut String, pasted: &Pasted, packet: usize) {
    let (shape, confidence) = (pasted.shape.name(), pasted.confidence.name());
    put(out, format_args!(",\"dump\":{{\"shape\":\"{shape}\",\"confidence\":\"{confidence}\",\"reason\":"));
    text(out, &pasted.reason);
    let packets = pasted.packets.len();
    put(out, format_args!(",\"packet\":{packet},\"packets\":{packets},\"others\":"));
    list(out, &pasted.others, |out, shape| text(out, shape.name()));
    out.push_str(",\"notes\":");
    // They are about the whole text: once is enough.
    let notes: &[_] = if packet == 0 { &pasted.notes } else { &[] };
    list(out, notes, |out, (note, line)| {
        let (kind, place) = (note.kind(), note.text());
        put(out, format_args!("{{\"code\":\"{}\",\"warning\":{}", kind.name(), kind.is_warning()));
        put(
            out,
            format_args!(",\"line\":{line},\"start\":{},\"end\":{},\"message\":", place.start, place.end),
        );
        text(out, &note.to_string());
        out.push('}');
    });
    out.push('}');
}

fn message(out: &mut String, message: &Message, more: impl FnOnce(&mut String)) {
    let error = |out: &mut String| match message.error() {
        None => out.push_str("null"),
        Some(error) => {
            put(out, format_args!("{{\"kind\":\"{:?}\",\"field\":", error.kind()));
            text(out, error.field().name());
            put(out, format_args!(",\"offset\":{},\"message\":", error.offset()));
            text(out, &error.to_string());
            out.push('}');
        }
    };
    object(out, message, error, more);
}

fn object(
    out: &mut String,
    message: &Message,
    error: impl FnOnce(&mut String),
    more: impl FnOnce(&mut String),
) {
    out.push_str("{\"carrier\":");
    list(out, &message.carrier, |out, layer| text(out, layer));
    out.push_str(",\"kind\":");
    text(out, message.kind.name());
    put(out, format_args!(",\"complete\":{},\"fields\":", message.is_complete()));
    let fields: Vec<_> = message.fields().collect();
    list(out, &fields, |out, field| self::field(out, field));
    out.push_str(",\"findings\":");
    list(out, &message.findings, finding);
    out.push_str(",\"unclaimed\":");
    list(out, &message.unclaimed, range);
    out.push_str(",\"status\":");
    match message.status {
        None => out.push_str("null"),
        Some(status) => {
            put(out, format_args!("{{\"value\":{},\"name\":", status.value()));
            text(out, &status.to_string());
            out.push('}');
        }
    }
    out.push_str(",\"error\":");
    error(out);
    more(out);
    out.push('}');
}

fn field(out: &mut String, field: &Field) {
    out.push_str("{\"name\":");
    text(out, field.name);
    put(
        out,
        format_args!(
            ",\"start\":{},\"end\":{},\"depth\":{}",
            field.range.start, field.range.end, field.depth
        ),
    );
    let kind = match &field.said {
        Said::Structure => "structure",
        Said::Number(_) => "number",
        Said::Bytes(_) => "bytes",
        Said::Text(_) | Said::Withheld => "text",
    };
    put(out, format_args!(",\"type\":\"{kind}\",\"value\":"));
    match &field.said {
        Said::Number(number) => put(out, format_args!("{number}")),
        Said::Bytes(digits) => text(out, digits),
        Said::Text(units) => utf16(out, units.iter().copied()),
        Said::Structure | Said::Withheld => out.push_str("null"),
    }
    if field.is_oem {
        out.push_str(",\"oem\":true");
    }
    if let Some(first) = field.same_as {
        put(out, format_args!(",\"same_as\":{first}"));
    }
    if let Some(to) = &field.refers_to {
        out.push_str(",\"refers_to\":");
        range(out, to);
    }
    if !field.continued.is_empty() {
        out.push_str(",\"continues\":");
        list(out, &field.continued, range);
    }
    if let Some(piece) = field.piece {
        put(out, format_args!(",\"piece\":{piece}"));
    }
    out.push_str(",\"section\":");
    text(out, field.section);
    out.push('}');
}

fn finding(out: &mut String, finding: &Finding) {
    let (rule, range) = (finding.rule(), finding.range());
    put(out, format_args!("{{\"code\":\"{}\",\"severity\":\"{}\"", rule.code(), rule.severity().name()));
    put(out, format_args!(",\"start\":{},\"end\":{},\"section\":", range.start, range.end));
    text(out, finding.section());
    out.push_str(",\"message\":");
    text(out, &finding.to_string());
    out.push('}');
}

fn list<T>(out: &mut String, items: &[T], mut each: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(']');
}

fn range(out: &mut String, range: &Range<usize>) {
    put(out, format_args!("[{},{}]", range.start, range.end));
}

fn text(out: &mut String, text: &str) {
    utf16(out, text.encode_utf16());
}

/// Any units make a string of JSON: a lone surrogate is written with its number.
fn utf16(out: &mut String, units: impl Iterator<Item = u16>) {
    out.push('"');
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(c @ ('"' | '\\')) => out.extend(['\\', c]),
            // What does not print is told, lest a terminal obey it.
            Ok(c)
                if c.is_control()
                    || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
            {
                put(out, format_args!("\\u{:04x}", u32::from(c)));
            }
            Ok(c) => out.push(c),
            Err(alone) => put(out, format_args!("\\u{:04x}", alone.unpaired_surrogate())),
        }
    }
    out.push('"');
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(what);
}

//! What tool prints so: shapes by the looks of a text.

use super::digits::Prefix;
use super::profile::{Cut, Profile};
use super::row::Form;
use super::rows::Evidence;
use super::word::Order;
use super::{Shape, lex, numbers};

/// The tool whose rows look so.
pub(super) fn rows_shape(form: Form, evidence: &Evidence) -> Shape {
    let style = form.style;
    if form.radix.is_none() {
        return match form.digits {
            4 => Shape::LinuxWords,
            8 => Shape::LinuxDwords,
            _ => Shape::Rows,
        };
    }
    match (form.digits, form.order) {
        (2, _) if style.bracket => Shape::Samba,
        (_, Order::Printed) if style.prefix && style.digits == 4 => Shape::Tcpdump,
        _ if style.tick || evidence.dashed => Shape::Windbg,
        (2, _) if evidence.ramp || style.digits == 16 => Shape::FormatHex,
        (2, _) if evidence.bars => Shape::HexdumpCanonical,
        (2, _) if style.colon && style.digits == 8 && evidence.log => Shape::Linux,
        (_, Order::Printed) if style.colon && style.digits == 8 => Shape::Xxd,
        (4, _) if style.colon && style.digits == 8 => Shape::LinuxWords,
        (8, _) if style.colon && style.digits == 8 => Shape::LinuxDwords,
        (2, _) if evidence.columns == 0 && matches!(style.digits, 6 | 7) => Shape::OdBytes,
        (2, _) if style.digits == 4 && !style.colon => Shape::Wireshark,
        (3 | 6, _) => Shape::OdOctal,
        (4, Order::Reversed) if form.radix == Some(8) => Shape::OdWords,
        (4, Order::Reversed) if matches!(style.digits, 7) => Shape::Hexdump,
        _ => Shape::Rows,
    }
}

pub(super) fn hex_shape(profile: &Profile) -> Shape {
    match (profile.prefix, profile.cut) {
        (Prefix::Backslash, _) => Shape::HexEscaped,
        (Prefix::Percent, _) => Shape::Percent,
        (Prefix::Zero, Cut::Bytes) => Shape::HexPrefixed,
        (_, Cut::Words) => Shape::HexWords,
        (_, Cut::Stream) if profile.lines > 1 && profile.per_line == 60 => Shape::XxdPlain,
        (_, Cut::Stream) => Shape::Hex,
        (_, Cut::Bytes) if profile.colons => Shape::HexColons,
        (_, Cut::Bytes) if profile.lines > 1 && profile.per_line == 32 && !profile.commas => Shape::OdPlain,
        (_, Cut::Bytes) => Shape::HexSpaced,
    }
}

pub(super) fn numbers_shape(text: &[u8], facts: &numbers::Facts) -> Shape {
    let before = lex::part(text, 0..facts.start);
    let has = |what: &[u8]| before.windows(what.len()).any(|window| window == what);
    match facts.open {
        _ if has(b"[]byte") => Shape::Go,
        b'{' if lex::part(text, facts.start..text.len()).windows(4).any(|window| window == b"_len") => {
            Shape::XxdInclude
        }
        b'{' => Shape::CArray,
        _ if has(b"u8") || has(b"vec!") || has(b"&[") => Shape::Rust,
        _ if has(b"byte") => Shape::Python,
        _ if facts.prefixed => Shape::Rust,
        _ => Shape::Json,
    }
}

/// The order of the bytes in words that a tool prints.
pub(super) const fn order(shape: Shape) -> Option<Order> {
    match shape {
        Shape::Hexdump | Shape::OdWords | Shape::OdOctal | Shape::LinuxWords | Shape::LinuxDwords => {
            Some(Order::Reversed)
        }
        Shape::Windbg | Shape::Rows => None,
        _ => Some(Order::Printed),
    }
}

/// Whether what is told and what is found are read in the same way.
pub(super) fn is_alike(told: Shape, found: Shape) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Binary,
        Digits,
        Percent,
        Numbers,
        String,
        Base64,
        Rows,
    }
    let kind = |shape| match shape {
        Shape::Binary => Kind::Binary,
        Shape::Hex
        | Shape::HexSpaced
        | Shape::HexColons
        | Shape::HexPrefixed
        | Shape::HexEscaped
        | Shape::HexWords
        | Shape::XxdPlain
        | Shape::OdPlain => Kind::Digits,
        Shape::Percent => Kind::Percent,
        Shape::Json | Shape::CArray | Shape::XxdInclude | Shape::Rust | Shape::Go => Kind::Numbers,
        Shape::Python | Shape::EscapedString => Kind::String,
        Shape::Base64 | Shape::Base64Url => Kind::Base64,
        _ => Kind::Rows,
    };
    kind(told) == kind(found)
}

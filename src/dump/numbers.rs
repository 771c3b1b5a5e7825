//! Lists of numbers in brackets, as C, Rust, Go, Python, JavaScript and JSON have them, with the code around them.

use super::item::Sink;
use super::lex::{between, digit, is_blank, is_ellipsis, is_hex, next, number, pair, part, skip, trim};
use super::lines::Clean;
use super::note::NoteKind;
use super::word::{Order, bytes};
use core::ops::Range;

/// What the lists of a text have in common.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Facts {
    pub(super) numbers: usize,
    /// What the first list opens with, and where.
    pub(super) open: u8,
    pub(super) start: usize,
    /// Whether numbers are written with `0x`.
    pub(super) prefixed: bool,
    /// Whether some have several bytes.
    pub(super) has_orders: bool,
    /// A declared length that is what there is.
    pub(super) is_confirmed: bool,
}

/// A list of numbers.
#[derive(Clone, Copy, Default)]
struct List {
    numbers: usize,
    prefixed: usize,
    /// How many digits those with `0x` have, at most and at least.
    digits: usize,
    fewest: usize,
    /// Numbers without `0x` of which two digits show that they are hexadecimal all the same, and those that cannot be.
    hex: usize,
    decimal: usize,
    /// The largest of those that are decimal.
    largest: u64,
    is_signed: bool,
    /// Whether one is zero, or more than half of what a byte can be.
    is_bytes: bool,
    /// Commas, and where one is missing.
    commas: usize,
    torn: Option<usize>,
    /// The last number.
    last: u64,
}

/// A number as it is written.
struct Literal {
    digits: Range<usize>,
    prefixed: bool,
    negative: bool,
    /// Whether a comma stands before it.
    parted: bool,
}

/// What a list is made of.
enum Part {
    Literal(Literal),
    LeftOut(Range<usize>),
}

/// What speaks for lists, if there are any and not much else.
pub(super) fn facts(clean: &Clean<'_>) -> Option<Facts> {
    let mut facts = Facts::default();
    let (mut inside, mut outside) = (0, 0_usize);
    each(clean, &mut |found| match found {
        Found::List { open, place, list, .. } => {
            if facts.numbers == 0 {
                (facts.open, facts.start) = (open, place.start);
                facts.prefixed = list.prefixed > 0;
            }
            facts.numbers = facts.numbers.saturating_add(list.numbers);
            facts.has_orders |= list.digits > 2;
            inside = between(place.start, place.end).saturating_add(inside);
        }
        Found::Size(..) => {}
        Found::Code => outside = next(outside),
    });
    // In much code there may be a list of anything.
    let is_most = outside <= inside.saturating_mul(2).saturating_add(96);
    (facts.numbers > 0 && is_most).then_some(facts)
}

/// Reads the lists, each as a packet. Gives whether there are as many bytes as was declared of one.
pub(super) fn read(clean: &Clean<'_>, order: Order, out: &mut Sink<'_>) -> bool {
    let text = clean.text();
    let mut is_confirmed = false;
    let mut declared = None;
    let mut before: Option<(usize, Range<usize>)> = None;
    let mut count = |size: u64, place: Range<usize>, len: usize, out: &mut Sink<'_>| {
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        is_confirmed |= size == len;
        if size != len {
            out.note(NoteKind::Declared, place, [size, len]);
        }
    };
    each(clean, &mut |found| match found {
        Found::List { place, list, mut inner, .. } => {
            if before.is_some() {
                out.packet();
            }
            let start = out.bytes;
            let _ = parts(&mut inner, &mut |part| emit(text, part, list, order, out));
            if let Some(torn) = list.torn.filter(|_| list.commas > 0) {
                out.note(NoteKind::Comma, torn..next(torn), [0; 2]);
            }
            if list.is_doubtful() {
                out.note(NoteKind::Numbers, place.clone(), [0; 2]);
            }
            if list.is_signed {
                out.note(NoteKind::Signed, place.clone(), [0; 2]);
            }
            let len = out.bytes.saturating_sub(start);
            if list.digits <= 2 && is_wide(text, &place) {
                out.note(NoteKind::Type, place.clone(), [0; 2]);
            }
            if let Some((size, place)) = declared.take() {
                count(size, place, len, out);
            }
            before = Some((len, place));
        }
        Found::Size(size, place, is_length) => match &before {
            Some((len, _)) if is_length => count(size, place, *len, out),
            _ if is_length => {}
            _ => declared = Some((size, place)),
        },
        Found::Code => {}
    });
    is_confirmed
}

fn emit(text: &[u8], part: Part, list: List, order: Order, out: &mut Sink<'_>) {
    let literal = match part {
        Part::Literal(literal) => literal,
        Part::LeftOut(place) => return out.note(NoteKind::LeftOut, place, [0; 2]),
    };
    let digits = super::lex::part(text, literal.digits.clone());
    if literal.prefixed || list.hex > 0 {
        if list.digits > 2 {
            for place in bytes(literal.digits, order) {
                out.byte(pair(text, place.start).unwrap_or(0), place);
            }
        } else {
            let value = digits.iter().fold(0, |value, byte| value << 4 | digit(*byte).unwrap_or(0));
            out.byte(value, literal.digits);
        }
    } else {
        let value = number(digits, 10).and_then(|value| u8::try_from(value).ok()).unwrap_or(0);
        let place = literal.digits.start.saturating_sub(usize::from(literal.negative))..literal.digits.end;
        out.byte(if literal.negative { value.wrapping_neg() } else { value }, place);
    }
}

/// What is found in code.
enum Found<'t> {
    /// What the list opens with, what is in it, and where that is.
    List { open: u8, place: Range<usize>, list: List, inner: Clean<'t> },
    /// How many bytes there are, as is declared before a list, or behind it as its length.
    Size(u64, Range<usize>, bool),
    /// A character of something else.
    Code,
}

fn each<'t>(clean: &Clean<'t>, found: &mut dyn FnMut(Found<'t>)) {
    let mut clean = clean.clone();
    let text = clean.text();
    while let Some((position, byte)) = clean.next() {
        if skip_comment(&mut clean, byte) || is_blank(byte) {
            continue;
        }
        if matches!(byte, b'[' | b'{' | b'(') {
            let inner = clean.clone();
            let mut behind = clean.clone();
            let mut list = List::default();
            let close = parts(&mut behind, &mut |part| list.add(text, &part));
            if let Some(end) = close {
                let is_size = list.numbers == 1 && byte != b'{' && list.prefixed == 0 && is_followed(&behind);
                let place = next(position)..end;
                // What stands in parentheses may be anything, but rarely is hexadecimal.
                let is_meant = byte != b'(' || list.prefixed > 0;
                if list.is_list() && !is_size && is_meant {
                    found(Found::List { open: byte, place, list, inner });
                } else if is_size {
                    found(Found::Size(list.last, place, false));
                }
                clean = behind;
                continue;
            }
            if let Some((size, place)) = rust_length(text, next(position)) {
                clean.go_to(place.end);
                found(Found::Size(size, place, false));
                continue;
            }
        }
        if byte == b'=' && is_length(text, position) {
            let start = skip(text, next(position), text.len(), &|byte| byte == b' ');
            let place = start..skip(text, start, text.len(), &|byte| byte.is_ascii_digit());
            if let Some(size) = number(part(text, place.clone()), 10) {
                found(Found::Size(size, place, true));
            }
        }
        found(Found::Code);
    }
}

/// Whether there is a list behind it, which it may be the size of.
fn is_followed(clean: &Clean<'_>) -> bool {
    let mut behind = clean.clone().filter(|(_, byte)| !is_blank(*byte));
    behind.next().is_some_and(|(_, byte)| matches!(byte, b'=' | b'[' | b'{' | b'b'))
}

/// Whether the code around a list says that its numbers have more than eight bits.
fn is_wide(text: &[u8], list: &Range<usize>) -> bool {
    /// As far as a declaration reaches.
    const FAR: usize = 80;
    let before = part(text, list.start.saturating_sub(FAR)..list.start);
    let before = before.rsplit(|byte| matches!(byte, b';' | b'\n' | b'}')).next().unwrap_or_default();
    let behind = part(text, list.end..list.end.saturating_add(FAR).min(text.len()));
    let behind = behind.split(|byte| matches!(byte, b';' | b'\n')).next().unwrap_or_default();
    let is_type = |word: &[u8]| {
        let mut bits = word.windows(2).filter(|bits| matches!(*bits, b"16" | b"32" | b"64"));
        let is_sized = word.first().is_some_and(u8::is_ascii_alphabetic) && bits.next().is_some();
        is_sized || matches!(word, b"int" | b"short" | b"long" | b"WORD" | b"DWORD" | b"wchar_t")
    };
    let words = |text: &[u8]| text.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').any(is_type);
    words(before) || words(behind)
}

/// The length in the type of an array of Rust, as in `[u8; 16]`.
fn rust_length(text: &[u8], start: usize) -> Option<(u64, Range<usize>)> {
    const TYPE: &[u8] = b"u8;";
    let behind = start.saturating_add(TYPE.len());
    if part(text, start..behind) != TYPE {
        return None;
    }
    let digits = skip(text, behind, text.len(), &|byte| byte == b' ');
    let place = digits..skip(text, digits, text.len(), &|byte| byte.is_ascii_digit());
    Some((number(part(text, place.clone()), 10)?, place))
}

/// Whether the name of a length stands before a position.
fn is_length(text: &[u8], position: usize) -> bool {
    let end = trim(text, 0, position, &|byte| byte == b' ');
    part(text, 0..end).ends_with(b"_len")
}

/// Goes behind the comment that begins with this character, if one does.
fn skip_comment(clean: &mut Clean<'_>, byte: u8) -> bool {
    match (byte, clean.rest().first()) {
        (b'/', Some(b'/')) | (b'#', _) => {
            clean.skip_line();
            true
        }
        (b'/', Some(b'*')) => {
            clean.next();
            let mut star = false;
            for (_, byte) in clean {
                if star && byte == b'/' {
                    break;
                }
                star = byte == b'*';
            }
            true
        }
        _ => false,
    }
}

/// The parts of a list, from behind what opens it on; where it closes. Nothing if it is not one.
fn parts(clean: &mut Clean<'_>, each: &mut dyn FnMut(Part)) -> Option<usize> {
    let text = clean.text();
    let (mut negative, mut parted) = (false, false);
    loop {
        let (position, byte) = clean.next()?;
        if skip_comment(clean, byte) {
            continue;
        }
        match byte {
            b']' | b'}' | b')' => return Some(position),
            b',' => parted = true,
            _ if is_blank(byte) => {}
            b'-' => negative = true,
            // A cast.
            b'(' if clean.rest().starts_with(b"byte)") => {
                clean.go_to(next(position).saturating_add(b"byte)".len()));
            }
            b'.' | 0xe2 if is_ellipsis(text, position) => {
                // What is said there ends where the list does.
                let place = clean.run(position, &|byte| !matches!(byte, b']' | b'}' | b')'));
                clean.go_to(place.end);
                each(Part::LeftOut(place));
            }
            _ => {
                let word = clean.run(position, &|byte| byte.is_ascii_alphanumeric());
                each(Part::Literal(Literal { negative, parted, ..literal(text, word.clone())? }));
                clean.go_to(word.end);
                (negative, parted) = (false, false);
            }
        }
    }
}

/// The number that a word is.
fn literal(text: &[u8], word: Range<usize>) -> Option<Literal> {
    let all = part(text, word.clone());
    let prefixed = all.starts_with(b"0x") || all.starts_with(b"0X");
    let start = if prefixed { word.start.saturating_add(2) } else { word.start };
    // What says the type.
    let suffixes: [&[u8]; 6] = [b"u8", b"u", b"U", b"UL", b"L", b"i8"];
    let digits = part(text, start..word.end);
    let suffix = suffixes.iter().filter(|suffix| digits.ends_with(suffix)).map(|suffix| suffix.len()).max();
    let end = word.end.saturating_sub(suffix.unwrap_or(0));
    let digits = part(text, start..end);
    let fits = digits.len() <= if prefixed { 16 } else { 3 };
    let literal = Literal { digits: start..end, prefixed, negative: false, parted: false };
    (fits && !digits.is_empty() && is_hex(digits)).then_some(literal)
}

impl List {
    fn add(&mut self, text: &[u8], part: &Part) {
        let Part::Literal(literal) = part else { return };
        let digits = super::lex::part(text, literal.digits.clone());
        if literal.parted {
            self.commas = next(self.commas);
        } else if self.numbers > 0 {
            self.torn.get_or_insert(literal.digits.start);
        }
        self.numbers = next(self.numbers);
        self.is_signed |= literal.negative;
        if literal.prefixed {
            self.fewest = if self.prefixed == 0 { digits.len() } else { self.fewest.min(digits.len()) };
            self.prefixed = next(self.prefixed);
            self.digits = self.digits.max(digits.len());
            return;
        }
        let is_decimal = digits.iter().all(u8::is_ascii_digit);
        let is_padded = digits.len() > 1 && digits.first() == Some(&b'0');
        self.hex = self.hex.saturating_add(usize::from(!is_decimal || is_padded));
        self.decimal = self.decimal.saturating_add(usize::from(digits.len() != 2));
        self.last = number(digits, 10).unwrap_or(u64::MAX);
        self.largest = self.largest.max(self.last.saturating_mul(if literal.negative { 2 } else { 1 }));
        self.is_bytes |= self.last == 0 || self.last > 0x7f;
    }

    /// Whether the numbers may be no bytes.
    const fn is_doubtful(&self) -> bool {
        self.prefixed == 0 && self.hex == 0 && !self.is_bytes && !self.is_signed
    }

    /// Whether the numbers are bytes, or words of one size.
    fn is_list(&self) -> bool {
        let all_prefixed = self.prefixed == self.numbers && !self.is_signed;
        let is_hex = self.hex > 0 && self.decimal == 0 && self.prefixed == 0 && !self.is_signed;
        // A byte with a sign is no less than -128, which was counted twice.
        let is_decimal = self.hex == 0
            && self.prefixed == 0
            && self.largest <= 256
            && (self.is_signed || self.largest < 256);
        let words = self.digits <= 2 || (matches!(self.digits, 4 | 8 | 16) && self.fewest == self.digits);
        self.numbers > 0 && ((all_prefixed && words) || is_hex || is_decimal)
    }
}

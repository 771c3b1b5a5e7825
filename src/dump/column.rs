//! The text column beside a row: each of its characters stands for a byte, and dots for what does not print.

use super::lex::{self, at, is_blank, next, part, skip};

/// How a text column compares with the bytes beside it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    /// Characters that say the same as their byte.
    pub(super) agree: u32,
    /// Those among them that no other byte would show.
    pub(super) telling: u32,
    /// Characters that say something else, or are too many or too few.
    pub(super) differ: u32,
}

impl Column {
    pub(super) const fn is_exact(self) -> bool {
        self.differ == 0
    }
}

/// One character of a text column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Ascii(u8),
    Blank,
    /// Beyond ASCII.
    Other,
}

/// Where columns stand: from where on and how far, what was before them.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Right behind the last digit.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether a blank always stands behind eight characters.
    pub(super) halved: bool,
}

/// How many of a column's first characters may be blanks that cannot be told from what stands before it.
const MOST_LEAD: usize = 16;

/// What is wanted of a comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// How far the column differs.
    Counts,
    /// Whether it is exact: the first difference ends it.
    Exact,
}

/// Compares the column with bytes, of which there are `len`.
pub(super) fn compare(
    text: &[u8],
    place: Place,
    bytes: &(impl Iterator<Item = u8> + Clone),
    len: u32,
    wanted: Wanted,
) -> Column {
    let behind = place.start;
    let start = skip(text, place.start, place.end, &is_blank);
    let place = Place { start, ..place };
    let open = match at(text, start) {
        b'|' => Some(b'|'),
        b'>' => Some(b'<'),
        _ => None,
    };
    // What seems to open it may be its first character.
    if let Some(close) = open {
        let place = Place { start: next(start), ..place };
        let column = matched(text, place, bytes.clone(), len, Some(close), Wanted::Exact);
        if column.is_exact() {
            return column;
        }
    }
    let best = matched(text, place, bytes.clone(), len, None, wanted);
    if best.is_exact() {
        return best;
    }
    // The column may begin with blanks that are characters of its own.
    let blanks = bytes.clone().take_while(|byte| may_be_blank(*byte)).count();
    // Half of it may be one more.
    let lead = start.saturating_sub(next(behind)).min(next(blanks));
    for blank in (1..=lead).take(MOST_LEAD) {
        let place = Place { start: start.saturating_sub(blank), ..place };
        let column = matched(text, place, bytes.clone(), len, None, Wanted::Exact);
        if column.is_exact() {
            return column;
        }
    }
    best
}

/// Compares what stands in one place.
fn matched(
    text: &[u8],
    place: Place,
    bytes: impl Iterator<Item = u8>,
    len: u32,
    close: Option<u8>,
    wanted: Wanted,
) -> Column {
    /// A halved column has a blank behind as many.
    const HALF: u32 = 8;
    let mut column = Column::default();
    let mut position = place.start;
    let mut bytes = (0_u32..).zip(bytes);
    while let Some((number, byte)) = bytes.next() {
        let mut next = character(text, position, place.end);
        if let Some((Shown::Blank, after)) = next
            && number == HALF
            && len > HALF
            && (place.halved || byte != b' ')
        {
            next = character(text, after, place.end);
        }
        let is_over = close.is_some_and(|close| {
            at(text, position) == close && is_end(text, lex::next(position), place.end) && byte != close
        });
        let Some((shown, after)) = next.filter(|_| !is_over) else {
            // Blanks at the end of a line get lost; nothing else does.
            let is_lost = byte == b' ' && close.is_none() && bytes.all(|(_, byte)| byte == b' ');
            let missing = if is_lost { 0 } else { len.saturating_sub(number) };
            column.differ = column.differ.saturating_add(missing);
            break;
        };
        if says(shown, byte) {
            column.agree = column.agree.saturating_add(1);
            let tells = shown == Shown::Ascii(byte) && !matches!(byte, b'.' | b'?');
            column.telling = column.telling.saturating_add(u32::from(tells));
        } else {
            column.differ = column.differ.saturating_add(1);
            if wanted == Wanted::Exact {
                return column;
            }
        }
        position = after;
    }
    if close.is_some_and(|close| at(text, position) == close) {
        position = next(position);
    }
    column.differ = column.differ.saturating_add(u32::from(!is_end(text, position, place.end)));
    column
}

/// How many characters stand in a place, blanks around them left out.
pub(super) fn characters(text: &[u8], start: usize, end: usize) -> usize {
    let start = skip(text, start, end, &is_blank);
    part(text, start..end).iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Whether nothing but blanks follows.
fn is_end(text: &[u8], position: usize, end: usize) -> bool {
    skip(text, position, end, &is_blank) >= end
}

/// The character at a position, and where the next one is. Ends of lines are none: a wrapped column goes on behind them.
fn character(text: &[u8], position: usize, end: usize) -> Option<(Shown, usize)> {
    let position = skip(text, position, end, &|byte| matches!(byte, b'\r' | b'\n'));
    if position >= end {
        return None;
    }
    let first = at(text, position);
    if first.is_ascii() {
        let shown = if is_blank(first) { Shown::Blank } else { Shown::Ascii(first) };
        return Some((shown, next(position)));
    }
    let after = skip(text, next(position), end, &|byte| byte & 0xc0 == 0x80);
    let is_no_break = first == 0xc2 && at(text, next(position)) == 0xa0;
    Some((if is_no_break { Shown::Blank } else { Shown::Other }, after))
}

/// Whether a tool shows the byte as this character.
fn says(shown: Shown, byte: u8) -> bool {
    match shown {
        Shown::Ascii(b'.') => byte == b'.' || !byte.is_ascii_graphic(),
        Shown::Ascii(b'?') => byte == b'?' || !byte.is_ascii(),
        Shown::Ascii(shown) => byte == shown,
        Shown::Blank => may_be_blank(byte),
        Shown::Other => !byte.is_ascii() || byte.is_ascii_control(),
    }
}

/// Whether a tool shows the byte as a blank.
const fn may_be_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0xa0)
}

//! Bytes written as text with escapes: string literals of C, Python, Rust, Go, JavaScript and shells, Wireshark's escaped
//! strings, and percent encoding.

use super::item::Sink;
use super::lex::{at, between, digit, is_blank, is_ellipsis, next, number, pair, part, skip};
use super::lines::Clean;
use super::note::NoteKind;
use core::ops::Range;

/// Where the text with escapes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Lead {
    /// In quotes, with backslashes.
    Quotes,
    /// All of the text, with backslashes.
    Backslash,
    /// All of the text, with `%`.
    Percent,
}

/// What speaks for this.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Facts {
    bytes: usize,
    /// Bytes written as numbers, and those among them that could stand for themselves anywhere.
    pub(super) coded: usize,
    needless: usize,
    /// The first character that stands for itself.
    plain: Option<usize>,
    /// Characters around the literals.
    outside: usize,
    /// Whether all bytes are written as two hex digits.
    pub(super) all_coded: bool,
    /// Whether a literal is marked as bytes.
    pub(super) marked: bool,
}

/// As many characters around a literal of bytes name it, and do no more.
const ALONE: usize = 24;

/// Reads the text; what speaks for it, or nothing where it cannot be read so.
pub(super) fn read(clean: &Clean<'_>, lead: Lead, out: &mut Sink<'_>) -> Option<Facts> {
    let mut facts = match lead {
        Lead::Quotes => quoted(clean, out)?,
        Lead::Backslash | Lead::Percent => bare(clean, lead, out)?,
    };
    facts.all_coded = facts.coded == facts.bytes;
    // Who escapes what need not be escapes all.
    if let Some(plain) = facts.plain
        && facts.needless > 0
        && lead != Lead::Percent
    {
        out.note(NoteKind::Mixed, plain..next(plain), [0; 2]);
    }
    let is_most = facts.outside <= facts.bytes.saturating_mul(8).saturating_add(96);
    // Ends of lines are escaped in any code.
    let is_alone = facts.marked && facts.outside <= ALONE;
    let is_coded =
        is_alone || (facts.coded > 0 && (facts.marked || facts.coded.saturating_mul(4) >= facts.bytes));
    (is_most && is_coded).then_some(facts)
}

fn quoted(clean: &Clean<'_>, out: &mut Sink<'_>) -> Option<Facts> {
    let mut clean = clean.clone();
    let text = clean.text();
    let mut facts = Facts::default();
    // Whether a literal has ended, and whether another one cannot go on with it.
    let (mut has_ended, mut is_parted) = (false, false);
    // Where a line ended with a backslash, and nothing followed.
    let mut continued: Option<usize> = None;
    // Code behind the last one, which may change it.
    let mut code: Option<usize> = None;
    while let Some((position, byte)) = clean.next() {
        match byte {
            b'"' | b'\'' => {
                let prefix = prefix(text, position);
                if prefix.contains(&b'r') || prefix.contains(&b'R') || prefix.contains(&b'L') {
                    return None;
                }
                facts.marked |= is_of_bytes(prefix);
                if let Some(code) = code.take().filter(|code| *code < position.saturating_sub(prefix.len())) {
                    out.note(NoteKind::Code, code..position, [0; 2]);
                }
                if has_ended && is_parted {
                    out.packet();
                }
                literal(&mut clean, byte, &mut facts, out)?;
                (has_ended, is_parted, continued) = (true, false, None);
            }
            b'.' | b'<' | 0xe2 if has_ended && is_cut_short(text, position) => {
                out.note(NoteKind::LeftOut, position..next(position), [0; 2]);
                clean.skip_line();
            }
            b'*' if has_ended => out.note(NoteKind::Code, position..next(position), [0; 2]),
            b'\\' if clean.rest().is_empty() => continued = Some(position),
            b'\n' => {}
            b',' | b';' => (is_parted, code) = (true, None),
            b'#' => clean.skip_line(),
            b'/' if clean.rest().starts_with(b"/") => clean.skip_line(),
            _ if is_blank(byte) => {}
            _ => {
                facts.outside = next(facts.outside);
                let joins = matches!(byte, b'+' | b'(' | b')' | b'[' | b']' | b'{' | b'}');
                if has_ended && !joins {
                    code.get_or_insert(position);
                }
            }
        }
    }
    if let Some(position) = continued {
        out.note(NoteKind::LeftOut, position..next(position), [0; 2]);
    }
    has_ended.then_some(facts)
}

/// Whether more is said to follow behind a literal, as strace and debuggers have it.
fn is_cut_short(text: &[u8], position: usize) -> bool {
    const REPEATS: &[u8] = b"<repeats ";
    is_ellipsis(text, position) || part(text, position..position.saturating_add(REPEATS.len())) == REPEATS
}

/// The letters before a quote.
fn prefix(text: &[u8], quote: usize) -> &[u8] {
    let start = super::lex::trim(text, 0, quote, &|byte| byte.is_ascii_alphabetic());
    let prefix = part(text, start..quote);
    if prefix.len() <= 2 { prefix } else { &[] }
}

fn is_of_bytes(prefix: &[u8]) -> bool {
    prefix.contains(&b'b') || prefix.contains(&b'B')
}

/// What is in quotes, up to the closing one.
fn literal(clean: &mut Clean<'_>, quote: u8, facts: &mut Facts, out: &mut Sink<'_>) -> Option<()> {
    loop {
        let (position, byte) = clean.next()?;
        match byte {
            _ if byte == quote => return Some(()),
            b'\\' => escape(clean, position, facts, out)?,
            // A literal ends in its line.
            b'\n' => return None,
            _ => {
                facts.bytes = next(facts.bytes);
                facts.plain.get_or_insert(position);
                out.byte(byte, position..next(position));
            }
        }
    }
}

fn bare(clean: &Clean<'_>, lead: Lead, out: &mut Sink<'_>) -> Option<Facts> {
    let mut clean = clean.clone();
    let text = clean.text();
    let mut facts = Facts::default();
    while let Some((position, byte)) = clean.next() {
        match byte {
            b'\n' => {}
            b'\\' if lead == Lead::Backslash => {
                if !clean.rest().is_empty() {
                    escape(&mut clean, position, &mut facts, out)?;
                }
            }
            b'%' if lead == Lead::Percent => {
                let digits = next(position);
                out.byte(pair(text, digits)?, position..digits.saturating_add(2));
                clean.go_to(digits.saturating_add(2));
                facts.bytes = next(facts.bytes);
                facts.coded = next(facts.coded);
            }
            // In forms, this is a blank; elsewhere it is itself.
            b'+' if lead == Lead::Percent => return None,
            _ if byte.is_ascii_graphic() => {
                if matches!(byte, b'"' | b'\'') {
                    // It may be one of a pair.
                    out.note(NoteKind::Torn, position..next(position), [0; 2]);
                }
                facts.bytes = next(facts.bytes);
                facts.plain.get_or_insert(position);
                out.byte(byte, position..next(position));
            }
            _ => return None,
        }
    }
    Some(facts)
}

/// What a backslash begins.
fn escape(clean: &mut Clean<'_>, start: usize, facts: &mut Facts, out: &mut Sink<'_>) -> Option<()> {
    let text = clean.text();
    let (position, byte) = clean.next()?;
    let behind = next(position);
    let (value, end) = match byte {
        // The line goes on in the next one: as it was written, or as it was cut.
        b'\n' => {
            out.note(NoteKind::Torn, start..behind, [0; 2]);
            return Some(());
        }
        b'x' => {
            let end = behind.saturating_add(2);
            (pair(text, behind)?, end)
        }
        b'u' => {
            let braces = usize::from(at(text, behind) == b'{');
            let digits = behind.saturating_add(braces);
            let most = if braces == 1 { usize::MAX } else { digits.saturating_add(4) };
            let end = skip(text, digits, most.min(text.len()), &|byte| byte.is_ascii_hexdigit());
            let value = number(part(text, digits..end), 16)?;
            (u8::try_from(value).ok()?, end.saturating_add(braces))
        }
        b'0'..=b'7' => {
            let most = position.saturating_add(3).min(text.len());
            let end = skip(text, position, most, &|byte| matches!(byte, b'0'..=b'7'));
            (u8::try_from(number(part(text, position..end), 8)?).ok()?, end)
        }
        _ => (plain(byte)?, behind),
    };
    clean.go_to(end);
    // Two octal digits are hexadecimal elsewhere; beyond ASCII, a character is not one byte everywhere.
    let is_octal_pair = byte.is_ascii_digit() && end.saturating_sub(position) == 2;
    if is_octal_pair || (byte == b'u' && !value.is_ascii()) {
        out.note(NoteKind::Escape, start..end, [0; 2]);
    }
    if byte == b'0' && matches!(at(text, end), b'x' | b'X') {
        return None;
    }
    let is_number = !matches!(byte, b'a'..=b't' | b'v' | b'"' | b'\'' | b'\\');
    facts.coded = facts.coded.saturating_add(usize::from(is_number));
    let is_needless = is_number && value.is_ascii_graphic() && !value.is_ascii_hexdigit();
    facts.needless = facts.needless.saturating_add(usize::from(is_needless));
    facts.bytes = next(facts.bytes);
    out.byte(value, start..end);
    // C takes as many hex digits as there are.
    if byte == b'x' && !facts.marked && digit(at(text, end)).is_some() {
        out.note(NoteKind::Escape, start..next(end), [0; 2]);
    }
    Some(())
}

/// The character that an escape of one letter stands for.
const fn plain(letter: u8) -> Option<u8> {
    Some(match letter {
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        b'e' => 27,
        b'\\' | b'\'' | b'"' | b'?' | b'`' | b'$' => letter,
        _ => return None,
    })
}

/// What stands in quotes without escapes: between three of them, over several lines. Gives how much else there is.
pub(super) fn quotes(clean: &Clean<'_>, each: &mut dyn FnMut(Range<usize>)) -> usize {
    let mut clean = clean.clone();
    let mut outside = 0_usize;
    while let Some((position, byte)) = clean.next() {
        if !matches!(byte, b'"' | b'\'') {
            outside = next(outside);
            continue;
        }
        let start = next(position);
        let three = [byte, byte];
        if clean.rest().starts_with(&three) {
            let start = start.saturating_add(three.len());
            clean.go_to(start);
            let text = clean.text();
            let end = clean
                .by_ref()
                .map(|(position, _)| position)
                .find(|position| part(text, *position..position.saturating_add(3)) == [byte; 3]);
            if let Some(end) = end {
                each(start..end);
                clean.go_to(end.saturating_add(3));
            }
            continue;
        }
        let place = clean.run(start, &|inside| inside != byte && inside != b'\\');
        // What a quote does not close is none; a literal of bytes is not one of digits.
        if at(clean.text(), place.end) == byte && !is_of_bytes(prefix(clean.text(), position)) {
            clean.go_to(next(place.end));
            each(place);
        } else {
            outside = next(outside);
        }
    }
    outside
}

/// The longest of these, if there is not much else; and the next longest.
pub(super) fn longest(clean: &Clean<'_>) -> Option<(Range<usize>, Range<usize>)> {
    // `Range::len` can panic on small machines.
    let len = |place: &Range<usize>| between(place.start, place.end);
    let (mut longest, mut second, mut all) = (0..0, 0..0, 0_usize);
    let outside = quotes(clean, &mut |place| {
        all = all.saturating_add(len(&place));
        if len(&place) > len(&longest) {
            second = core::mem::replace(&mut longest, place);
        } else if len(&place) > len(&second) {
            second = place;
        }
    });
    let others = all.saturating_sub(len(&longest)).saturating_add(outside);
    (len(&longest) > 0 && others <= len(&longest).saturating_mul(2).saturating_add(64))
        .then_some((longest, second))
}

//! Characters of text: what separates, what is a digit, where words end. Positions count bytes of the text.

use core::ops::Range;

/// The byte at a position; a NUL, which no text holds, past the end.
pub(super) fn at(text: &[u8], position: usize) -> u8 {
    text.get(position).copied().unwrap_or(0)
}

/// The bytes in a range; none if it is not in the text.
pub(super) fn part(text: &[u8], range: Range<usize>) -> &[u8] {
    text.get(range).unwrap_or_default()
}

/// The next position, which cannot be past any text.
pub(super) const fn next(position: usize) -> usize {
    position.saturating_add(1)
}

/// How many there are from `start` to `end`.
pub(super) const fn between(start: usize, end: usize) -> usize {
    end.saturating_sub(start)
}

/// Whether it separates words. The no-break space is two bytes in UTF-8, of which no other character here begins with the first.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c | 0xc2 | 0xa0)
}

/// The first position from `start` on whose byte is not like this, or `end`.
pub(super) fn skip(text: &[u8], start: usize, end: usize, is_like: &dyn Fn(u8) -> bool) -> usize {
    let run = part(text, start..end).iter().take_while(|byte| is_like(**byte)).count();
    start.saturating_add(run)
}

/// The last position before `end` behind which all is like this, or `start`.
pub(super) fn trim(text: &[u8], start: usize, end: usize, is_like: &dyn Fn(u8) -> bool) -> usize {
    let run = part(text, start..end).iter().rev().take_while(|byte| is_like(**byte)).count();
    end.saturating_sub(run)
}

/// The value of a hex digit.
pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The value of the two hex digits at a position.
pub(super) fn pair(text: &[u8], position: usize) -> Option<u8> {
    let high = digit(at(text, position))?;
    Some(high << 4 | digit(at(text, next(position)))?)
}

/// A number in these digits, if it is one and not too large.
pub(super) fn number(digits: &[u8], radix: u8) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, byte| {
        let digit = digit(*byte).filter(|digit| *digit < radix)?;
        value.checked_mul(radix.into())?.checked_add(digit.into())
    })
}

/// Whether all are hex digits.
pub(super) fn is_hex(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_hexdigit)
}

/// Whether bytes are said to be left out here.
pub(super) fn is_ellipsis(text: &[u8], position: usize) -> bool {
    let mark = part(text, position..position.saturating_add(3));
    mark == b"..." || mark == "\u{2026}".as_bytes()
}

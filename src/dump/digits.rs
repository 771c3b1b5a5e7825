//! Hex digits, and what stands between them and around.

use super::lex::{at, is_blank, is_ellipsis, is_hex, next, part};
use super::lines::Clean;
use core::ops::Range;

/// What stands before each word of digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Prefix {
    #[default]
    None,
    /// `0x`
    Zero,
    /// `\x`
    Backslash,
    /// `%`
    Percent,
}

/// A part of the text.
#[derive(Clone)]
pub(super) enum Lexeme {
    Digits(Range<usize>, Prefix),
    Separator(u8),
    Line,
    LeftOut(Range<usize>),
}

/// The parts of the text; the position of what is neither digits nor separates them.
pub(super) fn lex(clean: &Clean<'_>, each: &mut dyn FnMut(Lexeme)) -> Result<(), usize> {
    let mut clean = clean.clone();
    let text = clean.text();
    // Where a buffer begins, as Node.js shows it, that has not ended.
    let mut buffer = None;
    let mut last = b'\n';
    while let Some((position, byte)) = clean.next() {
        let is_line_start = last == b'\n';
        let before = core::mem::replace(&mut last, byte);
        match byte {
            b'\n' => each(Lexeme::Line),
            // What stands before a colon that ends a line is an offset, or a label; what begins with one is of Intel's format.
            b':' if clean.rest().is_empty() || is_line_start => return Err(position),
            // A hole, or the end of a mail.
            b'-' if clean.rest().starts_with(b"-") => return Err(position),
            // What an assembler does not read.
            b';' if is_blank(before) && clean.rest().starts_with(b" ") => clean.skip_line(),
            b',' | b':' | b';' | b'-' => each(Lexeme::Separator(byte)),
            // Markdown's quotation of a few words.
            b'`' if is_line_start || clean.rest().is_empty() => each(Lexeme::Separator(b' ')),
            _ if is_blank(byte) => each(Lexeme::Separator(b' ')),
            // Comments go on to the end of the line.
            b'#' => clean.skip_line(),
            b'/' if clean.rest().starts_with(b"/") => clean.skip_line(),
            b'<' if clean.rest().starts_with(b"Buffer ") => {
                buffer = Some(position);
                clean.go_to(position.saturating_add(b"<Buffer".len()));
            }
            b'>' if buffer.is_some() => buffer = None,
            b'.' | 0xe2 if is_ellipsis(text, position) => {
                each(Lexeme::LeftOut(clean.run(position, &|_| true)));
                clean.skip_line();
                buffer = None;
            }
            _ => {
                let (start, prefix) = match (byte, at(text, next(position))) {
                    (b'0', b'x' | b'X') => (position.saturating_add(2), Prefix::Zero),
                    (b'\\', b'x' | b'X') => (position.saturating_add(2), Prefix::Backslash),
                    (b'%', _) => (next(position), Prefix::Percent),
                    _ => (position, Prefix::None),
                };
                let word = clean.run(start, &|byte| byte.is_ascii_alphanumeric());
                let has_suffix = matches!(part(text, word.clone()).last(), Some(b'h' | b'H'));
                let digits = word.start..word.end.saturating_sub(usize::from(has_suffix));
                if digits.is_empty() || !is_hex(part(text, digits.clone())) {
                    return Err(position);
                }
                clean.go_to(word.end);
                each(Lexeme::Digits(digits, prefix));
            }
        }
    }
    if let Some(position) = buffer {
        each(Lexeme::LeftOut(position..position.saturating_add(b"<Buffer".len())));
    }
    Ok(())
}

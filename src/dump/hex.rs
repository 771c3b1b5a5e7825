//! Hex digits, with nothing around them but what separates them: streams, bytes, words; `0x`, `\x` and `%` before them.

use super::digits::{Lexeme, Prefix, lex};
use super::item::Sink;
use super::lex::{at, between, digit, next, pair};
use super::lines::Clean;
use super::note::NoteKind;
use super::profile::{Cut, Profile};
use super::word::{Order, bytes};
use core::ops::Range;

/// Reads the digits.
pub(super) fn read(clean: &Clean<'_>, profile: &Profile, order: Order, out: &mut Sink<'_>) {
    let text = clean.text();
    // In a stream, the first digit of a byte may stand in the line before.
    let mut half: Option<(u8, usize)> = None;
    let (mut in_line, mut line, mut lines) = (0_usize, 0..0, 0_usize);
    let mut short: Option<(usize, Range<usize>)> = None;
    let mut shorts = 0_usize;
    let is_padded = profile.zeros > 0;
    let is_split = profile.is_split();
    let _ = lex(clean, &mut |lexeme| match lexeme {
        Lexeme::Digits(place, _) => {
            line = if in_line == 0 { place.clone() } else { line.start..place.end };
            in_line = in_line.saturating_add(between(place.start, place.end));
            let is_single = between(place.start, place.end) == 1;
            match profile.cut {
                // A byte may be split over lines.
                cut if cut == Cut::Stream || (cut == Cut::Bytes && is_split && is_single) => {
                    for position in place {
                        let Some(low) = digit(at(text, position)) else { continue };
                        half = match half {
                            Some((high, start)) => {
                                out.byte(high << 4 | low, start..next(position));
                                None
                            }
                            None => Some((low, position)),
                        };
                    }
                }
                Cut::Bytes if is_single => {
                    if is_padded {
                        out.note(NoteKind::Lone, place.clone(), [0; 2]);
                    }
                    out.byte(digit(at(text, place.start)).unwrap_or(0), place);
                }
                _ => {
                    for place in bytes(place, order) {
                        out.byte(pair(text, place.start).unwrap_or(0), place);
                    }
                }
            }
        }
        Lexeme::LeftOut(place) => out.note(NoteKind::LeftOut, place, [0; 2]),
        Lexeme::Line if in_line > 0 => {
            lines = next(lines);
            if in_line != usize::from(profile.per_line) && lines < profile.lines {
                shorts = next(shorts);
                short.get_or_insert((in_line, line.clone()));
            }
            in_line = 0;
        }
        Lexeme::Line | Lexeme::Separator(_) => {}
    });
    if profile.is_counted && profile.prefix == Prefix::None {
        out.note(NoteKind::Counted, 0..text.len(), [0; 2]);
    }
    if profile.is_torn && profile.cut == Cut::Stream && half.is_none() {
        out.note(NoteKind::Odd, 0..text.len(), [0; 2]);
    }
    if profile.is_doubtful() {
        out.note(NoteKind::Numbers, 0..text.len(), [0; 2]);
    }
    if let Some((_, position)) = half {
        out.note(NoteKind::Odd, position..next(position), [0; 2]);
    }
    // Where most lines are of a length, the others have lost something.
    if let Some((digits, place)) = short
        && (shorts == 1 || shorts.saturating_mul(2) < profile.lines.saturating_sub(1))
        && profile.lines > 2
        && profile.per_line >= 16
    {
        let bytes = u64::try_from(digits / 2).unwrap_or(0);
        out.note(NoteKind::Short, place, [bytes, u64::from(profile.per_line / 2)]);
    }
}

//! Base64, with either alphabet, in lines of any length. `[RFC4648] 4`, `[RFC4648] 5`

use super::item::Sink;
use super::lex::{is_blank, next, part};
use super::lines::Clean;
use super::note::NoteKind;
use core::ops::Range;

/// What speaks for it.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Facts {
    /// How many characters stand for bits.
    characters: usize,
    padding: usize,
    /// Whether the alphabet for URLs shows, and whether the other one does.
    pub(super) url: bool,
    plain: bool,
    upper: bool,
    lower: bool,
    digits: bool,
    /// Whether a byte is zero, as in nearly all that is not text.
    pub(super) has_zeros: bool,
}

impl Facts {
    /// Whether it can be told from a word.
    pub(super) fn is_likely(&self) -> bool {
        let kinds = [self.upper, self.lower, self.digits, self.url | self.plain, self.padding > 0];
        self.characters >= 8 && (self.has_zeros || kinds.iter().filter(|kind| **kind).count() >= 4)
    }
}

/// Reads it; nothing where it is not base64.
pub(super) fn read(clean: &Clean<'_>, out: &mut Sink<'_>) -> Option<Facts> {
    let mut facts = Facts::default();
    // Bits that are no byte yet, and how many.
    let (mut bits, mut held, mut from) = (0_u32, 0_u32, 0);
    let mut last = 0..0;
    let mut is_in_line = false;
    for (position, byte) in clean.clone() {
        match byte {
            b'\n' => {
                is_in_line = false;
                continue;
            }
            // Lines may be indented, but a blank inside of one parts words.
            _ if is_blank(byte) && is_in_line => return None,
            _ if is_blank(byte) => continue,
            _ => is_in_line = true,
        }
        let value = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                facts.padding = next(facts.padding);
                continue;
            }
            _ => return None,
        };
        if facts.padding > 0 {
            return None;
        }
        facts.note(byte);
        bits = bits << 6 | u32::from(value);
        if held == 0 {
            from = position;
        }
        held = held.saturating_add(6);
        last = position..next(position);
        if held >= 8 {
            held = held.saturating_sub(8);
            let [byte, ..] = bits.checked_shr(held).unwrap_or(0).to_le_bytes();
            facts.has_zeros |= byte == 0;
            out.byte(byte, from..last.end);
            from = position;
        }
    }
    let odd = facts.characters % 4;
    let is_padded = facts.padding == (4_usize.saturating_sub(odd)) % 4;
    if facts.characters == 0 || odd == 1 || (facts.padding > 0 && !is_padded) || (facts.url && facts.plain) {
        return None;
    }
    let left = bits & 1_u32.checked_shl(held).unwrap_or(0).saturating_sub(1);
    if left != 0 {
        out.note(NoteKind::Bits, last, [0; 2]);
    }
    Some(facts)
}

impl Facts {
    fn note(&mut self, byte: u8) {
        self.characters = next(self.characters);
        self.upper |= byte.is_ascii_uppercase();
        self.lower |= byte.is_ascii_lowercase();
        self.digits |= byte.is_ascii_digit();
        self.plain |= matches!(byte, b'+' | b'/');
        self.url |= matches!(byte, b'-' | b'_');
    }
}

/// Where it begins behind what a data URL says before it.
pub(super) fn behind_label(text: &[u8], region: Range<usize>) -> Range<usize> {
    const MARK: &[u8] = b";base64,";
    let all = part(text, region.clone());
    let found = all.windows(MARK.len()).take(64).position(|window| window == MARK);
    match found {
        Some(found) if all.starts_with(b"data:") => {
            region.start.saturating_add(found).saturating_add(MARK.len())..region.end
        }
        _ => region,
    }
}

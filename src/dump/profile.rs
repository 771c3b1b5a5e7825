//! What all hex digits of a text have in common: how they are cut into bytes.

use super::digits::{Lexeme, Prefix, lex};
use super::lex::{between, next, number, pair, part};
use super::lines::Clean;
use super::note::DumpErrorKind;
use super::vote::Vote;
use super::word::{Order, bytes};
use core::ops::Range;

/// How the digits are cut into bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Cut {
    /// Each word is a byte.
    #[default]
    Bytes,
    /// Lines are cut anywhere: two digits are a byte.
    Stream,
    /// Each word is several bytes.
    Words,
}

/// What all of the text has in common.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Profile {
    pub(super) cut: Cut,
    pub(super) prefix: Prefix,
    pub(super) words: usize,
    /// Lines with digits.
    pub(super) lines: usize,
    pub(super) digits: usize,
    /// How many digits the words have: the first, the most.
    pub(super) first: usize,
    most: usize,
    /// All but the last have as many.
    pub(super) is_even: bool,
    pub(super) colons: bool,
    pub(super) commas: bool,
    blanks: bool,
    /// How many digits most lines have.
    pub(super) per_line: u16,
    /// Whether there are letters among the digits, and whether there are others.
    pub(super) letters: bool,
    pub(super) decimals: bool,
    is_zero: bool,
    /// Words of two digits of which the first is a zero, and of one digit.
    pub(super) zeros: usize,
    singles: usize,
    /// Words of one digit at the end of a line that go on in the next one.
    halves: usize,
    /// Whether the first number of each line is one more than that of the line before.
    pub(super) is_counted: bool,
    /// Whether lines were cut where no byte ends, though they are not all of one length.
    pub(super) is_torn: bool,
    /// Whether nothing but its size says in which order the bytes of a word come.
    pub(super) has_orders: bool,
}

impl Profile {
    /// Whether these are numbers as people write them: without letters, of one digit or two, or times of day.
    pub(super) const fn is_plain_numbers(&self) -> bool {
        !self.letters && ((self.singles > 0 && self.zeros == 0) || (self.colons && self.blanks))
    }

    /// Whether they may be: without letters and without zeros in front, or short; or words.
    pub(super) const fn is_doubtful(&self) -> bool {
        let is_short = self.digits <= GUID[4];
        let is_number = match self.cut {
            Cut::Bytes => self.zeros == 0,
            Cut::Stream | Cut::Words => is_short,
        };
        self.is_bare() && ((!self.letters && is_number) || (!self.decimals && is_short))
    }

    /// Whether all words of one digit are halves of pairs that were split over lines.
    pub(super) const fn is_split(&self) -> bool {
        self.zeros > 0 && self.singles > 0 && self.halves.saturating_mul(2) == self.singles
    }

    const fn is_bare(&self) -> bool {
        matches!(self.prefix, Prefix::None) && !self.has_orders
    }
}

/// Nothing wraps lines that are shorter.
const NARROW: usize = 32;

/// How many digits the parts of a GUID have.
const GUID: [usize; 5] = [8, 4, 4, 4, 12];

/// The profile of digits in quotes, if there are enough of them to be meant as bytes.
pub(super) fn quoted(clean: &Clean<'_>) -> Option<Profile> {
    const FEW: usize = 16;
    profile(clean).ok().filter(|profile| profile.digits >= FEW && !profile.is_plain_numbers())
}

/// What the digits have in common, or where there is something else.
pub(super) fn profile(clean: &Clean<'_>) -> Result<Profile, (DumpErrorKind, usize)> {
    let text = clean.text();
    let profile = Profile { is_even: true, is_zero: true, is_counted: true, ..Profile::default() };
    let mut seen = Seen { profile, ..Seen::default() };
    let all = lex(clean, &mut |lexeme| match lexeme {
        Lexeme::Digits(place, prefix) => seen.word(text, &place, prefix),
        Lexeme::Line => seen.line(),
        Lexeme::Separator(byte) => {
            let profile = &mut seen.profile;
            profile.colons |= byte == b':';
            profile.commas |= byte == b',';
            profile.blanks |= byte == b' ' && seen.in_line > 0;
            seen.has_dashes |= byte == b'-';
        }
        Lexeme::LeftOut(_) => {}
    });
    all.map_err(|position| (DumpErrorKind::Unknown, position))?;
    seen.finish()
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    profile: Profile,
    /// How many digits the last word has, whether it is half of a byte, and where the first one is.
    last: usize,
    is_half: bool,
    first_at: usize,
    /// The first word with half a byte too much.
    odd: Option<usize>,
    /// Whether all words are as long as those of GUIDs, and which the next one is.
    is_guid: bool,
    guid_place: usize,
    has_dashes: bool,
    /// Whether a word has other bytes with the last one first.
    has_orders: bool,
    /// Words and digits of the line, and its first number.
    in_line: usize,
    line_digits: usize,
    line_first: Option<u64>,
    /// The most words of a line, the lengths of lines, those with half a byte, and the first number of the last one.
    in_lines: usize,
    lengths: Vote<u16>,
    odd_lines: usize,
    counted: Option<u64>,
}

impl Seen {
    fn word(&mut self, text: &[u8], place: &Range<usize>, prefix: Prefix) {
        let digits = between(place.start, place.end);
        let word = part(text, place.clone());
        if self.in_line == 0 {
            self.line_first = number(word, 10);
        }
        let profile = &mut self.profile;
        if profile.words == 0 {
            (profile.first, profile.prefix, self.first_at) = (digits, prefix, place.start);
            self.is_guid = true;
        } else {
            profile.is_even &= self.last == profile.first;
            profile.prefix = if profile.prefix == prefix { prefix } else { Prefix::None };
        }
        self.is_guid &= GUID.get(self.guid_place) == Some(&digits);
        self.guid_place = if next(self.guid_place) < GUID.len() { next(self.guid_place) } else { 0 };
        if !digits.is_multiple_of(2) {
            self.odd.get_or_insert(place.start);
        }
        profile.is_zero &= word.iter().all(|byte| *byte == b'0');
        profile.letters |= word.iter().any(u8::is_ascii_alphabetic);
        profile.decimals |= word.iter().any(u8::is_ascii_digit);
        let is_padded = digits == 2 && word.first() == Some(&b'0');
        profile.zeros = profile.zeros.saturating_add(usize::from(is_padded));
        profile.singles = profile.singles.saturating_add(usize::from(digits == 1));
        // The one before ended its line.
        let goes_on = self.in_line == 0 && digits == 1 && self.is_half;
        profile.halves = profile.halves.saturating_add(usize::from(goes_on));
        self.is_half = digits == 1 && !goes_on;
        let values = |order| bytes(place.clone(), order).map(|place| pair(text, place.start));
        self.has_orders = self.has_orders || !values(Order::Printed).eq(values(Order::Reversed));
        profile.most = profile.most.max(digits);
        profile.words = next(profile.words);
        profile.digits = profile.digits.saturating_add(digits);
        (self.last, self.in_line) = (digits, next(self.in_line));
        self.line_digits = self.line_digits.saturating_add(digits);
    }

    fn line(&mut self) {
        if self.in_line > 0 {
            let profile = &mut self.profile;
            let is_next = |before: u64| self.line_first == before.checked_add(1);
            profile.is_counted &=
                self.in_line > 1 && self.line_first.is_some() && self.counted.is_none_or(is_next);
            profile.lines = next(profile.lines);
            self.counted = self.line_first;
            self.in_lines = self.in_lines.max(self.in_line);
            self.odd_lines = self.odd_lines.saturating_add(self.line_digits % 2);
            self.lengths.add(u16::try_from(self.line_digits).ok());
        }
        (self.in_line, self.line_digits) = (0, 0);
    }

    fn finish(self) -> Result<Profile, (DumpErrorKind, usize)> {
        let Self { mut profile, first_at, .. } = self;
        let unknown = |position| Err((DumpErrorKind::Unknown, position));
        profile.per_line = self.lengths.winner.unwrap_or(0);
        // Two lines may begin so by chance.
        profile.is_counted &= profile.lines > 2;
        // A wrapped stream has lines of one length, and a last one.
        let per_line = usize::from(profile.per_line);
        let wrapped = per_line.saturating_mul(profile.lines.saturating_sub(1));
        let is_wrapped =
            per_line >= NARROW && (wrapped..=wrapped.saturating_add(per_line)).contains(&profile.digits);
        profile.is_torn = self.odd_lines > 0 && profile.lines > 1 && !is_wrapped;
        profile.is_even &= self.last <= profile.first;
        // An offset alone is what is dumped of nothing.
        if profile.words == 0 || (profile.words == 1 && self.odd.is_some() && profile.is_zero) {
            return unknown(first_at);
        }
        if self.is_guid && self.guid_place == 0 && self.has_dashes {
            return Err((DumpErrorKind::Guid, first_at));
        }
        let is_word = profile.is_even && matches!(profile.first, 4 | 8 | 16) && profile.words > 1;
        profile.cut = match profile.most {
            0..=2 => Cut::Bytes,
            _ if self.in_lines == 1 && profile.prefix == Prefix::None && !is_word => Cut::Stream,
            _ => Cut::Words,
        };
        if profile.cut == Cut::Words {
            if let Some(odd) = self.odd {
                return unknown(odd);
            }
            // Dates are no words of memory, which are all of one size.
            if !profile.is_even && !profile.letters && (self.has_dashes || profile.colons) {
                return unknown(first_at);
            }
            profile.has_orders = is_word && self.has_orders;
        }
        Ok(profile)
    }
}

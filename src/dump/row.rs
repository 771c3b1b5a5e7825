//! One line of a dump: an offset, groups of hex digits, a text column.

use super::column::{self, Column, Place, Wanted};
use super::lex::{at, between, digit, is_blank, is_hex, next, number, part, skip};
use super::word::Order;
use core::ops::Range;

/// Where memory is, and no dump of a message ends: what begins behind it begins with an address.
pub(super) const ADDRESSES: u64 = 0x1_0000;
/// No tool prints more bytes in a line.
pub(super) const MOST_BYTES: u16 = 256;

/// No name of a symbol is longer.
const LONGEST_SYMBOL: usize = 64;

/// What all rows of a dump have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Form {
    /// In which digits the offsets are written, if there are any.
    pub(super) radix: Option<u8>,
    pub(super) style: Style,
    /// How many digits a group has: 2, 4, 8 or 16 in hexadecimal, 3 or 6 in octal.
    pub(super) digits: u8,
    pub(super) order: Order,
    /// How many bytes a whole row has; 0 if that is not known.
    pub(super) width: u16,
    /// Whether most rows have a text column.
    pub(super) has_columns: bool,
}

impl Form {
    /// How many bytes a group has.
    pub(super) const fn group(self) -> u8 {
        group_len(self.digits, is_octal(self.digits))
    }
}

const fn group_len(digits: u8, is_octal: bool) -> u8 {
    if is_octal { digits / 3 } else { digits / 2 }
}

/// Whether groups of so many digits are octal.
pub(super) const fn is_octal(digits: u8) -> bool {
    matches!(digits, 3 | 6)
}

/// How an offset is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Style {
    pub(super) digits: u8,
    pub(super) colon: bool,
    pub(super) bracket: bool,
    pub(super) prefix: bool,
    pub(super) tick: bool,
    /// Something stands before it.
    pub(super) log: bool,
}

impl Style {
    const fn is_marked(self) -> bool {
        self.colon || self.bracket
    }

    /// Whether it is the same but for what stands before it.
    pub(super) fn is_like(self, other: Self) -> bool {
        Self { log: false, ..self } == Self { log: false, ..other }
    }
}

/// An offset, and where its line goes on behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) offset: u64,
    pub(super) style: Style,
    pub(super) end: usize,
}

/// The offset at the start of a line, or behind what a log puts before it, if it is written in this style; in any if none is told.
pub(super) fn head(text: &[u8], line: &Range<usize>, radix: u8, style: Option<Style>) -> Option<Head> {
    let start = skip(text, line.start, line.end, &is_blank);
    let wanted = |position| {
        let head = offset(text, position, line.end, radix)?;
        let head = Head { style: Style { log: position != start, ..head.style }, ..head };
        style.is_none_or(|style| style.is_like(head.style)).then_some(head)
    };
    if let Some(head) = wanted(start).or_else(|| wanted(after_log(text, start, line.end))) {
        return Some(head);
    }
    // A log may put anything before it. A colon or brackets show what it is, if digits follow.
    let words = (start..line.end)
        .filter(|position| is_blank(at(text, *position)) && !is_blank(at(text, next(*position))));
    words.map(next).find_map(|position| {
        let head = wanted(position)?;
        let follows = Groups::new(text, head.end, line.end, 16).next().is_some();
        (head.style.is_marked() && follows).then_some(head)
    })
}

/// Where a line goes on behind a bullet, or a time stamp of the Linux kernel with what a system's log puts before that.
fn after_log(text: &[u8], start: usize, end: usize) -> usize {
    const KERNEL: &[u8] = b"kernel: ";
    let line = part(text, start..end);
    let found = line.windows(KERNEL.len()).position(|window| window == KERNEL);
    let mut position = found.map_or(start, |found| start.saturating_add(found).saturating_add(KERNEL.len()));
    if matches!(at(text, position), b'*' | b'-') && at(text, next(position)) == b' ' {
        position = next(position);
    }
    if at(text, position) == b'<' {
        let level = skip(text, next(position), end, &|byte| byte.is_ascii_digit());
        position = if at(text, level) == b'>' { next(level) } else { position };
    }
    if at(text, position) == b'[' {
        let stamp =
            skip(text, next(position), end, &|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b' '));
        let is_stamp = at(text, stamp) == b']' && part(text, position..stamp).contains(&b'.');
        position = if is_stamp { next(stamp) } else { position };
    }
    skip(text, position, end, &is_blank)
}

/// The offset at a position.
fn offset(text: &[u8], start: usize, end: usize, radix: u8) -> Option<Head> {
    let bracket = at(text, start) == b'[';
    let mut position = if bracket { next(start) } else { start };
    let prefix = matches!(part(text, position..position.saturating_add(2)), b"0x" | b"0X");
    if prefix {
        position = position.saturating_add(2);
    }
    let mut digits_end = skip(text, position, end, &|byte| byte.is_ascii_hexdigit());
    let mut value = number(part(text, position..digits_end), radix)?;
    let mut digits = between(position, digits_end);
    // A debugger writes 64 bits in two halves.
    let tick = digits == 8 && at(text, digits_end) == b'`';
    if tick {
        let low = next(digits_end);
        digits_end = skip(text, low, end, &|byte| byte.is_ascii_hexdigit());
        digits = digits.saturating_add(between(low, digits_end));
        value = value.checked_mul(1 << 32)?.checked_add(number(part(text, low..digits_end), radix)?)?;
    }
    // Samba wrote three once.
    let fewest = if bracket { 3 } else { 4 };
    if !(fewest..=16).contains(&digits) {
        return None;
    }
    let mut after = digits_end;
    if bracket {
        if at(text, after) != b']' {
            return None;
        }
        after = next(after);
    }
    // A debugger may say which symbol is near.
    let symbol = skip(text, after, end, &is_blank);
    if prefix && at(text, symbol) == b'<' {
        let far = symbol.saturating_add(LONGEST_SYMBOL).min(end);
        after = next(skip(text, symbol, far, &|byte| byte != b'>')).min(end);
    }
    let colon = !bracket && at(text, after) == b':';
    if colon {
        after = next(after);
    }
    if after < end && !is_blank(at(text, after)) {
        return None;
    }
    let digits = u8::try_from(digits).unwrap_or(u8::MAX);
    let style = Style { digits, colon, bracket, prefix, tick, log: false };
    Some(Head { offset: value, style, end: after })
}

/// Where the digits of a line begin that has no offset.
pub(super) fn body(text: &[u8], line: &Range<usize>) -> usize {
    after_log(text, skip(text, line.start, line.end, &is_blank), line.end)
}

/// The groups of hex digits that follow each other, as their digits' places.
#[derive(Clone, Debug)]
pub(super) struct Groups<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
    /// How many the next one may have.
    digits: u8,
    is_first: bool,
}

impl<'t> Groups<'t> {
    pub(super) const fn new(text: &'t [u8], at: usize, end: usize, digits: u8) -> Self {
        Self { text, at, end, digits, is_first: true }
    }
}

impl Iterator for Groups<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let (text, end) = (self.text, self.end);
        let mut start = skip(text, self.at, end, &is_blank);
        // Some tools put a dash in the middle of a row.
        if start == self.at && at(text, start) == b'-' {
            start = next(start);
        }
        if matches!(part(text, start..start.saturating_add(2)), b"0x" | b"0X") {
            start = start.saturating_add(2);
        }
        let after = skip(text, start, end, &|byte| byte.is_ascii_alphanumeric());
        let digits = u8::try_from(between(start, after)).unwrap_or(u8::MAX);
        let word = part(text, start..after);
        let fits = if is_octal(self.digits) {
            digits == self.digits && word.iter().all(|byte| matches!(byte, b'0'..=b'7'))
        } else {
            digits > 0 && digits.is_multiple_of(2) && digits <= self.digits && is_hex(word)
        };
        let dashed = at(text, after) == b'-' && digit(at(text, next(after))).is_some();
        if !fits || !(after >= end || is_blank(at(text, after)) || dashed) {
            return None;
        }
        self.at = after;
        // All are alike; a shorter one is the last.
        self.digits = if self.is_first {
            digits
        } else if digits < self.digits {
            0
        } else {
            self.digits
        };
        self.is_first = false;
        Some(start..after)
    }
}

/// The bytes of groups, each with the place of its digits.
#[derive(Clone, Debug)]
pub(super) struct RowBytes<'t> {
    groups: Groups<'t>,
    is_octal: bool,
    group: Range<usize>,
    /// How many bytes of the group were given.
    given: u8,
    order: Order,
    left: u16,
}

impl<'t> RowBytes<'t> {
    /// As many bytes.
    const fn new(groups: Groups<'t>, order: Order, left: u16) -> Self {
        let is_octal = is_octal(groups.digits);
        Self { groups, is_octal, group: 0..0, given: 0, order, left }
    }

    fn values(&self) -> impl Iterator<Item = u8> + Clone + use<'t> {
        self.clone().map(|(byte, _)| byte)
    }
}

impl Iterator for RowBytes<'_> {
    type Item = (u8, Range<usize>);

    fn next(&mut self) -> Option<(u8, Range<usize>)> {
        self.left = self.left.checked_sub(1)?;
        let text = self.groups.text;
        let mut len = self.len();
        if self.given >= len {
            self.group = self.groups.next()?;
            self.given = 0;
            len = self.len();
        }
        let number = match self.order {
            Order::Printed => self.given,
            Order::Reversed => len.saturating_sub(1).saturating_sub(self.given),
        };
        self.given = self.given.saturating_add(1);
        if self.is_octal {
            // The digits of an octal word are not those of its bytes.
            let word = u16::try_from(super::lex::number(part(text, self.group.clone()), 8)?).ok()?;
            let [high, low] = word.to_be_bytes();
            let byte = if len > 1 && number == 0 { high } else { low };
            return Some((byte, self.group.clone()));
        }
        let start = self.group.start.saturating_add(usize::from(number).saturating_mul(2));
        Some((super::lex::pair(text, start)?, start..start.saturating_add(2)))
    }
}

impl RowBytes<'_> {
    /// How many bytes the group has.
    fn len(&self) -> u8 {
        group_len(u8::try_from(between(self.group.start, self.group.end)).unwrap_or(0), self.is_octal)
    }
}

/// The digits of a line, and the text column beside them.
#[derive(Clone, Debug)]
pub(super) struct Row<'t> {
    pub(super) bytes: RowBytes<'t>,
    pub(super) len: u16,
    /// How what stands behind the digits compares with them, if there is something.
    pub(super) column: Option<Column>,
    /// Whether the last digits could be the text column, too.
    pub(super) is_ambiguous: bool,
    /// Where the digits begin and end.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'t> Row<'t> {
    /// The row with fewer bytes.
    pub(super) fn cut(&self, text: &'t [u8], end: usize, len: u16) -> Self {
        let bytes = RowBytes { left: len, ..self.bytes.clone() };
        let place = Place { start: self.end, end, halved: false };
        let compare = |_| column::compare(text, place, &bytes.values(), u32::from(len), Wanted::Counts);
        let column = self.column.map(compare);
        let Self { is_ambiguous, start, end, .. } = *self;
        Self { bytes, len, column, is_ambiguous, start, end }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = u8> + Clone {
        self.bytes.values()
    }

    /// Whether it has no text column, and not because that would be blank.
    pub(super) fn lacks_column(&self) -> bool {
        self.column.is_none() && self.values().any(|byte| byte != b' ')
    }

    /// Whether its bytes depend on the order of those in words.
    pub(super) fn has_orders(&self) -> bool {
        let bytes = |order| RowBytes { order, ..self.bytes.clone() }.values();
        !bytes(Order::Printed).eq(bytes(Order::Reversed))
    }

    pub(super) fn is_exact(&self) -> bool {
        self.column.is_some_and(Column::is_exact)
    }
}

/// Whether something that is no group stands behind the groups.
pub(super) fn has_more(text: &[u8], start: usize, end: usize, digits: u8) -> bool {
    let last = Groups::new(text, start, end, digits).last();
    last.is_some_and(|last| skip(text, last.end, end, &is_blank) < end)
}

/// The row whose digits begin at a position; none if there are none.
pub(super) fn row(text: &[u8], start: usize, end: usize, form: Form, halved: bool) -> Option<Row<'_>> {
    let groups = Groups::new(text, start, end, form.digits);
    let mut ends = [0; MOST_BYTES as usize];
    let most = if form.width == 0 { MOST_BYTES } else { form.width };
    let Extent { len, end: digits_end, group, shorter } = extent(groups.clone(), most, &mut ends);
    if len == 0 {
        return None;
    }
    let with = |len: u16, digits_end: usize, wanted| {
        let place = Place { start: digits_end, end, halved };
        let bytes = RowBytes::new(groups.clone(), form.order, len);
        let has_more = skip(text, digits_end, end, &is_blank) < end;
        let column = has_more.then(|| column::compare(text, place, &bytes.values(), u32::from(len), wanted));
        Row { bytes, len, column, is_ambiguous: false, start, end: digits_end }
    };
    let mut longest = with(len, digits_end, Wanted::Counts);
    // A row as long as the others needs no second look, unless it has a hole.
    let is_dense =
        || !part(text, start..digits_end).windows(3).any(|hole| hole.iter().all(|byte| is_blank(*byte)));
    if longest.is_exact() || (longest.column.is_none() && longest.len == form.width && is_dense()) {
        return Some(longest);
    }
    // What looks like digits may belong to the text column, which then shows that.
    for (before, digits_end) in shorter.iter().enumerate().rev() {
        let len = group.saturating_mul(u16::try_from(before).unwrap_or(u16::MAX).saturating_add(1));
        let digits_end = *digits_end as usize;
        let characters = column::characters(text, digits_end, end);
        // A column is not much longer than the row, and the fewer digits, the longer is what is behind them.
        if characters > usize::from(len).saturating_add(4) {
            break;
        }
        if characters.saturating_mul(2) < usize::from(len) {
            continue;
        }
        let row = with(len, digits_end, Wanted::Exact);
        if row.is_exact() {
            let is_apart = is_blank(at(text, next(digits_end)));
            if longest.column.is_some() || is_apart {
                return Some(row);
            }
            longest.is_ambiguous = true;
        }
    }
    Some(longest)
}

/// Groups from the first one on.
struct Extent<'e> {
    /// How many bytes they have together.
    len: u16,
    /// Where the last of them ends.
    end: usize,
    /// How many bytes each has but the last, which may have fewer; and where these end.
    group: u16,
    shorter: &'e [u32],
}

/// As many as have at most so many bytes.
fn extent<'e>(groups: Groups<'_>, most: u16, ends: &'e mut [u32]) -> Extent<'e> {
    let (mut len, mut end, mut first, mut count) = (0_u16, groups.at, 0, 0_usize);
    let is_octal = is_octal(groups.digits);
    for group in groups {
        let digits = u8::try_from(between(group.start, group.end)).unwrap_or(0);
        let bytes = u16::from(group_len(digits, is_octal));
        let more = len.saturating_add(bytes);
        if more > most {
            break;
        }
        if let Some(before) = ends.get_mut(count) {
            *before = u32::try_from(group.end).unwrap_or(u32::MAX);
        }
        first = if count == 0 { bytes } else { first };
        count = count.saturating_add(1);
        (len, end) = (more, group.end);
    }
    Extent { len, end, group: first, shorter: ends.get(..count.saturating_sub(1)).unwrap_or_default() }
}

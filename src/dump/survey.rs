//! What most lines of a text have in common: the form that its rows may have.

use super::lex::{between, part};
use super::lines::Lines;
use super::row::{self, ADDRESSES, Form, Groups, MOST_BYTES, Row, Style};
use super::vote::Vote;

/// The parts of a text whose dumps are alike: another begins where a row with the offset zero, or an address, is written in another
/// way than those before, and something stands between.
pub(super) fn segments(text: &[u8]) -> impl Iterator<Item = Lines<'_>> {
    let mut lines = Lines::new(text);
    let mut start = Some(lines.clone());
    core::iter::from_fn(move || {
        let begin = start.take()?;
        let mut signature = None;
        let mut is_parted = true;
        loop {
            let before = lines.clone();
            let Some(line) = lines.next() else { return Some(begin) };
            is_parted |= lines.fences() > before.fences();
            let head = row::head(text, &line, 16, None);
            let found =
                head.and_then(|head| Some((head, group(text, head.end, line.end, Some(16), head.style)?)));
            let Some((head, digits)) = found else {
                is_parted = true;
                continue;
            };
            let is_other = signature
                .is_some_and(|(style, before): (Style, u8)| !(style.is_like(head.style) && before == digits));
            let begins = head.offset == 0 || head.offset >= ADDRESSES;
            if begins && is_parted && is_other {
                start = Some(before.clone());
                lines = before;
                return Some(begin.until(line.start));
            }
            if begins || signature.is_none() {
                signature = Some((head.style, digits));
            }
            is_parted = false;
        }
    })
}

/// How many digits the groups have of a row that begins so.
fn group(text: &[u8], start: usize, end: usize, radix: Option<u8>, style: Style) -> Option<u8> {
    if radix == Some(8)
        && let Some(octal) =
            [3, 6].into_iter().find(|digits| Groups::new(text, start, end, *digits).next().is_some())
    {
        return Some(octal);
    }
    let group = Groups::new(text, start, end, 16).next()?;
    let digits = u8::try_from(between(group.start, group.end)).ok()?;
    // One that is alone may be short: with xxd, but not where octal numbers have as many digits.
    if style.colon {
        digits.checked_next_power_of_two()
    } else {
        Some(digits).filter(|digits| digits.is_power_of_two())
    }
}

/// How most rows are written: their offsets, and how many digits a group has.
pub(super) fn signature(text: &[u8], lines: Lines<'_>, radix: Option<u8>) -> Option<(Style, u8)> {
    let mut vote = Vote::default();
    for line in lines {
        let (style, start) = match radix {
            Some(radix) => match row::head(text, &line, radix, None) {
                Some(head) => (Style { log: false, ..head.style }, head.end),
                None => continue,
            },
            None => (Style::default(), row::body(text, &line)),
        };
        let digits = group(text, start, line.end, radix, style);
        vote.add(digits.map(|digits| (style, digits)));
    }
    vote.winner
}

/// How many bytes most rows have, whether their offsets show it more than once, and whether most have a text column.
pub(super) fn width(text: &[u8], lines: Lines<'_>, form: Form) -> (u16, bool, bool) {
    let mut vote = Vote::default();
    let mut columns = Vote::default();
    let mut before = None;
    for line in lines {
        if let Some(radix) = form.radix {
            let head = row::head(text, &line, radix, Some(form.style));
            let head =
                head.filter(|head| Groups::new(text, head.end, line.end, form.digits).next().is_some());
            columns.add(head.map(|head| row::has_more(text, head.end, line.end, form.digits)));
            if let (Some(before), Some(head)) = (before, head) {
                let step = head.offset.checked_sub(before).and_then(|step| u16::try_from(step).ok());
                vote.add(step.filter(|step| (1..=MOST_BYTES).contains(step)));
            }
            let is_star = part(text, line).trim_ascii() == b"*";
            before = if is_star { None } else { head.map(|head| head.offset).or(before) };
        } else {
            let row = row::row(text, row::body(text, &line), line.end, form, false);
            vote.add(row.filter(Row::is_exact).map(|row| row.len));
        }
    }
    (vote.winner.unwrap_or(0), vote.is_clear(), columns.winner == Some(true))
}

//! The lines of a dump in rows: which of them are rows, which say something else, and which are no part of it.

use super::item::Sink;
use super::lex::{is_blank, is_hex, number, pair, part, skip};
use super::lines::Lines;
use super::note::NoteKind;
use super::row::{self, Form, Groups, Head, Row};
use core::ops::Range;

/// What Samba prints in place of rows of zeros.
const SKIPPED_ZEROS: &[u8] = b"skipping zero buffer bytes";

/// A line that counts.
#[derive(Clone)]
pub(super) enum Line<'t> {
    Row {
        head: Option<Head>,
        row: Row<'t>,
        place: Range<usize>,
    },
    /// An offset alone: the end.
    End {
        offset: u64,
        place: Range<usize>,
    },
    Star(Range<usize>),
    Zeros(Range<usize>),
}

/// A number of bytes that the text says there are, and where it does.
pub(super) type Declared = Option<(u64, Range<usize>)>;

/// The lines that count, and what is told of the others.
pub(super) struct Source<'t> {
    pub(super) text: &'t [u8],
    lines: Lines<'t>,
    form: Form,
    /// How many lines are no part of the dump, and the first of them.
    pub(super) skipped: u64,
    pub(super) skipped_at: Option<Range<usize>>,
    /// Whether a line counts the columns.
    pub(super) ramp: bool,
    /// Whether the line before was a row that is shorter than others.
    is_short: bool,
    /// Whether other lines were before the last one, and what they declared.
    pub(super) is_parted: bool,
    pub(super) declared: Declared,
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t [u8], lines: Lines<'t>, form: Form) -> Self {
        let (is_parted, declared) = (false, None);
        Self {
            text,
            lines,
            form,
            skipped: 0,
            skipped_at: None,
            ramp: false,
            is_short: false,
            is_parted,
            declared,
        }
    }

    /// The next line that counts.
    pub(super) fn next(&mut self, out: &mut Sink<'_>) -> Option<Line<'t>> {
        self.is_parted = false;
        loop {
            let fences = self.lines.fences();
            let place = self.lines.next()?;
            self.is_parted |= self.lines.fences() > fences;
            let start = skip(self.text, place.start, place.end, &is_blank);
            let content = part(self.text, start..place.end);
            if content.is_empty() {
                (self.is_parted, self.is_short) = (true, false);
                continue;
            }
            if content == b"*" {
                return Some(Line::Star(place));
            }
            if content.ends_with(SKIPPED_ZEROS) {
                return Some(Line::Zeros(place));
            }
            if is_left_out(content) {
                out.note(NoteKind::LeftOut, place, [0; 2]);
                continue;
            }
            if let Some(radix) = self.form.radix {
                if let Some(head) = row::head(self.text, &place, radix, Some(self.form.style)) {
                    if let Some(line) = self.row(Some(head), head.end, &place, out) {
                        return Some(line);
                    }
                    let is_alone = skip(self.text, head.end, place.end, &is_blank) >= place.end;
                    if is_alone && head.style.digits >= 6 && !head.style.log {
                        return Some(Line::End { offset: head.offset, place });
                    }
                    out.note(NoteKind::Misfit, place, [0; 2]);
                    continue;
                }
                if is_ramp(self.text, start, place.end) {
                    self.ramp = true;
                    continue;
                }
            } else if let Some(line) = self.row(None, row::body(self.text, &place), &place, out) {
                return Some(line);
            }
            // A row that is too short may go on here.
            let goes_on =
                self.is_short && Groups::new(self.text, start, place.end, self.form.digits).next().is_some();
            if goes_on || looks_like_digits(content) {
                out.note(NoteKind::Misfit, place, [0; 2]);
            } else {
                self.pass(place);
            }
        }
    }

    /// The row of a line, with the next line if it was wrapped.
    fn row(
        &mut self,
        head: Option<Head>,
        start: usize,
        place: &Range<usize>,
        out: &mut Sink<'_>,
    ) -> Option<Line<'t>> {
        let (text, form) = (self.text, self.form);
        let halved = head.is_some_and(|head| head.style.bracket);
        let row = row::row(text, start, place.end, form, halved)?;
        if head.is_some() && !row.is_exact() {
            /// Into more lines nothing is wrapped.
            const MOST: usize = 3;
            let mut lines = self.lines.clone();
            let mut joined = None;
            for _ in 0..MOST {
                let Some(next) = lines.next().filter(|next| self.is_loose(next)) else { break };
                let Some(row) = row::row(text, start, next.end, form, halved) else { break };
                let is_full = row.column.is_none() && row.len == form.width && joined.is_none();
                let is_exact = row.is_exact();
                if is_exact || is_full {
                    joined = Some((row, next.end, lines.clone()));
                }
                if is_exact {
                    break;
                }
            }
            // What is full without the next line is not made fuller by it.
            if let Some((row, end, lines)) =
                joined.filter(|(joined, ..)| joined.is_exact() || row.len < form.width)
            {
                self.lines = lines;
                out.note(NoteKind::Wrapped, place.start..end, [0; 2]);
                return Some(Line::Row { head, row, place: place.start..end });
            }
        }
        // Without an offset, the text column alone shows that this is a row; or that it was one.
        let is_row = head.is_some() || row.is_exact() || (row.len == form.width && row.column.is_some());
        self.is_short = head.is_some() && !row.is_exact() && row.len < form.width;
        is_row.then(|| Line::Row { head, row, place: place.clone() })
    }

    /// Whether a line may be the rest of the one before.
    fn is_loose(&self, line: &Range<usize>) -> bool {
        let content = part(self.text, line.clone()).trim_ascii();
        let head = |radix| row::head(self.text, line, radix, Some(self.form.style));
        self.form.radix.and_then(head).is_none() && !content.is_empty() && content != b"*"
    }

    /// A line that is no part of the dump.
    pub(super) fn pass(&mut self, place: Range<usize>) {
        self.skipped = self.skipped.saturating_add(1);
        (self.is_parted, self.is_short) = (true, false);
        self.declared = declared(self.text, &place);
        self.skipped_at.get_or_insert(place);
    }
}

/// How many bytes follow, as Wireshark and others say it: `Frame (98 bytes):`.
fn declared(text: &[u8], line: &Range<usize>) -> Declared {
    const BEHIND: &[u8] = b" bytes)";
    let content = part(text, line.clone());
    let open = line.start.saturating_add(content.iter().position(|byte| *byte == b'(')?).saturating_add(1);
    let end = skip(text, open, line.end, &|byte| byte.is_ascii_digit());
    let count = number(part(text, open..end), 10)?;
    part(text, end..line.end).starts_with(BEHIND).then(|| (count, line.clone()))
}

/// Whether a line says that others were left out.
fn is_left_out(content: &[u8]) -> bool {
    let inner = content.strip_prefix(b"[").and_then(|inner| inner.strip_suffix(b"]")).unwrap_or(content);
    inner == b"..." || inner == "\u{2026}".as_bytes()
}

/// Whether the line counts columns: 00 01 02 and so on.
fn is_ramp(text: &[u8], start: usize, end: usize) -> bool {
    let values = Groups::new(text, start, end, 2).map(|group| pair(text, group.start));
    let count = values.clone().count();
    count >= 8 && values.zip(0_u8..).all(|(value, number)| value == Some(number))
}

/// Whether there are more hex digits in a line than prose and logs have in one place.
pub(super) fn looks_like_digits(line: &[u8]) -> bool {
    /// As many groups in a row.
    const GROUPS: u32 = 4;
    /// As many digits in one: hashes and signatures have up to 64.
    const DIGITS: usize = 65;
    let (mut groups, mut len) = (0_u32, 0);
    for word in line.split(|byte| is_blank(*byte) || *byte == b',').filter(|word| !word.is_empty()) {
        let word = word.strip_prefix(b"0x").unwrap_or(word);
        let is_group = (2..=16).contains(&word.len()) && is_hex(word);
        groups = if is_group && word.len() == len { groups.saturating_add(1) } else { u32::from(is_group) };
        len = word.len();
        if groups >= GROUPS || (word.len() >= DIGITS && is_hex(word)) {
            return true;
        }
    }
    false
}

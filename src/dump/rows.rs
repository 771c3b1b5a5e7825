//! Dumps in rows: what `xxd`, `hexdump`, `od`, `tcpdump`, tshark, Samba, the Linux kernel and debuggers print.
//!
//! Rows are held together by their offsets, or, if they have none, by their text column. What does not hold together is told.

use super::item::Sink;
use super::lex::{at, is_blank, part, skip};
use super::lines::Lines;
use super::note::NoteKind;
use super::row::{ADDRESSES, Form, Head, Row};
use super::source::{Declared, Line, Source};
use super::word::Order;
use core::ops::Range;

/// What squeezed lines of a dump may stand for, together.
const MOST_SQUEEZED: u64 = 0x1_0000;

/// What speaks for a reading.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Evidence {
    pub(super) rows: u32,
    /// Offsets that are what was due.
    pub(super) steps: u32,
    /// Rows with a text column, and those where it says the same as the digits.
    pub(super) columns: u32,
    pub(super) exact: u32,
    /// Characters of text columns that agree, those that no other byte would show, and those that differ.
    pub(super) agree: u32,
    pub(super) telling: u32,
    pub(super) differ: u32,
    /// Whether something stands before the first offset, and what it is.
    pub(super) log: bool,
    pub(super) first: u64,
    /// Whether the order of the bytes in words makes a difference.
    pub(super) has_orders: bool,
    /// Whether a row is filled up with blanks to its end, as hexdump does it.
    pub(super) is_padded: bool,
    /// Whether more than a blank stands behind the first offset.
    pub(super) is_apart: bool,
    /// Warnings that do not speak against this reading.
    pub(super) doubts: usize,
    /// Whether a line counts the bytes of a row from 00 on.
    pub(super) ramp: bool,
    /// Whether the digits of a row were in two halves, with a dash between.
    pub(super) dashed: bool,
    /// Whether text columns stand between bars.
    pub(super) bars: bool,
}

/// A run of bytes whose offsets fit.
#[derive(Clone)]
struct Packet {
    base: u64,
    count: u64,
    /// Whether offsets did not fit: what follows is left out.
    is_lost: bool,
    declared: Declared,
}

impl Packet {
    const fn due(&self) -> u64 {
        self.base.saturating_add(self.count)
    }
}

/// Reads the dump in a part of a text.
pub(super) fn read(text: &[u8], lines: Lines<'_>, form: Form, out: &mut Sink<'_>) -> Evidence {
    let source = Source::new(text, lines, form);
    let mut reader = Reader {
        form,
        packet: None,
        last: None,
        squeezed: None,
        room: MOST_SQUEEZED,
        evidence: Evidence::default(),
    };
    reader.read(source, out);
    reader.evidence
}

struct Reader<'t> {
    form: Form,
    packet: Option<Packet>,
    /// The last row that was read.
    last: Option<Row<'t>>,
    /// What stands for rows that were not printed.
    squeezed: Option<Line<'t>>,
    /// How many bytes may still be filled in.
    room: u64,
    evidence: Evidence,
}

impl<'t> Reader<'t> {
    fn read(&mut self, mut source: Source<'t>, out: &mut Sink<'_>) {
        let mut line = source.next(out);
        while let Some(now) = line {
            let (is_parted, declared) = (source.is_parted, source.declared.take());
            let ahead = source.next(out);
            match &now {
                Line::Row { head, row, place } => {
                    self.begin(source.text, head.as_ref(), place, (is_parted, declared), out);
                    let row = if self.is_due(head.as_ref(), row, place, out) {
                        let row = self.whole(source.text, row, head.as_ref(), ahead.as_ref(), place, out);
                        self.row(&row, head.is_some(), ahead.as_ref(), place, out);
                        row
                    } else {
                        row.clone()
                    };
                    // What is left out says all the same how the others are to be read.
                    self.evidence.add(source.text, &row, place);
                }
                Line::End { offset, place } => self.end(*offset, place, &mut source, out),
                Line::Star(place) | Line::Zeros(place) => {
                    let goes_on = self.packet.as_ref().is_some_and(|packet| !packet.is_lost);
                    if goes_on && self.squeezed.is_none() && self.last.is_some() {
                        self.squeezed = Some(now.clone());
                    } else {
                        source.pass(place.clone());
                    }
                }
            }
            line = ahead;
        }
        if let Some(Line::Star(place) | Line::Zeros(place)) = self.squeezed.take() {
            out.note(NoteKind::LeftOut, place, [0; 2]);
        }
        self.close(out);
        if let Some(place) = source.skipped_at {
            out.note(NoteKind::Skipped, place, [source.skipped, 0]);
        }
        self.evidence.ramp = source.ramp;
    }

    /// Begins a packet, if the row does: the first one, and what has the offset zero.
    fn begin(
        &mut self,
        text: &[u8],
        head: Option<&Head>,
        place: &Range<usize>,
        (is_parted, declared): (bool, Declared),
        out: &mut Sink<'_>,
    ) {
        let offset = head.map_or(0, |head| head.offset);
        match &self.packet {
            None => {
                (self.evidence.first, self.evidence.log) = (offset, head.is_some_and(|head| head.style.log));
                self.evidence.is_apart = head.is_some_and(|head| {
                    at(text, head.end) == b'\t' || is_blank(at(text, head.end.saturating_add(1)))
                });
                if offset != 0 && offset < ADDRESSES {
                    out.note(NoteKind::Begins, place.clone(), [offset, 0]);
                }
            }
            Some(packet) if head.is_some() && offset == 0 && packet.due() != 0 => {
                if let Some(Line::Star(place) | Line::Zeros(place)) = self.squeezed.take() {
                    out.note(NoteKind::LeftOut, place, [0; 2]);
                }
                // Whoever pastes two dumps has something between them. The last row of one is seldom whole.
                let is_whole = self.last.as_ref().is_some_and(|last| last.len == self.form.width);
                if !is_parted && is_whole {
                    out.note(NoteKind::Restart, place.clone(), [0; 2]);
                }
                self.close(out);
                out.packet();
            }
            Some(_) => return,
        }
        self.packet = Some(Packet { base: offset, count: 0, is_lost: false, declared });
    }

    /// Ends a packet. Tells if there are not as many bytes as was declared.
    fn close(&mut self, out: &mut Sink<'_>) {
        if let Some(packet) = self.packet.take()
            && let Some((declared, place)) = packet.declared
            && declared != packet.count
        {
            out.note(NoteKind::Declared, place, [declared, packet.count]);
        }
    }

    /// Whether a row comes where it is due; tells if it does not.
    fn is_due(
        &mut self,
        head: Option<&Head>,
        row: &Row<'_>,
        place: &Range<usize>,
        out: &mut Sink<'_>,
    ) -> bool {
        let squeezed = self.squeezed.take();
        let Some(packet) = &mut self.packet else { return false };
        let Some(head) = head else { return true };
        if let Some(squeezed) = squeezed {
            fill(out, packet, self.last.as_ref(), &squeezed, head.offset, &mut self.room);
        } else if head.offset == packet.due() {
            self.evidence.steps = self.evidence.steps.saturating_add(u32::from(packet.count > 0));
        }
        if packet.is_lost || head.offset == packet.due() {
            return !packet.is_lost;
        }
        let is_twice = self.last.as_ref().is_some_and(|last| {
            packet.due().checked_sub(u64::from(last.len)) == Some(head.offset)
                && last.values().eq(row.values())
        });
        if is_twice {
            out.note(NoteKind::Misfit, place.clone(), [0; 2]);
            return false;
        }
        let kind = if head.offset < packet.due() { NoteKind::Back } else { NoteKind::Gap };
        out.note(kind, place.clone(), [head.offset, packet.due()]);
        packet.is_lost = true;
        false
    }

    /// A row that comes where it is due.
    fn row(
        &mut self,
        row: &Row<'t>,
        has_offset: bool,
        ahead: Option<&Line<'_>>,
        place: &Range<usize>,
        out: &mut Sink<'_>,
    ) {
        for (value, text) in row.bytes.clone() {
            out.byte(value, text);
        }
        if !has_offset && row.len < self.form.width && matches!(ahead, Some(Line::Row { .. })) {
            out.note(NoteKind::Short, place.clone(), [u64::from(row.len), u64::from(self.form.width)]);
        }
        if row.is_ambiguous {
            self.evidence.doubts = self.evidence.doubts.saturating_add(1);
            out.note(NoteKind::Ambiguous, place.clone(), [0; 2]);
        } else if row.column.is_some() && !row.is_exact() {
            out.note(NoteKind::Column, row.end..place.end, [0; 2]);
        } else if self.form.has_columns && row.lacks_column() {
            self.evidence.doubts = self.evidence.doubts.saturating_add(1);
            out.note(NoteKind::Cut, place.clone(), [0; 2]);
        }
        if let Some(packet) = &mut self.packet {
            packet.count = packet.count.saturating_add(u64::from(row.len));
        }
        self.last = Some(row.clone());
    }

    /// An offset alone.
    fn end(&mut self, offset: u64, place: &Range<usize>, source: &mut Source<'_>, out: &mut Sink<'_>) {
        let squeezed = self.squeezed.take();
        let Some(packet) = &mut self.packet else { return source.pass(place.clone()) };
        if let Some(squeezed) = squeezed {
            fill(out, packet, self.last.as_ref(), &squeezed, offset, &mut self.room);
        }
        if offset == packet.due() {
            self.evidence.steps = self.evidence.steps.saturating_add(1);
        } else if !packet.is_lost {
            let len = offset.saturating_sub(packet.base);
            out.note(NoteKind::Length, place.clone(), [len, packet.count]);
        }
    }

    /// A row without what fills up its last word.
    fn whole(
        &mut self,
        text: &'t [u8],
        row: &Row<'t>,
        head: Option<&Head>,
        ahead: Option<&Line<'_>>,
        place: &Range<usize>,
        out: &mut Sink<'_>,
    ) -> Row<'t> {
        let group = u64::from(self.form.group());
        let Some(head) = head.filter(|_| group > 1 && !row.is_exact()) else { return row.clone() };
        match ahead {
            Some(Line::End { offset, .. }) => {
                let excess = head.offset.saturating_add(u64::from(row.len)).saturating_sub(*offset);
                let len = u16::try_from(offset.saturating_sub(head.offset)).unwrap_or(u16::MAX).min(row.len);
                let is_filled = row.values().skip(usize::from(len)).all(|byte| byte == 0);
                if excess > 0 && excess < group && is_filled {
                    out.note(NoteKind::Filling, place.clone(), [excess, 0]);
                    return row.cut(text, place.end, len);
                }
            }
            Some(Line::Row { head: Some(next), .. }) if next.offset != 0 => {}
            Some(Line::Star(_) | Line::Zeros(_)) => {}
            _ => {
                let is_words = self.form.order == Order::Reversed && !head.style.colon && !head.style.tick;
                if is_words && row.column.is_none() && row.values().last() == Some(0) {
                    self.evidence.doubts = self.evidence.doubts.saturating_add(1);
                    out.note(NoteKind::LastWord, place.clone(), [0; 2]);
                }
            }
        }
        row.clone()
    }
}

/// Fills in what was squeezed before an offset.
fn fill(
    out: &mut Sink<'_>,
    packet: &mut Packet,
    last: Option<&Row<'_>>,
    squeezed: &Line<'_>,
    offset: u64,
    room: &mut u64,
) {
    let missing = offset.saturating_sub(packet.due());
    let (place, is_star) = match squeezed {
        Line::Star(place) => (place, true),
        Line::Zeros(place) => (place, false),
        _ => return,
    };
    let row_len = last.map_or(0, |last| u64::from(last.len));
    let is_whole = missing.checked_rem(row_len) == Some(0) || !is_star;
    if missing == 0 || missing > *room || !is_whole {
        // What was due did not come: that is told of the offset.
        return;
    }
    *room = room.saturating_sub(missing);
    let values = last.into_iter().flat_map(|last| last.values().cycle());
    for value in values.take(usize::try_from(missing).unwrap_or(usize::MAX)) {
        out.byte(if is_star { value } else { 0 }, place.clone());
    }
    let kind = if is_star { NoteKind::Squeezed } else { NoteKind::Zeros };
    out.note(kind, place.clone(), [missing, 0]);
    packet.count = packet.count.saturating_add(missing);
}

impl Evidence {
    fn add(&mut self, text: &[u8], row: &Row<'_>, place: &Range<usize>) {
        self.rows = self.rows.saturating_add(1);
        if let Some(column) = row.column {
            self.columns = self.columns.saturating_add(1);
            self.exact = self.exact.saturating_add(u32::from(column.is_exact()));
            self.agree = self.agree.saturating_add(column.agree);
            self.telling = self.telling.saturating_add(column.telling);
            self.differ = self.differ.saturating_add(column.differ);
        }
        self.has_orders = self.has_orders || row.has_orders();
        self.is_padded |= at(text, place.end) == b' ' && at(text, place.end.saturating_add(1)) == b' ';
        self.dashed |= part(text, row.start..row.end).contains(&b'-');
        let behind = skip(text, row.end, place.end, &is_blank);
        self.bars |= at(text, behind) == b'|' && row.is_exact();
    }
}

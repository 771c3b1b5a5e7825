//! Fields beside their bytes, in rows that fit a line.

use crate::message::Field;
use crate::page::Look;
use crate::paint::Ink;
use std::fmt::Write as _;
use std::iter::repeat;
use std::ops::Range;

/// The offset, and what marks a row whose bytes are wrong.
const OFFSET: usize = 7;
/// How wide names are, with what parts them from values.
const NAME: usize = 23;

/// Prints rows: the offset of the bytes, the bytes, and what they say.
pub(crate) struct Rows<'p> {
    packet: &'p [u8],
    broken: Vec<Range<usize>>,
    look: Look,
    /// How many bytes stand in a row.
    per_row: usize,
    /// How many fields were shown: neighbours differ in colour.
    shown: usize,
}

impl<'p> Rows<'p> {
    pub(crate) fn new(packet: &'p [u8], broken: Vec<Range<usize>>, look: Look) -> Self {
        // Wide terminals have room for twice as many, and for the longest lines beside them.
        let per_row = if look.width >= 120 { 16 } else { 8 };
        Self { packet, broken, look, per_row, shown: 0 }
    }

    /// A structure.
    pub(crate) fn title(&self, out: &mut String, title: &str) {
        out.push('\n');
        for line in wrapped(title, self.look.width.saturating_sub(OFFSET + 1), 2) {
            let _ = writeln!(out, "{:OFFSET$} {}", "", self.look.paint.ink(Ink::Strong, &line));
        }
    }

    /// A field with its bytes, wherever they lie.
    pub(crate) fn field(&mut self, out: &mut String, field: &Field, depth: usize, value: &str) {
        self.shown += 1;
        let indent = depth.saturating_sub(1) * 2;
        let name = format!("{:indent$}{}", "", field.name);
        let name_width = name.chars().count().max(NAME - 1) + 1;
        let room = self.room().saturating_sub(name_width);
        // What would be cut in the middle stands below the name, where there is more room.
        let mut text = Vec::new();
        if value.split(' ').any(|word| word.chars().count() > room) {
            let below = " ".repeat(indent + 2);
            text.push((name, String::new()));
            text.extend(
                wrapped(value, self.room().saturating_sub(below.len()), 0)
                    .into_iter()
                    .map(|line| (below.clone(), line)),
            );
        } else {
            let names = [format!("{name:<name_width$}")].into_iter().chain(repeat(" ".repeat(name_width)));
            text.extend(names.zip(wrapped(value, room, 0)));
        }
        // What was shown before is not shown again: the offset says where it is.
        let is_shown = field.same_as.is_none();
        let ranges = [&field.range].into_iter().chain(&field.continued);
        let mut rows: Vec<_> = ranges.filter(|_| is_shown).flat_map(|range| self.rows(range)).collect();
        if rows.is_empty() {
            rows.push(field.range.start..field.range.start);
        }
        self.print(out, rows, text, Ink::Field(self.shown), if is_shown { "" } else { "shared" });
    }

    /// Bytes of no field.
    pub(crate) fn plain(&self, out: &mut String, range: &Range<usize>) {
        self.print(out, self.rows(range).collect(), Vec::new(), Ink::Plain, "");
    }

    /// What is wrong with the field above.
    pub(crate) fn error(&self, out: &mut String, sentence: &str) {
        let indent = self.left();
        for line in wrapped(&format!("! {sentence}"), self.room(), 2) {
            let _ = writeln!(out, "{:indent$}{}", "", self.look.paint.ink(Ink::Bad, &line));
        }
    }

    /// The bytes in rows.
    fn rows(&self, range: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
        let (end, per_row) = (range.end, self.per_row);
        range.clone().step_by(per_row).map(move |start| start..end.min(start + per_row))
    }

    /// Prints rows and text beside each other; where there are no bytes, what is said of that.
    fn print(
        &self,
        out: &mut String,
        rows: Vec<Range<usize>>,
        text: Vec<(String, String)>,
        ink: Ink,
        note: &str,
    ) {
        let width = self.per_row * 3 - 1;
        let paint = self.look.paint;
        let is_broken = |byte: usize| self.broken.iter().any(|broken| broken.contains(&byte));
        let (mut rows, mut text) = (rows.into_iter(), text.into_iter());
        loop {
            let (row, line) = (rows.next(), text.next());
            if row.is_none() && line.is_none() {
                return;
            }
            let (mut offset, mut digits, mut mark, mut len) =
                (String::new(), String::new(), " ".to_owned(), 0);
            if let Some(row) = row {
                offset = row.start.to_string();
                for place in row.clone() {
                    let byte = self.packet.get(place).map_or("??".to_owned(), |byte| format!("{byte:02x}"));
                    let gap = if place > row.start { " " } else { "" };
                    let ink = if is_broken(place) { Ink::Bad } else { ink };
                    // Writing to a string cannot fail.
                    let _ = write!(digits, "{gap}{}", paint.ink(ink, &byte));
                    len += gap.len() + 2;
                }
                if row.clone().any(is_broken) {
                    mark = paint.ink(Ink::Bad, "!");
                }
                if row.is_empty() {
                    digits = paint.ink(Ink::Faint, note);
                    len = note.len();
                }
            }
            let offset = paint.ink(Ink::Faint, &format!("{offset:>6}"));
            let (name, value) = line.unwrap_or_default();
            let filling = " ".repeat(width - len);
            let line = format!("{mark}{offset}  {digits}{filling}  {}{value}", paint.ink(ink, &name));
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }

    /// Where the text begins.
    const fn left(&self) -> usize {
        OFFSET + 2 + self.per_row * 3 - 1 + 2
    }

    /// How wide the text may be.
    const fn room(&self) -> usize {
        self.look.width.saturating_sub(self.left())
    }
}

/// A text in lines of this width, cut at blanks where there are any; the second and further ones indented.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
    let width = width.max(indent + 8);
    let (mut lines, mut line, mut len) = (Vec::new(), String::new(), 0);
    let mut break_line = |line: &mut String, len: &mut usize| {
        lines.push(std::mem::take(line).trim_end().to_owned());
        *line = " ".repeat(indent);
        *len = indent;
    };
    for word in text.split_inclusive(' ') {
        let count = word.trim_end().chars().count();
        if len + count > width && len > indent && count + indent <= width {
            break_line(&mut line, &mut len);
        }
        for character in word.chars() {
            if len >= width && character != ' ' {
                break_line(&mut line, &mut len);
            }
            line.push(character);
            len += 1;
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

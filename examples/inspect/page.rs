//! The form for a terminal: what was recognised, the fields beside their bytes, and below what is wrong with them.

use crate::input::Pasted;
use crate::meaning::{asked, bytes, length_unit, meaning};
use crate::message::{Field, Line, Message, Reading, Said, because};
use crate::paint::{Ink, Paint};
use crate::rows::{Rows, wrapped};
use dfsc::inspect::{Finding, Kind, Severity};
use dfsc::{DecodeError, Field as Name, Utf16Le};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

/// How a page looks.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) paint: Paint,
    /// Characters in a line.
    pub(crate) width: usize,
}

/// What the text was recognised as.
pub(crate) fn heading(pasted: &Pasted, look: Look) -> String {
    let mut out = String::new();
    let count = pasted.packets.len();
    let packets = if count > 1 { format!(" in {count} packets") } else { String::new() };
    let len = pasted.bytes.len();
    let bytes = if len == 1 { "byte" } else { "bytes" };
    let sure = pasted.confidence.name();
    push(&mut out, look, 0, &format!("{len} {bytes}{packets}, from {} ({sure})", pasted.reason), Ink::Strong);
    if !pasted.others.is_empty() {
        let others: Vec<_> = pasted.others.iter().map(|shape| shape.name()).collect();
        push(&mut out, look, 2, &format!("could also be (--format): {}", others.join(", ")), Ink::Faint);
    }
    for (note, line) in &pasted.notes {
        let (mark, ink) = if note.kind().is_warning() { ("! ", Ink::Bad) } else { ("", Ink::Faint) };
        push(&mut out, look, 2, &format!("{mark}line {line}: {note}"), ink);
    }
    out
}

/// A packet as lines.
pub(crate) fn page(reading: &Reading, packet: &[u8], look: Look) -> String {
    let mut out = String::new();
    let why = reading.guess().map_or_else(|| "as told".to_owned(), because);
    push(&mut out, look, 0, &why, Ink::Plain);
    if reading.messages.is_empty() {
        out.push_str("\nThere is nothing in it.\n");
    }
    let count = reading.messages.len();
    for (number, message) in (1..).zip(&reading.messages) {
        let which = if count > 1 { format!("message {number} of {count}: ") } else { String::new() };
        let carrier = if message.carrier.is_empty() {
            String::new()
        } else {
            format!(" in {}", message.carrier.join(", "))
        };
        let status = message.status.map_or_else(String::new, |status| format!(", {status}"));
        out.push('\n');
        push(&mut out, look, 0, &format!("{which}{}{carrier}{status}", kind(message.kind)), Ink::Strong);
        show(&mut out, message, packet, look);
    }
    out
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "referral request",
        Kind::RequestEx => "extended referral request",
        Kind::Response => "referral reply",
        Kind::ErrorReply => "reply without referrals",
        Kind::OtherSmb => "SMB message that has nothing to do with referrals",
        Kind::Encrypted => "encrypted SMB message; paste what was decrypted",
        Kind::Compressed => "compressed SMB message; paste what was decompressed",
        _ => "unknown",
    }
}

/// Lines of no more than the width.
fn push(out: &mut String, look: Look, indent: usize, text: &str, ink: Ink) {
    for line in wrapped(text, look.width.saturating_sub(indent), 2) {
        let _ = writeln!(out, "{:indent$}{}", "", look.paint.ink(ink, &line));
    }
}

fn show(out: &mut String, message: &Message, packet: &[u8], look: Look) {
    // Where the structures begin that the next field is in, and what of the field is told where.
    let (mut starts, mut unit, mut piece) = ([0; 3], "", None);
    let (mut entries, claimed) = (0, claimed(message));
    let errors = placed_errors(message);
    let mut rows = Rows::new(packet, broken(message), look);
    for (number, line) in message.lines.iter().enumerate() {
        let Line::Field(field) = line else { continue };
        let depth = usize::from(field.depth);
        if let Some(start) = starts.get_mut(depth) {
            *start = field.range.start;
        }
        let start = starts.get(depth.saturating_sub(1)).copied().unwrap_or(0);
        let part = field.piece.filter(|_| field.piece != piece).map_or_else(String::new, part);
        let value = match &field.said {
            Said::Structure => {
                piece = field.piece;
                entries += usize::from(depth > 0);
                let entry =
                    if depth == 0 { String::new() } else { format!("entry {entries} of {claimed}: ") };
                let Range { start, end } = field.range;
                rows.title(out, &format!("{entry}{} {start}..{end} ({}){part}", field.name, field.section));
                show_errors(out, &rows, &errors, number);
                continue;
            }
            Said::Number(number) => {
                if field.which == Some(Name::RequestFileNameLength) {
                    unit = length_unit(message, *number);
                }
                format!("{number}{}", meaning(field, *number, start, unit))
            }
            // They stand beside it.
            Said::Bytes(_) => String::new(),
            // Text is hostile: `Debug` escapes what does not print, or would turn around what stands next to it.
            Said::Text(units) => format!("{:?}", Utf16Le::new(&bytes(units)).unwrap_or_default()),
            Said::Withheld => "(not shown: too much text is)".to_owned(),
        };
        rows.field(out, field, depth, &format!("{value}{part}"));
        show_errors(out, &rows, &errors, number);
    }
    let reply = message.fields().any(|field| field.which == Some(Name::NumberOfReferrals));
    match claimed - entries.min(claimed) {
        0 if reply && claimed == 0 => out.push_str("\nno entries\n"),
        0 => {}
        1 => {
            let _ = writeln!(out, "\nEntry {claimed} of {claimed} cannot be found.");
        }
        _ => {
            let _ = writeln!(out, "\nEntries {} to {claimed} of {claimed} cannot be found.", entries + 1);
        }
    }
    if !message.unclaimed.is_empty() {
        rows.title(out, "bytes of no field");
        for range in &message.unclaimed {
            rows.plain(out, range);
        }
    }
    if let Some(asked) = asked(message) {
        let _ = writeln!(out, "\nkind: {asked}");
    }
    show_findings(out, &message.findings, look);
}

/// The bytes that are wrong.
fn broken(message: &Message) -> Vec<Range<usize>> {
    let is_bad = |finding: &&Finding| matches!(finding.rule().severity(), Severity::Error | Severity::Must);
    message.findings.iter().filter(is_bad).map(Finding::range).collect()
}

/// What breaks a rule, or is good to know.
fn show_findings(out: &mut String, findings: &[Finding], look: Look) {
    if findings.is_empty() {
        return;
    }
    let severities = [Severity::Error, Severity::Must, Severity::Should, Severity::Note];
    let counts = severities.map(|severity| {
        let count = findings.iter().filter(|finding| finding.rule().severity() == severity).count();
        (count > 0).then(|| format!("{count} {}", severity.name()))
    });
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    let _ = writeln!(out, "\nfindings: {}", counts.join(", "));
    for finding in findings {
        let (rule, range) = (finding.rule(), finding.range());
        let ink = match rule.severity() {
            Severity::Error | Severity::Must => Ink::Bad,
            Severity::Should => Ink::Doubtful,
            Severity::Note => Ink::Faint,
        };
        let place = format!("{}..{}", range.start, range.end);
        let severity = look.paint.ink(ink, &format!("{:<6}", rule.severity().name()));
        let indent = 21;
        let sentence = wrapped(&finding.to_string(), look.width.saturating_sub(indent), 0);
        let place = format!("{place:>12}  {severity} ");
        for (line, before) in
            sentence.iter().zip([place].into_iter().chain(std::iter::repeat(" ".repeat(indent))))
        {
            let _ = writeln!(out, "{before}{line}");
        }
        let source = format!("{}, {}", rule.code(), finding.section());
        let _ = writeln!(out, "{:indent$}{}", "", look.paint.ink(Ink::Faint, &source));
    }
}

/// How many entries a reply claims.
fn claimed(message: &Message) -> usize {
    let field = message.fields().find(|field| field.which == Some(Name::NumberOfReferrals));
    match field.map(|field| &field.said) {
        Some(Said::Number(number)) => *number as usize,
        _ => 0,
    }
}

/// What is wrong, by the number of the line behind which to tell it: that of the field that begins there, if it is near, or the one
/// before.
fn placed_errors(message: &Message) -> HashMap<usize, Vec<DecodeError>> {
    // A structure and its fields are no more.
    const NEAR: usize = 64;
    let mut placed: HashMap<_, Vec<_>> = HashMap::new();
    for (number, line) in message.lines.iter().enumerate() {
        let Line::Error(error) = line else { continue };
        let begins_there =
            |field: &Field| field.which.is_some() && field.range.start == error.offset() as usize;
        let before = (0..number).rev().zip(message.lines.iter().take(number).rev()).take(NEAR);
        let mut before = before.filter_map(|(number, line)| match line {
            Line::Field(field) => Some((number, field)),
            Line::Error(_) => None,
        });
        let last = before.clone().next();
        let place = before.find(|(_, field)| begins_there(field)).or(last);
        placed.entry(place.map_or(0, |(number, _)| number)).or_default().push(*error);
    }
    placed
}

fn show_errors(out: &mut String, rows: &Rows<'_>, errors: &HashMap<usize, Vec<DecodeError>>, line: usize) {
    for error in errors.get(&line).into_iter().flatten() {
        rows.error(out, &error.to_string());
    }
}

fn part(piece: u8) -> String {
    format!(" [part {}]", u32::from(piece) + 1)
}

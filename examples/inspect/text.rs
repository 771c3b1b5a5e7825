//! The form for a terminal: a line for each field, with its bytes.

use crate::message::{Field, Line, Message, Reading, Said, because};
use dfsc::carrier::CtlCode;
use dfsc::inspect::{Finding, Kind, Severity};
use dfsc::{
    DecodeError, DfsPath, Field as Name, ReferralEntryFlags, ReferralHeaderFlags, Request, RequestFlags,
    RequestKind, ServerType, Utf16Le,
};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The input as lines.
pub(crate) fn page(reading: &Reading) -> String {
    let mut out = String::new();
    let bytes = if reading.len == 1 { "byte" } else { "bytes" };
    let why = reading.guess().map_or_else(|| "as told".to_owned(), because);
    let _ = writeln!(out, "{} {bytes}; {why}", reading.len);
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
        let _ = writeln!(out, "\n{which}{}{carrier}{status}", kind(message.kind));
        show(&mut out, message);
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

fn show(out: &mut String, message: &Message) {
    // Where the structures begin that the next field is in, and what of the field is told where.
    let (mut starts, mut unit, mut piece) = ([0; 3], "", None);
    let (mut entries, claimed) = (0, claimed(message));
    let errors = placed_errors(message);
    for (number, line) in message.lines.iter().enumerate() {
        let Line::Field(field) = line else { continue };
        let depth = usize::from(field.depth);
        if let Some(start) = starts.get_mut(depth) {
            *start = field.range.start;
        }
        let start = starts.get(depth.saturating_sub(1)).copied().unwrap_or(0);
        let mut part = field.piece.filter(|_| field.piece != piece).map_or_else(String::new, part);
        if field.same_as.is_some() {
            part.push_str("  (shared)");
        }
        for range in &field.continued {
            let _ = write!(part, " and {}..{}", range.start, range.end);
        }
        let (range, name) = (&field.range, field.name);
        let value = match &field.said {
            Said::Structure => {
                piece = field.piece;
                entries += usize::from(depth > 0);
                let entry =
                    if depth == 0 { String::new() } else { format!("entry {entries} of {claimed}: ") };
                let section = field.section;
                let _ =
                    writeln!(out, "\n{:>7}..{:<5}  {entry}{name} ({section}){part}", range.start, range.end);
                show_errors(out, &errors, number);
                continue;
            }
            Said::Number(number) => {
                if field.which == Some(Name::RequestFileNameLength) {
                    unit = length_unit(message, *number);
                }
                format!("{number}{}", meaning(field, *number, start, unit))
            }
            Said::Bytes(digits) => digits.clone(),
            // Text is hostile: `Debug` escapes what does not print, or would turn around what stands next to it.
            Said::Text(units) => format!("{:?}", Utf16Le::new(&bytes(units)).unwrap_or_default()),
            Said::Withheld => "(not shown: too much text is)".to_owned(),
        };
        let indent = depth.saturating_sub(1) * 2;
        let width = 24usize.saturating_sub(indent);
        let _ = writeln!(
            out,
            "{:>7}..{:<5}  {:indent$}{name:<width$}  {value}{part}",
            range.start, range.end, ""
        );
        show_errors(out, &errors, number);
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
        let ranges: Vec<_> =
            message.unclaimed.iter().map(|range| format!("{}..{}", range.start, range.end)).collect();
        let _ = writeln!(out, "\nBytes of no field: {}", ranges.join(", "));
    }
    if let Some(asked) = asked(message) {
        let _ = writeln!(out, "\nkind: {asked}");
    }
    show_findings(out, &message.findings);
}

/// What breaks a rule, or is good to know.
fn show_findings(out: &mut String, findings: &[Finding]) {
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
        let (severity, code, section) = (rule.severity().name(), rule.code(), finding.section());
        let _ = writeln!(out, "{:>7}..{:<5}  {severity:<6}  {finding}", range.start, range.end);
        let _ = writeln!(out, "{:24}{code}, {section}", "");
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

fn show_errors(out: &mut String, errors: &HashMap<usize, Vec<DecodeError>>, line: usize) {
    for error in errors.get(&line).into_iter().flatten() {
        let _ = writeln!(out, "      !         {error}");
    }
}

fn part(piece: u8) -> String {
    format!("  [part {}]", u32::from(piece) + 1)
}

fn bytes(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

/// What the path of a request asks for.
fn asked(message: &Message) -> Option<String> {
    let path = message.fields().find(|field| field.which == Some(Name::RequestFileName))?;
    let Said::Text(units) = &path.said else { return None };
    let bytes = bytes(units);
    let path = Utf16Le::new(&bytes)?;
    let name = match Request::new(0, path).kind() {
        RequestKind::Domain => "domain",
        RequestKind::Dc => "DC",
        RequestKind::Sysvol => "SYSVOL",
        RequestKind::Root => "root",
        RequestKind::Link { .. } => "link",
    };
    let count = DfsPath::new(path).components().count();
    let components = if count == 1 { "component" } else { "components" };
    Some(format!("{name} referral request ({count} {components})"))
}

/// What the lengths of an extended request count, as that of its name shows.
fn length_unit(message: &Message, length: u32) -> &'static str {
    let name = message.fields().find(|field| field.which == Some(Name::RequestFileName));
    let is_in_bytes = name.map(|name| name.range.len() == length as usize);
    match is_in_bytes {
        None => "",
        Some(true) => " (bytes)",
        Some(false) => " (UTF-16 units)",
    }
}

/// What a number means that counts from `start`; lengths of strings are in `unit`s.
fn meaning(field: &Field, value: u32, start: usize, unit: &str) -> String {
    // All flags but those of the header are 16 bits wide.
    let low = u16::try_from(value).unwrap_or(u16::MAX);
    // RequestDataLength alone counts from its own end.
    let from = if field.which == Some(Name::RequestDataLength) { field.range.end } else { start };
    let to = from as u64 + u64::from(value);
    let Some(name) = field.which else { return String::new() };
    match name {
        Name::PathConsumed if value % 2 == 1 => " (bytes; not whole UTF-16 units)".to_owned(),
        Name::PathConsumed => format!(" (bytes, {} UTF-16 units)", value / 2),
        Name::ReferralHeaderFlags => format!(" ({})", ReferralHeaderFlags(value)),
        Name::ReferralEntryFlags => format!(" ({})", ReferralEntryFlags(low)),
        Name::RequestFlags => format!(" ({})", RequestFlags(low)),
        Name::ServerType => format!(" ({})", ServerType(low)),
        Name::Size | Name::RequestDataLength => format!(" (bytes, to {to})"),
        Name::RequestFileNameLength | Name::SiteNameLength => unit.to_owned(),
        Name::TimeToLive => format!(" ({})", duration(value)),
        Name::CtlCode => match CtlCode::from_value(value) {
            Some(CtlCode::GetReferrals) => " (FSCTL_DFS_GET_REFERRALS)".to_owned(),
            Some(CtlCode::GetReferralsEx) => " (FSCTL_DFS_GET_REFERRALS_EX)".to_owned(),
            _ => format!(" ({value:#010x})"),
        },
        Name::Status | Name::ProtocolId | Name::Protocol | Name::Flags | Name::Flags2 => {
            format!(" ({value:#x})")
        }
        _ if !name.name().ends_with("Offset") => String::new(),
        _ if value == 0 => " (none)".to_owned(),
        _ => field
            .refers_to
            .as_ref()
            .map_or_else(String::new, |range| format!(" -> {}..{}", range.start, range.end)),
    }
}

/// Seconds, in the units in which people count them.
fn duration(s: u32) -> String {
    let units = [(s / 86_400, "d"), (s / 3_600 % 24, "h"), (s / 60 % 60, "min"), (s % 60, "s")];
    let parts: Vec<_> =
        units.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

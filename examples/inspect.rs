//! Shows what is in a DFS referral message, field by field: `cargo run --example inspect -- --help`.

use dfsc::wire::layout;
use dfsc::{
    DecodeError, DfsPath, Entry, Field, FieldValue, LengthUnit, Referral, ReferralEntryFlags,
    ReferralHeaderFlags,
};
use dfsc::{Request, RequestEx, RequestFlags, RequestKind, Response, Scan, ServerType, Structure, Utf16Le};
use std::error::Error;
use std::fmt::{self, Display, Write as _};
use std::io::{self, Read as _, Write as _};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

const USAGE: &str = "\
Shows what is in a DFS referral message ([MS-DFSC]), field by field.

usage: inspect [--request | --request-ex | --response] FILE | - | HEX...

  FILE   a file that holds the message, as it is or as hex text
  -      the same, from standard input
  HEX    the message as hex digits; spaces, colons, commas and 0x may stand between the bytes

Hex text may hold comments: from # to the end of the line.
Without an option the kind of message is guessed; the first line says why.

Every line begins with the bytes that it shows, as START..END, where END is not included; `-> 76` is the byte
of the message that an offset points at, and ! what is wrong at this place.

Exit code: 0 if the message is good, 1 if something is wrong with it, 2 if there is nothing to read.
";

fn main() -> ExitCode {
    match run() {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(error)) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
        // Whoever reads the output has seen enough.
        Err(error) if error.downcast_ref().is_some_and(is_broken_pipe) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("inspect: {error}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Shows the message, and gives the first error in it.
fn run() -> Result<Option<DecodeError>, Box<dyn Error>> {
    let (mut told, mut input) = (None, Vec::new());
    for argument in env::args_os().skip(1) {
        let argument =
            argument.into_string().map_err(|argument| format!("{} is not UTF-8", argument.display()))?;
        match argument.as_str() {
            "--help" | "-h" => {
                io::stdout().write_all(USAGE.as_bytes())?;
                return Ok(None);
            }
            "--request" => told = Some(Kind::Request),
            "--request-ex" => told = Some(Kind::RequestEx),
            "--response" => told = Some(Kind::Response),
            option if option.starts_with("--") => {
                return Err(format!("unknown option {option}; try --help").into());
            }
            _ => input.push(argument),
        }
    }
    let message = read(&input)?;
    let (kind, why) = match told {
        Some(kind) => (kind, "as told"),
        None => guess(&message),
    };
    let mut out = String::new();
    let (structure, len) = (kind.structure(), message.len());
    let bytes = if len == 1 { "byte" } else { "bytes" };
    writeln!(out, "{} ({}), {len} {bytes}; {why}\n", structure.name(), structure.section())?;
    let error = match kind {
        Kind::Request | Kind::RequestEx => show_request(&mut out, kind, &message)?,
        Kind::Response => show_response(&mut out, &message)?,
    };
    io::stdout().write_all(out.as_bytes())?;
    Ok(error)
}

#[derive(Clone, Copy)]
enum Kind {
    Request,
    RequestEx,
    Response,
}

impl Kind {
    fn structure(self) -> &'static Structure {
        match self {
            Self::Request => &layout::REQ_GET_DFS_REFERRAL,
            Self::RequestEx => &layout::REQ_GET_DFS_REFERRAL_EX,
            Self::Response => &layout::RESP_GET_DFS_REFERRAL,
        }
    }
}

/// Tells what kind of message it is, and by what. Nothing in a message says so, and any bytes could be any kind, but what
/// real ones hold in the same places differs:
///
/// | bytes | request | extended request | reply |
/// |---|---|---|---|
/// | 0..2 | level, up to 4 | level, up to 4 | `PathConsumed`: 0 or a path, hence more than 4 |
/// | 2..4 | first unit of the path, or its NUL | flags: 0 or 1 | number of entries |
/// | 4..8 | more of the path | length of what follows | flags, up to 7 |
/// | 8..10 | more of the path | length of the path | version of the first entry, 1 to 4 |
fn guess(message: &[u8]) -> (Kind, &'static str) {
    let number = |range: Range<usize>| {
        let bytes = message.get(range)?;
        Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)))
    };
    let (first, second) = (number(0..2).unwrap_or(0), number(2..4));
    let is_level = first <= 4;
    // No path holds control characters, so a small number is none of its units.
    let is_small = second.is_none_or(|second| second < 0x20);
    let can_be_ex = is_level && second.is_some_and(|flags| flags <= 1) && message.len() >= 10;
    let data_end = number(4..8).map_or(0, |length| length.saturating_add(8));
    let is_entry = number(8..10).is_some_and(|version| (1..=4).contains(&version))
        && number(10..12).is_none_or(|size| size >= 10);

    // First, as it is the strictest (one stray byte has been seen). A reply has no room for an entry if this is so.
    if can_be_ex && message.len().checked_sub(data_end).is_some_and(|stray| stray <= 1) {
        return (Kind::RequestEx, "guessed, as its RequestDataLength fits");
    }
    if second != Some(0) && is_entry {
        return (Kind::Response, "guessed, as an entry of version 1 to 4 stands at byte 8");
    }
    if !is_level && is_small {
        return (Kind::Response, "guessed, as byte 0 is no level, and no path stands at byte 2");
    }
    // A level, and no path: a length that is wrong but not absurd, or an empty path.
    if can_be_ex && (2 + 8..0x1_0000).contains(&data_end) {
        return (Kind::RequestEx, "guessed, as bytes 2 and 4 can be flags and a length, but no path");
    }
    if first == 0 && is_small && number(4..8).is_some_and(|flags| flags <= 7) {
        return (Kind::Response, "guessed, as the bytes of a referral header are there, but no path");
    }
    (Kind::Request, "guessed, as a path can stand at byte 2, and no entry stands at byte 8")
}

fn show_request(out: &mut String, kind: Kind, message: &[u8]) -> Result<Option<DecodeError>, fmt::Error> {
    let parsed = match kind {
        Kind::RequestEx => RequestEx::parse(message).map(|request| {
            let unit =
                if request.length_unit() == LengthUnit::Bytes { " (bytes)" } else { " (UTF-16 units)" };
            (request.request_file_name(), request.site_name(), request.kind(), unit)
        }),
        _ => Request::parse(message).map(|request| (request.request_file_name(), None, request.kind(), "")),
    };
    let (mut errors, unit) = (Vec::from_iter(parsed.err()), parsed.map_or("", |(.., unit)| unit));
    let fields = kind.structure().fields().map_while(|field| {
        let bytes = message.get(field.offset()..)?.get(..field.width())?;
        Some((field.field(), field.offset(), bytes))
    });
    show_fields(out, fields, 0, unit, &mut errors)?;
    show_errors(out, &mut errors, |_| true)?;

    let Ok((path, site, asked, _)) = parsed else { return Ok(parsed.err()) };
    show_text(out, message, Field::RequestFileName, path)?;
    if let Some((site, span)) = site.and_then(|site| Some((site, site.span_in(message)?))) {
        // Its length moves with the path before it, so it is in no table; it ends where the name begins.
        let at = span.start.saturating_sub(size_of::<u16>());
        let length = (Field::SiteNameLength, at, &message[at..span.start]);
        show_fields(out, [length].into_iter(), 0, unit, &mut errors)?;
        show_text(out, message, Field::SiteName, site)?;
    }
    show_kind(out, asked, path)?;
    Ok(None)
}

fn show_kind(out: &mut String, kind: RequestKind, path: Utf16Le<'_>) -> fmt::Result {
    let name = match kind {
        RequestKind::Domain => "domain",
        RequestKind::Dc => "DC",
        RequestKind::Sysvol => "SYSVOL",
        RequestKind::Root => "root",
        RequestKind::Link { .. } => "link",
    };
    let count = DfsPath::new(path).components().count();
    let components = if count == 1 { "component" } else { "components" };
    writeln!(out, "\nkind: {name} referral request ({count} {components})")
}

/// A reply is always shown by a scan, which goes on after an error.
fn show_response(out: &mut String, message: &[u8]) -> Result<Option<DecodeError>, fmt::Error> {
    let scan = Scan::new(message);
    let mut errors = Vec::from_iter(scan.header_error());
    show_fields(out, scan.fields().map(placed), 0, "", &mut errors)?;
    show_errors(out, &mut errors, |_| true)?;
    let whole = scan.header_error().is_none();
    let claimed = scan.size_hint().1.unwrap_or(0);
    let mut seen = 0;
    for entry in scan {
        seen += 1;
        show_entry(out, message, &entry, format_args!("{seen} of {claimed}"))?;
    }
    match claimed - seen {
        0 if claimed == 0 && whole => writeln!(out, "\nno entries")?,
        0 => {}
        1 => writeln!(out, "\nEntry {claimed} of {claimed} cannot be found.")?,
        _ => writeln!(out, "\nEntries {} to {claimed} of {claimed} cannot be found.", seen + 1)?,
    }
    Ok(Response::parse(message).err())
}

fn placed(field: FieldValue<'_>) -> (Field, usize, &[u8]) {
    (field.field(), field.range().start, field.bytes())
}

fn show_entry(out: &mut String, message: &[u8], entry: &Entry<'_>, which: impl Display) -> fmt::Result {
    let structure = entry.structure();
    writeln!(out, "\nEntry {which}, at {}: {} ({})", entry.start(), structure.name(), structure.section())?;
    let address =
        if *structure == layout::DFS_REFERRAL_V1 { Field::ShareName } else { Field::NetworkAddress };
    let strings = [
        (Field::DfsPath, entry.dfs_path()),
        (Field::DfsAlternatePath, entry.alternate_path()),
        (address, entry.network_address()),
        (Field::SpecialName, entry.special_name()),
    ];
    let names = entry.expanded_names();
    let mut errors: Vec<_> = entry.error().into_iter().chain(names.as_ref().err().copied()).collect();
    errors.extend(strings.iter().filter_map(|(_, string)| string.err()));
    // What is wrong with the entry is wrong with its strings too.
    errors.sort_by_key(|error| error.offset());
    errors.dedup();
    show_fields(out, entry.fields().map(placed), entry.start(), "", &mut errors)?;

    for (field, string) in strings {
        match string {
            Ok(Some(text)) => show_text(out, message, field, text)?,
            Ok(None) => {}
            Err(error) => show_errors(out, &mut errors, |offset| offset == offset_of(error))?,
        }
    }
    for name in names.into_iter().flatten() {
        match name {
            Ok(text) => show_text(out, message, Field::ExpandedName, text)?,
            Err(error) if errors.contains(&error) => {}
            Err(error) => errors.push(error),
        }
    }
    if let Ok(Referral::Unknown { bytes, .. }) = entry.referral() {
        row(out, &(entry.start()..entry.start() + bytes.len()), "(the entry)", hex(bytes))?;
    }
    show_errors(out, &mut errors, |_| true)
}

/// Fixed fields (with their offsets and bytes) of a structure that begins at `start`, and what is wrong with each.
fn show_fields<'a>(
    out: &mut String,
    fields: impl Iterator<Item = (Field, usize, &'a [u8])>,
    start: usize,
    unit: &str,
    errors: &mut Vec<DecodeError>,
) -> fmt::Result {
    for (field, offset, bytes) in fields {
        let range = offset..offset + bytes.len();
        if field == Field::ServiceSiteGuid {
            row(out, &range, field, hex(bytes))?;
        } else {
            let value = bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            // RequestDataLength alone counts from its own end.
            let from = if field == Field::RequestDataLength { range.end } else { start };
            row(out, &range, field, format_args!("{value}{}", meaning(field, value, from, unit)))?;
        }
        show_errors(out, errors, |at| at == offset)?;
    }
    Ok(())
}

/// What a number means that counts from `start`; lengths of strings are in `unit`s.
fn meaning(field: Field, value: u32, start: usize, unit: &str) -> String {
    let to = start as u64 + u64::from(value);
    // All flags but those of the header are 16 bits wide.
    let low = u16::try_from(value).unwrap_or(u16::MAX);
    match field {
        Field::PathConsumed if value % 2 == 1 => " (bytes; not whole UTF-16 units)".to_owned(),
        Field::PathConsumed => format!(" (bytes, {} UTF-16 units)", value / 2),
        Field::ReferralHeaderFlags => format!(" ({})", ReferralHeaderFlags(value)),
        Field::ReferralEntryFlags => format!(" ({})", ReferralEntryFlags(low)),
        Field::RequestFlags => format!(" ({})", RequestFlags(low)),
        Field::ServerType => format!(" ({})", ServerType(low)),
        Field::Size | Field::RequestDataLength => format!(" (bytes, to {to})"),
        Field::RequestFileNameLength | Field::SiteNameLength => unit.to_owned(),
        Field::TimeToLive => format!(" ({})", duration(value)),
        _ if !field.name().ends_with("Offset") => String::new(),
        _ if value == 0 => " (none)".to_owned(),
        _ => format!(" -> {to}"),
    }
}

/// Seconds, in the units in which people count them.
fn duration(s: u32) -> String {
    let units = [(s / 86_400, "d"), (s / 3_600 % 24, "h"), (s / 60 % 60, "min"), (s % 60, "s")];
    let parts: Vec<_> =
        units.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// Text is hostile: `Debug` escapes what does not print, or would turn around what stands next to it.
fn show_text(out: &mut String, message: &[u8], field: Field, text: Utf16Le<'_>) -> fmt::Result {
    row(out, &text.span_in(message).unwrap_or_default(), field, format_args!("{text:?}"))
}

fn row(out: &mut String, range: &Range<usize>, name: impl Display, value: impl Display) -> fmt::Result {
    let name = name.to_string();
    writeln!(out, "{:>7}..{:<5}  {name:<22}  {value}", range.start, range.end)
}

/// Takes those errors out that belong to certain offsets, and shows them.
fn show_errors(
    out: &mut String,
    errors: &mut Vec<DecodeError>,
    belongs: impl Fn(usize) -> bool,
) -> fmt::Result {
    let mut shown = errors.extract_if(.., |error| belongs(offset_of(*error)));
    shown.try_for_each(|error| writeln!(out, "      !         {error}"))
}

fn offset_of(error: DecodeError) -> usize {
    usize::try_from(error.offset()).unwrap_or(usize::MAX)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The bytes of the message that the arguments name or hold; never empty.
fn read(arguments: &[String]) -> Result<Vec<u8>, Box<dyn Error>> {
    let message = match arguments {
        [] => return Err("no message given; try --help".into()),
        [dash] if dash == "-" => {
            let mut content = Vec::new();
            io::stdin().read_to_end(&mut content)?;
            message_in(content).map_err(|error| format!("standard input: {error}"))?
        }
        [file] if Path::new(file).exists() => fs::read(file)
            .map_err(|error| error.to_string())
            .and_then(message_in)
            .map_err(|error| format!("{file}: {error}"))?,
        [other] => from_hex(other).map_err(|error| format!("{other:?} is no file, and no hex: {error}"))?,
        digits => from_hex(&digits.join(" "))?,
    };
    if message.is_empty() { Err("the message is empty".into()) } else { Ok(message) }
}

/// The message in a file: hex text, or the bytes themselves. Text holds no zeros; numbers as small as those at the head of
/// a message always do.
fn message_in(content: Vec<u8>) -> Result<Vec<u8>, String> {
    match str::from_utf8(&content) {
        Ok(text) if !text.contains('\0') => from_hex(text),
        _ => Ok(content),
    }
}

fn from_hex(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for line in text.lines().map(|line| line.split('#').next().unwrap_or(line)) {
        let words =
            line.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',')).filter(|word| !word.is_empty());
        for word in words {
            let digits = word.strip_prefix("0x").or(word.strip_prefix("0X")).unwrap_or(word);
            let values: Option<Vec<u8>> =
                digits.chars().map(|c| c.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
            let values = values.ok_or_else(|| format!("{word:?} is not made of hex digits"))?;
            if values.is_empty() {
                return Err(format!("{word:?} holds no hex digits"));
            }
            let (pairs, []) = values.as_chunks() else {
                return Err(format!("{word:?} has an odd number of hex digits"));
            };
            bytes.extend(pairs.iter().map(|[high, low]| high << 4 | low));
        }
    }
    Ok(bytes)
}

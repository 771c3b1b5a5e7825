//! What numbers and paths mean, in words.

use crate::message::{Field, Message, Said};
use dfsc::carrier::CtlCode;
use dfsc::{
    DfsPath, Field as Name, ReferralEntryFlags, ReferralHeaderFlags, Request, RequestFlags, RequestKind,
    ServerType, Utf16Le,
};

pub(crate) fn bytes(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

/// What the path of a request asks for.
pub(crate) fn asked(message: &Message) -> Option<String> {
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
pub(crate) fn length_unit(message: &Message, length: u32) -> &'static str {
    let name = message.fields().find(|field| field.which == Some(Name::RequestFileName));
    let is_in_bytes = name.map(|name| name.range.len() == length as usize);
    match is_in_bytes {
        None => "",
        Some(true) => " (bytes)",
        Some(false) => " (UTF-16 units)",
    }
}

/// What a number means that counts from `start`; lengths of strings are in `unit`s.
pub(crate) fn meaning(field: &Field, value: u32, start: usize, unit: &str) -> String {
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

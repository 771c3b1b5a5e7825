//! What `ndrdump` prints, read back.
//!
//! A line is a field: spaces, a name, a colon, a value. Text stands between quotes as it is, so quotes and newlines in it look
//! like any others; it ends at the first quote with a newline and the next field behind it.

use super::text::hex;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};

/// Samba's names of fields, and the specification's.
const FIELDS: [(&str, &str); 18] = [
    ("max_referral_level", "MaxReferralLevel"),
    ("servername", "RequestFileName"),
    ("path_consumed", "PathConsumed"),
    ("nb_referrals", "NumberOfReferrals"),
    ("header_flags", "ReferralHeaderFlags"),
    ("version", "VersionNumber"),
    ("size", "Size"),
    ("server_type", "ServerType"),
    ("entry_flags", "ReferralEntryFlags"),
    ("proximity", "Proximity"),
    ("ttl", "TimeToLive"),
    ("share_name", "ShareName"),
    ("DFS_path", "DFSPath"),
    ("DFS_alt_path", "DFSAlternatePath"),
    ("netw_address", "NetworkAddress"),
    ("special_name", "SpecialName"),
    ("expanded_names", "ExpandedNames"),
    ("service_site_guid", "ServiceSiteGuid"),
];

/// What it prints besides: structures, unions, a count that the names are compared for, bits of a number printed before.
const OTHERS: [&str; 15] = [
    "dfs_referral_resp",
    "dfs_GetDFSReferral_in",
    "referral_entries",
    "referral",
    "referrals",
    "v1",
    "v2",
    "v3",
    "v4",
    "r1",
    "r2",
    "nb_expanded_names",
    "value",
    "0",
    "1",
];

const END: &str = "dump OK\n";

struct Field<'a> {
    name: &'a str,
    value: Printed<'a>,
}

enum Printed<'a> {
    Text(&'a str),
    /// A number, or the head of something with fields of its own.
    Other(&'a str),
}

/// The meaning of all that follows the success.
pub(super) fn means(mut printed: &str) -> Result<Value> {
    let mut message = Map::new();
    if let Some(warning) = printed.strip_prefix("WARNING! ") {
        let (unread, dump) = warning.split_once(" unread bytes\n").context("an unknown warning")?;
        message.insert("unread".into(), unread.parse::<u64>()?.into());
        let is_dump = |line: &&str| line.starts_with('[') || *line == "skipping zero buffer bytes\n";
        let bytes = dump.split_inclusive('\n').take_while(is_dump);
        printed = &dump[bytes.map(str::len).sum()..];
    }
    let mut entries: Vec<Map<String, Value>> = Vec::new();
    while printed != END {
        let (field, rest) = field(printed)?;
        printed = rest;
        if field.name == "referral_entries"
            && matches!(field.value, Printed::Other(head) if head.starts_with("struct "))
        {
            entries.push(Map::new());
        } else {
            field.put(entries.last_mut().unwrap_or(&mut message))?;
        }
    }
    if message.contains_key("NumberOfReferrals") {
        entries.iter_mut().for_each(tidy);
        message.insert("ReferralEntries".into(), entries.into_iter().map(Value::Object).collect());
    }
    Ok(message.into())
}

/// Padding of a name list looks like a GUID.
fn tidy(entry: &mut Map<String, Value>) {
    if entry.contains_key("SpecialName") {
        entry.remove("ServiceSiteGuid");
    }
}

/// The first field, and what follows it.
fn field(printed: &str) -> Result<(Field<'_>, &str)> {
    let name = name(printed).with_context(|| format!("no field: {:?}", printed.lines().next()))?;
    let after = printed.split_once(": ").context("a field without a value")?.1;
    let Some(text) = after.strip_prefix('\'') else {
        let (other, rest) = after.split_once('\n').context("a line without an end")?;
        return Ok((Field { name, value: Printed::Other(other) }, rest));
    };
    let mut ends = text.match_indices("'\n").map(|(at, end)| (at, &text[at + end.len()..]));
    let (end, rest) = ends
        .find(|(_, rest)| *rest == END || self::name(rest).is_some())
        .with_context(|| format!("{name} does not end"))?;
    Ok((Field { name, value: Printed::Text(&text[..end]) }, rest))
}

/// The name of the field that the line is, if it is one.
fn name(printed: &str) -> Option<&str> {
    let (name, _) = printed.lines().next()?.split_once(": ")?;
    let (name, indented) = (name.trim(), name.starts_with("    "));
    let is_known = OTHERS.contains(&name) || index(name) || FIELDS.iter().any(|(samba, _)| *samba == name);
    (indented && is_known).then_some(name)
}

/// Whether it is the number of an element, such as `[12]`.
fn index(name: &str) -> bool {
    let number = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}

impl Field<'_> {
    /// Puts the value where it belongs.
    fn put(&self, fields: &mut Map<String, Value>) -> Result<()> {
        if index(self.name) {
            return self.append(fields);
        }
        let Some((_, name)) = FIELDS.iter().find(|(samba, _)| *samba == self.name) else { return Ok(()) };
        let value = match self.value {
            Printed::Text(text) => text.into(),
            // Of a pointer; what it points to follows.
            Printed::Other("*") => return Ok(()),
            Printed::Other("NULL" | "union dfs_padding(case 0)") if *name != "ExpandedNames" => Value::Null,
            Printed::Other("NULL") => Value::Array(Vec::new()),
            Printed::Other(head) if head.starts_with("ARRAY(") => Value::Array(Vec::new()),
            Printed::Other(head) if head.starts_with("union dfs_padding") => "".into(),
            Printed::Other(value) => number(value)?.into(),
        };
        ensure!(fields.insert((*name).into(), value).is_none(), "{name} twice");
        Ok(())
    }

    /// Elements are expanded names, or bytes of the GUID.
    fn append(&self, fields: &mut Map<String, Value>) -> Result<()> {
        match self.value {
            Printed::Text(text) => {
                let names = fields.get_mut("ExpandedNames").and_then(Value::as_array_mut);
                names.context("a name outside of a list")?.push(text.into());
            }
            Printed::Other(byte) => {
                let Some(Value::String(guid)) = fields.get_mut("ServiceSiteGuid") else {
                    bail!("a byte outside of a GUID")
                };
                guid.push_str(&hex(&[u8::try_from(number(byte)?)?]));
            }
        }
        Ok(())
    }
}

/// Numbers are printed in hex or by name, and again in brackets.
fn number(printed: &str) -> Result<u64> {
    let number = printed.rsplit_once('(').and_then(|(_, number)| number.strip_suffix(')'));
    number.and_then(|number| number.parse().ok()).with_context(|| format!("not a number: {printed}"))
}

#[cfg(test)]
mod tests {
    use super::means;
    use serde_json::json;

    #[test]
    fn a_text_ends_where_another_field_follows() {
        let printed = "    dfs_GetDFSReferral_in: struct dfs_GetDFSReferral_in\n        max_referral_level       : 0x0003 (3)\n        \
            servername               : '\\it's\n  size : 'x'\n    unknown  : 'y'\ndump OK '\ndump OK\n";
        let expected = "\\it's\n  size : 'x'\n    unknown  : 'y'\ndump OK ";
        assert_eq!(means(printed).unwrap(), json!({ "MaxReferralLevel": 3, "RequestFileName": expected }));
    }

    #[test]
    fn bytes_left_over_are_told() {
        let printed = "WARNING! 2 unread bytes\n[0000] AA 00   ..\nskipping zero buffer bytes\n    dfs_GetDFSReferral_in: struct \
            dfs_GetDFSReferral_in\n        servername               : ''\ndump OK\n";
        assert_eq!(means(printed).unwrap(), json!({ "unread": 2, "RequestFileName": "" }));
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        assert!(means("        new_field                : 0x0003 (3)\ndump OK\n").is_err());
        assert!(means("        path_consumed            : 0x0003 (3)\n").is_err());
    }
}

//! What messages and differences are told by.

use super::super::compare::Difference;
use super::super::kind::Kind;
use super::super::messages::Message;
use super::super::text;
use serde_json::Value;

impl Message {
    /// The version of the first entry.
    pub(in super::super) fn version(&self) -> Option<u64> {
        self.entries().next()?.get("VersionNumber")?.as_u64()
    }

    pub(in super::super) fn is_name_list(&self) -> bool {
        self.entries().next().is_some_and(|entry| entry.get("SpecialName").is_some())
    }

    fn entries(&self) -> impl Iterator<Item = &Value> {
        self.meant().get("ReferralEntries").and_then(Value::as_array).into_iter().flatten()
    }

    pub(super) fn has_ill_formed_text(&self) -> bool {
        has_text(self.meant(), is_ill_formed)
    }

    /// Whether it is so of the first.
    pub(super) fn has_targets_without_guid(&self) -> bool {
        let size = self.entries().next().filter(|entry| entry.get("DFSPath").is_some());
        size.is_some_and(|entry| entry["Size"] == 18)
    }

    /// The number of the first target or list of version 3 or 4 of another size than these.
    pub(super) fn size_besides(&self, sizes: &[u64]) -> Option<usize> {
        self.entries().position(|entry| {
            let size = entry["Size"].as_u64().filter(|_| entry["VersionNumber"].as_u64() > Some(2));
            size.is_some_and(|size| !sizes.contains(&size))
        })
    }

    /// Whether Size of the first entry counts more than its fields.
    pub(super) fn has_share_name_before_its_end(&self) -> bool {
        self.entries().next().is_some_and(|entry| {
            let name = entry.get("ShareName").and_then(text::units);
            name.is_some_and(|name| entry["Size"].as_u64() > Some(10 + 2 * name.len() as u64))
        })
    }

    /// Whether entries have no alternate path.
    pub(super) fn has_offsets_of_zero(&self) -> bool {
        self.entries().any(|entry| entry.get("DFSAlternatePath").is_some_and(Value::is_null))
    }

    /// Whether the name of a plain request is not whole units.
    pub(super) fn has_half_unit(&self) -> bool {
        self.kind == Kind::Request && !self.bytes.len().is_multiple_of(2)
    }

    pub(super) fn lacks_nul(&self) -> bool {
        self.kind == Kind::Request && !self.bytes.chunks_exact(2).skip(1).any(|unit| unit == [0, 0])
    }

    /// Whether bytes follow what belongs to the message. Of replies, one was drawn so.
    pub(super) fn has_bytes_behind(&self) -> bool {
        let len = self.bytes.len() as u64;
        match self.kind {
            Kind::Request => {
                let name = self.meant().get("RequestFileName").and_then(text::units).unwrap_or_default();
                self.has_half_unit() || len > 4 + 2 * name.len() as u64
            }
            Kind::RequestEx => self.meant()["RequestDataLength"].as_u64().is_some_and(|data| len > 8 + data),
            Kind::Response => self.name == "drawn v4-windows-padding",
        }
    }

    /// Whether it is an extended request without a site, by its flags.
    pub(super) fn is_without_site(&self) -> bool {
        self.meant().get("RequestFlags").is_some_and(|flags| flags == 0)
    }

    /// Whether an extended request counts units, without the NUL.
    pub(super) fn has_lengths_in_units(&self) -> bool {
        let name = self.meant().get("RequestFileName").and_then(text::units);
        name.is_some_and(|name| self.meant()["RequestFileNameLength"] == name.len())
    }
}

impl Difference {
    /// Whether the reason of our refusal says so.
    pub(super) fn is_refused_for(&self, part: &str) -> bool {
        self.field == Self::READ && self.meant.as_str().is_some_and(|reason| reason.contains(part))
    }

    /// Whether it is not of an entry before this one.
    pub(super) fn is_from(&self, first: Option<usize>) -> bool {
        first.is_some_and(|first| self.entry.is_none_or(|entry| entry >= first))
    }

    /// Whether entries overlap.
    pub(super) fn is_of_overlap(&self) -> bool {
        self.is_refused_for("the next entry begins inside this one")
    }

    /// Whether the text is read from its second byte on.
    pub(super) fn is_text_a_byte_late(&self) -> bool {
        let bytes = |value: &Value| Some(utf16le(&text::units(value)?)).filter(|bytes| !bytes.is_empty());
        match (bytes(&self.meant), bytes(&self.read)) {
            (Some(meant), Some(read)) => [&meant[1..], &[0]].concat().starts_with(&read),
            _ => false,
        }
    }

    /// How many names are read as they were meant, but their bytes as ASCII; nothing if one is read otherwise.
    pub(super) fn names_twice_in_utf16(&self) -> Option<usize> {
        let (meant, read) = (self.meant.as_array()?, self.read.as_array()?);
        let ascii = |byte: u8| match byte {
            ..0x80 => char::from(byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        };
        let twice =
            |name: &Value| Some(utf16le(&text::units(name)?).into_iter().map(ascii).collect::<String>());
        let is_twice = |(meant, read): (&Value, &Value)| twice(meant).is_some_and(|twice| *read == twice);
        meant.iter().zip(read).all(is_twice).then_some(meant.len().min(read.len()))
    }
}

fn utf16le(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

/// Whether two zero bytes in a row are no NUL, but belong to two units.
pub(super) fn zeros_at_odd_bytes(text: &[u16]) -> bool {
    text.windows(2).any(|pair| pair[0] < 0x100 && pair[1].is_multiple_of(0x100))
}

pub(super) fn is_ill_formed(text: &[u16]) -> bool {
    char::decode_utf16(text.iter().copied()).any(|char| char.is_err())
}

/// Whether it is true of a text in there.
pub(super) fn has_text(meant: &Value, is_it: fn(&[u16]) -> bool) -> bool {
    match (text::units(meant), meant) {
        (Some(units), _) => is_it(&units),
        (None, Value::Array(values)) => values.iter().any(|value| has_text(value, is_it)),
        (None, Value::Object(fields)) => fields.values().any(|value| has_text(value, is_it)),
        _ => false,
    }
}

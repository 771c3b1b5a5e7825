//! Text and bytes, as the JSON of meanings has them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// UTF-16LE as a string; as its bytes where it is not well-formed.
pub(super) fn text(utf16le: &[u8]) -> Value {
    let (units, rest) = utf16le.as_chunks();
    let units = units.iter().copied().map(u16::from_le_bytes);
    match char::decode_utf16(units).collect::<Result<String, _>>() {
        Ok(text) if rest.is_empty() => text.into(),
        _ => json!({ "utf16le": hex(utf16le) }),
    }
}

/// The reverse; nothing if it is no text.
pub(super) fn units(text: &Value) -> Option<Vec<u16>> {
    if let Some(text) = text.as_str() {
        return Some(text.encode_utf16().collect());
    }
    let bytes = bytes(text.get("utf16le")?.as_str()?).ok()?;
    Some(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

pub(crate) fn bytes(hex: &str) -> Result<Vec<u8>> {
    ensure!(hex.len().is_multiple_of(2) && hex.is_ascii(), "not hex: {hex:?}");
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    bytes.collect::<Result<_, _>>().with_context(|| format!("not hex: {hex:?}"))
}

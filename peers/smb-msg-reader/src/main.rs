//! What the crate `smb-msg` reads in messages, for `cargo xtask peers`.
//!
//! Names in lists, and all of the data of an extended request, are in fields that are not public.

#[path = "../../reader.rs"]
mod reader;

use binrw::io::Cursor;
use binrw::{BinReaderExt, NullWideString};
use serde_json::{Value, json};
use smb_msg::dfsc::{
    DfsServerType, EntryV3V4DfsPaths, EntryV3Value, ReferralEntry, ReferralEntryValue, ReqGetDfsReferral,
    ReqGetDfsReferralEx, RespGetDfsReferral,
};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    reader::run(|kind| match kind {
        "request" => Some(request),
        "request-ex" => Some(request_ex),
        "response" => Some(response),
        _ => None,
    })
}

fn request(message: &[u8]) -> Result<Value, String> {
    let mut cursor = Cursor::new(message);
    let request: ReqGetDfsReferral = cursor.read_le().map_err(shown)?;
    let means = json!({
        "MaxReferralLevel": request.max_referral_level as u16,
        "RequestFileName": text(&request.request_file_name),
    });
    Ok(with_unread(means, &cursor))
}

fn request_ex(message: &[u8]) -> Result<Value, String> {
    let mut cursor = Cursor::new(message);
    let request: ReqGetDfsReferralEx = cursor.read_le().map_err(shown)?;
    let means = json!({
        "MaxReferralLevel": request.max_referral_level,
        "RequestFlags": u16::from_le_bytes(request.request_flags.into_bytes()),
    });
    Ok(with_unread(means, &cursor))
}

/// The strings' buffer is left unread whatever it holds.
fn response(message: &[u8]) -> Result<Value, String> {
    let response: RespGetDfsReferral = Cursor::new(message).read_le().map_err(shown)?;
    Ok(json!({
        "PathConsumed": response.path_consumed,
        "NumberOfReferrals": response.referral_entries.len(),
        "ReferralHeaderFlags": u32::from_le_bytes(response.referral_header_flags.into_bytes()),
        "ReferralEntries": response.referral_entries.iter().map(entry).collect::<Vec<_>>(),
    }))
}

fn entry(entry: &ReferralEntry) -> Value {
    match &entry.value {
        ReferralEntryValue::V1(target) => json!({
            "VersionNumber": 1,
            "ServerType": number(&target.server_type),
            "ShareName": text(&target.share_name),
        }),
        ReferralEntryValue::V2(target) => json!({
            "VersionNumber": 2,
            "ServerType": number(&target.server_type),
            "TimeToLive": target.time_to_live,
            "DFSPath": text(&target.dfs_path),
            "DFSAlternatePath": text(&target.dfs_alternate_path),
            "NetworkAddress": text(&target.network_address),
        }),
        ReferralEntryValue::V3(entry) => {
            let mut means = match &entry.value {
                EntryV3Value::DfsPath(paths) => target(paths),
                EntryV3Value::NetworkAddress(_) => json!({}),
            };
            means["VersionNumber"] = json!(3);
            means["ServerType"] = json!(number(&entry.server_type));
            means["ReferralEntryFlags"] = json!(u16::from_le_bytes(entry.referral_entry_flags.into_bytes()));
            means["TimeToLive"] = json!(entry.time_to_live);
            means
        }
        ReferralEntryValue::V4(entry) => {
            let mut means = target(&entry.refs);
            means["VersionNumber"] = json!(4);
            means["ServerType"] = json!(number(&entry.server_type));
            means["ReferralEntryFlags"] = json!(entry.referral_entry_flags);
            means["TimeToLive"] = json!(entry.time_to_live);
            means
        }
    }
}

fn target(paths: &EntryV3V4DfsPaths) -> Value {
    json!({
        "DFSPath": text(&paths.dfs_path),
        "DFSAlternatePath": text(&paths.dfs_alternate_path),
        "NetworkAddress": text(&paths.network_address),
    })
}

fn number(server_type: &DfsServerType) -> u16 {
    match server_type {
        DfsServerType::NonRoot => 0,
        DfsServerType::Root => 1,
    }
}

/// A string; its bytes where it is not well-formed.
fn text(string: &NullWideString) -> Value {
    String::from_utf16(&string.0).map_or_else(
        |_| {
            let bytes = string.0.iter().flat_map(|unit| unit.to_le_bytes());
            json!({ "utf16le": bytes.map(|byte| format!("{byte:02x}")).collect::<String>() })
        },
        Value::from,
    )
}

fn with_unread(mut means: Value, cursor: &Cursor<&[u8]>) -> Value {
    let unread = cursor.get_ref().len() as u64 - cursor.position();
    if unread > 0 {
        means["unread"] = json!(unread);
    }
    means
}

/// Without the coloured way to the cause.
fn shown(error: binrw::Error) -> String {
    error.root_cause().to_string()
}

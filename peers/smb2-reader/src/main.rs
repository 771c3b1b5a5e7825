//! What the SMB client `smb2` reads in messages, for `cargo xtask peers`.

#[path = "../../reader.rs"]
mod reader;

use serde_json::{Value, json};
use smb2::msg::dfs::{DfsReferralEntry, ReqGetDfsReferral, RespGetDfsReferral};
use smb2::pack::{ReadCursor, Unpack};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    reader::run(|kind| match kind {
        "request" => Some(request),
        "response" => Some(response),
        _ => None,
    })
}

fn request(message: &[u8]) -> Result<Value, String> {
    let mut cursor = ReadCursor::new(message);
    let request = ReqGetDfsReferral::unpack(&mut cursor).map_err(shown)?;
    let mut means = json!({
        "MaxReferralLevel": request.max_referral_level,
        "RequestFileName": request.request_file_name,
    });
    if cursor.remaining() > 0 {
        means["unread"] = json!(cursor.remaining());
    }
    Ok(means)
}

/// No bytes can be left unread: the decoder takes all for the strings' buffer.
fn response(message: &[u8]) -> Result<Value, String> {
    let response = RespGetDfsReferral::unpack(&mut ReadCursor::new(message)).map_err(shown)?;
    Ok(json!({
        "PathConsumed": response.path_consumed,
        "ReferralHeaderFlags": response.header_flags.bits(),
        "ReferralEntries": response.entries.iter().map(entry).collect::<Vec<_>>(),
    }))
}

fn entry(entry: &DfsReferralEntry) -> Value {
    match entry {
        DfsReferralEntry::V1 { server_type, share_name } => {
            json!({ "VersionNumber": 1, "ServerType": server_type, "ShareName": share_name })
        }
        DfsReferralEntry::Target {
            version,
            server_type,
            flags,
            ttl,
            dfs_path,
            dfs_alternate_path,
            network_address,
        } => json!({
            "VersionNumber": version,
            "ServerType": server_type,
            "ReferralEntryFlags": flags.bits(),
            "TimeToLive": ttl,
            "DFSPath": dfs_path,
            "DFSAlternatePath": dfs_alternate_path,
            "NetworkAddress": network_address,
        }),
        DfsReferralEntry::NameList { version, flags, ttl, special_name, expanded_names } => json!({
            "VersionNumber": version,
            "ReferralEntryFlags": flags.bits(),
            "TimeToLive": ttl,
            "SpecialName": special_name,
            "ExpandedNames": expanded_names,
        }),
    }
}

fn shown(error: smb2::Error) -> String {
    error.to_string()
}

//! What the SMB client `smb2` reads in messages, for `cargo xtask peers`; see `xtask/src/peers/lines.rs`.
//!
//! Takes lines of `{"kind": "request" | "response", "hex": "..."}` on stdin. Answers each with a line:
//! `{"means": {...}}` in the field names of [MS-DFSC], or `{"refused": "..."}`.

use serde_json::{Value, json};
use smb2::Result as Smb2Result;
use smb2::msg::dfs::{DfsReferralEntry, ReqGetDfsReferral, RespGetDfsReferral};
use smb2::pack::{ReadCursor, Unpack};
use std::error::Error;
use std::io::stdin;

fn main() -> Result<(), Box<dyn Error>> {
    for line in stdin().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let message = bytes(question["hex"].as_str().ok_or("a line without `hex`")?)?;
        let read = match question["kind"].as_str() {
            Some("request") => request(&message),
            Some("response") => response(&message),
            kind => return Err(format!("smb2 has no decoder for {kind:?}").into()),
        };
        let answer = read
            .map_or_else(|error| json!({ "refused": error.to_string() }), |means| json!({ "means": means }));
        println!("{answer}");
    }
    Ok(())
}

fn bytes(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(str::from_utf8(pair)?, 16)?)).collect()
}

fn request(message: &[u8]) -> Smb2Result<Value> {
    let mut cursor = ReadCursor::new(message);
    let request = ReqGetDfsReferral::unpack(&mut cursor)?;
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
fn response(message: &[u8]) -> Smb2Result<Value> {
    let response = RespGetDfsReferral::unpack(&mut ReadCursor::new(message))?;
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

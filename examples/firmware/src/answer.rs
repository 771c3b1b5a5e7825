//! A NAS that answers: what an SMB server calls.

use crate::table::SERVER;
use dfsc::{NtStatus, Utf16Le};

/// FSCTL_DFS_GET_REFERRALS, or with _EX: what comes with it, and what goes back. That is a message in `out`, which is as long as MaxOutputResponse allows, or a status.
pub fn respond<'o>(is_extended: bool, message: &[u8], out: &'o mut [u8]) -> Result<&'o [u8], NtStatus> {
    if is_extended { SERVER.answer_extended(message, out) } else { SERVER.answer(message, out) }
}

/// CREATE: the share that it came on, its name, and whether SMB2_FLAGS_DFS_OPERATIONS was set; and what is opened in the share's folder, or the status that has the client ask for a referral.
pub fn open<'a>(share: &str, name: Utf16Le<'a>, is_dfs: bool) -> Result<Utf16Le<'a>, NtStatus> {
    if is_dfs && SERVER.namespace(share).is_some() { SERVER.normalize(share, name) } else { Ok(name) }
}

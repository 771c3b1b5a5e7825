//! What was captured on the wire: see `tests/corpus/README.md`.

use dfsc::NtStatus;

/// A request, and what came of it.
#[allow(dead_code, reason = "each part of the firmware uses its own")]
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    pub name: &'a str,
    /// Whether the request is of the extended form.
    pub is_extended: bool,
    pub status: NtStatus,
    pub request: &'a [u8],
    pub response: Option<&'a [u8]>,
    /// All of it, as it went over the connection: SMB messages, each behind its length.
    pub stream: &'a [u8],
}

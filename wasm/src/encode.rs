//! Messages from numbers and texts.

use alloc::vec;
use alloc::vec::Vec;
use dfsc::carrier::{
    CtlCode, IoctlRequest, IoctlResponse, OemRequest, Trans2Request, Trans2Response, Trans2Secondary,
};
use dfsc::wire::Field;
use dfsc::{
    AnyText, Encode, EncodeError, EntrySize, ReferralEntryFlags, ReferralHeaderFlags, Reply, ReplyEntry,
    Request, RequestEx, ServerType, Utf16Le,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// The message that `words` say, with the bytes of its texts (UTF-16) or of what it carries, one behind the other.
///
/// What comes begins with a zero, and the message follows; or with a one, and the error follows in words: its kind, field (or 255), entry
/// counted from 1, value and limit. Nothing at all says that these are no words of a message.
#[wasm_bindgen]
pub fn encode(words: &[u32], texts: &[u8]) -> Vec<u8> {
    let mut parts = Parts { words: words.iter(), texts };
    parts.message().unwrap_or_default()
}

/// What is left of a message's words and texts.
struct Parts<'a> {
    words: core::slice::Iter<'a, u32>,
    texts: &'a [u8],
}

impl<'a> Parts<'a> {
    fn word(&mut self) -> Option<u32> {
        self.words.next().copied()
    }

    fn short(&mut self) -> Option<u16> {
        self.word()?.try_into().ok()
    }

    /// Bytes, of which a word says how many.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let (bytes, rest) = self.texts.split_at_checked(self.word()? as usize)?;
        self.texts = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<Utf16Le<'a>> {
        Utf16Le::new(self.bytes()?)
    }

    /// What a word says is there; none outside if the words end.
    #[expect(clippy::option_option, reason = "two things may be missing, and differ")]
    fn perhaps<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.word()? == 0 { Some(None) } else { read(self).map(Some) }
    }

    fn code(&mut self) -> Option<CtlCode> {
        Some(if self.word()? == 0 { CtlCode::GetReferrals } else { CtlCode::GetReferralsEx })
    }

    fn message(&mut self) -> Option<Vec<u8>> {
        Some(match self.word()? {
            0 => encoded(&Request::new(self.short()?, self.text()?)),
            1 => encoded(&OemRequest { max_referral_level: self.short()?, request_file_name: self.bytes()? }),
            2 => encoded(&RequestEx::new(self.short()?, self.text()?, self.perhaps(Self::text)?)),
            3 => self.reply()?,
            4 => encoded(&IoctlRequest {
                ctl_code: self.code()?,
                max_output_response: self.word()?,
                input: self.bytes()?,
            }),
            5 => encoded(&IoctlResponse { ctl_code: self.code()?, output: self.bytes()? }),
            6 => encoded(&Trans2Request {
                max_data_count: self.short()?,
                total_parameter_count: self.short()?,
                parameters: self.bytes()?,
            }),
            7 => encoded(&Trans2Secondary {
                total_parameter_count: self.short()?,
                parameter_displacement: self.short()?,
                parameters: self.bytes()?,
            }),
            8 => encoded(&Trans2Response {
                total_data_count: self.short()?,
                data_displacement: self.short()?,
                data: self.bytes()?,
            }),
            _ => return None,
        })
    }

    fn reply(&mut self) -> Option<Vec<u8>> {
        let (path_consumed, flags, version) = (self.short()?, self.word()?, self.short()?);
        let size = if self.word()? == 0 { EntrySize::Short } else { EntrySize::Long };
        let time_to_live = self.perhaps(Self::word)?;
        let dfs_path = self.perhaps(Self::text)?.map(AnyText::utf16);
        let count = self.word()?;
        let mut entries = Vec::new();
        let mut names = Vec::new();
        for _ in 0..count {
            let (server_type, flags, proximity) = (self.short()?, self.short()?, self.word()?);
            let (name, count) = (AnyText::utf16(self.text()?), self.word()?);
            let first = names.len();
            for _ in 0..count {
                names.push(AnyText::utf16(self.text()?));
            }
            entries.push((server_type, flags, proximity, name, first..names.len()));
        }
        let entries: Vec<_> = entries
            .into_iter()
            .map(|(server_type, flags, proximity, name, expanded)| ReplyEntry {
                server_type: ServerType(server_type),
                flags: ReferralEntryFlags(flags),
                proximity,
                name,
                expanded_names: names.get(expanded).unwrap_or_default(),
            })
            .collect();
        Some(encoded(&Reply {
            path_consumed,
            flags: ReferralHeaderFlags(flags),
            version,
            size,
            time_to_live,
            dfs_path,
            entries: &entries,
            is_fitted: false,
        }))
    }
}

fn encoded(message: &dyn Encode) -> Vec<u8> {
    let mut all = vec![0; message.encoded_len().saturating_add(1)];
    let done = match all.split_first_mut() {
        Some((_, room)) => message.encode(room).map(|_| ()),
        None => Ok(()),
    };
    match done {
        Ok(()) => all,
        Err(error) => refused(error),
    }
}

fn refused(error: EncodeError) -> Vec<u8> {
    let field = error.field().map_or(0xFF, |field: Field| field as u32);
    let entry = error.entry().map_or(0, |entry| entry.saturating_add(1));
    let words = [error.kind() as u32, field, entry, error.value(), error.limit()];
    [1].into_iter().chain(words.into_iter().flat_map(u32::to_le_bytes)).collect()
}

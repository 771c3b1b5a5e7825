//! What holds of all that the crate writes.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use crate::values::{Message, OwnedReply, reread};
use dfsc::{Encode, EncodeErrorKind, Reply};

/// A message that can be written takes as many bytes as it says, all of them its own, and reads as the value that it was written from.
pub fn reads_as_the_value(message: &Message) {
    let bytes = message.with(|value| {
        let len = value.len();
        let [one, other] = [0xa5, 0x5a].map(|fill| {
            let mut buffer = vec![fill; len + 9];
            assert_eq!(value.encode(&mut buffer).unwrap().len(), len);
            assert_eq!(buffer[len..], [fill; 9]);
            buffer[..len].to_vec()
        });
        assert_eq!(one, other, "{message:?}");
        one
    });
    assert!(message.with(|value| value.is_read_from(&bytes)), "{message:?}");
}

/// Any reply is refused, or reads as itself; and so does what has been made to fit its version. Gives which of both was written.
pub fn reads_as_itself(reply: &OwnedReply) -> (bool, bool) {
    reply.with(|reply| {
        let mut buffer = [0; 1024];
        let written = reply.encode(&mut buffer);
        if let Ok(message) = written {
            reread(message, |read| assert_eq!(read.as_ref(), Ok(reply)));
        }
        let is_written = written.is_ok();
        // What has been made to fit stays as it is.
        let reply = Reply { is_fitted: true, ..*reply };
        let fitted = reply.encode(&mut buffer);
        if let Ok(message) = fitted {
            reread(message, |read| {
                let read = read.unwrap();
                assert_eq!(Reply { is_fitted: true, ..read }.encode(&mut [0; 1024]).unwrap(), message);
                assert_eq!(
                    (read.version, read.dfs_path, read.entries.len()),
                    (reply.version, reply.dfs_path, reply.entries.len())
                );
            });
        }
        (is_written, fitted.is_ok())
    })
}

/// In any room there are as many entries as fit, from the first one on.
pub fn has_prefixes(reply: &OwnedReply) {
    let first = |count| OwnedReply { entries: reply.entries[..count].to_vec(), ..reply.clone() };
    let bytes: Vec<_> =
        (1..=reply.entries.len()).map(|count| Message::Reply(first(count)).encoded()).collect();
    for room in 0..=bytes.last().map_or(0, Vec::len) + 1 {
        let mut buffer = vec![0xa5; room];
        let written = reply.with(|reply| {
            reply.encode_prefix(&mut buffer).map(|(message, dropped)| (message.to_vec(), dropped))
        });
        let fitting = bytes.iter().rposition(|bytes| bytes.len() <= room);
        if let Some(last) = fitting {
            assert_eq!(written.unwrap(), (bytes[last].clone(), bytes.len() - 1 - last));
            assert!(buffer[bytes[last].len()..].iter().all(|byte| *byte == 0xa5));
        } else if !bytes.is_empty() {
            let error = written.unwrap_err();
            assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall);
            assert_eq!((error.value() as usize, error.limit() as usize), (bytes[0].len(), room));
        }
    }
}

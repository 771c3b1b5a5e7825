//! Writing every message there is, as a server and a client do: what the budget of encoding measures.

use crate::used;
use core::hint::black_box;
use dfsc::{Encode, EncodeError, Reply, Request, RequestEx};

static REQUEST: Request<&str> = Request::new(4, "");
static REQUEST_EX: RequestEx<&str> = RequestEx::new(4, "", None);
static REPLY: Reply<'_> = Reply::EMPTY;

/// Every message, every version, text of both kinds, whole and as far as it fits: of the values here the compiler knows nothing.
pub fn messages(buffer: &mut [u8]) {
    written(black_box(&REQUEST).encode(buffer));
    written(black_box(&REQUEST_EX).encode(buffer));
    reply(black_box(&REPLY), buffer);
}

/// A reply, whole and as far as it fits.
#[inline(never)]
pub fn reply(reply: &Reply<'_>, buffer: &mut [u8]) {
    written(reply.encode(buffer));
    written(reply.encode_prefix(buffer).map(|(message, dropped)| {
        used(dropped);
        message
    }));
}

#[inline(never)]
fn written(message: Result<&[u8], EncodeError>) {
    match message {
        Ok(message) => used(message),
        Err(error) => failed(error),
    }
}

/// All that an error says, so that none of it is left out.
#[inline(never)]
pub fn failed(error: EncodeError) {
    used((error.kind(), error.field(), error.entry(), error.value(), error.limit()));
}

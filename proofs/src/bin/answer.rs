//! What it takes to make a reply from its request, on top of `text`.

#![no_std]
#![no_main]

use core::hint::black_box;
use dfsc::{EncodeError, EntrySize, ReferralHeaderFlags, Reply, ReplyEntry, Request, Utf16Le};
use proofs::{opaque, opaque_mut, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    used(opaque());
    proofs::read::messages(answer);
    proofs::write::messages(opaque_mut());
    if let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) {
        proofs::paths::paths(one, other);
    }
}

fn answer(request: Request<Utf16Le<'static>>) {
    used(request.kind());
    let reply_to = request.reply(4);
    let entries: &[ReplyEntry<'_>] = black_box(&[]);
    made(reply_to.targets(ReferralHeaderFlags(2), 1800, black_box(r"\s\d"), entries));
    made(reply_to.name_lists(EntrySize::Long, 600, entries));
}

#[inline(never)]
fn made(reply: Result<Reply<'_>, EncodeError>) {
    match reply {
        Ok(reply) => proofs::write::reply(&reply, opaque_mut()),
        Err(error) => proofs::write::failed(error),
    }
}

//! The budget row "+ paths, text, ASCII folding", on top of `encode`.

#![no_std]
#![no_main]

use dfsc::Utf16Le;
use proofs::{opaque, opaque_mut, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    used(opaque());
    proofs::read::messages(|request| used(request.kind()));
    proofs::write::messages(opaque_mut());
    if let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) {
        proofs::paths::paths(one, other);
    }
}

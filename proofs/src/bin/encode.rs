//! The budget row "+ encode everything": on top of `parse`.

#![no_std]
#![no_main]

use proofs::{opaque, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    used(opaque());
    proofs::read::messages(|_| {});
    proofs::write::messages(proofs::opaque_mut());
}

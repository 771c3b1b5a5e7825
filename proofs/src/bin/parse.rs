//! The budget row "parse + iterate, all messages and versions".

#![no_std]
#![no_main]

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::used(proofs::opaque());
    proofs::read::messages(|_| {});
}

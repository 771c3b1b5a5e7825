//! What a client needs of the caches, on top of `text`.

#![no_std]
#![no_main]

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::text(|path, _| proofs::keep::caches(path, |_, _| {}));
}

//! What a client takes with its caches, on top of `text`.

#![no_std]
#![no_main]

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::text(|path, _| proofs::walk::operations(path));
}

//! What a server takes with a small table, on top of `text`.

#![no_std]
#![no_main]

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::text(|path, _| proofs::serve::serve(path));
}

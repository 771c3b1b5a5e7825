//! What a program takes that does nothing: subtracted from the others.

#![no_std]
#![no_main]

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::used(proofs::opaque());
}

//! The budget row "+ paths, text, ASCII folding", on top of `encode`.

#![no_std]
#![no_main]

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::text(|_, _| {});
}

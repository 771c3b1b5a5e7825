//! What the npm package calls: bytes in, numbers out. Names and sentences are not here, but in TypeScript, which `cargo xtask web` writes from
//! the tables of the crate; objects and strings are made there, too, from the bytes that the caller has.
//!
//! It is built twice, with one feature each: `message` reads and writes messages, `dump` reads and prints dumps.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

#[cfg(feature = "dump")]
mod dump;
#[cfg(feature = "message")]
mod encode;
#[cfg(feature = "message")]
mod inspect;

/// What there is no std for. Elsewhere there is: the rest of the workspace is built with it.
#[cfg(target_family = "wasm")]
mod runtime {
    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// JavaScript catches the trap, and takes a new instance.
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}

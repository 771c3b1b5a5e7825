//! RISC-V: the board virt.

use riscv::register::minstret;
pub use riscv_rt::entry;

/// Where flash begins.
pub const FLASH: usize = 0x8000_0000;

/// The counter of instructions runs from the start on.
pub const fn start_clock() {}

/// A moment.
pub fn now() -> u32 {
    minstret::read() as u32
}

/// How many instructions have gone by since then.
pub fn instructions_since(moment: u32) -> u32 {
    now().wrapping_sub(moment)
}

//! What the program needs of a board: a start, an end, a counter of instructions, and where its memory is. Nothing of it is about DFS.

#[cfg_attr(target_arch = "arm", path = "arm.rs")]
#[cfg_attr(target_arch = "riscv32", path = "riscv32.rs")]
mod chip;
mod stack;

pub use chip::{entry, start_clock};

use core::panic::PanicInfo;
use defmt::{Display2Format, error, info};
use semihosting::process;

unsafe extern "C" {
    // Of the linker's script: only their places mean something.
    static __sdata: u8;
    static __edata: u8;
    static __ebss: u8;
    static __erodata: u8;
}

/// Does something, and has the log say what it cost. Such lines change with the compiler: they are no part of the golden log.
#[allow(dead_code, reason = "a board alone does nothing")]
#[inline(never)]
pub fn costing<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let painted = stack::paint();
    let before = chip::now();
    let result = apart(work);
    let instructions = chip::instructions_since(before);
    info!("cost: {=str}: {=u32} instructions, {=usize} bytes of stack", what, instructions, painted.used());
    result
}

/// Its frame is part of what it costs.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Says what the whole program takes.
pub fn tell_memory() {
    let data = (&raw const __edata).addr() - (&raw const __sdata).addr();
    let flash = (&raw const __erodata).addr() - chip::FLASH + data;
    let ram = (&raw const __ebss).addr() - (&raw const __sdata).addr();
    let stack = stack::deepest();
    info!(
        "cost: memory: {=usize} bytes of flash, {=usize} bytes of RAM, {=usize} bytes of stack",
        flash, ram, stack
    );
}

/// Ends the program, and QEMU with it.
pub fn end() -> ! {
    process::exit(0)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    error!("{}", Display2Format(info));
    process::exit(1)
}

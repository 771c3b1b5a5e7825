//! Cortex-M: the boards microbit and mps2-an386.

use cortex_m::peripheral::{Peripherals, SYST, syst::SystClkSource};
pub use cortex_m_rt::entry;

/// Where flash begins.
pub const FLASH: usize = 0;

/// Twice the instructions from one tick to the next: QEMU has one take a nanosecond, and the boards' clocks have 16 and 25 MHz.
const TICK: u32 = if matches!(env!("BOARD").as_bytes(), b"microbit") { 125 } else { 80 };

const MASK: u32 = 0x00FF_FFFF;

/// Starts the clock, which counts down and begins anew.
pub fn start_clock() {
    if let Some(Peripherals { SYST: mut clock, .. }) = Peripherals::take() {
        clock.set_clock_source(SystClkSource::Core);
        clock.set_reload(MASK);
        clock.clear_current();
        clock.enable_counter();
    }
}

/// A moment.
pub fn now() -> u32 {
    SYST::get_current()
}

/// How many instructions have gone by since then, if they were less than 671 million.
pub fn instructions_since(moment: u32) -> u32 {
    (moment.wrapping_sub(now()) & MASK) * TICK / 2
}

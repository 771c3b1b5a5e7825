//! Firmware of a NAS that answers referral requests and follows referrals: see README.md for what to copy.
//!
//! What it is asked and told was captured on the wire. `cargo xtask firmware` runs it on three boards, and compares what it says with a golden log.

#![no_std]
#![no_main]

#[cfg(feature = "answer")]
mod answer;
mod board;
#[cfg(any(feature = "answer", feature = "follow"))]
mod captured;
#[cfg(any(feature = "answer", feature = "follow"))]
mod exchange;
#[cfg(feature = "follow")]
mod follow;
#[cfg(feature = "corpus")]
mod portable;
#[cfg(feature = "answer")]
mod table;

use defmt_semihosting as _;

#[board::entry]
fn main() -> ! {
    board::start_clock();
    #[cfg(feature = "answer")]
    captured::asked::run();
    #[cfg(feature = "follow")]
    captured::walked::run();
    #[cfg(feature = "corpus")]
    captured::corpus::run();
    board::tell_memory();
    board::end()
}

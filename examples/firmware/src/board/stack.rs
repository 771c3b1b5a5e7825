//! How deep the stack has been: what lies below it is painted, and looked at afterwards.

use super::__ebss;
use core::sync::atomic::{AtomicUsize, Ordering};

const PAINT: u32 = 0xA5A5_A5A5;

/// Below the frame of the one who paints: what is called to paint lies there.
const MARGIN: usize = 128;

/// How far down it has ever been seen to go.
static LOWEST: AtomicUsize = AtomicUsize::new(usize::MAX);

/// A stack that is painted up to here.
pub struct Painted {
    top: usize,
}

/// Paints all that is free.
#[inline(never)]
pub fn paint() -> Painted {
    let here = 0_u32;
    let top = (&raw const here).addr() - MARGIN;
    // SAFETY: nothing lies between the variables and the stack, and no interrupt is on.
    words_below(top).for_each(|word| unsafe { word.write_volatile(PAINT) });
    Painted { top }
}

impl Painted {
    /// How many bytes have been written since.
    #[inline(never)]
    pub fn used(&self) -> usize {
        // SAFETY: as above.
        let mut words = words_below(self.top).skip_while(|word| unsafe { word.read_volatile() } == PAINT);
        let lowest = words.next().map_or(self.top, |word| word.addr());
        assert!(lowest > (&raw const __ebss).addr(), "the stack has reached the variables");
        LOWEST.store(lowest.min(LOWEST.load(Ordering::Relaxed)), Ordering::Relaxed);
        self.top + MARGIN - lowest
    }
}

/// How deep the whole stack has been, as far as it was looked at.
pub fn deepest() -> usize {
    (&raw const _stack_start).addr().saturating_sub(LOWEST.load(Ordering::Relaxed))
}

unsafe extern "C" {
    // Of the linker's script: where the stack begins.
    static _stack_start: u8;
}

/// The words between the variables and an address, the lowest first.
fn words_below(top: usize) -> impl Iterator<Item = *mut u32> {
    let lowest = (&raw const __ebss).cast_mut().cast::<u32>();
    (0..(top - lowest.addr()) / 4).map(move |word| lowest.wrapping_add(word))
}

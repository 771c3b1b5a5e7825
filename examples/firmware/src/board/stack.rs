//! How deep the stack has been: what lies below it is painted, and looked at afterwards.

use super::__ebss;

const PAINT: u32 = 0xA5A5_A5A5;

/// Below the frame of the one who paints: what is called to paint lies there.
const MARGIN: usize = 128;

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
        self.top + MARGIN - lowest
    }
}

/// The words between the variables and an address, the lowest first.
fn words_below(top: usize) -> impl Iterator<Item = *mut u32> {
    let lowest = (&raw const __ebss).cast_mut().cast::<u32>();
    (0..(top - lowest.addr()) / 4).map(move |word| lowest.wrapping_add(word))
}

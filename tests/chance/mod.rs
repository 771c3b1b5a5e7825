//! Choices: at random from a seed, or as a fuzzer's bytes have it.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use std::ops::RangeBounds;
use std::vec::IntoIter;

/// What makes them, by the names that fastrand has for it.
pub struct Rng {
    random: fastrand::Rng,
    bytes: Option<IntoIter<u8>>,
}

macro_rules! numbers {
    ($($name:ident: $bytes:literal,)*) => {
        $(
            pub fn $name(&mut self, range: impl RangeBounds<$name>) -> $name {
                self.next($bytes).$name(range)
            }
        )*
    };
}

impl Rng {
    pub fn with_seed(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed), bytes: None }
    }

    /// One byte says how small things are chosen, two say how large ones are. Behind the last of them all choices are alike.
    pub fn with_bytes(bytes: &[u8]) -> Self {
        Self { bytes: Some(Vec::from(bytes).into_iter()), ..Self::with_seed(0) }
    }

    /// Whether there are no more bytes.
    pub fn is_over(&self) -> bool {
        self.bytes.as_ref().is_some_and(|bytes| bytes.len() == 0)
    }

    fn next(&mut self, count: usize) -> &mut fastrand::Rng {
        if let Some(bytes) = &mut self.bytes {
            self.random.seed(bytes.take(count).fold(0, |seed, byte| seed << 8 | u64::from(byte)));
        }
        &mut self.random
    }

    numbers! { u8: 1, u16: 2, u32: 2, usize: 1, }

    pub fn bool(&mut self) -> bool {
        self.next(1).bool()
    }

    pub fn char(&mut self, range: impl RangeBounds<char>) -> char {
        self.next(2).char(range)
    }

    pub fn choice<I: IntoIterator<IntoIter: ExactSizeIterator>>(&mut self, all: I) -> Option<I::Item> {
        self.next(1).choice(all)
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        self.next(1).shuffle(all);
    }
}

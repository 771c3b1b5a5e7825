//! What logs and tools take beyond paths, on top of `text`: characters, units, and where text lies in its message.

#![no_std]
#![no_main]

use dfsc::DfsPath;
use proofs::{each, opaque, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::text(|one, other| {
        each(one.units());
        each(one.chars());
        used((one == "name", one.span_in(opaque()), DfsPath::new(one).is_same(DfsPath::new(other))));
    });
}

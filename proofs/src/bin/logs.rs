//! What logs and tools take beyond paths, on top of `text`: characters, units, and where text lies in its message.

#![no_std]
#![no_main]

use dfsc::{DfsPath, Utf16Le};
use proofs::{each, opaque, opaque_mut, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    used(opaque());
    proofs::read::messages(|request| used(request.kind()));
    proofs::write::messages(opaque_mut());
    if let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) {
        proofs::paths::paths(one, other);
        each(one.units());
        each(one.chars());
        used((one == "name", one.span_in(opaque()), DfsPath::new(one).is_same(DfsPath::new(other))));
    }
}

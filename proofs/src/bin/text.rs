//! The budget row "+ paths, text, ASCII folding": reading text, on top of `parse`.

#![no_std]
#![no_main]

use dfsc::Utf16Le;
use proofs::{each, opaque, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    used(opaque());
    proofs::read::messages(|request| used(request.kind()));
    if let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) {
        text(one, other);
    }
}

#[inline(never)]
fn text(one: Utf16Le<'_>, other: Utf16Le<'_>) {
    each(one.units());
    each(one.chars());
    each(one.components());
    used((one == other, one == "name", one.eq_ignore_ascii_case(other), one.eq_ignore_ascii_case("name")));
    used(one.span_in(opaque()));
}

//! What the programs here share: a panic handler that does not exist, and values nobody can see through.

#![no_std]

#[cfg(feature = "cache")]
pub mod keep;
pub mod paths;
pub mod read;
pub mod serve;
#[cfg(feature = "client")]
pub mod walk;
pub mod write;

use core::hint::black_box;
use core::panic::PanicInfo;
use dfsc::Utf16Le;

unsafe extern "C" {
    /// Defined nowhere: a program from which a panic can be reached does not link.
    fn a_panic_is_reachable() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: never called, since it cannot be linked.
    unsafe { a_panic_is_reachable() }
}

/// Messages read and written, and what is done with names and paths: what the program `text` does. Then what is done on top of it.
pub fn text(then: impl FnOnce(Utf16Le<'static>, Utf16Le<'static>)) {
    used(opaque());
    read::messages(|request| used(request.kind()));
    write::messages(opaque_mut());
    if let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) {
        paths::paths(one, other);
        then(one, other);
    }
}

/// Bytes that the compiler knows nothing of, not even their number.
pub fn opaque() -> &'static [u8] {
    black_box(&[])
}

/// Room of which the compiler knows nothing either.
pub fn opaque_mut() -> &'static mut [u8] {
    black_box(&mut [])
}

/// Takes the value for used.
pub fn used<T>(value: T) {
    black_box(value);
}

/// Takes every item for used.
pub fn each<T>(items: impl Iterator<Item = T>) {
    items.for_each(used);
}

//! See `dfsc_fuzz::inspect`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::inspect(data));

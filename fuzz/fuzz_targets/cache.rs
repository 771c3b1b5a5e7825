//! See `dfsc_fuzz::cache`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::cache(data));

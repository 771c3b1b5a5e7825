//! See `dfsc_fuzz::encode`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::encode(data));

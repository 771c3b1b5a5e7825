//! See `dfsc_fuzz::request`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::request(data));

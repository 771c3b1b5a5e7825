//! See `dfsc_fuzz::client`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::client(data));

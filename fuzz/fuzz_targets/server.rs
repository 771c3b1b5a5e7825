//! See `dfsc_fuzz::server`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::server(data));

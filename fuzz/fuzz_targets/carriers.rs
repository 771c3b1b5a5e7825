//! See `dfsc_fuzz::carriers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::carriers(data));

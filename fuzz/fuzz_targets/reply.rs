//! See `dfsc_fuzz::reply`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::reply(data));

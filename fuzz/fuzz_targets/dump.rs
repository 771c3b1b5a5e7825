//! See `dfsc_fuzz::dump`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dfsc_fuzz::dump(data));

//! Counted work, so that no input costs more than its length allows.
//!
//! Counted are the regions of code that run, by the counters that the compiler puts into them with `-Cinstrument-coverage`: a region is some ten instructions. Where it was told so,
//! `dfsc_counted` is set; elsewhere nothing is counted.

/// Does something with an input of so many bytes, which may take some regions for each, and some at all.
pub fn within<T>(len: usize, for_each_byte: u64, at_all: u64, work: impl FnOnce() -> T) -> T {
    #[cfg(dfsc_counted)]
    {
        let (result, regions) = counted(work);
        let most = for_each_byte * len as u64 + at_all;
        assert!(regions <= most, "{regions} regions of code for {len} bytes, of {most} at most");
        result
    }
    #[cfg(not(dfsc_counted))]
    {
        let _ = (len, for_each_byte, at_all);
        work()
    }
}

/// Does something; gives how many regions of code ran.
#[cfg(dfsc_counted)]
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, u64) {
    unsafe extern "C" {
        fn __llvm_profile_begin_counters() -> *mut u64;
        fn __llvm_profile_end_counters() -> *mut u64;
    }
    // SAFETY: the compiler's own counters, between these two; libFuzzer runs one input at a time, on one thread.
    let counters = unsafe {
        let (begin, end) = (__llvm_profile_begin_counters(), __llvm_profile_end_counters());
        std::slice::from_raw_parts_mut(begin, usize::try_from(end.offset_from(begin)).unwrap_or(0))
    };
    counters.fill(0);
    let result = work();
    let regions = counters.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    (result, regions)
}

//! Counted work, so that no input costs more than its length allows.
//!
//! Counted are the regions of code that run, by the counters that the compiler puts into them with `-Cinstrument-coverage`: a region is some five to ten instructions. Where it was told so,
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
fn counted<T>(work: impl FnOnce() -> T) -> (T, u64) {
    unsafe extern "C" {
        fn __llvm_profile_begin_counters() -> *mut u64;
        fn __llvm_profile_end_counters() -> *mut u64;
    }
    // SAFETY: these tell where the compiler's own counters are.
    let range = unsafe { __llvm_profile_begin_counters()..__llvm_profile_end_counters() };
    // SAFETY: both are of one array.
    let len = usize::try_from(unsafe { range.end.offset_from(range.start) }).unwrap();
    assert!(len > 0, "nothing is counted");
    let counters = || (0..len).map(|at| range.start.wrapping_add(at));
    // SAFETY: a counter of that array. No reference to it exists, since all code here writes there, too; there is one thread.
    counters().for_each(|counter| unsafe { counter.write_volatile(0) });
    let result = work();
    // SAFETY: as above.
    let regions =
        counters().fold(0_u64, |sum, counter| sum.saturating_add(unsafe { counter.read_volatile() }));
    (result, regions)
}

#[cfg(all(test, dfsc_counted))]
mod tests {
    use super::within;
    use std::hint::black_box;

    /// One region for each pair of numbers below `len`.
    fn square(len: usize) -> usize {
        (0..len).map(|one| (0..len).filter(|other| black_box(one + other) % 2 == 0).count()).sum()
    }

    #[test]
    fn what_grows_with_the_square_is_within_for_short_inputs_alone() {
        within(10, 20, 1000, || square(10));
        let long = std::panic::catch_unwind(|| within(1000, 20, 1000, || square(1000)));
        assert!(long.is_err());
    }
}

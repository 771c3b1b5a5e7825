//! The caches beside a plain model of them that somebody wrote who had not seen them, through long random runs.

#[path = "laws/caching.rs"]
mod caching;
mod chance;
#[path = "reference/cache.rs"]
mod model;
#[path = "reference/path.rs"]
mod path;
mod replies;

use caching::{run, run_domains};
use chance::Rng;
use std::collections::HashMap;

#[test]
fn a_cache_does_what_its_model_does() {
    let mut outcomes: HashMap<&str, usize> = HashMap::new();
    let runs = (0..40).flat_map(|seed| {
        let hash_seed = u32::try_from(seed).unwrap().wrapping_mul(0x9e37_79b9);
        [
            run::<400, 3>(Rng::with_seed(seed), hash_seed, 600),
            run::<2048, 8>(Rng::with_seed(seed), hash_seed, 600),
            run::<16384, 64>(Rng::with_seed(seed), hash_seed, 600),
            run::<600, 1>(Rng::with_seed(seed), hash_seed, 200),
            run::<600, 0>(Rng::with_seed(seed), hash_seed, 50),
            run::<0, 4>(Rng::with_seed(seed), hash_seed, 50),
        ]
    });
    for (outcome, count) in runs.flatten() {
        *outcomes.entry(outcome).or_default() += count;
    }
    // The runs went everywhere, and often.
    let everything = [
        "miss",
        "fresh",
        "stale",
        "negative",
        "kept",
        "list stays",
        "NoReferrals",
        "NotTargets",
        "NoTarget",
        "NotCovered",
        "PathConsumed",
        "OtherPath",
        "PrefixLength",
        "ZeroTimeToLive",
        "TooLarge",
    ];
    for outcome in everything {
        assert!(outcomes.get(outcome).is_some_and(|count| *count > 100), "{outcome}: {outcomes:?}");
    }
}

#[test]
fn a_domain_cache_does_what_its_model_does() {
    let mut outcomes: HashMap<String, usize> = HashMap::new();
    for seed in 0..60 {
        for run in [run_domains::<40, 4>, run_domains::<120, 8>, run_domains::<1024, 4>, run_domains::<64, 0>]
        {
            for (outcome, count) in run(Rng::with_seed(seed)) {
                *outcomes.entry(outcome).or_default() += count;
            }
        }
    }
    let everything = [
        "merge Ok(true)",
        "merge Ok(false)",
        "merge Err(\"NoReferrals\")",
        "merge Err(\"NotNameLists\")",
        "hint true",
        "forget true",
        "set Ok(true)",
        "set Ok(false)",
        "set Err(\"NotOneReferral\")",
        "set Err(\"OtherDomain\")",
        "set Err(\"UnknownDomain\")",
        "set Err(\"NoNames\")",
        "set Err(\"TooLarge\")",
    ];
    for outcome in everything {
        assert!(outcomes.get(outcome).is_some_and(|count| *count > 100), "{outcome}: {outcomes:?}");
    }
}

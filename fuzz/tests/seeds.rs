//! The laws, asked of what the fuzzer begins with.

use dfsc_fuzz::{TARGETS, seeds};

#[test]
fn all_seeds_keep_the_laws() {
    for (name, target) in TARGETS {
        let seeds = seeds::of(name);
        assert!(seeds.len() > 40, "{name}");
        for seed in seeds {
            target(&seed);
            // And what is cut.
            (0..seed.len().min(300)).step_by(7).for_each(|len| target(&seed[..len]));
        }
    }
}

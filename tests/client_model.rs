//! The client beside a plain model of it that somebody wrote who had not seen it, through random worlds.
//!
//! `DFSC_SEEDS` says how many; `cargo xtask deep` runs a hundred thousand.

mod chance;
#[path = "reference/client.rs"]
mod client;
#[path = "reference/cache.rs"]
mod model;
#[path = "reference/path.rs"]
mod path;
mod replies;
#[path = "laws/resolving.rs"]
mod resolving;
mod told;

use chance::Rng;
use resolving::{Tally, run};

fn seeds() -> u64 {
    std::env::var("DFSC_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(10_000)
}

fn all<const BYTES: usize, const SLOTS: usize>() {
    let mut tally = Tally::new();
    for seed in 0..seeds() {
        let (of_world, of_computer) = (Rng::with_seed(seed), Rng::with_seed(!seed));
        run::<BYTES, SLOTS>(&format!("seed {seed}"), of_world, of_computer, &mut tally);
    }
    println!("{tally:#?}");
    for what in [
        "step 5: Dc",
        "step 6: Root",
        "step 6: Root, extended",
        "step 6: Root, larger",
        "step 8: Link",
        "step 9: Link",
        "step 10: Sysvol",
        "step 8: access",
        "step 12: access",
        "done",
        "failed at step 3: Cycle",
        "failed at step 11: Cycle",
        "failed at step 11: Interlinks",
        "failed at step 8: Actions",
        "failed at step 5: Domain",
        "failed at step 6: Domain",
        "failed at step 10: Domain",
        "failed at step 6: Dfs",
        "failed at step 8: Dfs",
        "failed at step 12: NotDfs",
    ] {
        let often = tally.get(what).copied().unwrap_or(0);
        assert!(often * 2000 >= seeds(), "{what}: {often} in {} worlds", seeds());
    }
}

#[test]
fn worlds_with_room() {
    all::<16384, 64>();
}

#[test]
fn worlds_with_little_room() {
    all::<600, 3>();
}

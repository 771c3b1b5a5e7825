//! Miri: unit tests and the corpus, on this machine and as on one with its bytes the other way round.

use crate::cmd;
use anyhow::Result;

/// Big-endian, and of 64 bits.
const BIG_ENDIAN: &str = "s390x-unknown-linux-gnu";

/// Tests that go over all that was captured and drawn, and need no program but themselves.
const TESTS: [&str; 5] = ["corpus", "vectors", "layout", "text", "path"];

pub(super) fn run() -> Result<String> {
    for target in [None, Some(BIG_ENDIAN)] {
        let mut miri =
            cmd::program("rustup", &["run", "nightly", "cargo", "miri", "test", "--package", "dfsc"])?;
        miri.args(["--all-features", "--lib"]).args(TESTS.iter().flat_map(|test| ["--test", test]));
        miri.args(target.iter().flat_map(|target| ["--target", target]));
        miri.env("CARGO_TARGET_DIR", cmd::root()?.join("target/miri"));
        // Tests read their data from files.
        cmd::run(miri.env("MIRIFLAGS", "-Zmiri-disable-isolation"))?;
    }
    Ok(format!("Miri finds nothing undefined, here and on {BIG_ENDIAN}"))
}

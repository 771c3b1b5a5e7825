//! Building the programs in `proofs/`.

use crate::cmd;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The symbol that the panic handler calls and nothing defines.
const UNDEFINED: &str = "a_panic_is_reachable";

/// One way to build one of the programs.
pub(super) struct Build<'a> {
    pub(super) program: &'a str,
    pub(super) target: &'a str,
    pub(super) opt_level: &'a str,
    pub(super) features: &'a str,
    /// Has the compiler note the frame of every function, which needs unstable flags.
    pub(super) stack_sizes: bool,
}

/// What became of a build.
pub(super) enum Linked {
    Image(Vec<u8>),
    /// The linker missed the panic handler's symbol: a panic can be reached.
    PanicReachable,
}

impl Build<'_> {
    /// Builds it; an error if that fails for any reason but a reachable panic.
    pub(super) fn link(&self) -> Result<Linked> {
        let Self { program, target, opt_level, features, stack_sizes } = self;
        let dir = folder(if *stack_sizes { "stack" } else { target })?;
        let mut cargo =
            cmd::cargo(&["build", "--release", "--locked", "--bin", program, "--target", target])?;
        cargo.args(["--features", features]).current_dir(cmd::root()?.join("proofs"));
        cargo.env("CARGO_TARGET_DIR", &dir).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level);
        if *stack_sizes {
            cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zemit-stack-sizes");
        }
        eprintln!("linking {program} for {target}, opt-level {opt_level}, features [{features}]");
        let output = cmd::output(&mut cargo)?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            return read(&dir.join(target).join("release").join(program)).map(Linked::Image);
        }
        // The name alone could stand in any compiler message.
        let missed = stderr.lines().any(|line| line.contains("undefined") && line.contains(UNDEFINED));
        if stderr.contains("error: linking with") && missed {
            return Ok(Linked::PanicReachable);
        }
        bail!("`{program}` does not build for {target}:\n{}", stderr.trim_end());
    }

    /// Builds it; an error if it does not link.
    pub(super) fn image(&self) -> Result<Vec<u8>> {
        match self.link()? {
            Linked::Image(image) => Ok(image),
            Linked::PanicReachable => bail!("`{}` does not link: a panic is reachable", self.program),
        }
    }
}

/// Where the programs for a target are built: in a folder of their own, so that no target waits for another.
pub(crate) fn folder(target: &str) -> Result<PathBuf> {
    Ok(cmd::root()?.join("target/proofs").join(target))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

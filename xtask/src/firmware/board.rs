//! A board that QEMU emulates: the firmware built for it, measured and run.

use super::log::Log;
use crate::cmd;
use anyhow::{Context, Result, bail, ensure};
use object::{Object, ObjectSection, SectionFlags, elf};
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A board that hangs is given up then.
const MOST_TIME: Duration = Duration::from_secs(120);

pub(super) struct Board {
    pub(super) name: &'static str,
    pub(super) core: &'static str,
    target: &'static str,
}

pub(super) const BOARDS: [Board; 3] = [
    Board { name: "microbit", core: "Cortex-M0", target: "thumbv6m-none-eabi" },
    Board { name: "mps2-an386", core: "Cortex-M4", target: "thumbv7em-none-eabihf" },
    Board { name: "virt", core: "RV32IMAC", target: "riscv32imac-unknown-none-elf" },
];

/// What the firmware is made of: features, each with those before it, and what they are.
pub(super) const PARTS: [(&str, &str); 4] = [
    ("", "the board, and a log that says nothing"),
    ("answer", "+ `answer.rs`: the server, its table, and captured requests"),
    ("answer,follow", "+ `follow.rs`: caches, client, and captured replies"),
    ("answer,follow,corpus", "+ `corpus.rs`: the whole corpus, the inspector, and formatting"),
];

/// What something takes, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) flash: u64,
    pub(super) ram: u64,
}

impl Board {
    /// What the firmware takes with these features.
    pub(super) fn size(&self, features: &str) -> Result<Size> {
        eprintln!("building the firmware for the {}, features [{features}]", self.name);
        cmd::run(&mut self.cargo("build", features)?)?;
        let elf = self.elf()?;
        let elf = object::File::parse(&*elf)?;
        let mut size = Size { flash: 0, ram: 0 };
        for section in elf.sections() {
            let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
            if sh_flags.contains(elf::SHF_ALLOC) && section.file_range().is_some() {
                size.flash += section.size();
            }
            // What is left for the stack is a section, too.
            if matches!(section.name()?, ".data" | ".bss" | ".uninit") {
                size.ram += section.size();
            }
        }
        Ok(size)
    }

    /// Runs it with these features, with which it was built last.
    pub(super) fn run(&self, features: &str) -> Result<Log> {
        let mut run = self.cargo("run", features)?;
        let mut board = run.stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
        let mut stdout = board.stdout.take().context("no output")?;
        let reader = thread::spawn(move || {
            let mut frames = Vec::new();
            stdout.read_to_end(&mut frames).map(|_| frames)
        });
        let start = Instant::now();
        let status = loop {
            if let Some(status) = board.try_wait()? {
                break status;
            }
            if start.elapsed() > MOST_TIME {
                board.kill()?;
                bail!("it did not end within {} s", MOST_TIME.as_secs());
            }
            thread::sleep(Duration::from_millis(20));
        };
        let frames = reader.join().ok().context("its output cannot be read")??;
        let log = Log::decode(&self.elf()?, &frames)?;
        ensure!(status.success(), "it failed: {}", log.story.last().map_or("", String::as_str));
        Ok(log)
    }

    fn cargo(&self, what: &str, features: &str) -> Result<Command> {
        let mut cargo = cmd::cargo(&[what, "--quiet", "--release", "--locked", "--target", self.target])?;
        cargo.args(["--no-default-features", "--features", features]);
        cargo.current_dir(folder()?).env("CARGO_TARGET_DIR", target_folder()?);
        Ok(cargo)
    }

    fn elf(&self) -> Result<Vec<u8>> {
        let elf = target_folder()?.join(self.target).join("release/firmware");
        std::fs::read(&elf).with_context(|| format!("cannot read {}", elf.display()))
    }
}

/// Where the package is.
pub(crate) fn folder() -> Result<PathBuf> {
    Ok(cmd::root()?.join("examples/firmware"))
}

/// Where it is built.
pub(crate) fn target_folder() -> Result<PathBuf> {
    Ok(cmd::root()?.join("target/firmware"))
}

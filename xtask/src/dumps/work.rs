//! Programs that are started once for each string of bytes, as many at a time as there are processors.

use crate::{cmd, setup};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The folder for what is given to tools, and for what they say.
pub(super) fn scratch() -> Result<PathBuf> {
    let scratch = cmd::root()?.join("target/dumps");
    fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
    Ok(scratch)
}

/// Does the same with each item, in folders of which nobody else has the same at that time.
pub(super) fn each<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&Path, &T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let scratch = scratch()?;
    let next = AtomicUsize::new(0);
    let worker = &|number: usize| -> Result<Vec<(usize, R)>> {
        let folder = scratch.join(format!("worker-{number}"));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return Ok(done) };
            done.push((at, work(&folder, item)?));
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let done = thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|number| scope.spawn(move || worker(number))).collect();
        let ended = started.into_iter().map(|worker| worker.join().expect("a worker panicked"));
        ended.collect::<Result<Vec<_>>>()
    })?;
    let mut done: Vec<_> = done.into_iter().flatten().collect();
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// What a program prints in that folder, where a file `message` has the bytes, as its input has.
pub(super) fn output(folder: &Path, program: &str, arguments: &[&str], bytes: &[u8]) -> Result<Output> {
    let message = folder.join("message");
    fs::write(&message, bytes).with_context(|| format!("cannot write {}", message.display()))?;
    let mut command = cmd::program(program, arguments)?;
    command.current_dir(folder).stdin(File::open(&message)?);
    // As people have it: bytes beyond ASCII are no letters in it.
    cmd::output(command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("PATH", setup::path()))
}

/// The same of a program that must succeed.
pub(super) fn stdout(folder: &Path, program: &str, arguments: &[&str], bytes: &[u8]) -> Result<Vec<u8>> {
    let output = output(folder, program, arguments, bytes)?;
    if !output.status.success() {
        let (arguments, said) = (arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        bail!("{program} {arguments}: {}: {}", output.status, said.trim_end());
    }
    Ok(output.stdout)
}

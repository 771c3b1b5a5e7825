//! What readers of DFS referrals take for a message: those in Rust. `cargo xtask figures` runs this, and its likes for other languages.
//!
//! `figures READER count ROUNDS FILE...` reads each file so often between two calls of `getppid`, at which callgrind writes down what it has counted.
//! `figures READER time FILE...` takes the time. For each file a line: how many characters all strings have, or `refused`; and nanoseconds.

mod readers;

use readers::{READERS, Reader};
use std::error::Error;
use std::hint::black_box;
use std::os::unix::process::parent_id;
use std::time::{Duration, Instant};
use std::{env, fs};

/// How long a batch takes, and how many there are, of which the quickest counts.
const BATCH: Duration = Duration::from_millis(10);
const BATCHES: u32 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: figures READER (count ROUNDS | time) FILE...";
    let mut arguments = env::args().skip(1);
    let name = arguments.next().ok_or(usage)?;
    let (_, reader) = READERS.iter().find(|(reader, _)| *reader == name).ok_or("no such reader")?;
    let rounds = match arguments.next().as_deref() {
        Some("count") => Some(arguments.next().ok_or(usage)?.parse()?),
        Some("time") => None,
        _ => return Err(usage.into()),
    };
    for file in arguments {
        let message = fs::read(file)?;
        // The first time is not measured: it fills caches, and tells how long one takes.
        let start = Instant::now();
        let read = reader(&message);
        let once = start.elapsed();
        let best = match rounds {
            Some(rounds) => count(*reader, &message, rounds),
            None => time(*reader, &message, once),
        };
        let read = match read {
            None => "refused".into(),
            // There are none.
            Some(_) if name == "floor" => "read".into(),
            Some(characters) => characters.to_string(),
        };
        println!("{read} {}", best.as_nanos());
    }
    Ok(())
}

fn count(reader: Reader, message: &[u8], rounds: u32) -> Duration {
    let _ = parent_id();
    repeat(reader, message, rounds);
    let _ = parent_id();
    Duration::ZERO
}

/// The quickest of some batches, for one reading.
fn time(reader: Reader, message: &[u8], once: Duration) -> Duration {
    let rounds = (BATCH.as_nanos() / once.as_nanos().max(1)).clamp(1, 1_000_000);
    let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
    let batches = (0..BATCHES).map(|_| {
        let start = Instant::now();
        repeat(reader, message, rounds);
        start.elapsed() / rounds
    });
    batches.min().unwrap_or_default()
}

fn repeat(reader: Reader, message: &[u8], rounds: u32) {
    for _ in 0..rounds {
        black_box(reader(black_box(message)));
    }
}

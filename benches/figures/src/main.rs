//! What readers of DFS referrals take for a message: those in Rust. `cargo xtask figures` runs this, and its likes for other languages.
//!
//! `figures READER count ROUNDS FILE...` reads each file so often between two calls of `getppid`, at which callgrind writes down what it has counted.
//! `figures READER time FILE...` takes the time. For each file a line: how many characters all strings have, or `read` where none is read, or `refused`; and nanoseconds.

mod readers;

use readers::{READERS, Reader};
use std::error::Error;
use std::hint::black_box;
use std::os::unix::process::parent_id;
use std::time::Instant;
use std::{env, fs};

/// How many nanoseconds a batch takes, and how many there are, of which the quickest counts.
const BATCH: f64 = 1e7;
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
        // The first time is not measured: it fills caches.
        let read = reader(&message);
        let best = match rounds {
            Some(rounds) => count(*reader, &message, rounds),
            None => time(*reader, &message),
        };
        let read = match read {
            None => "refused".into(),
            // They read no strings.
            Some(_) if matches!(&*name, "floor" | "dfsc-checked") => "read".into(),
            Some(characters) => characters.to_string(),
        };
        println!("{read} {best:.1}");
    }
    Ok(())
}

fn count(reader: Reader, message: &[u8], rounds: u32) -> f64 {
    let _ = parent_id();
    repeat(reader, message, rounds);
    let _ = parent_id();
    0.0
}

/// The quickest of some batches, for one reading.
fn time(reader: Reader, message: &[u8]) -> f64 {
    let mut rounds = 1;
    // Until a batch is long enough.
    while batch(reader, message, rounds) * f64::from(rounds) < BATCH {
        rounds *= 2;
    }
    (0..BATCHES).map(|_| batch(reader, message, rounds)).fold(f64::INFINITY, f64::min)
}

/// Nanoseconds for one reading among so many.
fn batch(reader: Reader, message: &[u8], rounds: u32) -> f64 {
    let start = Instant::now();
    repeat(reader, message, rounds);
    start.elapsed().as_secs_f64() * 1e9 / f64::from(rounds)
}

fn repeat(reader: Reader, message: &[u8], rounds: u32) {
    for _ in 0..rounds {
        black_box(reader(black_box(message)));
    }
}

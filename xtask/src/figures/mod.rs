//! `cargo xtask figures`: what the crate takes for a message, beside what others take for the same.
//!
//! Every reader is a process that reads files. Instructions are counted by callgrind, so that they are the same on every run; times are those of one run, and only their ratios are told.

mod chart;
mod line;
mod messages;
mod readers;
mod table;

use crate::readme::{Block, compiler, is_near};
use crate::web;
use crate::{cmd, setup};
use anyhow::{Context, Result, ensure};
use messages::{Message, growing, messages};
use readers::{OURS, READERS, Reader, Reading};
use std::fs;
use std::path::PathBuf;

/// Instructions: the same on the next run, but for a little that depends on where things lie in memory.
const COUNTS: Block = Block { file: "README.md", name: "figures", command: "figures" };
/// Times beside ours: never the same again.
const TIMES: Block = Block { file: "README.md", name: "times", command: "figures" };
const CHART: &str = "docs/figures.svg";

/// The package of the readers in Rust, and the others.
pub(crate) const PROGRAMS: &str = "benches/figures";

/// What may be on another machine with the same compiler: hundredths.
const SLACK: u64 = 5;

/// How far, in hundredths, the cost of a message may be from the straight line through all of them.
const BENT: f64 = 0.02;

/// How often the time is taken.
const TURNS: u32 = 5;

/// What each reader took for each message, in the order of [`READERS`] and of the messages.
type Readings = Vec<Vec<Reading>>;

pub(crate) fn run(install: bool, readme: bool) -> Result<String> {
    setup::figures(install)?;
    fs::create_dir_all(folder()?)?;
    web::package()?;
    readers::build()?;
    let messages = messages()?;
    let mut readings = read(&READERS, &messages)?;
    hurry(&READERS, &messages, &mut readings)?;
    let growing = growing();
    let grown = read(chart::DRAWN, &growing)?;
    let bent = line::furthest(&chart::points(&growing, &grown[OURS])?);

    let counts = format!("{}\n{}", table::counts(&messages, &readings), table::alone()?);
    let times = format!("{}\n{}", table::times(&messages, &readings), table::package(&messages)?);
    print!("{counts}\n{times}");
    let caption = format!("Counted by `cargo xtask figures` with {}, {}.", compiler()?, readers::versions()?);
    ensure!(
        bent <= BENT,
        "the cost of {} bytes is {:.1} % off a straight line",
        messages::LONGEST,
        bent * 100.0
    );
    let chart = chart::svg(&readings, &growing, &grown)?;
    let path = cmd::root()?.join(CHART);
    let slack = |number: u64| (number * SLACK / 100).max(64);
    let told = if readme {
        fs::write(path, chart).with_context(|| format!("cannot write {CHART}"))?;
        let times_caption = format!(
            "Of the same run, the npm package in {}; other runs and machines differ.",
            readers::node_version()?
        );
        TIMES.write_with(&times_caption, &times)?;
        COUNTS.write_with(&caption, &counts)?
    } else {
        let drawn = fs::read_to_string(path).with_context(|| format!("cannot read {CHART}"))?;
        let told = COUNTS.compare(&caption, &counts, slack)?;
        ensure!(is_near(&drawn, &chart, slack), "{CHART} is stale: {}", COUNTS.advice());
        told
    };
    Ok(format!(
        "{} messages, {} readers; the cost grows with the length in a straight line, within {:.1} %; {told}",
        messages.len(),
        READERS.len(),
        bent * 100.0
    ))
}

fn read(readers: &[Reader], messages: &[Message]) -> Result<Readings> {
    let files = messages.iter().map(Message::write).collect::<Result<Vec<_>>>()?;
    readers.iter().map(|reader| reader.read(messages, &files).context(reader.name)).collect()
}

/// Has the readers take turns: what else runs on a machine slows down now this one and now that, and their quickest times count.
fn hurry(readers: &[Reader], messages: &[Message], readings: &mut Readings) -> Result<()> {
    for (at, message) in messages.iter().enumerate() {
        let file = message.write()?;
        for _ in 1..TURNS {
            for (reader, of) in readers.iter().zip(&mut *readings) {
                reader.again(&file, &mut of[at]).context(reader.name)?;
            }
        }
    }
    Ok(())
}

/// For all that is built and written here.
fn folder() -> Result<PathBuf> {
    Ok(cmd::root()?.join("target/figures"))
}

//! Every command a person runs on this repository, so that a fresh machine needs no other.

mod api;
mod cmd;
mod deep;
mod dumps;
mod figures;
mod firmware;
mod lab;
mod peers;
mod proofs;
mod readme;
mod setup;
mod test;
mod web;

use anyhow::Result;
use lexopt::prelude::*;
use std::num::NonZeroU64;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [--setup]     every check a change must pass; --setup installs what that needs first
  proofs [--readme]  what the README claims of panics, heap, flash, stack and instructions, measured;
                     --readme writes the result into the README
  peers [--setup] [--readme]
                     what other programs read in messages, which must be what we read, but for what is explained;
                     --readme writes docs/agreement.md
  lab [--setup] [--readme]
                     real servers and clients on a network of their own: theirs follow what ours answers, and ours asks theirs;
                     --readme writes what was seen into docs/peers.md
  dumps [--setup]    what the tools that people paste from print, which must be read as what it was, and the reverse
  web [--setup] [--readme]
                     the npm package, built in wasm/dist, and the page, and their sizes, which must be within their
                     budgets; --readme writes the sizes into the README of the package
  inspector [--port N]
                     the page, built in target/web/inspector.html with all it takes, which is installed, and served on this
                     machine alone
  firmware [--setup] [--readme]
                     the firmware of examples/firmware on three emulated boards, whose log must be the golden one and which
                     must read what this machine reads; --readme writes what it took into its README
  deep [--setup] [--seconds N]
                     what takes longer: the client and its model through a hundred thousand worlds, a fuzzer on every
                     target for a minute, or so many seconds, and Miri, also for a big-endian machine
  figures [--setup] [--readme]
                     what the crate takes for a message, beside other readers: instructions, and times of one run;
                     --readme writes tables and chart
  matrix [--setup]   the npm package, as it is published, in runtimes, bundlers and browsers, where it must work
";

enum Command {
    Test { setup: bool },
    Proofs { readme: bool },
    Peers { setup: bool, readme: bool },
    Lab { setup: bool, readme: bool, inside: bool },
    Dumps { setup: bool },
    Web { setup: bool, readme: bool },
    Inspector { port: u16 },
    Firmware { setup: bool, readme: bool },
    Deep { setup: bool, seconds: u64 },
    Figures { setup: bool, readme: bool },
    Matrix { setup: bool },
}

fn main() -> ExitCode {
    let command = match command() {
        Ok(command) => command,
        Err(error) => {
            eprint!("{USAGE}");
            eprintln!("xtask: {error}");
            return ExitCode::from(2);
        }
    };
    let (name, done) = match command {
        Command::Test { setup } => ("test", test::run(setup)),
        Command::Proofs { readme } => ("proofs", proofs::run(readme)),
        Command::Peers { setup, readme } => ("peers", peers::run(setup, readme)),
        Command::Lab { inside: true, .. } => ("lab", lab::inside()),
        Command::Lab { setup, readme, .. } => ("lab", lab::run(setup, readme)),
        Command::Dumps { setup } => ("dumps", dumps::run(setup)),
        Command::Web { setup, readme } => ("web", web::run(setup, readme)),
        Command::Inspector { port } => ("inspector", web::inspector(port)),
        Command::Firmware { setup, readme } => ("firmware", firmware::run(setup, readme)),
        Command::Deep { setup, seconds } => ("deep", deep::run(setup, seconds)),
        Command::Figures { setup, readme } => ("figures", figures::run(setup, readme)),
        Command::Matrix { setup } => ("matrix", web::matrix::run(setup)),
    };
    match done {
        Ok(summary) => {
            println!("{name}: {summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{name}: failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<Command, lexopt::Error> {
    let mut arguments = lexopt::Parser::from_env();
    let mut command = match arguments.next()? {
        Some(Value(name)) if name == "test" => Command::Test { setup: false },
        Some(Value(name)) if name == "proofs" => Command::Proofs { readme: false },
        Some(Value(name)) if name == "peers" => Command::Peers { setup: false, readme: false },
        Some(Value(name)) if name == "lab" => Command::Lab { setup: false, readme: false, inside: false },
        Some(Value(name)) if name == "dumps" => Command::Dumps { setup: false },
        Some(Value(name)) if name == "web" => Command::Web { setup: false, readme: false },
        Some(Value(name)) if name == "inspector" => Command::Inspector { port: web::PORT },
        Some(Value(name)) if name == "firmware" => Command::Firmware { setup: false, readme: false },
        Some(Value(name)) if name == "deep" => Command::Deep { setup: false, seconds: 60 },
        Some(Value(name)) if name == "figures" => Command::Figures { setup: false, readme: false },
        Some(Value(name)) if name == "matrix" => Command::Matrix { setup: false },
        Some(Value(name)) => return Err(format!("no such command: {}", name.to_string_lossy()).into()),
        Some(other) => return Err(other.unexpected()),
        None => return Err("a command is missing".into()),
    };
    while let Some(argument) = arguments.next()? {
        match (&mut command, argument) {
            (
                Command::Test { setup }
                | Command::Peers { setup, .. }
                | Command::Lab { setup, .. }
                | Command::Dumps { setup }
                | Command::Web { setup, .. }
                | Command::Firmware { setup, .. }
                | Command::Deep { setup, .. }
                | Command::Figures { setup, .. }
                | Command::Matrix { setup },
                Long("setup"),
            ) => *setup = true,
            (
                Command::Proofs { readme }
                | Command::Peers { readme, .. }
                | Command::Lab { readme, .. }
                | Command::Web { readme, .. }
                | Command::Firmware { readme, .. }
                | Command::Figures { readme, .. },
                Long("readme"),
            ) => *readme = true,
            // For itself: this is what it runs on the network that it has made.
            (Command::Lab { inside, .. }, Long("inside")) => *inside = true,
            (Command::Deep { seconds, .. }, Long("seconds")) => {
                // 0 would be without end.
                *seconds = arguments.value()?.parse::<NonZeroU64>()?.get();
            }
            (Command::Inspector { port }, Long("port")) => *port = arguments.value()?.parse()?,
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(command)
}

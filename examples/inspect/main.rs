//! Shows what is in a DFS referral message, field by field: `cargo run --example inspect -- --help`.

mod input;
mod json;
mod meaning;
mod message;
mod page;
mod paint;
mod rows;

use dfsc::carrier::{Frames, Start};
use dfsc::dump::Shape;
use dfsc::inspect::{Asked, Rule};
use input::{Input, Pasted};
use message::{Message, Reading, Told};
use page::Look;
use paint::Paint;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::{env, fmt};

const USAGE: &str = "\
Shows what is in a DFS referral message ([MS-DFSC]), and in what carries it,
field by field, beside its bytes, and what is wrong with it.

usage: inspect [--as request | request-ex | response] [--request FILE | HEX]
               [--format SHAPE] [--json] [FILE | HEX | -]...

  FILE   a file: bytes, or a dump of them in any shape
  HEX    the dump itself
  -      standard input: a pipe, or a paste that Ctrl-D ends; so is no input

  --as       what the input is: one bare message of this kind
  --request  the request that replies answer whose own is not in the input
  --format   the shape of the dump, where it is not recognised
  --json     a JSON object for each packet, on a line of its own: docs/json.md

An input is a referral message as it is, or with what carries it: SMB2 or SMB1,
one or several messages, with the length before each as on a connection, with
TCP, IP and Ethernet. The first line says how the dump was read; the next, what
its bytes were taken for, and why.

Each row begins with an offset in the packet and the bytes there; the field
that they are stands beside them. `-> 76..124` are the bytes that an offset
points at, `shared` are bytes shown above, and ! marks what is wrong. Below are
the rules that the message breaks (docs/findings.md): what cannot be read
(error), what breaks the specification (must, should), and what is legal but
makes some program trip (note).

Exit code: 0 if all is read or recognised; 1 if something is wrong with the
dump or the message, or it is unknown; 2 if an input cannot be had or read as a
dump, or the arguments are wrong. Colours only on a terminal; NO_COLOR=1: none.

Examples, in the root of the repository:

  cargo run --example inspect -- 04005c007300720076005c006400660073000000
  cargo run --example inspect -- tests/dumps/same-reply/smb2/tcpdump-X.txt
  cargo run --example reply | cargo run --example inspect
  xxd captured.bin | cargo run --example inspect -- --json -

Shapes: ";

/// What the arguments ask for.
struct Options {
    json: bool,
    told: Option<Start>,
    format: Option<Shape>,
    request: Option<Input>,
    inputs: Vec<Input>,
}

/// The arguments are wrong.
#[derive(Debug)]
struct Misused(String);

impl fmt::Display for Misused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; try --help", self.0)
    }
}

impl Error for Misused {}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        // Whoever reads the output has seen enough.
        Err(error) if error.downcast_ref().is_some_and(is_broken_pipe) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("inspect: {error}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    let Some(Options { json, told, format, request, inputs }) = options(env::args_os().skip(1))? else {
        out.write_all(usage().as_bytes())?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let rank = |asked| move |pasted: &Pasted| rank(&Reading::all(pasted, Told { start: told, asked }));
    let request = request.map(|request| request.pasted(None, rank(None))).transpose()?;
    let request = request.map_or_else(Vec::new, |request| request.bytes);
    let asked = Frames::new(&request).find_map(|frame| Asked::by(frame.content()));
    if asked.is_none() && !request.is_empty() {
        return Err(Misused("what --request names holds no request".into()).into());
    }
    let look = Look { paint: Paint::wanted(), width: width() };
    let mut code = 0;
    let several = inputs.len() > 1;
    for input in inputs {
        match input.pasted(format, rank(asked)) {
            Ok(pasted) => {
                let readings = Reading::all(&pasted, Told { start: told, asked });
                if json {
                    for (number, reading) in readings.iter().enumerate() {
                        out.write_all(json::line(&pasted, number, reading).as_bytes())?;
                    }
                } else {
                    if several {
                        writeln!(out, "== {input}")?;
                    }
                    show(&mut out, &pasted, &readings, look)?;
                }
                code = code.max(u8::from(!is_good(&pasted, &readings)));
            }
            Err(error) => {
                out.flush()?;
                eprintln!("inspect: {error}");
                if json {
                    out.write_all(json::unreadable(&error).as_bytes())?;
                }
                code = 2;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::from(code))
}

/// How well bytes can be read: how much is good in them, how sure that is, and whether levels are as small as they are with
/// their bytes in order.
fn rank(readings: &[Reading]) -> impl Ord + use<> {
    let good = readings.iter().filter(|reading| reading.is_good()).count();
    let sure = readings.iter().filter_map(|reading| reading.guess().map(|guess| guess.confidence)).max();
    let mut findings =
        readings.iter().flat_map(|reading| &reading.messages).flat_map(|message| &message.findings);
    (good, sure, !findings.any(|finding| finding.rule() == Rule::LevelAbove4))
}

/// Prints an input. Of the many packets of a log or a connection, only those about referrals are shown.
fn show(out: &mut impl Write, pasted: &Pasted, readings: &[Reading], look: Look) -> io::Result<()> {
    out.write_all(page::heading(pasted, look).as_bytes())?;
    let count = readings.len();
    let mut others = 0;
    for (number, (reading, packet)) in (1..).zip(readings.iter().zip(&pasted.packets)) {
        if count > 1 {
            if !reading.is_worth_a_look() {
                others += 1;
                continue;
            }
            writeln!(out, "\n-- packet {number} of {count}, {} bytes", packet.len())?;
        }
        out.write_all(page::page(reading, &pasted.bytes[packet.clone()], look).as_bytes())?;
        out.flush()?;
        for error in reading.messages.iter().filter_map(Message::error) {
            eprintln!("error: {error}");
        }
    }
    if others > 0 {
        writeln!(out, "\n-- {others} of {count} packets hold no message about referrals")?;
    }
    out.flush()
}

/// Whether nothing is wrong with the dump, nor with what it holds.
fn is_good(pasted: &Pasted, readings: &[Reading]) -> bool {
    // Logs hold dumps of all sorts.
    let is_log = readings.len() > 1 && readings.iter().any(Reading::is_known);
    pasted.is_good() && readings.iter().all(|reading| reading.is_good() || (is_log && !reading.is_known()))
}

/// How wide lines may be: as the terminal is, or as most are.
fn width() -> usize {
    let told = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or(terminal).unwrap_or(80).max(72)
}

fn usage() -> String {
    let names: Vec<_> = Shape::ALL.iter().map(|shape| shape.name()).collect();
    let lines = rows::wrapped(&names.join(" "), 72, 0);
    format!("{USAGE}{}\n", lines.join("\n        "))
}

/// What the arguments ask for; nothing if it is help.
fn options(arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<Option<Options>, Misused> {
    let mut options = Options { json: false, told: None, format: None, request: None, inputs: Vec::new() };
    let mut arguments = arguments;
    let mut only_inputs = false;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            _ if only_inputs => options.inputs.push(Input::argument(argument)),
            Some("--") => only_inputs = true,
            Some("--help" | "-h") => return Ok(None),
            Some("--json") => options.json = true,
            Some("--as") => {
                let kind = arguments.next().ok_or_else(|| Misused("--as needs a kind of message".into()))?;
                options.told = Some(match kind.to_str() {
                    Some("request") => Start::Request,
                    Some("request-ex") => Start::RequestEx,
                    Some("response") => Start::Response,
                    _ => return Err(Misused(format!("unknown kind of message {}", kind.display()))),
                });
            }
            Some("--format") => {
                let shape = arguments.next().ok_or_else(|| Misused("--format needs a shape".into()))?;
                let known = shape.to_str().and_then(Shape::named);
                options.format =
                    Some(known.ok_or_else(|| Misused(format!("unknown shape {}", shape.display())))?);
            }
            Some("--request") => {
                let request = arguments.next().ok_or_else(|| Misused("--request needs a request".into()))?;
                options.request = Some(Input::argument(request));
            }
            Some(option) if option.starts_with("--") => {
                return Err(Misused(format!("unknown option {option}")));
            }
            _ => options.inputs.push(Input::argument(argument)),
        }
    }
    options.inputs = match options.inputs {
        inputs if inputs.is_empty() => vec![Input::Standard],
        inputs => Input::joined(inputs),
    };
    Ok(Some(options))
}

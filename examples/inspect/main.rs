//! Shows what is in a DFS referral message, field by field: `cargo run --example inspect -- --help`.

mod input;
mod json;
mod message;
mod text;

use dfsc::carrier::{Frames, Start};
use dfsc::inspect::Asked;
use input::Input;
use message::{Message, Reading};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::{env, fmt};

const USAGE: &str = "\
Shows what is in a DFS referral message ([MS-DFSC]), and in what carries it, field by field.

usage: inspect [--json] [--as request | request-ex | response] [--request FILE | HEX] [FILE | HEX | -]...

  FILE   a file that holds the input, as it is or as hex text
  HEX    the input as hex digits; spaces, colons, commas and 0x may stand between the bytes
  -      the file from standard input

An input is a referral message as it is, or with what carries it: SMB2 or SMB1, one or several messages, with the length
before each as on a connection, with TCP, IP and Ethernet. What it begins with is guessed; the first line says why.
Hex text may hold comments: from # to the end of the line.

  --as       what the input is: one bare message of this kind
  --request  the request that replies are checked against whose own is not in the input
  --json     prints a JSON object for each input, on a line of its own: see docs/json.md

Every line begins with the bytes that it shows, as START..END, where END is not included; `-> 76..124` are the bytes
that an offset points at, and ! is what is wrong at this place. Below are the rules that the message breaks (docs/findings.md):
what cannot be read (error), what breaks the specification (must, should), what is legal but makes some program trip (note).

Exit code: 0 if all is read or recognised, 1 if something is wrong with an input or it is unknown, 2 if an input cannot be
had, or the arguments are wrong.

  inspect 04005c007300720076005c006400660073000000
  inspect --json captured.bin
  cargo run --example reply | cargo run --example inspect -- -
";

/// What the arguments ask for.
struct Options {
    json: bool,
    told: Option<Start>,
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
    let Some(Options { json, told, request, inputs }) = options(env::args_os().skip(1))? else {
        out.write_all(USAGE.as_bytes())?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut code = 0;
    let several = inputs.len() > 1;
    let mut room = vec![0; usize::from(u16::MAX)];
    let request = request.map(|request| request.bytes()).transpose()?.unwrap_or_default();
    let asked = Frames::new(&request).find_map(|frame| Asked::by(frame.content()));
    if asked.is_none() && !request.is_empty() {
        return Err(Misused("what --request names holds no request".into()).into());
    }
    for input in inputs {
        match input.bytes() {
            Ok(bytes) => {
                let reading = Reading::of(&bytes, told, asked, &mut room);
                if json {
                    out.write_all(json::line(&reading).as_bytes())?;
                } else {
                    if several {
                        writeln!(out, "== {input}")?;
                    }
                    out.write_all(text::page(&reading).as_bytes())?;
                    out.flush()?;
                    for error in reading.messages.iter().filter_map(Message::error) {
                        eprintln!("error: {error}");
                    }
                }
                if !reading.is_good() {
                    code = code.max(1);
                }
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

/// What the arguments ask for; nothing if it is help.
fn options(arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<Option<Options>, Misused> {
    let mut options = Options { json: false, told: None, request: None, inputs: Vec::new() };
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
    if options.inputs.is_empty() { Err(Misused("no input given".into())) } else { Ok(Some(options)) }
}

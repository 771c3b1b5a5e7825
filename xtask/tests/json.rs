//! The JSON of the inspector: every line keeps to `docs/inspect.schema.json`, and to what `docs/json.md` says beyond that.
//!
//! It is here, and not with the crate's own tests, as building the validator takes longer than all of the crate: whoever runs the example need
//! not wait for it.
//!
//! The lines are made once, of thousands of inputs; each test holds all of them against one rule. Most inputs are hex digits. Those that show how
//! text is read are in every shape that is known, and among them is what a careful person judged.

#[path = "../../tests/reference/mod.rs"]
mod reference;
#[path = "../../tests/support/mod.rs"]
mod support;

use boon::{Compiler, SchemaIndex, Schemas};
use dfsc::dump::Shape;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, OnceLock};
use std::time::Instant;
use support::{build_example, captures, hex, messages, name_lists_on_one_run, tests, vectors};

/// All fields that hold text; other strings are hex digits.
const TEXTS: [&str; 8] = [
    "RequestFileName",
    "SiteName",
    "DFSPath",
    "DFSAlternatePath",
    "NetworkAddress",
    "ShareName",
    "SpecialName",
    "ExpandedName",
];

// What is run.

/// The example, built once.
fn inspect() -> Command {
    static PATH: OnceLock<String> = OnceLock::new();
    let path = PATH.get_or_init(|| build_example("inspect"));
    let mut example = Command::new(path);
    example.current_dir(tests()).arg("--json").stdin(Stdio::null());
    example
}

fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    inspect().args(arguments).output().unwrap()
}

/// With standard input.
fn run_on<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Output {
    let mut inspect = inspect();
    let pipes = inspect.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    str::from_utf8(&output.stdout).unwrap().lines().map(|line| parse("", line)).collect()
}

/// An input, the line that was printed for it, and what a parser makes of that.
struct Seen {
    name: String,
    bytes: Vec<u8>,
    told: Option<&'static str>,
    line: String,
    json: Value,
}

impl Seen {
    fn messages(&self) -> impl Iterator<Item = &Value> {
        messages_of(&self.json)
    }
}

/// The first message, and the others.
fn messages_of(line: &Value) -> impl Iterator<Item = &Value> {
    [line].into_iter().chain(list(&line["others"]))
}

/// The exit code for the lines of an input, as the docs have it.
fn code_of(lines: &[Value]) -> i32 {
    if lines.iter().any(|line| line["dump"].is_null()) {
        return 2;
    }
    let is_nothing = |message: &Value| message["kind"] == "unknown" && list(&message["carrier"]).len() == 0;
    let is_unknown = |line: &Value| messages_of(line).all(is_nothing);
    let is_all_unknown = lines.iter().all(is_unknown);
    let is_bad = |line: &Value| {
        let counts = is_all_unknown || !is_unknown(line);
        let warns = list(&line["dump"]["notes"]).any(|note| note["warning"] == true);
        warns || counts && !messages_of(line).all(is_complete)
    };
    i32::from(lines.iter().any(is_bad))
}

type Inputs = Vec<(String, Vec<u8>)>;

/// Hundreds of inputs a process: starting one takes longer than reading an input.
fn see(told: Option<&'static str>, inputs: Inputs) -> Vec<Seen> {
    // No system takes more than this in arguments.
    const MOST: usize = 400_000;
    let mut seen = Vec::new();
    let mut inputs = inputs.into_iter().peekable();
    while inputs.peek().is_some() {
        let (mut batch, mut len) = (Vec::new(), 0);
        while let Some((name, bytes)) = inputs.next_if(|(_, bytes)| len + bytes.len() * 2 < MOST) {
            len += bytes.len() * 2 + 16;
            batch.push((name, bytes));
        }
        let option = told.map(|kind| ["--as".to_owned(), kind.to_owned()]).into_iter().flatten();
        let digits = batch.iter().map(|(_, bytes)| digits(bytes));
        let output = run(option.chain(["--".to_owned()]).chain(digits));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(text.matches('\n').count(), batch.len(), "one line an input");
        let from = seen.len();
        for ((name, bytes), line) in batch.into_iter().zip(text.lines()) {
            seen.push(Seen { json: parse(&name, line), line: line.to_owned(), name, bytes, told });
        }
        let code = seen[from..].iter().map(|seen| code_of(std::slice::from_ref(&seen.json))).max();
        assert_eq!(output.status.code(), code, "{}", seen[from].name);
    }
    seen
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn parse(name: &str, line: &str) -> Value {
    serde_json::from_str(&marked(line)).unwrap_or_else(|error| panic!("{name}: {error}\n{line}"))
}

/// `serde_json` refuses lone surrogates: each becomes U+F8FF and its number.
fn marked(line: &str) -> String {
    // The unit of an escape at the start of the text.
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (mut out, mut rest) = (String::new(), line);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let high = unit(escape).filter(|unit| (0xD800..0xDC00).contains(unit));
        let low = |text: &str| unit(text).is_some_and(|unit| (0xDC00..0xE000).contains(&unit));
        let (len, alone) = match unit(escape) {
            None => (2, None),
            Some(_) if high.is_some() && low(&escape[6..]) => (12, None),
            Some(unit) => (6, (0xD800..0xE000).contains(&unit).then_some(unit)),
        };
        match alone {
            Some(unit) => out.push_str(&mark(unit)),
            None => out.push_str(&escape[..len]),
        }
        rest = &escape[len..];
    }
    out + rest
}

fn mark(lone: u16) -> String {
    format!("\u{f8ff}{lone:04x}")
}

/// UTF-16LE, its lone surrogates marked.
fn text(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    char::decode_utf16(units)
        .map(|unit| unit.map_or_else(|lone| mark(lone.unpaired_surrogate()), String::from))
        .collect()
}

// The inputs.

/// SMB messages of a capture: the request's, and the reply's.
struct Whole {
    name: String,
    requests: Vec<Vec<u8>>,
    responses: Vec<Vec<u8>>,
}

fn whole() -> Vec<Whole> {
    let lines = std::fs::read_to_string(tests().join("corpus/captures.jsonl")).unwrap();
    let of = |line: &Value, key: &str| list(&line[key]).map(|digits| hex(digits.as_str().unwrap())).collect();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|line: Value| Whole {
            name: line["name"].as_str().unwrap().to_owned(),
            requests: of(&line, "request_messages"),
            responses: of(&line, "response_messages"),
        })
        .collect()
}

/// As on a connection: each with its length before it.
fn records<'a>(messages: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<u8> {
    let mut all = Vec::new();
    for message in messages {
        all.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        all.extend(message);
    }
    all
}

fn bare() -> Inputs {
    let vectors = vectors().into_iter().map(|vector| (vector.name, vector.bytes));
    let captures = captures().into_iter().flat_map(|capture| {
        let response = capture.response.map(|bytes| (format!("{} response", capture.name), bytes));
        [(format!("{} request", capture.name), capture.request)].into_iter().chain(response)
    });
    vectors.chain(captures).collect()
}

fn carried() -> Inputs {
    let mut inputs = Vec::new();
    for Whole { name, requests, responses } in whole() {
        let one_by_one = requests.iter().chain(&responses);
        inputs.extend(
            (0..).zip(one_by_one).map(|(n, message)| (format!("{name} message {n}"), message.clone())),
        );
        inputs.push((format!("{name} request record"), records(&requests)));
        inputs.push((format!("{name} response record"), records(&responses)));
        inputs.push((format!("{name} both"), records(requests.iter().chain(&responses))));
    }
    inputs
}

fn vector(name: &str) -> Vec<u8> {
    vectors().into_iter().find(|vector| vector.name == name).unwrap().bytes
}

/// A reply of SMB1 in parts, each of them a record.
fn in_parts(reply: &[u8], parts: &[Range<usize>]) -> Vec<u8> {
    let carriers = whole();
    let smb1 = carriers.iter().find(|whole| whole.name.starts_with("0427-smb1")).unwrap();
    let header = &smb1.responses[0][..32];
    let total = u16::try_from(reply.len()).unwrap();
    let messages: Vec<_> = parts
        .iter()
        .map(|part| {
            let data = &reply[part.clone()];
            let at = u16::try_from(part.start).unwrap();
            let len = u16::try_from(data.len()).unwrap();
            // Ten words, the data behind their count, and a byte that brings them to a multiple of four.
            let words = [0, total, 0, 0, 0, 0, len, 56, at, 0].map(u16::to_le_bytes).concat();
            [header, &[10], &words, &(len + 1).to_le_bytes(), &[0], data].concat()
        })
        .collect();
    records(&messages)
}

/// What neither the corpus nor the vectors have.
fn made() -> Inputs {
    let captures = whole();
    let of = |start: &str| captures.iter().find(|whole| whole.name.starts_with(start)).unwrap();
    let (smb2, smb1) = (of("0001"), of("0427"));
    let (reply, request) = (vector("v4-link-two-sets"), vector("request-dc"));
    let len = reply.len();
    let tcp = |payload: &[u8]| {
        let ports = [0x01, 0xbd, 0xc0, 0x00];
        [&ports[..], &[0; 8], &[0x50, 0x18], &[0; 6], payload].concat()
    };
    let ipv4 = |payload: &[u8]| {
        let total = u16::try_from(payload.len() + 20).unwrap().to_be_bytes();
        [&[0x45, 0][..], &total, &[0, 0, 0x40, 0, 64, 6, 0, 0], &[127, 0, 0, 1].repeat(2), payload].concat()
    };
    let ipv6 = |payload: &[u8]| {
        let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
        [&[0x60, 0, 0, 0][..], &length, &[6, 64], &[0; 32], payload].concat()
    };
    let ethernet = |kind: [u8; 2], payload: &[u8]| [&[2; 12][..], &kind, payload].concat();
    let both = records(smb2.requests.iter().chain(&smb2.responses));
    let mut failed = smb2.responses[0][..64].to_vec();
    failed[8..12].copy_from_slice(&0xC000_0225_u32.to_le_bytes());
    failed.extend([9, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut dos = smb1.responses[0][..32].to_vec();
    dos[5..9].copy_from_slice(&[1, 0, 2, 0]);
    dos[11] &= !0x40;
    dos.extend([0, 0, 0]);
    // The first of two has its length in NextCommand.
    let mut chain = smb2.requests[0].clone();
    chain.resize(chain.len().next_multiple_of(8), 0);
    let next = u32::try_from(chain.len()).unwrap();
    chain[20..24].copy_from_slice(&next.to_le_bytes());
    chain.extend(&smb2.requests[0]);
    let encrypted = [&b"\xfdSMB"[..], &[7; 60]].concat();
    let inputs = [
        ("nothing", Vec::new()),
        ("one byte", vec![3]),
        ("ethernet, ipv4", ethernet([8, 0], &ipv4(&tcp(&both)))),
        ("ethernet, ipv4, padded", [ethernet([8, 0], &ipv4(&tcp(&both))), vec![0; 6]].concat()),
        ("ethernet, ipv6", ethernet([0x86, 0xdd], &ipv6(&tcp(&both)))),
        ("ipv4", ipv4(&tcp(&both))),
        ("ipv6", ipv6(&tcp(&both))),
        ("tcp", tcp(&both)),
        ("empty segment", ethernet([8, 0], &ipv4(&tcp(&[])))),
        ("encrypted", encrypted.clone()),
        ("encrypted record, then a reply", records([&encrypted].into_iter().chain(&smb2.responses))),
        ("compressed", [&b"\xfcSMB"[..], &[7; 60]].concat()),
        ("error reply", records([&failed])),
        ("dos error", records([&dos])),
        ("chain", records([&chain])),
        ("chain without its length", chain),
        ("negotiate", [&b"\xfeSMB\x40\0"[..], &[0; 58], &[7; 36]].concat()),
        ("smb1 negotiate", [&b"\xffSMB\x72"[..], &[0; 27], &[0, 3, 0, 1, 2, 3]].concat()),
        ("keep-alive, then a reply", [vec![0x85, 0, 0, 0], records(&smb2.responses)].concat()),
        ("smb2 request body", smb2.requests[0][64..].to_vec()),
        ("smb2 reply body", smb2.responses[0][64..].to_vec()),
        ("smb1 request body", smb1.requests[0][32..].to_vec()),
        ("smb1 reply body", smb1.responses[0][32..].to_vec()),
        ("smb1 request bytes", [&[0; 3][..], &request].concat()),
        ("smb1 reply bytes", [&[0][..], &reply].concat()),
        ("some other record", vec![0, 0, 0, 4, 1, 2, 3, 4]),
        ("parts", in_parts(&reply, &[0..100, 100..200, 200..len])),
        ("parts, the last first", in_parts(&reply, &[200..len, 0..100, 100..200])),
        ("parts, cut in odd places", in_parts(&reply, &[0..9, 9..21, 21..111, 111..len])),
        ("parts, one missing", in_parts(&reply, &[0..100, 200..len])),
        ("parts, the first missing", in_parts(&reply, &[100..200, 200..len])),
        ("parts that overlap", in_parts(&reply, &[0..100, 50..200, 200..len])),
        ("parts, one twice", in_parts(&reply, &[0..100, 0..100, 100..len])),
        ("shared names", name_lists_on_one_run(8, 400)),
        ("much shared text", one_text_for_all(200, 1000)),
        ("much shared text, in tails", text_in_tails(150)),
    ];
    inputs.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// `count` entries of version 3, whose paths are all the same text of so many units.
fn one_text_for_all(count: u16, units: usize) -> Vec<u8> {
    let mut message = [[0, 0], count.to_le_bytes(), [0, 0], [0, 0]].concat();
    for entry in 0..count {
        let to_text = (count - entry) * 18;
        let fixed = [3, 18, 0, 0, 600, 0, to_text, to_text, to_text];
        message.extend(fixed.into_iter().flat_map(u16::to_le_bytes));
    }
    message.extend([b'n', 0].repeat(units));
    message.extend([0, 0]);
    message
}

/// The same, but each path begins one unit further on: no two share a range.
fn text_in_tails(count: u16) -> Vec<u8> {
    let mut message = one_text_for_all(count, usize::from(count) * 3);
    for entry in 0..count {
        let at = usize::from(entry) * 18 + 8 + 12;
        for (path, field) in (0..3).zip(message[at..at + 6].chunks_exact_mut(2)) {
            let to_text = (count - entry) * 18 + (entry * 3 + path) * 2;
            field.copy_from_slice(&to_text.to_le_bytes());
        }
    }
    message
}

/// The same inputs, cut anywhere.
fn cut() -> Inputs {
    let mut inputs = bare();
    inputs.extend(carried().into_iter().filter(|(name, _)| name.ends_with("record")));
    let mut inputs: Vec<_> = inputs.into_iter().step_by(29).collect();
    inputs.extend(
        made().into_iter().filter(|(name, _)| name.starts_with("parts") || name.contains("ethernet")),
    );
    let cut = |(name, bytes): &(String, Vec<u8>)| {
        let lens = (0..bytes.len()).step_by(1 + bytes.len() / 60);
        lens.map(|len| (format!("{name} cut to {len}"), bytes[..len].to_vec())).collect::<Vec<_>>()
    };
    inputs.iter().flat_map(cut).collect()
}

/// The same inputs, with some bytes changed, left out or doubled.
fn mutated(count: usize) -> Inputs {
    let mut rng = fastrand::Rng::with_seed(4);
    let inputs: Vec<_> =
        bare().into_iter().chain(carried()).chain(made()).filter(|(_, bytes)| bytes.len() < 2_000).collect();
    let mutate = |number| {
        let (name, mut bytes) = rng.choice(&inputs)?.clone();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..=bytes.len());
            match rng.u8(..5) {
                0 if at < bytes.len() => bytes[at] = rng.u8(..),
                1 | 2 if at < bytes.len() => bytes[at] = rng.choice([0, 1, 2, 3, 4, 8, 0x7f, 0xff])?,
                3 => drop(bytes.drain(at..bytes.len().min(at + rng.usize(..6)))),
                _ => {
                    let some = bytes[at..bytes.len().min(at + rng.usize(..40))].to_vec();
                    bytes.splice(at..at, some);
                }
            }
        }
        Some((format!("{name} mutation {number}"), bytes))
    };
    (0..count).filter_map(mutate).collect()
}

/// Every input with its line.
static ALL: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let mut inputs = bare();
    inputs.extend(carried());
    inputs.extend(made());
    inputs.extend(cut());
    inputs.extend(mutated(800));
    let mut all = see(None, inputs);
    for kind in ["request", "request-ex", "response"] {
        let mut inputs: Vec<_> = bare().into_iter().chain(mutated(150)).step_by(2).collect();
        inputs.push(("nothing".to_owned(), Vec::new()));
        all.extend(see(Some(kind), inputs));
    }
    all
});

/// A text, and what was printed for it.
struct Pasted {
    name: String,
    told: Option<Shape>,
    text: Vec<u8>,
    lines: Vec<Value>,
    code: Option<i32>,
}

impl Pasted {
    fn new(name: &str, told: Option<Shape>, text: &[u8]) -> Self {
        let option = told.into_iter().flat_map(|shape| ["--format", shape.name()]);
        let output = run_on(option, text);
        let name = told.map_or_else(|| name.to_owned(), |shape| format!("{name}, told {}", shape.name()));
        Self { name, told, text: text.to_vec(), lines: lines(&output), code: output.status.code() }
    }
}

/// Bytes in a shape.
fn printed(shape: Shape, bytes: &[u8]) -> Vec<u8> {
    shape.print(bytes).map_or_else(|| bytes.to_vec(), |text| text.to_string().into_bytes())
}

/// Packets in a shape, with a blank line between them.
fn printed_all<'a>(shape: Shape, packets: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<u8> {
    let texts: Vec<_> = packets.into_iter().map(|packet| printed(shape, packet)).collect();
    texts.join(&b'\n')
}

/// What shapes are tried on.
fn samples() -> [(&'static str, Vec<u8>); 3] {
    let smb2 = records(&whole()[0].responses);
    [("request-dc", vector("request-dc")), ("v4-link", vector("v4-link-two-sets")), ("smb2 record", smb2)]
}

/// A request for version 3 at most, and the reply, of version 4: each with the length before it.
fn exchange() -> [Vec<u8>; 2] {
    let text = std::fs::read_to_string(tests().join("bad/v4-to-level-3.hex")).unwrap();
    let digits: String = text.lines().filter_map(|line| line.split('#').next()).collect();
    let bytes = hex(&digits.split_whitespace().collect::<String>());
    let (request, reply) = bytes.split_at(4 + 0xa4);
    [request.to_vec(), reply.to_vec()]
}

/// Texts that show every shape and every note.
static TEXTS_READ: LazyLock<Vec<Pasted>> = LazyLock::new(|| {
    let mut all = Vec::new();
    let printable = Shape::ALL.into_iter().filter(|shape| *shape != Shape::Rows);
    for (shape, (name, bytes)) in printable.flat_map(|shape| samples().map(|sample| (shape, sample))) {
        let (name, text) = (format!("{name} as {}", shape.name()), printed(shape, &bytes));
        all.extend([None, Some(shape)].map(|told| Pasted::new(&name, told, &text)));
    }
    for folder in ["careful", "same-reply/smb1", "same-reply/smb2"] {
        let folder = tests().join("dumps").join(folder);
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension != "says"));
        paths.sort();
        for path in paths {
            all.push(Pasted::new(&path.display().to_string(), None, &std::fs::read(path).unwrap()));
        }
    }
    let [request, reply] = exchange();
    let damaged = Shape::Xxd.print(&reply).unwrap().to_string().replace(".SMB@", ".SMX@");
    let unknown = vec![0xff; 40];
    let utf16 = b"03 00 5c 00\n0".iter().flat_map(|byte| [*byte, 0]);
    let texts = [
        ("nothing", Vec::new()),
        ("blanks", b" \n".to_vec()),
        ("two packets", printed_all(Shape::Xxd, [&request, &reply])),
        ("a packet that is unknown", printed_all(Shape::Xxd, [&request, &unknown])),
        ("packets that are unknown", printed_all(Shape::Xxd, [&unknown, &unknown])),
        ("a packet that is cut", printed_all(Shape::Xxd, [&request, &reply[..200].to_vec()])),
        ("a warning in the second", [&*printed(Shape::Xxd, &request), b"\n", damaged.as_bytes()].concat()),
        ("odd", b"03005c0073000".to_vec()),
        ("short line", b"03005c0073006400\n03005c00\n03005c0073006400\n".to_vec()),
        ("mixed", b"\\x03\\x00\\x5c\\x00s\\x00\\x00\\x00".to_vec()),
        ("torn", b"\"\\x03\\x00\\\n\\x5c\\x00\\x00\\x00\"".to_vec()),
        ("bits", b"AwBcAHMAAAB=".to_vec()),
        ("signed", b"[3, 0, 92, 0, -1, 0, 0, 0]".to_vec()),
        ("numbers", b"0026".to_vec()),
        ("utf-16", [0xff, 0xfe].into_iter().chain(utf16).collect()),
    ];
    all.extend(texts.iter().map(|(name, text)| Pasted::new(name, None, text)));
    all
});

// The rules.

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().unwrap().iter()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn pair(value: &Value) -> Range<usize> {
    number(&value[0])..number(&value[1])
}

fn range(item: &Value) -> Range<usize> {
    number(&item["start"])..number(&item["end"])
}

fn name(item: &Value) -> &str {
    item["name"].as_str().unwrap()
}

fn is_complete(message: &Value) -> bool {
    message["complete"] == true
}

fn is_withheld(field: &Value) -> bool {
    field["value"].is_null() && TEXTS.contains(&name(field))
}

fn is_structure(field: &Value) -> bool {
    field["value"].is_null() && !TEXTS.contains(&name(field))
}

/// Where a field lies, and where it goes on.
fn ranges(field: &Value) -> Vec<Range<usize>> {
    let further = field.get("continues").into_iter().flat_map(list).map(pair);
    [range(field)].into_iter().chain(further).collect()
}

/// Holds everything against a rule, and tells how many break it, the shortest first.
fn each_line(rule: impl Fn(&Seen) -> Result<(), String>) {
    let mut broken: Vec<_> = ALL.iter().filter_map(|seen| Some((seen, rule(seen).err()?))).collect();
    broken.sort_by_key(|(seen, _)| seen.bytes.len());
    let mut told = String::new();
    for (seen, why) in broken.iter().take(5) {
        let option = seen.told.map_or_else(String::new, |kind| format!(" --as {kind}"));
        let _ = writeln!(told, "{}: {why}\n  inspect --json{option} {}", seen.name, digits(&seen.bytes));
    }
    assert!(broken.is_empty(), "{} of {} lines:\n{told}", broken.len(), ALL.len());
}

fn each_message(rule: impl Fn(&Seen, &Value) -> Result<(), String>) {
    each_line(|seen| seen.messages().try_for_each(|message| rule(seen, message)));
}

fn ensure(is_so: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(why()) }
}

/// Holds every text against a rule.
fn each_text(rule: impl Fn(&Pasted) -> Result<(), String>) {
    let broken: Vec<_> = TEXTS_READ.iter().filter_map(|text| Some((&text.name, rule(text).err()?))).collect();
    assert!(broken.is_empty(), "{} of {} texts: {broken:#?}", broken.len(), TEXTS_READ.len());
}

fn find_text(name: &str) -> &'static Pasted {
    TEXTS_READ.iter().find(|text| text.name == name).unwrap_or_else(|| panic!("{name}"))
}

fn read_schema() -> Value {
    let text = std::fs::read_to_string(tests().join("../docs/inspect.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The words of a part of the schema.
fn known(place: &str) -> BTreeSet<String> {
    words(list(&read_schema().pointer(place).unwrap()["enum"]))
}

fn words<'a>(list: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
    list.map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn schema() -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("inspect.schema.json", read_schema()).unwrap();
    let index = compiler.compile("inspect.schema.json", &mut schemas).unwrap();
    (schemas, index)
}

#[test]
fn every_line_keeps_to_the_schema() {
    let (schemas, index) = schema();
    each_line(|seen| schemas.validate(&seen.json, index).map_err(|error| error.to_string()));
    each_text(|text| {
        let mut lines = text.lines.iter();
        lines.try_for_each(|line| schemas.validate(line, index).map_err(|error| error.to_string()))
    });
}

type Change = fn(&mut Value);

#[test]
fn the_schema_refuses_what_is_not_in_it() {
    let (schemas, index) = schema();
    let mut whole = ALL.iter().find(|seen| seen.name.ends_with("both")).unwrap().json.clone();
    whole["dump"]["notes"] = serde_json::json!([
        { "code": "gap", "warning": true, "line": 1, "start": 0, "end": 1, "message": "a" },
        { "code": "wrapped", "warning": false, "line": 1, "start": 0, "end": 0, "message": "a" },
    ]);
    let changes: [(&str, Change); 28] = [
        ("a new key", |line| line["new"] = true.into()),
        ("a missing key", |line| drop(line.as_object_mut().unwrap().remove("status"))),
        ("a new key of a field", |line| line["fields"][0]["new"] = 1.into()),
        ("a new kind", |line| line["kind"] = "reply".into()),
        ("a new carrier", |line| line["carrier"][0] = "quic".into()),
        ("a carrier twice", |line| line["carrier"] = vec!["nbss"; 2].into()),
        ("a guess that is sure", |line| line["guesses"][0]["confidence"] = "sure".into()),
        ("a guess of nothing", |line| line["guesses"][0]["start"] = "nothing".into()),
        ("a negative place", |line| line["fields"][0]["start"] = (-1).into()),
        ("a broken number", |line| line["fields"][1]["value"] = 0.5.into()),
        ("three places", |line| line["unclaimed"] = vec![vec![1; 3]].into()),
        ("complete, with an error", |line| {
            line["error"] =
                serde_json::json!({ "kind": "Truncated", "field": "Size", "offset": 1, "message": "a" });
        }),
        ("unreadable, with fields", |line| {
            line["complete"] = false.into();
            line["kind"] = "unknown".into();
            line["error"] =
                serde_json::json!({ "kind": "Unreadable", "field": null, "offset": null, "message": "a" });
        }),
        ("guesses of the others", |line| line["others"][0]["guesses"] = Value::Array(Vec::new())),
        ("others of the others", |line| line["others"][0]["others"] = vec![line["others"][0].clone()].into()),
        ("a field that goes on, in one part", |line| {
            line["fields"][1]["continues"] = vec![vec![1, 2]].into();
        }),
        ("a dump of the others", |line| line["others"][0]["dump"] = line["dump"].clone()),
        ("readable, without a dump", |line| line["dump"] = Value::Null),
        ("a new key of the dump", |line| line["dump"]["new"] = 1.into()),
        ("a new shape", |line| line["dump"]["shape"] = "pdf".into()),
        ("a new other shape", |line| line["dump"]["others"] = vec!["pdf"].into()),
        ("a shape twice", |line| line["dump"]["others"] = vec!["hex"; 2].into()),
        ("a dump that is sure", |line| line["dump"]["confidence"] = "sure".into()),
        ("no packets", |line| line["dump"]["packets"] = 0.into()),
        ("a new note", |line| line["dump"]["notes"][0]["code"] = "new".into()),
        ("a line before the first", |line| line["dump"]["notes"][0]["line"] = 0.into()),
        ("a warning that is none", |line| line["dump"]["notes"][0]["warning"] = false.into()),
        ("a warning of nothing", |line| line["dump"]["notes"][1]["warning"] = true.into()),
    ];
    assert!(schemas.validate(&whole, index).is_ok());
    for (what, change) in changes {
        let mut line = whole.clone();
        change(&mut line);
        assert!(schemas.validate(&line, index).is_err(), "{what}");
    }
}

#[test]
fn there_are_many_lines_and_they_hold_every_word_of_the_schema() {
    assert!(ALL.len() > 3_000, "{}", ALL.len());
    let messages = || ALL.iter().flat_map(Seen::messages);
    let guesses = || ALL.iter().flat_map(|seen| list(&seen.json["guesses"]));
    assert_eq!(words(messages().map(|message| &message["kind"])), known("/$defs/kind"));
    assert_eq!(words(messages().flat_map(|message| list(&message["carrier"]))), known("/$defs/layer"));
    let place = "/$defs/guess/properties/confidence";
    assert_eq!(words(guesses().map(|guess| &guess["confidence"])), known(place));
    // A command that is read with SMB's header is never what an input begins with.
    let mut starts = known("/$defs/guess/properties/start");
    assert!(starts.remove("smb2-ioctl") && starts.remove("smb1-trans2"));
    assert_eq!(words(guesses().map(|guess| &guess["start"])), starts);
    let dumps = || {
        let lines = ALL.iter().map(|seen| &seen.json).chain(TEXTS_READ.iter().flat_map(|text| &text.lines));
        lines.map(|line| &line["dump"]).filter(|dump| !dump.is_null())
    };
    assert_eq!(words(dumps().map(|dump| &dump["shape"])), known("/$defs/shape"));
    assert_eq!(words(dumps().map(|dump| &dump["confidence"])), known("/$defs/dump/properties/confidence"));
    let notes = || dumps().flat_map(|dump| list(&dump["notes"]));
    assert_eq!(words(notes().map(|note| &note["code"])), known(NOTE_CODES));
}

const NOTE_CODES: &str = "/$defs/note/properties/code";

#[test]
fn the_schema_has_every_shape_and_every_note_of_the_crate_and_no_other() {
    let shapes: BTreeSet<_> = Shape::ALL.iter().map(|shape| shape.name().to_owned()).collect();
    assert_eq!(known("/$defs/shape"), shapes);
    // Nothing lists the kinds of notes but the function that names them.
    let source = std::fs::read_to_string(tests().join("../src/dump/note.rs")).unwrap();
    let (_, names) = source.split_once("pub const fn name(self)").unwrap();
    let (names, _) = names.split_once("\n    }").unwrap();
    let names: BTreeSet<_> = names.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(names.contains("gap") && names.len() > 20, "{names:?}");
    assert_eq!(known(NOTE_CODES), names);
}

#[test]
fn the_docs_say_which_notes_are_warnings() {
    let docs = std::fs::read_to_string(tests().join("../docs/json.md")).unwrap();
    let quiet = words(list(&read_schema().pointer("/$defs/note/if/properties/code/enum").unwrap().clone()));
    for code in known(NOTE_CODES) {
        let warning = if quiet.contains(&code) { "no" } else { "yes" };
        assert!(docs.contains(&format!("\n| `{code}` | {warning} | ")), "{code}: {warning}");
    }
}

#[test]
fn each_line_says_which_packet_of_its_input_it_is() {
    each_line(|seen| {
        let dump = &seen.json["dump"];
        ensure(dump["packet"] == 0 && dump["packets"] == 1, || dump.to_string())
    });
    each_text(|Pasted { lines, .. }| {
        let first = &lines.first().ok_or("no line")?["dump"];
        if first.is_null() {
            return ensure(lines.len() == 1, || "several lines of nothing".to_owned());
        }
        (0..).zip(lines).try_for_each(|(packet, line)| {
            let mut expected = first.clone();
            expected["packet"] = packet.into();
            expected["packets"] = lines.len().into();
            if packet > 0 {
                expected["notes"] = serde_json::json!([]);
            }
            ensure(line["dump"] == expected, || format!("{} is not {expected}", line["dump"]))
        })
    });
    assert!(TEXTS_READ.iter().filter(|text| text.lines.len() > 1).count() > 10);
}

#[test]
fn notes_lie_inside_the_text_and_count_its_lines() {
    each_text(|Pasted { text, lines, .. }| {
        let utf8 = |text: &[u8]| {
            let units: Vec<_> = text.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            String::from_utf16(&units).unwrap().into_bytes()
        };
        let text = text.strip_prefix(b"\xff\xfe").map_or_else(|| text.clone(), utf8);
        let notes = lines.iter().filter_map(|line| line["dump"]["notes"].as_array()).flatten();
        notes.into_iter().try_for_each(|note| {
            let place = range(note);
            let is_inside = place.start < place.end && place.end <= text.len();
            ensure(is_inside, || format!("{note} in {} bytes", text.len()))?;
            let line = text[..place.start].split(|byte| *byte == b'\n').count();
            ensure(number(&note["line"]) == line, || format!("{note} is in line {line}"))
        })
    });
    let notes = |name: &str| &find_text(name).lines[0]["dump"]["notes"];
    let places =
        |name: &str| list(notes(name)).map(|note| (number(&note["line"]), range(note))).collect::<Vec<_>>();
    assert_eq!(places("odd"), [(1, 12..13)]);
    assert_eq!(places("short line"), [(2, 17..25)]);
    assert_eq!(places("utf-16"), [(2, 12..13)]);
}

#[test]
fn the_other_shapes_are_others() {
    each_text(|Pasted { told, lines, .. }| {
        let dump = &lines[0]["dump"];
        let shape = dump["shape"].as_str();
        let is_told = told.is_none_or(|told| shape == Some(told.name()));
        ensure(is_told, || format!("read as {shape:?}"))?;
        let others = dump["others"].as_array().into_iter().flatten();
        ensure(others.into_iter().all(|other| other.as_str() != shape), || dump.to_string())
    });
    assert!(
        TEXTS_READ.iter().any(|text| !text.lines[0]["dump"]["others"].as_array().is_none_or(Vec::is_empty))
    );
}

#[test]
fn the_lines_of_an_input_set_its_exit_code() {
    each_text(|text| {
        let code = Some(code_of(&text.lines));
        ensure(text.code == code, || format!("{:?} is not {code:?}", text.code))
    });
    let codes = [
        ("nothing", 1),
        ("blanks", 2),
        ("two packets", 0),
        ("a packet that is unknown", 0),
        ("packets that are unknown", 1),
        ("a packet that is cut", 1),
        ("a warning in the second", 1),
        ("odd", 1),
        ("signed", 0),
    ];
    for (name, code) in codes {
        assert_eq!(find_text(name).code, Some(code), "{name}");
    }
    // Nothing is wrong with its messages.
    let warned = find_text("a warning in the second");
    assert!(warned.lines.iter().flat_map(messages_of).all(is_complete));
}

/// A line without what depends on the text, or on other packets.
fn without_dump(line: &Value) -> Value {
    let mut line = line.clone();
    for key in ["dump", "findings"] {
        line.as_object_mut().unwrap().remove(key);
    }
    line
}

#[test]
fn every_shape_is_read_as_the_bytes_that_it_says() {
    for (name, bytes) in samples() {
        let [expected] = &lines(&run([digits(&bytes)]))[..] else { panic!("{name}") };
        let name = format!("{name} as ");
        let same: Vec<_> = TEXTS_READ.iter().filter(|text| text.name.starts_with(&name)).collect();
        assert_eq!(same.len(), (Shape::ALL.len() - 1) * 2);
        for text in same {
            assert_eq!(text.lines.len(), 1, "{}", text.name);
            assert_eq!(without_dump(&text.lines[0]), without_dump(expected), "{}", text.name);
            assert_eq!(text.lines[0]["findings"], expected["findings"], "{}", text.name);
        }
    }
}

#[test]
fn a_packet_has_the_line_that_it_has_alone_and_its_places_begin_with_it() {
    for whole in [&whole()[0], whole().iter().find(|whole| whole.name.starts_with("0427-smb1")).unwrap()] {
        let packets: Vec<_> = whole.requests.iter().chain(&whole.responses).cloned().collect();
        let alone = lines(&run(packets.iter().map(|packet| digits(packet))));
        for shape in [Shape::Xxd, Shape::HexdumpCanonical, Shape::Wireshark, Shape::Samba, Shape::Json] {
            let found = lines(&run_on(["-"], &printed_all(shape, &packets)));
            let plain = |lines: &[Value]| lines.iter().map(without_dump).collect::<Vec<_>>();
            assert_eq!(plain(&found), plain(&alone), "{} {}", whole.name, shape.name());
        }
    }
}

#[test]
fn a_reply_is_judged_by_the_request_in_a_packet_before() {
    let codes = |line: &Value| words(list(&line["findings"]).map(|finding| &finding["code"]));
    let kinds = |lines: &[Value]| lines.iter().map(|line| line["kind"].clone()).collect::<Vec<_>>();
    let [request, reply] = exchange();
    let told = "version-above-level";
    let [one] = &lines(&run([digits(&[&request[..], &reply].concat())]))[..] else { panic!() };
    let expected: Vec<_> =
        list(&one["others"][0]["findings"]).filter(|finding| finding["code"] == told).map(range).collect();
    assert!(!expected.is_empty());
    for shape in [Shape::Xxd, Shape::HexdumpCanonical, Shape::Json] {
        let both = lines(&run_on(["-"], &printed_all(shape, [&request, &reply])));
        assert_eq!(kinds(&both), ["request", "response"]);
        assert_eq!(codes(&both[1]), codes(&one["others"][0]));
        let found: Vec<_> =
            list(&both[1]["findings"]).filter(|finding| finding["code"] == told).map(range).collect();
        let moved = found.iter().map(|place| place.start + request.len()..place.end + request.len());
        assert_eq!(moved.collect::<Vec<_>>(), expected);
        // Only one that was before.
        let reversed = lines(&run_on(["-"], &printed_all(shape, [&reply, &request])));
        assert_eq!(kinds(&reversed), ["response", "request"]);
        assert!(!codes(&reversed[0]).contains(told));
    }
    // Inputs know nothing of each other.
    let apart = lines(&run([digits(&request), digits(&reply)]));
    assert!(!codes(&apart[1]).contains(told));
}

#[test]
fn format_tells_the_shape_of_all_inputs() {
    let shapes = |arguments: &[&str]| {
        let output = run(arguments);
        let shapes = lines(&output).iter().map(|line| line["dump"]["shape"].clone()).collect::<Vec<_>>();
        (output.status.code(), shapes)
    };
    let guessed = shapes(&["AwBcAHMAAAA="]);
    assert_eq!(guessed, (Some(0), vec!["base64".into()]));
    assert_eq!(shapes(&["--format", "base64", "AwBc", "AwBcAHMAAAA="]).1, ["base64"; 2]);
    assert_eq!(
        shapes(&["--format", "hex", "0300", "AwBcAHMAAAA="]),
        (Some(2), vec!["hex".into(), Value::Null])
    );
    // Text, as it is.
    let output = run(["--format", "binary", "03005c00"]);
    let [line] = &lines(&output)[..] else { panic!() };
    assert_eq!((&line["dump"]["shape"], &line["dump"]["confidence"]), (&"binary".into(), &"certain".into()));
    let end = list(&line["fields"])
        .map(|field| range(field).end)
        .chain(list(&line["unclaimed"]).map(|to| pair(to).end));
    assert_eq!(end.max(), Some(8));
    // Of nothing, there is no other shape.
    assert_eq!(shapes(&["--format", "xxd", ""]), (Some(1), vec!["binary".into()]));
}

#[test]
fn no_input_is_standard_input() {
    let text = printed_all(Shape::Xxd, &exchange());
    let output = run_on([""; 0], &text);
    assert_eq!((output.status.code(), lines(&output).len()), (Some(0), 2));
    assert_eq!(output.stdout, run_on(["-"], &text).stdout);
}

#[test]
fn ranges_lie_inside_the_input() {
    each_message(|seen, message| {
        let inside = |range: &Range<usize>| range.start <= range.end && range.end <= seen.bytes.len();
        let check = |what: &str, range: Range<usize>| ensure(inside(&range), || format!("{what} {range:?}"));
        for field in list(&message["fields"]) {
            for range in ranges(field) {
                check(name(field), range)?;
            }
            let mut further = ranges(field).into_iter().skip(1);
            ensure(further.all(|range| !range.is_empty()), || format!("{} goes on nowhere", name(field)))?;
            for referred in field.get("refers_to").into_iter().map(pair) {
                check(&format!("refers_to of {}", name(field)), referred)?;
            }
        }
        for finding in list(&message["findings"]) {
            check("finding", range(finding))?;
        }
        for unclaimed in list(&message["unclaimed"]).map(pair) {
            check("unclaimed", unclaimed)?;
        }
        let Some(offset) = message["error"]["offset"].as_u64() else { return Ok(()) };
        let offset = usize::try_from(offset).unwrap();
        check("error.offset", offset..offset)
    });
}

#[test]
fn depth_begins_with_0_and_grows_by_at_most_1() {
    each_message(|_, message| {
        let mut most = 0;
        list(&message["fields"]).try_for_each(|field| {
            let depth = number(&field["depth"]);
            ensure(depth <= most, || format!("{} is {depth} deep, {most} can be", name(field)))?;
            // Only a structure has anything in it.
            most = if is_structure(field) { depth + 1 } else { depth };
            Ok(())
        })
    });
}

#[test]
fn what_is_wrong_is_of_a_message_that_is_read_and_says_where() {
    each_message(|_, message| {
        let error = &message["error"];
        let Some(field) = error["field"].as_str() else { return Ok(()) };
        let told = format!("{field} at byte {}", error["offset"]);
        let sentence = error["message"].as_str().unwrap();
        ensure(sentence.contains(&told), || format!("{told} is not in {sentence:?}"))
    });
}

#[test]
fn unclaimed_bytes_are_exactly_those_of_no_field() {
    each_line(|seen| {
        let mut is_claimed = vec![false; seen.bytes.len()];
        let fields = || seen.messages().flat_map(|message| list(&message["fields"]));
        for range in fields().filter(|field| !is_structure(field)).flat_map(ranges) {
            is_claimed[range].fill(true);
        }
        let mut is_unclaimed = vec![false; seen.bytes.len()];
        for message in seen.messages() {
            let mut end = 0;
            for range in list(&message["unclaimed"]).map(pair) {
                ensure(end <= range.start && !range.is_empty(), || format!("{range:?} behind {end}"))?;
                ensure(!is_unclaimed[range.clone()].contains(&true), || format!("{range:?} twice"))?;
                end = range.end;
                is_unclaimed[range].fill(true);
            }
        }
        let wrong = (0..).zip(is_claimed.iter().zip(&is_unclaimed)).find(|(_, (claimed, un))| claimed == un);
        ensure(wrong.is_none(), || format!("byte {wrong:?} (claimed, unclaimed)"))
    });
}

#[test]
fn shared_strings_point_at_the_first_with_their_range() {
    each_message(|_, message| {
        let fields = &message["fields"];
        let mut first = HashMap::new();
        for (index, field) in (0..).zip(list(fields)).filter(|(_, field)| TEXTS.contains(&name(field))) {
            let what = || format!("{} at {index}: {:?}", name(field), field.get("same_as"));
            let range = range(field);
            // The end of an empty one was not looked for, so that nothing is known of it.
            let expected = if range.is_empty() { index } else { *first.entry(range).or_insert(index) };
            let given = field.get("same_as").map_or(index, number);
            ensure(given == expected, what)?;
            let same = &fields[given];
            ensure(is_withheld(field) || field["value"] == same["value"], what)?;
        }
        let shared = list(fields).filter(|field| field.get("same_as").is_some());
        ensure(shared.into_iter().all(|field| TEXTS.contains(&name(field))), || "no string".to_owned())
    });
}

#[test]
fn values_are_what_the_bytes_say() {
    each_message(|seen, message| if is_refused(message) { Ok(()) } else { values_are_right(seen, message) });
}

#[test]
fn values_are_what_the_bytes_say_where_parts_are_refused() {
    assert!(ALL.iter().flat_map(Seen::messages).any(is_refused));
    each_message(|seen, message| if is_refused(message) { values_are_right(seen, message) } else { Ok(()) });
}

/// Whether a part could not be joined with those before.
fn is_refused(message: &Value) -> bool {
    let kinds = ["FragmentsOverlap", "FragmentPastTotal", "NoRoom"];
    kinds.iter().any(|kind| message["error"]["kind"] == *kind)
}

fn values_are_right(seen: &Seen, message: &Value) -> Result<(), String> {
    list(&message["fields"]).try_for_each(|field| {
        let parts: Vec<_> = ranges(field).into_iter().filter_map(|range| seen.bytes.get(range)).collect();
        let bytes = parts.concat();
        let is_right = match &field["value"] {
            Value::Null => true,
            Value::Number(number) => {
                let value = match *bytes {
                    // The one number in the order of the network.
                    [high, middle, low] => u32::from_be_bytes([0, high, middle, low]),
                    [] | [_, _, _, _, _, ..] => return Err(format!("a number of {} bytes", bytes.len())),
                    _ => bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)),
                };
                number.as_u64() == Some(value.into())
            }
            Value::String(value) if TEXTS.contains(&name(field)) => is_text(value, &bytes, name(field)),
            value => *value == digits(&bytes),
        };
        ensure(is_right, || format!("{}: {} is not {}", name(field), field["value"], digits(&bytes)))
    })
}

/// Whether bytes are this text, and perhaps a NUL with more behind it, or half a unit.
fn is_text(value: &str, bytes: &[u8], name: &str) -> bool {
    let ends = |rest: &[u8]| rest.len() < 2 || rest.starts_with(&[0, 0]);
    let len: usize = bytes.chunks_exact(2).take_while(|unit| *unit != [0, 0]).count() * 2;
    let is_utf16 = ends(&bytes[len..]) && text(&bytes[..len]) == value;
    let oem = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    is_utf16 || name == "RequestFileName" && oem.iter().map(|byte| char::from(*byte)).eq(value.chars())
}

#[test]
fn an_offset_refers_to_the_string_that_is_listed_under_its_entry() {
    each_message(|_, message| {
        let fields: Vec<_> = list(&message["fields"]).collect();
        let entries = fields.split(|field| number(&field["depth"]) < 2);
        for entry in entries {
            for offset in entry {
                let (Some(string), Some(to)) = (name(offset).strip_suffix("Offset"), offset.get("refers_to"))
                else {
                    continue;
                };
                let to = pair(to);
                let mut strings =
                    entry.iter().filter(|field| name(field) == string).map(|field| range(field));
                let first = strings.next();
                let start = first.as_ref().map(|first| first.start);
                let end = strings.next_back().or(first).map(|last| last.end);
                // Parts of a string that was joined have no common end.
                let is_joined = offset.get("piece").is_some();
                let is_so = start == Some(to.start) && (is_joined || end == Some(to.end));
                ensure(is_so, || {
                    format!("{} refers to {to:?}, {string} is {start:?}..{end:?}", name(offset))
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn text_is_listed_up_to_16_times_the_message_and_what_is_withheld_is_told() {
    each_message(|_, message| {
        let strings = || list(&message["fields"]).filter(|field| TEXTS.contains(&name(field)));
        let len = |field: &Value| ranges(field).iter().map(Range::len).sum::<usize>();
        let whole = list(&message["fields"]).find(|field| name(field).contains("_GET_DFS_REFERRAL"));
        let listed: usize = strings().filter(|field| !is_withheld(field)).map(len).sum();
        let most = whole.map_or(0, len) * 16;
        ensure(listed <= most, || format!("{listed} bytes of text, {most} may be"))?;
        let withheld = strings().find(|field| is_withheld(field));
        let told = list(&message["findings"]).find(|finding| finding["code"] == "text-withheld");
        let places = (withheld.map(range), told.map(range));
        ensure(places.0 == places.1, || format!("withheld, told: {places:?}"))
    });
    let withheld = ALL.iter().filter(|seen| seen.line.contains("text-withheld"));
    assert!(withheld.count() >= 2);
}

#[test]
fn guesses_are_ranked_and_the_first_is_what_was_read() {
    each_line(|seen| {
        let guesses: Vec<_> = list(&seen.json["guesses"]).collect();
        ensure(guesses.is_empty() == seen.told.is_some(), || "guessed, or told".to_owned())?;
        let order = ["certain", "likely", "possible"];
        let rank = |guess: &&Value| order.iter().position(|word| guess["confidence"] == **word);
        ensure(guesses.is_sorted_by_key(rank), || "they are not ranked".to_owned())?;
        let starts: BTreeSet<_> = guesses.iter().map(|guess| guess["start"].as_str()).collect();
        ensure(starts.len() == guesses.len(), || "one stands there twice".to_owned())?;
        if seen.bytes.is_empty() {
            return Ok(());
        }
        let first = guesses.first().map_or(seen.told, |guess| guess["start"].as_str()).unwrap();
        let (kind, outermost) = (seen.json["kind"].as_str().unwrap(), seen.json["carrier"][0].as_str());
        let is_read = match (first, outermost) {
            ("oem-request", None) => kind == "request",
            ("smb2" | "smb2-ioctl-request-body" | "smb2-ioctl-response-body", Some("smb2-ioctl")) => true,
            (start, Some("smb1-trans2")) if start.starts_with("smb1") => true,
            (start, Some(layer)) => start == layer,
            (start, None) => start == kind,
        };
        ensure(is_read, || format!("guessed {first}, read {kind} in {outermost:?}"))
    });
}

#[test]
fn nothing_is_said_of_no_bytes() {
    let nothing: Vec<_> = ALL.iter().filter(|seen| seen.bytes.is_empty()).collect();
    assert!(nothing.len() >= 4);
    for seen in nothing {
        assert_eq!((&seen.json["kind"], &seen.json["complete"]), (&"unknown".into(), &false.into()));
        assert_eq!(list(&seen.json["fields"]).len() + list(&seen.json["unclaimed"]).len(), 0);
    }
}

#[test]
fn no_bytes_look_like_no_message() {
    for seen in ALL.iter().filter(|seen| seen.bytes.is_empty()) {
        assert!(list(&seen.json["guesses"]).all(|guess| guess["confidence"] == "possible"), "{}", seen.line);
    }
}

#[test]
fn a_status_is_of_a_message_with_a_header() {
    each_message(|seen, message| {
        let status = &message["status"];
        let field = list(&message["fields"]).rfind(|field| matches!(name(field), "Status" | "ErrorClass"));
        if status.is_null() {
            return Ok(());
        }
        let start = field.map(|field| range(field).start).ok_or("there is no Status")?;
        let bytes = seen.bytes[start..].first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
        // The reserved byte of a DOS error is no part of it.
        let value = if field.is_some_and(|field| name(field) == "ErrorClass") {
            bytes.map(|bytes| bytes & 0xFFFF_00FF)
        } else {
            bytes
        };
        let is_so =
            status["value"].as_u64() == value.map(u64::from) || message["fields"][0].get("piece").is_some();
        ensure(is_so, || format!("{status} is not {value:?}"))
    });
}

#[test]
fn messages_come_in_the_order_of_their_first_bytes() {
    each_line(|seen| {
        // Of bytes that nobody knows there are no fields.
        let starts: Vec<_> = seen
            .messages()
            .filter_map(|message| list(&message["fields"]).map(|field| range(field).start).min())
            .collect();
        ensure(starts.is_sorted(), || format!("{starts:?}"))
    });
}

#[test]
fn what_does_not_print_is_escaped() {
    each_line(|seen| {
        let bad = |c: &char| {
            c.is_control()
                || matches!(*c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        let found = seen.line.chars().find(bad);
        ensure(found.is_none(), || format!("{found:?}"))
    });
}

#[test]
fn every_letter_that_turns_text_around_is_escaped() {
    // All that have the property Bidi_Control.
    let turns = "0300 1c06 0e20 0f20 2a20 2b20 2c20 2d20 2e20 6620 6720 6820 6920 0000";
    let output = run([turns]);
    assert!(output.stdout.is_ascii(), "{}", String::from_utf8_lossy(&output.stdout).escape_unicode());
}

#[test]
fn many_messages_in_one_input_are_read_in_no_time() {
    // Each has a byte that is of no field.
    let records = b"\0\0\0\x05\xfdSMB\x07".repeat(12_000);
    let file = std::env::temp_dir().join(format!("dfsc-json-{}", std::process::id()));
    std::fs::write(&file, records).unwrap();
    let start = Instant::now();
    let output = run([&file]);
    let took = start.elapsed();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(took.as_secs() < 10, "{took:?}");
}

#[test]
fn the_example_in_the_docs_is_what_is_printed() {
    let docs = std::fs::read_to_string(tests().join("../docs/json.md")).unwrap();
    let (_, example) = docs.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let line: String = example.lines().map(str::trim).collect();
    assert_eq!(String::from_utf8(run(["vectors/request-dc.hex"]).stdout).unwrap(), line + "\n");
}

#[test]
fn the_docs_tell_every_word_and_key_of_the_schema() {
    fn told(schema: &Value, words: &mut BTreeSet<String>) {
        let word = |word: &Value| word.as_str().map(str::to_owned);
        match schema {
            Value::Object(keys) => {
                words.extend(keys.get("enum").into_iter().flat_map(list).filter_map(word));
                words.extend(keys.get("required").into_iter().flat_map(list).filter_map(word));
                keys.values().for_each(|value| told(value, words));
            }
            Value::Array(values) => values.iter().for_each(|value| told(value, words)),
            _ => {}
        }
    }
    let read = |name: &str| std::fs::read_to_string(tests().join("../docs").join(name)).unwrap();
    let (docs, mut words) = (read("json.md"), BTreeSet::new());
    told(&serde_json::from_str(&read("inspect.schema.json")).unwrap(), &mut words);
    assert!(words.len() > 50, "{words:?}");
    let missing: Vec<_> = words.iter().filter(|word| !docs.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn keys_stand_in_the_order_in_which_people_look_for_them() {
    let keys = "carrier kind complete fields findings unclaimed status error \
        dump shape confidence reason packet packets others notes guesses others";
    let line = &ALL.iter().find(|seen| seen.name == "one byte").unwrap().line;
    let mut rest = line.as_str();
    for key in keys.split(' ') {
        // Each behind the one before.
        (_, rest) = rest.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key}: {line}"));
    }
}

/// What the message itself holds, in a carrier or not, as if it began at 0.
fn message_alone(line: &Value, structure: &str) -> Value {
    let fields: Vec<_> = list(&line["fields"]).collect();
    let at = fields.iter().position(|field| name(field) == structure).unwrap();
    let start = number(&fields[at]["start"]);
    let shifted = |place: &Value| Value::from(number(place) - start);
    let fields: Vec<_> = fields[at..]
        .iter()
        .map(|field| {
            let mut field = (*field).clone();
            for key in ["start", "end"] {
                field[key] = shifted(&field[key]);
            }
            if let Some(to) = field.get("refers_to").cloned() {
                field["refers_to"] = vec![shifted(&to[0]), shifted(&to[1])].into();
            }
            if let Some(same) = field.get("same_as").cloned() {
                field["same_as"] = (number(&same) - at).into();
            }
            field
        })
        .collect();
    let error = &line["error"];
    let error = (!error.is_null())
        .then(|| (error["kind"].clone(), error["field"].clone(), shifted(&error["offset"])));
    serde_json::json!({ "kind": line["kind"], "complete": line["complete"], "fields": fields, "error": error })
}

fn structure_of(kind: &str) -> &'static str {
    match kind {
        "request" => "REQ_GET_DFS_REFERRAL",
        "request-ex" => "REQ_GET_DFS_REFERRAL_EX",
        _ => "RESP_GET_DFS_REFERRAL",
    }
}

#[test]
fn a_bare_message_has_the_fields_it_has_in_its_carrier() {
    let find = |told: Option<&str>, name: &str| {
        let found = LOOKED_AT.iter().find(|seen| seen.told == told && seen.name == name);
        &found.unwrap_or_else(|| panic!("{name}")).json
    };
    let mut compared = 0;
    for (capture, whole) in captures().into_iter().zip(whole()) {
        let name = &capture.name;
        let request = if capture.is_ex { "request-ex" } else { "request" };
        // Only the carrier tells that a path is in a code page.
        let told = (!name.contains("oem")).then_some(request);
        let bare = find(told, &format!("{name} request"));
        let carried = find(None, &format!("{name} request record"));
        if whole.requests.len() == 1 && !capture.request.is_empty() {
            let alone = |line| message_alone(line, structure_of(request));
            assert_eq!(alone(bare), alone(carried), "{name}");
            compared += 1;
        }
        let carried = find(None, &format!("{name} response record"));
        match capture.response {
            Some(_) if whole.responses.len() == 1 => {
                let bare = find(Some("response"), &format!("{name} response"));
                let alone = |line| message_alone(line, structure_of("response"));
                assert_eq!(alone(bare), alone(carried), "{name}");
                compared += 1;
            }
            Some(_) => {}
            None => {
                assert_eq!(
                    (&carried["kind"], &carried["complete"]),
                    (&"error-reply".into(), &true.into()),
                    "{name}"
                );
            }
        }
    }
    assert!(compared > 210, "{compared}");
}

#[test]
fn what_stands_behind_a_byte_count_has_the_fields_that_it_has_alone() {
    let find = |name: &str| &ALL.iter().find(|seen| seen.told.is_none() && seen.name == name).unwrap().json;
    let cases = [("request", "request-dc"), ("response", "v4-link-two-sets")];
    for ((kind, bare), bytes) in cases.into_iter().zip(["smb1 request bytes", "smb1 reply bytes"]) {
        let alone = |name| message_alone(find(name), structure_of(kind));
        assert_eq!(alone(bytes), alone(bare));
        assert_eq!(find(bytes)["carrier"], serde_json::json!(["smb1-trans2"]));
        assert_eq!(find(bytes)["guesses"][0]["start"], format!("smb1-trans2-{kind}-bytes"));
    }
}

/// Captures: bare ones as what they are, and with their carriers.
static LOOKED_AT: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let bare = || bare().into_iter();
    let told = |kind, end| see(Some(kind), bare().filter(|(name, _)| name.ends_with(end)).collect());
    let mut seen = told("request", " request");
    seen.extend(told("request-ex", " request"));
    seen.extend(told("response", " response"));
    seen.extend(see(None, bare().chain(carried()).collect()));
    seen
});

#[test]
fn messages_in_parts_have_the_fields_they_have_in_one() {
    let fields = |line: &Value, structure: &str| -> Vec<_> {
        let fields = list(&line["fields"]).skip_while(|field| name(field) != structure);
        fields.map(|field| (name(field).to_owned(), field["depth"].clone(), field["value"].clone())).collect()
    };
    let find = |name: &str| &ALL.iter().find(|seen| seen.told.is_none() && seen.name == name).unwrap().json;
    let reply = structure_of("response");
    let expected = fields(find("v4-link-two-sets"), reply);
    for parts in ["parts", "parts, the last first", "parts, cut in odd places"] {
        let line = find(parts);
        assert_eq!(
            (&line["complete"], &line["others"]),
            (&true.into(), &Value::Array(Vec::new())),
            "{parts}"
        );
        assert_eq!(fields(line, reply), expected, "{parts}");
    }
    let name = "0563-smb1-secondary-2pieces request";
    let request = structure_of("request");
    assert_eq!(fields(find(&format!("{name} record")), request), fields(find(name), request));
}

#[test]
fn a_request_and_its_reply_are_two_messages_of_one_input() {
    for whole in whole().iter().filter(|whole| whole.requests.len() == 1 && whole.responses.len() == 1) {
        let find = |what: &str| {
            let name = format!("{} {what}", whole.name);
            &LOOKED_AT.iter().find(|seen| seen.told.is_none() && seen.name == name).unwrap().json
        };
        let both = find("both");
        let values = |line: &Value| -> Vec<_> {
            list(&line["fields"]).map(|field| (field["name"].clone(), field["value"].clone())).collect()
        };
        assert_eq!(values(both), values(find("request record")), "{}", whole.name);
        assert_eq!(list(&both["others"]).len(), 1, "{}", whole.name);
        assert_eq!(values(&both["others"][0]), values(find("response record")), "{}", whole.name);
    }
}

#[test]
fn there_is_a_line_for_each_input_in_its_order_and_the_worst_sets_the_exit_code() {
    let (schemas, index) = schema();
    let good = "0300 5c00 6400 0000";
    let cases: [(&[&str], i32, &[&str]); 12] = [
        (&[good], 0, &["request"]),
        (&["vectors/v3-link.hex", good], 0, &["response", "request"]),
        (&["fd534d42"], 0, &["encrypted"]),
        (&[good, "03"], 1, &["request", "request"]),
        (&[""], 1, &["unknown"]),
        (&["-"], 1, &["unknown"]),
        (&[], 1, &["unknown"]),
        (&["[3, 0, 92, 0, 0, 0], [4, 0, 92, 0, 0, 0]", good], 0, &["request"; 3]),
        (&["--format", "hex-spaced", "03 00 5c 00 0"], 1, &["request"]),
        (&[good, "zz", "vectors/v3-link.hex"], 2, &["request", "unknown", "response"]),
        (&["nothing/here", "03", "vectors"], 2, &["unknown", "request", "unknown"]),
        (&["--as", "response", "0000", good], 1, &["response", "response"]),
    ];
    for (arguments, code, kinds) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let lines: Vec<_> =
            String::from_utf8(output.stdout).unwrap().lines().map(|line| parse("", line)).collect();
        let found: Vec<_> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(found, kinds, "{arguments:?}");
        for line in &lines {
            assert!(schemas.validate(line, index).is_ok(), "{arguments:?}");
        }
        // People are told too.
        let unreadable = lines.iter().filter(|line| line["error"]["kind"] == "Unreadable").count();
        assert_eq!(
            (unreadable > 0, String::from_utf8(output.stderr).unwrap().lines().count()),
            (code == 2, unreadable)
        );
    }
}

#[test]
fn wrong_arguments_print_no_line() {
    let wrong = [
        &["--frobnicate"][..],
        &["--as"],
        &["--as", "reply", "0300"],
        &["--format"],
        &["--format", "pdf", "0300"],
    ];
    for arguments in wrong {
        let output = run(arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn lone_surrogates_are_told_by_their_number_and_pairs_as_they_are() {
    let output = run(["0300 5c00 3dd8 2e00 3dd8 00de 5c00 7500 0000"]);
    let line = String::from_utf8(output.stdout).unwrap();
    assert!(line.contains("\"value\":\"\\\\\\ud83d.\u{1f600}\\\\u\""), "{line}");
    // Their numbers were replaced for the parser, and nothing else was.
    assert!(parse("", &line).to_string().contains("\\\\\u{f8ff}d83d.\u{1f600}\\\\u"));
    assert_eq!(marked(r#""\ud83d\ude00 \\ud83d \n\u0041""#), r#""\ud83d\ude00 \\ud83d \n\u0041""#);
}

#[test]
fn every_message_of_the_tests_is_among_the_inputs() {
    let seen: BTreeSet<_> = ALL.iter().filter(|seen| seen.told.is_none()).map(|seen| &seen.bytes).collect();
    let all = messages();
    for (name, message) in all.requests.iter().chain(&all.requests_ex).chain(&all.responses) {
        assert!(seen.contains(message), "{name}");
    }
}

//! How deep the stack gets: frames as the compiler reports them, added up along the calls found in the code.

use super::Row;
use super::firmware::Build;
use super::flash::{OPT_LEVEL, TARGET};
use super::thumb::{self, Transfer};
use anyhow::{Context, Result, bail, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Functions to start counting from: what a caller calls, with all that this crate calls.
struct Roots {
    program: &'static str,
    features: &'static str,
    krate: &'static str,
    functions: &'static [&'static str],
}

/// The functions that call through a pointer, and what is in the names of all that stands behind it: methods of a trait that only the crate implements.
const CALLERS: [(&str, [&str; 2]); 1] = [("6writer6encode", ["Message", "3put"])];

pub(super) fn rows() -> Vec<Row> {
    let parse = Roots {
        program: "parse",
        features: "",
        krate: "read",
        functions: &["parse", "request", "request_ex"],
    };
    let serve = Roots { program: "serve", features: "", krate: "serve", functions: &["serve"] };
    let cache = Roots {
        program: "cache",
        features: "cache",
        krate: "keep",
        functions: &["learn", "look", "merge", "controllers", "bootstrap"],
    };
    let client = Roots { program: "client", features: "client", krate: "walk", functions: &["walk"] };
    vec![
        row("stack: parse, worst chain of calls", &parse, 256),
        // The design has no such row; its budget is the crate's own.
        row("stack: a server's answer, worst chain of calls", &serve, 768),
        row("stack: the caches, worst chain of calls", &cache, 768),
        row("stack: a step of the client, worst chain of calls", &client, 768),
    ]
}

fn row(claim: &str, roots: &Roots, budget: u32) -> Row {
    let measured = measure(roots).map(|(shown, bytes)| (shown, bytes <= budget));
    Row::new(claim, format!("{budget} bytes"), measured)
}

fn measure(roots: &Roots) -> Result<(String, u32)> {
    let Roots { program, features, krate, functions } = *roots;
    let build = Build { program, target: TARGET, opt_level: OPT_LEVEL, features, stack_sizes: true };
    let program = Program::read(&build.image()?)?;
    let mut worst = Chain::default();
    for root in functions {
        let start = program.find(krate, root)?;
        let chain = program.worst(start, &mut Vec::new(), &mut HashMap::new())?;
        worst = if chain.bytes > worst.bytes { chain } else { worst };
    }
    let names: Vec<String> = worst.functions.iter().map(|at| program.functions[at].shown()).collect();
    Ok((format!("{} bytes (`{}`)", worst.bytes, names.join(" > ")), worst.bytes))
}

/// The functions of an image, by address.
struct Program {
    functions: BTreeMap<u32, Function>,
}

struct Function {
    name: String,
    frame: Frame,
    calls: BTreeSet<u32>,
    /// Where it calls what cannot be known.
    indirect: Option<u32>,
}

/// A frame, what was pushed included.
enum Frame {
    Reported(u32),
    /// Code that came compiled, such as `memcpy`: the sum of all that it pushes.
    Counted(u32),
    Unknown(String),
}

/// Functions that call one another, and their frames together.
#[derive(Clone, Default)]
struct Chain {
    bytes: u32,
    functions: Vec<u32>,
}

impl Program {
    fn read(image: &[u8]) -> Result<Self> {
        let image = object::File::parse(image)?;
        let text = image.section_by_name(".text").context("the image has no .text")?;
        let code = Code { bytes: text.data()?, address: u32::try_from(text.address())?, data: data(&image)? };
        let frames = image.section_by_name(".stack_sizes").context("the image has no .stack_sizes")?;
        let frames = frames_of(frames.data()?)?;
        let ranges = ranges(&image, code.end()?)?;
        let mut functions = BTreeMap::new();
        for (&start, (end, name)) in &ranges {
            let function = Function::read(name, start..*end, &code, frames.get(&start).copied(), &ranges);
            functions.insert(start, function.with_context(|| format!("in {name}"))?);
        }
        Ok(Self { functions })
    }

    /// The function of that crate and name, in either mangling.
    fn find(&self, krate: &str, name: &str) -> Result<u32> {
        let mangled = format!("{}{krate}{}{name}", krate.len(), name.len());
        let is_it = |symbol: &str| {
            let rest = symbol.split_once(&mangled).map(|(_, rest)| rest);
            // A hash, a suffix, or the arguments of a generic function.
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with("17h") || rest.starts_with(['.', 'N'])
            })
        };
        let found = self.functions.iter().find(|(_, function)| is_it(&function.name));
        Ok(*found.with_context(|| format!("`{krate}::{name}` is not in the image"))?.0)
    }

    /// The deepest chain from `at`, reached through `path`.
    fn worst(&self, at: u32, path: &mut Vec<u32>, known: &mut HashMap<u32, Chain>) -> Result<Chain> {
        if let Some(chain) = known.get(&at) {
            return Ok(chain.clone());
        }
        let function = &self.functions[&at];
        ensure!(!path.contains(&at), "{} calls itself, directly or not", function.shown());
        let mut calls = function.calls.clone();
        if let Some(address) = function.indirect {
            let methods = self.methods(function);
            ensure!(!methods.is_empty(), "{} calls through a pointer at {address:#x}", function.shown());
            calls.extend(methods);
        }
        path.push(at);
        let mut deepest = Chain::default();
        for callee in calls {
            let chain = self.worst(callee, path, known)?;
            deepest = if chain.bytes > deepest.bytes { chain } else { deepest };
        }
        path.pop();
        let functions = [at].into_iter().chain(deepest.functions).collect();
        let chain = Chain { bytes: function.frame()? + deepest.bytes, functions };
        known.insert(at, chain.clone());
        Ok(chain)
    }
}

impl Program {
    /// What a function calls through a pointer: nothing, unless it is one of [`CALLERS`].
    fn methods(&self, function: &Function) -> BTreeSet<u32> {
        let is_called = |name: &str| {
            CALLERS.iter().any(|(caller, method)| {
                function.name.contains(caller) && method.iter().all(|part| name.contains(part))
            })
        };
        self.functions.iter().filter(|(_, callee)| is_called(&callee.name)).map(|(at, _)| *at).collect()
    }
}

impl Function {
    fn read(
        name: &str,
        range: std::ops::Range<u32>,
        code: &Code<'_>,
        reported: Option<u32>,
        ranges: &BTreeMap<u32, (u32, String)>,
    ) -> Result<Self> {
        let mut function =
            Self { name: name.into(), frame: Frame::Counted(0), calls: BTreeSet::new(), indirect: None };
        let mut pushed: Result<u32> = Ok(0);
        for (address, bytes) in code.instructions(range.clone())? {
            pushed = pushed.and_then(|sum| Ok(sum + thumb::pushed(bytes)?));
            for transfer in thumb::transfers(bytes, address)? {
                match transfer {
                    Transfer::Indirect(at) => function.indirect = Some(at),
                    // Within the function; but `bl` to its start is a call.
                    Transfer::Jump(to) if range.contains(&to) => {}
                    Transfer::Call(to) if range.contains(&to) && to != range.start => {}
                    // A jump out is a tail call. The frame it gave back is counted all the same.
                    Transfer::Call(to) | Transfer::Jump(to) => {
                        let callee = ranges.range(..=to).next_back().filter(|(_, (end, _))| to < *end);
                        function.calls.insert(*callee.with_context(|| format!("no function at {to:#x}"))?.0);
                    }
                }
            }
        }
        function.frame = match (reported, pushed) {
            (Some(bytes), _) => Frame::Reported(bytes),
            (None, Ok(bytes)) => Frame::Counted(bytes),
            (None, Err(error)) => Frame::Unknown(format!("{error:#}")),
        };
        Ok(function)
    }

    fn frame(&self) -> Result<u32> {
        match &self.frame {
            Frame::Reported(bytes) | Frame::Counted(bytes) => Ok(*bytes),
            Frame::Unknown(reason) => bail!("the frame of {} is unknown: {reason}", self.shown()),
        }
    }

    /// Name and frame, saying where the compiler reported none.
    fn shown(&self) -> String {
        let name = readable(&self.name);
        match self.frame {
            Frame::Reported(bytes) => format!("{name} {bytes}"),
            Frame::Counted(bytes) => format!("{name} {bytes} by its pushes"),
            Frame::Unknown(_) => name,
        }
    }
}

/// A section of code, and what in it is data.
struct Code<'a> {
    bytes: &'a [u8],
    address: u32,
    /// From each of these addresses on: whether data follows.
    data: BTreeMap<u32, bool>,
}

impl<'a> Code<'a> {
    fn end(&self) -> Result<u32> {
        Ok(self.address + u32::try_from(self.bytes.len())?)
    }

    /// The runs of instructions in a range, without jump tables and literals.
    fn instructions(&self, range: std::ops::Range<u32>) -> Result<Vec<(u32, &'a [u8])>> {
        let before = self.data.range(..=range.start).next_back().map(|(_, data)| (range.start, *data));
        let first = before.context("no mapping symbol says whether it is code")?;
        let inside = self.data.range(range.start + 1..range.end).map(|(at, data)| (*at, *data));
        let marks: Vec<(u32, bool)> = [first].into_iter().chain(inside).collect();
        let ends = marks.iter().skip(1).map(|(at, _)| *at).chain([range.end]);
        let code = marks.iter().zip(ends).filter(|((_, data), _)| !data);
        code.map(|((start, _), end)| {
            let offsets = (start - self.address) as usize..(end - self.address) as usize;
            Ok((*start, self.bytes.get(offsets).context("a symbol reaches past .text")?))
        })
        .collect()
    }
}

/// The mapping symbols: `$t` starts code, `$d` starts data.
fn data(image: &object::File<'_>) -> Result<BTreeMap<u32, bool>> {
    let mut data = BTreeMap::new();
    for symbol in image.symbols() {
        let kind = symbol.name()?.split('.').next().unwrap_or_default();
        if matches!(kind, "$t" | "$d")
            && image.section_by_name(".text").map(|text| text.index()) == symbol.section_index()
        {
            data.insert(u32::try_from(symbol.address())?, kind == "$d");
        }
    }
    Ok(data)
}

/// Every function's start, end and name. Where several share a start, the longest name says most.
fn ranges(image: &object::File<'_>, end_of_text: u32) -> Result<BTreeMap<u32, (u32, String)>> {
    let mut functions: BTreeMap<u32, (u32, String)> = BTreeMap::new();
    for symbol in image.symbols().filter(|symbol| symbol.kind() == SymbolKind::Text && symbol.is_definition())
    {
        let start = u32::try_from(symbol.address())? & !1;
        let (size, name) = (u32::try_from(symbol.size())?, symbol.name()?);
        let known = functions.entry(start).or_default();
        known.0 = known.0.max(size);
        if known.1.len() < name.len() {
            known.1 = name.into();
        }
    }
    // Assembly may have no size: up to the next function, then.
    let starts: Vec<u32> = functions.keys().copied().chain([end_of_text]).collect();
    for ((start, (size, _)), next) in functions.iter_mut().zip(&starts[1..]) {
        *size = if *size == 0 { *next } else { *start + *size };
    }
    Ok(functions)
}

/// Reads `.stack_sizes`: an address (whose lowest bit says Thumb) and a ULEB128 size, again and again.
fn frames_of(mut section: &[u8]) -> Result<HashMap<u32, u32>> {
    let mut frames = HashMap::new();
    while let Some((address, rest)) = section.split_first_chunk() {
        section = rest;
        let mut size = 0;
        for shift in (0..32).step_by(7) {
            let (byte, rest) = section.split_first().context(".stack_sizes is cut")?;
            section = rest;
            size |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        frames.insert(u32::from_le_bytes(*address) & !1, size);
    }
    ensure!(section.is_empty() && !frames.is_empty(), ".stack_sizes is empty or cut");
    Ok(frames)
}

/// The last two identifiers of a mangled name: enough to find the function by.
fn readable(mangled: &str) -> String {
    let Some(mut rest) = mangled.strip_prefix("_R") else { return mangled.into() };
    let mut names = Vec::new();
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let len = rest[..digits].parse().unwrap_or(0);
            let name = rest[digits..].strip_prefix('_').unwrap_or(&rest[digits..]);
            names.push(name.get(..len).unwrap_or(name));
            rest = name.get(len..).unwrap_or_default();
        } else if matches!(first, 's' | 'B' | 'L') {
            // Disambiguators and references back, up to their underscore.
            rest = rest.split_once('_').map_or("", |(_, rest)| rest);
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    names[names.len().saturating_sub(2)..].join("::")
}

//! What is read in the texts of a tool, held against what it was given.

use super::known::{self, KNOWN, May};
use super::printers::{Printer, Text};
use super::strings::Sample;
use super::work;
use anyhow::{Context, Result};
use dfsc::dump::{Dump, Item, Shape};
use std::fs;
use std::path::Path;

/// How the texts of a tool fared.
pub(super) struct Report {
    pub(super) texts: usize,
    /// Refused, and read with a warning, both as [`KNOWN`] has it.
    pub(super) refused: usize,
    pub(super) warned: usize,
    /// How many of them the crate writes just so, if it has that shape.
    pub(super) alike: Option<usize>,
    /// How many each of [`KNOWN`] explains.
    pub(super) known: Vec<usize>,
    pub(super) unexpected: Vec<String>,
}

/// What was found in a text.
struct Found {
    /// Why it is not read as it should be.
    problem: Option<Problem>,
    /// Where it is not what the crate writes, if it has that shape.
    written: Option<Result<(), String>>,
}

struct Problem {
    what: String,
    /// What would explain it: all of these, or one of them.
    may: Vec<May>,
    one_will_do: bool,
}

/// Has the tool print everything, and the crate read and write it.
pub(super) fn report(printer: &Printer, samples: &[Sample]) -> Result<Report> {
    let texts = printer.print(samples)?;
    let found = work::each(&texts, |_, text| {
        // What is printed of several is not what is written of one, unless that is part of it.
        let shape = printer.shape.filter(|_| text.packets.len() == 1 || printer.says_more());
        let written = shape.map(|shape| difference(shape, printer, text).map_or(Ok(()), Err));
        Ok(Found { problem: problem(&text.printed, &text.packets), written })
    })?;
    let mut report = Report {
        texts: texts.len(),
        refused: 0,
        warned: 0,
        alike: printer.shape.map(|_| 0),
        known: vec![0; KNOWN.len()],
        unexpected: Vec::new(),
    };
    for (text, found) in texts.iter().zip(found) {
        let name = format!("{}: {}", printer.name(), text.name);
        if let Some(problem) = found.problem {
            let known = problem.known(printer, text);
            if known.is_empty() {
                keep(printer, text)?;
                report.unexpected.push(format!("{name}: {}", problem.what));
            } else {
                for number in &known {
                    report.known[*number] += 1;
                }
                let is_refused = problem.may == [May::Refuse];
                *if is_refused { &mut report.refused } else { &mut report.warned } += 1;
            }
        }
        match found.written {
            Some(Ok(())) => report.alike = report.alike.map(|alike| alike + 1),
            Some(Err(difference)) => {
                report.unexpected.push(format!("{name}: written otherwise: {difference}"));
            }
            None => {}
        }
    }
    Ok(report)
}

impl Problem {
    /// What explains it; nothing if it should not be.
    fn known(&self, printer: &Printer, text: &Text) -> Vec<usize> {
        let mut known = Vec::new();
        for may in &self.may {
            match known::explaining(printer, text, *may) {
                Some(number) if !known.contains(&number) => known.push(number),
                None if !self.one_will_do => return Vec::new(),
                _ => {}
            }
        }
        known
    }
}

/// The bytes of each packet.
pub(super) fn read(dump: &Dump<'_>) -> Vec<Vec<u8>> {
    let (mut done, mut packet) = (Vec::new(), Vec::new());
    dump.each(&mut |item| match item {
        Item::Byte { value, .. } => packet.push(value),
        Item::Packet => done.push(std::mem::take(&mut packet)),
        Item::Note(_) => {}
    });
    done.push(packet);
    done
}

fn problem(text: &[u8], packets: &[Vec<u8>]) -> Option<Problem> {
    let dump = match Dump::read(text) {
        Ok(dump) => dump,
        Err(error) => {
            let what = format!("refused: {error}");
            return Some(Problem { what, may: vec![May::Refuse], one_will_do: false });
        }
    };
    let bytes = read(&dump);
    let mut warnings = Vec::new();
    dump.each(&mut |item| match item {
        Item::Note(note) if note.kind().is_warning() => warnings.push(note.kind()),
        _ => {}
    });
    if bytes == packets {
        let what = format!("read as it was, but with warnings: {warnings:?}{}", first(text));
        let may: Vec<May> = warnings.into_iter().map(May::Warn).collect();
        return (!may.is_empty()).then_some(Problem { what, may, one_will_do: false });
    }
    let (bytes, meant) = (lengths(&bytes), lengths(packets));
    let what = format!("read as {dump}: {bytes} that are not the {meant}; warnings {warnings:?}");
    Some(Problem { what, may: warnings.into_iter().map(May::Mistake).collect(), one_will_do: true })
}

/// How many packets there are, and how long the first ones are.
fn lengths(packets: &[Vec<u8>]) -> String {
    let lengths: Vec<usize> = packets.iter().map(Vec::len).take(4).collect();
    format!("{} packets of {lengths:?}", packets.len())
}

/// The first warning, and what it is about.
fn first(text: &[u8]) -> String {
    let note = Dump::read(text).ok().and_then(|dump| dump.note(None));
    note.map_or(String::new(), |note| format!(": {note}: {:?}", String::from_utf8_lossy(&text[note.text()])))
}

/// Where the crate writes otherwise than the tool. Blanks at the ends of lines may differ, and so may the last
/// newline.
fn difference(shape: Shape, printer: &Printer, text: &Text) -> Option<String> {
    let ours = shape.print(&text.packets[0])?.to_string();
    let theirs = String::from_utf8_lossy(&text.printed);
    let lines =
        |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (ours, theirs) = (lines(&ours), lines(&theirs));
    let is_within = printer.says_more() && theirs.windows(ours.len()).any(|lines| lines == ours);
    if is_within || ours == theirs {
        return None;
    }
    let first = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
    Some(first.map_or_else(
        || format!("{} lines, and {}", ours.len(), theirs.len()),
        |(ours, theirs)| format!("{ours:?}, and not {theirs:?}"),
    ))
}

/// Keeps a text that is not read as it was, to look at.
fn keep(printer: &Printer, text: &Text) -> Result<()> {
    let folder = work::scratch()?.join("failing");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name = format!("{} {}", printer.name(), text.name);
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let write = |path: &Path, text: &[u8]| {
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    write(&folder.join(format!("{name}.txt")), &text.printed)?;
    let packets: Vec<String> = text.packets.iter().map(|packet| crate::peers::text::hex(packet)).collect();
    write(&folder.join(format!("{name}.hex")), packets.join("\n\n").as_bytes())
}

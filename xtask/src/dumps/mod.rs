//! `cargo xtask dumps`: the texts of real tools, held against `dfsc::dump`.
//!
//! 1. What a tool prints of known bytes is read as these bytes.
//! 2. What [`Shape::print`] writes is what the tool of that shape prints.
//! 3. What it writes, tools and compilers read as the same bytes.
//! 4. One reply on the wire, as `tcpdump`, `tshark`, `smbd` and `ndrdump` show it, is read as the same reply.
//!
//! What may be refused, or read with a warning, is listed in [`known`]; what shows no more must leave that list.

mod back;
mod check;
mod compile;
mod known;
mod packets;
mod printers;
mod programs;
pub(crate) mod samba;
mod same;
mod scripts;
mod strings;
mod work;

use crate::setup::{self, Tool};
use anyhow::{Result, bail};
use back::{READERS, Reader};
use check::Report;
use dfsc::dump::Shape;
use known::KNOWN;
use printers::{PRINTERS, Printer};
use std::fmt::{self, Write};

/// All that ran holds, but some tools can neither be found nor be installed here. For a machine without
/// apt-get, where `cargo xtask test` may print this and go on; elsewhere there is no such error.
#[derive(Debug)]
pub(crate) struct LeftOut(String);

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LeftOut {}

/// Shapes that no program here prints or reads: what they print is known from documents and samples only.
const UNPROVED: [Shape; 6] =
    [Shape::Go, Shape::Linux, Shape::LinuxWords, Shape::LinuxDwords, Shape::Windbg, Shape::FormatHex];

/// How each part fared.
struct Found<'p> {
    printers: Vec<(&'p Printer, Result<Report>)>,
    readers: Vec<(&'p Reader, Result<usize>)>,
    same: Option<Result<usize>>,
    left_out: Vec<&'static str>,
}

/// Does all four, prints the table, and fails unless all holds.
pub(crate) fn run(install: bool) -> Result<String> {
    let mut needs: Vec<Tool> = samba::NEEDS.into();
    needs.extend(programs::ALL.map(programs::tool).into_iter().filter(|tool| !samba::NEEDS.contains(tool)));
    let unobtainable = setup::others(&needs, "dumps", install)?;
    let is_there = |program: &str| !unobtainable.contains(&programs::tool(program));
    let samples = strings::samples()?;

    eprintln!("dumps: {} strings of bytes, as tools print them", samples.len());
    let printers = PRINTERS.iter().filter(|printer| is_there(printer.program()));
    let printers = printers.map(|printer| (printer, check::report(printer, &samples))).collect();
    eprintln!("dumps: the same as written here, as tools read them");
    let readers = READERS.iter().filter(|reader| is_there(reader.program()));
    let readers = readers.map(|reader| (reader, reader.read(&samples))).collect();
    let has_samba = !samba::NEEDS.iter().any(|tool| unobtainable.contains(tool)) && is_there("tshark");
    if has_samba {
        eprintln!("dumps: one reply of smbd, as programs show it");
    }
    let mut left_out: Vec<&str> = programs::ALL.into_iter().filter(|program| !is_there(program)).collect();
    left_out.extend((!has_samba).then_some("a reply of smbd"));
    let found = Found { printers, readers, same: has_samba.then(same::check), left_out };
    print!("{}", found.table());
    print!("{}", found.known());
    let problems = found.problems();
    if !problems.is_empty() {
        bail!("{} problems:\n  {}", problems.len(), problems.join("\n  "));
    }
    found.summary(samples.len())
}

impl Found<'_> {
    fn table(&self) -> String {
        let mut table = String::from(
            "| tool | version | texts read | refused, known | warned, known | written alike | unexpected |\n\
             |---|---|---|---|---|---|---|\n",
        );
        // Writing to a string cannot fail.
        for (printer, report) in &self.printers {
            let version = programs::version(printer.program()).unwrap_or_else(|_| "?".into());
            let name = printer.name();
            let _ = match report {
                Ok(report) => {
                    let Report { texts, refused, warned, alike, unexpected, .. } = report;
                    let alike = alike.map_or(String::new(), |alike| alike.to_string());
                    let unexpected = unexpected.len();
                    writeln!(
                        table,
                        "| `{name}` | {version} | {texts} | {refused} | {warned} | {alike} | {unexpected} |"
                    )
                }
                Err(_) => writeln!(table, "| `{name}` | {version} | **could not be run** | | | | |"),
            };
        }
        table += "\n| reader | version | texts read back |\n|---|---|---|\n";
        for (reader, count) in &self.readers {
            let version = programs::version(reader.program()).unwrap_or_else(|_| "?".into());
            let count = count.as_ref().map_or_else(|_| "**not as written**".into(), ToString::to_string);
            let _ = writeln!(table, "| `{}` | {version} | {count} |", reader.name);
        }
        table
    }

    /// The known exceptions that showed, in how many texts, and of which tools.
    fn known(&self) -> String {
        let mut list = String::new();
        for (number, known) in KNOWN.iter().enumerate() {
            let (mut count, mut names) = (0, Vec::new());
            for (printer, report) in &self.printers {
                let of_this = report.as_ref().map_or(0, |report| report.known[number]);
                count += of_this;
                names.extend((of_this > 0).then(|| format!("`{}`", printer.name())));
            }
            if count > 0 {
                // Writing to a string cannot fail.
                let _ = writeln!(list, "* {count}: {}: {}", known.reason, names.join(", "));
            }
        }
        list
    }

    /// Why the command fails, if it does.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (printer, report) in &self.printers {
            match report {
                Ok(report) => problems.extend_from_slice(&report.unexpected),
                Err(error) => problems.push(format!("{}: {error:#}", printer.name())),
            }
        }
        for (number, known) in KNOWN.iter().enumerate() {
            let mut reports = self.printers.iter().filter(|(printer, _)| known.is_of(printer));
            let shows =
                |report: &Result<Report>| report.as_ref().is_ok_and(|report| report.known[number] > 0);
            let all_ran = known.printers.iter().all(|name| {
                self.printers.iter().any(|(printer, report)| printer.name() == *name && report.is_ok())
            });
            if all_ran && !reports.any(|(_, report)| shows(report)) {
                problems.push(format!("nothing shows this any more, strike it: {}", known.reason));
            }
        }
        let failed = self.readers.iter().filter_map(|(reader, count)| Some((reader, count.as_ref().err()?)));
        problems.extend(failed.map(|(reader, error)| format!("{}: {error:#}", reader.name)));
        if let Some(Err(error)) = &self.same {
            problems.push(format!("the same reply: {error:#}"));
        }
        problems.extend(self.unproved());
        problems
    }

    /// Shapes that nothing proves, or that something does although the list says otherwise.
    fn unproved(&self) -> Vec<String> {
        if !self.left_out.is_empty() {
            return Vec::new();
        }
        let printed = PRINTERS.iter().filter_map(|printer| printer.shape);
        let read = READERS.iter().flat_map(|reader| reader.shapes).copied();
        let proved: Vec<Shape> = printed.chain(read).collect();
        let shapes = Shape::ALL.into_iter().filter(|shape| shape.print(&[]).is_some());
        let wrong = shapes.filter(|shape| proved.contains(shape) == UNPROVED.contains(shape));
        wrong.map(|shape| format!("{}: proved or not, the list says otherwise", shape.title())).collect()
    }

    fn summary(&self, strings: usize) -> Result<String> {
        let reports: Vec<&Report> = self.printers.iter().flat_map(|(_, report)| report).collect();
        let texts: usize = reports.iter().map(|report| report.texts).sum();
        let known: usize = reports.iter().map(|report| report.refused + report.warned).sum();
        let alike: usize = reports.iter().filter_map(|report| report.alike).sum();
        let back: usize = self.readers.iter().flat_map(|(_, count)| count).sum();
        let same = self.same.iter().flatten().sum::<usize>();
        let summary = format!(
            "{strings} strings of bytes, printed in {} ways, are read as they were, but for {known} of {texts} \
             texts, all known; {alike} are written as tools print them, and {back} read back by tools; {same} texts \
             show the same reply",
            reports.len()
        );
        if self.left_out.is_empty() {
            return Ok(summary);
        }
        let left_out = self.left_out.join(", ");
        Err(LeftOut(format!("{left_out} left out, missing and not to be installed here; {summary}")).into())
    }
}

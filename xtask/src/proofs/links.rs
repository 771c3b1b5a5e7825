//! No panic and no heap: the whole public interface links without either.

use super::Row;
use super::firmware::{Build, Linked};
use crate::setup::TARGETS;
use anyhow::{Context, Result, anyhow, ensure};
use object::{Object, ObjectSymbol};
use std::panic::resume_unwind;
use std::thread;

const OPT_LEVELS: [&str; 3] = ["s", "z", "3"];

/// What the links showed.
#[derive(Default)]
struct Tally {
    links: u64,
    panics: Vec<String>,
    /// Links that a planted panic did not break: the proof proves nothing there.
    blind: Vec<String>,
    allocators: Vec<String>,
    /// What is there of features that are not on.
    features: Vec<String>,
}

pub(super) fn rows() -> Vec<Row> {
    let (panics, blind, allocators, features, links) = match tally() {
        Ok(found) => {
            listed("a panic is reachable in", &found.panics);
            listed("a planted panic goes unnoticed in", &found.blind);
            listed("a symbol of an allocator is in", &found.allocators);
            listed("a symbol of a feature that is off is in", &found.features);
            let in_images = |symbols| {
                if found.panics.is_empty() { count(symbols) } else { Err(anyhow!("not every image links")) }
            };
            let (allocators, features) = (in_images(&found.allocators), in_images(&found.features));
            (count(&found.panics), count(&found.blind), allocators, features, found.links)
        }
        Err(error) => {
            let again = || Err(anyhow!("{error:#}"));
            (again(), again(), again(), again(), 0)
        }
    };
    vec![
        Row::at_most(format!("panics: links of the whole interface that fail, of {links}"), panics, 0, ""),
        Row::at_most(format!("panics: links that a planted panic does not fail, of {links}"), blind, 0, ""),
        Row::at_most("heap: symbols of an allocator in these images", allocators, 0, ""),
        Row::at_most(
            "features: symbols of caches, the client, carriers, `inspect` and `dump` in those without",
            features,
            0,
            "",
        ),
    ]
}

fn count(found: &[String]) -> Result<u64> {
    Ok(u64::try_from(found.len())?)
}

fn listed(what: &str, found: &[String]) {
    for link in found {
        eprintln!("{what} {link}");
    }
}

fn tally() -> Result<Tally> {
    let tallies: Vec<Result<Tally>> = thread::scope(|scope| {
        let targets = TARGETS.map(|target| scope.spawn(|| tally_of(target)));
        targets.map(|tally| tally.join().unwrap_or_else(|panic| resume_unwind(panic))).into()
    });
    tallies.into_iter().try_fold(Tally::default(), |tally, other| Ok(tally.and(other?)))
}

fn tally_of(target: &str) -> Result<Tally> {
    let mut tally = Tally::default();
    for opt_level in OPT_LEVELS {
        for features in ["", "case,inspect,client,dump,defmt"] {
            tally.add(target, opt_level, features)?;
        }
    }
    Ok(tally)
}

impl Tally {
    fn and(mut self, other: Self) -> Self {
        self.links += other.links;
        self.panics.extend(other.panics);
        self.blind.extend(other.blind);
        self.allocators.extend(other.allocators);
        self.features.extend(other.features);
        self
    }

    fn add(&mut self, target: &str, opt_level: &str, features: &str) -> Result<()> {
        let name = format!("{target}, opt-level {opt_level}, features [{features}]");
        let build = Build { program: "everything", target, opt_level, features, stack_sizes: false };
        self.links += 1;
        match build.link()? {
            Linked::PanicReachable => self.panics.push(name.clone()),
            Linked::Image(image) => {
                let symbols = symbols(&image).with_context(|| format!("the image for {name}"))?;
                let told = |symbol: &&String| is_allocator(symbol);
                self.allocators.extend(symbols.iter().filter(told).map(|symbol| format!("{name}: {symbol}")));
                let told = |symbol: &&String| is_of_feature(symbol);
                let found = symbols.iter().filter(told).map(|symbol| format!("{name}: {symbol}"));
                if features.contains("inspect") {
                    // They can be told at all.
                    ensure!(found.count() > 0, "the image for {name} has no symbol of a feature");
                } else {
                    self.features.extend(found);
                }
            }
        }
        let planted = format!("planted,{features}");
        if let Linked::Image(_) = (Build { features: planted.trim_end_matches(','), ..build }).link()? {
            self.blind.push(name);
        }
        Ok(())
    }
}

fn symbols(image: &[u8]) -> Result<Vec<String>> {
    let image = object::File::parse(image)?;
    let names: Vec<&str> = image.symbols().map(|symbol| symbol.name()).collect::<Result<_, _>>()?;
    // A stripped image would have no allocator either.
    names.iter().find(|name| **name == "start").context("it has no symbol `start`")?;
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// Of the modules that a feature brings, in both manglings.
fn is_of_feature(name: &str) -> bool {
    ["4dfsc5cache", "6client", "4dfsc4dump", "7carrier", "7inspect"]
        .iter()
        .any(|module| name.contains(module))
}

/// Of the allocator's interface, and functions of the crate alloc in both manglings.
fn is_allocator(name: &str) -> bool {
    let interface = ["__rust_alloc", "__rust_realloc", "__rust_dealloc", "__rg_", "__rdl_", "alloc::"];
    let in_crate_alloc =
        name.starts_with("_ZN5alloc") || (name.starts_with("_R") && name.contains("_5alloc"));
    interface.iter().any(|part| name.contains(part)) || in_crate_alloc
}

#[cfg(test)]
mod tests {
    use super::is_allocator;

    #[test]
    fn the_crate_alloc_is_told_from_modules_of_that_name() {
        assert!(is_allocator("_RNvCsCs1_7___rustc12___rust_alloc"));
        assert!(is_allocator("_RNvMs_NtCs1a2B_5alloc3vecINtB4_3VechE4pushB6_"));
        assert!(is_allocator("_ZN5alloc7raw_vec17capacity_overflow17h0E"));
        assert!(!is_allocator("_RNvNtNtCs1a2B_4core5alloc6layout3new"));
        assert!(!is_allocator("start"));
    }
}

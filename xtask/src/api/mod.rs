//! Rules for the public interface, checked on rustdoc's description of it in JSON.

mod interface;

use crate::cmd;
use anyhow::{Context, Result, bail, ensure};
use interface::{Interface, Item};
use serde_json::Value;
use std::collections::BTreeSet;

/// Crates that must not show: their versions are not for users to match.
const HIDDEN: [&str; 2] = ["nom", "heapless"];

/// What every public type implements: crate and name.
const TRAITS: [(&str, &str); 3] = [("core", "Debug"), ("core", "Clone"), ("defmt", "Format")];

/// Types that hold what is the caller's to write into, of which there cannot be two.
const UNIQUE: [&str; 3] = ["dfsc::carrier::Transaction", "dfsc::client::Caches", "dfsc::client::Operation"];

/// Where every public function is called.
const PROOF: &str = "proofs/src/bin/everything.rs";

/// Checks all rules; an error lists what breaks them.
pub(crate) fn check() -> Result<String> {
    let json = describe()?;
    let format = &json["format_version"];
    let unknown = || format!("rustdoc's JSON, format {format}, is not understood");
    let interface = Interface::read(&json).with_context(unknown)?;
    let root = cmd::root()?;
    let proof = std::fs::read_to_string(root.join(PROOF)).with_context(|| format!("cannot read {PROOF}"))?;
    let mut broken = hidden_crates(&interface).with_context(unknown)?;
    broken.extend(missing_traits(&interface).with_context(unknown)?);
    broken.extend(missing_docs(&interface));
    broken.extend(missing_proofs(&interface, &proof));
    if broken.is_empty() {
        return Ok(format!("{} public items keep the rules", interface.items.len()));
    }
    bail!("{} breaches of the rules for the public interface:\n  {}", broken.len(), broken.join("\n  "))
}

/// Has rustdoc describe the library, all features on. Its own directory, since `cargo doc` writes to the usual one.
fn describe() -> Result<Value> {
    let target = cmd::root()?.join("target/api");
    let mut rustdoc = cmd::cargo(&["rustdoc", "--quiet", "--package", "dfsc", "--lib", "--all-features"])?;
    rustdoc.args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    cmd::run(rustdoc.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &target))?;
    let json =
        std::fs::read_to_string(target.join("doc/dfsc.json")).context("rustdoc wrote no doc/dfsc.json")?;
    serde_json::from_str(&json).context("rustdoc wrote no JSON")
}

fn hidden_crates(interface: &Interface<'_>) -> Result<Vec<String>> {
    let (mut broken, mut any) = (BTreeSet::new(), false);
    for item in &interface.items {
        for named in interface.named_by(item)? {
            any = true;
            if HIDDEN.contains(&named.krate.as_str()) {
                broken.insert(format!("{} shows {}, which must not show", item.path, named.path));
            }
        }
    }
    ensure!(any, "no signature names a type");
    Ok(broken.into_iter().collect())
}

fn missing_traits(interface: &Interface<'_>) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for item in interface.items.iter().filter(|item| matches!(item.kind, "struct" | "enum" | "union")) {
        let implemented = interface.traits_of(item)?;
        for (krate, name) in TRAITS {
            let is_it = |found: &interface::Named| found.krate == krate && found.name() == name;
            let can_be = name != "Clone" || !UNIQUE.contains(&item.path.as_str());
            if can_be && !implemented.iter().any(is_it) {
                broken.push(format!("{} does not implement {krate}'s {name}", item.path));
            }
        }
    }
    Ok(broken)
}

fn missing_docs(interface: &Interface<'_>) -> Vec<String> {
    let exempt = ["use", "assoc_type", "extern_crate"];
    let documented = |item: &&Item<'_>| item.docs.contains("```") || item.docs.contains("[MS-");
    let items = interface.items.iter().filter(|item| !exempt.contains(&item.kind));
    items
        .filter(|item| !documented(item))
        .map(|item| format!("{} has neither example nor citation", item.path))
        .collect()
}

fn missing_proofs(interface: &Interface<'_>, proof: &str) -> Vec<String> {
    let code: String =
        proof.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let functions = interface.items.iter().filter(|item| item.kind == "function");
    functions
        .filter(|item| !is_called(item, &code))
        .map(|item| format!("{} is not called in {PROOF}", item.path))
        .collect()
}

/// Whether the code names a function: by its type where it has no receiver, else as a method's call or by a path.
fn is_called(item: &Item<'_>, code: &str) -> bool {
    let name = item.path.rsplit("::").next().unwrap_or_default();
    match &item.owner {
        Some(owner) if !item.has_receiver => has_word(code, &format!("{owner}::{name}"), ""),
        // The dot tells it from functions of that name in the proof itself.
        Some(_) => has_word(code, &format!(".{name}"), "(") || has_word(code, &format!("::{name}"), ""),
        None => has_word(code, name, "("),
    }
}

/// Whether the text has the word, nothing that could belong to it beside it, and `then` after it.
fn has_word(text: &str, word: &str, then: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let starts = !word.starts_with(part) || !before.ends_with(part);
        starts && !after.starts_with(part) && after.starts_with(then)
    })
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn words_are_whole() {
        assert!(has_word("used(one.len())", "len", "("));
        assert!(!has_word("used(one.len_units())", "len", "("));
        assert!(!has_word("used(one.strlen())", "len", "("));
        assert!(has_word("map(Utf16Le::len)", "::len", ""));
        assert!(!has_word("RequestEx::parse(x)", "Request::parse", ""));
    }
}

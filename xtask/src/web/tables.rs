//! The tables of the crate in TypeScript: what the numbers of WASM stand for, in names and sentences.

use dfsc::carrier::{Confidence, Layer, Reason, Start, Status};
use dfsc::dump::{NoteKind, Shape};
use dfsc::inspect::{Kind, Rule, Severity, structures};
use dfsc::{DecodeErrorKind, EncodeErrorKind, Field, NtStatus, Structure};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The file that the package is built with.
pub(super) const FILE: &str = "wasm/ts/tables.ts";

/// What the file must hold.
pub(super) fn typescript() -> String {
    let mut out = String::from(
        "// Written by `cargo xtask web` from the tables of the crate; `cargo xtask test` compares. Places in a list are the numbers that WASM gives.\n",
    );
    places(&mut out);
    guesses(&mut out);
    findings(&mut out);
    statuses(&mut out);
    let encode = EncodeErrorKind::ALL;
    let kinds = encode.iter().map(|kind| format!("{kind:?}"));
    named(&mut out, "Why a message cannot be written.", "ENCODE_ERRORS", "EncodeErrorKind", kinds);
    let sentences = encode.iter().map(|kind| kind.sentence());
    list(&mut out, "What is said of such a field.", ("ENCODE_SENTENCES", "string"), sentences);
    dumps(&mut out);
    out
}

/// Fields and structures.
fn places(out: &mut String) {
    let fields: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
    let names: Vec<_> = structures().map(Structure::name).collect();
    named(out, "The name of a field, in the spelling of the specifications.", "FIELDS", "FieldName", fields);
    named(out, "The name of a structure.", "STRUCTURES", "StructureName", names);
    let sections = structures().map(Structure::section);
    list(out, "Where each of the structures is defined.", ("STRUCTURE_SECTIONS", "string"), sections);
}

/// What bytes are, and may be.
fn guesses(out: &mut String) {
    named(out, "What a message is.", "KINDS", "Kind", Kind::ALL.map(Kind::name));
    let layers = Layer::ALL.iter().map(|layer| layer.name());
    named(out, "A layer of framing.", "LAYERS", "Layer", layers);
    let starts = Start::ALL.iter().map(|start| start.name());
    named(out, "What bytes may begin with.", "STARTS", "Start", starts);
    let confidences = [Confidence::Possible, Confidence::Likely, Confidence::Certain];
    named(out, "How sure a guess is.", "CONFIDENCES", "Confidence", confidences.map(Confidence::name));
    let reasons = Reason::ALL.iter().map(|reason| reason.sentence());
    list(out, "Why bytes may begin with something.", ("REASONS", "string"), reasons);
}

/// What cannot be read, and the rules that a message may break.
fn findings(out: &mut String) {
    let kinds = DecodeErrorKind::ALL;
    let names = kinds.iter().map(|kind| format!("{kind:?}"));
    named(out, "Why a message cannot be read.", "DECODE_ERRORS", "DecodeErrorKind", names);
    let sentences = kinds.iter().map(|kind| kind.sentence(None));
    list(out, "What is said of a field with such an error.", ("DECODE_SENTENCES", "string"), sentences);
    let special = kinds.iter().filter_map(|kind| special(*kind)).collect();
    let (doc, of) =
        ("The same, where a field has a sentence of its own.", "Readonly<Record<string, string>>");
    map(out, doc, ("SPECIAL_SENTENCES", of), &special);

    let severities = [Severity::Note, Severity::Should, Severity::Must, Severity::Error];
    named(out, "How bad a finding is.", "SEVERITIES", "Severity", severities.map(Severity::name));
    let doc = "The stable name of a rule: docs/findings.md has an example of each.";
    named(out, doc, "CODES", "FindingCode", Rule::ALL.iter().map(|rule| rule.code()));
    let of = "readonly [severity: number, section: string, sentence: string | number]";
    let rules = Rule::ALL.iter().map(|rule| self::rule(*rule));
    list(out, "Of each rule: severity, section, and sentence or kind of error.", ("RULES", of), rules);
}

/// The names of statuses.
fn statuses(out: &mut String) {
    let name = |status: &NtStatus| Some(status.name()?.strip_prefix("STATUS_")?.into());
    let statuses = NtStatus::ALL.iter().filter_map(|status| Some((status.0.to_string(), name(status)?)));
    let doc = "The NTSTATUS values that have a name, which begins with `STATUS_`.";
    map(out, doc, ("STATUSES", "string"), &statuses.collect());
    let (classes, errors) = dos_errors();
    map(out, "The classes of DOS errors.", ("DOS_CLASSES", "string"), &classes);
    map(out, "The DOS errors, by class and code.", ("DOS_ERRORS", "string"), &errors);
}

/// Shapes of dumps, and what is said of them.
fn dumps(out: &mut String) {
    named(out, "The shape of a dump.", "SHAPES", "Shape", Shape::ALL.map(Shape::name));
    let titles = Shape::ALL.map(Shape::title);
    list(out, "What prints each of the shapes, as a person says it.", ("SHAPE_TITLES", "string"), titles);
    let printed = Shape::ALL.into_iter().filter(|shape| shape.print(&[]).is_some());
    let printed = printed.map(Shape::name);
    named(out, "A shape that can be written.", "PRINTED_SHAPES", "PrintedShape", printed);
    let notes = NoteKind::ALL.iter().map(|kind| kind.name());
    named(out, "What a note says of a dump.", "NOTES", "NoteCode", notes);
    let harmless = NoteKind::ALL.iter().filter(|kind| !kind.is_warning()).map(|kind| kind.name());
    list(out, "The notes that are no warnings.", ("HARMLESS_NOTES", "NoteCode"), harmless);
}

/// Names, as a list and as the type of one of them.
fn named<T: Into<String>>(
    out: &mut String,
    doc: &str,
    name: &str,
    of: &str,
    items: impl IntoIterator<Item = T>,
) {
    let items: Vec<String> = items.into_iter().map(Into::into).collect();
    union(out, doc, of, items.iter().cloned());
    list(out, "All of these.", (name, of), items);
}

/// A list of names or sentences, of this type.
fn list<T: Into<Value>>(
    out: &mut String,
    doc: &str,
    (name, of): (&str, &str),
    items: impl IntoIterator<Item = T>,
) {
    let lines = items.into_iter().map(|item| item.into().to_string());
    constant(
        out,
        doc,
        name,
        &if of.contains(' ') { format!("readonly ({of})[]") } else { format!("readonly {of}[]") },
        ["[", "]"],
        lines,
    );
}

/// Values of this type by their names.
fn map(out: &mut String, doc: &str, (name, of): (&str, &str), entries: &Map<String, Value>) {
    let lines = entries.iter().map(|(key, value)| format!("{}: {value}", json!(key)));
    constant(out, doc, name, &format!("Readonly<Record<string, {of}>>"), ["{", "}"], lines);
}

/// A constant, with an item on each line.
fn constant(
    out: &mut String,
    doc: &str,
    name: &str,
    of: &str,
    [open, close]: [&str; 2],
    lines: impl Iterator<Item = String>,
) {
    let _ = write!(out, "\n/** {doc} */\nexport const {name}: {of} = {open}\n");
    for line in lines {
        let _ = writeln!(out, "  {line},");
    }
    let _ = writeln!(out, "{close};");
}

/// A type of one of these, each once.
fn union(out: &mut String, doc: &str, name: &str, items: impl Iterator<Item = String>) {
    let _ = write!(out, "\n/** {doc} */\nexport type {name} =");
    for item in items.collect::<BTreeSet<_>>() {
        let _ = write!(out, "\n  | {}", json!(item));
    }
    out.push_str(";\n");
}

/// The fields that have a sentence of their own for this error.
fn special(kind: DecodeErrorKind) -> Option<(String, Value)> {
    let differs = |field: &&Field| kind.sentence(Some(**field)) != kind.sentence(None);
    let fields: Map<_, _> = Field::ALL
        .iter()
        .filter(differs)
        .map(|field| (field.name().to_owned(), kind.sentence(Some(*field)).into()))
        .collect();
    (!fields.is_empty()).then(|| (format!("{kind:?}"), fields.into()))
}

fn rule(rule: Rule) -> Value {
    // What cannot be read has the name of its error.
    let error = DecodeErrorKind::ALL.iter().position(|kind| format!("{kind:?}") == format!("{rule:?}"));
    assert_eq!(error.is_some(), rule.severity() == Severity::Error, "{rule:?}");
    let sentence = error.map_or_else(|| rule.sentence().into(), Value::from);
    json!([rule.severity() as u8, rule.section(), sentence])
}

/// The names of classes, and those of errors by their class and code.
fn dos_errors() -> (Map<String, Value>, Map<String, Value>) {
    let name = |class, code| Status::Dos { class, code }.to_string();
    let (mut classes, mut errors) = (Map::new(), Map::new());
    for class in 0..=u8::MAX {
        let unknown = name(class, u16::MAX);
        let class_name = unknown.strip_suffix("/65535").unwrap_or(&unknown);
        if class_name.starts_with("class ") {
            continue;
        }
        classes.insert(class.to_string(), class_name.into());
        for code in 0..=u16::MAX {
            let name = name(class, code);
            if name != format!("{class_name}/{code}") {
                let error = name.strip_prefix(class_name).unwrap_or(&name).trim_start_matches('/');
                errors.insert(format!("{class}/{code}"), error.into());
            }
        }
    }
    (classes, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_lists_are_the_numbers_that_wasm_gives() {
        let numbers: [Vec<usize>; 10] = [
            Field::ALL.iter().map(|it| *it as usize).collect(),
            Kind::ALL.iter().map(|it| *it as usize).collect(),
            Layer::ALL.iter().map(|it| *it as usize).collect(),
            Reason::ALL.iter().map(|it| *it as usize).collect(),
            Rule::ALL.iter().map(|it| *it as usize).collect(),
            DecodeErrorKind::ALL.iter().map(|it| *it as usize).collect(),
            EncodeErrorKind::ALL.iter().map(|it| *it as usize).collect(),
            Shape::ALL.iter().map(|it| *it as usize).collect(),
            NoteKind::ALL.iter().map(|it| *it as usize).collect(),
            structures().map(|it| it.number().into()).collect(),
        ];
        for list in numbers {
            assert!(list.iter().copied().eq(0..list.len()), "{list:?}");
        }
        assert_eq!(
            [Confidence::Possible as u8, Confidence::Likely as u8, Confidence::Certain as u8],
            [0, 1, 2]
        );
        assert_eq!(Severity::Error as u8, 3);
    }
}

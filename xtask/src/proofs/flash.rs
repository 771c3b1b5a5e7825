//! What reading messages takes in flash.

use super::firmware::Build;
use super::{Known, Row};
use anyhow::Result;
use object::{Object, ObjectSection, SectionFlags, elf};

pub(super) const TARGET: &str = "thumbv6m-none-eabi";
pub(super) const OPT_LEVEL: &str = "s";

pub(super) fn rows() -> Vec<Row> {
    let (parse, text) =
        ("flash: parse + iterate, all messages and versions", "flash: + paths, text, ASCII folding");
    let known_parse = Known {
        at_most: 4160,
        why: "errors that name field, byte, number and limit take some 1000 bytes of it",
    };
    let known_text = Known {
        at_most: 1264,
        why: "text compares with &str, whose UTF-8 has to be decoded, in some 300 bytes",
    };
    vec![
        Row::known_to_exceed(parse, above("parse", "nothing"), 3584, "bytes", &known_parse),
        Row::known_to_exceed(text, above("text", "parse"), 1024, "bytes", &known_text),
    ]
}

/// What a program takes more than one that does less.
fn above(program: &str, less: &str) -> Result<u64> {
    Ok(flash(program)?.saturating_sub(flash(less)?))
}

/// All that is loaded or run from flash: text, constants, initial values.
fn flash(program: &str) -> Result<u64> {
    let build = Build { program, target: TARGET, opt_level: OPT_LEVEL, features: "", stack_sizes: false };
    let image = build.image()?;
    let sections = object::File::parse(&*image)?;
    let in_flash = sections.sections().filter(|section| {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { return false };
        sh_flags.contains(elf::SHF_ALLOC) && section.file_range().is_some()
    });
    Ok(in_flash.map(|section| section.size()).sum())
}

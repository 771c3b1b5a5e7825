//! What reading messages takes in flash.

use super::Row;
use super::firmware::Build;
use anyhow::Result;
use object::{Object, ObjectSection, SectionFlags, elf};

pub(super) const TARGET: &str = "thumbv6m-none-eabi";
pub(super) const OPT_LEVEL: &str = "s";

pub(super) fn rows() -> Vec<Row> {
    let parse = above("parse", "nothing");
    let text = above("text", "parse");
    vec![
        Row::at_most("flash: parse + iterate, all messages and versions", parse, 3584, "bytes"),
        Row::at_most("flash: + paths, text, ASCII folding", text, 1024, "bytes"),
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

//! What reading and writing messages, and text, take in flash.

use super::Row;
use super::firmware::Build;
use anyhow::{Context as _, Result};
use object::{Object, ObjectSection, SectionFlags, elf};

pub(super) const TARGET: &str = "thumbv6m-none-eabi";
pub(super) const OPT_LEVEL: &str = "s";

pub(super) fn rows() -> Vec<Row> {
    let parse = above("parse", "nothing");
    let encode = above("encode", "parse");
    let text = above("text", "encode");
    let logs = above("logs", "text");
    let answer = above("answer", "text");
    let serve = above("serve", "text");
    // What a client needs, and of that the caches; then what there is to look into them, and to keep them in order.
    let client = flash("client", "client").and_then(|with| Ok(with.saturating_sub(flash("text", "")?)));
    let cache = flash("cache", "cache").and_then(|with| Ok(with.saturating_sub(flash("text", "")?)));
    let manage = flash("manage", "cache").and_then(|with| Ok(with.saturating_sub(flash("cache", "cache")?)));
    let unused = flash("answer", "client,inspect,dump")
        .and_then(|with| Ok(with.saturating_sub(flash("answer", "")?)))
        .context("the program that uses nothing of it");
    vec![
        Row::at_most("flash: parse + iterate, all messages and versions", parse, 3584, "bytes"),
        Row::at_most("flash: + encode everything", encode, 2048, "bytes"),
        Row::at_most("flash: + paths, text, ASCII folding", text, 1024, "bytes"),
        // The design has no such rows; their budgets are the crate's own.
        Row::at_most("flash: + for logs and tools: characters, units, places of text", logs, 528, "bytes"),
        Row::at_most("flash: + a reply from its request, paths checked", answer, 1536, "bytes"),
        Row::at_most("flash: + a server with a table of three targets", serve, 3072, "bytes"),
        Row::at_most("flash: + referral cache, domain cache and client", client, 8192, "bytes").missed(),
        // The budget of both, as they miss it together.
        Row::at_most("flash: + referral cache and domain cache alone", cache, 8192, "bytes"),
        Row::at_most("flash: + listing and flushing them, paths in no namespace", manage, 1536, "bytes"),
        // Numbers of fields and kinds of errors are wider then.
        Row::at_most(
            "flash: caches, the client, carriers, `inspect` and `dump` in a program that uses none",
            unused,
            64,
            "bytes",
        ),
    ]
}

/// What a program takes more than one that does less.
fn above(program: &str, less: &str) -> Result<u64> {
    Ok(flash(program, "")?.saturating_sub(flash(less, "")?))
}

/// All that is loaded or run from flash: text, constants, initial values.
fn flash(program: &str, features: &str) -> Result<u64> {
    let build = Build { program, target: TARGET, opt_level: OPT_LEVEL, features, stack_sizes: false };
    let image = build.image()?;
    let sections = object::File::parse(&*image)?;
    let in_flash = sections.sections().filter(|section| {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { return false };
        sh_flags.contains(elf::SHF_ALLOC) && section.file_range().is_some()
    });
    Ok(in_flash.map(|section| section.size()).sum())
}

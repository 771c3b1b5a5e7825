//! Arrays and strings of languages, in a program that prints what its compiler made of them.

use super::work;
use crate::cmd;
use crate::peers::text::bytes;
use anyhow::{Context, Result};
use dfsc::dump::Shape;
use std::fs;

const C: &str = "\
#include <stdio.h>
static void show(const void *bytes, unsigned long count) {
    for (const unsigned char *byte = bytes; count--; byte++) printf(\"%02x\", *byte);
    puts(\"\");
}
int main(void) {
";

const RUST: &str = "\
fn show(bytes: &[u8]) {
    println!(\"{}\", bytes.iter().map(|byte| format!(\"{byte:02x}\")).collect::<String>());
}
fn main() {
";

pub(super) fn c(texts: &[(Shape, String)]) -> Result<Vec<Vec<u8>>> {
    let block = |(shape, text): &(Shape, String)| match shape {
        Shape::CArray => format!("{{ {text} show(packet_bytes, sizeof packet_bytes); }}\n"),
        Shape::XxdInclude => format!("{{ static {text} show(message, message_len); }}\n"),
        _ => format!("{{ static const char text[] = {text}; show(text, sizeof text - 1); }}\n"),
    };
    let program = [C.into(), texts.iter().map(block).collect(), "}\n".to_owned()].concat();
    run("cc", &["-w"], "arrays.c", &program)
}

pub(super) fn rust(texts: &[(Shape, String)]) -> Result<Vec<Vec<u8>>> {
    let block = |(_, text): &(Shape, String)| format!("{{ {text} show(&bytes); }}\n");
    let program = [RUST.into(), texts.iter().map(block).collect(), "}\n".to_owned()].concat();
    run("rustc", &[], "arrays.rs", &program)
}

/// Compiles the program and runs it: what it prints, line by line.
fn run(compiler: &str, options: &[&str], name: &str, text: &str) -> Result<Vec<Vec<u8>>> {
    let folder = work::scratch()?;
    let source = folder.join(name);
    fs::write(&source, text).with_context(|| format!("cannot write {}", source.display()))?;
    let program = source.with_extension("out");
    let mut command = cmd::program(compiler, options)?;
    cmd::stdout(command.arg(&source).arg("-o").arg(&program))?;
    let program = program.into_os_string().into_string().ok().context("a path that is no text")?;
    cmd::stdout(&mut cmd::program(&program, &[])?)?.lines().map(bytes).collect()
}

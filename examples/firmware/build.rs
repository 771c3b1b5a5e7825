//! Where the board's memory is, and the captured exchanges as constants.

use serde_json::Value;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// Those that QEMU has, one for each target.
const BOARDS: [(&str, &str); 3] = [
    ("thumbv6m-none-eabi", "microbit"),
    ("thumbv7em-none-eabihf", "mps2-an386"),
    ("riscv32imac-unknown-none-elf", "virt"),
];

const CAPTURES: &str = "../../tests/corpus/captures.jsonl";

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let target = env::var("TARGET")?;
    let (_, board) = BOARDS.iter().find(|(of, _)| *of == target).ok_or("there is no board of this target")?;
    let memory = format!("memory/{board}.x");
    fs::copy(&memory, Path::new(&out).join("memory.x"))?;
    fs::write(Path::new(&out).join("exchanges.rs"), exchanges(&fs::read_to_string(CAPTURES)?)?)?;
    println!("cargo::rustc-env=BOARD={board}");
    println!("cargo::rustc-link-search={out}");
    // The start of the program, and the texts of the log, which are not in flash.
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-link-arg-bins=-Tdefmt.x");
    for file in ["build.rs", &memory, CAPTURES] {
        println!("cargo::rerun-if-changed={file}");
    }
    Ok(())
}

/// A line each: the expression of the array of them.
fn exchanges(captures: &str) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("[\n");
    for line in captures.lines() {
        let capture: Value = serde_json::from_str(line)?;
        let text = |key: &str| capture[key].as_str().ok_or_else(|| format!("no {key}: {line}"));
        let messages = ["request_messages", "response_messages"];
        let messages = messages.iter().flat_map(|key| capture[*key].as_array().into_iter().flatten());
        let mut stream = Vec::new();
        for message in messages {
            let message = bytes(message.as_str().ok_or("a message is no text")?)?;
            stream.extend(u32::try_from(message.len())?.to_be_bytes());
            stream.extend(message);
        }
        let response = capture["response"].as_str().map(bytes).transpose()?;
        writeln!(
            code,
            "Exchange {{ name: {:?}, is_extended: {}, status: NtStatus({}), request: &{:?}, response: {}, stream: &{:?} }},",
            text("name")?,
            text("function")? == "FSCTL_DFS_GET_REFERRALS_EX",
            text("status")?,
            bytes(text("request")?)?,
            response.map_or("None".into(), |response| format!("Some(&{response:?})")),
            stream,
        )?;
    }
    Ok(code + "]\n")
}

fn bytes(digits: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}

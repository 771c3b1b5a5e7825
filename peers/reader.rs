//! The loop of the readers in Rust; see `xtask/src/peers/lines.rs`.
//!
//! Takes lines of `{"kind": "request" | "request-ex" | "response", "hex": "..."}` on stdin. Answers each with a line:
//! `{"means": {...}}` in the field names of [MS-DFSC], or `{"refused": "..."}`.

use serde_json::{Value, json};
use std::error::Error;
use std::io::stdin;

/// What reads a message of a kind, or says why it cannot.
pub type Decoder = fn(&[u8]) -> Result<Value, String>;

/// Has each message read by the decoder for its kind.
pub fn run(decoder: fn(&str) -> Option<Decoder>) -> Result<(), Box<dyn Error>> {
    for line in stdin().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let message = bytes(question["hex"].as_str().ok_or("a line without `hex`")?)?;
        let kind = question["kind"].as_str().ok_or("a line without `kind`")?;
        let read = decoder(kind).ok_or_else(|| format!("no decoder for {kind}"))?;
        let answer = match read(&message) {
            Ok(means) => json!({ "means": means }),
            Err(error) => json!({ "refused": error }),
        };
        println!("{answer}");
    }
    Ok(())
}

fn bytes(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(str::from_utf8(pair)?, 16)?)).collect()
}

//! Where the bytes come from: files, hex digits, standard input.

use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::Path;
use std::{fmt, fs};

/// What an argument names or holds.
pub(crate) enum Input {
    Standard,
    Argument(OsString),
}

impl Input {
    pub(crate) fn argument(argument: OsString) -> Self {
        if argument == "-" { Self::Standard } else { Self::Argument(argument) }
    }

    /// The bytes, or why they cannot be had.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, String> {
        let bytes = match self {
            Self::Standard => {
                let mut content = Vec::new();
                let read = io::stdin().read_to_end(&mut content);
                read.map_err(|error| error.to_string()).and_then(|_| in_file(content))
            }
            Self::Argument(argument) if Path::new(argument).exists() => {
                fs::read(argument).map_err(|error| error.to_string()).and_then(in_file)
            }
            Self::Argument(argument) => {
                let text = argument.to_str().ok_or("it is not UTF-8".to_owned());
                text.and_then(from_hex).map_err(|error| format!("no such file, and no hex: {error}"))
            }
        };
        bytes.map_err(|error| format!("{self}: {error}"))
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("standard input"),
            Self::Argument(argument) => argument.display().fmt(f),
        }
    }
}

/// The bytes in a file: hex text, or the bytes themselves. Text holds no zeros; numbers as small as those in a message always do.
fn in_file(content: Vec<u8>) -> Result<Vec<u8>, String> {
    match str::from_utf8(&content) {
        Ok(text) if !text.contains('\0') => from_hex(text),
        _ => Ok(content),
    }
}

fn from_hex(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for line in text.lines().map(|line| line.split('#').next().unwrap_or(line)) {
        let words =
            line.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',')).filter(|word| !word.is_empty());
        for word in words {
            let digits = word.strip_prefix("0x").or(word.strip_prefix("0X")).unwrap_or(word);
            let values: Option<Vec<u8>> =
                digits.chars().map(|c| c.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
            let values = values.ok_or_else(|| format!("{word:?} is not made of hex digits"))?;
            if values.is_empty() {
                return Err(format!("{word:?} holds no hex digits"));
            }
            let (pairs, []) = values.as_chunks() else {
                return Err(format!("{word:?} has an odd number of hex digits"));
            };
            bytes.extend(pairs.iter().map(|[high, low]| high << 4 | low));
        }
    }
    Ok(bytes)
}

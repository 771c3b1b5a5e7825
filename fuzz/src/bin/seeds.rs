//! Writes the seeds of every target into a folder of its name, and nothing else stays there: `cargo run --bin seeds -- FOLDER`.

use dfsc_fuzz::{TARGETS, seeds};
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: seeds FOLDER")?);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (target, _) in TARGETS {
        let folder = folder.join(target);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds::of(target).iter().enumerate() {
            fs::write(folder.join(format!("{number:03}")), seed)?;
        }
    }
    Ok(())
}

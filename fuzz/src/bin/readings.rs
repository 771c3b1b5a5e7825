//! What is read in exchanges of a file, and what came of attacks, as numbers: for Miri, to which JSON is too much. `cargo xtask deep` writes the file, and compares.

#[path = "../../../examples/firmware/src/exchange.rs"]
mod exchange;
#[path = "../../../examples/firmware/src/portable/mod.rs"]
mod portable;
#[path = "../../../examples/firmware/src/table.rs"]
mod table;

use dfsc::NtStatus;
use exchange::Exchange;
use portable::attack::{Survived, attack};
use portable::reading::read;
use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let file = fs::read(env::args().nth(1).ok_or("usage: readings FILE")?)?;
    let (mut rest, mut room, mut survived) = (&file[..], [0; 2560], Survived::default());
    while !rest.is_empty() {
        let mut field = || piece(&mut rest).ok_or("the file is cut");
        let (name, form, status) = (field()?, field()?, field()?);
        let (request, response, stream) = (field()?, field()?, field()?);
        let exchange = Exchange {
            name: std::str::from_utf8(name)?,
            is_extended: form.first() == Some(&1),
            status: NtStatus(u32::from_le_bytes(status.try_into()?)),
            request,
            // None is as long as nothing is.
            response: Some(response).filter(|response| !response.is_empty()),
            stream,
        };
        println!("read: {} {:08x}", exchange.name, read(&exchange, &mut room));
        if form.get(1) == Some(&1) {
            attack(&exchange, &mut room, &mut survived);
        }
    }
    println!("{survived}");
    Ok(())
}

/// A piece of the file, behind its length.
fn piece<'f>(rest: &mut &'f [u8]) -> Option<&'f [u8]> {
    let (len, behind) = rest.split_first_chunk()?;
    let (piece, behind) = behind.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    *rest = behind;
    Some(piece)
}

//! Follows a path to where it leads, through a world in a file: `cargo run --example resolve -- examples/worlds/contoso.json '\\contoso.com\SYSVOL\contoso.com\Policies'`.
//!
//! Every line is a step of [MS-DFSC] 3.1.4.1, and the last one is the resolved path. More paths may follow: they share the caches. What a real client has in the place of
//! `World` is sockets: see [`walk::Network`], which is all that the walk needs of it.

mod walk;
mod world;

use dfsc::client::{Operation, Settings};
use std::env;
use std::io::stdout;
use walk::{AnyError, Kept, now, walk};
use world::World;

fn main() -> Result<(), AnyError> {
    let mut arguments = env::args().skip(1);
    let (Some(file), paths) = (arguments.next(), arguments.collect::<Vec<_>>()) else {
        return Err("usage: resolve WORLD PATH...".into());
    };
    let mut world = World::read(&file)?;
    let mut kept = Kept::new();

    // A computer in a domain finds a controller of it, by DNS or as it was told, and asks that one which domains there are: once at the start, and every 15 minutes.
    if let Some(dc) = world.bootstrap_dc() {
        kept.domains.set_bootstrap_dc(dc, now())?;
        println!("Which domains are there?");
        walk(Operation::domains(Settings::new(), &mut [0; 512]), &mut kept, &mut world, &mut stdout())?;
    }

    for path in &paths {
        println!("\n{path}");
        // Room for the path, for replies that may not be kept, and for what is handed out.
        let (mut path_buffer, mut reply_buffer) = ([0; 2048], [0; 4096]);
        let operation = Operation::new(path.as_str(), Settings::new(), &mut path_buffer, &mut reply_buffer)?;
        if let Some(resolved) = walk(operation, &mut kept, &mut world, &mut stdout())? {
            println!("{resolved}");
        }
    }
    Ok(())
}

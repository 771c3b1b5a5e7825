//! Follows a path to where it leads, through a world in a file: `cargo run --example resolve -- examples/worlds/contoso.json '\\contoso.com\SYSVOL\contoso.com\Policies'`.
//!
//! Every line is a step of [MS-DFSC] 3.1.4.1, and the last one is the resolved path. More paths may follow: they share the caches. What a real client has in the place of
//! `World` is sockets: see [`World::answer`] and [`World::access`], which are all that the walk needs of it.

mod world;

use dfsc::cache::{DomainCache, ReferralCache};
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use std::env;
use std::error::Error;
use world::World;

/// What a client keeps between operations, in less than 6 KiB. Firmware has them as a `static`.
struct Kept {
    referrals: ReferralCache<4096, 16>,
    domains: DomainCache<1024, 8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(file), paths) = (arguments.next(), arguments.collect::<Vec<_>>()) else {
        return Err("usage: resolve WORLD PATH...".into());
    };
    let world = World::read(&file)?;
    let mut kept = Kept { referrals: ReferralCache::new(), domains: DomainCache::new() };

    // A computer in a domain finds a controller of it, by DNS or as it was told, and asks that one which domains there are: once at the start, and every 15 minutes.
    if let Some(dc) = world.bootstrap_dc() {
        kept.domains.set_bootstrap_dc(dc, now())?;
        println!("Which domains are there?");
        walk(Operation::domains(Settings::new(), &mut [0; 512]), &mut kept, &world)?;
    }

    for path in &paths {
        println!("\n{path}");
        // Room for the path, for replies that may not be kept, and for what is handed out.
        let (mut path_buffer, mut reply_buffer) = ([0; 2048], [0; 4096]);
        let operation = Operation::new(path.as_str(), Settings::new(), &mut path_buffer, &mut reply_buffer)?;
        if let Some(resolved) = walk(operation, &mut kept, &world)? {
            println!("{resolved}");
        }
    }
    Ok(())
}

/// Does what the operation says, until it is over. Gives the path at which it was done.
fn walk(
    mut operation: Operation<'_>,
    kept: &mut Kept,
    world: &World,
) -> Result<Option<String>, Box<dyn Error>> {
    let mut out = [0; 4096];
    let mut resolved = None;
    // The step of the action before.
    let mut before = None;
    loop {
        // The caches are borrowed for a moment only: other operations may go on while this one waits for an answer.
        let mut caches = Caches::new(&mut kept.referrals, &mut kept.domains);
        let action = operation.next(&mut caches, now(), &mut out)?;
        let steps: Vec<u8> = operation.steps().collect();
        for step in steps.iter().skip(before.is_some().into()) {
            if let Some(meaning) = meaning(*step) {
                println!("{step:>4}  {meaning}");
            }
        }
        before = steps.last().copied();
        let reply;
        let outcome = match action {
            Action::Request(request) => {
                let name = request.request_file_name();
                let kind = world::name_of(request.kind());
                let of = if name.is_empty() { String::new() } else { format!(" for {name}") };
                println!("{:>4}  ask {} with a {kind} request{of}", request.step(), request.host());
                let (status, message, says) = world.answer(&request)?;
                println!("        {says}");
                reply = message;
                if status.is_failure() { Outcome::refused(status) } else { Outcome::reply(&reply) }
            }
            Action::Access(access) => {
                let (status, is_dfs) = world.access(&access);
                // On a DFS share the DFS flag is set, and the name is the whole path.
                let name = if is_dfs { access.dfs_name() } else { access.rest() };
                println!(
                    "{:>4}  open {name} on share {} of {}",
                    access.step(),
                    access.share(),
                    access.host()
                );
                println!("        {status}{}", if is_dfs { ", on a DFS share" } else { "" });
                resolved = Some(access.path().to_string());
                Outcome::accessed(status, is_dfs)
            }
            Action::Done(_) => return Ok(resolved),
            Action::Failed(failure) => {
                println!("{failure}");
                return Ok(None);
            }
        };
        operation.take(&mut caches, now(), outcome);
    }
}

/// What a step is, besides a request or an access. `[MS-DFSC] 3.1.4.1`
const fn meaning(step: u8) -> Option<&'static str> {
    Some(match step {
        1 => "the path has the name of a server or a domain, and more",
        2 => "look it up in the referral cache",
        3 => "put a target in the place of what the referral covers",
        4 => "it is a link",
        5 => "look the first name up in the domain cache",
        7 => "is the answer for a root or for a link?",
        9 => "the link must be asked for again",
        11 => "the link leads into another namespace, where the path starts again",
        _ => return None,
    })
}

/// Seconds on a clock that does not go back: here it stands still.
const fn now() -> u32 {
    0
}

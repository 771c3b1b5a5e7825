//! What clients asked Samba, asked of this server.

use super::named;
use crate::answer::{open, respond};
use crate::board;
use crate::exchange::Exchange;
use defmt::info;
use dfsc::Request;

/// The root, links, what is below one, what is none, the extended form, slashes, nothing at all, and what only controllers know.
static ASKED: [Exchange<'_>; 9] = [
    named("0013-root-level4"),
    named("0014-link-level4"),
    named("0015-multi-level4"),
    named("0172-path-fwd-nested-l3"),
    named("0050-each-empty-l3"),
    named("0408-ex-site"),
    named("0292-mal-len0"),
    named("0569-ad-domain-l4"),
    named("0659-ad-sysvol-fqdn-l4"),
];

pub fn run() {
    // Clients allow 4 KiB or more; this is enough for what there is to say.
    let mut out = [0; 512];
    info!("-- what it is asked");
    for Exchange { name, is_extended, request, .. } in &ASKED {
        match respond(*is_extended, request, &mut out) {
            Ok(message) => {
                info!("{=str}: {=usize} bytes", name, message.len());
                // A server does not read what it has written.
                #[cfg(feature = "corpus")]
                info!("   {}", dfsc::Response::parse(message));
            }
            Err(status) => info!("{=str}: refused with {}", name, status),
        }
        board::costing(name, || respond(*is_extended, request, &mut out).is_ok());
    }
    info!("-- what is opened");
    for exchange in ASKED.iter().filter(|exchange| !exchange.is_extended) {
        if let Ok(request) = Request::parse(exchange.request) {
            let name = request.request_file_name();
            info!("{}: {}", name, open("dfs", name, true));
        }
    }
}

//! What was captured on the wire, and what the program makes of it: in the place of the SMB stack that firmware has.

#[cfg(feature = "answer")]
pub mod asked;
#[cfg(feature = "corpus")]
pub mod corpus;
#[cfg(feature = "follow")]
pub mod walked;

use crate::exchange::Exchange;
use dfsc::NtStatus;

/// Everything, as build.rs has found it.
const ALL: &[Exchange<'_>] = &include!(concat!(env!("OUT_DIR"), "/exchanges.rs"));

/// The one whose name begins so. The compiler looks for it, so that only those that are named are in flash.
const fn named(start: &str) -> Exchange<'static> {
    let mut all = ALL;
    while let [exchange, others @ ..] = all {
        if starts_with(exchange.name.as_bytes(), start.as_bytes()) {
            return *exchange;
        }
        all = others;
    }
    panic!("there is no such exchange")
}

const fn starts_with(mut name: &[u8], mut start: &[u8]) -> bool {
    while let ([one, name_behind @ ..], [other, start_behind @ ..]) = (name, start) {
        if *one != *other {
            return false;
        }
        (name, start) = (name_behind, start_behind);
    }
    start.is_empty()
}

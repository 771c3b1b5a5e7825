//! All that is read in an exchange: the messages, then every field of what carries them, and the rules that are broken.

use super::super::exchange::Exchange;
use super::Digest;
use dfsc::inspect::{Event, Inspector};
use dfsc::{Request, RequestEx, Response, Scan};

/// The number of it. `room` is for messages that came in parts.
pub fn read(exchange: &Exchange<'_>, room: &mut [u8]) -> u32 {
    let mut digest = Digest::new();
    if exchange.is_extended {
        digest.add(format_args!("{:?}", RequestEx::parse(exchange.request)));
    } else {
        digest.add(format_args!("{:?}", Request::parse(exchange.request)));
    }
    digest.add(format_args!("{:?}", exchange.status));
    if let Some(response) = exchange.response {
        digest.add(format_args!("{:?}{:?}", Response::parse(response), Scan::new(response)));
    }
    let mut inspector = Inspector::new(exchange.stream);
    while let Some(message) = inspector.next(room) {
        digest.add(format_args!("{:?}{:?}{:?}", message.kind(), message.carrier(), message.status()));
        message.each(&mut |event| match event {
            Event::Item(item) => {
                digest.add(format_args!(
                    "{}{:?}{:?}{:?}",
                    item.name(),
                    item.range,
                    item.value,
                    item.refers_to
                ));
            }
            other => digest.add(format_args!("{other:?}")),
        });
        message.findings(&mut |finding| digest.add(format_args!("{finding}")));
    }
    digest.value()
}

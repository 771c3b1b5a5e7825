//! What holds of any text that is taken for a dump.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use dfsc::dump::{Dump, Item};

pub fn bytes(dump: &Dump<'_>) -> Vec<u8> {
    let mut buffer = vec![0; dump.len()];
    dump.copy_to(&mut buffer).unwrap().to_vec()
}

/// Whether it is one. All places are in the text, and what is counted is there.
pub fn is_read_within_bounds(text: &[u8]) -> bool {
    match Dump::read(text) {
        Ok(dump) => {
            let (mut len, mut packets, mut warnings) = (0, 1, 0);
            dump.each(&mut |item| match item {
                Item::Byte { text: place, .. } => {
                    len += 1;
                    assert!(
                        place.start < place.end && place.end <= text.len(),
                        "{place:?} of {}",
                        text.len()
                    );
                }
                Item::Packet => packets += 1,
                Item::Note(note) => {
                    warnings += usize::from(note.kind().is_warning());
                    let place = note.text();
                    assert!(place.start <= place.end && place.end <= text.len(), "{note}: {place:?}");
                    assert!(!note.to_string().is_empty());
                }
            });
            assert_eq!((len, packets, warnings), (dump.len(), dump.packets(), dump.warnings()));
            assert!(len > 0);
        }
        Err(error) => {
            assert!(error.position() <= text.len());
            assert!(!error.to_string().is_empty());
        }
    }
    for dump in Dump::all(text) {
        assert_eq!(bytes(&dump).len(), dump.len());
        if let Some(other) = dump.in_other_order() {
            assert_eq!(other.in_other_order().map(|dump| bytes(&dump)), Some(bytes(&dump)));
        }
    }
    Dump::read(text).is_ok()
}

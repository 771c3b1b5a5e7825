//! What holds of the rules that any bytes break.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use dfsc::inspect::{Event, Inspector, Rule};
use std::ops::Range;

/// Asserts that all that is found lies in its message: what is wrong with the framing there, and all else in the referral message.
/// Gives how much is found.
#[track_caller]
pub fn assert_inside(input: &[u8], mut inspector: Inspector<'_>, room: &mut [u8]) -> usize {
    let (mut count, mut others) = (0, inspector.clone());
    others.next(&mut []);
    while let Some(message) = inspector.next(room) {
        // Up to the next message, or as far as its parts reach.
        let next = others.next(&mut []).map_or(input.len(), |next| next.start());
        let Range { start, mut end } = message.start()..next;
        // Where the referral message lies, if in one run.
        let (mut payload, mut items, mut found) = (None, 0, 0);
        message.each(&mut |event| {
            let range = match event {
                Event::Item(item) => {
                    items += 1;
                    if item.depth == 0 && item.name().contains("_GET_DFS_REFERRAL") {
                        payload = Some(item.range.clone());
                    }
                    item.range
                }
                Event::Continued { range, .. } => {
                    payload = None;
                    range
                }
                Event::Error { .. } => return,
            };
            end = end.max(range.end);
        });
        message.findings(&mut |finding| {
            let range = finding.range();
            assert!(range.start <= range.end, "{finding:?}");
            assert!(
                start <= range.start && range.end <= end && end <= input.len(),
                "{start}..{end}: {finding:?}"
            );
            let is_of_framing =
                !finding.section().starts_with("[MS-DFSC]") || finding.rule() == Rule::NotUnicode;
            if let Some(payload) = payload.clone().filter(|_| !is_of_framing) {
                let is_inside = |place| payload.start <= place && place <= payload.end;
                let places = [range.start, range.end, finding.offset()];
                assert!(places.into_iter().all(is_inside), "{payload:?}: {finding:?}");
            }
            assert!(!finding.to_string().contains(['{', '}']), "{finding}");
            found += 1;
        });
        assert!(found <= 10 * items + 10, "{found} findings of {items} items");
        count += found;
    }
    count
}

//! [`Utf16Le`]: text that hostile messages hold, at any place in them; and the laws of all iterators of the crate.

use core::iter::FusedIterator;
use dfsc::{AnyText, DfsPath, Referral, Response, Scan, Utf16Le};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

fn bytes(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    bytes(&text.encode_utf16().collect::<Vec<_>>())
}

fn view(bytes: &[u8]) -> Utf16Le<'_> {
    Utf16Le::new(bytes).unwrap()
}

fn debug(units: &[u16]) -> String {
    format!("{:?}", view(&bytes(units)))
}

fn hash(text: Utf16Le<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_view_has_whole_units_and_no_others() {
    let all = [0x41u8; 9];
    for len in 0..=all.len() {
        let view = Utf16Le::new(&all[..len]);
        assert_eq!(view.is_some(), len % 2 == 0);
        assert_eq!(view.map(Utf16Le::len_units), (len % 2 == 0).then_some(len / 2));
        assert_eq!(view.map(Utf16Le::is_empty), (len % 2 == 0).then_some(len == 0));
        assert_eq!(view.map(Utf16Le::as_bytes), (len % 2 == 0).then_some(&all[..len]));
    }
}

#[test]
fn units_are_little_endian_at_every_alignment() {
    let all = [0x00, 0x34, 0x12, 0x3d, 0xd8, 0xff];
    assert!(view(&all[1..5]).units().eq([0x1234, 0xd83d]));
    assert!(view(&all[..4]).units().eq([0x3400, 0x3d12]));
    assert!(view(&all[2..]).units().eq([0x3d12, 0xffd8]));
}

#[test]
fn chars_and_display_replace_each_unpaired_surrogate() {
    for (units, expected) in [
        (&[0xd83d, 0xde00][..], "😀"),
        (&[0x61, 0xd83d, 0x62], "a\u{fffd}b"),
        (&[0xde00, 0xd83d], "\u{fffd}\u{fffd}"),
        (&[0xd83d, 0xd83d, 0xde00], "\u{fffd}😀"),
        (&[0xd83d], "\u{fffd}"),
        (&[0xdfff], "\u{fffd}"),
        (&[0xfffd], "\u{fffd}"),
        (&[0x61, 0, 0x62], "a\0b"),
        (&[], ""),
    ] {
        let bytes = bytes(units);
        assert_eq!(view(&bytes).to_string(), expected);
        assert!(view(&bytes).chars().eq(expected.chars()));
    }
}

#[test]
fn debug_tells_an_unpaired_surrogate_from_everything_that_looks_like_it() {
    assert_eq!(debug(&[0x61, 0xd83d, 0x34]), r#""a\u{d83d}4""#);
    // The replacement character itself, and the escape spelled out.
    assert_eq!(debug(&[0xfffd]), "\"\u{fffd}\"");
    assert_eq!(debug(&r"\u{d83d}".encode_utf16().collect::<Vec<_>>()), r#""\\u{d83d}""#);
    assert_eq!(debug(&[0xd83d, 0xde00]), "\"😀\"");
}

#[test]
fn debug_escapes_what_would_end_the_text_or_start_an_escape() {
    assert_eq!(debug(&[0x22]), r#""\"""#);
    assert_eq!(debug(&[0x5c, 0x64]), r#""\\d""#);
    assert_eq!(debug(&[0x61, 0, 0x62]), r#""a\0b""#);
    assert_eq!(debug(&[0x0a, 0x0d, 0x09, 0x1b, 0x7f, 0x9b]), r#""\n\r\t\u{1b}\u{7f}\u{9b}""#);
}

#[test]
fn debug_never_writes_a_control_or_bidi_character_raw() {
    for hostile in
        [0x200e, 0x200f, 0x061c, 0x202a, 0x202e, 0x2066, 0x2069, 0x2028, 0x2029, 0xfeff, 0x200b, 0xe000]
    {
        assert_eq!(debug(&[hostile]), format!("\"\\u{{{hostile:x}}}\""));
    }
    for unit in 0..=0xffff {
        let shown = debug(&[unit]);
        assert!(!shown.chars().any(char::is_control), "{unit:04x}");
        assert!(shown.starts_with('"') && shown.ends_with('"') && shown.len() >= 3, "{unit:04x}");
    }
}

#[test]
fn debug_of_different_text_differs() {
    let shown: std::collections::HashSet<_> = (0..=0xffff).map(|unit| debug(&[unit])).collect();
    assert_eq!(shown.len(), 0x1_0000);
    for (one, other) in [(&[0x5c, 0x30][..], &[0][..]), (&[0x5c, 0x6e], &[0x0a]), (&[0x5c, 0x5c], &[0x5c])] {
        assert_ne!(debug(one), debug(other));
    }
}

#[test]
fn equality_is_exact_and_does_not_see_where_text_lies() {
    let texts = ["", "\\srv\\d", "\\srv\\D", "\\srv\\d ", "日本語", "😀", "\u{fffd}", "a\0", "e\u{301}", "é"];
    for one in texts {
        for other in texts {
            let (aligned, shifted) = (utf16(one), [&[0xaa], &utf16(other)[..]].concat());
            let (one_view, other_view) = (view(&aligned), view(&shifted[1..]));
            assert_eq!(one_view == other_view, one == other);
            assert_eq!(hash(one_view) == hash(other_view), one == other);
            assert_eq!(one_view == *other, one == other);
            assert_eq!(one_view == other, one == other);
            assert_eq!(*other == one_view, one == other);
            assert_eq!(other == one_view, one == other);
        }
    }
}

#[test]
fn ill_formed_text_equals_itself_and_no_str() {
    let (lone, twin) = (bytes(&[0x61, 0xd83d]), bytes(&[0x61, 0xd83d]));
    assert_eq!(view(&lone), view(&twin));
    assert_eq!(hash(view(&lone)), hash(view(&twin)));
    assert_ne!(view(&lone), view(&bytes(&[0x61, 0xd83e])));
    assert_ne!(view(&lone), "a\u{fffd}");
    assert_ne!(view(&lone).to_string(), "a");
    assert!(!view(&lone).eq_ignore_case("a\u{fffd}"));
    assert!(view(&lone).eq_ignore_case(view(&twin)));
}

#[test]
fn text_of_any_kind_is_the_text_that_it_holds() {
    let lone = bytes(&[0x61, 0xd83d]);
    for text in ["", "\\srv\\d", "日本語", "😀\u{202e}", "a\0\""] {
        let utf16 = utf16(text);
        for any in [AnyText::from(text), AnyText::from(view(&utf16))] {
            assert!(any.units().eq(text.encode_utf16()));
            assert_eq!(check_laws(any.units()), utf16.len() / 2);
            assert_eq!(any.to_string(), text);
            assert_eq!(format!("{any:?}"), format!("{:?}", view(&utf16)));
            assert_eq!((any == text, any == view(&utf16), any == AnyText::str(text)), (true, true, true));
            assert_eq!((any == "other", any == view(&lone)), (false, false));
            assert_eq!(any == AnyText::default(), text.is_empty());
            assert!(view(&utf16).eq_ignore_case(any));
        }
    }
    assert_eq!(AnyText::utf16(view(&lone)).to_string(), "a\u{fffd}");
    assert_eq!(format!("{:?}", AnyText::utf16(view(&lone))), r#""a\u{d83d}""#);
}

#[test]
fn text_of_another_length_is_not_the_same_without_case() {
    assert!(view(&utf16("SysVol")).eq_ignore_case("sYSvOL"));
    assert!(!view(&utf16("SysVol")).eq_ignore_case("SysVo"));
    assert!(!view(&utf16("SysVol")).eq_ignore_case("SysVol\0"));
    assert!(Utf16Le::default().eq_ignore_case(""));
}

#[test]
fn a_span_is_where_the_bytes_are() {
    let message = utf16("\\srv\\d");
    for start in 0..=message.len() {
        for end in (start..=message.len()).step_by(2) {
            assert_eq!(view(&message[start..end]).span_in(&message), Some(start..end));
        }
    }
}

#[test]
fn text_from_elsewhere_has_no_span() {
    let (message, foreign) = (utf16("\\srv\\d"), utf16("\\srv\\d"));
    assert_eq!(view(&foreign).span_in(&message), None);
    assert_eq!(Utf16Le::default().span_in(&message), None);
    // Partly inside: before the message, around it, behind it.
    let inner = &message[4..8];
    for range in [2..6, 0..12, 6..10, 0..4, 8..12, 3..7] {
        assert_eq!(view(&message[range.clone()]).span_in(inner), None, "{range:?}");
    }
    assert_eq!(view(&message[5..7]).span_in(inner), Some(1..3));
}

/// The laws of an iterator, over every way to stop and at every step.
fn check_laws<I: FusedIterator + Clone>(mut iterator: I) -> usize {
    let count = iterator.clone().count();
    for done in 0..=count {
        let left = count - done;
        let (lower, upper) = iterator.size_hint();
        assert!(lower <= left && upper.is_none_or(|upper| left <= upper), "{done} of {count}");
        assert_eq!(iterator.clone().count(), left);
        assert_eq!(iterator.clone().nth(left.saturating_sub(1)).is_some(), left > 0);
        assert!(iterator.clone().nth(left).is_none());
        assert_eq!(iterator.next().is_some(), done < count);
    }
    assert!((0..3).all(|_| iterator.next().is_none()), "fused");
    assert_eq!(iterator.size_hint().0, 0);
    count
}

fn check_exact<I: ExactSizeIterator + FusedIterator + Clone>(mut iterator: I) -> usize {
    let count = check_laws(iterator.clone());
    for left in (0..=count).rev() {
        assert_eq!((iterator.len(), iterator.size_hint()), (left, (left, Some(left))));
        iterator.next();
    }
    assert_eq!(iterator.len(), 0);
    count
}

#[test]
fn units_can_be_taken_from_both_ends_in_every_order() {
    let units = [0x61, 0, 0xd83d, 0xde00, 0x5c, 0xffff];
    let bytes = bytes(&units);
    assert_eq!(check_exact(view(&bytes).units()), 6);
    assert_eq!(check_exact(Utf16Le::default().units()), 0);
    for order in 0..1u32 << units.len() {
        let (mut iterator, mut front, mut back) = (view(&bytes).units(), 0, units.len());
        while front < back {
            assert_eq!(iterator.len(), back - front);
            if order >> (front + units.len() - back) & 1 == 0 {
                assert_eq!(iterator.next(), Some(units[front]));
                front += 1;
            } else {
                back -= 1;
                assert_eq!(iterator.next_back(), Some(units[back]));
            }
        }
        assert_eq!((iterator.next(), iterator.next_back(), iterator.len()), (None, None, 0));
    }
}

#[test]
fn chars_and_components_keep_the_laws() {
    for (units, chars, components) in [
        (&[][..], 0, 0),
        (&[0xd83d], 1, 1),
        (&[0xd83d, 0xde00, 0x5c, 0x61], 3, 2),
        (&[0xd83d, 0x5c, 0xde00, 0x5c], 4, 2),
        (&[0x5c, 0x5c, 0x5c], 3, 0),
        (&[0x61, 0x2f, 0x62, 0x2f, 0x63, 0], 6, 3),
    ] {
        let bytes = bytes(units);
        assert_eq!(check_laws(view(&bytes).chars()), chars);
        assert_eq!(check_laws(DfsPath::new(view(&bytes)).components()), components);
    }
}

#[test]
fn entries_and_names_keep_the_laws() {
    // Two lists of 18 bytes, with the names "a", "" and "b" and with none, and a target of "a".
    let words =
        [0, 3, 0, 0, 3, 18, 0, 2, 9, 0, 54, 3, 54, 3, 18, 0, 2, 9, 0, 0, 0, 0, 3, 18, 0, 0, 9, 0, 18, 0, 18];
    let message = bytes(&[&words[..], &[0x61, 0, 0, 0x62, 0]].concat());
    let response = Response::parse(&message).unwrap();
    assert_eq!(check_exact(response.referrals()), 3);
    let mut counts = Vec::new();
    for referral in response.referrals() {
        match referral {
            Referral::NameList(list) => {
                counts.push(check_exact(list.expanded_names()));
                assert!(list.expanded_names().eq(["a", "", "b"].into_iter().take(*counts.last().unwrap())));
            }
            other => assert_eq!(other.target().unwrap().dfs_path().unwrap(), "a"),
        }
    }
    assert_eq!(counts, [3, 0]);
    assert_eq!(check_laws(Scan::new(&message)), 3);
    let scanned: Vec<_> =
        Scan::new(&message).map(|entry| check_laws(entry.expanded_names().unwrap())).collect();
    assert_eq!(scanned, [3, 0, 0]);
    assert_eq!(check_exact(Response::parse(&[0; 8]).unwrap().referrals()), 0);
}

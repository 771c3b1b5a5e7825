//! Upper case as Windows has it, held against the standard library, which has that of Unicode: unit by unit.

use dfsc::{Utf16Le, upper_case};

#[test]
fn ascii_folds_as_ascii_does() {
    for byte in 0..128u8 {
        assert_eq!(upper_case(byte.into()), u16::from(byte.to_ascii_uppercase()));
    }
}

#[test]
fn nothing_outside_ascii_folds_into_it() {
    for unit in 128..=u16::MAX {
        assert!(upper_case(unit) >= 128, "{unit:04x}");
    }
}

#[test]
fn upper_case_has_no_upper_case() {
    for unit in 0..=u16::MAX {
        assert_eq!(upper_case(upper_case(unit)), upper_case(unit), "{unit:04x}");
    }
}

#[test]
#[cfg(not(feature = "case"))]
fn without_the_feature_nothing_else_folds() {
    for unit in 128..=u16::MAX {
        assert_eq!(upper_case(unit), unit);
    }
}

#[test]
fn text_and_names_are_compared_with_it() {
    let text = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let same = |one: &str, other: &str| {
        let (one_bytes, other_bytes) = (text(one), text(other));
        let (one_view, other_view) = (Utf16Le::new(&one_bytes).unwrap(), Utf16Le::new(&other_bytes).unwrap());
        let same = one_view.eq_ignore_case(other);
        assert_eq!(one_view.eq_ignore_case(other_view), same);
        assert_eq!(other_view.eq_ignore_case(one), same);
        same
    };
    assert!(same("SysVol", "sYSvOL"));
    assert!(!same("SysVol", "SysVo"));
    assert!(!same("ſysvol", "SYSVOL"));
    assert!(!same("\u{212a}", "k"));
    assert!(!same("ß", "SS"));
    // What only the feature folds.
    let folds = cfg!(feature = "case");
    assert_eq!(same("übersicht", "ÜBERSICHT"), folds);
    assert_eq!(same("ответ", "ОТВЕТ"), folds);
    // A character of two units has no case, even where Unicode has one.
    assert!(!same("𐐨", "𐐀"));
    assert!(same("𐐨", "𐐨"));
}

#[cfg(feature = "case")]
mod table {
    use dfsc::upper_case;
    use std::ops::RangeInclusive;

    /// The one-to-one mapping of the standard library within the basic plane; what goes to several characters goes nowhere.
    fn of_unicode(unit: u16) -> u16 {
        let Some(c) = char::from_u32(unit.into()) else { return unit };
        let mut upper = c.to_uppercase();
        match (upper.next().map(u32::from).map(u16::try_from), upper.next()) {
            (Some(Ok(upper)), None) => upper,
            _ => unit,
        }
    }

    /// Where Windows differs: units, and why. The table it publishes is older than the standard library's, and is made for telling
    /// names apart, so that what looks different stays different.
    const EXCEPTIONS: &[(&[RangeInclusive<u16>], &str)] = &[
        (&[0x131..=0x131, 0x17f..=0x17f], "dotless i and long s: their capitals are ASCII"),
        (&[0xb5..=0xb5], "the micro sign is no letter mu"),
        (
            &[0x1c5..=0x1c5, 0x1c8..=0x1c8, 0x1cb..=0x1cb, 0x1f2..=0x1f2],
            "title case stays: it is no small letter",
        ),
        (&[0x345..=0x345, 0x1fbe..=0x1fbe], "the iota below, and the sign of it, is no letter iota"),
        (&[0x3c2..=0x3c2], "the final sigma stays"),
        (&[0x3d0..=0x3d1, 0x3d5..=0x3d6, 0x3f0..=0x3f1, 0x3f5..=0x3f5], "Greek letters used as symbols stay"),
        (&[0x1e9b..=0x1e9b], "the long s with a dot stays, as the one without does"),
        (
            &[
                0x1f80..=0x1f87,
                0x1f90..=0x1f97,
                0x1fa0..=0x1fa7,
                0x1fb3..=0x1fb3,
                0x1fc3..=0x1fc3,
                0x1ff3..=0x1ff3,
            ],
            "Greek with an iota below: one unit in Windows, two characters in Unicode",
        ),
        (
            &[
                0x19b..=0x19b,
                0x23f..=0x240,
                0x252..=0x252,
                0x25c..=0x25c,
                0x261..=0x261,
                0x264..=0x266,
                0x26a..=0x26a,
                0x26c..=0x26c,
                0x282..=0x282,
                0x287..=0x287,
                0x29d..=0x29e,
                0x3f3..=0x3f3,
                0x525..=0x52f,
                0x10d0..=0x10ff,
                0x13f8..=0x13fd,
                0x1c80..=0x1c8a,
                0x1d8e..=0x1d8e,
                0x2c5f..=0x2c5f,
                0x2cec..=0x2cf3,
                0x2d27..=0x2d2d,
                0xa661..=0xa661,
                0xa699..=0xa69b,
                0xa791..=0xa7f6,
                0xab53..=0xabbf,
            ],
            "the letter, or its capital, came after Unicode 5.1, which the table is made from",
        ),
    ];

    fn is_exception(unit: u16) -> bool {
        EXCEPTIONS.iter().any(|(ranges, _)| ranges.iter().any(|range| range.contains(&unit)))
    }

    #[test]
    fn with_the_feature_every_unit_folds_as_in_unicode_or_is_an_exception() {
        let mut folded = 0;
        for unit in 0..=u16::MAX {
            if !is_exception(unit) {
                assert_eq!(upper_case(unit), of_unicode(unit), "{unit:04x}");
            }
            folded += usize::from(upper_case(unit) != unit);
        }
        // As many as in the table that Microsoft publishes.
        assert_eq!(folded, 973);
    }

    #[test]
    fn every_exception_is_one() {
        for (ranges, reason) in EXCEPTIONS {
            for range in *ranges {
                for end in [range.start(), range.end()] {
                    assert_ne!(upper_case(*end), of_unicode(*end), "{end:04x}: {reason}");
                }
            }
        }
        for unit in (0..=u16::MAX).filter(|unit| is_exception(*unit)) {
            // Only Greek with an iota below goes elsewhere, to the letter that Unicode has for titles.
            let below = matches!(unit, 0x1f80..=0x1ff3) && unit != 0x1fbe;
            let expected = match unit {
                0x1fb3 | 0x1fc3 | 0x1ff3 => unit + 9,
                _ if below => unit + 8,
                _ => unit,
            };
            assert_eq!(upper_case(unit), expected, "{unit:04x}");
        }
    }
}

//! Texts to bytes and back: what is written is read, wherever it was pasted through; what was damaged is never read in silence.

#[path = "laws/recognising.rs"]
mod recognising;
mod reference;
mod support;

use dfsc::dump::{Confidence, Dump, DumpErrorKind, Item, NoteKind, Shape};
use recognising::{bytes, is_read_within_bounds};
use std::ops::Range;
use support::{Messages, messages};

/// Shapes whose rows have offsets.
const WITH_OFFSETS: [Shape; 14] = [
    Shape::Xxd,
    Shape::HexdumpCanonical,
    Shape::Hexdump,
    Shape::OdWords,
    Shape::OdOctal,
    Shape::OdBytes,
    Shape::Tcpdump,
    Shape::Wireshark,
    Shape::Samba,
    Shape::Linux,
    Shape::LinuxWords,
    Shape::LinuxDwords,
    Shape::Windbg,
    Shape::FormatHex,
];

fn printed(shape: Shape, bytes: &[u8]) -> Option<String> {
    shape.print(bytes).map(|printed| printed.to_string())
}

/// The shapes that are text.
fn shapes() -> impl Iterator<Item = Shape> {
    Shape::ALL.into_iter().filter(|shape| shape.print(&[]).is_some())
}

/// All that was captured and drawn.
fn all() -> Vec<Vec<u8>> {
    let Messages { requests, requests_ex, responses } = messages();
    let drawn = [requests, requests_ex, responses].into_iter().flatten().map(|(_, message)| message);
    let all: Vec<_> = drawn.filter(|message| message.len() >= 16).collect();
    assert!(all.len() > 150, "{}", all.len());
    all
}

/// Bytes that look like something else when they are printed.
fn misleading() -> Vec<Vec<u8>> {
    vec![
        vec![0; 40],
        vec![b' '; 40],
        vec![0xff; 33],
        b"be ad face 0123 cafe dead beef 00 11 22".to_vec(),
        b"00 11 22 33 44 55 66 77 88 99 aa bb".to_vec(),
        b"0000  26 00 01 00   &...\n0010  00".to_vec(),
        b"|........|>.......<**********\\\\\\\"\"\"'''".to_vec(),
        (0..=255).collect(),
        b"........................................".to_vec(),
        b"  leading and trailing blanks         ".to_vec(),
    ]
}

/// Whether a reading is one that nobody is misled by: these bytes, or a warning, or none.
#[track_caller]
fn never_wrong_in_silence(text: &str, meant: &[u8], how: &str) {
    if let Ok(dump) = Dump::read(text.as_bytes())
        && dump.warnings() == 0
        && bytes(&dump) != meant
    {
        panic!("{how}: {dump}\n{text}\nread as {:02x?}", bytes(&dump));
    }
}

#[test]
fn every_shape_is_read_back() {
    let lengths = all().into_iter().flat_map(|message| {
        let odd = message[..message.len() - 1].to_vec();
        [odd, message]
    });
    for message in lengths {
        for shape in shapes() {
            let text = printed(shape, &message).unwrap();
            let dump =
                Dump::read(text.as_bytes()).unwrap_or_else(|error| panic!("{shape:?}: {error}\n{text}"));
            assert_eq!(bytes(&dump), message, "{shape:?} as {dump}\n{text}");
            // Nothing says how words are meant where there is nothing but words.
            if shape != Shape::HexWords {
                assert_eq!(dump.warnings(), 0, "{shape:?}: {:?}\n{text}", dump.note(None));
            }
            let told = Dump::read_as(shape, text.as_bytes()).unwrap();
            assert_eq!((told.shape(), bytes(&told)), (shape, message.clone()), "{shape:?}");
        }
    }
}

#[test]
fn a_shape_is_recognised_by_its_own_look() {
    // The same digits are of several shapes, if there is little of them.
    let alike = [Shape::Base64Url, Shape::HexEscaped, Shape::EscapedString, Shape::Percent];
    let message = &all()[0];
    for shape in shapes().filter(|shape| !alike.contains(shape)) {
        let text = printed(shape, message).unwrap();
        let dump = Dump::read(text.as_bytes()).unwrap();
        assert_eq!(dump.shape(), shape, "{dump}\n{text}");
        assert!(dump.to_string().starts_with(shape.title()), "{dump}");
        let least = match shape {
            Shape::HexWords => Confidence::Possible,
            Shape::Hex
            | Shape::HexSpaced
            | Shape::HexColons
            | Shape::XxdPlain
            | Shape::OdPlain
            | Shape::Json
            | Shape::Base64
            | Shape::EscapedString => Confidence::Likely,
            _ => Confidence::Certain,
        };
        assert!(dump.confidence() >= least, "{shape:?}: {:?}", dump.confidence());
    }
}

#[test]
fn every_length_is_read_or_told() {
    let message = &all()[1];
    for len in 1..=48 {
        for message in misleading().iter().chain([message]) {
            let message = &message[..len.min(message.len())];
            for shape in shapes() {
                let text = printed(shape, message).unwrap();
                never_wrong_in_silence(&text, message, &format!("{shape:?} of {len} bytes"));
                // Who says what it is need not be warned, but for what nobody can know.
                let told = Dump::read_as(shape, text.as_bytes());
                if let Ok(told) = told
                    && told.warnings() == 0
                {
                    assert_eq!(bytes(&told), message, "{shape:?} of {len} bytes\n{text}");
                }
            }
        }
    }
}

#[test]
fn each_byte_is_where_its_text_is() {
    for message in all().iter().take(20).chain(&misleading()) {
        for shape in shapes() {
            let text = printed(shape, message).unwrap();
            let Ok(dump) = Dump::read_as(shape, text.as_bytes()) else { continue };
            let mut places: Vec<(u8, Range<usize>)> = Vec::new();
            dump.each(&mut |item| {
                if let Item::Byte { value, text } = item {
                    places.push((value, text));
                }
            });
            assert_eq!(places.len(), dump.len());
            for (value, place) in places {
                let said = &text[place.clone()];
                let is_right = match shape {
                    Shape::Base64 | Shape::Base64Url | Shape::OdOctal => !said.is_empty(),
                    Shape::Json => said == value.to_string(),
                    Shape::Python => {
                        said.ends_with(&format!("{value:02x}"))
                            || said.contains(char::from(value))
                            || said.len() == 2
                    }
                    _ => said.to_lowercase().ends_with(&format!("{value:02x}")),
                };
                assert!(is_right, "{shape:?}: {value:02x} at {place:?}, {said:?}");
            }
        }
    }
}

#[test]
fn what_mail_and_markdown_do_changes_nothing() {
    let prefixed =
        |text: &str, prefix: &str| text.lines().flat_map(|line| [prefix, line, "\n"]).collect::<String>();
    for message in all().iter().step_by(8) {
        for shape in shapes().filter(|shape| *shape != Shape::HexWords) {
            let text = printed(shape, message).unwrap();
            let pastes = [
                text.trim_end().to_owned(),
                text.replace('\n', "\r\n"),
                format!("\u{feff}{text}"),
                format!("\n\n{text}\n\n"),
                prefixed(&text, "    "),
                prefixed(&text, "> "),
                prefixed(&text, "> > "),
                format!("This is what I got:\n\n```\n{text}```\n\nWhat is it?\n"),
                prefixed(&format!("see\n```text\n{text}```\n"), "> "),
            ];
            for paste in pastes {
                let dump = Dump::read(paste.as_bytes());
                let dump = dump.unwrap_or_else(|error| panic!("{shape:?}: {error}\n{paste}"));
                assert_eq!(
                    (bytes(&dump), dump.warnings()),
                    (message.clone(), 0),
                    "{shape:?}: {dump}\n{paste}"
                );
            }
        }
    }
}

#[test]
fn lines_of_a_log_between_the_rows_change_nothing() {
    let message = all().into_iter().find(|message| message.len() > 200).unwrap();
    for shape in WITH_OFFSETS {
        let text = printed(shape, &message).unwrap();
        let mut log =
            String::from("[2026/11/22 10:00:00.123456, 10, pid=7] ../../lib/util/util.c:571(dump_data)\n");
        for line in text.lines() {
            log += line;
            log += "\n12:00:01 server: connection 17 from 192.0.2.7:50000 accepted\n";
        }
        let dump = Dump::read(log.as_bytes()).unwrap();
        assert_eq!((bytes(&dump), dump.warnings()), (message.clone(), 0), "{shape:?}: {dump}\n{log}");
        assert_eq!(dump.note(Some(NoteKind::Skipped)).unwrap().text().start, 0);
    }
}

/// The lines of a dump that hold bytes, by their numbers.
fn rows(lines: &[&str], shape: Shape) -> Range<usize> {
    let head = usize::from(shape == Shape::FormatHex);
    let has_end = matches!(
        shape,
        Shape::HexdumpCanonical | Shape::Hexdump | Shape::OdWords | Shape::OdOctal | Shape::OdBytes
    );
    head..lines.len() - usize::from(has_end)
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_lost_a_doubled_and_a_swapped_row_are_told() {
    for message in all().iter().filter(|message| message.len() > 100).step_by(20) {
        for shape in WITH_OFFSETS {
            let text = printed(shape, message).unwrap();
            let lines: Vec<_> = text.lines().collect();
            let rows = rows(&lines, shape);
            let told = |text: &str, what: &str| {
                if let Ok(dump) = Dump::read(text.as_bytes()) {
                    assert!(dump.warnings() > 0, "{shape:?}, {what}: {dump}\n{text}");
                    // What is given is in its place, from the first row that is there on.
                    let found = bytes(&dump);
                    let is_part =
                        message.starts_with(&found) || message.windows(found.len()).any(|part| part == found);
                    assert!(is_part || dump.packets() > 1, "{shape:?}, {what}: {dump}\n{text}");
                }
            };
            // The address of what a debugger prints may be any; where the last row is cut, nothing shows.
            let first = if shape == Shape::Windbg { rows.start + 1 } else { rows.start };
            for lost in first..rows.end - 1 {
                let mut lines = lines.clone();
                lines.remove(lost);
                told(&joined(&lines), "a row lost");
            }
            for row in rows.start..rows.end - 1 {
                let mut twice = lines.clone();
                twice.insert(row, lines[row]);
                told(&joined(&twice), "a row twice");
                let mut swapped = lines.clone();
                swapped.swap(row, row + 1);
                told(&joined(&swapped), "two rows swapped");
            }
        }
    }
}

#[test]
fn a_text_that_is_cut_anywhere_is_a_part_of_it_or_told() {
    let message = all().into_iter().find(|message| message.len() > 100).unwrap();
    for shape in shapes() {
        let text = printed(shape, &message).unwrap();
        // Of less, even a person could not tell what it is of.
        for cut in 100..text.len() {
            let Some(paste) = text.get(..cut) else { continue };
            let Ok(dump) = Dump::read(paste.as_bytes()) else { continue };
            let found = bytes(&dump);
            if dump.warnings() == 0 {
                assert!(message.starts_with(&found), "{shape:?}: {dump}\n{paste}");
                // A row that has lost its text column, or a part of it, is not whole.
                let line = paste.trim_end_matches('\n').lines().last().unwrap_or_default();
                let is_whole = text.lines().any(|whole| whole.trim_end() == line.trim_end());
                let with_column = matches!(
                    shape,
                    Shape::Xxd | Shape::HexdumpCanonical | Shape::Tcpdump | Shape::Wireshark | Shape::Samba
                );
                let rows = paste.lines().count();
                assert!(
                    !with_column
                        || is_whole
                        || found == message
                        || rows < 3
                        || found.len().is_multiple_of(16),
                    "{shape:?}: {dump}\n{paste}"
                );
            }
        }
    }
}

#[test]
fn what_is_no_digit_among_the_digits_is_told() {
    let message = all().into_iter().find(|message| message.len() > 100).unwrap();
    for shape in shapes().filter(|shape| !matches!(shape, Shape::Base64 | Shape::Base64Url | Shape::Python)) {
        let text = printed(shape, &message).unwrap();
        let dump = Dump::read(text.as_bytes()).unwrap();
        let mut places = Vec::new();
        dump.each(&mut |item| {
            if let Item::Byte { text, .. } = item {
                places.push(text);
            }
        });
        for place in places.iter().step_by(7) {
            let last = place.end - 1;
            for (typed, count) in [("O", 1), ("l", 1), ("", 1), ("", 2), ("0 0", 1)] {
                let mut damaged = text.clone();
                damaged.replace_range(last + 1 - count..=last, typed);
                let Ok(dump) = Dump::read(damaged.as_bytes()) else { continue };
                // Two digits that are lost leave no trace where nothing counts them; nor does a shorter number in a list.
                let is_counted =
                    WITH_OFFSETS.contains(&shape) || shape == Shape::XxdInclude || shape == Shape::Rust;
                let is_silent = typed.is_empty() && !is_counted && (count == 2 || shape == Shape::Json);
                let is_number = matches!(
                    shape,
                    Shape::Json
                        | Shape::CArray
                        | Shape::Go
                        | Shape::Rust
                        | Shape::XxdInclude
                        | Shape::HexPrefixed
                );
                if is_silent || (is_number && count == 1 && typed.is_empty()) {
                    continue;
                }
                assert!(
                    dump.warnings() > 0 || bytes(&dump) == message,
                    "{shape:?}: {typed:?} at {place:?}: {dump}\n{damaged}"
                );
            }
        }
    }
}

#[test]
fn wrapped_lines_are_joined_or_told() {
    let wrapped = |text: &str, width: usize| {
        let mut out = String::new();
        for line in text.lines() {
            let mut len = 0;
            for word in line.split_inclusive(' ') {
                if len + word.trim_end().len() > width && len > 0 {
                    out.push('\n');
                    len = 0;
                }
                out += word;
                len += word.len();
            }
            out.push('\n');
        }
        out
    };
    let cut = |text: &str, width: usize| {
        let mut out = String::new();
        for line in text.lines() {
            let characters: Vec<_> = line.chars().collect();
            for part in characters.chunks(width) {
                out.extend(part);
                out.push('\n');
            }
        }
        out
    };
    let mut read = 0;
    for message in all().iter().step_by(6) {
        for shape in shapes() {
            let text = printed(shape, message).unwrap();
            for width in [40, 60, 70, 72, 76] {
                for wrapped in [wrapped(&text, width), cut(&text, width)] {
                    never_wrong_in_silence(&wrapped, message, &format!("{shape:?} wrapped at {width}"));
                    let dump = Dump::read(wrapped.as_bytes());
                    read += usize::from(dump.is_ok_and(|dump| bytes(&dump) == *message));
                }
            }
        }
    }
    assert!(read > 1000, "{read} read all the same");
}

#[test]
fn two_dumps_in_one_text_are_two_packets() {
    let all = all();
    let (first, second) = (&all[0], &all[7]);
    let both = [first.clone(), second.clone()].concat();
    for one in WITH_OFFSETS {
        for other in WITH_OFFSETS {
            let text = format!(
                "request:\n{}\nreply:\n{}",
                printed(one, first).unwrap(),
                printed(other, second).unwrap()
            );
            never_wrong_in_silence(&text, &both, &format!("{one:?} and {other:?}"));
            if one == other && one != Shape::Windbg {
                let dump = Dump::read(text.as_bytes()).unwrap();
                assert_eq!((dump.packets(), bytes(&dump)), (2, both.clone()), "{one:?}\n{text}");
            }
        }
    }
}

#[test]
fn any_text_is_read_within_its_bounds() {
    let mut random = fastrand::Rng::with_seed(7);
    let all = all();
    let shapes: Vec<_> = shapes().collect();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..30_000 {
        let message = random.choice(&all).unwrap();
        let mut text = printed(*random.choice(&shapes).unwrap(), message).unwrap().into_bytes();
        text.truncate(700);
        for _ in 0..random.usize(0..6) {
            let at = random.usize(0..text.len());
            match random.u8(0..6) {
                0 => drop(text.drain(at..(at + random.usize(0..90)).min(text.len()))),
                1 => text[at] = random.u8(..),
                2 => text[at] = *random.choice(b"0af \n.:,*>`[]\"'\\x%#-=").unwrap(),
                3 => text.insert(at, *random.choice(b"0af \n.:,*>`[]\"'\\x%#-=").unwrap()),
                4 => text.extend_from_within(at..(at + 80).min(text.len())),
                _ => text.extend(
                    printed(*random.choice(&shapes).unwrap(), &message[..20.min(message.len())])
                        .unwrap()
                        .bytes(),
                ),
            }
            if text.is_empty() {
                text.push(b'0');
            }
        }
        if is_read_within_bounds(&text) { read += 1 } else { refused += 1 }
    }
    assert!(read > 10_000 && refused > 1_000, "{read} read, {refused} refused");
}

#[test]
fn squeezed_lines_are_filled_in_and_told_within_bounds() {
    let text = b"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000040  01                                                |.|\n00000041\n";
    let dump = Dump::read(text).unwrap();
    assert_eq!(bytes(&dump), [vec![0; 64], vec![1]].concat());
    assert_eq!(
        dump.note(Some(NoteKind::Squeezed)).unwrap().to_string(),
        "squeezed lines are filled in: 48 bytes"
    );
    // Some bytes of text cannot stand for gigabytes.
    let bomb =
        b"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n7ffffff0  01\n";
    let dump = Dump::read(bomb).unwrap();
    assert_eq!((dump.len(), dump.note(None).unwrap().kind()), (16, NoteKind::Gap));
    // Nothing says where they end.
    let open = b"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n";
    assert_eq!(Dump::read(open).unwrap().note(None).unwrap().kind(), NoteKind::LeftOut);
}

#[test]
fn words_are_put_right_by_their_text_or_asked_for() {
    let message = all().into_iter().find(|message| message.len() > 100).unwrap();
    let message = &message;
    for shape in [Shape::LinuxWords, Shape::LinuxDwords] {
        let text = printed(shape, message).unwrap();
        let dump = Dump::read(text.as_bytes()).unwrap();
        assert!(dump.in_other_order().is_none(), "the text column says it: {text}");
        // Without it, nothing does.
        let bare: String = text
            .lines()
            .map(|line| line.split_at(line.rfind("  ").unwrap()).0.trim_end().to_owned() + "\n")
            .collect();
        let dump = Dump::read(bare.as_bytes()).unwrap();
        assert_eq!(dump.note(None).unwrap().kind(), NoteKind::Order, "{dump}\n{bare}");
        let both = [bytes(&dump), bytes(&dump.in_other_order().unwrap())];
        assert!(both.contains(message), "{bare}");
    }
}

#[test]
fn bytes_that_are_no_text_are_taken_as_they_are() {
    for message in all() {
        let dump = Dump::read(&message).unwrap();
        assert_eq!((dump.shape(), dump.confidence()), (Shape::Binary, Confidence::Certain));
        assert_eq!(bytes(&dump), message);
    }
    let utf16: Vec<u8> = "\u{feff}0000  26 00".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Dump::read(&utf16).unwrap_err().kind(), DumpErrorKind::Utf16);
    assert_eq!(Dump::read(b"\x1b[1m26 00\x1b[0m").unwrap_err().kind(), DumpErrorKind::Control);
}

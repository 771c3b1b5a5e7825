//! Messages whose cost is measured: `instructions.rs` counts what the crate takes for them, `cargo xtask figures` what others take.

/// The longest reply that Windows clients make room for.
pub(crate) const LONGEST: usize = 56 * 1024;

/// Little-endian.
pub(crate) fn words(words: impl IntoIterator<Item = u16>) -> Vec<u8> {
    words.into_iter().flat_map(u16::to_le_bytes).collect()
}

/// A name of so many characters, with its NUL.
pub(crate) fn text(units: usize) -> Vec<u8> {
    let mut text = b"\\\0".to_vec();
    text.extend(b"n\0".repeat(units - 1));
    text.extend([0, 0]);
    text
}

/// Two targets of version 4, as Windows lays them out: path and alternate path shared, everything packed.
pub(crate) fn reply_252() -> Vec<u8> {
    let mut message = words([48, 2, 2, 0]);
    message.extend(words([4, 34, 0, 4, 1800, 0, 68, 118, 168]));
    message.extend([0; 16]);
    message.extend(words([4, 34, 0, 0, 1800, 0, 34, 84, 168]));
    message.extend([0; 16]);
    message.extend([text(24), text(24), text(16), text(20)].concat());
    assert_eq!(message.len(), 252);
    message
}

/// Entries of `size` bytes on one string, as long as they leave room for.
pub(crate) fn shared_strings(size: u16, count: u16) -> Vec<u8> {
    let mut message = words([0, count, 2, 0]);
    for entry in 0..count {
        let to_strings = (count - entry) * size;
        message.extend(words([3, size, 0, 0, 600, 0, to_strings, to_strings, to_strings]));
        message.extend(vec![0; usize::from(size) - 18]);
    }
    message.extend(text((LONGEST - message.len()) / 2 - 1));
    message
}

/// Name lists of 18 bytes that share one run of `name`s, each claiming as many as it can.
pub(crate) fn name_lists(count: u16, name: &[u8]) -> Vec<u8> {
    let mut message = words([0, count, 0, 0]);
    let run = LONGEST - message.len() - usize::from(count) * 18;
    // As many empty names as the budget for all lists allows.
    let all = (2 * LONGEST).min(run * usize::from(count));
    let names = if name == [0, 0] { u16::try_from(all / 2 / usize::from(count)).unwrap() } else { 1 };
    let names_len = (run / name.len() - 1) * name.len();
    for entry in 0..count {
        let to_names = (count - entry) * 18;
        let to_end = to_names + u16::try_from(names_len).unwrap();
        message.extend(words([3, 18, 0, 2, 600, 0, to_end, names, to_names]));
    }
    message.extend(&name.repeat(run / name.len())[..names_len]);
    message.extend([0, 0]);
    message
}

/// As many of the smallest entries as fit.
pub(crate) fn v1_entries() -> Vec<u8> {
    let count = u16::try_from((LONGEST - 8) / 10).unwrap();
    let mut message = words([0, count, 3, 0]);
    (0..count).for_each(|_| message.extend(words([1, 10, 0, 0, 0])));
    message
}

/// `SYSVOL` of a domain, and so many controllers that have it.
pub(crate) fn sysvol(count: u16) -> (&'static str, Vec<String>) {
    let names = (0..count).map(|dc| format!(r"\dc{dc:04}.contoso.example\SYSVOL"));
    (r"\contoso.example\SYSVOL", names.collect())
}

/// These as targets of version 4, as Windows writes them: path and alternate path shared, each target with a name of its own.
pub(crate) fn targets(count: u16) -> Vec<u8> {
    let units = |text: &str| words(text.encode_utf16().chain([0]));
    let (path, names) = sysvol(count);
    let (path, names) = (units(path), names.iter().map(|name| units(name)));
    let mut message = words([u16::try_from(path.len() - 2).unwrap(), count, 2, 0]);
    let (mut name_at, mut strings) = (path.len() * 2, path.repeat(2));
    for (entry, name) in (0..count).zip(names) {
        let to_strings = usize::from(count - entry) * 34;
        message.extend(words([4, 34, 0, if entry == 0 { 4 } else { 0 }, 900, 0]));
        message.extend(words([0, path.len(), name_at].map(|at| u16::try_from(to_strings + at).unwrap())));
        message.extend([0; 16]);
        name_at += name.len();
        strings.extend(name);
    }
    message.extend(strings);
    message
}

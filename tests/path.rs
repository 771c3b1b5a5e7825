//! Paths: held against a slow model that was written from the rules alone, and through real referrals.

#[path = "reference/path.rs"]
mod model;
mod reference;
mod support;

use dfsc::PathErrorKind::{EmptyTarget, InsideComponent, NothingConsumed, Odd, PastEnd};
use dfsc::{AnyText, DfsPath, EncodeErrorKind, PathErrorKind, Request, Response, Text, Utf16Le, upper_case};
use fastrand::Rng;

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn bytes(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

/// Few letters, so that paths are often alike; characters of two units, their halves, and units that hold the bytes of separators.
const ALPHABET: [&[u16]; 12] = [
    &[0x5c],
    &[0x5c],
    &[0x5c],
    &[0x2f],
    &[0x61],
    &[0x41],
    &[0x62],
    &[0xe9],
    &[0xc9],
    &[0xd83d, 0xde00],
    &[0xde00],
    &[0x5c2f],
];

fn random(rng: &mut Rng, most: usize) -> Vec<u16> {
    (0..rng.usize(..=most)).flat_map(|_| ALPHABET[rng.usize(..ALPHABET.len())]).copied().collect()
}

/// All that is said of two texts and a number must be what the model says.
fn check<T: Text, U: Text>(path: T, prefix: U, path_consumed: u16) {
    let (path_units, prefix_units): (Vec<_>, Vec<_>) =
        (path.utf16_units().collect(), prefix.utf16_units().collect());
    let of = |text: T| text.utf16_units().collect::<Vec<_>>();
    let (path, other) = (DfsPath::new(path), DfsPath::new(prefix));

    let components: Vec<_> = path.components().map(of).collect();
    assert_eq!(components, model::components(&path_units));
    assert_eq!(path.is_same(other), model::is_same(&path_units, &prefix_units, &upper_case));
    assert_eq!(path.starts_with(other), model::starts_with(&path_units, &prefix_units, &upper_case));
    let covered = model::covered(&path_units, &prefix_units, &upper_case);
    assert_eq!(
        path.strip_prefix(other).map(|rest| of(rest.text())),
        covered.map(|covered| path_units[covered..].to_vec())
    );
    assert_eq!(path.path_consumed(other), model::path_consumed(&path_units, &prefix_units, &upper_case));

    let split = path.split_consumed(path_consumed);
    assert_eq!(
        split
            .map(|(covered, rest)| (of(covered.text()), of(rest.text())))
            .map_err(|error| named(error.kind())),
        model::split(&path_units, path_consumed)
    );
    let rewritten = path.rewrite(path_consumed, prefix);
    if let Ok(rewritten) = rewritten {
        let expected: Vec<u16> = rewritten.units().collect();
        let mut buffer = vec![0xa5; rewritten.encoded_len() + 3];
        assert_eq!(rewritten.encode(&mut buffer).unwrap().as_bytes(), bytes(&expected));
        assert_eq!(buffer[rewritten.encoded_len()..], [0xa5; 3]);
        assert_eq!(rewritten.to_string(), String::from_utf16_lossy(&expected));
    }
    assert_eq!(
        rewritten.map(|rewritten| rewritten.units().collect()).map_err(|error| named(error.kind())),
        model::rewrite(&path_units, path_consumed, &prefix_units)
    );
}

fn named(kind: PathErrorKind) -> &'static str {
    match kind {
        Odd => "Odd",
        PastEnd => "PastEnd",
        InsideComponent => "InsideComponent",
        NothingConsumed => "NothingConsumed",
        EmptyTarget => "EmptyTarget",
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_model_says_the_same_of_random_paths() {
    let mut rng = Rng::with_seed(7);
    let (mut prefixes, mut rewritten) = (0, 0);
    for _ in 0..200_000 {
        let path = random(&mut rng, 9);
        // Every other time a piece of the path itself, perhaps in the other case.
        let prefix = if rng.bool() {
            random(&mut rng, 4)
        } else {
            path.iter()
                .take(rng.usize(..=path.len()))
                .map(|unit| if *unit == 0x61 { 0x41 } else { *unit })
                .collect()
        };
        let (path_bytes, prefix_bytes) = (bytes(&path), bytes(&prefix));
        let (text, other) = (Utf16Le::new(&path_bytes).unwrap(), Utf16Le::new(&prefix_bytes).unwrap());
        let path_consumed = rng.u16(..=u16::try_from(path_bytes.len()).unwrap() + 2);
        check(text, other, path_consumed);
        prefixes += usize::from(DfsPath::new(text).starts_with(DfsPath::new(other)));
        rewritten += usize::from(DfsPath::new(text).rewrite(path_consumed, other).is_ok());
        if let (Ok(path), Ok(prefix)) = (String::from_utf16(&path), String::from_utf16(&prefix)) {
            check(&*path, other, path_consumed);
            check(text, &*prefix, path_consumed);
            check(&*path, &*prefix, path_consumed);
            check(AnyText::str(&path), AnyText::utf16(other), path_consumed);
            check(AnyText::utf16(text), AnyText::str(&prefix), path_consumed);
        }
    }
    assert!(prefixes > 20_000 && rewritten > 10_000, "{prefixes} {rewritten}");
}

#[test]
fn components_stand_between_separators_of_either_kind() {
    let none: &[&str] = &[];
    for (path, expected) in [
        ("", none),
        ("\\", none),
        ("\\/\\//", none),
        ("a", &["a"]),
        ("\\a", &["a"]),
        ("\\\\a\\", &["a"]),
        ("\\a\\b", &["a", "b"]),
        ("a\\\\\\b\\\\", &["a", "b"]),
        ("/a/b\\c/", &["a", "b", "c"]),
        ("\\.\\..\\ ", &[".", "..", " "]),
        ("\\日本語\\😀", &["日本語", "😀"]),
        // Units that hold the byte of a separator, but are none.
        ("\u{5c00}\u{2f00}\u{5c5c}\\\u{15c}\u{12f}", &["\u{5c00}\u{2f00}\u{5c5c}", "\u{15c}\u{12f}"]),
    ] {
        assert!(DfsPath::new(path).components().eq(expected.iter().copied()), "{path}");
        let bytes = bytes(&units(path));
        let text = DfsPath::new(Utf16Le::new(&bytes).unwrap());
        assert!(text.components().map(|part| part.to_string()).eq(expected.iter().copied()), "{path}");
    }
}

#[test]
fn components_lie_where_they_are_in_the_path() {
    let message = [&[0xaa], &bytes(&units("\\ab\\\\c"))[..]].concat();
    let path = DfsPath::new(Utf16Le::new(&message[1..]).unwrap());
    let spans: Vec<_> = path.components().map(|part| part.span_in(&message).unwrap()).collect();
    assert_eq!(spans, [3..7, 11..13]);
}

#[test]
fn a_prefix_is_one_of_whole_components() {
    let path = DfsPath::new(r"\Srv\Data\x");
    for prefix in ["", r"\", r"\srv", "srv", r"\\SRV\", "/srv/data", r"\srv\\data\", r"\srv\data\X"] {
        assert!(path.starts_with(DfsPath::new(prefix)), "{prefix}");
    }
    for prefix in [r"\sr", r"\srv\dat", r"\srv\data2", r"\srv\data\x\y", r"\srv\x", "x"] {
        assert!(!path.starts_with(DfsPath::new(prefix)), "{prefix}");
    }
}

/// What a user sees of a path that is taken through a referral.
fn rewritten(path: &str, path_consumed: u16, target: &str) -> Result<String, PathErrorKind> {
    match DfsPath::new(path).rewrite(path_consumed, target) {
        Ok(rewritten) => Ok(rewritten.to_string()),
        Err(error) => Err(error.kind()),
    }
}

#[test]
fn a_path_goes_through_a_referral_in_the_callers_case() {
    let ok = |path: &str| Ok(path.to_owned());
    // The covered part is `\Srv\DFS` of 8 units.
    for path in
        [r"\Srv\DFS\Über\x.TXT", r"\\Srv\DFS\Über\x.TXT", "/Srv/DFS/Über/x.TXT", r"\Srv\DFS\\Über\x.TXT\"]
    {
        assert_eq!(rewritten(path, 16, r"\t\d"), ok(r"\t\d\Über\x.TXT"), "{path}");
    }
    // Nothing is left, or only separators; the server may have counted one of them.
    for (path, path_consumed) in
        [(r"\srv\dfs", 16), (r"\srv\dfs\", 16), (r"\srv\dfs\", 18), (r"\\srv\dfs\\", 16)]
    {
        assert_eq!(rewritten(path, path_consumed, r"\t\d"), ok(r"\t\d"), "{path} {path_consumed}");
    }
    // It was asked for without the backslash, and counted so.
    assert_eq!(rewritten(r"srv\dfs\x", 14, r"\t\d"), ok(r"\t\d\x"));
    // What is written has one backslash before each component, whatever the target has.
    for target in [r"\\t\d", "t/d/", r"\t\\d\"] {
        assert_eq!(rewritten(r"\srv\dfs\x", 16, target), ok(r"\t\d\x"), "{target}");
    }
    // Characters of two units count as two, on either side of the cut.
    assert_eq!(rewritten(r"\s\😀\😀x", 10, r"\t\😀"), ok(r"\t\😀\😀x"));
}

#[test]
fn a_path_consumed_that_cannot_be_is_an_error_of_its_own() {
    let refused = |path, path_consumed| rewritten(path, path_consumed, r"\t\d").unwrap_err();
    assert_eq!(refused(r"\srv\dfs", 15), Odd);
    assert_eq!(refused(r"\srv\dfs", 18), PastEnd);
    assert_eq!(refused(r"\\srv\dfs", 18), PastEnd);
    assert_eq!(refused(r"\srv\dfs", u16::MAX - 1), PastEnd);
    assert_eq!(refused(r"\srv\dfs", 14), InsideComponent);
    // Between the halves of a character.
    assert_eq!(refused(r"\s\😀", 8), InsideComponent);
    for path_consumed in [0, 2] {
        assert_eq!(refused(r"\srv\dfs", path_consumed), NothingConsumed);
    }
    assert_eq!(refused("", 0), NothingConsumed);
    for target in ["", r"\", "//"] {
        assert_eq!(rewritten(r"\srv\dfs", 16, target), Err(EmptyTarget), "{target}");
    }
}

#[test]
fn an_error_says_what_is_wrong() {
    for (path_consumed, sentence) in [
        (15, "PathConsumed is 15, which cuts a UTF-16 unit"),
        (18, "PathConsumed is 18, past the end of the path"),
        (14, "PathConsumed is 14, which ends inside a component of the path"),
        (0, "PathConsumed is 0, which covers no component of the path"),
        (16, "PathConsumed is 16, but the target has no component"),
    ] {
        let error = DfsPath::new(r"\srv\dfs").rewrite(path_consumed, "").unwrap_err();
        assert_eq!((error.path_consumed(), error.to_string()), (path_consumed, sentence.to_owned()));
    }
}

#[test]
fn a_buffer_that_is_too_small_for_the_rewritten_path_is_refused() {
    let rewritten = DfsPath::new(r"\srv\dfs\x").rewrite(16, r"\t\d").unwrap();
    for room in 0..12 {
        let error = rewritten.encode(&mut vec![0; room]).unwrap_err();
        assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall);
        assert_eq!((error.value(), error.limit() as usize), (12, room));
    }
    assert_eq!(rewritten.encode(&mut [0; 12]).unwrap(), r"\t\d\x");
}

#[test]
fn every_captured_referral_leads_its_request_to_its_targets() {
    let mut followed = 0;
    for capture in support::captures() {
        let Some(response) = capture.response.as_deref() else { continue };
        let (Ok(request), Ok(response)) = (Request::parse(&capture.request), Response::parse(response))
        else {
            continue;
        };
        // Where the request was sent in bytes of another character set, PathConsumed still counts UTF-16.
        if capture.name.contains("oem") || response.path_consumed() == 0 {
            continue;
        }
        for target in response.referrals().filter_map(|referral| referral.target()) {
            let path = DfsPath::new(request.request_file_name());
            let (covered, _) = path.split_consumed(response.path_consumed()).unwrap();
            let address = target.network_address().unwrap();
            let rewritten = path.rewrite(response.path_consumed(), address).unwrap().to_string();
            // The server counted what it calls the path.
            assert!(covered.is_same(DfsPath::new(target.dfs_path().unwrap())), "{}", capture.name);
            let rest = path.strip_prefix(covered).unwrap();
            let expected = DfsPath::new(address).components().chain(rest.components());
            assert!(DfsPath::new(&*rewritten).components().eq(expected.map(|part| part.to_string())));
            assert_eq!(
                path.path_consumed(covered),
                Some(response.path_consumed().into()),
                "{}",
                capture.name
            );
            followed += 1;
        }
    }
    assert_eq!(followed, 132);
}

#[test]
fn version_1_has_no_path_of_its_own_and_needs_none() {
    // Drawn: 46 bytes consumed, two roots.
    let vector = support::vectors().into_iter().find(|vector| vector.name == "v1-two-entries").unwrap();
    let response = Response::parse(&vector.bytes).unwrap();
    let path = DfsPath::new(r"\contoso.example\public\Docs\x");
    let targets = response.referrals().map(|referral| {
        let target = referral.target().unwrap();
        assert_eq!(target.dfs_path(), None);
        path.rewrite(response.path_consumed(), target.network_address().unwrap()).unwrap().to_string()
    });
    let expected =
        [r"\fs1.contoso.example\public\Docs\x", r"\fs10.contoso.example\public\Docs\x"].map(str::to_owned);
    assert!(targets.eq(expected));
}

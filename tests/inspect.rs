//! The example as its users meet it: what it prints, what it guesses, and how it fails.
//!
//! `UPDATE_GOLDEN=1` writes what it prints to `tests/golden` instead of comparing it: read the difference.

mod reference;
mod support;

use serde_json::json;
use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::{env, fs};
use support::{Messages, build_example, is_golden, messages, tests, vectors};

/// The example, built once.
fn inspect() -> Command {
    static PATH: OnceLock<String> = OnceLock::new();
    example("inspect", &PATH)
}

fn example(name: &str, path: &OnceLock<String>) -> Command {
    let path = path.get_or_init(|| build_example(name));
    let mut example = Command::new(path);
    example.current_dir(tests());
    example
}

/// Lines are wide, so that what is looked for is in one.
fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
    inspect().env("COLUMNS", "200").args(arguments).output().unwrap()
}

fn run_on(arguments: &[&str], input: &[u8]) -> Output {
    let mut inspect = inspect();
    let pipes = inspect
        .env("COLUMNS", "200")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What is shown of fields, without the findings below.
fn tree(output: &Output) -> String {
    let shown = stdout(output);
    shown.split_once("\nfindings: ").map_or(shown.clone(), |(tree, _)| tree.to_owned())
}

/// What is shown of the bytes, without how they were read.
fn page(output: &Output) -> String {
    let shown = stdout(output);
    shown.split_once('\n').map_or(String::new(), |(_, page)| page.to_owned())
}

/// What is shown, with one space where there are several.
fn squeezed(output: &Output) -> String {
    let lines = stdout(output);
    lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output, message: &str) {
    assert_eq!((output.status.code(), stdout(output)), (Some(2), String::new()), "{}", stderr(output));
    assert_eq!(stderr(output), format!("inspect: {message}\n"));
}

#[test]
fn what_the_other_example_writes_is_read() {
    static PATH: OnceLock<String> = OnceLock::new();
    let reply = example("reply", &PATH).output().unwrap();
    assert!(reply.status.success(), "{}", stderr(&reply));
    assert!(stdout(&reply).starts_with("# \"\\\\127.0.0.1\\\\dfs\\\\link1\\\\hello.txt\" asks"));
    let shown = run_on(&["-"], &reply.stdout);
    assert!(shown.status.success(), "{}", stderr(&shown));
    for line in [
        "PathConsumed 40 (bytes, 20 UTF-16 units)",
        "NumberOfReferrals 2",
        "NetworkAddress \"\\\\fs1.contoso.example\\\\data\"",
        "NetworkAddress \"\\\\fs2.contoso.example\\\\data\"",
    ] {
        assert!(squeezed(&shown).contains(line), "{line} is not in\n{}", stdout(&shown));
    }

    // A request for another path is refused.
    let refused = example("reply", &PATH).arg("04005c0061000000").output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn messages_are_shown_as_in_the_golden_files() {
    let golden = [
        ("request-v4", 0),
        ("request-domain", 0),
        ("request-ex-windows-site", 0),
        ("request-ex-units", 0),
        ("v1-two-entries", 0),
        ("v2-link", 0),
        ("v2-zero-offsets", 0),
        ("v3-link", 0),
        ("v3-domain-18", 0),
        ("v3-dc-34", 0),
        ("v3-no-entries", 0),
        ("v3-lone-surrogate", 0),
        ("v4-link-two-sets", 0),
        ("v4-namelist-dc-34", 0),
        ("broken-second-entry", 1),
        ("broken-size-overlap", 1),
    ];
    let bare = golden.map(|(name, code)| ("vectors", name, code));
    let carried = [("carriers", "broken-smb1-reply", 1)];
    // What the findings are for: with `request-ex-units` above, messages that a server's or a client's author gets wrong.
    let bad = [
        ("truncated-reply", 1),
        ("v4-to-level-3", 0),
        ("path-consumed-in-characters", 0),
        ("two-backslash-target", 0),
        ("domain-reply-with-names", 0),
    ];
    let bad = bad.map(|(name, code)| ("bad", name, code));
    for (folder, name, code) in bare.into_iter().chain(carried).chain(bad) {
        // As most terminals are.
        let output = inspect().env("COLUMNS", "80").arg(format!("{folder}/{name}.hex")).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{name}: {}", stderr(&output));
        let shown = stdout(&output);
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{name}");
        is_golden(name, &(shown + &stderr(&output)));
    }
}

#[test]
fn json_tells_of_a_broken_reply_in_its_carrier_what_is_good_around_the_break() {
    let output = run(["--json", "carriers/broken-smb1-reply.hex"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()));
    let line = stdout(&output);
    assert_eq!(line.matches('\n').count(), 1);
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(json["carrier"], json!(["nbss", "smb1-trans2"]));
    assert_eq!((&json["kind"], &json["complete"]), (&json!("response"), &json!(false)));
    assert_eq!(json["status"], json!({"value": 0, "name": "STATUS_SUCCESS"}));
    assert_eq!(json["error"]["kind"], "OffsetPastEnd");
    assert_eq!(json["error"]["field"], "NetworkAddressOffset");
    assert_eq!(json["error"]["offset"], 118);
    // The target of the second entry.
    assert_eq!(json["unclaimed"], json!([[246, 266]]));
    let fields = json["fields"].as_array().unwrap();
    let of = |name: &str, key: &str| -> Vec<serde_json::Value> {
        fields.iter().filter(|field| field["name"] == name).map(|field| field[key].clone()).collect()
    };
    assert_eq!(of("TimeToLive", "value"), [600; 3]);
    assert_eq!(of("DFSPath", "value"), [r"\srv\dfs\docs"; 3]);
    assert_eq!(of("NetworkAddress", "value"), [r"\fs1\docs", r"\fs3\docs"]);
    assert_eq!(of("NetworkAddressOffset", "refers_to"), [json!([226, 246]), json!(null), json!([266, 286])]);
    let first = fields.iter().position(|field| field["name"] == "DFSPath").unwrap();
    assert_eq!(of("DFSPath", "same_as"), [json!(null), json!(first), json!(first)]);
}

/// The fields of the first message of a kind, counted from where it begins.
fn message(lines: &str, kind: &str) -> serde_json::Value {
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let messages = lines.flat_map(|line| {
        let others = line["others"].as_array().unwrap().clone();
        [line].into_iter().chain(others)
    });
    let message = messages.into_iter().find(|message| message["kind"] == kind).unwrap();
    let fields = message["fields"].as_array().unwrap();
    let first = fields.iter().position(|field| field["section"] == "[MS-DFSC] 2.2.4").unwrap();
    let base = fields[first]["start"].as_u64().unwrap();
    let moved = |place: &serde_json::Value| place.as_u64().map(|place| place - base);
    let fields = fields[first..].iter().map(|field| {
        let to = field["refers_to"].as_array().map(|to| to.iter().map(moved).collect::<Vec<_>>());
        let same = field["same_as"].as_u64().map(|number| number - first as u64);
        json!([
            field["name"],
            moved(&field["start"]),
            moved(&field["end"]),
            field["depth"],
            field["value"],
            to,
            same
        ])
    });
    fields.collect()
}

#[test]
fn whatever_shows_a_reply_it_is_the_same_tree() {
    let shown = ["stream.hex", "tcpdump-X.txt", "tcpdump-plain.txt", "tcpdump-XX.txt", "ndrdump.txt"];
    let over = |dialect: &'static str| shown.map(|file| format!("dumps/same-reply/{dialect}/{file}"));
    let log = ["dumps/same-reply/smb1/smbd-d10.txt".to_owned()];
    let mut trees = Vec::new();
    for file in over("smb1").into_iter().chain(over("smb2")).chain(log) {
        let output = run(["--json", &file]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()), "{file}");
        trees.push((file, message(&stdout(&output), "response")));
    }
    let (_, tree) = &trees[0];
    assert!(tree.as_array().unwrap().len() > 25, "{tree}");
    assert_eq!(tree[1], json!(["PathConsumed", 0, 2, 1, 38, null, null]));
    for (file, other) in &trees {
        assert_eq!(other, tree, "{file}");
    }

    // Quoted in a mail, as the kernel logs it: words of four bytes, and the last row of another size.
    let [mail, hex] = ["dumps/mail.txt", "bad/truncated-reply.hex"].map(|file| run(["--json", file]));
    assert_eq!((mail.status.code(), hex.status.code()), (Some(1), Some(1)));
    assert_eq!(message(&stdout(&mail), "response"), message(&stdout(&hex), "response"));

    // In a whole conversation, and in the log of the server, the request is found as well, and the reply is held against it.
    for (file, messages) in [
        ("smb1/tcpdump-X-conversation.txt", 4),
        ("smb2/tcpdump-X-conversation.txt", 4),
        ("smb1/smbd-d10.txt", 2),
    ] {
        let output = run([format!("dumps/same-reply/{file}")]);
        assert_eq!(output.status.code(), Some(0), "{file}: {}", stdout(&output));
        assert_eq!(stdout(&output).matches("\n-- packet ").count(), messages, "{file}");
    }
}

#[test]
fn cargo_runs_it_by_its_name() {
    let run = ["run", "--quiet", "--example", "inspect", "--", "03 00 5c 00 64 00"];
    let output =
        Command::new(env!("CARGO")).args(run).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success());
    assert!(stdout(&output).contains("\nkind: DC referral request (1 component)\n"));
}

#[test]
fn every_message_in_the_tests_is_guessed_right() {
    let Messages { requests, requests_ex, responses } = messages();
    let guessed = |message: &[u8]| {
        let shown = stdout(&run_on(&["-"], message));
        let mut lines = shown.lines();
        assert!(lines.next().unwrap().contains(" bytes, from bytes as they are (certain)"), "{shown}");
        let why = lines.next().unwrap();
        assert!(why.starts_with("guessed, as "), "{why}");
        lines.find(|line| !line.is_empty() && !line.starts_with(' ')).unwrap().to_owned()
    };
    for (kind, messages) in [
        ("referral request", requests),
        ("extended referral request", requests_ex),
        ("referral reply", responses),
    ] {
        assert!(messages.len() >= 11, "{kind}: {}", messages.len());
        // There is nothing to guess in no bytes.
        for (name, message) in messages.iter().filter(|(_, message)| !message.is_empty()) {
            assert_eq!(guessed(message), kind, "{name}");
        }
    }
}

#[test]
fn messages_that_nobody_sent_are_guessed_by_what_can_stand_where() {
    let (request, request_ex, response) =
        ("\n\nreferral request\n", "\n\nextended referral request\n", "\n\nreferral reply\n");
    let messages = [
        // A request with text behind the NUL of its empty path, one with zeros there, and one of an unknown level.
        (request, "0300 0000 5c00 6100 0000 0000"),
        (request, "0300 0000 0000 0000"),
        (request, "0700 5c00 6400 0000"),
        // An extended request whose data length is too small, and one for domains, cut.
        (request_ex, "0000 0100 0a000000 0800 5c0073005c006400 0800 5c0073005c006400"),
        (request_ex, "0400 0000 04000000 0200"),
        // The headers of domain replies, cut, and without entries; one cut inside its header.
        (response, "0000 0200 00000000"),
        (response, "0000 0000 00000000"),
        (response, "1c00 01"),
        // More entries than there are control characters; flags that nobody has defined; an unknown version.
        (response, "0000 2800 00000000 0300 2200 0000 0200"),
        (response, "1c00 0100 00010000 0300 2200 0000 0000"),
        (response, "1c00 0100 02000000 0500 0800 0000 0000"),
    ];
    for (structure, message) in messages {
        let shown = stdout(&run([message]));
        assert!(shown.contains(structure), "{message}\n{shown}");
    }
}

#[test]
fn what_it_is_told_it_does_not_guess() {
    let zeros = "0000 0000 0000 0000 0000";
    for (kind, shown) in [
        ("request", "referral request"),
        ("request-ex", "extended referral request"),
        ("response", "referral reply"),
    ] {
        for arguments in [["--as", kind, zeros], [zeros, "--as", kind]] {
            let output = run(arguments);
            assert_eq!(output.status.code(), Some(0), "{kind}");
            let page = format!(
                "10 bytes, from hex words (likely)\n  could also be (--format): rows\nas told\n\n{shown}\n"
            );
            assert!(stdout(&output).starts_with(&page), "{}", stdout(&output));
        }
    }
}

#[test]
fn a_reply_is_checked_against_the_request_that_is_given() {
    // A reply of version 4 for \contoso.example\public\reports, and three requests.
    let reply = "bad/two-backslash-target.hex";
    let request = |level: u8, path: &str| {
        let units = path.encode_utf16().chain([0]).flat_map(u16::to_le_bytes);
        [level, 0].into_iter().chain(units).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    };
    let found = |request: &str| {
        let output = run(["--request", request, reply]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let shown = stdout(&output);
        let codes = shown.lines().filter_map(|line| line.trim().split_once(", [MS-"));
        codes.map(|(code, _)| code.to_owned()).collect::<Vec<_>>()
    };
    let two = ["path-leading-separators", "compat-target-backslash"];
    assert_eq!(found(&request(4, r"\contoso.example\public\reports\May")), two);
    assert_eq!(
        found(&request(3, r"\contoso.example\public\reports")),
        ["version-above-level", two[0], two[1]]
    );
    assert_eq!(found(&request(4, r"\CONTOSO.example\public\reports")), ["compat-case", two[0], two[1]]);

    // It may be in a carrier, or in a file.
    let exchange = "bad/v4-to-level-3.hex";
    assert!(found(exchange).starts_with(&["path-consumed-past-request".to_owned()]));

    refused(&run(["--request"]), "--request needs a request; try --help");
    refused(&run(["--request", reply, reply]), "what --request names holds no request; try --help");
    refused(
        &run(["--request", "0", reply]),
        "0: no such file, and as text: no dump that is known: its line 1 does not fit at character 1",
    );
}

#[test]
fn bytes_and_hex_from_a_file_and_from_a_pipe_are_one_message() {
    let vector = vectors().into_iter().find(|vector| vector.name == "v4-root").unwrap();
    let text = fs::read(tests().join("vectors/v4-root.hex")).unwrap();
    let binary = env::temp_dir().join(format!("dfsc-inspect-{}", std::process::id()));
    fs::write(&binary, &vector.bytes).unwrap();
    let outputs = [
        run([OsStr::new("vectors/v4-root.hex")]),
        run([binary.as_os_str()]),
        run_on(&["-"], &text),
        run_on(&["-"], &vector.bytes),
    ];
    fs::remove_file(&binary).unwrap();
    assert!(stdout(&outputs[0]).starts_with("284 bytes, from hex bytes (likely)\n"));
    assert!(stdout(&outputs[1]).starts_with("284 bytes, from bytes as they are (certain)\n"));
    for output in &outputs {
        assert_eq!((output.status.code(), page(output)), (Some(0), page(&outputs[0])));
    }
}

#[test]
fn hex_may_be_written_in_many_ways() {
    let plain = page(&run(["03005c0064000000"]));
    assert!(plain.contains("\"\\\\d\"\n"));
    for digits in [
        "0300 5C00 6400 0000",
        "03:00:5c:00:64:00:00:00",
        "0x03, 0x00, 0x5c, 0x00, 0x64, 0x00, 0x00, 0X00",
        "0300 # level 3\n5c00 6400 # \\d\n\n0000",
    ] {
        assert_eq!(page(&run([digits])), plain, "{digits:?}");
    }
}

#[test]
fn an_error_stands_where_it_belongs_and_at_the_end_of_stderr() {
    // An entry of unknown version, one with an offset into its own fixed part, and one that has no room.
    let output = run(["1c00 0300 02000000 0500 0a00 0000 0000 ffff \
                       0300 1200 0000 0000 58020000 0400 0000 0000"]);
    let first = "VersionNumber at byte 8 is 5, but only versions 1 to 4 are defined";
    let second =
        "DFSPathOffset at byte 30 is 4, which lies inside the 18 bytes of the entry's own fixed part";
    let third = "VersionNumber at byte 36 is cut off: the message ends at byte 36";
    let count = "NumberOfReferrals at byte 2 is 3, but what follows has room for only 3";
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), format!("error: {first}\n"));
    let shown = tree(&output);
    assert!(!shown.contains(count));
    let lines: Vec<_> = shown.lines().collect();
    let place = |text: &str| lines.iter().position(|line| line.contains(text)).unwrap();
    let complaint = |text: &str| lines.iter().position(|line| line.trim() == format!("! {text}")).unwrap();
    assert_eq!(complaint(first), place("     8  05 00") + 1);
    assert_eq!(complaint(second), place("    30  04 00") + 1);
    // The third entry has no bytes at all; nor has any field those behind the unknown one.
    assert_eq!(complaint(third), place("entry 3 of 3") + 1);
    assert_eq!(lines[lines.len() - 2..], ["        bytes of no field", "     16  ff ff"]);
    // What is wrong is marked beside its bytes, too, where it has any.
    assert_eq!(shown.matches("! ").count(), 3 + 5);
}

#[test]
fn a_name_that_cannot_be_read_is_told_once_behind_those_that_can() {
    let output = run(["0000 0100 00000000 0300 1200 0000 0200 58020000 0000 0200 1200 6100 0000 6200"]);
    let sentence = "ExpandedName at byte 30 has no NUL in the 2 bytes before the message ends at byte 32";
    let lines = format!("26 61 00 00 00 ExpandedName \"a\"\n! {sentence}\n");
    assert!(squeezed(&output).contains(&lines), "{}", stdout(&output));
    assert_eq!(tree(&output).matches(sentence).count(), 1);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), format!("error: {sentence}\n")));
}

#[test]
fn what_cannot_be_found_is_said() {
    // The first of three entries has no usable Size.
    let output = run([format!("1c00 0300 02000000 0300 0400 0000 0000 {}", "00".repeat(20))]);
    assert_eq!(output.status.code(), Some(1));
    let zeros = " 00".repeat(16);
    let end = format!(
        "\nEntries 2 to 3 of 3 cannot be found.\n\n        bytes of no field\n     16 {zeros}\n     32  00 00 00 00\n"
    );
    assert!(tree(&output).ends_with(&end), "{}", stdout(&output));
    let sentence =
        "Size at byte 10 is 4, so that the next entry begins inside this one, of at least 18 bytes";
    assert_eq!(tree(&output).matches(sentence).count(), 1, "once, not for each string");
}

#[test]
fn a_request_that_cannot_be_read_shows_its_fields_and_the_error() {
    // An announced site that is not there.
    let output = run(["0400 0100 06000000 0400 6100 6200"]);
    assert_eq!(output.status.code(), Some(1));
    let sentence = "SiteNameLength at byte 14 is cut off: the message ends at byte 14";
    assert!(squeezed(&output).contains("2 01 00 RequestFlags 1 (SiteName)\n"));
    // The name is there all the same.
    let lines = format!(
        "8 04 00 RequestFileNameLength 4 (bytes)\n! {sentence}\n10 61 00 62 00 RequestFileName \"ab\"\n"
    );
    assert!(squeezed(&output).contains(&lines), "{}", stdout(&output));
    assert_eq!(stderr(&output), format!("error: {sentence}\n"));
}

#[test]
fn hostile_text_reaches_no_terminal() {
    // ESC, a line feed, RIGHT-TO-LEFT OVERRIDE, an unpaired surrogate, a quotation mark.
    let output = run(["0400 1b00 5c00 0a00 2e20 3dd8 2200 0000"]);
    let shown = stdout(&output);
    assert!(shown.contains(r#""\u{1b}\\\n\u{202e}\u{d83d}\"""#), "{shown}");
    assert!(shown.chars().all(|c| c == '\n' || (' '..='~').contains(&c)), "{shown}");
}

#[test]
fn values_are_told_in_words() {
    let entry =
        |rest: &str| run(["--as", "response", &format!("0300 0100 18000000 0400 1200 0700 0a00 {rest}")]);
    let shown = squeezed(&entry("ffffffff 0000 0000 0000"));
    for line in [
        "PathConsumed 3 (bytes; not whole UTF-16 units)",
        "ReferralHeaderFlags 24 (0x0018)",
        "ServerType 7 (unknown (7))",
        "ReferralEntryFlags 10 (NameListReferral, 0x0008)",
        "TimeToLive 4294967295 (49710 d 6 h 28 min 15 s)",
        "SpecialNameOffset 0 (none)",
    ] {
        assert!(shown.lines().any(|shown| shown.ends_with(line)), "{line}\n{shown}");
    }
    for (bytes, words) in [
        ("00000000", "0 (0 s)"),
        ("58020000", "600 (10 min)"),
        ("100e0000", "3600 (1 h)"),
        ("5b000000", "91 (1 min 31 s)"),
    ] {
        assert!(
            squeezed(&entry(&format!("{bytes} 0000 0000 0000"))).contains(&format!("TimeToLive {words}\n"))
        );
    }
}

#[test]
fn what_is_no_message_is_refused_with_the_reason() {
    let unknown = |line, character| {
        format!("no dump that is known: its line {line} does not fit at character {character}")
    };
    let argument = |text: &str, character| {
        refused(&run([text]), &format!("{text}: no such file, and as text: {}", unknown(1, character)));
    };
    argument("03 0x", 4);
    argument("03 g0", 4);
    argument("nothing/here.hex", 1);
    refused(&run_on(&["-"], b"\n  not hex"), &format!("standard input: {}", unknown(2, 3)));
    refused(&run_on(&["-"], b"# only a comment\n"), &format!("standard input: {}", unknown(1, 1)));
    refused(&run(["vectors/README.md"]), &format!("vectors/README.md: {}", unknown(3, 4)));
    refused(
        &run(["--format", "xxd", "AAAA"]),
        "AAAA: no such file, and as text: it cannot be read in this shape: line 1 does not fit at character 1",
    );
    refused(&run(["--format"]), "--format needs a shape; try --help");
    refused(&run(["--format", "pdf", "0300"]), "unknown shape pdf; try --help");
    refused(&run(["--frobnicate", "0300"]), "unknown option --frobnicate; try --help");
    refused(&run(["--as"]), "--as needs a kind of message; try --help");
    refused(&run(["--as", "reply", "0300"]), "unknown kind of message reply; try --help");
    let directory = run(["vectors"]);
    assert_eq!(directory.status.code(), Some(2));
    assert!(stderr(&directory).starts_with("inspect: vectors: "), "{}", stderr(&directory));
}

#[test]
fn nothing_is_nothing() {
    let output = run_on(&[], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).ends_with("\nThere is nothing in it.\n"), "{}", stdout(&output));
}

#[test]
fn several_inputs_are_shown_one_by_one_and_the_worst_decides() {
    let good = "0300 5c00 6400 0000";
    let output = run([good, "nothing/here.hex", good]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output).matches("kind: DC referral request").count(), 2);
    assert_eq!(run([good, "00"]).status.code(), Some(1));
    assert_eq!(run([good, good]).status.code(), Some(0));
}

#[test]
fn bytes_that_a_shell_has_parted_are_one_input() {
    let parted = run(["03", "00", "5c", "00", "64", "00", "00", "00"]);
    assert_eq!(page(&parted), page(&run(["03005c0064000000"])));
}

#[test]
fn help_tells_how_it_is_used() {
    for option in ["--help", "-h"] {
        let output = run([option]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
        for word in ["usage: inspect", "--json", "--as", "request-ex", "Exit code"] {
            assert!(stdout(&output).contains(word), "{word}");
        }
    }
}

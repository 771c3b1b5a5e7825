//! What breaks which rule: every rule by a message of its own, and all that was captured or drawn.
//!
//! `UPDATE_GOLDEN=1` writes `tests/golden/findings.txt` and `docs/findings.md` instead of comparing them: read the difference.

#[path = "laws/finding.rs"]
mod finding;
mod reference;
mod rules;
mod support;

use dfsc::RequestKind;
use dfsc::carrier::{Layer, Start};
use dfsc::inspect::{Asked, Event, Finding, Inspector, Rule, Severity};
use finding::assert_inside;
use rules::{Case, V4_TWO, cases, hex, smb2};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::ops::Range;
use support::{captures, is_golden, is_golden_file, messages, vectors};

/// What is found in an input, message by message.
fn findings_in<'a>(mut inspector: Inspector<'a>, asked: Option<Asked<'a>>, room: usize) -> Vec<Vec<Finding>> {
    if let Some(asked) = asked {
        inspector = inspector.asked(asked);
    }
    let mut room = vec![0; room];
    let mut all = Vec::new();
    while let Some(message) = inspector.next(&mut room) {
        let mut found = Vec::new();
        message.findings(&mut |finding| found.push(finding));
        all.push(found);
    }
    all
}

fn findings(input: &[u8]) -> Vec<Vec<Finding>> {
    findings_in(Inspector::new(input), None, 65_535)
}

/// What is found in an input that begins with this.
fn findings_as(start: Start, input: &[u8], asked: Option<Asked<'_>>) -> Vec<Finding> {
    findings_in(Inspector::beginning_with(start, input), asked, 65_535).concat()
}

fn findings_of(case: &Case) -> Vec<Finding> {
    findings_in(Inspector::beginning_with(case.start, &case.bad), case.asked, case.room).concat()
}

fn rules(findings: &[Finding]) -> Vec<Rule> {
    findings.iter().map(Finding::rule).collect()
}

#[test]
fn every_rule_is_broken_by_a_message_of_its_own_and_not_by_its_neighbour() {
    for case in cases() {
        let bad = findings_of(&case);
        let mut found = rules(&bad);
        let place = found.iter().position(|rule| *rule == case.rule);
        found.remove(place.unwrap_or_else(|| panic!("{:?} is not found: {bad:#?}", case.rule)));
        assert_eq!(found, case.also, "{:?}: {bad:#?}", case.rule);
        let inspector = Inspector::beginning_with(case.start, &case.good);
        let good = findings_in(inspector, case.good_asked, case.room).concat();
        assert!(good.is_empty(), "{:?}: {good:#?}", case.rule);
    }
    let cases: Vec<_> = cases().iter().map(|case| case.rule).collect();
    assert_eq!(cases.len(), Rule::ALL.len());
    assert!(Rule::ALL.iter().all(|rule| cases.contains(rule)), "each rule has its case");
}

#[test]
fn codes_are_unlike_and_sections_are_of_a_specification() {
    let codes: HashSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(codes.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert!(rule.code().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        let specs = ["[MS-DFSC] ", "[MS-SMB2] ", "[MS-CIFS] "];
        let section = specs.iter().find_map(|spec| rule.section().strip_prefix(spec)).unwrap();
        assert!(section.split('.').all(|part| part.parse::<u8>().is_ok()), "{rule:?}");
        let sentence = rule.sentence().replace("{0}", "").replace("{0x}", "").replace("{1}", "");
        assert!(!sentence.contains(['{', '}']), "{rule:?}");
    }
}

/// An exchange as it came over a connection.
fn exchange(capture: &support::Capture) -> Vec<u8> {
    let messages = capture.request_messages.iter().chain(&capture.response_messages);
    messages.flat_map(|message| behind_its_length(message)).collect()
}

fn behind_its_length(message: &[u8]) -> Vec<u8> {
    [&u32::try_from(message.len()).unwrap().to_be_bytes()[..], message].concat()
}

/// All that was captured, and all that was drawn, with what is found in each.
fn all_found() -> Vec<(String, Vec<Vec<Finding>>)> {
    let captured = captures().into_iter().map(|capture| (capture.name.clone(), exchange(&capture)));
    let drawn = vectors().into_iter().map(|vector| (vector.name, vector.bytes));
    captured.chain(drawn).map(|(name, input)| (name, findings(&input))).collect()
}

#[test]
fn what_is_found_in_all_that_was_captured_or_drawn_is_in_the_golden_file() {
    let mut out = String::new();
    for (name, messages) in all_found() {
        writeln!(out, "{name}").unwrap();
        for (message, found) in (1..).zip(&messages) {
            for finding in found {
                let (rule, range) = (finding.rule(), finding.range());
                let (severity, code) = (rule.severity().name(), rule.code());
                writeln!(out, "  {message} {severity} {code} {}..{}: {finding}", range.start, range.end)
                    .unwrap();
            }
        }
    }
    is_golden("findings", &out);
}

/// What truly breaks a rule, though a real program sent it or it is laid out as Windows does it: the rule, why, and where.
const BREAKS: &[(&str, &str, &[&str])] = &[
    ("level-zero", "the driver asked for level 0, to see", &["0001-root-level0", "0002-link-level0"]),
    (
        "version-above-level",
        "Samba answers level 0 and 1 in version 2",
        &["0001-root-level0", "0002-link-level0", "0004-root-level1", "0005-link-level1"],
    ),
    (
        "path-no-backslash",
        "the driver, or smbtorture, asked so; Samba repeats the path in its reply",
        &["0160-path-nolead-l3", "1060-smbtorture-dfs-ad-NT1-DFSLAB_sysvol_foo-l3"],
    ),
    ("path-leading-separators", "the driver asked so", &["0168-path-fwd-dbl-l3", "0280-path-dblhost-l3"]),
    ("truncated", "requests that the driver cut", &["0292-mal-len0", "0411-ex-siteflag-nosite"]),
    (
        "truncated",
        "Samba cuts a reply anywhere if there is no room for it",
        &["0366-maxout-8", "0529-smb1-maxdata-8"],
    ),
    ("request-no-nul", "the driver left out the NUL", &["0295-mal-len3", "0298-mal-noterm"]),
    ("request-half-unit", "the driver sent three bytes", &["0295-mal-len3"]),
    ("request-after-nul", "the driver put text behind the NUL", &["0306-mal-embedded-nul"]),
    ("lone-surrogate", "the driver sent half a pair; drawn so", &["0308-mal-lone-high", "v3-lone-surrogate"]),
    (
        "cut-off",
        "Samba cuts a reply anywhere if there is no room for it",
        &[
            "0366-maxout-8",
            "0378-maxout-42",
            "0384-maxout-150",
            "0529-smb1-maxdata-8",
            "0531-smb1-maxdata-100",
        ],
    ),
    ("count-too-large", "the same", &["0366-maxout-8", "0529-smb1-maxdata-8"]),
    (
        "offset-past-end",
        "the same; drawn broken",
        &["0378-maxout-42", "0531-smb1-maxdata-100", "broken-second-entry"],
    ),
    ("unterminated", "the same", &["0384-maxout-150", "0531-smb1-maxdata-100"]),
    ("not-unicode", "the driver sent a path in a code page", &["0544-smb1-oem-link"]),
    (
        "level-for-names",
        "the driver, or smbtorture, asked for names at level 1 or 2, to see",
        &[
            "0566-ad-domain-l1",
            "0581-ad-dc-nb-l1",
            "0586-ad-dc-fqdn-l1",
            "0601-ad-dc-nolead-l1",
            "1061-smbtorture-dfs-ad-NT1-empty-l2",
        ],
    ),
    (
        "name-no-backslash",
        "Samba's domain controllers leave out the backslash before the domain; drawn after them",
        &[
            "0583-ad-dc-nb-l3",
            "0584-ad-dc-nb-l4",
            "0588-ad-dc-fqdn-l3",
            "0589-ad-dc-fqdn-l4",
            "0811-ad3dc-dc-fqdn-l3",
            "0812-ad3dc-dc-fqdn-l4",
            "0861-ad40dc-dc-fqdn-l4",
            "1018-smb1ad-dc-fqdn-l4",
            "1053-smbtorture-dfs-ad-NT1-dfslab.example-l3",
            "1055-smbtorture-dfs-ad-NT1-DFSLAB-l3",
            "1806-smbprotocol-client-ad-0x0311-dfslab.example-l4",
            "1808-smbprotocol-client-ad-0x0311-DFSLAB-l4",
            "v3-dc-18",
            "v3-dc-34",
            "v4-namelist-dc-34",
        ],
    ),
    ("entries-overlap", "drawn broken", &["broken-size-overlap"]),
    ("ex-site-without-flag", "drawn as smbprotocol writes it", &["request-ex-block-without-flag"]),
    ("offset-zero", "drawn as in the tests of smbprotocol", &["v2-zero-offsets"]),
    ("size-without-guid", "drawn as a ksmbd fork writes it", &["v3-mixed-sizes", "v3-size18"]),
    ("string-in-guid", "drawn as a ksmbd fork writes it", &["v3-strings-inside"]),
    ("guid-not-zero", "drawn so", &["v3-v4-mixed"]),
    ("versions-mixed", "drawn so", &["v3-v4-mixed"]),
    ("name-list-version", "drawn so", &["v4-namelist-dc-34"]),
];

#[test]
fn what_real_programs_send_breaks_no_rule_but_where_it_does() {
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for (name, messages) in all_found() {
        for finding in messages.concat() {
            if finding.rule().severity() >= Severity::Must {
                found.entry(finding.rule().code()).or_default().insert(name.clone());
            }
        }
    }
    let mut known = BTreeMap::<_, BTreeSet<_>>::new();
    for (code, _, names) in BREAKS {
        known.entry(*code).or_default().extend(names.iter().map(|name| (*name).to_owned()));
    }
    assert_eq!(found, known);
}

#[test]
fn the_documentation_holds_the_table_with_an_example_of_each_rule() {
    let mut out = String::from(INTRODUCTION);
    for severity in [Severity::Error, Severity::Must, Severity::Should, Severity::Note] {
        for rule in Rule::ALL.iter().filter(|rule| rule.severity() == severity) {
            let (code, section) = (rule.code(), rule.section());
            writeln!(out, "| [`{code}`](#{code}) | {} | {section} |", severity.name()).unwrap();
        }
    }
    for case in cases() {
        let (code, severity) = (case.rule.code(), case.rule.severity().name());
        let (section, sentence) = (case.rule.section(), case.rule.sentence());
        writeln!(out, "\n## {code}\n\n{severity}, {section}: `{sentence}`\n").unwrap();
        writeln!(out, "{}\n", example(&case)).unwrap();
        let found = findings_of(&case);
        let finding = found.iter().find(|finding| finding.rule() == case.rule).unwrap();
        let Range { start, end } = finding.range();
        writeln!(out, "```text\n{start}..{end}: {finding}\n```").unwrap();
    }
    is_golden_file("docs/findings.md", &out);
}

const INTRODUCTION: &str = "\
# Findings

What a message breaks, by which rule, and who would trip. `cargo run --example inspect -- INPUT` lists them below each message, with
`--json` as `findings` (`docs/json.md`); in the crate, `Inspected::findings` tells them. This page is written by
`UPDATE_GOLDEN=1 cargo test --test findings`, from the table of rules and from the messages that test them.

`error`: it cannot be read. `must`, `should`: it breaks such a rule of the specification, in the section that is named. `note`: it is legal, but some
program trips on it, or it is good to know. Where a program is named, it is this version that was seen to trip, or whose source says so.

A reply is judged by its request too, if that is in the same input (with the same ids before it, among the last eight, and not answered
yet) or, where the input has none, is given (`--request`, `Inspector::asked`): its version against the level, its kind against what was asked
for, `PathConsumed` and `DFSPath` against the path. If only its kind and level are known, these are used. A reply with
`STATUS_BUFFER_OVERFLOW`, or the DOS error for it, is cut off anywhere: of the referrals only errors are told.

No findings are, as they are legal and nobody trips: strings that entries share, as long as there is not too much of them; name lists of 18 or 34
bytes, mixed or not; an alternate path that is not the path; a root in reply to a LINK request, a link in reply to a ROOT request; a DC request
without its backslash; a clear DFS flag in the SMB header, which is for requests that name a file on a DFS share, as a referral request does not.

| code | severity | section |
|---|---|---|
";

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The message, as what it is to be read, and what it answers.
fn example(case: &Case) -> String {
    let what = match case.start {
        Start::Request => "A request",
        Start::RequestEx => "An extended request",
        Start::Response => "A reply",
        _ => "A message with what carries it",
    };
    let asked = case.asked.map_or_else(String::new, |asked| {
        let kind = match asked.kind() {
            RequestKind::Domain => "domain",
            RequestKind::Dc => "DC",
            RequestKind::Sysvol => "SYSVOL",
            RequestKind::Root => "ROOT",
            RequestKind::Link { .. } => "LINK",
        };
        let path = asked.request_file_name().map_or_else(String::new, |path| format!(" for `{path}`"));
        format!(", to a {kind} request of level {}{path}", asked.max_referral_level())
    });
    let shown = if case.bad.len() > 256 { 64 } else { case.bad.len() };
    let lines = case.bad[..shown].chunks(32).map(|line| {
        let pairs = line.chunks(2).map(hex_of);
        pairs.collect::<Vec<_>>().join(" ") + "\n"
    });
    let lines: String = lines.collect();
    let rest = case.bad.len() - shown;
    let rest =
        if rest == 0 { String::new() } else { format!("# and {rest} bytes more: see `tests/rules`\n") };
    format!("{what}{asked}:\n\n```text\n{lines}{rest}```")
}

#[test]
fn what_cannot_be_read_is_found_as_it_is_listed() {
    for (name, message) in messages().responses {
        for len in (0..message.len()).step_by(7) {
            let mut inspector = Inspector::beginning_with(Start::Response, &message[..len]);
            let Some(message) = inspector.next(&mut []) else { continue };
            let (mut listed, mut found) = (Vec::new(), Vec::new());
            message.each(&mut |event| {
                if let Event::Error { error, range, structure } = event {
                    listed.push((error.to_string(), range, structure.section()));
                }
            });
            message.findings(&mut |finding| {
                if finding.rule().severity() == Severity::Error {
                    found.push((finding.to_string(), finding.range(), finding.section()));
                }
            });
            assert_eq!(found, listed, "{name}, {len} bytes");
        }
    }
}

#[test]
fn what_is_cut_breaks_no_rule_that_the_whole_does_not() {
    let (request, reply) = (hex(LEVEL_4), hex(rules::V4));
    // But for a bare request, which ends where it ends.
    let whole = [
        (Start::RequestEx, hex(rules::REQUEST_EX)),
        (Start::Response, reply.clone()),
        (Start::Response, hex(V4_TWO)),
        (Start::Response, hex(rules::V1)),
        (Start::Response, hex(rules::DOMAINS)),
        (Start::Response, hex(rules::DC)),
        (Start::Layer(Layer::Smb2Ioctl), smb2(false, &request, &[])),
        (Start::Layer(Layer::Smb2Ioctl), smb2(true, &reply, &[])),
        (Start::Layer(Layer::Smb1Trans2), rules::smb1_request_part(request.len(), &request)),
        (Start::Layer(Layer::Nbss), rules::smb1_reply(reply.len(), 0, &reply)),
        // Parts of a request are missing.
        (Start::Layer(Layer::Smb1Trans2), rules::smb1_request_part(request.len(), &request[..6])),
    ];
    for (start, message) in whole {
        for len in 1..message.len() {
            let mut found = findings_as(start, &message[..len], None);
            found.retain(|finding| finding.rule().severity() == Severity::Must);
            assert!(found.is_empty(), "{start:?}, {len} bytes: {found:#?}");
        }
    }
}

#[test]
fn no_mutation_makes_a_finding_outside_its_message() {
    let mut random = fastrand::Rng::with_seed(6);
    let mut room = vec![0; 65_535];
    let mut inputs: Vec<(Option<Start>, Vec<u8>)> = Vec::new();
    inputs.extend(captures().iter().map(|capture| (None, exchange(capture))));
    let messages = messages();
    let bare = [
        (Start::Request, messages.requests),
        (Start::RequestEx, messages.requests_ex),
        (Start::Response, messages.responses),
    ];
    for (start, messages) in bare {
        inputs.extend(messages.into_iter().map(|(_, bytes)| (Some(start), bytes)));
    }
    inputs.extend(cases().into_iter().map(|case| (Some(case.start), case.bad)));
    let mut count = 0;
    for (start, input) in inputs.iter().filter(|(_, input)| !input.is_empty()) {
        for round in 0..60 {
            let mut input = input.clone();
            match round % 4 {
                0 => input.truncate(random.usize(..input.len())),
                1 => input.extend((0..random.usize(1..9)).map(|_| random.u8(..))),
                _ => {}
            }
            for _ in 0..random.usize(..4) {
                if !input.is_empty() {
                    let at = random.usize(..input.len());
                    input[at] = [0, 1, 2, 3, 4, 0x22, 0x5c, 0xff, random.u8(..)][random.usize(..9)];
                }
            }
            let inspector = match start {
                Some(start) => Inspector::beginning_with(*start, &input),
                None => Inspector::new(&input),
            };
            let request = hex(["0300 5c006400 0000", LEVEL_3, LEVEL_4, "0400"][random.usize(..4)]);
            let request = dfsc::Request::parse(&request).unwrap();
            let told = [Asked::new(RequestKind::Root, random.u16(..6)), Asked::from(&request)];
            count += assert_inside(&input, inspector.asked(told[round % 2]), &mut room);
        }
    }
    assert!(count > 20_000, "{count}");
}

/// An SMB2 message with this `MessageId`.
fn smb2_of(id: u8, is_reply: bool, payload: &[u8]) -> Vec<u8> {
    let mut message = smb2(is_reply, payload, &[]);
    message[24] = id;
    behind_its_length(&message)
}

const LEVEL_3: &str = "0300 5c007300 5c006400 5c006c00 0000";
const LEVEL_4: &str = "0400 5c007300 5c006400 5c006c00 0000";

#[test]
fn a_reply_is_judged_by_the_request_with_its_ids() {
    let reply = hex(rules::V4);
    let pair = |request: &str, ids: [u8; 2]| {
        let input = [smb2_of(ids[0], false, &hex(request)), smb2_of(ids[1], true, &reply)].concat();
        rules_of_last(&input)
    };
    assert_eq!(pair(LEVEL_3, [7, 7]), [Rule::VersionAboveLevel]);
    assert_eq!(pair(LEVEL_4, [7, 7]), []);
    assert_eq!(pair(LEVEL_3, [7, 8]), [], "another's request");

    // Requests may overtake each other; the last of the same ids counts.
    let requests = [(1, LEVEL_3), (2, LEVEL_4), (3, LEVEL_3), (3, LEVEL_4)];
    let requests: Vec<_> =
        requests.iter().flat_map(|(id, request)| smb2_of(*id, false, &hex(request))).collect();
    for (id, expected) in [(1, vec![Rule::VersionAboveLevel]), (2, vec![]), (3, vec![])] {
        let input = [&requests[..], &smb2_of(id, true, &reply)].concat();
        assert_eq!(rules_of_last(&input), expected, "{id}");
    }

    // Eight are remembered.
    for (between, expected) in [(7, vec![Rule::VersionAboveLevel]), (8, vec![])] {
        let mut input = smb2_of(1, false, &hex(LEVEL_3));
        input.extend((0..between).flat_map(|id| smb2_of(2 + id, false, &hex(LEVEL_4))));
        input.extend(smb2_of(1, true, &reply));
        assert_eq!(rules_of_last(&input), expected, "{between}");
    }
}

#[test]
fn ids_that_come_again_are_those_of_another_exchange() {
    let (request, reply) = (smb2_of(1, false, &hex(LEVEL_3)), smb2_of(1, true, &hex(rules::V4)));
    let last = |parts: &[&[u8]]| rules_of_last(&parts.concat());
    assert_eq!(last(&[&request, &reply]), [Rule::VersionAboveLevel]);
    assert_eq!(last(&[&request, &reply, &reply]), [], "it is answered");
    // A request that cannot be read is another all the same.
    let cut = smb2_of(1, false, &[4]);
    assert_eq!(last(&[&request, &cut, &reply]), []);
    // So is one that is cut off, by its frame or by the parts of it that are missing.
    let longer = smb2(false, &hex(LEVEL_3), &[(92, "20"), (24, "01")]);
    assert_eq!(last(&[&behind_its_length(&longer), &reply]), []);
    let part = behind_its_length(&rules::smb1_request_part(16, &hex(LEVEL_4)[..6]));
    let smb1_reply = rules::smb1_reply(hex(rules::V4).len(), 0, &hex(rules::V4));
    assert_eq!(last(&[&part, &smb1_reply]), []);

    // The answer is still to come, or was an error.
    let mut error = smb2(true, &[], &[(8, "03010000"), (64, "0900"), (68, "00000000")]);
    error[24] = 1;
    assert_eq!(last(&[&request, &behind_its_length(&error), &reply]), [Rule::VersionAboveLevel]);
    error[8..12].copy_from_slice(&hex("250200c0"));
    assert_eq!(last(&[&request, &behind_its_length(&error), &reply]), []);

    // In a code page: what it asks for is known if it is ASCII.
    let oem = |path: &[u8]| {
        let payload = [&[2, 0], path, &[0]].concat();
        let words = [payload.len(), 0, 0, 4096, 0, 0, 0, 0, 0, payload.len(), 68, 0, 0, 1, 0x10];
        behind_its_length(&rules::smb1("ff534d42 32 00000000 18 0140", &words, 3, &payload))
    };
    let in_unicode = behind_its_length(&rules::smb1_request_part(16, &hex(LEVEL_3)[..16]));
    let reply = rules::smb1_reply(hex(rules::V4).len(), 0, &hex(rules::V4));
    assert_eq!(last(&[&in_unicode, &reply]), [Rule::VersionAboveLevel]);
    assert_eq!(last(&[&oem(b"\\s\\d\\l"), &reply]), [Rule::VersionAboveLevel]);
    assert_eq!(last(&[&in_unicode, &oem(b"\\s\\d\\\xe9"), &reply]), []);
    let rules_of = |path: &[u8]| rules(&findings(&oem(path)).concat());
    assert_eq!(rules_of(b"\\s\\d"), [Rule::NotUnicode]);
    assert_eq!(rules_of(b"\\\\s/d"), [Rule::NotUnicode, Rule::PathLeadingSeparators, Rule::PathSlash]);
    assert_eq!(rules_of(b"\\dom"), [Rule::NotUnicode, Rule::LevelForNames]);
}

fn rules_of_last(input: &[u8]) -> Vec<Rule> {
    rules(findings(input).last().unwrap())
}

#[test]
fn what_the_input_says_counts_for_more_than_what_is_told() {
    let told = Asked::new(RequestKind::Link { components: 3 }, 3);
    let reply = smb2_of(1, true, &hex(rules::V4));
    let found = |input: &[u8]| rules(findings_in(Inspector::new(input), Some(told), 0).last().unwrap());
    assert_eq!(found(&reply), [Rule::VersionAboveLevel]);
    let request = smb2_of(1, false, &hex(LEVEL_4));
    assert_eq!(found(&[&request[..], &reply].concat()), []);
    // Even if it cannot be read, or is answered already.
    assert_eq!(found(&[smb2_of(1, false, &[4]), reply.clone()].concat()), []);
    assert_eq!(found(&[&request[..], &reply, &reply].concat()), []);
}

#[test]
fn an_smb1_reply_is_judged_by_its_request_whole_or_in_parts() {
    // As captured: all the requests of a client, each with its reply.
    for capture in captures().into_iter().filter(|capture| capture.request_messages.len() == 1) {
        let (input, mut room) = (exchange(&capture), vec![0; 65_535]);
        let mut inspector = Inspector::new(&input);
        inspector.next(&mut room).unwrap();
        let Some(reply) = inspector.next(&mut room) else { continue };
        if reply.kind() == dfsc::inspect::Kind::Response {
            let asked = reply.asked().unwrap_or_else(|| panic!("{}", capture.name));
            assert_eq!(
                asked.max_referral_level(),
                u16::from_le_bytes([capture.request[0], capture.request[1]])
            );
        }
    }

    // In two parts, of which the path does not stay.
    let request = hex(LEVEL_3);
    let (first, second) = request.split_at(6);
    let total = request.len();
    let input = [
        behind_its_length(&rules::smb1_request_part(total, first)),
        behind_its_length(&rules::smb1_secondary(total, 6, second)),
        rules::smb1_reply(hex(rules::V4).len(), 0, &hex(rules::V4)),
    ];
    let (input, mut room) = (input.concat(), vec![0; 65_535]);
    let mut inspector = Inspector::new(&input);
    let mut found = Vec::new();
    inspector.next(&mut room).unwrap().findings(&mut |finding| found.push(finding.rule()));
    assert_eq!(found, [Rule::InParts]);
    let reply = inspector.next(&mut room).unwrap();
    assert_eq!(reply.asked(), Some(Asked::new(RequestKind::Link { components: 3 }, 3)));
    let mut found = Vec::new();
    reply.findings(&mut |finding| found.push(finding.rule()));
    assert_eq!(found, [Rule::VersionAboveLevel]);
}

#[test]
fn a_finding_in_a_joined_reply_lies_in_the_part_that_holds_it() {
    // NetworkAddress, from byte 70 on, begins with two backslashes; they lie in different parts.
    let reply = [&hex(rules::V4)[..70], &hex("5c005c00 74005c00 65000000")].concat();
    for (cut, in_second) in [(60, true), (71, false), (72, false), (80, false)] {
        let parts = [
            rules::smb1_reply(reply.len(), 0, &reply[..cut]),
            rules::smb1_reply(reply.len(), cut, &reply[cut..]),
        ];
        let found = findings(&parts.concat()).concat();
        assert_eq!(rules(&found), [Rule::InParts, Rule::PathLeadingSeparators, Rule::CompatTargetBackslash]);
        // The data lie behind 4 bytes of length, 32 of header and 24 more.
        let data = if in_second { parts[0].len() + 60 - cut } else { 60 };
        let end = if in_second { data + 74 } else { data + 74.min(cut) };
        assert_eq!(found[1].range(), data + 70..end, "{cut}");
    }
}

#[test]
fn what_is_cut_off_by_the_server_is_not_judged() {
    // Two leading backslashes, and a status that says that anything may be missing.
    let reply = [&hex(rules::V4)[..70], &hex("5c005c00 74005c00 65000000")].concat();
    let whole = |changes| findings_as(Start::Layer(Layer::Smb2Ioctl), &smb2(true, &reply, changes), None);
    assert_eq!(rules(&whole(&[])), [Rule::PathLeadingSeparators, Rule::CompatTargetBackslash]);
    assert_eq!(rules(&whole(&[(8, "05000080")])), [Rule::CutOff]);

    // The same as a DOS error: ERRDOS, ERRmoredata.
    let mut in_smb1 = rules::smb1_reply(reply.len(), 0, &reply);
    in_smb1[4 + 5..4 + 9].copy_from_slice(&hex("0100ea00"));
    in_smb1[4 + 10..4 + 12].copy_from_slice(&hex("0180"));
    let found = findings(&in_smb1).concat();
    assert_eq!((rules(&found), found[0].range()), (vec![Rule::CutOff], 11..13));
}

#[test]
fn paths_are_compared_as_paths() {
    let asked = |path: &str| {
        let bytes: Vec<u8> = path.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let request = [&[4, 0][..], &bytes].concat();
        let request = dfsc::Request::parse(&request).unwrap();
        rules(&findings_in(Inspector::new(&hex(rules::V4)), Some(Asked::from(&request)), 0).concat())
    };
    // PathConsumed is 12, and DFSPath is \s\d\l.
    assert_eq!(asked(r"\s\d\l"), []);
    assert_eq!(asked(r"\s\d\l\x\y"), []);
    assert_eq!(asked(r"\\s\d\l\x"), [], "of two leading backslashes one is counted");
    assert_eq!(asked("/s/d/l/x"), []);
    assert_eq!(asked(r"\S\D\l\x"), [Rule::CompatCase]);
    assert_eq!(asked(r"\s\d\other"), [Rule::PathConsumedInsideComponent]);
    assert_eq!(asked(r"\s\e\l"), [Rule::DfsPathNotRequested]);
    assert_eq!(asked(r"\s\d"), [Rule::PathConsumedPastRequest]);
}

#[test]
fn a_target_that_comes_twice_is_found_among_the_first() {
    // Entries of version 1, of 18 bytes: \a\a, \a\b, and so on; the last is the first.
    let reply = |count: u16| {
        let mut message = [&[8, 0][..], &count.to_le_bytes(), &[3, 0, 0, 0]].concat();
        for entry in 0..count {
            let target = if entry + 1 == count { 0 } else { entry };
            message.extend(hex("0100 1200 0100 0000 5c006100 5c00"));
            message.extend((0x61 + target).to_le_bytes());
            message.extend([0, 0]);
        }
        message
    };
    let found = |count| {
        let asked = Asked::new(RequestKind::Root, 1);
        findings_as(Start::Response, &reply(count), Some(asked))
    };
    for count in [2, 64, 65, 200] {
        let found = found(count);
        assert_eq!(rules(&found), [Rule::DuplicateTarget], "{count}");
        assert_eq!(found[0].values(), [count.into(), 1]);
    }
}

#[test]
fn what_is_legal_is_no_finding() {
    let found = |message: &str| rules(&findings_as(Start::Response, &hex(message), None));
    let sysvol = "5c006d00 5c005300590053005600 4f004c00 0000";
    let target = "5c006300 5c005300590053005600 4f004c00 0000";
    let reply = |path: &str, target: &str, flags: &str| {
        let len = hex(path).len() - 2;
        let header = format!("{len:02x}00 0100 {flags}000000 0400 2200 0000 0400 84030000");
        let offsets = format!("2200 2200 {:02x}00", 34 + len + 2);
        format!("{header} {offsets} {} {path} {target}", "00".repeat(16))
    };
    assert_eq!(found(&reply(sysvol, target, "02")), []);
    assert_eq!(found(&reply(sysvol, target, "01")), [Rule::HeaderFlagsSysvol], "by its path");
    // A domain controller, or a server without namespaces, names its own share.
    assert_eq!(found(&reply(sysvol, sysvol, "02")), []);
    let (share, link) = ("5c007300 5c006400 0000", "5c007300 5c006400 5c006c00 0000");
    assert_eq!(found(&reply(share, share, "02")), []);
    // But a target below it is none.
    assert_eq!(found(&reply(share, link, "02")), [Rule::TargetInPath]);
    // An interlink.
    assert_eq!(found(&reply(link, share, "01")), []);
    assert_eq!(found(&reply(link, link, "02")), [Rule::TargetInPath]);
}

#[test]
fn what_a_reply_without_targets_or_paths_says_is_judged() {
    let found = |message: &str, asked| {
        let bytes = hex(message);
        rules(&findings_as(Start::Response, &bytes, asked))
    };
    assert_eq!(found("0d00 0000 00000000", None), [Rule::PathConsumedOdd, Rule::NoReferrals]);
    assert_eq!(found("0c00 0000 f8ffffff", None), [Rule::NoReferrals, Rule::HeaderFlagsUndefined]);
    let root_1 = Some(Asked::new(RequestKind::Root, 1));
    let v1 = |path_consumed: &str| format!("{path_consumed} {}", &rules::V1[5..]);
    assert_eq!(found(&v1("0200"), root_1), [Rule::PathConsumedNothing]);
    assert_eq!(found(&v1("0700"), root_1), [Rule::PathConsumedOdd]);

    // Version 1 says of which path only by the request: here the target lies in it, and one component is covered.
    let request = hex("0100 5c007400 5c006500 5c006c00 0000");
    let request = dfsc::Request::parse(&request).unwrap();
    let link = |path_consumed: &str, target: &str| {
        let size = 10 + hex(target).len() - 2;
        found(
            &format!("{path_consumed} 0100 03000000 0100 {size:02x}00 0000 0000 {target}"),
            Some(Asked::from(&request)),
        )
    };
    assert_eq!(link("0c00", "5c007400 5c006500 5c006c00 0000"), [Rule::TargetInPath]);
    assert_eq!(link("0c00", "5c007500 5c006500 0000"), []);
    assert_eq!(link("0400", "5c007500 5c006500 0000"), [Rule::PathConsumedComponents]);
}

#[test]
fn a_broken_entry_keeps_nobody_from_judging_the_next() {
    // The first of two entries is of an unknown version.
    let mut message = hex(V4_TWO);
    message[8] = 5;
    let asked = Some(Asked::new(RequestKind::Link { components: 3 }, 3));
    let found = findings_as(Start::Response, &message, asked);
    assert_eq!(rules(&found), [Rule::UnsupportedVersion, Rule::VersionAboveLevel]);
    assert_eq!(found[1].range(), 42..44);

    // The first has no path: that of the second is judged.
    let mut message = hex(V4_TWO);
    message[20..22].fill(0);
    let request = hex("0400 5c007300 5c006500 5c006c00 0000");
    let request = dfsc::Request::parse(&request).unwrap();
    let found = findings_as(Start::Response, &message, Some(Asked::from(&request)));
    assert_eq!(rules(&found), [Rule::OffsetZero, Rule::DfsPathNotRequested]);
    message[0] = 8;
    let found = findings_as(Start::Response, &message, None);
    assert_eq!(rules(&found), [Rule::PathConsumedNotDfsPath, Rule::OffsetZero]);
}

#[test]
fn extended_requests_are_told_what_their_lengths_miss() {
    let found = |message: &str| rules(&findings_as(Start::RequestEx, &hex(message), None));
    // An empty site block that the flags do not announce; a NUL that is not counted, with a site and without.
    assert_eq!(found("0400 0000 0e000000 0a00 5c007300 5c006400 0000 0000"), [Rule::ExSiteWithoutFlag]);
    assert_eq!(
        found("0400 0100 14000000 0800 5c007300 5c006400 0000 0600 4800 5100 0000"),
        [Rule::ExNulNotCounted]
    );
    assert_eq!(found("0400 0000 0c000000 0800 5c007300 5c006400 0000"), [Rule::ExNulNotCounted]);
    assert_eq!(found("0400 0000 0a000000 0800 5c007300 5c006400"), [Rule::ExNoNul]);
    assert_eq!(
        found("0400 0100 14000000 0a00 5c007300 5c006400 0000 0400 4800 5100 0000"),
        [Rule::ExNulNotCounted]
    );
    assert_eq!(
        found("0400 0100 04000000 0800 5c007300 5c006400 0000 0600 4800 5100 0000"),
        [Rule::ExNulNotCounted, Rule::ExDataLength]
    );
    // Stray bytes, counted or not.
    assert_eq!(found("0400 0000 0c000000 0a00 5c007300 5c006400 0000 010041"), [Rule::ExTrailingBytes]);
    assert_eq!(found("0400 0000 0d000000 0a00 5c007300 5c006400 0000 41"), [Rule::ExTrailingBytes]);
}

#[test]
fn half_of_the_path_is_a_count_of_characters_unless_it_is_that_of_the_root() {
    // DFSPath is \s\d\l\x, and the server stopped at \s\d.
    let path = "5c007300 5c006400 5c006c00 5c007800 0000";
    let found = |path_consumed: u8| {
        let header =
            format!("{path_consumed:02x}00 0100 02000000 0400 2200 0000 0400 08070000 2200 2200 3400");
        let message = format!("{header} {} {path} 5c007400 5c006500 0000", "00".repeat(16));
        rules(&findings_as(Start::Response, &hex(&message), None))
    };
    assert_eq!(found(16), []);
    assert_eq!(found(8), [Rule::PathConsumedNotDfsPath]);
    assert_eq!(found(12), [Rule::PathConsumedNotDfsPath]);
}

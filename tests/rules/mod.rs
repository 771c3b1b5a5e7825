//! For each rule a message that breaks it and nothing else, once; and its neighbour, which breaks nothing: the same bytes but for a few, or
//! the very same where what was asked for makes the difference.
//!
//! The messages are drawn by hand from the specification, with names as short as can be.

#![allow(unreachable_pub, reason = "a module of tests")]

use dfsc::RequestKind;
use dfsc::carrier::{Layer, Start};
use dfsc::inspect::{Asked, Rule};

pub struct Case {
    pub rule: Rule,
    pub start: Start,
    pub asked: Option<Asked<'static>>,
    pub bad: Vec<u8>,
    /// The neighbour, and what was asked for to get it.
    pub good: Vec<u8>,
    pub good_asked: Option<Asked<'static>>,
    /// Rules that nobody can help breaking who breaks this one.
    pub also: &'static [Rule],
    /// How long a message may be that comes in parts.
    pub room: usize,
}

/// A request for \s\d.
const REQUEST: &str = "0400 5c007300 5c006400 0000";
/// A request for the controllers of \d.
const REQUEST_DC: &str = "0300 5c006400 0000";
/// An extended request for \s\d from the site HQ, with lengths in bytes that count the NULs.
pub const REQUEST_EX: &str = "0400 0100 14000000 0a00 5c007300 5c006400 0000 0600 4800 5100 0000";
/// A reply for \s\d, of version 1: \t\e is its root target.
pub const V1: &str = "0800 0100 03000000 0100 1200 0100 0000 5c007400 5c006500 0000";
/// A reply for the link \s\d\l, of version 2, whose target is \t\e.
const V2: &str = "0c00 0100 02000000 \
    0200 1600 0000 0000 00000000 08070000 1600 2400 3200 \
    5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 5c007400 5c006500 0000";
/// The same, of version 3.
const V3: &str = "0c00 0100 02000000 \
    0300 2200 0000 0000 08070000 2200 3000 3e00 00000000 00000000 00000000 00000000 \
    5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 5c007400 5c006500 0000";
/// The same, of version 4.
pub const V4: &str = "0c00 0100 02000000 \
    0400 2200 0000 0400 08070000 2200 3000 3e00 00000000 00000000 00000000 00000000 \
    5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 5c007400 5c006500 0000";
/// The same with two targets in one set, \t\e and \u\e, which share their paths.
pub const V4_TWO: &str = "0c00 0200 02000000 \
    0400 2200 0000 0400 08070000 4400 5200 6000 00000000 00000000 00000000 00000000 \
    0400 2200 0000 0000 08070000 2200 3000 4800 00000000 00000000 00000000 00000000 \
    5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 \
    5c007400 5c006500 0000 5c007500 5c006500 0000";
/// A reply for the root \s\d, of version 4.
const V4_ROOT: &str = "0800 0100 03000000 \
    0400 2200 0100 0400 2c010000 2200 2c00 3600 00000000 00000000 00000000 00000000 \
    5c007300 5c006400 0000 5c007300 5c006400 0000 5c007400 5c006500 0000";
/// The domains \d and \e.
pub const DOMAINS: &str = "0000 0200 00000000 \
    0300 1200 0000 0200 58020000 2400 0000 0000 \
    0300 1200 0000 0200 58020000 1800 0000 0000 \
    5c006400 0000 5c006500 0000";
/// The controllers \a and \b of \d.
pub const DC: &str = "0000 0100 00000000 \
    0300 1200 0000 0200 58020000 1200 0200 1800 \
    5c006400 0000 5c006100 0000 5c006200 0000";

pub fn hex(text: &str) -> Vec<u8> {
    super::support::hex(&text.split_whitespace().collect::<String>())
}

/// The message with other bytes at some places.
fn with(message: &str, changes: &[(usize, &str)]) -> Vec<u8> {
    let mut message = hex(message);
    for (at, bytes) in changes {
        let bytes = hex(bytes);
        message[*at..at + bytes.len()].copy_from_slice(&bytes);
    }
    message
}

/// The message with these bytes behind it.
fn and(message: &str, bytes: &str) -> Vec<u8> {
    [hex(message), hex(bytes)].concat()
}

/// An SMB2 message with an IOCTL: `body` is its fixed part, of which some bytes may be changed, and `payload` its buffer.
pub fn smb2(is_reply: bool, payload: &[u8], changes: &[(usize, &str)]) -> Vec<u8> {
    let mut message = hex("fe534d42 4000 0000 00000000 0b00 0100");
    message.extend(u32::from(is_reply).to_le_bytes());
    message.resize(64, 0);
    let count = u32::try_from(payload.len()).unwrap().to_le_bytes();
    let put = |message: &mut Vec<u8>, parts: &[&[u8]]| parts.iter().for_each(|part| message.extend(*part));
    let file = [0xff; 16];
    if is_reply {
        let fixed = hex("3100 0000 94010600");
        put(&mut message, &[&fixed, &file, &hex("70000000 00000000 70000000"), &count, &[0; 8], payload]);
    } else {
        let fixed = hex("3900 0000 94010600");
        let end = hex("00000000 00000000 00000000 00100000 01000000 00000000");
        put(&mut message, &[&fixed, &file, &hex("78000000"), &count, &end, payload]);
    }
    for (at, bytes) in changes {
        let bytes = hex(bytes);
        message[*at..at + bytes.len()].copy_from_slice(&bytes);
    }
    message
}

/// An SMB1 message: its header by how it begins, its words with the count of bytes, `pad` bytes of zero, and a buffer.
pub fn smb1(header: &str, words: &[usize], pad: usize, buffer: &[u8]) -> Vec<u8> {
    let mut message = hex(header);
    message.resize(32, 0);
    message.push(u8::try_from(words.len()).unwrap());
    for word in words.iter().chain([&(pad + buffer.len())]) {
        message.extend(u16::try_from(*word).unwrap().to_le_bytes());
    }
    message.resize(message.len() + pad, 0);
    message.extend(buffer);
    message
}

/// One with the first part of a request.
pub fn smb1_request_part(total: usize, part: &[u8]) -> Vec<u8> {
    let words = [total, 0, 0, 4096, 0, 0, 0, 0, 0, part.len(), 68, 0, 0, 1, 0x10];
    smb1("ff534d42 32 00000000 18 01c0", &words, 3, part)
}

/// One with a further part.
pub fn smb1_secondary(total: usize, displacement: usize, part: &[u8]) -> Vec<u8> {
    let words = [total, 0, part.len(), 53, displacement, 0, 0, 0, 0xffff];
    smb1("ff534d42 33 00000000 18 01c0", &words, 0, part)
}

/// One with a part of a reply, behind its length.
pub fn smb1_reply(total: usize, displacement: usize, part: &[u8]) -> Vec<u8> {
    let words = [0, total, 0, 0, 56, 0, part.len(), 56, displacement, 0];
    let message = smb1("ff534d42 32 00000000 98 01c8", &words, 1, part);
    [&u32::try_from(message.len()).unwrap().to_be_bytes()[..], &message].concat()
}

/// Entries of 18 bytes of a reply of version 3, each with these words behind its `TimeToLive`, and what follows them.
fn lists(count: usize, words: impl Fn(usize) -> [usize; 3], behind: &[u8]) -> Vec<u8> {
    let mut message = hex("0000");
    message.extend(u16::try_from(count).unwrap().to_le_bytes());
    message.extend([0; 4]);
    for entry in 0..count {
        message.extend(hex("0300 1200 0000 0200 58020000"));
        for word in words((count - entry) * 18) {
            message.extend(u16::try_from(word).unwrap().to_le_bytes());
        }
    }
    message.extend(behind);
    message
}

/// A name of so many units, and its NUL.
fn name(units: usize) -> Vec<u8> {
    [&[0x5c, 0][..], &[0x6e, 0].repeat(units - 1), &[0, 0]].concat()
}

fn case(rule: Rule, start: Start, bad: Vec<u8>, good: Vec<u8>) -> Case {
    Case { rule, start, asked: None, bad, good, good_asked: None, also: &[], room: 65_535 }
}

fn request(rule: Rule, bad: Vec<u8>, good: &str) -> Case {
    case(rule, Start::Request, bad, hex(good))
}

fn request_ex(rule: Rule, bad: Vec<u8>) -> Case {
    case(rule, Start::RequestEx, bad, hex(REQUEST_EX))
}

/// A reply that is asked for by a request of this kind and level.
fn reply(rule: Rule, asked: Option<(RequestKind, u16)>, bad: Vec<u8>, good: &str) -> Case {
    case(rule, Start::Response, bad, hex(good)).asking(asked.map(|(kind, level)| Asked::new(kind, level)))
}

/// The same reply, right or wrong by what was asked for.
fn by_request(
    rule: Rule,
    message: &str,
    asked: Option<(RequestKind, u16)>,
    good: (RequestKind, u16),
) -> Case {
    let good_asked = Some(Asked::new(good.0, good.1));
    Case { good_asked, ..reply(rule, asked, hex(message), message) }
}

/// A reply of version 4, of which some bytes are changed.
fn v4(rule: Rule, changes: &[(usize, &str)]) -> Case {
    reply(rule, None, with(V4, changes), V4)
}

fn v4_two(rule: Rule, changes: &[(usize, &str)]) -> Case {
    reply(rule, None, with(V4_TWO, changes), V4_TWO)
}

/// A reply to a request for this path.
fn answer(rule: Rule, asked: &'static str, bad: Vec<u8>, good: &str) -> Case {
    let request: &'static [u8] = hex(asked).leak();
    let request = dfsc::Request::parse(request).unwrap();
    case(rule, Start::Response, bad, hex(good)).asking(Some(Asked::from(&request)))
}

const LINK: (RequestKind, u16) = (RequestKind::Link { components: 3 }, 3);
/// A request for \s\d\l\x.
const REQUEST_LINK: &str = "0400 5c007300 5c006400 5c006c00 5c007800 0000";

pub fn cases() -> Vec<Case> {
    let mut all = errors();
    all.extend(framing());
    all.extend(requests());
    all.extend(headers());
    all.extend(entries());
    all.extend(targets());
    all.extend(names());
    all.extend(texts());
    all.extend(compatibility());
    all
}

/// What cannot be read.
fn errors() -> Vec<Case> {
    let smb2_of = |rule, is_reply, changes: &[(usize, &str)]| {
        let payload = hex(if is_reply { V4 } else { REQUEST });
        let (bad, good) = (smb2(is_reply, &payload, changes), smb2(is_reply, &payload, &[]));
        case(rule, Start::Layer(Layer::Smb2Ioctl), bad, good)
    };
    let whole = hex(V1);
    let in_parts = |start: usize, end: usize| smb1_reply(whole.len(), start, &whole[start..end]);
    let good = smb1_reply(whole.len(), 0, &whole);
    let part = |rule, bad: Vec<Vec<u8>>| {
        let asked = Some(Asked::new(RequestKind::Root, 1));
        case(rule, Start::Layer(Layer::Nbss), bad.concat(), good.clone()).asking(asked)
    };
    vec![
        request(Rule::Truncated, hex("04"), "0400 0000"),
        reply(Rule::CountTooLarge, Some((RequestKind::Dc, 3)), with(DC, &[(22, "0700")]), DC),
        v4(Rule::UnsupportedVersion, &[(8, "0500")]),
        v4(Rule::SizeTooSmall, &[(10, "1000")]),
        v4_two(Rule::EntriesOverlap, &[(10, "1000")]),
        v4(Rule::SizePastEnd, &[(10, "4900")]),
        v4(Rule::OffsetInFixedPart, &[(24, "1000")]),
        v4(Rule::OffsetPastEnd, &[(24, "4800")]),
        request_ex(Rule::LengthPastEnd, with(REQUEST_EX, &[(20, "0700")])),
        v4(Rule::Unterminated, &[(78, "6500")]),
        Case {
            also: &[Rule::DcEntries],
            ..case(
                Rule::NameListsTooLong,
                Start::Response,
                lists(3, |to_end| [to_end, 1, to_end], &name(400)),
                lists(1, |to_end| [to_end, 1, to_end], &name(400)),
            )
            .asking(Some(Asked::new(RequestKind::Dc, 3)))
        },
        smb2_of(Rule::UnexpectedSize, false, &[(64, "3800")]),
        smb2_of(Rule::BufferInHeader, false, &[(88, "7000")]),
        smb2_of(Rule::BufferPastEnd, false, &[(92, "0d00")]),
        smb2_of(Rule::CutOff, true, &[(8, "05000080")]),
        part(Rule::FragmentPastTotal, vec![smb1_reply(whole.len() - 1, 0, &whole)]),
        Case {
            also: &[Rule::InParts],
            ..part(Rule::FragmentsOverlap, vec![smb1_reply(28, 0, &whole), smb1_reply(28, 25, &[0; 3])])
        },
        part(Rule::FragmentMissing, vec![smb1_reply(28, 0, &whole)]),
        Case { room: 26, ..part(Rule::NoRoom, vec![smb1_reply(28, 2, &[0; 26])]) },
        part(Rule::InParts, vec![in_parts(0, 10), in_parts(10, 26)]),
    ]
}

fn framing() -> Vec<Case> {
    let payload = hex(REQUEST);
    let request = |rule, changes: &[(usize, &str)]| {
        let good = smb2(false, &payload, &[]);
        case(rule, Start::Layer(Layer::Smb2Ioctl), smb2(false, &payload, changes), good)
    };
    let other = smb2(false, &payload, &[]);
    let header = |flags2: u8| format!("ff534d42 32 00000000 18 01{flags2:02x}");
    let words = |count| [count, 0, 0, 4096, 0, 0, 0, 0, 0, count, 68, 0, 0, 1, 0x10];
    let whole = |rule, bad: &str| case(rule, Start::Layer(Layer::Smb2Ioctl), hex(bad), other.clone());
    vec![
        request(Rule::FileId, &[(72, "00")]),
        case(
            Rule::ReplyFileId,
            Start::Layer(Layer::Smb2Ioctl),
            smb2(true, &hex(V4), &[(72, "00")]),
            smb2(true, &hex(V4), &[]),
        ),
        request(Rule::NotFsctl, &[(112, "00")]),
        case(
            Rule::NotUnicode,
            Start::Layer(Layer::Smb1Trans2),
            smb1(&header(0x40), &words(7), 3, b"\x04\0\\s\\d\0"),
            smb1_request_part(payload.len(), &payload),
        ),
        whole(Rule::Encrypted, &format!("fd534d42 {}", "00".repeat(48))),
        whole(Rule::Compressed, &format!("fc534d42 {}", "00".repeat(12))),
    ]
}

fn requests() -> Vec<Case> {
    vec![
        request(Rule::LevelZero, with(REQUEST, &[(0, "00")]), REQUEST),
        request(Rule::LevelAbove4, with(REQUEST, &[(0, "05")]), REQUEST),
        request(Rule::LevelForNames, with(REQUEST_DC, &[(0, "02")]), REQUEST_DC),
        request(Rule::RequestNoNul, hex("0400 5c007300 5c006400"), REQUEST),
        request(Rule::RequestAfterNul, and(REQUEST, "5c006c00"), REQUEST),
        request(Rule::RequestHalfUnit, and(REQUEST, "00"), REQUEST),
        request_ex(Rule::ExFlagsUndefined, with(REQUEST_EX, &[(2, "0500")])),
        request_ex(Rule::ExDataLength, with(REQUEST_EX, &[(4, "12")])),
        request_ex(Rule::ExSiteWithoutFlag, with(REQUEST_EX, &[(2, "0000")])),
        request_ex(Rule::ExLengthInUnits, hex("0400 0000 0c000000 0400 5c007300 5c006400 0000")),
        request_ex(Rule::ExNoNul, hex("0400 0100 12000000 0a00 5c007300 5c006400 0000 0400 48005100")),
        request_ex(Rule::ExNulNotCounted, with(REQUEST_EX, &[(8, "08"), (20, "04")])),
        request_ex(Rule::ExTrailingBytes, and(REQUEST_EX, "00")),
    ]
}

fn headers() -> Vec<Case> {
    let dc = Some((RequestKind::Dc, 3));
    let mut two_lists = with(DOMAINS, &[]);
    // As in a DC reply, each has a name: that of the other.
    two_lists[22..26].copy_from_slice(&hex("0100 2a00"));
    two_lists[40..44].copy_from_slice(&hex("0100 1800"));
    vec![
        v4(Rule::NoReferrals, &[]).instead(hex("0c00 0000 00000000")),
        reply(Rule::DcEntries, dc, two_lists, DC),
        v4(Rule::HeaderFlagsUndefined, &[(5, "01")]),
        reply(Rule::FailbackVersion, Some(LINK), with(V3, &[(4, "06")]), V3),
        reply(Rule::HeaderFlagsV1, Some((RequestKind::Root, 1)), with(V1, &[(4, "02")]), V1),
        reply(Rule::HeaderFlagsRoot, None, with(V4_ROOT, &[(4, "02")]), V4_ROOT),
        v4(Rule::HeaderFlagsLink, &[(4, "03")]),
        reply(Rule::HeaderFlagsSysvol, Some((RequestKind::Sysvol, 4)), with(V4, &[(4, "01")]), V4),
        reply(Rule::HeaderFlagsNameList, dc, with(DC, &[(4, "02")]), DC),
        reply(Rule::PathConsumedNameList, dc, with(DC, &[(0, "04")]), DC),
        v4(Rule::PathConsumedOdd, &[(0, "0b")]),
        v4(Rule::PathConsumedInUnits, &[(0, "06")]),
        v4(Rule::PathConsumedNothing, &[(0, "02")]),
        answer(Rule::PathConsumedPastRequest, REQUEST_LINK, with(V4, &[(0, "12")]), V4),
        v4(Rule::PathConsumedInsideComponent, &[]).instead(hex("0c00 0100 02000000 \
             0400 2200 0000 0400 08070000 2200 2200 3200 00000000 00000000 00000000 00000000 \
             5c007300 5c006400 5c006c00 6d00 0000 5c007400 5c006500 0000")),
        reply(Rule::PathConsumedComponents, None, with(V4, &[(4, "03"), (12, "01")]), V4),
        v4(Rule::PathConsumedNotDfsPath, &[(0, "08")]),
    ]
}

fn entries() -> Vec<Case> {
    let link = Some(LINK);
    vec![
        v4_two(Rule::VersionsMixed, &[(42, "03")]),
        by_request(Rule::VersionAboveLevel, V4, link, (LINK.0, 4)),
        v4(Rule::EntryFlagsUndefined, &[(14, "0c")]),
        reply(Rule::SetBoundaryVersion, link, with(V3, &[(14, "04")]), V3),
        v4(Rule::SetBoundaryMissing, &[(14, "00")]),
        reply(
            Rule::NameListsMixed,
            Some((RequestKind::Domain, 3)),
            // The second is a target of 34 bytes.
            hex("0000 0200 00000000 \
                 0300 1200 0000 0200 58020000 3400 0000 0000 \
                 0300 2200 0000 0000 58020000 2800 3600 4400 00000000 00000000 00000000 00000000 \
                 5c006400 0000 \
                 5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 5c007400 5c006500 0000"),
            DOMAINS,
        ),
        by_request(Rule::TargetsForNames, V3, Some((RequestKind::Dc, 3)), LINK),
        by_request(Rule::NamesForTargets, DC, link, (RequestKind::Dc, 3)),
        v4(Rule::ServerTypeUndefined, &[(12, "02")]),
        v4_two(Rule::ServerTypesMixed, &[(46, "01")]),
        v4_two(Rule::TimesToLiveDiffer, &[(50, "09")]),
        v4(Rule::TimeToLiveZero, &[(16, "0000")]),
        reply(
            Rule::ProximityNotZero,
            Some((RequestKind::Link { components: 3 }, 2)),
            with(V2, &[(16, "07")]),
            V2,
        ),
        v4(Rule::GuidNotZero, &[(30, "01")]),
        v4(Rule::SizeWithoutGuid, &[]).instead(hex("0c00 0100 02000000 \
             0400 1200 0000 0400 08070000 1200 2000 2e00 \
             5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 5c007400 5c006500 0000")),
        Case {
            also: &[Rule::StringsInEntry],
            ..v4(Rule::StringInGuid, &[]).instead(hex("0c00 0100 02000000 \
                 0400 2200 0000 0400 08070000 2200 3000 1800 00000000 0000 5c007400 5c006500 0000 \
                 5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000"))
        },
        v4(Rule::SizeUnused, &[]).instead(hex("0c00 0100 02000000 \
             0400 2600 0000 0400 08070000 2600 3400 4200 00000000 00000000 00000000 00000000 00000000 \
             5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 5c007400 5c006500 0000")),
        v4(Rule::OffsetZero, &[(22, "0000")]),
        v4(Rule::OffsetOdd, &[]).instead(hex("0c00 0100 02000000 \
             0400 2200 0000 0400 08070000 2200 3000 3f00 00000000 00000000 00000000 00000000 \
             5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 00 5c007400 5c006500 0000")),
        v4(Rule::StringsInEntry, &[(10, "4800")]),
        reply(
            Rule::StringInOtherEntry,
            Some((RequestKind::Domain, 3)),
            // The name of the first lies in the padding of the second.
            hex("0000 0200 00000000 \
                 0300 1200 0000 0200 58020000 2400 0000 0000 \
                 0300 2200 0000 0200 58020000 2200 0000 0000 5c006400 00000000 00000000 00000000 \
                 5c006500 0000"),
            DOMAINS,
        ),
        reply(Rule::StringPastSize, Some((RequestKind::Dc, 3)), with(DC, &[(10, "1400")]), DC),
    ]
}

fn targets() -> Vec<Case> {
    vec![
        answer(Rule::DfsPathNotRequested, REQUEST_LINK, with(V4, &[(44, "74")]), V4),
        v4_two(Rule::DfsPathsDiffer, &[(54, "3000"), (92, "74")]),
        v4_two(Rule::DuplicateTarget, &[(116, "54")]),
        v4(Rule::TargetInPath, &[]).instead(hex("0c00 0100 02000000 \
             0400 2200 0000 0400 08070000 2200 3000 3e00 00000000 00000000 00000000 00000000 \
             5c007300 5c006400 5c006c00 0000 5c007300 5c006400 5c006c00 0000 \
             5c007300 5c006400 5c006c00 5c006500 0000")),
        v4(Rule::TrailingBytes, &[]).instead(and(V4, "0000")),
        case(
            Rule::TextWithheld,
            Start::Response,
            lists(100, |to_end| [to_end, 0, 0], &name(200)),
            lists(15, |to_end| [to_end, 0, 0], &name(200)),
        )
        .asking(Some(Asked::new(RequestKind::Domain, 3))),
    ]
}

fn names() -> Vec<Case> {
    let (dc, domain) = (Some((RequestKind::Dc, 3)), Some((RequestKind::Domain, 3)));
    vec![
        reply(Rule::NameListVersion, Some((RequestKind::Dc, 4)), with(DC, &[(8, "04")]), DC),
        reply(Rule::DomainExpandedNames, domain, with(DOMAINS, &[(40, "0100 1800")]), DOMAINS),
        reply(Rule::ListTimesToLiveDiffer, domain, with(DOMAINS, &[(34, "59")]), DOMAINS),
        reply(Rule::NameListServerType, dc, with(DC, &[(12, "01")]), DC),
        reply(Rule::NameNoBackslash, dc, with(DC, &[(32, "6300")]), DC),
        reply(
            Rule::DcNoNames,
            dc,
            hex("0000 0100 00000000 0300 1200 0000 0200 58020000 1200 0000 0000 5c006400 0000"),
            DC,
        ),
    ]
}

fn texts() -> Vec<Case> {
    let target = |rule, target: &str| {
        let bad = [&hex(V4)[..70], &hex(target)].concat();
        v4(rule, &[]).instead(bad)
    };
    let alternate = |rule, path: &str| {
        let (message, path) = (hex(V4), hex(path));
        let target_offset = u8::try_from(0x30 + path.len()).unwrap();
        let bad = [&message[..24], &[target_offset], &message[25..56], &path, &message[70..]].concat();
        v4(rule, &[]).instead(bad)
    };
    vec![
        target(Rule::PathEmpty, "0000"),
        target(Rule::PathOneComponent, "5c007400 0000"),
        alternate(Rule::PathNoBackslash, "7300 5c006400 0000"),
        alternate(Rule::PathLeadingSeparators, "5c00 5c007300 5c006400 0000"),
        target(Rule::PathEmptyComponent, "5c007400 5c00 5c006500 0000"),
        target(Rule::PathTrailingSeparator, "5c007400 5c006500 5c00 0000"),
        target(Rule::PathSlash, "5c007400 2f006500 0000"),
        target(Rule::LoneSurrogate, "5c007400 5c003dd8 0000"),
    ]
}

/// What is right, but some program trips on it.
fn compatibility() -> Vec<Case> {
    vec![
        by_request(Rule::CompatVersion1, V1, None, (RequestKind::Root, 1)),
        by_request(Rule::CompatVersion2, V2, None, (LINK.0, 2)),
        by_request(Rule::CompatVersion3, V3, None, LINK),
        Case { also: &[Rule::PathSlash], ..v4(Rule::CompatTargetBackslash, &[(70, "2f")]) },
        answer(Rule::CompatCase, REQUEST_LINK, with(V4, &[(44, "53")]), V4),
    ]
}

impl Case {
    /// A reply to this, as its neighbour is.
    fn asking(self, asked: Option<Asked<'static>>) -> Self {
        Self { asked, good_asked: asked, ..self }
    }

    /// With another message.
    fn instead(self, bad: Vec<u8>) -> Self {
        Self { bad, ..self }
    }
}

//! The tables of fixed fields, against [MS-DFSC] 2.2 written down a second time, with offsets and not as sums of widths.

use dfsc::wire::layout::{
    DFS_REFERRAL, DFS_REFERRAL_V1, DFS_REFERRAL_V2, DFS_REFERRAL_V3, DFS_REFERRAL_V3_NAME_LIST,
    DFS_REFERRAL_V4, DFS_REFERRAL_V4_NAME_LIST, REQ_GET_DFS_REFERRAL, REQ_GET_DFS_REFERRAL_EX,
    RESP_GET_DFS_REFERRAL,
};
use dfsc::{Field, Referral, Response, Scan, Structure};

/// Name, offset, width.
type Row = (&'static str, usize, usize);

const COMMON: [Row; 4] =
    [("VersionNumber", 0, 2), ("Size", 2, 2), ("ServerType", 4, 2), ("ReferralEntryFlags", 6, 2)];
const TARGET_V3: [Row; 5] = [
    ("TimeToLive", 8, 4),
    ("DFSPathOffset", 12, 2),
    ("DFSAlternatePathOffset", 14, 2),
    ("NetworkAddressOffset", 16, 2),
    ("ServiceSiteGuid", 18, 16),
];
const NAME_LIST: [Row; 4] = [
    ("TimeToLive", 8, 4),
    ("SpecialNameOffset", 12, 2),
    ("NumberOfExpandedNames", 14, 2),
    ("ExpandedNameOffset", 16, 2),
];

fn check(structure: &Structure, name: &str, section: &str, rows: &[Row]) {
    assert_eq!((structure.name(), structure.section()), (name, section));
    let fields: Vec<_> =
        structure.fields().map(|field| (field.field().name(), field.offset(), field.width())).collect();
    assert_eq!(fields, rows, "{name}");
}

#[test]
fn requests_are_laid_out_as_in_sections_2_2_2_and_2_2_3() {
    check(&REQ_GET_DFS_REFERRAL, "REQ_GET_DFS_REFERRAL", "[MS-DFSC] 2.2.2", &[("MaxReferralLevel", 0, 2)]);
    check(
        &REQ_GET_DFS_REFERRAL_EX,
        "REQ_GET_DFS_REFERRAL_EX",
        "[MS-DFSC] 2.2.3",
        &[
            ("MaxReferralLevel", 0, 2),
            ("RequestFlags", 2, 2),
            ("RequestDataLength", 4, 4),
            ("RequestFileNameLength", 8, 2),
        ],
    );
}

#[test]
fn the_referral_header_is_laid_out_as_in_section_2_2_4() {
    check(
        &RESP_GET_DFS_REFERRAL,
        "RESP_GET_DFS_REFERRAL",
        "[MS-DFSC] 2.2.4",
        &[("PathConsumed", 0, 2), ("NumberOfReferrals", 2, 2), ("ReferralHeaderFlags", 4, 4)],
    );
}

#[test]
fn entries_begin_alike_and_end_as_in_section_2_2_5() {
    let with = |rest: &[Row]| [&COMMON, rest].concat();
    check(&DFS_REFERRAL, "DFS_REFERRAL", "[MS-DFSC] 2.2.5", &COMMON);
    check(&DFS_REFERRAL_V1, "DFS_REFERRAL_V1", "[MS-DFSC] 2.2.5.1", &COMMON);
    check(
        &DFS_REFERRAL_V2,
        "DFS_REFERRAL_V2",
        "[MS-DFSC] 2.2.5.2",
        &with(&[
            ("Proximity", 8, 4),
            ("TimeToLive", 12, 4),
            ("DFSPathOffset", 16, 2),
            ("DFSAlternatePathOffset", 18, 2),
            ("NetworkAddressOffset", 20, 2),
        ]),
    );
    check(&DFS_REFERRAL_V3, "DFS_REFERRAL_V3", "[MS-DFSC] 2.2.5.3.1", &with(&TARGET_V3));
    check(&DFS_REFERRAL_V4, "DFS_REFERRAL_V4", "[MS-DFSC] 2.2.5.4", &with(&TARGET_V3));
    let (v3, v4) = ("DFS_REFERRAL_V3_NAME_LIST", "DFS_REFERRAL_V4_NAME_LIST");
    check(&DFS_REFERRAL_V3_NAME_LIST, v3, "[MS-DFSC] 2.2.5.3.2", &with(&NAME_LIST));
    check(&DFS_REFERRAL_V4_NAME_LIST, v4, "[MS-DFSC] 2.2.5.4", &with(&NAME_LIST));
}

#[test]
fn fields_bear_the_names_of_the_spec() {
    let names = [
        (Field::DfsPath, "DFSPath"),
        (Field::DfsAlternatePath, "DFSAlternatePath"),
        (Field::NetworkAddress, "NetworkAddress"),
        (Field::ShareName, "ShareName"),
        (Field::SpecialName, "SpecialName"),
        (Field::ExpandedName, "ExpandedName"),
        (Field::RequestFileName, "RequestFileName"),
        (Field::SiteNameLength, "SiteNameLength"),
        (Field::SiteName, "SiteName"),
    ];
    for (field, name) in names {
        assert_eq!((field.name(), field.to_string()), (name, name.to_owned()));
    }
}

/// Every byte of this reply is its own offset, so that a field's bytes tell where it was read.
#[test]
fn the_fields_of_a_header_are_the_bytes_at_their_offsets() {
    let message: [u8; 8] = core::array::from_fn(|at| u8::try_from(at).unwrap());
    let fields: Vec<_> = Scan::new(&message).fields().map(|field| (field.range(), field.number())).collect();
    assert_eq!(fields, [(0..2, Some(0x0100)), (2..4, Some(0x0302)), (4..8, Some(0x0706_0504))]);
}

#[test]
fn the_fields_of_an_entry_are_the_bytes_at_their_offsets() {
    // Offsets are counted from the entry, at 8; all strings are the NUL at 8 + 40, behind which a second one lies.
    let reply: [(u8, &[u8]); 4] = [
        (2, &[2, 0, 40, 0, 1, 0, 9, 0, 8, 9, 10, 11, 12, 13, 14, 15, 40, 0, 40, 0, 40, 0]),
        (3, &[3, 0, 40, 0, 1, 0, 4, 0, 8, 9, 10, 11, 40, 0, 40, 0, 40, 0]),
        (3, &[3, 0, 40, 0, 1, 0, 2, 0, 8, 9, 10, 11, 40, 0, 1, 0, 40, 0]),
        (4, &[4, 0, 40, 0, 1, 0, 4, 0, 8, 9, 10, 11, 40, 0, 40, 0, 40, 0]),
    ];
    for (version, fixed) in reply {
        let mut message = vec![0, 0, 1, 0, 0, 0, 0, 0];
        message.extend(fixed);
        message.resize(8 + 40, 0xee);
        message.extend([0, 0]);
        let response = Response::parse(&message).unwrap();
        let referral = response.referrals().next().unwrap();
        assert_eq!(referral.version(), version.into());
        let entry = Scan::new(&message).next().unwrap();
        assert_eq!(entry.structure(), referral.structure());
        for (value, spec) in entry.fields().zip(referral.structure().fields()) {
            assert_eq!(value.field(), spec.field());
            assert_eq!(value.range(), 8 + spec.offset()..8 + spec.offset() + spec.width());
            assert_eq!(value.bytes(), &message[value.range()]);
        }
        assert_eq!(entry.fields().count(), referral.structure().fields().count());
        let time_to_live = match referral {
            Referral::NameList(list) => list.time_to_live(),
            ref other => other.target().unwrap().time_to_live().unwrap(),
        };
        assert_eq!(time_to_live, if version == 2 { 0x0f0e_0d0c } else { 0x0b0a_0908 });
        if let Referral::V2(target) = referral {
            assert_eq!(target.proximity(), Some(0x0b0a_0908));
            assert_eq!(target.flags().0, 9);
        }
        if let Referral::V3(target) | Referral::V4(target) = referral {
            assert_eq!(target.service_site_guid(), Some(&[0xee; 16]));
        }
    }
}

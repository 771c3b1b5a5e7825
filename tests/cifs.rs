//! The CIFS-era reading of versions 1 and 2.

use dfsc::{
    AnyText, CifsServerType, Distance, Encode, ReferralEntryFlags, ReferralHeaderFlags, Reply, ReplyEntry,
    Response, ServerType,
};

/// A reply of targets that differ in proximity, kind of server and flags.
fn reply(version: u16, of: &[(u32, u16, u16)]) -> Vec<u8> {
    let targets: Vec<_> = of
        .iter()
        .map(|(proximity, server_type, flags)| ReplyEntry {
            server_type: ServerType(*server_type),
            flags: ReferralEntryFlags(*flags),
            proximity: *proximity,
            ..ReplyEntry::link_target(r"\t\d")
        })
        .collect();
    let reply = Reply {
        path_consumed: 8,
        flags: ReferralHeaderFlags(1),
        version,
        time_to_live: (version >= 2).then_some(1),
        dfs_path: (version >= 2).then_some(AnyText::str(r"\s\d")),
        entries: &targets,
        ..Reply::EMPTY
    };
    let mut buffer = vec![0; reply.encoded_len()];
    reply.encode(&mut buffer).unwrap().to_vec()
}

#[test]
fn every_value_has_its_other_meaning_and_is_kept() {
    let of = [(0, 0, 0), (0, 1, 1), (0, 2, 2), (0, 3, 3), (0, 4, 0xfffe), (0, 0xffff, 0xffff)];
    let server_types = [
        CifsServerType::Unknown,
        CifsServerType::Smb,
        CifsServerType::NetWare,
        CifsServerType::Domain,
        CifsServerType::Other(4),
        CifsServerType::Other(0xffff),
    ];
    let names = ["unknown", "SMB server", "NetWare server", "domain", "undefined (4)", "undefined (65535)"];
    for version in [1, 2] {
        let bytes = reply(version, &of);
        let response = Response::parse(&bytes).unwrap();
        for (index, referral) in response.referrals().enumerate() {
            let target = referral.target().unwrap();
            let cifs = target.cifs().unwrap();
            assert_eq!(cifs.server_type(), server_types[index]);
            assert_eq!(cifs.server_type().to_string(), names[index]);
            assert_eq!(cifs.strips_path_consumed(), of[index].2 % 2 == 1);
            assert_eq!((target.server_type().0, target.flags().0), (of[index].1, of[index].2));
            assert_eq!(cifs.target().network_address(), target.network_address());
            assert_eq!(cifs.distance(), (version == 2).then_some(Distance(0)));
        }
        let (mut entries, mut names) = ([ReplyEntry::link_target(""); 6], []);
        let again = Reply::from_response(&response, &mut entries, &mut names).unwrap();
        assert_eq!(again.encode(&mut [0; 512]).unwrap(), bytes);
    }
    for version in [3, 4] {
        let bytes = reply(version, &[(0, 1, 1)]);
        assert!(
            Response::parse(&bytes).unwrap().referrals().all(|entry| entry
                .target()
                .unwrap()
                .cifs()
                .is_none())
        );
    }
}

#[test]
fn the_closest_comes_first_and_ties_keep_their_order() {
    let proximities = [7, 0, u32::MAX, 7, 0, 3];
    let of: Vec<_> = (0..).zip(proximities).map(|(index, proximity)| (proximity, index, 0)).collect();
    let bytes = reply(2, &of);
    let response = Response::parse(&bytes).unwrap();
    let order: Vec<_> = response
        .cifs_by_distance()
        .map(|target| (target.distance().unwrap().0, target.target().server_type().0))
        .collect();
    assert_eq!(order, [(0, 1), (0, 4), (3, 5), (7, 0), (7, 3), (u32::MAX, 2)]);

    for version in [1, 3, 4] {
        let bytes = reply(version, &[(0, 0, 0)]);
        assert_eq!(Response::parse(&bytes).unwrap().cifs_by_distance().count(), 0);
    }
}

#[test]
fn only_servers_that_refer_and_hold_nothing_are_asked_again() {
    let again = |flags| ReferralHeaderFlags(flags).cifs_ask_again();
    assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(again), [false, true, false, false, false, true, false, false]);
}

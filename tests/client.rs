//! The client, walked step by step: what it asks, of whom, and where it ends.

#[path = "reference/mod.rs"]
mod reference;
#[path = "support/mod.rs"]
mod support;
mod walk;

use dfsc::cache::ReferralCache;
use dfsc::client::{Action, Caches, FailureKind, Operation, Outcome, Settings};
use dfsc::{EncodeErrorKind, NtStatus, Request, Response};
use walk::{
    Computer, DONE, Dfs, Domains, INTERLINK, LINK, NOT_COVERED, OK, Plain, ROOT, Refused, Reply, Told,
    interlink, link, names, no_referrals, reply_for, root, said,
};

const ASK_D: &str = r"6 ask s: \s\d";
const OPENED: Outcome<'_> = Outcome::accessed(NtStatus::SUCCESS, false);

#[test]
fn a_path_is_cleaned_and_asked_for_first() {
    for path in [r"\\s\d\x", r"\s\d\x", "//s/d//x/", r"s\d\x"] {
        let script = [(ASK_D, Refused(NtStatus::NOT_FOUND)), (r"12 open \s\d\x", OK)];
        Computer::alone().walk(path, &script, DONE);
    }
}

#[test]
fn some_paths_are_never_asked_for() {
    for path in [r"\s", r"\s\IPC$", r"\s\ipc$\x", r"\s\Admin$\system32"] {
        Computer::alone().walk(path, &[(&format!("12 open {path}"), OK)], DONE);
    }
    Computer::alone().walk(r"\\", &[], "1 failed NoPath -");
}

#[test]
fn a_namespace_on_a_server_and_a_link_in_it() {
    let mut computer = Computer::alone();
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\link\x", NOT_COVERED),
        // The whole path, under the name of its namespace.
        (r"8 ask s: \s\d\link\x", link(r"\s\d\link", &[r"\t\share\deep"])),
        (r"8 open \t\share\deep\x", OK),
    ];
    computer.walk(r"\s\d\link\x", &script, DONE);
    // From then on it is known.
    computer.walk(r"\S\D\LINK\y", &[(r"8 open \t\share\deep\y", OK)], DONE);
    computer.walk(r"\s\d\other", &[(r"8 open \s\d\other", Dfs(NtStatus::SUCCESS))], DONE);
}

#[test]
fn a_root_request_may_bring_a_link() {
    let script = [(ASK_D, link(r"\s\d", &[r"\t\share"])), (r"8 open \t\share\x", OK)];
    Computer::alone().walk(r"\s\d\x", &script, DONE);
}

#[test]
fn nothing_is_asked_until_a_server_does_not_cover_the_path() {
    let mut computer = Computer::alone();
    computer.settings.asks_first = false;
    computer.walk(r"\s\d\x", &[(r"12 open \s\d\x", OK)], DONE);
    let script = [
        (r"12 open \s\d\link\x", NOT_COVERED),
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\link\x", NOT_COVERED),
        (r"8 ask s: \s\d\link\x", link(r"\s\d\link", &[r"\t\share"])),
        (r"8 open \t\share\x", OK),
    ];
    computer.walk(r"\s\d\link\x", &script, DONE);
    // A share that is a DFS share is in a namespace, whatever is asked for on it.
    let script = [(r"12 open \s\e\x", Dfs(NtStatus::OBJECT_NAME_NOT_FOUND))];
    computer.walk(r"\s\e\x", &script, "12 failed Dfs STATUS_OBJECT_NAME_NOT_FOUND");
    // Now there is DFS, as far as anybody knows: what a server says stands.
    let script = [(r"12 open \s\e\x", NOT_COVERED), (r"6 ask s: \s\e", Refused(NtStatus::NOT_FOUND))];
    computer.walk(r"\s\e\x", &script, "6 failed Dfs STATUS_NOT_FOUND");
}

#[test]
fn a_domain_its_controllers_and_a_root() {
    let mut computer = Computer::in_domain();
    let script = [
        (r"5 ask boot: \co.example", names(&[("co.example", &[r"\dc1", r"\dc2", r"\dc3"])])),
        (r"6 ask dc1: \co.example\ns", Refused(NtStatus::IO_TIMEOUT)),
        (r"6 ask dc2: \co.example\ns", root(r"\co.example\ns", &[r"\r1\ns", r"\r2\ns"])),
        (r"8 open \r1\ns\x", Plain(NtStatus::BAD_NETWORK_NAME)),
        (r"8 open \r2\ns\x", NOT_COVERED),
        // The target that has answered is asked.
        (r"8 ask r2: \co.example\ns\x", link(r"\co.example\ns\x", &[r"\f\x"])),
        (r"8 open \f\x", OK),
    ];
    computer.walk(r"\co.example\ns\x", &script, DONE);
    // Both hints are where something answered.
    let script = [(r"6 ask dc2: \co.example\other", Refused(NtStatus::NO_SUCH_FILE))];
    computer.walk(r"\co.example\other", &script, "6 failed Domain STATUS_NO_SUCH_FILE");
    computer.walk(r"\co.example\ns\y", &[(r"8 open \r2\ns\y", OK)], DONE);
}

/// Two operations go through the controllers of a domain; one of them learns of others, which are tried from the first then.
#[test]
fn controllers_are_those_of_one_list() {
    let mut computer = Computer::in_domain();
    let (dead, first) = (Refused(NtStatus::IO_TIMEOUT), names(&[("CO", &["dc1", "dc2", "dc3"])]));
    let script = [
        (r"5 ask boot: \CO", first),
        (r"6 ask dc1: \CO\ns", dead.clone()),
        (r"6 ask dc2: \CO\ns", root(r"\CO\ns", &[r"\t\ns"])),
        (r"8 open \t\ns", OK),
    ];
    computer.walk(r"\CO\ns", &script, DONE);
    // From the hint on, and round.
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut slow = Operation::new(r"\CO\other", Settings::new(), &mut path, &mut reply).unwrap();
    computer.go_on(&mut slow, &[(r"6 ask dc2: \CO\other", dead.clone())], r"6 ask dc3: \CO\other");
    // Meanwhile another gets to the end of the list, so that it is asked for again, and tells of others.
    let script = [
        (r"6 ask dc2: \CO\third", dead.clone()),
        (r"6 ask dc3: \CO\third", dead.clone()),
        (r"6 ask dc1: \CO\third", dead.clone()),
    ];
    computer.walk(r"\CO\third", &script, "6 failed Domain STATUS_OBJECT_PATH_NOT_FOUND");
    let script = [
        (r"5 ask boot: \CO", names(&[("CO", &["new1", "new2", "new3"])])),
        (r"6 ask new1: \CO\third", Refused(NtStatus::NO_SUCH_FILE)),
    ];
    computer.walk(r"\CO\third", &script, "6 failed Domain STATUS_NO_SUCH_FILE");
    // What was out may still be refused; who is asked next is of the list that there is.
    slow.take(&mut computer.caches(), 1000, Outcome::refused(NtStatus::IO_TIMEOUT));
    computer.go_on(&mut slow, &[(r"6 ask new1: \CO\other", dead)], r"6 ask new2: \CO\other");
    // If that has gone before anybody was asked, too.
    computer.domains.as_mut().unwrap().forget_controllers("CO");
    computer.go_on(&mut slow, &[], r"5 ask boot: \CO");
}

#[test]
fn sysvol_is_asked_of_controllers_with_two_components() {
    let mut computer = Computer::in_domain();
    let targets = [r"\dc1\sysvol", r"\dc2\sysvol"];
    let script = [
        (r"5 ask boot: \CO", names(&[("CO", &["dc1", "dc2"])])),
        (r"10 ask dc1: \CO\SysVol", link(r"\CO\SysVol", &targets)),
        (r"8 open \dc1\sysvol\co.example\x", Refused(NtStatus::HOST_UNREACHABLE)),
        (r"8 open \dc2\sysvol\co.example\x", OK),
    ];
    computer.walk(r"\CO\SysVol\co.example\x", &script, DONE);
    computer.walk(r"\co\SYSVOL\y", &[(r"8 open \dc2\sysvol\y", OK)], DONE);
    // Step 10 leads to step 3.
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut operation = Operation::new(r"\co\netlogon", Settings::new(), &mut path, &mut reply).unwrap();
    let script = [(r"10 ask dc1: \co\netlogon", link(r"\co\netlogon", &[r"\dc2\netlogon"]))];
    computer.go_on(&mut operation, &script, r"8 open \dc2\netlogon");
    assert!(operation.steps().eq([10, 3, 8]));
}

#[test]
fn without_any_controller_a_domain_is_out_of_reach() {
    let mut computer = Computer::in_domain();
    let script = [(r"5 ask boot: \CO", Refused(NtStatus::INVALID_PARAMETER))];
    computer.walk(r"\CO\ns", &script, "5 failed Domain STATUS_INVALID_PARAMETER");
    // Nor is there anybody to ask without a bootstrap DC.
    let mut without = Domains::new();
    let Reply(known) = names(&[("CO", &[])]) else { unreachable!() };
    without.merge(&Response::parse(&known).unwrap()).unwrap();
    let mut lonely = Computer { domains: Some(without), ..Computer::alone() };
    lonely.walk(r"\CO\ns", &[], "5 failed Domain -");
    let lists = names(&[("CO", &["dc1", "dc2"])]);
    let script = [
        (r"5 ask boot: \CO", lists),
        (r"6 ask dc1: \CO\ns", Refused(NtStatus::CONNECTION_REFUSED)),
        (r"6 ask dc2: \CO\ns", Refused(NtStatus::BAD_NETWORK_PATH)),
    ];
    computer.walk(r"\CO\ns", &script, "6 failed Domain STATUS_OBJECT_PATH_NOT_FOUND");
}

#[test]
fn a_reply_to_a_dc_request_has_one_list_with_names() {
    for bad in [
        names(&[("CO", &[])]),
        names(&[("co.example", &["dc1"])]),
        names(&[("CO", &["dc1"]), ("co.example", &["dc1"])]),
        link(r"\CO\x", &[r"\dc1\x"]),
        Reply(vec![1, 2, 3]),
    ] {
        let end = "5 failed Domain STATUS_INVALID_NETWORK_RESPONSE";
        Computer::in_domain().walk(r"\CO\ns", &[(r"5 ask boot: \CO", bad)], end);
    }
}

#[test]
fn domains_are_asked_for_at_the_start() {
    let mut computer = Computer::alone();
    let mut domains = Domains::new();
    domains.set_bootstrap_dc("boot", 1000).unwrap();
    computer.domains = Some(domains);
    let mut name = [0; 64];
    let mut operation = Operation::domains(Settings::new(), &mut name);
    let script = [("0 ask boot: ", names(&[("co.example", &[]), ("CO", &[])]))];
    computer.go_on(&mut operation, &script, DONE);
    let domains = computer.domains.as_ref().unwrap();
    assert!(domains.domains().iter().map(|domain| domain.name().to_string()).eq(["co.example", "CO"]));

    let mut operation = Operation::domains(Settings::new(), &mut name);
    let script = [("0 ask boot: ", Refused(NtStatus::IO_TIMEOUT))];
    computer.go_on(&mut operation, &script, "0 failed Domain STATUS_IO_TIMEOUT");
    assert_eq!(computer.domains.as_ref().unwrap().domains().iter().count(), 2);
}

#[test]
fn buffers_grow_to_what_there_is_room_for() {
    let cut = Refused(NtStatus::BUFFER_OVERFLOW);
    let script = [
        (ASK_D, cut.clone()),
        (r"6 ask s: \s\d (8192)", cut.clone()),
        (r"6 ask s: \s\d (16384)", Refused(NtStatus::BUFFER_TOO_SMALL)),
        (r"6 ask s: \s\d (32768)", cut.clone()),
        (r"6 ask s: \s\d (57344)", root(r"\s\d", &[r"\t\d"])),
        (r"8 open \t\d", OK),
    ];
    Computer::alone().walk(r"\s\d", &script, DONE);
    let mut computer = Computer::alone();
    computer.settings.max_output_size = 5000;
    // Who has more to say than there is room for knows that there is DFS.
    let script = [(ASK_D, cut.clone()), (r"6 ask s: \s\d (5000)", cut)];
    computer.walk(r"\s\d", &script, "6 failed Dfs STATUS_BUFFER_OVERFLOW");
}

#[test]
fn hosts_that_do_not_know_the_extended_form_are_asked_in_the_plain_one() {
    let mut computer = Computer::in_domain();
    (computer.settings.uses_extended, computer.settings.site_name) = (true, Some("HQ".into()));
    let script = [
        (r"5 ask-ex boot: \CO", names(&[("CO", &["dc1", "dc2"])])),
        (r"6 ask-ex dc1: \CO\ns", Refused(NtStatus::FS_DRIVER_REQUIRED)),
        (r"6 ask dc1: \CO\ns", Refused(NtStatus::FS_DRIVER_REQUIRED)),
        // Only now the next, and in the extended form again.
        (r"6 ask-ex dc2: \CO\ns", Refused(NtStatus::IO_TIMEOUT)),
    ];
    computer.walk(r"\CO\ns", &script, "6 failed Domain STATUS_OBJECT_PATH_NOT_FOUND");
}

#[test]
fn only_some_statuses_fail_over() {
    let mut computer = Computer::alone();
    let both = [r"\a\d", r"\b\d"];
    for status in NtStatus::ALL {
        if !status.is_failure() || *status == NtStatus::PATH_NOT_COVERED {
            continue;
        }
        computer.referrals.flush("");
        let first = [(ASK_D, root(r"\s\d", &both)), (r"8 open \a\d\x", Plain(*status))];
        if status.fails_over() || *status == NtStatus::BAD_NETWORK_NAME {
            computer.walk(r"\s\d\x", &[&first[..], &[(r"8 open \b\d\x", OK)]].concat(), DONE);
            // It is remembered.
            computer.walk(r"\s\d\x", &[(r"8 open \b\d\x", OK)], DONE);
        } else {
            computer.walk(r"\s\d\x", &first, &format!("8 failed Dfs {status}"));
        }
    }
    assert_eq!(NtStatus::ALL.iter().filter(|status| status.fails_over()).count(), 27);
}

#[test]
fn link_requests_fail_over_to_other_root_targets() {
    let mut computer = Computer::alone();
    let script = [
        (ASK_D, root(r"\s\d", &[r"\a\d", r"\b\d"])),
        (r"8 open \a\d\x", NOT_COVERED),
        (r"8 ask a: \s\d\x", Refused(NtStatus::NETWORK_NAME_DELETED)),
        (r"8 ask b: \s\d\x", link(r"\s\d\x", &[r"\t\x"])),
        (r"8 open \t\x", OK),
    ];
    computer.walk(r"\s\d\x", &script, DONE);
    computer.walk(r"\s\d\y", &[(r"8 open \b\d\y", OK)], DONE);
    let script = [
        (r"8 open \b\d\z", NOT_COVERED),
        (r"8 ask b: \s\d\z", Refused(NtStatus::IO_TIMEOUT)),
        (r"8 ask a: \s\d\z", Refused(NtStatus::HOST_UNREACHABLE)),
    ];
    computer.walk(r"\s\d\z", &script, "8 failed Dfs STATUS_HOST_UNREACHABLE");
}

#[test]
fn interlinks_lead_into_other_namespaces() {
    let mut computer = Computer::alone();
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\i\l\x", NOT_COVERED),
        (r"8 ask s: \s\d\i\l\x", interlink(r"\s\d\i", &[r"\p\q"])),
        (r"6 ask p: \p\q", root(r"\p\q", &[r"\p\q"])),
        (r"8 open \p\q\l\x", NOT_COVERED),
        (r"8 ask p: \p\q\l\x", link(r"\p\q\l", &[r"\t\e"])),
        (r"8 open \t\e\x", OK),
    ];
    computer.walk(r"\s\d\i\l\x", &script, DONE);
    computer.walk(r"\s\d\i\l\y", &[(r"8 open \t\e\y", OK)], DONE);
}

/// Samba's namespaces in namespaces: nothing in its replies says so.
#[test]
fn links_lead_into_other_namespaces_unsaid() {
    let mut computer = Computer::alone();
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\l\m\x", NOT_COVERED),
        (r"8 ask s: \s\d\l\m\x", link(r"\s\d\l", &[r"\dead\e", r"\t\e"])),
        (r"8 open \dead\e\m\x", Plain(NtStatus::IO_TIMEOUT)),
        (r"8 open \t\e\m\x", NOT_COVERED),
        (r"6 ask t: \t\e", root(r"\t\e", &[r"\t\e"])),
        (r"8 open \t\e\m\x", NOT_COVERED),
        (r"8 ask t: \t\e\m\x", link(r"\t\e\m", &[r"\u\f"])),
        (r"8 open \u\f\x", OK),
    ];
    computer.walk(r"\s\d\l\m\x", &script, DONE);
    // They count as interlinks do.
    computer.settings.max_interlinks = 0;
    let script = [(r"8 open \t\e\m\x", NOT_COVERED)];
    computer.walk(r"\s\d\l\m\x", &script, "11 failed Interlinks -");
    // What each controller of a domain has is in no other namespace.
    let mut joined = Computer::in_domain();
    let script = [
        (r"5 ask boot: \CO", names(&[("CO", &["dc1"])])),
        (r"10 ask dc1: \CO\SYSVOL", link(r"\CO\SYSVOL", &[r"\dc1\SYSVOL"])),
        (r"8 open \dc1\SYSVOL\x", NOT_COVERED),
    ];
    joined.walk(r"\CO\SYSVOL\x", &script, "8 failed Dfs STATUS_PATH_NOT_COVERED");
    // They may lead in a circle.
    let mut computer = Computer::alone();
    let script = [
        (r"6 ask a: \a\d", link(r"\a\d", &[r"\b\e"])),
        (r"8 open \b\e\x", NOT_COVERED),
        (r"6 ask b: \b\e", link(r"\b\e", &[r"\A\D"])),
        (r"8 open \A\D\x", NOT_COVERED),
    ];
    computer.walk(r"\a\d\x", &script, "11 failed Cycle -");
}

#[test]
fn a_target_in_a_known_domain_is_an_interlink() {
    let mut computer = Computer::in_domain();
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\i\x", NOT_COVERED),
        (r"8 ask s: \s\d\i\x", link(r"\s\d\i", &[r"\co.example\ns"])),
        (r"5 ask boot: \co.example", names(&[("co.example", &["dc1"])])),
        (r"6 ask dc1: \co.example\ns", root(r"\co.example\ns", &[r"\r\ns"])),
        (r"8 open \r\ns\x", OK),
    ];
    computer.walk(r"\s\d\i\x", &script, DONE);
}

#[test]
fn cycles_of_interlinks_are_named() {
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\i", NOT_COVERED),
        (r"8 ask s: \s\d\i", interlink(r"\s\d\i", &[r"\p\q\back"])),
        (r"6 ask p: \p\q", root(r"\p\q", &[r"\p\q"])),
        (r"8 open \p\q\back", NOT_COVERED),
        (r"8 ask p: \p\q\back", interlink(r"\p\q\back", &[r"\S\D\I"])),
    ];
    Computer::alone().walk(r"\s\d\i", &script, "11 failed Cycle -");
}

/// A path that grows each time is as much of a circle as one that comes back.
#[test]
fn cycles_below_a_link_are_named() {
    for (flags, end) in [(INTERLINK, "11 failed Cycle -"), (LINK, "3 failed Cycle -")] {
        let script = [
            (ASK_D, root(r"\s\d", &[r"\s\d"])),
            (r"8 open \s\d\i\x", NOT_COVERED),
            (r"8 ask s: \s\d\i\x", reply_for(r"\s\d\i", flags, 1800, &[r"\S\D\I\i"])),
        ];
        Computer::alone().walk(r"\s\d\i\x", &script, end);
    }
}

#[test]
fn interlinks_and_actions_are_bounded() {
    // Each leads into the next.
    let mut computer = Computer::alone();
    let mut script = Vec::new();
    for at in 0..9 {
        let (root_path, path) = (format!(r"\s{at}\d"), format!(r"\s{at}\d\i"));
        script.push((format!("6 ask s{at}: {root_path}"), root(&root_path, &[&root_path])));
        script.push((format!("8 open {path}"), NOT_COVERED));
        script.push((format!("8 ask s{at}: {path}"), interlink(&path, &[&format!(r"\s{}\d\i", at + 1)])));
    }
    let borrowed: Vec<_> = script.iter().map(|(said, told)| (said.as_str(), told.clone())).collect();
    computer.walk(r"\s0\d\i", &borrowed, "11 failed Interlinks -");
    computer.settings.max_actions = 3;
    computer.referrals.flush("");
    computer.walk(r"\s0\d\i", &borrowed[..3], "6 failed Actions -");
}

// What clients are known to get wrong.

/// A link that leads to itself: one client recurses.
#[test]
fn bug_self_loop() {
    let mut computer = Computer::alone();
    let start = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\l\x", NOT_COVERED),
        (r"8 ask s: \s\d\l\x", link(r"\s\d\l", &[r"\s\d\l"])),
    ];
    computer.walk(r"\s\d\l\x", &start, "3 failed Cycle -");
    computer.walk(r"\s\d\l\x", &[], "3 failed Cycle -");
    // Beside a good target it is passed over.
    let mut computer = Computer::alone();
    let good = (r"8 ask s: \s\d\l\x", link(r"\s\d\l", &[r"\S\D\L", r"\t\e"]));
    computer.walk(r"\s\d\l\x", &[&start[..2], &[good, (r"8 open \t\e\x", OK)]].concat(), DONE);
    // And says nothing about why others failed, whichever comes first.
    for targets in [[r"\s\d\l", r"\t\e"], [r"\t\e", r"\s\d\l"]] {
        let mut computer = Computer::alone();
        let both = (r"8 ask s: \s\d\l\x", link(r"\s\d\l", &targets));
        let dead = (r"8 open \t\e\x", Plain(NtStatus::IO_TIMEOUT));
        let end = "8 failed Dfs STATUS_IO_TIMEOUT";
        computer.walk(
            r"\s\d\l\x",
            &[&start[..2], &[both, dead]].concat(),
            if targets[0] == r"\t\e" { "3 failed Dfs STATUS_IO_TIMEOUT" } else { end },
        );
    }
}

/// A server that changes the case of what it was asked for: a client that compares as it stands never finds its own entry, and asks for ever.
#[test]
fn bug_case_loop() {
    let mut computer = Computer::alone();
    let script = [
        (ASK_D, root(r"\S\D", &[r"\S\D"])),
        (r"8 open \S\D\link\x", NOT_COVERED),
        (r"8 ask S: \s\d\link\x", link(r"\S\D\LINK", &[r"\T\E"])),
        (r"8 open \T\E\x", OK),
    ];
    computer.walk(r"\s\d\link\x", &script, DONE);
    computer.walk(r"\s\D\Link\x", &[(r"8 open \T\E\x", OK)], DONE);
}

/// A target that goes on not covering the path.
#[test]
fn bug_spinning_on_path_not_covered() {
    let start = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\l\x", NOT_COVERED),
        (r"8 ask s: \s\d\l\x", link(r"\s\d\l", &[r"\t\e"])),
        (r"8 open \t\e\x", NOT_COVERED),
    ];
    // A link that does not cover it, of a server that has no more to say of it; and of one that says that there is nothing more to say.
    let refused = [(r"6 ask t: \t\e", Refused(NtStatus::NOT_FOUND))];
    let walked = [&start[..], &refused].concat();
    Computer::alone().walk(r"\s\d\l\x", &walked, "6 failed Dfs STATUS_NOT_FOUND");
    let again = root(r"\t\e", &[r"\t\e"]);
    let root_only =
        [(r"6 ask t: \t\e", again.clone()), (r"8 open \t\e\x", NOT_COVERED), (r"8 ask t: \t\e\x", again)];
    let walked = [&start[..], &root_only].concat();
    Computer::alone().walk(r"\s\d\l\x", &walked, "8 failed Dfs STATUS_PATH_NOT_COVERED");
    // A root that does not cover itself.
    let script = [(ASK_D, root(r"\s\d", &[r"\s\d"])), (r"8 open \s\d", NOT_COVERED)];
    Computer::alone().walk(r"\s\d", &script, "8 failed Dfs STATUS_PATH_NOT_COVERED");
}

/// A reply without entries, which Samba sends for links without targets.
#[test]
fn bug_zero_referrals() {
    let end = "6 failed Dfs STATUS_OBJECT_PATH_NOT_FOUND";
    Computer::alone().walk(r"\s\d\x", &[(ASK_D, no_referrals())], end);
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d", r"\b\d"])),
        (r"8 open \s\d\empty", NOT_COVERED),
        (r"8 ask s: \s\d\empty", no_referrals()),
    ];
    Computer::alone().walk(r"\s\d\empty", &script, "8 failed Dfs STATUS_OBJECT_PATH_NOT_FOUND");
    let script = [(r"5 ask boot: \CO", no_referrals())];
    Computer::in_domain().walk(r"\CO\x", &script, "5 failed Domain STATUS_OBJECT_PATH_NOT_FOUND");
}

/// A ROOT request that carries the whole path is a LINK request.
#[test]
fn bug_root_request_with_a_full_path() {
    let script = [(ASK_D, Refused(NtStatus::NOT_FOUND)), (r"12 open \s\d\a\b\c", OK)];
    Computer::alone().walk(r"\s\d\a\b\c", &script, DONE);
}

/// No link matches, and the server answers for the root once more.
#[test]
fn bug_root_reply_to_a_link_request() {
    let again = root(r"\s\d", &[r"\s\d"]);
    let script = [(ASK_D, again.clone()), (r"8 open \s\d\l\x", NOT_COVERED), (r"8 ask s: \s\d\l\x", again)];
    Computer::alone().walk(r"\s\d\l\x", &script, "8 failed Dfs STATUS_PATH_NOT_COVERED");
}

// Time.

#[test]
fn what_is_stale_is_asked_for_again_and_used_if_that_fails() {
    let mut computer = Computer::alone();
    let first = [(ASK_D, root(r"\s\d", &[r"\a\d"])), (r"8 open \a\d\x", OK)];
    computer.walk(r"\s\d\x", &first, DONE);
    computer.now += 300;
    // Refused, and used all the same; nor is it taken for no namespace.
    let script = [(ASK_D, Refused(NtStatus::NOT_FOUND)), (r"8 open \a\d\x", OK)];
    computer.walk(r"\s\d\x", &script, DONE);
    // For a while nobody asks in vain again.
    computer.now += 29;
    computer.walk(r"\s\d\x", &[(r"8 open \a\d\x", OK)], DONE);
    computer.now += 1;
    let script = [(ASK_D, root(r"\s\d", &[r"\b\d"])), (r"8 open \b\d\x", OK)];
    computer.walk(r"\s\d\x", &script, DONE);
    // Past the hard time-out it is as if it had never been, however lately somebody asked in vain.
    computer.now += 1190;
    let script = [(ASK_D, Refused(NtStatus::IO_TIMEOUT)), (r"8 open \b\d\x", OK)];
    computer.walk(r"\s\d\x", &script, DONE);
    computer.now += 9;
    computer.walk(r"\s\d\x", &[(r"8 open \b\d\x", OK)], DONE);
    computer.now += 1;
    let script = [(ASK_D, Refused(NtStatus::NOT_FOUND)), (r"12 open \s\d\x", OK)];
    computer.walk(r"\s\d\x", &script, DONE);
}

/// Two operations ask again for the same referral: one gets it, and then the other is refused.
#[test]
fn a_refusal_ages_nothing() {
    let mut computer = Computer::alone();
    let first = [(ASK_D, root(r"\s\d", &[r"\a\d"])), (r"8 open \a\d\x", OK)];
    computer.walk(r"\s\d\x", &first, DONE);
    computer.now += 300;
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut late = Operation::new(r"\s\d\y", Settings::new(), &mut path, &mut reply).unwrap();
    computer.go_on(&mut late, &[], ASK_D);
    computer.walk(r"\s\d\x", &first, DONE);
    computer.go_on(&mut late, &[(ASK_D, Refused(NtStatus::IO_TIMEOUT))], r"8 open \a\d\y");
    computer.now += 299;
    computer.walk(r"\s\d\x", &[(r"8 open \a\d\x", OK)], DONE);
}

/// What its server has no targets for any more is not used until its hard time-out.
#[test]
fn what_has_no_targets_goes() {
    let mut computer = Computer::alone();
    let first = [(ASK_D, root(r"\s\d", &[r"\a\d"])), (r"8 open \a\d\x", OK)];
    computer.walk(r"\s\d\x", &first, DONE);
    computer.now += 300;
    let end = "6 failed Dfs STATUS_OBJECT_PATH_NOT_FOUND";
    computer.walk(r"\s\d\x", &[(ASK_D, no_referrals())], end);
    assert_eq!(computer.referrals.entries().count(), 0);
}

#[test]
fn a_stale_link_is_asked_of_its_root() {
    let mut computer = Computer::alone();
    let script = [
        (ASK_D, reply_for(r"\s\d", ROOT, 10_000, &[r"\a\d", r"\b\d"])),
        (r"8 open \a\d\l\x", NOT_COVERED),
        (r"8 ask a: \s\d\l\x", link(r"\s\d\l", &[r"\t\e"])),
        (r"8 open \t\e\x", OK),
    ];
    computer.walk(r"\s\d\l\x", &script, DONE);
    computer.now += 1800;
    // Nobody answers.
    let script = [
        (r"9 ask a: \s\d\l\x", Refused(NtStatus::IO_TIMEOUT)),
        (r"9 ask b: \s\d\l\x", Refused(NtStatus::IO_TIMEOUT)),
        (r"8 open \t\e\x", OK),
    ];
    computer.walk(r"\s\d\l\x", &script, DONE);
    computer.walk(r"\s\d\l\x", &[(r"8 open \t\e\x", OK)], DONE);
    computer.now += 30;
    // It leads elsewhere now.
    let script = [(r"9 ask a: \s\d\l\x", link(r"\s\d\l", &[r"\u\e"])), (r"8 open \u\e\x", OK)];
    computer.walk(r"\s\d\l\x", &script, DONE);
    computer.now += 1800;
    // There is no link any more.
    let script = [
        (r"9 ask a: \s\d\l\x", reply_for(r"\s\d", ROOT, 10_000, &[r"\a\d", r"\b\d"])),
        (r"8 open \a\d\l\x", Dfs(NtStatus::SUCCESS)),
    ];
    computer.walk(r"\s\d\l\x", &script, DONE);
    computer.walk(r"\s\d\l\y", &[(r"8 open \a\d\l\y", OK)], DONE);
}

#[test]
fn a_reply_that_may_not_be_kept_serves_its_operation() {
    let mut computer = Computer::alone();
    for _ in 0..2 {
        let script = [
            (ASK_D, reply_for(r"\s\d", ROOT, 0, &[r"\a\d", r"\b\d"])),
            (r"8 open \a\d\l\x", Refused(NtStatus::IO_TIMEOUT)),
            (r"8 open \b\d\l\x", NOT_COVERED),
            (r"8 ask b: \s\d\l\x", reply_for(r"\s\d\l", LINK, 0, &[r"\t\e"])),
            (r"8 open \t\e\x", OK),
        ];
        computer.walk(r"\s\d\l\x", &script, DONE);
    }
    assert_eq!(computer.referrals.entries().count(), 0);
}

/// Before the third of four servers that are switched off is given up, their referral is gone.
#[test]
fn targets_are_all_tried_however_soon_their_referral_goes() {
    for (seconds, each) in [(1, 21), (14, 21), (15, 21), (30, 41)] {
        let mut computer = Computer::alone();
        let (mut path, mut reply, mut out) = ([0; 64], [0; 512], [0; 256]);
        let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut reply).unwrap();
        let targets = [r"\a\d", r"\b\d", r"\c\d", r"\good\d"];
        let Reply(answer) = reply_for(r"\s\d", ROOT, seconds, &targets) else { unreachable!() };
        let mut opened = Vec::new();
        while opened.last().is_none_or(|host| host != "good") {
            assert!(opened.len() < 8, "{seconds}: {opened:?}");
            let now = computer.now;
            let mut caches = computer.caches();
            let outcome = match operation.next(&mut caches, now, &mut out).unwrap() {
                Action::Request(_) => Outcome::reply(&answer),
                Action::Access(access) => {
                    opened.push(access.host().to_string());
                    Outcome::accessed(NtStatus::IO_TIMEOUT, false)
                }
                other => panic!("{other:?}"),
            };
            operation.take(&mut caches, now, outcome);
            computer.now += each;
        }
        // To others it is gone when its time is over.
        let script = [(ASK_D, root(r"\s\d", &[r"\c\d"])), (r"8 open \c\d\x", OK)];
        computer.now += 4 * seconds;
        computer.walk(r"\s\d\x", &script, DONE);
    }
}

/// A cache with room for one referral, and two operations that both need it.
#[test]
fn operations_do_not_starve_each_other() {
    let mut referrals = ReferralCache::<1024, 1>::new();
    let mut buffers = [([0; 64], [0; 256]), ([0; 64], [0; 256])];
    let paths = [r"\s\d\x", r"\t\e\x"];
    let mut operations: Vec<_> = (buffers.iter_mut().zip(paths))
        .map(|((path, reply), of)| Operation::new(of, Settings::new(), path, reply).unwrap())
        .collect();
    let (mut out, mut ends) = ([0; 256], 0);
    for turn in 0..40 {
        let mut caches = Caches::without_domains(&mut referrals);
        let operation = &mut operations[turn % 2];
        // Each takes its reply, and goes on when the other has taken another.
        let Reply(answer) = (match operation.next(&mut caches, 0, &mut out).unwrap() {
            Action::Request(request) => root(&request.request_file_name().to_string(), &[r"\u\d"]),
            Action::Access(access) => {
                assert_eq!(access.path(), r"\u\d\x");
                operation.take(&mut caches, 0, OPENED);
                ends += 1;
                continue;
            }
            Action::Done(_) => continue,
            Action::Failed(failure) => panic!("{failure}"),
        }) else {
            unreachable!()
        };
        operation.take(&mut caches, 0, Outcome::reply(&answer));
    }
    assert_eq!(ends, 2);
}

#[test]
fn paths_in_no_namespace_are_remembered_if_wanted() {
    let mut computer = Computer::alone();
    computer.referrals.set_negative_seconds(60);
    let script = [(ASK_D, Refused(NtStatus::FS_DRIVER_REQUIRED)), (r"12 open \s\d\x", OK)];
    computer.walk(r"\s\d\x", &script, DONE);
    computer.walk(r"\s\d\y", &[(r"12 open \s\d\y", OK)], DONE);
    // A server knows better.
    let script =
        [(r"12 open \s\d\y", NOT_COVERED), (ASK_D, root(r"\s\d", &[r"\t\d"])), (r"8 open \t\d\y", OK)];
    computer.walk(r"\s\d\y", &script, DONE);
    computer.now += 60;
    computer.walk(r"\s\d\y", &[(r"8 open \t\d\y", OK)], DONE);
    // Nor is it believed of what another namespace leads to.
    let script = [(r"6 ask p: \p\q", Refused(NtStatus::NOT_FOUND)), (r"12 open \p\q", OK)];
    computer.walk(r"\p\q", &script, DONE);
    let script = [
        (r"6 ask s: \s\i", interlink(r"\s\i", &[r"\p\q"])),
        (r"6 ask p: \p\q", root(r"\p\q", &[r"\t\q"])),
        (r"8 open \t\q\y", OK),
    ];
    computer.walk(r"\s\i\y", &script, DONE);
}

// What a caller does with it.

#[test]
fn an_operation_that_is_abandoned_leaves_nothing_behind() {
    let mut computer = Computer::alone();
    let (mut path, mut reply, mut out) = ([0; 64], [0; 64], [0; 256]);
    for _ in 0..100 {
        let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut reply).unwrap();
        operation.next(&mut computer.caches(), 0, &mut out).unwrap();
    }
    assert_eq!((computer.referrals.entries().count(), computer.referrals.bytes_used()), (0, 0));
}

#[test]
fn what_an_operation_uses_may_go_under_its_feet() {
    let mut computer = Computer::alone();
    let (mut path, mut reply, mut out) = ([0; 64], [0; 64], [0; 256]);
    let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut reply).unwrap();
    let script = [(ASK_D, root(r"\s\d", &[r"\a\d", r"\b\d"]))];
    computer.go_on(&mut operation, &script, r"8 open \a\d\x");
    computer.referrals.flush("");
    operation.take(&mut computer.caches(), 1000, Outcome::accessed(NtStatus::IO_TIMEOUT, false));
    // It is looked up again.
    assert_eq!(said(&operation.next(&mut computer.caches(), 1000, &mut out).unwrap()), ASK_D);
}

#[test]
fn callers_may_choose_the_target() {
    let mut computer = Computer::alone();
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut reply).unwrap();
    let targets = [r"\a\d", r"\b\d", r"\c\d"];
    computer.go_on(&mut operation, &[(ASK_D, root(r"\s\d", &targets))], r"8 open \a\d\x");
    let found = operation.targets(&computer.caches(), 1000).map(dfsc::cache::TargetList::count);
    assert_eq!(found, Some(3));
    assert!(!operation.choose(&mut computer.caches(), 1000, 3));
    assert!(operation.choose(&mut computer.caches(), 1000, 2));
    let timeout = || Refused(NtStatus::IO_TIMEOUT);
    let script =
        [(r"8 open \c\d\x", timeout()), (r"8 open \a\d\x", timeout()), (r"8 open \b\d\x", timeout())];
    computer.go_on(&mut operation, &script, "8 failed Dfs STATUS_IO_TIMEOUT");
    assert!(!operation.choose(&mut computer.caches(), 1000, 0));
}

/// That one host does not know the extended form says nothing of another.
#[test]
fn who_is_chosen_is_asked_in_the_extended_form() {
    let mut computer = Computer::alone();
    computer.settings.uses_extended = true;
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut operation = Operation::new(r"\s\d\l", computer.settings, &mut path, &mut reply).unwrap();
    let script = [
        (r"6 ask-ex s: \s\d", root(r"\s\d", &[r"\a\d", r"\b\d"])),
        (r"8 open \a\d\l", NOT_COVERED),
        (r"8 ask-ex a: \s\d\l", Refused(NtStatus::NOT_SUPPORTED)),
    ];
    computer.go_on(&mut operation, &script, r"8 ask a: \s\d\l");
    assert!(operation.choose(&mut computer.caches(), 1000, 1));
    computer.go_on(&mut operation, &[], r"8 ask-ex b: \s\d\l");
}

#[test]
fn callers_may_choose_whom_to_ask() {
    let mut computer = Computer::alone();
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut operation = Operation::new(r"\s\d\l", Settings::new(), &mut path, &mut reply).unwrap();
    // Not yet: there is one host, and no list.
    assert!(!operation.choose(&mut computer.caches(), 1000, 0));
    let script = [(ASK_D, root(r"\s\d", &[r"\a\d", r"\b\d", r"\c\d"])), (r"8 open \a\d\l", NOT_COVERED)];
    computer.go_on(&mut operation, &script, r"8 ask a: \s\d\l");
    assert!(operation.choose(&mut computer.caches(), 1000, 1));
    let script = [
        (r"8 ask b: \s\d\l", Refused(NtStatus::IO_TIMEOUT)),
        (r"8 ask c: \s\d\l", Refused(NtStatus::IO_TIMEOUT)),
        (r"8 ask a: \s\d\l", link(r"\s\d\l", &[r"\t\e"])),
    ];
    computer.go_on(&mut operation, &script, r"8 open \t\e");
    // Whoever has answered is asked first from now on.
    computer.walk(r"\s\d\m", &[(r"8 open \a\d\m", OK)], DONE);
}

#[test]
fn a_link_that_is_its_own_target_cannot_be_chosen() {
    let mut computer = Computer::alone();
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut operation = Operation::new(r"\s\d\l", Settings::new(), &mut path, &mut reply).unwrap();
    let script = [
        (ASK_D, root(r"\s\d", &[r"\s\d"])),
        (r"8 open \s\d\l", NOT_COVERED),
        (r"8 ask s: \s\d\l", link(r"\s\d\l", &[r"\s\d\l", r"\t\e"])),
    ];
    computer.go_on(&mut operation, &script, r"8 open \t\e");
    assert!(!operation.choose(&mut computer.caches(), 1000, 0));
    computer.go_on(&mut operation, &[(r"8 open \t\e", OK)], DONE);
}

#[test]
fn what_cannot_be_written_ends_the_operation() {
    let script = [(ASK_D, root(r"\s\d", &[r"\s\d"])), ("8 open \\s\\d\\x\0", NOT_COVERED)];
    Computer::alone().walk("\\s\\d\\x\0", &script, "8 failed Unwritable -");
    let mut computer = Computer::alone();
    (computer.settings.uses_extended, computer.settings.site_name) = (true, Some("H\0Q".into()));
    computer.walk(r"\s\d", &[], "6 failed Unwritable -");
}

#[test]
fn nothing_undoes_a_failure() {
    let mut computer = Computer::alone();
    computer.settings.max_actions = 0;
    let (mut path, mut reply) = ([0; 64], [0; 64]);
    let mut operation = Operation::new(r"\s\d", computer.settings, &mut path, &mut reply).unwrap();
    for _ in 0..3 {
        computer.go_on(&mut operation, &[], "6 failed Actions -");
        operation.take(&mut computer.caches(), 1000, Outcome::accessed(NtStatus::SUCCESS, true));
    }
}

#[test]
fn levels_are_1_to_4() {
    for (set, sent) in [(0, 1), (1, 1), (4, 4), (9, 4)] {
        let mut computer = Computer::alone();
        computer.settings.max_referral_level = set;
        let (mut path, mut reply, mut out) = ([0; 64], [0; 64], [0; 64]);
        let mut operation = Operation::new(r"\s\d", computer.settings, &mut path, &mut reply).unwrap();
        let Action::Request(request) = operation.next(&mut computer.caches(), 0, &mut out).unwrap() else {
            panic!()
        };
        assert_eq!(Request::parse(request.message()).unwrap().max_referral_level(), sent);
    }
}

#[test]
fn what_there_is_no_room_for_ends_the_operation() {
    let (mut path, mut small) = ([0; 24], [0; 40]);
    // A reply that no cache keeps, and that the operation has no room for.
    let mut computer = Computer::alone();
    let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut small).unwrap();
    let script = [(ASK_D, reply_for(r"\s\d", ROOT, 0, &[r"\t\d"]))];
    computer.go_on(&mut operation, &script, "6 failed NoRoom -");
    // Unless there is what was known before.
    let script = [(ASK_D, root(r"\s\d", &[r"\t\d"])), (r"8 open \t\d\x", OK)];
    computer.walk(r"\s\d\x", &script, DONE);
    computer.now += 300;
    let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut small).unwrap();
    let Reply(mut odd) = root(r"\s\d", &[r"\u\d"]) else { unreachable!() };
    odd[0] += 1;
    computer.go_on(&mut operation, &[(ASK_D, Reply(odd))], r"8 open \t\d\x");
    computer.referrals.flush("");
    // What a path becomes in another namespace.
    let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut small).unwrap();
    let script = [(ASK_D, interlink(r"\s\d", &[r"\other\namespace"]))];
    computer.go_on(&mut operation, &script, "11 failed NoRoom -");
    assert_eq!(operation.path(), r"\s\d\x");
    // Controllers, not one of whom can be kept; what is known of the path already is used.
    let mut computer = Computer::in_domain();
    let long = "c".repeat(250);
    let too_long = || (r"5 ask boot: \CO", names(&[("CO", &[&long])]));
    computer.walk(r"\CO\ns", &[too_long()], "5 failed NoRoom -");
    let script = [
        (r"5 ask boot: \CO", names(&[("CO", &["dc1"])])),
        (r"6 ask dc1: \CO\ns", root(r"\CO\ns", &[r"\t\ns"])),
        (r"8 open \t\ns", OK),
    ];
    computer.walk(r"\CO\ns", &script, DONE);
    computer.domains.as_mut().unwrap().forget_controllers("CO");
    computer.now += 300;
    computer.walk(r"\CO\ns", &[too_long(), (r"8 open \t\ns", OK)], DONE);
    // Domains: those for which there is room are known all the same.
    let domain = |n: u32| format!(r"\domain{n}.example");
    let all: Vec<String> = (0..12).map(domain).collect();
    let lists: Vec<(&str, &[&str])> = all.iter().map(|name| (&**name, &[][..])).collect();
    let mut name = [0; 16];
    let mut operation = Operation::domains(Settings::new(), &mut name);
    computer.go_on(&mut operation, &[("0 ask boot: ", names(&lists))], "0 failed NoRoom -");
    assert_eq!(computer.domains.unwrap().domains().iter().count(), 8);
}

#[test]
fn a_buffer_that_is_too_small_can_be_replaced() {
    let mut computer = Computer::alone();
    let (mut path, mut reply, mut out) = ([0; 64], [0; 64], [0; 256]);
    assert!(Operation::new(r"\s\d\x", Settings::new(), &mut [0; 10], &mut []).is_err());
    let mut operation = Operation::new(r"\s\d\x", Settings::new(), &mut path, &mut reply).unwrap();
    // A host of one letter, a level, and a name of four with its NUL: whoever makes as much room as the error says gets on.
    let mut len = 0;
    while let Err(error) = operation.next(&mut computer.caches(), 0, &mut out[..len]) {
        assert_eq!((error.kind(), error.limit() as usize), (EncodeErrorKind::BufferTooSmall, len));
        assert!(error.value() as usize > len);
        len = error.value() as usize;
    }
    assert_eq!(len, 14);
    assert!(operation.steps().eq([1, 2, 5, 6]));
    assert_eq!(said(&operation.next(&mut computer.caches(), 0, &mut out[..14]).unwrap()), ASK_D);
    assert_eq!(said(&operation.next(&mut computer.caches(), 0, &mut out).unwrap()), ASK_D);
}

#[test]
fn a_failure_says_what_happened() {
    let mut computer = Computer::in_domain();
    let (mut path, mut reply, mut out) = ([0; 128], [0; 64], [0; 256]);
    let mut operation = Operation::new(r"\CO\ns", Settings::new(), &mut path, &mut reply).unwrap();
    let script = [
        (r"5 ask boot: \CO", names(&[("CO", &["dc1"])])),
        (r"6 ask dc1: \CO\ns", Refused(NtStatus::IO_TIMEOUT)),
    ];
    computer.go_on(&mut operation, &script, "6 failed Domain STATUS_OBJECT_PATH_NOT_FOUND");
    let Action::Failed(failure) = operation.next(&mut computer.caches(), 1000, &mut out).unwrap() else {
        panic!()
    };
    assert_eq!(failure.kind(), FailureKind::Domain);
    assert_eq!((failure.step(), failure.host().to_string().as_str()), (6, "dc1"));
    assert_eq!(failure.request_file_name().unwrap(), r"\CO\ns");
    assert_eq!(failure.last_status(), Some(NtStatus::IO_TIMEOUT));
    // What was not refused is not named.
    computer.settings.max_actions = 1;
    let (mut path, mut reply) = ([0; 128], [0; 64]);
    let mut other = Operation::new(r"\co.example\ns", computer.settings, &mut path, &mut reply).unwrap();
    let script = [(r"5 ask boot: \co.example", names(&[("co.example", &["dc1"])]))];
    computer.go_on(&mut other, &script, "6 failed Actions -");
    let mut more = [0; 256];
    let Action::Failed(early) = other.next(&mut computer.caches(), 1000, &mut more).unwrap() else {
        panic!()
    };
    assert_eq!(early.request_file_name(), None);
    assert_eq!(early.to_string(), "too much was tried: step 6, boot answered STATUS_SUCCESS");
    let sentence =
        r"no domain controller could tell more: step 6, request for \CO\ns, dc1 answered STATUS_IO_TIMEOUT";
    assert_eq!(failure.to_string(), sentence);
}

/// The reply of a capture, by the number that its name begins with.
fn replies_captured() -> impl Fn(&str) -> Told {
    let all = support::captures();
    move |name| {
        let capture = all.iter().find(|capture| capture.name.starts_with(name)).unwrap();
        Reply(capture.response.clone().unwrap())
    }
}

/// What Samba's servers said, told to the client: it goes where smbprotocol went.
#[test]
fn the_captured_chain_of_a_domain() {
    let captured = replies_captured();
    let mut domains = Domains::new();
    domains.set_bootstrap_dc("127.0.0.1", 1000).unwrap();
    let mut computer = Computer { domains: Some(domains), ..Computer::alone() };
    let mut name = [0; 64];
    let mut operation = Operation::domains(Settings::new(), &mut name);
    computer.go_on(&mut operation, &[("0 ask 127.0.0.1: ", captured("0569-"))], DONE);
    let script = [
        (r"5 ask 127.0.0.1: \dfslab.example", captured("1806-")),
        (r"10 ask dc1.dfslab.example: \dfslab.example\SYSVOL", captured("1807-")),
        (r"8 open \dc2.dfslab.example\SYSVOL\dfslab.example\x", OK),
    ];
    computer.walk(r"\\dfslab.example\SYSVOL\dfslab.example\x", &script, DONE);
    let script = [
        (r"10 ask dc1.dfslab.example: \dfslab.example\netlogon", captured("1811-")),
        (r"8 open \dc1.dfslab.example\netlogon\x", OK),
    ];
    computer.walk(r"\\dfslab.example\netlogon\x", &script, DONE);
    let script = [
        (r"5 ask 127.0.0.1: \DFSLAB", captured("1808-")),
        (r"10 ask DC1: \DFSLAB\SYSVOL", captured("1809-")),
        (r"8 open \DC2\SYSVOL\x", OK),
    ];
    computer.walk(r"\\DFSLAB\SYSVOL\x", &script, DONE);
    // A namespace of the domain on this controller. It is no ROOT request that was captured, but this server answers it as that of its own name.
    let script = [
        (
            r"6 ask dc1.dfslab.example: \dfslab.example\dfs",
            root(r"\dfslab.example\dfs", &[r"\dc1.dfslab.example\dfs"]),
        ),
        (r"8 open \dc1.dfslab.example\dfs\link1\hello.txt", NOT_COVERED),
        (r"8 ask dc1.dfslab.example: \dfslab.example\dfs\link1\hello.txt", captured("1810-")),
        (r"8 open \127.0.0.1\data\hello.txt", OK),
    ];
    computer.walk(r"\\dfslab.example\dfs\link1\hello.txt", &script, DONE);
}

/// The same of a server of its own: V3, one string for each entry three times.
#[test]
fn the_captured_chain_of_a_server() {
    let captured = replies_captured();
    let mut computer = Computer::alone();
    let script = [
        (r"6 ask 127.0.0.1: \127.0.0.1\dfs", captured("0013-")),
        (r"8 open \127.0.0.1\dfs\link1\a\b\c.txt", NOT_COVERED),
        (r"8 ask 127.0.0.1: \127.0.0.1\dfs\link1\a\b\c.txt", captured("0141-")),
        (r"8 open \127.0.0.1\data\a\b\c.txt", OK),
    ];
    computer.walk(r"\\127.0.0.1\dfs\link1\a\b\c.txt", &script, DONE);
    let script = [
        (r"8 open \127.0.0.1\dfs\toself\x", NOT_COVERED),
        (r"8 ask 127.0.0.1: \127.0.0.1\dfs\toself\x", captured("0101-")),
        // A link to the root, which is there under that name: what lies below it is served.
        (r"8 open \127.0.0.1\dfs\x", OK),
    ];
    computer.walk(r"\\127.0.0.1\dfs\toself\x", &script, DONE);
    // And once more it is a link, which is known by now.
    let script = [(r"8 open \127.0.0.1\dfs\toself\x", NOT_COVERED), (r"8 open \127.0.0.1\dfs\x", OK)];
    computer.walk(r"\\127.0.0.1\dfs\toself\toself\x", &script, DONE);
    let script = [
        (r"8 open \127.0.0.1\dfs\empty", NOT_COVERED),
        (r"8 ask 127.0.0.1: \127.0.0.1\dfs\empty", captured("0050-")),
    ];
    computer.walk(r"\\127.0.0.1\dfs\empty", &script, "8 failed Dfs STATUS_OBJECT_PATH_NOT_FOUND");
}

#[test]
fn the_example_walks_through_a_world() {
    let paths = [
        r"\\contoso.com\SYSVOL\contoso.com\Policies",
        r"\\CONTOSO.COM\sysvol\x",
        r"\\contoso.com\Public\Reports\May.txt",
        r"\\contoso.com\public\partners\y",
        r"\\nas\photos\a.jpg",
        r"\\nobody\x",
    ];
    let world = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/worlds/contoso.json");
    let mut example = std::process::Command::new(support::build_example("resolve"));
    let output = example.arg(world).args(paths).output().unwrap();
    assert!(output.status.success());
    support::is_golden("resolve", &String::from_utf8(output.stdout).unwrap());
}

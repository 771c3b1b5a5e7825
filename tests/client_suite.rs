//! Microsoft's suite for DFS servers, from the other side: a client that comes to what a case of the suite asks for asks it in those bytes, gets what the suite
//! demands of a server, and goes on as it should. Cases have the names that they have there.
//!
//! The suite also asks what this client never does: for domains and controllers below level 3; for a link under the name of a root target; for links of domains and namespaces
//! that there are not, of a controller (a client asks for the root first); for a domain's root, of a server that is no controller. Such cases are here with what the client asks in their stead.

#[path = "reference/cache.rs"]
mod model;
#[path = "reference/path.rs"]
mod path;
mod replies;
mod walk;

use dfsc::NtStatus;
use dfsc::client::{Operation, Settings};
use model::{Entry, NameList};
use replies::{draw, draw_lists, terminated, units};
use walk::{Computer, DONE, Domains, NOT_COVERED, OK, Refused, Reply, Told};

/// How it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Plain,
    Ex,
    ExSite,
}

use Form::{Ex, ExSite, Plain};

const SITE: &str = "Headquarters";

/// The bytes of a request. `[MS-DFSC] 2.2.2`, `2.2.3`
fn request(level: u16, form: Form, name: &str) -> Vec<u8> {
    let level = level.to_le_bytes();
    let name = terminated(&units(name));
    if form == Plain {
        return [&level[..], &name].concat();
    }
    let counted = |bytes: &[u8]| [&u16::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat();
    let mut data = counted(&name);
    if form == ExSite {
        data.extend(counted(&terminated(&units(SITE))));
    }
    let flags = u16::from(form == ExSite).to_le_bytes();
    [&level[..], &flags, &u32::try_from(data.len()).unwrap().to_le_bytes(), &data].concat()
}

#[derive(Clone, Copy, PartialEq)]
enum Is {
    Root,
    Link,
    Interlink,
}

/// What the suite demands of a reply with one target: `PathConsumed` in bytes, flags of the header by what it is, all of version 1 with both.
fn says(version: u16, is: Is, covers: &str, target: &str) -> Told {
    let mut reply = model::Reply {
        path_consumed: u16::try_from(2 * covers.len()).unwrap(),
        referral_servers: version == 1 || is != Is::Link,
        storage_servers: version == 1 || is != Is::Interlink,
        target_failback: false,
        entries: vec![Entry {
            version,
            is_name_list: false,
            is_root: is == Is::Root,
            boundary: version == 4,
            ttl: 300,
            dfs_path: Some(units(covers)),
            target: Some(units(target)),
        }],
        len: 0,
    };
    Reply(draw(&mut reply))
}

/// Name lists of version 3 and 18 bytes, as Windows writes them at level 4 too.
fn lists(all: &[(&str, &[&str])]) -> Told {
    let list = |(name, names): &(&str, &[&str])| NameList {
        is_name_list: true,
        special_name: Some(units(name)),
        expanded: names.iter().map(|name| units(name)).collect(),
    };
    Reply(draw_lists(&all.iter().map(list).collect::<Vec<_>>()))
}

const DOMAINS: [(&str, &[&str]); 3] = [(r"\CO", &[]), (r"\co.example", &[]), (r"\other.example", &[])];

/// The reply of a domain's controller, itself.
fn controllers(of: &str) -> Told {
    lists(&[(of, &[if of == r"\CO" { r"\DC" } else { r"\dc.co.example" }])])
}

/// A case, at a level and in a form.
struct Case {
    name: &'static str,
    computer: Computer,
    level: u16,
    form: Form,
}

impl Case {
    fn new(name: &'static str, level: u16, form: Form) -> Self {
        let mut computer = Computer::alone();
        let settings = &mut computer.settings;
        (settings.max_referral_level, settings.uses_extended) = (level, form != Plain);
        settings.site_name = (form == ExSite).then_some(SITE.into());
        let mut domains = Domains::new();
        domains.set_bootstrap_dc("dc.co.example", 1000).unwrap();
        computer.domains = Some(domains);
        Self { name, computer, level, form }
    }

    /// The domains are known already.
    fn in_domain(name: &'static str, level: u16, form: Form) -> Self {
        let mut case = Self::new(name, level, form);
        case.learn_domains();
        case
    }

    fn learn_domains(&mut self) {
        let mut name = [0; 64];
        let mut operation = Operation::domains(self.settings(), &mut name);
        let ask = format!("0 {} dc.co.example: ", self.ask());
        self.computer.go_on(&mut operation, &[(&ask, lists(&DOMAINS))], DONE);
    }

    fn settings(&self) -> Settings<'static> {
        self.computer.settings
    }

    fn ask(&self) -> &'static str {
        if self.form == Plain { "ask" } else { "ask-ex" }
    }

    /// Walks a path. In the script, `ask` stands for the form of the case. The requests that are sent are in the end those with these levels and names.
    fn walk(mut self, path: &str, script: &[(&str, Told)], end: &str, sent: &[(u16, &str)]) {
        println!("{}", self.name);
        let ask = self.ask();
        let said = |said: &str| said.replacen(" ask ", &format!(" {ask} "), 1);
        let script: Vec<_> = script.iter().map(|(action, told)| (said(action), told.clone())).collect();
        let script: Vec<_> = script.iter().map(|(action, told)| (action.as_str(), told.clone())).collect();
        self.computer.walk(path, &script, end);
        self.has_sent(sent);
    }

    fn has_sent(&self, sent: &[(u16, &str)]) {
        let expected: Vec<_> = sent.iter().map(|(level, name)| request(*level, self.form, name)).collect();
        let all = &self.computer.asked;
        assert_eq!(all[all.len() - expected.len()..], expected, "{}", self.name);
    }

    /// What is sent to learn of controllers.
    fn level_for_names(&self) -> u16 {
        self.level.max(3)
    }
}

/// `DCReferralToDC`
#[test]
fn dc_referrals_to_a_controller() {
    for (name, level, form, of) in [
        ("BVT_DCReferralV3ToDC", 3, Plain, r"\co.example"),
        ("DCReferralV4EXNetBiosToDC", 4, Ex, r"\CO"),
        ("DCReferralV4EXSiteToDC", 4, ExSite, r"\co.example"),
        // At these levels a controller answers STATUS_UNSUCCESSFUL, and nobody asks at them.
        ("DCReferralV1ToDC", 1, Plain, r"\co.example"),
        ("DCReferralV2ToDC", 2, Plain, r"\co.example"),
    ] {
        let case = Case::in_domain(name, level, form);
        let (root, dc) = (format!(r"{of}\Public"), if of == r"\CO" { "DC" } else { "dc.co.example" });
        let (ask_dc, ask_root) = (format!("5 ask dc.co.example: {of}"), format!("6 ask {dc}: {root}"));
        let script = [
            (&*ask_dc, controllers(of)),
            (&*ask_root, says(level, Is::Root, &root, r"\fs\Public")),
            (r"8 open \fs\Public\x", OK),
        ];
        let sent = [(case.level_for_names(), of), (level, &*root)];
        case.walk(&format!(r"{root}\x"), &script, DONE, &sent);
    }
    let case = Case::in_domain("InvalidDCReferralToDC", 4, Plain);
    let script = [(r"5 ask dc.co.example: \other.example", Refused(NtStatus::INVALID_PARAMETER))];
    let sent = [(4, r"\other.example")];
    case.walk(r"\other.example\Public", &script, "5 failed Domain STATUS_INVALID_PARAMETER", &sent);
}

/// `DomainReferralToDC`
#[test]
fn domain_referrals_to_a_controller() {
    for (name, level, form) in [
        ("BVT_DomainReferralV3ToDC", 3, Plain),
        ("DomainReferralV1ToDC", 1, Plain),
        ("DomainReferralV2ToDC", 2, Plain),
        ("DomainReferralV4EXToDC", 4, Ex),
        ("DomainReferralV4EXSiteToDC", 4, ExSite),
    ] {
        let mut case = Case::new(name, level, form);
        case.learn_domains();
        case.has_sent(&[(case.level_for_names(), "")]);
        let known = case.computer.domains.as_ref().unwrap().domains();
        assert!(known.iter().map(|domain| domain.name().to_string()).eq([
            "CO",
            "co.example",
            "other.example"
        ]));
    }
    // What a controller answers below level 3, if it is asked.
    let mut case = Case::new("DomainReferralV1ToDC", 1, Plain);
    let mut name = [0; 64];
    let mut operation = Operation::domains(case.settings(), &mut name);
    let script = [("0 ask dc.co.example: ", Refused(NtStatus::UNSUCCESSFUL))];
    case.computer.go_on(&mut operation, &script, "0 failed Domain STATUS_UNSUCCESSFUL");
}

/// `SysvolReferralToDC`
#[test]
fn sysvol_referrals_to_a_controller() {
    let learn = (r"5 ask dc.co.example: \co.example", controllers(r"\co.example"));
    for (name, level, form, share) in [
        ("BVT_SysvolReferralv4ToDCSysvolPath", 4, Plain, "SYSVOL"),
        ("BVT_SysvolReferralV3ToDCNetlogonPath", 3, Plain, "NETLOGON"),
        ("SysvolReferralV1EXSiteToDCSysvolPath", 1, ExSite, "SYSVOL"),
        ("SysvolReferralV1ToDCSysvolPath", 1, Plain, "SYSVOL"),
        ("SysvolReferralV2EXToDCNetlogonPath", 2, Ex, "NETLOGON"),
        ("SysvolReferralV2ToDCNetlogonPath", 2, Plain, "NETLOGON"),
    ] {
        let case = Case::in_domain(name, level, form);
        let path = format!(r"\co.example\{share}");
        let (ask, open) =
            (format!("10 ask dc.co.example: {path}"), format!(r"8 open \dc.co.example\{share}\x\y"));
        let target = format!(r"\dc.co.example\{share}");
        let script = [learn.clone(), (&*ask, says(level, Is::Link, &path, &target)), (&*open, OK)];
        let sent = [(case.level_for_names(), r"\co.example"), (level, &*path)];
        case.walk(&format!(r"{path}\x\y"), &script, DONE, &sent);
    }
    // A controller of one domain is asked about another.
    let case = Case::in_domain("InvalidSysvolReferralToDC", 1, Plain);
    let script = [
        (r"5 ask dc.co.example: \other.example", controllers(r"\other.example")),
        (r"10 ask dc.co.example: \other.example\SYSVOL", Refused(NtStatus::NOT_FOUND)),
    ];
    let sent = [(1, r"\other.example\SYSVOL")];
    case.walk(r"\other.example\SYSVOL\x", &script, "10 failed Domain STATUS_NOT_FOUND", &sent);
}

const ROOT: &str = r"\co.example\Public";
const ASK_ROOT: &str = r"6 ask dc.co.example: \co.example\Public";

/// To the root of the domain's namespace, on a server, or on the controller.
fn to_root(version: u16, server: &str) -> [(&'static str, Told); 2] {
    let target = format!(r"\{server}\Public");
    [
        (r"5 ask dc.co.example: \co.example", controllers(r"\co.example")),
        (ASK_ROOT, says(version, Is::Root, ROOT, &target)),
    ]
}

/// `RootReferralToDC`
#[test]
fn root_referrals_to_a_controller() {
    for (name, level, form) in [
        ("BVT_RootReferralV4ToDC", 4, Plain),
        ("RootReferralV1ToDC", 1, Plain),
        ("RootReferralV2EXToDC", 2, Ex),
        ("RootReferralV3EXSiteToDC", 3, ExSite),
    ] {
        let script = [&to_root(level, "fs")[..], &[(r"8 open \fs\Public", OK)]].concat();
        Case::in_domain(name, level, form).walk(ROOT, &script, DONE, &[(level, ROOT)]);
    }
    let case = Case::in_domain("InvalidRootReferralToDC", 4, Plain);
    let mut script = to_root(4, "fs");
    script[1].1 = Refused(NtStatus::NO_SUCH_FILE);
    case.walk(ROOT, &script, "6 failed Domain STATUS_NO_SUCH_FILE", &[(4, ROOT)]);
}

/// `LinkReferralToDC`: it is a root target too, or is no DFS server.
#[test]
fn link_referrals_to_a_controller() {
    let (link, path) = (r"\co.example\Public\link", r"\co.example\Public\link\x");
    let ask = |path: &str| format!("8 ask dc.co.example: {path}");
    for (name, level, form) in [
        ("LinkReferralV4ToDC", 4, Plain),
        ("LinkReferralV1ToDC", 1, Plain),
        ("LinkReferralV2EXToDC", 2, Ex),
        ("LinkReferralV3EXSiteToDC", 3, ExSite),
    ] {
        let (ask, open) = (ask(path), (r"8 open \dc.co.example\Public\link\x", NOT_COVERED));
        let start = [&to_root(level, "dc.co.example")[..], &[open]].concat();
        let found = [(&*ask, says(level, Is::Link, link, r"\fs\data")), (r"8 open \fs\data\x", OK)];
        let script = [&start[..], &found].concat();
        Case::in_domain(name, level, form).walk(path, &script, DONE, &[(level, ROOT), (level, path)]);
        let script = [&start[..], &[(&*ask, Refused(NtStatus::NOT_FOUND))]].concat();
        let end = "8 failed Dfs STATUS_NOT_FOUND";
        Case::in_domain(name, level, form).walk(path, &script, end, &[(level, path)]);
    }
    // Of a domain or a namespace that there is not, no root is found, so that no link is asked for.
    let case = Case::in_domain("InvalidDomainNameLinkReferralToDC", 2, Plain);
    let script = [
        (r"6 ask nowhere: \nowhere\Public", Refused(NtStatus::NOT_FOUND)),
        (r"12 open \nowhere\Public\link", Refused(NtStatus::BAD_NETWORK_PATH)),
    ];
    let end = "12 failed NotDfs STATUS_BAD_NETWORK_PATH";
    case.walk(r"\nowhere\Public\link", &script, end, &[(2, r"\nowhere\Public")]);
    let case = Case::in_domain("InvalidNamespaceLinkReferralToDC", 4, Plain);
    let script = [
        (r"5 ask dc.co.example: \co.example", controllers(r"\co.example")),
        (r"6 ask dc.co.example: \co.example\Nothing", Refused(NtStatus::NOT_FOUND)),
    ];
    let sent = [(4, r"\co.example\Nothing")];
    case.walk(r"\co.example\Nothing\link", &script, "6 failed Domain STATUS_NOT_FOUND", &sent);
    let case = Case::in_domain("InvalidLinkNameLinkReferralToDC", 3, Plain);
    let script = [
        &to_root(3, "dc.co.example")[..],
        &[
            (r"8 open \dc.co.example\Public\no", NOT_COVERED),
            (r"8 ask dc.co.example: \co.example\Public\no", Refused(NtStatus::NOT_FOUND)),
        ],
    ];
    let sent = [(3, r"\co.example\Public\no")];
    case.walk(r"\co.example\Public\no", &script.concat(), "8 failed Dfs STATUS_NOT_FOUND", &sent);
}

const ALONE: &str = r"\fs\Alone";

/// To the root of the server's own namespace, and to where it does not cover the path.
fn to_alone(version: u16) -> [(&'static str, Told); 2] {
    [
        (r"6 ask fs: \fs\Alone", says(version, Is::Root, ALONE, ALONE)),
        (r"8 open \fs\Alone\link\x", NOT_COVERED),
    ]
}

/// `RootAndLinkReferralToDFSServer`
#[test]
fn root_and_link_referrals_to_a_server() {
    let (in_alone, in_domain) = (r"\fs\Alone\link\x", r"\co.example\Public\link\x");
    let alone = |version, is, target| {
        let told = says(version, is, r"\fs\Alone\link", target);
        [&to_alone(version)[..], &[(r"8 ask fs: \fs\Alone\link\x", told)]].concat()
    };
    let of_domain = |version, is, target| {
        let told = says(version, is, r"\co.example\Public\link", target);
        let link =
            [(r"8 open \fs\Public\link\x", NOT_COVERED), (r"8 ask fs: \co.example\Public\link\x", told)];
        [&to_root(version, "fs")[..], &link].concat()
    };
    let found = [(r"8 open \file\data\x", OK)];
    for (name, level, form) in [
        ("BVT_RootAndLinkReferralStandaloneV4ToDFSServer", 4, Plain),
        ("RootAndLinkReferralEXStandaloneV1ToDFSServer", 1, Ex),
        ("RootAndLinkReferralEXStandaloneV1ToDFSServer", 1, ExSite),
        ("RootAndLinkReferralStandaloneV2ToDFSServer", 2, Plain),
    ] {
        let script = [&alone(level, Is::Link, r"\file\data")[..], &found].concat();
        let sent = [(level, ALONE), (level, in_alone)];
        Case::in_domain(name, level, form).walk(in_alone, &script, DONE, &sent);
    }
    for (name, level) in
        [("BVT_RootAndLinkReferralDomainV4ToDFSServer", 4), ("LinkReferralDomainV1ToDFSServer", 1)]
    {
        let script = [&of_domain(level, Is::Link, r"\file\data")[..], &found].concat();
        let sent = [(level, ROOT), (level, in_domain)];
        Case::in_domain(name, level, Plain).walk(in_domain, &script, DONE, &sent);
    }
    // An interlink: the path starts again in the other namespace.
    let (other, open) = (r"\fs2\Other", (r"8 open \fs2\Other\x", OK));
    let there = [(r"6 ask fs2: \fs2\Other", says(4, Is::Root, other, other)), open];
    let case = Case::in_domain("LinkReferralStandaloneToDFSServerReturnInterlink", 4, Plain);
    let script = [&alone(4, Is::Interlink, other)[..], &there].concat();
    case.walk(in_alone, &script, DONE, &[(4, in_alone), (4, other)]);
    let case = Case::in_domain("LinkReferralDomainToDFSServerReturnInterlink", 4, Plain);
    let script = [&of_domain(4, Is::Interlink, other)[..], &there].concat();
    case.walk(in_domain, &script, DONE, &[(4, in_domain), (4, other)]);
    // No link: the server answers for the root once more.
    let end = "8 failed Dfs STATUS_PATH_NOT_COVERED";
    let case = Case::in_domain("LinkReferralStandaloneToDFSServerReturnRootTarget", 3, Plain);
    let again = [(r"8 ask fs: \fs\Alone\link\x", says(3, Is::Root, ALONE, ALONE))];
    case.walk(in_alone, &[&to_alone(3)[..], &again].concat(), end, &[(3, in_alone)]);
    let case = Case::in_domain("LinkReferralDomainToDFSServerReturnRootTarget", 4, Plain);
    let mut script = of_domain(4, Is::Link, r"\file\data");
    script[3].1 = says(4, Is::Root, ROOT, r"\fs\Public");
    case.walk(in_domain, &script, end, &[(4, in_domain)]);
    // No namespace of that name.
    let case = Case::in_domain("InvalidRootReferralStandaloneToDFSServer", 4, Plain);
    let script = [(r"6 ask fs: \fs\Alone", Refused(NtStatus::NOT_FOUND)), (r"12 open \fs\Alone\link\x", OK)];
    case.walk(in_alone, &script, DONE, &[(4, ALONE)]);
    // As Windows answers up to 2008 R2, and later: the one is final, and after the other any other controller would be asked.
    for (status, end) in [
        (NtStatus::NOT_FOUND, "6 failed Domain STATUS_NOT_FOUND"),
        (NtStatus::DFS_UNAVAILABLE, "6 failed Domain STATUS_OBJECT_PATH_NOT_FOUND"),
    ] {
        let case = Case::in_domain("InvalidRootReferralDomainToDFSServer", 4, Plain);
        let mut script = to_root(4, "fs");
        script[1].1 = Refused(status);
        case.walk(in_domain, &script, end, &[(4, ROOT)]);
    }
}

/// `PathNormalization`: `NormalizePathWithDFSLink` and `NormalizePathWithoutDFSlink`. The name that goes to a DFS share is the whole path, which the server makes
/// relative to the root, or does not cover.
#[test]
fn paths_that_a_server_normalizes() {
    let case = Case::in_domain("NormalizePathWithDFSLink", 4, Plain);
    let found = (r"8 ask fs: \fs\Alone\link\x", says(4, Is::Link, r"\fs\Alone\link", r"\file\data"));
    let script = [&to_alone(4)[..], &[found, (r"8 open \file\data\x", OK)]].concat();
    case.walk(r"\fs\Alone\link\x", &script, DONE, &[(4, ALONE), (4, r"\fs\Alone\link\x")]);
    let case = Case::in_domain("NormalizePathWithoutDFSlink", 4, Plain);
    let script = [to_alone(4)[0].clone(), (r"8 open \fs\Alone\x", Told::Dfs(NtStatus::SUCCESS))];
    case.walk(r"\fs\Alone\x", &script, DONE, &[(4, ALONE)]);
}

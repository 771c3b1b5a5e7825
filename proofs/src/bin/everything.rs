//! Every public function of the crate, called with bytes nobody knows: it links only if none of them can panic.
//!
//! `cargo xtask test` compares this program with the crate's documentation: a function that is not named here fails it.

#![no_std]
#![no_main]

use core::fmt::{self, Write};
use core::hint::black_box;
use dfsc::wire::layout::{
    DFS_REFERRAL, DFS_REFERRAL_V1, DFS_REFERRAL_V2, DFS_REFERRAL_V3, DFS_REFERRAL_V3_NAME_LIST,
    DFS_REFERRAL_V4, DFS_REFERRAL_V4_NAME_LIST, REQ_GET_DFS_REFERRAL, REQ_GET_DFS_REFERRAL_EX,
    RESP_GET_DFS_REFERRAL,
};
use dfsc::{
    AnyText, CifsTarget, DecodeError, DfsPath, Encode, EncodeError, Entry, EntrySize, FieldValue, NameList,
    NtStatus, PathError, Referral, ReferralEntryFlags, ReferralHeaderFlags, Reply, ReplyEntry, ReplyTo,
    Request, RequestEx, RequestFlags, RequestKind, Response, Scan, ServerType, Structure, Target, Text,
    Utf16Le, upper_case,
};
use proofs::{each, opaque, opaque_mut, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    used(opaque());
    text();
    paths();
    requests();
    written();
    response();
    scan();
    layout();
    statuses();
    #[cfg(feature = "cache")]
    cached::everything();
    #[cfg(feature = "client")]
    followed::everything();
    answered::everything();
    #[cfg(feature = "inspect")]
    carried::everything();
    #[cfg(feature = "dump")]
    pasted::everything();
    #[cfg(feature = "planted")]
    used(opaque()[opaque().len() / 2]);
    #[cfg(feature = "defmt")]
    logged::everything();
}

/// Takes what is written for used.
struct Sink;

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        used(text);
        Ok(())
    }
}

fn displayed(value: impl fmt::Display) {
    used(write!(Sink, "{value}"));
}

fn text() {
    let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) else { return };
    used((one.as_bytes(), one.len_units(), one.is_empty(), one.span_in(opaque())));
    used((one == other, one == "name", "name" == one, *"name" == one, one == *"name"));
    used((one.eq_ignore_case(other), one.eq_ignore_case("name"), upper_case(black_box(0x61))));
    each(one.units());
    each(one.units().rev());
    each(one.chars());
    each(one.utf16_units());
    each("name".utf16_units());
    used((one.units().size_hint(), one.units().len(), one.chars().size_hint()));
    used((one.units().next(), one.units().next_back(), one.chars().next()));
    displayed(one);
    for text in [AnyText::utf16(one), AnyText::str("name"), AnyText::from(one), AnyText::from("name")] {
        each(text.units());
        each(text.utf16_units());
        used((text == one, text == "name", text == AnyText::default(), text.units().next()));
        displayed(text);
    }
}

/// Paths of all kinds of text.
fn paths() {
    let (Some(one), Some(other)) = (Utf16Le::new(opaque()), Utf16Le::new(opaque())) else { return };
    let str = black_box("name");
    path(one, other);
    path(one, str);
    path(str, other);
    path(str, AnyText::from(one));
    path(AnyText::from(black_box(str)), one);
}

fn path<T: Text, U: Text>(one: T, other: U) {
    let (path, prefix) = (DfsPath::new(one), DfsPath::new(other));
    each(path.components());
    used((path.text(), path.components().next()));
    used((path.is_same(prefix), path.starts_with(prefix), path.path_consumed(prefix)));
    used(path.strip_prefix(prefix).map(DfsPath::text));
    match path.split_consumed(black_box(16)) {
        Ok((covered, rest)) => used((covered.text(), rest.text())),
        Err(error) => misled(error),
    }
    match path.rewrite(black_box(16), other) {
        Ok(rewritten) => {
            each(rewritten.units());
            used(rewritten.encoded_len());
            displayed(rewritten);
            match rewritten.encode(opaque_mut()) {
                Ok(text) => used(text),
                Err(error) => refused(error),
            }
        }
        Err(error) => misled(error),
    }
}

fn misled(error: PathError) {
    used((error.kind(), error.path_consumed()));
    displayed(error);
}

fn refused(error: EncodeError) {
    used(error.kind().sentence());
    used((error.kind(), error.field(), error.entry(), error.value(), error.limit()));
    displayed(error);
}

fn encoded(message: &impl Encode) {
    used(message.encoded_len());
    match message.encode(opaque_mut()) {
        Ok(message) => used(message),
        Err(error) => refused(error),
    }
}

fn written() {
    let name = Utf16Le::new(opaque()).unwrap_or_default();
    encoded(&Request::new(black_box(4), name));
    encoded(&Request::new(black_box(4), black_box("name")));
    encoded(&RequestEx::new(black_box(4), name, black_box(Some(name))));
    answers(&Request::new(black_box(4), name).reply(black_box(4)));
    answers(&RequestEx::new(black_box(4), "name", None).reply(black_box(4)));
    used([ReplyEntry::root_target(name), ReplyEntry::link_target("name"), ReplyEntry::name_list(name, &[])]);
    if let Ok(response) = Response::parse(opaque()) {
        let entries: &mut [ReplyEntry<'_>] = black_box(&mut []);
        let names: &mut [AnyText<'_>] = black_box(&mut []);
        reply(Reply::from_response(&response, entries, names));
    }
}

fn answers<T: Text>(to: &ReplyTo<T>) {
    let entries: &[ReplyEntry<'_>] = black_box(&[]);
    let flags = ReferralHeaderFlags(black_box(2));
    used(to.version());
    reply(to.targets(flags, black_box(1800), black_box("name"), entries));
    reply(to.name_lists(black_box(EntrySize::Short), black_box(600), entries));
    reply(to.empty(flags, Utf16Le::new(opaque()).unwrap_or_default()));
}

fn reply(reply: Result<Reply<'_>, EncodeError>) {
    match reply {
        Ok(reply) => {
            encoded(&reply);
            used(reply == black_box(reply));
            used(reply.prefix(opaque().len()));
            match reply.encode_prefix(opaque_mut()) {
                Ok(message) => used(message),
                Err(error) => refused(error),
            }
        }
        Err(error) => refused(error),
    }
}

fn failed(error: DecodeError) {
    used((error.kind(), error.field(), error.offset(), error.value(), error.limit()));
    used((error.field().name(), error.kind().sentence(Some(error.field()))));
    displayed(error.field());
    displayed(error);
}

fn requests() {
    match Request::parse(opaque()) {
        Ok(request) => {
            used((request.max_referral_level(), request.request_file_name()));
            used(request == black_box(request));
            encoded(&request);
            kind(request.kind());
        }
        Err(error) => failed(error),
    }
    match RequestEx::parse(opaque()) {
        Ok(request) => {
            used((request.max_referral_level(), request.request_file_name(), request.site_name()));
            used((request.request_data_length(), request.request_file_name_length(), request.length_unit()));
            used((request.request_flags().site_name(), RequestFlags::SITE_NAME));
            displayed(request.request_flags());
            used(request == black_box(request));
            encoded(&request);
            kind(request.kind());
        }
        Err(error) => failed(error),
    }
}

fn kind(kind: RequestKind) {
    used((kind, kind == RequestKind::Root));
}

fn response() {
    match Response::parse(opaque()) {
        Ok(response) => {
            used((
                response.path_consumed(),
                response.number_of_referrals(),
                response.version(),
                response.as_bytes(),
            ));
            header_flags(response.flags());
            used((response.referrals().size_hint(), response.referrals().len(), response.referrals().next()));
            response.referrals().for_each(referral);
            response.cifs_by_distance().for_each(|target| cifs(&target));
        }
        Err(error) => failed(error),
    }
}

fn header_flags(flags: ReferralHeaderFlags) {
    used((flags.referral_servers(), flags.storage_servers(), flags.target_failback()));
    used((ReferralHeaderFlags::REFERRAL_SERVERS, ReferralHeaderFlags::STORAGE_SERVERS));
    used((ReferralHeaderFlags::TARGET_FAILBACK, flags.cifs_ask_again()));
    displayed(flags);
}

fn referral(referral: Referral<'_>) {
    used((referral.target().is_some(), referral.version()));
    structure(referral.structure());
    match referral {
        Referral::V1(found) | Referral::V2(found) | Referral::V3(found) | Referral::V4(found) => {
            target(&found)
        }
        Referral::NameList(found) => name_list(&found),
        Referral::Unknown { version, bytes } => used((version, bytes)),
        _ => {}
    }
}

fn target(target: &Target<'_>) {
    used((target.version(), target.size(), target.proximity(), target.time_to_live()));
    used((target.dfs_path(), target.alternate_path(), target.network_address(), target.service_site_guid()));
    entry_flags(target.flags());
    used((target.server_type(), ServerType::ROOT, ServerType::NON_ROOT));
    displayed(target.server_type());
    displayed(target.server_type().cifs());
    if let Some(target) = target.cifs() {
        cifs(&target);
    }
}

fn cifs(target: &CifsTarget<'_>) {
    used((target.target().version(), target.server_type(), target.strips_path_consumed(), target.distance()));
}

fn entry_flags(flags: ReferralEntryFlags) {
    used((flags.name_list_referral(), flags.target_set_boundary()));
    used((ReferralEntryFlags::NAME_LIST_REFERRAL, ReferralEntryFlags::TARGET_SET_BOUNDARY));
    displayed(flags);
}

fn name_list(list: &NameList<'_>) {
    used((list.version(), list.size(), list.server_type(), list.flags(), list.time_to_live()));
    used((list.special_name(), list.expanded_names().size_hint(), list.expanded_names().len()));
    used(list.expanded_names().next());
    each(list.expanded_names());
}

fn scan() {
    let scan = Scan::new(opaque());
    scan.fields().for_each(field);
    used(scan.header_error());
    used((scan.size_hint(), scan.clone().next().is_some()));
    scan.for_each(|found| entry(&found));
}

fn entry(entry: &Entry<'_>) {
    used((entry.start(), entry.error(), entry.special_name()));
    used((entry.dfs_path(), entry.alternate_path(), entry.network_address()));
    structure(entry.structure());
    entry.fields().for_each(field);
    match entry.referral() {
        Ok(found) => referral(found),
        Err(error) => failed(error),
    }
    if let Ok(names) = entry.expanded_names() {
        used((names.size_hint(), names.clone().next()));
        each(names);
    }
}

fn field(value: FieldValue<'_>) {
    used((value.field(), value.range(), value.bytes(), value.number()));
}

fn structure(structure: &Structure) {
    used((structure.name(), structure.section()));
    for row in structure.fields() {
        used((row.field(), row.offset(), row.width()));
    }
}

fn layout() {
    let all = [
        REQ_GET_DFS_REFERRAL,
        REQ_GET_DFS_REFERRAL_EX,
        RESP_GET_DFS_REFERRAL,
        DFS_REFERRAL,
        DFS_REFERRAL_V1,
        DFS_REFERRAL_V2,
        DFS_REFERRAL_V3,
        DFS_REFERRAL_V3_NAME_LIST,
        DFS_REFERRAL_V4,
        DFS_REFERRAL_V4_NAME_LIST,
    ];
    all.iter().for_each(structure);
}

fn statuses() {
    let status = NtStatus(black_box(0));
    used((status.name(), status == NtStatus::PATH_NOT_COVERED));
    displayed(status);
}

/// What carries the messages, and every field of it.
#[cfg(feature = "cache")]
mod cached {
    use super::{displayed, each, opaque, opaque_mut, used};
    use core::hint::black_box;
    use dfsc::cache::{
        CacheError, Cached, Domain, DomainCache, Domains, Handle, Listed, ListedTarget, Lookup, PathReferral,
        ReferralCache, TargetList,
    };
    use dfsc::{NtStatus, Response, Text, Utf16Le};

    pub(super) fn everything() {
        let mut domains: DomainCache<1024, 8> = black_box(DomainCache::new());
        let mut referrals: ReferralCache<4096, 16> = black_box(ReferralCache::new());
        used((
            DomainCache::<64, 1>::default(),
            ReferralCache::<64, 1>::default(),
            referrals.clone(),
            domains.clone(),
        ));
        let Some(text) = Utf16Le::new(opaque()) else { return };
        named(&mut domains, text);
        named(&mut domains, "name");
        for domain in domains.domains().iter() {
            self::domain(&domain);
        }
        used((
            Domains::NONE.find("name").is_some(),
            domains.bootstrap_dc(),
            domains.is_bootstrap_dc_due(black_box(1)),
        ));
        learnt(&mut referrals, domains.domains(), text);
        learnt(&mut referrals, domains.domains(), "name");
        referrals.set_seed(black_box(1));
        referrals.set_negative_seconds(black_box(1));
        for listed in referrals.entries() {
            if let Listed::Referral(cached) = listed {
                kept(cached);
            }
        }
        used(referrals.bytes_used());
        domains.flush();
        #[cfg(feature = "defmt")]
        logged(&referrals, &domains);
    }

    fn domain(domain: &Domain<'_>) {
        used((domain.name(), domain.dc_hint(), domain.dc_hint_index()));
        used((domain.attempt(black_box(1), black_box(1)), domain.controller(black_box(1))));
        each(domain.controllers());
    }

    fn named(domains: &mut DomainCache<1024, 8>, name: impl Text) {
        if let Ok(response) = Response::parse(opaque()) {
            used((
                domains.merge(&response).map_err(refused),
                domains.set_controllers(name, &response).is_ok(),
            ));
        }
        if let Some(handle) = domains.domains().find(name).map(|domain| domain.handle()) {
            used((domains.domains().get(handle).is_some(), domains.set_dc_hint(handle, black_box(1))));
        }
        used(domains.forget_controllers(name));
        used((domains.domains().find(name).is_some(), domains.set_bootstrap_dc(name, black_box(1)).is_ok()));
    }

    fn learnt<T: Text>(referrals: &mut ReferralCache<4096, 16>, domains: Domains<'_>, path: T) {
        if let Ok(response) = Response::parse(opaque()) {
            match PathReferral::new(path, &response, domains) {
                Ok(made) => {
                    used(made.keepable().map_err(refused).is_ok());
                    referral(&made);
                    match referrals.insert(&made, black_box(1)) {
                        Ok(handle) => held(referrals, handle),
                        Err(error) => refused(error),
                    }
                }
                Err(error) => refused(error),
            }
        }
        used(referrals.insert_negative(path, NtStatus(black_box(1)), black_box(1)));
        used(referrals.lookup(path, black_box(1)).cached().is_some());
        if let Lookup::Fresh(cached) = referrals.lookup(path, black_box(1)) {
            kept(cached);
        }
        used(referrals.flush(path));
    }

    fn held(referrals: &mut ReferralCache<4096, 16>, handle: Handle) {
        used((
            referrals.get(handle, black_box(1)).is_some(),
            referrals.set_target_hint(handle, black_box(1)),
        ));
        used(referrals.postpone(handle, 8));
        used(referrals.remove(handle));
    }

    fn kept(cached: Cached<'_>) {
        used((cached.handle(), cached.soft_timeout(), cached.hard_timeout()));
        referral(&cached.referral());
    }

    fn referral<T: Text>(referral: &PathReferral<'_, T>) {
        used((referral.root_or_link(), referral.is_interlink(), referral.target_failback()));
        used((referral.time_to_live(), referral.dfs_path_prefix().utf16_units().count()));
        targets(referral.target_list());
        for path in ["name", black_box("other")] {
            if let Some(rewritten) = referral.rewrite(path, referral.target_hint()) {
                used(rewritten.encode(opaque_mut()).is_ok());
            }
        }
        if let Some(text) = Utf16Le::new(opaque()) {
            used(referral.rewrite(text, referral.target_hint()).is_some());
        }
    }

    fn targets(list: TargetList<'_>) {
        used((list.count(), list.iter().len(), list.iter().size_hint(), list.into_iter().next().is_some()));
        each(list.iter().map(ListedTarget::path));
        if let (Some(one), Some(other)) = (list.get(black_box(1)), list.attempt(black_box(1), black_box(1))) {
            used((one.index(), one.target_set(), other.index()));
        }
    }

    fn refused(error: CacheError) {
        used((error.kind(), error.value(), error.limit(), error.status()));
        displayed(error);
    }

    #[cfg(feature = "defmt")]
    fn logged(referrals: &ReferralCache<4096, 16>, domains: &DomainCache<1024, 8>) {
        defmt::info!("{} {} {}", referrals, domains, domains.domains());
        for listed in referrals.entries() {
            defmt::info!("{}", listed);
            if let Listed::Referral(cached) = listed {
                defmt::info!("{} {}", Lookup::Stale(cached), cached.referral().keepable());
                defmt::info!("{}", cached.referral().target_list().iter());
            }
        }
    }
}

/// What a server answers.
mod answered {
    use super::{opaque, opaque_mut, used};
    use core::hint::black_box;
    use dfsc::server::{Link, Namespace, Server};
    use dfsc::{ReplyEntry, Utf16Le};

    pub(super) fn everything() {
        let name = || black_box("name");
        let roots = black_box(ReplyEntry::root_targets([name()]));
        let targets = black_box(ReplyEntry::link_targets([name(), name()]));
        let link =
            black_box(Link::new(name(), &targets)).with_time_to_live(black_box(8)).with_target_failback();
        let links = black_box([link, link.interlink()]);
        let namespace = black_box(Namespace::new(name(), &roots)).with_links(&links);
        let namespaces = [namespace.with_time_to_live(black_box(8)).with_target_failback()];
        let domains = [name()];
        let server =
            black_box(Server::new(&namespaces)).with_domains(&domains).with_max_version(black_box(8));
        used(server.answer(opaque(), opaque_mut()));
        used(server.answer_extended(opaque(), opaque_mut()));
        used((server.namespace(name()).is_some(), server.normalize(name(), name())));
        used((server.is_sound(), server.namespaces().len()));
        for namespace in server.namespaces() {
            used(namespace.name());
            namespace.links().iter().for_each(|link| used(link.path()));
        }
        let path = Utf16Le::new(opaque()).unwrap_or_default();
        used((server.namespace(path).is_some(), server.normalize(path, path)));
    }
}

/// Where paths lead.
#[cfg(feature = "client")]
mod followed {
    use super::{displayed, opaque, opaque_mut, used};
    use core::hint::black_box;
    use dfsc::NtStatus;
    use dfsc::cache::{DomainCache, ListedTarget, ReferralCache};
    use dfsc::client::{Access, Action, Caches, Failure, Operation, Outcome, ReferralRequest, Settings};

    pub(super) fn everything() {
        let mut domains: DomainCache<1024, 8> = black_box(DomainCache::new());
        let mut referrals: ReferralCache<4096, 16> = black_box(ReferralCache::new());
        let mut settings = black_box(Settings::new());
        used(Settings::default());
        settings.site_name = black_box(Some("name".into()));
        walk(&mut Operation::domains(settings, opaque_mut()), &mut Caches::new(&mut referrals, &mut domains));
        if let Ok(mut operation) = Operation::new(black_box("name"), settings, opaque_mut(), opaque_mut()) {
            walk(&mut operation, &mut Caches::without_domains(&mut referrals));
        }
    }

    fn walk(operation: &mut Operation<'_>, caches: &mut Caches<'_>) {
        loop {
            used(
                operation
                    .targets(caches, black_box(1))
                    .map(|targets| targets.iter().map(ListedTarget::index).count()),
            );
            used(operation.choose(caches, black_box(1), black_box(1)));
            used((operation.steps().last(), operation.path()));
            #[cfg(feature = "defmt")]
            defmt::info!("{} {}", &*operation, &*caches);
            let outcome = match operation.next(caches, black_box(1), opaque_mut()) {
                Ok(Action::Request(asked)) => request(&asked),
                Ok(Action::Access(there)) => access(&there),
                Ok(Action::Done(status)) => return used(status),
                Ok(Action::Failed(failure)) => return failed(&failure),
                Err(_) => return,
            };
            #[cfg(feature = "defmt")]
            defmt::info!("{}", outcome);
            operation.take(caches, black_box(1), outcome);
        }
    }

    fn request(request: &ReferralRequest<'_>) -> Outcome<'static> {
        used((request.host(), request.message(), request.is_extended(), request.max_output_size()));
        used((request.request_file_name(), request.kind(), request.step()));
        #[cfg(feature = "defmt")]
        defmt::info!("{}", Action::Request(*request));
        let status = NtStatus(black_box(1));
        used(status.fails_over());
        if status.is_failure() { Outcome::refused(status) } else { Outcome::reply(opaque()) }
    }

    fn access(access: &Access<'_>) -> Outcome<'static> {
        used((access.path(), access.host(), access.share(), access.rest(), access.dfs_name(), access.step()));
        Outcome::accessed(NtStatus(black_box(1)), black_box(true))
    }

    fn failed(failure: &Failure<'_>) {
        used((failure.kind(), failure.step(), failure.status(), failure.last_status()));
        used((failure.host(), failure.request_file_name()));
        displayed(failure.kind());
        displayed(failure);
    }
}

#[cfg(feature = "dump")]
mod pasted {
    use super::{displayed, opaque, opaque_mut, used};
    use core::hint::black_box;
    use dfsc::dump::{Confidence, Dump, DumpError, Item, Note, NoteKind, Shape};

    pub(super) fn everything() {
        let shape = Shape::named("xxd").unwrap_or(black_box(Shape::Rows));
        used((shape.name(), shape.title(), Shape::ALL.len(), black_box(Confidence::Certain).name()));
        if let Some(printed) = shape.print(opaque()) {
            displayed(printed);
        }
        read(Dump::read(opaque()));
        read(Dump::read_as(shape, opaque()));
        Dump::all(opaque()).for_each(dump);
    }

    fn read(read: Result<Dump<'_>, DumpError>) {
        match read {
            Ok(found) => dump(found),
            Err(error) => {
                used((error.kind(), error.position()));
                displayed(error);
            }
        }
    }

    fn dump(dump: Dump<'_>) {
        used((dump.shape(), dump.confidence(), dump.len(), dump.is_empty(), dump.packets(), dump.warnings()));
        dump.each(&mut |item| match item {
            Item::Byte { value, text } => used((value, text)),
            Item::Packet => {}
            Item::Note(note) => told(note),
        });
        dump.note(black_box(None)).into_iter().for_each(told);
        used(dump.in_other_order().map(|dump| dump.len()));
        used(dump.copy_to(opaque_mut()));
        displayed(&dump);
    }

    fn told(note: Note) {
        let kind: NoteKind = note.kind();
        used((kind.name(), kind.is_warning(), note.text()));
        displayed(note);
    }
}

#[cfg(feature = "inspect")]
mod carried {
    use super::{displayed, each, encoded, failed, field, opaque, opaque_mut, structure, used};
    use core::hint::black_box;
    use dfsc::carrier::layout::{
        DIRECT_TCP, SMB_COM_TRANSACTION2_REQUEST, SMB_COM_TRANSACTION2_RESPONSE,
        SMB_COM_TRANSACTION2_SECONDARY, SMB_DATA, SMB_HEADER, SMB_HEADER_DOS_ERROR, SMB_PARAMETERS,
        SMB2_COMPRESSION_TRANSFORM_HEADER, SMB2_ERROR_RESPONSE, SMB2_HEADER, SMB2_HEADER_ASYNC,
        SMB2_IOCTL_REQUEST, SMB2_IOCTL_RESPONSE, SMB2_TRANSFORM_HEADER,
    };
    use dfsc::carrier::{
        Confidence, Content, CtlCode, Frames, Guess, IoctlRequest, IoctlResponse, Layer, OemRequest, Part,
        Start, Status, Trans2Request, Trans2Response, Trans2Secondary, Transaction,
    };
    use dfsc::inspect::{
        Asked, Event, Finding, Inspector, Item, Kind, LISTED, Rule, Severity, Value, structures,
    };
    use dfsc::{DecodeError, Reply, Request, RequestEx, RequestKind};

    pub(super) fn everything() {
        bodies();
        joined();
        frames();
        inspected(Inspector::new(opaque()));
        inspected(
            Inspector::beginning_with(black_box(Start::Response), opaque()).after(&Inspector::new(opaque())),
        );
        asked();
        let all = [
            DIRECT_TCP,
            SMB_COM_TRANSACTION2_REQUEST,
            SMB_COM_TRANSACTION2_RESPONSE,
            SMB_COM_TRANSACTION2_SECONDARY,
            SMB_DATA,
            SMB_HEADER,
            SMB_HEADER_DOS_ERROR,
            SMB_PARAMETERS,
            SMB2_COMPRESSION_TRANSFORM_HEADER,
            SMB2_ERROR_RESPONSE,
            SMB2_HEADER,
            SMB2_HEADER_ASYNC,
            SMB2_IOCTL_REQUEST,
            SMB2_IOCTL_RESPONSE,
            SMB2_TRANSFORM_HEADER,
        ];
        all.iter().for_each(structure);
    }

    fn read<T>(read: Result<T, DecodeError>) -> Option<T> {
        read.map_err(failed).ok()
    }

    fn bodies() {
        used(CtlCode::from_value(black_box(0)).map(CtlCode::value));
        let (ctl_code, max_output_response) = (black_box(CtlCode::GetReferrals), black_box(4096));
        let request = Request::new(black_box(4), black_box("name"));
        encoded(&IoctlRequest { ctl_code, max_output_response, input: request });
        let input = RequestEx::new(black_box(4), "name", None);
        encoded(&IoctlRequest { ctl_code, max_output_response, input });
        encoded(&IoctlResponse { ctl_code, output: black_box(Reply::EMPTY) });
        encoded(&Trans2Request::new(black_box(4096), request));
        encoded(&Trans2Response::new(black_box(Reply::EMPTY)));
        if let Some(found) = read(IoctlRequest::parse(opaque())) {
            encoded(&found);
        }
        if let Some(found) = read(IoctlResponse::parse(opaque())) {
            encoded(&found);
        }
        if let Some(found) = read(Trans2Request::parse(opaque())) {
            encoded(&found);
        }
        if let Some(found) = read(Trans2Secondary::parse(opaque())) {
            encoded(&found);
        }
        if let Some(found) = read(Trans2Response::parse(opaque())) {
            encoded(&found);
        }
        if let Some(found) = read(OemRequest::parse(opaque())) {
            encoded(&found);
        }
    }

    fn joined() {
        let mut transaction = Transaction::new(opaque_mut());
        if let Some(part) = read(Trans2Request::parse(opaque())) {
            read(transaction.request(&part));
        }
        if let Some(part) = read(Trans2Secondary::parse(opaque())) {
            read(transaction.secondary(&part));
        }
        if let Some(part) = read(Trans2Response::parse(opaque())) {
            read(transaction.response(&part));
        }
        used((transaction.message(), transaction.missing()));
    }

    fn frames() {
        for guess in Guess::all(opaque()) {
            used((
                guess.reason.sentence(),
                guess.confidence.name(),
                guess.start.name(),
                guess.confidence == Confidence::Certain,
            ));
            displayed(guess.start);
            displayed(guess.reason);
        }
        for frame in Frames::new(opaque())
            .chain(Frames::beginning_with(black_box(Start::Layer(Layer::Nbss)), opaque()))
        {
            used((frame.content(), frame.is_oem(), frame.start(), frame.content() == Content::ErrorReply));
            if let Content::Part(Part::Request(part)) = frame.content() {
                used(part);
            }
            frame.layers().iter().for_each(|layer| {
                used(layer.name());
                displayed(layer);
            });
            frame.fields().for_each(field);
            if let Some(status) = frame.status() {
                told(status);
            }
            if let Some(error) = frame.error() {
                failed(error);
            }
        }
    }

    fn told(status: Status) {
        used((status.is_success(), status.value()));
        displayed(status);
    }

    fn inspected(mut inspector: Inspector<'_>) {
        used(LISTED);
        each(structures());
        while let Some(message) = Inspector::next(&mut inspector, opaque_mut()) {
            used((message.start(), message.kind().name(), message.kind() == Kind::Unknown));
            each(message.carrier().iter());
            if let Some(status) = message.status() {
                told(status);
            }
            message.each(&mut |event| match event {
                Event::Item(item) if item.depth > black_box(2) => used((item.name(), item.section())),
                Event::Item(Item { structure, field, range, depth, value, refers_to, is_shared, piece }) => {
                    used((structure.number(), field, range, depth, refers_to, is_shared, piece));
                    used((value.text(), value == Value::Withheld));
                }
                Event::Continued { range, piece } => used((range, piece)),
                Event::Error { error, range, structure } => {
                    used((range, structure.section()));
                    failed(error);
                }
            });
            if let Some(asked) = message.asked() {
                used((asked.kind(), asked.max_referral_level(), asked.request_file_name()));
            }
            message.findings(&mut |finding| found(&finding));
        }
    }

    /// Replies, judged by what was asked.
    fn asked() {
        let by_frame = Frames::new(opaque()).find_map(|frame| Asked::by(frame.content()));
        let told = [
            Some(Asked::new(black_box(RequestKind::Dc), black_box(3))),
            Request::parse(opaque()).ok().as_ref().map(Asked::from),
            RequestEx::parse(opaque()).ok().as_ref().map(Asked::from),
            by_frame,
        ];
        for asked in told.iter().flatten() {
            inspected(Inspector::new(opaque()).asked(*asked));
        }
        for rule in Rule::ALL {
            used((rule.code(), rule.severity().name(), rule.section(), rule.sentence()));
        }
    }

    fn found(finding: &Finding) {
        used((finding.rule(), finding.rule().severity() == Severity::Must, finding.range()));
        used((finding.name(), finding.offset(), finding.section(), finding.values()));
        used((finding.field(), finding.structure()));
        displayed(finding);
    }
}

#[cfg(feature = "defmt")]
mod logged {
    use super::{
        AnyText, DfsPath, Encode, Reply, ReplyEntry, Request, RequestEx, Response, Scan, Utf16Le, layout,
        opaque, opaque_mut, used,
    };

    #[defmt::global_logger]
    struct Logger;

    // SAFETY: nothing here runs, so nothing runs twice at a time.
    unsafe impl defmt::Logger for Logger {
        fn acquire() {}
        unsafe fn flush() {}
        unsafe fn release() {}
        unsafe fn write(bytes: &[u8]) {
            used(bytes);
        }
    }

    defmt::timestamp!("");

    /// Every type that reaches a log: the others are parts of these.
    pub(super) fn everything() {
        if let Some(text) = Utf16Le::new(opaque()) {
            defmt::info!("{} {} {}", text, text.units(), text.chars());
            let any = AnyText::from(text);
            defmt::info!("{} {}", any, any.units());
            let path = DfsPath::new(text);
            defmt::info!("{} {} {}", path, path.components(), path.rewrite(16, "name"));
        }
        defmt::info!("{} {}", Request::parse(opaque()), RequestEx::parse(opaque()));
        if let Ok(request) = Request::parse(opaque()) {
            defmt::info!("{} {}", request.kind(), request.reply(4));
            defmt::info!("{}", request.encode(opaque_mut()));
        }
        match Response::parse(opaque()) {
            Ok(response) => {
                defmt::info!("{} {} {}", response, response.referrals(), response.cifs_by_distance());
                let (mut entries, mut names) = ([ReplyEntry::link_target(""); 4], [AnyText::default(); 4]);
                defmt::info!("{}", Reply::from_response(&response, &mut entries, &mut names));
                for referral in response.referrals() {
                    defmt::info!("{} {} {}", referral, referral.structure(), referral.target());
                    defmt::info!("{}", referral.target().and_then(|target| target.cifs()));
                }
            }
            Err(error) => defmt::info!("{} {} {}", error, error.kind(), error.field()),
        }
        let scan = Scan::new(opaque());
        defmt::info!("{}", scan);
        for entry in scan {
            defmt::info!("{} {}", entry, entry.expanded_names());
            for field in entry.fields() {
                defmt::info!("{}", field);
            }
            for row in entry.structure().fields() {
                defmt::info!("{}", row);
            }
        }
        layout();
    }
}

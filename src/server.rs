//! What a server answers: to referral requests, and to who opens a path, from a table of the namespaces that it holds. `[MS-DFSC] 3.2`
//!
//! A [`Server`] is made of constants, so that it takes no RAM. It is for servers of files that hold roots of namespaces, their own or a domain's; what
//! [`Server::answer`] gives is the message to send, or the status to refuse with.
//!
//! ```
//! use dfsc::server::{Link, Namespace, Server};
//! use dfsc::{NtStatus, ReplyEntry, Response};
//!
//! static PHOTOS: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\nas2\photos", r"\nas3\photos"]);
//! static LINKS: [Link<'_>; 1] = [Link::new(r"family\photos", &PHOTOS)];
//! static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("public", &[]).with_links(&LINKS)];
//! static SERVER: Server<'_> = Server::new(&NAMESPACES);
//! const _: () = assert!(SERVER.is_sound());
//!
//! // A client opens a file, and is told that it is not here.
//! let opened = SERVER.normalize("public", r"nas\Public\Family\Photos\a.jpg");
//! assert_eq!(opened, Err(NtStatus::PATH_NOT_COVERED));
//!
//! // It asks where that is.
//! let request = b"\x04\0\\\0n\0a\0s\0\\\0p\0u\0b\0l\0i\0c\0\\\0f\0a\0m\0i\0l\0y\0\\\0p\0h\0o\0t\0o\0s\0\\\0a\0\0\0";
//! let mut buffer = [0; 4096];
//! let message = SERVER.answer(request, &mut buffer).unwrap();
//! let reply = Response::parse(message).unwrap();
//! assert_eq!((reply.version(), reply.number_of_referrals()), (Some(4), 2));
//!
//! // What is here is opened under its name below the root.
//! assert_eq!(SERVER.normalize("public", r"nas\Public\Music\b.mp3"), Ok(r"Music\b.mp3"));
//! ```
//!
//! # What the rest of an SMB server does for that
//!
//! * Says that it knows DFS when it negotiates: `SMB2_GLOBAL_CAP_DFS`, in SMB1 `CAP_DFS`.
//! * Says of each share that is a [root](Server::namespace) that it is one, when a client connects to it: `SMB2_SHAREFLAG_DFS`, `SMB2_SHAREFLAG_DFS_ROOT` and `SMB2_SHARE_CAP_DFS`, in SMB1
//!   `SMB_SHARE_IS_IN_DFS`. Some clients look at the one, some at the other.
//! * [Normalizes](Server::normalize) the names that come on such a share with `SMB2_FLAGS_DFS_OPERATIONS`, in SMB1 `SMB_FLAGS2_DFS`, and takes others as they are: below the share.
//! * Has [`Server::answer`] answer `FSCTL_DFS_GET_REFERRALS`, which comes on `IPC$`, within `MaxOutputResponse`, and [`Server::answer_extended`] the other form.
//! * Lists a link as a folder with `FILE_ATTRIBUTE_REPARSE_POINT` where it lists the folder above, which must be there.
//!
//! # What it does not do
//!
//! Targets are told in the order of the table, to every client: nobody's site is looked at, there are no priorities, and none is drawn by lot. Domains and controllers are for servers that are controllers.
//! Of a path only the names from the second on count: the first is what the client calls this server, or a domain. Without the feature `case`, only letters of ASCII are compared
//! without their case.

use crate::error::{EncodeError, EncodeErrorKind};
use crate::path::{DfsPath, Rewritten, is_clean, leading_separators};
use crate::status::NtStatus;
use crate::text::{AnyText, Text, Utf16Le, same_units};
use crate::wire::{
    ReferralHeaderFlags, ReplyEntry, ReplyTo, Request, RequestEx, RequestKind, ServerType, is_system,
};

/// A server of files that holds roots of namespaces: see [the module](self).
///
/// `[MS-DFSC] 3.2.1`
#[doc(alias = "DFS root target server")]
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Server<'t> {
    namespaces: &'t [Namespace<'t>],
    domains: &'t [&'t str],
    max_version: u16,
}

impl<'t> Server<'t> {
    /// One that holds these namespaces, and answers in all versions.
    ///
    /// `[MS-DFSC] 3.2.3`
    #[must_use]
    pub const fn new(namespaces: &'t [Namespace<'t>]) -> Self {
        Self { namespaces, domains: &[], max_version: 4 }
    }

    /// The same in a domain of these names: that of DNS and that of NetBIOS. Who asks for a namespace of the domain that is not held here is told that it is
    /// [not available](NtStatus::DFS_UNAVAILABLE), for then another server may have it, and not that there is [none](NtStatus::NOT_FOUND), which is said of `SYSVOL` and `NETLOGON` alone. A namespace
    /// [without targets](Namespace::new) is none of the domain's.
    ///
    /// `[MS-DFSC] 3.2.5.5`
    #[must_use]
    pub const fn with_domains(self, domains: &'t [&'t str]) -> Self {
        Self { domains, ..self }
    }

    /// The same with no entries above a version, 1 to 4. Below 3 it is for old clients alone: Samba's, which asks for 3, takes no others and may crash.
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub const fn with_max_version(self, max_version: u16) -> Self {
        Self { max_version, ..self }
    }

    /// Whether all of the table can be answered with: names of namespaces are one component, links are paths below a root, and targets are written as the protocol does, `\server\share`, with
    /// one `\` before each component and no other separator; all of it given as `str`. Those of namespaces are [roots](ReplyEntry::root_targets), those of links are [not](ReplyEntry::link_targets). To be asserted in a
    /// `const`, so that a table that is not written so does not compile. What it says is not looked at: of two namespaces or links of one name the first counts, a link without targets has no
    /// referrals, and targets are dropped for which a reply has no room.
    ///
    /// ```
    /// # use dfsc::{ReplyEntry, server::{Link, Namespace, Server}};
    /// // As everybody types it.
    /// static TARGETS: [ReplyEntry<'_>; 1] = ReplyEntry::link_targets([r"\\nas2\photos"]);
    /// static LINKS: [Link<'_>; 1] = [Link::new("photos", &TARGETS)];
    /// static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("public", &[]).with_links(&LINKS)];
    /// assert!(!Server::new(&NAMESPACES).is_sound());
    /// ```
    ///
    /// `[MS-DFSC] 2.2.5.1`
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let mut namespaces = self.namespaces;
        while let [namespace, others @ ..] = namespaces {
            if !namespace.is_sound() {
                return false;
            }
            namespaces = others;
        }
        matches!(self.max_version, 1..=4)
    }

    /// The namespaces, as they were given.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub const fn namespaces(&self) -> &'t [Namespace<'t>] {
        self.namespaces
    }

    /// The namespace whose root a share is, if it is one.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub fn namespace<T: Text>(&self, share: T) -> Option<&'t Namespace<'t>> {
        self.namespaces.iter().find(|namespace| same_units(share, AnyText::str(namespace.name), true))
    }

    /// Answers `REQ_GET_DFS_REFERRAL`, within `out`, of which there should be as much as the client allows: targets at the end that do not fit are left out. A path that is not written as
    /// the protocol does, with `/` or doubled separators, takes its length of that room.
    ///
    /// # Errors
    ///
    /// The status to refuse the request with. [`INVALID_PARAMETER`](NtStatus::INVALID_PARAMETER): it cannot be read, or is for a domain or for controllers;
    /// [`NOT_FOUND`](NtStatus::NOT_FOUND), or [`DFS_UNAVAILABLE`](NtStatus::DFS_UNAVAILABLE) in a [domain](Self::with_domains): there is no such namespace here;
    /// [`BUFFER_OVERFLOW`](NtStatus::BUFFER_OVERFLOW): not one target fits; [`UNSUCCESSFUL`](NtStatus::UNSUCCESSFUL): the client knows no version, or the table is not
    /// [sound](Self::is_sound).
    ///
    /// `[MS-DFSC] 3.2.5.1`, `3.2.5.5`
    pub fn answer<'o>(&self, message: &[u8], out: &'o mut [u8]) -> Result<&'o [u8], NtStatus> {
        let request = Request::parse(message).map_err(|_| NtStatus::INVALID_PARAMETER)?;
        self.reply(request.kind(), request.request_file_name(), request.reply(self.max_version), out)
    }

    /// Answers `REQ_GET_DFS_REFERRAL_EX`. The site in it is not looked at. A server that does not know this form refuses with [`FS_DRIVER_REQUIRED`](NtStatus::FS_DRIVER_REQUIRED), and clients
    /// ask in the other one.
    ///
    /// # Errors
    ///
    /// As [`answer`](Self::answer).
    ///
    /// `[MS-DFSC] 3.2.5.1`, `3.2.5.5`
    pub fn answer_extended<'o>(&self, message: &[u8], out: &'o mut [u8]) -> Result<&'o [u8], NtStatus> {
        let request = RequestEx::parse(message).map_err(|_| NtStatus::INVALID_PARAMETER)?;
        self.reply(request.kind(), request.request_file_name(), request.reply(self.max_version), out)
    }

    /// Normalizes the name that comes with an operation on a share, where it is the whole path: what stands below the root, without a separator before it. Others in it stay as they came, `/` and doubled
    /// ones, too.
    ///
    /// # Errors
    ///
    /// [`PATH_NOT_COVERED`](NtStatus::PATH_NOT_COVERED): there is a link in the path, and the client will ask for a referral.
    /// [`NOT_FOUND`](NtStatus::NOT_FOUND) or [`DFS_UNAVAILABLE`](NtStatus::DFS_UNAVAILABLE), as of a request: there is no such namespace;
    /// [`OBJECT_PATH_NOT_FOUND`](NtStatus::OBJECT_PATH_NOT_FOUND): it is not that of the share;
    /// [`OBJECT_PATH_SYNTAX_BAD`](NtStatus::OBJECT_PATH_SYNTAX_BAD): a component is `.` or `..`, which would lead past links, or out of the share.
    ///
    /// `[MS-DFSC] 3.2.4.1`
    pub fn normalize<S: Text, T: Text>(&self, share: S, path: T) -> Result<T, NtStatus> {
        let (namespace, below) = self.find(path)?;
        if !same_units(share, AnyText::str(namespace.name), true) {
            return Err(NtStatus::OBJECT_PATH_NOT_FOUND);
        }
        if DfsPath::new(below).components().any(leads_elsewhere) {
            return Err(NtStatus::OBJECT_PATH_SYNTAX_BAD);
        }
        if namespace.link(below).is_some() {
            return Err(NtStatus::PATH_NOT_COVERED);
        }
        Ok(below.split_at_unit(leading_separators(below)).map_or(below, |(_, below)| below))
    }

    #[inline(never)]
    fn reply<'o>(
        &self,
        kind: RequestKind,
        path: Utf16Le<'_>,
        reply_to: ReplyTo<Utf16Le<'_>>,
        out: &'o mut [u8],
    ) -> Result<&'o [u8], NtStatus> {
        if matches!(kind, RequestKind::Domain | RequestKind::Dc) {
            return Err(NtStatus::INVALID_PARAMETER);
        }
        let (namespace, below) = self.find(path)?;
        if reply_to.version() == 0 {
            return Err(NtStatus::UNSUCCESSFUL);
        }
        let (Told { flags, time_to_live, targets }, below, is_root) = match namespace.link(below) {
            Some((link, below)) => (link.told, below, false),
            None => (namespace.told, below, true),
        };
        let covered = path.len_units().saturating_sub(below.len_units());
        let (covered, _) = path.split_at(covered).unwrap_or_default();
        // Where the client has not written it as the protocol does, it is written anew, at the end of the room for the reply.
        let anew = Rewritten { target: Utf16Le::default(), rest: covered };
        let needed = if is_clean(covered, None) { 0 } else { anew.encoded_len() };
        let room = out.len().checked_sub(needed).ok_or(NtStatus::BUFFER_OVERFLOW)?;
        let (out, end) = out.split_at_mut_checked(room).ok_or(NtStatus::BUFFER_OVERFLOW)?;
        let dfs_path = if needed > 0 { anew.encode(end).map_err(refusal)? } else { covered };
        // Of a root without targets it is this server, by the name that the client has for it.
        let this = [ReplyEntry::root_target(dfs_path)];
        let targets = if is_root && targets.is_empty() { &this } else { targets };
        let reply = reply_to.targets(flags, time_to_live, dfs_path, targets).map_err(refusal)?;
        reply.encode_prefix(out).map(|(message, _)| message).map_err(refusal)
    }

    /// The namespace that a path is in, and what stands below its root.
    fn find<T: Text>(&self, path: T) -> Result<(&'t Namespace<'t>, T), NtStatus> {
        let mut components = DfsPath::new(path).components();
        let (first, share) = (components.next(), components.next());
        let is_in = |domain: &&str| first.is_some_and(|first| same_units(first, AnyText::str(domain), true));
        let is_of_domain = self.domains.iter().any(is_in);
        match share.and_then(|share| self.namespace(share)) {
            // One that is this server's own is none of the domain's.
            Some(namespace) if !(is_of_domain && namespace.told.targets.is_empty()) => {
                Ok((namespace, components.rest()))
            }
            // What controllers alone hold is not there, for whoever asks.
            _ if is_of_domain && !share.is_some_and(is_system) => Err(NtStatus::DFS_UNAVAILABLE),
            _ => Err(NtStatus::NOT_FOUND),
        }
    }
}

/// A namespace, by its root: the share of a server of files that has the namespace's name.
///
/// `[MS-DFSC] 3.2.1`
#[doc(alias = "DFS root")]
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Namespace<'t> {
    name: &'t str,
    links: &'t [Link<'t>],
    told: Told<'t>,
}

impl<'t> Namespace<'t> {
    /// One of this name, and all servers that hold its root: [`ReplyEntry::root_targets`]. None are for a root that this server alone holds, which then is told under the name that the
    /// client has for this server, and so needs no name for itself. That is good for 300 seconds.
    ///
    /// `[MS-DFSC] 3.2.5.5`
    #[must_use]
    pub const fn new(name: &'t str, targets: &'t [ReplyEntry<'t>]) -> Self {
        let flags = ReferralHeaderFlags(
            ReferralHeaderFlags::REFERRAL_SERVERS.0 | ReferralHeaderFlags::STORAGE_SERVERS.0,
        );
        Self { name, links: &[], told: Told { flags, time_to_live: 300, targets } }
    }

    /// The same with these links.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub const fn with_links(self, links: &'t [Link<'t>]) -> Self {
        Self { links, ..self }
    }

    /// The same, good for so many seconds: then clients ask again, and if nobody answers go on for thrice as long. 0 has them ask each time.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn with_time_to_live(self, time_to_live: u32) -> Self {
        Self { told: Told { time_to_live, ..self.told }, ..self }
    }

    /// The same, whose clients go back to targets of the first set when they can.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub const fn with_target_failback(self) -> Self {
        Self { told: self.told.with(ReferralHeaderFlags::TARGET_FAILBACK), ..self }
    }

    /// Its name, and that of its share.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub const fn name(&self) -> &'t str {
        self.name
    }

    /// Its links, as they were given.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub const fn links(&self) -> &'t [Link<'t>] {
        self.links
    }

    /// The link that a path below the root goes through, the one with most components if there are several, and what stands below that.
    fn link<T: Text>(&self, below: T) -> Option<(&'t Link<'t>, T)> {
        let mut longest: Option<(&'t Link<'t>, T)> = None;
        // A loop, as adapters count links by a division, which takes 400 bytes where there is no instruction for it.
        for link in self.links {
            let below = DfsPath::new(below).strip_prefix(DfsPath::new(AnyText::str(link.path)));
            let Some(below) = below.map(DfsPath::text) else { continue };
            if longest.is_none_or(|(_, other)| below.count_units() < other.count_units()) {
                longest = Some((link, below));
            }
        }
        longest
    }

    const fn is_sound(&self) -> bool {
        let mut links = self.links;
        while let [link, others @ ..] = links {
            if components(link.path.as_bytes(), false).is_none() || !link.told.is_sound(ServerType::NON_ROOT)
            {
                return false;
            }
            links = others;
        }
        matches!(components(self.name.as_bytes(), false), Some(1)) && self.told.is_sound(ServerType::ROOT)
    }
}

/// A link of a namespace: a path below its root that leads elsewhere.
///
/// `[MS-DFSC] 3.2.1`
#[doc(alias = "DFS link")]
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Link<'t> {
    path: &'t str,
    told: Told<'t>,
}

impl<'t> Link<'t> {
    /// One at this path below the root, `folder\link`, to these shares or folders of shares: [`ReplyEntry::link_targets`]. That is good for 1800 seconds.
    ///
    /// `[MS-DFSC] 3.2.5.5`
    #[must_use]
    pub const fn new(path: &'t str, targets: &'t [ReplyEntry<'t>]) -> Self {
        let flags = ReferralHeaderFlags::STORAGE_SERVERS;
        Self { path, told: Told { flags, time_to_live: 1800, targets } }
    }

    /// The same as an interlink, into another namespace: its target is a root or a link there.
    ///
    /// `[MS-DFSC] 3.1.5.4.5`
    #[must_use]
    pub const fn interlink(self) -> Self {
        let flags = self.told.flags.0 & !ReferralHeaderFlags::STORAGE_SERVERS.0;
        let flags = ReferralHeaderFlags(flags | ReferralHeaderFlags::REFERRAL_SERVERS.0);
        Self { told: Told { flags, ..self.told }, ..self }
    }

    /// As [`Namespace::with_time_to_live`].
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn with_time_to_live(self, time_to_live: u32) -> Self {
        Self { told: Told { time_to_live, ..self.told }, ..self }
    }

    /// As [`Namespace::with_target_failback`].
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub const fn with_target_failback(self) -> Self {
        Self { told: self.told.with(ReferralHeaderFlags::TARGET_FAILBACK), ..self }
    }

    /// Its path below the root.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub const fn path(&self) -> &'t str {
        self.path
    }
}

/// What is told of a root or a link.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
struct Told<'t> {
    flags: ReferralHeaderFlags,
    time_to_live: u32,
    targets: &'t [ReplyEntry<'t>],
}

impl Told<'_> {
    const fn with(self, flag: ReferralHeaderFlags) -> Self {
        Self { flags: ReferralHeaderFlags(self.flags.0 | flag.0), ..self }
    }

    const fn is_sound(&self, kind: ServerType) -> bool {
        let mut targets = self.targets;
        while let [target, others @ ..] = targets {
            let ReplyEntry { server_type, flags, name, expanded_names, .. } = target;
            let is_path = matches!(components(name.as_str().as_bytes(), true), Some(2..));
            if !is_path || server_type.0 != kind.0 || flags.name_list_referral() || !expanded_names.is_empty()
            {
                return false;
            }
            targets = others;
        }
        true
    }
}

/// How many components a path has that is written with one `\` between them, and before the first if it is whole; none otherwise.
const fn components(path: &[u8], is_whole: bool) -> Option<usize> {
    let mut before = if is_whole { None } else { Some(b'\\') };
    let (mut rest, mut count) = (path, 0usize);
    while let [byte, behind @ ..] = rest {
        match (before, *byte) {
            (None, b'\\') => {}
            (None, _) | (Some(b'\\'), b'\\') | (_, b'/' | 0) => return None,
            (Some(b'\\'), _) => count = count.wrapping_add(1),
            _ => {}
        }
        (before, rest) = (Some(*byte), behind);
    }
    if matches!(before, Some(b'\\') | None) { None } else { Some(count) }
}

/// The status to refuse a request with whose reply cannot be written.
fn refusal(error: EncodeError) -> NtStatus {
    match error.kind() {
        EncodeErrorKind::BufferTooSmall => NtStatus::BUFFER_OVERFLOW,
        // A path longer than a reply can say.
        EncodeErrorKind::TooLarge => NtStatus::INVALID_PARAMETER,
        _ => NtStatus::UNSUCCESSFUL,
    }
}

/// Whether a component is `.` or `..`.
fn leads_elsewhere<T: Text>(component: T) -> bool {
    component.count_units() <= 2 && component.utf16_units().all(|unit| unit == u16::from(b'.'))
}

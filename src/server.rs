//! What a server answers: to referral requests, and to who opens a path, from a table of the namespaces that it holds. `[MS-DFSC] 3.2`
//!
//! A [`Server`] is made of constants, so that it takes no RAM. It is for servers of files that hold roots of namespaces, of their own or of a domain; what
//! [`Server::answer`] gives is the message to send, or the status to refuse with.
//!
//! ```
//! use dfsc::server::{Link, Namespace, Server};
//! use dfsc::{NtStatus, ReplyEntry, Request, Response};
//!
//! static ROOT: [ReplyEntry<'_>; 1] = ReplyEntry::root_targets([r"\nas\public"]);
//! static PHOTOS: [ReplyEntry<'_>; 2] = ReplyEntry::link_targets([r"\nas2\photos", r"\nas3\photos"]);
//! static LINKS: [Link<'_>; 1] = [Link::new("family/photos", &PHOTOS)];
//! static NAMESPACES: [Namespace<'_>; 1] = [Namespace::new("public", &ROOT).with_links(&LINKS)];
//! static SERVER: Server<'_> = Server::new(&NAMESPACES);
//!
//! // A client opens a file, and is told that it is not here.
//! assert_eq!(SERVER.normalize(r"nas\Public\Family\Photos\a.jpg"), Err(NtStatus::PATH_NOT_COVERED));
//!
//! // It asks where that is.
//! let request = b"\x04\0\\\0n\0a\0s\0\\\0p\0u\0b\0l\0i\0c\0\\\0f\0a\0m\0i\0l\0y\0\\\0p\0h\0o\0t\0o\0s\0\\\0a\0\0\0";
//! let mut buffer = [0; 4096];
//! let message = SERVER.answer(request, &mut buffer).unwrap();
//! let reply = Response::parse(message).unwrap();
//! assert_eq!((reply.version(), reply.number_of_referrals()), (Some(4), 2));
//!
//! // What is here is opened under its name below the root.
//! assert_eq!(SERVER.normalize(r"nas\Public\Music\b.mp3"), Ok(r"Music\b.mp3"));
//! ```
//!
//! # What it does not do
//!
//! Targets are told in the order in which they are in the table: nobody's site is looked at, nor are there priorities. Domains and controllers are for servers that are controllers.

use crate::error::{EncodeError, EncodeErrorKind};
use crate::path::{DfsPath, Rewritten, is_clean, is_separator};
use crate::status::NtStatus;
use crate::text::{AnyText, Text, Utf16Le, same_units};
use crate::wire::{ReferralHeaderFlags, ReplyEntry, ReplyTo, Request, RequestEx, RequestKind};

/// A server of files that holds roots of namespaces: see [the module](self).
///
/// `[MS-DFSC] 3.2.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Server<'t> {
    namespaces: &'t [Namespace<'t>],
    domains: &'t [AnyText<'t>],
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

    /// The same in domains of these names, that of NetBIOS and that of DNS: it answers for a namespace of theirs that it does not hold that it is
    /// [not available](NtStatus::DFS_UNAVAILABLE), and for one of its own that there is [none](NtStatus::NOT_FOUND).
    ///
    /// `[MS-DFSC] 3.2.5.5`
    #[must_use]
    pub const fn with_domains(self, domains: &'t [AnyText<'t>]) -> Self {
        Self { domains, ..self }
    }

    /// The same with no entries above a version, 1 to 4.
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub const fn with_max_version(self, max_version: u16) -> Self {
        Self { max_version, ..self }
    }

    /// Answers `REQ_GET_DFS_REFERRAL`, within `out`, of which there should be as much as the client allows: targets at the end that do not fit are left out.
    ///
    /// # Errors
    ///
    /// The status to refuse the request with. [`INVALID_PARAMETER`](NtStatus::INVALID_PARAMETER): it cannot be read, or is for a domain or for controllers;
    /// [`NOT_FOUND`](NtStatus::NOT_FOUND), or [`DFS_UNAVAILABLE`](NtStatus::DFS_UNAVAILABLE) of a namespace of a [domain](Self::with_domains): there is no such namespace here;
    /// [`BUFFER_OVERFLOW`](NtStatus::BUFFER_OVERFLOW): not one target fits; [`UNSUCCESSFUL`](NtStatus::UNSUCCESSFUL): no version that the client knows, or the table has
    /// what cannot be written.
    ///
    /// `[MS-DFSC] 3.2.5.1`, `3.2.5.5`
    pub fn answer<'o>(&self, message: &[u8], out: &'o mut [u8]) -> Result<&'o [u8], NtStatus> {
        let request = Request::parse(message).map_err(|_| NtStatus::INVALID_PARAMETER)?;
        self.reply(request.kind(), request.request_file_name(), request.reply(self.max_version), out)
    }

    /// Answers `REQ_GET_DFS_REFERRAL_EX`. The site in it is not looked at.
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

    /// Whether a share is a root of a namespace, which its server must say of it (`SMB2_SHAREFLAG_DFS_ROOT`, `SMB2_SHARE_CAP_DFS`, `SMB_SHARE_IS_IN_DFS`): only then
    /// do clients send whole paths.
    ///
    /// `[MS-SMB2] 3.3.5.7`
    #[must_use]
    pub fn is_root<T: Text>(&self, share: T) -> bool {
        self.named(share).is_some()
    }

    /// Normalizes a path that a client opens on such a share, with or without a leading backslash: what stands below the root, without one.
    ///
    /// # Errors
    ///
    /// [`PATH_NOT_COVERED`](NtStatus::PATH_NOT_COVERED): there is a link in the path, and the client will ask for a referral;
    /// [`NOT_FOUND`](NtStatus::NOT_FOUND) or [`DFS_UNAVAILABLE`](NtStatus::DFS_UNAVAILABLE), as of a request, if there is no such namespace.
    ///
    /// `[MS-DFSC] 3.2.4.1`
    pub fn normalize<T: Text>(&self, path: T) -> Result<T, NtStatus> {
        let (namespace, below) = self.namespace(path)?;
        if namespace.link(below).is_some() {
            return Err(NtStatus::PATH_NOT_COVERED);
        }
        Ok(without_separator(below))
    }

    #[inline(never)]
    fn reply<'o>(
        &self,
        kind: RequestKind,
        path: Utf16Le<'_>,
        reply_to: ReplyTo<Utf16Le<'_>>,
        out: &'o mut [u8],
    ) -> Result<&'o [u8], NtStatus> {
        match kind {
            RequestKind::Domain | RequestKind::Dc => return Err(NtStatus::INVALID_PARAMETER),
            RequestKind::Sysvol => return Err(NtStatus::NOT_FOUND),
            RequestKind::Root | RequestKind::Link { .. } => {}
        }
        let (namespace, below) = self.namespace(path)?;
        let (referral, below) = match namespace.link(below) {
            Some((link, below)) => (&link.referral, below),
            None => (&namespace.referral, below),
        };
        let covered = path.len_units().saturating_sub(below.len_units());
        let (covered, _) = path.split_at(covered).unwrap_or_default();
        // Where the client has not written it as the protocol does, it is written anew, at the end of the room for the reply.
        let anew = Rewritten { target: Utf16Le::default(), rest: covered };
        let needed = if is_clean(covered, None) { 0 } else { anew.encoded_len() };
        let room = out.len().checked_sub(needed).ok_or(NtStatus::BUFFER_OVERFLOW)?;
        let (out, end) = out.split_at_mut_checked(room).ok_or(NtStatus::BUFFER_OVERFLOW)?;
        let dfs_path = if needed > 0 { anew.encode(end).map_err(refusal)? } else { covered };
        let Referral { flags, time_to_live, targets } = *referral;
        let reply = reply_to.targets(flags, time_to_live, dfs_path, targets).map_err(refusal)?;
        reply.encode_prefix(out).map(|(message, _)| message).map_err(refusal)
    }

    /// The namespace that a path is in, and what stands below its root.
    fn namespace<T: Text>(&self, path: T) -> Result<(&'t Namespace<'t>, T), NtStatus> {
        let mut components = DfsPath::new(path).components();
        let (first, share) = (components.next(), components.next());
        if let Some(namespace) = share.and_then(|share| self.named(share)) {
            return Ok((namespace, components.rest()));
        }
        let is_in = |domain: &AnyText<'_>| first.is_some_and(|first| same_units(first, *domain, true));
        Err(if self.domains.iter().any(is_in) { NtStatus::DFS_UNAVAILABLE } else { NtStatus::NOT_FOUND })
    }

    fn named<T: Text>(&self, share: T) -> Option<&'t Namespace<'t>> {
        self.namespaces.iter().find(|namespace| same_units(share, namespace.name, true))
    }
}

/// A namespace, by its root: the share of a server of files that has the namespace's name.
///
/// `[MS-DFSC] 3.2.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Namespace<'t> {
    name: AnyText<'t>,
    links: &'t [Link<'t>],
    referral: Referral<'t>,
}

impl<'t> Namespace<'t> {
    /// One of this name, and all servers that hold its root, this one among them: see [`ReplyEntry::root_targets`]. Clients keep that for 300 seconds.
    ///
    /// `[MS-DFSC] 3.2.5.5`
    #[must_use]
    pub const fn new(name: &'t str, targets: &'t [ReplyEntry<'t>]) -> Self {
        let flags = ReferralHeaderFlags(
            ReferralHeaderFlags::REFERRAL_SERVERS.0 | ReferralHeaderFlags::STORAGE_SERVERS.0,
        );
        let referral = Referral { flags, time_to_live: 300, targets };
        Self { name: AnyText::str(name), links: &[], referral }
    }

    /// The same with these links.
    ///
    /// `[MS-DFSC] 3.2.1`
    #[must_use]
    pub const fn with_links(self, links: &'t [Link<'t>]) -> Self {
        Self { links, ..self }
    }

    /// The same, for clients to keep for so many seconds.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn with_time_to_live(self, time_to_live: u32) -> Self {
        Self { referral: Referral { time_to_live, ..self.referral }, ..self }
    }

    /// The same, whose clients go back to targets of the first set when they can.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub const fn with_target_failback(self) -> Self {
        Self { referral: self.referral.with(ReferralHeaderFlags::TARGET_FAILBACK), ..self }
    }

    /// The link that a path below the root goes through, the one with most components if there are several, and what stands below that.
    fn link<T: Text>(&self, below: T) -> Option<(&'t Link<'t>, T)> {
        let path = DfsPath::new(below);
        let through = |link: &'t Link<'t>| Some((link, path.strip_prefix(DfsPath::new(link.path))?.text()));
        self.links.iter().filter_map(through).min_by_key(|(_, below)| below.count_units())
    }
}

/// A link of a namespace: a path below its root that leads elsewhere.
///
/// `[MS-DFSC] 3.2.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Link<'t> {
    path: AnyText<'t>,
    referral: Referral<'t>,
}

impl<'t> Link<'t> {
    /// One at this path below the root, of one component or more, to these shares or folders of shares: see [`ReplyEntry::link_targets`]. Clients keep that for 1800 seconds.
    ///
    /// `[MS-DFSC] 3.2.5.5`
    #[must_use]
    pub const fn new(path: &'t str, targets: &'t [ReplyEntry<'t>]) -> Self {
        let flags = ReferralHeaderFlags::STORAGE_SERVERS;
        Self { path: AnyText::str(path), referral: Referral { flags, time_to_live: 1800, targets } }
    }

    /// The same, into another namespace: its target is a root or a link there.
    ///
    /// `[MS-DFSC] 3.1.5.4.5`
    #[must_use]
    pub const fn into_namespace(self) -> Self {
        let flags = ReferralHeaderFlags(
            self.referral.flags.0 & !ReferralHeaderFlags::STORAGE_SERVERS.0
                | ReferralHeaderFlags::REFERRAL_SERVERS.0,
        );
        Self { referral: Referral { flags, ..self.referral }, ..self }
    }

    /// The same, for clients to keep for so many seconds.
    ///
    /// `[MS-DFSC] 2.2.5.2`
    #[must_use]
    pub const fn with_time_to_live(self, time_to_live: u32) -> Self {
        Self { referral: Referral { time_to_live, ..self.referral }, ..self }
    }

    /// The same, whose clients go back to targets of the first set when they can.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub const fn with_target_failback(self) -> Self {
        Self { referral: self.referral.with(ReferralHeaderFlags::TARGET_FAILBACK), ..self }
    }
}

/// What is said of a root or a link.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
struct Referral<'t> {
    flags: ReferralHeaderFlags,
    time_to_live: u32,
    targets: &'t [ReplyEntry<'t>],
}

impl Referral<'_> {
    const fn with(self, flag: ReferralHeaderFlags) -> Self {
        Self { flags: ReferralHeaderFlags(self.flags.0 | flag.0), ..self }
    }
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

/// Without what separates it from what stands before it.
fn without_separator<T: Text>(path: T) -> T {
    let at = path.utf16_units().position(|unit| !is_separator(unit));
    let at = at.unwrap_or_else(|| path.count_units());
    path.split_at_unit(at).map_or(path, |(_, path)| path)
}

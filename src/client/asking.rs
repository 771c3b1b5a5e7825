//! A referral request, from host to host, and what is answered. `[MS-DFSC] 3.1.4.2`, `3.1.5.4`

use super::caches::Caches;
use super::failure::FailureKind;
use super::state::{Held, Kind, Needed, Next, Place, State, put};
use crate::cache::{CacheError, CacheErrorKind, Marks, Path, PathReferral, RootOrLink};
use crate::error::{EncodeError, EncodeErrorKind};
use crate::path::DfsPath;
use crate::status::NtStatus;
use crate::text::{AnyText, Utf16Le};
use crate::wire::{Encode, Request, RequestEx, Response};

/// What was learnt from a referral.
#[derive(Clone, Copy)]
struct Learnt {
    held: Held,
    marks: Marks,
    /// Whether it says no more than what sent us here.
    leads_nowhere: bool,
}

impl State<'_> {
    /// Gives how long a host and a request are that were written, if there is something to do.
    #[inline(never)]
    pub(super) fn ask(
        &mut self,
        caches: &mut Caches<'_>,
        now: u32,
        out: &mut [u8],
    ) -> Result<Option<(usize, usize)>, Needed> {
        let host = match self.host(caches, now) {
            Next::Is(host) => put(host.as_bytes(), out)?,
            Next::End => {
                self.give_up(caches, now, None, false);
                return Ok(None);
            }
            Next::Gone => {
                self.look_up_again();
                return Ok(None);
            }
        };
        let (_, message) = out.split_at_mut_checked(host).unwrap_or_default();
        let message = match self.write(message) {
            Ok(message) => message,
            Err(error) if error.kind() == EncodeErrorKind::BufferTooSmall => {
                return Err(Needed(error.value() as usize).behind(host));
            }
            Err(_) => {
                self.fail_or_fall_back(caches, now, FailureKind::Unwritable);
                return Ok(None);
            }
        };
        if !self.spend() {
            return Ok(None);
        }
        self.seen.root |= self.asking.kind == Kind::Root;
        Ok(Some((host, message)))
    }

    /// The bytes of the request; gives how many.
    #[inline(never)]
    fn write(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        let (name, level) = (AnyText::utf16(self.name()), self.settings.max_referral_level);
        let level = if self.is_for_names() { level.max(3) } else { level };
        let message = if self.is_extended() {
            RequestEx::new(level, name, self.settings.site_name).encode(out)?
        } else {
            Request::new(level, name).encode(out)?
        };
        Ok(message.len())
    }

    pub(super) fn is_extended(&self) -> bool {
        self.settings.uses_extended && !self.asking.is_plain
    }

    /// Whether it is a request that name lists answer.
    fn is_for_names(&self) -> bool {
        matches!(self.asking.kind, Kind::Domain | Kind::Dc)
    }

    /// The path that is asked for.
    #[inline(never)]
    pub(super) fn name(&self) -> Utf16Le<'_> {
        match self.asking.kind {
            Kind::Domain => Utf16Le::default(),
            Kind::Dc => self.first(1),
            Kind::Sysvol(_) | Kind::DomainRoot(_) | Kind::Root => self.first(2),
            Kind::Link => self.path(),
        }
    }

    #[inline(never)]
    fn host<'x>(&'x self, caches: &'x Caches<'_>, now: u32) -> Next<Utf16Le<'x>> {
        let host = match self.asking.kind {
            Kind::Root => Some(self.component(0)),
            Kind::Domain | Kind::Dc => caches.bootstrap_dc(),
            Kind::Sysvol(handle) | Kind::DomainRoot(handle) => {
                let Some(domain) = caches.domains().get(handle) else { return Next::Gone };
                domain.controller(self.turn.index)
            }
            Kind::Link => {
                let Some(target) = self.target(caches, now) else { return Next::Gone };
                DfsPath::new(target).components().next()
            }
        };
        host.map_or(Next::End, Next::Is)
    }

    /// Turns to the host after one that was no good.
    fn next_host(&mut self, caches: &Caches<'_>, now: u32) -> Next<()> {
        match self.asking.kind {
            Kind::Domain | Kind::Dc | Kind::Root => Next::End,
            Kind::Link => self.next_target(caches, now),
            Kind::Sysvol(handle) | Kind::DomainRoot(handle) => {
                let Some(domain) = caches.domains().get(handle) else { return Next::Gone };
                let attempts = self.turn.attempts.wrapping_add(1);
                let Some((index, _)) = domain.attempt(self.turn.first, attempts) else { return Next::End };
                (self.turn.attempts, self.turn.index) = (attempts, index);
                Next::Is(())
            }
        }
    }

    /// A request that failed on a host, which may have been asked in the wrong way, and may not be the last.
    #[inline(never)]
    pub(super) fn refused(&mut self, caches: &mut Caches<'_>, now: u32, status: NtStatus) {
        let most = self.settings.max_output_size;
        let is_too_long = status == NtStatus::BUFFER_OVERFLOW || status == NtStatus::BUFFER_TOO_SMALL;
        if is_too_long && self.asking.max_output_size < most {
            self.asking.max_output_size = self.asking.max_output_size.wrapping_mul(2).min(most);
            return;
        }
        // Who has too much to say knows that there is DFS.
        self.seen.dfs |= is_too_long;
        if self.is_extended() && is_unknown_function(status) {
            self.asking.is_plain = true;
            return;
        }
        self.last = Some(status);
        let fails_over = status.fails_over();
        match if fails_over { self.next_host(caches, now) } else { Next::End } {
            Next::Is(()) => self.asking.is_plain = false,
            Next::End => self.give_up(caches, now, Some(status), fails_over),
            Next::Gone => self.look_up_again(),
        }
    }

    /// What names the hosts has gone.
    fn look_up_again(&mut self) {
        self.place = Place::Resolve;
        if self.asking.kind == Kind::Link {
            self.lose();
        }
    }

    /// A request that failed on all hosts, or on one that said that asking others is of no use.
    #[inline(never)]
    fn give_up(&mut self, caches: &mut Caches<'_>, now: u32, status: Option<NtStatus>, is_exhausted: bool) {
        self.is_out = false;
        let mut status = status;
        if let Kind::Sysvol(handle) | Kind::DomainRoot(handle) = self.asking.kind
            && is_exhausted
        {
            // That of the last controller says nothing of the others.
            status = Some(NtStatus::OBJECT_PATH_NOT_FOUND);
            if let Some(domains) = &mut caches.domains {
                // They will be asked for again.
                domains.forget(handle);
            }
        }
        if self.falls_back(caches, now) {
            return;
        }
        if self.asking.kind == Kind::Root && !self.seen.dfs {
            let name = Path::new(self.name());
            let status = status.unwrap_or(NtStatus::SUCCESS);
            caches.referrals.insert_negative(name, status, now);
            self.place = Place::NotDfs;
            return;
        }
        self.has_asked_in_vain = true;
        self.fail(self.failure_kind(), status);
    }

    /// Goes on with what there was before, if it is still there.
    #[inline(never)]
    fn falls_back(&mut self, caches: &mut Caches<'_>, now: u32) -> bool {
        let known = self.fallback.and_then(|handle| caches.referrals.still(handle, now));
        if let Some(known) = known {
            caches.referrals.postpone(known.handle, now);
            (self.held, self.place) = (known.into(), Place::Follow);
        }
        known.is_some()
    }

    fn fail_or_fall_back(&mut self, caches: &mut Caches<'_>, now: u32, kind: FailureKind) {
        if !self.falls_back(caches, now) {
            self.fail(kind, None);
        }
    }

    /// What it means that nobody has answered.
    fn failure_kind(&self) -> FailureKind {
        match self.asking.kind {
            Kind::Root | Kind::Link => FailureKind::Dfs,
            _ => FailureKind::Domain,
        }
    }

    /// A reply. Gives the status that it counts as, if it is no good.
    #[inline(never)]
    pub(super) fn replied(&mut self, caches: &mut Caches<'_>, now: u32, reply: &[u8]) -> Option<NtStatus> {
        let Some(response) = parsed(reply) else { return Some(NtStatus::INVALID_NETWORK_RESPONSE) };
        let status = if self.is_for_names() {
            self.named(caches, now, &response)
        } else {
            match self.said(caches, &response) {
                Ok(referral) => {
                    self.answers(caches);
                    let learnt = self.learn(caches, now, &referral);
                    self.use_learnt(caches, now, learnt, reply);
                    None
                }
                Err(error) => error.status(),
            }
        };
        if status == Some(NtStatus::OBJECT_PATH_NOT_FOUND) {
            self.has_none(caches, now);
            return None;
        }
        status
    }

    /// A reply without referrals: nobody else is asked.
    fn has_none(&mut self, caches: &mut Caches<'_>, now: u32) {
        let status = Some(NtStatus::OBJECT_PATH_NOT_FOUND);
        self.last = status;
        if self.is_for_names() {
            return self.give_up(caches, now, status, false);
        }
        if let Some(fallback) = self.fallback {
            caches.referrals.remove(fallback);
        }
        self.has_asked_in_vain = true;
        self.fail(self.failure_kind(), status);
    }

    /// A reply that lists names, of domains or of controllers.
    #[inline(never)]
    fn named(&mut self, caches: &mut Caches<'_>, now: u32, response: &Response<'_>) -> Option<NtStatus> {
        let is_domain = self.asking.kind == Kind::Domain;
        let domains = caches.domains.as_mut()?;
        let taken = if is_domain {
            domains.merge(response)
        } else {
            domains.set_controllers(Path::new(self.first(1)), response)
        };
        match taken {
            Ok(left_out) if is_domain && left_out > 0 => self.fail(FailureKind::NoRoom, None),
            Ok(_) => self.place = if is_domain { Place::Done } else { Place::AskRoot },
            Err(error) if error.status().is_some() => return error.status(),
            Err(error) if error.kind() == CacheErrorKind::TooLarge => {
                self.fail_or_fall_back(caches, now, FailureKind::NoRoom);
            }
            // The domain has gone meanwhile.
            Err(_) => self.place = Place::Resolve,
        }
        None
    }

    /// What the cache makes of a referral.
    #[inline(never)]
    fn learn(&self, caches: &mut Caches<'_>, now: u32, referral: &PathReferral<'_, Utf16Le<'_>>) -> Learnt {
        // A separator at the cut may have been counted or not.
        let (_, units) = Path::new(referral.dfs_path_prefix()).measure(usize::MAX).unwrap_or_default();
        let (units, marks) = (u16::try_from(units).unwrap_or(u16::MAX), referral.marks());
        let is_root = referral.root_or_link() == RootOrLink::Root;
        let leads_nowhere = self.asking.crosses && (is_root || units <= self.held.units);
        if let Some(old) = self.fallback.and_then(|handle| caches.referrals.still(handle, now))
            && self.asking.kind == Kind::Link
            && !old.is_root
            && (leads_nowhere || old.units != units)
        {
            // The link has gone.
            caches.referrals.remove(old.handle);
        }
        let handle = if leads_nowhere { None } else { caches.referrals.insert(referral, now).ok() };
        Learnt { held: Held { handle, units, is_root }, marks, leads_nowhere }
    }

    /// Where a referral leads.
    fn use_learnt(&mut self, caches: &mut Caches<'_>, now: u32, learnt: Learnt, reply: &[u8]) {
        let Learnt { held, marks, leads_nowhere } = learnt;
        self.seen.dfs = true;
        if leads_nowhere {
            return self.fail(FailureKind::Dfs, Some(NtStatus::PATH_NOT_COVERED));
        }
        if (self.seen.lost || held.handle.is_none()) && self.keep(reply, marks) {
            self.held = Held { handle: None, ..held };
        } else if held.handle.is_some() {
            self.held = held;
        } else {
            return self.fail_or_fall_back(caches, now, FailureKind::NoRoom);
        }
        if matches!(self.asking.kind, Kind::Root | Kind::DomainRoot(_)) {
            self.go(7);
        }
        self.place = Place::Follow;
    }

    /// What a reply says of the path that was asked for.
    #[inline(never)]
    fn said<'x>(
        &'x self,
        caches: &Caches<'_>,
        response: &Response<'x>,
    ) -> Result<PathReferral<'x, Utf16Le<'x>>, CacheError> {
        PathReferral::new(self.name(), response, caches.domains())
    }

    /// Remembers that the host whose turn it is has answered.
    #[inline(never)]
    fn answers(&self, caches: &mut Caches<'_>) {
        match self.asking.kind {
            Kind::Domain | Kind::Dc | Kind::Root => {}
            Kind::Sysvol(handle) | Kind::DomainRoot(handle) => {
                if let Some(domains) = &mut caches.domains {
                    domains.set_dc_hint(handle, self.turn.index);
                }
            }
            Kind::Link => self.set_hint(caches),
        }
    }
}

/// A reply that can be read. What it takes on the stack is given back before the reply is used.
#[inline(never)]
fn parsed(reply: &[u8]) -> Option<Response<'_>> {
    Response::parse(reply).ok()
}

/// Whether a host says that it does not know the extended form, as Samba and ksmbd do.
const fn is_unknown_function(status: NtStatus) -> bool {
    matches!(
        status,
        NtStatus::FS_DRIVER_REQUIRED
            | NtStatus::INVALID_DEVICE_REQUEST
            | NtStatus::NOT_SUPPORTED
            | NtStatus::NOT_IMPLEMENTED
            | NtStatus::INVALID_PARAMETER
    )
}

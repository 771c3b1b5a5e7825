//! An operation on a path: from step to step. `[MS-DFSC] 3.1.4.1`

use super::action::{Access, Action, Outcome, ReferralRequest};
use super::asking::{Asking, Kind};
use super::caches::Caches;
use super::failure::{Failure, FailureKind};
use super::settings::Settings;
use crate::cache::{Handle, Key, Known, Marks, Path, TargetList, key_of};
use crate::error::EncodeError;
use crate::path::{BACKSLASH, DfsPath, Rewritten};
use crate::status::NtStatus;
use crate::text::{Text, Utf16Le, same_units};
use crate::wire::{Response, is_system};
use core::fmt;

/// Something to be done on a path, on its way to where it can be done: see [the module](super).
///
/// `[MS-DFSC] 3.1.4.1`
pub struct Operation<'b> {
    pub(super) settings: Settings<'b>,
    /// The path, then the last host.
    text: &'b mut [u8],
    path_len: usize,
    host_len: usize,
    /// A reply that no cache keeps.
    own: &'b mut [u8],
    own_len: usize,
    own_marks: Marks,
    pub(super) place: Place,
    /// Whether the action has been handed out that the place asks for.
    pub(super) is_out: bool,
    pub(super) seen: Seen,
    /// What is followed, tried, or asked.
    pub(super) held: Held,
    pub(super) turn: Turn,
    pub(super) asking: Asking,
    /// What is used if nothing comes of asking.
    pub(super) fallback: Option<Handle>,
    interlinks: u8,
    actions: u8,
    /// The paths there were, as far as interlinks led.
    visited: [Key; 9],
    /// The last eight steps, four bits each.
    steps: u32,
    pub(super) last: Option<NtStatus>,
    failure: (FailureKind, Option<NtStatus>),
    /// Whether a request has failed, and the operation with it.
    pub(super) has_asked_in_vain: bool,
}

/// Where an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Steps 1 and 2.
    Resolve,
    /// Step 4: what is held is new.
    Follow,
    /// Step 11.
    Interlink,
    /// Step 5.
    AskRoot,
    /// Step 9: the link that is to be asked for again is the fallback.
    Expired,
    /// Steps 5, 6, 9, 10, and 8 where a server did not cover the path.
    Ask,
    /// Steps 3 and 8.
    Try,
    /// Step 12.
    NotDfs,
    Done,
    Failed,
}

/// What has been found out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// That there is DFS.
    pub(super) dfs: bool,
    /// What a ROOT request to the path's server brings.
    pub(super) root: bool,
}

/// A referral that is being used: in the cache, or the operation's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) handle: Option<Handle>,
    /// The length of what it covers of the path.
    pub(super) units: u16,
    pub(super) is_root: bool,
}

impl From<Known> for Held {
    fn from(known: Known) -> Self {
        Self { handle: Some(known.handle), units: known.units, is_root: known.is_root }
    }
}

/// Whose turn it is, of a list of targets or of controllers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) first: u16,
    pub(super) attempts: u16,
    pub(super) index: u16,
    /// Whether one was accessed that was no good.
    has_tried: bool,
}

impl Turn {
    pub(super) const fn of(first: u16) -> Self {
        Self { first, attempts: 0, index: first, has_tried: false }
    }
}

/// How it goes on after a host.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// With another, whose turn it is.
    Host,
    /// There is no other.
    End,
    /// What names them has gone.
    Gone,
}

/// How many bytes a buffer must have at least that is too small.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needed(pub(super) usize);

impl Needed {
    /// In a buffer that begins with so many bytes of something else.
    pub(super) const fn behind(self, bytes: usize) -> Self {
        Self(self.0.saturating_add(bytes))
    }
}

/// Puts bytes at the head of a buffer; gives how many.
#[inline(never)]
pub(super) fn put(bytes: &[u8], out: &mut [u8]) -> Result<usize, Needed> {
    out.get_mut(..bytes.len()).ok_or(Needed(bytes.len()))?.copy_from_slice(bytes);
    Ok(bytes.len())
}

impl<'b> Operation<'b> {
    /// An operation on a path, which is copied into `path_buffer`: two bytes for each unit, with one `\` before each component. It must have room for what the path becomes where it
    /// leads into other namespaces, and should have some more, for the name of the host that a [`Failure`] tells of.
    /// `reply_buffer` takes the replies that no cache keeps, for which such a path fails without room, and those that would be gone within a minute.
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](crate::EncodeErrorKind::BufferTooSmall) if the path does not fit.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    pub fn new<T: Text>(
        path: T,
        settings: Settings<'b>,
        path_buffer: &'b mut [u8],
        reply_buffer: &'b mut [u8],
    ) -> Result<Self, EncodeError> {
        let nothing = Utf16Le::default();
        let path_len = Rewritten { target: nothing, rest: path }.encode(path_buffer)?.as_bytes().len();
        let mut operation = Self::at(Place::Resolve, settings, path_buffer, reply_buffer);
        operation.path_len = path_len;
        operation.visited = [key_of(operation.path()); 9];
        Ok(operation)
    }

    /// What a computer in a domain does now and then, and before all else: it asks its bootstrap DC which domains there are. Time for it is when
    /// [`is_bootstrap_dc_due`](crate::cache::DomainCache::is_bootstrap_dc_due) says so, once a bootstrap DC has been found. `name_buffer` has room for the name of the
    /// host that a [`Failure`] tells of. If there is not room for all domains, it fails with [`NoRoom`](FailureKind::NoRoom), and the others are known.
    ///
    /// `[MS-DFSC] 3.1.3`, `3.1.6`
    #[must_use]
    pub fn domains(settings: Settings<'b>, name_buffer: &'b mut [u8]) -> Self {
        Self::at(Place::Ask, settings, name_buffer, &mut [])
    }

    #[inline(never)]
    fn at(place: Place, settings: Settings<'b>, text: &'b mut [u8], own: &'b mut [u8]) -> Self {
        Self {
            settings: settings.within_limits(),
            text,
            path_len: 0,
            host_len: 0,
            own,
            own_len: 0,
            own_marks: Marks(0),
            place,
            is_out: false,
            seen: Seen::default(),
            held: Held { handle: None, units: 0, is_root: false },
            turn: Turn::of(0),
            asking: Asking::new(Kind::Domain, &settings),
            fallback: None,
            interlinks: 0,
            actions: 0,
            visited: [Key::NONE; 9],
            steps: 0,
            last: None,
            failure: (FailureKind::NoPath, None),
            has_asked_in_vain: false,
        }
    }

    /// What to do next; the same again, if nothing came of it yet. `now` is in seconds, on the clock of the caches. It is written into `out`, which needs room for the longest path that
    /// comes up, and for a host's name and six bytes more, or with a site thirty and the site.
    ///
    /// # Errors
    ///
    /// [`BufferTooSmall`](crate::EncodeErrorKind::BufferTooSmall) if `out` is; it can be asked for again, with a larger one.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    pub fn next<'o>(
        &mut self,
        caches: &mut Caches<'_>,
        now: u32,
        out: &'o mut [u8],
    ) -> Result<Action<'o>, EncodeError> {
        let room = out.len();
        let action = self.next_action(caches, now, out);
        action.map_err(|Needed(bytes)| EncodeError::buffer_too_small(bytes, room))
    }

    fn next_action<'o>(
        &mut self,
        caches: &mut Caches<'_>,
        now: u32,
        out: &'o mut [u8],
    ) -> Result<Action<'o>, Needed> {
        // How much of `out` is taken: by a host and a request, or by a path.
        let written = loop {
            match self.place {
                Place::Resolve => self.resolve(caches, now),
                Place::Follow => self.follow(caches, now),
                Place::Interlink => self.interlink(caches, now, out)?,
                Place::AskRoot => self.ask_root(caches),
                Place::Expired => self.expired(caches, now),
                Place::Ask => {
                    if let Some(written) = self.ask(caches, now, out)? {
                        break written;
                    }
                }
                Place::Try => {
                    if let Some(written) = self.try_target(caches, now, out)? {
                        break (0, written);
                    }
                }
                Place::NotDfs => {
                    let written = put(self.path().as_bytes(), out)?;
                    self.go(12);
                    if self.spend() {
                        break (0, written);
                    }
                }
                Place::Done => return Ok(Action::Done(self.last.unwrap_or(NtStatus::SUCCESS))),
                Place::Failed => return Ok(Action::Failed(self.failed(out)?)),
            }
        };
        let (host, rest) = out.split_at_checked(written.0).unwrap_or_default();
        let rest = rest.get(..written.1).unwrap_or_default();
        if self.place == Place::Ask {
            self.remember_host(host);
            return Ok(Action::Request(self.request(Utf16Le::whole_units(host), rest)));
        }
        let access = Access { path: Utf16Le::whole_units(rest), step: self.step() };
        self.remember_host(access.host().as_bytes());
        Ok(Action::Access(access))
    }

    /// Tells what came of the action. Nothing happens if there was none to be done.
    ///
    /// `[MS-DFSC] 3.1.5`
    pub fn take(&mut self, caches: &mut Caches<'_>, now: u32, outcome: Outcome<'_>) {
        if !self.is_out {
            return;
        }
        (self.is_out, self.steps) = (false, self.steps & 15);
        let Outcome { status, is_dfs, .. } = outcome;
        self.last = Some(status);
        self.seen.dfs |= is_dfs;
        match self.place {
            Place::Ask => {
                let is_reply = !status.is_failure();
                let status = if is_reply { self.replied(caches, now, outcome.reply) } else { Some(status) };
                if let Some(status) = status {
                    self.refused(caches, now, status);
                }
            }
            _ if !status.is_failure() => self.place = Place::Done,
            Place::Try => self.tried(caches, now, status),
            _ => self.was_not_dfs(status),
        }
    }

    /// The targets of which one is to be accessed, or asked, next; `None` if that is not what is next, or if their referral has gone.
    ///
    /// `[MS-DFSC] 3.1.5.2`
    #[must_use]
    pub fn targets<'x>(&'x self, caches: &'x Caches<'_>, now: u32) -> Option<TargetList<'x>> {
        self.has_turns().then(|| self.targets_of(caches, now))?
    }

    /// Chooses another target for the access or the request that is next, by its [place](crate::cache::ListedTarget::index) in the list; `false` if there is no such choice. Then ask for the
    /// [next](Self::next) action again.
    ///
    /// There are as many attempts as there are targets. Who chooses at the first starts the [order](TargetList::attempt) there; who chooses at a later one chooses for that one.
    ///
    /// `[MS-DFSC] 3.1.5.2`
    pub fn choose(&mut self, caches: &mut Caches<'_>, now: u32, index: u16) -> bool {
        if self.targets(caches, now).is_none_or(|targets| index >= targets.count()) {
            return false;
        }
        let turn = self.turn;
        self.turn.index = index;
        if !self.held.is_root && self.is_cycle(caches, now) {
            self.turn = turn;
            return false;
        }
        if self.turn.attempts == 0 {
            self.turn.first = index;
        }
        self.asking.is_plain = false;
        self.set_hint(caches);
        true
    }

    /// The steps that led from the last outcome to the next action, in their order: the last eight of them.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    pub fn steps(&self) -> impl Iterator<Item = u8> + Clone {
        let steps = self.steps.to_be_bytes().into_iter().flat_map(|two| [two >> 4, two & 15]);
        steps.skip_while(|step| *step == 0)
    }

    /// Whether there are targets that have their turns.
    fn has_turns(&self) -> bool {
        self.place == Place::Try || (self.place == Place::Ask && self.asking.kind == Kind::Link)
    }

    fn step(&self) -> u8 {
        (self.steps & 15) as u8
    }

    fn request<'o>(&self, host: Utf16Le<'o>, message: &'o [u8]) -> ReferralRequest<'o> {
        let (is_extended, max_output_size) = (self.is_extended(), self.asking.max_output_size);
        let name = self.name().as_bytes().len();
        ReferralRequest { host, message, name, is_extended, max_output_size, step: self.step() }
    }

    #[inline(never)]
    fn failed<'o>(&self, out: &'o mut [u8]) -> Result<Failure<'o>, Needed> {
        let (kind, status) = self.failure;
        let (_, tail) = self.text.split_at_checked(self.path_len).unwrap_or_default();
        let at = put(tail.get(..self.host_len).unwrap_or_default(), out)?;
        let (host, rest) = out.split_at_mut_checked(at).unwrap_or_default();
        let name = if self.has_asked_in_vain { self.name() } else { Utf16Le::default() };
        let len = put(name.as_bytes(), rest).map_err(|error| error.behind(at))?;
        let name = Utf16Le::whole_units(rest.get(..len).unwrap_or_default());
        let (host, last_status) = (Utf16Le::whole_units(host), self.last);
        let request = self.has_asked_in_vain.then_some(name);
        Ok(Failure { kind, step: self.step(), status, last_status, host, request })
    }

    /// Steps 1 and 2.
    #[inline(never)]
    fn resolve(&mut self, caches: &mut Caches<'_>, now: u32) {
        (self.is_out, self.fallback, self.host_len) = (false, None, 0);
        self.go(1);
        if self.path().is_empty() {
            return self.fail(FailureKind::NoPath, None);
        }
        if !self.may_be_dfs() {
            self.place = Place::NotDfs;
            return;
        }
        self.go(2);
        self.place = match caches.referrals.known(Path::new(self.path()), now) {
            Some(Ok(known)) => {
                (self.held, self.seen.dfs) = (known.into(), true);
                if known.is_stale {
                    self.fallback = Some(known.handle);
                }
                match (known.is_stale, known.is_root) {
                    (false, _) => Place::Follow,
                    (true, true) => Place::AskRoot,
                    (true, false) => Place::Expired,
                }
            }
            Some(Err(())) if !self.seen.dfs => Place::NotDfs,
            _ => Place::AskRoot,
        };
    }

    /// Step 4.
    #[inline(never)]
    fn follow(&mut self, caches: &Caches<'_>, now: u32) {
        let Some((marks, hint)) = self.marks(caches, now) else {
            self.place = Place::Resolve;
            return;
        };
        (self.turn, self.place) = (Turn::of(hint), Place::Try);
        // Step 10 leads to step 3.
        if !self.held.is_root && self.step() != 10 {
            self.go(4);
            if marks.has(Marks::INTERLINK) && !is_system(self.component(1)) {
                self.place = Place::Interlink;
            }
        }
    }

    /// Step 11.
    #[inline(never)]
    fn interlink(&mut self, caches: &Caches<'_>, now: u32, out: &mut [u8]) -> Result<(), Needed> {
        let Some(len) = self.rewrite(caches, now, out)? else { return Ok(()) };
        self.go(11);
        let bytes = out.get(..len).unwrap_or_default();
        let key = key_of(Utf16Le::whole_units(bytes));
        if self.visited.contains(&key) {
            self.fail(FailureKind::Cycle, None);
        } else if self.interlinks >= self.settings.max_interlinks {
            self.fail(FailureKind::Interlinks, None);
        } else if let Ok(len) = put(bytes, self.text) {
            (self.path_len, self.host_len) = (len, 0);
            self.interlinks = self.interlinks.wrapping_add(1);
            if let Some(visited) = self.visited.get_mut(usize::from(self.interlinks)) {
                *visited = key;
            }
            self.place = Place::Resolve;
        } else {
            self.fail(FailureKind::NoRoom, None);
        }
        Ok(())
    }

    /// Step 5.
    #[inline(never)]
    fn ask_root(&mut self, caches: &Caches<'_>) {
        self.go(5);
        let kind = match caches.domains().find(self.component(0)) {
            Some(domain) if domain.dc_hint().is_none() => Kind::Dc,
            Some(domain) => {
                let handle = domain.handle();
                self.turn = Turn::of(domain.dc_hint_index());
                if is_system(self.component(1)) { Kind::Sysvol(handle) } else { Kind::DomainRoot(handle) }
            }
            None if self.settings.asks_first || self.seen.dfs => Kind::Root,
            None => {
                self.place = Place::NotDfs;
                return;
            }
        };
        match kind {
            Kind::Sysvol(_) => self.go(10),
            Kind::DomainRoot(_) | Kind::Root => self.go(6),
            _ => {}
        }
        self.ask_for(kind);
    }

    fn ask_for(&mut self, kind: Kind) {
        self.asking = Asking::new(kind, &self.settings);
        self.place = Place::Ask;
    }

    /// Step 9.
    #[inline(never)]
    fn expired(&mut self, caches: &mut Caches<'_>, now: u32) {
        self.go(9);
        let root = caches.referrals.known(Path::new(self.first(2)), now);
        if let Some(Ok(root)) = root
            && root.is_root
        {
            self.held = root.into();
            let hint = self.marks(caches, now).map_or(0, |(_, hint)| hint);
            self.turn = Turn::of(hint);
            self.ask_for(Kind::Link);
        } else {
            self.place = Place::AskRoot;
        }
    }

    /// Steps 3 and 8. Gives how long the path is that was written, if there is something to do.
    #[inline(never)]
    fn try_target(
        &mut self,
        caches: &mut Caches<'_>,
        now: u32,
        out: &mut [u8],
    ) -> Result<Option<usize>, Needed> {
        let Some(len) = self.rewrite(caches, now, out)? else { return Ok(None) };
        self.go(3);
        if !self.held.is_root && self.is_cycle(caches, now) {
            // What came of others tells more.
            let (kind, status) =
                if self.turn.has_tried { (FailureKind::Dfs, self.last) } else { (FailureKind::Cycle, None) };
            self.fail_over(caches, now, kind, status);
            return Ok(None);
        }
        self.go(8);
        Ok(self.spend().then_some(len))
    }

    /// Writes the path on the target whose turn it is; gives how long it is. If there is no such target any more, the path must be looked up again.
    #[inline(never)]
    fn rewrite(&mut self, caches: &Caches<'_>, now: u32, out: &mut [u8]) -> Result<Option<usize>, Needed> {
        let (_, rest) = self.path().split_at(self.held.units.into()).unwrap_or_default();
        let Some(target) = self.target(caches, now) else {
            self.place = Place::Resolve;
            return Ok(None);
        };
        let written = Rewritten { target, rest }.encode(out);
        let written = written.map_err(|error| Needed(error.value() as usize))?;
        Ok(Some(written.as_bytes().len()))
    }

    /// Whether the target whose turn it is is what the referral is for.
    fn is_cycle(&self, caches: &Caches<'_>, now: u32) -> bool {
        let (covered, _) = self.path().split_at(self.held.units.into()).unwrap_or_default();
        let target = self.target(caches, now);
        target.is_some_and(|target| Path::new(target).is_same(Path::new(covered)))
    }

    /// What comes of an access to a target.
    #[inline(never)]
    fn tried(&mut self, caches: &mut Caches<'_>, now: u32, status: NtStatus) {
        if status == NtStatus::PATH_NOT_COVERED {
            if self.held.is_root {
                self.cross(caches, now, status);
            } else {
                // A namespace in a namespace, of a server that does not say so.
                self.place = Place::Interlink;
            }
        } else if status.fails_over() || status == NtStatus::BAD_NETWORK_NAME {
            self.turn.has_tried = true;
            self.fail_over(caches, now, FailureKind::Dfs, Some(status));
        } else {
            self.fail(FailureKind::Dfs, Some(status));
        }
    }

    /// From a root whose target does not cover the path, to a link.
    fn cross(&mut self, caches: &mut Caches<'_>, now: u32, status: NtStatus) {
        if self.marks(caches, now).is_none() {
            self.place = Place::Resolve;
            return;
        }
        if self.path().len_units() <= self.held.units.into() {
            return self.fail(FailureKind::Dfs, Some(status));
        }
        self.fallback = None;
        if let Some(Ok(link)) = caches.referrals.known(Path::new(self.path()), now)
            && !link.is_root
            && link.units > self.held.units
        {
            if !link.is_stale {
                (self.held, self.place) = (link.into(), Place::Follow);
                return;
            }
            self.fallback = Some(link.handle);
        }
        self.turn = Turn::of(self.turn.index);
        self.ask_for(Kind::Link);
        self.asking.crosses = true;
    }

    /// What comes of an access to the path as it is.
    fn was_not_dfs(&mut self, status: NtStatus) {
        if status == NtStatus::PATH_NOT_COVERED && self.may_be_dfs() && !self.seen.root {
            (self.seen.dfs, self.fallback, self.place) = (true, None, Place::AskRoot);
        } else {
            let kind = if self.seen.dfs { FailureKind::Dfs } else { FailureKind::NotDfs };
            self.fail(kind, Some(status));
        }
    }

    /// Goes on with the target after one that was no good, which is the hint from now on; or fails.
    fn fail_over(&mut self, caches: &mut Caches<'_>, now: u32, kind: FailureKind, status: Option<NtStatus>) {
        match self.next_target(caches, now) {
            Next::Host => {
                self.set_hint(caches);
                self.place = Place::Try;
            }
            Next::End => self.fail(kind, status),
            Next::Gone => self.place = Place::Resolve,
        }
    }

    /// What comes after a target that was no good.
    #[inline(never)]
    pub(super) fn next_target(&mut self, caches: &Caches<'_>, now: u32) -> Next {
        let Some(targets) = self.targets_of(caches, now) else { return Next::Gone };
        let attempts = self.turn.attempts.wrapping_add(1);
        let Some(target) = targets.attempt(self.turn.first, attempts) else { return Next::End };
        let index = target.index();
        (self.turn.attempts, self.turn.index) = (attempts, index);
        Next::Host
    }

    /// Remembers the target whose turn it is.
    #[inline(never)]
    pub(super) fn set_hint(&self, caches: &mut Caches<'_>) {
        if let Some(handle) = self.held.handle {
            caches.referrals.set_target_hint(handle, self.turn.index);
        }
    }

    /// What is known of what is held, and the hint; `None` if it has gone.
    #[inline(never)]
    fn marks(&self, caches: &Caches<'_>, now: u32) -> Option<(Marks, u16)> {
        let Some(handle) = self.held.handle else { return Some((self.own_marks, 0)) };
        let slot = caches.referrals.slot(handle, now)?;
        Some((slot.marks, slot.hint))
    }

    #[inline(never)]
    fn targets_of<'x>(&'x self, caches: &'x Caches<'_>, now: u32) -> Option<TargetList<'x>> {
        if let Some(handle) = self.held.handle {
            return caches.referrals.targets_of(handle, now);
        }
        let own = Response::parsed_before(self.own.get(..self.own_len)?);
        Some(TargetList::new(own, self.own_marks.has(Marks::VERSION_4)))
    }

    /// The target whose turn it is; `None` if its referral has gone.
    #[inline(never)]
    pub(super) fn target<'x>(&'x self, caches: &'x Caches<'_>, now: u32) -> Option<Utf16Le<'x>> {
        Some(self.targets_of(caches, now)?.get(self.turn.index)?.path())
    }

    /// Takes a reply that no cache keeps; `false` if there is no room for it.
    pub(super) fn keep(&mut self, reply: &[u8], marks: Marks) -> bool {
        let kept = put(reply, self.own).ok();
        (self.own_len, self.own_marks) = (kept.unwrap_or(0), marks);
        kept.is_some()
    }

    /// The path as it is now, with one `\` before each component: where it leads into other namespaces, what it became.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 11
    #[must_use]
    pub fn path(&self) -> Utf16Le<'_> {
        Utf16Le::whole_units(self.text.get(..self.path_len).unwrap_or_default())
    }

    /// The head of it that has so many components, or all.
    #[inline(never)]
    pub(super) fn first(&self, components: usize) -> Utf16Le<'_> {
        let (path, mut left) = (self.path(), components);
        let end = path.units().position(|unit| {
            let is_end = unit == BACKSLASH && left == 0;
            left = left.wrapping_sub((unit == BACKSLASH).into());
            is_end
        });
        end.and_then(|end| path.split_at(end)).map_or(path, |(head, _)| head)
    }

    #[inline(never)]
    pub(super) fn component(&self, index: usize) -> Utf16Le<'_> {
        DfsPath::new(self.path()).components().nth(index).unwrap_or_default()
    }

    /// Whether there may be a referral for the path: it has two components, and the second is no share that is on no other server.
    fn may_be_dfs(&self) -> bool {
        const ADMIN: Utf16Le<'_> = Utf16Le::whole_units(b"A\0D\0M\0I\0N\0$\0");
        const IPC: Utf16Le<'_> = Utf16Le::whole_units(b"I\0P\0C\0$\0");
        let share = self.component(1);
        !share.is_empty() && !same_units(share, ADMIN, true) && !same_units(share, IPC, true)
    }

    /// Takes the name of the host that is asked, or as much of it as there is room for.
    fn remember_host(&mut self, host: &[u8]) {
        let (_, room) = self.text.split_at_mut_checked(self.path_len).unwrap_or_default();
        let len = host.len().min(room.len() & !1);
        self.host_len = put(host.get(..len).unwrap_or_default(), room).unwrap_or(0);
    }

    #[inline(never)]
    pub(super) fn go(&mut self, step: u8) {
        if !self.is_out {
            self.steps = self.steps << 4 | u32::from(step);
        }
    }

    #[inline(never)]
    pub(super) fn fail(&mut self, kind: FailureKind, status: Option<NtStatus>) {
        (self.place, self.is_out, self.failure) = (Place::Failed, false, (kind, status));
    }

    /// Whether there may be one more action, if this is not the last one once more.
    #[inline(never)]
    pub(super) fn spend(&mut self) -> bool {
        if self.is_out {
            return true;
        }
        if self.actions >= self.settings.max_actions {
            self.fail(FailureKind::Actions, None);
            return false;
        }
        self.actions = self.actions.wrapping_add(1);
        self.is_out = true;
        true
    }
}

/// The path, and where it goes on.
impl fmt::Debug for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("path", &self.path())
            .field("step", &self.step())
            .field("last", &self.last)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Operation<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}, step {=u8}, {}", self.path(), self.step(), self.last);
    }
}

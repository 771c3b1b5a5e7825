//! `Operation`: its public face. `[MS-DFSC] 3.1.4.1`

use super::action::{Access, Action, Outcome, ReferralRequest};
use super::caches::Caches;
use super::failure::Failure;
use super::settings::Settings;
use super::state::{Kind, Needed, Place, State, put};
use crate::cache::TargetList;
use crate::error::EncodeError;
use crate::path::Rewritten;
use crate::status::NtStatus;
use crate::text::{Text, Utf16Le};
use core::fmt;

/// Something to be done on a path, on its way to where it can be done: see [the module](super).
///
/// `[MS-DFSC] 3.1.4.1`
pub struct Operation<'b> {
    state: State<'b>,
}

impl<'b> Operation<'b> {
    /// An operation on a path, which is copied into `path_buffer`: two bytes for each unit, with one `\` before each component. It must have room for what the path becomes where it
    /// leads into other namespaces, and should have some more, for the name of the host that a [`Failure`] tells of.
    /// `reply_buffer` takes the replies that no cache keeps, for which such a path fails without room, and those that come when what was followed has gone under the operation's feet.
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
        Ok(Self { state: State::on(path_len, settings, path_buffer, reply_buffer) })
    }

    /// What a computer in a domain does now and then, and before all else: it asks its bootstrap DC which domains there are. Time for it is when
    /// [`is_bootstrap_dc_due`](crate::cache::DomainCache::is_bootstrap_dc_due) says so, once a bootstrap DC has been found. `name_buffer` has room for the name of the
    /// host that a [`Failure`] tells of. If there is not room for all domains, it fails with [`NoRoom`](super::FailureKind::NoRoom), and the others are known.
    ///
    /// `[MS-DFSC] 3.1.3`, `3.1.6`
    #[must_use]
    pub fn domains(settings: Settings<'b>, name_buffer: &'b mut [u8]) -> Self {
        Self { state: State::at(Place::Ask, settings, name_buffer, &mut []) }
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
        let action = self.state.next(caches, now, out);
        action.map_err(|Needed(bytes)| EncodeError::buffer_too_small(bytes, room))
    }

    /// Tells what came of the action. Nothing happens if there was none to be done.
    ///
    /// `[MS-DFSC] 3.1.5`
    pub fn take(&mut self, caches: &mut Caches<'_>, now: u32, outcome: Outcome<'_>) {
        let state = &mut self.state;
        if !state.is_out {
            return;
        }
        (state.is_out, state.steps) = (false, state.steps & 15);
        let Outcome { status, is_dfs, .. } = outcome;
        state.last = Some(status);
        state.seen.dfs |= is_dfs;
        match state.place {
            Place::Ask => {
                let is_reply = !status.is_failure();
                let status = if is_reply { state.replied(caches, now, outcome.reply) } else { Some(status) };
                if let Some(status) = status {
                    state.refused(caches, now, status);
                }
            }
            _ if !status.is_failure() => state.place = Place::Done,
            Place::Try => state.tried(caches, now, status),
            _ => state.was_not_dfs(status),
        }
    }

    /// The targets of which one is to be accessed, or asked, next; `None` if that is not what is next, or if their referral has gone.
    ///
    /// `[MS-DFSC] 3.1.5.2`
    #[must_use]
    pub fn targets<'x>(&'x self, caches: &'x Caches<'_>, now: u32) -> Option<TargetList<'x>> {
        self.state.has_turns().then(|| self.state.targets_of(caches, now))?
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
        let state = &mut self.state;
        let turn = state.turn;
        state.turn.index = index;
        if !state.held.is_root && state.is_cycle(caches, now) {
            state.turn = turn;
            return false;
        }
        if state.turn.attempts == 0 {
            state.turn.first = index;
        }
        state.asking.is_plain = false;
        state.set_hint(caches);
        true
    }

    /// The path as it is now, with one `\` before each component: where it leads into other namespaces, what it became.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 11
    #[must_use]
    pub fn path(&self) -> Utf16Le<'_> {
        self.state.path()
    }

    /// The steps that led from the last outcome to the next action, in their order: the last eight of them.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    pub fn steps(&self) -> impl Iterator<Item = u8> + Clone {
        let steps = self.state.steps.to_be_bytes().into_iter().flat_map(|two| [two >> 4, two & 15]);
        steps.skip_while(|step| *step == 0)
    }
}

impl State<'_> {
    fn next<'o>(
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

    /// Whether there are targets that have their turns.
    fn has_turns(&self) -> bool {
        self.place == Place::Try || (self.place == Place::Ask && self.asking.kind == Kind::Link)
    }

    fn request<'o>(&self, host: Utf16Le<'o>, message: &'o [u8]) -> ReferralRequest<'o> {
        let (is_extended, max_output_size) = (self.is_extended(), self.asking.max_output_size);
        let name = self.name().as_bytes().len();
        ReferralRequest { host, message, name, is_extended, max_output_size, step: self.step() }
    }

    #[inline(never)]
    fn failed<'o>(&self, out: &'o mut [u8]) -> Result<Failure<'o>, Needed> {
        let (kind, status) = self.failure;
        let at = put(self.last_host(), out)?;
        let (host, rest) = out.split_at_mut_checked(at).unwrap_or_default();
        let name = if self.has_asked_in_vain { self.name() } else { Utf16Le::default() };
        let len = put(name.as_bytes(), rest).map_err(|needed| needed.behind(at))?;
        let name = Utf16Le::whole_units(rest.get(..len).unwrap_or_default());
        let (host, last_status) = (Utf16Le::whole_units(host), self.last);
        let request = self.has_asked_in_vain.then_some(name);
        Ok(Failure { kind, step: self.step(), status, last_status, host, request })
    }
}

/// The path, and where it goes on.
impl fmt::Debug for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("path", &self.path())
            .field("step", &self.state.step())
            .field("last", &self.state.last)
            .field("place", &self.state.place)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Operation<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}, step {=u8}, {}", self.path(), self.state.step(), self.state.last);
    }
}

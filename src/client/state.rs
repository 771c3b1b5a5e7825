//! What is known of an operation between its steps, and what all of them do with it.

use super::caches::Caches;
use super::failure::FailureKind;
use super::settings::{OUTPUT_SIZES, Settings};
use crate::cache::{DomainHandle, Handle, Key, Known, Marks, TargetList, key_of};
use crate::path::{BACKSLASH, DfsPath, Rewritten};
use crate::status::NtStatus;
use crate::text::Utf16Le;
use crate::wire::Response;

/// An operation, without its public face.
pub(super) struct State<'b> {
    pub(super) settings: Settings<'b>,
    /// The path, then the last host.
    pub(super) text: &'b mut [u8],
    pub(super) path_len: usize,
    pub(super) host_len: usize,
    /// A reply that no cache keeps.
    pub(super) own: &'b mut [u8],
    pub(super) own_len: usize,
    pub(super) own_marks: Marks,
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
    pub(super) interlinks: u8,
    pub(super) actions: u8,
    /// The paths there were, as far as interlinks led.
    pub(super) visited: [Key; 9],
    /// The last eight steps, four bits each.
    pub(super) steps: u32,
    pub(super) last: Option<NtStatus>,
    pub(super) failure: (FailureKind, Option<NtStatus>),
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
    /// That a referral which was followed has gone: what comes next is the operation's own.
    pub(super) lost: bool,
    /// What the path's server says of it when it is asked for a ROOT referral.
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
    pub(super) has_tried: bool,
}

impl Turn {
    pub(super) const fn of(first: u16) -> Self {
        Self { first, attempts: 0, index: first, has_tried: false }
    }
}

/// What is asked for, and of whom. `[MS-DFSC] 3.1.4.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of the bootstrap DC.
    Domain,
    /// Of the bootstrap DC.
    Dc,
    /// Of the controllers of the path's domain, in turn.
    Sysvol(DomainHandle),
    /// The root of a namespace of a domain, of its controllers, in turn.
    DomainRoot(DomainHandle),
    /// The root of a server's own namespace, of the server.
    Root,
    /// Of the targets of the root that is held, in turn.
    Link,
}

/// A request, and what is known of its host.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking {
    pub(super) kind: Kind,
    /// Whether a target of a root has sent us, which does not cover the path.
    pub(super) crosses: bool,
    /// Whether this host does not know the extended form.
    pub(super) is_plain: bool,
    pub(super) max_output_size: u32,
}

impl Asking {
    pub(super) fn new(kind: Kind, settings: &Settings<'_>) -> Self {
        let [least, _] = OUTPUT_SIZES;
        let max_output_size = settings.max_output_size.min(least);
        Self { kind, crosses: false, is_plain: false, max_output_size }
    }
}

/// What comes next, of hosts or of targets.
pub(super) enum Next<T> {
    Is(T),
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

impl<'b> State<'b> {
    /// At the start of a path, which is in the buffer.
    pub(super) fn on(
        path_len: usize,
        settings: Settings<'b>,
        path_buffer: &'b mut [u8],
        reply_buffer: &'b mut [u8],
    ) -> Self {
        let mut state = Self::at(Place::Resolve, settings, path_buffer, reply_buffer);
        state.path_len = path_len;
        state.visited = [key_of(state.path()); 9];
        state
    }

    #[inline(never)]
    pub(super) fn at(place: Place, settings: Settings<'b>, text: &'b mut [u8], own: &'b mut [u8]) -> Self {
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
}

impl State<'_> {
    pub(super) fn path(&self) -> Utf16Le<'_> {
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

    pub(super) fn step(&self) -> u8 {
        (self.steps & 15) as u8
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

    /// The referral that is followed has gone: the path must be looked up again.
    pub(super) fn lose(&mut self) {
        (self.seen.lost, self.place) = (true, Place::Resolve);
    }

    pub(super) fn ask_for(&mut self, kind: Kind) {
        self.asking = Asking::new(kind, &self.settings);
        self.place = Place::Ask;
    }

    /// What is known of what is held, and the hint; `None` if it has gone.
    #[inline(never)]
    pub(super) fn marks(&self, caches: &Caches<'_>, now: u32) -> Option<(Marks, u16)> {
        let Some(handle) = self.held.handle else { return Some((self.own_marks, 0)) };
        let slot = caches.referrals.slot(handle, now)?;
        Some((slot.marks, slot.hint))
    }

    #[inline(never)]
    pub(super) fn targets_of<'x>(&'x self, caches: &'x Caches<'_>, now: u32) -> Option<TargetList<'x>> {
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

    /// What comes after a target that was no good.
    #[inline(never)]
    pub(super) fn next_target(&mut self, caches: &Caches<'_>, now: u32) -> Next<()> {
        let Some(targets) = self.targets_of(caches, now) else { return Next::Gone };
        let attempts = self.turn.attempts.wrapping_add(1);
        let Some(target) = targets.attempt(self.turn.first, attempts) else { return Next::End };
        let index = target.index();
        (self.turn.attempts, self.turn.index) = (attempts, index);
        Next::Is(())
    }

    /// Remembers the target whose turn it is.
    #[inline(never)]
    pub(super) fn set_hint(&self, caches: &mut Caches<'_>) {
        if let Some(handle) = self.held.handle {
            caches.referrals.set_target_hint(handle, self.turn.index);
        }
    }

    /// Writes the path on the target whose turn it is; gives how long it is. If there is no such target any more, the path must be looked up again.
    #[inline(never)]
    pub(super) fn rewrite(
        &mut self,
        caches: &Caches<'_>,
        now: u32,
        out: &mut [u8],
    ) -> Result<Option<usize>, Needed> {
        let (_, rest) = self.path().split_at(self.held.units.into()).unwrap_or_default();
        let Some(target) = self.target(caches, now) else {
            self.lose();
            return Ok(None);
        };
        let written = Rewritten { target, rest }.encode(out);
        let written = written.map_err(|error| Needed(error.value() as usize))?;
        Ok(Some(written.as_bytes().len()))
    }

    /// Takes a reply that no cache keeps; `false` if there is no room for it.
    pub(super) fn keep(&mut self, reply: &[u8], marks: Marks) -> bool {
        let kept = put(reply, self.own).ok();
        (self.own_len, self.own_marks) = (kept.unwrap_or(0), marks);
        kept.is_some()
    }

    /// Takes the name of the host that is asked, or as much of it as there is room for.
    pub(super) fn remember_host(&mut self, host: &[u8]) {
        let (_, room) = self.text.split_at_mut_checked(self.path_len).unwrap_or_default();
        let len = host.len().min(room.len());
        self.host_len = put(host.get(..len).unwrap_or_default(), room).unwrap_or(0);
    }

    /// The name of the last host, or what there was room for.
    pub(super) fn last_host(&self) -> &[u8] {
        let (_, tail) = self.text.split_at_checked(self.path_len).unwrap_or_default();
        tail.get(..self.host_len).unwrap_or_default()
    }
}

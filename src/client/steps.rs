//! The steps of an operation but those that ask. `[MS-DFSC] 3.1.4.1`

use super::caches::Caches;
use super::failure::FailureKind;
use super::state::{Kind, Needed, Next, Place, State, Turn, put};
use crate::cache::{Marks, Path, key_of};
use crate::status::NtStatus;
use crate::text::{Utf16Le, same_units};
use crate::wire::is_system;

impl State<'_> {
    /// Steps 1 and 2.
    #[inline(never)]
    pub(super) fn resolve(&mut self, caches: &mut Caches<'_>, now: u32) {
        (self.is_out, self.fallback) = (false, None);
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

    /// Whether there may be a referral for the path: it has two components, and the second is no share that is on no other server.
    fn may_be_dfs(&self) -> bool {
        const ADMIN: Utf16Le<'_> = Utf16Le::whole_units(b"A\0D\0M\0I\0N\0$\0");
        const IPC: Utf16Le<'_> = Utf16Le::whole_units(b"I\0P\0C\0$\0");
        let share = self.component(1);
        !share.is_empty() && !same_units(share, ADMIN, true) && !same_units(share, IPC, true)
    }

    /// Step 4.
    #[inline(never)]
    pub(super) fn follow(&mut self, caches: &Caches<'_>, now: u32) {
        let Some((marks, hint)) = self.marks(caches, now) else {
            return self.lose();
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
    pub(super) fn interlink(&mut self, caches: &Caches<'_>, now: u32, out: &mut [u8]) -> Result<(), Needed> {
        let Some(len) = self.rewrite(caches, now, out)? else { return Ok(()) };
        self.go(11);
        let bytes = out.get(..len).unwrap_or_default();
        // Two paths of one key are taken for one: whoever looks for such a pair ends his own operation.
        let key = key_of(Utf16Le::whole_units(bytes));
        if self.is_cycle(caches, now) || self.visited.contains(&key) {
            self.fail(FailureKind::Cycle, None);
        } else if self.interlinks >= self.settings.max_interlinks {
            self.fail(FailureKind::Interlinks, None);
        } else if let Ok(len) = put(bytes, self.text) {
            // The last host lay behind the path.
            (self.path_len, self.host_len, self.last) = (len, 0, None);
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
    pub(super) fn ask_root(&mut self, caches: &Caches<'_>) {
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

    /// Step 9.
    #[inline(never)]
    pub(super) fn expired(&mut self, caches: &mut Caches<'_>, now: u32) {
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
    pub(super) fn try_target(
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

    /// Whether the target whose turn it is is what the referral is for, or lies below that.
    pub(super) fn is_cycle(&self, caches: &Caches<'_>, now: u32) -> bool {
        let (covered, _) = self.path().split_at(self.held.units.into()).unwrap_or_default();
        let target = self.target(caches, now);
        target.is_some_and(|target| Path::new(target).starts_with(Path::new(covered)))
    }

    /// What comes of an access to a target.
    #[inline(never)]
    pub(super) fn tried(&mut self, caches: &mut Caches<'_>, now: u32, status: NtStatus) {
        if status == NtStatus::PATH_NOT_COVERED {
            if self.held.is_root {
                self.cross(caches, now, status);
            } else if is_system(self.component(1)) {
                self.fail(FailureKind::Dfs, Some(status));
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
            return self.lose();
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
    pub(super) fn was_not_dfs(&mut self, status: NtStatus) {
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
            Next::Is(()) => {
                self.set_hint(caches);
                self.place = Place::Try;
            }
            Next::End => self.fail(kind, status),
            Next::Gone => self.lose(),
        }
    }
}

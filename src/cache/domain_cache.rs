//! `DomainCache`: the domains there are, and their controllers. `[MS-DFSC] 3.1.1`

use super::arena::{self, Span};
use super::compare::Path;
use super::domain::{DomainHandle, Domains, Slot, names};
use crate::error::{CacheError, CacheErrorKind as Kind};
use crate::text::{Text, Utf16Le};
use crate::wire::{Briefs, ExpandedNames, Referral, Response};
use core::fmt;
use core::iter::once;
use heapless::{Vec, VecView};

/// The longest name that DNS has.
const LONGEST_NAME: usize = 255;

/// How long a bootstrap DC stays what it is, in seconds. `[MS-DFSC] 3.1.3`
const BOOTSTRAP_DC_SECONDS: u32 = 15 * 60;

/// `DomainCache`: which domains there are, and where their controllers are, in `BYTES` bytes for at most `SLOTS` domains.
///
/// For a computer that is in a domain; any other does without, and takes [`Domains::NONE`]. A domain has two names, that of NetBIOS and that of DNS. No message
/// says which belong together, and controllers have names of either form too, so these are two domains here, as everywhere in the protocol.
///
/// Names of domains stay, once they are there. Lists of controllers can be had again, and make room if need be. It takes 12 bytes for each slot, and 20
/// besides, on 32-bit machines.
///
/// ```
/// use dfsc::cache::DomainCache;
/// use dfsc::{AnyText, Encode, EntrySize, ReplyEntry, Request, Response};
///
/// static EMPTY: DomainCache<512, 8> = DomainCache::new();
/// let mut cache = EMPTY.clone();
/// let mut buffer = [0; 256];
///
/// // Which domains there are, asked of the bootstrap DC.
/// cache.set_bootstrap_dc("dc1.contoso.example", 0)?;
/// let domains = [ReplyEntry::name_list("CONTOSO", &[]), ReplyEntry::name_list("contoso.example", &[])];
/// let reply = Request::new(4, "").reply(4).name_lists(EntrySize::Long, 600, &domains).unwrap();
/// let left_out = cache.merge(&Response::parse(reply.encode(&mut buffer).unwrap()).unwrap())?;
/// assert_eq!(left_out, 0);
/// assert!(cache.domains().find("Contoso").is_some());
///
/// // Which controllers one of them has.
/// let controllers = ["dc1.contoso.example", "dc2.contoso.example"].map(AnyText::str);
/// let lists = [ReplyEntry::name_list("contoso.example", &controllers)];
/// let reply = Request::new(4, r"\contoso.example").reply(4).name_lists(EntrySize::Long, 600, &lists).unwrap();
/// cache.set_controllers("contoso.example", &Response::parse(reply.encode(&mut buffer).unwrap()).unwrap())?;
/// let domain = cache.domains().find("CONTOSO.EXAMPLE").unwrap();
/// assert_eq!(domain.dc_hint().unwrap(), "dc1.contoso.example");
///
/// // The first does not answer, the second does.
/// let handle = domain.handle();
/// assert!(cache.set_dc_hint(handle, 1));
/// # Ok::<(), dfsc::cache::CacheError>(())
/// ```
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone)]
pub struct DomainCache<const BYTES: usize, const SLOTS: usize> {
    bytes: Vec<u8, BYTES>,
    slots: [Slot; SLOTS],
    state: State,
}

#[derive(Clone, Copy)]
struct State {
    bootstrap_dc: Slot,
    bootstrap_dc_since: u32,
}

impl<const BYTES: usize, const SLOTS: usize> DomainCache<BYTES, SLOTS> {
    /// A cache that knows no domain. It is all zeros, so that a `static` takes no flash. There can be at most 65534 slots.
    ///
    /// `[MS-DFSC] 3.1.3`
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(SLOTS < u16::MAX as usize && BYTES <= u32::MAX as usize, "more than can be counted") };
        let state = State { bootstrap_dc: Slot::FREE, bootstrap_dc_since: 0 };
        Self { bytes: Vec::new(), slots: [Slot::FREE; SLOTS], state }
    }

    /// What is in it.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn domains(&self) -> Domains<'_> {
        Domains { bytes: &self.bytes, slots: &self.slots }
    }

    /// Adds the domains of the reply to a domain request; gives how many there was no room for.
    ///
    /// Domains that are there already stay as they are, and so do those that the reply does not name. What has more than one component, or more than 255 units,
    /// or more than a few separators around it, is no name, and is passed over.
    ///
    /// # Errors
    ///
    /// [`NoReferrals`](Kind::NoReferrals) or [`NotNameLists`](Kind::NotNameLists): nothing has changed then. Nor has anything to be changed if the request failed.
    ///
    /// `[MS-DFSC] 3.1.5.4.1`
    pub fn merge(&mut self, response: &Response<'_>) -> Result<usize, CacheError> {
        self.view().merge(response)
    }

    /// Takes over the controllers of `domain` from the reply to a DC request for it, and with them the hint; gives how many there was no room for.
    ///
    /// # Errors
    ///
    /// The reply says nothing of the domain's controllers ([`NoReferrals`](Kind::NoReferrals), [`NotOneReferral`](Kind::NotOneReferral),
    /// [`NotNameLists`](Kind::NotNameLists), [`OtherDomain`](Kind::OtherDomain), [`NoNames`](Kind::NoNames)), the domain is
    /// [unknown](Kind::UnknownDomain), or there is not even [room](Kind::TooLarge) for one. Nothing has changed then.
    ///
    /// `[MS-DFSC] 3.1.5.4.2`
    pub fn set_controllers<T: Text>(
        &mut self,
        domain: T,
        response: &Response<'_>,
    ) -> Result<usize, CacheError> {
        self.view().set_controllers(Path::new(domain), response)
    }

    /// `DCHint`: remembers the controller that answered a request, by its place in the list that the handle stands for; `false` if that is another now, or has no such place.
    ///
    /// `[MS-DFSC] 3.1.5.4.3`
    pub fn set_dc_hint(&mut self, handle: DomainHandle, index: u16) -> bool {
        self.view().set_dc_hint(handle, index)
    }

    /// Drops the controllers of a domain, so that they are asked for again; `false` if none are known.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 5
    pub fn forget_controllers<T: Text>(&mut self, domain: T) -> bool {
        self.view().forget_controllers(Path::new(domain))
    }

    /// `BootstrapDC`: the controller that is asked for domains, and for controllers of domains.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn bootstrap_dc(&self) -> Option<Utf16Le<'_>> {
        names(&self.state.bootstrap_dc, &self.bytes).next()
    }

    /// Sets the bootstrap DC, a controller of the computer's own domain, and starts its timer.
    ///
    /// # Errors
    ///
    /// [`NoNames`](Kind::NoNames) if it has not one component, [`TooLarge`](Kind::TooLarge) if there is no room for it. Nothing has changed then.
    ///
    /// `[MS-DFSC] 3.1.6`
    pub fn set_bootstrap_dc<T: Text>(&mut self, name: T, now: u32) -> Result<(), CacheError> {
        self.view().set_bootstrap_dc(Path::new(name), now)
    }

    /// `BootstrapDCTimer`: whether it is time to find a bootstrap DC, and to ask it for domains: there is none, or it was set 15 minutes ago.
    ///
    /// `[MS-DFSC] 3.1.6`
    #[must_use]
    pub fn is_bootstrap_dc_due(&self, now: u32) -> bool {
        let State { bootstrap_dc, bootstrap_dc_since, .. } = self.state;
        bootstrap_dc.len == 0 || now >= bootstrap_dc_since.saturating_add(BOOTSTRAP_DC_SECONDS)
    }

    /// Drops all domains; the bootstrap DC stays.
    ///
    /// `[MS-DFSC] 3.1.7`
    pub fn flush(&mut self) {
        self.view().flush();
    }

    pub(crate) fn view(&mut self) -> View<'_> {
        View { bytes: &mut self.bytes, slots: &mut self.slots, state: &mut self.state }
    }
}

impl<const BYTES: usize, const SLOTS: usize> Default for DomainCache<BYTES, SLOTS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const BYTES: usize, const SLOTS: usize> fmt::Debug for DomainCache<BYTES, SLOTS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DomainCache")
            .field("bootstrap_dc", &self.bootstrap_dc())
            .field("domains", &self.domains())
            .finish()
    }
}

/// A cache of any size, to be changed.
pub(crate) struct View<'c> {
    bytes: &'c mut VecView<u8>,
    slots: &'c mut [Slot],
    state: &'c mut State,
}

impl View<'_> {
    pub(crate) fn domains(&self) -> Domains<'_> {
        Domains { bytes: self.bytes, slots: self.slots }
    }

    pub(crate) fn set_dc_hint(&mut self, handle: DomainHandle, index: u16) -> bool {
        let is_there = self.domains().get(handle).is_some_and(|domain| domain.controller(index).is_some());
        if let Some(slot) = self.slots.get_mut(handle.place()).filter(|_| is_there) {
            slot.hint = index;
        }
        is_there
    }

    #[cfg(feature = "client")]
    pub(crate) fn bootstrap_dc(&self) -> Option<Utf16Le<'_>> {
        names(&self.state.bootstrap_dc, self.bytes).next()
    }

    pub(crate) fn merge(&mut self, response: &Response<'_>) -> Result<usize, CacheError> {
        all_lists(response)?;
        let mut left_out = 0usize;
        for brief in Briefs::of(response) {
            let name = Path::up_to_nul(brief.name);
            let Some(len) = len_of(name) else { continue };
            if self.domains().place(name).is_none() {
                left_out = left_out.wrapping_add((!self.add(name, len)).into());
            }
        }
        Ok(left_out)
    }

    fn add(&mut self, name: Path<Utf16Le<'_>>, len: u16) -> bool {
        let Some(free) = self.slots.iter().position(|slot| slot.len == 0) else { return false };
        let has_room = self.make_room(len, free);
        if has_room {
            self.put(free, name, len);
        }
        has_room
    }

    /// Puts a name down, that of a domain or of the bootstrap DC, for which there must be room.
    fn put<T: Text>(&mut self, place: usize, name: Path<T>, len: u16) {
        let start = arena::put(self.bytes, name);
        let slot = self.slots.get_mut(place).unwrap_or(&mut self.state.bootstrap_dc);
        (slot.start, slot.name_len, slot.len) = (start, len, len);
    }

    #[inline(never)]
    pub(crate) fn set_controllers<T: Text>(
        &mut self,
        domain: Path<T>,
        response: &Response<'_>,
    ) -> Result<usize, CacheError> {
        all_lists(response)?;
        let count = response.number_of_referrals();
        let error = |kind| Err(CacheError::new(kind, count.into()));
        let Some(Referral::NameList(list)) = response.referrals().next().filter(|_| count == 1) else {
            return error(Kind::NotOneReferral);
        };
        let name = Path::new(list.special_name().unwrap_or_default());
        let Some(name_len) = len_of(name).filter(|_| name.is_same(domain)) else {
            return error(Kind::OtherDomain);
        };
        let Some(place) = self.domains().place(domain) else { return error(Kind::UnknownDomain) };
        let mut names = Names(list.expanded_names());
        let Some((first, first_len)) = names.next() else { return error(Kind::NoNames) };
        // The domain's name is put down again, with its controllers behind it.
        let own = self.slots.get(place).map_or(0, |slot| slot.len);
        let (needed, room) =
            (name_len.saturating_add(first_len), self.room(place).saturating_add(own.into()));
        if usize::from(needed) > room {
            return Err(CacheError::too_large(needed.into(), room));
        }
        self.cut(place, false);
        self.make_room(needed, place);
        self.put(place, name, name_len);
        let mut left_out = 0usize;
        for (name, len) in once((first, first_len)).chain(names) {
            if left_out > 0 || !self.append(place, name, len) {
                left_out = left_out.wrapping_add(1);
            }
        }
        Ok(left_out)
    }

    /// Puts the name of one more controller behind those of a domain that lies behind all others.
    fn append(&mut self, place: usize, name: Path<Utf16Le<'_>>, len: u16) -> bool {
        let with = self.slots.get(place).and_then(|slot| slot.len.checked_add(len));
        if with.is_none() || !self.make_room(len, place) {
            return false;
        }
        arena::put(self.bytes, name);
        if let (Some(slot), Some(with)) = (self.slots.get_mut(place), with) {
            slot.len = with;
        }
        true
    }

    fn forget_controllers<T: Text>(&mut self, domain: Path<T>) -> bool {
        let Some(place) = self.domains().place(domain) else { return false };
        let has_list = self.slots.get(place).is_some_and(|slot| slot.list_len() > 0);
        self.cut(place, true);
        has_list
    }

    /// Drops the list that a handle stands for, if it is still there.
    #[cfg(feature = "client")]
    pub(crate) fn forget(&mut self, handle: DomainHandle) {
        if self.domains().get(handle).is_some() {
            self.cut(handle.place(), true);
        }
    }

    #[inline(never)]
    fn set_bootstrap_dc<T: Text>(mut self, name: Path<T>, now: u32) -> Result<(), CacheError> {
        let len = len_of(name).ok_or_else(|| CacheError::new(Kind::NoNames, 0))?;
        let room = self.room(BOOTSTRAP_DC).saturating_add(self.state.bootstrap_dc.len.into());
        if usize::from(len) > room {
            return Err(CacheError::too_large(len.into(), room));
        }
        self.cut(BOOTSTRAP_DC, false);
        self.make_room(len, BOOTSTRAP_DC);
        self.put(BOOTSTRAP_DC, name, len);
        self.state.bootstrap_dc_since = now;
        Ok(())
    }

    fn flush(mut self) {
        for place in 0..self.slots.len() {
            self.cut(place, false);
        }
    }

    /// How many bytes there would be room for without any list but that of `kept`.
    fn room(&self, kept: usize) -> usize {
        let lists = (0..).zip(&*self.slots).filter(|(place, _)| *place != kept);
        lists.fold(arena::room(self.bytes), |room, (_, slot)| room.wrapping_add(slot.list_len().into()))
    }

    /// Drops lists but that of `kept`, in their order, until there is room; none if that would not do.
    #[inline(never)]
    fn make_room(&mut self, needed: u16, kept: usize) -> bool {
        if usize::from(needed) > self.room(kept) {
            return false;
        }
        for place in 0..self.slots.len() {
            if usize::from(needed) <= arena::room(self.bytes) {
                break;
            }
            if place != kept {
                self.cut(place, true);
            }
        }
        true
    }

    /// Cuts a domain out, or the bootstrap DC; or the list of controllers alone.
    #[inline(never)]
    fn cut(&mut self, place: usize, keeps_name: bool) {
        let slot = self.slots.get_mut(place).unwrap_or(&mut self.state.bootstrap_dc);
        let len = if keeps_name { slot.name_len } else { 0 };
        if slot.len <= len {
            return;
        }
        let start = slot.start.wrapping_add(len.into());
        let span = Span { start, len: slot.len.wrapping_sub(len).into() };
        (slot.len, slot.name_len, slot.hint) = (len, len, 0);
        slot.generation = slot.generation.wrapping_add(1);
        arena::cut(self.bytes, span);
        for slot in self.slots.iter_mut().chain([&mut self.state.bootstrap_dc]) {
            slot.start = span.moved(slot.start);
        }
    }
}

/// The place of what is no domain.
const BOOTSTRAP_DC: usize = usize::MAX;

/// Whether there are entries, and all list names. `[MS-DFSC] 3.1.5.4.1`
#[inline(never)]
fn all_lists(response: &Response<'_>) -> Result<(), CacheError> {
    if response.number_of_referrals() == 0 {
        return Err(CacheError::new(Kind::NoReferrals, 0));
    }
    for (index, brief) in (0..).zip(Briefs::of(response)) {
        if !brief.is_list {
            return Err(CacheError::new(Kind::NotNameLists, index));
        }
    }
    Ok(())
}

/// Those of the names that are names, each with its length.
struct Names<'a>(ExpandedNames<'a>);

impl<'a> Iterator for Names<'a> {
    type Item = (Path<Utf16Le<'a>>, u16);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.find_map(|name| Some((Path::new(name), len_of(Path::new(name))?)))
    }
}

/// How many bytes a name takes with a backslash; `None` if it is none. No more of it is looked at, as entries may share a long string.
#[inline(never)]
fn len_of<T: Text>(name: Path<T>) -> Option<u16> {
    // Some separators before and behind it.
    match name.measure(LONGEST_NAME + 8) {
        Some((1, units)) if units <= LONGEST_NAME + 1 => u16::try_from(units.wrapping_mul(2)).ok(),
        _ => None,
    }
}

#[cfg(feature = "defmt")]
impl<const BYTES: usize, const SLOTS: usize> defmt::Format for DomainCache<BYTES, SLOTS> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", self.domains());
    }
}

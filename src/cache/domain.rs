//! What is known of domains. `[MS-DFSC] 3.1.1`

use super::arena::Span;
use super::compare::Path;
use crate::path::{Components, DfsPath};
use crate::text::{Text, Utf16Le};
use core::fmt;

/// The domains of a [`DomainCache`](super::DomainCache), or none.
///
/// ```
/// use dfsc::cache::{DomainCache, Domains};
///
/// assert!(Domains::NONE.find("CONTOSO").is_none());
/// assert_eq!(DomainCache::<256, 4>::new().domains().iter().count(), 0);
/// ```
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy)]
pub struct Domains<'c> {
    pub(super) bytes: &'c [u8],
    pub(super) slots: &'c [Slot],
}

impl<'c> Domains<'c> {
    /// What a computer knows that is in no domain.
    ///
    /// `[MS-DFSC] 3.1.1`
    pub const NONE: Self = Self { bytes: &[], slots: &[] };

    /// The domain of that name, where neither case counts nor a backslash before it.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn find<T: Text>(self, name: T) -> Option<Domain<'c>> {
        self.at(self.place(Path::new(name))?)
    }

    /// The domain whose list of controllers a handle stands for; `None` if that is another now, or has gone: then find the domain again.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn get(self, handle: DomainHandle) -> Option<Domain<'c>> {
        self.at(handle.place.into()).filter(|domain| domain.handle == handle)
    }

    /// All domains, in the order in which they came to be known.
    ///
    /// `[MS-DFSC] 3.1.1`
    pub fn iter(self) -> impl Iterator<Item = Domain<'c>> + Clone {
        (0..self.slots.len()).map_while(move |place| self.at(place))
    }

    pub(super) fn at(self, place: usize) -> Option<Domain<'c>> {
        let slot = self.slots.get(place)?;
        let mut names = names(slot, self.bytes);
        let handle = DomainHandle { place: place.try_into().ok()?, generation: slot.generation };
        Some(Domain { name: names.next()?, controllers: names, hint: slot.hint, handle })
    }

    pub(super) fn place<T: Text>(self, name: Path<T>) -> Option<usize> {
        self.iter().position(|domain| Path::new(domain.name).is_same(name))
    }
}

/// The name of a domain, then those of its controllers.
pub(super) fn names<'c>(slot: &Slot, bytes: &'c [u8]) -> Components<Utf16Le<'c>> {
    let span = Span { start: slot.start, len: slot.len.into() };
    DfsPath::new(Utf16Le::whole_units(span.of(bytes))).components()
}

impl fmt::Debug for Domains<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A domain of a [`DomainCache`](super::DomainCache): its name in one of its two forms, and its controllers.
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Domain<'c> {
    name: Utf16Le<'c>,
    controllers: Components<Utf16Le<'c>>,
    hint: u16,
    handle: DomainHandle,
}

impl<'c> Domain<'c> {
    /// `DomainName`, without a backslash.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn name(&self) -> Utf16Le<'c> {
        self.name
    }

    /// What stands for its list of controllers while an operation goes on.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn handle(&self) -> DomainHandle {
        self.handle
    }

    /// `DCList`: its controllers; none if they have not been asked for, or had to make room.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn controllers(&self) -> Components<Utf16Le<'c>> {
        self.controllers.clone()
    }

    /// `DCHint`: the controller that answered last, or the first.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn dc_hint(&self) -> Option<Utf16Le<'c>> {
        self.controller(self.hint)
    }

    /// The place of [`dc_hint`](Self::dc_hint) in the list.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn dc_hint_index(&self) -> u16 {
        self.hint
    }

    /// The controller to try after so many attempts, if the first was the one at `first`, with its place: the next in the list, and behind its end the first. `None` when all
    /// have been tried.
    ///
    /// ```
    /// use dfsc::cache::DomainCache;
    /// use dfsc::{AnyText, Encode, EntrySize, ReplyEntry, Request, Response};
    ///
    /// let names = ["dc1", "dc2", "dc3"].map(AnyText::str);
    /// let lists = [ReplyEntry::name_list("CO", &names)];
    /// let mut buffer = [0; 128];
    /// let reply = Request::new(3, "CO").reply(3).name_lists(EntrySize::Short, 600, &lists).unwrap();
    /// let response = Response::parse(reply.encode(&mut buffer).unwrap()).unwrap();
    /// let mut cache = DomainCache::<128, 2>::new();
    /// cache.merge(&response)?;
    /// cache.set_controllers("co", &response)?;
    ///
    /// let domain = cache.domains().find("co").unwrap();
    /// let tried = (0..).map_while(|attempts| domain.attempt(1, attempts));
    /// assert!(tried.map(|(place, name)| (place, name.to_string())).eq([(1, "dc2".into()), (2, "dc3".into()), (0, "dc1".into())]));
    /// # Ok::<(), dfsc::cache::CacheError>(())
    /// ```
    ///
    /// `[MS-DFSC] 3.1.5.4.3`
    #[must_use]
    pub fn attempt(&self, first: u16, attempts: u16) -> Option<(u16, Utf16Le<'c>)> {
        let count = self.controllers().fold(0u16, |count, _| count.wrapping_add(1));
        if attempts >= count || first >= count {
            return None;
        }
        let behind = count.wrapping_sub(first);
        let index =
            if attempts < behind { first.wrapping_add(attempts) } else { attempts.wrapping_sub(behind) };
        Some((index, self.controller(index)?))
    }

    /// The controller at a place of the list, counted from 0.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn controller(&self, index: u16) -> Option<Utf16Le<'c>> {
        self.controllers().zip(0..=index).find(|(_, at)| *at == index).map(|(name, _)| name)
    }
}

/// Stands for the list of controllers of a domain while an operation goes on: it pins nothing, and stands for nothing once the list has gone or is another,
/// until that has happened 65536 times.
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DomainHandle {
    place: u16,
    generation: u16,
}

impl DomainHandle {
    pub(super) fn place(self) -> usize {
        self.place.into()
    }
}

/// A domain; free if it has no name. 12 bytes.
///
/// It lies in the bytes as a path does: its name is the first component, its controllers are the others.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) start: u32,
    pub(super) len: u16,
    pub(super) name_len: u16,
    pub(super) hint: u16,
    /// How often the list was given up: it tells whether a handle still means what it meant.
    pub(super) generation: u16,
}

impl Slot {
    pub(super) const FREE: Self = Self { start: 0, name_len: 0, len: 0, hint: 0, generation: 0 };

    pub(super) const fn list_len(&self) -> u16 {
        self.len.wrapping_sub(self.name_len)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Domains<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for domain in self.iter() {
            defmt::write!(f, "{} ", domain);
        }
    }
}

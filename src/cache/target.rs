//! The targets of a referral, and the order in which they are tried. `[MS-DFSC] 3.1.1`

use super::compare::{Path, Relation};
use crate::text::Utf16Le;
use crate::wire::{Briefs, Response};
use core::fmt;
use core::iter::FusedIterator;

/// `TargetList`: the targets of a referral, in the order and in the sets in which its server put them.
///
/// ```
/// use dfsc::cache::{Domains, PathReferral};
/// use dfsc::Response;
///
/// let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0").unwrap();
/// let referral = PathReferral::new(r"\s\d\x", &response, Domains::NONE)?;
/// assert!(referral.target_list().iter().map(|target| target.path().to_string()).eq([r"\t\d"]));
/// # Ok::<(), dfsc::cache::CacheError>(())
/// ```
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy)]
pub struct TargetList<'a> {
    response: Response<'a>,
    /// Sets are a matter of version 4. `[MS-DFSC] 3.1.5.4.3`
    is_version_4: bool,
}

impl<'a> TargetList<'a> {
    /// All entries of the reply are targets.
    pub(crate) const fn new(response: Response<'a>, is_version_4: bool) -> Self {
        Self { response, is_version_4 }
    }

    pub(super) const fn is_version_4(self) -> bool {
        self.is_version_4
    }

    pub(super) const fn response(self) -> Response<'a> {
        self.response
    }

    /// How many targets there are, at least one.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn count(self) -> u16 {
        self.response.number_of_referrals()
    }

    /// The targets, in the order of the reply.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    #[inline(never)]
    pub fn iter(self) -> Targets<'a> {
        Targets { entries: Briefs::of(&self.response), has_sets: self.is_version_4, index: 0, set: 0 }
    }

    /// The target at a place, counted from 0.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn get(self, index: u16) -> Option<ListedTarget<'a>> {
        self.iter().find(|target| target.index == index)
    }

    /// The target to try after so many attempts, if the first was at the target `first`: how a client fails over. `None` when all have been tried.
    ///
    /// The targets of the set of `first` come before all others, in their order, starting with `first`. Then come the other sets, the one that the server
    /// prefers before the others, whether it stands before the first set tried or behind it: who comes from a set that is second best looks whether the best is
    /// back. The spec leaves the order open.
    ///
    /// ```
    /// use dfsc::cache::{Domains, PathReferral};
    /// use dfsc::{Encode, ReferralEntryFlags, ReferralHeaderFlags, ReplyEntry, Request, Response};
    ///
    /// let request = Request::new(4, r"\s\d");
    /// let mut targets = [r"\a\d", r"\b\d", r"\c\d", r"\d\d"].map(ReplyEntry::root_target);
    /// targets[2].flags = ReferralEntryFlags::TARGET_SET_BOUNDARY;
    /// let mut buffer = [0; 512];
    /// let reply = request.reply(4).targets(ReferralHeaderFlags(3), 300, r"\s\d", &targets).unwrap();
    /// let response = Response::parse(reply.encode(&mut buffer).unwrap()).unwrap();
    ///
    /// let list = PathReferral::new(r"\s\d", &response, Domains::NONE)?.target_list();
    /// let tried = (0..).map_while(|tried| list.attempt(3, tried));
    /// assert!(tried.map(|target| target.path().to_string()).eq([r"\d\d", r"\c\d", r"\a\d", r"\b\d"]));
    /// # Ok::<(), dfsc::cache::CacheError>(())
    /// ```
    ///
    /// `[MS-DFSC] 3.1.5.2`
    #[must_use]
    pub fn attempt(self, first: u16, attempts: u16) -> Option<ListedTarget<'a>> {
        let set = self.get(first)?.set;
        let start = self.iter().find(|target| target.set == set)?.index;
        let own = self.iter().fold(0u16, |own, target| own.wrapping_add((target.set == set).into()));
        let end = start.wrapping_add(own);
        let index = if attempts < own {
            let index = first.wrapping_add(attempts);
            if index < end { index } else { index.wrapping_sub(own) }
        } else {
            let before = attempts.wrapping_sub(own);
            if before < start { before } else { attempts }
        };
        self.get(index)
    }
}

impl<'a> IntoIterator for TargetList<'a> {
    type Item = ListedTarget<'a>;
    type IntoIter = Targets<'a>;

    fn into_iter(self) -> Targets<'a> {
        self.iter()
    }
}

impl fmt::Debug for TargetList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The targets of a [`TargetList`], in order.
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Targets<'a> {
    entries: Briefs<'a>,
    has_sets: bool,
    index: u16,
    set: u16,
}

impl<'a> Iterator for Targets<'a> {
    type Item = ListedTarget<'a>;

    fn next(&mut self) -> Option<ListedTarget<'a>> {
        let brief = self.entries.next()?;
        let index = self.index;
        if index > 0 && self.has_sets && brief.flags.target_set_boundary() {
            self.set = self.set.wrapping_add(1);
        }
        self.index = index.wrapping_add(1);
        Some(ListedTarget { path: brief.address, index, set: self.set })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl ExactSizeIterator for Targets<'_> {}
impl FusedIterator for Targets<'_> {}

/// A target of a [`TargetList`], with its place in it.
///
/// `[MS-DFSC] 3.1.1`
#[derive(Clone, Copy)]
pub struct ListedTarget<'a> {
    /// From where it begins, with its NUL and all that follows.
    path: Utf16Le<'a>,
    index: u16,
    set: u16,
}

impl<'a> ListedTarget<'a> {
    /// None of any list.
    pub(super) const NONE: Self = Self { path: Utf16Le::whole_units(&[]), index: 0, set: 0 };

    /// `TargetPath`: a server and a share, with or without a path below.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn path(self) -> Utf16Le<'a> {
        Utf16Le::before_nul(self.path.as_bytes())
    }

    /// Which of the targets it is, counted from 0.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub const fn index(self) -> u16 {
        self.index
    }

    /// Which set of targets it is in, counted from 0: those of a set are equally good, and better than those of the next. Below version 4
    /// there is one set.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[doc(alias = "TargetSetBoundary")]
    #[must_use]
    pub const fn target_set(self) -> u16 {
        self.set
    }

    /// The path, to be compared. Nothing is walked yet, as targets may share a string.
    pub(super) fn as_path(self) -> Path<Utf16Le<'a>> {
        Path::up_to_nul(self.path)
    }

    /// Whether it is the same path, where case does not count; `false` too once the budget is spent.
    #[inline(never)]
    pub(super) fn is_same(self, path: Path<Utf16Le<'_>>, budget: &mut usize) -> bool {
        let (relation, walked) = self.as_path().compared_with(path, *budget);
        *budget = budget.saturating_sub(walked).saturating_sub(1);
        relation == Relation::Same
    }

    /// The same, for a target that must also be in the same set, if sets count.
    pub(super) fn is_like(self, other: Self, by_set: bool, budget: &mut usize) -> bool {
        if by_set && self.set != other.set {
            *budget = budget.saturating_sub(1);
            return false;
        }
        self.is_same(other.as_path(), budget)
    }
}

impl fmt::Debug for ListedTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedTarget")
            .field("index", &self.index)
            .field("target_set", &self.set)
            .field("path", &self.path())
            .finish()
    }
}

#[cfg(feature = "defmt")]
mod format {
    use super::{ListedTarget, TargetList};
    use defmt::{Format, Formatter, write};

    impl Format for TargetList<'_> {
        fn format(&self, f: Formatter<'_>) {
            for target in *self {
                write!(f, "{} ", target);
            }
        }
    }

    impl Format for ListedTarget<'_> {
        fn format(&self, f: Formatter<'_>) {
            write!(f, "{}, set {}: {}", self.index, self.set, self.path());
        }
    }
}

//! The caches of a client, of any size. `[MS-DFSC] 3.1.1`

use crate::cache::{DomainCache, DomainView, Domains, ReferralCache, ReferralView};
use crate::text::Utf16Le;
use core::fmt;

/// The caches of a client, lent to an operation for a moment: see [`Operation`](super::Operation).
///
/// ```
/// use dfsc::cache::{DomainCache, ReferralCache};
/// use dfsc::client::Caches;
///
/// let mut referrals = ReferralCache::<4096, 16>::new();
/// let mut domains = DomainCache::<512, 8>::new();
/// let _caches = Caches::new(&mut referrals, &mut domains);
/// ```
///
/// `[MS-DFSC] 3.1.1`
pub struct Caches<'c> {
    pub(super) referrals: ReferralView<'c>,
    pub(super) domains: Option<DomainView<'c>>,
}

impl<'c> Caches<'c> {
    /// Those of a computer in a domain.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn new<const BYTES: usize, const SLOTS: usize, const NAMES: usize, const DOMAINS: usize>(
        referrals: &'c mut ReferralCache<BYTES, SLOTS>,
        domains: &'c mut DomainCache<NAMES, DOMAINS>,
    ) -> Self {
        Self { referrals: referrals.view_mut(), domains: Some(domains.view()) }
    }

    /// That of any other computer.
    ///
    /// `[MS-DFSC] 3.1.1`
    #[must_use]
    pub fn without_domains<const BYTES: usize, const SLOTS: usize>(
        referrals: &'c mut ReferralCache<BYTES, SLOTS>,
    ) -> Self {
        Self { referrals: referrals.view_mut(), domains: None }
    }

    pub(super) fn bootstrap_dc(&self) -> Option<Utf16Le<'_>> {
        self.domains.as_ref()?.bootstrap_dc()
    }

    pub(super) fn domains(&self) -> Domains<'_> {
        self.domains.as_ref().map_or(Domains::NONE, DomainView::domains)
    }
}

impl fmt::Debug for Caches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caches").field("domains", &self.domains()).finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Caches<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", self.domains());
    }
}

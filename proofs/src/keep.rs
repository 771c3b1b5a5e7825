//! What a client does with the caches: what the budget of them measures.

use crate::{opaque, opaque_mut, used};
use core::hint::black_box;
use dfsc::cache::{CacheError, DomainCache, Handle, Lookup, PathReferral, ReferralCache};
use dfsc::{Response, Utf16Le};

type Referrals = ReferralCache<4096, 16>;
type Domains = DomainCache<1024, 8>;

// What the documentation says of machines like these.
const _: () = assert!(
    size_of::<ReferralCache<2048, 8>>() == 2368
        && size_of::<Referrals>() == 4720
        && size_of::<ReferralCache<16384, 64>>() == 18832
        && size_of::<ReferralCache<65536, 256>>() == 75280
        && size_of::<Domains>() == 1024 + 8 * 12 + 20
);

static mut REFERRALS: Referrals = ReferralCache::new();
static mut DOMAINS: Domains = DomainCache::new();

/// The caches of a program, for which it asks once.
#[inline(always)]
pub fn kept() -> (&'static mut Referrals, &'static mut Domains) {
    let (referrals, domains) = (&raw mut REFERRALS, &raw mut DOMAINS);
    // SAFETY: nothing else names them, and this runs once.
    unsafe { (&mut *referrals, &mut *domains) }
}

/// Everything that it takes to keep what replies say, and to go where they lead; then what else is done with the cache.
pub fn caches(path: Utf16Le<'_>, then: impl FnOnce(&mut Referrals, &mut Domains)) {
    let (referrals, domains) = kept();
    bootstrap(domains, path);
    if let Ok(response) = Response::parse(opaque()) {
        merge(domains, &response);
        controllers(domains, path, &response);
        learn(referrals, domains, path, &response);
    }
    look(referrals, path);
    then(referrals, domains);
}

#[inline(never)]
fn bootstrap(domains: &mut Domains, name: Utf16Le<'_>) {
    if domains.is_bootstrap_dc_due(black_box(0)) {
        said(domains.set_bootstrap_dc(name, black_box(0)));
    }
    used(domains.bootstrap_dc().map(Utf16Le::as_bytes));
}

#[inline(never)]
fn merge(domains: &mut Domains, response: &Response<'_>) {
    said(domains.merge(response));
}

#[inline(never)]
fn controllers(domains: &mut Domains, name: Utf16Le<'_>, response: &Response<'_>) {
    said(domains.set_controllers(name, response));
    if let Some(domain) = domains.domains().find(name) {
        let handle = domain.handle();
        used((domain.name().as_bytes(), domain.dc_hint().map(Utf16Le::as_bytes)));
        used(domain.attempt(domain.dc_hint_index(), black_box(1)));
        used(domains.set_dc_hint(handle, black_box(1)));
    }
    used(domains.forget_controllers(name));
}

#[inline(never)]
fn learn(referrals: &mut Referrals, domains: &Domains, path: Utf16Le<'_>, response: &Response<'_>) {
    match PathReferral::new(path, response, domains.domains()) {
        Ok(referral) => {
            serve(&referral, path);
            said(referrals.insert(&referral, black_box(0)));
        }
        Err(error) => failed(error),
    }
}

#[inline(never)]
fn look(referrals: &mut Referrals, path: Utf16Le<'_>) {
    match referrals.lookup(path, black_box(0)) {
        Lookup::Fresh(cached) | Lookup::Stale(cached) => {
            serve(&cached.referral(), path);
            let handle = cached.handle();
            hinted(referrals, handle);
        }
        Lookup::Negative(status) => used(status),
        Lookup::Miss => {}
    }
}

#[inline(never)]
fn serve(referral: &PathReferral<'_, Utf16Le<'_>>, path: Utf16Le<'_>) {
    used((referral.root_or_link(), referral.is_interlink()));
    let hint = referral.target_hint();
    let next = referral.target_list().attempt(hint.index(), black_box(1));
    if let Some(rewritten) = referral.rewrite(path, next.unwrap_or(hint)) {
        used(rewritten.encode(opaque_mut()).is_ok());
    }
}

#[inline(never)]
fn hinted(referrals: &mut Referrals, handle: Handle) {
    used((referrals.get(handle, black_box(0)).is_some(), referrals.set_target_hint(handle, black_box(1))));
    used(referrals.remove(handle));
}

fn said<T>(outcome: Result<T, CacheError>) {
    match outcome {
        Ok(value) => used(value),
        Err(error) => failed(error),
    }
}

/// All that an error says, so that none of it is left out.
#[inline(never)]
fn failed(error: CacheError) {
    used((error.kind(), error.value(), error.limit(), error.status()));
}

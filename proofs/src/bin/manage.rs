//! What it takes to look into the caches and to keep them in order, on top of `cache`.

#![no_std]
#![no_main]

use core::hint::black_box;
use dfsc::cache::{DomainCache, Listed, ReferralCache};
use dfsc::{NtStatus, Utf16Le};
use proofs::{each, used};

/// The program.
#[unsafe(no_mangle)]
pub extern "C" fn start() {
    proofs::text(|path, other| {
        proofs::keep::caches(path, |referrals, domains| {
            negative(referrals, other);
            listed(referrals, domains);
            flushed(referrals, domains, other);
        });
    });
}

#[inline(never)]
fn negative(referrals: &mut ReferralCache<4096, 16>, path: Utf16Le<'_>) {
    referrals.set_negative_seconds(black_box(1));
    used(referrals.insert_negative(path, black_box(NtStatus::NOT_FOUND), black_box(0)));
}

#[inline(never)]
fn listed(referrals: &ReferralCache<4096, 16>, domains: &DomainCache<1024, 8>) {
    for listed in referrals.entries() {
        match listed {
            Listed::Referral(cached) => {
                let referral = cached.referral();
                used((cached.soft_timeout(), cached.hard_timeout(), referral.dfs_path_prefix().as_bytes()));
                used((referral.time_to_live(), referral.target_failback()));
                for target in referral.target_list() {
                    used((target.index(), target.target_set(), target.path().as_bytes()));
                }
            }
            Listed::Negative { dfs_path_prefix, status, until } => {
                used((dfs_path_prefix.as_bytes(), status, until));
            }
        }
    }
    for domain in domains.domains().iter() {
        used(domain.name().as_bytes());
        each(domain.controllers().map(Utf16Le::as_bytes));
    }
}

#[inline(never)]
fn flushed(referrals: &mut ReferralCache<4096, 16>, domains: &mut DomainCache<1024, 8>, path: Utf16Le<'_>) {
    used((referrals.bytes_used(), referrals.flush(path)));
    referrals.set_seed(black_box(1));
    domains.flush();
}

//! What a client does to resolve paths: what the budget of it measures.

use crate::keep::kept;
use crate::{opaque, opaque_mut, used};
use core::hint::black_box;
use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
use dfsc::{NtStatus, Utf16Le};

/// Everything that a computer in a domain does: it asks for domains, and resolves a path.
pub fn operations(path: Utf16Le<'_>) {
    let (referrals, domains) = kept();
    if domains.is_bootstrap_dc_due(black_box(0)) {
        used(domains.set_bootstrap_dc(path, black_box(0)).is_ok());
    }
    let mut settings = Settings::new();
    settings.uses_extended = black_box(true);
    settings.asks_first = black_box(true);
    settings.site_name = black_box(None);
    let mut caches = Caches::new(referrals, domains);
    let mut ask = Operation::domains(settings, opaque_mut());
    walk(&mut ask, &mut caches);
    if let Ok(mut operation) = Operation::new(path, settings, opaque_mut(), opaque_mut()) {
        walk(&mut operation, &mut caches);
    }
}

#[inline(never)]
fn walk(operation: &mut Operation<'_>, caches: &mut Caches<'_>) {
    while let Ok(action) = operation.next(caches, black_box(0), opaque_mut()) {
        let outcome = match action {
            Action::Request(request) => {
                used((request.host().as_bytes(), request.message(), request.is_extended()));
                used(request.max_output_size());
                let status = black_box(NtStatus::SUCCESS);
                if status.is_failure() { Outcome::refused(status) } else { Outcome::reply(opaque()) }
            }
            Action::Access(access) => {
                used((access.host().as_bytes(), access.share().as_bytes()));
                used((access.rest().as_bytes(), access.dfs_name().as_bytes()));
                Outcome::accessed(black_box(NtStatus::SUCCESS), black_box(true))
            }
            Action::Done(status) => return used(status),
            Action::Failed(failure) => {
                used((failure.kind(), failure.step(), failure.status(), failure.last_status()));
                return used((failure.host().as_bytes(), failure.request_file_name().map(Utf16Le::as_bytes)));
            }
        };
        operation.take(caches, black_box(0), outcome);
    }
}

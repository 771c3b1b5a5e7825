//! A NAS that opens files on other servers: what finds out where they are.

use core::cell::RefCell;
use critical_section::Mutex;
use dfsc::NtStatus;
use dfsc::cache::{DomainCache, ReferralCache};
use dfsc::client::{Access, Action, Caches, Operation, Outcome, ReferralRequest};

/// What all operations share: here in less than 3 KiB.
pub struct Kept {
    pub referrals: ReferralCache<2048, 8>,
    pub domains: DomainCache<256, 4>,
}

static KEPT: Mutex<RefCell<Kept>> =
    Mutex::new(RefCell::new(Kept { referrals: ReferralCache::new(), domains: DomainCache::new() }));

/// Has it for a moment, in which the board does nothing else: for some thousand instructions. A mutex of the firmware's system does as well.
pub fn kept<T>(take: impl FnOnce(&mut Kept) -> T) -> T {
    critical_section::with(|token| take(&mut KEPT.borrow_ref_mut(token)))
}

/// What firmware has sockets for.
pub trait Network {
    /// Sends a request to its host: the reply, or the status that it was refused with.
    fn ask(&mut self, request: &ReferralRequest<'_>) -> Result<&[u8], NtStatus>;
    /// Opens a file: what came of that, and whether the share is one of DFS.
    fn open(&mut self, access: &Access<'_>) -> (NtStatus, bool);
}

/// Does what an operation says, until it is over. `now` tells seconds from anywhere, which never go back.
pub fn walk(mut operation: Operation<'_>, network: &mut dyn Network, now: fn() -> u32) -> NtStatus {
    // Room for a request, or for the path on a target.
    let mut out = [0; 512];
    loop {
        let action = kept(|kept| {
            operation.next(&mut Caches::new(&mut kept.referrals, &mut kept.domains), now(), &mut out)
        });
        let outcome = match action {
            Ok(Action::Request(request)) => match network.ask(&request) {
                Ok(message) => Outcome::reply(message),
                Err(status) => Outcome::refused(status),
            },
            Ok(Action::Access(access)) => {
                let (status, is_dfs) = network.open(&access);
                Outcome::accessed(status, is_dfs)
            }
            Ok(Action::Done(status)) => return status,
            Ok(Action::Failed(failure)) => return failure.status().unwrap_or(NtStatus::UNSUCCESSFUL),
            // A path for which there is no room.
            Err(_) => return NtStatus::OBJECT_NAME_INVALID,
        };
        kept(|kept| {
            operation.take(&mut Caches::new(&mut kept.referrals, &mut kept.domains), now(), outcome);
        });
    }
}

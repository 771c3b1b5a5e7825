//! Where a path leads, found out without doing I/O: all of `[MS-DFSC] 3.1.4.1` as a state machine.
//!
//! An [`Operation`] is something to be done on a path. It says what to do next, an [`Action`]: send a referral request to a host, or do the operation on a share. Whoever has
//! sockets does that, and tells what came of it, an [`Outcome`]; then it says the next, until it is done or has failed. All operations of a computer
//! share its [`Caches`], which each borrows only while it thinks: between two calls others may go on, and one that is dropped leaves nothing behind.
//!
//! ```
//! use dfsc::cache::ReferralCache;
//! use dfsc::client::{Action, Caches, Operation, Outcome, Settings};
//! use dfsc::NtStatus;
//!
//! let mut referrals = ReferralCache::<2048, 8>::new();
//! let (mut path, mut reply, mut out) = ([0; 256], [0; 512], [0; 512]);
//! let mut operation = Operation::new(r"\\s\d\Report.txt", Settings::new(), &mut path, &mut reply)?;
//! let now = 1000;
//!
//! // Is \s\d a namespace? Its server says that it is, and lies at \t\d.
//! let mut caches = Caches::without_domains(&mut referrals);
//! let Action::Request(request) = operation.next(&mut caches, now, &mut out)? else { panic!() };
//! assert!(request.host() == "s" && request.request_file_name() == r"\s\d");
//! let answer = b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";
//! operation.take(&mut caches, now, Outcome::reply(answer));
//!
//! // There the file is opened, on a share that is a DFS share.
//! let Action::Access(access) = operation.next(&mut caches, now, &mut out)? else { panic!() };
//! assert!(access.host() == "t" && access.share() == "d" && access.dfs_name() == r"t\d\Report.txt");
//! operation.take(&mut caches, now, Outcome::accessed(NtStatus::SUCCESS, true));
//! assert!(matches!(operation.next(&mut caches, now, &mut out)?, Action::Done(NtStatus::SUCCESS)));
//! # Ok::<(), dfsc::EncodeError>(())
//! ```
//!
//! # What it promises
//!
//! An operation ends: it takes 64 actions at most, and 8 interlinks, or fewer if [`Settings`] say so. It names no host but those that the path, the caches or a reply name. It uses no entry of a
//! cache past its hard time-out. Hosts that fail are followed by the next where the spec says so ([`fails_over`](crate::NtStatus::fails_over)), for requests as for the operation itself.
//!
//! # Where it goes on from the spec
//!
//! * A ROOT request asks for the first two components, a LINK request for the whole path under the name of its namespace, not for what that was rewritten to.
//! * That a server does not cover a path is believed as it is: no attribute of a file is asked for first (`3.1.5.1`), as no client does that.
//! * A stale referral is asked for again; if that fails, it is used until its hard time-out, and [not asked for](crate::cache::ReferralCache::postpone) for 30 seconds. If its server has no targets any more, or
//!   answers for another path, it goes.
//! * A reply that cannot be kept serves its operation: what `TimeToLive` 0 wants, and what a server says that is at odds with itself. So does whatever an operation is told
//!   once the referral that it followed has gone under its feet, by its hard time-out or for want of room: else it would begin anew until its actions are spent.
//! * A link whose target is the link itself, or lies below it, is passed over, and an interlink to where the path has been ends the operation: both as [`Cycle`](FailureKind::Cycle).
//! * A target of a link that does not cover the path either is a namespace of its own, and the path goes on there as through an interlink (`3.1.5.1` ends the operation): namespaces within
//!   namespaces of Samba's servers do not say that they are interlinks. What fails from there on fails the operation, and the next begins with the same target.
//! * An interlink leads to the target of the hint alone, as step 11 has it: there is no way back from the other namespace, and nothing to [choose](Operation::choose).
//! * `STATUS_OBJECT_NAME_NOT_FOUND` and `STATUS_OBJECT_PATH_NOT_FOUND` are what a server says of what is not there, and end the operation; that an old server means
//!   `STATUS_PATH_NOT_COVERED` by them is not guessed.
//! * A request in the extended form that a host does not know is sent again in the plain one, and only what comes of that counts.

mod action;
mod asking;
mod caches;
mod failure;
mod operation;
mod settings;
mod state;
mod steps;

pub use action::{Access, Action, Outcome, ReferralRequest};
pub use caches::Caches;
pub use failure::{Failure, FailureKind};
pub use operation::Operation;
pub use settings::Settings;

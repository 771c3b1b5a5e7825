//! Why an operation cannot be done. `[MS-DFSC] 3.1.4.1` steps 12 to 14

use crate::status::NtStatus;
use crate::text::Utf16Le;
use core::fmt;

/// Why an operation cannot be done: see [`Failure`].
///
/// ```
/// # use dfsc::client::FailureKind;
/// assert_eq!(FailureKind::NotDfs.to_string(), "the path is in no namespace");
/// ```
///
/// `[MS-DFSC] 3.1.4.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FailureKind {
    /// The path has no component.
    NoPath,
    /// The path is in no namespace, and its server said no. `[MS-DFSC] 3.1.4.1` step 12
    NotDfs,
    /// The path is in a domain, and no controller of it could tell more. `[MS-DFSC] 3.1.4.1` step 13
    Domain,
    /// The path is in a namespace, and no target could do the operation, or no server could tell more. `[MS-DFSC] 3.1.4.1` step 14
    Dfs,
    /// The path leads to where it has been.
    Cycle,
    /// The path leads into more namespaces than it may.
    Interlinks,
    /// It took more requests and accesses than it may.
    Actions,
    /// A request cannot be written: the path or the site has a NUL, or is longer than a request can say.
    Unwritable,
    /// A path, or a reply that no cache keeps, is longer than the buffer that the operation has for it; the domain cache could not keep the name of a single controller, or of all
    /// domains: it knows those then for which it had room.
    NoRoom,
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPath => "the path is empty",
            Self::NotDfs => "the path is in no namespace",
            Self::Domain => "no domain controller could tell more",
            Self::Dfs => "no server could tell where the path leads, or none that it leads to could do it",
            Self::Cycle => "the path leads to where it has been",
            Self::Interlinks => "the path leads through too many namespaces",
            Self::Actions => "too much was tried",
            Self::Unwritable => "the path or the site cannot be written into a request",
            Self::NoRoom => "there is too little room for a path, a reply, or names",
        })
    }
}

/// Why an operation cannot be done, and what happened last.
///
/// `Display` makes a sentence of it: what failed, at which step, and what the host said.
///
/// `[MS-DFSC] 3.1.4.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Failure<'o> {
    pub(super) kind: FailureKind,
    pub(super) step: u8,
    pub(super) status: Option<NtStatus>,
    pub(super) last_status: Option<NtStatus>,
    pub(super) host: Utf16Le<'o>,
    pub(super) request: Option<Utf16Le<'o>>,
}

impl<'o> Failure<'o> {
    /// Why it cannot be done.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    #[must_use]
    pub const fn kind(&self) -> FailureKind {
        self.kind
    }

    /// The step that failed, 1 to 12, or 0 if domains were asked for: that of the request or access that got no good answer, or could not be made. Steps 13 and 14 are [kinds](Self::kind).
    ///
    /// `[MS-DFSC] 3.1.4.1`
    #[must_use]
    pub const fn step(&self) -> u8 {
        self.step
    }

    /// The status to report to who asked for the operation, where the spec has one: that of the last host asked, or what the spec puts in its place. `None` if
    /// there was nobody to ask, or the operation was ended by a limit or a cycle.
    ///
    /// `[MS-DFSC] 3.1.5.2`, `3.1.5.4.3`
    #[must_use]
    pub const fn status(&self) -> Option<NtStatus> {
        self.status
    }

    /// What the last host answered, since the path led into its present namespace; `None` if none was asked. A reply that says nothing of what was asked counts as the status that
    /// [`CacheError::status`](crate::cache::CacheError::status) gives it.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn last_status(&self) -> Option<NtStatus> {
        self.last_status
    }

    /// The last host that was asked, or accessed, since the path led into its present namespace: as much of its name as there was room for; empty if there was none.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn host(&self) -> Utf16Le<'o> {
        self.host
    }

    /// The `RequestFileName` of the request that failed, if it was a request.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn request_file_name(&self) -> Option<Utf16Le<'o>> {
        self.request
    }
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: step {}", self.kind, self.step)?;
        if let Some(name) = self.request.filter(|name| !name.is_empty()) {
            write!(f, ", request for {name}")?;
        }
        match self.last_status {
            Some(status) if self.host.is_empty() => write!(f, ", {status}"),
            Some(status) => write!(f, ", {} answered {status}", self.host),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Failure<'_> {}

//! What a client does next, and what came of it. `[MS-DFSC] 3.1.4.1`

use super::failure::Failure;
use crate::path::DfsPath;
use crate::status::NtStatus;
use crate::text::Utf16Le;
use crate::wire::layout::{RequestExFixed, RequestFixed};
use crate::wire::{Request, RequestKind};

/// What is to be done next: see [`Operation::next`](super::Operation::next). It borrows the buffer that it was written into, and nothing else.
///
/// `[MS-DFSC] 3.1.4.1`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Action<'o> {
    /// Ask a host for a referral. `[MS-DFSC] 3.1.4.2`
    Request(ReferralRequest<'o>),
    /// Do the operation there. `[MS-DFSC] 3.1.4.1` steps 8 and 12
    Access(Access<'o>),
    /// Nothing: the operation was done, with this status. `[MS-DFSC] 3.1.5.3`
    Done(NtStatus),
    /// Nothing: it cannot be done. `[MS-DFSC] 3.1.4.1` steps 12 to 14
    Failed(Failure<'o>),
}

/// A referral request, ready to be sent.
///
/// It goes to the host's `IPC$` (over SMB 2 and 3 any share of it will do), as the buffer of an IOCTL with `FSCTL_DFS_GET_REFERRALS` or, if it [is extended](Self::is_extended),
/// `FSCTL_DFS_GET_REFERRALS_EX`, or as the parameters of `TRANS2_GET_DFS_REFERRAL`. A host that cannot be reached answers with a status too: see [`Outcome`].
///
/// `[MS-DFSC] 3.1.4.2`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReferralRequest<'o> {
    pub(super) host: Utf16Le<'o>,
    pub(super) message: &'o [u8],
    /// How long the name is, in bytes.
    pub(super) name: usize,
    pub(super) is_extended: bool,
    pub(super) max_output_size: u32,
    pub(super) step: u8,
}

impl<'o> ReferralRequest<'o> {
    /// Whom to ask: the name of a server, of NetBIOS, of DNS, or an address.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn host(&self) -> Utf16Le<'o> {
        self.host
    }

    /// The bytes of the request.
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub const fn message(&self) -> &'o [u8] {
        self.message
    }

    /// Whether it is a `REQ_GET_DFS_REFERRAL_EX`.
    ///
    /// `[MS-DFSC] 2.2.3`
    #[must_use]
    pub const fn is_extended(&self) -> bool {
        self.is_extended
    }

    /// How many bytes to allow for the reply: `MaxOutputResponse` of SMB2, `MaxDataCount` of SMB1.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn max_output_size(&self) -> u32 {
        self.max_output_size
    }

    /// The path that it asks for.
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub fn request_file_name(&self) -> Utf16Le<'o> {
        let fixed = if self.is_extended { RequestExFixed::LEN } else { RequestFixed::LEN };
        let name = self.message.get(fixed..fixed.wrapping_add(self.name));
        Utf16Le::whole_units(name.unwrap_or_default())
    }

    /// What it asks for.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub fn kind(&self) -> RequestKind {
        Request::new(0, self.request_file_name()).kind()
    }

    /// At which step the operation is, 5 to 10; 0 if domains are asked for.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    #[must_use]
    pub const fn step(&self) -> u8 {
        self.step
    }
}

/// Where the operation is to be done.
///
/// Connect to the [host](Self::host), then to its [share](Self::share). If that is a DFS share (`SMB2_SHARE_CAP_DFS`; `SMB_SHARE_IS_IN_DFS` of SMB1) the operation goes out with the DFS flag set
/// and [`dfs_name`](Self::dfs_name) as its name, else without the flag and with [`rest`](Self::rest): a server that gets another name, or no flag, never says that it does not cover a path.
/// Over SMB1 names begin with a backslash: that on a DFS share is the [path](Self::path) as it is, and Samba does not find the other one.
///
/// `[MS-DFSC] 3.1.4.1` steps 8 and 12
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Access<'o> {
    pub(super) path: Utf16Le<'o>,
    pub(super) step: u8,
}

impl<'o> Access<'o> {
    /// The whole path: one `\` before each component, and no other separator.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 8
    #[must_use]
    pub const fn path(&self) -> Utf16Le<'o> {
        self.path
    }

    /// The server.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 8
    #[must_use]
    pub fn host(&self) -> Utf16Le<'o> {
        self.component(0)
    }

    /// The share; empty if the path is a server's name alone.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 8
    #[must_use]
    pub fn share(&self) -> Utf16Le<'o> {
        self.component(1)
    }

    /// What lies behind the share, without a leading backslash: the name on a share that is not a DFS share.
    ///
    /// `[MS-DFSC] 3.1.4.1` step 8
    #[must_use]
    pub fn rest(&self) -> Utf16Le<'o> {
        let before = self.host().len_units().wrapping_add(self.share().len_units()).wrapping_add(3);
        self.from(before)
    }

    /// The full name, without a leading backslash: the name on a DFS share, over SMB2.
    ///
    /// `[MS-SMB2] 3.2.4.3`
    #[must_use]
    pub fn dfs_name(&self) -> Utf16Le<'o> {
        self.from(1)
    }

    /// At which step the operation is: 8 if a referral led there, 12 if not.
    ///
    /// `[MS-DFSC] 3.1.4.1`
    #[must_use]
    pub const fn step(&self) -> u8 {
        self.step
    }

    fn component(&self, index: usize) -> Utf16Le<'o> {
        DfsPath::new(self.path).components().nth(index).unwrap_or_default()
    }

    fn from(&self, unit: usize) -> Utf16Le<'o> {
        self.path.split_at(unit).map_or_else(Utf16Le::default, |(_, rest)| rest)
    }
}

/// What came of an action: a status, and what came with it.
///
/// Whatever keeps a host from answering is a status too, as the client has it that sends the messages: `STATUS_IO_TIMEOUT`, `STATUS_HOST_UNREACHABLE`,
/// `STATUS_CONNECTION_REFUSED`, `STATUS_BAD_NETWORK_PATH` for a name that cannot be resolved, `STATUS_ACCESS_DENIED` for one that wants other credentials.
///
/// `[MS-DFSC] 3.1.5`
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Outcome<'r> {
    pub(super) status: NtStatus,
    pub(super) reply: &'r [u8],
    pub(super) is_dfs: bool,
}

impl<'r> Outcome<'r> {
    /// Of a request: the referral message that was answered with success.
    ///
    /// `[MS-DFSC] 3.1.5.4`
    #[must_use]
    pub const fn reply(message: &'r [u8]) -> Self {
        Self { status: NtStatus::SUCCESS, reply: message, is_dfs: false }
    }

    /// Of a request that was not answered with success. What came with `STATUS_BUFFER_OVERFLOW` is a part of a message, and of no use.
    ///
    /// `[MS-DFSC] 3.1.5.4`
    #[must_use]
    pub const fn refused(status: NtStatus) -> Self {
        Self { status, reply: &[], is_dfs: false }
    }

    /// Of an access: the status of the operation, or of what came before it and failed, and whether the share is a DFS share, so far as that was found out.
    ///
    /// `[MS-DFSC] 3.1.5.1`, `3.1.5.2`, `3.1.5.3`
    #[must_use]
    pub const fn accessed(status: NtStatus, is_dfs: bool) -> Self {
        Self { status, reply: &[], is_dfs }
    }
}

//! How a server answered, if not with a referral. `[MS-ERREF] 2.3.1`

use core::fmt;

/// Declares the values that this protocol uses, with their names in the spec.
macro_rules! statuses {
    ($($(#[$doc:meta])* $NAME:ident = $value:literal;)*) => {
        /// An NTSTATUS, as a carrier has it. The raw value is kept, known or not.
        ///
        /// ```
        /// use dfsc::NtStatus;
        ///
        /// assert_eq!(NtStatus::PATH_NOT_COVERED.to_string(), "STATUS_PATH_NOT_COVERED");
        /// assert_eq!(NtStatus(0xc123_4567).to_string(), "0xc1234567");
        /// ```
        ///
        /// With `defmt` it is logged by its name too, for 2 KiB of flash; `status.0` takes none.
        ///
        /// `[MS-ERREF] 2.3.1`
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct NtStatus(pub u32);

        impl NtStatus {
            /// All that have a name here.
            ///
            /// ```
            /// assert!(dfsc::NtStatus::ALL.contains(&dfsc::NtStatus::SUCCESS));
            /// ```
            ///
            /// `[MS-ERREF] 2.3.1`
            pub const ALL: &'static [Self] = &[$(Self::$NAME),*];

            $(
                $(#[$doc])*
                #[doc = concat!("`STATUS_", stringify!($NAME), "`")]
                ///
                /// `[MS-ERREF] 2.3.1`
                pub const $NAME: Self = Self($value);
            )*

            /// The spec's name of the value, if this protocol has a use for it.
            ///
            /// ```
            /// # use dfsc::NtStatus;
            /// assert_eq!(NtStatus(0).name(), Some("STATUS_SUCCESS"));
            /// ```
            ///
            /// `[MS-ERREF] 2.3.1`
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                Some(match self {
                    $(Self::$NAME => concat!("STATUS_", stringify!($NAME)),)*
                    _ => return None,
                })
            }
        }
    };
}

/// The errors that make a client go on with the next host, without their first halves, which are all the same.
const FAIL_OVER: [u16; 26] = low_halves([
    NtStatus::BAD_NETWORK_PATH,
    NtStatus::CONNECTION_DISCONNECTED,
    NtStatus::CONNECTION_REFUSED,
    NtStatus::CONNECTION_RESET,
    NtStatus::DFS_UNAVAILABLE,
    NtStatus::DISK_OPERATION_FAILED,
    NtStatus::DUPLICATE_NAME,
    NtStatus::FS_DRIVER_REQUIRED,
    NtStatus::HOST_UNREACHABLE,
    NtStatus::INSUFFICIENT_RESOURCES,
    NtStatus::INVALID_NETWORK_RESPONSE,
    NtStatus::IO_REPARSE_TAG_NOT_HANDLED,
    NtStatus::IO_TIMEOUT,
    NtStatus::NETLOGON_NOT_STARTED,
    NtStatus::NETWORK_BUSY,
    NtStatus::NETWORK_NAME_DELETED,
    NtStatus::NETWORK_UNREACHABLE,
    NtStatus::NO_SUCH_DEVICE,
    NtStatus::NO_SUCH_LOGON_SESSION,
    NtStatus::REMOTE_NOT_LISTENING,
    NtStatus::REQUEST_NOT_ACCEPTED,
    NtStatus::SHARING_PAUSED,
    NtStatus::UNEXPECTED_NETWORK_ERROR,
    NtStatus::UNMAPPABLE_CHARACTER,
    NtStatus::USER_SESSION_DELETED,
    NtStatus::VIRTUAL_CIRCUIT_CLOSED,
]);

const fn low_halves<const COUNT: usize>(statuses: [NtStatus; COUNT]) -> [u16; COUNT] {
    let mut low = [0; COUNT];
    let (mut from, mut to): (&[_], &mut [u16]) = (&statuses, &mut low);
    while let (Some((status, statuses)), Some((low, rest))) = (from.split_first(), to.split_first_mut()) {
        assert!(status.0 >> 16 == 0xC000, "no error of the system");
        *low = (status.0 & 0xffff) as u16;
        (from, to) = (statuses, rest);
    }
    low
}

impl NtStatus {
    /// Whether it says that something failed: severity 2, a warning, or 3, an error.
    ///
    /// ```
    /// # use dfsc::NtStatus;
    /// assert!(NtStatus::BUFFER_OVERFLOW.is_failure() && !NtStatus::PENDING.is_failure());
    /// ```
    ///
    /// `[MS-ERREF] 2.3`
    #[must_use]
    pub const fn is_failure(self) -> bool {
        self.0 >> 31 != 0
    }

    /// Whether a client that gets it asks the next controller or root target, or tries the next target: the fault is the host's, and not of what was asked. For access to a target
    /// `STATUS_BAD_NETWORK_NAME` counts too.
    ///
    /// ```
    /// # use dfsc::NtStatus;
    /// assert!(NtStatus::IO_TIMEOUT.fails_over() && NtStatus::DEVICE_OFF_LINE.fails_over());
    /// assert!(!NtStatus::ACCESS_DENIED.fails_over() && !NtStatus::BAD_NETWORK_NAME.fails_over());
    /// ```
    ///
    /// `[MS-DFSC] 3.1.5.2`, `3.1.5.4.3`
    #[must_use]
    pub fn fails_over(self) -> bool {
        let low = self.0.wrapping_sub(0xC000_0000);
        self == Self::DEVICE_OFF_LINE || FAIL_OVER.iter().any(|status| u32::from(*status) == low)
    }
}

statuses! {
    SUCCESS = 0x0000_0000;
    PENDING = 0x0000_0103;
    BUFFER_OVERFLOW = 0x8000_0005;
    DEVICE_OFF_LINE = 0x8000_0010;
    UNSUCCESSFUL = 0xC000_0001;
    NOT_IMPLEMENTED = 0xC000_0002;
    INVALID_HANDLE = 0xC000_0008;
    INVALID_PARAMETER = 0xC000_000D;
    NO_SUCH_DEVICE = 0xC000_000E;
    NO_SUCH_FILE = 0xC000_000F;
    INVALID_DEVICE_REQUEST = 0xC000_0010;
    MORE_PROCESSING_REQUIRED = 0xC000_0016;
    ACCESS_DENIED = 0xC000_0022;
    BUFFER_TOO_SMALL = 0xC000_0023;
    OBJECT_NAME_INVALID = 0xC000_0033;
    OBJECT_NAME_NOT_FOUND = 0xC000_0034;
    OBJECT_PATH_INVALID = 0xC000_0039;
    OBJECT_PATH_NOT_FOUND = 0xC000_003A;
    OBJECT_PATH_SYNTAX_BAD = 0xC000_003B;
    NO_SUCH_LOGON_SESSION = 0xC000_005F;
    LOGON_FAILURE = 0xC000_006D;
    INSUFFICIENT_RESOURCES = 0xC000_009A;
    IO_TIMEOUT = 0xC000_00B5;
    NOT_SUPPORTED = 0xC000_00BB;
    REMOTE_NOT_LISTENING = 0xC000_00BC;
    DUPLICATE_NAME = 0xC000_00BD;
    BAD_NETWORK_PATH = 0xC000_00BE;
    NETWORK_BUSY = 0xC000_00BF;
    INVALID_NETWORK_RESPONSE = 0xC000_00C3;
    UNEXPECTED_NETWORK_ERROR = 0xC000_00C4;
    NETWORK_NAME_DELETED = 0xC000_00C9;
    BAD_NETWORK_NAME = 0xC000_00CC;
    SHARING_PAUSED = 0xC000_00CF;
    REQUEST_NOT_ACCEPTED = 0xC000_00D0;
    VIRTUAL_CIRCUIT_CLOSED = 0xC000_00D6;
    ILLEGAL_CHARACTER = 0xC000_0161;
    UNMAPPABLE_CHARACTER = 0xC000_0162;
    DISK_OPERATION_FAILED = 0xC000_016A;
    NETLOGON_NOT_STARTED = 0xC000_0192;
    FS_DRIVER_REQUIRED = 0xC000_019C;
    USER_SESSION_DELETED = 0xC000_0203;
    CONNECTION_DISCONNECTED = 0xC000_020C;
    CONNECTION_RESET = 0xC000_020D;
    NOT_FOUND = 0xC000_0225;
    CONNECTION_REFUSED = 0xC000_0236;
    NETWORK_UNREACHABLE = 0xC000_023C;
    HOST_UNREACHABLE = 0xC000_023D;
    PATH_NOT_COVERED = 0xC000_0257;
    DFS_UNAVAILABLE = 0xC000_026D;
    IO_REPARSE_TAG_NOT_HANDLED = 0xC000_0279;
}

impl fmt::Display for NtStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{:#010x}", self.0),
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for NtStatus {
    fn format(&self, f: defmt::Formatter<'_>) {
        if let Some(name) = self.name() {
            defmt::write!(f, "{=str}", name);
        } else {
            defmt::write!(f, "{=u32:#010x}", self.0);
        }
    }
}

//! Referral requests, plain and extended. `[MS-DFSC] 2.2.2`, `2.2.3`

use super::grammar::{self, RequestExParts};
use super::values::{LengthUnit, RequestFlags};
use crate::error::DecodeError;
use crate::text::Utf16Le;

/// `REQ_GET_DFS_REFERRAL`: asks for the targets of a path.
///
/// ```
/// use dfsc::{Request, RequestKind};
///
/// let request = Request::parse(b"\x04\0\\\0s\0r\0v\0\\\0d\0f\0s\0\0\0")?;
/// assert_eq!(request.max_referral_level(), 4);
/// assert_eq!(request.request_file_name(), "\\srv\\dfs");
/// assert_eq!(request.kind(), RequestKind::Root);
/// # Ok::<(), dfsc::DecodeError>(())
/// ```
///
/// `[MS-DFSC] 2.2.2`
#[doc(alias = "REQ_GET_DFS_REFERRAL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Request<'a> {
    max_referral_level: u16,
    request_file_name: Utf16Le<'a>,
}

impl<'a> Request<'a> {
    /// Reads a whole message.
    ///
    /// The name is everything up to the first NUL, or up to the end: real servers answer requests that lack the NUL, carry
    /// text after it, or end in an odd byte.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::DecodeErrorKind::Truncated) if `message` has fewer than two bytes.
    ///
    /// `[MS-DFSC] 2.2.2`
    pub fn parse(message: &'a [u8]) -> Result<Self, DecodeError> {
        let (fixed, request_file_name) = grammar::anchored(grammar::request(message), message.len())?;
        Ok(Self { max_referral_level: fixed.max_referral_level, request_file_name })
    }

    /// The highest version of referral entries that the client understands, 1 to 4.
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub const fn max_referral_level(&self) -> u16 {
        self.max_referral_level
    }

    /// The path to resolve; empty in a domain request.
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub const fn request_file_name(&self) -> Utf16Le<'a> {
        self.request_file_name
    }

    /// What the path asks for.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub fn kind(&self) -> RequestKind {
        RequestKind::of(self.request_file_name)
    }
}

/// `REQ_GET_DFS_REFERRAL_EX`: the same request with the client's site. SMB2 and later only.
///
/// ```
/// use dfsc::{RequestEx, RequestKind};
///
/// let request = RequestEx::parse(b"\x04\0\x01\0\x12\0\0\0\x08\0\\\0c\0o\0\0\0\x06\0H\0Q\0\0\0")?;
/// assert_eq!(request.request_file_name(), "\\co");
/// assert_eq!(request.site_name().unwrap(), "HQ");
/// assert_eq!(request.kind(), RequestKind::Dc);
/// # Ok::<(), dfsc::DecodeError>(())
/// ```
///
/// `[MS-DFSC] 2.2.3`
#[doc(alias = "REQ_GET_DFS_REFERRAL_EX")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RequestEx<'a> {
    max_referral_level: u16,
    request_flags: RequestFlags,
    request_data_length: u32,
    request_file_name_length: u16,
    length_unit: LengthUnit,
    request_file_name: Utf16Le<'a>,
    site_name: Option<Utf16Le<'a>>,
}

impl<'a> RequestEx<'a> {
    /// Reads a whole message.
    ///
    /// The spec leaves open what the lengths count, and clients differ. All their forms are read: lengths in bytes or in
    /// UTF-16 units, with or without the NULs; a `RequestDataLength` that is too small; and, unread, a site that the flags
    /// do not announce, or stray bytes at the end.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::DecodeErrorKind::Truncated) if the fixed part is cut, or the site that the flags announce is
    /// missing; [`LengthPastEnd`](crate::DecodeErrorKind::LengthPastEnd) if a length reaches past the end.
    ///
    /// `[MS-DFSC] 2.2.3`
    pub fn parse(message: &'a [u8]) -> Result<Self, DecodeError> {
        let parts = grammar::anchored(grammar::request_ex(message), message.len())?;
        let RequestExParts { fixed, unit, file_name, site_name } = parts;
        Ok(Self {
            max_referral_level: fixed.max_referral_level,
            request_flags: RequestFlags(fixed.request_flags),
            request_data_length: fixed.request_data_length,
            request_file_name_length: fixed.request_file_name_length,
            length_unit: unit,
            request_file_name: file_name,
            site_name,
        })
    }

    /// The highest version of referral entries that the client understands, 1 to 4.
    ///
    /// `[MS-DFSC] 2.2.3`
    #[must_use]
    pub const fn max_referral_level(&self) -> u16 {
        self.max_referral_level
    }

    /// The request's flags, the undefined ones too.
    ///
    /// `[MS-DFSC] 2.2.3`
    #[must_use]
    pub const fn request_flags(&self) -> RequestFlags {
        self.request_flags
    }

    /// What the client says is the length of all that follows this field, in bytes.
    ///
    /// `[MS-DFSC] 2.2.3`
    #[must_use]
    pub const fn request_data_length(&self) -> u32 {
        self.request_data_length
    }

    /// What the client says is the length of the path, in [`length_unit`](Self::length_unit)s.
    ///
    /// `[MS-DFSC] 2.2.3.1`
    #[must_use]
    pub const fn request_file_name_length(&self) -> u16 {
        self.request_file_name_length
    }

    /// What the lengths of this request were found to count.
    ///
    /// `[MS-DFSC] 2.2.3.1`
    #[must_use]
    pub const fn length_unit(&self) -> LengthUnit {
        self.length_unit
    }

    /// The path to resolve; empty in a domain request.
    ///
    /// `[MS-DFSC] 2.2.3.1`
    #[must_use]
    pub const fn request_file_name(&self) -> Utf16Le<'a> {
        self.request_file_name
    }

    /// The Active Directory site of the client, if the flags say that the request names one.
    ///
    /// `[MS-DFSC] 2.2.3.1`
    #[must_use]
    pub const fn site_name(&self) -> Option<Utf16Le<'a>> {
        self.site_name
    }

    /// What the path asks for.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub fn kind(&self) -> RequestKind {
        RequestKind::of(self.request_file_name)
    }
}

/// What a request asks for, as its path tells: with or without a leading backslash, `/` as good as `\`.
///
/// ```
/// use dfsc::{Request, RequestKind};
///
/// let kind = |message| Request::parse(message).unwrap().kind();
/// assert_eq!(kind(b"\x03\0\0\0"), RequestKind::Domain);
/// assert_eq!(kind(b"\x03\0c\0o\0\0\0"), RequestKind::Dc);
/// assert_eq!(kind(b"\x04\0\\\0a\0\\\0b\0\\\0c\0\0\0"), RequestKind::Link { components: 3 });
/// ```
///
/// `[MS-DFSC] 3.1.4.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum RequestKind {
    /// No path: the domains that the server's domain trusts.
    Domain,
    /// `\domain`: the controllers of a domain.
    Dc,
    /// `\domain\SYSVOL` or `\domain\NETLOGON`, in any case.
    Sysvol,
    /// `\server\namespace` or `\domain\namespace`: the root targets of a namespace.
    Root,
    /// A path below a root: the targets of a link on it.
    Link {
        /// How many components the path has, 3 or more.
        components: usize,
    },
}

impl RequestKind {
    fn of(path: Utf16Le<'_>) -> Self {
        let (mut count, mut second) = (0usize, Utf16Le::default());
        for component in path.components() {
            count = count.wrapping_add(1);
            if count == 2 {
                second = component;
            }
        }
        match count {
            0 => Self::Domain,
            1 => Self::Dc,
            2 if ["SYSVOL", "NETLOGON"].into_iter().any(|name| second.eq_ignore_ascii_case(name)) => {
                Self::Sysvol
            }
            2 => Self::Root,
            components => Self::Link { components },
        }
    }
}

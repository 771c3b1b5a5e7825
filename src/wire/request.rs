//! Referral requests, plain and extended. `[MS-DFSC] 2.2.2`, `2.2.3`

use super::answer::ReplyTo;
use super::field::{Field, offset_of};
use super::grammar::{self, RequestExParts};
use super::layout::{
    Layout as _, RequestExFixed, RequestExNumbers, RequestFixed, SiteNameFixed, SiteNameNumbers,
};
use super::values::{LengthUnit, RequestFlags};
use super::writer::{Message, Writer};
use crate::error::DecodeError;
use crate::path::DfsPath;
use crate::text::{Text, Utf16Le, same_units};

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
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Request<T> {
    max_referral_level: u16,
    request_file_name: T,
}

impl<'a> Request<Utf16Le<'a>> {
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
}

impl<T: Text> Request<T> {
    /// A request to be written; an empty name asks for domains.
    ///
    /// ```
    /// # use dfsc::{Encode, Request};
    /// let mut buffer = [0; 16];
    /// assert_eq!(Request::new(3, "a").encode(&mut buffer).unwrap(), [3, 0, 0x61, 0, 0, 0]);
    /// ```
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub const fn new(max_referral_level: u16, request_file_name: T) -> Self {
        Self { max_referral_level, request_file_name }
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
    pub const fn request_file_name(&self) -> T {
        self.request_file_name
    }

    /// What the path asks for.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub fn kind(&self) -> RequestKind {
        RequestKind::of(self.request_file_name)
    }

    /// What of a reply follows from the request, from a server that knows versions up to `max_version`.
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub fn reply(&self, max_version: u16) -> ReplyTo<T> {
        ReplyTo::new(self.max_referral_level, max_version, self.request_file_name)
    }
}

impl<T: Text> Message for Request<T> {
    fn put(&self, writer: &mut Writer<'_>) {
        writer.number(self.max_referral_level.into(), RequestFixed::LEN);
        writer.end = writer.fixed;
        writer.string(&self.request_file_name.any(), Field::RequestFileName);
    }
}

impl<T: Text, U: Text> PartialEq<Request<U>> for Request<T> {
    fn eq(&self, other: &Request<U>) -> bool {
        self.max_referral_level == other.max_referral_level
            && same_units(self.request_file_name, other.request_file_name, false)
    }
}

impl<T: Text> Eq for Request<T> {}

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
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RequestEx<T> {
    max_referral_level: u16,
    request_flags: RequestFlags,
    request_data_length: u32,
    request_file_name_length: u16,
    length_unit: LengthUnit,
    request_file_name: T,
    site_name: Option<T>,
}

impl<'a> RequestEx<Utf16Le<'a>> {
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
        grammar::anchored(grammar::request_ex(message), message.len()).map(Self::from)
    }
}

#[cfg(feature = "inspect")]
impl<'a> RequestEx<Utf16Le<'a>> {
    /// What can still be read of a message that cannot be parsed: the name, and the site if that is not what is wrong.
    pub(crate) fn rest_of(message: &'a [u8]) -> Option<Self> {
        let read = |reads_site| grammar::request_ex_with(message, false, reads_site).ok();
        read(true).or_else(|| read(false)).map(|(_, parts)| parts.into())
    }
}

impl<'a> From<RequestExParts<'a>> for RequestEx<Utf16Le<'a>> {
    #[inline(always)]
    fn from(parts: RequestExParts<'a>) -> Self {
        let RequestExParts { fixed, unit, file_name, site_name } = parts;
        Self {
            max_referral_level: fixed.max_referral_level,
            request_flags: RequestFlags(fixed.request_flags),
            request_data_length: fixed.request_data_length,
            request_file_name_length: fixed.request_file_name_length,
            length_unit: unit,
            request_file_name: file_name,
            site_name,
        }
    }
}

impl<T: Text> RequestEx<T> {
    /// A request to be written, with the client's site if it is known; an empty name asks for domains.
    ///
    /// ```
    /// # use dfsc::{Encode, RequestEx};
    /// let mut buffer = [0; 32];
    /// let request = RequestEx::new(4, "\\co", Some("HQ"));
    /// assert_eq!(
    ///     request.encode(&mut buffer).unwrap(),
    ///     b"\x04\0\x01\0\x12\0\0\0\x08\0\\\0c\0o\0\0\0\x06\0H\0Q\0\0\0",
    /// );
    /// ```
    ///
    /// `[MS-DFSC] 2.2.3`
    #[must_use]
    pub const fn new(max_referral_level: u16, request_file_name: T, site_name: Option<T>) -> Self {
        let request_flags = if site_name.is_some() { RequestFlags::SITE_NAME } else { RequestFlags(0) };
        Self {
            max_referral_level,
            request_flags,
            request_data_length: 0,
            request_file_name_length: 0,
            length_unit: LengthUnit::Bytes,
            request_file_name,
            site_name,
        }
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

    /// What the client says is the length of all that follows this field, in bytes; 0 if the request was not read.
    ///
    /// `[MS-DFSC] 2.2.3`
    #[must_use]
    pub const fn request_data_length(&self) -> u32 {
        self.request_data_length
    }

    /// What the client says is the length of the path, in [`length_unit`](Self::length_unit)s; 0 if the request was not read.
    ///
    /// `[MS-DFSC] 2.2.3.1`
    #[must_use]
    pub const fn request_file_name_length(&self) -> u16 {
        self.request_file_name_length
    }

    /// What the lengths of this request were found to count, if it was read.
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
    pub const fn request_file_name(&self) -> T {
        self.request_file_name
    }

    /// The Active Directory site of the client, if the flags say that the request names one.
    ///
    /// `[MS-DFSC] 2.2.3.1`
    #[must_use]
    pub const fn site_name(&self) -> Option<T> {
        self.site_name
    }

    /// What the path asks for.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub fn kind(&self) -> RequestKind {
        RequestKind::of(self.request_file_name)
    }

    /// What of a reply follows from the request, from a server that knows versions up to `max_version`.
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub fn reply(&self, max_version: u16) -> ReplyTo<T> {
        ReplyTo::new(self.max_referral_level, max_version, self.request_file_name)
    }
}

/// Where the part begins that `RequestDataLength` counts.
const REQUEST_DATA: usize = offset_of(RequestExFixed::FIELDS, Field::RequestFileNameLength);

impl<T: Text> Message for RequestEx<T> {
    /// The lengths are Windows', whatever they were in a request that was read.
    fn put(&self, writer: &mut Writer<'_>) {
        writer.end = RequestExFixed::LEN;
        writer.string(&self.request_file_name.any(), Field::RequestFileName);
        let name_end = writer.end;
        if let Some(site) = &self.site_name {
            writer.end = name_end.wrapping_add(SiteNameFixed::LEN);
            let site = writer.string(&site.any(), Field::SiteName);
            writer.fixed = name_end;
            SiteNameNumbers { site_name_length: writer.end.wrapping_sub(site) }.put(writer);
            writer.fixed = 0;
        }
        RequestExNumbers {
            max_referral_level: self.max_referral_level.into(),
            request_flags: self.request_flags.0.into(),
            request_data_length: writer.end.wrapping_sub(REQUEST_DATA),
            request_file_name_length: name_end.wrapping_sub(RequestExFixed::LEN),
        }
        .put(writer);
    }
}

/// Equal if both say the same, whatever lengths they say it with.
impl<T: Text, U: Text> PartialEq<RequestEx<U>> for RequestEx<T> {
    fn eq(&self, other: &RequestEx<U>) -> bool {
        let same_site = match (&self.site_name, &other.site_name) {
            (Some(one), Some(other)) => same_units(*one, *other, false),
            (one, other) => one.is_none() && other.is_none(),
        };
        (self.max_referral_level, self.request_flags) == (other.max_referral_level, other.request_flags)
            && same_units(self.request_file_name, other.request_file_name, false)
            && same_site
    }
}

impl<T: Text> Eq for RequestEx<T> {}

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
    fn of<T: Text>(path: T) -> Self {
        Self::by(DfsPath::new(path).components(), is_system)
    }

    /// By the components of a path, and by whether one is a share that each domain controller has.
    #[inline]
    pub(crate) fn by<C>(components: impl Iterator<Item = C>, is_system: impl Fn(C) -> bool) -> Self {
        let (mut count, mut is_sysvol) = (0usize, false);
        for component in components {
            count = count.wrapping_add(1);
            is_sysvol = count == 2 && is_system(component);
        }
        match count {
            0 => Self::Domain,
            1 => Self::Dc,
            2 if is_sysvol => Self::Sysvol,
            2 => Self::Root,
            components => Self::Link { components },
        }
    }
}

/// Whether a share is one that each domain controller has.
pub(crate) fn is_system<T: Text>(share: T) -> bool {
    const SYSVOL: Utf16Le<'_> = Utf16Le::whole_units(b"S\0Y\0S\0V\0O\0L\0");
    const NETLOGON: Utf16Le<'_> = Utf16Le::whole_units(b"N\0E\0T\0L\0O\0G\0O\0N\0");
    same_units(share, SYSVOL, true) || same_units(share, NETLOGON, true)
}

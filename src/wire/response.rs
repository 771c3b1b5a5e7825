//! The reply as a validated view. `[MS-DFSC] 2.2.4`

use super::entry::{Form, Raw};
use super::layout::{EntryFixed, Layout as _, ResponseFixed};
use super::referral::Referral;
use super::scan::Scan;
use super::values::ReferralHeaderFlags;
use crate::error::DecodeError;
use core::fmt;
use core::iter::FusedIterator;

/// `RESP_GET_DFS_REFERRAL`: the targets of a path, or the names of domains or domain controllers.
///
/// ```
/// use dfsc::{Response, ServerType};
///
/// // What a server without DFS entries of later versions says of \s\d: it is \t\d.
/// let response = Response::parse(b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0")?;
/// assert_eq!(response.path_consumed(), 8);
/// let target = response.referrals().next().and_then(|referral| referral.target()).unwrap();
/// assert_eq!(target.network_address().unwrap(), "\\t\\d");
/// assert_eq!(target.server_type(), ServerType::ROOT);
/// # Ok::<(), dfsc::DecodeError>(())
/// ```
///
/// `[MS-DFSC] 2.2.4`
#[doc(alias = "RESP_GET_DFS_REFERRAL")]
#[derive(Clone, Copy)]
pub struct Response<'a> {
    message: &'a [u8],
}

impl<'a> Response<'a> {
    /// Reads and validates a whole message: every entry, every string.
    ///
    /// The body of a reply that came with `STATUS_BUFFER_OVERFLOW` is cut off anywhere and must not be used; this refuses
    /// it, wherever the cut is, unless all entries and strings are there.
    ///
    /// # Errors
    ///
    /// The first error that [`Scan`] meets, in the order of the message; see
    /// [`DecodeErrorKind`](crate::DecodeErrorKind) for all of them.
    ///
    /// `[MS-DFSC] 2.2.4`
    pub fn parse(message: &'a [u8]) -> Result<Self, DecodeError> {
        Scan::new(message).check().map(|()| Self { message })
    }

    /// A message that has been parsed before.
    #[cfg(feature = "cache")]
    pub(crate) const fn parsed_before(message: &'a [u8]) -> Self {
        Self { message }
    }

    #[inline]
    fn fixed(&self) -> ResponseFixed {
        ResponseFixed::split(self.message).map(|(fixed, _)| fixed).unwrap_or_default()
    }

    /// How many bytes of the request's path the referral covers; whole components, no NUL.
    ///
    /// As on the wire: compare it with the path before it is used.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub fn path_consumed(&self) -> u16 {
        self.fixed().path_consumed
    }

    /// The number of entries; 0 is legal, and real.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub fn number_of_referrals(&self) -> u16 {
        self.fixed().number_of_referrals
    }

    /// The flags of the whole reply, the undefined ones too.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub fn flags(&self) -> ReferralHeaderFlags {
        ReferralHeaderFlags(self.fixed().referral_header_flags)
    }

    /// The version of the reply, which is that of its first entry; `None` if it has no entries.
    ///
    /// `[MS-DFSC] 3.1.5.4`
    #[must_use]
    pub fn version(&self) -> Option<u16> {
        self.referrals().next().map(|referral| referral.version())
    }

    /// The entries, in order.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    #[inline]
    pub fn referrals(&self) -> Referrals<'a> {
        let rest = self.message.get(ResponseFixed::LEN..).unwrap_or_default();
        Referrals { rest, left: self.fixed().number_of_referrals }
    }

    /// The whole message, as it was parsed.
    ///
    /// `[MS-DFSC] 2.2.4`
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.message
    }
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("path_consumed", &self.path_consumed())
            .field("flags", &self.flags())
            .field("referrals", &self.referrals())
            .finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Response<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{} bytes consumed, {}, {}", self.path_consumed(), self.flags(), self.referrals());
    }
}

/// The entries of a [`Response`].
///
/// `[MS-DFSC] 2.2.4`
#[derive(Clone)]
pub struct Referrals<'a> {
    rest: &'a [u8],
    left: u16,
}

impl<'a> Referrals<'a> {
    #[inline]
    pub(super) fn next_raw(&mut self) -> Option<Raw<'a>> {
        // Parsing has seen to it that there are as many entries as claimed, each of its size.
        self.left = self.left.checked_sub(1)?;
        let (entry, _) = EntryFixed::split(self.rest)?;
        let (form, fixed_len) = Form::of(entry);
        let raw = Raw::new(form, fixed_len, self.rest)?;
        self.rest = self.rest.get(entry.size.into()..)?;
        Some(raw)
    }
}

impl<'a> Iterator for Referrals<'a> {
    type Item = Referral<'a>;

    #[inline]
    fn next(&mut self) -> Option<Referral<'a>> {
        self.next_raw().map(Referral::new)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.into(), Some(self.left.into()))
    }
}

impl ExactSizeIterator for Referrals<'_> {}
impl FusedIterator for Referrals<'_> {}

impl fmt::Debug for Referrals<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Referrals<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for referral in self.clone() {
            defmt::write!(f, "{} ", referral);
        }
    }
}

//! What a reply answers: told by the caller, or by the request before it in the same input.

use crate::carrier::{Content, Frame, OemRequest, Part, Recent, Status};
use crate::status::NtStatus;
use crate::text::Utf16Le;
use crate::wire::{self, Field, RequestEx, RequestKind};
use heapless::Vec;

/// What was asked for: a reply is judged by it.
///
/// ```
/// use dfsc::Request;
/// use dfsc::inspect::{Asked, Inspector, Rule};
///
/// // The reply is for \s\d, in version 1; and it covers four bytes.
/// let reply = b"\x04\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";
/// let request = Request::parse(b"\x01\0\\\0s\0\\\0d\0\0\0")?;
///
/// let mut inspector = Inspector::new(reply).asked(Asked::from(&request));
/// let mut rules = Vec::new();
/// inspector.next(&mut []).unwrap().findings(&mut |finding| rules.push(finding.rule()));
/// assert_eq!(rules, [Rule::PathConsumedComponents]);
/// # Ok::<(), dfsc::DecodeError>(())
/// ```
///
/// `[MS-DFSC] 3.2.5.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Asked<'a> {
    pub(super) kind: RequestKind,
    pub(super) max_referral_level: u16,
    pub(super) path: Option<Utf16Le<'a>>,
}

impl Asked<'_> {
    /// A request of this kind and level, of which the path is not known.
    ///
    /// ```
    /// use dfsc::RequestKind;
    /// use dfsc::inspect::{Asked, Inspector, Rule};
    ///
    /// let reply = b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";
    /// let mut inspector = Inspector::new(reply).asked(Asked::new(RequestKind::Dc, 3));
    /// let mut rules = Vec::new();
    /// inspector.next(&mut []).unwrap().findings(&mut |finding| rules.push(finding.rule()));
    /// assert!(rules.contains(&Rule::TargetsForNames));
    /// ```
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn new(kind: RequestKind, max_referral_level: u16) -> Self {
        Self { kind, max_referral_level, path: None }
    }

    /// Whether domains or domain controllers were asked for.
    pub(super) const fn is_for_names(&self) -> bool {
        matches!(self.kind, RequestKind::Domain | RequestKind::Dc)
    }

    /// The same, with nothing of the request's bytes.
    fn without_path<'b>(self) -> Asked<'b> {
        Asked::new(self.kind, self.max_referral_level)
    }
}

impl<'a> From<&wire::Request<Utf16Le<'a>>> for Asked<'a> {
    fn from(request: &wire::Request<Utf16Le<'a>>) -> Self {
        let path = Some(request.request_file_name());
        Self { path, ..Asked::new(request.kind(), request.max_referral_level()) }
    }
}

impl<'a> From<&RequestEx<Utf16Le<'a>>> for Asked<'a> {
    fn from(request: &RequestEx<Utf16Le<'a>>) -> Self {
        let path = Some(request.request_file_name());
        Self { path, ..Asked::new(request.kind(), request.max_referral_level()) }
    }
}

impl<'a> Asked<'a> {
    /// What a message asks for, if it is a request that can be read. Whether it is whole, only its frame tells.
    ///
    /// ```
    /// use dfsc::RequestKind;
    /// use dfsc::carrier::Frames;
    /// use dfsc::inspect::Asked;
    ///
    /// let frame = Frames::new(b"\x03\0\0\0").next().unwrap();
    /// assert_eq!(Asked::by(frame.content()).unwrap().kind(), RequestKind::Domain);
    /// ```
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub fn by(content: Content<'a>) -> Option<Self> {
        match content {
            Content::Request(bytes) => wire::Request::parse(bytes).ok().as_ref().map(Self::from),
            Content::RequestEx(bytes) => RequestEx::parse(bytes).ok().as_ref().map(Self::from),
            Content::OemRequest(bytes) => {
                let request = OemRequest::parse(bytes).ok()?;
                Some(Asked::new(kind_of(request.request_file_name)?, request.max_referral_level))
            }
            _ => None,
        }
    }

    /// What the path asks for.
    ///
    /// `[MS-DFSC] 3.1.4.2`
    #[must_use]
    pub const fn kind(&self) -> RequestKind {
        self.kind
    }

    /// The highest version that the client understands.
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub const fn max_referral_level(&self) -> u16 {
        self.max_referral_level
    }

    /// The path, if it is known.
    ///
    /// `[MS-DFSC] 2.2.2`
    #[must_use]
    pub const fn request_file_name(&self) -> Option<Utf16Le<'a>> {
        self.path
    }
}

/// What a path in a code page asks for, if it is ASCII: in some code pages a byte of another character is a backslash.
pub(super) fn kind_of(oem_path: &[u8]) -> Option<RequestKind> {
    let components = oem_path.split(|byte| matches!(byte, b'\\' | b'/')).filter(|name| !name.is_empty());
    let is_system =
        |share: &[u8]| [&b"SYSVOL"[..], b"NETLOGON"].iter().any(|name| share.eq_ignore_ascii_case(name));
    oem_path.is_ascii().then(|| RequestKind::by(components, is_system))
}

/// The ids that a request and its reply have alike: those of SMB2, or those of an SMB1 transaction.
type Ids = Vec<u8, 16>;

/// The last requests of an input that may still be answered.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(in crate::inspect) struct Pairs<'a> {
    /// What each asks for, if that can be told, and until it is answered.
    known: Recent<Ids, Option<Asked<'a>>>,
}

impl<'a> Pairs<'a> {
    pub(in crate::inspect) const NONE: Self = Self { known: Recent::NONE };

    /// Notes a frame that asks or answers; gives what it answers. `joined` is what it is a part of; what is not whole asks for nobody knows
    /// what.
    pub(in crate::inspect) fn note(
        &mut self,
        Met { ids, content, status }: Met<'a>,
        joined: Content<'_>,
        is_whole: bool,
    ) -> Answers<'a> {
        const STATUS_PENDING: Status = Status::Nt(NtStatus(0x0000_0103));
        if ids.is_empty() {
            return Answers::Unknown;
        }
        match content {
            Content::Part(Part::Request(_)) => {
                // The bytes of a joined message do not stay.
                let asked = Asked::by(joined).map(Asked::without_path);
                self.known.set(ids, asked.filter(|_| is_whole));
            }
            Content::Request(_) | Content::RequestEx(_) | Content::OemRequest(_) => {
                self.known.set(ids, Asked::by(content).filter(|_| is_whole));
            }
            // The answer is still to come.
            Content::ErrorReply if status == Some(STATUS_PENDING) => {}
            Content::Response(_) | Content::Part(Part::Response(_)) | Content::ErrorReply => {
                if let Some(asked) = self.known.get_mut(&ids) {
                    // It is answered.
                    return Answers::Known(asked.take());
                }
            }
            _ => {}
        }
        Answers::Unknown
    }
}

/// What of a frame tells whether it asks or answers.
pub(in crate::inspect) struct Met<'a> {
    ids: Ids,
    pub(in crate::inspect) content: Content<'a>,
    status: Option<Status>,
}

impl<'a> Met<'a> {
    pub(in crate::inspect) fn of(frame: &Frame<'a>) -> Self {
        Self { ids: ids(frame), content: frame.content(), status: frame.status() }
    }
}

/// What a reply answers.
pub(in crate::inspect) enum Answers<'a> {
    /// No request that is remembered.
    Unknown,
    /// A request of the input, if what it asks for is known, and nothing has answered it before.
    Known(Option<Asked<'a>>),
}

/// The ids of a frame; none if it has no header that would tell them.
fn ids(frame: &Frame<'_>) -> Ids {
    let mut ids = Ids::new();
    for field in frame.fields() {
        let is_id = matches!(
            field.field(),
            Field::MessageId
                | Field::SessionId
                | Field::PidHigh
                | Field::Tid
                | Field::PidLow
                | Field::Uid
                | Field::Mid
        );
        if is_id {
            // There is room for those of either.
            let _ = ids.extend_from_slice(field.bytes());
        }
    }
    ids
}

//! What a run of bytes begins with. Nothing says so; but real bytes differ in the same places.

use super::body;
use super::frame::Layer;
use super::link;
use super::reason::Reason;
use super::smb1;
use super::smb2::{self, CtlCode};
use core::fmt;

/// How sure a [`Guess`] is.
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Confidence {
    /// The bytes do not speak against it. `[MS-DFSC] 2.2`
    Possible,
    /// What is there looks like it. `[MS-DFSC] 2.2`
    Likely,
    /// Bytes that nothing else has are there. `[MS-SMB2] 2.2.1`
    Certain,
}

impl Confidence {
    /// In a word.
    ///
    /// ```
    /// use dfsc::carrier::Confidence;
    ///
    /// assert_eq!(Confidence::Certain.name(), "certain");
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// What bytes can begin with.
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Start {
    /// A layer of framing. `[MS-SMB2] 2.1`
    Layer(Layer),
    /// The body of an IOCTL request, without its header. `[MS-SMB2] 2.2.31`
    IoctlRequest,
    /// The body of an IOCTL response, without its header. `[MS-SMB2] 2.2.32`
    IoctlResponse,
    /// The body of a transaction's request, without its header. `[MS-CIFS] 2.2.4.46.1`
    Trans2Request,
    /// The body of a transaction's response, without its header. `[MS-CIFS] 2.2.4.46.2`
    Trans2Response,
    /// The bytes of a transaction's request, from its name on, without its words: as Samba's server logs them. `[MS-CIFS] 2.2.4.46.1`
    Trans2RequestBytes,
    /// The bytes of a transaction's response, from their padding on, without its words. `[MS-CIFS] 2.2.4.46.2`
    Trans2ResponseBytes,
    /// A [`Request`](crate::Request). `[MS-DFSC] 2.2.2`
    Request,
    /// An [`OemRequest`](super::OemRequest). `[MS-CIFS] 2.2.6.16.1`
    OemRequest,
    /// A [`RequestEx`](crate::RequestEx). `[MS-DFSC] 2.2.3`
    RequestEx,
    /// A [`Response`](crate::Response). `[MS-DFSC] 2.2.4`
    Response,
    /// Nothing that is known. `[MS-DFSC] 2.1`
    Unknown,
}

impl Start {
    /// All of them: the layers first.
    ///
    /// ```
    /// use dfsc::carrier::Start;
    ///
    /// assert!(Start::ALL.contains(&Start::Request));
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    pub const ALL: &'static [Self] = &[
        Self::Layer(Layer::Ethernet),
        Self::Layer(Layer::Ipv4),
        Self::Layer(Layer::Ipv6),
        Self::Layer(Layer::Tcp),
        Self::Layer(Layer::Nbss),
        Self::Layer(Layer::Smb2),
        Self::Layer(Layer::Smb2Ioctl),
        Self::Layer(Layer::Smb2Transform),
        Self::Layer(Layer::Smb2Compression),
        Self::Layer(Layer::Smb1),
        Self::Layer(Layer::Smb1Trans2),
        Self::IoctlRequest,
        Self::IoctlResponse,
        Self::Trans2Request,
        Self::Trans2Response,
        Self::Trans2RequestBytes,
        Self::Trans2ResponseBytes,
        Self::Request,
        Self::OemRequest,
        Self::RequestEx,
        Self::Response,
        Self::Unknown,
    ];

    /// Its name, as the JSON of the inspector has it.
    ///
    /// ```
    /// use dfsc::carrier::{Layer, Start};
    ///
    /// assert_eq!(Start::Response.name(), "response");
    /// assert_eq!(Start::Layer(Layer::Nbss).name(), "nbss");
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Layer(layer) => layer.name(),
            Self::IoctlRequest => "smb2-ioctl-request-body",
            Self::IoctlResponse => "smb2-ioctl-response-body",
            Self::Trans2Request => "smb1-trans2-request-body",
            Self::Trans2Response => "smb1-trans2-response-body",
            Self::Trans2RequestBytes => "smb1-trans2-request-bytes",
            Self::Trans2ResponseBytes => "smb1-trans2-response-bytes",
            Self::Request => "request",
            Self::OemRequest => "oem-request",
            Self::RequestEx => "request-ex",
            Self::Response => "response",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What bytes may begin with, how sure that is, and why.
///
/// ```
/// use dfsc::carrier::{Confidence, Guess, Layer, Start};
///
/// let best = Guess::all(b"\xfeSMB\x40\0").next().unwrap();
/// assert_eq!(best.start, Start::Layer(Layer::Smb2));
/// assert_eq!(best.confidence, Confidence::Certain);
/// assert_eq!(best.reason.sentence(), "FE 53 4D 42, which SMB2 begins with, stands at byte 0");
/// ```
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Guess {
    /// What they may begin with.
    ///
    /// `[MS-DFSC] 2.1`
    pub start: Start,
    /// How sure that is.
    ///
    /// `[MS-DFSC] 2.1`
    pub confidence: Confidence,
    /// Why it may be, as the end of a sentence that begins with "because".
    ///
    /// `[MS-DFSC] 2.1`
    pub reason: Reason,
}

impl Guess {
    /// All that the bytes may begin with, the best guess first; at least the three messages of the protocol, since any bytes can be
    /// these.
    ///
    /// ```
    /// # use dfsc::carrier::{Guess, Start};
    /// assert_eq!(Guess::all(b"\x04\0\\\0s\0").next().unwrap().start, Start::Request);
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    pub fn all(input: &[u8]) -> impl Iterator<Item = Self> + Clone + use<> {
        let [layer, body, bytes, message] = Self::by_signs(input);
        let [response, request, request_ex] =
            [Start::Response, Start::Request, Start::RequestEx].map(|start| {
                let guess = Self { start, confidence: Confidence::Possible, reason: Reason::Any };
                message.filter(|message| message.start != start).and(Some(guess))
            });
        let guesses = [layer, body, bytes, message, response, request, request_ex];
        [Confidence::Certain, Confidence::Likely, Confidence::Possible].into_iter().flat_map(
            move |confidence| {
                guesses.into_iter().flatten().filter(move |guess| guess.confidence == confidence)
            },
        )
    }

    /// All that anything speaks for; the last is always there, the message that it would be.
    fn by_signs(input: &[u8]) -> [Option<Self>; 4] {
        let (best, reason) = message(input);
        let confidence = if best == Start::Unknown { Confidence::Possible } else { Confidence::Likely };
        [outermost(input), body(input), bytes(input), Some(guess(best, confidence, reason))]
    }
}

const fn guess(start: Start, confidence: Confidence, reason: Reason) -> Guess {
    Guess { start, confidence, reason }
}

/// What the bytes begin with, most likely.
pub(super) fn best(input: &[u8]) -> Start {
    let guesses = Guess::by_signs(input).into_iter().flatten();
    let best = guesses.reduce(|best, next| if next.confidence > best.confidence { next } else { best });
    best.map_or(Start::Request, |guess| guess.start)
}

/// Whether an SMB message begins here: of version 1 or 2, encrypted or compressed.
pub(super) const fn is_smb(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFC..=0xFF, b'S', b'M', b'B', ..])
}

/// Whether a record of the session service begins here: one with an SMB message, as far as that is there, or one of those that open
/// a session and keep it alive.
pub(super) fn is_record(bytes: &[u8]) -> bool {
    match bytes {
        [0, _, _, _, rest @ ..] => rest.len() < 4 || is_smb(rest),
        [0x81..=0x85, ..] => true,
        _ => false,
    }
}

/// Whether the body of a transaction's response has parameters, which that with referrals has not. One of two counts may be wrong;
/// but a part of a message may have none of them.
pub(super) fn has_parameters(body: &[u8], is_part: bool) -> bool {
    word(body, 1).is_some_and(|total| total > 0) && (is_part || word(body, 7).is_some_and(|count| count > 0))
}

/// The outermost layer of framing that is there.
fn outermost(input: &[u8]) -> Option<Guess> {
    use Confidence::{Certain, Likely, Possible};
    let found = |layer, confidence, reason| Some(guess(Start::Layer(layer), confidence, reason));
    match input {
        [version, b'S', b'M', b'B', ..] if is_smb(input) => {
            let (layer, reason) = match version {
                0xFC => (Layer::Smb2Compression, Reason::Compressed),
                0xFD => (Layer::Smb2Transform, Reason::Encrypted),
                0xFE => (Layer::Smb2, Reason::Smb2),
                _ => (Layer::Smb1, Reason::Smb1),
            };
            return found(layer, Certain, reason);
        }
        [0, _, _, _, rest @ ..] if is_smb(rest) => return found(Layer::Nbss, Certain, Reason::Length),
        _ => {}
    }
    let reasons = [
        (Layer::Ethernet, Reason::Ethernet),
        (Layer::Ipv4, Reason::Ipv4),
        (Layer::Ipv6, Reason::Ipv6),
        (Layer::Tcp, Reason::Tcp),
    ];
    for (layer, reason) in reasons {
        match payload(layer, input) {
            // A segment's middle may be anything.
            Some([_, _, _, _, rest @ ..]) if is_smb(rest) => return found(layer, Certain, reason),
            Some(_) if layer != Layer::Tcp => return found(layer, Likely, reason),
            _ => {}
        }
    }
    match input {
        // One of those records, and whatever follows it. No message begins with such a byte.
        [0x81 | 0x85, 0, high, low, rest @ ..]
            if rest
                .get(usize::from(u16::from_be_bytes([*high, *low]))..)
                .is_some_and(|rest| rest.is_empty() || is_record(rest)) =>
        {
            found(Layer::Nbss, Likely, Reason::Session)
        }
        [0, high, middle, low, rest @ ..]
            if u32::from_be_bytes([0, *high, *middle, *low]) as usize == rest.len() && !rest.is_empty() =>
        {
            found(Layer::Nbss, Possible, Reason::RestLength)
        }
        _ => None,
    }
}

/// What TCP carries, if this layer stands outermost and TCP with a port of SMB is inside.
fn payload(layer: Layer, input: &[u8]) -> Option<&[u8]> {
    let (mut layer, mut within) = (layer, 0..input.len());
    for _ in 0..4 {
        let wrapped = link::unwrap(layer, input, within)?;
        within = wrapped.payload;
        layer = wrapped.inner?;
        if layer == Layer::Nbss {
            return input.get(within);
        }
    }
    None
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    body::word(bytes, at).map(usize::from)
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    body::long(bytes, at).map(|long| long as usize)
}

/// The body of a carrier whose header is not there.
fn body(input: &[u8]) -> Option<Guess> {
    let found = |start, reason| Some(guess(start, Confidence::Certain, reason));
    let is_dfs =
        long(input, 4).is_some_and(|code| u32::try_from(code).ok().and_then(CtlCode::from_value).is_some());
    match word(input, 0)? {
        size if size == smb2::REQUEST_SIZE && is_dfs => {
            return found(Start::IoctlRequest, Reason::IoctlRequest);
        }
        size if size == smb2::RESPONSE_SIZE && is_dfs => {
            return found(Start::IoctlResponse, Reason::IoctlResponse);
        }
        _ => {}
    }
    let words = usize::from(*input.first()?);
    let bytes = words.wrapping_mul(2).wrapping_add(1);
    let fits =
        word(input, bytes).is_some_and(|count| count.wrapping_add(bytes).wrapping_add(2) == input.len());
    if words == smb1::REQUEST_WORDS && word(input, 29) == Some(smb1::GET_DFS_REFERRAL.into()) && fits {
        return found(Start::Trans2Request, Reason::Trans2Request);
    }
    // No parameters, and the data where they fit.
    let is_reply = [smb1::RESPONSE_WORDS, smb1::REQUEST_WORDS].contains(&words);
    if is_reply && word(input, 1) == Some(0) && word(input, 7) == Some(0) && fits {
        return found(Start::Trans2Response, Reason::Trans2Response);
    }
    None
}

/// What Samba's server logs of a transaction: all behind `ByteCount`, where padding brings the message to an even place.
fn bytes(input: &[u8]) -> Option<Guess> {
    let found = |start, reason| Some(guess(start, Confidence::Likely, reason));
    match input {
        // A name, and whatever fills its place.
        [0, _, _, 1..=4, 0, b'\\', 0, ..] => found(Start::Trans2RequestBytes, Reason::Trans2RequestBytes),
        [0, reply @ ..] if message(reply) == (Start::Response, Reason::Entry) && signs(reply) == SIGNS => {
            found(Start::Trans2ResponseBytes, Reason::Trans2ResponseBytes)
        }
        _ => None,
    }
}

/// Tells what message of the protocol it is, and by what.
///
/// A request whose path is in a code page comes first: no other message has a single zero at its end alone.
///
/// | bytes | request | extended request | reply |
/// |---|---|---|---|
/// | 0..2 | level, up to 4 | level, up to 4 | `PathConsumed`: 0 or a path, hence more than 4 |
/// | 2..4 | first unit of the path, or its NUL | flags: 0 or 1 | number of entries |
/// | 4..8 | more of the path | length of what follows | flags, up to 7 |
/// | 8..10 | more of the path | length of the path | version of the first entry, 1 to 4 |
fn message(input: &[u8]) -> (Start, Reason) {
    let (first, second) = (word(input, 0).unwrap_or(0), word(input, 2));
    let is_level = first <= 4;
    // No path holds control characters, so a small number is none of its units.
    let is_small = second.is_none_or(|second| second < 0x20);
    let can_be_ex = is_level && second.is_some_and(|flags| flags <= 1) && input.len() >= 10;
    let data_end = long(input, 4).map_or(0, |length| length.saturating_add(8));
    let is_entry = word(input, 8).is_some_and(|version| (1..=4).contains(&version))
        && word(input, 10).is_none_or(|size| size >= 10);

    // A name of one-byte characters: of two-byte ones, the NUL would have two bytes.
    if let [_, 0, b'\\', name @ .., 0] = input
        && first <= 4
        && !name.is_empty()
        && name.iter().all(|byte| *byte >= 0x20)
    {
        return (Start::OemRequest, Reason::OemPath);
    }
    // First, as it is the strictest (one stray byte has been seen). A reply has no room for an entry if this is so.
    if can_be_ex && input.len().checked_sub(data_end).is_some_and(|stray| stray <= 1) {
        return (Start::RequestEx, Reason::DataLength);
    }
    if second != Some(0) && is_entry {
        return (Start::Response, Reason::Entry);
    }
    if !is_level && is_small {
        return (Start::Response, Reason::NoLevel);
    }
    // A level, and no path: a length that is wrong but not absurd, or an empty path.
    if can_be_ex && (2 + 8..0x1_0000).contains(&data_end) {
        return (Start::RequestEx, Reason::FlagsAndLength);
    }
    if first == 0 && is_small && long(input, 4).is_some_and(|flags| flags <= 7) {
        return (Start::Response, Reason::Header);
    }
    let (units, _) = input.get(2..).unwrap_or_default().as_chunks();
    let mut units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    let begins_a_path = units.clone().next().is_some_and(|unit| matches!(unit, 0x5C | 0x2F));
    let ends_with_its_nul = !is_small && units.len().checked_sub(1) == units.position(|unit| unit == 0);
    if is_level && !input.is_empty() || begins_a_path || ends_with_its_nul && input.len() > 4 {
        return (Start::Request, Reason::Path);
    }
    (Start::Unknown, Reason::Nothing)
}

/// Whether the data of a transaction look like referrals, of which nothing else tells. One thing may be wrong with them.
pub(super) fn looks_like_a_reply(data: &[u8]) -> bool {
    !data.is_empty() && signs(data) >= SIGNS - 1
}

/// How many signs there are of referrals.
const SIGNS: usize = 5;

/// How many of these data show.
fn signs(data: &[u8]) -> usize {
    let claimed = word(data, 2);
    // Of a header alone, that is all there is to see.
    let is_header = claimed == Some(0) && data.len() == 8;
    let signs: [bool; SIGNS] = [
        // An even length of a path, and known flags.
        word(data, 0).is_none_or(|consumed| consumed.is_multiple_of(2)),
        long(data, 4).is_none_or(|flags| flags <= 7),
        // As many entries as there is room for, of a version that there is and of a size that can be.
        claimed.is_none_or(|claimed| claimed.saturating_mul(8) <= data.len()),
        is_header || word(data, 8).is_none_or(|version| (1..=4).contains(&version)),
        is_header || word(data, 10).is_none_or(|size| (10..0x1000).contains(&size)),
    ];
    signs.iter().filter(|sign| **sign).count()
}

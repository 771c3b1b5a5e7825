//! Every field of any input, with its place: what a tool shows of a message, whole or broken, with whatever carries it.
//!
//! Nothing is read here: [`carrier`](crate::carrier) finds the messages, and [`Scan`](crate::Scan) reads the replies, as for
//! everybody else. What is added is the list: one [`Item`] for each structure and each field, in the order in which a person looks for
//! them, each inside the input, with what an offset refers to.
//!
//! ```
//! use dfsc::inspect::{Event, Inspector, Value};
//!
//! let reply = b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";
//! let mut inspector = Inspector::new(reply);
//! let mut buffer = [0; 1024];
//! let message = inspector.next(&mut buffer).unwrap();
//! let mut text = None;
//! message.each(&mut |event| match event {
//!     Event::Item(item) if item.name == "ShareName" => text = Some((item.range, item.value.text().unwrap().to_string())),
//!     Event::Item(_) | Event::Continued { .. } => {}
//!     Event::Error(error) => panic!("{error}"),
//! });
//! assert_eq!(text, Some((16..26, r"\t\d".to_owned())));
//! ```
//!
//! # The order
//!
//! Carriers, outermost first; the header of the message; its entries, in their order; under each its fixed fields, then its strings. A string is
//! listed under each entry that points at it. What is wrong with a structure comes right behind its fields, with a string in its place.
//!
//! # The bounds
//!
//! There are no more items than bytes in the input, twice over. The strings of a reply may be shared by all its entries, so that the
//! bytes of all that are listed may be many times the message: beyond [`LISTED`] times, a string is listed with its place, and its value is
//! [withheld](Value::Withheld). The work is at most some 250 instructions for each byte of
//! the input and of the text that is listed, and some 1500 if the input is made of parts of transactions that are never whole, of which
//! each is looked for among the next 31 messages; `cargo xtask proofs` counts them.

mod places;
mod walk;

use crate::carrier::{Content, Frame, Frames, Layer, Part, Start, Status, Transaction};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::status::NtStatus;
use crate::text::Utf16Le;
use crate::wire::Field;
use core::ops::Range;
use places::Places;
use walk::Walk;

/// How many times the bytes of a message the values of its strings may take together.
///
/// ```
/// assert_eq!(dfsc::inspect::LISTED, 16);
/// ```
pub const LISTED: usize = 16;

/// How many SMB messages may hold one: itself, and those among the next 31 that have a part of it.
const MOST_PARTS: u32 = 32;

/// What a message is.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Kind {
    /// A referral request. `[MS-DFSC] 2.2.2`
    Request,
    /// An extended referral request. `[MS-DFSC] 2.2.3`
    RequestEx,
    /// A reply with referrals. `[MS-DFSC] 2.2.4`
    Response,
    /// A reply that is a status alone. `[MS-SMB2] 2.2.2`
    ErrorReply,
    /// An SMB message that has nothing to do with referrals. `[MS-SMB2] 2.2.1`
    OtherSmb,
    /// An encrypted message. `[MS-SMB2] 2.2.41`
    Encrypted,
    /// A compressed message. `[MS-SMB2] 2.2.42`
    Compressed,
    /// Nothing that is known, or too little of it. `[MS-SMB2] 2.2.1`
    Unknown,
}

impl Kind {
    /// Its name, as the JSON of the inspector has it.
    ///
    /// ```
    /// assert_eq!(dfsc::inspect::Kind::ErrorReply.name(), "error-reply");
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestEx => "request-ex",
            Self::Response => "response",
            Self::ErrorReply => "error-reply",
            Self::OtherSmb => "other-smb",
            Self::Encrypted => "encrypted",
            Self::Compressed => "compressed",
            Self::Unknown => "unknown",
        }
    }
}

/// What an item says.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Value<'a> {
    /// It is a structure; its fields follow. `[MS-DFSC] 2.2`
    Structure,
    /// A number. `[MS-DFSC] 2.2`
    Number(u32),
    /// Bytes that are no number and no text: an id, a signature, padding. `[MS-DFSC] 2.2`
    Bytes(&'a [u8]),
    /// Text, without its NUL. `[MS-DFSC] 2.2`
    Text(Utf16Le<'a>),
    /// Text in the client's code page, without its NUL. `[MS-CIFS] 2.2.6.16.1`
    OemText(&'a [u8]),
    /// Text that is not given, as too much is listed already. If the range is empty, its end was not looked for. `[MS-DFSC] 2.2`
    Withheld,
}

impl<'a> Value<'a> {
    /// The text, if it is some.
    ///
    /// ```
    /// assert_eq!(dfsc::inspect::Value::Number(7).text(), None);
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn text(self) -> Option<Utf16Le<'a>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// A structure or a field of an input.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Item<'a> {
    /// The spec's name.
    ///
    /// `[MS-DFSC] 2.2`
    pub name: &'static str,
    /// The field; none if it is a structure.
    ///
    /// `[MS-DFSC] 2.2`
    pub field: Option<Field>,
    /// Its bytes in the input, a string's NUL among them.
    ///
    /// `[MS-DFSC] 2.2`
    pub range: Range<usize>,
    /// How many structures it is in: 0 for those of a carrier and for a message, 1 for their fields and for entries, 2 for fields of entries.
    ///
    /// `[MS-DFSC] 2.2`
    pub depth: u8,
    /// What it says.
    ///
    /// `[MS-DFSC] 2.2`
    pub value: Value<'a>,
    /// Where the spec defines it.
    ///
    /// `[MS-DFSC] 2.2`
    pub section: &'static str,
    /// The bytes in the input that it points at, if it is an offset and they are there.
    ///
    /// `[MS-DFSC] 2.2`
    pub refers_to: Option<Range<usize>>,
    /// Whether the string is that of the entry before too, in the same field: servers let all entries share their path.
    ///
    /// `[MS-DFSC] 2.2.5`
    pub is_shared: bool,
    /// Which of the SMB messages it lies in, counted from 0, if the message comes in several.
    ///
    /// `[MS-CIFS] 3.2.5.1.4`
    pub piece: Option<u8>,
}

/// What is found in an input, in order.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Event<'a> {
    /// A structure or a field. `[MS-DFSC] 2.2`
    Item(Item<'a>),
    /// The item before goes on here, in another part of a transaction. `[MS-CIFS] 3.2.5.1.4`
    Continued {
        /// Its further bytes in the input.
        ///
        /// `[MS-CIFS] 3.2.5.1.4`
        range: Range<usize>,
        /// Which of the SMB messages they lie in, counted from 0.
        ///
        /// `[MS-CIFS] 3.2.5.1.4`
        piece: u8,
    },
    /// What is wrong at this place, which counts from the start of the input. `[MS-DFSC] 2.2`
    Error(DecodeError),
}

/// The messages of an input, one by one.
///
/// ```
/// use dfsc::inspect::{Inspector, Kind};
///
/// let mut inspector = Inspector::new(b"\0\0\0\x05\xfdSMB\0");
/// let mut buffer = [0; 1024];
/// assert_eq!(inspector.next(&mut buffer).unwrap().kind(), Kind::Encrypted);
/// assert!(inspector.next(&mut buffer).is_none());
/// ```
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Inspector<'a> {
    frames: Frames<'a>,
    /// Which of the next frames have been joined with one before: the lowest bit is the next one's.
    joined: u64,
}

impl<'a> Inspector<'a> {
    /// Of an input that begins as the best [`Guess`](crate::carrier::Guess) has it.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// assert!(Inspector::new(&[]).next(&mut []).is_none());
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub fn new(input: &'a [u8]) -> Self {
        Self { frames: Frames::new(input), joined: 0 }
    }

    /// Of an input that begins with this.
    ///
    /// ```
    /// use dfsc::carrier::Start;
    /// use dfsc::inspect::{Inspector, Kind};
    ///
    /// let mut inspector = Inspector::beginning_with(Start::Response, &[0; 8]);
    /// assert_eq!(inspector.next(&mut []).unwrap().kind(), Kind::Response);
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub const fn beginning_with(start: Start, input: &'a [u8]) -> Self {
        Self { frames: Frames::beginning_with(start, input), joined: 0 }
    }

    /// The next message. `buffer` is room to join one that SMB1 carries in parts: 64 KiB is always enough.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// assert!(Inspector::new(&[0; 8]).next(&mut [0; 65_535]).is_some());
    /// ```
    ///
    /// `[MS-CIFS] 3.2.5.1.4`
    pub fn next<'s>(&mut self, buffer: &'s mut [u8]) -> Option<Inspected<'s>>
    where
        'a: 's,
    {
        let frame = loop {
            let frame = self.frames.next()?;
            let is_joined = self.joined & 1 == 1;
            self.joined >>= 1;
            if !is_joined {
                break frame;
            }
        };
        let mut inspected = Inspected {
            kind: kind_of(frame.content()),
            places: Places::one(frame.start()),
            frame,
            others: self.frames.clone(),
            parts: 0,
            refused: 0,
            head: &[],
            error: None,
        };
        if let Content::Part(part) = inspected.frame.content() {
            self.joined |= inspected.join(part, self.joined, buffer);
        }
        Some(inspected)
    }
}

const fn kind_of(content: Content<'_>) -> Kind {
    match content {
        Content::Request(_)
        | Content::OemRequest(_)
        | Content::Part(Part::Request(_) | Part::Secondary(_)) => Kind::Request,
        Content::RequestEx(_) => Kind::RequestEx,
        Content::Response(_) | Content::Part(Part::Response(_)) => Kind::Response,
        Content::ErrorReply => Kind::ErrorReply,
        Content::OtherSmb => Kind::OtherSmb,
        Content::Encrypted => Kind::Encrypted,
        Content::Compressed => Kind::Compressed,
        Content::Unknown => Kind::Unknown,
    }
}

/// A message of an input.
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Inspected<'a> {
    kind: Kind,
    frame: Frame<'a>,
    /// What follows the frame, and which of it have parts of the message.
    others: Frames<'a>,
    parts: u64,
    /// Which of those could not be joined: the lowest bit is that of the first frame.
    refused: u64,
    /// The message, as far as it is there from its start on, if it comes in parts.
    head: &'a [u8],
    places: Places,
    /// What is wrong with the parts.
    error: Option<DecodeError>,
}

impl<'a> Inspected<'a> {
    /// What it is.
    ///
    /// ```
    /// # use dfsc::inspect::{Inspector, Kind};
    /// assert_eq!(Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().kind(), Kind::Request);
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The layers of framing around it, outermost first.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// assert!(Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().carrier().is_empty());
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub fn carrier(&self) -> &[Layer] {
        self.frame.layers()
    }

    /// Where in the input it begins, with what carries it.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// assert_eq!(Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().start(), 0);
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub fn start(&self) -> usize {
        self.frame.pieces().first().map_or(self.frame.start(), |first| first.range.start)
    }

    /// How the server answered, if it is a server's message in a carrier.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// assert_eq!(Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().status(), None);
    /// ```
    ///
    /// `[MS-SMB2] 2.2.1`
    #[must_use]
    pub const fn status(&self) -> Option<Status> {
        self.frame.status()
    }

    /// Tells everything that is in it, and what is wrong with it.
    ///
    /// ```
    /// # use dfsc::inspect::{Event, Inspector};
    /// let mut names = Vec::new();
    /// Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().each(&mut |event| {
    ///     if let Event::Item(item) = event {
    ///         names.push((item.depth, item.name));
    ///     }
    /// });
    /// assert_eq!(names, [(0, "REQ_GET_DFS_REFERRAL"), (1, "MaxReferralLevel"), (1, "RequestFileName")]);
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    pub fn each(&self, sink: &mut dyn FnMut(Event<'_>)) {
        let mut walk = Walk::new(sink, &self.places);
        let is_joined = self.parts != 0;
        let lies_behind = |piece: u8, part: &Part<'_>| {
            let is_refused = self.refused.wrapping_shr(piece.into()) & 1 == 1;
            is_refused || displacement(part) >= self.head.len()
        };
        walk.frame(&self.frame, is_joined.then_some(0), &lies_behind);
        let mut piece = 1;
        for frame in self.parts() {
            walk.frame(&frame, Some(piece), &lies_behind);
            piece = piece.saturating_add(1);
        }
        if let Some(error) = self.error {
            walk.error(error);
        }
        match self.frame.content() {
            // Where it should be is told already.
            Content::Request([])
            | Content::OemRequest([])
            | Content::RequestEx([])
            | Content::Response([])
                if self.frame.error().is_some() => {}
            Content::Request(bytes) => walk.request(bytes),
            Content::OemRequest(bytes) => walk.oem_request(bytes),
            Content::RequestEx(bytes) => walk.request_ex(bytes),
            Content::Response(bytes) => walk.response(bytes),
            Content::Part(_) if self.head.is_empty() => {}
            Content::Part(Part::Response(_)) => walk.response(self.head),
            Content::Part(_) if self.frame.is_oem() => walk.oem_request(self.head),
            Content::Part(_) => walk.request(self.head),
            Content::ErrorReply
            | Content::OtherSmb
            | Content::Encrypted
            | Content::Compressed
            | Content::Unknown => {}
        }
        let overflow = Status::Nt(NtStatus::BUFFER_OVERFLOW);
        if self.kind == Kind::Response && self.status() == Some(overflow) && !walk.is_wrong() {
            let (field, value) = (Field::Status, overflow.value() as usize);
            let at = self.frame.place_of(field).unwrap_or_default();
            walk.error(DecodeError::new(DecodeErrorKind::CutOff, field, at, value, 0));
        }
    }

    /// The further frames with parts of the message.
    fn parts(&self) -> impl Iterator<Item = Frame<'a>> {
        let parts = self.parts;
        let frames = self.others.clone().take(MOST_PARTS as usize);
        (0..)
            .zip(frames)
            .filter(move |(place, _)| parts.wrapping_shr(*place) & 1 == 1)
            .map(|(_, frame)| frame)
    }

    /// Joins the part with those among the next frames that belong to the same transaction, except those that are `taken`; gives which
    /// these are.
    fn join(&mut self, part: Part<'a>, taken: u64, buffer: &'a mut [u8]) -> u64 {
        let mut transaction = Transaction::new(buffer);
        self.places = Places::none();
        let first = self.frame.clone();
        self.add(&mut transaction, &first, part, 0);
        let mut frames = self.others.clone();
        let mut places = 1..MOST_PARTS;
        while transaction.message().is_none()
            && let Some(place) = places.next()
            && let Some(frame) = frames.next()
        {
            // The next frame has the lowest bit.
            let bit = 1u64.wrapping_shl(place.wrapping_sub(1));
            let Content::Part(other) = frame.content() else { continue };
            if taken & bit != 0 || !first.is_same_transaction(&frame) || matches!(other, Part::Request(_)) {
                continue;
            }
            self.parts |= bit;
            let piece = u8::try_from(self.parts.count_ones()).unwrap_or(u8::MAX);
            self.add(&mut transaction, &frame, other, piece);
        }
        let (there, total) = transaction.progress();
        if transaction.message().is_none() && self.error.is_none() {
            let field = match part {
                Part::Response(_) => Field::TotalDataCount,
                _ => Field::TotalParameterCount,
            };
            let at = first.place_of(field).unwrap_or_default();
            self.error = Some(DecodeError::new(DecodeErrorKind::FragmentMissing, field, at, there, total));
        }
        self.head = transaction.into_head();
        self.parts
    }

    /// Adds the part that a frame has; notes what is wrong with it.
    fn add(&mut self, transaction: &mut Transaction<'a>, frame: &Frame<'a>, part: Part<'a>, piece: u8) {
        let (added, bytes) = match part {
            Part::Request(part) => (transaction.request(&part), part.parameters),
            Part::Secondary(part) => (transaction.secondary(&part), part.parameters),
            Part::Response(part) => (transaction.response(&part), part.data),
        };
        match added {
            Ok(()) => self.places.add(displacement(&part), bytes.len(), frame.start(), piece),
            Err(error) => {
                self.refused |= 1u64.wrapping_shl(piece.into());
                let at = frame.place_of(error.field()).unwrap_or_else(|| frame.start());
                self.error = self.error.or(Some(error.moved(|_| at)));
            }
        }
    }
}

/// Where in the whole message a part begins.
fn displacement(part: &Part<'_>) -> usize {
    match part {
        Part::Request(_) => 0,
        Part::Secondary(part) => part.parameter_displacement.into(),
        Part::Response(part) => part.data_displacement.into(),
    }
}

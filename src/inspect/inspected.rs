//! A message of an input, joined from its parts if it came in several.

use super::findings::{ReplyCheck, Report, RequestCheck, check_framing};
use super::places::Places;
use super::walk::Walk;
use super::{Asked, Event, Finding, Kind, MOST_PARTS};
use crate::carrier::{Content, Frame, Frames, Layer, Part, Status, Transaction};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::status::NtStatus;
use crate::wire::Field;

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
    /// The message, as far as it is there from its start on, if it comes in parts.
    head: &'a [u8],
    joined: Joined,
    /// What it answers.
    asked: Option<Asked<'a>>,
}

/// What became of the parts of a message.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
struct Joined {
    places: Places,
    /// Which parts could not be joined: the lowest bit is that of the first frame.
    refused: u64,
    /// What is wrong with them.
    error: Option<DecodeError>,
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

impl<'a> Inspected<'a> {
    pub(super) fn new(frame: Frame<'a>, others: Frames<'a>) -> Self {
        Self {
            kind: kind_of(frame.content()),
            joined: Joined { places: Places::one(frame.start()), refused: 0, error: None },
            frame,
            others,
            parts: 0,
            head: &[],
            asked: None,
        }
    }

    /// The same message, if it is a reply, with what it answers.
    pub(super) fn answering(self, asked: Option<Asked<'a>>) -> Self {
        Self { asked: asked.filter(|_| self.kind == Kind::Response), ..self }
    }

    /// What is carried, joined as far as it is there if it came in parts.
    pub(super) const fn content(&self) -> Content<'a> {
        match self.frame.content() {
            Content::Part(Part::Response(_)) => Content::Response(self.head),
            Content::Part(_) if self.frame.is_oem() => Content::OemRequest(self.head),
            Content::Part(_) => Content::Request(self.head),
            content => content,
        }
    }

    /// Whether nothing of it is missing, by what carries it.
    pub(super) const fn is_whole(&self) -> bool {
        self.frame.error().is_none() && self.joined.error.is_none()
    }

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

    /// What the reply answers: the request of the same ids before it in the input, if it is the first to do so; or, if there is none such, [what
    /// was told](super::Inspector::asked). Eight requests are remembered.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// assert_eq!(Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().asked(), None);
    /// ```
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub const fn asked(&self) -> Option<Asked<'a>> {
        self.asked
    }

    /// Tells which rules it breaks, and what else is good to know: first of what carries it, then of the message, in the order of its
    /// fields, but for what only the whole of an entry or of the message tells.
    ///
    /// A reply with `STATUS_BUFFER_OVERFLOW`, or the DOS error for it, is cut off anywhere: of the referrals only what cannot be read is told.
    ///
    /// ```
    /// # use dfsc::inspect::{Inspector, Rule};
    /// let mut rules = Vec::new();
    /// let message = b"\x03\0\\\0s\0/\0d\0\0\0";
    /// Inspector::new(message).next(&mut []).unwrap().findings(&mut |finding| rules.push(finding.rule()));
    /// assert_eq!(rules, [Rule::PathSlash]);
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    pub fn findings(&self, sink: &mut dyn FnMut(Finding)) {
        let in_input = Places::one(0);
        let cut_off = self.cut_off();
        let mut report = Report::new(&mut *sink, &in_input, false);
        let mut errors = |event: Event<'_>| {
            if let Event::Error { error, range, structure } = event {
                report.error(error, range, structure);
            }
        };
        let mut walk = Walk::new(&mut errors, &self.joined.places);
        self.walk_framing(&mut walk);
        if let Some(error) = cut_off {
            walk.error_in_frame(error, &self.frame);
        }
        let parts = self.parts.count_ones().saturating_add(1);
        let there =
            if let Content::Part(part) = self.frame.content() { part.fragment().bytes.len() } else { 0 };
        check_framing(&mut report, self.kind, &self.frame, parts as usize, there);

        let mut report = Report::new(sink, &self.joined.places, cut_off.is_some());
        match self.content() {
            Content::Response(bytes) => {
                let mut check = ReplyCheck::new(&mut report, bytes, self.asked);
                self.walk_message(&mut Walk::new(&mut |event| check.event(&event), &in_input));
                check.finish();
            }
            content @ (Content::Request(bytes) | Content::OemRequest(bytes) | Content::RequestEx(bytes)) => {
                let is_ex = matches!(content, Content::RequestEx(_));
                let mut check = RequestCheck::new(&mut report, bytes, is_ex, !self.is_whole());
                self.walk_message(&mut Walk::new(&mut |event| check.event(&event), &in_input));
                check.finish();
            }
            _ => {}
        }
    }

    /// Tells everything that is in it, and what of it cannot be read.
    ///
    /// ```
    /// # use dfsc::inspect::{Event, Inspector};
    /// let mut names = Vec::new();
    /// Inspector::new(b"\x03\0\0\0").next(&mut []).unwrap().each(&mut |event| {
    ///     if let Event::Item(item) = event {
    ///         names.push((item.depth, item.name()));
    ///     }
    /// });
    /// assert_eq!(names, [(0, "REQ_GET_DFS_REFERRAL"), (1, "MaxReferralLevel"), (1, "RequestFileName")]);
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    pub fn each(&self, sink: &mut dyn FnMut(Event<'_>)) {
        let mut walk = Walk::new(sink, &self.joined.places);
        self.walk_framing(&mut walk);
        self.walk_message(&mut walk);
        if !walk.is_wrong()
            && let Some(error) = self.cut_off()
        {
            walk.error_in_frame(error, &self.frame);
        }
    }

    fn walk_framing(&self, walk: &mut Walk<'_>) {
        let is_joined = self.parts != 0;
        let lies_behind = |piece: u8, part: &Part<'_>| {
            let is_refused = self.joined.refused.wrapping_shr(piece.into()) & 1 == 1;
            is_refused || usize::from(part.fragment().displacement) >= self.head.len()
        };
        walk.frame(&self.frame, is_joined.then_some(0), &lies_behind);
        let mut piece = 1;
        for frame in self.parts() {
            walk.frame(&frame, Some(piece), &lies_behind);
            piece = piece.saturating_add(1);
        }
        if let Some(error) = self.joined.error {
            let is_in = |frame: &Frame<'_>| frame.place_of(error.field()) == Some(error.offset() as usize);
            let found = self.parts().find(is_in);
            walk.error_in_frame(error, found.as_ref().unwrap_or(&self.frame));
        }
    }

    fn walk_message(&self, walk: &mut Walk<'_>) {
        match self.content() {
            // Where it should be is told already.
            Content::Request([])
            | Content::OemRequest([])
            | Content::RequestEx([])
            | Content::Response([])
                if !self.is_whole() => {}
            Content::Request(bytes) => walk.request(bytes, false),
            Content::OemRequest(bytes) => walk.request(bytes, true),
            Content::RequestEx(bytes) => walk.request_ex(bytes),
            Content::Response(bytes) => walk.response(bytes),
            Content::Part(_)
            | Content::ErrorReply
            | Content::OtherSmb
            | Content::Encrypted
            | Content::Compressed
            | Content::Unknown => {}
        }
    }

    /// The error of a reply that is cut off anywhere, whatever of it can be read.
    fn cut_off(&self) -> Option<DecodeError> {
        // ERRDOS, ERRmoredata
        const MORE_DATA: Status = Status::Dos { class: 1, code: 234 };
        const OVERFLOW: Status = Status::Nt(NtStatus::BUFFER_OVERFLOW);
        let (field, value) = match self.status().filter(|_| self.kind == Kind::Response)? {
            status @ OVERFLOW => (Field::Status, status.value() as usize),
            MORE_DATA => (Field::ErrorCode, 234),
            _ => return None,
        };
        let at = self.frame.place_of(field).unwrap_or_default();
        Some(DecodeError::new(DecodeErrorKind::CutOff, field, at, value, 0))
    }

    /// The further frames with parts of the message.
    fn parts(&self) -> impl Iterator<Item = Frame<'a>> {
        let parts = self.parts;
        // Up to the last of them.
        let count = u64::BITS.saturating_sub(parts.leading_zeros());
        let frames = self.others.clone().take(count as usize);
        (0..)
            .zip(frames)
            .filter(move |(place, _)| parts.wrapping_shr(*place) & 1 == 1)
            .map(|(_, frame)| frame)
    }

    /// Joins the part with those among the next frames that belong to the same transaction, except those that are `taken`; gives which
    /// these are.
    pub(super) fn join(&mut self, part: Part<'a>, taken: u64, buffer: &'a mut [u8]) -> u64 {
        let mut transaction = Transaction::new(buffer);
        self.joined.places = Places::none();
        self.joined.add(&mut transaction, &self.frame, part, 0);
        let mut frames = self.others.clone();
        let mut places = 1..MOST_PARTS;
        let mut is_whole = transaction.message().is_some();
        while !is_whole
            && let Some(place) = places.next()
            && let Some(frame) = frames.next()
        {
            // The next frame has the lowest bit.
            let bit = 1u64.wrapping_shl(place.wrapping_sub(1));
            let Content::Part(other) = frame.content() else { continue };
            if taken & bit != 0
                || !self.frame.is_same_transaction(&frame)
                || matches!(other, Part::Request(_))
            {
                continue;
            }
            self.parts |= bit;
            let piece = u8::try_from(self.parts.count_ones()).unwrap_or(u8::MAX);
            self.joined.add(&mut transaction, &frame, other, piece);
            is_whole = transaction.message().is_some();
        }
        let (there, total) = transaction.progress();
        if !is_whole && self.joined.error.is_none() {
            let field = match part {
                Part::Response(_) => Field::TotalDataCount,
                _ => Field::TotalParameterCount,
            };
            let at = self.frame.place_of(field).unwrap_or_default();
            let kind = DecodeErrorKind::FragmentMissing;
            self.joined.error = Some(DecodeError::new(kind, field, at, there, total));
        }
        self.head = transaction.into_head();
        self.parts
    }
}

impl Joined {
    /// Adds the part that a frame has; notes what is wrong with it.
    fn add(&mut self, transaction: &mut Transaction<'_>, frame: &Frame<'_>, part: Part<'_>, piece: u8) {
        let part = part.fragment();
        match transaction.add(&part) {
            Ok(()) => self.places.add(part.displacement.into(), part.bytes.len(), frame.start(), piece),
            Err(error) => {
                self.refused |= 1u64.wrapping_shl(piece.into());
                let at = frame.place_of(error.field()).unwrap_or_else(|| frame.start());
                self.error = self.error.or(Some(error.moved(|_| at)));
            }
        }
    }
}

//! The SMB messages in a run of bytes, one by one.

use super::body::unexpected;
use super::frame::{Content, Frame, Layer, Part, Verdicts};
use super::guess::{self, Start};
use super::layout::{DIRECT_TCP, DirectTcpFixed};
use super::link::{self, Wrapped};
use crate::error::DecodeErrorKind as Kind;
use crate::wire::Field;
use crate::wire::parts::Layout as _;
use heapless::Vec;

/// The messages in a run of bytes, each with what is around it: Ethernet, IP and TCP, several records of the session service, SMB
/// messages in a chain, or one behind the other if they tell where they end (those of SMB1, and the IOCTLs of SMB2); or a message of the
/// protocol as it is.
///
/// ```
/// use dfsc::carrier::{Content, Frames};
///
/// let two = b"\0\0\0\x05\xfdSMB\0".repeat(2);
/// assert!(Frames::new(&two).all(|frame| frame.content() == Content::Encrypted));
/// assert_eq!(Frames::new(&two).count(), 2);
/// ```
///
/// `[MS-SMB2] 2.1`
#[derive(Clone, Debug)]
pub struct Frames<'a> {
    input: &'a [u8],
    /// What stands at `at`.
    start: Start,
    /// What the first frame has around it, and later ones too.
    outer: Vec<Layer, 6>,
    at: usize,
    /// Where the record ends that is being read.
    record_end: usize,
    /// Where all ends.
    end: usize,
    known: Verdicts,
}

#[cfg(feature = "defmt")]
impl defmt::Format for Frames<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        for frame in self.clone() {
            defmt::write!(f, "{} ", frame);
        }
    }
}

impl<'a> Frames<'a> {
    /// The messages of an input that begins as the best [`Guess`](super::Guess) has it.
    ///
    /// ```
    /// # use dfsc::carrier::Frames;
    /// assert!(Frames::new(&[]).next().is_none());
    /// ```
    ///
    /// `[MS-SMB2] 2.1`
    #[must_use]
    pub fn new(input: &'a [u8]) -> Self {
        Self::beginning_with(guess::best(input), input)
    }

    /// The messages of an input that begins with this.
    ///
    /// ```
    /// use dfsc::carrier::{Content, Frames, Start};
    ///
    /// let frame = Frames::beginning_with(Start::Response, &[0; 8]).next().unwrap();
    /// assert_eq!(frame.content(), Content::Response(&[0; 8]));
    /// ```
    ///
    /// `[MS-SMB2] 2.1`
    #[must_use]
    pub const fn beginning_with(start: Start, input: &'a [u8]) -> Self {
        Self {
            input,
            start,
            outer: Vec::new(),
            at: 0,
            record_end: 0,
            end: input.len(),
            known: Verdicts::NONE,
        }
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        if self.at >= self.end {
            return None;
        }
        let mut frame = Frame::new(self.input, self.at);
        frame.layers = self.outer.clone();
        let Start::Layer(mut layer) = self.start else {
            frame.bare(self.start, self.end);
            self.at = self.end;
            return Some(frame);
        };
        while let Some((field, structure)) = link::shown(layer) {
            frame.layer(layer);
            let Some(Wrapped { header, payload, inner }) = link::unwrap(layer, self.input, self.at..self.end)
            else {
                self.at = self.end;
                return Some(frame);
            };
            frame.bytes(field, structure, header);
            (self.at, self.end) = (payload.start, payload.end);
            frame.start = self.at;
            let Some(inner) = inner else {
                self.at = self.end;
                return Some(frame);
            };
            (layer, self.start) = (inner, Start::Layer(inner));
            if inner == Layer::Nbss
                && !guess::is_record(self.input.get(self.at..self.end).unwrap_or_default())
            {
                // A segment without data, or one from the middle of a message.
                frame.content = if self.at < self.end { Content::Unknown } else { Content::OtherSmb };
                self.at = self.end;
                return Some(frame);
            }
        }
        if layer == Layer::Nbss {
            self.outer.clone_from(&frame.layers);
            if self.at >= self.record_end {
                self.record(&mut frame);
            }
            frame.layer(Layer::Nbss);
        } else {
            self.record_end = self.end;
        }
        if self.at < self.record_end {
            frame.open(self.at, self.record_end, &self.known);
            let verdict = match frame.content {
                Content::OtherSmb => Some(false),
                // A further part says nothing of its own.
                Content::Part(Part::Secondary(_)) | Content::ErrorReply | Content::Unknown => None,
                _ => Some(true),
            };
            if let Some((transaction, is_dfs)) = frame.transaction.zip(verdict) {
                self.known.set(transaction.of_request(), is_dfs);
            }
            self.at = frame.end;
            let rest = self.input.get(self.at..self.record_end).unwrap_or_default();
            if !guess::is_smb(rest) && !frame.is_chained {
                self.at = self.record_end;
            }
        }
        Some(frame)
    }
}

impl Frames<'_> {
    /// The four bytes before a message.
    fn record(&mut self, frame: &mut Frame<'_>) {
        let (start, end) = (self.at, self.end);
        frame.structure(&DIRECT_TCP, start..end);
        let Some(body) = frame.whole(&DIRECT_TCP, start, end) else {
            (self.at, self.record_end) = (end, end);
            return;
        };
        let (session, _) =
            DirectTcpFixed::split(self.input.get(start..end).unwrap_or_default()).unwrap_or_default();
        let [high, middle, low] = session.stream_protocol_length;
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        let record_end = body.saturating_add(length);
        (self.at, self.record_end) = (body, record_end.min(end));
        frame.start = body;
        if session.zero != 0 {
            // Another service of NetBIOS opens a session, or keeps it alive; it has no SMB message.
            let is_known = matches!(session.zero, 0x81..=0x85);
            frame.content = if is_known { Content::OtherSmb } else { Content::Unknown };
            self.record_end = if is_known { self.record_end } else { end };
            self.at = self.record_end;
            if !is_known {
                return;
            }
        }
        if record_end > end {
            let (value, limit) = (record_end.wrapping_sub(start), end.wrapping_sub(start));
            let (kind, field) = (Kind::BufferPastEnd, Field::StreamProtocolLength);
            frame.fail(unexpected(DIRECT_TCP.rows, kind, field, value, limit), start);
        }
    }
}

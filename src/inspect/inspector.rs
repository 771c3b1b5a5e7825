//! The messages of an input, one by one.

use super::findings::{Answers, Met, Pairs};
use super::{Asked, Inspected};
use crate::carrier::{Content, Frames, Start};

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
    pairs: Pairs<'a>,
    /// What a reply answers whose request is not in the input.
    asked: Option<Asked<'a>>,
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
        Self::of(Frames::new(input))
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
        Self::of(Frames::beginning_with(start, input))
    }

    const fn of(frames: Frames<'a>) -> Self {
        Self { frames, joined: 0, pairs: Pairs::NONE, asked: None }
    }

    /// What was asked for, if the input does not say: replies whose request is not among the last eight before them are judged by it.
    ///
    /// ```
    /// use dfsc::RequestKind;
    /// use dfsc::inspect::{Asked, Inspector};
    ///
    /// let asked = Asked::new(RequestKind::Root, 4);
    /// let mut inspector = Inspector::new(&[0; 8]).asked(asked);
    /// assert_eq!(inspector.next(&mut []).unwrap().asked(), Some(asked));
    /// ```
    ///
    /// `[MS-DFSC] 3.2.5.1`
    #[must_use]
    pub fn asked(self, asked: Asked<'a>) -> Self {
        Self { asked: Some(asked), ..self }
    }

    /// With the requests of what another inspector has read, which replies here may answer: several packets of one connection.
    ///
    /// ```
    /// # use dfsc::inspect::Inspector;
    /// let first = Inspector::new(&[0; 8]);
    /// let mut second = Inspector::new(&[0; 8]).after(&first);
    /// assert!(second.next(&mut []).is_some());
    /// ```
    ///
    /// `[MS-SMB2] 2.2.1`
    #[must_use]
    pub fn after(self, other: &Self) -> Self {
        Self { pairs: other.pairs.clone(), ..self }
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
        let met = Met::of(&frame);
        let mut inspected = Inspected::new(frame, self.frames.clone());
        if let Content::Part(part) = met.content {
            self.joined |= inspected.join(part, self.joined, buffer);
        }
        let asked = match self.pairs.note(met, inspected.content(), inspected.is_whole()) {
            Answers::Unknown => self.asked,
            Answers::Known(asked) => asked,
        };
        Some(inspected.answering(asked))
    }
}

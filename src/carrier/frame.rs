//! An SMB message: what is around it, and what it carries.

use super::body::truncated;
use super::recent::Recent;
use super::smb1::{Trans2Request, Trans2Response, Trans2Secondary};
use crate::error::DecodeError;
use crate::status::NtStatus;
use crate::wire::parts::{FieldValues, len_of};
use crate::wire::{Field, FieldValue, Structure};
use core::ops::Range;
use core::{fmt, slice};
use heapless::Vec;

/// A layer of framing, outermost first in the order of the variants; or what a message begins with.
///
/// ```
/// use dfsc::carrier::Layer;
///
/// assert_eq!(Layer::Smb2Ioctl.to_string(), "smb2-ioctl");
/// ```
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Layer {
    /// Ethernet, with or without tags: `[IEEE802.3] 3.1`. It stands before what `[MS-SMB2] 2.1` calls a transport.
    Ethernet,
    /// IP version 4, below `[MS-SMB2] 2.1`.
    Ipv4,
    /// IP version 6, below `[MS-SMB2] 2.1`.
    Ipv6,
    /// TCP, below `[MS-SMB2] 2.1`.
    Tcp,
    /// The four bytes before each message: `[MS-SMB2] 2.1`.
    Nbss,
    /// An SMB2 message: `[MS-SMB2] 2.2.1`.
    Smb2,
    /// An SMB2 IOCTL: `[MS-SMB2] 2.2.31`.
    Smb2Ioctl,
    /// What stands before an encrypted message: `[MS-SMB2] 2.2.41`.
    Smb2Transform,
    /// What stands before a compressed message: `[MS-SMB2] 2.2.42`.
    Smb2Compression,
    /// An SMB1 message: `[MS-CIFS] 2.2.3.1`.
    Smb1,
    /// An SMB1 transaction: `[MS-CIFS] 2.2.4.46`.
    Smb1Trans2,
}

impl Layer {
    /// All layers.
    ///
    /// ```
    /// assert!(dfsc::carrier::Layer::ALL.contains(&dfsc::carrier::Layer::Tcp));
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    pub const ALL: &'static [Self] = &[
        Self::Ethernet,
        Self::Ipv4,
        Self::Ipv6,
        Self::Tcp,
        Self::Nbss,
        Self::Smb2,
        Self::Smb2Ioctl,
        Self::Smb2Transform,
        Self::Smb2Compression,
        Self::Smb1,
        Self::Smb1Trans2,
    ];

    /// Its name, as the JSON of the inspector has it.
    ///
    /// ```
    /// # use dfsc::carrier::Layer;
    /// assert_eq!(Layer::Nbss.name(), "nbss");
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ethernet => "ethernet",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Tcp => "tcp",
            Self::Nbss => "nbss",
            Self::Smb2 => "smb2",
            Self::Smb2Ioctl => "smb2-ioctl",
            Self::Smb2Transform => "smb2-transform",
            Self::Smb2Compression => "smb2-compression",
            Self::Smb1 => "smb1",
            Self::Smb1Trans2 => "smb1-trans2",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a server answered, as the header of a message says it.
///
/// `[MS-CIFS] 2.2.2.4`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Status {
    /// `[MS-ERREF] 2.3.1`
    Nt(NtStatus),
    /// What SMB1 has for a client that does not know the other.
    ///
    /// `[MS-CIFS] 2.2.2.4`
    Dos {
        /// The class of the error.
        ///
        /// `[MS-CIFS] 2.2.2.4`
        class: u8,
        /// The error in its class.
        ///
        /// `[MS-CIFS] 2.2.2.4`
        code: u16,
    },
}

impl Status {
    /// Whether it says that all went well.
    ///
    /// ```
    /// use dfsc::carrier::Status;
    ///
    /// assert!(Status::Dos { class: 0, code: 0 }.is_success());
    /// ```
    ///
    /// `[MS-CIFS] 2.2.2.4`
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Nt(NtStatus::SUCCESS) | Self::Dos { class: 0, code: 0 })
    }

    /// The NTSTATUS; or the class of a DOS error in the lowest byte, and its code in the two highest.
    ///
    /// ```
    /// # use dfsc::carrier::Status;
    /// assert_eq!(Status::Dos { class: 1, code: 2 }.value(), 0x0002_0001);
    /// ```
    ///
    /// `[MS-CIFS] 2.2.3.1`
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            Self::Nt(status) => status.0,
            Self::Dos { class, code } => u32::from(code).wrapping_mul(0x1_0000) | u32::from(class),
        }
    }
}

/// The classes of DOS errors, and the errors of the class ERRDOS and ERRSRV that this protocol can meet.
const CLASSES: [(u8, &str); 5] =
    [(0, "SUCCESS"), (1, "ERRDOS"), (2, "ERRSRV"), (3, "ERRHRD"), (0xFF, "ERRCMD")];
const DOS_ERRORS: [(u8, u16, &str); 15] = [
    (1, 1, "ERRbadfunc"),
    (1, 2, "ERRbadfile"),
    (1, 3, "ERRbadpath"),
    (1, 5, "ERRnoaccess"),
    (1, 6, "ERRbadfid"),
    (1, 8, "ERRnomem"),
    (1, 50, "ERRunsup"),
    (1, 67, "ERRnosuchshare"),
    (1, 87, "ERRinvalidparam"),
    (1, 234, "ERRmoredata"),
    (2, 1, "ERRerror"),
    (2, 3, "ERRbadpath"),
    (2, 4, "ERRaccess"),
    (2, 5, "ERRinvtid"),
    (2, 6, "ERRinvnetname"),
];

/// The spec's name, or the number.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (class, code) = match *self {
            Self::Nt(status) => return status.fmt(f),
            Self::Dos { class, code } => (class, code),
        };
        match CLASSES.iter().find(|known| known.0 == class) {
            Some((0, name)) if code == 0 => return f.write_str(name),
            Some((_, name)) => f.write_str(name)?,
            None => write!(f, "class {class:#04x}")?,
        }
        match DOS_ERRORS.iter().find(|known| (known.0, known.1) == (class, code)) {
            Some((.., name)) => write!(f, "/{name}"),
            None => write!(f, "/{code}"),
        }
    }
}

/// What an SMB message carries.
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Content<'a> {
    /// The bytes of a [`Request`](crate::Request), as far as they are there. `[MS-DFSC] 2.2.2`
    Request(&'a [u8]),
    /// The bytes of an [`OemRequest`](super::OemRequest), as far as they are there. `[MS-CIFS] 2.2.6.16.1`
    OemRequest(&'a [u8]),
    /// The bytes of a [`RequestEx`](crate::RequestEx), as far as they are there. `[MS-DFSC] 2.2.3`
    RequestEx(&'a [u8]),
    /// The bytes of a [`Response`](crate::Response), as far as they are there. `[MS-DFSC] 2.2.4`
    Response(&'a [u8]),
    /// A part of a message: `[MS-CIFS] 3.2.5.1.4`.
    Part(Part<'a>),
    /// The server's answer is a status alone. `[MS-SMB2] 2.2.2`
    ErrorReply,
    /// A message that has nothing to do with referrals. `[MS-SMB2] 2.2.1`
    OtherSmb,
    /// A message that only its two ends can read. `[MS-SMB2] 2.2.41`
    Encrypted,
    /// A compressed message. `[MS-SMB2] 2.2.42`
    Compressed,
    /// Nothing that is known, or too little of it. `[MS-SMB2] 2.2.1`
    Unknown,
}

/// A part of an SMB1 transaction.
///
/// `[MS-CIFS] 3.2.5.1.4`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Part<'a> {
    /// The first part of a request. `[MS-CIFS] 2.2.4.46.1`
    Request(Trans2Request<&'a [u8]>),
    /// A further part of a request. `[MS-CIFS] 2.2.4.47.1`
    Secondary(Trans2Secondary<&'a [u8]>),
    /// A part of a reply. `[MS-CIFS] 2.2.4.46.2`
    Response(Trans2Response<&'a [u8]>),
}

/// A structure at its place in the input; or the bytes of one of its fields, which stand where no table has them.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) structure: &'static Structure,
    pub(crate) field: Option<Field>,
    /// Where it begins, and where it ends at the latest.
    pub(crate) range: Range<usize>,
}

impl Piece {
    /// Its fields, as far as they are there.
    pub(crate) fn fields<'a>(&self, input: &'a [u8]) -> PieceFields<'a> {
        let (start, bytes) = (self.range.start, input.get(self.range.clone()).unwrap_or_default());
        let alone = self.field.map(|field| FieldValue::new(field, start, bytes));
        let bytes = if self.field.is_some() { &[] } else { bytes };
        PieceFields { alone, others: FieldValue::all_in(self.structure, bytes, start) }
    }
}

/// The fields of a piece, one by one.
#[derive(Default)]
pub(crate) struct PieceFields<'a> {
    alone: Option<FieldValue<'a>>,
    others: FieldValues<'a>,
}

impl<'a> Iterator for PieceFields<'a> {
    type Item = FieldValue<'a>;

    fn next(&mut self) -> Option<FieldValue<'a>> {
        self.alone.take().or_else(|| self.others.next())
    }
}

/// The fields of all pieces.
struct FrameFields<'a, 'f> {
    input: &'a [u8],
    pieces: slice::Iter<'f, Piece>,
    /// What is left of the piece before these.
    fields: PieceFields<'a>,
}

impl<'a> Iterator for FrameFields<'a, '_> {
    type Item = FieldValue<'a>;

    fn next(&mut self) -> Option<FieldValue<'a>> {
        loop {
            if let Some(field) = self.fields.next() {
                return Some(field);
            }
            self.fields = self.pieces.next()?.fields(self.input);
        }
    }
}

/// What tells the messages of one SMB1 transaction from others, and which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TransactionId {
    /// `TID`, `PIDLow`, `UID` and `MID`.
    pub(super) ids: [u16; 4],
    pub(super) pid_high: u16,
    pub(super) is_reply: bool,
}

impl TransactionId {
    /// The same of a message that goes the other way.
    pub(super) const fn of_request(self) -> Self {
        Self { is_reply: false, ..self }
    }
}

/// Whether the last SMB1 transactions are about referrals, by the ids of their requests: neither their replies nor their further parts say it.
pub(super) type Verdicts = Recent<TransactionId, bool>;

/// What the field with an offset refers to.
type Reference = (Field, Range<usize>);

/// An SMB message, or what stands where one should be.
///
/// ```
/// use dfsc::carrier::{Content, Frames};
///
/// // An SMB2 message of some other command.
/// let mut message = [0; 64];
/// message[..5].copy_from_slice(b"\xfeSMB\x40");
/// let frame = Frames::new(&message).next().unwrap();
/// assert_eq!(frame.content(), Content::OtherSmb);
/// ```
///
/// `[MS-DFSC] 2.1`
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    input: &'a [u8],
    pub(super) layers: Vec<Layer, 6>,
    pieces: Vec<Piece, 12>,
    references: Vec<Reference, 4>,
    /// Where what it carries begins in the input.
    pub(super) start: usize,
    pub(super) content: Content<'a>,
    pub(super) status: Option<Status>,
    error: Option<DecodeError>,
    /// The SMB1 transaction that it is one of, if it is.
    pub(super) transaction: Option<TransactionId>,
    /// Whether the header says that another message follows in the chain.
    pub(super) is_chained: bool,
    /// Whether its text is in the client's code page.
    pub(super) is_oem: bool,
    /// Where the bytes that it takes end.
    pub(super) end: usize,
}

#[cfg(feature = "inspect")]
impl<'a> Frame<'a> {
    pub(crate) const fn input(&self) -> &'a [u8] {
        self.input
    }

    /// The framing, structure by structure.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Where the buffer lies that a field with an offset refers to.
    pub(crate) fn referred(&self, field: Field) -> Option<Range<usize>> {
        self.references.iter().find(|reference| reference.0 == field).map(|reference| reference.1.clone())
    }

    /// Where a field of the framing stands.
    pub(crate) fn place_of(&self, field: Field) -> Option<usize> {
        self.fields().find(|found| found.field() == field).map(|found| found.range().start)
    }

    /// Whether both are of one SMB1 transaction, and go the same way.
    pub(crate) fn is_same_transaction(&self, other: &Self) -> bool {
        self.transaction.is_some() && self.transaction == other.transaction
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Frame<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{} at {}", self.content, self.start);
    }
}

impl<'a> Frame<'a> {
    pub(super) fn new(input: &'a [u8], start: usize) -> Self {
        Self {
            input,
            layers: Vec::new(),
            pieces: Vec::new(),
            references: Vec::new(),
            start,
            content: Content::Unknown,
            status: None,
            error: None,
            transaction: None,
            is_chained: false,
            is_oem: false,
            end: start,
        }
    }

    /// The layers of framing around it, outermost first.
    ///
    /// ```
    /// use dfsc::carrier::{Frames, Layer};
    ///
    /// let frame = Frames::new(b"\0\0\0\x05\xfdSMB\0").next().unwrap();
    /// assert_eq!(frame.layers(), [Layer::Nbss, Layer::Smb2Transform]);
    /// ```
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// What it carries.
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub const fn content(&self) -> Content<'a> {
        self.content
    }

    /// Where in the input the bytes of what it carries begin.
    ///
    /// `[MS-DFSC] 2.1`
    #[must_use]
    pub const fn start(&self) -> usize {
        self.start
    }

    /// What a server's message says of how it went.
    ///
    /// `[MS-SMB2] 2.2.1`
    #[must_use]
    pub const fn status(&self) -> Option<Status> {
        self.status
    }

    /// Whether text in it is in the client's own code page: that of a [part](Content::Part) of a request then is an
    /// [`OemRequest`](super::OemRequest)'s.
    ///
    /// `[MS-CIFS] 2.2.3.1`
    #[must_use]
    pub const fn is_oem(&self) -> bool {
        self.is_oem
    }

    /// The first thing that is wrong with the framing. Places count from the start of the input.
    ///
    /// `[MS-SMB2] 2.2.1`
    #[must_use]
    pub const fn error(&self) -> Option<DecodeError> {
        self.error
    }

    /// The fields of the framing, outermost first. What is around several messages is shown with the first of them.
    ///
    /// ```
    /// use dfsc::carrier::Frames;
    ///
    /// let frame = Frames::new(b"\0\0\0\x05\xfdSMB\0").next().unwrap();
    /// let names = frame.fields().map(|field| field.field().name());
    /// assert!(names.eq(["Zero", "StreamProtocolLength", "ProtocolId"]));
    /// ```
    ///
    /// `[MS-SMB2] 2.2.1`
    pub fn fields(&self) -> impl Iterator<Item = FieldValue<'a>> + '_ {
        FrameFields { input: self.input, pieces: self.pieces.iter(), fields: PieceFields::default() }
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn fail(&mut self, error: DecodeError, start: usize) {
        if self.error.is_none() {
            self.error = Some(error.moved(|at| start.saturating_add(at)));
        }
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn layer(&mut self, layer: Layer) {
        // There is room for all that nest.
        let _ = self.layers.push(layer);
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn structure(&mut self, structure: &'static Structure, range: Range<usize>) {
        // There is room for all that follow each other.
        let _ = self.pieces.push(Piece { structure, field: None, range });
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn bytes(&mut self, field: Field, structure: &'static Structure, range: Range<usize>) {
        if !range.is_empty() {
            let _ = self.pieces.push(Piece { structure, field: Some(field), range });
        }
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn reference(&mut self, field: Field, range: Range<usize>) {
        let _ = self.references.push((field, range));
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn bytes_at(&self, range: Range<usize>) -> &'a [u8] {
        self.input.get(range).unwrap_or_default()
    }

    /// Where a structure ends, if it is all there; else that is the error.
    #[cfg_attr(target_pointer_width = "32", inline(never))]
    pub(super) fn whole(&mut self, structure: &Structure, start: usize, end: usize) -> Option<usize> {
        let bytes = self.bytes_at(start..end);
        let len = len_of(structure.rows);
        if bytes.len() < len {
            self.fail(truncated(structure.rows, bytes), start);
            return None;
        }
        start.checked_add(len)
    }
}

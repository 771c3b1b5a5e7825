//! SMB2's IOCTL, which carries referral requests and referrals. `[MS-SMB2] 2.2.31`, `2.2.32`
//!
//! What is read and written here is the body of a message, from `StructureSize` on: the header of 64 bytes before it (its ids,
//! credits and signature) is the caller's. Offsets in the body count from that header.

use super::body::{Body, Found, Marked, long, sound};
use super::layout::{
    FileIdFixed, IOCTL_REQUEST, IOCTL_RESPONSE, InputFixed, InputNumbers, IoctlEndFixed, IoctlEndNumbers,
    IoctlFixed, IoctlNumbers, MaxInputFixed, MaxInputNumbers, MaxOutputFixed, MaxOutputNumbers, OutputFixed,
    OutputNumbers,
};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::wire::Field;
use crate::wire::parts::{Layout as _, Message, Row, Writer, encoded_len, len_of, offset_of};
use core::ops::Range;

/// The length of the header before the body.
pub(super) const HEADER_LEN: usize = 64;
const REQUEST_LEN: usize = IoctlFixed::LEN
    + FileIdFixed::LEN
    + InputFixed::LEN
    + MaxInputFixed::LEN
    + OutputFixed::LEN
    + MaxOutputFixed::LEN
    + IoctlEndFixed::LEN;
const RESPONSE_LEN: usize =
    IoctlFixed::LEN + FileIdFixed::LEN + InputFixed::LEN + OutputFixed::LEN + IoctlEndFixed::LEN;

/// The `StructureSize` of each body: its fixed fields and, whether or not it is there, one byte of its buffer.
pub(super) const REQUEST_SIZE: usize = REQUEST_LEN + 1;
pub(super) const RESPONSE_SIZE: usize = RESPONSE_LEN + 1;

/// The control codes that ask for referrals: the `CtlCode` of an IOCTL.
///
/// `[MS-SMB2] 2.2.31`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum CtlCode {
    /// `FSCTL_DFS_GET_REFERRALS`: the input is a [`Request`](crate::Request).
    ///
    /// `[MS-SMB2] 2.2.31`
    GetReferrals,
    /// `FSCTL_DFS_GET_REFERRALS_EX`: the input is a [`RequestEx`](crate::RequestEx).
    ///
    /// `[MS-SMB2] 2.2.31`
    GetReferralsEx,
}

impl CtlCode {
    /// The value of the field.
    ///
    /// ```
    /// use dfsc::carrier::CtlCode;
    ///
    /// assert_eq!(CtlCode::GetReferrals.value(), 0x0006_0194);
    /// ```
    ///
    /// `[MS-SMB2] 2.2.31`
    #[must_use]
    pub const fn value(self) -> u32 {
        match self {
            Self::GetReferrals => 0x0006_0194,
            Self::GetReferralsEx => 0x0006_01B0,
        }
    }

    /// The code of this value, if it is one of them.
    ///
    /// ```
    /// # use dfsc::carrier::CtlCode;
    /// assert_eq!(CtlCode::from_value(0x0006_01B0), Some(CtlCode::GetReferralsEx));
    /// assert_eq!(CtlCode::from_value(0x0014_0204), None);
    /// ```
    ///
    /// `[MS-SMB2] 2.2.31`
    #[must_use]
    pub fn from_value(value: u32) -> Option<Self> {
        [Self::GetReferrals, Self::GetReferralsEx].into_iter().find(|code| code.value() == value)
    }
}

/// The body of an SMB2 IOCTL request that carries a referral request, from `StructureSize` on.
///
/// ```
/// use dfsc::carrier::{CtlCode, IoctlRequest};
/// use dfsc::{Encode, Request};
///
/// let request = Request::new(4, r"\srv\dfs");
/// let carrier = IoctlRequest { ctl_code: CtlCode::GetReferrals, max_output_response: 4096, input: request };
/// let mut buffer = [0; 128];
/// let body = carrier.encode(&mut buffer)?;
///
/// let read = IoctlRequest::parse(body).unwrap();
/// assert_eq!(read.max_output_response, 4096);
/// assert_eq!(Request::parse(read.input).unwrap(), request);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-SMB2] 2.2.31`
#[doc(alias = "SMB2_IOCTL_REQUEST")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct IoctlRequest<M> {
    /// Which of the two requests it carries.
    ///
    /// `[MS-SMB2] 2.2.31`
    pub ctl_code: CtlCode,
    /// The longest reply in bytes that the client takes.
    ///
    /// `[MS-SMB2] 2.2.31`
    pub max_output_response: u32,
    /// The referral request: a value to be written, or the bytes that were read.
    ///
    /// `[MS-SMB2] 2.2.31`
    pub input: M,
}

/// The body of an SMB2 IOCTL response that carries referrals, from `StructureSize` on.
///
/// ```
/// use dfsc::carrier::{CtlCode, IoctlResponse};
/// use dfsc::{Encode, Reply};
///
/// let carrier = IoctlResponse { ctl_code: CtlCode::GetReferrals, output: Reply::EMPTY };
/// let mut buffer = [0; 64];
/// let body = carrier.encode(&mut buffer)?;
/// assert_eq!(IoctlResponse::parse(body).unwrap().output, [0; 8]);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-SMB2] 2.2.32`
#[doc(alias = "SMB2_IOCTL_RESPONSE")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct IoctlResponse<M> {
    /// Which of the two requests it answers.
    ///
    /// `[MS-SMB2] 2.2.32`
    pub ctl_code: CtlCode,
    /// The referrals: a value to be written, or the bytes that were read.
    ///
    /// `[MS-SMB2] 2.2.32`
    pub output: M,
}

impl<'a> IoctlRequest<&'a [u8]> {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// [`NotDfs`](Kind::NotDfs) for any other control code; [`Truncated`](Kind::Truncated),
    /// [`UnexpectedSize`](Kind::UnexpectedSize), [`BufferInHeader`](Kind::BufferInHeader) or
    /// [`BufferPastEnd`](Kind::BufferPastEnd) if the input cannot be found. Places count from the start of the body.
    ///
    /// `[MS-SMB2] 2.2.31`
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        sound(Self::read(body)?)
    }

    pub(super) fn read(bytes: &'a [u8]) -> Result<Found<Self>, DecodeError> {
        let (body, ctl_code) = body(bytes, &IOCTL_REQUEST, REQUEST_SIZE)?;
        let (range, error) = body.marked(&INPUT, REQUEST_LEN);
        let max_output_response = long(bytes, MAX_OUTPUT_RESPONSE).unwrap_or_default();
        let input = bytes.get(range.clone()).unwrap_or_default();
        Ok((Self { ctl_code, max_output_response, input }, range, error))
    }
}

impl<'a> IoctlResponse<&'a [u8]> {
    /// Reads a body. That of a response with `STATUS_BUFFER_OVERFLOW` is cut off anywhere and must not be used.
    ///
    /// # Errors
    ///
    /// As [`IoctlRequest::parse`].
    ///
    /// `[MS-SMB2] 2.2.32`
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        sound(Self::read(body)?)
    }

    pub(super) fn read(bytes: &'a [u8]) -> Result<Found<Self>, DecodeError> {
        let (body, ctl_code) = body(bytes, &IOCTL_RESPONSE, RESPONSE_SIZE)?;
        let (range, error) = body.marked(&OUTPUT, RESPONSE_LEN);
        Ok((Self { ctl_code, output: bytes.get(range.clone()).unwrap_or_default() }, range, error))
    }
}

/// The input, which stands at one place in both, and the output.
const INPUT: Marked = Marked::by(&IOCTL_RESPONSE, Field::InputOffset, Field::InputCount, true);
const OUTPUT: Marked = Marked::by(&IOCTL_RESPONSE, Field::OutputOffset, Field::OutputCount, true);
const OUTPUT_OF_REQUEST: Marked = Marked::by(&IOCTL_REQUEST, Field::OutputOffset, Field::OutputCount, true);
const MAX_OUTPUT_RESPONSE: usize = offset_of(&IOCTL_REQUEST, Field::MaxOutputResponse);

/// Where in the body of a response the input lies that it repeats, if it does.
pub(super) fn repeated_input(bytes: &[u8]) -> Option<Range<usize>> {
    Body { bytes, rows: &IOCTL_RESPONSE, header_len: HEADER_LEN }.found(&INPUT, RESPONSE_LEN)
}

/// Where the body of an IOCTL of any function ends, by its buffers.
pub(super) fn end(bytes: &[u8], is_reply: bool) -> usize {
    let (fixed_len, rows, output): (_, &'static [Row], _) = if is_reply {
        (RESPONSE_LEN, &IOCTL_RESPONSE, &OUTPUT)
    } else {
        (REQUEST_LEN, &IOCTL_REQUEST, &OUTPUT_OF_REQUEST)
    };
    let body = Body { bytes, rows, header_len: HEADER_LEN };
    let mut end = fixed_len;
    for buffer in [&INPUT, output] {
        end = body.found(buffer, fixed_len).map_or(end, |buffer| end.max(buffer.end));
    }
    end.min(bytes.len())
}

/// A body with all its fixed fields, and its control code, if its size is right.
fn body<'a>(bytes: &'a [u8], rows: &'static [Row], size: usize) -> Result<(Body<'a>, CtlCode), DecodeError> {
    let body = Body { bytes, rows, header_len: HEADER_LEN };
    let (fixed, _) = IoctlFixed::split(bytes).ok_or_else(|| body.truncated())?;
    let value = fixed.ctl_code;
    let other = || body.unexpected(Kind::NotDfs, Field::CtlCode, value as usize, 0);
    let code = CtlCode::from_value(value).ok_or_else(other)?;
    match usize::from(fixed.structure_size) {
        found if found != size => {
            Err(body.unexpected(Kind::UnexpectedSize, Field::StructureSize, found, size))
        }
        _ if bytes.len() < len_of(rows) => Err(body.truncated()),
        _ => Ok((body, code)),
    }
}

impl<M: Message> Message for IoctlRequest<M> {
    fn put(&self, writer: &mut Writer<'_>) {
        begin(self.ctl_code, REQUEST_SIZE, writer);
        let (input_offset, input_count) = (HEADER_LEN + REQUEST_LEN, encoded_len(&self.input));
        InputNumbers { input_offset, input_count }.put(writer);
        MaxInputNumbers { max_input_response: 0 }.put(writer);
        OutputNumbers { output_offset: 0, output_count: 0 }.put(writer);
        MaxOutputNumbers { max_output_response: self.max_output_response as usize }.put(writer);
        // SMB2_0_IOCTL_IS_FSCTL
        IoctlEndNumbers { flags: 1, reserved2: 0 }.put(writer);
        writer.message(&self.input);
    }
}

impl<M: Message> Message for IoctlResponse<M> {
    fn put(&self, writer: &mut Writer<'_>) {
        begin(self.ctl_code, RESPONSE_SIZE, writer);
        let offset = HEADER_LEN + RESPONSE_LEN;
        InputNumbers { input_offset: offset, input_count: 0 }.put(writer);
        OutputNumbers { output_offset: offset, output_count: encoded_len(&self.output) }.put(writer);
        IoctlEndNumbers { flags: 0, reserved2: 0 }.put(writer);
        writer.message(&self.output);
    }
}

fn begin(code: CtlCode, structure_size: usize, writer: &mut Writer<'_>) {
    IoctlNumbers { structure_size, reserved: 0, ctl_code: code.value() as usize }.put(writer);
    // The FileId of an operation on no file: all ones.
    for _ in 0..FileIdFixed::LEN {
        writer.number(usize::MAX, 1);
    }
}

//! SMB1's transactions, which carry referral requests and referrals: `TRANS2_GET_DFS_REFERRAL`. `[MS-CIFS] 2.2.6.16`
//!
//! What is read and written here is the body of a message, from `WordCount` on: the header of 32 bytes before it is the caller's.
//! Offsets in the body count from that header. A message that is too long for one body comes in several: [`Transaction`] joins them.
//!
//! [`Transaction`]: super::Transaction

use super::body::{Body, Found, Marked, sound};
use super::layout::{
    ByteCountFixed, ByteCountNumbers, FidFixed, FidNumbers, RequestLimitsFixed, RequestLimitsNumbers,
    RequestOptionsFixed, RequestOptionsNumbers, RequestPartsFixed, RequestPartsNumbers, RequestSetupFixed,
    RequestSetupNumbers, Reserved1Fixed, Reserved1Numbers, ResponseSetupFixed, ResponseSetupNumbers,
    SecondaryDataFixed, SecondaryDataNumbers, SecondaryPartsFixed, SecondaryPartsNumbers, TRANS2_REQUEST,
    TRANS2_RESPONSE, TRANS2_SECONDARY, TotalsFixed, TotalsNumbers, WordCountFixed, WordCountNumbers,
};
use crate::error::{DecodeError, DecodeErrorKind as Kind, EncodeError, EncodeErrorKind};
use crate::wire::Field;
use crate::wire::parts::{Le as _, Message, Row, Writer, encoded_len, len_of, offset_of};
use core::ops::Range;

/// The length of the header before the body.
pub(super) const HEADER_LEN: usize = 32;
/// The sub-command of a referral request, its one setup word.
pub(super) const GET_DFS_REFERRAL: u16 = 0x0010;

pub(super) const REQUEST_LEN: usize = WordCountFixed::LEN
    + TotalsFixed::LEN
    + RequestLimitsFixed::LEN
    + RequestOptionsFixed::LEN
    + RequestPartsFixed::LEN
    + RequestSetupFixed::LEN;
pub(super) const SECONDARY_LEN: usize = WordCountFixed::LEN
    + TotalsFixed::LEN
    + SecondaryPartsFixed::LEN
    + SecondaryDataFixed::LEN
    + FidFixed::LEN;
pub(super) const RESPONSE_LEN: usize = WordCountFixed::LEN
    + TotalsFixed::LEN
    + Reserved1Fixed::LEN
    + SecondaryPartsFixed::LEN
    + SecondaryDataFixed::LEN
    + ResponseSetupFixed::LEN;

/// How many words each body has; a response may have more.
pub(super) const REQUEST_WORDS: usize = words(REQUEST_LEN);
pub(super) const SECONDARY_WORDS: usize = words(SECONDARY_LEN);
pub(super) const RESPONSE_WORDS: usize = words(RESPONSE_LEN);

const fn words(len: usize) -> usize {
    len.wrapping_sub(WordCountFixed::LEN) / 2
}

/// The body of an SMB1 transaction that carries a referral request, or its first part, from `WordCount` on.
///
/// ```
/// use dfsc::carrier::Trans2Request;
/// use dfsc::{Encode, Request};
///
/// let request = Request::new(3, r"\srv\dfs");
/// let carrier = Trans2Request::new(4096, request);
/// let mut buffer = [0; 128];
/// let body = carrier.encode(&mut buffer)?;
///
/// let read = Trans2Request::parse(body).unwrap();
/// assert_eq!(read.max_data_count, 4096);
/// assert_eq!(Request::parse(read.parameters).unwrap(), request);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-CIFS] 2.2.6.16.1`
#[doc(alias = "TRANS2_GET_DFS_REFERRAL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Trans2Request<M> {
    /// The longest reply in bytes that the client takes.
    ///
    /// `[MS-CIFS] 2.2.4.46.1`
    pub max_data_count: u16,
    /// The length of the whole request; more than that of `parameters` if these are its first part.
    ///
    /// `[MS-CIFS] 2.2.4.46.1`
    pub total_parameter_count: u16,
    /// The referral request: a value to be written, or the bytes that were read.
    ///
    /// `[MS-CIFS] 2.2.4.46.1`
    pub parameters: M,
}

/// The body of an SMB1 message with a further part of a referral request, from `WordCount` on.
///
/// ```
/// use dfsc::Encode;
/// use dfsc::carrier::Trans2Secondary;
///
/// let part = Trans2Secondary { total_parameter_count: 20, parameter_displacement: 18, parameters: &[0, 0][..] };
/// let mut buffer = [0; 32];
/// assert_eq!(Trans2Secondary::parse(part.encode(&mut buffer)?).unwrap(), part);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-CIFS] 2.2.4.47.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Trans2Secondary<M> {
    /// The length of the whole request.
    ///
    /// `[MS-CIFS] 2.2.4.47.1`
    pub total_parameter_count: u16,
    /// Where in the whole request this part begins.
    ///
    /// `[MS-CIFS] 2.2.4.47.1`
    pub parameter_displacement: u16,
    /// The part.
    ///
    /// `[MS-CIFS] 2.2.4.47.1`
    pub parameters: M,
}

/// The body of an SMB1 message that carries referrals, or a part of them, from `WordCount` on.
///
/// ```
/// use dfsc::carrier::Trans2Response;
/// use dfsc::{Encode, Reply};
///
/// let carrier = Trans2Response::new(Reply::EMPTY);
/// let mut buffer = [0; 64];
/// let body = carrier.encode(&mut buffer)?;
/// assert_eq!(Trans2Response::parse(body).unwrap().data, [0; 8]);
/// # Ok::<(), dfsc::EncodeError>(())
/// ```
///
/// `[MS-CIFS] 2.2.6.16.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Trans2Response<M> {
    /// The length of the whole reply; more than that of `data` if these are a part of it.
    ///
    /// `[MS-CIFS] 2.2.4.46.2`
    pub total_data_count: u16,
    /// Where in the whole reply `data` begin.
    ///
    /// `[MS-CIFS] 2.2.4.46.2`
    pub data_displacement: u16,
    /// The referrals: a value to be written, or the bytes that were read.
    ///
    /// `[MS-CIFS] 2.2.4.46.2`
    pub data: M,
}

impl<M: Message> Trans2Request<M> {
    /// A whole request, to be written.
    ///
    /// ```
    /// # use dfsc::{Request, carrier::Trans2Request};
    /// assert_eq!(Trans2Request::new(4096, Request::new(3, "a")).total_parameter_count, 6);
    /// ```
    ///
    /// `[MS-CIFS] 2.2.6.16.1`
    #[must_use]
    pub fn new(max_data_count: u16, parameters: M) -> Self {
        Self { max_data_count, total_parameter_count: total(&parameters), parameters }
    }
}

impl<M: Message> Trans2Response<M> {
    /// A whole reply, to be written.
    ///
    /// ```
    /// # use dfsc::{Reply, carrier::Trans2Response};
    /// assert_eq!(Trans2Response::new(Reply::EMPTY).total_data_count, 8);
    /// ```
    ///
    /// `[MS-CIFS] 2.2.6.16.2`
    #[must_use]
    pub fn new(data: M) -> Self {
        Self { total_data_count: total(&data), data_displacement: 0, data }
    }
}

/// What is too long is refused when it is written.
fn total(message: &dyn Message) -> u16 {
    u16::try_from(encoded_len(message)).unwrap_or(u16::MAX)
}

/// A body, and how much of it its words and both counts take.
fn body<'a>(
    bytes: &'a [u8],
    rows: &'static [Row],
    expected: usize,
    is_least: bool,
) -> Result<(Body<'a>, usize), DecodeError> {
    let body = Body { bytes, rows, header_len: HEADER_LEN };
    let count = usize::from(*bytes.first().ok_or_else(|| body.truncated())?);
    if count < expected || count > expected && !is_least {
        return Err(body.unexpected(Kind::UnexpectedSize, Field::WordCount, count, expected));
    }
    let words_end = words_end(count);
    let taken = words_end.saturating_add(ByteCountFixed::LEN);
    if bytes.len() < taken {
        let len = len_of(rows);
        if bytes.len() < len {
            return Err(body.truncated());
        }
        let left = bytes.len().saturating_sub(words_end);
        let field = if left == 0 && bytes.len() < words_end { Field::Setup } else { Field::ByteCount };
        let at = if field == Field::Setup { len } else { words_end };
        let there = bytes.len().saturating_sub(at);
        return Err(DecodeError::new(Kind::Truncated, field, at, there, bytes.len()));
    }
    Ok((body, taken))
}

/// Where so many words of a body end.
pub(super) fn words_end(word_count: usize) -> usize {
    WordCountFixed::LEN.saturating_add(word_count.saturating_mul(2))
}

/// What all bodies say of the message that they are a part of.
#[derive(Clone, Copy)]
pub(super) struct Share {
    total: u16,
    displacement: u16,
}

const SETUP: usize = offset_of(&TRANS2_REQUEST, Field::Setup);
const MAX_DATA_COUNT: usize = offset_of(&TRANS2_REQUEST, Field::MaxDataCount);
const TOTAL_PARAMETER_COUNT: usize = offset_of(&TRANS2_REQUEST, Field::TotalParameterCount);
const TOTAL_DATA_COUNT: usize = offset_of(&TRANS2_RESPONSE, Field::TotalDataCount);
const PARAMETER_DISPLACEMENT: usize = offset_of(&TRANS2_SECONDARY, Field::ParameterDisplacement);
const DATA_DISPLACEMENT: usize = offset_of(&TRANS2_RESPONSE, Field::DataDisplacement);

const DATA: Marked = Marked::by(&TRANS2_RESPONSE, Field::DataOffset, Field::DataCount, false);

const fn parameters_in(rows: &[Row]) -> Marked {
    Marked::by(rows, Field::ParameterOffset, Field::ParameterCount, false)
}

impl<'a> Trans2Request<&'a [u8]> {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// [`NotDfs`](Kind::NotDfs) for any other sub-command; [`Truncated`](Kind::Truncated), [`UnexpectedSize`](Kind::UnexpectedSize),
    /// [`BufferInHeader`](Kind::BufferInHeader) or [`BufferPastEnd`](Kind::BufferPastEnd) if the parameters cannot be found.
    /// Places count from the start of the body.
    ///
    /// `[MS-CIFS] 2.2.4.46.1`
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        sound(Self::read(body)?)
    }

    pub(super) fn read(bytes: &'a [u8]) -> Result<Found<Self>, DecodeError> {
        let (body, taken) = body(bytes, &TRANS2_REQUEST, REQUEST_WORDS, false)?;
        let setup = body.word(SETUP);
        if setup != GET_DFS_REFERRAL {
            return Err(body.unexpected(Kind::NotDfs, Field::Setup, setup.into(), 0));
        }
        let (range, error) = body.marked(const { &parameters_in(&TRANS2_REQUEST) }, taken);
        let parameters = bytes.get(range.clone()).unwrap_or_default();
        let (max_data_count, total_parameter_count) =
            (body.word(MAX_DATA_COUNT), body.word(TOTAL_PARAMETER_COUNT));
        Ok((Self { max_data_count, total_parameter_count, parameters }, range, error))
    }
}

impl<'a> Trans2Secondary<&'a [u8]> {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// As [`Trans2Request::parse`]; but nothing in it says what the transaction is for.
    ///
    /// `[MS-CIFS] 2.2.4.47.1`
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        sound(Self::read(body)?)
    }

    pub(super) fn read(bytes: &'a [u8]) -> Result<Found<Self>, DecodeError> {
        let (body, taken) = body(bytes, &TRANS2_SECONDARY, SECONDARY_WORDS, false)?;
        let (range, error) = body.marked(const { &parameters_in(&TRANS2_SECONDARY) }, taken);
        let read = Self {
            total_parameter_count: body.word(TOTAL_PARAMETER_COUNT),
            parameter_displacement: body.word(PARAMETER_DISPLACEMENT),
            parameters: bytes.get(range.clone()).unwrap_or_default(),
        };
        Ok((read, range, error))
    }
}

impl<'a> Trans2Response<&'a [u8]> {
    /// Reads a body with ten words, as all servers seen send it, or with more, as `[MS-CIFS]` has it.
    ///
    /// Nothing in it says what the transaction was for. The data of a response with `STATUS_BUFFER_OVERFLOW` are cut off anywhere and
    /// must not be used.
    ///
    /// # Errors
    ///
    /// As [`Trans2Request::parse`].
    ///
    /// `[MS-CIFS] 2.2.4.46.2`
    pub fn parse(body: &'a [u8]) -> Result<Self, DecodeError> {
        sound(Self::read(body)?)
    }

    pub(super) fn read(bytes: &'a [u8]) -> Result<Found<Self>, DecodeError> {
        let (body, taken) = body(bytes, &TRANS2_RESPONSE, RESPONSE_WORDS, true)?;
        let (range, error) = body.marked(&DATA, taken);
        let read = Self {
            total_data_count: body.word(TOTAL_DATA_COUNT),
            data_displacement: body.word(DATA_DISPLACEMENT),
            data: bytes.get(range.clone()).unwrap_or_default(),
        };
        Ok((read, range, error))
    }
}

/// Where in the body of a response its parameters lie, of which a referral has none.
pub(super) fn parameters_of(bytes: &[u8]) -> Option<Range<usize>> {
    let (body, taken) = body(bytes, &TRANS2_RESPONSE, RESPONSE_WORDS, true).ok()?;
    body.found(const { &parameters_in(&TRANS2_RESPONSE) }, taken)
}

/// What follows the words: `ByteCount`, some bytes to begin the buffer at a multiple of four, and the buffer.
fn end(buffer: &dyn Message, len: usize, share: Share, field: Field, pad: usize, writer: &mut Writer<'_>) {
    let part_end = usize::from(share.displacement).saturating_add(len);
    if part_end > share.total.into() {
        writer.fail(EncodeError::past_total(field, part_end, share.total));
    }
    ByteCountNumbers { byte_count: len.saturating_add(pad) }.put(writer);
    writer.number(0, pad);
    writer.message(buffer);
}

/// How far the buffer lies from where the fixed fields and `ByteCount` end, at a multiple of four; `least` bytes stand between.
const fn pad(fixed_len: usize, least: usize) -> usize {
    let end = HEADER_LEN.wrapping_add(fixed_len).wrapping_add(ByteCountFixed::LEN).wrapping_add(least);
    end.next_multiple_of(4).wrapping_sub(end).wrapping_add(least)
}

const fn offset(fixed_len: usize, pad: usize) -> usize {
    HEADER_LEN.wrapping_add(fixed_len).wrapping_add(ByteCountFixed::LEN).wrapping_add(pad)
}

impl<M: Message> Message for Trans2Request<M> {
    fn put(&self, writer: &mut Writer<'_>) {
        // Name, of which a byte is left, is one of the bytes between.
        const PAD: usize = pad(REQUEST_LEN, 1);
        let (total, len) = (self.total_parameter_count, encoded_len(&self.parameters));
        WordCountNumbers { word_count: REQUEST_WORDS }.put(writer);
        TotalsNumbers { total_parameter_count: total.into(), total_data_count: 0 }.put(writer);
        RequestLimitsNumbers {
            max_parameter_count: 0,
            max_data_count: self.max_data_count.into(),
            max_setup_count: 0,
            reserved1: 0,
        }
        .put(writer);
        RequestOptionsNumbers { flags: 0, timeout: 0, reserved2: 0 }.put(writer);
        RequestPartsNumbers {
            parameter_count: len,
            parameter_offset: offset(REQUEST_LEN, PAD),
            data_count: 0,
            data_offset: 0,
        }
        .put(writer);
        RequestSetupNumbers { setup_count: 1, reserved3: 0, setup: GET_DFS_REFERRAL.into() }.put(writer);
        end(&self.parameters, len, Share { total, displacement: 0 }, Field::ParameterCount, PAD, writer);
    }
}

impl<M: Message> Message for Trans2Secondary<M> {
    fn put(&self, writer: &mut Writer<'_>) {
        const PAD: usize = pad(SECONDARY_LEN, 0);
        let (total, len) = (self.total_parameter_count, encoded_len(&self.parameters));
        WordCountNumbers { word_count: SECONDARY_WORDS }.put(writer);
        TotalsNumbers { total_parameter_count: total.into(), total_data_count: 0 }.put(writer);
        SecondaryPartsNumbers {
            parameter_count: len,
            parameter_offset: offset(SECONDARY_LEN, PAD),
            parameter_displacement: self.parameter_displacement.into(),
        }
        .put(writer);
        SecondaryDataNumbers { data_count: 0, data_offset: 0, data_displacement: 0 }.put(writer);
        // No file.
        FidNumbers { fid: 0xFFFF }.put(writer);
        let share = Share { total, displacement: self.parameter_displacement };
        end(&self.parameters, len, share, Field::ParameterDisplacement, PAD, writer);
    }
}

impl<M: Message> Message for Trans2Response<M> {
    fn put(&self, writer: &mut Writer<'_>) {
        const PAD: usize = pad(RESPONSE_LEN, 0);
        const OFFSET: usize = offset(RESPONSE_LEN, PAD);
        let (total, len) = (self.total_data_count, encoded_len(&self.data));
        WordCountNumbers { word_count: RESPONSE_WORDS }.put(writer);
        TotalsNumbers { total_parameter_count: 0, total_data_count: total.into() }.put(writer);
        Reserved1Numbers { reserved1: 0 }.put(writer);
        SecondaryPartsNumbers { parameter_count: 0, parameter_offset: OFFSET, parameter_displacement: 0 }
            .put(writer);
        SecondaryDataNumbers {
            data_count: len,
            data_offset: OFFSET,
            data_displacement: self.data_displacement.into(),
        }
        .put(writer);
        ResponseSetupNumbers { setup_count: 0, reserved2: 0 }.put(writer);
        let share = Share { total, displacement: self.data_displacement };
        end(&self.data, len, share, Field::DataDisplacement, PAD, writer);
    }
}

/// A referral request whose path is in the client's own code page: what SMB1 carries if its header's `Flags2` does not say Unicode.
///
/// Which code page that is, the message does not say. The answer is in UTF-16 all the same.
///
/// ```
/// use dfsc::Encode;
/// use dfsc::carrier::OemRequest;
///
/// let request = OemRequest::parse(b"\x03\0\\srv\\dfs\0")?;
/// assert_eq!(request.request_file_name, b"\\srv\\dfs");
/// assert_eq!(request.encode(&mut [0; 16]).unwrap(), b"\x03\0\\srv\\dfs\0");
/// # Ok::<(), dfsc::DecodeError>(())
/// ```
///
/// `[MS-CIFS] 2.2.6.16.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct OemRequest<'a> {
    /// The highest version of referral entries that the client understands.
    ///
    /// `[MS-CIFS] 2.2.6.16.1`
    pub max_referral_level: u16,
    /// The path, without its NUL.
    ///
    /// `[MS-CIFS] 2.2.6.16.1`
    pub request_file_name: &'a [u8],
}

impl<'a> OemRequest<'a> {
    /// Reads a whole message: the path ends with its NUL, or with the message.
    ///
    /// # Errors
    ///
    /// [`Truncated`](Kind::Truncated) if `message` has fewer than two bytes.
    ///
    /// `[MS-CIFS] 2.2.6.16.1`
    pub fn parse(message: &'a [u8]) -> Result<Self, DecodeError> {
        let Some((level, path)) = u16::split(message) else {
            let (field, len) = (Field::MaxReferralLevel, message.len());
            return Err(DecodeError::new(Kind::Truncated, field, 0, len, len));
        };
        let request_file_name = path.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(Self { max_referral_level: level, request_file_name })
    }
}

impl Message for OemRequest<'_> {
    fn put(&self, writer: &mut Writer<'_>) {
        writer.number(self.max_referral_level.into(), 2);
        for (at, byte) in (0..).zip(self.request_file_name) {
            if *byte == 0 {
                writer.refuse(EncodeErrorKind::NulInText, Field::RequestFileName, at);
            }
            writer.number((*byte).into(), 1);
        }
        writer.number(0, 1);
        writer.end = writer.fixed;
    }
}

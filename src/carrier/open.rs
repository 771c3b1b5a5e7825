//! Opening an SMB message: its header, its body, and what that carries. `[MS-SMB2] 2.2.1`, `[MS-CIFS] 2.2.3.1`

use super::body::{Found, unexpected};
use super::frame::{Content, Frame, Layer, Part, Status, TransactionId, Verdicts};
use super::guess::{self, Start};
use super::layout::{
    ByteCountFixed, ErrorFixed, NtStatusFixed, SMB_COM_TRANSACTION2_REQUEST, SMB_COM_TRANSACTION2_RESPONSE,
    SMB_COM_TRANSACTION2_SECONDARY, SMB_DATA, SMB_HEADER, SMB_HEADER_DOS_ERROR, SMB_PARAMETERS,
    SMB2_COMPRESSION_TRANSFORM_HEADER, SMB2_ERROR_RESPONSE, SMB2_HEADER, SMB2_HEADER_ASYNC,
    SMB2_IOCTL_REQUEST, SMB2_IOCTL_RESPONSE, SMB2_TRANSFORM_HEADER, Smb1EndFixed, Smb1Fixed, Smb2Fixed,
};
use super::smb1::{self, Trans2Request, Trans2Response, Trans2Secondary};
use super::smb2::{self, CtlCode, IoctlRequest, IoctlResponse};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::status::NtStatus;
use crate::wire::parts::{Layout as _, Row};
use crate::wire::{Field, Structure};
use core::ops::Range;

/// The `StructureSize` of an error response: its fixed fields and one byte of its data.
const ERROR_SIZE: usize = ErrorFixed::LEN + 1;

/// How the bodies of transactions differ.
struct Shape {
    structure: &'static Structure,
    /// The length of its fixed fields.
    len: usize,
    /// Whether a byte is left of the name that other transactions have.
    has_name: bool,
    /// Whether there can be parameters before its buffer.
    has_parameters: bool,
}

const REQUEST: Shape = Shape {
    structure: &SMB_COM_TRANSACTION2_REQUEST,
    len: smb1::REQUEST_LEN,
    has_name: true,
    has_parameters: false,
};
const SECONDARY: Shape = Shape {
    structure: &SMB_COM_TRANSACTION2_SECONDARY,
    len: smb1::SECONDARY_LEN,
    has_name: false,
    has_parameters: false,
};
const RESPONSE: Shape = Shape {
    structure: &SMB_COM_TRANSACTION2_RESPONSE,
    len: smb1::RESPONSE_LEN,
    has_name: false,
    has_parameters: true,
};

impl<'a> Frame<'a> {
    /// The message that begins at `start` and reaches no further than `end`. `known` tells what transactions before it were for.
    pub(super) fn open(&mut self, start: usize, end: usize, known: &Verdicts) {
        (self.start, self.end) = (start, end);
        match self.bytes_at(start..end) {
            [0xFE, b'S', b'M', b'B', ..] => self.smb2(start, end),
            [0xFF, b'S', b'M', b'B', ..] => self.smb1(start, end, known),
            [0xFD, b'S', b'M', b'B', ..] => {
                self.layer(Layer::Smb2Transform);
                self.structure(&SMB2_TRANSFORM_HEADER, start..end);
                self.content = Content::Encrypted;
            }
            [0xFC, b'S', b'M', b'B', ..] => {
                self.layer(Layer::Smb2Compression);
                self.structure(&SMB2_COMPRESSION_TRANSFORM_HEADER, start..end);
                self.content = Content::Compressed;
            }
            bytes @ ([] | [_] | [_, _] | [_, _, _]) => {
                let (field, len) = (Field::ProtocolId, bytes.len());
                self.fail(DecodeError::new(Kind::Truncated, field, 0, len, len), start);
            }
            _ => {}
        }
    }

    fn smb2(&mut self, start: usize, end: usize) {
        const ASYNC_COMMAND: u32 = 0x0000_0002;
        const SERVER_TO_REDIR: u32 = 0x0000_0001;
        const IOCTL: u16 = 0x000B;
        let (header, _) = Smb2Fixed::split(self.bytes_at(start..end)).unwrap_or_default();
        let is_async = header.flags & ASYNC_COMMAND != 0;
        let structure = if is_async { &SMB2_HEADER_ASYNC } else { &SMB2_HEADER };
        self.layer(if header.command == IOCTL { Layer::Smb2Ioctl } else { Layer::Smb2 });
        self.structure(structure, start..end);
        let Some(body) = self.whole(structure, start, end) else { return };
        let end = self.chain(structure.rows, start, end, header.next_command as usize);
        let is_reply = header.flags & SERVER_TO_REDIR != 0;
        if is_reply {
            self.status = Some(Status::Nt(NtStatus(header.status)));
        }
        let size = usize::from(header.structure_size);
        if size != smb2::HEADER_LEN {
            let (kind, field) = (Kind::UnexpectedSize, Field::StructureSize);
            self.fail(unexpected(structure.rows, kind, field, size, smb2::HEADER_LEN), start);
        }
        self.start = body;
        if header.command != IOCTL {
            self.content = Content::OtherSmb;
            let is_error = self.failed() && !is_half_done(header.command, header.status);
            if is_error && self.size_of(body, end) == ERROR_SIZE {
                self.error_response(body, end);
            }
            return;
        }
        if is_reply { self.ioctl_response(body, end) } else { self.ioctl_request(body, end) }
    }

    /// Where a message ends, by where the next one in its chain begins.
    fn chain(&mut self, rows: &[Row], start: usize, end: usize, next: usize) -> usize {
        if next == 0 {
            return end;
        }
        if next < smb2::HEADER_LEN {
            let error = unexpected(rows, Kind::BufferInHeader, Field::NextCommand, next, smb2::HEADER_LEN);
            self.fail(error, start);
            return end;
        }
        // The next one has a header, at least.
        let (next_end, len) = (next.saturating_add(smb2::HEADER_LEN), end.wrapping_sub(start));
        if next_end > len {
            let value = if next > len { next } else { next_end };
            self.fail(unexpected(rows, Kind::BufferPastEnd, Field::NextCommand, value, len), start);
        }
        if next >= len {
            return end;
        }
        self.is_chained = true;
        self.end = start.saturating_add(next);
        self.reference(Field::NextCommand, self.end..end);
        self.end
    }

    /// Whether the server says that something went wrong.
    fn failed(&self) -> bool {
        self.status.is_some_and(|status| !status.is_success())
    }

    /// The `StructureSize` of a body.
    fn size_of(&self, start: usize, end: usize) -> usize {
        self.bytes_at(start..end).first_chunk().map_or(0, |size| usize::from(u16::from_le_bytes(*size)))
    }

    fn ioctl_request(&mut self, start: usize, end: usize) {
        self.structure(&SMB2_IOCTL_REQUEST, start..end);
        let bytes = self.bytes_at(start..end);
        self.ends_at(start.saturating_add(smb2::end(bytes, false)));
        let found = IoctlRequest::read(bytes);
        let Some((read, range)) = self.found(found, start, Field::InputOffset) else { return };
        let bytes = self.carried(range);
        self.content = match read.ctl_code {
            CtlCode::GetReferrals => Content::Request(bytes),
            CtlCode::GetReferralsEx => Content::RequestEx(bytes),
        };
    }

    fn ioctl_response(&mut self, start: usize, end: usize) {
        let size = self.size_of(start, end);
        if size == ERROR_SIZE || self.failed() && size != smb2::RESPONSE_SIZE {
            self.error_response(start, end);
            return;
        }
        self.structure(&SMB2_IOCTL_RESPONSE, start..end);
        let bytes = self.bytes_at(start..end);
        self.ends_at(start.saturating_add(smb2::end(bytes, true)));
        let found = IoctlResponse::read(bytes);
        let Some((_, range)) = self.found(found, start, Field::OutputOffset) else { return };
        if let Some(input) = smb2::repeated_input(bytes) {
            let input = start.saturating_add(input.start)..start.saturating_add(input.end);
            self.bytes(Field::Buffer, &SMB2_IOCTL_RESPONSE, input.clone());
            self.reference(Field::InputOffset, input);
        }
        if self.failed() && range.is_empty() && self.error().is_none() {
            self.content = Content::ErrorReply;
        } else {
            self.content = Content::Response(self.carried(range));
        }
    }

    fn error_response(&mut self, start: usize, end: usize) {
        self.structure(&SMB2_ERROR_RESPONSE, start..end);
        let Some(data) = self.whole(&SMB2_ERROR_RESPONSE, start, end) else {
            self.content = Content::Unknown;
            return;
        };
        let bytes = self.bytes_at(start..end);
        let (error, _) = ErrorFixed::split(bytes).unwrap_or_default();
        let rows = SMB2_ERROR_RESPONSE.rows;
        let expected = if self.failed() { ERROR_SIZE } else { smb2::RESPONSE_SIZE };
        let size = usize::from(error.structure_size);
        if size != expected {
            self.fail(unexpected(rows, Kind::UnexpectedSize, Field::StructureSize, size, expected), start);
        }
        let count = error.byte_count as usize;
        if count > end.saturating_sub(data) {
            let from_header = |len: usize| len.saturating_add(smb2::HEADER_LEN);
            let (value, limit) =
                (from_header(ErrorFixed::LEN.saturating_add(count)), from_header(bytes.len()));
            self.fail(unexpected(rows, Kind::BufferPastEnd, Field::ByteCount, value, limit), start);
        }
        // Without data there is one byte all the same.
        let data_end = data.saturating_add(count.max(1)).min(end);
        self.bytes(Field::ErrorData, &SMB2_ERROR_RESPONSE, data..data_end);
        self.ends_at(data_end);
        self.content = if self.error().is_none() { Content::ErrorReply } else { Content::Unknown };
    }

    /// Notes where the message ends: what follows may be another.
    fn ends_at(&mut self, end: usize) {
        if !self.is_chained {
            self.end = end.min(self.end);
        }
    }

    /// What was read of a body at `start`, and the place in the input of its buffer, which `offset` refers to. Any other function is
    /// no error.
    fn found<T>(
        &mut self,
        found: Result<Found<T>, DecodeError>,
        start: usize,
        offset: Field,
    ) -> Option<(T, Range<usize>)> {
        match found {
            Ok((value, range, error)) => Some((value, self.buffer(range, error, start, offset))),
            Err(error) => {
                self.unread(error, start);
                None
            }
        }
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    fn buffer(
        &mut self,
        range: Range<usize>,
        error: Option<DecodeError>,
        start: usize,
        offset: Field,
    ) -> Range<usize> {
        let range = start.saturating_add(range.start)..start.saturating_add(range.end);
        match error {
            Some(error) => self.fail(error, start),
            None if range.is_empty() => {}
            None => self.reference(offset, range.clone()),
        }
        range
    }

    #[cfg_attr(target_pointer_width = "32", inline(never))]
    fn unread(&mut self, error: DecodeError, start: usize) {
        if error.kind() == Kind::NotDfs {
            self.content = Content::OtherSmb;
        } else {
            self.fail(error, start);
        }
    }

    /// The bytes that it carries.
    fn carried(&mut self, range: Range<usize>) -> &'a [u8] {
        self.start = range.start;
        self.bytes_at(range)
    }

    fn smb1(&mut self, start: usize, end: usize, known: &Verdicts) {
        const REPLY: u8 = 0x80;
        const NT_STATUS: u16 = 0x4000;
        const UNICODE: u16 = 0x8000;
        const TRANSACTION2: u8 = 0x32;
        const TRANSACTION2_SECONDARY: u8 = 0x33;
        let (header, rest) = Smb1Fixed::split(self.bytes_at(start..end)).unwrap_or_default();
        let (status, rest) = NtStatusFixed::split(rest).unwrap_or_default();
        let is_cut = Smb1EndFixed::split(rest).is_none();
        let (last, _) = Smb1EndFixed::split(rest).unwrap_or_default();
        let has_status = last.flags2 & NT_STATUS != 0 || is_cut;
        let structure = if has_status { &SMB_HEADER } else { &SMB_HEADER_DOS_ERROR };
        let is_transaction = matches!(header.command, TRANSACTION2 | TRANSACTION2_SECONDARY);
        self.layer(if is_transaction { Layer::Smb1Trans2 } else { Layer::Smb1 });
        self.structure(structure, start..end);
        let Some(body) = self.whole(structure, start, end) else { return };
        let is_reply = last.flags & REPLY != 0;
        if is_reply {
            let [class, _, low, high] = status.status.to_le_bytes();
            let dos = Status::Dos { class, code: u16::from_le_bytes([low, high]) };
            self.status = Some(if has_status { Status::Nt(NtStatus(status.status)) } else { dos });
        }
        self.start = body;
        let [word_count, ..] = *self.bytes_at(body..end) else {
            self.structure(&SMB_PARAMETERS, body..end);
            self.whole(&SMB_PARAMETERS, body, end);
            return;
        };
        self.end = self.by_byte_count(body, end, word_count).map_or(end, |by_count| by_count.min(end));
        if !is_transaction || word_count == 0 {
            self.structure(&SMB_PARAMETERS, body..end);
            self.structure(&SMB_DATA, words_end(body, word_count).min(end)..end);
            let is_error = self.failed() && word_count == 0;
            self.content = if is_error { Content::ErrorReply } else { Content::OtherSmb };
            return;
        }
        let transaction = TransactionId {
            ids: [last.tid, last.pid_low, last.uid, last.mid],
            pid_high: last.pid_high,
            is_reply,
        };
        self.is_oem = last.flags2 & UNICODE == 0;
        self.transaction = Some(transaction);
        let is_dfs = known.get(&transaction.of_request()).copied();
        if is_reply {
            self.trans2_response(body, end, is_dfs);
        } else if header.command == TRANSACTION2 {
            self.trans2_request(body, end);
        } else {
            self.trans2_secondary(body, end, is_dfs);
        }
    }

    /// Where an SMB1 message ends by its `ByteCount`, if that is there.
    fn by_byte_count(&self, body: usize, end: usize, word_count: u8) -> Option<usize> {
        let words_end = words_end(body, word_count);
        let (fixed, _) = ByteCountFixed::split(self.bytes_at(words_end..end))?;
        Some(words_end.saturating_add(ByteCountFixed::LEN).saturating_add(fixed.byte_count.into()))
    }

    fn trans2_request(&mut self, start: usize, end: usize) {
        self.structure(REQUEST.structure, start..end);
        let found = Trans2Request::read(self.bytes_at(start..end));
        let Some((read, range)) = self.found(found, start, Field::ParameterOffset) else { return };
        self.around(&REQUEST, start, end, &range);
        let (total, len) = (read.total_parameter_count, read.parameters.len());
        self.check_total(REQUEST.structure, Field::ParameterCount, start, total.into(), len);
        let bytes = self.carried(range);
        self.content = if usize::from(total) > len && self.error().is_none() {
            Content::Part(Part::Request(read))
        } else if self.is_oem {
            Content::OemRequest(bytes)
        } else {
            Content::Request(bytes)
        };
    }

    /// `is_dfs` tells whether referrals are asked for, if that is known.
    fn trans2_secondary(&mut self, start: usize, end: usize, is_dfs: Option<bool>) {
        self.structure(SECONDARY.structure, start..end);
        let found = Trans2Secondary::read(self.bytes_at(start..end));
        let Some((read, range)) = self.found(found, start, Field::ParameterOffset) else { return };
        self.around(&SECONDARY, start, end, &range);
        if is_dfs == Some(false) {
            self.content = Content::OtherSmb;
            return;
        }
        self.start = range.start;
        self.content = Content::Part(Part::Secondary(read));
    }

    /// `is_dfs` tells whether referrals were asked for, if that is known.
    fn trans2_response(&mut self, start: usize, end: usize, is_dfs: Option<bool>) {
        self.structure(RESPONSE.structure, start..end);
        let bytes = self.bytes_at(start..end);
        let found = Trans2Response::read(bytes);
        let Some((read, range)) = self.found(found, start, Field::DataOffset) else { return };
        self.around(&RESPONSE, start, end, &range);
        if self.failed() && range.is_empty() && self.error().is_none() && read.total_data_count == 0 {
            self.content = Content::ErrorReply;
            return;
        }
        let is_part = read.data_displacement > 0 || usize::from(read.total_data_count) > read.data.len();
        let looks_so = || read.data_displacement > 0 || guess::looks_like_a_reply(read.data);
        if !is_dfs.unwrap_or_else(|| !guess::has_parameters(bytes, is_part) && looks_so()) {
            self.content = Content::OtherSmb;
            return;
        }
        if read.data_displacement == 0 {
            let (total, len) = (read.total_data_count, read.data.len());
            self.check_total(RESPONSE.structure, Field::DataCount, start, total.into(), len);
        }
        let bytes = self.carried(range);
        self.content = if read.data_displacement > 0 || is_part && self.error().is_none() {
            Content::Part(Part::Response(read))
        } else {
            Content::Response(bytes)
        };
    }

    /// Whether a first part, of which `field` gives the length, is no longer than the whole.
    fn check_total(&mut self, of: &Structure, field: Field, start: usize, total: usize, len: usize) {
        if len > total {
            self.fail(unexpected(of.rows, Kind::FragmentPastTotal, field, len, total), start);
        }
    }

    /// What lies around the buffer of a transaction: further setup words, the count of bytes, parameters before data, and padding.
    fn around(&mut self, shape: &Shape, start: usize, end: usize, buffer: &Range<usize>) {
        let of = shape.structure;
        let word_count = self.bytes_at(start..end).first().copied().unwrap_or_default();
        let words_end = words_end(start, word_count);
        self.bytes(Field::Setup, of, start.saturating_add(shape.len)..words_end);
        self.structure(&SMB_DATA, words_end..end);
        let bytes_start = words_end.saturating_add(ByteCountFixed::LEN);
        let by_count = self.by_byte_count(start, end, word_count).unwrap_or(bytes_start);
        let count = by_count.saturating_sub(bytes_start);
        let needed = buffer.end.saturating_sub(bytes_start);
        if by_count > end {
            let from_header = |place: usize| place.wrapping_sub(start).saturating_add(smb1::HEADER_LEN);
            let (value, limit) = (from_header(by_count), from_header(end));
            self.fail(DecodeError::new(Kind::BufferPastEnd, Field::ByteCount, 0, value, limit), words_end);
        } else if count < needed {
            self.fail(DecodeError::new(Kind::UnexpectedSize, Field::ByteCount, 0, count, needed), words_end);
        }
        self.end = by_count.max(buffer.end).min(end);
        let mut at = bytes_start.min(self.end);
        if shape.has_name && at < self.end {
            self.bytes(Field::Name, of, at..at.saturating_add(1));
            at = at.saturating_add(1);
        }
        let parameters =
            if shape.has_parameters { smb1::parameters_of(self.bytes_at(start..end)) } else { None };
        let mut before = Field::Pad1;
        if let Some(parameters) = parameters {
            let parameters = start.saturating_add(parameters.start)..start.saturating_add(parameters.end);
            self.bytes(Field::Pad1, of, at..parameters.start.max(at));
            self.bytes(Field::Trans2Parameters, of, parameters.clone());
            (at, before) = (parameters.end.max(at), Field::Pad2);
            self.reference(Field::ParameterOffset, parameters);
        }
        if buffer.is_empty() {
            self.bytes(before, of, at..self.end.max(at));
        } else {
            self.bytes(before, of, at..buffer.start.max(at));
            self.bytes(Field::Pad2, of, buffer.end..self.end.max(buffer.end));
        }
    }

    /// What is no layer of framing: a message, or the body of one whose header is not there.
    pub(super) fn bare(&mut self, start: Start, end: usize) {
        self.end = end;
        let message = self.bytes_at(0..end);
        match start {
            Start::IoctlRequest | Start::IoctlResponse => self.layer(Layer::Smb2Ioctl),
            Start::Trans2Request
            | Start::Trans2Response
            | Start::Trans2RequestBytes
            | Start::Trans2ResponseBytes => self.layer(Layer::Smb1Trans2),
            _ => {}
        }
        match start {
            Start::IoctlRequest => self.ioctl_request(0, end),
            Start::IoctlResponse => self.ioctl_response(0, end),
            Start::Trans2Request => self.trans2_request(0, end),
            Start::Trans2Response => self.trans2_response(0, end, Some(true)),
            Start::Trans2RequestBytes => {
                let (name, pad) = (end.min(1), end.min(3));
                self.bytes(Field::Name, REQUEST.structure, 0..name);
                self.bytes(Field::Pad1, REQUEST.structure, name..pad);
                // What follows the path's NUL is padding, if it is no more than that.
                let (path, _) = self.bytes_at(5..end).as_chunks();
                let units = path.iter().take_while(|unit| **unit != [0; 2]).count();
                let nul = 5_usize.saturating_add(units.saturating_mul(2)).saturating_add(2);
                let request = if end.saturating_sub(nul) < 4 { nul.min(end) } else { end };
                self.bytes(Field::Pad2, REQUEST.structure, request..end);
                self.content = Content::Request(self.carried(pad..request));
            }
            Start::Trans2ResponseBytes => {
                let pad = end.min(1);
                self.bytes(Field::Pad1, RESPONSE.structure, 0..pad);
                self.content = Content::Response(self.carried(pad..end));
            }
            Start::Request => self.content = Content::Request(message),
            Start::OemRequest => self.content = Content::OemRequest(message),
            Start::RequestEx => self.content = Content::RequestEx(message),
            Start::Response => self.content = Content::Response(message),
            Start::Layer(_) | Start::Unknown => {}
        }
    }
}

/// Whether a reply has the body of its command, of the size of an error's, although its status is no success. `[MS-SMB2] 3.3.4.4`
const fn is_half_done(command: u16, status: u32) -> bool {
    const SESSION_SETUP: u16 = 0x0001;
    const QUERY_INFO: u16 = 0x0010;
    const MORE_PROCESSING_REQUIRED: u32 = 0xC000_0016;
    const BUFFER_OVERFLOW: u32 = 0x8000_0005;
    matches!((command, status), (SESSION_SETUP, MORE_PROCESSING_REQUIRED) | (QUERY_INFO, BUFFER_OVERFLOW))
}

/// Where the words of an SMB1 message end whose body begins at `body`.
fn words_end(body: usize, word_count: u8) -> usize {
    body.saturating_add(smb1::words_end(word_count.into()))
}

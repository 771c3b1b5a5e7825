//! SMB messages and what stands before them on a wire, drawn by hand from the specs. Nothing here uses the crate's own writers.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]

use dfsc::carrier::{Content, Frame, Frames, Part};
use dfsc::{Encode, EncodeErrorKind as Kind};

pub const GET_REFERRALS: u32 = 0x0006_0194;
pub const GET_REFERRALS_EX: u32 = 0x0006_01B0;

/// Level 3, `\s\d`, NUL.
pub const REQUEST: &[u8] = b"\x03\0\\\0s\0\\\0d\0\0\0";
/// Level 4, no site, 12 bytes of data: the length of the path, `\s\d`, NUL.
pub const REQUEST_EX: &[u8] = b"\x04\0\0\0\x0c\0\0\0\x0a\0\\\0s\0\\\0d\0\0\0";
/// Eight bytes consumed, one target of version 1: `\t\d`.
pub const RESPONSE: &[u8] = b"\x08\0\x01\0\x03\0\0\0\x01\0\x12\0\x01\0\0\0\\\0t\0\\\0d\0\0\0";

/// A reply of one target of version 1, whose name takes all that is left of `len` bytes.
pub fn reply_of(len: u16) -> Vec<u8> {
    let mut reply = words(&[8, 1, 3, 0, 1, len - 8, 1, 0]);
    for unit in 0..(len - 18) / 2 {
        // No two bytes of it alike, so that a part at a wrong place is seen.
        reply.extend((u16::from(b'a') + unit).to_le_bytes());
    }
    reply.extend([0, 0]);
    assert_eq!(reply.len(), usize::from(len));
    reply
}

pub fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub fn longs(longs: &[u32]) -> Vec<u8> {
    longs.iter().flat_map(|long| long.to_le_bytes()).collect()
}

fn len16(bytes: &[u8]) -> u16 {
    bytes.len().try_into().unwrap()
}

fn len32(bytes: &[u8]) -> u32 {
    bytes.len().try_into().unwrap()
}

/// The same bytes, but for those at `at`.
pub fn with(message: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut message = message.to_vec();
    message[at..at + bytes.len()].copy_from_slice(bytes);
    message
}

/// Which way an SMB2 message goes, and how: `SMB2_FLAGS_SERVER_TO_REDIR`, and `_ASYNC_COMMAND` too.
pub const TO_SERVER: u32 = 0;
pub const TO_CLIENT: u32 = 1;
pub const ASYNC_TO_CLIENT: u32 = 3;

/// `[MS-SMB2] 2.2.1.2`: 64 bytes, `NextCommand` at 20.
pub fn smb2_header(command: u16, status: u32, flags: u32) -> Vec<u8> {
    let header = [
        b"\xfeSMB".to_vec(),
        words(&[64, 1]), // StructureSize, CreditCharge
        longs(&[status]),
        words(&[command, 8]), // Command, Credits
        longs(&[flags, 0]),   // Flags, NextCommand
        vec![7; 8],           // MessageId
        longs(&[0xFEFF, 5]),  // Reserved and TreeId, or AsyncId
        vec![9; 8],           // SessionId
        vec![0x5A; 16],       // Signature
    ];
    assert_eq!(header.concat().len(), 64);
    header.concat()
}

pub const IOCTL: u16 = 11;

/// `[MS-SMB2] 2.2.31`: the buffer at 64 + 56.
pub fn ioctl_request(ctl_code: u32, input: &[u8]) -> Vec<u8> {
    let message = [
        smb2_header(IOCTL, 0, TO_SERVER),
        words(&[57, 0]), // StructureSize, Reserved
        longs(&[ctl_code]),
        vec![0xFF; 16],                 // FileId
        longs(&[120, len32(input), 0]), // InputOffset, InputCount, MaxInputResponse
        longs(&[0, 0, 0xE000, 1, 0]),   // OutputOffset, OutputCount, MaxOutputResponse, Flags, Reserved2
        input.to_vec(),
    ];
    message.concat()
}

/// `[MS-SMB2] 2.2.32`: the buffer at 64 + 48.
pub fn ioctl_response(status: u32, ctl_code: u32, output: &[u8]) -> Vec<u8> {
    let message = [
        smb2_header(IOCTL, status, TO_CLIENT),
        words(&[49, 0]), // StructureSize, Reserved
        longs(&[ctl_code]),
        vec![0xFF; 16], // FileId
        // Input and output, each offset and count; Flags, Reserved2
        longs(&[112, 0, 112, len32(output), 0, 0]),
        output.to_vec(),
    ];
    message.concat()
}

/// `[MS-SMB2] 2.2.2`: no data, and the byte that stands for it.
pub fn smb2_error(status: u32, flags: u32) -> Vec<u8> {
    [smb2_header(IOCTL, status, flags), vec![9, 0, 0, 0, 0, 0, 0, 0, 0]].concat()
}

/// Chains SMB2 messages: each but the last is filled up to a multiple of eight, which its `NextCommand` says.
pub fn chain(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut chain = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let mut message = message.clone();
        if at + 1 < messages.len() {
            message.resize(message.len().next_multiple_of(8), 0);
            let len = len32(&message);
            message[20..24].copy_from_slice(&len.to_le_bytes());
        }
        chain.extend(message);
    }
    chain
}

pub const TRANSACTION2: u8 = 0x32;
pub const SECONDARY: u8 = 0x33;
/// `Flags2`: Unicode, NTSTATUS, long names.
pub const UNICODE: u16 = 0xC001;
pub const OEM: u16 = 0x4001;
/// Unicode, and DOS errors.
pub const DOS_ERRORS: u16 = 0x8001;

/// `[MS-CIFS] 2.2.3.1`: 32 bytes, `Status` at 5, `Flags` at 9, `Flags2` at 10.
pub fn smb1_header(command: u8, status: u32, is_reply: bool, flags2: u16) -> Vec<u8> {
    let header = [
        b"\xffSMB".to_vec(),
        vec![command],
        longs(&[status]),
        vec![0x18 | u8::from(is_reply) << 7],
        words(&[flags2, 0]),        // Flags2, PIDHigh
        vec![0x5A; 8],              // SecurityFeatures
        words(&[0, 1, 0x20, 3, 4]), // Reserved, TID, PIDLow, UID, MID
    ];
    assert_eq!(header.concat().len(), 32);
    header.concat()
}

/// `[MS-CIFS] 2.2.4.46.1`: the words end at 63, `ByteCount` at 65, then a byte of `Name` and two of
/// padding: the parameters at 68.
pub fn trans2_request(flags2: u16, total: u16, parameters: &[u8]) -> Vec<u8> {
    let message = [
        smb1_header(TRANSACTION2, 0, false, flags2),
        vec![15], // WordCount
        // TotalParameterCount, TotalDataCount, MaxParameterCount, MaxDataCount
        words(&[total, 0, 0, 4096]),
        vec![0, 0],           // MaxSetupCount, Reserved1
        words(&[0, 0, 0, 0]), // Flags, Timeout, Reserved2
        // ParameterCount, ParameterOffset, DataCount, DataOffset
        words(&[len16(parameters), 68, 0, 0]),
        vec![1, 0],                      // SetupCount, Reserved3
        words(&[0x10]),                  // Setup: TRANS2_GET_DFS_REFERRAL
        words(&[len16(parameters) + 3]), // ByteCount
        vec![0; 3],                      // Name, Pad1
        parameters.to_vec(),
    ];
    message.concat()
}

/// `[MS-CIFS] 2.2.4.47.1`: the words end at 51, `ByteCount` at 53, then three bytes of padding: the
/// parameters at 56.
pub fn trans2_secondary(total: u16, displacement: u16, parameters: &[u8]) -> Vec<u8> {
    let message = [
        smb1_header(SECONDARY, 0, false, UNICODE),
        vec![9],            // WordCount
        words(&[total, 0]), // TotalParameterCount, TotalDataCount
        // ParameterCount, ParameterOffset, ParameterDisplacement
        words(&[len16(parameters), 56, displacement]),
        words(&[0, 0, 0, 0xFFFF]), // DataCount, DataOffset, DataDisplacement, FID
        words(&[len16(parameters) + 3]), // ByteCount
        vec![0; 3],                // Pad1
        parameters.to_vec(),
    ];
    message.concat()
}

/// `[MS-CIFS] 2.2.4.46.2`: without setup words the data at 56; each word moves them by two.
pub fn trans2_response(setup: &[u16], total: u16, displacement: u16, data: &[u8]) -> Vec<u8> {
    let setup_count = u8::try_from(setup.len()).unwrap();
    let words_end = 32 + 1 + 20 + 2 * u16::from(setup_count);
    let offset = (words_end + 2).next_multiple_of(4);
    let pad = offset - words_end - 2;
    let message = [
        smb1_header(TRANSACTION2, 0, true, UNICODE),
        vec![10 + setup_count], // WordCount
        words(&[0, total, 0]),  // TotalParameterCount, TotalDataCount, Reserved1
        // ParameterCount, ParameterOffset, ParameterDisplacement
        words(&[0, offset, 0]),
        // DataCount, DataOffset, DataDisplacement
        words(&[len16(data), offset, displacement]),
        vec![setup_count, 0], // SetupCount, Reserved2
        words(setup),
        words(&[len16(data) + pad]), // ByteCount
        vec![0; usize::from(pad)],
        data.to_vec(),
    ];
    message.concat()
}

/// A reply that came in one piece.
pub fn trans2_reply(data: &[u8]) -> Vec<u8> {
    trans2_response(&[], len16(data), 0, data)
}

/// No words, no bytes: all that an error has.
pub fn smb1_error(command: u8, status: u32, flags2: u16) -> Vec<u8> {
    [smb1_header(command, status, true, flags2), vec![0, 0, 0]].concat()
}

/// `[MS-SMB2] 2.1`: a zero and the length, in the order of the network.
pub fn record(message: &[u8]) -> Vec<u8> {
    [&len32(message).to_be_bytes()[..], message].concat()
}

/// Two addresses, the tags, and the type of what follows.
pub fn ethernet(tags: &[[u8; 4]], ether_type: u16, payload: &[u8]) -> Vec<u8> {
    [&[2; 6][..], &[4; 6], &tags.concat(), &ether_type.to_be_bytes(), payload].concat()
}

/// RFC 791: five words, and options.
pub fn ipv4(options: &[u8], payload: &[u8]) -> Vec<u8> {
    let header_len = 20 + options.len();
    let version_and_len = 0x40 + u8::try_from(header_len / 4).unwrap();
    let total = (u16::try_from(header_len).unwrap() + len16(payload)).to_be_bytes();
    // Identification; not to be cut; hops; TCP; checksum.
    let rest = [0x12, 0x34, 0x40, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1];
    [&[version_and_len, 0][..], &total, &rest, options, payload].concat()
}

/// RFC 8200: forty bytes, the last two addresses; TCP behind one header of hop-by-hop options if there are any.
pub fn ipv6(options: Option<&[u8; 8]>, payload: &[u8]) -> Vec<u8> {
    let options = options.map_or(&[][..], |options| &options[..]);
    let next = if options.is_empty() { 6 } else { 0 };
    let length = (len16(options) + len16(payload)).to_be_bytes();
    [&[0x60, 0, 0, 0][..], &length, &[next, 64], &[0xFD; 32], options, payload].concat()
}

/// RFC 9293: five words, and options.
pub fn tcp(ports: [u16; 2], options: &[u8], payload: &[u8]) -> Vec<u8> {
    let offset = u8::try_from((20 + options.len()) / 4).unwrap() << 4;
    let ports = ports.map(u16::to_be_bytes).concat();
    // Sequence, acknowledgement; offset, PSH and ACK, window, checksum, urgent.
    let rest = [1, 2, 3, 4, 5, 6, 7, 8, offset, 0x18, 0x20, 0, 0, 0, 0, 0];
    [&ports[..], &rest, options, payload].concat()
}

/// The bytes that a message carries, if it carries a message or a part of one.
pub fn carried(content: Content<'_>) -> Option<&[u8]> {
    Some(match content {
        Content::Request(bytes)
        | Content::OemRequest(bytes)
        | Content::RequestEx(bytes)
        | Content::Response(bytes) => bytes,
        Content::Part(Part::Request(part)) => part.parameters,
        Content::Part(Part::Secondary(part)) => part.parameters,
        Content::Part(Part::Response(part)) => part.data,
        _ => return None,
    })
}

/// The one message of an input that has no other.
#[track_caller]
pub fn only(input: &[u8]) -> Frame<'_> {
    let mut frames = Frames::new(input);
    let frame = frames.next().expect("a message");
    assert!(frames.next().is_none(), "another message");
    frame
}

/// The one message of an input with whose framing nothing is wrong.
#[track_caller]
pub fn sound(input: &[u8]) -> Frame<'_> {
    let frame = only(input);
    assert_eq!(frame.error(), None);
    frame
}

pub fn contents(input: &[u8]) -> Vec<Content<'_>> {
    Frames::new(input).map(|frame| frame.content()).collect()
}

pub fn layers(frame: &Frame<'_>) -> Vec<&'static str> {
    frame.layers().iter().map(|layer| layer.name()).collect()
}

/// What is written into a buffer that is not empty, which must be as long as was said.
#[track_caller]
pub fn written(value: &impl Encode) -> Vec<u8> {
    let mut buffer = [0xA5; 4096];
    let len = value.encoded_len();
    let bytes = value.encode(&mut buffer).unwrap().to_vec();
    assert_eq!(bytes.len(), len);
    assert!(buffer[len..].iter().all(|byte| *byte == 0xA5), "it wrote behind its end");
    // It leaves none of what was there.
    let mut other = [0x5A; 4096];
    assert_eq!(value.encode(&mut other[..len]).unwrap(), bytes);
    // Not even one byte less is enough, and nothing is written in part.
    for room in 0..len {
        let error = value.encode(&mut buffer[..room]).unwrap_err();
        assert_eq!(error.kind(), Kind::BufferTooSmall);
        assert_eq!((error.value() as usize, error.limit() as usize), (len, room));
    }
    bytes
}

pub fn word(message: &[u8], at: usize) -> usize {
    u16::from_le_bytes([message[at], message[at + 1]]).into()
}

pub fn long(message: &[u8], at: usize) -> usize {
    word(message, at) | word(message, at + 2) << 16
}

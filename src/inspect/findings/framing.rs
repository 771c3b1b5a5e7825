//! What carries a message. `[MS-SMB2] 2.2.31`, `[MS-CIFS] 2.2.3.1`

use super::{Report, Rule};
use crate::carrier::layout::SMB2_IOCTL_REQUEST;
use crate::carrier::{Frame, Piece};
use crate::inspect::Kind;
use crate::wire::{Field, FieldValue};

/// Judges the framing of a message of this kind, or of its first part. There are `parts` of it, of which the first has `there` bytes.
pub(in crate::inspect) fn check(
    report: &mut Report<'_>,
    kind: Kind,
    frame: &Frame<'_>,
    parts: usize,
    there: usize,
) {
    let whole = match kind {
        Kind::Encrypted => Some(Rule::Encrypted),
        Kind::Compressed => Some(Rule::Compressed),
        _ => None,
    };
    let is_referral = matches!(kind, Kind::Request | Kind::RequestEx | Kind::Response);
    for piece in frame.pieces() {
        for value in piece.fields(frame.input()) {
            let broken = match value.field() {
                Field::ProtocolId => whole,
                _ if is_referral => broken(frame, piece, &value),
                _ => None,
            };
            if let Some(rule) = broken {
                let number = value.number().unwrap_or_default() as usize;
                report.field(rule, value.field(), value.range(), [number, 0]);
            }
        }
    }
    if parts > 1 {
        let field = if kind == Kind::Response { Field::TotalDataCount } else { Field::TotalParameterCount };
        let mut values = frame.fields().filter(|value| value.field() == field);
        if let Some(value) = values.next() {
            report.field(Rule::InParts, field, value.range(), [parts, there]);
        }
    }
}

/// The rule that a field of the framing of a referral message breaks.
fn broken(frame: &Frame<'_>, piece: &Piece, value: &FieldValue<'_>) -> Option<Rule> {
    const IS_FSCTL: u32 = 0x1;
    const FLAGS2_UNICODE: u32 = 0x8000;
    let number = value.number();
    let is_broken = |rule, is_broken: bool| is_broken.then_some(rule);
    match value.field() {
        Field::FileId => {
            let rule = if *piece.structure == SMB2_IOCTL_REQUEST { Rule::FileId } else { Rule::ReplyFileId };
            is_broken(rule, value.bytes().iter().any(|byte| *byte != 0xFF))
        }
        Field::Flags if *piece.structure == SMB2_IOCTL_REQUEST => {
            is_broken(Rule::NotFsctl, number.is_some_and(|flags| flags & IS_FSCTL == 0))
        }
        // A reply is UTF-16 in any case.
        Field::Flags2 if frame.status().is_none() => {
            is_broken(Rule::NotUnicode, number.is_some_and(|flags| flags & FLAGS2_UNICODE == 0))
        }
        _ => None,
    }
}

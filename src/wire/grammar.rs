//! The order of things on the wire, in `nom`'s terms; private to this layer.
//!
//! The leaves are our own, because `nom`'s stock leaves for numbers and bytes keep a reachable panic alive on small
//! targets. A parser of requests fails with [`At`], which counts from the end of its input, since all inputs here run to
//! the end of their message; [`anchored`] turns that into a place in the message, once. A parser of entries fails with a
//! [`Fault`].

use super::entry::{Form, Raw};
use super::field::{Field, Row, offset_of};
use super::layout::{EntryFixed, Layout, RequestExFixed, RequestFixed, SiteNameFixed};
use super::values::{LengthUnit, RequestFlags};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::text::Utf16Le;
use nom::combinator::cond;
use nom::error::{ErrorKind, ParseError};
use nom::{IResult, Parser};

/// What a parser of a request gives.
pub(super) type Parsed<'a, T> = IResult<&'a [u8], T, At>;

/// A failure in a request, placed by the bytes left in the message where the field begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    kind: Kind,
    field: Field,
    left: usize,
    value: usize,
    limit: usize,
}

/// A failure in an entry of a reply: little, because it is carried through the hottest loop. Where a string is at fault,
/// `field` is the one that points at it. The rest can be told from the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) field: Field,
}

/// A fixed field that is cut off, and how many bytes of it are left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) field: Field,
    pub(crate) left: usize,
}

impl From<Cut> for At {
    fn from(Cut { field, left }: Cut) -> Self {
        Self { kind: Kind::Truncated, field, left, value: left, limit: 0 }
    }
}

impl From<Cut> for Fault {
    fn from(Cut { field, .. }: Cut) -> Self {
        Self { kind: Kind::Truncated, field }
    }
}

impl ParseError<&[u8]> for At {
    // nom asks for this where one of its own leaves fails; none is used here.
    fn from_error_kind(input: &[u8], _: ErrorKind) -> Self {
        Cut { field: Field::RequestFileName, left: input.len() }.into()
    }

    fn append(_: &[u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// What a parser made of a request of `message_len` bytes; if it failed, where.
#[inline]
pub(super) fn anchored<T>(parsed: Parsed<'_, T>, message_len: usize) -> Result<T, DecodeError> {
    match parsed {
        Ok((_, value)) => Ok(value),
        Err(error) => Err(anchor(&error, message_len)),
    }
}

#[inline]
fn anchor(error: &nom::Err<At>, message_len: usize) -> DecodeError {
    let at = match error {
        nom::Err::Error(at) | nom::Err::Failure(at) => *at,
        // Only nom's streaming parsers say so.
        nom::Err::Incomplete(_) => At::from_error_kind(&[], ErrorKind::Complete),
    };
    let limit = if at.kind == Kind::Truncated { message_len } else { at.limit };
    DecodeError::new(at.kind, at.field, message_len.wrapping_sub(at.left), at.value, limit)
}

/// A part of a fixed structure.
#[inline]
fn structure<S: Layout, E: From<Cut>>(input: &[u8]) -> IResult<&[u8], S, E> {
    match S::split(input) {
        Some((structure, rest)) => Ok((rest, structure)),
        None => Err(nom::Err::Error(cut(S::FIELDS, input).into())),
    }
}

/// Names the first field of a structure that `input` cuts off.
#[inline]
pub(crate) fn cut(rows: &[Row], input: &[u8]) -> Cut {
    let mut cut = Cut { field: Field::VersionNumber, left: input.len() };
    for row in rows {
        cut.field = row.field();
        match cut.left.checked_sub(row.width()) {
            Some(left) => cut.left = left,
            None => break,
        }
    }
    cut
}

/// What a request holds: everything after the level is the name, ended by a NUL or by the message.
///
/// Real servers answer a request whose name has no NUL, so none is asked for.
pub(super) fn request(input: &[u8]) -> Parsed<'_, (RequestFixed, Utf16Le<'_>)> {
    let (name, fixed) = structure::<RequestFixed, At>(input)?;
    Ok((&[], (fixed, Utf16Le::before_nul(name))))
}

/// What an extended request holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestExParts<'a> {
    pub(super) fixed: RequestExFixed,
    pub(super) unit: LengthUnit,
    pub(super) file_name: Utf16Le<'a>,
    pub(super) site_name: Option<Utf16Le<'a>>,
}

/// An extended request.
///
/// `RequestDataLength` must not claim more than is there; it may claim less, as clients exist that count it wrong.
pub(super) fn request_ex(input: &[u8]) -> Parsed<'_, RequestExParts<'_>> {
    request_ex_with(input, true, true)
}

/// The same, with `RequestDataLength` believed or not, and with the site read or not.
#[inline(always)]
pub(super) fn request_ex_with(
    input: &[u8],
    believes_length: bool,
    reads_site: bool,
) -> Parsed<'_, RequestExParts<'_>> {
    let (data, fixed) = structure::<RequestExFixed, At>(input)?;
    let (claimed, there) = (fixed.request_data_length as usize, data.len().wrapping_add(2));
    if believes_length && claimed > there {
        return Err(past_end(Field::RequestDataLength, input.len(), claimed, there));
    }
    let has_site = RequestFlags(fixed.request_flags).site_name();
    let length = usize::from(fixed.request_file_name_length);
    let unit = length_unit(data, length, has_site);
    let width = if unit == LengthUnit::Bytes { 1 } else { 2 };

    let field = Field::RequestFileNameLength;
    let (rest, file_name) = counted(field, input.len(), length.wrapping_mul(width), data)?;
    // Lengths in units do not count the NUL that follows.
    let rest = if unit == LengthUnit::Bytes { rest } else { rest.get(2..).unwrap_or_default() };
    let (rest, site_name) =
        cond(has_site && reads_site, |input| site_name(input, width)).parse_complete(rest)?;
    Ok((rest, RequestExParts { fixed, unit, file_name, site_name }))
}

/// A site name and its length, in units of `width` bytes.
fn site_name(input: &[u8], width: usize) -> Parsed<'_, Utf16Le<'_>> {
    let (text, site) = structure::<SiteNameFixed, At>(input)?;
    counted(Field::SiteNameLength, input.len(), usize::from(site.site_name_length).wrapping_mul(width), text)
}

/// Tells the unit of the lengths by the bytes after them: the name's NUL stands where a length in units says, and the
/// request does not end where lengths in bytes say.
fn length_unit(data: &[u8], length: usize, has_site: bool) -> LengthUnit {
    let name = Utf16Le::before_nul(data);
    let has_nul = data.len().wrapping_sub(name.as_bytes().len()) >= 2;
    // What looks like a control character is the length of a site that follows a name without a NUL.
    let is_text = name.units().all(|unit| unit >= 0x20);
    if length == 0 || !has_nul || name.len_units() != length || !is_text {
        return LengthUnit::Bytes;
    }
    match data.get(length..).and_then(SiteNameFixed::split) {
        Some((site, rest)) if has_site && rest.len() == usize::from(site.site_name_length) => {
            LengthUnit::Bytes
        }
        _ => LengthUnit::Utf16Units,
    }
}

/// A string of `length` bytes, up to its first NUL if it has one. Its length stands in `field` of a structure before which
/// `left` bytes were left.
#[inline]
fn counted(field: Field, left: usize, length: usize, input: &[u8]) -> Parsed<'_, Utf16Le<'_>> {
    match input.split_at_checked(length) {
        Some((text, rest)) => Ok((rest, Utf16Le::before_nul(text))),
        None => Err(past_end(field, left, length, input.len())),
    }
}

/// A length that reaches past the end; it stands in `field` of a structure before which `left` bytes were left.
#[inline]
fn past_end(field: Field, left: usize, value: usize, limit: usize) -> nom::Err<At> {
    // A site name's length stands at the head of its structure, where this finds nothing to add.
    let rows = if field == Field::SiteNameLength { SiteNameFixed::FIELDS } else { RequestExFixed::FIELDS };
    let left = left.wrapping_sub(offset_of(rows, field));
    nom::Err::Error(At { kind: Kind::LengthPastEnd, field, left, value, limit })
}

/// An entry: its form, the length of its fixed part, and the `Size` bytes of it.
pub(super) type SizedEntry<'a> = (Form, usize, &'a [u8]);

/// An entry of `Size` bytes; what follows it is the next one, or the strings.
#[inline(always)]
pub(super) fn entry(input: &[u8]) -> IResult<&[u8], SizedEntry<'_>, Fault> {
    let (_, fixed) = structure::<EntryFixed, Fault>(input)?;
    let (form, fixed_len) = Form::of(fixed);
    match input.split_at_checked(fixed.size.into()) {
        Some((entry, rest)) if entry.len() >= fixed_len => Ok((rest, (form, fixed_len, entry))),
        _ => Err(nom::Err::Error(unusable(input, fixed))),
    }
}

/// The fixed part of an entry; its `Size` may still reach past the end.
pub(super) fn entry_fixed(input: &[u8]) -> IResult<&[u8], Raw<'_>, Fault> {
    let (rest, fixed) = structure::<EntryFixed, Fault>(input)?;
    let (form, fixed_len) = Form::of(fixed);
    match Raw::new(form, fixed_len, input) {
        Some(raw) if usize::from(fixed.size) >= fixed_len => Ok((rest, raw)),
        _ => Err(nom::Err::Error(unusable(input, fixed))),
    }
}

/// What is wrong with an entry that is cut off, or does not say where the next one is: its version, if nobody knows that.
#[inline]
fn unusable(input: &[u8], fixed: EntryFixed) -> Fault {
    let (form, fixed_len) = Form::of(fixed);
    if form == Form::Unknown {
        return UNKNOWN_VERSION;
    }
    if usize::from(fixed.size) < fixed_len {
        return Fault { kind: Kind::SizeTooSmall, field: Field::Size };
    }
    if input.len() < fixed_len && form != Form::V1 {
        return cut(form.rows(), input).into();
    }
    Fault { kind: Kind::SizePastEnd, field: Field::Size }
}

/// The fault of an entry whose version nobody has defined.
pub(super) const UNKNOWN_VERSION: Fault =
    Fault { kind: Kind::UnsupportedVersion, field: Field::VersionNumber };

/// The fault that a parser of entries failed with.
pub(super) fn fault(error: &nom::Err<Fault>) -> Fault {
    match error {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => *fault,
        // Only nom's streaming parsers say so.
        nom::Err::Incomplete(_) => Fault { kind: Kind::Truncated, field: Field::VersionNumber },
    }
}

/// The highest version there is.
pub(super) const LAST_VERSION: u16 = 4;

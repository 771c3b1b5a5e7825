//! The order of things on the wire, in `nom`'s terms; private to this layer.
//!
//! The leaves are our own, because `nom`'s stock leaves for numbers and bytes keep a reachable panic alive on small
//! targets. A parser fails with [`At`], which counts from the end of its input, since all inputs here run to the end of
//! their message; [`anchored`] turns that into a place in the message, once.

use super::layout::{EntryFixed, Field, Layout, RequestExFixed, RequestFixed, ResponseFixed, Row};
use super::layout::{SiteNameFixed, offset_of};
use super::referral::Form;
use super::request::RequestFlags;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::text::Utf16Le;
use nom::combinator::cond;
use nom::error::{ErrorKind, ParseError};
use nom::{IResult, Parser};

pub(super) type Parsed<'a, T> = IResult<&'a [u8], T, At>;

/// A failure, placed by the bytes left in the message where the field begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    kind: Kind,
    field: Field,
    left: usize,
    value: usize,
    limit: usize,
}

impl ParseError<&[u8]> for At {
    // nom asks for this where one of its own leaves fails; none is used here.
    fn from_error_kind(input: &[u8], _: ErrorKind) -> Self {
        Self { kind: Kind::Truncated, field: Field::VersionNumber, left: input.len(), value: 0, limit: 0 }
    }

    fn append(_: &[u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

#[cold]
#[inline(never)]
fn fail(kind: Kind, field: Field, left: usize, value: usize, limit: usize) -> nom::Err<At> {
    nom::Err::Error(At { kind, field, left, value, limit })
}

/// What a parser made of the tail of a message of `message_len` bytes; if it failed, where in the message.
#[inline]
pub(super) fn anchored<T>(parsed: Parsed<'_, T>, message_len: usize) -> Result<(&[u8], T), DecodeError> {
    parsed.map_err(|error| anchor(&error, message_len))
}

#[cold]
#[inline(never)]
fn anchor(error: &nom::Err<At>, message_len: usize) -> DecodeError {
    let at = match error {
        nom::Err::Error(at) | nom::Err::Failure(at) => *at,
        nom::Err::Incomplete(_) => At::from_error_kind(&[], ErrorKind::Complete),
    };
    let limit = if at.kind == Kind::Truncated { message_len } else { at.limit };
    DecodeError::new(at.kind, at.field, message_len.wrapping_sub(at.left), at.value, limit)
}

/// A part of a fixed structure.
#[inline]
fn structure<S: Layout>(input: &[u8]) -> Parsed<'_, S> {
    match S::split(input) {
        Some((structure, rest)) => Ok((rest, structure)),
        None => Err(truncated(&[S::FIELDS], input)),
    }
}

/// Names the first field of a structure that `input` cuts off.
#[cold]
#[inline(never)]
fn truncated(parts: &[&[Row]], input: &[u8]) -> nom::Err<At> {
    let mut left = input.len();
    for part in parts {
        for row in *part {
            match left.checked_sub(row.width()) {
                Some(after) => left = after,
                None => return fail(Kind::Truncated, row.field(), left, row.width(), 0),
            }
        }
    }
    fail(Kind::Truncated, Field::VersionNumber, left, 0, 0)
}

/// What a request holds: everything after the level is the name, ended by a NUL or by the message.
///
/// Real servers answer a request whose name has no NUL, so none is asked for.
pub(super) fn request(input: &[u8]) -> Parsed<'_, (RequestFixed, Utf16Le<'_>)> {
    let (name, fixed) = structure::<RequestFixed>(input)?;
    Ok((&[], (fixed, Utf16Le::before_nul(name))))
}

/// What the lengths of an extended request count.
///
/// The spec does not say; Windows counts bytes, with the NUL. `[MS-DFSC] 2.2.3.1`
///
/// ```
/// use dfsc::{LengthUnit, RequestEx};
///
/// let request = RequestEx::parse(b"\x04\0\0\0\x06\0\0\0\x04\0a\0\0\0").unwrap();
/// assert_eq!(request.length_unit(), LengthUnit::Bytes);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LengthUnit {
    /// Bytes, as Windows does.
    Bytes,
    /// UTF-16 units without the NUL, which follows each string all the same: what `SMBLibrary` writes.
    Utf16Units,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RequestExParts<'a> {
    pub(super) head: RequestFixed,
    pub(super) fixed: RequestExFixed,
    pub(super) unit: LengthUnit,
    pub(super) file_name: Utf16Le<'a>,
    pub(super) site_name: Option<Utf16Le<'a>>,
}

/// What an extended request holds.
///
/// `RequestDataLength` must not claim more than is there; it may claim less, as clients exist that count it wrong.
pub(super) fn request_ex(input: &[u8]) -> Parsed<'_, RequestExParts<'_>> {
    let (after_head, head) = structure::<RequestFixed>(input)?;
    let (data, fixed) = structure::<RequestExFixed>(after_head)?;
    let (claimed, there) = (fixed.request_data_length as usize, data.len().wrapping_add(2));
    if claimed > there {
        let left = left_at::<RequestExFixed>(after_head, Field::RequestDataLength);
        return Err(fail(Kind::LengthPastEnd, Field::RequestDataLength, left, claimed, there));
    }
    let has_site = RequestFlags(fixed.request_flags).site_name();
    let unit = length_unit(data, fixed.request_file_name_length, has_site);

    let (rest, file_name) = counted::<RequestExFixed>(
        Field::RequestFileNameLength,
        in_bytes(fixed.request_file_name_length, unit),
        after_head,
        data,
    )?;
    let nul = if unit == LengthUnit::Utf16Units { 2 } else { 0 };
    let rest = rest.get(nul..).unwrap_or_default();

    let site = |input| {
        let (text, site) = structure::<SiteNameFixed>(input)?;
        counted::<SiteNameFixed>(Field::SiteNameLength, in_bytes(site.site_name_length, unit), input, text)
    };
    let (rest, site_name) = cond(has_site, site).parse_complete(rest)?;
    Ok((rest, RequestExParts { head, fixed, unit, file_name, site_name }))
}

/// Tells the unit of the lengths by the bytes after them: the name's NUL stands where a length in units says, and the
/// request does not end where lengths in bytes say.
fn length_unit(data: &[u8], length: u16, has_site: bool) -> LengthUnit {
    let length = usize::from(length);
    let name = Utf16Le::before_nul(data);
    let has_nul = data.len().wrapping_sub(name.as_bytes().len()) >= 2;
    let site = data.get(length..).and_then(SiteNameFixed::split);
    let ends_in_bytes =
        has_site && site.is_some_and(|(site, after)| after.len() == usize::from(site.site_name_length));
    if length > 0 && has_nul && name.len_units() == length && !ends_in_bytes {
        LengthUnit::Utf16Units
    } else {
        LengthUnit::Bytes
    }
}

fn in_bytes(length: u16, unit: LengthUnit) -> usize {
    let length = usize::from(length);
    match unit {
        LengthUnit::Bytes => length,
        LengthUnit::Utf16Units => length.wrapping_mul(2),
    }
}

/// A string of `length` bytes, up to its first NUL if it has one. Its length stands in `field` of the structure `S`, which
/// begins at `structure`.
fn counted<'a, S: Layout>(
    field: Field,
    length: usize,
    structure: &[u8],
    input: &'a [u8],
) -> Parsed<'a, Utf16Le<'a>> {
    match input.split_at_checked(length) {
        Some((text, rest)) => Ok((rest, Utf16Le::before_nul(text))),
        None => Err(fail(Kind::LengthPastEnd, field, left_at::<S>(structure, field), length, input.len())),
    }
}

/// Where `field` of the structure `S`, which begins at `structure`, stands: in bytes left.
fn left_at<S: Layout>(structure: &[u8], field: Field) -> usize {
    structure.len().wrapping_sub(offset_of(&[S::FIELDS], field))
}

/// The referral header; what follows it are the entries.
#[inline]
pub(super) fn response(input: &[u8]) -> Parsed<'_, ResponseFixed> {
    structure(input)
}

/// An entry of `Size` bytes; what follows it is the next one, or the strings. `left` further entries are claimed.
#[inline]
pub(super) fn entry(input: &[u8], left: u16) -> Parsed<'_, (Form, &[u8])> {
    let (_, fixed) = structure::<EntryFixed>(input)?;
    let form = Form::of(fixed);
    match input.split_at_checked(fixed.size.into()) {
        Some((entry, rest)) if entry.len() >= form.fixed_len() => Ok((rest, (form, entry))),
        _ => Err(unusable(input, left, fixed, form)),
    }
}

/// The fixed part of an entry; its `Size` may still reach past the end.
pub(super) fn entry_fixed(input: &[u8], left: u16) -> Parsed<'_, Form> {
    let (rest, fixed) = structure::<EntryFixed>(input)?;
    let form = Form::of(fixed);
    if usize::from(fixed.size) < form.fixed_len() || input.len() < form.fields_len() {
        return Err(unusable(input, left, fixed, form));
    }
    Ok((rest, form))
}

/// What is wrong with an entry that is cut off, or does not say where the next one is: its version, if nobody knows that.
#[cold]
#[inline(never)]
fn unusable(input: &[u8], left: u16, fixed: EntryFixed, form: Form) -> nom::Err<At> {
    let (kind, field, value, limit) = if form == Form::Unknown {
        (Kind::UnsupportedVersion, Field::VersionNumber, fixed.version_number, LAST_VERSION.into())
    } else if usize::from(fixed.size) < form.fixed_len() {
        let kind = if left == 0 { Kind::SizeTooSmall } else { Kind::EntriesOverlap };
        (kind, Field::Size, fixed.size, form.fixed_len())
    } else if input.len() < form.fields_len() {
        return truncated(form.parts(), input);
    } else {
        (Kind::SizePastEnd, Field::Size, fixed.size, input.len())
    };
    fail(kind, field, left_at::<EntryFixed>(input, field), value.into(), limit)
}

/// The highest version there is.
pub(super) const LAST_VERSION: u16 = 4;

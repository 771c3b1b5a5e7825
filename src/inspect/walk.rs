//! The walk over a message: it lists what the readers found.

use super::places::Places;
use super::{Event, Item, LISTED, Value};
use crate::carrier::layout::{
    SMB_COM_TRANSACTION2_REQUEST, SMB_COM_TRANSACTION2_RESPONSE, SMB_COM_TRANSACTION2_SECONDARY, SMB2_HEADER,
};
use crate::carrier::{Content, Frame, OemRequest, Part, Piece};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::text::Utf16Le;
use crate::wire::layout::{REQ_GET_DFS_REFERRAL, REQ_GET_DFS_REFERRAL_EX, RESP_GET_DFS_REFERRAL};
use crate::wire::{
    Entry, Field, FieldSpec, FieldValue, LengthUnit, Request, RequestEx, Scan, ScannedNames, Structure,
};
use core::ops::Range;

pub(super) struct Walk<'w> {
    sink: &'w mut dyn FnMut(Event<'_>),
    places: &'w Places,
    is_wrong: bool,
}

/// What a message may still cost.
struct Budget {
    /// Bytes of strings that may be listed.
    listed: usize,
    /// Bytes that may be walked to find where strings end.
    walked: usize,
    /// Where the strings lay that the fields of the entry before pointed at: those of the next one are often the same.
    before: [Range<usize>; 3],
}

/// What a field is, but for its place and what it says.
#[derive(Clone, Copy)]
struct Named {
    structure: &'static Structure,
    field: Option<Field>,
    depth: u8,
    is_shared: bool,
}

impl Named {
    const fn structure(structure: &'static Structure, depth: u8) -> Self {
        Self { structure, field: None, depth, is_shared: false }
    }

    const fn field(field: Field, of: &'static Structure, depth: u8) -> Self {
        Self { structure: of, field: Some(field), depth, is_shared: false }
    }
}

impl<'w> Walk<'w> {
    pub(super) fn new(sink: &'w mut dyn FnMut(Event<'_>), places: &'w Places) -> Self {
        Self { sink, places, is_wrong: false }
    }

    fn error(&mut self, error: DecodeError, range: Range<usize>, structure: &'static Structure) {
        self.is_wrong = true;
        (self.sink)(Event::Error { error, range, structure });
    }

    /// Whether anything was wrong so far.
    pub(super) const fn is_wrong(&self) -> bool {
        self.is_wrong
    }

    /// An error at a place in the message, in this structure.
    fn error_in_message(&mut self, error: DecodeError, structure: &'static Structure) {
        let places = self.places;
        let len = match error.kind() {
            // What there is of it.
            Kind::Truncated | Kind::Unterminated | Kind::NameListsTooLong => error.value() as usize,
            // A field; one that is in no table is a length.
            _ => structure.fields().find(|row| row.field() == error.field()).map_or(2, FieldSpec::width),
        };
        let start = error.offset() as usize;
        let error = error.moved(|place| places.of(place));
        let at = error.offset() as usize;
        let range = places.runs(start..start.saturating_add(len)).next().map_or(at..at, |(range, _)| range);
        self.error(error, range, structure);
    }

    /// An error in the framing, which counts from the start of the input.
    pub(super) fn error_in_frame(&mut self, error: DecodeError, frame: &Frame<'_>) {
        let (start, pieces) = (error.offset() as usize, frame.pieces());
        let is_it = |value: &FieldValue<'_>| value.field() == error.field() && value.range().start == start;
        let field_in = |piece: &Piece| piece.fields(frame.input()).find(is_it);
        let whole = pieces.iter().find_map(|piece| Some((field_in(piece)?.range(), piece.structure)));
        let (range, structure) = whole.unwrap_or_else(|| {
            let there = if error.kind() == Kind::Truncated { error.value() as usize } else { 0 };
            let around = pieces.iter().rfind(|piece| piece.range.start <= start);
            let end = start.saturating_add(there).min(frame.input().len());
            (start.min(end)..end, around.map_or(&SMB2_HEADER, |piece| piece.structure))
        });
        self.error(error, range, structure);
    }

    /// An item at its place in the input.
    fn place(
        &mut self,
        named: Named,
        range: Range<usize>,
        value: Value<'_>,
        refers_to: Option<Range<usize>>,
        piece: Option<u8>,
    ) {
        let Named { structure, field, depth, is_shared } = named;
        let item = Item { structure, field, range, depth, value, refers_to, is_shared, piece };
        (self.sink)(Event::Item(item));
    }

    /// An item at a place in the message, which may lie in several parts of a transaction.
    fn item(&mut self, named: Named, range: Range<usize>, value: Value<'_>, refers_to: Option<Range<usize>>) {
        let places = self.places;
        let refers_to = refers_to.and_then(|range| places.runs(range).next()).map(|(range, _)| range);
        let mut runs = places.runs(range);
        if let Some((range, piece)) = runs.next() {
            self.place(named, range, value, refers_to, piece);
        }
        for (range, piece) in runs {
            let piece = piece.unwrap_or_default();
            (self.sink)(Event::Continued { range, piece });
        }
    }

    /// The framing of a message, or of the `piece`th part of it; and the bytes of a part that `lies_behind` all that could be joined.
    pub(super) fn frame(
        &mut self,
        frame: &Frame<'_>,
        piece: Option<u8>,
        lies_behind: &dyn Fn(u8, &Part<'_>) -> bool,
    ) {
        // Bodies without their header have fields, and no structure to list.
        let mut is_listed = false;
        for part in frame.pieces() {
            if part.field.is_none() {
                is_listed = true;
                let end = part.range.start.saturating_add(part.structure.len()).min(part.range.end);
                let named = Named::structure(part.structure, 0);
                self.place(named, part.range.start..end, Value::Structure, None, piece);
            }
            for value in part.fields(frame.input()) {
                // A header that is one field is in no structure.
                let depth = u8::from(is_listed && part.structure.len() > 0);
                let named = Named::field(value.field(), part.structure, depth);
                let number = value.number().filter(|_| part.field.is_none());
                let said = number.map_or(Value::Bytes(value.bytes()), Value::Number);
                self.place(named, value.range(), said, frame.referred(value.field()), piece);
            }
        }
        if let Some(error) = frame.error() {
            self.error_in_frame(error, frame);
        }
        let Content::Part(part) = frame.content() else { return };
        if !lies_behind(piece.unwrap_or_default(), &part) {
            return;
        }
        // Nobody can tell what this is without what comes before.
        let (field, of, bytes) = match part {
            Part::Request(part) => (Field::Trans2Parameters, &SMB_COM_TRANSACTION2_REQUEST, part.parameters),
            Part::Secondary(part) => {
                (Field::Trans2Parameters, &SMB_COM_TRANSACTION2_SECONDARY, part.parameters)
            }
            Part::Response(part) => (Field::Trans2Data, &SMB_COM_TRANSACTION2_RESPONSE, part.data),
        };
        let range = frame.start()..frame.start().saturating_add(bytes.len());
        self.place(Named::field(field, of, 1), range, Value::Bytes(bytes), None, piece);
    }

    fn fields<'m>(
        &mut self,
        structure: &'static Structure,
        depth: u8,
        fields: impl Iterator<Item = FieldValue<'m>>,
        refers_to: impl Fn(Field) -> Option<Range<usize>>,
    ) {
        for field in fields {
            let value = field.number().map_or(Value::Bytes(field.bytes()), Value::Number);
            let named = Named::field(field.field(), structure, depth);
            self.item(named, field.range(), value, refers_to(field.field()));
        }
    }

    pub(super) fn request(&mut self, message: &[u8]) {
        let structure = &REQ_GET_DFS_REFERRAL;
        self.message(structure, message);
        match Request::parse(message) {
            Ok(request) => {
                let name = request.request_file_name();
                let start = structure.len();
                let end = start.saturating_add(name.as_bytes().len());
                let named = Named::field(Field::RequestFileName, structure, 1);
                self.item(named, start..through_nul(message, end, 2), Value::Text(name), None);
            }
            Err(error) => self.error_in_message(error, structure),
        }
    }

    pub(super) fn oem_request(&mut self, message: &[u8]) {
        let structure = &REQ_GET_DFS_REFERRAL;
        self.message(structure, message);
        match OemRequest::parse(message) {
            Ok(OemRequest { request_file_name: name, .. }) => {
                let start = structure.len();
                let end = through_nul(message, start.saturating_add(name.len()), 1);
                let named = Named::field(Field::RequestFileName, structure, 1);
                self.item(named, start..end, Value::OemText(name), None);
            }
            Err(error) => self.error_in_message(error, structure),
        }
    }

    /// A message as a whole, and its fixed fields.
    fn message(&mut self, structure: &'static Structure, message: &[u8]) {
        self.item(Named::structure(structure, 0), 0..message.len(), Value::Structure, None);
        self.fields(structure, 1, FieldValue::all_in(structure, message, 0), |_| None);
    }

    pub(super) fn request_ex(&mut self, message: &[u8]) {
        let structure = &REQ_GET_DFS_REFERRAL_EX;
        self.message(structure, message);
        let parsed = RequestEx::parse(message);
        if let Err(error) = parsed {
            self.error_in_message(error, structure);
        }
        let Some(request) = parsed.ok().or_else(|| RequestEx::rest_of(message)) else { return };
        let in_units = request.length_unit() == LengthUnit::Utf16Units;
        // A length in bytes is all that the name has; the NUL behind one in units is its own too.
        let counted = |start: usize, text: Utf16Le<'_>, length: usize| {
            if in_units {
                through_nul(message, start.saturating_add(text.as_bytes().len()), 2)
            } else {
                start.saturating_add(length).min(message.len())
            }
        };
        let (start, name) = (structure.len(), request.request_file_name());
        let end = counted(start, name, request.request_file_name_length().into());
        let named = Named::field(Field::RequestFileName, structure, 1);
        self.item(named, start..end, Value::Text(name), None);
        if !request.request_flags().site_name() {
            return;
        }
        let text_start = end.saturating_add(2);
        let length = message.get(end..text_start.min(message.len())).unwrap_or_default();
        let Some(length) = length.first_chunk().map(|length| u16::from_le_bytes(*length)) else { return };
        let named = Named::field(Field::SiteNameLength, structure, 1);
        self.item(named, end..text_start, Value::Number(length.into()), None);
        if let Some(site) = request.site_name() {
            let named = Named::field(Field::SiteName, structure, 1);
            self.item(named, text_start..counted(text_start, site, length.into()), Value::Text(site), None);
        }
    }

    pub(super) fn response(&mut self, message: &[u8]) {
        let scan = Scan::new(message);
        let structure = &RESP_GET_DFS_REFERRAL;
        self.message(structure, message);
        if let Some(error) = scan.header_error() {
            self.error_in_message(error, structure);
        }
        let most = message.len().saturating_mul(LISTED);
        let mut budget = Budget { listed: most, walked: most, before: [const { 0..0 }; 3] };
        for entry in scan {
            self.entry(message, &entry, &mut budget);
        }
    }

    fn entry(&mut self, message: &[u8], entry: &Entry<'_>, budget: &mut Budget) {
        let (structure, start) = (entry.structure(), entry.start());
        // As far as its fields, or its Size, reach.
        let mut end = start;
        for field in entry.fields() {
            let by_size = if field.field() == Field::Size { field.number() } else { None };
            let size_end = start.saturating_add(by_size.unwrap_or_default() as usize).min(message.len());
            end = end.max(field.range().end).max(size_end);
        }
        self.item(Named::structure(structure, 1), start..end, Value::Structure, None);

        let strings = entry.pointed_at();
        let mut ranges: [Option<Range<usize>>; 3] = [const { None }; 3];
        let mut are_shared = [true; 3];
        let found = ranges.iter_mut().zip(&mut are_shared).zip(&mut budget.before);
        for (((range, is_shared), before), (_, string)) in found.zip(&strings) {
            let Ok(Some(string)) = string else { continue };
            let start = message.len().saturating_sub(string.len());
            if before.start != start || before.end == start {
                *is_shared = false;
                *before = start..end_of(string, start, &mut budget.walked);
            }
            *range = Some(before.clone());
        }
        let names = entry.expanded_names();
        let (run, broken_name) = match &names {
            Ok(names) => run_of(message, names.clone()),
            Err(error) => (None, Some(*error)),
        };
        self.fields(structure, 2, entry.fields().chain(entry.padding()), |field| match field {
            Field::ExpandedNameOffset => run.clone(),
            _ => strings.iter().zip(&ranges).find(|((by, _), _)| *by == field)?.1.clone(),
        });

        // What is wrong with a string is told in its place.
        let of_string = |error: &DecodeError| {
            broken_name == Some(*error) || strings.iter().any(|(_, string)| string.err() == Some(*error))
        };
        if let Some(error) = entry.error().filter(|error| !of_string(error)) {
            self.error_in_message(error, structure);
        }
        for (((by, string), range), is_shared) in strings.into_iter().zip(ranges).zip(are_shared) {
            let field = Named { is_shared, ..Named::field(by.pointee(), structure, 2) };
            match (string, range) {
                (Ok(_), Some(range)) => self.string(field, message, range, budget),
                (Ok(_), None) => {}
                (Err(error), _) => self.error_in_message(error, structure),
            }
        }
        let share_name = if entry.is_v1() { entry.network_address().ok().flatten() } else { None };
        let names = names.into_iter().flatten().map_while(Result::ok);
        let share_name = share_name.into_iter().map(|name| (Field::ShareName, name));
        for (field, name) in share_name.chain(names.map(|name| (Field::ExpandedName, name))) {
            if let Some(span) = name.span_in(message) {
                let range = span.start..through_nul(message, span.end, 2);
                self.string(Named::field(field, structure, 2), message, range, budget);
            }
        }
        if let Some(error) = broken_name {
            self.error_in_message(error, structure);
        }
    }

    /// A string with its NUL, at its place in the message.
    fn string(&mut self, named: Named, message: &[u8], range: Range<usize>, budget: &mut Budget) {
        let text = message.get(range.start..range.end.saturating_sub(2)).and_then(Utf16Le::new);
        let left = budget.listed.checked_sub(range.len());
        let value = match (text, left) {
            (Some(text), Some(left)) => {
                budget.listed = left;
                Value::Text(text)
            }
            _ => Value::Withheld,
        };
        self.item(named, range, value, None);
    }
}

/// The bytes of all names that can be read, and what is wrong with the next one.
fn run_of(message: &[u8], names: ScannedNames<'_>) -> (Option<Range<usize>>, Option<DecodeError>) {
    let (mut run, mut error) = (None, None);
    for name in names {
        match name {
            Ok(name) => {
                let Some(span) = name.span_in(message) else { continue };
                let start = run.map_or(span.start, |run: Range<usize>| run.start);
                run = Some(start..through_nul(message, span.end, 2));
            }
            Err(found) => error = Some(found),
        }
    }
    (run, error)
}

/// Where a string ends, if `end` is where its text does: behind its NUL of `width` bytes, if it has one.
fn through_nul(message: &[u8], end: usize, width: usize) -> usize {
    let after = end.saturating_add(width);
    if message.get(end..after).is_some_and(|nul| nul.iter().all(|byte| *byte == 0)) { after } else { end }
}

/// Where a string at the head of `string`, which is known to have a NUL, ends with it; where it begins, if to find that out is more
/// than may be `walked`.
fn end_of(string: &[u8], start: usize, walked: &mut usize) -> usize {
    let may_be_walked = string.get(..*walked).unwrap_or(string);
    let len = Utf16Le::before_nul(may_be_walked).as_bytes().len();
    let after = len.saturating_add(2);
    match walked.checked_sub(after) {
        Some(left) if may_be_walked.len() >= after => {
            *walked = left;
            start.saturating_add(after)
        }
        _ => {
            *walked = 0;
            start
        }
    }
}

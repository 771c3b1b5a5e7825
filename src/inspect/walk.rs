//! The walk over a message: it lists what the readers found.

use super::places::Places;
use super::{Event, Item, LISTED, Value};
use crate::carrier::layout::SMB2_HEADER;
use crate::carrier::{Content, Fragment, Frame, OemRequest, Part, Piece};
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::text::Utf16Le;
use crate::wire::layout::{REQ_GET_DFS_REFERRAL, REQ_GET_DFS_REFERRAL_EX, RESP_GET_DFS_REFERRAL};
use crate::wire::{
    Entry, Field, FieldSpec, FieldValue, LengthUnit, Request, RequestEx, Scan, ScannedNames, Structure,
};
use core::ops::Range;
use heapless::Vec;

pub(super) struct Walk<'w> {
    sink: &'w mut dyn FnMut(Event<'_>),
    places: &'w Places,
    is_wrong: bool,
}

/// How many strings an entry can point at, but for those of a list.
const STRINGS: usize = 3;

/// What a message may still cost.
struct Budget {
    /// Bytes of strings that may be listed.
    listed: usize,
    /// Bytes that may be walked to find where strings end.
    walked: usize,
    /// Where the strings lay that the fields of the entry before pointed at: those of the next one are often the same.
    before: [Range<usize>; STRINGS],
}

/// An item that refers to nothing, in a message in one piece; a structure if it has no field.
const fn item_of<'a>(
    structure: &'static Structure,
    field: Option<Field>,
    depth: u8,
    range: Range<usize>,
    value: Value<'a>,
) -> Item<'a> {
    Item { structure, field, range, depth, value, refers_to: None, is_shared: false, piece: None }
}

/// A string that a field of an entry points at.
struct Pointed {
    by: Field,
    range: Option<Range<usize>>,
    is_shared: bool,
    error: Option<DecodeError>,
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

    /// An item at a place in the message, which may lie in several parts of a transaction.
    fn item(&mut self, item: Item<'_>) {
        let places = self.places;
        let refers_to = item.refers_to.and_then(|range| places.runs(range).next()).map(|(range, _)| range);
        let mut runs = places.runs(item.range);
        if let Some((range, piece)) = runs.next() {
            (self.sink)(Event::Item(Item { range, refers_to, piece, ..item }));
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
                let item = item_of(part.structure, None, 0, part.range.start..end, Value::Structure);
                (self.sink)(Event::Item(Item { piece, ..item }));
            }
            for value in part.fields(frame.input()) {
                // A header that is one field is in no structure.
                let depth = u8::from(is_listed && part.structure.len() > 0);
                let number = value.number().filter(|_| part.field.is_none());
                let said = number.map_or(Value::Bytes(value.bytes()), Value::Number);
                let item = item_of(part.structure, Some(value.field()), depth, value.range(), said);
                let refers_to = frame.referred(value.field());
                (self.sink)(Event::Item(Item { refers_to, piece, ..item }));
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
        let Fragment { structure, bytes, .. } = part.fragment();
        let is_reply = matches!(part, Part::Response(_));
        let field = if is_reply { Field::Trans2Data } else { Field::Trans2Parameters };
        let range = frame.start()..frame.start().saturating_add(bytes.len());
        let item = item_of(structure, Some(field), 1, range, Value::Bytes(bytes));
        (self.sink)(Event::Item(Item { piece, ..item }));
    }

    /// A fixed field of a message.
    fn field(
        &mut self,
        structure: &'static Structure,
        depth: u8,
        field: &FieldValue<'_>,
        refers_to: Option<Range<usize>>,
    ) {
        let value = field.number().map_or(Value::Bytes(field.bytes()), Value::Number);
        let item = item_of(structure, Some(field.field()), depth, field.range(), value);
        self.item(Item { refers_to, ..item });
    }

    /// A field of a request, which is no fixed one.
    fn variable(
        &mut self,
        structure: &'static Structure,
        field: Field,
        range: Range<usize>,
        value: Value<'_>,
    ) {
        self.item(item_of(structure, Some(field), 1, range, value));
    }

    /// A plain request, whose path is in UTF-16 or in a code page.
    pub(super) fn request(&mut self, message: &[u8], is_oem: bool) {
        let structure = &REQ_GET_DFS_REFERRAL;
        self.message(structure, message);
        let path = if is_oem {
            OemRequest::parse(message).map(|request| (request.request_file_name, 1))
        } else {
            Request::parse(message).map(|request| (request.request_file_name().as_bytes(), 2))
        };
        match path {
            Ok((path, width)) => {
                let text = if is_oem { None } else { Utf16Le::new(path) };
                let start = structure.len();
                let end = through_nul(message, start.saturating_add(path.len()), width);
                let value = text.map_or(Value::OemText(path), Value::Text);
                self.variable(structure, Field::RequestFileName, start..end, value);
            }
            Err(error) => self.error_in_message(error, structure),
        }
    }

    /// A message as a whole, and its fixed fields.
    fn message(&mut self, structure: &'static Structure, message: &[u8]) {
        self.item(item_of(structure, None, 0, 0..message.len(), Value::Structure));
        for field in FieldValue::all_in(structure, message, 0) {
            self.field(structure, 1, &field, None);
        }
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
        self.variable(structure, Field::RequestFileName, start..end, Value::Text(name));
        if !request.request_flags().site_name() {
            return;
        }
        let text_start = end.saturating_add(2);
        let length = message.get(end..text_start.min(message.len())).unwrap_or_default();
        let Some(length) = length.first_chunk().map(|length| u16::from_le_bytes(*length)) else { return };
        self.variable(structure, Field::SiteNameLength, end..text_start, Value::Number(length.into()));
        if let Some(site) = request.site_name() {
            let range = text_start..counted(text_start, site, length.into());
            self.variable(structure, Field::SiteName, range, Value::Text(site));
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
        let mut budget = Budget { listed: most, walked: most, before: [const { 0..0 }; STRINGS] };
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
        self.item(item_of(structure, None, 1, start..end, Value::Structure));

        let names = entry.expanded_names();
        let (run, broken_name) = match &names {
            Ok(names) => run_of(message, names.clone()),
            Err(error) => (None, Some(*error)),
        };
        let mut strings = Vec::<Pointed, STRINGS>::new();
        for field in entry.fields() {
            let by = field.field();
            let refers_to = if by == Field::ExpandedNameOffset {
                run.clone()
            } else if by != by.pointee()
                && let Some(before) = budget.before.get_mut(strings.len())
            {
                let string = pointed(by, message, entry, before, &mut budget.walked);
                let range = string.range.clone();
                // There is room for as many as have been before.
                let _ = strings.push(string);
                range
            } else {
                None
            };
            self.field(structure, 2, &field, refers_to);
        }
        if let Some(padding) = entry.padding() {
            self.field(structure, 2, &padding, None);
        }

        // What is wrong with a string is told in its place.
        let error = entry.error();
        let mut of_strings = strings.iter().map(|string| string.error);
        if let Some(error) = error.filter(|_| broken_name != error && of_strings.all(|told| told != error)) {
            self.error_in_message(error, structure);
        }
        for Pointed { by, range, is_shared, error } in &strings {
            if let Some(range) = range {
                let item = string(structure, by.pointee(), message, range.clone(), budget);
                self.item(Item { is_shared: *is_shared, ..item });
            }
            if let Some(error) = error {
                self.error_in_message(*error, structure);
            }
        }
        if let Some(name) = entry.share_name() {
            self.name(structure, Field::ShareName, message, name, budget);
        }
        if let Ok(names) = names {
            for name in names.map_while(Result::ok) {
                self.name(structure, Field::ExpandedName, message, name, budget);
            }
        }
        if let Some(error) = broken_name {
            self.error_in_message(error, structure);
        }
    }

    /// A string of an entry that no field points at.
    fn name(
        &mut self,
        structure: &'static Structure,
        field: Field,
        message: &[u8],
        name: Utf16Le<'_>,
        budget: &mut Budget,
    ) {
        if let Some(span) = name.span_in(message) {
            let range = span.start..through_nul(message, span.end, 2);
            self.item(string(structure, field, message, range, budget));
        }
    }
}

/// The string that a field of an entry points at. `before` is where that of the entry before lay, in the same field.
fn pointed(
    by: Field,
    message: &[u8],
    entry: &Entry<'_>,
    before: &mut Range<usize>,
    walked: &mut usize,
) -> Pointed {
    let mut pointed = Pointed { by, range: None, is_shared: true, error: None };
    match entry.pointed_at(by) {
        Ok(Some(string)) => {
            let start = message.len().saturating_sub(string.len());
            if before.start != start || before.end == start {
                pointed.is_shared = false;
                *before = start..end_of(string, start, walked);
            }
            pointed.range = Some(before.clone());
        }
        Ok(None) => {}
        Err(error) => pointed.error = Some(error),
    }
    pointed
}

/// A string with its NUL, at its place in the message.
fn string<'m>(
    structure: &'static Structure,
    field: Field,
    message: &'m [u8],
    range: Range<usize>,
    budget: &mut Budget,
) -> Item<'m> {
    let text = message.get(range.start..range.end.saturating_sub(2)).and_then(Utf16Le::new);
    let left = budget.listed.checked_sub(range.end.saturating_sub(range.start));
    let value = match (text, left) {
        (Some(text), Some(left)) => {
            budget.listed = left;
            Value::Text(text)
        }
        _ => Value::Withheld,
    };
    item_of(structure, Some(field), 2, range, value)
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

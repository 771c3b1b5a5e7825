//! Referral requests, plain and extended. `[MS-DFSC] 2.2.2`, `2.2.3`

use super::report::{Numbers, len};
use super::text::{self, Text};
use super::{Report, Rule, asked};
use crate::inspect::{Event, Item, Value};
use crate::text::Utf16Le;
use crate::wire::layout::REQ_GET_DFS_REFERRAL_EX;
use crate::wire::{self, Field, RequestFlags, RequestKind};
use core::ops::Range;

/// A string: where it lies, with its NUL, and how many bytes its text has.
#[derive(Clone, Debug)]
struct Placed {
    range: Range<usize>,
    text_len: usize,
}

/// A request, judged while it is walked.
pub(in crate::inspect) struct RequestCheck<'m, 'r, 'w> {
    report: &'r mut Report<'w>,
    message: &'m [u8],
    is_ex: bool,
    numbers: Numbers,
    path: Option<Placed>,
    site: Option<Placed>,
    /// How many bytes a unit of its text has: one in a code page.
    width: usize,
    /// Whether its end is missing, by what carries it; whether something of it cannot be read.
    is_cut: bool,
    is_broken: bool,
}

impl<'m, 'r, 'w> RequestCheck<'m, 'r, 'w> {
    /// Of what `is_cut` nobody knows how its path goes on.
    pub(in crate::inspect) fn new(
        report: &'r mut Report<'w>,
        message: &'m [u8],
        is_ex: bool,
        is_cut: bool,
    ) -> Self {
        let numbers = Numbers::default();
        Self { report, message, is_ex, numbers, path: None, site: None, width: 2, is_cut, is_broken: is_cut }
    }

    pub(in crate::inspect) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Item(item) => self.item(item),
            Event::Error { error, range, structure } => {
                self.is_broken = true;
                self.report.error(*error, range.clone(), structure);
            }
            Event::Continued { .. } => {}
        }
    }

    fn item(&mut self, item: &Item<'_>) {
        let Some(field) = item.field else { return };
        let range = item.range.clone();
        let text_len = match item.value {
            Value::Number(number) => return self.numbers.add(field, number, range),
            Value::Text(text) => text.as_bytes().len(),
            Value::OemText(text) => {
                self.width = 1;
                text.len()
            }
            _ => return,
        };
        let string = if field == Field::SiteName { &mut self.site } else { &mut self.path };
        *string = Some(Placed { range, text_len });
    }

    /// Judges the whole of it.
    pub(in crate::inspect) fn finish(mut self) {
        self.level();
        if !self.is_cut {
            self.spelling(Field::RequestFileName, self.path.clone(), Text::Requested);
            self.spelling(Field::SiteName, self.site.clone(), Text::Site);
        }
        if self.is_ex {
            self.ex();
        } else if !self.is_broken {
            self.end();
        }
    }

    /// The bytes of a text.
    fn bytes(&self, Placed { range, text_len }: &Placed) -> &'m [u8] {
        self.message.get(range.start..range.start.saturating_add(*text_len)).unwrap_or_default()
    }

    fn kind(&self) -> Option<RequestKind> {
        let path = self.bytes(self.path.as_ref().filter(|_| !self.is_cut)?);
        if self.width == 1 {
            asked::kind_of(path)
        } else {
            Some(wire::Request::new(0, Utf16Le::new(path)?).kind())
        }
    }

    fn level(&mut self) {
        let field = Field::MaxReferralLevel;
        let Some((level, range)) = self.numbers.get(field) else { return };
        let is_for_names = matches!(self.kind(), Some(RequestKind::Domain | RequestKind::Dc));
        let rule = match level {
            0 => Rule::LevelZero,
            1 | 2 if is_for_names => Rule::LevelForNames,
            1..=4 => return,
            _ => Rule::LevelAbove4,
        };
        self.report.field(rule, field, range, [level as usize, 0]);
    }

    fn spelling(&mut self, field: Field, string: Option<Placed>, what: Text) {
        let Some(string) = string else { return };
        let (bytes, start) = (self.bytes(&string), string.range.start);
        if self.width == 2 || bytes.is_ascii() {
            text::check(self.report, what, field, bytes, (start, self.width));
        }
    }

    /// A plain request ends with the NUL of its path.
    fn end(&mut self) {
        let Some(Placed { range, text_len }) = self.path.clone() else { return };
        let (field, width) = (Field::RequestFileName, self.width);
        let end = self.message.len();
        let behind = end.saturating_sub(range.end);
        let is_half = width == 2 && behind == 1;
        if len(&range) < text_len.saturating_add(width) {
            self.report.field(Rule::RequestNoNul, field, range.clone(), [text_len, 0]);
        } else if behind > 0 && !is_half {
            let at = (field, range.start);
            self.report.part(Rule::RequestAfterNul, at, range.end..end, [behind, 0]);
        }
        if is_half {
            self.report.part(Rule::RequestHalfUnit, (field, range.start), range.end..end, [0; 2]);
        }
    }

    /// An extended request says how long everything is.
    fn ex(&mut self) {
        let flags = RequestFlags(u16::try_from(self.numbers.of(Field::RequestFlags)).unwrap_or_default());
        let undefined = flags.0 & !RequestFlags::SITE_NAME.0;
        if let Some((_, range)) = self.numbers.get(Field::RequestFlags).filter(|_| undefined != 0) {
            self.report.field(Rule::ExFlagsUndefined, Field::RequestFlags, range, [undefined.into(), 0]);
        }
        if self.is_broken {
            return;
        }
        let Some(end) = self.strings(flags.site_name()) else { return };
        let behind = self.message.len().saturating_sub(end);
        if !flags.site_name() && self.is_site_at(end) {
            if let Some((_, range)) = self.numbers.get(Field::RequestFlags) {
                self.report.field(Rule::ExSiteWithoutFlag, Field::RequestFlags, range, [behind, 0]);
            }
        } else if behind > 0 {
            let (rule, structure) = (Rule::ExTrailingBytes, &REQ_GET_DFS_REFERRAL_EX);
            self.report.message(rule, structure, end..self.message.len(), [behind, 0]);
        }
        let Some((claimed, range)) = self.numbers.get(Field::RequestDataLength) else { return };
        let there = |end: usize| end.saturating_sub(range.end);
        let claimed = claimed as usize;
        // Who counts what is behind the strings, too, counts it.
        if claimed != there(end) && claimed != there(self.message.len()) {
            self.report.field(
                Rule::ExDataLength,
                Field::RequestDataLength,
                range.clone(),
                [claimed, there(end)],
            );
        }
    }

    /// Judges the lengths of the path and of the site; gives where the last of them ends.
    fn strings(&mut self, has_site: bool) -> Option<usize> {
        let path = self.path.clone()?;
        let path_nul = path.range.end..path.range.end.saturating_add(2);
        let (field, rest) = (Field::RequestFileNameLength, self.message.get(path_nul.clone()));
        let is_nul = rest == Some(&[0, 0]) && self.is_without_nul(field, &path);
        let ends_so =
            if has_site { self.is_site_at(path_nul.end) } else { self.message.len() == path_nul.end };
        if is_nul && ends_so {
            // A reader takes this NUL for the length of the site: what is read of that is not it.
            self.nul_not_counted(field);
            return Some(if has_site { self.message.len() } else { path_nul.end });
        }
        let path_end = path.range.end;
        self.length(field, Field::RequestFileName, path);
        let Some(site) = self.site.clone() else { return Some(path_end) };
        let (field, site_end) = (Field::SiteNameLength, site.range.end);
        if self.message.get(site_end..) == Some(&[0, 0]) && self.is_without_nul(field, &site) {
            self.nul_not_counted(field);
            return Some(site_end.saturating_add(2));
        }
        self.length(field, Field::SiteName, site);
        Some(site_end)
    }

    /// Whether the length of a string is that of its text in bytes.
    fn is_without_nul(&self, length_field: Field, string: &Placed) -> bool {
        let is_all = len(&string.range) == string.text_len;
        self.numbers.get(length_field).is_some_and(|(length, _)| is_all && length as usize == string.text_len)
    }

    /// The NUL of a string follows the bytes that its length counts.
    fn nul_not_counted(&mut self, length_field: Field) {
        if let Some((length, at)) = self.numbers.get(length_field) {
            self.report.field(Rule::ExNulNotCounted, length_field, at, [length as usize, 0]);
        }
    }

    /// The length of a string, which lies here with its NUL.
    fn length(&mut self, length_field: Field, field: Field, Placed { range, text_len }: Placed) {
        let Some((length, at)) = self.numbers.get(length_field) else { return };
        let (length, end) = (length as usize, range.end);
        let behind = length.saturating_sub(text_len.saturating_add(2));
        if len(&range) != length {
            self.report.field(Rule::ExLengthInUnits, length_field, at, [length, len(&range)]);
        } else if length == text_len {
            self.report.field(Rule::ExNoNul, field, range, [text_len, 0]);
        } else if !length.is_multiple_of(2) {
            let at = (field, range.start);
            self.report.part(Rule::RequestHalfUnit, at, end.saturating_sub(1)..end, [0; 2]);
        } else if behind > 0 {
            let at = (field, range.start);
            self.report.part(Rule::RequestAfterNul, at, end.saturating_sub(behind)..end, [behind, 0]);
        }
    }

    /// Whether what is here is as long as its first two bytes say, as a site with its length is, but for a NUL that is not counted, or a stray byte.
    /// What `RequestDataLength` does not count is stray.
    fn is_site_at(&self, at: usize) -> bool {
        let rest = self.message.get(at..).unwrap_or_default();
        let Some((length, site)) = rest.split_first_chunk() else { return false };
        let length = usize::from(u16::from_le_bytes(*length));
        let claimed = self.numbers.get(Field::RequestDataLength);
        let claimed_end = claimed.map(|(claimed, range)| range.end.saturating_add(claimed as usize));
        let is_counted =
            if length == 0 { claimed_end == Some(self.message.len()) } else { claimed_end != Some(at) };
        is_counted && length.is_multiple_of(2) && matches!(site.get(length..), Some([] | [_] | [0, 0]))
    }
}

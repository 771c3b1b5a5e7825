//! Which of the ways to read a text it bears out.

use super::digits::Prefix;
use super::escapes::Lead;
use super::item::Sink;
use super::lines::{Clean, Lines};
use super::profile::{self, Profile};
use super::reading::{Reading, within};
use super::word::Order;
use super::{Confidence, Dump, DumpError, DumpErrorKind, Shape};
use super::{base64, escapes, fit, lex, look, numbers, survey};

/// No text can be read in more ways.
const MOST: usize = 8;

type Readings<'t> = [Option<Dump<'t>>; MOST];

/// All readings, the best first, and why there are none. If a shape is told, only those.
pub(super) fn all(text: &[u8], told: Option<Shape>) -> (Readings<'_>, DumpError) {
    let mut found = Found { text, told, readings: [const { None }; MOST] };
    let fails = |kind, position| DumpError::new(kind, text, position);
    if told == Some(Shape::Binary) {
        found.add(Reading::Binary, Shape::Binary, Confidence::Certain);
        return (found.readings, fails(DumpErrorKind::Shape, 0));
    }
    if text.iter().all(|byte| lex::is_blank(*byte)) {
        return (found.readings, fails(DumpErrorKind::Empty, 0));
    }
    if is_utf16(text) {
        return (found.readings, fails(DumpErrorKind::Utf16, 0));
    }
    // Logs quote a stray one; messages are full of them.
    let is_control = |byte: &&u8| byte.is_ascii_control() && !matches!(**byte, b'\t'..=b'\r' | 0x7f);
    let controls = text.iter().filter(is_control).count();
    if controls.saturating_mul(64) > text.len() {
        // Unless they colour a text.
        if text.iter().filter(is_control).any(|byte| *byte != 0x1b) {
            found.add(Reading::Binary, Shape::Binary, Confidence::Certain);
        }
        let position = text.iter().position(|byte| is_control(&byte)).unwrap_or(0);
        return (found.readings, fails(DumpErrorKind::Control, position));
    }
    // Digits that were rows once are in no order that can be known.
    let Ok(ambiguous) = found.rows() else { return (found.readings, fails(DumpErrorKind::Torn, 0)) };
    found.escapes();
    found.numbers();
    let error = found.hex();
    if let Some((reading, shape)) = ambiguous {
        found.add(reading, shape, Confidence::Possible);
    }
    found.base64();
    if core::str::from_utf8(text).is_err() {
        found.add(Reading::Binary, Shape::Binary, Confidence::Possible);
    }
    let (kind, position) = error.unwrap_or((DumpErrorKind::Unknown, 0));
    let kind = if told.is_some() { DumpErrorKind::Shape } else { kind };
    (found.readings, fails(kind, position))
}

/// The same with the words' bytes in the other order, if that cannot be ruled out.
pub(super) fn in_other_order<'t>(dump: &Dump<'t>) -> Option<Dump<'t>> {
    let mut other = dump.clone();
    let order = match &mut other.reading {
        Reading::Rows { found, .. } if found.is_tied => &mut found.form.order,
        Reading::Hex { profile, order, .. } if profile.has_orders => order,
        Reading::Numbers { facts, order } if facts.has_orders => order,
        _ => return None,
    };
    *order = match order {
        Order::Printed => Order::Reversed,
        Order::Reversed => Order::Printed,
    };
    other.count();
    Some(other)
}

/// Text of Windows, which is all zeros in between.
fn is_utf16(text: &[u8]) -> bool {
    let (marks, _) = text.as_chunks::<2>();
    match marks.first() {
        Some([0xff, 0xfe]) => marks.iter().skip(1).all(|[low, high]| *high == 0 && *low != 0),
        Some([0xfe, 0xff]) => marks.iter().skip(1).all(|[high, low]| *high == 0 && *low != 0),
        _ => false,
    }
}

struct Found<'t> {
    text: &'t [u8],
    told: Option<Shape>,
    readings: Readings<'t>,
}

impl<'t> Found<'t> {
    /// Adds a reading behind those that are as good.
    fn add(&mut self, reading: Reading, shape: Shape, confidence: Confidence) {
        if self.told.is_some_and(|told| !look::is_alike(told, shape)) {
            return;
        }
        let shape = self.told.unwrap_or(shape);
        let mut dump = Dump { text: self.text, reading, shape, confidence, len: 0, packets: 1, warnings: 0 };
        dump.count();
        // What has to be warned of is not certain.
        if dump.warnings > 0 && confidence == Confidence::Certain {
            dump.confidence = Confidence::Likely;
        }
        if dump.len == 0 && shape != Shape::Binary {
            return;
        }
        let mut new = Some(dump);
        for place in &mut self.readings {
            let is_better = match (&new, &place) {
                (Some(new), Some(old)) => new.confidence > old.confidence,
                _ => true,
            };
            if is_better {
                core::mem::swap(&mut new, place);
            }
            if new.is_none() {
                return;
            }
        }
    }

    fn clean(&self) -> Clean<'t> {
        Clean::new(Lines::new(self.text))
    }

    fn has(&self, least: Confidence) -> bool {
        self.readings.iter().flatten().any(|dump| dump.confidence >= least)
    }

    /// Rows. Gives those that may be something else.
    fn rows(&mut self) -> Result<Option<(Reading, Shape)>, fit::Torn> {
        let told = self.told.and_then(look::order);
        let mut parts =
            survey::segments(self.text).filter_map(|lines| fit::rows(self.text, &lines, told).transpose());
        let Some(found) = parts.next().transpose()? else { return Ok(None) };
        let is_one = parts.next().is_none();
        let evidence = &found.evidence;
        let confidence = match (evidence.steps, evidence.exact) {
            (0, 0) => Confidence::Likely,
            _ if found.is_undecided => Confidence::Likely,
            _ => Confidence::Certain,
        };
        let shape = look::rows_shape(found.form, evidence);
        let is_ambiguous = found.is_ambiguous && found.form.style.digits == found.form.digits;
        let reading = Reading::Rows { found, is_one, told };
        if is_ambiguous {
            return Ok(Some((reading, shape)));
        }
        self.add(reading, shape, confidence);
        Ok(None)
    }

    fn escapes(&mut self) {
        for lead in [Lead::Quotes, Lead::Backslash, Lead::Percent] {
            let mut ignore = |_| {};
            let Some(facts) = escapes::read(&self.clean(), lead, &mut Sink::new(&mut ignore)) else {
                continue;
            };
            let shape = match lead {
                Lead::Percent => Shape::Percent,
                Lead::Quotes if facts.marked && !facts.all_coded => Shape::Python,
                Lead::Quotes => Shape::EscapedString,
                Lead::Backslash => Shape::HexEscaped,
            };
            let is_sure = facts.all_coded || facts.marked;
            let confidence = if is_sure { Confidence::Certain } else { Confidence::Likely };
            self.add(Reading::Escapes { lead }, shape, confidence);
        }
    }

    fn numbers(&mut self) {
        let clean = self.clean();
        let Some(mut facts) = numbers::facts(&clean) else { return };
        let mut ignore = |_| {};
        facts.is_confirmed = numbers::read(&clean, Order::Printed, &mut Sink::new(&mut ignore));
        let confidence = match facts.numbers {
            _ if facts.is_confirmed => Confidence::Certain,
            0..4 => Confidence::Possible,
            _ if facts.prefixed && !facts.has_orders => Confidence::Certain,
            _ => Confidence::Likely,
        };
        let shape = look::numbers_shape(self.text, &facts);
        let order = if facts.has_orders { Order::Reversed } else { Order::Printed };
        self.add(Reading::Numbers { facts, order }, shape, confidence);
    }

    /// Digits that are all of the text, or stand in quotes with not much around. Gives what does not fit if they do not.
    fn hex(&mut self) -> Option<(DumpErrorKind, usize)> {
        // What has offsets that fit can be read as digits without a break too, but is not that.
        let has_rows = self
            .readings
            .iter()
            .flatten()
            .any(|dump| matches!(&dump.reading, Reading::Rows { found, .. } if found.evidence.steps > 0));
        if has_rows && self.told.is_none() {
            return None;
        }
        let order = Order::Printed;
        let clean = self.clean();
        let error = match profile::profile(&clean) {
            Ok(profile) if profile.is_plain_numbers() => {
                (DumpErrorKind::Unknown, lex::skip(self.text, 0, self.text.len(), &lex::is_blank))
            }
            Ok(profile) => {
                let (shape, confidence) = (look::hex_shape(&profile), hex_confidence(&profile));
                self.add(Reading::Hex { is_quoted: false, profile, order }, shape, confidence);
                return None;
            }
            Err(error) => error,
        };
        let (mut first, mut digits, mut others) = (None, 0_usize, 0_usize);
        let outside =
            escapes::quotes(&clean, &mut |place| match profile::quoted(&within(self.text, &place)) {
                Some(profile) => {
                    digits = digits.saturating_add(lex::between(place.start, place.end));
                    first.get_or_insert(profile);
                }
                None => others = others.saturating_add(lex::between(place.start, place.end)),
            });
        if let Some(profile) = first
            && outside.saturating_add(others) <= digits.saturating_add(64)
        {
            let (shape, confidence) = (look::hex_shape(&profile), hex_confidence(&profile));
            self.add(Reading::Hex { is_quoted: true, profile, order }, shape, confidence);
        }
        Some(error)
    }

    fn base64(&mut self) {
        if self.has(Confidence::Certain) && self.told.is_none() {
            return;
        }
        let all = base64::behind_label(self.text, 0..self.text.len());
        let whole = Some((all, 0..0));
        for (place, other) in [whole, escapes::longest(&self.clean())].into_iter().flatten() {
            let mut ignore = |_| {};
            let clean = within(self.text, &place);
            let Some(facts) = base64::read(&clean, &mut Sink::new(&mut ignore)) else { continue };
            if self.told.is_none() && !facts.is_likely() {
                continue;
            }
            let shape = if facts.url { Shape::Base64Url } else { Shape::Base64 };
            let confidence = if facts.has_zeros { Confidence::Likely } else { Confidence::Possible };
            let is_doubtful = self.told.is_none() && !facts.has_zeros;
            // Names are short.
            let left_out = Some(other).filter(|other| lex::between(other.start, other.end) >= SHORT);
            self.add(Reading::Base64 { place, left_out, is_doubtful }, shape, confidence);
            return;
        }
    }
}

/// What is shorter is a name rather than bytes.
const SHORT: usize = 12;

impl Dump<'_> {
    /// Reads it once, to count.
    fn count(&mut self) {
        let mut ignore = |_| {};
        let mut sink = Sink::new(&mut ignore);
        self.run(&mut sink);
        let (len, packets, warnings) = (sink.bytes, sink.packets, sink.warnings);
        (self.len, self.packets, self.warnings) = (len, packets.saturating_add(1), warnings);
    }
}

/// How sure it is that all these words are bytes.
fn hex_confidence(profile: &Profile) -> Confidence {
    let is_long = profile.digits >= 8;
    match profile.prefix {
        _ if profile.has_orders => Confidence::Possible,
        Prefix::Zero | Prefix::Backslash | Prefix::Percent if is_long => Confidence::Certain,
        _ if is_long && profile.decimals => Confidence::Likely,
        _ => Confidence::Possible,
    }
}

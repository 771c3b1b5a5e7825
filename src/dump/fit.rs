//! Which form of rows a text bears out: their offsets, their groups, and the order of bytes in these.

use super::item::Sink;
use super::lines::Lines;
use super::row::{Form, Style, is_octal};
use super::rows::{self, Evidence};
use super::survey;
use super::word::Order;
use core::cmp::Reverse;

/// There are rows, and nothing of them holds together.
pub(super) struct Torn;

/// Rows that a part of a text bears out.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct FoundRows {
    pub(super) form: Form,
    pub(super) evidence: Evidence,
    /// Whether nothing in the text says in which order the bytes of words come.
    pub(super) is_tied: bool,
    /// Whether habits of tools do not say that either.
    pub(super) is_undecided: bool,
    /// Whether the first digits may be bytes, and no offset.
    pub(super) is_ambiguous: bool,
    /// Whether the offsets may be octal as well.
    pub(super) has_radices: bool,
}

/// A form that was tried.
struct Tried {
    form: Form,
    evidence: Evidence,
    /// Warnings that speak against it.
    warnings: usize,
    len: usize,
}

impl Tried {
    /// How well the text bears it out: the less the better.
    fn score(&self) -> impl Ord + use<> {
        (self.warnings, Reverse(self.evidence.agree), Reverse(self.evidence.steps))
    }
}

/// How od writes its offsets.
const OCTAL: Style =
    Style { digits: 7, colon: false, bracket: false, prefix: false, tick: false, log: false };

/// The form of the rows in a part of a text that it bears out best; with the bytes of words in this order, if one is told.
///
/// If there are rows, but nothing of them holds together, an error.
pub(super) fn rows(text: &[u8], lines: &Lines<'_>, told: Option<Order>) -> Result<Option<FoundRows>, Torn> {
    let mut is_torn = false;
    let mut all: [Option<Tried>; 6] = [const { None }; 6];
    let mut free = all.iter_mut();
    for radix in [Some(16), Some(8), None] {
        let Some((style, digits)) = survey::signature(text, lines.clone(), radix) else { continue };
        // Only od counts so, in seven digits.
        if radix == Some(8) && !style.is_like(OCTAL) {
            continue;
        }
        let orders = match told {
            _ if matches!(digits, 2 | 3) => [Some(Order::Printed), None],
            Some(told) => [Some(told), None],
            None => [Some(Order::Printed), Some(Order::Reversed)],
        };
        for order in orders.into_iter().flatten() {
            let form = Form { radix, style, digits, order, width: 0, has_columns: false };
            let (width, is_regular, has_columns) = survey::width(text, lines.clone(), form);
            let form = Form { width, has_columns, ..form };
            let mut ignore = |_| {};
            let mut sink = Sink::new(&mut ignore);
            let evidence = rows::read(text, lines.clone(), form, &mut sink);
            let warnings = sink.warnings.saturating_sub(evidence.doubts);
            let holds = evidence.steps > 0 || evidence.exact > 0;
            if radix.is_some() && !holds && warnings > 0 {
                is_torn |= is_regular || (evidence.first == 0 && style.digits != digits);
            } else if is_borne_out(form, &evidence)
                && let Some(free) = free.next()
            {
                *free = Some(Tried { form, evidence, warnings, len: sink.bytes });
            }
        }
    }
    let tried = || all.iter().flatten();
    let Some(best) = tried().min_by_key(|tried| tried.score()) else {
        return if is_torn { Err(Torn) } else { Ok(None) };
    };
    let is_as_good = |other: &&Tried| other.score() == best.score();
    // Offsets may fit in both radices, and say different lengths of what is squeezed.
    let other =
        tried().filter(is_as_good).find(|other| other.form.radix != best.form.radix && other.len != best.len);
    let is_of_od = other.is_some() && best.form.digits != 4;
    let best = other.filter(|_| is_of_od).unwrap_or(best);
    let has_radices = other.is_some() && !is_of_od && !best.evidence.is_padded;
    let is_other_order =
        |other: &Tried| other.form.radix == best.form.radix && other.form.order != best.form.order;
    // Words that are the same both ways have no order.
    let is_tied = best.evidence.has_orders && tried().filter(is_as_good).any(is_other_order);
    let (mut form, evidence) = (best.form, best.evidence);
    let mut is_undecided = false;
    if is_tied {
        (form.order, is_undecided) = habit(form);
    }
    // One row that begins with nothing that only offsets have.
    let style = form.style;
    let is_alone = evidence.rows == 1 && evidence.steps == 0 && evidence.telling == 0;
    let is_plain = !(style.colon || style.bracket || style.tick || style.prefix);
    let is_like_a_group = style.digits == form.digits || !evidence.is_apart;
    let is_ambiguous = form.radix.is_some() && is_alone && is_plain && is_like_a_group;
    Ok(Some(FoundRows { form, evidence, is_tied, is_undecided, is_ambiguous, has_radices }))
}

/// Whether a text that is read in this form shows that it has it.
fn is_borne_out(form: Form, evidence: &Evidence) -> bool {
    /// As many dots say as much as a letter or two.
    const DOTS: u32 = 8;
    let tells = evidence.exact > 0 && (evidence.telling > 1 || evidence.agree >= DOTS);
    match form.radix {
        Some(_) if form.style.tick || form.style.bracket || (form.style.prefix && form.style.colon) => {
            evidence.rows > 0
        }
        Some(_) => tells || evidence.steps > 0 || (evidence.first == 0 && evidence.rows > 0),
        None => tells && evidence.exact.saturating_mul(2) >= evidence.rows,
    }
}

/// How tools that write offsets so print words, and whether others do it the other way.
fn habit(form: Form) -> (Order, bool) {
    match form.style {
        _ if is_octal(form.digits) => (Order::Reversed, false),
        // tcpdump prints what was sent, a debugger what the machine has.
        Style { prefix: true, digits: 4, .. } => (Order::Printed, false),
        Style { prefix: true, .. } => (Order::Reversed, true),
        // xxd prints what is in the file, a kernel what the machine has.
        Style { colon: true, .. } | Style { bracket: true, .. } => (Order::Printed, true),
        // hexdump and od.
        Style { digits: 6 | 7, .. } => (Order::Reversed, false),
        _ => (Order::Reversed, true),
    }
}

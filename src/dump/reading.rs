//! The ways in which a text is read.

use super::fit::{self, FoundRows};
use super::item::Sink;
use super::lines::{Clean, Lines};
use super::note::NoteKind;
use super::word::Order;
use super::{base64, escapes, hex, lex, numbers, profile, rows, survey};
use core::ops::Range;

/// How a text is read.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Reading {
    Binary,
    /// Those of the first part of the text, whether that is all of it, and the order of bytes if a shape was told.
    Rows {
        found: FoundRows,
        is_one: bool,
        told: Option<Order>,
    },
    /// All of the text, or what stands in quotes.
    Hex {
        is_quoted: bool,
        profile: profile::Profile,
        order: Order,
    },
    Numbers {
        facts: numbers::Facts,
        order: Order,
    },
    Escapes {
        lead: escapes::Lead,
    },
    /// What else stands in quotes, and whether it may be words.
    Base64 {
        place: Range<usize>,
        left_out: Option<Range<usize>>,
        is_doubtful: bool,
    },
}

impl Reading {
    pub(super) fn run(&self, text: &[u8], out: &mut Sink<'_>) {
        let all = || Clean::new(Lines::new(text));
        match self {
            Self::Binary => {
                for (position, byte) in text.iter().enumerate() {
                    out.byte(*byte, position..lex::next(position));
                }
            }
            Self::Rows { found, is_one: true, .. } => found.run(text, &Lines::new(text), out),
            Self::Rows { told, .. } => {
                let mut is_first = true;
                for lines in survey::segments(text) {
                    let Ok(Some(found)) = fit::rows(text, &lines, *told) else {
                        out.note(NoteKind::Misfit, lines.place(), [0; 2]);
                        continue;
                    };
                    if !is_first {
                        out.packet();
                    }
                    is_first = false;
                    found.run(text, &lines, out);
                }
            }
            Self::Hex { is_quoted: false, profile, order } => {
                hex::read(&all(), profile, *order, out);
            }
            Self::Hex { order, .. } => {
                let mut is_first = true;
                escapes::quotes(&all(), &mut |place| {
                    let clean = within(text, &place);
                    let Some(profile) = profile::quoted(&clean) else { return };
                    if !is_first {
                        out.packet();
                    }
                    is_first = false;
                    hex::read(&clean, &profile, *order, out);
                });
            }
            Self::Numbers { order, .. } => {
                numbers::read(&all(), *order, out);
            }
            Self::Escapes { lead } => {
                escapes::read(&all(), *lead, out);
            }
            Self::Base64 { place, left_out, is_doubtful } => {
                if let Some(left_out) = left_out {
                    out.note(NoteKind::Misfit, left_out.clone(), [0; 2]);
                }
                if *is_doubtful {
                    out.note(NoteKind::Numbers, place.clone(), [0; 2]);
                }
                base64::read(&within(text, place), out);
            }
        }
    }
}

impl FoundRows {
    fn run(&self, text: &[u8], lines: &Lines<'_>, out: &mut Sink<'_>) {
        if self.is_ambiguous {
            out.note(NoteKind::Ambiguous, lines.place(), [0; 2]);
        }
        if self.is_undecided {
            out.note(NoteKind::Order, lines.place(), [0; 2]);
        }
        if self.has_radices {
            out.note(NoteKind::Radix, lines.place(), [0; 2]);
        }
        rows::read(text, lines.clone(), self.form, out);
    }
}

/// The characters of a part of a text.
pub(super) fn within<'t>(text: &'t [u8], place: &Range<usize>) -> Clean<'t> {
    Clean::new(Lines::within(text, place.clone()))
}

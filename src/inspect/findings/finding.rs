//! What is told of a message: a rule that it breaks, where, and in words.

use super::Rule;
use crate::error::fill;
use crate::wire::{Field, Structure};
use core::fmt;
use core::ops::Range;

/// How bad it is to break a [`Rule`].
///
/// ```
/// use dfsc::inspect::Severity;
///
/// assert!(Severity::Error > Severity::Note);
/// ```
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Severity {
    /// It is legal, but some program is known to trip on it, or it is good to know.
    Note,
    /// It breaks what the specification recommends.
    Should,
    /// It breaks what the specification demands.
    Must,
    /// It cannot be read.
    Error,
}

impl Severity {
    /// Its name, as the JSON of the inspector has it.
    ///
    /// ```
    /// assert_eq!(dfsc::inspect::Severity::Must.name(), "must");
    /// ```
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Should => "should",
            Self::Must => "must",
            Self::Error => "error",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum About {
    Field(Field),
    /// A field that cannot be read, in this structure.
    Unreadable(Field, &'static Structure),
    /// A structure as a whole.
    Structure(&'static Structure),
}

/// A rule that a message breaks, and where.
///
/// `Display` makes a sentence of it: the field, where that begins, what is wrong with it and who trips.
///
/// ```
/// use dfsc::inspect::{Inspector, Rule};
///
/// // A request that ends without the NUL of its path.
/// let request = b"\x03\0\\\0s\0\\\0d\0";
/// let mut findings = Vec::new();
/// Inspector::new(request).next(&mut []).unwrap().findings(&mut |finding| findings.push(finding));
///
/// let [finding] = &findings[..] else { panic!("{findings:?}") };
/// assert_eq!((finding.rule(), finding.range()), (Rule::RequestNoNul, 2..10));
/// assert!(finding.to_string().starts_with("RequestFileName at byte 2 has no NUL in its 8 bytes"));
/// ```
///
/// `[MS-DFSC] 2.2`
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Finding {
    pub(super) rule: Rule,
    pub(super) about: About,
    pub(super) offset: usize,
    pub(super) range: Range<usize>,
    pub(super) values: [u32; 2],
}

impl Finding {
    /// The rule.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// The bytes of the input that break it.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.range.start..self.range.end
    }

    /// Where the rule stands; if something cannot be read, where the spec defines the structure that it is in.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn section(&self) -> &'static str {
        match self.about {
            About::Unreadable(_, structure) => structure.section(),
            About::Field(_) | About::Structure(_) => self.rule.section(),
        }
    }

    /// The field that breaks it, unless that is a structure as a whole.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn field(&self) -> Option<Field> {
        match self.about {
            About::Field(field) | About::Unreadable(field, _) => Some(field),
            About::Structure(_) => None,
        }
    }

    /// The structure that breaks it; if something cannot be read, the one that its field is in.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn structure(&self) -> Option<&'static Structure> {
        match self.about {
            About::Structure(structure) | About::Unreadable(_, structure) => Some(structure),
            About::Field(_) => None,
        }
    }

    /// The spec's name of the field or structure that breaks it.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.about {
            About::Field(field) | About::Unreadable(field, _) => field.name(),
            About::Structure(structure) => structure.name(),
        }
    }

    /// Where that field or structure begins in the input.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The numbers of its [sentence](Rule::sentence); 0 if it has none.
    ///
    /// `[MS-DFSC] 2.2`
    #[must_use]
    pub const fn values(&self) -> [u32; 2] {
        self.values
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {} ", self.name(), self.offset)?;
        fill(f, self.rule.sentence_of(self.field()), self.values)
    }
}

//! What a dump is made of, and who takes it.

use super::lex;
use super::note::{Note, NoteKind};
use core::ops::Range;

/// What a dump is made of, in its order.
///
/// ```
/// use dfsc::dump::{Dump, Item};
///
/// let mut places = Vec::new();
/// Dump::read(b"26 00")?.each(&mut |item| match item {
///     Item::Byte { value, text } => places.push((value, text)),
///     Item::Packet | Item::Note(_) => {}
/// });
/// assert_eq!(places, [(0x26, 0..2), (0, 3..5)]);
/// # Ok::<(), dfsc::dump::DumpError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Item {
    /// A byte, and the part of the text that says it.
    Byte {
        /// The byte.
        value: u8,
        /// Where it stands in the text, in bytes of the text.
        text: Range<usize>,
    },
    /// Another packet begins: bytes that do not belong to those before.
    Packet,
    /// Something to say about what was read so far, or about what comes next.
    Note(Note),
}

/// Takes what is read, and counts it.
pub(super) struct Sink<'f> {
    take: &'f mut dyn FnMut(Item),
    pub(super) bytes: usize,
    pub(super) packets: usize,
    pub(super) warnings: usize,
}

impl<'f> Sink<'f> {
    pub(super) fn new(take: &'f mut dyn FnMut(Item)) -> Self {
        Self { take, bytes: 0, packets: 0, warnings: 0 }
    }

    pub(super) fn byte(&mut self, value: u8, text: Range<usize>) {
        self.bytes = lex::next(self.bytes);
        (self.take)(Item::Byte { value, text });
    }

    /// Another packet begins.
    pub(super) fn packet(&mut self) {
        self.packets = lex::next(self.packets);
        (self.take)(Item::Packet);
    }

    pub(super) fn note(&mut self, kind: NoteKind, text: Range<usize>, values: [u64; 2]) {
        self.tell(Note::new(kind, text, values));
    }

    pub(super) fn tell(&mut self, note: Note) {
        self.warnings = self.warnings.saturating_add(usize::from(note.kind().is_warning()));
        (self.take)(Item::Note(note));
    }
}

//! Paths compared by their components, where case does not count, and walked no further than they are alike.

use crate::case::upper_case;
use crate::path::{BACKSLASH, Clean, End};
use crate::text::{Text, Utf16Le};

/// A path, or a name, which is a path of one component.
#[derive(Clone, Copy)]
pub(crate) struct Path<T> {
    text: T,
    end: End,
}

/// How a path stands to what may be its prefix.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    Below,
    Apart,
}

impl<'a> Path<Utf16Le<'a>> {
    /// What stands before the first NUL: a string of a message whose end nobody has looked for.
    pub(super) const fn up_to_nul(text: Utf16Le<'a>) -> Self {
        Self { text, end: End::AtNul }
    }
}

impl<T: Text> Path<T> {
    pub(crate) const fn new(text: T) -> Self {
        Self { text, end: End::OfText }
    }

    /// Its units, with one `\` before each component and no other separator. Of the text no more than `at_most` units are looked at.
    #[inline(never)]
    pub(super) fn units(self, at_most: usize) -> Clean<impl Iterator<Item = u16> + Clone> {
        Clean::new(self.text, self.end, at_most)
    }

    /// How many components it has, and how many [`units`](Self::units); `None` if its end is not among the first `at_most` of the text.
    #[inline(never)]
    pub(crate) fn measure(self, at_most: usize) -> Option<(usize, usize)> {
        let (mut components, mut count) = (0usize, 0usize);
        let mut units = self.units(at_most);
        for unit in units.by_ref() {
            components = components.wrapping_add((unit == BACKSLASH).into());
            count = count.wrapping_add(1);
        }
        (units.left > 0).then_some((components, count))
    }

    /// How the path stands to `prefix`, and how many units of both texts were looked at: of either at most `at_most`, and what cannot be told by these is taken for
    /// different.
    #[inline(never)]
    pub(super) fn compared_with<U: Text>(self, prefix: Path<U>, at_most: usize) -> (Relation, usize) {
        let (mut path, mut prefix) = (self.units(at_most), prefix.units(at_most));
        let relation = loop {
            break match (path.next(), prefix.next()) {
                (Some(one), Some(other)) if one == other || upper_case(one) == upper_case(other) => continue,
                _ if path.left == 0 || prefix.left == 0 => Relation::Apart,
                (None, None) => Relation::Same,
                (Some(BACKSLASH), None) => Relation::Below,
                _ => Relation::Apart,
            };
        };
        let walked = |left: usize| at_most.wrapping_sub(left);
        (relation, walked(path.left).wrapping_add(walked(prefix.left)))
    }

    pub(super) fn is_same<U: Text>(self, other: Path<U>) -> bool {
        self.compared_with(other, usize::MAX).0 == Relation::Same
    }

    pub(crate) fn starts_with<U: Text>(self, prefix: Path<U>) -> bool {
        self.compared_with(prefix, usize::MAX).0 != Relation::Apart
    }
}

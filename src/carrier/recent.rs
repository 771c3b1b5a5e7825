//! What the last few of something were, by what tells them apart.

const KEPT: usize = 8;

/// The last eight values, by their keys. A key that comes again has its new value in its old place.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Recent<K, V> {
    slots: [Option<(K, V)>; KEPT],
    next: u8,
}

impl<K: PartialEq, V> Recent<K, V> {
    pub(crate) const NONE: Self = Self { slots: [const { None }; KEPT], next: 0 };

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.slots.iter().flatten().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.slots.iter_mut().flatten().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(crate) fn set(&mut self, key: K, value: V) {
        if let Some(known) = self.get_mut(&key) {
            *known = value;
            return;
        }
        // The oldest goes.
        self.next = self.next.wrapping_add(1) % 8;
        if let Some(slot) = self.slots.get_mut(usize::from(self.next)) {
            *slot = Some((key, value));
        }
    }
}

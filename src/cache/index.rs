//! Where the entry of a path is: one step for each component, however many entries there are.

use super::compare::Path;
use super::slot::{Key, Slot};
use crate::case::upper_case;
use crate::path::{BACKSLASH, Clean};
use crate::text::Text;

/// The keys of all prefixes of a path that end with a component, the shortest first.
pub(super) struct Prefixes<I> {
    units: Clean<I>,
    key: Key,
    /// That of what comes next; `None` at the end.
    next: Option<u16>,
}

impl Prefixes<()> {
    #[inline(never)]
    pub(super) fn of<T: Text>(path: Path<T>, seed: u32) -> Prefixes<impl Iterator<Item = u16> + Clone> {
        let mut units = path.units(usize::MAX);
        let next = units.next();
        Prefixes { units, key: Key { hash: seed, units: 0 }, next }
    }
}

impl<I: Iterator<Item = u16>> Iterator for Prefixes<I> {
    type Item = Key;

    fn next(&mut self) -> Option<Key> {
        let mut unit = self.next?;
        loop {
            let mixed = self.key.hash.rotate_left(5) ^ u32::from(upper_case(unit));
            let units = self.key.units.saturating_add(1);
            self.key = Key { hash: mixed.wrapping_mul(0x9e37_79b9), units };
            self.next = self.units.next();
            match self.next {
                Some(next) if next != BACKSLASH => unit = next,
                _ => return Some(self.key),
            }
        }
    }
}

/// The key of a path, for who compares it with others that are no entries.
#[cfg(feature = "client")]
pub(crate) fn key_of<T: Text>(path: T) -> Key {
    Prefixes::of(Path::new(path), 0).last().unwrap_or(Key::NONE)
}

/// Which of the chains a hash belongs to. It is mixed once more, since the last units of paths have not gone far in it.
const fn chain_of(hash: u32, chains: usize) -> usize {
    let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
    ((mixed >> 16) as usize).wrapping_mul(chains) >> 16
}

/// The place of the first entry in the chain of the key for which this is so.
pub(super) fn find(heads: &[u16], slots: &[Slot], key: Key, is_it: impl Fn(&Slot) -> bool) -> Option<usize> {
    let mut next = *heads.get(chain_of(key.hash, heads.len()))?;
    loop {
        let place = usize::from(next.checked_sub(1)?);
        let slot = slots.get(place)?;
        if slot.key() == key && is_it(slot) {
            return Some(place);
        }
        next = slot.next;
    }
}

/// Puts the slot at the head of its chain.
pub(super) fn link(heads: &mut [u16], slots: &mut [Slot], place: usize) {
    let chains = heads.len();
    let Some(slot) = slots.get_mut(place) else { return };
    let Some(head) = heads.get_mut(chain_of(slot.hash, chains)) else { return };
    slot.next = *head;
    *head = number(place);
}

/// Takes the slot out of its chain.
pub(super) fn unlink(heads: &mut [u16], slots: &mut [Slot], place: usize) {
    let next = slots.get(place).map_or(0, |slot| slot.next);
    // Only one of them, if any, comes before it.
    let befores = heads.iter_mut().chain(slots.iter_mut().map(|slot| &mut slot.next));
    for before in befores {
        if *before == number(place) {
            *before = next;
        }
    }
}

/// How a place is written where 0 is none.
fn number(place: usize) -> u16 {
    u16::try_from(place).map_or(0, |place| place.wrapping_add(1))
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test"
)]
mod tests {
    extern crate std;

    use super::{Key, Path, Prefixes};
    use crate::cache::{Domains, Lookup, PathReferral, ReferralCache};
    use crate::{Encode, ReferralHeaderFlags, Reply, ReplyEntry, Request, Response};
    use std::borrow::ToOwned;
    use std::collections::HashMap;
    use std::format;
    use std::string::{String, ToString};

    fn key(path: &str, seed: u32) -> Key {
        Prefixes::of(Path::new(path), seed).last().unwrap()
    }

    /// Two paths of the same key, as somebody finds them who knows the seed.
    fn colliding(seed: u32) -> [String; 2] {
        let mut known: HashMap<u32, String> = HashMap::new();
        let mut names = (0u32..).map(|number| format!(r"\s\d\{:08x}", number.wrapping_mul(0x85eb_ca6b)));
        names
            .find_map(|name| known.insert(key(&name, seed).hash, name.clone()).map(|other| [other, name]))
            .unwrap()
    }

    fn leads(cache: &mut ReferralCache<1024, 4>, path: &str) -> Option<String> {
        let Lookup::Fresh(cached) = cache.lookup(path, 0) else { return None };
        Some(cached.referral().target_hint().path().to_string())
    }

    #[test]
    #[cfg_attr(miri, ignore = "it tries some hundred thousand names")]
    fn paths_of_one_key_are_still_two_paths() {
        for seed in [0, 1, 0x9e37_79b9] {
            let [one, other] = colliding(seed);
            assert!(one != other && key(&one, seed) == key(&other, seed));
            for known in [&[&one][..], &[&one, &other], &[&other, &one]] {
                let mut cache = ReferralCache::<1024, 4>::new();
                cache.set_seed(seed);
                for path in known {
                    let target = format!(r"\t\{}", &path[5..]);
                    let targets = [ReplyEntry::link_target(&*target)];
                    let flags = ReferralHeaderFlags::STORAGE_SERVERS;
                    let reply: Reply<'_> =
                        Request::new(4, &***path).reply(4).targets(flags, 60, &***path, &targets).unwrap();
                    let mut buffer = [0; 512];
                    let response = Response::parse(reply.encode(&mut buffer).unwrap()).unwrap();
                    cache.insert(&PathReferral::new(&***path, &response, Domains::NONE).unwrap(), 0).unwrap();
                }
                for path in [&one, &other] {
                    let expected = known.contains(&path).then(|| format!(r"\t\{}", &path[5..]));
                    assert_eq!(leads(&mut cache, path), expected);
                    assert_eq!(leads(&mut cache, &(path.to_owned() + r"\x")), expected);
                }
                // One of them goes, and the other stays.
                assert_eq!(cache.flush(&**known[0]), 1);
                assert_eq!(leads(&mut cache, known[0]), None);
                assert_eq!(cache.entries().count(), known.len() - 1);
                assert!(known[1..].iter().all(|path| leads(&mut cache, path).is_some()));
            }
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "it tries some hundred thousand names")]
    fn another_seed_has_other_collisions() {
        let [one, other] = colliding(1);
        assert!(key(&one, 1) == key(&other, 1));
        assert!(key(&one, 2) != key(&other, 2) && key(&one, 1) != key(&one, 2));
    }

    #[test]
    fn the_hash_spreads() {
        // Links of one namespace, as they are numbered or named.
        for seed in [0, 7] {
            let mut chains = [0u8; 256];
            for number in 0..256 {
                let hash = key(&format!(r"\contoso.example\public\link{number}"), seed).hash;
                chains[super::chain_of(hash, 256)] += 1;
            }
            assert!(chains.iter().max().unwrap() <= &6, "{chains:?}");
        }
    }
}

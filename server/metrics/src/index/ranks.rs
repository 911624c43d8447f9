//! Everybody in the order of their names, and in that of their keys: made once for the same people, and not with each
//! list.

use std::sync::OnceLock;

use super::Index;

/// The place of each person, by person, as far as it was asked for.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    by_name: OnceLock<Vec<u32>>,
    by_key: OnceLock<Vec<u32>>,
}

impl Ranks {
    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        [&self.by_name, &self.by_key]
            .into_iter()
            .filter_map(OnceLock::get)
            .map(|places| size_of_val(places.as_slice()))
            .sum()
    }
}

impl Index {
    /// Everybody's place by display name, or by address where there is none; capital letters or not. Who has neither
    /// comes last: an id is nothing to look for.
    pub(crate) fn by_name(&self) -> &[u32] {
        let name = |person: usize| {
            let (key, name) = self.person_named(person)?;
            let nameless = name == key && self.email_of(person).is_none();
            Some((nameless, name.to_lowercase(), key))
        };
        let people = &self.derived().people;
        people.ranks.by_name.get_or_init(|| places(people.len(), name))
    }

    /// Everybody's place by key.
    pub(crate) fn by_key(&self) -> &[u32] {
        let people = &self.derived().people;
        people.ranks.by_key.get_or_init(|| places(people.len(), |person| self.key_of(person)))
    }
}

fn places<K: Ord>(people: usize, key: impl Fn(usize) -> K) -> Vec<u32> {
    let mut order: Vec<usize> = (0..people).collect();
    order.sort_by_cached_key(|person| key(*person));
    let mut places = vec![u32::MAX; people];
    for (place, person) in (0u32..).zip(order) {
        places.get_mut(person).into_iter().for_each(|slot| *slot = place);
    }
    places
}

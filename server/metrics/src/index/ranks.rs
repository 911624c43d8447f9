//! Everybody in the order of their names and of their keys: made once for the same people, and not with each list.

use super::Index;

/// The place of each person, by person.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    by_name: Vec<u32>,
    by_key: Vec<u32>,
}

impl Ranks {
    /// By display name, or by key where there is none; capital letters or not.
    pub(crate) fn of_name(&self, person: usize) -> u32 {
        self.by_name.get(person).copied().unwrap_or(u32::MAX)
    }

    /// By key.
    pub(crate) fn of_key(&self, person: usize) -> u32 {
        self.by_key.get(person).copied().unwrap_or(u32::MAX)
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.by_name.as_slice()) + size_of_val(self.by_key.as_slice())
    }

    fn of(index: &Index, people: usize) -> Self {
        let name = |person: usize| index.person_named(person).map(|(key, name)| (name.to_lowercase(), key));
        Self { by_name: places(people, name), by_key: places(people, |person| index.key_of(person)) }
    }
}

impl Index {
    /// The places of everybody.
    pub(crate) fn ranks(&self) -> &Ranks {
        let people = &self.derived().people;
        people.ranks.get_or_init(|| Ranks::of(self, people.len()))
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

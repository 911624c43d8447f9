//! What was made for one question and serves others: kept beside the index, by what it was made of.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of values that are kept at most.
const MOST: usize = 48 << 20;

/// Lists of values by what they are made of, for one version of the index.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(Mutex<Kept<K, V>>);

#[derive(Debug)]
struct Kept<K, V> {
    lists: HashMap<K, Arc<[V]>>,
    bytes: usize,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Kept { lists: HashMap::new(), bytes: 0 }))
    }
}

impl<K: Clone + Eq + Hash, V> Memo<K, V> {
    fn lock(&self) -> MutexGuard<'_, Kept<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is still right in the next version.
    pub(crate) fn carried(&self, still: impl Fn(&K) -> bool) -> Self {
        let kept = self.lock();
        let lists: HashMap<K, Arc<[V]>> = kept
            .lists
            .iter()
            .filter(|(key, _)| still(key))
            .map(|(key, list)| (key.clone(), Arc::clone(list)))
            .collect();
        let bytes = lists.values().map(|list| size_of_val(list.as_ref())).sum();
        Self(Mutex::new(Kept { lists, bytes }))
    }

    /// What was asked for, in that order. `make` makes, all at once and in order, what is not there yet.
    pub(crate) fn get(&self, asked: &[K], make: impl FnOnce(&[K]) -> Vec<Vec<V>>) -> Vec<Arc<[V]>> {
        let mut missing: Vec<K> = Vec::new();
        let mut found: HashMap<&K, Arc<[V]>> = HashMap::with_capacity(asked.len());
        {
            let kept = self.lock();
            for key in asked {
                match kept.lists.get(key) {
                    Some(list) => drop(found.insert(key, Arc::clone(list))),
                    None if !missing.contains(key) => missing.push(key.clone()),
                    None => {}
                }
            }
        }
        if missing.is_empty() {
            return asked.iter().filter_map(|key| found.get(key).cloned()).collect();
        }
        // Made without the lock: two who ask at once both make it, and neither waits.
        let fresh: HashMap<K, Arc<[V]>> = {
            let lists = make(&missing);
            missing.into_iter().zip(lists.into_iter().map(Arc::from)).collect()
        };
        let mut kept = self.lock();
        let bytes: usize = fresh.values().map(|list| size_of_val(list.as_ref())).sum();
        if kept.bytes + bytes > MOST {
            kept.lists.clear();
            kept.bytes = 0;
        }
        kept.bytes += bytes;
        kept.lists.extend(fresh.iter().map(|(key, list)| (key.clone(), Arc::clone(list))));
        asked.iter().filter_map(|key| found.get(key).or_else(|| fresh.get(key)).cloned()).collect()
    }

    /// Bytes of what is kept.
    pub(crate) fn bytes(&self) -> usize {
        self.lock().bytes
    }
}

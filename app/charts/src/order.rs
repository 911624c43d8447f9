//! Sorting, once for all: every further instance of the standard library's sort costs the browser kilobytes.

use std::cmp::Ordering;

/// The indices of `count` things in their order; equal ones stay as they were. For hundreds of them, not millions.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(count);
    for at in 0..count {
        let place = order.partition_point(|before| compare(*before, at) != Ordering::Greater);
        order.insert(place, at);
    }
    order
}

/// The indices of values, the largest first.
pub(crate) fn descending(values: &[f64]) -> Vec<usize> {
    let value = |at: usize| values.get(at).copied().unwrap_or(f64::NEG_INFINITY);
    order(values.len(), &|a, b| value(b).total_cmp(&value(a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_stable_sort(values in prop::collection::vec(0u8..20, 0..60)) {
            let mut sorted: Vec<(u8, usize)> = values.iter().copied().zip(0..).collect();
            sorted.sort_by_key(|(value, _)| *value);
            let own = order(values.len(), &|a, b| values.get(a).cmp(&values.get(b)));
            prop_assert_eq!(own, sorted.into_iter().map(|(_, at)| at).collect::<Vec<usize>>());
        }
    }

    #[test]
    fn the_largest_come_first() {
        assert_eq!(descending(&[1.0, 3.0, f64::NEG_INFINITY, 3.0]), [1, 3, 0, 2]);
    }
}

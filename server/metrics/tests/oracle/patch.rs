//! An index that was patched, cloned and asked in between is the index built afresh.

use domain::{ConnectionId, Dataset, DayState, Filter};
use metrics::{Index, Policy};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::asks;
use crate::org::{Key, Org, fetched, filter, interval, keys, name_connections, org, range};

/// One thing that happens to an index before it holds what it should.
#[derive(Clone, Debug)]
enum Step {
    Replace(Key, (DayState, domain::fact::DayRows)),
    Forget(Key),
    Restate(Key, DayState),
    Roster(bool),
    Clone,
    Ask,
}

fn step() -> impl Strategy<Value = Step> {
    let key = || prop::sample::select(keys());
    prop_oneof![
        4 => key().prop_flat_map(|key| fetched(key.1, key.2).prop_map(move |fetched| Step::Replace(key, fetched))),
        1 => key().prop_map(Step::Forget),
        1 => (key(), any::<bool>()).prop_map(|(key, settled)| {
            Step::Restate(key, if settled { DayState::Settled } else { DayState::Provisional })
        }),
        1 => any::<bool>().prop_map(Step::Roster),
        1 => Just(Step::Clone),
        2 => Just(Step::Ask),
    ]
}

fn apply(index: &mut Index, org: &Org, step: &Step) -> Option<Index> {
    match step {
        Step::Replace((connection, dataset, day), (state, rows)) => {
            index.replace_day(*connection, *dataset, *day, *state, rows);
        }
        Step::Forget((connection, dataset, day)) => index.forget_day(*connection, *dataset, *day),
        Step::Restate((connection, dataset, day), state) => {
            index.set_day_state(*connection, *dataset, *day, *state);
        }
        Step::Roster(true) => index.set_roster(&org.roster, 7),
        Step::Roster(false) => index.set_roster(&domain::people::Roster::default(), 8),
        Step::Clone => return Some(std::mem::replace(index, index.clone())),
        Step::Ask => index.warm(),
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_patched_index_answers_as_a_fresh_one(
        org in org(),
        steps in vec(step(), 0..40),
        order in any::<u64>(),
        roster_first in any::<bool>(),
        range in range(),
        by in interval(),
        filter in filter(),
    ) {
        let fresh = org.index();
        let mut patched = Index::empty();
        name_connections(&mut patched, &org);
        let mut older = Vec::new();
        for step in &steps {
            let version = patched.version();
            older.extend(apply(&mut patched, &org, step));
            prop_assert!(patched.version() >= version);
        }
        // Then what was fetched, in some other order; days that were not fetched are forgotten.
        let mut all = keys();
        all.sort_by_key(|(connection, dataset, day)| {
            let mixed = (i64::from(day.number()) * 31 + connection.get() * 7 + *dataset as i64).unsigned_abs();
            mixed.wrapping_mul(order | 1)
        });
        // With the same roster all along, counts are carried from one patch to the next.
        if roster_first {
            patched.set_roster(&org.roster, 1);
            patched.warm();
        }
        for (n, key) in all.into_iter().enumerate() {
            let (connection, dataset, day) = key;
            match org.days.get(&key) {
                Some((state, rows)) => patched.replace_day(connection, dataset, day, *state, rows),
                None => patched.forget_day(connection, dataset, day),
            }
            if n % 50 == 0 {
                patched.warm();
            }
        }
        if !roster_first {
            patched.set_roster(&org.roster, 1);
        }
        for ask in asks(range, by, &filter, &org, Policy::default()) {
            prop_assert_eq!(metrics::answer(&patched, &ask), metrics::answer(&fresh, &ask));
        }
        let scope = metrics::Scope { range, filter, policy: Policy::default(), today: org.today };
        prop_assert_eq!(metrics::retention(&patched, &scope), metrics::retention(&fresh, &scope));
        prop_assert_eq!(metrics::credit_change(&patched, &scope), metrics::credit_change(&fresh, &scope));
        prop_assert_eq!(metrics::forecast(&patched, &scope, None), metrics::forecast(&fresh, &scope, None));
        let spikes = |index: &Index| metrics::spikes(index, &scope, domain::Credits::ZERO);
        prop_assert_eq!(spikes(&patched), spikes(&fresh));
        let people = |index: &Index| metrics::people(index, &scope, domain::view::PeopleOrder::Credits, 0..100);
        prop_assert_eq!(people(&patched), people(&fresh));
        for split in [domain::view::Split::None, domain::view::Split::Team, domain::view::Split::Parent] {
            let attribution = |index: &Index| metrics::attribution(index, &scope, by, split);
            prop_assert_eq!(attribution(&patched), attribution(&fresh));
            let reviews = scope.ask(domain::Metric::ReviewEngagementRate, by, split);
            prop_assert_eq!(metrics::intervals(&patched, &reviews), metrics::intervals(&fresh, &reviews));
            prop_assert_eq!(metrics::review_basis(&patched, &reviews), metrics::review_basis(&fresh, &reviews));
        }
        prop_assert_eq!(patched.people(), fresh.people());
        prop_assert_eq!(patched.first_day(), fresh.first_day());
        prop_assert_eq!(patched.settled_through(), fresh.settled_through());
        prop_assert_eq!(patched.clients_by_credits(range), fresh.clients_by_credits(range));
    }

    #[test]
    fn a_snapshot_does_not_see_later_patches(org in org(), range in range(), by in interval()) {
        let mut index = org.index();
        let snapshot = index.clone();
        let policy = Policy::default();
        let asks = asks(range, by, &Filter::default(), &org, policy);
        let before: Vec<_> = asks.iter().map(|ask| metrics::answer(&index, ask)).collect();
        for (connection, dataset, day) in keys() {
            index.forget_day(connection, dataset, day);
        }
        index.set_roster(&domain::people::Roster::default(), 9);
        prop_assert_eq!(index.first_day(), None);
        let after: Vec<_> = asks.iter().map(|ask| metrics::answer(&snapshot, ask)).collect();
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_removed_connection_leaves_nothing(org in org(), range in range(), by in interval()) {
        let mut index = org.index();
        index.warm();
        index.remove_connection(ConnectionId::new(2));
        let mut only = org.clone();
        only.days.retain(|(connection, _, _), _| connection.get() == 1);
        let mut fresh = only.index();
        fresh.remove_connection(ConnectionId::new(2));
        for ask in asks(range, by, &Filter::default(), &org, Policy::default()) {
            prop_assert_eq!(metrics::answer(&index, &ask), metrics::answer(&fresh, &ask));
        }
        prop_assert_eq!(index.people(), fresh.people());
    }
}

#[test]
fn rows_of_another_kind_are_not_counted() {
    let mut index = Index::empty();
    let day = crate::org::base();
    let rows = domain::fact::DayRows::Usage(Vec::new());
    index.replace_day(ConnectionId::new(1), Dataset::CodeReviews, day, DayState::Settled, &rows);
    assert_eq!(index.first_day(), None);
    assert_eq!(index.settled_through(), None);
}

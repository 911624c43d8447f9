//! Small groups stay hidden, and what is shown is true; deltas compare what may be compared.

use std::collections::{BTreeMap, BTreeSet};

use domain::view::{PointState, Split};
use domain::{Filter, Interval, Metric, TeamSlug};
use metrics::{Ask, AskError, Policy};
use proptest::prelude::*;

use crate::expect::{buckets, is_sum, same, whole_number};
use crate::org::{CLIENTS, filter, interval, org, range};
use crate::truth::{Pick, Truth};
use crate::{asks, figures};

impl Truth<'_> {
    /// People of each group, by their last active day in the months that the range touches.
    fn sizes(&self, ask: &Ask, pick: &Pick) -> BTreeMap<String, u32> {
        let (from, after) = (ask.range.from().month_start(), ask.range.to().next_month_start());
        let mut sizes: BTreeMap<String, u32> = BTreeMap::new();
        for (person, days) in self.active_days(pick).iter() {
            if let Some(last) = days.iter().copied().filter(|day| *day >= from && *day < after).max() {
                *sizes.entry(self.team(*person, last).0).or_default() += 1;
            }
        }
        sizes
    }

    /// Groups that are shown, and those that are merged.
    fn cut(&self, ask: &Ask, pick: &Pick, floor: u32) -> (Vec<String>, BTreeSet<String>) {
        let sizes = self.sizes(ask, &Pick { teams: None, ..pick.clone() });
        let size = |key: &String| sizes.get(key).copied().unwrap_or(0);
        let (mut shown, small): (Vec<String>, Vec<String>) =
            self.groups().into_iter().partition(|key| size(key) >= floor);
        let mut small: BTreeSet<String> = small.into_iter().collect();
        let merged: u32 = small.iter().map(size).sum();
        if !small.is_empty() && merged < floor && !shown.is_empty() {
            let least = shown.iter().map(size).min().unwrap();
            let at = shown.iter().rposition(|key| size(key) == least).unwrap();
            small.insert(shown.remove(at));
        }
        (shown, small)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn teams_below_the_floor_are_merged(org in org(), range in range(), by in interval(), floor in 1u32..5) {
        let (truth, index) = (Truth::of(&org), org.index());
        let policy = Policy { floor: Some(floor), strict: false };
        for ask in asks(range, by, &Filter::default(), &org, policy).into_iter().filter(|ask| ask.split == Split::Team) {
            let answer = metrics::answer(&index, &ask).unwrap();
            let pick = Pick::default();
            let (mut keys, small) = truth.cut(&ask, &pick, floor);
            let merged: u32 = truth.sizes(&ask, &pick).iter().filter(|(key, _)| small.contains(*key)).map(|(_, n)| n).sum();
            if !small.is_empty() {
                keys.push("small-teams".to_owned());
            }
            let named = answer.series.iter().map(|series| &series.key).filter(|key| *key != "unattributed");
            prop_assert_eq!(named.cloned().collect::<Vec<_>>(), keys);
            for (at, series) in answer.series.iter().enumerate().filter(|(_, series)| series.key != "unattributed") {
                let teams = if series.key == "small-teams" { small.clone() } else { BTreeSet::from([series.key.clone()]) };
                let pick = Pick { teams: Some(teams), ..Pick::default() };
                let hidden = series.key == "small-teams" && merged < floor;
                for (figure, bucket) in figures(&answer, at).into_iter().zip(buckets(range, ask.by)) {
                    let expected = truth.figure(ask.metric, &pick, &bucket);
                    if hidden {
                        prop_assert!(figure.value.is_none());
                        prop_assert!(matches!(figure.state, PointState::TooFew | PointState::Gap));
                    } else {
                        prop_assert!(same(figure, expected), "{} {}: {figure:?} {expected:?}", ask.metric, series.key);
                    }
                }
            }
        }
    }

    #[test]
    fn parents_do_not_tell_what_small_teams_hide(org in org(), range in range(), floor in 1u32..5) {
        let (truth, index) = (Truth::of(&org), org.index());
        let policy = Policy { floor: Some(floor), strict: false };
        let scope = metrics::Scope { range, filter: Filter::default(), policy, today: org.today };
        let ask = scope.ask(Metric::Credits, Interval::Total, Split::Parent);
        let answer = metrics::answer(&index, &ask).unwrap();
        let sizes = truth.sizes(&ask, &Pick::default());
        let (shown, small) = truth.cut(&ask, &Pick::default(), floor);
        let top = |team: &str| truth.chain(team).last().unwrap().clone();
        let named: Vec<&str> = answer.series.iter().map(|series| series.key.as_str()).filter(|key| !matches!(*key, "small-teams" | "unattributed")).collect();
        let people = |teams: &dyn Fn(&str) -> bool| -> u32 { sizes.iter().filter(|(team, _)| teams(team)).map(|(_, size)| size).sum() };
        let enough = |left: u32| left == 0 || left >= floor;
        for key in &named {
            prop_assert!(people(&|team| top(team) == *key) >= floor, "{key} {sizes:?}");
            prop_assert!(enough(people(&|team| top(team) == *key && small.contains(team))), "{key} {sizes:?}");
        }
        // What is left when all that is shown is taken from the whole.
        let merged = people(&|team| !named.contains(&top(team).as_str()));
        let left = people(&|team| !named.contains(&top(team).as_str()) && small.contains(team));
        prop_assert!(named.is_empty() || (enough(merged) && enough(left)), "{named:?} {sizes:?}");
        // The same by filter, and each team below it once more.
        for team in ["data", "empty", "größe", "unit"] {
            let filter = Filter { team: Some(TeamSlug::new(team)), ..Filter::default() };
            let asked = metrics::Scope { filter, ..scope.clone() };
            let told = metrics::answer(&index, &asked.ask(Metric::Credits, Interval::Total, Split::None)).unwrap();
            if told.series[0].total.value.is_none() {
                continue;
            }
            let covered = truth.covered(team);
            let left = people(&|team| covered.contains(team) && small.contains(team));
            if covered.len() == 1 {
                prop_assert!(shown.contains(&team.to_owned()));
            } else if top(team) == team {
                prop_assert!(named.contains(&team) && enough(left));
            } else {
                prop_assert_eq!(left, 0);
            }
        }
    }

    #[test]
    fn what_is_hidden_cannot_be_asked_for_by_filter(org in org(), range in range(), floor in 1u32..5, filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        let ask = Ask {
            metric: Metric::Credits,
            range,
            by: Interval::Total,
            split: Split::None,
            filter,
            policy: Policy { floor: Some(floor), strict: false },
            today: org.today,
        };
        let answer = metrics::answer(&index, &ask).unwrap();
        let pick = truth.pick(&ask.filter);
        let sizes = truth.sizes(&ask, &Pick { teams: None, ..pick.clone() });
        let in_pick = sizes.iter().filter(|(key, _)| pick.teams.as_ref().is_none_or(|teams| teams.contains(*key)));
        let people: u32 = in_pick.map(|(_, size)| size).sum();
        let total = answer.series[0].total;
        let merged = ask.filter.team.as_ref().is_some_and(|team| {
            truth.covered(team.as_str()).len() == 1 && !truth.cut(&ask, &pick, floor).0.contains(&team.to_string())
        });
        if !ask.filter.is_empty() && (people < floor || merged) {
            prop_assert!(total.value.is_none());
            prop_assert!(answer.coverage.is_none());
        }
        if ask.filter.is_empty() {
            prop_assert!(total.state != PointState::TooFew);
        }
        let bands = metrics::bands(&index, &ask).unwrap();
        if !ask.filter.is_empty() && (people < floor || merged) {
            prop_assert!(bands.bands.iter().all(|(_, figure)| figure.value.is_none()));
        }
    }

    #[test]
    fn hidden_clients_are_enough_people_together(org in org(), range in range(), floor in 1u32..5) {
        let (truth, index) = (Truth::of(&org), org.index());
        let policy = Policy { floor: Some(floor), strict: false };
        let ask = Ask { metric: Metric::Credits, range, by: Interval::Total, split: Split::Client, filter: Filter::default(), policy, today: org.today };
        let answer = metrics::answer(&index, &ask).unwrap();
        let people = |clients: BTreeSet<domain::ClientId>| -> u32 {
            truth.sizes(&ask, &Pick { clients: Some(clients), ..Pick::default() }).values().sum()
        };
        let of = |series: &domain::view::Series| BTreeSet::from([domain::ClientId::new(series.key.clone())]);
        let lines: Vec<_> = answer.series.iter().filter(|series| series.key != "unattributed").collect();
        let (hidden, shown): (Vec<&domain::view::Series>, Vec<_>) = lines.into_iter().partition(|series| series.total.state == PointState::TooFew);
        prop_assert!(shown.iter().all(|series| series.total.state == PointState::Gap || people(of(series)) >= floor));
        let used: BTreeSet<_> = hidden.iter().flat_map(|series| of(series)).filter(|client| people(BTreeSet::from([client.clone()])) > 0).collect();
        prop_assert!(used.is_empty() || shown.is_empty() || people(used) >= floor);
    }

    #[test]
    fn families_do_not_tell_what_clients_hide(org in org(), range in range(), floor in 1u32..5) {
        let (truth, index) = (Truth::of(&org), org.index());
        let policy = Policy { floor: Some(floor), strict: false };
        let scope = metrics::Scope { range, filter: Filter::default(), policy, today: org.today };
        let cut = |split: Split| -> (BTreeSet<String>, BTreeSet<String>) {
            let answer = metrics::answer(&index, &scope.ask(Metric::Credits, Interval::Total, split)).unwrap();
            let lines = answer.series.iter().filter(|series| series.key != "unattributed");
            let (hidden, shown): (Vec<_>, Vec<_>) = lines.partition(|series| series.total.state == PointState::TooFew);
            let keys = |of: Vec<&domain::view::Series>| of.into_iter().map(|series| series.key.clone()).collect();
            (keys(shown), keys(hidden))
        };
        let ask = scope.ask(Metric::Credits, Interval::Total, Split::Client);
        let people = |clients: &dyn Fn(&domain::ClientId) -> bool| -> u32 {
            let all = CLIENTS.iter().map(|client| domain::ClientId::new(*client));
            let clients = all.filter(|client| clients(client)).collect();
            truth.sizes(&ask, &Pick { clients: Some(clients), ..Pick::default() }).values().sum()
        };
        let enough = |left: u32| left == 0 || left >= floor;
        let ((_, clients), (families, _)) = (cut(Split::Client), cut(Split::ClientFamily));
        let family = |client: &domain::ClientId| client.family().key().to_owned();
        let secret = |client: &domain::ClientId| clients.contains(client.as_str());
        for key in &families {
            let of_family = |client: &domain::ClientId| family(client) == *key;
            prop_assert!(enough(people(&of_family)), "{key}");
            prop_assert!(enough(people(&|client| of_family(client) && secret(client))), "{key}");
        }
        // What is left when all that is shown is taken from the whole.
        let rest = |client: &domain::ClientId| !families.contains(&family(client));
        let (merged, left) = (people(&rest), people(&|client| rest(client) && secret(client)));
        prop_assert!(families.is_empty() || (enough(merged) && enough(left)), "{families:?} {merged} {left}");
        // A family that may be asked for by filter hides none of its clients.
        for key in domain::ClientFamily::ALL.into_iter().map(domain::ClientFamily::key) {
            let filter = Filter { client: Some(domain::ClientFilter::new(key)), ..Filter::default() };
            let asked = metrics::Scope { filter, ..scope.clone() };
            let told = metrics::answer(&index, &asked.ask(Metric::Credits, Interval::Total, Split::None)).unwrap();
            if told.series[0].total.value.is_some() {
                prop_assert_eq!(people(&|client| family(client) == key && secret(client)), 0);
            }
        }
    }

    #[test]
    fn deltas_compare_settled_days_with_the_same_weekdays_before(org in org(), range in range(), filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        for ask in asks(range, Interval::Total, &filter, &org, Policy::default()) {
            let by_client = ask.filter.client.is_some() || matches!(ask.split, Split::Client | Split::ClientFamily);
            if by_client && (ask.filter.model.is_some() || ask.split == Split::Model) {
                continue;
            }
            let told = metrics::deltas(&index, &ask).unwrap();
            let settled = truth.settled_through(&truth.pick(&filter)).filter(|settled| *settled >= range.from());
            for ((key, pick), (told_key, delta)) in sorted(truth.lines(&ask)).into_iter().zip(sorted(told)) {
                prop_assert_eq!(key, told_key);
                let Some(settled) = settled.filter(|_| !crate::beyond_source(&ask)) else {
                    prop_assert!(delta.is_none());
                    continue;
                };
                let current = domain::DateRange::new(range.from(), range.to().min(settled)).unwrap();
                let weeks = i64::from(current.len_days().div_ceil(7));
                let previous = current.shifted(-7 * weeks);
                let total = |range| truth.figure(ask.metric, &pick, buckets(range, Interval::Total).last().unwrap());
                let (now, before) = (total(current), total(previous));
                let cut = |figure: domain::view::Figure| figure.value.is_none() || figure.state == PointState::Partial;
                let zero = before.value.is_some_and(|value| value.as_f64() == 0.0);
                let blank = cut(now) || cut(before) || zero;
                prop_assert_eq!(delta.is_none(), blank, "{} {:?} {:?} {:?}", ask.metric, now, before, delta);
                if let Some(delta) = delta {
                    let (now, before) = (now.value.unwrap().as_f64(), before.value.unwrap().as_f64());
                    let points = ask.metric.unit() == domain::Unit::Share;
                    let change = if points { now - before } else { now / before - 1.0 };
                    prop_assert!((delta.change - change).abs() < 1e-9 && delta.points == points);
                    prop_assert_eq!((delta.current, delta.previous), (current, previous));
                }
            }
        }
    }

    #[test]
    fn the_strict_policy_gives_groups_in_whole_weeks_or_months(org in org(), range in range(), by in interval()) {
        let index = org.index();
        let policy = Policy { floor: Some(2), strict: true };
        for ask in asks(range, by, &Filter::default(), &org, policy) {
            let whole = |start: fn(domain::Day) -> domain::Day| start(range.from()) == range.from() && start(range.to().next()) == range.to().next();
            let (weeks, months) = (whole(domain::Day::week_start), whole(domain::Day::month_start));
            let fine = match ask.by {
                _ if ask.split == Split::None => true,
                Interval::Day => false,
                Interval::Week => weeks,
                Interval::Month => months,
                Interval::Total => weeks || months,
            };
            match metrics::answer(&index, &ask) {
                Ok(_) => prop_assert!(fine),
                Err(why) => {
                    let refused = matches!(why, AskError::NotWhole { .. });
                    prop_assert!(!fine && refused);
                }
            }
        }
    }

    #[test]
    fn the_roster_stands_beside_each_team(org in org(), range in range()) {
        let (truth, index) = (Truth::of(&org), org.index());
        let ask = Ask { metric: Metric::AdoptionRate, range, by: Interval::Total, split: Split::Team, filter: Filter::default(), policy: Policy::default(), today: org.today };
        let day = range.to().min(org.today);
        let on = |key: &str| (0..truth.people.len()).filter(|person| truth.team(*person, day) == (key.to_owned(), true)).count();
        for (key, size) in metrics::roster_by_line(&index, &ask).unwrap() {
            let known = |people: usize| (!org.roster.people.is_empty()).then(|| u32::try_from(people).unwrap());
            prop_assert_eq!(size, known(on(&key)));
            let below = truth.covered(&key).iter().map(|team| on(team)).sum();
            prop_assert_eq!(index.roster_size(day, Some(&TeamSlug::new(key))), known(below));
        }
    }
}

fn sorted<T>(mut pairs: Vec<(String, T)>) -> Vec<(String, T)> {
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

#[test]
fn sums_are_told_from_quotients() {
    assert_eq!(Metric::ALL.iter().filter(|metric| is_sum(**metric)).count(), 17);
    assert_eq!(whole_number(domain::view::Figure { value: None, state: PointState::Gap }), 0);
}

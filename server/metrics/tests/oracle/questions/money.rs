//! Why credits moved, where they are heading, and on which days they jumped.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::ModelKey;
use domain::view::{Blank, Number, PointState, Spike, SpikeCause, SpikeList, Split};
use domain::{ClientId, Credits, Dataset, DateRange, Day, Interval, Metric};
use metrics::{AskError, Policy, Scope};
use proptest::prelude::*;

use super::{any_or_whole, conflict, daily, days, float, key_of, median, scope, whole};
use crate::expect::{same, whole_number};
use crate::org::{filter, org, range};
use crate::truth::{Pick, Truth};

fn model_title(model: &ModelKey) -> String {
    model.speed.as_ref().map_or_else(|| model.model.clone(), |speed| format!("{} ({speed})", model.model))
}

fn count(turns: u64) -> f64 {
    float(i64::try_from(turns).unwrap())
}

/// What a day of a line is made of, from the rows. Of several clients, or models, that make as much of the difference,
/// any may be told.
fn made_of(truth: &Truth<'_>, pick: &Pick, spike: &Spike, told: &SpikeCause) -> SpikeCause {
    let before = days(spike.day.plus(-28), spike.day.previous());
    let turns = |days: &[Day]| -> u64 { truth.facts(pick, days).iter().map(|(_, line)| line.turns).sum() };
    let (done, all) = (turns(&[spike.day]), turns(&before));
    let usual = median(before.iter().map(|day| count(turns(&[*day]))).collect());
    let spent: i64 = before.iter().map(|day| daily(truth, pick, *day)).sum();
    let price = |micros: i64, turns: u64| float(micros) / 1e6 / count(turns);
    let excess = |pick: &Pick| {
        let middle = median(before.iter().map(|day| float(daily(truth, pick, *day))).collect());
        (float(daily(truth, pick, spike.day)) - middle) / float(spike.excess().micros())
    };
    let most = |shares: Vec<(String, f64)>, told: &Option<String>| {
        let largest = shares.iter().map(|(_, share)| *share).fold(f64::NEG_INFINITY, f64::max);
        let found = |name: &String| shares.iter().any(|(title, share)| title == name && (largest - share).abs() < 1e-9);
        if largest < 0.5 { None } else { told.clone().filter(found).or(Some("one that makes most of it".to_owned())) }
    };
    let whole = pick.clients.is_none() && pick.models.is_none();
    let rows = || truth.rows.iter().filter(|_| whole);
    let clients: BTreeSet<ClientId> =
        rows().flat_map(|(.., row)| row.clients.iter().map(|of| of.client.clone())).collect();
    let models: BTreeSet<ModelKey> = rows().flat_map(|(.., row)| row.models.iter().map(|of| of.key.clone())).collect();
    let by_client = clients
        .into_iter()
        .map(|client| (client.title(), excess(&Pick { clients: Some(BTreeSet::from([client])), ..pick.clone() })));
    let by_model = models.into_iter().map(|model| {
        (model_title(&model), excess(&Pick { models: Some(BTreeSet::from([model.key()])), ..pick.clone() }))
    });
    let worked = pick.models.is_none();
    SpikeCause {
        turns: (worked && done > 0 && usual > 0.0).then(|| (count(done), usual)),
        each: (worked && done > 0 && all > 0).then(|| (price(spike.credits.micros(), done), price(spent, all))),
        client: most(by_client.collect(), &told.client),
        model: most(by_model.collect(), &told.model),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_change_of_credits_is_split_without_a_rest(org in org(), range in range(), filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        let scope = scope(&org, range, filter.clone(), Policy::default());
        if conflict(&filter) {
            prop_assert_eq!(metrics::credit_change(&index, &scope), Err(AskError::FilterConflict));
            return Ok(());
        }
        let told = metrics::credit_change(&index, &scope).unwrap();
        let pick = truth.pick(&filter);
        let settled = truth.settled_through(&pick).filter(|settled| *settled >= range.from());
        let Some(settled) = settled else {
            prop_assert_eq!((told.blank, told.bars), (Some(Blank::NothingSettled), None));
            return Ok(());
        };
        let current = DateRange::new(range.from(), range.to().min(settled)).unwrap();
        prop_assert_eq!((told.current, told.previous), (Some(current), Some(current.prev())));
        let metrics = [Metric::Credits, Metric::ActivePeople, Metric::Turns];
        let figures = |range: DateRange| metrics.map(|metric| truth.figure(metric, &pick, &whole(range)));
        let (now, before) = (told.now.unwrap(), told.before.unwrap());
        let expected = [figures(current), figures(current.prev())];
        let all = expected.iter().flatten();
        if filter.model.is_none() {
            let found = [now.credits, now.people, now.turns, before.credits, before.people, before.turns];
            prop_assert!(found.into_iter().zip(all.clone()).all(|(a, b)| same(a, *b)), "{told:?}");
        }
        let blank = if filter.model.is_some() {
            told.blank
        } else if all.clone().any(|figure| matches!(figure.state, PointState::Gap | PointState::Partial)) {
            Some(Blank::Gap)
        } else if all.clone().any(|figure| figure.value.unwrap().as_f64() <= 0.0) {
            Some(Blank::Zero)
        } else {
            None
        };
        prop_assert_eq!(told.blank, blank);
        prop_assert_eq!(told.bars.is_none(), blank.is_some());
        prop_assert!(filter.model.is_none() || told.bars.is_none());
        if let Some(bars) = told.bars {
            let numbers = expected.map(|side| side.map(|figure| figure.value.unwrap().as_f64()));
            let [[c1, u1, t1], [c0, u0, t0]] = numbers;
            prop_assert_eq!(bars.change.micros(), whole_number(now.credits) - whole_number(before.credits));
            prop_assert_eq!(bars.people + bars.turns_per_person + bars.credits_per_turn, bars.change);
            let log = (c1 / c0).ln();
            if log.abs() > 1e-9 {
                let share = |factor: f64| (c1 - c0) * 1e6 * factor.ln() / log;
                let factors = [u1 / u0, (t1 / u1) / (t0 / u0), (c1 / t1) / (c0 / t0)];
                let found = [bars.people, bars.turns_per_person, bars.credits_per_turn];
                for (bar, factor) in found.into_iter().zip(factors) {
                    let near = share(factor);
                    prop_assert!((float(bar.micros()) - near).abs() <= 1.5 + near.abs() * 1e-9, "{bar:?} {near}");
                }
            }
        }
    }

    #[test]
    fn the_forecast_rests_on_settled_days(org in any_or_whole(), cycle in range(), more in 0i64..20, filter in filter(), budget in 0i64..90_000_000) {
        let (truth, index) = (Truth::of(&org), org.index());
        let cycle = DateRange::new(cycle.from(), cycle.to().plus(more)).unwrap();
        if conflict(&filter) {
            return Ok(());
        }
        let scope = scope(&org, cycle, filter.clone(), Policy::default());
        let told = metrics::forecast(&index, &scope, Some(Credits::from_micros(budget))).unwrap();
        let pick = truth.pick(&filter);
        prop_assert_eq!(told.forecast.is_none(), told.blank.is_some());
        if cycle.from() > org.today {
            prop_assert_eq!(told.blank, Some(Blank::NotBegun));
            return Ok(());
        }
        let Some(as_of) = truth.settled_through(&pick).map(|settled| settled.min(cycle.to())) else {
            prop_assert_eq!(told.blank, Some(Blank::NothingSettled));
            return Ok(());
        };
        let of = |days: &[Day]| days.iter().map(|day| daily(&truth, &pick, *day)).sum::<i64>();
        let passed = days(cycle.from(), as_of);
        let left = cycle.days().filter(|day| *day > as_of && day.is_weekday()).count();
        prop_assert_eq!(told.weekdays_left as usize, left);
        let mut blank = None;
        let mut spent = 0;
        if !passed.is_empty() {
            spent = of(&passed);
            let state = truth.state(Dataset::Usage, &pick, &passed, false);
            prop_assert_eq!(told.through, Some(as_of));
            prop_assert_eq!(told.spent.state, state);
            if state != PointState::Gap {
                prop_assert_eq!(told.spent.value, Some(Number::Credits(Credits::from_micros(spent))));
            }
            let known = matches!(state, PointState::Settled | PointState::Provisional);
            blank = (!known).then_some(Blank::Gap);
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let elapsed = passed.len() as f64 / f64::from(cycle.len_days());
            prop_assert!((told.elapsed - elapsed).abs() < 1e-12);
            let pace = (known && budget > 0).then(|| float(spent) / (float(budget) * elapsed));
            let same = match (told.pace, pace) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs(),
                (a, b) => a == b,
            };
            prop_assert!(same, "{:?} {pace:?}", told.pace);
        }
        let settled = |day: &Day| truth.state(Dataset::Usage, &pick, &[*day], false) == PointState::Settled;
        let weekdays = |back: i64, len: i64| -> Vec<Day> {
            let end = as_of.plus(-back);
            days(end.plus(1 - len), end).into_iter().filter(|day| day.is_weekday()).filter(|day| settled(day)).collect()
        };
        let burned = weekdays(0, 28);
        prop_assert_eq!(told.burn_days as usize, burned.len());
        if burned.len() < 10 && left > 0 {
            blank = blank.or(Some(Blank::TooLittleSettled));
        }
        prop_assert_eq!(told.blank, blank);
        if let Some(forecast) = told.forecast {
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let rest = if left == 0 { 0.0 } else { float(of(&burned)) / burned.len() as f64 * left as f64 };
            prop_assert!((float(forecast.micros() - spent) - rest).abs() <= 0.51);
            let weeks: Vec<Vec<Day>> = (0..8).map(|week| weekdays(7 * week, 7)).collect();
            if left > 0 && weeks.iter().all(|week| week.len() == 5) {
                let mut burns: Vec<i64> = weeks.iter().map(|week| of(week)).collect();
                burns.sort_unstable();
                let (low, high) = told.band.unwrap();
                #[expect(clippy::cast_precision_loss, reason = "small")]
                let at = |burn: i64| float(burn) / 5.0 * left as f64;
                prop_assert!((float(low.micros() - spent) - at(burns[0])).abs() <= 0.51);
                prop_assert!((float(high.micros() - spent) - at(burns[7])).abs() <= 0.51);
            } else {
                prop_assert_eq!(told.band, (left == 0).then_some((forecast, forecast)));
            }
        }
    }

    #[test]
    fn spikes_are_far_from_the_own_median(org in any_or_whole(), range in range(), filter in filter(), least in 0i64..6_000_000) {
        let (truth, index) = (Truth::of(&org), org.index());
        if conflict(&filter) {
            return Ok(());
        }
        let scope = scope(&org, range, filter.clone(), Policy::default());
        let told = metrics::spikes(&index, &scope, Credits::from_micros(least)).unwrap();
        let pick = truth.pick(&filter);
        let judged: Vec<Day> = range.days().filter(|day| {
            let before = truth.state(Dataset::Usage, &pick, &days(day.plus(-28), day.previous()), false);
            *day <= org.today
                && matches!(before, PointState::Settled | PointState::Provisional)
                && truth.state(Dataset::Usage, &pick, &[*day], false) != PointState::Gap
        }).collect();
        prop_assert_eq!((told.judged as usize, told.days), (judged.len(), range.len_days()));
        let expected = |credits: &dyn Fn(Day) -> i64| -> Vec<(Day, i64, f64)> {
            judged.iter().filter_map(|day| {
                let x = credits(*day);
                let before: Vec<f64> = days(day.plus(-28), day.previous()).into_iter().map(|day| float(credits(day))).collect();
                let middle = median(before.clone());
                let mad = median(before.iter().map(|value| (value - middle).abs()).collect());
                let score = (float(x) - middle).abs() / (1.4826 * mad);
                (mad > 0.0 && x > least && score > 3.5).then_some((*day, x, score))
            }).collect()
        };
        let ask = scope.ask(Metric::Credits, Interval::Day, Split::Team);
        let mut teams: BTreeMap<String, Vec<(Day, i64)>> = BTreeMap::new();
        for (key, pick) in truth.lines(&ask) {
            let found = expected(&|day| daily(&truth, &pick, day));
            teams.insert(key, found.into_iter().map(|(day, x, _)| (day, x)).collect());
        }
        teams.retain(|_, spikes| !spikes.is_empty());
        let largest = |scope: &Scope, most| metrics::largest_spikes(&index, scope, Credits::from_micros(least), most).unwrap();
        let list = largest(&scope, usize::MAX);
        prop_assert_eq!((list.of_teams, list.of_people), (told.teams.len(), told.people.as_ref().unwrap().len()));
        let first = largest(&scope, 2).spikes.teams;
        prop_assert_eq!(&first[..], &list.spikes.teams[..list.of_teams.min(2)]);
        let size = |spike: &Spike| (spike.credits.micros() - spike.median.micros()).abs();
        prop_assert!(list.spikes.teams.windows(2).all(|pair| size(&pair[0]) >= size(&pair[1])));
        for (at, spike) in list.spikes.teams.iter().enumerate() {
            let (_, pick) = truth.lines(&ask).into_iter().find(|(key, _)| *key == spike.key).unwrap();
            let cause = spike.cause.as_ref().filter(|_| at < SpikeList::AT_ONCE);
            let expected = cause.map(|told| made_of(&truth, &pick, spike, told));
            prop_assert_eq!(cause, expected.as_ref());
            prop_assert_eq!(spike.cause.is_some(), at < SpikeList::AT_ONCE);
            let bare = Spike { cause: None, ..spike.clone() };
            prop_assert!(told.teams.contains(&bare));
        }
        let floored = Scope { policy: Policy { floor: Some(1), strict: false }, ..scope.clone() };
        let hidden = largest(&floored, usize::MAX).spikes.teams;
        prop_assert!(hidden.iter().filter_map(|spike| spike.cause.as_ref()).all(|cause| cause.client.is_none() && cause.model.is_none()));
        let group = |spikes: &[domain::view::Spike]| {
            let mut found: BTreeMap<String, Vec<(Day, i64)>> = BTreeMap::new();
            for spike in spikes {
                found.entry(spike.key.clone()).or_default().push((spike.day, spike.credits.micros()));
            }
            for days in found.values_mut() {
                days.sort_unstable();
            }
            found
        };
        prop_assert_eq!(group(&told.teams), teams);
        let mut people: BTreeMap<String, Vec<(Day, i64)>> = BTreeMap::new();
        for person in 0..truth.people.len() {
            let own = |day: Day| -> i64 {
                let facts = truth.facts(&pick, &[day]);
                facts.iter().filter(|(of, _)| *of == Some(person)).map(|(_, line)| line.spend.credits.micros()).sum()
            };
            let found: Vec<(Day, i64)> = expected(&own).into_iter().map(|(day, x, _)| (day, x)).collect();
            if !found.is_empty() {
                people.insert(key_of(&truth, person), found);
            }
        }
        prop_assert_eq!(group(told.people.as_ref().unwrap()), people);
        prop_assert!(told.teams.windows(2).all(|pair| pair[0].day >= pair[1].day));
        let floored = Scope { policy: Policy { floor: Some(2), strict: false }, ..scope.clone() };
        prop_assert!(metrics::spikes(&index, &floored, Credits::ZERO).unwrap().people.is_none());
        let strict = Scope { policy: Policy { floor: Some(2), strict: true }, ..scope };
        let refused = matches!(metrics::spikes(&index, &strict, Credits::ZERO), Err(AskError::Withheld { .. } | AskError::NotWhole { .. }));
        prop_assert!(refused);
    }
}

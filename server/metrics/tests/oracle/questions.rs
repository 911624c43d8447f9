//! The questions that are no series, each against its definition by loops over raw rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::view::{AttributionCounts, Blank, Figure, Number, PeopleOrder, PersonBand, PointState, ReviewBasis, Split};
use domain::{Credits, Dataset, DateRange, Day, DayState, Filter, Interval, Metric};
use metrics::{AskError, Policy, Scope};
use proptest::prelude::*;

use crate::expect::{buckets, same, whole_number};
use crate::org::{Org, filter, interval, org, range};
use crate::truth::{Bucket, Pick, Truth};

fn scope(org: &Org, range: DateRange, filter: Filter, policy: Policy) -> Scope {
    Scope { range, filter, policy, today: org.today }
}

/// An organisation as it comes, or one of which every day is known, long enough for all windows.
fn any_or_whole() -> impl Strategy<Value = Org> {
    prop_oneof![1 => org(), 3 => org().prop_map(Org::whole)]
}

fn conflict(filter: &Filter) -> bool {
    filter.client.is_some() && filter.model.is_some()
}

fn whole(range: DateRange) -> Bucket {
    buckets(range, Interval::Total).pop().unwrap()
}

fn days(from: Day, to: Day) -> Vec<Day> {
    (from.number()..=to.number()).map(Day::from_number).collect()
}

/// Credits of one line on each day.
fn daily(truth: &Truth<'_>, pick: &Pick, day: Day) -> i64 {
    truth.facts(pick, &[day]).iter().map(|(_, line)| line.spend.credits.micros()).sum()
}

#[expect(clippy::cast_precision_loss, reason = "small")]
fn float(n: i64) -> f64 {
    n as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    f64::midpoint(values[(n - 1) / 2], values[n / 2])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn retention_follows_those_who_began_in_a_week(org in org(), range in range(), filter in filter(), floor in prop::option::of(1u32..4)) {
        let (truth, index) = (Truth::of(&org), org.index());
        let policy = Policy { floor, strict: false };
        let scope = scope(&org, range, filter.clone(), policy);
        if conflict(&filter) {
            prop_assert_eq!(metrics::retention(&index, &scope), Err(AskError::FilterConflict));
            return Ok(());
        }
        let told = metrics::retention(&index, &scope).unwrap();
        let mut weeks: Vec<Day> = range.days().map(Day::week_start).collect();
        weeks.dedup();
        prop_assert_eq!(told.weeks as usize, weeks.len());
        prop_assert_eq!(told.cohorts.iter().map(|cohort| cohort.week).collect::<Vec<_>>(), weeks.clone());
        let pick = truth.pick(&filter);
        let activity = truth.active_days(&pick);
        let scope_hidden = floor.is_some() && !filter.is_empty() && {
            let whole = DateRange::new(weeks[0], weeks.last().unwrap().plus(6)).unwrap();
            let ask = scope.ask(Metric::ActivePeople, Interval::Total, Split::None);
            let answer = metrics::answer(&index, &metrics::Ask { range: whole, ..ask }).unwrap();
            answer.series[0].total.state == PointState::TooFew
        };
        let order = [PointState::Gap, PointState::Partial, PointState::Provisional, PointState::Settled];
        let rank = |state: PointState| order.iter().position(|of| *of == state).unwrap();
        for (at, (cohort, week)) in told.cohorts.iter().zip(&weeks).enumerate() {
            let own = days(*week, week.plus(6));
            let began: Vec<&BTreeSet<Day>> = activity.iter().filter_map(|(person, active)| {
                let last = active.iter().filter(|day| own.contains(day)).max()?;
                let mine = own.contains(active.first()?) && truth.in_team(&pick, Some(*person), *last);
                mine.then_some(active)
            }).collect();
            let state_of = |week: Day| truth.state(Dataset::Usage, &pick, &days(week, week.plus(6)), false);
            let early = truth.first(Dataset::Usage, &pick).is_none_or(|first| *week < first.plus(28));
            let mut state = state_of(*week);
            if early && state != PointState::Gap {
                state = PointState::Partial;
            }
            let hidden = scope_hidden || floor.is_some_and(|floor| began.len() < floor as usize);
            let expect = |state: PointState, count: usize| match state {
                PointState::Gap => Figure { value: None, state },
                _ if filter.model.is_some() => Figure { value: None, state: PointState::Unavailable },
                _ if hidden => Figure { value: None, state: PointState::TooFew },
                _ => Figure { value: Some(Number::Count(i64::try_from(count).unwrap())), state },
            };
            prop_assert!(same(cohort.size, expect(state, began.len())), "{week} {:?} {state:?} {}", cohort.size, began.len());
            prop_assert_eq!(cohort.active.len(), weeks.len() - at);
            for (k, figure) in cohort.active.iter().enumerate() {
                let later = weeks[at + k];
                let back = began.iter().filter(|active| active.iter().any(|day| day.week_start() == later)).count();
                let worst = order[rank(state).min(rank(state_of(later)))];
                prop_assert!(same(*figure, expect(worst, back)), "{week} {k} {figure:?} {worst:?} {back}");
            }
            if let (Some(Number::Count(size @ 1..)), Some(share)) = (cohort.size.value, cohort.share(0)) {
                prop_assert!(size > 0 && (share - 1.0).abs() < 1e-12);
            }
        }
    }

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

    #[test]
    fn attribution_counts_lines_and_commits(org in org(), range in range(), by in interval(), filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        let scope = scope(&org, range, filter.clone(), Policy::default());
        for split in [Split::None, Split::Team, Split::Parent] {
            if conflict(&filter) {
                prop_assert_eq!(metrics::attribution(&index, &scope, by, split), Err(AskError::FilterConflict));
                continue;
            }
            let told = metrics::attribution(&index, &scope, by, split).unwrap();
            let pick = truth.pick(&filter);
            let offered = filter.client.is_none() && filter.model.is_none() && truth.rows.iter().any(|(connection, _, _, row)| {
                row.attribution.is_some() && pick.connection.is_none_or(|only| only == *connection)
            });
            let buckets = buckets(range, by);
            let mut lines = truth.lines(&scope.ask(Metric::ActivePeople, by, split));
            let nameless = Pick { nameless: true, teams: Some(BTreeSet::new()), ..pick.clone() };
            lines.push(("unattributed".to_owned(), nameless));
            for series in &told.series {
                let pick = &lines.iter().find(|(key, _)| *key == series.key).unwrap().1;
                let figures = series.points.iter().map(|(_, figure)| figure).chain([&series.total]);
                for (figure, bucket) in figures.zip(&buckets) {
                    let state = match truth.trust(Metric::Credits, pick, bucket) {
                        PointState::Gap => PointState::Gap,
                        _ if !offered => PointState::Unavailable,
                        state => state,
                    };
                    let counts = attributed(&truth, pick, bucket).filter(|_| offered && state != PointState::Gap);
                    let state = if counts.is_none() && state != PointState::Gap { PointState::Unavailable } else { state };
                    prop_assert_eq!(figure.counts, counts, "{} {:?}", series.key, bucket.start);
                    prop_assert_eq!(figure.state, state, "{} {:?}", series.key, bucket.start);
                }
            }
            let keys: BTreeSet<&String> = told.series.iter().map(|series| &series.key).collect();
            prop_assert!(lines.iter().all(|(key, _)| key == "unattributed" || keys.contains(key)));
            // Parts add up to the whole.
            let all = metrics::attribution(&index, &scope, by, Split::None).unwrap();
            let sum: i64 = told.series.iter().filter_map(|series| series.total.counts?.lines_added).sum();
            prop_assert_eq!(sum, all.series[0].total.counts.and_then(|counts| counts.lines_added).unwrap_or(0));
        }
        let refused = metrics::attribution(&index, &scope, by, Split::Client).unwrap_err();
        prop_assert_eq!(refused, AskError::NotByTeam { what: "attribution", split: Split::Client });
    }

    #[test]
    fn people_are_listed_as_their_rows_say(org in org(), range in range(), filter in filter(), from in 0usize..4) {
        let (truth, index) = (Truth::of(&org), org.index());
        let scope = scope(&org, range, filter.clone(), Policy::default());
        let floored = Scope { policy: Policy { floor: Some(1), strict: false }, ..scope.clone() };
        let refused = matches!(metrics::people(&index, &floored, PeopleOrder::Key, 0..9), Err(AskError::Withheld { parameter: "policy", .. }));
        prop_assert!(refused);
        if filter.model.is_some() {
            prop_assert!(metrics::people(&index, &scope, PeopleOrder::Key, 0..9).is_err());
            return Ok(());
        }
        let told = metrics::people(&index, &scope, PeopleOrder::Key, 0..1_000).unwrap();
        let pick = truth.pick(&filter);
        let everywhere = Pick { teams: None, ..pick.clone() };
        let activity = truth.active_days(&everywhere);
        let end = range.to().min(org.today);
        let window = days(end.plus(-27), end);
        let mut expected = BTreeMap::new();
        for person in 0..truth.people.len() {
            let (team, on_roster) = truth.team(person, end);
            let active: BTreeSet<Day> = activity.get(&person).into_iter().flatten().copied().filter(|day| *day <= end).collect();
            let facts = truth.facts(&everywhere, &range.days().collect::<Vec<_>>());
            let own: Vec<_> = facts.iter().filter(|(of, _)| *of == Some(person)).map(|(_, line)| line).collect();
            let credits: i64 = own.iter().map(|line| line.spend.credits.micros()).sum();
            let work: u64 = own.iter().map(|line| line.threads + line.turns).sum();
            let recent = active.iter().filter(|day| window.contains(day) || range.contains(**day)).count();
            let listed = on_roster || recent > 0 || credits != 0 || work > 0;
            if !listed || !truth.in_team(&pick, Some(person), end) {
                continue;
            }
            let inside: Vec<&Day> = active.iter().filter(|day| window.contains(day)).collect();
            let weekdays = inside.iter().filter(|day| day.is_weekday()).count();
            let band = match weekdays {
                _ if active.is_empty() => PersonBand::Never,
                _ if inside.is_empty() => PersonBand::Dormant,
                11.. => PersonBand::Power,
                2.. => PersonBand::Regular,
                _ => PersonBand::Light,
            };
            let new = active.first().is_some_and(|first| window.contains(first));
            let ends = (active.first().copied(), active.last().copied(), inside.len());
            expected.insert(key_of(&truth, person), (team, on_roster, credits, work, band, new, ends));
        }
        let found: BTreeMap<_, _> = told.rows.iter().map(|row| {
            let work = u64::try_from(row.threads + row.turns).unwrap();
            let ends = (row.first_day, row.last_day, row.active_days as usize);
            (row.key.clone(), (row.team.clone(), row.on_roster, row.credits.micros(), work, row.band, row.new, ends))
        }).collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(told.total as usize, expected.len());
        prop_assert!(told.rows.windows(2).all(|pair| pair[0].key < pair[1].key));
        let by_credits = metrics::people(&index, &scope, PeopleOrder::Credits, 0..1_000).unwrap().rows;
        prop_assert!(by_credits.windows(2).all(|pair| pair[0].credits >= pair[1].credits));
        let page = metrics::people(&index, &scope, PeopleOrder::Credits, from..from + 2).unwrap();
        prop_assert_eq!(page.rows, by_credits.into_iter().skip(from).take(2).collect::<Vec<_>>());
    }

    #[test]
    fn intervals_stand_beside_each_share(org in org(), range in range(), by in interval(), filter in filter(), floor in prop::option::of(1u32..4)) {
        let (truth, index) = (Truth::of(&org), org.index());
        if conflict(&filter) {
            return Ok(());
        }
        let scope = scope(&org, range, filter.clone(), Policy { floor, strict: false });
        for (metric, of, more) in [
            (Metric::ReviewEngagementRate, Metric::ReviewEngaged, None),
            (Metric::ReviewPositiveShare, Metric::ReviewUpvotes, Some(Metric::ReviewDownvotes)),
        ] {
            for split in [Split::None, Split::Team, Split::Parent] {
                let ask = scope.ask(metric, by, split);
                let answer = metrics::answer(&index, &ask).unwrap();
                let told = metrics::intervals(&index, &ask).unwrap();
                if filter.client.is_some() || filter.model.is_some() {
                    prop_assert!(told.is_empty());
                    continue;
                }
                prop_assert_eq!(told.len(), answer.series.len());
                let lines = truth.lines(&ask);
                for (series, told) in answer.series.iter().zip(told) {
                    prop_assert_eq!(&series.key, &told.key);
                    let figures = series.points.iter().map(|point| point.figure).chain([series.total]);
                    for ((figure, interval), bucket) in figures.zip(told.points.into_iter().chain([told.total])).zip(buckets(range, by)) {
                        prop_assert_eq!(figure.value.is_some(), interval.is_some());
                        let pick = lines.iter().find(|(key, _)| *key == series.key).map(|(_, pick)| pick);
                        if let (Some(interval), Some(pick)) = (interval, pick) {
                            let count = |metric| whole_number(truth.figure(metric, pick, &bucket)).unsigned_abs();
                            let hits = count(of);
                            let base = more.map_or_else(|| count(Metric::ReviewResponsesComments), |more| hits + count(more));
                            prop_assert_eq!((interval.hits, interval.base), (hits, base));
                            prop_assert_eq!(metrics::wilson(hits, base), Some((interval.low, interval.high)));
                        }
                    }
                }
            }
        }
        prop_assert!(metrics::intervals(&index, &scope.ask(Metric::CommentsPerReview, by, Split::None)).unwrap().is_empty());
    }

    #[test]
    fn it_is_told_how_reviews_are_known(org in org(), range in range(), filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        let filter = Filter { client: None, model: None, ..filter };
        let scope = scope(&org, range, filter, Policy::default());
        for split in [Split::None, Split::Team, Split::Parent] {
            let ask = scope.ask(Metric::Reviews, Interval::Total, split);
            let lines = truth.lines(&ask);
            for (key, basis) in metrics::review_basis(&index, &ask).unwrap() {
                let pick = &lines.iter().find(|(of, _)| *of == key).unwrap().1;
                let (mut named, mut nameless) = (0, 0);
                for ((connection, dataset, day), (state, rows)) in &org.days {
                    let here = pick.connection.is_none_or(|only| only == *connection) && *state != DayState::Gap;
                    if here && *dataset == Dataset::CodeReviews && range.contains(*day) && *day <= org.today {
                        for who in crate::truth::names(rows) {
                            if who == (None, None) { nameless += 1 } else { named += 1 }
                        }
                    }
                }
                let owned = Truth::connections(pick).into_iter().any(|connection| truth.owns(pick, connection));
                let expected = if named + nameless == 0 {
                    ReviewBasis::NoRows
                } else if pick.teams.is_none() {
                    ReviewBasis::Everybody
                } else if nameless == 0 || (named > 0 && !owned) {
                    ReviewBasis::People
                } else if named > 0 {
                    ReviewBasis::Both
                } else if owned {
                    ReviewBasis::Connection
                } else {
                    ReviewBasis::NotKnown
                };
                prop_assert_eq!(basis, expected, "{}", key);
            }
        }
        prop_assert!(metrics::review_basis(&index, &scope.ask(Metric::Credits, Interval::Total, Split::None)).unwrap().is_empty());
    }
}

/// The least address of a person, or else the least id.
fn key_of(truth: &Truth<'_>, person: usize) -> String {
    let handles = &truth.people[person];
    handles.iter().filter(|handle| handle.contains('@')).min().or(handles.iter().min()).unwrap().clone()
}

type Count = fn(&domain::fact::CodeAttribution) -> Option<u64>;

/// The counts of one line over one bucket; `None` where rows have none of them.
fn attributed(truth: &Truth<'_>, pick: &Pick, bucket: &Bucket) -> Option<AttributionCounts> {
    let rows: Vec<_> = truth
        .rows
        .iter()
        .filter(|(connection, day, person, _)| {
            bucket.days.contains(day)
                && *day <= truth.org.today
                && pick.connection.is_none_or(|only| only == *connection)
                && truth.in_team(pick, *person, *day)
        })
        .map(|(.., row)| row)
        .collect();
    if rows.is_empty() {
        let zero = Some(0);
        return Some(AttributionCounts {
            lines_added: zero,
            lines_removed: zero,
            lines_committed: zero,
            lines_committed_total: zero,
            commits_with_codex: zero,
            commits_total: zero,
            lines_share: None,
            commits_share: None,
        });
    }
    let all: Vec<_> = rows.iter().filter_map(|row| row.attribution).collect();
    let sum = |count: Count| {
        let found: Vec<u64> = all.iter().filter_map(count).collect();
        (!found.is_empty()).then(|| i64::try_from(found.iter().sum::<u64>()).unwrap())
    };
    let share = |over: Count, under: Count| {
        let both: Vec<(u64, u64)> = all.iter().filter_map(|of| over(of).zip(under(of))).collect();
        let (over, under) = both.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        #[expect(clippy::cast_precision_loss, reason = "small")]
        (under > 0).then(|| over as f64 / under as f64)
    };
    (!all.is_empty()).then(|| AttributionCounts {
        lines_added: sum(|of| Some(of.lines_added)),
        lines_removed: sum(|of| of.lines_removed),
        lines_committed: sum(|of| of.lines_committed),
        lines_committed_total: sum(|of| of.lines_committed_total),
        commits_with_codex: sum(|of| of.commits_with_codex),
        commits_total: sum(|of| of.commits_total),
        lines_share: share(|of| of.lines_committed, |of| of.lines_committed_total),
        commits_share: share(|of| of.commits_with_codex, |of| of.commits_total),
    })
}

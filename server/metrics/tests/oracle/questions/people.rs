//! Who stayed, and who is who.

use std::collections::{BTreeMap, BTreeSet};

use domain::view::{Figure, Number, PeopleChoice, PeopleOrder, PersonBand, PersonBucket, PersonRow, PointState, Split};
use domain::{Dataset, DateRange, Day, Interval, Metric};
use metrics::{AskError, Policy, Scope};
use proptest::prelude::*;

use super::{conflict, days, key_of, scope};
use crate::expect::same;
use crate::org::{filter, org, range};
use crate::truth::{Pick, Truth};

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

        let counted = |band: PersonBand| told.rows.iter().filter(|row| row.band == band).count();
        let listed = |band: PersonBand| told.rows.iter().filter(|row| row.on_roster && row.band == band).count();
        let rostered: Vec<(PersonBand, u32)> = PersonBand::ALL.map(|band| (band, u32::try_from(listed(band)).unwrap())).to_vec();
        prop_assert_eq!(&told.rostered, &Some(rostered).filter(|_| told.rows.iter().any(|row| row.on_roster)));
        for (band, count) in &told.bands {
            prop_assert_eq!(*count as usize, counted(*band));
            let choice = PeopleChoice { band: Some(*band), order: PeopleOrder::Turns, find: Some("A".to_owned()) };
            let chosen = metrics::people_chosen(&index, &scope, &choice, 0..1_000).unwrap();
            let has = |row: &&PersonRow| row.key.contains('a') || row.name.as_ref().is_some_and(|name| name.to_lowercase().contains('a'));
            let expected = told.rows.iter().filter(|row| row.band == *band).filter(has).count();
            prop_assert_eq!((chosen.rows.len(), chosen.total as usize), (expected, expected));
            prop_assert!(chosen.rows.windows(2).all(|pair| pair[0].turns >= pair[1].turns));
            prop_assert_eq!(&chosen.bands, &told.bands);
        }
        for row in &told.rows {
            let used = metrics::person(&index, &scope, &row.key, Interval::Week).unwrap().unwrap();
            prop_assert_eq!(&used.row, row);
            let sum = |of: &[PersonBucket]| of.iter().map(|one| (one.credits.micros(), one.threads, one.turns)).fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
            let whole = (row.credits.micros(), row.threads, row.turns);
            prop_assert_eq!(sum(&used.buckets), whole);
            prop_assert_eq!(sum(&used.days), whole, "a range of the tests is shorter than a year");
            for parts in [&used.clients, &used.models] {
                let sum: i64 = parts.iter().map(|part| part.credits.micros()).sum();
                prop_assert!(parts.is_empty() || sum == whole.0);
            }
        }
        prop_assert_eq!(metrics::person(&index, &scope, "nobody@nowhere.example", Interval::Week).unwrap(), None);
        prop_assert!(metrics::person(&index, &floored, "a@example.com", Interval::Week).is_err());
    }
}

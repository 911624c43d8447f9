//! Lines and commits, and what is known of reviews.

use std::collections::BTreeSet;

use domain::fact::UsageRow;
use domain::view::{AttributionCounts, Number, PointState, ReviewBasis, Split};
use domain::{ConnectionId, Dataset, Day, DayState, Filter, Interval, Metric, TeamSlug};
use metrics::{AskError, Policy};
use proptest::prelude::*;

use super::{conflict, days, scope};
use crate::expect::{buckets, whole_number};
use crate::org::{filter, interval, org, range};
use crate::truth::{Bucket, Pick, Truth};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn coverage_is_days_known_and_credits_with_a_team(org in org(), range in range(), filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        let scope = scope(&org, range, filter.clone(), Policy::default());
        if conflict(&filter) {
            prop_assert_eq!(metrics::coverage(&index, &scope), Err(AskError::FilterConflict));
            return Ok(());
        }
        let (told, pick) = (metrics::coverage(&index, &scope).unwrap(), truth.pick(&filter));
        let asked = days(range.from(), range.to());
        let known = asked.iter().filter(|day| truth.knows(Dataset::Usage, &pick, **day)).count();
        prop_assert_eq!((told.days as usize, told.days_with_data as usize), (asked.len(), known));
        prop_assert_eq!(told.settled_through, truth.settled_through(&pick));
        let facts = truth.facts(&pick, &asked);
        let credits: i64 = facts.iter().map(|(_, line)| line.spend.credits.micros()).sum();
        let in_team = |(connection, day, person, _): &&(ConnectionId, Day, Option<usize>, &UsageRow)| {
            let of_scope = pick.connection.is_none_or(|only| only == *connection) && truth.in_team(&pick, *person, *day);
            of_scope && range.contains(*day) && *day <= org.today
                && person.is_some_and(|person| truth.team(person, *day).0 != TeamSlug::NO_TEAM)
        };
        let rows = truth.rows.iter().filter(in_team);
        let lines = rows.flat_map(|(.., row)| Truth::parts(&pick, row));
        let with_team: i64 = lines.map(|line| line.spend.credits.micros()).sum();
        match told.credits.value {
            Some(Number::Credits(told)) => prop_assert_eq!(told.micros(), credits),
            other => prop_assert!(other.is_none() && told.credits.state == PointState::Gap),
        }
        match told.credits_with_team.value {
            Some(Number::Ratio(share)) => {
                prop_assert!((share - super::float(with_team) / super::float(credits)).abs() < 1e-12);
            }
            _ => prop_assert!(credits == 0 || told.credits.value.is_none()),
        }
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
    fn intervals_stand_beside_each_share(org in org(), range in range(), by in interval(), filter in filter(), floor in prop::option::of(1u32..4)) {
        let (truth, index) = (Truth::of(&org), org.index());
        if conflict(&filter) {
            return Ok(());
        }
        let scope = scope(&org, range, filter.clone(), Policy { floor, strict: false });
        for (metric, of, more) in [
            (Metric::ReviewEngagementRate, Some(Metric::ReviewEngaged), None),
            (Metric::ReviewReplyRate, None, None),
            (Metric::ReviewReactionRate, None, None),
            (Metric::ReviewPositiveShare, Some(Metric::ReviewUpvotes), Some(Metric::ReviewDownvotes)),
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
                            // Comments replied or reacted to are no metric of their own, but their share is one.
                            let hits = of.map_or(interval.hits, count);
                            #[expect(clippy::cast_precision_loss, reason = "small")]
                            let share = interval.hits as f64 / interval.base as f64;
                            prop_assert!((share - figure.value.unwrap().as_f64()).abs() < 1e-9);
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

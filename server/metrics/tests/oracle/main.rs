//! Every metric against a slow and obvious oracle, on small organisations made by proptest.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod define;
mod expect;
mod floor;
mod org;
mod patch;
mod questions;
mod trust;
mod truth;

use domain::view::{Figure, MetricAnswer, PointState, Split};
use domain::{DateRange, Filter, Interval, Metric};
use metrics::{Ask, AskError, Index, Policy};
use proptest::prelude::*;

use crate::expect::{buckets, is_sum, same, whole_number};
use crate::org::{Org, filter, interval, org, range};
use crate::truth::Truth;

/// Every question that can be asked of a range, a filter and an interval.
pub fn asks(range: DateRange, by: Interval, filter: &Filter, org: &Org, policy: Policy) -> Vec<Ask> {
    let mut asks = Vec::new();
    for metric in Metric::ALL {
        for split in metrics::splits_of(*metric) {
            let by = if metric.is_rolling() { Interval::Day } else { by };
            let filter = filter.clone();
            asks.push(Ask { metric: *metric, range, by, split: *split, filter, policy, today: org.today });
        }
    }
    asks
}

fn beyond_source(ask: &Ask) -> bool {
    let has = |split| metrics::splits_of(ask.metric).contains(&split);
    (ask.filter.client.is_some() && !has(Split::Client)) || (ask.filter.model.is_some() && !has(Split::Model))
}

fn figures(answer: &MetricAnswer, at: usize) -> Vec<Figure> {
    let series = &answer.series[at];
    series.points.iter().map(|point| point.figure).chain([series.total]).collect()
}

fn check(truth: &Truth<'_>, index: &Index, ask: &Ask) -> Result<(), TestCaseError> {
    let by_client = ask.filter.client.is_some() || matches!(ask.split, Split::Client | Split::ClientFamily);
    if by_client && (ask.filter.model.is_some() || ask.split == Split::Model) {
        prop_assert_eq!(metrics::answer(index, ask).unwrap_err(), AskError::FilterConflict);
        return Ok(());
    }
    let answer = metrics::answer(index, ask).unwrap();
    let buckets = buckets(ask.range, ask.by);
    let lines = truth.lines(ask);
    let name = || {
        format!(
            "{} {:?} {:?} {:?} {}..{} today {}",
            ask.metric,
            ask.split,
            ask.by,
            ask.filter,
            ask.range.from(),
            ask.range.to(),
            ask.today
        )
    };
    if beyond_source(ask) {
        let known = |figure: &Figure| {
            figure.value.is_none() && matches!(figure.state, PointState::Unavailable | PointState::Gap)
        };
        prop_assert!((0..answer.series.len()).all(|at| figures(&answer, at).iter().all(known)), "{}", name());
        return Ok(());
    }
    let rest = truth.unattributed(ask, &lines, &buckets);
    let mut keys: Vec<&str> =
        lines.iter().map(|(key, _)| key.as_str()).chain(rest.iter().map(|_| "unattributed")).collect();
    let mut found: Vec<&str> = answer.series.iter().map(|series| series.key.as_str()).collect();
    if !ask.split.is_by_team() {
        keys.sort_unstable();
        found.sort_unstable();
    }
    prop_assert_eq!(&found, &keys, "{}", name());
    for (at, series) in answer.series.iter().enumerate() {
        let starts: Vec<_> = series.points.iter().map(|point| point.start).collect();
        let expected: Vec<_> = buckets[..buckets.len() - 1].iter().map(|bucket| bucket.start).collect();
        prop_assert_eq!(starts, expected, "{}", name());
        let pick = lines.iter().find(|(key, _)| *key == series.key).map(|(_, pick)| pick);
        for (n, (figure, bucket)) in figures(&answer, at).into_iter().zip(&buckets).enumerate() {
            let expected = match pick {
                Some(pick) => truth.figure(ask.metric, pick, bucket),
                None => rest.as_ref().unwrap()[n],
            };
            prop_assert!(
                same(figure, expected),
                "{} {} {}: {figure:?}, and the oracle says {expected:?}",
                name(),
                series.key,
                bucket.start
            );
        }
    }
    prop_assert_eq!(answer.settled_through, truth.settled_through(&truth.pick(&ask.filter)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_metric_is_what_the_oracle_says(org in org(), range in range(), by in interval(), filter in filter()) {
        let (truth, index) = (Truth::of(&org), org.index());
        for ask in asks(range, by, &filter, &org, Policy::default()) {
            check(&truth, &index, &ask)?;
        }
    }

    #[test]
    fn parts_add_up_to_the_whole(org in org(), range in range(), by in interval()) {
        let index = org.index();
        for ask in asks(range, by, &Filter::default(), &org, Policy::default()) {
            let adds = is_sum(ask.metric) || (ask.split.is_by_team() && ask.metric == Metric::ActivePeople);
            if !adds || ask.split == Split::None {
                continue;
            }
            let whole = metrics::answer(&index, &Ask { split: Split::None, ..ask.clone() }).unwrap();
            let parts = metrics::answer(&index, &ask).unwrap();
            for (n, whole) in figures(&whole, 0).into_iter().enumerate() {
                if whole.value.is_some() {
                    let sum: i64 = (0..parts.series.len()).map(|at| whole_number(figures(&parts, at)[n])).sum();
                    prop_assert_eq!(sum, whole_number(whole), "{} by {:?}", ask.metric, ask.split);
                }
            }
        }
    }

    #[test]
    fn active_people_are_new_retained_or_returned(org in org(), range in range(), by in interval(), filter in filter()) {
        let index = org.index();
        let of = |metric, split| metrics::answer(&index, &Ask {
            metric, range, by, split, filter: Filter { model: None, ..filter.clone() }, policy: Policy::default(), today: org.today,
        }).unwrap();
        for split in [Split::None, Split::Team] {
            let active = of(Metric::ActivePeople, split);
            let flows = [Metric::NewPeople, Metric::RetainedPeople, Metric::ResurrectedPeople].map(|metric| of(metric, split));
            for at in 0..active.series.len() {
                for (n, figure) in figures(&active, at).into_iter().enumerate() {
                    let sum: i64 = flows.iter().map(|flow| whole_number(figures(flow, at)[n])).sum();
                    prop_assert_eq!(sum, whole_number(figure));
                }
            }
        }
    }

    #[test]
    fn coverage_is_the_share_of_credits_with_the_field(org in org(), range in range()) {
        let (truth, index) = (Truth::of(&org), org.index());
        for ask in asks(range, Interval::Total, &Filter::default(), &org, Policy::default()) {
            let answer = metrics::answer(&index, &ask).unwrap();
            let inside = truth.rows.iter().filter(|(_, day, _, _)| range.contains(*day) && *day <= org.today);
            let spends: Vec<_> = inside.map(|(_, _, _, row)| row.totals.spend).collect();
            let has = |spend: &domain::fact::Spend| {
                let (uncached, cached) = (spend.uncached_input_tokens.is_some(), spend.cached_input_tokens.is_some());
                Some(match ask.metric {
                    Metric::EstimatedCostUsd => spend.estimated_cost_usd.is_some(),
                    Metric::UncachedInputTokens => uncached,
                    Metric::CachedInputTokens => cached,
                    Metric::OutputTokens => spend.output_tokens.is_some(),
                    Metric::CachedRatio => uncached && cached,
                    Metric::OutputShare => uncached && cached && spend.output_tokens.is_some(),
                    _ => return None,
                })
            };
            let credits = |only: bool| -> f64 {
                spends.iter().filter(|spend| !only || has(spend) == Some(true)).map(|spend| spend.credits.as_f64()).sum()
            };
            let asked = has(&domain::fact::Spend::default()).is_some();
            let expected = (asked && credits(false) > 0.0).then(|| credits(true) / credits(false));
            prop_assert!(match (answer.coverage, expected) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a == b,
            }, "{}: {:?} and not {expected:?}", ask.metric, answer.coverage);
        }
    }
}

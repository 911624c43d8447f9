//! Properties of the charts whose height follows from their rows, and of the waterfall, over any data.

use domain::view::{Cohort, Figure, Number, PointState, Retention};
use domain::{Day, Unit};
use proptest::prelude::*;

use super::common::{charts, check, is_monotone, labels, states, units, values};
use super::xml::Element;
use crate::{
    Calendar, ChartPoint, Cohorts, IntervalRow, Intervals, Line, LineRole, Multiples, Ranked, RankedRow, Size,
    Waterfall,
};

fn is_shown(state: PointState) -> bool {
    matches!(state, PointState::Settled | PointState::Provisional | PointState::Partial)
}

fn widths() -> impl Strategy<Value = u32> {
    320u32..1600
}

fn ranked() -> impl Strategy<Value = Ranked> {
    let rows = (-6i32..12).prop_flat_map(|power| {
        let row = (labels(), values(power), prop::option::of(values(power)), states());
        let row = row.prop_map(|(label, value, before, state)| RankedRow {
            key: label.clone(),
            label,
            value: is_shown(state).then_some(value),
            before,
            state,
        });
        let row = row.boxed();
        prop_oneof![8 => prop::collection::vec(row.clone(), 0..12), 1 => prop::collection::vec(row, 90..110)]
    });
    (labels(), units(), any::<bool>(), rows, 1usize..20, widths()).prop_map(
        |(title, unit, adds_up, rows, most, width)| Ranked {
            id: "c1".into(),
            title,
            unit,
            of: "Team".into(),
            adds_up,
            rows,
            most,
            width,
        },
    )
}

fn intervals() -> impl Strategy<Value = Intervals> {
    let row = (labels(), 0.0f64..1.0, 0.0f64..0.5, prop::option::of(0u64..2_000_000_000), states());
    let row = row.prop_map(|(label, value, half, base, state)| IntervalRow {
        key: label.clone(),
        label,
        value: is_shown(state).then_some(value),
        ends: Some(((value - half).max(0.0), (value + half).min(1.0))),
        base,
        state,
    });
    let rows = prop::collection::vec(row, 0..31);
    (labels(), labels(), rows, prop::option::of((labels(), 0.0f64..1.0)), widths()).prop_map(
        |(title, base, rows, reference, width)| Intervals {
            id: "c1".into(),
            title,
            unit: Unit::Share,
            of: "Team".into(),
            base,
            rows,
            reference,
            width,
        },
    )
}

fn retention() -> impl Strategy<Value = Retention> {
    let figure = |most: i64| {
        (0..=most, states())
            .prop_map(|(count, state)| Figure { value: is_shown(state).then_some(Number::Count(count)), state })
    };
    (prop_oneof![24 => 0usize..25, 1 => 60usize..110], 0i32..30_000).prop_flat_map(move |(weeks, first)| {
        let cohort = (figure(2_000_000), prop::collection::vec(figure(2_000), weeks));
        prop::collection::vec(cohort, 0..=weeks).prop_map(move |cohorts| {
            let first = Day::from_number(first).week_start();
            let cohort = |(at, (size, active)): (i64, (Figure, Vec<Figure>))| {
                let left = weeks.saturating_sub(usize::try_from(at).unwrap());
                Cohort { week: first.plus(at * 7), size, active: active.into_iter().take(left).collect() }
            };
            let weeks = u32::try_from(weeks).unwrap();
            Retention { weeks, cohorts: (0..).zip(cohorts).map(cohort).collect() }
        })
    })
}

fn days() -> impl Strategy<Value = Line> {
    (-6i32..12, prop_oneof![12 => 0usize..120, 1 => 300usize..800], 0i32..30_000).prop_flat_map(
        |(power, days, first)| {
            prop::collection::vec((values(power), states()), days).prop_map(move |points| {
                let point = |(at, (value, state)): (i64, (f64, PointState))| ChartPoint {
                    day: Day::from_number(first).plus(at),
                    value: is_shown(state).then_some(value),
                    state,
                };
                let points = (0..).zip(points).map(point).collect();
                Line { key: "all".into(), label: "All".into(), role: LineRole::Main, points }
            })
        },
    )
}

/// A start and some steps, of any size, often far smaller than the start.
fn amounts() -> impl Strategy<Value = ((String, f64), Vec<(String, f64)>)> {
    (-4i32..12, 0i32..3).prop_flat_map(|(power, less)| {
        ((labels(), values(power)), prop::collection::vec((labels(), values(power - less)), 0..6))
    })
}

fn cells(elements: &[Element]) -> usize {
    elements.iter().filter(|element| element.has_class("c-cell")).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ranked_bars_hold(chart in ranked()) {
        let (drawing, _) = check(&chart)?;
        prop_assert!(is_monotone(&drawing, |(x, _)| x));
        // Ranked: never a larger one below a smaller one, but for the rest.
        let own = drawing.stops.iter().filter(|stop| stop.key != "other");
        let ranks: Vec<f64> = own.filter_map(|stop| stop.spots[0].value).collect();
        prop_assert!(ranks.windows(2).all(|pair| pair[0] >= pair[1]));
        if chart.adds_up {
            let whole: f64 = chart.rows.iter().filter_map(|row| row.value).sum();
            let drawn: f64 = drawing.marks[0].values.iter().flatten().sum();
            let size: f64 = chart.rows.iter().filter_map(|row| row.value).map(f64::abs).sum();
            prop_assert!((whole - drawn).abs() <= size * 1e-12);
        }
    }

    #[test]
    fn intervals_hold(chart in intervals()) {
        let (drawing, elements) = check(&chart)?;
        prop_assert!(is_monotone(&drawing, |(x, _)| x));
        let known = chart.rows.iter().filter(|row| row.value.is_some()).count();
        prop_assert_eq!(elements.iter().filter(|element| element.has_class("c-dot")).count(), known);
        prop_assert_eq!(elements.iter().filter(|element| element.has_class("c-span")).count(), known);
    }

    #[test]
    fn waterfalls_hold(
        (title, unit) in (labels(), units()),
        (start, steps) in amounts(),
        (width, height) in (320u32..1600, 160u32..420),
        blank in prop::option::weighted(0.1, labels()),
    ) {
        let end = ("Now".to_owned(), start.1 + steps.iter().map(|(_, value)| value).sum::<f64>());
        let blank = blank.map(|text| crate::glyphs::clean(&text));
        let chart = Waterfall { id: "c1".into(), title, unit, start, steps, rounded: Vec::new(), end, blank, size: Size { width, height } };
        let (drawing, _) = check(&chart)?;
        prop_assert_eq!(drawing.stops.len(), if chart.blank.is_some() { 0 } else { chart.steps.len() + 2 });
        // The steps lead from the start to the end.
        let changes: f64 = drawing.marks[1].values.iter().flatten().sum();
        let totals: Vec<f64> = drawing.marks[0].values.iter().flatten().copied().collect();
        let size = chart.start.1.abs() + chart.steps.iter().map(|(_, value)| value.abs()).sum::<f64>();
        prop_assert!(totals.is_empty() || (totals[0] + changes - totals[1]).abs() <= size * 1e-12);
    }

    #[test]
    fn cohorts_hold(title in labels(), retention in retention(), width in widths()) {
        let chart = Cohorts { id: "c1".into(), title, retention, width };
        let (drawing, elements) = check(&chart)?;
        let known = drawing.stops.iter().filter(|stop| stop.spots[0].value.is_some()).count();
        let legend = if drawing.stops.is_empty() && cells(&elements) == 0 { 0 } else { 6 };
        prop_assert_eq!(cells(&elements), known + legend);
    }

    #[test]
    fn calendars_hold(title in labels(), line in days(), unit in units(), width in widths()) {
        let chart = Calendar { id: "c1".into(), title, unit, line, width };
        let (drawing, elements) = check(&chart)?;
        let known = chart.line.points.iter().filter(|point| point.value.is_some()).count();
        prop_assert_eq!(cells(&elements), if known == 0 { 0 } else { known + 6 });
        prop_assert_eq!(drawing.stops.len(), if known == 0 { 0 } else { chart.line.points.len() });
    }

    #[test]
    fn small_multiples_hold(chart in charts(), width in widths()) {
        let crate::LineChart { id, title, unit, lines, notes, .. } = chart;
        let chart = Multiples { id, title, unit, lines, notes, width };
        let (drawing, elements) = check(&chart)?;
        let pinned = elements.iter().filter(|element| element.has_class("c-pin")).count();
        prop_assert_eq!(pinned, drawing.pins.len() * drawing.marks.len(), "each panel shows each annotation");
        prop_assert_eq!(drawing.marks.len() + drawing.hidden, chart.lines.len());
        // One scale for all: within a row of panels a larger value is never lower.
        let mut points: Vec<(f64, f64)> = Vec::new();
        let top = drawing.stops.first().map_or(0.0, |stop| stop.area.y);
        for stop in drawing.stops.iter().filter(|stop| (stop.area.y - top).abs() < 0.05) {
            points.extend(stop.spots.iter().filter_map(|spot| spot.value.zip(spot.at.map(|(_, y)| -y))));
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert!(points.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    }
}

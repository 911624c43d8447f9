//! Every kind of chart at its limits: nothing, one point, a hundred series, the smallest and the largest number in one
//! chart, names from right to left and of joined signs. What holds of any drawing is in [`super::common`].

use domain::view::{Cohort, Figure, Number, PointState, Retention};
use domain::{Day, Unit};

use super::common::check;
use crate::{
    BarChart, Calendar, Chart, ChartPoint, Cohorts, Drawing, Form, IntervalRow, Intervals, Line, LineChart, LineRole,
    Multiples, Ranked, RankedRow, Size, Spread, Waterfall,
};

/// What a chart of each kind is made from: a name and its values a series.
type Data = Vec<(String, Vec<f64>)>;

fn lines(data: &Data) -> Vec<Line> {
    let line = |(at, (label, values)): (usize, &(String, Vec<f64>))| {
        let point = |(day, value): (i64, &f64)| ChartPoint {
            day: Day::from_ymd(2026, 11, 2).unwrap().plus(day),
            value: Some(*value),
            state: PointState::Settled,
        };
        let role = LineRole::Series(u8::try_from(at).unwrap());
        Line { key: label.clone(), label: label.clone(), role, points: (0..).zip(values).map(point).collect() }
    };
    data.iter().enumerate().map(line).collect()
}

fn over_time(data: &Data) -> Vec<(&'static str, Box<dyn Chart>)> {
    let (id, title, unit, size) = (|| "c1".to_owned(), || "Limits".to_owned(), Unit::Credits, Size::WIDE);
    let bars = |form| {
        let (lines, notes) = (lines(data), Vec::new());
        Box::new(BarChart { id: id(), title: title(), unit, form, lines, notes, size }) as Box<dyn Chart>
    };
    let band = None;
    let line = LineChart { id: id(), title: title(), unit, lines: lines(data), band, notes: Vec::new(), size };
    let (dots, notes) = (Vec::new(), Vec::new());
    let spread = Spread { id: id(), title: title(), unit, lines: lines(data), dots, notes, size };
    let small = Multiples { id: id(), title: title(), unit, lines: lines(data), notes: Vec::new(), width: 760 };
    vec![
        ("line", Box::new(line)),
        ("bars", bars(Form::Stacked)),
        ("area", bars(Form::Area)),
        ("groups", bars(Form::Grouped)),
        ("spread", Box::new(spread)),
        ("multiples", Box::new(small)),
    ]
}

fn rows(data: &Data) -> Vec<(&'static str, Box<dyn Chart>)> {
    let (id, title, unit, of) = (|| "c1".to_owned(), || "Limits".to_owned(), Unit::Credits, || "Team".to_owned());
    let named = || data.iter().map(|(label, values)| (label.clone(), values.first().copied()));
    let ranked = named().map(|(label, value)| RankedRow {
        key: label.clone(),
        label,
        value,
        before: None,
        state: PointState::Settled,
    });
    let ranked =
        Ranked { id: id(), title: title(), unit, of: of(), adds_up: true, rows: ranked.collect(), most: 8, width: 760 };
    let held = named().map(|(label, value)| IntervalRow {
        key: label.clone(),
        label,
        value,
        ends: value.map(|value| (value / 2.0, value * 2.0)),
        base: Some(40),
        state: PointState::Settled,
    });
    let (base, reference) = ("comments".to_owned(), None);
    let held =
        Intervals { id: id(), title: title(), unit, of: of(), base, rows: held.collect(), reference, width: 760 };
    let first = lines(data).into_iter().next();
    let none = || Line { key: String::new(), label: String::new(), role: LineRole::Main, points: Vec::new() };
    let calendar = Calendar { id: id(), title: title(), unit, line: first.unwrap_or_else(none), width: 760 };
    vec![("ranked", Box::new(ranked)), ("intervals", Box::new(held)), ("calendar", Box::new(calendar))]
}

fn every_kind(data: &Data) -> Vec<(&'static str, Box<dyn Chart>)> {
    over_time(data).into_iter().chain(rows(data)).collect()
}

/// The drawing, once what holds of every drawing was found to hold.
fn drawn(name: &str, chart: &dyn Chart) -> Drawing {
    check(chart).unwrap_or_else(|error| panic!("{name}: {error}")).0
}

fn series(count: usize, value: fn(usize) -> f64) -> Data {
    (0..count).map(|at| (format!("Team {at}"), vec![value(at); 3])).collect()
}

fn steps(changes: &[(&str, f64)], start: f64) -> Waterfall {
    let steps: Vec<(String, f64)> = changes.iter().map(|(name, change)| ((*name).to_owned(), *change)).collect();
    let end = ("Now".to_owned(), start + steps.iter().map(|(_, change)| change).sum::<f64>());
    let (id, title, start, blank) = ("c1".to_owned(), "Limits".to_owned(), ("Before".to_owned(), start), None);
    Waterfall { id, title, unit: Unit::Credits, start, steps, rounded: Vec::new(), end, blank, size: Size::WIDE }
}

fn cohorts(weeks: u32, people: i64) -> Cohorts {
    let figure = |count| Figure { value: Some(Number::Count(count)), state: PointState::Settled };
    let cohort = |at: u32| Cohort {
        week: Day::from_ymd(2026, 8, 3).unwrap().plus(i64::from(at) * 7),
        size: figure(people),
        active: (at..weeks).map(|_| figure(people)).collect(),
    };
    let retention = Retention { weeks, cohorts: (0..weeks).map(cohort).collect() };
    Cohorts { id: "c1".to_owned(), title: "Limits".to_owned(), retention, width: 760 }
}

#[test]
fn nothing_is_said_in_words_by_every_kind() {
    for (name, chart) in every_kind(&Vec::new()) {
        let drawing = drawn(name, chart.as_ref());
        assert!(drawing.svg.contains("No data in this range"), "{name}: {}", drawing.svg);
        assert_eq!(chart.summary(), "Limits: no data in this range.", "{name}");
        assert!(chart.data_table().rows.is_empty() && drawing.stops.is_empty(), "{name}");
    }
    let none = cohorts(0, 0);
    assert!(drawn("cohorts", &none).svg.contains("No data in this range"));
}

#[test]
fn one_point_is_drawn_and_can_be_read_by_every_kind() {
    for (name, chart) in every_kind(&vec![("Alone".to_owned(), vec![430.0])]) {
        let drawing = drawn(name, chart.as_ref());
        if name == "spread" {
            // Of median and P90 there is one only: no strip, but a scale, a label and a row.
            assert!(drawing.svg.contains("c-end"), "{name}");
        }
        assert_eq!(drawing.stops.len(), 1, "{name}");
        let reading = drawing.reading(0).unwrap();
        assert!(reading.rows[0].text.starts_with("430"), "{name}: {reading:?}");
        assert_eq!(chart.data_table().rows.len(), 1, "{name}");
    }
    assert_eq!(drawn("cohorts", &cohorts(2, 7)).stops.len(), 1);
    assert_eq!(drawn("waterfall", &steps(&[("Only", 0.0)], 430.0)).stops.len(), 3);
}

#[test]
fn of_a_hundred_series_each_kind_draws_what_it_can_tell_apart() {
    #[expect(clippy::cast_precision_loss, reason = "up to a hundred")]
    let data = series(100, |at| at as f64 + 1.0);
    for (name, chart) in every_kind(&data) {
        let drawing = drawn(name, chart.as_ref());
        let counted = (drawing.marks.len(), drawing.hidden);
        let expected = match name {
            // The eight largest, and the rest as one where numbers add up.
            "bars" | "area" | "groups" => (9, 92),
            "line" => (8, 92),
            "spread" => (2, 98),
            "multiples" => (30, 70),
            "ranked" => (1, 92),
            _ => (1, 0),
        };
        assert_eq!(counted, expected, "{name}");
        if !["intervals", "ranked", "calendar"].contains(&name) {
            assert_eq!(chart.data_table().headers.len(), 101, "{name}: the table has all");
        }
    }
}

#[test]
fn the_smallest_and_the_largest_number_stand_in_one_chart() {
    let data = vec![("Small".to_owned(), vec![1e-6; 3]), ("Large".to_owned(), vec![1e12; 3])];
    for (name, chart) in every_kind(&data) {
        let drawing = drawn(name, chart.as_ref());
        let table = chart.data_table().rows.concat().join(" ");
        assert!(table.contains("0.000001"), "{name}: {table}");
        if name != "calendar" {
            assert!(table.contains("1,000,000,000,000"), "{name}: {table}");
            assert!(drawing.svg.contains(">1T") || drawing.svg.contains("1T<"), "{name}: {}", drawing.svg);
        }
    }
    let (up, down) = (steps(&[("Up", 1e12)], 1e-6), steps(&[("Down", -1e-6)], 1e12));
    assert_eq!((drawn("waterfall", &up).stops.len(), drawn("waterfall", &down).stops.len()), (3, 3));
    assert!(drawn("cohorts", &cohorts(3, 1_000_000_000_000)).svg.contains("1T"));
}

#[test]
fn names_of_any_script_are_whole_in_the_table_and_isolated_in_the_drawing() {
    for name in ["\u{5e6}\u{5d5}\u{5d5}\u{5ea} 7 (A)", "🦀👩\u{200d}💻", "團隊 & <co>", "\u{202e}back"] {
        let cleaned = crate::glyphs::clean(name);
        let data = vec![(name.to_owned(), vec![4.0, 5.0]), ("Web".to_owned(), vec![3.0, 4.0])];
        for (kind, chart) in every_kind(&data) {
            let drawing = drawn(kind, chart.as_ref());
            let table = chart.data_table();
            let told = table.headers.iter().chain(table.rows.iter().flatten()).any(|cell| *cell == cleaned);
            assert!(told, "{kind}: {table:?} names {cleaned}");
            assert!(!drawing.svg.contains('\u{202e}'), "{kind}: no text turns the rest around");
        }
        let fall = steps(&[(name, 3.0)], 4.0);
        drawn("waterfall", &fall);
        assert!(fall.data_table().rows.iter().any(|row| row[0] == cleaned), "{:?}", fall.data_table());
    }
}

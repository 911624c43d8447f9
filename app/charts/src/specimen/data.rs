//! The made-up numbers behind the specimens. Sums of sixteenths, so that no rounding is needed to write them down.

use domain::Day;
use domain::view::{Cohort, Figure, Number, PointState, Retention};

use crate::model::{Band, ChartPoint, Line, LineRole, Note};
use crate::{IntervalRow, RankedRow};

/// Names that are hard to draw: from right to left, wide, joined, marked up, turned around.
const NAMES: [&str; 6] = [
    "Platform",
    "צוות פלטפורמה",
    "🦀👩\u{200d}💻 Crab crew",
    "團隊 <b>\"七\"</b> & 'co'",
    "\u{202e}desrever",
    "A team with a name that is longer than any margin has room for",
];

/// The day after the last one.
const END: i32 = 20_685;

fn name(seed: usize) -> String {
    let name = NAMES.iter().cycle().nth(seed).copied().unwrap_or_default();
    if seed < NAMES.len() { name.to_owned() } else { format!("{name} {seed}") }
}

pub(super) fn series(count: u8, buckets: i32) -> Vec<Line> {
    (0..count).map(|number| line(LineRole::Series(number), i32::from(number), buckets)).collect()
}

/// A line with a gap, a zero, a hidden point, a cut-off first bucket and provisional last ones.
pub(super) fn line(role: LineRole, seed: i32, buckets: i32) -> Line {
    let name = name(usize::try_from(seed).unwrap_or(0));
    let first = Day::from_number(END - buckets);
    let point = |at: i32| {
        let (value, state) = match at {
            9 if seed != 1 => (None, PointState::Gap),
            11 if seed == 2 => (None, PointState::TooFew),
            14 if seed == 0 => (Some(0.0), PointState::Settled),
            0 if buckets > 1 => (Some(wave(seed, at, 430.0)), PointState::Partial),
            _ if at + 3 >= buckets => (Some(wave(seed, at, 430.0)), PointState::Provisional),
            _ => (Some(wave(seed, at, 430.0)), PointState::Settled),
        };
        ChartPoint { day: first.plus(i64::from(at)), value, state }
    };
    Line { key: format!("line-{seed}"), label: name, role, points: (0..buckets).map(point).collect() }
}

/// A rising zigzag in sixteenths, so that no rounding is needed to write it down.
pub(super) fn wave(seed: i32, at: i32, height: f64) -> f64 {
    let phase = f64::from((at * 7 + seed * 5).rem_euclid(16)) / 16.0;
    let rise = f64::from(at + 20) / 128.0;
    (height * (phase * 0.0625 + rise) / f64::from(1 + seed)).floor()
}

fn point(first: Day, at: i32, value: f64, state: PointState) -> ChartPoint {
    ChartPoint { day: first.plus(i64::from(at)), value: Some(value), state }
}

pub(super) fn notes() -> Vec<Note> {
    let note = |before: i32, text: &str| Note { day: Day::from_number(END - before), text: text.to_owned() };
    vec![
        note(74, "Rollout to Platform"),
        note(40, "השקה ל-Search"),
        note(36, "New model"),
        note(4, "Budget raised <again>"),
    ]
}

/// Credits of a cycle so far, where they are heading, and the budget.
pub(super) fn pace() -> (Vec<Line>, Band) {
    let first = Day::from_number(END - 30);
    let spent = |at: i32| f64::from(at + 1) * 512.0 + f64::from((at * 7) % 16) * 32.0;
    let line = |label: &str, role, points: Vec<ChartPoint>| Line {
        key: label.to_ascii_lowercase(),
        label: label.to_owned(),
        role,
        points,
    };
    let state = |at: i32| if at > 15 { PointState::Provisional } else { PointState::Settled };
    let main = (0..18).map(|at| point(first, at, spent(at), state(at))).collect();
    let ahead = |at: i32| (at >= 17).then(|| spent(17) + f64::from(at - 17) * 544.0);
    let forecast = |at: i32| ChartPoint {
        day: first.plus(i64::from(at)),
        value: ahead(at),
        state: if at < 17 { PointState::Gap } else { PointState::Settled },
    };
    let budget = (0..30).map(|at| point(first, at, f64::from(at + 1) * 500.0, PointState::Settled)).collect();
    let lines = vec![
        line("Credits", LineRole::Main, main),
        line("Forecast", LineRole::Forecast, (0..30).map(forecast).collect()),
        line("Budget", LineRole::Target, budget),
    ];
    let range =
        |at: i32| ahead(at).map(|value| (value - f64::from(at - 17) * 128.0, value + f64::from(at - 17) * 192.0));
    let labels = ("At a slow week's pace".to_owned(), "At a fast week's pace".to_owned());
    (lines, Band { labels, points: (0..30).map(range).collect() })
}

/// Median and P90 of some buckets, with dots where there are few.
pub(super) fn spread(buckets: i32) -> (Vec<Line>, Vec<Vec<f64>>) {
    let step = if buckets < 20 { 7 } else { 1 };
    let first = Day::from_number(END - buckets * step).week_start();
    let line = |label: &str, factor: f64| {
        let point = |at: i32| {
            let state = match at {
                4 => PointState::Gap,
                _ if at + 2 >= buckets => PointState::Provisional,
                _ => PointState::Settled,
            };
            let value = (at != 4).then(|| wave(1, at, 60.0) * factor);
            ChartPoint { day: first.plus(i64::from(at * step)), value, state }
        };
        let (key, label) = (label.to_ascii_lowercase(), label.to_owned());
        Line { key, label, role: LineRole::Series(0), points: (0..buckets).map(point).collect() }
    };
    let dots = |at: i32| {
        let median = wave(1, at, 60.0);
        (0..if at == 4 { 0 } else { 30 }).map(|of| median * f64::from((of * of) % 97) / 32.0).collect()
    };
    let dots = if step == 7 { (0..buckets).map(dots).collect() } else { Vec::new() };
    (vec![line("Median", 1.0), line("P90", 2.5)], dots)
}

pub(super) fn flow() -> Vec<Line> {
    let first = Day::from_number(END - 91).week_start();
    let line = |(at, (label, role)): (i32, (&str, LineRole))| {
        let height = [120.0, 900.0, 180.0, 140.0].into_iter().cycle().nth(usize::try_from(at).unwrap_or(0));
        let point = |week: i32| ChartPoint {
            day: first.plus(i64::from(week * 7)),
            value: (week != 5).then(|| wave(at % 2, week + at, height.unwrap_or(0.0))),
            state: match week {
                5 => PointState::Gap,
                0..=3 => PointState::Partial,
                12 => PointState::Provisional,
                _ => PointState::Settled,
            },
        };
        Line { key: label.to_ascii_lowercase(), label: label.to_owned(), role, points: (0..13).map(point).collect() }
    };
    let roles = [
        ("New", LineRole::Series(1)),
        ("Retained", LineRole::Series(0)),
        ("Returned", LineRole::Series(2)),
        ("Lapsed", LineRole::Below(7)),
    ];
    (0..).zip(roles).map(line).collect()
}

pub(super) fn ranked(count: u8) -> Vec<RankedRow> {
    let row = |seed: u8| {
        let state = match seed {
            3 => PointState::TooFew,
            1 => PointState::Provisional,
            _ => PointState::Settled,
        };
        let value = (seed != 3).then(|| wave(i32::from(seed), 40, 9_000.0));
        let before = value.filter(|_| seed < 3).map(|value| value * 0.75);
        RankedRow { key: format!("row-{seed}"), label: name(usize::from(seed)), value, before, state }
    };
    (0..count).map(row).collect()
}

pub(super) fn intervals() -> Vec<IntervalRow> {
    let rows = [
        (Some(0.6875), Some((0.625, 0.75)), Some(214), PointState::Settled),
        (Some(0.5625), Some((0.4375, 0.6875)), Some(61), PointState::Provisional),
        (None, None, Some(12), PointState::TooFew),
        (None, None, None, PointState::Unavailable),
        (Some(0.3125), Some((0.1875, 0.5)), Some(38), PointState::Settled),
        (Some(0.0), Some((0.0, 0.09375)), Some(40), PointState::Settled),
    ];
    let row = |(seed, (value, ends, base, state))| IntervalRow {
        key: format!("row-{seed}"),
        label: name(seed),
        value,
        ends,
        base,
        state,
    };
    rows.into_iter().enumerate().map(row).collect()
}

/// Cohorts with a gap, one that is hidden, an empty one, and cut-off ones at both ends.
pub(super) fn retention(weeks: u32) -> Retention {
    let first = Day::from_number(END - 84).week_start();
    let cohort = |at: u32| {
        let state = match at {
            0 | 1 => PointState::Partial,
            4 => PointState::TooFew,
            6 => PointState::Gap,
            _ => PointState::Settled,
        };
        let hidden = matches!(state, PointState::TooFew | PointState::Gap);
        let figure = |count: i64, state| Figure { value: (!hidden).then_some(Number::Count(count)), state };
        let size = if at == 7 { 0 } else { 40 + i64::from((at * 29) % 64) };
        let active = |week: u32| {
            let kept = size * (16 - i64::from((week * 3).min(12))) / 16 + i64::from((week + at) % 3);
            let count = if week == 0 { size } else { kept.min(size) };
            let state = if at + week + 1 == weeks { PointState::Provisional } else { state };
            let hidden = at == 9 && week == 2;
            if hidden { Figure { value: None, state: PointState::TooFew } } else { figure(count, state) }
        };
        let week = first.plus(i64::from(at) * 7);
        Cohort { week, size: figure(size, state), active: (0..weeks - at).map(active).collect() }
    };
    Retention { weeks, cohorts: (0..weeks).map(cohort).collect() }
}

/// Most of a year of days, quieter at weekends.
pub(super) fn year() -> Line {
    let first = Day::from_number(END - 300);
    let point = |at: i32| {
        let day = first.plus(i64::from(at));
        let state = match at {
            0..14 | 120..126 => PointState::Gap,
            200 => PointState::TooFew,
            297.. => PointState::Provisional,
            _ => PointState::Settled,
        };
        let height = if day.is_weekday() { 700.0 } else { 64.0 };
        let known = !matches!(state, PointState::Gap | PointState::TooFew);
        let value = known.then(|| if at % 41 == 0 { 0.0 } else { wave(0, at % 48, height) });
        ChartPoint { day, value, state }
    };
    let (key, label) = ("credits".to_owned(), "Credits".to_owned());
    Line { key, label, role: LineRole::Main, points: (0..300).map(point).collect() }
}

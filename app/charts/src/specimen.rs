//! A fixed set of drawings, to compare what the server and the browser make of the same data.
//! Made-up numbers; no page shows them.

use domain::view::PointState;
use domain::{Day, Unit};
use serde::{Deserialize, Serialize};

use crate::model::{BarChart, ChartPoint, Form, Line, LineChart, LineRole, Size};

/// One drawing with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specimen {
    /// What it shows.
    pub name: String,
    /// The whole `<svg>` element.
    pub svg: String,
}

/// Names that are hard to draw: from right to left, wide, joined, marked up, turned around.
const NAMES: [&str; 6] = [
    "Platform",
    "צוות פלטפורמה",
    "🦀👩\u{200d}💻 Crab crew",
    "團隊 <b>\"七\"</b> & 'co'",
    "\u{202e}desrever",
    "A team with a name that is longer than any margin has room for",
];

/// Every specimen, in a fixed order: the same on every run and every machine.
pub fn all() -> Vec<Specimen> {
    let lines = |name: &str, size, lines| {
        let (id, title) = (format!("specimen-{name}"), format!("Specimen: {name}"));
        let svg =
            crate::line_chart(&LineChart { id, title, unit: Unit::People, lines, band: None, notes: Vec::new(), size })
                .svg;
        Specimen { name: name.to_owned(), svg }
    };
    let bars = |name: &str, unit, size, lines| {
        let (id, title) = (format!("specimen-{name}"), format!("Specimen: {name}"));
        let svg =
            crate::bar_chart(&BarChart { id, title, unit, form: Form::Stacked, lines, notes: Vec::new(), size }).svg;
        Specimen { name: name.to_owned(), svg }
    };
    let trend: Vec<Option<f64>> = (0..20).map(|at| (at != 7).then(|| wave(3, at, 40.0))).collect();
    vec![
        lines("compared", Size::WIDE, vec![line(LineRole::Main, 0, 90), line(LineRole::Compare, 1, 90)]),
        lines("compared-narrow", Size::NARROW, vec![line(LineRole::Main, 0, 90), line(LineRole::Compare, 1, 90)]),
        lines("teams", Size::WIDE, series(6, 28)),
        lines("teams-narrow", Size::NARROW, series(6, 28)),
        lines("one-point", Size::NARROW, vec![line(LineRole::Main, 2, 1)]),
        lines("empty", Size::NARROW, Vec::new()),
        bars("bars", Unit::Credits, Size::WIDE, series(4, 30)),
        bars("bars-one", Unit::Count, Size::NARROW, vec![line(LineRole::Main, 0, 30)]),
        bars("bars-many", Unit::Usd, Size::WIDE, series(14, 13)),
        bars("bars-narrow", Unit::Tokens, Size::NARROW, series(3, 90)),
        Specimen { name: "sparkline".to_owned(), svg: crate::sparkline(&trend, Size::SPARK) },
        Specimen { name: "meter".to_owned(), svg: crate::meter(0.425) },
    ]
}

fn series(count: u8, buckets: i32) -> Vec<Line> {
    (0..count).map(|number| line(LineRole::Series(number), i32::from(number), buckets)).collect()
}

/// A line with a gap, a zero, a hidden point, a cut-off first bucket and provisional last ones.
fn line(role: LineRole, seed: i32, buckets: i32) -> Line {
    let name = NAMES.iter().cycle().nth(usize::try_from(seed).unwrap_or(0)).copied().unwrap_or_default();
    let first = Day::from_number(20_685 - buckets);
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
    Line { key: format!("line-{seed}"), label: name.to_owned(), role, points: (0..buckets).map(point).collect() }
}

/// A rising zigzag in sixteenths, so that no rounding is needed to write it down.
fn wave(seed: i32, at: i32, height: f64) -> f64 {
    let phase = f64::from((at * 7 + seed * 5).rem_euclid(16)) / 16.0;
    let rise = f64::from(at + 20) / 128.0;
    (height * (phase * 0.0625 + rise) / f64::from(1 + seed)).floor()
}

//! A fixed set of drawings, to compare what the server and the browser make of the same data.
//! Made-up numbers; no page shows them.

mod data;

use domain::Unit;
use serde::{Deserialize, Serialize};

use self::data::{line, series, wave};
use crate::model::{BarChart, Chart, Form, Line, LineChart, LineRole, Note, Size};
use crate::{Calendar, Cohorts, IntervalRow, Intervals, Multiples, Ranked, Spread, Waterfall};

/// One drawing with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specimen {
    /// What it shows.
    pub name: String,
    /// The whole `<svg>` element.
    pub svg: String,
}

/// The widths of a page's column and of a phone.
const WIDTHS: [(&str, u32); 2] = [("", 760), ("-narrow", 330)];

/// Every specimen, in a fixed order: the same on every run and every machine.
pub fn all() -> Vec<Specimen> {
    let mut all = over_time();
    all.extend(parts());
    for (suffix, width) in WIDTHS {
        all.extend(rows(suffix, width));
    }
    let trend: Vec<Option<f64>> = (0..20).map(|at| (at != 7).then(|| wave(3, at, 40.0))).collect();
    all.push(Specimen { name: "sparkline".to_owned(), svg: crate::sparkline(&trend, Size::SPARK) });
    all.push(Specimen { name: "meter".to_owned(), svg: crate::meter(0.425) });
    all
}

fn drawn(name: &str, chart: &dyn Chart) -> Specimen {
    Specimen { name: name.to_owned(), svg: chart.draw().svg }
}

fn ids(name: &str) -> (String, String) {
    (format!("specimen-{name}"), format!("Specimen: {name}"))
}

fn lines(name: &str, size: Size, lines: Vec<Line>, notes: Vec<Note>) -> Specimen {
    let (id, title) = ids(name);
    drawn(name, &LineChart { id, title, unit: Unit::People, lines, band: None, notes, size })
}

/// Lines, and lines with something beside them.
fn over_time() -> Vec<Specimen> {
    let compared = || vec![line(LineRole::Main, 0, 90), line(LineRole::Compare, 1, 90)];
    let mut all = vec![
        lines("compared", Size::WIDE, compared(), Vec::new()),
        lines("compared-narrow", Size::NARROW, compared(), Vec::new()),
        lines("teams", Size::WIDE, series(6, 28), Vec::new()),
        lines("teams-narrow", Size::NARROW, series(6, 28), Vec::new()),
        lines("one-point", Size::NARROW, vec![line(LineRole::Main, 2, 1)], Vec::new()),
        lines("empty", Size::NARROW, Vec::new(), Vec::new()),
        lines("noted", Size::WIDE, compared(), data::notes()),
        lines("noted-narrow", Size::NARROW, compared(), data::notes()),
    ];
    for (suffix, size) in [("", Size::WIDE), ("-narrow", Size::NARROW)] {
        let name = format!("forecast{suffix}");
        let (id, title) = ids(&name);
        let (lines, band) = data::pace();
        let chart = LineChart { id, title, unit: Unit::Credits, lines, band: Some(band), notes: Vec::new(), size };
        all.push(drawn(&name, &chart));
        let name = format!("spread{suffix}");
        let (id, title) = ids(&name);
        let (lines, dots) = data::spread(if suffix.is_empty() { 13 } else { 60 });
        all.push(drawn(&name, &Spread { id, title, unit: Unit::Credits, lines, dots, notes: Vec::new(), size }));
    }
    all
}

/// Bars, areas and flow.
fn parts() -> Vec<Specimen> {
    let bars = |name: &str, unit, form, size, lines| {
        let (id, title) = ids(name);
        drawn(name, &BarChart { id, title, unit, form, lines, notes: Vec::new(), size })
    };
    let one = vec![line(LineRole::Main, 0, 30)];
    vec![
        bars("bars", Unit::Credits, Form::Stacked, Size::WIDE, series(4, 30)),
        bars("bars-one", Unit::Count, Form::Stacked, Size::NARROW, one),
        bars("bars-many", Unit::Usd, Form::Stacked, Size::WIDE, series(14, 13)),
        bars("bars-narrow", Unit::Tokens, Form::Stacked, Size::NARROW, series(3, 90)),
        bars("area", Unit::Credits, Form::Area, Size::WIDE, series(5, 90)),
        bars("area-hundred", Unit::Tokens, Form::Area, Size::WIDE, series(100, 60)),
        bars("area-narrow", Unit::Credits, Form::Area, Size::NARROW, series(4, 60)),
        bars("groups", Unit::People, Form::Grouped, Size::WIDE, series(4, 8)),
        bars("groups-narrow", Unit::Credits, Form::Grouped, Size::NARROW, series(3, 4)),
        bars("flow", Unit::People, Form::Stacked, Size::WIDE, data::flow()),
        bars("flow-narrow", Unit::People, Form::Stacked, Size::NARROW, data::flow()),
    ]
}

/// Everything whose height follows from its rows.
fn rows(suffix: &str, width: u32) -> Vec<Specimen> {
    let mut all = Vec::new();
    let mut add = |name: &str, make: &dyn Fn(String, String) -> Box<dyn Chart>| {
        let name = format!("{name}{suffix}");
        let (id, title) = ids(&name);
        all.push(drawn(&name, make(id, title).as_ref()));
    };
    add("ranked", &|id, title| {
        let (of, rows) = ("Team".to_owned(), data::ranked(14));
        Box::new(Ranked { id, title, unit: Unit::Credits, of, adds_up: true, rows, most: 8, width })
    });
    add("ranked-signed", &|id, title| {
        let (of, mut rows) = ("Client".to_owned(), data::ranked(5));
        rows.iter_mut().rev().take(2).for_each(|row| row.value = row.value.map(|value| -value));
        Box::new(Ranked { id, title, unit: Unit::Credits, of, adds_up: true, rows, most: 8, width })
    });
    add("intervals", &|id, title| {
        let (of, base, rows): (_, _, Vec<IntervalRow>) = ("Team".to_owned(), "comments".to_owned(), data::intervals());
        let reference = Some(("All teams".to_owned(), 0.58));
        Box::new(Intervals { id, title, unit: Unit::Share, of, base, rows, reference, width })
    });
    let falls = [("waterfall", [900.0, -310.5, 240.25]), ("waterfall-whole", [9_000.0, -14_000.0, 3_000.0])];
    for (name, changes) in falls {
        add(name, &|id, title| {
            let names = ["Active people", "Turns per person", "Credits per turn"];
            let steps: Vec<(String, f64)> = names.into_iter().map(str::to_owned).zip(changes).collect();
            let (start, end) = ("24 Aug to 20 Sep".to_owned(), "21 Sep to 18 Oct".to_owned());
            let to = 12_400.5 + changes.iter().sum::<f64>();
            let size = Size { width, height: 240 };
            let (start, end, unit) = ((start, 12_400.5), (end, to), Unit::Credits);
            Box::new(Waterfall { id, title, unit, start, steps, rounded: Vec::new(), end, blank: None, size })
        });
    }
    add("cohorts", &|id, title| Box::new(Cohorts { id, title, retention: data::retention(12), width }));
    add("calendar", &|id, title| Box::new(Calendar { id, title, unit: Unit::Credits, line: data::year(), width }));
    add("multiples", &|id, title| {
        let (lines, notes) = (series(9, 13), data::notes());
        Box::new(Multiples { id, title, unit: Unit::People, lines, notes, width })
    });
    all
}

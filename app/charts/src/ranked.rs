//! Ranked bars: one row a team, client or model, the largest first, with its number beside it.

use domain::metric::Unit;
use domain::view::PointState;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, pixels};
use crate::drawing::{Drawing, Mark, Spot, Stop};
use crate::model::{Chart, DataTable};
use crate::paint::{Kind, OTHER, Paint, mark_class};
use crate::rows::{RowText, Rows};
use crate::sheet::{Head, element, nothing};
use crate::{format, glyphs, words};

/// Rows with a bar each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// What a row is: “Team”, “Client”, “Model”.
    pub of: String,
    /// Whether the rows are parts of a whole: then each has its share, and those that are left out are
    /// summed as “Other”.
    pub adds_up: bool,
    /// The rows, in any order.
    pub rows: Vec<RankedRow>,
    /// How many are drawn; the largest.
    pub most: usize,
    /// The width of the drawing; its height follows from the rows.
    pub width: u32,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankedRow {
    /// Stable key.
    pub key: String,
    /// The title for people. Any text: it is cleaned and escaped.
    pub label: String,
    /// The value; `None` where it is not known or not shown.
    pub value: Option<f64>,
    /// The value of the period before, drawn as a tick.
    pub before: Option<f64>,
    /// How far the value can be trusted.
    pub state: PointState,
}

impl RankedRow {
    fn known(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }

    fn earlier(&self) -> Option<f64> {
        self.before.filter(|value| value.is_finite())
    }

    fn name(&self) -> String {
        glyphs::clean(&self.label)
    }
}

impl Ranked {
    /// The rows from the largest on, those without a value last.
    fn sorted(&self) -> Vec<&RankedRow> {
        let mut rows: Vec<&RankedRow> = self.rows.iter().collect();
        let rank = |row: &RankedRow| row.known().unwrap_or(f64::NEG_INFINITY);
        rows.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        rows
    }

    /// The whole, where there is one that shares can be taken of.
    fn whole(&self) -> Option<f64> {
        let sum: f64 = self.rows.iter().filter_map(RankedRow::known).sum();
        (self.adds_up && sum > 0.0 && self.rows.iter().filter_map(RankedRow::known).all(|value| value >= 0.0))
            .then_some(sum)
    }

    fn share(&self, value: f64) -> Option<String> {
        self.whole().map(|whole| format::percent(value / whole))
    }

    /// What is drawn: the largest, and the rest as one row where that is a number.
    fn drawn(&self) -> (Vec<RankedRow>, usize) {
        let sorted = self.sorted();
        // A rest of one is drawn as itself.
        if sorted.len() <= self.most.max(1) + 1 {
            return (sorted.into_iter().cloned().collect(), 0);
        }
        let (shown, rest) = sorted.split_at(self.most.max(1));
        let mut rows: Vec<RankedRow> = shown.iter().map(|row| (*row).clone()).collect();
        let known: Vec<f64> = rest.iter().filter_map(|row| row.known()).collect();
        if self.adds_up && !known.is_empty() {
            let settled = rest.iter().all(|row| row.state == PointState::Settled);
            let before: Option<f64> = rest.iter().map(|row| row.earlier()).sum();
            rows.push(RankedRow {
                key: "other".to_owned(),
                label: format!("Other ({})", rest.len()),
                value: Some(known.iter().sum()),
                before,
                state: if settled { PointState::Settled } else { PointState::Partial },
            });
        }
        (rows, rest.len())
    }
}

fn text(chart: &Ranked, row: &RankedRow) -> RowText {
    let name = row.name();
    match row.known() {
        Some(value) => RowText {
            name,
            value: format::compact(value, chart.unit),
            extra: chart.share(value).unwrap_or_default(),
            words: String::new(),
        },
        None => RowText { name, words: format::absent(row.state).to_owned(), ..RowText::default() },
    }
}

/// Draws a bar a row, from zero on; those below zero to the other side.
fn draw(chart: &Ranked) -> Drawing {
    let (shown, hidden) = chart.drawn();
    let rows = Rows::new(chart.width, shown.iter().map(|row| text(chart, row)).collect(), 2 * UNITS, 4 * UNITS);
    let values = || shown.iter().flat_map(|row| [row.known(), row.earlier()]).flatten();
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let x = rows.along(low..if high > low { high } else { low + 1.0 });
    let (id, title, size) = (chart.id.as_str(), chart.title.as_str(), rows.size);
    let summary = chart.summary();
    let empty = nothing(&mut shown.iter().map(|row| (row.known(), row.state)));
    let empty =
        empty.filter(|_| shown.is_empty()).map(|words| (words, (rows.layout.width / 2, rows.layout.middle().1)));
    let svg = element(&Head { id, title, summary: &summary, size }, empty, &|canvas| {
        rows.draw(canvas)?;
        shown.iter().enumerate().try_for_each(|(at, row)| bar(canvas, row, rows.middle(at), &x))
    });
    let y = |at: usize| pixels(rows.middle(at));
    let stop = |(at, row): (usize, &RankedRow)| {
        let spot = |mark: usize, value: Option<f64>, state: PointState, text: Option<String>| Spot {
            mark,
            at: value.map(|value| (pixels(x(value)), y(at))),
            value,
            state,
            label: None,
            text,
        };
        let told = format::told(row.known(), row.state, chart.unit);
        let share = row.known().and_then(|value| chart.share(value));
        let now = spot(0, row.known(), row.state, share.map(|share| format!("{told}, {share}")));
        let before = row.earlier().map(|value| spot(1, Some(value), PointState::Settled, None));
        let spots = std::iter::once(now).chain(before).collect();
        Stop { key: row.key.clone(), name: row.name(), area: rows.area(at), spots }
    };
    let stops = shown.iter().enumerate().map(stop).collect();
    let mark = |key: &str, label: String, compare: bool, values: Vec<Option<f64>>| Mark {
        key: key.to_owned(),
        label,
        class: mark_class(0, compare),
        line: None,
        values,
    };
    let mut marks = vec![mark("value", glyphs::clean(title), false, shown.iter().map(RankedRow::known).collect())];
    if shown.iter().any(|row| row.earlier().is_some()) {
        marks.push(mark("before", "Before".to_owned(), true, shown.iter().map(RankedRow::earlier).collect()));
    }
    let (plot, pins, xs, ys) = (rows.layout.plot(), Vec::new(), Vec::new(), Vec::new());
    Drawing { svg, size, plot, unit: chart.unit, adds_up: false, stops, marks, pins, hidden, xs, ys }
}

fn bar(canvas: &Canvas<'_>, row: &RankedRow, y: i32, x: &dyn Fn(f64) -> i32) -> Drawn {
    let Some(value) = row.known() else { return Ok(()) };
    let zero = x(0.0);
    canvas.line(vec![(zero, y - 8 * UNITS), (zero, y + 8 * UNITS)], Paint::plain(Kind::Base))?;
    if value != 0.0 {
        // A value that is not zero is seen, however small.
        let end = if value > 0.0 { x(value).max(zero + UNITS) } else { x(value).min(zero - UNITS) };
        let colour = if row.key == "other" { OTHER } else { 0 };
        let paint = Paint::of(Kind::Bar, colour).provisional(row.state != PointState::Settled).sideways();
        let (from, to) = (zero.min(end), zero.max(end));
        canvas.rect((from, y - 5 * UNITS), (to, y + 5 * UNITS), paint.rounded(value > 0.0, value < 0.0))?;
    }
    match row.earlier() {
        Some(before) => {
            let at = x(before);
            canvas.line(vec![(at, y - 8 * UNITS), (at, y + 8 * UNITS)], Paint::plain(Kind::Was))
        }
        None => Ok(()),
    }
}

impl Chart for Ranked {
    fn draw(&self) -> Drawing {
        draw(self)
    }

    fn summary(&self) -> String {
        let title = glyphs::clean(&self.title);
        let known = self.rows.iter().filter_map(|row| row.known().map(|value| (glyphs::isolated(&row.name()), value)));
        let say = |value: f64| {
            let amount = words::value(value, self.unit);
            self.share(value).map_or_else(|| amount.clone(), |share| format!("{amount} ({share})"))
        };
        let known: Vec<(String, f64)> = known.collect();
        let sum: f64 = known.iter().map(|(_, value)| value).sum();
        let missing = self.rows.len() - known.len();
        let Some(ranked) = words::ranked(known, say) else {
            let words = nothing(&mut self.rows.iter().map(|row| (row.known(), row.state))).unwrap_or_default();
            return format!("{title}: {}.", words.to_lowercase());
        };
        let whole = self.adds_up.then(|| format!("{} in all, of which ", words::value(sum, self.unit)));
        let missing = (missing > 0).then(|| format!("; {missing} of {} not shown or not known", self.rows.len()));
        format!("{title}: {}{ranked}{}.", whole.unwrap_or_default(), missing.unwrap_or_default())
    }

    fn data_table(&self) -> DataTable {
        let compared = self.rows.iter().any(|row| row.before.is_some());
        let mut headers = vec![glyphs::clean(&self.of), glyphs::clean(&self.title)];
        headers.extend(self.whole().map(|_| "Share".to_owned()));
        headers.extend(compared.then(|| "Before".to_owned()));
        let row = |row: &&RankedRow| {
            let mut cells = vec![row.name(), format::told(row.known(), row.state, self.unit)];
            let nothing = || format::NOTHING.to_owned();
            if self.whole().is_some() {
                cells.push(row.known().and_then(|value| self.share(value)).unwrap_or_else(nothing));
            }
            if compared {
                cells.push(row.earlier().map_or_else(nothing, |value| format::exact(value, self.unit)));
            }
            cells
        };
        DataTable { headers, rows: self.sorted().iter().map(row).collect() }
    }
}

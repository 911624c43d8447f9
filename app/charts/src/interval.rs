//! Intervals: one row a team, its share as a dot, and how sure that is as a line through it. A row whose base is
//! too small says so in words and shows no share.

use domain::metric::Unit;
use domain::view::PointState;
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, pixels};
use crate::drawing::{Drawing, Mark, Spot, Stop};
use crate::model::{Chart, DataTable};
use crate::paint::{Kind, Paint, mark_class};
use crate::rows::{RowText, Rows};
use crate::scale::scale;
use crate::sheet::{Head, TICK, element, is_whole, nothing};
use crate::{format, glyphs, words};

/// Rows with a value and its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// What a row is: “Team”.
    pub of: String,
    /// What the base counts: “comments”, “votes”.
    pub base: String,
    /// The rows, in the order in which they are drawn.
    pub rows: Vec<IntervalRow>,
    /// What all rows are held against, with its name: a line through all of them.
    pub reference: Option<(String, f64)>,
    /// The width of the drawing; its height follows from the rows.
    pub width: u32,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalRow {
    /// Stable key.
    pub key: String,
    /// The title for people. Any text: it is cleaned and escaped.
    pub label: String,
    /// The value; `None` where it is not known, or where its base is too small.
    pub value: Option<f64>,
    /// The ends of the 95 % interval.
    pub ends: Option<(f64, f64)>,
    /// How many the value rests on, where that may be said.
    pub base: Option<u64>,
    /// How far the value can be trusted.
    pub state: PointState,
}

impl IntervalRow {
    fn known(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }

    fn span(&self) -> Option<(f64, f64)> {
        self.ends.filter(|(low, high)| low.is_finite() && high.is_finite() && low <= high && self.known().is_some())
    }

    fn name(&self) -> String {
        glyphs::clean(&self.label)
    }
}

impl Intervals {
    fn count(&self, row: &IntervalRow) -> Option<String> {
        let text = format::exact(words::whole(row.base?), Unit::Count);
        Some(format!("{text} {}", glyphs::clean(&self.base)))
    }

    /// Why a row has no value.
    fn absent(&self, row: &IntervalRow) -> String {
        match (row.state, self.count(row)) {
            (PointState::TooFew, Some(count)) => format!("Too few to tell: {count}"),
            // Too few of the base, or too few people: the state does not say which.
            (PointState::TooFew, None) => "Too few to tell".to_owned(),
            (PointState::Unavailable, _) => "Not known".to_owned(),
            (state, _) => format::absent(state).to_owned(),
        }
    }

    /// `54 to 67 %`.
    fn range(&self, (low, high): (f64, f64), say: fn(f64, Unit) -> String) -> String {
        let (low, high) = (say(low, self.unit), say(high, self.unit));
        let short = low.strip_suffix("\u{a0}%").filter(|_| high.ends_with('%')).unwrap_or(&low);
        format!("{short} to {high}")
    }

    fn text(&self, row: &IntervalRow) -> RowText {
        let name = row.name();
        match row.known() {
            Some(value) => RowText {
                name,
                value: format::compact(value, self.unit),
                extra: row.span().map(|span| self.range(span, format::compact)).unwrap_or_default(),
                words: String::new(),
            },
            None => RowText { name, words: self.absent(row), ..RowText::default() },
        }
    }

    /// The exact value with everything that belongs to it.
    fn told(&self, row: &IntervalRow) -> String {
        if row.known().is_none() {
            return self.absent(row);
        }
        let mut text = format::told(row.known(), row.state, self.unit);
        text.extend(row.span().map(|span| format!(", 95 % interval {}", self.range(span, format::exact))));
        text.extend(self.count(row).map(|count| format!(", {count}")));
        text
    }
}

fn draw(chart: &Intervals) -> Drawing {
    let reference = chart.reference.as_ref().filter(|(_, value)| value.is_finite());
    let head = if reference.is_some() { 18 * UNITS } else { 2 * UNITS };
    let rows = Rows::new(chart.width, chart.rows.iter().map(|row| chart.text(row)).collect(), head, 24 * UNITS);
    let ends = chart.rows.iter().flat_map(|row| {
        let (low, high) = row.span().unzip();
        [row.known(), low, high]
    });
    let scale = scale(ends.flatten().chain(reference.map(|(_, value)| *value)), is_whole(chart.unit));
    let x = rows.along(scale.low..scale.high);
    let (summary, size) = (chart.summary(), rows.size);
    let head = Head { id: &chart.id, title: &chart.title, summary: &summary, size };
    let empty = nothing(&mut chart.rows.iter().map(|row| (row.known(), row.state)));
    let empty = empty.filter(|_| chart.rows.is_empty());
    let middle = (rows.layout.width / 2, rows.layout.middle().1);
    let svg = element(&head, empty.map(|words| (words, middle)), &|canvas| {
        if chart.rows.iter().any(|row| row.known().is_some()) {
            rows.grid(canvas, &scale, chart.unit, &x)?;
            reference.map_or(Ok(()), |(name, value)| refer(canvas, &rows, name, *value, chart.unit, x(*value)))?;
        }
        rows.draw(canvas)?;
        chart.rows.iter().enumerate().try_for_each(|(at, row)| interval(canvas, row, rows.middle(at), &x))
    });
    let stop = |(at, row): (usize, &IntervalRow)| {
        let place = row.known().map(|value| (pixels(x(value)), pixels(rows.middle(at))));
        let (label, text) = (None, Some(chart.told(row)));
        let spot = Spot { mark: 0, at: place, value: row.known(), state: row.state, label, text };
        Stop { key: row.key.clone(), name: row.name(), area: rows.area(at), spots: vec![spot] }
    };
    let stops = chart.rows.iter().enumerate().map(stop).collect();
    let values = chart.rows.iter().map(IntervalRow::known).collect();
    let (key, label, class) = ("value".to_owned(), glyphs::clean(&chart.title), mark_class(0, false));
    let marks = vec![Mark { key, label, class, line: None, values }];
    let (plot, pins, xs, ys) = (rows.layout.plot(), Vec::new(), Vec::new(), Vec::new());
    Drawing { svg, size, plot, unit: chart.unit, adds_up: false, stops, marks, pins, hidden: 0, xs, ys }
}

/// The line that all rows are held against, its name above.
fn refer(canvas: &Canvas<'_>, rows: &Rows, name: &str, value: f64, unit: Unit, x: i32) -> Drawn {
    rows.upright(canvas, x, Paint::plain(Kind::Flag))?;
    let value = format!(" {}", format::compact(value, unit));
    let room = rows.layout.width - glyphs::width(&value, TICK) - 4 * UNITS;
    let name = glyphs::isolated(&glyphs::fitted(&glyphs::clean(name), TICK, room));
    let text = format!("{name}{value}");
    let half = glyphs::width(&text, TICK) / 2 + UNITS;
    let middle = x.clamp(half, (rows.layout.width - half).max(half));
    canvas.text(&text, (middle, rows.layout.top - 8 * UNITS), TICK, HPos::Center, Paint::plain(Kind::Note))
}

fn interval(canvas: &Canvas<'_>, row: &IntervalRow, y: i32, x: &dyn Fn(f64) -> i32) -> Drawn {
    let Some(value) = row.known() else { return Ok(()) };
    let unsure = row.state != PointState::Settled;
    if let Some((low, high)) = row.span() {
        let (left, right) = (x(low), x(high).max(x(low) + UNITS));
        let paint = Paint::of(Kind::Span, 0).provisional(unsure).sideways().rounded(true, true);
        canvas.rect((left, y - 3 * UNITS), (right, y + 3 * UNITS), paint)?;
    }
    canvas.dot((x(value), y), 4 * UNITS, Paint::of(Kind::Dot, 0).provisional(unsure))
}

impl Chart for Intervals {
    fn draw(&self) -> Drawing {
        draw(self)
    }

    fn summary(&self) -> String {
        let title = glyphs::clean(&self.title);
        let known: Vec<&IntervalRow> = self.rows.iter().filter(|row| row.known().is_some()).collect();
        let say = |row: &&IntervalRow| {
            let span = row.span().map(|span| format!(" ({})", self.range(span, format::compact)));
            let value = row.known().map(|value| format::compact(value, self.unit)).unwrap_or_default();
            format!("{} {value}{}", glyphs::isolated(&row.name()), span.unwrap_or_default())
        };
        let by_value = |a: &&&IntervalRow, b: &&&IntervalRow| {
            a.known().unwrap_or(f64::NEG_INFINITY).total_cmp(&b.known().unwrap_or(f64::NEG_INFINITY))
        };
        let mut clauses = Vec::new();
        match (known.iter().max_by(by_value), known.iter().min_by(by_value)) {
            (Some(high), Some(low)) if known.len() > 1 => {
                clauses.push(format!("highest {}, lowest {}", say(high), say(low)));
            }
            (Some(only), _) => clauses.push(say(only)),
            _ => {
                let words = nothing(&mut self.rows.iter().map(|row| (row.known(), row.state))).unwrap_or_default();
                let few = self.rows.iter().any(|row| row.state == PointState::TooFew);
                let few = few.then(|| "too few to tell".to_owned());
                clauses.push(few.unwrap_or_else(|| words.to_ascii_lowercase()));
            }
        }
        let reference = self.reference.as_ref().filter(|(_, value)| value.is_finite() && !known.is_empty());
        clauses.extend(reference.map(|(name, value)| {
            format!("{} {}", glyphs::isolated(&glyphs::clean(name)), format::compact(*value, self.unit))
        }));
        let few = self.rows.iter().filter(|row| row.known().is_none() && row.state == PointState::TooFew).count();
        if few > 0 && !known.is_empty() {
            clauses.push(format!("{few} of {} with too few to tell", self.rows.len()));
        }
        format!("{title}: {}.", clauses.join("; "))
    }

    fn data_table(&self) -> DataTable {
        let first_up = |text: &str| {
            let mut chars = text.chars();
            chars
                .next()
                .map(|c| std::iter::once(c.to_ascii_uppercase()).chain(chars).collect::<String>())
                .unwrap_or_default()
        };
        let headers = vec![
            glyphs::clean(&self.of),
            glyphs::clean(&self.title),
            "95 % interval".to_owned(),
            first_up(&glyphs::clean(&self.base)),
        ];
        let row = |row: &IntervalRow| {
            let value = match row.known() {
                Some(_) => format::told(row.known(), row.state, self.unit),
                None => self.absent(row),
            };
            let span = row.span().map_or_else(|| format::NOTHING.to_owned(), |span| self.range(span, format::exact));
            let base = row.base.map(|base| format::exact(words::whole(base), Unit::Count));
            vec![row.name(), value, span, base.unwrap_or_else(|| format::NOTHING.to_owned())]
        };
        DataTable { headers, rows: self.rows.iter().map(row).collect() }
    }
}

//! A calendar: one cell a day, a column a week, Mondays at the top. A long range is broken into blocks below
//! each other where the drawing is narrow.

use domain::Day;
use domain::metric::Unit;
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Layout, Place, pixels, units};
use crate::drawing::{Drawing, Mark, Rect, Spot, Stop};
use crate::model::{Chart, ChartPoint, DataTable, Line, LineRole, Parts, Size};
use crate::paint::{Kind, Paint, mark_class};
use crate::sheet::{Head, TICK, element, nothing};
use crate::{cells, glyphs, table, words};

/// A value a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// One point a day, none left out, in order. Its role does not matter.
    pub line: Line,
    /// The width of the drawing; its height follows from the days.
    pub width: u32,
}

/// Room for the names of the months.
const HEAD: i32 = 20 * UNITS;
/// Room for the strengths.
const FOOT: i32 = 24 * UNITS;
/// Room for the names of the weekdays.
const LEFT: i32 = 32 * UNITS;

/// The places of the days.
struct Grid {
    first: Day,
    layout: Layout,
    size: Size,
    pitch: i32,
    /// Weeks in a block.
    block: i32,
}

impl Grid {
    fn new(first: Day, last: Day, width: u32) -> Self {
        let width = width.clamp(160, 4000);
        let first = first.week_start();
        let weeks = i32::try_from(last.days_since(first) / 7 + 1).unwrap_or(i32::MAX).clamp(1, 2000);
        let room = units(width) - LEFT;
        let pitch = (room / weeks).clamp(13 * UNITS, 22 * UNITS);
        let block = (room / pitch).clamp(1, weeks);
        let blocks = (weeks + block - 1) / block;
        let foot = blocks * (HEAD + 7 * pitch);
        let layout = Layout { width: units(width), left: LEFT, right: LEFT + block * pitch, top: 0, foot };
        let size = Size { width, height: u32::try_from((foot + FOOT) / UNITS).unwrap_or(0) };
        Self { first, layout, size, pitch, block }
    }

    /// The upper left corner of a week's column.
    fn week(&self, day: Day) -> Place {
        let week = i32::try_from(day.days_since(self.first) / 7).unwrap_or(0);
        let (block, column) = (week / self.block, week % self.block);
        (LEFT + column * self.pitch, block * (HEAD + 7 * self.pitch) + HEAD)
    }

    fn cell(&self, day: Day) -> (Place, Place) {
        let (x, y) = self.week(day);
        let y = y + i32::try_from(day.weekday_number()).unwrap_or(0) * self.pitch;
        let side = self.pitch - cells::APART;
        ((x, y), (x + side, y + side))
    }

    /// Weekdays beside each block, and months over the week in which they begin.
    fn names(&self, canvas: &Canvas<'_>, days: &[ChartPoint]) -> Drawn {
        let tick = Paint::plain(Kind::Tick);
        let (mut block, mut free) = (i32::MIN, i32::MIN);
        for point in days {
            let (x, y) = self.week(point.day);
            if y != block {
                (block, free) = (y, i32::MIN);
                for row in [0, 2, 4] {
                    let name = self.first.plus(i64::from(row)).weekday_name().get(..3).unwrap_or_default();
                    let middle = y + row * self.pitch + (self.pitch - cells::APART) / 2;
                    canvas.text(name, (0, middle), TICK, HPos::Left, tick)?;
                }
            }
            let starts = point.day.day_of_month() == 1;
            // A month of which little is left gives way to the next one's name.
            let soon = self.week(point.day.next_month_start()).0 - x < 34 * UNITS && point.day.day_of_month() > 7;
            if !starts && (free != i32::MIN || soon) {
                continue;
            }
            let month = point.day.month_name().get(..3).unwrap_or_default();
            let year = if point.day.month() == 1 { format!("{month} {}", point.day.year()) } else { month.to_owned() };
            if x >= free && x + glyphs::width(&year, TICK) <= self.layout.width {
                canvas.text(&year, (x, y - 9 * UNITS), TICK, HPos::Left, tick)?;
                free = x + glyphs::width(&year, TICK) + 8 * UNITS;
            }
        }
        Ok(())
    }
}

impl Calendar {
    fn parts(&self) -> Parts<'_> {
        let (id, title, lines) = (self.id.as_str(), self.title.as_str(), std::slice::from_ref(&self.line));
        let size = Size { width: self.width, height: 0 };
        Parts { id, title, unit: self.unit, lines, band: None, notes: &[], adds_up: false, size }
    }
}

fn draw(chart: &Calendar) -> Drawing {
    let days = &chart.line.points;
    let (first, last) =
        days.first().zip(days.last()).map_or((Day::from_number(0), Day::from_number(0)), |(a, b)| (a.day, b.day));
    let grid = Grid::new(first, last, chart.width);
    let high = days.iter().filter_map(ChartPoint::known).fold(0.0, f64::max);
    let (summary, size) = (chart.summary(), grid.size);
    let head = Head { id: &chart.id, title: &chart.title, summary: &summary, size };
    let empty = nothing(&mut days.iter().map(|point| (point.known(), point.state)));
    let middle = (grid.layout.width / 2, grid.layout.middle().1);
    let svg = element(&head, empty.map(|words| (words, middle)), &|canvas| {
        if empty.is_some() {
            return Ok(());
        }
        grid.names(canvas, days)?;
        for point in days {
            let place = grid.cell(point.day);
            cells::draw(canvas, place, (point.known(), point.state), high, "")?;
        }
        cells::legend(canvas, (LEFT, grid.layout.foot + 12 * UNITS), high, chart.unit)
    });
    let stop = |point: &ChartPoint| {
        let (from, to) = grid.cell(point.day);
        let (x, y) = (pixels(from.0), pixels(from.1));
        let area = Rect { x, y, width: pixels(to.0 - from.0), height: pixels(to.1 - from.1) };
        let (value, state) = (point.known(), point.state);
        let spot = Spot { mark: 0, at: value.map(|_| area.centre()), value, state, label: None, text: None };
        let name = format!("{}, {}", point.day.weekday_name(), point.day.in_words());
        Stop { key: point.day.to_string(), name, area, spots: vec![spot] }
    };
    let stops = if empty.is_some() { Vec::new() } else { days.iter().map(stop).collect() };
    let (key, label, class) = (chart.line.key.clone(), glyphs::clean(&chart.line.label), mark_class(0, false));
    let marks = vec![Mark { key, label, class, line: Some(0), values: Vec::new() }];
    let (plot, pins, xs, ys) = (grid.layout.plot(), Vec::new(), Vec::new(), Vec::new());
    Drawing { svg, size, plot, unit: chart.unit, adds_up: false, stops, marks, pins, hidden: 0, xs, ys }
}

impl Chart for Calendar {
    fn draw(&self) -> Drawing {
        draw(self)
    }

    fn summary(&self) -> String {
        if matches!(self.line.role, LineRole::Main) {
            return words::summary(&self.parts());
        }
        let line = Line { role: LineRole::Main, ..self.line.clone() };
        words::summary(&Parts { lines: std::slice::from_ref(&line), ..self.parts() })
    }

    fn data_table(&self) -> DataTable {
        table::table(&self.parts())
    }
}

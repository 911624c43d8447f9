//! Retention: one row for those who began in a week, one cell for each week after it.

use domain::metric::Unit;
use domain::view::{Cohort, Figure, Number, PointState, Retention};
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Layout, Place, pixels, units};
use crate::drawing::{Drawing, Mark, Rect, Spot, Stop};
use crate::model::{Chart, DataTable, Size};
use crate::paint::{Kind, Paint, mark_class};
use crate::sheet::{Head, TICK, element};
use crate::{cells, format, glyphs};

/// Retention by week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cohorts {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// The cohorts.
    pub retention: Retention,
    /// The width of the drawing; its height follows from the rows.
    pub width: u32,
}

/// Room for the numbers of the weeks.
const HEAD: i32 = 22 * UNITS;
/// Room for the strengths.
const FOOT: i32 = 26 * UNITS;

/// The places of a heat map.
struct Grid {
    layout: Layout,
    size: Size,
    /// From one cell to the next.
    pitch: (i32, i32),
    /// Where the sizes of the cohorts end.
    sizes: i32,
}

impl Cohorts {
    /// Weeks after the first that have a column.
    fn weeks(&self) -> usize {
        let longest = self.retention.cohorts.iter().map(|cohort| cohort.active.len()).max().unwrap_or(0);
        let wanted = usize::try_from(self.retention.weeks).unwrap_or(usize::MAX);
        longest.min(wanted).saturating_sub(1)
    }

    fn cell(cohort: &Cohort, week: usize) -> (Option<f64>, PointState) {
        let own = cohort.active.get(week).map_or(PointState::Gap, |figure| figure.state);
        let state = if own == PointState::Settled { cohort.size.state } else { own };
        (cohort.share(week).filter(|share| share.is_finite()), state)
    }

    fn grid(&self) -> Grid {
        let width = self.width.clamp(160, 4000);
        let count = |len: usize| i32::try_from(len.max(1)).unwrap_or(1);
        let (columns, rows) = (count(self.weeks()), count(self.retention.cohorts.len()));
        let widest = |of: &dyn Fn(&Cohort) -> String| {
            self.retention.cohorts.iter().map(|cohort| glyphs::width(&of(cohort), TICK)).max().unwrap_or(0)
        };
        let weeks = widest(&|cohort| cohort.week.short()).max(glyphs::width("Began", TICK));
        let sizes = weeks + 10 * UNITS + widest(&|cohort| people(&cohort.size)).max(glyphs::width("People", TICK));
        let left = (sizes + 8 * UNITS).min(units(width) / 2);
        let across = ((units(width) - left) / columns).clamp(UNITS / 2, 58 * UNITS);
        let down = match rows {
            ..=16 => 24 * UNITS,
            17..=32 => 19 * UNITS,
            _ => 15 * UNITS,
        };
        let (right, foot) = ((left + columns * across).min(units(width)), HEAD + rows * down);
        let layout = Layout { width: units(width), left, right, top: HEAD, foot };
        let size = Size { width, height: u32::try_from((foot + FOOT) / UNITS).unwrap_or(0) };
        Grid { layout, size, pitch: (across, down), sizes }
    }
}

/// How many began, or a dash.
fn people(figure: &Figure) -> String {
    figure.value.map_or_else(|| format::NOTHING.to_owned(), |value| format::compact_number(value, Unit::People))
}

/// A share as a cell has room for: whole per cent, never 0 or 100 for what is not.
fn short(share: f64) -> String {
    match share * 100.0 {
        percent if percent <= 0.0 => "0".to_owned(),
        percent if percent < 1.0 => "<1".to_owned(),
        percent if percent < 100.0 => format!("{:.0}", percent.round().min(99.0)),
        _ => "100".to_owned(),
    }
}

impl Grid {
    fn cell(&self, row: usize, week: usize) -> (Place, Place) {
        let at = |number: usize| i32::try_from(number).unwrap_or(0);
        let x = self.layout.left + at(week.saturating_sub(1)) * self.pitch.0;
        let y = self.layout.top + at(row) * self.pitch.1;
        let apart = cells::APART.min(self.pitch.0 / 4);
        ((x, y), (x + self.pitch.0 - apart, y + self.pitch.1 - cells::APART))
    }

    fn heads(&self, canvas: &Canvas<'_>, weeks: usize) -> Drawn {
        let y = self.layout.top - 10 * UNITS;
        let tick = Paint::plain(Kind::Tick);
        canvas.text("Began", (0, y), TICK, HPos::Left, tick)?;
        canvas.text("People", (self.sizes, y), TICK, HPos::Right, tick)?;
        let mut free = self.layout.left - UNITS;
        for week in 1..=weeks {
            let (from, to) = self.cell(0, week);
            let text = if week == 1 { "+1 week".to_owned() } else { format!("+{week}") };
            let text = if glyphs::width(&text, TICK) > self.pitch.0 { format!("+{week}") } else { text };
            let (middle, half) = (i32::midpoint(from.0, to.0), glyphs::width(&text, TICK) / 2);
            if middle - half >= free && middle + half <= self.layout.width {
                canvas.text(&text, (middle, y), TICK, HPos::Center, tick)?;
                free = middle + half + 6 * UNITS;
            }
        }
        Ok(())
    }

    fn row(&self, canvas: &Canvas<'_>, row: usize, cohort: &Cohort, weeks: usize) -> Drawn {
        let (from, to) = self.cell(row, 1);
        let y = i32::midpoint(from.1, to.1);
        let tick = Paint::plain(Kind::Tick);
        canvas.text(&cohort.week.short(), (0, y), TICK, HPos::Left, tick)?;
        canvas.text(&people(&cohort.size), (self.sizes, y), TICK, HPos::Right, tick)?;
        let words = match (cohort.size.value, cohort.size.state) {
            (None, state) => Some(format::absent(state)),
            (Some(Number::Count(0)), _) => Some("Nobody began"),
            _ => None,
        };
        if let Some(words) = words {
            let words = glyphs::fitted(words, TICK, self.layout.width - self.layout.left);
            return canvas.text(&words, (self.layout.left, y), TICK, HPos::Left, tick);
        }
        for week in 1..=weeks {
            let (value, state) = Cohorts::cell(cohort, week);
            let text = value.map(|share| {
                let (long, short) = (format!("{}\u{a0}%", short(share)), short(share));
                let fits = |text: &str, rim: i32| glyphs::width(text, TICK) + rim * UNITS <= self.pitch.0;
                match (fits(&long, 8), fits(&short, 3)) {
                    (true, _) => long,
                    // The one number that is wider than the others would leave a hole.
                    (false, false) if short == "100" => "all".to_owned(),
                    (false, _) => short,
                }
            });
            cells::draw(canvas, self.cell(row, week), (value, state), 1.0, &text.unwrap_or_default())?;
        }
        Ok(())
    }
}

fn draw(chart: &Cohorts) -> Drawing {
    let (grid, weeks) = (chart.grid(), chart.weeks());
    let (summary, size) = (chart.summary(), grid.size);
    let head = Head { id: &chart.id, title: &chart.title, summary: &summary, size };
    let cohorts = &chart.retention.cohorts;
    let empty = (cohorts.is_empty() || weeks == 0).then_some(if cohorts.is_empty() {
        "No data in this range"
    } else {
        "No week has passed since anybody began"
    });
    let middle = (grid.layout.width / 2, grid.layout.middle().1);
    let svg = element(&head, empty.map(|words| (words, middle)), &|canvas| {
        if empty.is_some() {
            return Ok(());
        }
        grid.heads(canvas, weeks)?;
        cohorts.iter().enumerate().try_for_each(|(row, cohort)| grid.row(canvas, row, cohort, weeks))?;
        cells::legend(canvas, (grid.layout.left, grid.layout.foot + 14 * UNITS), 1.0, Unit::Share)
    });
    let mut stops = Vec::new();
    for (row, cohort) in cohorts.iter().enumerate().filter(|_| empty.is_none()) {
        stops.extend((1..=weeks).filter_map(|week| stop(&grid, cohort, row, week)));
    }
    let (key, label, class) = ("retention".to_owned(), "Active again".to_owned(), mark_class(0, false));
    let marks = vec![Mark { key, label, class, line: None, values: Vec::new() }];
    let (plot, pins, xs, ys) = (grid.layout.plot(), Vec::new(), Vec::new(), Vec::new());
    Drawing { svg, size, plot, unit: Unit::Share, adds_up: false, stops, marks, pins, hidden: 0, xs, ys }
}

/// A cell of which something can be said.
fn stop(grid: &Grid, cohort: &Cohort, row: usize, week: usize) -> Option<Stop> {
    let (value, state) = Cohorts::cell(cohort, week);
    if cohort.size.value.is_none() || (value.is_none() && state != PointState::TooFew) {
        return None;
    }
    let (from, to) = grid.cell(row, week);
    let area =
        Rect { x: pixels(from.0), y: pixels(from.1), width: pixels(to.0 - from.0), height: pixels(to.1 - from.1) };
    let weeks = if week == 1 { "1 week later".to_owned() } else { format!("{week} weeks later") };
    let of = |figure: Option<&Figure>| figure.and_then(|figure| figure.value);
    let counts = of(cohort.active.get(week)).zip(of(Some(&cohort.size))).map(|(active, size)| {
        let exact = |number| format::exact_number(number, Unit::People);
        format!(", {} of {}", exact(active), exact(size))
    });
    let text = format!(
        "{}{}",
        format::told(value, state, Unit::Share),
        counts.filter(|_| value.is_some()).unwrap_or_default()
    );
    let spot = Spot { mark: 0, at: value.map(|_| area.centre()), value, state, label: Some(weeks), text: Some(text) };
    let name = format!("Began in the week of {}", cohort.week.in_words());
    Some(Stop { key: cohort.week.to_string(), name, area, spots: vec![spot] })
}

impl Chart for Cohorts {
    fn draw(&self) -> Drawing {
        draw(self)
    }

    fn summary(&self) -> String {
        let title = glyphs::clean(&self.title);
        let cohorts = &self.retention.cohorts;
        let known = |week: usize| cohorts.iter().filter_map(move |cohort| Self::cell(cohort, week).0);
        // Four weeks tell more than one; where that is not known yet, the latest that is.
        let week = (1..=self.weeks().min(4)).rev().find(|week| known(*week).next().is_some());
        let mut clauses = Vec::new();
        if let Some(week) = week {
            let (low, high) = known(week)
                .fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), share| (low.min(share), high.max(share)));
            let later = if week == 1 { "1 week".to_owned() } else { format!("{week} weeks") };
            let shares = match (format::percent(low), format::percent(high)) {
                (low, high) if low == high => high,
                (low, high) => format!("between {low} and {high}"),
            };
            clauses.push(format!("{later} after they began, {shares} of a week's newcomers were active"));
        } else {
            clauses.push("no week can be followed yet".to_owned());
        }
        let count = |state: PointState| cohorts.iter().filter(|cohort| cohort.size.state == state).count();
        for (state, words) in [
            (PointState::TooFew, "with too few people"),
            (PointState::Partial, "incomplete"),
            (PointState::Gap, "without data"),
        ] {
            let count = count(state);
            if count > 0 {
                clauses.push(format!("{count} of {} weeks {words}", cohorts.len()));
            }
        }
        format!("{title}: {}.", clauses.join("; "))
    }

    fn data_table(&self) -> DataTable {
        let weeks = self.weeks();
        let mut headers = vec!["Week from".to_owned(), "People".to_owned()];
        headers.extend((1..=weeks).map(|week| format!("+{week}")));
        let row = |cohort: &Cohort| {
            let size = cohort.size.value.map(Number::as_f64);
            let mut cells = vec![cohort.week.in_words(), format::told(size, cohort.size.state, Unit::People)];
            cells.extend((1..=weeks).map(|week| match (cohort.active.get(week), Self::cell(cohort, week)) {
                (None, _) => format::NOTHING.to_owned(),
                (_, (None, _)) if size == Some(0.0) => format::NOTHING.to_owned(),
                (_, (value, state)) => format::told(value, state, Unit::Share),
            }));
            cells
        };
        DataTable { headers, rows: self.retention.cohorts.iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_rounds_to_all_or_nothing() {
        assert_eq!([0.0, 0.001, 0.124, 0.999, 1.0].map(short), ["0", "<1", "12", "99", "100"]);
    }
}

//! Waterfall: from one amount to another, with what accounts for the way between them. Standing bars where there
//! is room, lying ones on a narrow drawing.

use domain::metric::Unit;
use domain::view::{Blank, CreditChange, Number};
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Axes, Canvas, Drawn, Layout, Place, drawable, pixels, position, units};
use crate::drawing::{Drawing, Mark, Rect, Spot, Stop};
use crate::model::{Chart, DataTable, Size};
use crate::paint::{Kind, OTHER, Paint};
use crate::rows::{RowText, Rows};
use crate::scale::Scale;
use crate::sheet::{Head, TICK, element};
use crate::{ends, format, glyphs, words};

/// A change and its causes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waterfall {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// The amount before, with its name.
    pub start: (String, f64),
    /// What accounts for the change, with its names; together they lead from start to end.
    pub steps: Vec<(String, f64)>,
    /// What stands at the steps, rounded so that they add up as the steps do; none where each is rounded by itself.
    #[serde(default)]
    pub rounded: Vec<f64>,
    /// The amount after, with its name.
    pub end: (String, f64),
    /// Why there is nothing to draw; `None` where there is something.
    pub blank: Option<String>,
    /// How large it is drawn; a narrow one takes the height that it needs.
    pub size: Size,
}

/// Below this width the bars lie.
const NARROW: u32 = 480;
/// The colours of what is more and what is less. Neither is good or bad by itself.
const MORE: u8 = 1;
const LESS: u8 = 0;

impl Waterfall {
    /// Why credits moved: people, turns a person, credits a turn.
    pub fn credit_change(id: impl Into<String>, change: &CreditChange, size: Size) -> Self {
        let amount = |parts: Option<domain::view::CreditParts>| {
            parts.and_then(|parts| parts.credits.value).map_or(0.0, Number::as_f64)
        };
        let names = ["Active people", "Turns per person", "Credits per turn"];
        let steps = change.bars.map(|bars| {
            names.into_iter().zip(bars.bars()).map(|(name, credits)| (name.to_owned(), credits.as_f64())).collect()
        });
        let rounded = change.rounded().map(|shown| shown.bars().map(domain::Credits::as_f64).to_vec());
        let days = |range: Option<domain::DateRange>, fallback: &str| {
            range.map_or_else(
                || fallback.to_owned(),
                |range| format!("{} to {}", range.from().short(), range.to().short()),
            )
        };
        let blank = match (&steps, change.blank) {
            (Some(_), None) => None,
            (_, blank) => Some(blank.map_or("No data in this range", why).to_owned()),
        };
        Self {
            id: id.into(),
            title: "Why credits moved".to_owned(),
            unit: Unit::Credits,
            start: (days(change.previous, "Before"), amount(change.before)),
            steps: steps.unwrap_or_default(),
            rounded: rounded.unwrap_or_default(),
            end: (days(change.current, "Now"), amount(change.now)),
            blank,
            size,
        }
    }

    /// Everything that is drawn, from left to right: name, where it begins, where it ends, its colour.
    fn bars(&self) -> Vec<Bar> {
        let total = |(name, value): &(String, f64)| Bar {
            name: glyphs::clean(name),
            from: 0.0,
            to: *value,
            shown: *value,
            total: true,
        };
        let mut level = self.start.1;
        let mut bars = vec![total(&self.start)];
        for (at, (name, change)) in self.steps.iter().enumerate() {
            let shown = self.rounded.get(at).copied().unwrap_or(*change);
            bars.push(Bar { name: glyphs::clean(name), from: level, to: level + change, shown, total: false });
            level += change;
        }
        bars.push(total(&self.end));
        bars
    }

    fn is_drawn(&self) -> bool {
        let numbers = self.steps.iter().chain([&self.start, &self.end]).all(|(_, value)| value.is_finite());
        self.blank.is_none() && numbers
    }

    fn words(&self) -> String {
        self.blank.clone().unwrap_or_else(|| "No data in this range".to_owned())
    }
}

/// Why a change cannot be split, in words.
fn why(blank: Blank) -> &'static str {
    match blank {
        Blank::NothingSettled | Blank::TooLittleSettled => "No day of this range is settled yet",
        Blank::Gap => "Some days of this range, or of the one before, are not known",
        Blank::Zero => "There was no use in one of the two periods, so the change has no parts",
        Blank::Unavailable => "Not available with this filter",
        Blank::TooFew => "Too few people in this range to show",
        Blank::NotBegun => "This range has not begun",
    }
}

/// One bar.
struct Bar {
    name: String,
    from: f64,
    to: f64,
    /// What stands at it.
    shown: f64,
    total: bool,
}

impl Bar {
    /// What it stands for: the amount, or the change.
    fn value(&self) -> f64 {
        if self.total { self.to } else { self.to - self.from }
    }

    fn text(&self, unit: Unit) -> String {
        if self.total { format::compact(self.shown, unit) } else { format::signed_compact(self.shown, unit) }
    }

    fn exact(&self, unit: Unit) -> String {
        let sign = if !self.total && self.value() > 0.0 { "+" } else { "" };
        format!("{sign}{}", format::exact(self.value(), unit))
    }

    fn colour(&self) -> u8 {
        match (self.total, self.value() < 0.0) {
            (true, _) => OTHER,
            (false, true) => LESS,
            (false, false) => MORE,
        }
    }
}

/// From the lowest to the highest level that must be told apart, with some room; cut above zero where the steps
/// would be slivers otherwise: only then, since bars without their foot look further apart than they are. The second value says whether it is cut.
fn span(bars: &[Bar]) -> ((f64, f64), bool) {
    let levels = || bars.iter().map(|bar| bar.to);
    let (low, high) = (levels().fold(f64::INFINITY, f64::min), levels().fold(f64::NEG_INFINITY, f64::max));
    let spread = high - low;
    if low > 0.0 && spread > 0.0 && spread < 0.1 * high {
        // They get two thirds of the height.
        return ((low - spread * 0.5, high), true);
    }
    let (low, high) = (low.min(0.0), high.max(0.0));
    ((low, if high > low { high } else { low + 1.0 }), false)
}

fn draw(chart: &Waterfall) -> Drawing {
    let bars = if chart.is_drawn() { chart.bars() } else { Vec::new() };
    if chart.size.width < NARROW && !bars.is_empty() { lying(chart, &bars) } else { standing(chart, &bars) }
}

fn standing(chart: &Waterfall, bars: &[Bar]) -> Drawing {
    let size = drawable(chart.size);
    let (width, height) = (units(size.width), units(size.height));
    let layout = Layout { width, left: 0, right: width, top: 22 * UNITS, foot: height - 40 * UNITS };
    let ((low, high), cut) = span(bars);
    let (low, high) = if low < high { (low, high) } else { (0.0, 1.0) };
    let axes = Axes::new(&layout, -0.5..position(bars.len().max(1)) - 0.5, &Scale { low, high, lines: Vec::new() });
    let column = |at: usize, half: f64| axes.place(position(at) + half, low).0;
    let places: Vec<(Place, Place)> = bars
        .iter()
        .enumerate()
        .map(|(at, bar)| {
            let half = ((column(at, 0.5) - column(at, -0.5)) * 28 / 100).min(28 * UNITS);
            let (x, y) = axes.at(at, bar.to);
            let from = axes.at(at, bar.from.max(low)).1;
            ((x - half, y.min(from)), (x + half, y.max(from)))
        })
        .collect();
    let level = |bar: &Bar| axes.place(0.0, bar.to).1;
    let svg = wrap(chart, size, bars.is_empty().then(|| layout.middle()), &|canvas| {
        if !bars.is_empty() {
            let zero = axes.place(0.0, low.max(0.0)).1;
            canvas.line(vec![(0, zero), (width, zero)], Paint::plain(Kind::Base))?;
        }
        for (at, (bar, (from, to))) in bars.iter().zip(&places).enumerate() {
            if let Some((next, _)) = places.get(at + 1) {
                canvas.line(vec![(to.0, level(bar)), (next.0, level(bar))], Paint::plain(Kind::Link))?;
            }
            draw_bar(canvas, bar, *from, *to, false, cut)?;
            let middle = i32::midpoint(from.0, to.0);
            let text = (middle, from.1 - 11 * UNITS);
            canvas.text(&bar.text(chart.unit), text, ends::SIZE, HPos::Center, Paint::plain(Kind::Value))?;
            let room = column(at, 0.5) - column(at, -0.5) - 6 * UNITS;
            for (line, number) in glyphs::wrapped(&bar.name, TICK, room).iter().take(2).zip(0..) {
                let below = (middle, layout.foot + (17 + 14 * number) * UNITS);
                canvas.caption(&glyphs::isolated(line), below, TICK, Paint::plain(Kind::Tick))?;
            }
        }
        Ok(())
    });
    let area = |at: usize| {
        let (left, right) = (column(at, -0.5), column(at, 0.5));
        Rect { x: pixels(left), y: 0.0, width: pixels(right - left), height: pixels(height) }
    };
    let dot =
        |at: usize| places.get(at).zip(bars.get(at)).map(|((from, to), bar)| (i32::midpoint(from.0, to.0), level(bar)));
    finished(chart, svg, size, layout.plot(), bars, &area, &dot)
}

fn lying(chart: &Waterfall, bars: &[Bar]) -> Drawing {
    let text = |bar: &Bar| RowText { name: bar.name.clone(), value: bar.text(chart.unit), ..RowText::default() };
    let rows = Rows::new(chart.size.width, bars.iter().map(text).collect(), 2 * UNITS, 4 * UNITS);
    let ((low, high), cut) = span(bars);
    let x = rows.along(low..high);
    let svg = wrap(chart, rows.size, None, &|canvas| {
        for (at, bar) in bars.iter().enumerate() {
            let (y, from, to) = (rows.middle(at), x(bar.from.max(low)), x(bar.to));
            if at + 1 < bars.len() {
                canvas
                    .line(vec![(to, y + 5 * UNITS), (to, rows.middle(at + 1) - 5 * UNITS)], Paint::plain(Kind::Link))?;
            }
            draw_bar(canvas, bar, (from.min(to), y - 5 * UNITS), (from.max(to), y + 5 * UNITS), true, cut)?;
        }
        // Over the links, so that their rims part them.
        rows.draw(canvas)
    });
    let dot = |at: usize| bars.get(at).map(|bar| (x(bar.to), rows.middle(at)));
    finished(chart, svg, rows.size, rows.layout.plot(), bars, &|at| rows.area(at), &dot)
}

fn wrap(chart: &Waterfall, size: Size, blank: Option<Place>, data: &dyn Fn(&Canvas<'_>) -> Drawn) -> String {
    let (summary, words) = (chart.summary(), chart.words());
    let head = Head { id: &chart.id, title: &chart.title, summary: &summary, size };
    element(&head, blank.map(|at| (words.as_str(), at)), data)
}

/// A bar; a total that is cut off at its root shows it.
fn draw_bar(canvas: &Canvas<'_>, bar: &Bar, from: Place, to: Place, lies: bool, cut: bool) -> Drawn {
    // A change that is not zero is seen, however small.
    let (from, to) = match (lies, bar.value() == 0.0) {
        (false, false) if to.1 - from.1 < 5 => ((from.0, to.1 - 5), to),
        (true, false) if to.0 - from.0 < 5 => (from, (from.0 + 5, to.1)),
        (_, false) => (from, to),
        (_, true) => return Ok(()),
    };
    let paint = Paint::of(Kind::Bar, bar.colour());
    let paint = if lies { paint.sideways() } else { paint };
    let up = bar.to >= bar.from;
    canvas.rect(from, to, paint.rounded(up || !bar.total, !up || !bar.total))?;
    if !(bar.total && cut) {
        return Ok(());
    }
    // A slanted stroke in the colour of the page, near the root.
    let slit = Paint::plain(Kind::Cut);
    if lies {
        let x = from.0 + 12 * UNITS;
        canvas.line(vec![(x + 2 * UNITS, from.1 - UNITS), (x - 2 * UNITS, to.1 + UNITS)], slit)
    } else {
        let y = to.1 - 12 * UNITS;
        canvas.line(vec![(from.0 - UNITS, y + 3 * UNITS), (to.0 + UNITS, y - 3 * UNITS)], slit)
    }
}

fn finished(
    chart: &Waterfall,
    svg: String,
    size: Size,
    plot: Rect,
    bars: &[Bar],
    area: &dyn Fn(usize) -> Rect,
    dot: &dyn Fn(usize) -> Option<Place>,
) -> Drawing {
    let spot = |at: usize, bar: &Bar| Spot {
        mark: usize::from(!bar.total),
        at: dot(at).map(|(x, y)| (pixels(x), pixels(y))),
        value: Some(bar.value()),
        state: domain::view::PointState::Settled,
        label: None,
        text: Some(bar.exact(chart.unit)),
    };
    let stop = |(at, bar): (usize, &Bar)| Stop {
        key: bar.name.clone(),
        name: bar.name.clone(),
        area: area(at),
        spots: vec![spot(at, bar)],
    };
    let stops = bars.iter().enumerate().map(stop).collect();
    let values = |total: bool| bars.iter().map(|bar| (bar.total == total).then(|| bar.value())).collect();
    let mark = |key: &str, label: String, colour: u8, total: bool| Mark {
        key: key.to_owned(),
        label,
        class: crate::paint::mark_class(colour, false),
        line: None,
        values: values(total),
    };
    let marks = vec![
        mark("total", words::unit_noun(chart.unit).to_owned(), OTHER, true),
        mark("change", "Change".to_owned(), MORE, false),
    ];
    let (pins, xs, ys) = (Vec::new(), Vec::new(), Vec::new());
    Drawing { svg, size, plot, unit: chart.unit, adds_up: false, stops, marks, pins, hidden: 0, xs, ys }
}

impl Chart for Waterfall {
    fn draw(&self) -> Drawing {
        draw(self)
    }

    fn summary(&self) -> String {
        let title = glyphs::clean(&self.title);
        if !self.is_drawn() {
            let words = self.words();
            let mut chars = words.chars();
            let first: String = chars.next().map(|c| c.to_ascii_lowercase().to_string()).unwrap_or_default();
            return format!("{title}: {first}{}.", chars.as_str());
        }
        let ((before, from), (after, to)) = (&self.start, &self.end);
        let say = |value: f64| words::value(value, self.unit);
        let isolated = |name: &str| glyphs::isolated(&glyphs::clean(name));
        let relative =
            if *from > 0.0 { format!(" ({})", format::signed_percent((to - from) / from)) } else { String::new() };
        let step =
            |bar: &Bar| format!("{} {}{}", isolated(&bar.name), if bar.shown > 0.0 { "+" } else { "" }, say(bar.shown));
        let steps: Vec<String> = self.bars().iter().filter(|bar| !bar.total).map(step).collect();
        let of = if steps.is_empty() { String::new() } else { format!("; of the change {}", steps.join(", ")) };
        format!(
            "{title}: from {} ({}) to {} ({}){relative}{of}.",
            say(*from),
            isolated(before),
            say(*to),
            isolated(after)
        )
    }

    fn data_table(&self) -> DataTable {
        let headers = vec!["Part".to_owned(), words::unit_noun(self.unit).to_owned()];
        let bars = if self.is_drawn() { self.bars() } else { Vec::new() };
        let row = |bar: &Bar| vec![bar.name.clone(), bar.exact(self.unit)];
        DataTable { headers, rows: bars.iter().map(row).collect() }
    }
}

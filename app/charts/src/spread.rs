//! Distribution over time: in each bucket the room between median and P90, and where they are given the values
//! themselves as dots. For so many buckets that strips would touch, a band with its two lines.

use domain::metric::Unit;
use domain::view::PointState;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Place, pixels, position};
use crate::drawing::Drawing;
use crate::ends::{self, End};
use crate::line::mark;
use crate::model::{Line, Note, OverTime, Parts, Size};
use crate::order::order;
use crate::paint::{Kind, Paint};
use crate::pick::Pick;
use crate::sheet::{Setting, Sheet, is_whole};
use crate::{format, glyphs, pick, scale, words};

/// Median and P90 over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// The median, then P90, both as series. More are left out of the drawing, not of the table.
    pub lines: Vec<Line>,
    /// The values of each bucket, where they may be shown; else empty.
    pub dots: Vec<Vec<f64>>,
    /// What to mark on the time axis.
    pub notes: Vec<Note>,
    /// How large it is drawn.
    pub size: Size,
}

/// Narrower than this a strip is none any more.
const LEAST: i32 = 11 * UNITS;
/// From one dot to the next.
const DOT: i32 = 4 * UNITS;

/// The lower and the upper place of a bucket.
type Pair = (Place, Place);

impl OverTime for Spread {
    fn parts(&self) -> Parts<'_> {
        let Self { id, title, unit, lines, notes, size, .. } = self;
        Parts { id, title, unit: *unit, lines, band: None, notes, adds_up: false, size: *size }
    }

    fn picture(&self) -> Drawing {
        draw(self)
    }
}

impl Spread {
    fn dots(&self, bucket: usize) -> impl Iterator<Item = f64> {
        self.dots.get(bucket).into_iter().flatten().copied().filter(|value| value.is_finite())
    }
}

fn draw(chart: &Spread) -> Drawing {
    let parts = chart.parts();
    let picks: Vec<Pick<'_>> =
        parts.lines.iter().take(2).enumerate().map(|(index, line)| Pick { line, index, colour: 0 }).collect();
    let buckets = pick::days(parts.lines).len();
    let known = picks.iter().flat_map(|pick| (0..buckets).filter_map(|bucket| pick.value(bucket)));
    let values = known.chain((0..buckets).flat_map(|bucket| chart.dots(bucket)));
    let labels: Vec<(Option<String>, String)> = picks.iter().map(|pick| label(pick, buckets, parts.unit)).collect();
    let setting = Setting {
        buckets: -0.5..position(buckets.max(1)) - 0.5,
        scale: scale::scale(values, is_whole(parts.unit)),
        labels: &labels,
    };
    let sheet = Sheet::new(parts, &picks, setting);
    let place = |pick: &Pick<'_>, bucket: usize| pick.value(bucket).map(|value| sheet.axes.at(bucket, value));
    let pair = |bucket: usize| match picks.as_slice() {
        [median, high] => place(median, bucket).zip(place(high, bucket)),
        _ => None,
    };
    let pairs: Vec<Option<Pair>> = (0..buckets).map(pair).collect();
    let settled = |bucket: usize| {
        picks.iter().all(|pick| pick.line.points.get(bucket).is_some_and(|point| point.state == PointState::Settled))
    };
    let step = sheet.axes.at(1, 0.0).0 - sheet.axes.at(0, 0.0).0;
    let svg = sheet.render(&words::summary(&parts), &|canvas| {
        for bucket in 0..buckets {
            swarm(canvas, &sheet, chart, bucket, step)?;
        }
        if step < LEAST {
            band(canvas, &pairs, &settled)?;
        } else {
            let strips = pairs.iter().enumerate().filter_map(|(bucket, pair)| pair.map(|pair| (bucket, pair)));
            strips.into_iter().try_for_each(|(bucket, pair)| strip(canvas, pair, step, !settled(bucket)))?;
        }
        let end = |(pick, (name, value)): (&Pick<'_>, &(Option<String>, String))| {
            let at = (0..buckets).rev().find_map(|bucket| place(pick, bucket))?;
            let at = if step < LEAST { at } else { (at.0 + half_of(step), at.1) };
            Some(End { at, name: name.clone(), value: value.clone(), colour: 0, muted: false, leads: true })
        };
        ends::draw(canvas, &sheet.layout, picks.iter().zip(&labels).filter_map(end).collect())
    });
    let height = |pick: &Pick<'_>| (0..buckets).map(|bucket| place(pick, bucket).map(|(_, y)| pixels(y))).collect();
    let ys = picks.iter().map(height).collect();
    let states: Vec<Vec<PointState>> = picks.iter().map(Pick::states).collect();
    let hidden = parts.lines.len() - picks.len();
    sheet.drawing(svg, picks.iter().map(|pick| mark(pick, buckets)).collect(), ys, &states, hidden)
}

fn label(pick: &Pick<'_>, buckets: usize, unit: Unit) -> (Option<String>, String) {
    let last = (0..buckets).rev().find_map(|bucket| pick.value(bucket));
    (Some(glyphs::clean(&pick.line.label)), last.map(|value| format::compact(value, unit)).unwrap_or_default())
}

/// Half the width of a strip.
fn half_of(step: i32) -> i32 {
    (step * 30 / 100).min(9 * UNITS)
}

/// One strip: a pale bar from the median to P90, a stroke at the median, a fine one at P90.
fn strip(canvas: &Canvas<'_>, ((x, low), (_, high)): Pair, step: i32, dotted: bool) -> Drawn {
    let half = half_of(step);
    let paint = |kind| Paint::of(kind, 0).provisional(dotted);
    if low.abs_diff(high) >= 5 {
        canvas.rect((x - half, low.min(high)), (x + half, low.max(high)), paint(Kind::Span).rounded(true, true))?;
    }
    canvas.line(vec![(x - half, low), (x + half, low)], Paint::of(Kind::Line, 0))?;
    canvas.line(vec![(x - half / 2, high), (x + half / 2, high)], Paint::of(Kind::Line, 0).compare(true))
}

/// Runs without a gap: the room between, the median as a line, P90 as a paler one.
fn band(canvas: &Canvas<'_>, pairs: &[Option<Pair>], settled: &dyn Fn(usize) -> bool) -> Drawn {
    let mut first = 0;
    for run in pairs.split(Option::is_none) {
        let (lows, highs): (Vec<Place>, Vec<Place>) = run.iter().flatten().copied().unzip();
        if let ([low], [high]) = (lows.as_slice(), highs.as_slice()) {
            canvas.dot(*low, 2 * UNITS, Paint::of(Kind::Dot, 0).provisional(!settled(first)))?;
            canvas.dot(*high, 2 * UNITS, Paint::of(Kind::Dot, 0).compare(true))?;
        } else if lows.len() > 1 {
            let outline = highs.iter().copied().chain(lows.iter().rev().copied()).collect();
            canvas.fill(outline, Paint::of(Kind::Band, 0))?;
            canvas.line(highs, Paint::of(Kind::Line, 0).compare(true))?;
            let open = (0..lows.len())
                .find(|at| !settled(first + at))
                .filter(|at| (*at..lows.len()).all(|at| !settled(first + at)));
            let cut = open.unwrap_or(lows.len());
            if cut > 1 {
                canvas.line(lows.iter().take(cut).copied().collect(), Paint::of(Kind::Line, 0))?;
            }
            let rest: Vec<Place> = lows.iter().skip(cut.saturating_sub(1)).copied().collect();
            if cut < lows.len() && rest.len() > 1 {
                canvas.line(rest, Paint::of(Kind::Line, 0).provisional(true))?;
            }
        }
        first += run.len() + 1;
    }
    Ok(())
}

/// The values of a bucket as dots, side by side where they are alike, as wide as the bucket allows: where there
/// are too many to stand side by side, they are as dense as they can be.
fn swarm(canvas: &Canvas<'_>, sheet: &Sheet<'_>, chart: &Spread, bucket: usize, step: i32) -> Drawn {
    let dots: Vec<Place> = chart.dots(bucket).map(|value| sheet.axes.at(bucket, value)).collect();
    let height = |at: usize| dots.get(at).map(|(_, y)| *y);
    let order = order(dots.len(), &|a, b| height(a).cmp(&height(b)));
    let half = (step * 40 / 100).min(16 * UNITS);
    let most = (half / DOT) * 2 + 1;
    let (mut row, mut number) = (i32::MIN, 0);
    for (x, y) in order.into_iter().filter_map(|at| dots.get(at).copied()) {
        let here = y.div_euclid(DOT);
        number = if here == row { number + 1 } else { 0 };
        row = here;
        if number >= most {
            continue;
        }
        // From the middle outwards, left and right in turn.
        let aside = if number % 2 == 0 { number / 2 } else { -(number + 1) / 2 };
        let x = (x + aside * DOT).clamp(sheet.layout.left, sheet.layout.right);
        canvas.dot((x, y), 3 * UNITS / 2, Paint::of(Kind::Speck, 0))?;
    }
    Ok(())
}

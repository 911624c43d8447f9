//! Which lines are drawn one by one, and in which colour: all of them, or the eight largest.

use domain::Day;
use domain::view::PointState;

use crate::model::{Line, LineRole, Parts};
use crate::order::descending;
use crate::paint;

/// How many series a chart can tell apart.
const MOST: usize = 8;

/// A line that is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pick<'a> {
    pub(crate) line: &'a Line,
    /// Its place in the input.
    pub(crate) index: usize,
    pub(crate) colour: u8,
}

impl Pick<'_> {
    pub(crate) fn compares(&self) -> bool {
        self.line.role == LineRole::Compare
    }

    /// How far each bucket can be trusted.
    pub(crate) fn states(&self) -> Vec<PointState> {
        self.line.points.iter().map(|point| point.state).collect()
    }

    /// The value of a bucket, where it can be drawn.
    pub(crate) fn value(&self, bucket: usize) -> Option<f64> {
        self.line.points.get(bucket).and_then(crate::ChartPoint::known)
    }
}

/// The lines to draw, and those of the rest that are not drawn one by one.
/// `bars` have no room for comparisons.
pub(crate) fn pick<'a>(parts: &Parts<'a>, bars: bool) -> (Vec<Pick<'a>>, Vec<&'a Line>) {
    let wanted = parts.lines.iter().enumerate().filter(|(_, line)| is_own(line) || !bars);
    let (series, single): (Vec<_>, Vec<_>) =
        wanted.partition(|(_, line)| matches!(line.role, LineRole::Series(_) | LineRole::Below(_)));
    let own = |(index, line)| Pick { line, index, colour: own_colour(line) };
    let mut picks: Vec<Pick<'a>> = single.into_iter().map(own).collect();
    if series.len() <= MOST {
        picks.extend(series.into_iter().map(own));
        return (picks, Vec::new());
    }
    let weights: Vec<f64> = series.iter().map(|(_, line)| weight(line)).collect();
    let ranked: Vec<(usize, &Line)> =
        descending(&weights).into_iter().filter_map(|at| series.get(at).copied()).collect();
    let largest = ranked.iter().take(MOST).enumerate();
    picks.extend(largest.map(|(rank, (index, line))| Pick { line, index: *index, colour: paint::colour(rank) }));
    (picks, ranked.into_iter().skip(MOST).map(|(_, line)| line).collect())
}

/// Whether a line is of the period itself and not something that it is held against.
pub(crate) fn is_own(line: &Line) -> bool {
    matches!(line.role, LineRole::Main | LineRole::Series(_) | LineRole::Below(_))
}

/// The days that name the buckets: those of the longest line of the period itself.
pub(crate) fn days(lines: &[Line]) -> Vec<Day> {
    let own = lines.iter().filter(|line| line.role != LineRole::Compare);
    // The first of the longest: `max_by_key` would take the last.
    let longest = own.rev().max_by_key(|line| line.points.len());
    longest.or(lines.first()).map(|line| line.points.iter().map(|point| point.day).collect()).unwrap_or_default()
}

fn own_colour(line: &Line) -> u8 {
    match line.role {
        LineRole::Series(number) | LineRole::Below(number) => paint::colour(usize::from(number)),
        LineRole::Main | LineRole::Compare | LineRole::Forecast => 0,
        LineRole::Target => paint::OTHER,
    }
}

fn weight(line: &Line) -> f64 {
    line.points.iter().filter_map(crate::ChartPoint::known).map(f64::abs).sum()
}

//! `Reading`: what one page is read from. One snapshot of the index, one policy, one frame: so all
//! figures of a page belong together, whatever a sync does meanwhile.

use std::sync::Arc;

use app::error::AppError;
use domain::view::{Delta, Figure, Frame, Kpi, MetricAnswer, Number, Point, PointState, Series, Split};
use domain::{Budget, DateRange, Day, Interval, Metric};
use metrics::{Ask, AskError, Index, Policy};

use super::errors;
use super::frame::first_monday;

/// The snapshot that a page is read from.
pub struct Reading {
    /// The index as it was when the page was asked for.
    pub index: Arc<Index>,
    /// What the reader may see.
    pub policy: Policy,
    /// The page's frame.
    pub frame: Frame,
    /// What was settled about money.
    pub budget: Budget,
}

impl Reading {
    /// A metric over the page's range and filter.
    pub fn ask(&self, metric: Metric) -> Ask {
        Ask {
            metric,
            range: self.frame.range,
            by: self.interval(metric),
            split: Split::None,
            filter: self.frame.query.filter.clone(),
            policy: self.policy,
            today: self.frame.today,
        }
    }

    /// The interval of the page, unless the metric knows better.
    fn interval(&self, metric: Metric) -> Interval {
        match metric {
            _ if metric.is_rolling() => Interval::Day,
            // A quotient of a week: by day it would be the same figure seven times.
            Metric::Stickiness => Interval::Week,
            _ => self.frame.by,
        }
    }

    /// The answer to a question.
    pub fn answer(&self, ask: &Ask) -> Result<MetricAnswer, AppError> {
        match metrics::answer(&self.index, ask) {
            // Under the strict policy a group has no figures by the day: they are hidden, and the page goes on.
            Err(AskError::NotWhole { .. }) => Ok(hidden(ask, self.index.settled_through())),
            other => other.map_err(errors::ask),
        }
    }

    /// The change of a question's figure against the period before, where that may be told of.
    pub fn delta(&self, ask: &Ask) -> Result<Option<Delta>, AppError> {
        if !self.frame.compares() {
            return Ok(None);
        }
        match metrics::delta(&self.index, ask) {
            Err(AskError::NotWhole { .. }) => Ok(None),
            other => other.map_err(errors::ask),
        }
    }

    /// The same question over the period before, where comparison is on.
    pub fn previous(&self, ask: &Ask) -> Result<Option<MetricAnswer>, AppError> {
        if !self.frame.query.compare {
            return Ok(None);
        }
        self.answer(&Ask { range: self.frame.previous, ..ask.clone() }).map(Some)
    }

    /// A card: the figure over the range, its change, its trend.
    pub fn kpi(&self, metric: Metric, of: Option<Number>) -> Result<Kpi, AppError> {
        let ask = self.ask(metric);
        let answer = self.answer(&ask)?;
        let series = answer.series.first();
        Ok(Kpi {
            metric,
            figure: series.map_or(UNKNOWN, |series| series.total),
            of,
            delta: self.delta(&ask)?,
            trend: series.map(|series| trend(&series.points)).unwrap_or_default(),
        })
    }

    /// Weeks up to the range's end, for small trends: as many as may be told of, or else the range.
    pub fn last_weeks(&self, weeks: u32) -> DateRange {
        let to = self.frame.range.to();
        let days = DateRange::ending(to, (weeks - 1) * 7 + to.weekday_number() + 1);
        let Some(allowed) = self.frame.allowed else { return days };
        DateRange::new(days.from().max(first_monday(allowed)), to).unwrap_or(self.frame.range)
    }

    /// The same where weeks count as a whole: those of which each day that has passed may be told of, if any.
    pub fn last_full_weeks(&self, weeks: u32) -> Option<DateRange> {
        let days = self.last_weeks(weeks);
        let Some(allowed) = self.frame.allowed else { return Some(days) };
        let sunday = days.to().week_start().plus(6);
        let full = allowed.to() >= sunday.min(self.frame.today);
        let to = if full { sunday } else { sunday.plus(-7) };
        DateRange::new(days.from().week_start().max(first_monday(allowed)), to).ok()
    }
}

/// An answer of which nothing is shown.
pub fn hidden(ask: &Ask, settled_through: Option<Day>) -> MetricAnswer {
    let figure = Figure { value: None, state: PointState::TooFew };
    let points = ask.by.buckets(ask.range).into_iter().map(|bucket| Point { start: bucket.start, figure }).collect();
    let series = vec![Series { key: "all".to_owned(), title: "All".to_owned(), points, total: figure }];
    let Ask { metric, range, by, split, .. } = ask;
    MetricAnswer { metric: *metric, range: *range, by: *by, split: *split, settled_through, coverage: None, series }
}

/// What is not known.
pub const UNKNOWN: Figure = Figure { value: None, state: PointState::Unavailable };

/// Points as bare values for a small trend, which has no way to say that a bucket at its end is cut: such a one is left
/// out where any is whole.
pub fn trend(points: &[Point]) -> Vec<Option<f64>> {
    let is_whole = |point: &Point| point.figure.state != PointState::Partial;
    let first = points.iter().position(is_whole).unwrap_or(0);
    let last = points.iter().rposition(is_whole).unwrap_or(points.len().saturating_sub(1));
    let value = |(at, point): (usize, &Point)| {
        let inside = (first..=last).contains(&at);
        point.figure.value.map(Number::as_f64).filter(|_| inside)
    };
    points.iter().enumerate().map(value).collect()
}

/// The total of the series with a key; unknown where there is none.
pub fn total_of(answer: &MetricAnswer, key: &str) -> Figure {
    series_of(answer, key).map_or(UNKNOWN, |series| series.total)
}

/// The series with a key.
pub fn series_of<'a>(answer: &'a MetricAnswer, key: &str) -> Option<&'a Series> {
    answer.series.iter().find(|series| series.key == key)
}

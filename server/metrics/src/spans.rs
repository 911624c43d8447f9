//! Spans: the buckets of a range, and the range as a whole as the last of them.

use domain::{DateRange, Day, Interval};

/// Days of the window of adoption and of the frequency bands.
pub(crate) const WINDOW: i64 = 28;

/// The days that one figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// First day of the whole bucket, which may lie before the range.
    pub(crate) start: Day,
    /// The bucket's days inside the range.
    pub(crate) days: DateRange,
    /// Whether the range's ends cut days off the bucket.
    pub(crate) clipped: bool,
    /// The period before: the day, week or month before; for the whole range as many days before it.
    pub(crate) before: DateRange,
}

impl Span {
    /// The last day that can be known: the bucket's last or the running day.
    pub(crate) fn end(&self, today: Day) -> Day {
        self.days.to().min(today)
    }

    /// The bucket's days up to the running day; `None` where all of it lies ahead.
    pub(crate) fn elapsed(&self, today: Day) -> Option<DateRange> {
        DateRange::new(self.days.from(), self.end(today)).ok()
    }

    /// The 28 days that end with the bucket or with the running day.
    pub(crate) fn window(&self, today: Day) -> DateRange {
        let end = self.end(today);
        DateRange::new(end.plus(1 - WINDOW), end).unwrap_or(DateRange::single(end))
    }
}

/// The buckets of a range in order, and the whole range behind them.
pub(crate) fn spans(range: DateRange, by: Interval) -> Vec<Span> {
    let bucket = |bucket: domain::Bucket| {
        let last = bucket.start.previous();
        let first = match by {
            Interval::Day => last,
            Interval::Week => last.week_start(),
            Interval::Month => last.month_start(),
            Interval::Total => bucket.start.plus(-i64::from(range.len_days())),
        };
        let before = DateRange::new(first, last).unwrap_or(DateRange::single(last));
        Span { start: bucket.start, days: bucket.days, clipped: bucket.clipped, before }
    };
    let mut spans: Vec<Span> = by.buckets(range).into_iter().map(bucket).collect();
    spans.push(whole(range));
    spans
}

/// The whole range as one span.
pub(crate) fn whole(range: DateRange) -> Span {
    let before = range.shifted(-i64::from(range.len_days()));
    Span { start: range.from(), days: range, clipped: false, before }
}

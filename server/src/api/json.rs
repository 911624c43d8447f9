//! Figures as JSON: credits and money as numbers with six decimals, exact; unknown as null.

use domain::view::{Figure, MetricAnswer, Number, Point, ReviewBasis, Series, SeriesIntervals, ShareInterval};
use domain::{Credits, DateRange, Day};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::schemas;

/// A number in JSON.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum JsonNumber {
    /// A count.
    Count(i64),
    /// Credits or dollars: the decimal text itself, so that no float loses a digit.
    Exact(Box<RawValue>),
    /// A share or a quotient.
    Ratio(f64),
}

impl JsonNumber {
    /// `None` where a ratio is not finite, which no definition yields; null is honest then.
    pub fn of(number: Number) -> Option<Self> {
        let exact = |text: String| RawValue::from_string(text).ok().map(Self::Exact);
        match number {
            Number::Count(count) => Some(Self::Count(count)),
            Number::Credits(credits) => exact(credits.to_string()),
            Number::Usd(usd) => exact(usd.to_string()),
            Number::Ratio(ratio) => ratio.is_finite().then_some(Self::Ratio(ratio)),
        }
    }

    /// Credits, all six decimals.
    pub fn credits(credits: Credits) -> Option<Self> {
        Self::of(Number::Credits(credits))
    }
}

/// A figure and how far it can be trusted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Figure)]
pub struct JsonFigure {
    /// The number; null in the states `gap`, `too_few` and `unavailable`.
    #[schema(value_type = schemas::NumberOrNull)]
    value: Option<JsonNumber>,
    /// How far it can be trusted.
    #[schema(value_type = schemas::PointState)]
    state: &'static str,
}

impl From<Figure> for JsonFigure {
    fn from(figure: Figure) -> Self {
        Self { value: value(figure), state: figure.state.name() }
    }
}

/// Days, both included.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DateRange)]
pub struct JsonRange {
    /// First UTC day.
    #[schema(value_type = schemas::Day)]
    from: Day,
    /// Last UTC day.
    #[schema(value_type = schemas::Day)]
    to: Day,
}

impl From<DateRange> for JsonRange {
    fn from(range: DateRange) -> Self {
        Self { from: range.from(), to: range.to() }
    }
}

/// How sure a share is: Wilson's interval at 95 %.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShareInterval)]
pub struct JsonInterval {
    /// How many of the base.
    hits: u64,
    /// The base: comments, or votes.
    base: u64,
    /// The lower end.
    #[schema(minimum = 0, maximum = 1)]
    low: f64,
    /// The upper end.
    #[schema(minimum = 0, maximum = 1)]
    high: f64,
}

impl From<ShareInterval> for JsonInterval {
    fn from(interval: ShareInterval) -> Self {
        let ShareInterval { hits, base, low, high } = interval;
        Self { hits, base, low, high }
    }
}

/// One bucket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Point)]
pub struct JsonPoint {
    /// The day that names the bucket: the day, the week's Monday, the month's first, the range's first.
    #[schema(value_type = schemas::Day)]
    start: Day,
    /// The number; null in the states `gap`, `too_few` and `unavailable`.
    #[schema(value_type = schemas::NumberOrNull)]
    value: Option<JsonNumber>,
    /// How far it can be trusted.
    #[schema(value_type = schemas::PointState)]
    state: &'static str,
    /// How sure the share is; of `review_engagement_rate`, `review_reply_rate`, `review_reaction_rate` and
    /// `review_positive_share` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    interval: Option<JsonInterval>,
}

/// One line of an answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
pub struct JsonSeries {
    /// `all`, a team's slug, `no-team`, `small-teams`, a client's id, a family, `model` or `model:speed`, `unattributed`.
    key: String,
    /// The title for people.
    title: String,
    /// One a bucket, none left out.
    points: Vec<JsonPoint>,
    /// Computed over the whole range; null like a point's value.
    #[schema(value_type = schemas::NumberOrNull)]
    total: Option<JsonNumber>,
    /// How far the total can be trusted.
    #[schema(value_type = schemas::PointState)]
    total_state: &'static str,
    /// How sure the total is, where it is a share of review comments or votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total_interval: Option<JsonInterval>,
    /// How it is known which reviews these are; of metrics about reviews alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = schemas::ReviewBasis)]
    basis: Option<ReviewBasis>,
}

/// A metric over a range.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "metric": "credits", "unit": "credits", "from": "2026-10-05", "to": "2026-10-18", "by": "week", "split": "none",
    "settled_through": "2026-10-16", "coverage": null,
    "series": [{"key": "all", "title": "All", "total": 310.25, "total_state": "provisional", "points": [
        {"start": "2026-10-05", "value": 120.5, "state": "settled"},
        {"start": "2026-10-12", "value": 189.75, "state": "provisional"}
    ]}]
}))]
#[schema(as = MetricAnswer)]
pub struct JsonAnswer {
    /// Which metric.
    #[schema(value_type = schemas::Metric)]
    metric: &'static str,
    /// What its numbers are.
    #[schema(value_type = schemas::Unit)]
    unit: domain::Unit,
    /// First UTC day.
    #[schema(value_type = schemas::Day)]
    from: Day,
    /// Last UTC day, included.
    #[schema(value_type = schemas::Day)]
    to: Day,
    /// How the range is cut.
    #[schema(value_type = schemas::Interval)]
    by: &'static str,
    /// What stands in a series of its own.
    #[schema(value_type = schemas::Split)]
    split: &'static str,
    /// The last day that OpenAI does not revise any more.
    #[schema(value_type = schemas::DayOrNull)]
    settled_through: Option<Day>,
    /// Share of credits whose rows have the field that the metric needs; null where it needs none.
    #[schema(value_type = schemas::ShareOrNull)]
    coverage: Option<f64>,
    /// The lines.
    series: Vec<JsonSeries>,
}

impl JsonAnswer {
    /// An answer, with the intervals of its shares and how it is known whose its reviews are, by key.
    pub fn new(answer: &MetricAnswer, intervals: &[SeriesIntervals], basis: &[(String, ReviewBasis)]) -> Self {
        let of = |line: &Series| {
            let intervals = intervals.iter().find(|one| one.key == line.key);
            let basis = basis.iter().find(|(key, _)| *key == line.key).map(|(_, basis)| *basis);
            series(line, intervals, basis)
        };
        Self {
            metric: answer.metric.name(),
            unit: answer.metric.unit(),
            from: answer.range.from(),
            to: answer.range.to(),
            by: answer.by.name(),
            split: answer.split.name(),
            settled_through: answer.settled_through,
            coverage: answer.coverage,
            series: answer.series.iter().map(of).collect(),
        }
    }
}

fn value(figure: Figure) -> Option<JsonNumber> {
    figure.value.and_then(JsonNumber::of)
}

fn series(series: &Series, intervals: Option<&SeriesIntervals>, basis: Option<ReviewBasis>) -> JsonSeries {
    let at = |bucket: usize| intervals.and_then(|one| one.points.get(bucket).copied().flatten());
    let point = |(bucket, point): (usize, &Point)| JsonPoint {
        start: point.start,
        value: value(point.figure),
        state: point.figure.state.name(),
        interval: at(bucket).map(JsonInterval::from),
    };
    JsonSeries {
        key: series.key.clone(),
        title: series.title.clone(),
        points: series.points.iter().enumerate().map(point).collect(),
        total: value(series.total),
        total_state: series.total.state.name(),
        total_interval: intervals.and_then(|one| one.total).map(JsonInterval::from),
        basis,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn credits_keep_all_six_decimals() {
        let json = |number| serde_json::to_string(&JsonNumber::of(number).unwrap()).unwrap();
        assert_eq!(json(Number::Credits(Credits::from_micros(9_007_199_254_740_993))), "9007199254.740993");
        assert_eq!(json(Number::Credits(Credits::from_micros(-250_000))), "-0.250000");
        assert_eq!(json(Number::Count(7)), "7");
        assert!(JsonNumber::of(Number::Ratio(f64::NAN)).is_none());
    }
}

//! Figures as JSON: credits and money as numbers with six decimals, exact; unknown as null.

use domain::view::{Figure, MetricAnswer, Number, Point, Series};
use serde::Serialize;
use serde_json::value::RawValue;

/// A number in JSON.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum JsonNumber {
    Count(i64),
    /// Credits or dollars: the decimal text itself, so that no float loses a digit.
    Exact(Box<RawValue>),
    Ratio(f64),
}

impl JsonNumber {
    /// `None` where a ratio is not finite, which no definition yields; null is honest then.
    fn of(number: Number) -> Option<Self> {
        let exact = |text: String| RawValue::from_string(text).ok().map(Self::Exact);
        match number {
            Number::Count(count) => Some(Self::Count(count)),
            Number::Credits(credits) => exact(credits.to_string()),
            Number::Usd(usd) => exact(usd.to_string()),
            Number::Ratio(ratio) => ratio.is_finite().then_some(Self::Ratio(ratio)),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct JsonPoint {
    start: String,
    value: Option<JsonNumber>,
    state: &'static str,
}

#[derive(Debug, Serialize)]
pub struct JsonSeries {
    key: String,
    title: String,
    points: Vec<JsonPoint>,
    total: Option<JsonNumber>,
    total_state: &'static str,
}

/// The answer to `GET /metrics/{name}`.
#[derive(Debug, Serialize)]
pub struct JsonAnswer {
    metric: &'static str,
    unit: domain::Unit,
    from: String,
    to: String,
    by: &'static str,
    split: &'static str,
    settled_through: Option<String>,
    coverage: Option<f64>,
    series: Vec<JsonSeries>,
}

impl From<&MetricAnswer> for JsonAnswer {
    fn from(answer: &MetricAnswer) -> Self {
        Self {
            metric: answer.metric.name(),
            unit: answer.metric.unit(),
            from: answer.range.from().to_string(),
            to: answer.range.to().to_string(),
            by: answer.by.name(),
            split: answer.split.name(),
            settled_through: answer.settled_through.map(|day| day.to_string()),
            coverage: answer.coverage,
            series: answer.series.iter().map(series).collect(),
        }
    }
}

fn value(figure: Figure) -> Option<JsonNumber> {
    figure.value.and_then(JsonNumber::of)
}

fn series(series: &Series) -> JsonSeries {
    let point = |point: &Point| JsonPoint {
        start: point.start.to_string(),
        value: value(point.figure),
        state: point.figure.state.name(),
    };
    JsonSeries {
        key: series.key.clone(),
        title: series.title.clone(),
        points: series.points.iter().map(point).collect(),
        total: value(series.total),
        total_state: series.total.state.name(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::Credits;

    #[test]
    fn credits_keep_all_six_decimals() {
        let json = |number| serde_json::to_string(&JsonNumber::of(number).unwrap()).unwrap();
        assert_eq!(json(Number::Credits(Credits::from_micros(9_007_199_254_740_993))), "9007199254.740993");
        assert_eq!(json(Number::Credits(Credits::from_micros(-250_000))), "-0.250000");
        assert_eq!(json(Number::Count(7)), "7");
        assert!(JsonNumber::of(Number::Ratio(f64::NAN)).is_none());
    }
}

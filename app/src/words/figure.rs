//! Figures in words: short on the page, exact behind it, and a reason where there is no number.

use charts::format;
use domain::Metric;
use domain::view::{Figure, Number, PointState};

use super::grouped;

/// A figure for the page: `12.4k`, `71 %`, or the reason why there is none.
pub fn short(metric: Metric, figure: Figure) -> String {
    figure.value.map_or_else(
        || absent(metric, figure.state).to_owned(),
        |number| match number {
            // People are counted one by one as long as a card has room for them.
            Number::Count(n) if n.abs() < 10_000 => grouped(n),
            number => format::compact_number(number, metric.unit()),
        },
    )
}

/// A figure with all its digits, for hover and for screen readers.
pub fn exact(metric: Metric, figure: Figure) -> String {
    figure
        .value
        .map_or_else(|| absent(metric, figure.state).to_owned(), |number| format::exact_number(number, metric.unit()))
}

/// Why there is no number. A share of few comments is hidden because it says too little, not because of people.
pub fn absent(metric: Metric, state: PointState) -> &'static str {
    match (state, metric) {
        (PointState::TooFew, Metric::ReviewPositiveShare) => "Too few votes",
        (PointState::TooFew, Metric::ReviewEngagementRate | Metric::ReviewReplyRate | Metric::ReviewReactionRate) => {
            "Too few comments"
        }
        _ => format::absent(state),
    }
}

/// What to say beside a figure that has a number but is not final; nothing where it is.
pub fn caveat(state: PointState) -> Option<&'static str> {
    match state {
        PointState::Provisional => Some("provisional"),
        PointState::Partial => Some("partial"),
        PointState::Settled | PointState::Gap | PointState::TooFew | PointState::Unavailable => None,
    }
}

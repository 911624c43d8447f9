//! The Reviews page of the small organisation: one team whose rows name people, one of which nothing is known.

use domain::view::{
    Figure, Frame, Number, PointState, ReviewBasis, ReviewPart, ReviewRow, ReviewSurface, ReviewsView, ShareInterval,
    Split,
};
use domain::{Interval, Metric, PageQuery};

use super::sample::{answer, figure, frame, kpi};

const SEVERITY: [Metric; 3] = [Metric::ReviewCommentsP0, Metric::ReviewCommentsP1, Metric::ReviewCommentsP2];
const RATES: [Metric; 4] =
    [Metric::ReviewEngagementRate, Metric::ReviewReplyRate, Metric::ReviewReactionRate, Metric::ReviewPositiveShare];

/// A share of a base with an interval around it.
fn share(metric: Metric, hits: u64, base: u64) -> (Metric, ShareInterval) {
    let value = hits as f64 / base as f64;
    (metric, ShareInterval { hits, base, low: value - 0.04, high: value + 0.04 })
}

fn intervals() -> Vec<(Metric, ShareInterval)> {
    let hits = [402, 143, 250];
    let mut all: Vec<_> = RATES.iter().zip(hits).map(|(metric, hits)| share(*metric, hits, 648)).collect();
    all.push(share(Metric::ReviewPositiveShare, 244, 300));
    all
}

fn without(metric: Metric, state: PointState) -> (Metric, Figure) {
    (metric, Figure { value: None, state })
}

fn row(key: &str, title: &str, basis: ReviewBasis, figures: Vec<(Metric, Figure)>) -> ReviewRow {
    let selectable = key != "unattributed";
    ReviewRow { key: key.to_owned(), title: title.to_owned(), selectable, basis, figures, intervals: Vec::new() }
}

fn counts(pairs: &[(Metric, i64)]) -> Vec<(Metric, Figure)> {
    pairs.iter().map(|(metric, value)| (*metric, figure(*metric, *value))).collect()
}

fn made(frame: &Frame, query: &PageQuery) -> ReviewPart {
    use Metric as M;
    let shown = query.show.filter(|metric| !RATES.contains(metric)).unwrap_or(M::Reviews);
    let cards = [(M::Reviews, 420), (M::ReviewComments, 1300), (M::CommentsPerReview, 3), (M::HighSeverityDensity, 1)];
    let of_team = [(M::Reviews, 300), (M::ReviewComments, 900), (M::CommentsPerReview, 3), (M::HighSeverityDensity, 1)];
    let unknown = of_team.iter().map(|(metric, _)| without(*metric, PointState::Unavailable)).collect();
    ReviewPart {
        basis: ReviewBasis::Everybody,
        kpis: cards.iter().map(|(metric, value)| kpi(frame, *metric, *value, None, Some(0.1))).collect(),
        counts: counts(&[(M::Reviews, 420), (SEVERITY[0], 80), (SEVERITY[1], 420), (SEVERITY[2], 700)]),
        intervals: Vec::new(),
        main: answer(shown, frame.by, frame, &[("all", "All", 16)]),
        main_previous: None,
        band: Vec::new(),
        teams: vec![
            row("platform", "Platform", ReviewBasis::People, counts(&of_team)),
            row("data-ml", "Data & ML", ReviewBasis::NotKnown, unknown),
            row(
                "unattributed",
                "Of no team",
                ReviewBasis::NotKnown,
                counts(&[(M::Reviews, 120), (M::ReviewComments, 400)]),
            ),
        ],
        connections: Vec::new(),
    }
}

fn answered(frame: &Frame, query: &PageQuery) -> ReviewPart {
    use Metric as M;
    let shown = query.show.filter(|metric| RATES.contains(metric)).unwrap_or(M::ReviewEngagementRate);
    let main = answer(shown, Interval::Week, frame, &[("all", "All", 40)]);
    let few = RATES.iter().map(|metric| without(*metric, PointState::TooFew));
    let platform = counts(&[(M::ReviewResponsesComments, 500), (RATES[0], 62), (RATES[1], 22), (RATES[2], 38)]);
    let mut platform = row("platform", "Platform", ReviewBasis::People, platform);
    platform.figures.push(without(RATES[3], PointState::TooFew));
    platform.figures.extend(counts(&[(M::ReviewUpvotes, 8), (M::ReviewDownvotes, 4)]));
    platform.intervals = vec![share(RATES[0], 310, 500), share(RATES[1], 110, 500), share(RATES[2], 190, 500)];
    let mut data = row("data-ml", "Data & ML", ReviewBasis::People, counts(&[(M::ReviewResponsesComments, 12)]));
    data.figures.extend(few);
    data.figures.extend(counts(&[(M::ReviewUpvotes, 3), (M::ReviewDownvotes, 1)]));
    let all = [
        (M::ReviewResponsesComments, 648),
        (M::ReviewEngaged, 402),
        (M::ReviewReplies, 170),
        (M::ReviewUpvotes, 244),
        (M::ReviewDownvotes, 56),
    ];
    ReviewPart {
        basis: ReviewBasis::Everybody,
        kpis: [62, 22, 38, 81].iter().zip(RATES).map(|(n, metric)| kpi(frame, metric, *n, None, Some(0.02))).collect(),
        counts: counts(&all),
        intervals: intervals(),
        band: main.series[0].points.iter().map(|_| Some(share(shown, 402, 648).1)).collect(),
        main,
        main_previous: None,
        teams: vec![platform, data],
        connections: Vec::new(),
    }
}

/// The Reviews page of a query.
pub fn page(query: &PageQuery) -> ReviewsView {
    let frame = frame(query);
    let surface = |client: &str, title: &str, turns: i64| {
        let teams = [("platform", "Platform", turns / 2), ("data-ml", "Data & ML", turns / 6)];
        let mut by_team = answer(Metric::Turns, Interval::Total, &frame, &teams);
        by_team.split = Split::Team;
        let turns = Figure { value: Some(Number::Count(turns)), state: PointState::Settled };
        ReviewSurface { client: client.to_owned(), title: title.to_owned(), turns, by_team }
    };
    ReviewsView {
        made: made(&frame, query),
        severity: SEVERITY.iter().map(|metric| answer(*metric, frame.by, &frame, &[("all", "All", 8)])).collect(),
        answered: answered(&frame, query),
        surfaces: vec![surface("CODEX_GITHUB", "GitHub", 600), surface("CODEX_GITHUB_ACTION", "GitHub Action", 0)],
        frame,
    }
}

//! The Reviews page: what Codex reviewed, what engineers did with its comments, and what is known of it by team.
//!
//! The two are read from different datasets by different days, and nothing here divides one by the other.

use std::cmp::Reverse;

use app::error::AppError;
use domain::view::{
    Figure, MetricAnswer, Number, PointState, ReviewBasis, ReviewPart, ReviewRow, ReviewSurface, ReviewsView,
    SeriesIntervals, ShareInterval, Split,
};
use domain::{ClientFilter, ClientId, ConnectionName, Filter, Interval, Metric, TeamSlug};
use metrics::{Ask, AskError};

use super::errors;
use super::reading::{Reading, UNKNOWN, total_of};

/// The cards of what was reviewed, by the day of the review.
const MADE: [Metric; 4] =
    [Metric::Reviews, Metric::ReviewComments, Metric::CommentsPerReview, Metric::HighSeverityDensity];
/// Counts beside them; the first says how much there is.
const REVIEWED: [Metric; 4] =
    [Metric::Reviews, Metric::ReviewCommentsP0, Metric::ReviewCommentsP1, Metric::ReviewCommentsP2];
const SEVERITY: [Metric; 3] = [Metric::ReviewCommentsP0, Metric::ReviewCommentsP1, Metric::ReviewCommentsP2];
/// The cards of what was done with comments, by the day of the merge.
const ANSWERED: [Metric; 4] =
    [Metric::ReviewEngagementRate, Metric::ReviewReplyRate, Metric::ReviewReactionRate, Metric::ReviewPositiveShare];
/// Counts beside them; the first says how much there is.
const RESPONDED: [Metric; 5] = [
    Metric::ReviewResponsesComments,
    Metric::ReviewEngaged,
    Metric::ReviewReplies,
    Metric::ReviewUpvotes,
    Metric::ReviewDownvotes,
];
/// The clients that are about reviews.
const SURFACES: [&str; 2] = ["CODEX_GITHUB", "CODEX_GITHUB_ACTION"];
/// What belongs to no line.
const REST: &str = "unattributed";

/// The Reviews page's view model.
pub fn reviews(reading: Reading) -> Result<ReviewsView, AppError> {
    // Few days have comments enough for a share.
    let by = if reading.frame.by == Interval::Day { Interval::Week } else { reading.frame.by };
    Ok(ReviewsView {
        made: part(&reading, &MADE, &REVIEWED, reading.frame.by)?,
        severity: SEVERITY.iter().map(|metric| reading.answer(&reading.ask(*metric))).collect::<Result<_, _>>()?,
        answered: part(&reading, &ANSWERED, &RESPONDED, by)?,
        surfaces: surfaces(&reading)?,
        frame: reading.frame,
    })
}

fn part(reading: &Reading, cards: &[Metric], counts: &[Metric], by: Interval) -> Result<ReviewPart, AppError> {
    let shown = reading.frame.query.show.filter(|metric| cards.contains(metric)).or(cards.first().copied());
    let main = Ask { by, ..reading.ask(shown.unwrap_or(Metric::Reviews)) };
    let whole = |metric: &Metric| Ask { by: Interval::Total, ..reading.ask(*metric) };
    let first = counts.first().map_or_else(|| main.clone(), whole);
    let figure = |metric: &Metric| {
        let answer = reading.answer(&whole(metric))?;
        Ok((*metric, answer.series.first().map_or(UNKNOWN, |series| series.total)))
    };
    let mut intervals = Vec::new();
    for metric in cards {
        let of = told(reading, &whole(metric))?.into_iter().next().and_then(|series| series.total);
        intervals.extend(of.map(|interval| (*metric, interval)));
    }
    let others = cards.iter().filter(|metric| !counts.contains(metric));
    let metrics: Vec<Metric> = counts.iter().chain(others).copied().collect();
    Ok(ReviewPart {
        basis: bases(reading, &first)?.into_iter().next().map_or(ReviewBasis::NotKnown, |(_, basis)| basis),
        kpis: cards.iter().map(|metric| reading.kpi(*metric, None)).collect::<Result<_, _>>()?,
        counts: counts.iter().map(figure).collect::<Result<_, AppError>>()?,
        intervals,
        main: reading.answer(&main)?,
        main_previous: reading.previous(&main)?,
        band: told(reading, &main)?.into_iter().next().map(|series| series.points).unwrap_or_default(),
        teams: by_team(reading, &metrics)?,
        connections: by_connection(reading, &metrics)?,
    })
}

/// How sure each series of an answer is; nothing where groups are hidden.
fn told(reading: &Reading, ask: &Ask) -> Result<Vec<SeriesIntervals>, AppError> {
    quiet(metrics::intervals(&reading.index, ask))
}

fn bases(reading: &Reading, ask: &Ask) -> Result<Vec<(String, ReviewBasis)>, AppError> {
    quiet(metrics::review_basis(&reading.index, ask))
}

/// Under the strict policy a group has no figures for days that are no whole weeks: the page goes on without.
fn quiet<T: Default>(found: Result<T, AskError>) -> Result<T, AppError> {
    match found {
        Err(AskError::NotWhole { .. }) => Ok(T::default()),
        other => other.map_err(errors::ask),
    }
}

/// A metric over the range with how sure it is, line by line.
type Column = (Metric, MetricAnswer, Vec<SeriesIntervals>);

fn columns(reading: &Reading, metrics: &[Metric], ask: impl Fn(Metric) -> Ask) -> Result<Vec<Column>, AppError> {
    let column = |metric: &Metric| {
        let ask = ask(*metric);
        Ok((*metric, reading.answer(&ask)?, told(reading, &ask)?))
    };
    metrics.iter().map(column).collect()
}

fn row(columns: &[Column], key: &str, title: String, basis: ReviewBasis) -> ReviewRow {
    let interval = |(metric, _, told): &Column| -> Option<(Metric, ShareInterval)> {
        Some((*metric, told.iter().find(|series| series.key == key)?.total?))
    };
    ReviewRow {
        key: key.to_owned(),
        title,
        selectable: false,
        basis,
        figures: columns.iter().map(|(metric, answer, _)| (*metric, total_of(answer, key))).collect(),
        intervals: columns.iter().filter_map(interval).collect(),
    }
}

/// Most first; what is hidden, teamless or nobody's closes the list.
fn by_team(reading: &Reading, metrics: &[Metric]) -> Result<Vec<ReviewRow>, AppError> {
    let ask = |metric| Ask { split: Split::Team, by: Interval::Total, ..reading.ask(metric) };
    let columns = columns(reading, metrics, ask)?;
    let Some((first, answer, _)) = columns.first() else { return Ok(Vec::new()) };
    let bases = bases(reading, &ask(*first))?;
    let known_by = |key: &str| bases.iter().find(|(of, _)| of == key).map_or(ReviewBasis::NotKnown, |(_, by)| *by);
    // A hidden answer has one line, which is no team.
    let lines = answer.series.iter().filter(|series| series.key != "all");
    let mut rows: Vec<ReviewRow> = lines
        .map(|series| {
            let key = series.key.as_str();
            let group = key == REST || key == TeamSlug::SMALL_TEAMS || series.total.state == PointState::TooFew;
            let title = if key == REST { "Of no team".to_owned() } else { series.title.clone() };
            ReviewRow { selectable: !group, ..row(&columns, key, title, known_by(key)) }
        })
        .collect();
    rows.sort_by_key(|row| (place(&row.key), Reverse(weight(row))));
    Ok(rows)
}

fn place(key: &str) -> u8 {
    match key {
        REST => 3,
        TeamSlug::SMALL_TEAMS => 2,
        TeamSlug::NO_TEAM => 1,
        _ => 0,
    }
}

fn weight(row: &ReviewRow) -> Option<i64> {
    let count = |(_, figure): &(Metric, Figure)| match figure.value {
        Some(Number::Count(count)) => Some(count),
        _ => None,
    };
    row.figures.iter().find_map(count)
}

fn by_connection(reading: &Reading, metrics: &[Metric]) -> Result<Vec<ReviewRow>, AppError> {
    let names = reading.index.connections();
    let filter = &reading.frame.query.filter;
    // What the workspaces of the house are called is nobody's business who came by a link.
    let by_link = reading.frame.allowed.is_some();
    if by_link || names.len() < 2 || filter.team.is_some() || filter.connection.is_some() {
        return Ok(Vec::new());
    }
    let of = |name: &ConnectionName| {
        let filter = Filter { connection: Some(name.clone()), ..filter.clone() };
        let columns = columns(reading, metrics, |metric| Ask {
            by: Interval::Total,
            filter: filter.clone(),
            ..reading.ask(metric)
        })?;
        let row = row(&columns, "all", name.to_string(), ReviewBasis::Everybody);
        Ok(ReviewRow { key: name.to_string(), selectable: true, ..row })
    };
    names.iter().map(of).collect()
}

/// Turns in the clients that are about reviews: what people did there themselves.
fn surfaces(reading: &Reading) -> Result<Vec<ReviewSurface>, AppError> {
    let filter = &reading.frame.query.filter;
    if filter.client.is_some() || filter.model.is_some() {
        return Ok(Vec::new());
    }
    let surface = |id: &&str| {
        let client = ClientId::new(*id);
        let filter = Filter { client: Some(ClientFilter::One(client.clone())), ..filter.clone() };
        let all = Ask { by: Interval::Total, filter, ..reading.ask(Metric::Turns) };
        let turns = reading.answer(&all)?.series.first().map_or(UNKNOWN, |series| series.total);
        let by_team = reading.answer(&Ask { split: Split::Team, ..all })?;
        Ok(ReviewSurface { title: client.title(), client: client.to_string(), turns, by_team })
    };
    SURFACES.iter().map(surface).collect()
}

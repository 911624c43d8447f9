//! Rows for readers who may not see persons: by team and day, exactly as pages show them. They come from `metrics`,
//! which merges and hides what is too small, once over the whole range: rows of the archive are not even read.

use archive::table::{Cell, Column, Kind};
use domain::view::{Figure, MetricAnswer, PointState, Split};
use domain::{Dataset, DateRange, Day, Filter, Interval, Metric, TeamSlug};
use metrics::Ask;

use super::{cell, column};
use crate::export::outlet::{Outlet, Sink};
use crate::export::write::Writer;
use crate::export::{ExportError, Topic};

const USAGE: [Metric; 8] = [
    Metric::ActivePeople,
    Metric::Threads,
    Metric::Turns,
    Metric::Credits,
    Metric::EstimatedCostUsd,
    Metric::UncachedInputTokens,
    Metric::CachedInputTokens,
    Metric::OutputTokens,
];
const MADE: [Metric; 5] = [
    Metric::Reviews,
    Metric::ReviewComments,
    Metric::ReviewCommentsP0,
    Metric::ReviewCommentsP1,
    Metric::ReviewCommentsP2,
];
const ANSWERED: [Metric; 5] = [
    Metric::ReviewResponsesComments,
    Metric::ReviewEngaged,
    Metric::ReviewReplies,
    Metric::ReviewUpvotes,
    Metric::ReviewDownvotes,
];

/// The questions whose answers are the rows.
pub fn asks(topic: Topic, range: DateRange, team: Option<&TeamSlug>, policy: metrics::Policy, today: Day) -> Vec<Ask> {
    let metrics: Vec<Metric> = match topic {
        Topic::Usage => USAGE.to_vec(),
        Topic::Reviews => MADE.into_iter().chain(ANSWERED).collect(),
    };
    let filter = Filter { team: team.cloned(), ..Filter::default() };
    let ask = |metric| Ask { metric, range, by: Interval::Day, split: Split::Team, filter: filter.clone(), policy, today };
    metrics.into_iter().map(ask).collect()
}

/// Writes the answers side by side.
pub fn write(topic: Topic, answers: &[MetricAnswer], sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    match topic {
        Topic::Usage => usage(answers, sink),
        Topic::Reviews => reviews(answers, sink),
    }
}

fn usage(answers: &[MetricAnswer], sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    let columns: [Column; 12] = [
        column("day", Kind::Day),
        column("team", Kind::Text),
        column("team_title", Kind::Text),
        column("active_people", Kind::Count),
        column("threads", Kind::Count),
        column("turns", Kind::Count),
        column("credits", Kind::Amount),
        column("estimated_cost_usd", Kind::Amount),
        column("uncached_input_tokens", Kind::Count),
        column("cached_input_tokens", Kind::Count),
        column("output_tokens", Kind::Count),
        column("state", Kind::Text),
    ];
    let mut table = sink.columns(&columns)?;
    each(answers, |day, key, title, figures| {
        let mut row = vec![Cell::Day(day), Cell::Text(key), Cell::Text(title)];
        row.extend(figures.iter().map(|figure| figure.map_or(Cell::Empty, cell)));
        row.push(Cell::Text(state(figures)));
        table.row(&row)
    })?;
    Ok(table)
}

fn reviews(answers: &[MetricAnswer], sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    let columns: [Column; 14] = [
        column("day", Kind::Day),
        column("kind", Kind::Text),
        column("team", Kind::Text),
        column("team_title", Kind::Text),
        column("reviews", Kind::Count),
        column("comments", Kind::Count),
        column("p0", Kind::Count),
        column("p1", Kind::Count),
        column("p2", Kind::Count),
        column("engaged", Kind::Count),
        column("replies", Kind::Count),
        column("upvotes", Kind::Count),
        column("downvotes", Kind::Count),
        column("state", Kind::Text),
    ];
    let mut table = sink.columns(&columns)?;
    let (made, answered) = answers.split_at(MADE.len().min(answers.len()));
    let mut put = |kind: Dataset, answers: &[MetricAnswer]| {
        each(answers, |day, key, title, figures| {
            let mut row = vec![Cell::Day(day), Cell::Text(kind.name()), Cell::Text(key), Cell::Text(title)];
            let of = |at: usize| figures.get(at).copied().flatten().map_or(Cell::Empty, cell);
            // Reviews and comments of the one are not those of the other: what a kind does not say stays empty.
            if kind == Dataset::CodeReviews {
                row.extend((0..5).map(of).chain([Cell::Empty; 4]));
            } else {
                row.push(Cell::Empty);
                row.push(of(0));
                row.extend([Cell::Empty; 3].into_iter().chain((1..5).map(of)));
            }
            row.push(Cell::Text(state(figures)));
            table.row(&row)
        })
    };
    put(Dataset::CodeReviews, made)?;
    put(Dataset::CodeReviewResponses, answered)?;
    Ok(table)
}

/// Calls `put` for each day and each team in it, with what each answer says of them.
fn each(
    answers: &[MetricAnswer],
    mut put: impl FnMut(Day, &str, &str, &[Option<Figure>]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let Some(days) = answers.first().map(|answer| answer.range.days()) else { return Ok(()) };
    // What is not known by team is a line of some answers only.
    let mut lines: Vec<(&str, &str)> = Vec::new();
    for series in answers.iter().flat_map(|answer| &answer.series) {
        if !lines.iter().any(|(key, _)| *key == series.key) {
            lines.push((&series.key, &series.title));
        }
    }
    let series = |answer: &'_ MetricAnswer, key: &str| answer.series.iter().position(|series| series.key == key);
    let places: Vec<Vec<Option<usize>>> =
        lines.iter().map(|(key, _)| answers.iter().map(|answer| series(answer, key)).collect()).collect();
    let mut figures: Vec<Option<Figure>> = Vec::with_capacity(answers.len());
    for (at, day) in days.enumerate() {
        for ((key, title), places) in lines.iter().zip(&places) {
            figures.clear();
            figures.extend(answers.iter().zip(places).map(|(answer, place)| {
                let series = answer.series.get((*place)?)?;
                series.points.get(at).map(|point| point.figure)
            }));
            put(day, key, title, &figures)?;
        }
    }
    Ok(())
}

/// The state of the row: that of a figure with a value, else why there is none.
fn state(figures: &[Option<Figure>]) -> &'static str {
    let known = figures.iter().flatten();
    let state = known.clone().find(|figure| figure.value.is_some()).or_else(|| known.clone().next());
    state.map_or(PointState::Unavailable, |figure| figure.state).name()
}

//! What engineers did with comments, by the day of the merge: how many they engaged with, and how sure that is.

use charts::{Band, IntervalRow, Intervals, Line, LineChart, LineRole, Size};
use domain::Metric;
use domain::view::{MetricAnswer, Number, PointState, ReviewBasis, ReviewPart, ReviewRow, ReviewsView};
use leptos::prelude::*;

use super::teams::{self, Known};
use super::{PATH, counts, counts_files, note, population};
use crate::components::chart::Marks;
use crate::components::grid::{Cell, Column};
use crate::components::kpi::noted;
use crate::components::ready::{Ready, ready};
use crate::pages::overview::cut_in_words;
use crate::words::reviews as said;

const COUNTED: &str = "Counted by the day on which the pull request was merged: other pull requests than those above, so \
     the two are never divided by one another.";
const MEANING: &str = "The share of comments, or of votes, and Wilson’s 95 % interval around it: were there endlessly \
     many comments, their share would lie in it in 95 of 100 cases. Below 30 there is no share.";
const RATES: [(&str, Metric); 4] = [
    ("Engaged", Metric::ReviewEngagementRate),
    ("Replied", Metric::ReviewReplyRate),
    ("Reacted", Metric::ReviewReactionRate),
    ("Positive", Metric::ReviewPositiveShare),
];

/// The part.
pub fn answered(view: &ReviewsView) -> AnyView {
    let head = ("answered-h", "What engineers did with its comments", COUNTED);
    let none = "No pull request with a review of Codex was merged";
    population(head, none, view, &view.answered, || shown(view))
}

fn shown(view: &ReviewsView) -> AnyView {
    let (part, frame) = (&view.answered, &view.frame);
    let metrics = [
        Metric::ReviewResponsesComments,
        Metric::ReviewEngaged,
        Metric::ReviewReplies,
        Metric::ReviewUpvotes,
        Metric::ReviewDownvotes,
    ];
    view! {
        {noted(frame, PATH, &part.kpis, part.main.metric, |_| true, &|kpi| said::rests(part, kpi.metric))}
        <div class="split">
            {over_time(view)}
            <section aria-labelledby="counts-h">
                <div class="chart-head">
                    <h2 id="counts-h">"In numbers"</h2>
                    {counts_files("In numbers", part, &metrics)}
                </div>
                {counts(part, &metrics)}
            </section>
        </div>
        {held(part, "By team", "Team", &part.teams, ["teams-w", "teams-n"])}
        {by_team(view)}
        {held(part, "By connection", "Connection", &part.connections, ["connections-w", "connections-n"])}
    }
    .into_any()
}

/// The share over time, between the ends of its interval; or why there is none.
fn over_time(view: &ReviewsView) -> AnyView {
    let (part, frame) = (&view.answered, &view.frame);
    let metric = part.main.metric;
    let known = part.main.series.first().is_some_and(|series| series.points.iter().any(|p| p.figure.value.is_some()));
    if !known {
        return note(format!(
            "There is no share over time: no week of these days has 30 {}. Choose more days.",
            said::noun(metric)
        ));
    }
    let points: Vec<Option<(f64, f64)>> =
        part.band.iter().map(|found| found.map(|found| (found.low, found.high))).collect();
    let labels = ("95 % interval, lower end".to_owned(), "95 % interval, upper end".to_owned());
    let line = |answer: &MetricAnswer, label: String, role: LineRole| {
        Some(Line { label, ..Line::of(answer.series.first()?, role) })
    };
    let mut lines: Vec<Line> = line(&part.main, frame.range.in_words(), LineRole::Main).into_iter().collect();
    let before = part.main_previous.as_ref();
    lines.extend(before.and_then(|before| line(before, frame.previous.in_words(), LineRole::Compare)));
    let chart = |suffix: &str, size: Size| LineChart {
        id: format!("rate-{suffix}"),
        title: metric.title().to_owned(),
        unit: metric.unit(),
        lines: lines.clone(),
        band: Some(Band { labels: labels.clone(), points: Vec::clone(&points) }),
        notes: Marks::here(),
        size,
    };
    let (wide, narrow) = (chart("w", Size::WIDE), chart("n", Size::NARROW));
    ready(&Ready {
        title: metric.title(),
        meaning: MEANING,
        sub: cut_in_words(metric, part.main.by),
        metric,
        charts: [&wide, &narrow],
        said: None,
    })
}

/// Rows with their intervals, beside that of the whole page.
fn held(part: &ReviewPart, title: &'static str, of: &'static str, rows: &[ReviewRow], ids: [&str; 2]) -> AnyView {
    let metric = part.main.metric;
    let known = |row: &&ReviewRow| !matches!(row.basis, ReviewBasis::NotKnown | ReviewBasis::NoRows);
    let drawn: Vec<IntervalRow> = rows.iter().filter(known).map(|row| interval(row, metric)).collect();
    if drawn.len() < 2 {
        return ().into_any();
    }
    let all = part.figure(metric).and_then(|figure| figure.value).map(|value| ("All".to_owned(), value.as_f64()));
    let chart = |id: &str, width: u32| Intervals {
        id: id.to_owned(),
        title: metric.title().to_owned(),
        unit: metric.unit(),
        of: of.to_owned(),
        base: said::noun(metric).to_owned(),
        rows: drawn.clone(),
        reference: all.clone(),
        width,
    };
    let [wide, narrow] = ids;
    let (wide, narrow) = (chart(wide, 1176), chart(narrow, 330));
    ready(&Ready {
        title,
        meaning: MEANING,
        sub: format!("{}, and between what it lies.", metric.title()),
        metric,
        charts: [&wide, &narrow],
        said: None,
    })
}

fn interval(row: &ReviewRow, metric: Metric) -> IntervalRow {
    let shown = row.figure(metric);
    let found = row.interval(metric);
    let base = found.map(|found| found.base).or_else(|| said::base(metric, &|metric| row.figure(metric)));
    let state = shown.map_or(PointState::Unavailable, |figure| figure.state);
    IntervalRow {
        key: row.key.clone(),
        label: row.title.clone(),
        value: shown.and_then(|figure| figure.value).map(Number::as_f64),
        ends: found.map(|found| (found.low, found.high)),
        base,
        // Without a comment there is no share: too few, and not unknown.
        state: if base == Some(0) { PointState::TooFew } else { state },
    }
}

fn by_team(view: &ReviewsView) -> AnyView {
    let mut columns = vec![Column::number("Comments")];
    columns.extend(RATES.iter().map(|(title, _)| Column::number(title)));
    let cells = |row: &ReviewRow| {
        let metric = Metric::ReviewResponsesComments;
        let mut cells = vec![row.figure(metric).map_or_else(Cell::default, |figure| teams::cell(row, metric, figure))];
        cells.extend(RATES.iter().map(|(_, metric)| share(row, *metric)));
        cells
    };
    teams::teams(
        view,
        &Known { id: "answered-teams-h", title: "Engagement by team", part: &view.answered, columns, cells: &cells },
    )
}

fn share(row: &ReviewRow, metric: Metric) -> Cell {
    let Some(shown) = row.figure(metric) else { return Cell::default() };
    if shown.value.is_none() && row.basis == ReviewBasis::NotKnown {
        return teams::cell(row, metric, shown);
    }
    let base = said::base(metric, &|metric| row.figure(metric));
    let (text, note) = said::share(metric, shown, row.interval(metric), base);
    Cell { text, note, ..Cell::figure(metric, shown) }
}

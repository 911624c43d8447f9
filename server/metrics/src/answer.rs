//! From kernels to an answer: states beside values, hidden what must be.

use domain::view::{Figure, MetricAnswer, Point, PointState, Series};

use crate::ask::{Ask, AskError};
use crate::calendar::Calendar;
use crate::catalog::{Flow, Kind};
use crate::index::Index;
use crate::kernels::{Answered, Job, Outcome, sums};
use crate::layout::{Layout, Line, Part};
use crate::spans::{Span, WINDOW, spans};

/// Answers a question.
pub fn answer(index: &Index, ask: &Ask) -> Result<MetricAnswer, AskError> {
    ask.check()?;
    let layout = Layout::of(index, index.derived(), ask)?;
    let job = job(index, &layout, ask, spans(ask.range, ask.by));
    let points = job.spans.len() * layout.lines.len();
    if points > Ask::MAX_POINTS {
        return Err(AskError::TooMany { points, max: Ask::MAX_POINTS });
    }
    let states = states(&job);
    let Answered { table, unattributed } = run(&job, ask);
    let mut series: Vec<Series> =
        layout.lines.iter().zip(&table).map(|(line, outcomes)| one_series(&job, &states, line, outcomes)).collect();
    if let Some(outcomes) = unattributed {
        let title = if layout.split.is_by_team() { "Not known by team" } else { "Not attributed" };
        // What names nobody gives nobody away; but where all else is hidden, so is the rest of it.
        let hidden = layout.is_hidden();
        let line = Line { key: "unattributed".to_owned(), title: title.to_owned(), part: Part::All, hidden };
        series.push(one_series(&job, &states, &line, &outcomes));
    }
    let shown = !layout.is_hidden() && !ask.is_beyond_source();
    let coverage = Kind::of(ask.metric).field().filter(|_| shown).and_then(|field| sums::coverage(&job, field));
    Ok(MetricAnswer {
        metric: ask.metric,
        range: ask.range,
        by: ask.by,
        split: ask.split,
        settled_through: index.settled_through_of(layout.narrowed.connection),
        coverage,
        series,
    })
}

/// The totals of every line over the spans' last, without the buckets.
pub(crate) fn totals(index: &Index, layout: &Layout, ask: &Ask, range: domain::DateRange) -> Vec<Figure> {
    let job = job(index, layout, ask, vec![crate::spans::whole(range)]);
    // The kernels want the whole range behind its buckets: here it is its own only bucket.
    let job = Job { spans: vec![crate::spans::whole(range); 2], ..job };
    let states = states(&job);
    let state = states.last().copied().unwrap_or(PointState::Gap);
    let outcome = |outcomes: &Vec<Outcome>| outcomes.last().copied().unwrap_or(Outcome::Unavailable);
    let lines = layout.lines.iter().zip(run(&job, ask).table);
    lines.map(|(line, outcomes)| figure(state, outcome(&outcomes), line.hidden)).collect()
}

pub(crate) fn job<'a>(index: &'a Index, layout: &'a Layout, ask: &Ask, spans: Vec<Span>) -> Job<'a> {
    let dataset = Kind::of(ask.metric).dataset();
    Job {
        index,
        derived: index.derived(),
        layout,
        metric: ask.metric,
        today: ask.today,
        spans,
        calendar: Calendar::of(index, dataset, layout.narrowed.connection, ask.today),
    }
}

fn run(job: &Job<'_>, ask: &Ask) -> Answered {
    if ask.is_beyond_source() {
        let row = vec![Outcome::Unavailable; job.spans.len()];
        return Answered { table: vec![row; job.layout.lines.len()], unattributed: None };
    }
    job.run()
}

fn one_series(job: &Job<'_>, states: &[PointState], line: &Line, outcomes: &[Outcome]) -> Series {
    let figures = states.iter().zip(outcomes).map(|(state, outcome)| figure(*state, *outcome, line.hidden));
    let mut points: Vec<Point> =
        job.spans.iter().zip(figures).map(|(span, figure)| Point { start: span.start, figure }).collect();
    let total = points.pop().map(|point| point.figure);
    let nothing = Figure { value: None, state: PointState::Gap };
    Series { key: line.key.clone(), title: line.title.clone(), points, total: total.unwrap_or(nothing) }
}

/// A figure: what is not known comes before what is not shown, and that before what is not available.
pub(crate) fn figure(state: PointState, outcome: Outcome, hidden: bool) -> Figure {
    let without = |state| Figure { value: None, state };
    match outcome {
        _ if state == PointState::Gap => without(PointState::Gap),
        _ if hidden => without(PointState::TooFew),
        Outcome::Value(number) => Figure { value: Some(number), state },
        Outcome::Unavailable => without(PointState::Unavailable),
        Outcome::TooFew => without(PointState::TooFew),
    }
}

/// How far each span's figures can be trusted, by the days that the metric looks at.
pub(crate) fn states(job: &Job<'_>) -> Vec<PointState> {
    let whole = job.spans.len() - 1;
    job.spans.iter().enumerate().map(|(at, span)| state(job, span, at == whole)).collect()
}

fn state(job: &Job<'_>, span: &Span, is_whole: bool) -> PointState {
    let (today, calendar) = (job.today, &job.calendar);
    if span.days.from() > today {
        return PointState::Gap;
    }
    let ahead = span.days.to() > today;
    let end = span.end(today);
    let back_to = |from| domain::DateRange::new(from, end).unwrap_or(domain::DateRange::single(end));
    match Kind::of(job.metric) {
        Kind::Rolling { days } => calendar.state(back_to(end.plus(1 - i64::from(days))), ahead && is_whole),
        Kind::Adoption | Kind::Frequency(_) => calendar.state(span.window(today), ahead),
        Kind::Never | Kind::Dormant => {
            let window = span.window(today);
            let first = calendar.first_day().filter(|first| *first < window.from());
            calendar.state(back_to(first.unwrap_or(window.from())), ahead)
        }
        Kind::Flow(flow) => {
            let here = calendar.state(span.days, span.clipped);
            let both = calendar.state(back_to(span.before.from()), ahead || span.clipped);
            let early = calendar.first_day().is_none_or(|first| span.start < first.plus(WINDOW));
            match here {
                PointState::Gap => PointState::Gap,
                _ if early && matches!(flow, Flow::New | Flow::Resurrected) => PointState::Partial,
                _ => both,
            }
        }
        _ => calendar.state(span.days, span.clipped),
    }
}

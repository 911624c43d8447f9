//! Lines and commits that Codex had a hand in (METRICS.md 25): sums of counts, and shares made from the
//! sums of rows that have both counts.

use domain::view::{Attribution, AttributionCounts, AttributionFigure, AttributionSeries, PointState, Split};
use domain::{Interval, Metric};

use crate::answer::{job, states};
use crate::ask::AskError;
use crate::index::Index;
use crate::index::attributed::{AttributedSums, Count};
use crate::index::rollup::{By, Measure};
use crate::kernels::{Job, ratio};
use crate::layout::Layout;
use crate::scope::Scope;
use crate::spans::spans;

/// Lines and commits over a scope, not split, by team or by parent team. A person's counts go to the team
/// of the day. Everything is unavailable where no row of the source has such counts, and where the filter
/// asks for a client or a model, by which it does not give them.
pub fn attribution(index: &Index, scope: &Scope, by: Interval, split: Split) -> Result<Attribution, AskError> {
    if split != Split::None && !split.is_by_team() {
        return Err(AskError::NotByTeam { what: "attribution", split });
    }
    scope.check(by, split)?;
    let layout = Layout::over(index, index.derived(), scope, split, Some(0))?;
    let ask = scope.ask(Metric::Credits, by, split);
    let job = job(index, &layout, &ask, spans(scope.range, by));
    let states = states(&job);
    let connection = layout.narrowed.connection;
    let mut columns = index.usage_columns().filter(|((of, _), _)| connection.is_none_or(|only| only == *of));
    let offered = scope.filter.client.is_none()
        && scope.filter.model.is_none()
        && columns.any(|(_, column)| column.attributed.is_some());
    let mut cells =
        if offered { collect(&job) } else { vec![vec![Cell::default(); states.len()]; layout.lines.len() + 1] };
    let rest = cells.pop().unwrap_or_default();
    let series = |key: &str, title: &str, hidden: bool, cells: &[Cell]| {
        let figures = states.iter().zip(cells).map(|(state, cell)| cell.figure(*state, hidden, offered));
        let starts = job.spans.iter().map(|span| span.start);
        let mut points: Vec<_> = starts.zip(figures).collect();
        let nothing = AttributionFigure { counts: None, state: PointState::Gap };
        let total = points.pop().map_or(nothing, |(_, total)| total);
        AttributionSeries { key: key.to_owned(), title: title.to_owned(), points, total }
    };
    let lines = layout.lines.iter().zip(&cells);
    let mut all: Vec<AttributionSeries> =
        lines.map(|(line, cells)| series(&line.key, &line.title, line.hidden, cells)).collect();
    if rest.iter().any(|cell| cell.sums != AttributedSums::default()) {
        all.push(series("unattributed", "Not known by team", layout.is_hidden(), &rest));
    }
    Ok(Attribution { range: scope.range, by, split, series: all })
}

/// What one line has in one span.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// Rows of any kind.
    rows: i64,
    sums: AttributedSums,
}

impl Cell {
    fn figure(&self, state: PointState, hidden: bool, offered: bool) -> AttributionFigure {
        let without = |state| AttributionFigure { counts: None, state };
        let told = self.counts();
        match told {
            _ if state == PointState::Gap => without(PointState::Gap),
            _ if hidden => without(PointState::TooFew),
            Some(counts) if offered => AttributionFigure { counts: Some(counts), state },
            _ => without(PointState::Unavailable),
        }
    }

    /// The counts. Without any row they are true zeros; with rows, some of them must have a count.
    fn counts(&self) -> Option<AttributionCounts> {
        let get = |count: Count| if self.rows == 0 { Some(0) } else { self.sums.get(count) };
        let share = |(over, under): (i64, i64)| (under > 0).then(|| ratio::ratio(over, under));
        let counts = AttributionCounts {
            lines_added: get(Count::LinesAdded),
            lines_removed: get(Count::LinesRemoved),
            lines_committed: get(Count::LinesCommitted),
            lines_committed_total: get(Count::LinesCommittedTotal),
            commits_with_codex: get(Count::CommitsWithCodex),
            commits_total: get(Count::CommitsTotal),
            lines_share: share(self.sums.lines()),
            commits_share: share(self.sums.commits()),
        };
        (counts != AttributionCounts::default()).then_some(counts)
    }
}

/// By line and span, and as the last line what is in none.
fn collect(job: &Job<'_>) -> Vec<Vec<Cell>> {
    let (layout, people) = (job.layout, &job.derived.people);
    let rest = layout.lines.len();
    let mut cells = vec![vec![Cell::default(); job.spans.len()]; rest + 1];
    let Some(range) = job.range() else { return cells };
    let told = layout.split.is_by_team() && layout.narrowed.teams.is_none();
    let line_of = |team: u32| if team == people.unknown() && told { Some(rest) } else { job.line_of_team(team) };
    let whole = job.spans.len() - 1;
    for (day, rolled) in job.derived.cells(layout.narrowed.connection, range.from(), range.to().min(job.today)) {
        let bucket = job.spans.partition_point(|span| span.days.to() < day);
        let mut add = |team: u32, put: &dyn Fn(&mut Cell)| {
            let Some(row) = line_of(team).and_then(|line| cells.get_mut(line)) else { return };
            for at in [bucket.min(whole - 1), whole] {
                row.get_mut(at).into_iter().for_each(put);
            }
        };
        let totals = job.derived.rollup(day, rolled).section(By::Nothing);
        for ((team, _), rows) in totals.keys().iter().zip(totals.measure(Measure::Rows)) {
            add(*team, &|cell| cell.rows += rows);
        }
        for (team, sums) in job.derived.attributed(day, rolled) {
            add(*team, &|cell| cell.sums.add(sums));
        }
    }
    cells
}

//! Sums over rows and their quotients, from the roll-ups.

use domain::view::{Number, Split};

use super::{Answered, Job, Outcome, Table};
use crate::catalog::Field;
use crate::index::rollup::Measure;
use crate::index::sums::{Summed, Teams};
use crate::layout::Part;

/// A sum line by line, and what is in no line.
pub(crate) fn sum(job: &Job<'_>, of: Measure, field: Option<Field>) -> Answered {
    let needs = needs(&[of], field);
    let outcome = |sums: Cell<'_>| match field {
        Some(field) if !sums.has(field) => Outcome::Unavailable,
        _ => Outcome::Value(job.number(sums.get(of))),
    };
    let (lines, mut rest) = collect(job, &needs);
    let table = lines.iter().map(|line| line.cells().map(outcome).collect()).collect();
    let mut whole = None;
    if job.layout.is_by_part() {
        let scope = whole_of_scope(job, &needs);
        rest = scope.clone();
        for line in &lines {
            rest.subtract(line);
        }
        whole = Some(scope);
    }
    let told = rest.cells().any(|sums| sums.get(of) != 0);
    let unattributed = || match (field, &whole) {
        // What remains of a field that the total lacks cannot be told.
        (Some(field), Some(whole)) => {
            let of_rest = |(whole, rest): (Cell<'_>, Cell<'_>)| {
                if whole.has(field) { Outcome::Value(job.number(rest.get(of))) } else { Outcome::Unavailable }
            };
            whole.cells().zip(rest.cells()).map(of_rest).collect()
        }
        _ => rest.cells().map(outcome).collect(),
    };
    Answered { table, unattributed: told.then(unattributed) }
}

/// A quotient of sums line by line.
pub(crate) fn quotient(job: &Job<'_>, over: Measure, under: &[Measure], field: Option<Field>) -> Table {
    let wanted: Vec<Measure> = std::iter::once(over).chain(under.iter().copied()).collect();
    let needs = needs(&wanted, field);
    let (lines, _) = collect(job, &needs);
    let outcome = |sums: Cell<'_>| match field {
        Some(field) if !sums.has(field) => Outcome::Unavailable,
        _ => job.quotient(sums.get(over), under.iter().fold(0, |sum, measure| sum.saturating_add(sums.get(*measure)))),
    };
    lines.iter().map(|line| line.cells().map(outcome).collect()).collect()
}

/// Share of the scope's credits whose lines have the field; `None` where there are no credits.
pub(crate) fn coverage(job: &Job<'_>, field: Field) -> Option<f64> {
    let needs = [Measure::Credits, field.credits];
    let whole = whole_of_scope(job, &needs);
    let sums = whole.cells().last()?;
    match job_ratio(sums.get(field.credits), sums.get(Measure::Credits)) {
        Outcome::Value(Number::Ratio(share)) => Some(share),
        _ => None,
    }
}

/// Credits line by line.
pub(crate) fn credits(job: &Job<'_>) -> Vec<Vec<i64>> {
    let (lines, _) = collect(job, &[Measure::Credits]);
    lines.iter().map(|line| line.cells().map(|sums| sums.get(Measure::Credits)).collect()).collect()
}

fn job_ratio(over: i64, under: i64) -> Outcome {
    if under == 0 { Outcome::Unavailable } else { Outcome::Value(Number::Ratio(super::ratio::ratio(over, under))) }
}

/// What must be summed, each once.
fn needs(of: &[Measure], field: Option<Field>) -> Vec<Measure> {
    let mut needs: Vec<Measure> = Vec::new();
    for measure in of.iter().copied().chain([Measure::Rows]).chain(field.map(|field| field.rows)) {
        if !needs.contains(&measure) {
            needs.push(measure);
        }
    }
    needs
}

/// The sums of one line, span by span.
#[derive(Clone)]
struct Line<'a> {
    needs: &'a [Measure],
    /// All that is needed of a span, then of the next.
    sums: Vec<i64>,
}

impl<'a> Line<'a> {
    fn zeros(needs: &'a [Measure], spans: usize) -> Self {
        Self { needs, sums: vec![0; needs.len() * spans] }
    }

    fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.sums.chunks_exact(self.needs.len().max(1)).map(|sums| Cell { needs: self.needs, sums })
    }

    fn subtract(&mut self, other: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            *sum = sum.saturating_sub(*other);
        }
    }
}

/// The sums of one line over one span.
#[derive(Clone, Copy)]
struct Cell<'a> {
    needs: &'a [Measure],
    sums: &'a [i64],
}

impl Cell<'_> {
    fn get(self, measure: Measure) -> i64 {
        let at = self.needs.iter().position(|of| *of == measure);
        at.and_then(|at| self.sums.get(at)).copied().unwrap_or(0)
    }

    /// Without any row the sum is a true zero; with rows, one of them must have the field.
    fn has(self, field: Field) -> bool {
        self.get(Measure::Rows) == 0 || self.get(field.rows) > 0
    }
}

/// Sums by line, and those of rows that name nobody in a split by team.
fn collect<'a>(job: &Job<'_>, needs: &'a [Measure]) -> (Vec<Line<'a>>, Line<'a>) {
    let layout = job.layout;
    let lines = layout.lines.len();
    let none = Line::zeros(needs, 0);
    if layout.is_by_part() {
        let mut line_of_code: Vec<Option<usize>> = Vec::new();
        for (line, of) in layout.lines.iter().enumerate() {
            let (Part::Clients(codes) | Part::Models(codes)) = &of.part else { continue };
            for code in codes {
                let at = *code as usize;
                if at >= line_of_code.len() {
                    line_of_code.resize(at + 1, None);
                }
                if let Some(slot) = line_of_code.get_mut(at) {
                    *slot = Some(line);
                }
            }
        }
        let part = if layout.split == Split::Model { Part::Models(Vec::new()) } else { Part::Clients(Vec::new()) };
        let line_of = |team: u32, code: u32| {
            job.line_of_team(team)?;
            line_of_code.get(code as usize).copied().flatten()
        };
        return (scan(job, (&part, layout.narrowed.teams_told()), needs, lines, line_of), none);
    }
    let unknown = job.derived.people.unknown();
    let line_of = |team: u32, code: u32| {
        let line = if team == unknown && layout.split.is_by_team() && layout.narrowed.teams.is_none() {
            Some(lines)
        } else {
            job.line_of_team(team)
        };
        line.filter(|_| layout.narrowed.part.has(code))
    };
    let teams = if layout.split.is_by_team() { Teams::Apart } else { layout.narrowed.teams_told() };
    let mut table = scan(job, (&layout.narrowed.part, teams), needs, lines + 1, line_of);
    let rest = table.pop().unwrap_or(none);
    (table, rest)
}

/// The scope as a whole.
fn whole_of_scope<'a>(job: &Job<'_>, needs: &'a [Measure]) -> Line<'a> {
    let scope = &job.layout.narrowed;
    let line_of = |team: u32, code: u32| (scope.has_team(team) && scope.part.has(code)).then_some(0);
    scan(job, (&scope.part, scope.teams_told()), needs, 1, line_of).pop().unwrap_or_else(|| Line::zeros(needs, 0))
}

/// Adds each line of the roll-ups where it belongs. `line_of` gets team and code; where teams are not told apart, the
/// team says nothing.
fn scan<'a>(
    job: &Job<'_>,
    (part, told): (&Part, Teams),
    needs: &'a [Measure],
    lines: usize,
    line_of: impl Fn(u32, u32) -> Option<usize>,
) -> Vec<Line<'a>> {
    let mut table = vec![Line::zeros(needs, job.spans.len()); lines];
    let (connection, by) = (job.layout.narrowed.connection, part.by());
    let of_span =
        |days| needs.iter().map(move |measure| Summed { connection, by, teams: told, measure: *measure, days });
    let asked: Vec<Summed> = job.spans.iter().flat_map(|span| of_span(job.elapsed(span))).collect();
    let found = job.derived.sums(&asked);
    let places = found.iter().map(|sums| sums.len()).max().unwrap_or(0);
    let teams = job.derived.teams_told(told);
    let line = |place: usize| {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Some((place, line_of(narrow(place % teams), narrow(place / teams))?))
    };
    let counted: Vec<(usize, usize)> = (0..places).filter_map(line).collect();
    for (at, sums) in found.iter().enumerate() {
        for (place, line) in &counted {
            let Some(value) = sums.get(*place).filter(|value| **value != 0) else { continue };
            if let Some(cell) = table.get_mut(*line).and_then(|row| row.sums.get_mut(at)) {
                *cell = cell.saturating_add(*value);
            }
        }
    }
    table
}

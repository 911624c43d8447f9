//! Sums over rows and their quotients, from the roll-ups.

use domain::view::{Number, Split};

use super::{Answered, Job, Outcome, Table};
use crate::catalog::Field;
use crate::index::rollup::{Measure, Sums};
use crate::index::sums::Summed;
use crate::layout::Part;

/// A sum line by line, and what is in no line.
pub(crate) fn sum(job: &Job<'_>, of: Measure, field: Option<Field>) -> Answered {
    let needs = needs(&[of], field);
    let outcome = |sums: &Sums| match field {
        Some(field) if !has_field(sums, field) => Outcome::Unavailable,
        _ => Outcome::Value(job.number(sums.get(of))),
    };
    let (lines, mut rest) = collect(job, &needs);
    let table = lines.iter().map(|line| line.iter().map(outcome).collect()).collect();
    let mut whole = Vec::new();
    if job.layout.is_by_part() {
        whole = whole_of_scope(job, &needs);
        rest.clone_from(&whole);
        for line in &lines {
            rest.iter_mut().zip(line).for_each(|(rest, part)| rest.subtract(part));
        }
    }
    let told = rest.iter().any(|sums| sums.get(of) != 0);
    let unattributed = || match field {
        // What remains of a field that the total lacks cannot be told.
        Some(field) if job.layout.is_by_part() => {
            let pairs = whole.iter().zip(&rest);
            let outcome = |(whole, rest): (&Sums, &Sums)| {
                if has_field(whole, field) { Outcome::Value(job.number(rest.get(of))) } else { Outcome::Unavailable }
            };
            pairs.map(outcome).collect()
        }
        _ => rest.iter().map(outcome).collect(),
    };
    Answered { table, unattributed: told.then(unattributed) }
}

/// A quotient of sums line by line.
pub(crate) fn quotient(job: &Job<'_>, over: Measure, under: &[Measure], field: Option<Field>) -> Table {
    // A measure stands once in what is needed, or it is added twice.
    let base = under.iter().copied().filter(|measure| *measure != over);
    let wanted: Vec<Measure> = std::iter::once(over).chain(base).collect();
    let (lines, _) = collect(job, &needs(&wanted, field));
    let outcome = |sums: &Sums| match field {
        Some(field) if !has_field(sums, field) => Outcome::Unavailable,
        _ => job.quotient(sums.get(over), under.iter().fold(0, |sum, measure| sum.saturating_add(sums.get(*measure)))),
    };
    lines.iter().map(|line| line.iter().map(outcome).collect()).collect()
}

/// Share of the scope's credits whose lines have the field; `None` where there are no credits.
pub(crate) fn coverage(job: &Job<'_>, field: Field) -> Option<f64> {
    let whole = whole_of_scope(job, &[Measure::Credits, field.credits]);
    let sums = whole.last()?;
    match job_ratio(sums.get(field.credits), sums.get(Measure::Credits)) {
        Outcome::Value(Number::Ratio(share)) => Some(share),
        _ => None,
    }
}

/// Credits line by line.
pub(crate) fn credits(job: &Job<'_>) -> Vec<Vec<i64>> {
    let (lines, _) = collect(job, &[Measure::Credits]);
    lines.iter().map(|line| line.iter().map(|sums| sums.get(Measure::Credits)).collect()).collect()
}

fn job_ratio(over: i64, under: i64) -> Outcome {
    if under == 0 { Outcome::Unavailable } else { Outcome::Value(Number::Ratio(super::ratio::ratio(over, under))) }
}

fn needs(of: &[Measure], field: Option<Field>) -> Vec<Measure> {
    let mut needs = of.to_vec();
    needs.push(Measure::Rows);
    needs.extend(field.map(|field| field.rows));
    needs
}

/// Without any row the sum is a true zero; with rows, one of them must have the field.
fn has_field(sums: &Sums, field: Field) -> bool {
    sums.get(Measure::Rows) == 0 || sums.get(field.rows) > 0
}

/// Sums by line and span, and the sums of rows that name nobody in a split by team.
fn collect(job: &Job<'_>, needs: &[Measure]) -> (Vec<Vec<Sums>>, Vec<Sums>) {
    let layout = job.layout;
    let lines = layout.lines.len();
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
        return (scan(job, &part, needs, lines, line_of), Vec::new());
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
    let mut table = scan(job, &layout.narrowed.part, needs, lines + 1, line_of);
    let rest = table.pop().unwrap_or_default();
    (table, rest)
}

/// The scope as a whole, by span.
fn whole_of_scope(job: &Job<'_>, needs: &[Measure]) -> Vec<Sums> {
    let scope = &job.layout.narrowed;
    let line_of = |team: u32, code: u32| (scope.has_team(team) && scope.part.has(code)).then_some(0);
    scan(job, &scope.part, needs, 1, line_of).pop().unwrap_or_default()
}

/// Adds each line of the roll-ups where it belongs.
fn scan(
    job: &Job<'_>,
    part: &Part,
    needs: &[Measure],
    lines: usize,
    line_of: impl Fn(u32, u32) -> Option<usize>,
) -> Vec<Vec<Sums>> {
    let mut table = vec![vec![Sums::default(); job.spans.len()]; lines];
    let (connection, by) = (job.layout.narrowed.connection, part.by());
    let summed = |measure: Measure| {
        job.spans.iter().map(move |span| Summed { connection, by, measure, days: job.elapsed(span) })
    };
    let asked: Vec<Summed> = needs.iter().copied().flat_map(summed).collect();
    let found = job.derived.sums(&asked);
    let places = found.iter().map(|sums| sums.len()).max().unwrap_or(0);
    let teams = job.derived.people.team_codes();
    let line = |place: usize| {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Some((place, line_of(narrow(place % teams), narrow(place / teams))?))
    };
    let counted: Vec<(usize, usize)> = (0..places).filter_map(line).collect();
    for (at, (of, sums)) in asked.iter().zip(&found).enumerate() {
        for (place, line) in &counted {
            let Some(value) = sums.get(*place).filter(|value| **value != 0) else { continue };
            let cell = table.get_mut(*line).and_then(|row| row.get_mut(at % job.spans.len()));
            cell.into_iter().for_each(|cell| cell.add(of.measure, *value));
        }
    }
    table
}

//! Leaps of teams: each day that stands out from the 28 before, whatever is known of them. Made a calendar month at a
//! time and kept, so that a day that is replaced costs its own month and those behind it.

use std::sync::Arc;

use domain::DateRange;

use super::SPIKE_LEAST;
use super::window::Window;
use crate::index::Index;
use crate::index::leaps::{Judge, Leap, Month};
use crate::index::lines::{Lines, Ways};
use crate::index::matrix::Days;
use crate::index::rollup::Measure;
use crate::index::sums::{Summed, Teams};
use crate::kernels::Job;
use crate::layout::Part;
use crate::spans::WINDOW;

/// Makes the leaps of each team, over all rows and over each client's.
pub(crate) fn warm(index: &Index) {
    let Some((first, last)) = index.derived().days_with_rows() else { return };
    let Ok(days) = DateRange::new(first, last) else { return };
    let clients = index.clients.iter().map(|(code, _)| Part::Clients(vec![code]));
    for part in std::iter::once(Part::All).chain(clients) {
        let of = |days| Month {
            connection: None,
            part: part.clone(),
            lines: Lines::Apart,
            least: SPIKE_LEAST.micros(),
            days,
        };
        kept(index, &months(days).into_iter().map(of).collect::<Vec<_>>());
    }
}

/// The leaps of a question's lines in the months that some days touch.
pub(super) fn of_lines(job: &Job<'_>, least: i64, days: DateRange) -> Vec<Leap> {
    let narrowed = &job.layout.narrowed;
    let lines: Vec<Option<u32>> =
        job.layout.by_team.iter().map(|line| line.and_then(|line| u32::try_from(line).ok())).collect();
    let ways = Ways::of(&lines);
    let kept = |lines: Lines| {
        let (connection, part) = (narrowed.connection, narrowed.part.clone());
        let of = |days| Month { connection, part: part.clone(), lines: lines.clone(), least, days };
        kept(job.index, &months(days).into_iter().map(of).collect::<Vec<_>>())
    };
    let mut found = Vec::new();
    if ways.has_alone() {
        for leap in kept(Lines::Apart).iter().flat_map(|leaps| leaps.iter()) {
            let line = ways.alone.get(leap.line as usize).copied().flatten();
            found.extend(line.map(|line| Leap { line, ..*leap }));
        }
    }
    for leaps in ways.together.into_iter().flat_map(kept) {
        found.extend(leaps.iter().copied());
    }
    found
}

/// The calendar months that some days touch, whole.
fn months(days: DateRange) -> Vec<Days> {
    let starts = std::iter::successors(Some(days.from().month_start()), |start| Some(start.next_month_start()));
    let touched = starts.take_while(|start| *start <= days.to());
    touched.map(|start| (start.number(), start.next_month_start().number() - 1)).collect()
}

fn kept(index: &Index, asked: &[Month]) -> Vec<Arc<[Leap]>> {
    index.derived().leaps.get(asked, |missing| missing.iter().map(|of| leaps(index, of)).collect())
}

fn leaps(index: &Index, of: &Month) -> Vec<Leap> {
    let mut leaps = Vec::new();
    for (line, daily) in (0u32..).zip(daily(index, of)) {
        each(&daily, 0..daily.len(), of.least, |at, credits, judge| {
            let day = of.days.0 - before() + i32::try_from(at).unwrap_or(i32::MAX);
            leaps.push(Leap { line, day, credits, judge });
        });
    }
    leaps
}

/// Gives each of the places in a line of daily credits that stands out from the days before; one without as many days
/// before it as are needed does not.
pub(super) fn each(
    daily: &[i64],
    places: impl Iterator<Item = usize>,
    least: i64,
    mut found: impl FnMut(usize, i64, Judge),
) {
    let mut window = Window::default();
    for at in places.skip_while(|at| *at < usize::try_from(WINDOW).unwrap_or(0)) {
        let Some(credits) = daily.get(at).copied().filter(|credits| *credits > least) else { continue };
        window.move_to(daily, at);
        if !window.may_be_spike(credits) {
            continue;
        }
        let judge = window.judge();
        if judge.is_spike(credits) {
            found(at, credits, judge);
        }
    }
}

/// Credits by line and day, from the first of the days before the month.
fn daily(index: &Index, of: &Month) -> Vec<Vec<i64>> {
    let derived = index.derived();
    let (first, last) = (of.days.0 - before(), of.days.1);
    let (connection, by) = (of.connection, of.part.by());
    let on = |day| Summed { connection, by, teams: Teams::Apart, measure: Measure::Credits, days: (day, day) };
    let sums = derived.sums(&(first..=last).map(on).collect::<Vec<_>>());
    let teams = derived.people.team_codes();
    let mut lines: Vec<Vec<i64>> = vec![vec![0; sums.len()]; teams];
    for (at, sums) in sums.iter().enumerate() {
        for (_, by_team) in (0u32..).zip(sums.chunks(teams)).filter(|(code, _)| of.part.has(*code)) {
            for (team, micros) in (0u32..).zip(by_team).filter(|(_, micros)| **micros != 0) {
                let line = of.lines.line(team).and_then(|line| lines.get_mut(line as usize));
                if let Some(sum) = line.and_then(|line| line.get_mut(at)) {
                    *sum = sum.saturating_add(*micros);
                }
            }
        }
    }
    lines
}

/// Days before the month that are looked at.
fn before() -> i32 {
    i32::try_from(WINDOW).unwrap_or(0)
}

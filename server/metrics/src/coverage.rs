//! Coverage: how much of what was asked for is known (METRICS.md 24).

use domain::view::{Coverage, Figure, MetricAnswer, Number, PointState, Split};
use domain::{Dataset, Interval, Metric, TeamSlug};

use crate::answer::answer;
use crate::ask::AskError;
use crate::calendar::Calendar;
use crate::index::Index;
use crate::kernels::ratio;
use crate::layout::Layout;
use crate::scope::Scope;

/// On how many days of a scope something is known, and of how much of its credits the team is. Rows that name
/// nobody, and people in no team, have none.
pub fn coverage(index: &Index, scope: &Scope) -> Result<Coverage, AskError> {
    let ask = |split| scope.ask(Metric::Credits, Interval::Total, split);
    let (all, by_team) = (answer(index, &ask(Split::None))?, answer(index, &ask(Split::Team))?);
    let layout = Layout::of(index, index.derived(), &ask(Split::Team))?;
    let calendar = Calendar::of(index, Dataset::Usage, layout.narrowed.connection, scope.today);
    let days = scope.range.days().filter(|day| calendar.knows(*day)).count();
    let credits = total_of(&all, "all").unwrap_or(Figure { value: None, state: PointState::Gap });
    Ok(Coverage {
        range: scope.range,
        days: scope.range.len_days(),
        days_with_data: u32::try_from(days).unwrap_or(u32::MAX),
        settled_through: all.settled_through,
        credits,
        credits_with_team: with_team(&by_team, credits, teamless_are_merged(index, &layout)),
    })
}

/// Whether people in no team stand among the small teams: then their credits must not be told.
fn teamless_are_merged(index: &Index, layout: &Layout) -> bool {
    let no_team = index.derived().people.no_team() as usize;
    let line = layout.by_team.get(no_team).copied().flatten().and_then(|line| layout.lines.get(line));
    line.is_some_and(|line| line.key == TeamSlug::SMALL_TEAMS)
}

fn with_team(by_team: &MetricAnswer, credits: Figure, merged: bool) -> Figure {
    let without = |state| Figure { value: None, state };
    let Some(Number::Credits(all)) = credits.value else { return without(credits.state) };
    // A line that is not there has no credits.
    let micros = |key| match total_of(by_team, key) {
        Some(Figure { value: Some(Number::Credits(credits)), .. }) => Some(credits.micros()),
        Some(_) => None,
        None => Some(0),
    };
    match (micros(TeamSlug::NO_TEAM), micros("unattributed")) {
        _ if all.micros() == 0 => without(PointState::Unavailable),
        (Some(teamless), Some(nameless)) if !merged => {
            let known = all.micros().saturating_sub(teamless).saturating_sub(nameless);
            Figure { value: Some(Number::Ratio(ratio::ratio(known, all.micros()))), state: credits.state }
        }
        _ => without(PointState::TooFew),
    }
}

fn total_of(answer: &MetricAnswer, key: &str) -> Option<Figure> {
    answer.series.iter().find(|series| series.key == key).map(|series| series.total)
}

//! The page `/teams`: the teams side by side, in the roster's order unless somebody sorts them.

use std::cmp::Ordering;

use app::error::AppError;
use domain::people::Team;
use domain::view::{
    Choice, ComparedTeam, Figure, MetricAnswer, Number, ReviewBasis, Series, SeriesIntervals, Split, TeamColumn,
    TeamOrder, TeamsView,
};
use domain::{Interval, Metric, TeamSlug};
use metrics::{Ask, AskError};

use super::errors;
use super::reading::{Reading, UNKNOWN, series_of, total_of};
use super::teams::plain_rows;

/// What the small charts can show.
const SHOWN: [Metric; 4] = [Metric::Wau, Metric::AdoptionRate, Metric::Credits, Metric::CreditsPerActive];
/// So many teams have a small chart.
const DRAWN: usize = 30;
/// In a longer range weekly active people are told by week and not for each day: a small chart has no room for more.
const BY_DAY: u32 = 31;

/// The view model of the page.
pub fn compared(reading: Reading) -> Result<TeamsView, AppError> {
    let parents = reading.frame.query.split == Split::Parent;
    let split = if parents { Split::Parent } else { Split::Team };
    let mut teams = rows(&reading, split)?;
    arrange(&mut teams, &reading, reading.frame.query.sort);
    let (courses, left_out) = courses(&reading, split, &teams)?;
    let active = reading.answer(&Ask { by: Interval::Total, ..reading.ask(Metric::ActivePeople) })?;
    Ok(TeamsView {
        active: active.series.first().map_or(UNKNOWN, |series| series.total),
        parents,
        has_parents: reading.index.teams().iter().any(|team| team.parent.is_some()),
        courses,
        left_out,
        teams,
        frame: reading.frame,
    })
}

/// The teams of a page with all figures of the table, in the roster's order.
pub fn rows(reading: &Reading, split: Split) -> Result<Vec<ComparedTeam>, AppError> {
    let by_team = |metric| Ask { split, by: Interval::Total, ..reading.ask(metric) };
    let engaged = by_team(Metric::ReviewEngagementRate);
    let (depth, engagement) = (reading.answer(&by_team(Metric::Depth))?, reading.answer(&engaged)?);
    let intervals = unless_hidden(metrics::intervals(&reading.index, &engaged))?;
    let basis = unless_hidden(metrics::review_basis(&reading.index, &engaged))?;
    let interval = |key: &str| intervals.iter().find(|one: &&SeriesIntervals| one.key == key).and_then(|one| one.total);
    let basis =
        |key: &str| -> Option<ReviewBasis> { basis.iter().find(|(name, _)| name == key).map(|(_, basis)| *basis) };
    let teams = plain_rows(reading, split)?.into_iter().map(|row| ComparedTeam {
        parent: above(reading.index.teams(), &row.key).into_iter().next(),
        depth: total_of(&depth, &row.key),
        engagement: total_of(&engagement, &row.key),
        interval: interval(&row.key),
        basis: basis(&row.key),
        row,
    });
    Ok(teams.collect())
}

/// Under the strict policy a group has nothing for days that are no whole weeks.
pub fn unless_hidden<T>(found: Result<Vec<T>, AskError>) -> Result<Vec<T>, AppError> {
    match found {
        Err(AskError::NotWhole { .. }) => Ok(Vec::new()),
        found => found.map_err(errors::ask),
    }
}

/// The teams above a team, the topmost first. A circle of parents ends where it closes.
pub fn above(teams: &[Team], key: &str) -> Vec<Choice> {
    let named = |slug: &str| teams.iter().find(|team| team.slug.as_str() == slug);
    let mut found: Vec<Choice> = Vec::new();
    let mut next = named(key).and_then(|team| team.parent.as_ref());
    while let Some(slug) = next.filter(|slug| slug.as_str() != key) {
        if found.iter().any(|choice| choice.key == slug.as_str()) {
            break;
        }
        let team = named(slug.as_str());
        let title = team.map_or_else(|| slug.to_string(), |team| team.title.clone());
        found.push(Choice { key: slug.to_string(), title });
        next = team.and_then(|team| team.parent.as_ref());
    }
    found.reverse();
    found
}

/// The teams as somebody sorted them; otherwise those below the same team side by side, where the first of them
/// stands. “Small teams” and “No team” close the table in any order.
fn arrange(teams: &mut [ComparedTeam], reading: &Reading, order: Option<TeamOrder>) {
    let rest = |team: &ComparedTeam| match team.row.key.as_str() {
        TeamSlug::SMALL_TEAMS => 1,
        TeamSlug::NO_TEAM => 2,
        _ => 0,
    };
    if let Some(order) = order {
        teams.sort_by(|a, b| rest(a).cmp(&rest(b)).then_with(|| by_column(order, a, b)));
        return;
    }
    let place = |key: &str| reading.index.teams().iter().position(|team| team.slug.as_str() == key);
    teams.sort_by_cached_key(|team| {
        let top = team.parent.as_ref().map_or(team.row.key.as_str(), |parent| parent.key.as_str());
        (rest(team), place(top), team.parent.is_some(), place(&team.row.key))
    });
}

/// What is not known comes last, whichever way the table is sorted.
fn by_column(order: TeamOrder, a: &ComparedTeam, b: &ComparedTeam) -> Ordering {
    let turned = |ordering: Ordering| if order.down { ordering.reverse() } else { ordering };
    let title = |team: &ComparedTeam| team.row.title.to_lowercase();
    if order.by == TeamColumn::Team {
        return turned(title(a).cmp(&title(b)));
    }
    match (value(order.by, a), value(order.by, b)) {
        (Some(a), Some(b)) => turned(a.total_cmp(&b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn value(column: TeamColumn, team: &ComparedTeam) -> Option<f64> {
    let number = |figure: Figure| figure.value.map(Number::as_f64);
    match column {
        TeamColumn::Team => None,
        TeamColumn::Active => number(team.row.active),
        TeamColumn::Roster => team.row.roster.map(f64::from),
        TeamColumn::Adoption => number(team.row.adoption),
        TeamColumn::Change => team.row.adoption_delta.map(|delta| delta.change),
        TeamColumn::Credits => number(team.row.credits),
        TeamColumn::Each => number(team.row.credits_per_active),
        TeamColumn::Depth => number(team.depth),
        TeamColumn::Reviews => number(team.engagement),
    }
}

/// The small charts in the order of the rows, and how many rows have none.
fn courses(reading: &Reading, split: Split, teams: &[ComparedTeam]) -> Result<(MetricAnswer, usize), AppError> {
    let shown = reading.frame.query.show.filter(|metric| SHOWN.contains(metric)).unwrap_or(Metric::Wau);
    let ask = match shown {
        Metric::Wau if reading.frame.range.len_days() > BY_DAY || reading.policy.strict => {
            Ask { by: Interval::Week, ..reading.ask(Metric::ActivePeople) }
        }
        shown => reading.ask(shown),
    };
    let mut answer = reading.answer(&Ask { split, ..ask })?;
    let series: Vec<Series> = teams.iter().filter_map(|team| series_of(&answer, &team.row.key)).cloned().collect();
    let left_out = series.len().saturating_sub(DRAWN);
    answer.series = series.into_iter().take(DRAWN).collect();
    Ok((answer, left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(slug: &str, parent: Option<&str>) -> Team {
        Team { slug: TeamSlug::new(slug), title: slug.to_uppercase(), parent: parent.map(TeamSlug::new) }
    }

    #[test]
    fn the_teams_above_begin_with_the_topmost_and_circles_end() {
        let teams = [team("api", Some("web")), team("web", Some("all")), team("a", Some("b")), team("b", Some("a"))];
        let keys = |key: &str| -> Vec<String> { above(&teams, key).into_iter().map(|choice| choice.title).collect() };
        assert_eq!(keys("api"), ["all", "WEB"], "an unlisted team keeps its key as title");
        assert_eq!(keys("web"), ["all"]);
        assert_eq!(keys("a"), ["B"]);
        assert!(keys("nobody").is_empty());
    }
}

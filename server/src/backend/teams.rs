//! Rows of teams, their figures side by side: the table of the Overview, and what other pages show of teams.

use std::cmp::Reverse;

use app::error::AppError;
use domain::view::{Delta, MetricAnswer, Number, PointState, Series, Split, TeamRow};
use domain::{Interval, Metric, TeamSlug};
use metrics::Ask;

use super::errors;
use super::reading::{Reading, series_of, total_of, trend};

/// Weeks in the small trend of a row.
const TREND_WEEKS: u32 = 12;

struct Answers {
    active: MetricAnswer,
    adoption: MetricAnswer,
    credits: MetricAnswer,
    each: MetricAnswer,
    deltas: Vec<(String, Option<Delta>)>,
    rosters: Vec<(String, Option<u32>)>,
}

/// The rows, most active people first; “No team” and “Small teams” close the table.
pub fn team_rows(reading: &Reading) -> Result<Vec<TeamRow>, AppError> {
    let mut rows = plain_rows(reading, Split::Team)?;
    let active = Ask { split: Split::Team, by: Interval::Week, ..reading.ask(Metric::ActivePeople) };
    let weekly = reading.answer(&Ask { range: reading.last_weeks(TREND_WEEKS), ..active })?;
    for row in &mut rows {
        row.trend = series_of(&weekly, &row.key).map(|series| trend(&series.points)).unwrap_or_default();
    }
    rows.sort_by_key(|row| (is_rest(&row.key), Reverse(people(row))));
    Ok(rows)
}

/// The rows in the roster's order, by team or by parent team, without their trends.
pub fn plain_rows(reading: &Reading, split: Split) -> Result<Vec<TeamRow>, AppError> {
    let by_team = |metric| Ask { split, by: Interval::Total, ..reading.ask(metric) };
    let (active, adoption) = (by_team(Metric::ActivePeople), by_team(Metric::AdoptionRate));
    let answers = Answers {
        active: reading.answer(&active)?,
        adoption: reading.answer(&adoption)?,
        credits: reading.answer(&by_team(Metric::Credits))?,
        each: reading.answer(&by_team(Metric::CreditsPerActive))?,
        deltas: if reading.frame.compares() {
            metrics::deltas(&reading.index, &adoption).map_err(errors::ask)?
        } else {
            Vec::new()
        },
        rosters: metrics::roster_by_line(&reading.index, &active).map_err(errors::ask)?,
    };
    Ok(answers.active.series.iter().map(|series| row(&answers, series)).collect())
}

fn is_rest(key: &str) -> bool {
    key == TeamSlug::SMALL_TEAMS || key == TeamSlug::NO_TEAM
}

fn people(row: &TeamRow) -> i64 {
    match row.active.value {
        Some(Number::Count(people)) => people,
        _ => 0,
    }
}

fn row(answers: &Answers, series: &Series) -> TeamRow {
    let key = series.key.as_str();
    TeamRow {
        key: key.to_owned(),
        title: series.title.clone(),
        selectable: key != TeamSlug::SMALL_TEAMS && series.total.state != PointState::TooFew,
        active: series.total,
        // Whoever is not on the roster is in no team either: “63 of 36” would be true and make no sense.
        roster: found(&answers.rosters, key).filter(|_| key != TeamSlug::NO_TEAM),
        adoption: total_of(&answers.adoption, key),
        adoption_delta: found(&answers.deltas, key),
        credits: total_of(&answers.credits, key),
        credits_per_active: total_of(&answers.each, key),
        trend: Vec::new(),
    }
}

fn found<T: Copy>(pairs: &[(String, Option<T>)], key: &str) -> Option<T> {
    pairs.iter().find(|(name, _)| name == key).and_then(|(_, value)| *value)
}

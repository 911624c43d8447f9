//! The page `/teams/{slug}`: everything about one team, those below it included.

use app::error::AppError;
use domain::view::{
    Choice, ComparedTeam, Fact, Figure, Kpi, Number, PointState, ReviewBasis, Split, TeamName, TeamReviews, TeamView,
};
use domain::{Interval, Metric, TeamSlug};
use metrics::{Ask, Index};

use super::compared::{above, rows, unless_hidden};
use super::credits::{change, fact, mix};
use super::reading::{Reading, UNKNOWN};
use super::{adoption, errors};

/// The cards, which are the tabs of the main chart.
const CARDS: [Metric; 5] =
    [Metric::AdoptionRate, Metric::Wau, Metric::Credits, Metric::CreditsPerActive, Metric::Depth];
const REVIEWS: [Metric; 5] = [
    Metric::Reviews,
    Metric::ReviewComments,
    Metric::HighSeverityDensity,
    Metric::ReviewResponsesComments,
    Metric::ReviewEngagementRate,
];
/// The clients by which Codex reviews pull requests.
const SURFACES: [&str; 2] = ["CODEX_GITHUB", "CODEX_GITHUB_ACTION"];

/// The view model of the page, which is narrowed to the team.
pub fn team(mut reading: Reading) -> Result<TeamView, AppError> {
    let slug = reading.frame.query.filter.team.clone().unwrap_or_else(|| TeamSlug::new(""));
    let team = named(&reading.index, &slug)?;
    let shown = reading.frame.query.show.filter(|metric| CARDS.contains(metric)).unwrap_or(Metric::AdoptionRate);
    let main = reading.ask(shown);
    let active = fact(&reading, Metric::ActivePeople)?.figure;
    let view = TeamView {
        kpis: cards(&reading, active)?,
        main: reading.answer(&main)?,
        main_previous: reading.previous(&main)?,
        active,
        bands: metrics::bands(&reading.index, &reading.ask(Metric::ActivePeople)).map_err(errors::ask)?,
        flow: adoption::flow(&reading)?,
        change: change(&reading)?,
        clients: mix(&reading, Split::ClientFamily)?,
        models: mix(&reading, Split::Model)?,
        reviews: reviews(&reading)?,
        teams: within(&reading, &slug)?,
        frame: {
            // The team is in the address: links and forms of the page do not say it again.
            reading.frame.query.filter.team = None;
            reading.frame.teams.clear();
            reading.frame
        },
        team,
    };
    Ok(view)
}

/// The team by its slug; `no-team` is one, “Small teams” is none.
fn named(index: &Index, slug: &TeamSlug) -> Result<TeamName, AppError> {
    if index.teams_under(slug).is_none() {
        return Err(AppError::NotFound { what: format!("team “{slug}”") });
    }
    let listed = index.teams().iter().find(|team| team.slug == *slug).map(|team| team.title.clone());
    let title = match listed {
        Some(title) => title,
        None if slug.as_str() == TeamSlug::NO_TEAM => "No team".to_owned(),
        None => slug.to_string(),
    };
    Ok(TeamName { key: slug.to_string(), title, above: above(index.teams(), slug.as_str()) })
}

/// Adoption stands beside the roster, unless the team is hidden.
fn cards(reading: &Reading, active: Figure) -> Result<Vec<Kpi>, AppError> {
    let size = reading.index.roster_size(reading.frame.range.to(), reading.frame.query.filter.team.as_ref());
    let roster = size.filter(|_| active.state != PointState::TooFew).map(|people| Number::Count(i64::from(people)));
    let of = |metric| if metric == Metric::AdoptionRate { roster } else { None };
    CARDS.into_iter().map(|metric| reading.kpi(metric, of(metric))).collect()
}

fn reviews(reading: &Reading) -> Result<TeamReviews, AppError> {
    let total = |metric| Ask { by: Interval::Total, ..reading.ask(metric) };
    let basis = |metric| -> Result<Option<ReviewBasis>, AppError> {
        let found = unless_hidden(metrics::review_basis(&reading.index, &total(metric)))?;
        Ok(found.first().map(|(_, basis)| *basis))
    };
    let engaged = total(Metric::ReviewEngagementRate);
    let interval = unless_hidden(metrics::intervals(&reading.index, &engaged))?.first().and_then(|one| one.total);
    Ok(TeamReviews {
        basis: basis(Metric::Reviews)?,
        responses: basis(Metric::ReviewEngagementRate)?,
        facts: REVIEWS.into_iter().map(|metric| fact(reading, metric)).collect::<Result<Vec<Fact>, _>>()?,
        interval,
        surfaces: surfaces(reading)?,
    })
}

/// How much the team's own people worked in the clients that review; known whatever is known of reviews.
fn surfaces(reading: &Reading) -> Result<Vec<(Choice, Figure)>, AppError> {
    if reading.frame.query.filter.model.is_some() {
        return Ok(Vec::new());
    }
    let turns = Ask { by: Interval::Total, split: Split::Client, ..reading.ask(Metric::Turns) };
    let answer = reading.answer(&turns)?;
    let of = |key: &&str| {
        let found = answer.series.iter().find(|series| series.key == *key)?;
        let choice = Choice { key: found.key.clone(), title: found.title.clone() };
        Some((choice, found.total)).filter(|(_, figure)| *figure != UNKNOWN)
    };
    Ok(SURFACES.iter().filter_map(of).collect())
}

/// The teams below it, and itself where people are directly in it.
fn within(reading: &Reading, slug: &TeamSlug) -> Result<Vec<ComparedTeam>, AppError> {
    let below = reading.index.teams_under(slug).unwrap_or_default();
    if below.len() < 2 {
        return Ok(Vec::new());
    }
    rows(reading, Split::Team)
}

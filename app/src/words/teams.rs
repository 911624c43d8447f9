//! What the pages about teams say: how far apart the teams are, without ranking them; and what is known of a team's
//! reviews, and how.

use charts::format;
use domain::view::{ComparedTeam, Figure, Number, PointState, ReviewBasis, TeamsView};
use domain::{Metric, TeamSlug};

use super::headline::Headline;
use super::{counted, figure};

/// Whether a row stands for one team, and not for the rest of them or of the people.
pub fn is_one(team: &ComparedTeam) -> bool {
    team.row.key != TeamSlug::NO_TEAM && team.row.key != TeamSlug::SMALL_TEAMS
}

/// What the page that compares teams says first: between what and what adoption lies, and where it moved.
pub fn headline(view: &TeamsView) -> Headline {
    let teams: Vec<&ComparedTeam> = view.teams.iter().filter(|team| is_one(team)).collect();
    let how_many = counted(u64::try_from(teams.len()).unwrap_or(u64::MAX), "team", "teams");
    let plain = |before: String| Headline { before, ..Headline::default() };
    if teams.is_empty() {
        let merged = view.teams.iter().any(|team| team.row.key == TeamSlug::SMALL_TEAMS);
        let text = if merged { "Every team is too small to be shown by itself." } else { "No teams are known yet." };
        return plain(text.to_owned());
    }
    let all: Option<Vec<f64>> = teams.iter().map(|team| team.row.adoption.value.map(Number::as_f64)).collect();
    let Some(all) = all else {
        let text = format!("{how_many} side by side. What share of each uses Codex is not known of all of them.");
        return plain(text);
    };
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = (format::percent(low), format::percent(high));
    let after = format!(" in {how_many}{}", moves(&teams));
    if low == high {
        return Headline { before: "Adoption is ".to_owned(), strong: low, after };
    }
    Headline { before: "Adoption lies between ".to_owned(), strong: format!("{low} and {high}"), after }
}

/// In how many it rose and fell, as far as that can be told.
fn moves(teams: &[&ComparedTeam]) -> String {
    const LEAST: f64 = 0.0005;
    let changes: Vec<f64> = teams.iter().filter_map(|team| team.row.adoption_delta.map(|delta| delta.change)).collect();
    let count = |wanted: fn(f64) -> bool| changes.iter().filter(|change| wanted(**change)).count();
    let (up, down) = (count(|change| change >= LEAST), count(|change| change <= -LEAST));
    match (changes.len(), up, down) {
        (0, ..) => ". How it moved cannot be told.".to_owned(),
        (_, 0, 0) => "; it moved in none.".to_owned(),
        (_, up, 0) => format!("; it rose in {up} and fell in none."),
        (_, 0, down) => format!("; it rose in none and fell in {down}."),
        (_, up, down) => format!("; it rose in {up} and fell in {down}."),
    }
}

/// The share of review comments engaged with, or why there is none.
pub fn engaged(basis: Option<ReviewBasis>, shown: Figure, hidden: bool) -> String {
    match (basis, shown.state) {
        (Some(ReviewBasis::NotKnown), _) => "Not known".to_owned(),
        (Some(ReviewBasis::NoRows), _) => "No reviews".to_owned(),
        // Without a share, the reason is the base; in a hidden team it is the people.
        (_, PointState::TooFew) if hidden => "Too few people".to_owned(),
        (Some(_), PointState::TooFew) => "Too few comments".to_owned(),
        _ => figure::short(Metric::ReviewEngagementRate, shown),
    }
}

/// Why a table of teams says nothing of their reviews.
pub const REVIEWS_LEFT_OUT: &str = "Which reviews are which team’s is not known: OpenAI names nobody in them, and no connection is one team’s own. The page Reviews has all of them together.";

/// How it is known which reviews are a team's.
pub fn basis(basis: Option<ReviewBasis>) -> &'static str {
    match basis {
        None => "Reviews are not told by client or model. Remove the filter to see what is known of them.",
        Some(ReviewBasis::NotKnown) => {
            "Which reviews are this team’s is not known: OpenAI names nobody in them, and no connection is this team’s own."
        }
        Some(ReviewBasis::NoRows) => "Codex reviewed nothing in these days.",
        Some(ReviewBasis::Connection) => "All reviews of the team’s own connection; OpenAI names nobody in them.",
        Some(ReviewBasis::Both) => {
            "Reviews of people in the team, and those of the team’s own connection that name nobody."
        }
        Some(ReviewBasis::People | ReviewBasis::Everybody) => "Reviews of people in the team.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_there_is_no_share_is_said_and_never_zero() {
        let none = |state| Figure { value: None, state };
        let share = Figure { value: Some(Number::Ratio(0.34)), state: PointState::Settled };
        assert_eq!(engaged(Some(ReviewBasis::People), share, false), "34\u{a0}%");
        assert_eq!(engaged(Some(ReviewBasis::NotKnown), none(PointState::Unavailable), false), "Not known");
        assert_eq!(engaged(Some(ReviewBasis::NoRows), none(PointState::Unavailable), false), "No reviews");
        assert_eq!(engaged(Some(ReviewBasis::People), none(PointState::TooFew), false), "Too few comments");
        assert_eq!(engaged(Some(ReviewBasis::People), none(PointState::TooFew), true), "Too few people");
    }
}

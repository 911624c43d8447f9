//! `GET /teams`: the teams of the roster, with the people on each today.

use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Nothing};
use super::problem::{Problem, Unchanged};

/// One team.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Team)]
pub struct JsonTeam {
    /// Its key in every question.
    slug: String,
    /// Its title for people.
    title: String,
    /// The slug of the team that it is part of.
    parent: Option<String>,
    /// People on its roster today, in this very team.
    people: Option<u32>,
}

/// Every team of the roster
#[utoipa::path(get, path = "/teams", tag = "people",
    responses((status = 200, description = "Every team, in the order of titles.", body = [JsonTeam]), Unchanged))]
pub async fn list_teams(asked: Asked<Nothing>) -> Result<Response, Problem> {
    asked
        .answer(|reading, Nothing| {
            let team = |team: &domain::people::Team| JsonTeam {
                slug: team.slug.to_string(),
                title: team.title.clone(),
                parent: team.parent.as_ref().map(ToString::to_string),
                people: reading.index.roster_size(reading.today, Some(&team.slug)),
            };
            Ok(reading.index.teams().iter().map(team).collect::<Vec<_>>())
        })
        .await
}

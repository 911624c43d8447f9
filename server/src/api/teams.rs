//! `GET /teams`: the teams of the roster, with the people on each today.

use axum::Json;
use axum::extract::State;
use domain::Scope;
use serde::Serialize;

use super::auth::ApiCaller;
use super::problem::Problem;
use crate::state::AppState;

/// One team.
#[derive(Debug, Serialize)]
pub struct JsonTeam {
    slug: String,
    title: String,
    parent: Option<String>,
    people: Option<u32>,
}

/// Every team of the roster.
pub async fn teams(State(state): State<AppState>, caller: ApiCaller) -> Result<Json<Vec<JsonTeam>>, Problem> {
    caller.may(Scope::Read)?;
    let (index, today) = (state.index.snapshot(), state.clock.today());
    let team = |team: &domain::people::Team| JsonTeam {
        slug: team.slug.to_string(),
        title: team.title.clone(),
        parent: team.parent.as_ref().map(ToString::to_string),
        people: index.roster_size(today, Some(&team.slug)),
    };
    Ok(Json(index.teams().iter().map(team).collect()))
}

//! `GET /export/usage.csv?from=…&to=…`: rows of the archive as a file, for whoever is signed in; by person for those
//! who may see persons, by team and under the floor for everyone else. The same pieces as the API's exports.

use app::backend::Caller;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use domain::{DateRange, Day, TeamSlug};
use http::{StatusCode, header};

use super::refusal::problem;
use crate::export::{Detail, ExportError, Order, What, prepare};
use crate::state::AppState;

/// Which rows.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Rows {
    from: Day,
    to: Day,
    team: Option<String>,
}

/// A file of rows.
pub(super) async fn rows(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(file): Path<String>,
    Query(asked): Query<Rows>,
) -> Response {
    let (name, ending) = file.rsplit_once('.').unwrap_or((&file, ""));
    let (Ok(topic), Ok(format)) = (name.parse(), ending.parse()) else {
        return problem(
            StatusCode::NOT_FOUND,
            "There is no such file",
            "Ask for usage or reviews as csv, json, xlsx or parquet.",
        );
    };
    let Ok(range) = DateRange::new(asked.from, asked.to) else {
        return problem(StatusCode::BAD_REQUEST, "These are no days", "The last day comes before the first.");
    };
    let team = asked.team.filter(|team| !team.is_empty()).map(TeamSlug::new);
    let what = What::Rows { topic, detail: Detail::Total, range, team };
    let order = Order { what, format, policy: access::Policy::of_role(caller.role) };
    match prepare(&state, order).await {
        Ok(ready) => {
            let headers = [
                (header::CONTENT_TYPE, ready.media_type().to_owned()),
                (header::CONTENT_DISPOSITION, ready.content_disposition()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, Body::from_stream(ready.begin().into_stream())).into_response()
        }
        Err(ExportError::Ask(why)) => problem(StatusCode::BAD_REQUEST, "This cannot be exported", &why.to_string()),
        Err(error) => {
            tracing::error!(%error, "an export could not begin");
            let detail = "Nothing is lost. Try again in a moment.";
            problem(StatusCode::INTERNAL_SERVER_ERROR, "The export could not begin", detail)
        }
    }
}

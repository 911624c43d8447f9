//! `GET /tokens` and `DELETE /tokens/{id}`: which tokens there are, and taking one back. They are made on the command
//! line only, so that a token in the wrong hands cannot make others.

use archive::TokenRow;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{Asked, Nothing};
use super::problem::{NotThere, Problem};
use super::schemas;

/// A token, never its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub struct JsonToken {
    /// Its number.
    id: i64,
    /// Its name.
    name: String,
    /// What it may do.
    #[schema(value_type = schemas::Scope)]
    scope: &'static str,
    /// When it was made.
    #[schema(value_type = schemas::Moment, inline)]
    created_at: String,
    /// The number of the account that made it; null for the command line.
    made_by: Option<i64>,
    /// When it was last used, to the minute.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    last_used_at: Option<String>,
    /// When it ends; null where it does not.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    expires_at: Option<String>,
    /// Since when it is revoked.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    revoked_at: Option<String>,
}

impl From<TokenRow> for JsonToken {
    fn from(row: TokenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scope: row.scope.name(),
            created_at: row.created_at.to_rfc3339(),
            made_by: row.made_by.map(domain::AccountId::get),
            last_used_at: row.last_used_at.map(|at| at.to_rfc3339()),
            expires_at: row.expires_at.map(|at| at.to_rfc3339()),
            revoked_at: row.revoked_at.map(|at| at.to_rfc3339()),
        }
    }
}

/// Every token of this API
///
/// Revoked ones included, newest first. Needs the scope `admin`.
#[utoipa::path(get, path = "/tokens", tag = "tokens",
    responses((status = 200, description = "Every token.", body = [JsonToken])))]
pub async fn list_tokens(asked: Asked<Nothing>) -> Result<Json<Vec<JsonToken>>, Problem> {
    let tokens = asked.state.tokens.all().await.map_err(|why| Problem::internal(&why))?;
    Ok(Json(tokens.into_iter().map(JsonToken::from).collect()))
}

/// The path of one token.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TokenId {
    /// The token's number.
    #[param(minimum = 1)]
    #[expect(dead_code, reason = "describes the path, which axum reads")]
    id: i64,
}

/// Revoke a token
///
/// It stops at once, the asker's own included. Needs the scope `admin`.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", params(TokenId),
    responses((status = 204, description = "Revoked."), NotThere))]
pub async fn revoke_token(Path(id): Path<String>, asked: Asked<Nothing>) -> Result<StatusCode, Problem> {
    let missing = || Problem::not_found(format!("there is no live token {id}: GET /api/v1/tokens lists them"));
    let number: i64 = id.parse().map_err(|_| missing())?;
    let by = format!("by the API token “{}”", asked.caller.name);
    let revoked = asked.state.tokens.revoke(number, &by).await.map_err(|why| Problem::internal(&why))?;
    revoked.map(|_| StatusCode::NO_CONTENT).ok_or_else(missing)
}

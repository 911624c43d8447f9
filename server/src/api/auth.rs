//! Who calls the API. That the token is good was checked before routing; here it is asked what it may do.

use access::ApiToken;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::Scope;

use super::problem::Problem;

/// A caller with a valid token.
#[derive(Clone, Debug)]
pub struct ApiCaller {
    /// What the token may do.
    pub scope: Scope,
    /// The token's name, for the audit log.
    pub name: String,
}

impl ApiCaller {
    /// Refuses unless the token's scope includes `needed`.
    pub fn may(&self, needed: Scope) -> Result<(), Problem> {
        if self.scope.includes(needed) { Ok(()) } else { Err(Problem::forbidden(needed)) }
    }
}

impl<S: Sync> FromRequestParts<S> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let token = parts.extensions.get::<ApiToken>().ok_or_else(Problem::unauthorised)?;
        Ok(Self { scope: token.scope, name: token.name.clone() })
    }
}

/// Lets through only tokens whose scope includes the one needed, before any parameter is read.
pub async fn needs(State(needed): State<Scope>, caller: ApiCaller, request: Request, next: Next) -> Response {
    match caller.may(needed) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

//! Who calls the API. That the token is good was checked before routing; here it is asked what it may do.

use access::ApiToken;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Scope;

use super::problem::Problem;

/// A caller with a valid token.
#[derive(Clone, Debug)]
pub struct ApiCaller {
    /// What the token may do.
    pub scope: Scope,
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
        Ok(Self { scope: token.scope })
    }
}

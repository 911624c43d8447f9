//! `Asked`: one question to the API, read and checked; and how it is answered: from what was computed before,
//! with a tag by which the asker can tell next time that nothing has changed.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use bytes::Bytes;
use domain::Day;
use metrics::{Index, Policy};
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::auth::ApiCaller;
use super::conditional;
use super::params::Params;
use super::problem::Problem;
use crate::backend::policy;
use crate::state::AppState;
use crate::state::answers::{Key, Unanswered};

/// The query parameters of an endpoint: as they are described, and as they are read. Only those that are
/// described may be given.
pub trait Query: IntoParams + Send + Sized + 'static {
    /// Reads them.
    fn read(params: &Params) -> Result<Self, Problem>;
}

/// No parameter at all.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl IntoParams for Nothing {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Vec::new()
    }
}

impl Query for Nothing {
    fn read(_: &Params) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// The one part of a path that is a name or a number; a problem where it is no text.
#[derive(Clone, Debug)]
pub struct Named(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let part = Path::<String>::from_request_parts(parts, state).await;
        part.map(|Path(name)| Self(name)).map_err(|_| Problem::new(400, "the address is no text: write it in UTF-8"))
    }
}

/// A question to the API.
pub struct Asked<Q> {
    /// The parameters.
    pub query: Q,
    /// The installation.
    pub state: AppState,
    /// Who asks.
    pub caller: ApiCaller,
    text: String,
    headers: HeaderMap,
}

/// What an answer is computed from: one snapshot of the index, one policy, one day.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The index as it was when the question came.
    pub index: Arc<Index>,
    /// What the asker may see.
    pub policy: Policy,
    /// The running UTC day.
    pub today: Day,
}

impl<Q: Query> FromRequestParts<AppState> for Asked<Q> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let caller = ApiCaller::from_request_parts(parts, state).await?;
        let params = Params::described::<Q>(parts.uri.query())?;
        let query = Q::read(&params)?;
        let text = format!("{}?{}", parts.uri.path(), params.canonical());
        let headers = conditional::asked(&parts.headers);
        Ok(Self { query, state: state.clone(), caller, text, headers })
    }
}

impl<Q: Query> Asked<Q> {
    /// The same question, whose answer rests on a setting besides: changed, it makes another answer with another tag.
    #[must_use]
    pub fn resting_on(mut self, setting: &impl std::fmt::Debug) -> Self {
        self.text = format!("{} {setting:?}", self.text);
        self
    }

    /// What an answer is computed from, as it is now.
    pub fn reading(&self) -> Reading {
        Reading {
            index: self.state.index.snapshot(),
            policy: policy(access::Policy::of_scope(self.caller.scope), &self.state.config),
            today: self.state.clock.today(),
        }
    }

    /// Answers from the index, or from an answer that is still true.
    pub async fn answer<T: Serialize>(
        self,
        compute: impl FnOnce(&Reading, Q) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let reading = self.reading();
        let Self { query, state, text, headers, .. } = self;
        let key = Key::of(&reading.index, reading.today, reading.policy, text);
        let tag = state.answers.tag(&key);
        if let Some(same) = conditional::matching(headers.get_all(header::IF_NONE_MATCH), &tag) {
            return Ok(conditional::unchanged(&same));
        }
        let answered = state.answers.get(key, Bytes::len, move || {
            let answer = compute(&reading, query)?;
            serde_json::to_vec(&answer).map(Bytes::from).map_err(|why| Problem::internal(&why))
        });
        match answered.await {
            Ok(json) => Ok(conditional::tagged(&tag, Bytes::clone(&json))),
            Err(Unanswered::Refused(problem)) => Err(problem),
            Err(Unanswered::Broken(why)) => Err(Problem::internal(&why)),
        }
    }
}

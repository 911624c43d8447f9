//! The one HTTP client: how a request is made, sent, repeated, and its answer read with bounds.

use std::error::Error as _;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::SharedClock;
use domain::{Dataset, WorkspaceId};
use reqwest::header::{ACCEPT, AUTHORIZATION, LOCATION, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use secrecy::SecretString;
use url::Url;

use crate::auth::Key;
use crate::error::{Error, message_of, problem_of, retry_after};
use crate::pages::FetchEvent;
use crate::settings::Settings;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// An error's body is read no further than this.
const LONGEST_ERROR_BODY: usize = 64 * 1024;

/// The client of `OpenAI`, shared by all connections. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    settings: Settings,
    clock: SharedClock,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}

impl Client {
    /// Builds the client, once per process. Refuses a base URL that would send a key in the clear.
    pub fn new(settings: Settings, clock: SharedClock) -> Result<Self, Error> {
        settings.check()?;
        // Fails only where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("uptake/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(settings.timeout);
        if settings.is_loopback() {
            // Nothing on this machine is behind a proxy, and plain http needs no CA certificates.
            builder = builder.no_proxy();
            if settings.base_url.scheme() == "http" {
                builder = builder.tls_certs_only([]);
            }
        }
        let http = builder.build().map_err(|error| Error::Setup { reason: reason_of(&error) })?;
        Ok(Self { inner: Arc::new(Inner { http, settings, clock }) })
    }

    /// The analytics of one workspace, read with its key.
    pub fn analytics(&self, key: SecretString, workspace: WorkspaceId) -> Analytics {
        Analytics { client: self.clone(), key: Key::new(key), workspace }
    }
}

/// The analytics of one workspace. Prints nothing of its key.
#[derive(Clone, Debug)]
pub struct Analytics {
    client: Client,
    key: Key,
    workspace: WorkspaceId,
}

/// A question: everything but the cursor stays the same from page to page.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) dataset: Dataset,
    pub(crate) start: i64,
    /// Exclusive.
    pub(crate) end: i64,
    pub(crate) limit: u32,
}

/// The last part of the path that a dataset is read from.
pub(crate) fn endpoint(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Usage | Dataset::UsageWorkspace => "usage",
        Dataset::CodeReviews => "code_reviews",
        Dataset::CodeReviewResponses => "code_review_responses",
    }
}

impl Analytics {
    pub(crate) fn settings(&self) -> &Settings {
        &self.client.inner.settings
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.client.inner.clock.now()
    }

    pub(crate) fn url(&self, question: &Question, cursor: Option<&str>) -> Result<Url, Error> {
        let mut url = self.settings().base_url.clone();
        let no_path = || Error::BaseUrl { url: self.settings().base_url.to_string(), reason: "it has no path".into() };
        url.path_segments_mut().map_err(|()| no_path())?.pop_if_empty().extend([
            "analytics",
            "codex",
            "workspaces",
            self.workspace.as_str(),
            endpoint(question.dataset),
        ]);
        let mut query = url.query_pairs_mut();
        query.append_pair("start_time", &question.start.to_string());
        query.append_pair("end_time", &question.end.to_string());
        query.append_pair("limit", &question.limit.to_string());
        if question.dataset == Dataset::UsageWorkspace {
            query.append_pair("group", "workspace");
        }
        if let Some(cursor) = cursor {
            query.append_pair("page", cursor);
        }
        drop(query);
        Ok(url)
    }

    /// How pauses grow between repeats.
    pub(crate) fn backoff(&self, repeats: u32) -> ExponentialBuilder {
        let retry = self.settings().retry;
        ExponentialBuilder::new()
            .with_jitter()
            .with_min_delay(retry.first_delay)
            .with_max_delay(retry.max_delay)
            .with_max_times(repeats as usize)
    }

    /// Asks until there is an answer that `read` can make sense of, with as much patience as is set.
    pub(crate) async fn ask<T, F>(
        &self,
        question: &Question,
        cursor: Option<&str>,
        events: &(dyn Fn(FetchEvent) + Send + Sync),
        read: impl Fn(Vec<u8>) -> F + Sync,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let retry = self.settings().retry;
        let attempt = || async {
            events(FetchEvent::Request);
            read(self.ask_once(question, cursor).await?).await
        };
        attempt
            .retry(self.backoff(retry.repeats))
            .when(Error::is_transient)
            .adjust(|error: &Error, pause| {
                let asked = error.retry_at().and_then(|until| (until - self.now()).to_std().ok());
                match (pause, asked) {
                    (Some(_), Some(asked)) if asked > retry.max_wait => None,
                    (Some(pause), Some(asked)) => Some(pause.max(asked)),
                    (pause, _) => pause,
                }
            })
            .notify(|error: &Error, pause| {
                let until = self.now() + TimeDelta::from_std(pause).unwrap_or_default();
                tracing::info!(%error, %until, "waiting before the next try");
                events(FetchEvent::Waiting { until, problem: error.problem() });
            })
            .await
    }

    /// One request, one answer: the body of a success, or what else came.
    pub(crate) async fn ask_once(&self, question: &Question, cursor: Option<&str>) -> Result<Vec<u8>, Error> {
        let endpoint = endpoint(question.dataset);
        let request = self
            .client
            .inner
            .http
            .get(self.url(question, cursor)?)
            .header(AUTHORIZATION, self.key.header()?)
            .header(ACCEPT, "application/json");
        let response = request.send().await.map_err(|error| self.unreachable(endpoint, &error))?;
        let status = response.status();
        if status == StatusCode::OK {
            return self.body(endpoint, response, self.settings().max_body_bytes).await;
        }
        if status.is_redirection() {
            return Err(Error::Redirect { endpoint, target: target_of(&response) });
        }
        Err(self.refusal(endpoint, response).await)
    }

    async fn body(&self, endpoint: &'static str, mut response: Response, limit: usize) -> Result<Vec<u8>, Error> {
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
        if announced > limit {
            return Err(Error::TooLarge { endpoint, limit });
        }
        let mut body = Vec::with_capacity(announced);
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unreachable(endpoint, &error))? {
            if body.len() + chunk.len() > limit {
                return Err(Error::TooLarge { endpoint, limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    async fn refusal(&self, endpoint: &'static str, response: Response) -> Error {
        let status = response.status();
        let now = self.now();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?, now));
        let retry_at = wait.and_then(|wait| now.checked_add_signed(TimeDelta::from_std(wait).ok()?));
        // A body that cannot be read is no message; the status stands.
        let body = self.body(endpoint, response, LONGEST_ERROR_BODY).await.unwrap_or_default();
        let message = message_of(&body).unwrap_or_else(|| status.canonical_reason().unwrap_or("no message").to_owned());
        let problem = problem_of(status, &message);
        Error::Status { endpoint, status: status.as_u16(), message: self.key.redact(&message), problem, retry_at }
    }

    fn unreachable(&self, endpoint: &'static str, error: &reqwest::Error) -> Error {
        let reason = if error.is_timeout() {
            format!("no answer within {} s", self.settings().timeout.as_secs())
        } else {
            self.key.redact(&reason_of(error))
        };
        Error::Unreachable { endpoint, reason }
    }
}

/// Scheme and host of a redirect's target: no more, since the rest may hold anything.
fn target_of(response: &Response) -> String {
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|location| response.url().join(location).ok());
    target.map_or_else(|| "an unreadable address".to_owned(), |url| url.origin().ascii_serialization())
}

/// An error with its causes and without the URL.
fn reason_of(error: &reqwest::Error) -> String {
    let mut reason = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let separator = if reason.is_empty() { "" } else { ": " };
        let _ = write!(reason, "{separator}{error}");
        cause = error.source();
    }
    if reason.is_empty() { "the request failed".to_owned() } else { reason }
}

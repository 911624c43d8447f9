//! A scripted `OpenAI` on loopback: gives the prepared answers one after the other and writes down what
//! it was asked.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::clock::FixedClock;
use openai::{Analytics, Client, FetchEvent, RetrySettings, SecretString, Settings, Url};

/// The workspace of every test.
pub const WORKSPACE: &str = "3f0f5aaf-1e2b-4f10-bb50-0123456789ab";
/// The key of every test.
pub const KEY: &str = "canary-key-0123456789-abcdefghij";

/// A prepared answer.
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

pub fn ok(body: impl Into<Vec<u8>>) -> Answer {
    Answer { status: 200, headers: vec![("content-type", "application/json".into())], body: body.into() }
}

pub fn status(status: u16, body: &str) -> Answer {
    Answer { status, headers: Vec::new(), body: body.into() }
}

impl Answer {
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub query: Vec<(String, String)>,
    pub authorization: String,
}

impl Asked {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The scripted server.
pub struct Server {
    script: Script,
    pub base_url: Url,
}

impl Server {
    pub async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Script::default();
        script.answers.lock().unwrap().extend(answers);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = Url::parse(&format!("http://{}/v1", listener.local_addr().unwrap())).unwrap();
        let app = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { script, base_url }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }

    pub fn analytics(&self) -> Analytics {
        self.analytics_with(|_| {})
    }

    pub fn analytics_with(&self, change: impl FnOnce(&mut Settings)) -> Analytics {
        let mut settings = Settings::at(self.base_url.clone());
        settings.retry = impatient();
        change(&mut settings);
        let client = Client::new(settings, Arc::new(FixedClock(now()))).unwrap();
        client.analytics(SecretString::from(KEY.to_owned()), WORKSPACE.parse().unwrap())
    }
}

/// Retries without noticeable pauses.
pub fn impatient() -> RetrySettings {
    RetrySettings {
        repeats: 3,
        first_delay: Duration::from_millis(1),
        max_delay: Duration::from_millis(2),
        max_wait: Duration::from_mins(1),
        window_attempts: 5,
    }
}

/// The moment at which every test takes place.
pub fn now() -> DateTime<Utc> {
    "2026-11-12T09:30:00Z".parse().unwrap()
}

/// Collects events.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<FetchEvent>>>);

impl Heard {
    pub fn listener(&self) -> impl Fn(FetchEvent) + Send + Sync + use<> {
        let heard = self.0.clone();
        move |event| heard.lock().unwrap().push(event)
    }

    pub fn events(&self) -> Vec<FetchEvent> {
        self.0.lock().unwrap().clone()
    }
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let url = Url::parse("http://x").unwrap().join(&request.uri().to_string()).unwrap();
    let authorization = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
    script.asked.lock().unwrap().push(Asked {
        path: url.path().to_owned(),
        query: url.query_pairs().into_owned().collect(),
        authorization: authorization.unwrap_or_default(),
    });
    let Some(answer) = script.answers.lock().unwrap().pop_front() else {
        return (axum::http::StatusCode::IM_A_TEAPOT, "asked more often than scripted").into_response();
    };
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}

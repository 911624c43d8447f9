//! The simulator over HTTP: that it keeps to the wire, that its pages and faults behave, and that its
//! truth is what its rows add up to.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod contract;
mod control;
mod faults;
mod paging;
mod sums;

use std::collections::BTreeMap;

use reqwest::{Client, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use simulator::{OrgConfig, Simulator};

/// A small organisation: quick to make, with every oddity in it.
fn small() -> OrgConfig {
    OrgConfig { users: 60, teams: 6, days: 45, seed: 5, ..OrgConfig::default() }
}

fn client() -> Client {
    // Another test may have been first; one provider is as good as the other.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A client of one running simulator.
struct Caller {
    http: Client,
    base: String,
    key: SecretString,
}

impl Caller {
    fn of(simulator: &Simulator) -> Self {
        let base = format!("{}/analytics/codex/workspaces/{}", simulator.base_url(), simulator.workspace());
        Self { http: client(), base, key: simulator.key() }
    }

    fn with_key(self, key: SecretString) -> Self {
        Self { key, ..self }
    }

    async fn send(&self, endpoint: &str, params: &[(&str, &str)]) -> Response {
        let request = self.http.get(format!("{}/{endpoint}", self.base)).query(params);
        request.bearer_auth(self.key.expose_secret()).send().await.unwrap()
    }

    /// The text of an answer that must be a good one.
    async fn text(&self, endpoint: &str, params: &[(&str, &str)]) -> String {
        let response = self.send(endpoint, params).await;
        assert_eq!(response.status(), StatusCode::OK, "{endpoint} {params:?}");
        response.text().await.unwrap()
    }

    async fn page(&self, endpoint: &str, params: &[(&str, &str)]) -> Value {
        serde_json::from_str(&self.text(endpoint, params).await).unwrap()
    }

    /// The refusal of a request that must be refused.
    async fn refusal(&self, endpoint: &str, params: &[(&str, &str)]) -> (StatusCode, Value) {
        let response = self.send(endpoint, params).await;
        let status = response.status();
        assert!(!status.is_success(), "{endpoint} {params:?} was answered");
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    /// Every page of a walk.
    async fn walk(&self, endpoint: &str, params: &[(&str, &str)]) -> Vec<Value> {
        let mut pages = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut params = params.to_vec();
            if let Some(cursor) = &cursor {
                params.push(("page", cursor));
            }
            let page = self.page(endpoint, &params).await;
            cursor = page["next_page"].as_str().map(str::to_owned);
            let more = page["has_more"] == true;
            assert_eq!(more, cursor.is_some());
            pages.push(page);
            assert!(pages.len() < 10_000, "the walk does not end");
            if !more {
                return pages;
            }
        }
    }

    /// Every row of a walk.
    async fn rows(&self, endpoint: &str, params: &[(&str, &str)]) -> Vec<Value> {
        self.walk(endpoint, params).await.iter().flat_map(rows).cloned().collect()
    }
}

fn rows(page: &Value) -> &Vec<Value> {
    page["data"].as_array().unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

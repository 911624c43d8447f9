//! The HTTP API over a simulated organisation.

use collector::SyncTrigger;
use domain::people::{Membership, Person, Roster, Team};
use domain::{Scope, TeamSlug};
use reqwest::{Method, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use server::connecting;
use simulator::OrgConfig;
use tokio_util::sync::CancellationToken;

use crate::house::{House, Plan, header};

mod annotations;
mod credits;
mod families;
mod kept;
mod people;
mod refused;
mod reviews;
mod rollout;
mod shapes;
mod states;
mod teams;
mod tokens;

/// A house whose simulated organisation was fetched and is in the index, with two teams, and a token of each scope.
pub(crate) struct Office {
    pub(crate) house: House,
    read: SecretString,
    persons: SecretString,
    admin: SecretString,
    days: String,
}

impl Office {
    pub(crate) async fn new() -> Self {
        Self::of(Plan::default()).await
    }

    pub(crate) async fn of(plan: Plan) -> Self {
        Self::with(plan, OrgConfig { users: 14, teams: 2, days: 40, ..OrgConfig::default() }).await
    }

    async fn with(plan: Plan, organisation: OrgConfig) -> Self {
        let house = plan.with("backfill_days", "40").simulated(organisation).build().await;
        let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
        let saved = connecting::connect(&house.state, None, "Acme", workspace.as_str(), key).await.unwrap();
        let never = CancellationToken::new();
        house.state.collector.run_pass(saved.id, SyncTrigger::Command, &never).await.unwrap();
        let today = house.state.clock.today();
        let (read, persons) = (house.token(Scope::Read).await, house.token(Scope::Persons).await);
        let admin = house.token(Scope::Admin).await;
        let office = Self { days: format!("from={}&to={today}", today.plus(-27)), house, read, persons, admin };
        office.with_teams().await;
        office
    }

    /// Puts people into a large team and a small one, and waits until the index knows.
    async fn with_teams(&self) {
        let slug = |name: &str| TeamSlug::new(name);
        let team = |name: &str, parent: Option<&str>| Team {
            slug: slug(name),
            title: name.to_uppercase(),
            parent: parent.map(slug),
        };
        self.house.until_indexed().await;
        let keys = self.house.state.index.snapshot().people();
        let person = |(at, key): (usize, &metrics::PersonKey)| Person {
            email: key.as_str().parse().unwrap(),
            name: None,
            memberships: vec![Membership {
                team: Some(slug(if at < 2 { "few" } else { "many" })),
                from: None,
                to: None,
            }],
        };
        let teams = vec![team("all", None), team("few", Some("all")), team("many", Some("all"))];
        let roster = Roster { teams, people: keys.iter().enumerate().map(person).collect() };
        self.house.state.archive.replace_roster(&roster, self.house.state.clock.now()).await.unwrap();
        self.house.until_indexed().await;
    }

    async fn ask(&self, token: &SecretString, path: &str) -> Response {
        self.send(Method::GET, token, path, &[]).await
    }

    async fn send(&self, method: Method, token: &SecretString, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.house.browser().request(method, &format!("/api/v1{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.bearer_auth(token.expose_secret()).send().await.unwrap()
    }

    async fn json(&self, token: &SecretString, path: &str) -> Value {
        let response = self.ask(token, path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    /// The status, and the parameter that is named.
    async fn refused(&self, token: &SecretString, path: &str) -> (u16, String) {
        let response = self.ask(token, path).await;
        assert_eq!(header(&response, "content-type"), "application/problem+json", "{path}");
        let (status, problem) = (response.status().as_u16(), response.json::<Value>().await.unwrap());
        assert_eq!(problem["status"], status, "{path}");
        (status, problem["parameter"].as_str().unwrap_or_default().to_owned())
    }
}

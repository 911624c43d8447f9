//! The HTTP API over a simulated organisation: what each endpoint answers, what is kept and when it is given again,
//! and what is refused.

use std::sync::Arc;

use archive::AuditEntry;
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

/// A house whose simulated organisation was fetched and is in the index, with two teams, and a token of each scope.
struct Office {
    house: House,
    read: SecretString,
    persons: SecretString,
    admin: SecretString,
    days: String,
}

impl Office {
    async fn new() -> Self {
        Self::of(Plan::default()).await
    }

    async fn of(plan: Plan) -> Self {
        let organisation = OrgConfig { users: 14, teams: 2, days: 40, ..OrgConfig::default() };
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
        self.until(|index| index.first_day().is_some()).await;
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
        self.until(|index| index.teams().len() == 3).await;
    }

    async fn until(&self, reached: impl Fn(&metrics::Index) -> bool) {
        for _ in 0..4_000 {
            if reached(&self.house.state.index.snapshot()) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("the index never came so far");
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

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let office = Office::new().await;
    let path = format!("/metrics/credits?{}&split=team", office.days);
    let first = office.ask(&office.read, &path).await;
    let tag = header(&first, "etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "a strong tag: {tag}");
    assert_eq!(header(&first, "cache-control"), "private, no-cache");
    assert!(header(&first, "vary").contains("authorization"), "{}", header(&first, "vary"));

    let computed = office.house.state.answers.computed();
    let again = office.send(Method::GET, &office.read, &path, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()));
    assert_eq!(again.text().await.unwrap(), "");
    // Another order of the same parameters is the same question.
    let swapped = format!("/metrics/credits?split=team&{}", office.days);
    assert_eq!(header(&office.ask(&office.read, &swapped).await, "etag"), tag);
    assert_eq!(office.house.state.answers.computed(), computed, "nothing was computed for all that");

    let other = office.send(Method::GET, &office.persons, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(other.status(), 200, "another policy has another answer");
    let version = office.house.state.index.snapshot().version();
    let roster = Roster { teams: Vec::new(), people: Vec::new() };
    office.house.state.archive.replace_roster(&roster, office.house.state.clock.now()).await.unwrap();
    office.until(|index| index.version() != version && index.teams().is_empty()).await;
    let changed = office.send(Method::GET, &office.read, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status(), 200, "another roster has another answer");
}

#[tokio::test]
async fn each_packing_has_a_tag_of_its_own() {
    let office = Office::new().await;
    let path = format!("/metrics/credits?{}&split=team", office.days);
    let plain = header(&office.ask(&office.read, &path).await, "etag").to_owned();
    for packing in ["gzip", "br"] {
        let asking = [("accept-encoding", packing)];
        let packed = office.send(Method::GET, &office.read, &path, &asking).await;
        assert_eq!(header(&packed, "content-encoding"), packing);
        let tag = header(&packed, "etag").to_owned();
        assert_eq!(tag, format!("\"{}-{packing}\"", plain.trim_matches('"')));
        let asking = [("accept-encoding", packing), ("if-none-match", tag.as_str())];
        let again = office.send(Method::GET, &office.read, &path, &asking).await;
        assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_questions_are_one_computation() {
    let office = Arc::new(Office::new().await);
    let before = office.house.state.answers.computed();
    let asking = (0..100).map(|n| {
        let office = Arc::clone(&office);
        tokio::spawn(async move {
            // Two texts, one question.
            let days = office.days.clone();
            let path = if n % 2 == 0 { format!("{days}&split=client") } else { format!("split=client&{days}") };
            let answer = office.ask(&office.read, &format!("/metrics/credits?{path}")).await;
            assert_eq!(answer.status(), 200);
            answer.text().await.unwrap()
        })
    });
    let mut answers = Vec::new();
    for answer in futures::future::join_all(asking).await {
        answers.push(answer.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(office.house.state.answers.computed() - before, 1);
}

#[tokio::test]
async fn pages_are_kept_too_and_are_fresh_all_the_same() {
    let office = Office::new().await;
    let leader = office.house.signed_in(domain::Role::Leader).await;
    let page = || leader.page("/?range=28d");
    assert_eq!(page().await.status(), 200);
    let before = office.house.state.answers.computed();
    assert_eq!(page().await.status(), 200);
    assert_eq!(office.house.state.answers.computed(), before);
    let admin = office.house.signed_in(domain::Role::Admin).await;
    assert_eq!(admin.page("/?range=28d").await.status(), 200);
    assert_eq!(office.house.state.answers.computed(), before + 1, "who may see persons has another page");
}

#[tokio::test]
async fn a_token_never_sees_the_answer_of_a_wider_scope() {
    let office = Office::new().await;
    let path = format!("/metrics/active_people?{}&split=team&by=total", office.days);
    let keys = |answer: &Value| {
        let series = answer["series"].as_array().unwrap().iter();
        series.map(|one| one["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        // In both orders: whoever asks first must not decide what the other sees.
        let all = keys(&office.json(&office.persons, &path).await);
        let some = keys(&office.json(&office.read, &path).await);
        assert!(all.contains(&"few".to_owned()), "{all:?}");
        assert!(!some.contains(&"few".to_owned()), "{some:?}");
    }
    let people = format!("/people?{}", office.days);
    assert_eq!(office.refused(&office.read, &people).await.0, 403);
    let asked = office.ask(&office.persons, &people).await;
    let tag = header(&asked, "etag").to_owned();
    assert_eq!(asked.status(), 200);
    let sneaky = office.send(Method::GET, &office.read, &people, &[("if-none-match", &tag)]).await;
    assert_eq!(sneaky.status(), 403);
}

#[tokio::test]
async fn every_refusal_names_its_parameter() {
    let office = Office::new().await;
    let days = &office.days;
    for (path, status, parameter) in [
        ("/metrics/credits".to_owned(), 400, "from"),
        ("/metrics/credits?from=2026-01-01".to_owned(), 400, "to"),
        (format!("/metrics/credits?{days}&form=1"), 400, "form"),
        (format!("/metrics/credits?{days}&by="), 400, "by"),
        (format!("/metrics/credits?{days}&by=day&by=day"), 400, "by"),
        (format!("/metrics/dau?{days}&by=week"), 400, "by"),
        (format!("/metrics/reviews?{days}&split=model"), 400, "split"),
        (format!("/metrics/credits?{days}&client=CODEX_CLI&model=x"), 400, "model"),
        (format!("/metrics/credits?{days}&team=nobody"), 404, "team"),
        (format!("/metrics/credits?{days}&connection=none"), 404, "connection"),
        ("/metrics/credits?from=1990-01-01&to=2026-01-01".to_owned(), 422, "to"),
        (format!("/metrics/credits?from=0000-01-01&to={}", "9".repeat(300)), 400, "to"),
        (format!("/retention?{days}&by=week"), 400, "by"),
        (format!("/forecast?{days}&budget=0"), 400, "budget"),
        (format!("/forecast?{days}&budget=lots"), 400, "budget"),
        (format!("/spikes?{days}&least=-1"), 400, "least"),
        (format!("/people?{days}&limit=0"), 400, "limit"),
        (format!("/people?{days}&limit=1001"), 400, "limit"),
        (format!("/people?{days}&order=name"), 400, "order"),
        ("/ledger?dataset=all".to_owned(), 400, "dataset"),
        ("/ledger?connection=none".to_owned(), 404, "connection"),
        ("/status?x=1".to_owned(), 400, "x"),
        ("/openapi.json?x=1".to_owned(), 400, "x"),
        (format!("/metrics/happiness?{days}"), 404, ""),
        (format!("/attribution?{days}"), 404, ""),
        ("/nothing".to_owned(), 404, ""),
    ] {
        assert_eq!(office.refused(&office.admin, &path).await, (status, parameter.to_owned()), "{path}");
    }
}

#[tokio::test]
async fn hostile_requests_are_problems_and_no_faults() {
    let office = Office::new().await;
    for path in [
        "/metrics/%00".to_owned(),
        "/metrics/%FF%FE".to_owned(),
        "/metrics/..%2f..%2fetc".to_owned(),
        format!("/metrics/credits?{}&team=%00%FF", office.days),
        "/metrics/credits?from=%F0%28%8C%28&to=2026-01-01".to_owned(),
        "/metrics/credits?%=&&&==&from".to_owned(),
        "/metrics/credits?from=+262143-12-31&to=+262143-12-31".to_owned(),
        "/metrics/credits?from=-262143-01-01&to=2026-01-01".to_owned(),
        "/metrics/credits?from=9999-12-31&to=9999-12-31&by=week".to_owned(),
        "/metrics/adoption_rate?from=0001-01-01&to=0001-01-01".to_owned(),
        format!("/forecast?{}&budget=1e400", office.days),
        format!("/forecast?{}&budget=NaN", office.days),
        format!("/people?{}&offset=10000000&limit=1000", office.days),
        "/tokens/99999999999999999999".to_owned(),
        "/export/usage.exe".to_owned(),
    ] {
        let response = office.ask(&office.admin, &path).await;
        assert!(response.status().as_u16() < 500, "{path}: {}", response.status());
        let kind = if response.status() == 200 { "application/json" } else { "application/problem+json" };
        assert_eq!(header(&response, "content-type"), kind, "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let response = office.send(method.clone(), &office.admin, "/status", &[]).await;
        assert_eq!((response.status().as_u16(), header(&response, "allow")), (405, "GET,HEAD"), "{method}");
        assert_eq!(header(&response, "content-type"), "application/problem+json");
    }
    let foreign = [("origin", "https://evil.example.com")];
    let refused = office.send(Method::POST, &office.admin, "/sync", &foreign).await;
    assert_eq!((refused.status().as_u16(), header(&refused, "content-type")), (403, "application/problem+json"));
    let named = office.send(Method::GET, &office.admin, "/status", &[("host", "evil.example.com")]).await;
    assert_eq!((named.status().as_u16(), header(&named, "content-type")), (421, "application/problem+json"));
    let large = office.house.browser().request(Method::POST, "/api/v1/sync").body("x".repeat(9 * 1024 * 1024));
    let large = large.bearer_auth(office.admin.expose_secret()).send().await.unwrap();
    assert_eq!((large.status().as_u16(), header(&large, "content-type")), (413, "application/problem+json"));
}

#[tokio::test]
async fn tokens_are_listed_and_taken_back() {
    let office = Office::new().await;
    for token in [&office.read, &office.persons] {
        assert_eq!(office.refused(token, "/tokens").await.0, 403);
    }
    let listed = office.json(&office.admin, "/tokens").await;
    let find = |name: &str| {
        let found = listed.as_array().unwrap().iter().find(|token| token["name"] == name);
        found.unwrap_or_else(|| panic!("{listed}")).clone()
    };
    let read = find("read for tests");
    assert_eq!((read["scope"].as_str(), &read["revoked_at"]), (Some("read"), &Value::Null));
    assert!(!listed.to_string().contains(office.read.expose_secret()));
    let path = format!("/tokens/{}", read["id"]);
    assert_eq!(office.send(Method::DELETE, &office.persons, &path, &[]).await.status(), 403);
    assert_eq!(office.ask(&office.read, "/metrics").await.status(), 200);
    assert_eq!(office.send(Method::DELETE, &office.admin, &path, &[]).await.status(), 204);
    assert_eq!(office.ask(&office.read, "/metrics").await.status(), 401, "it stops at once, kept answers or not");
    assert_eq!(office.send(Method::DELETE, &office.admin, &path, &[]).await.status(), 404);
    let log: Vec<AuditEntry> =
        office.house.state.archive.audit(1).await.unwrap().into_iter().map(|row| row.entry).collect();
    assert_eq!(log[0].action, "token.revoke");
    assert!(log[0].detail.contains("admin for tests") && log[0].object.contains("read for tests"), "{log:?}");
}

#[tokio::test]
async fn a_token_ends_when_it_was_said_to() {
    let office = Office::new().await;
    let now = office.house.state.clock.now();
    let make = async |name, seconds| {
        let end = now + chrono::TimeDelta::seconds(seconds);
        office.house.state.tokens.create_until(name, Scope::Read, None, Some(end)).await.unwrap()
    };
    let (ended, live) = (make("ended", 0).await, make("live", 60).await);
    assert_eq!(office.ask(&ended, "/metrics").await.status(), 401);
    assert_eq!(office.ask(&live, "/metrics").await.status(), 200);
}

#[tokio::test]
async fn a_token_that_asks_too_much_is_told_to_wait() {
    let office = Office::of(Plan::default().with("api_requests", "5")).await;
    for _ in 0..5 {
        assert_eq!(office.ask(&office.read, "/metrics").await.status(), 200);
    }
    let refused = office.ask(&office.read, "/metrics").await;
    assert_eq!((refused.status().as_u16(), header(&refused, "content-type")), (429, "application/problem+json"));
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=12).contains(&wait), "{wait}");
    assert_eq!(office.ask(&office.persons, "/metrics").await.status(), 200, "another token has its own");
}

#[tokio::test]
async fn the_description_is_served_and_checked_in() {
    let office = Office::new().await;
    let response = office.ask(&office.read, "/openapi.json").await;
    assert_eq!((response.status().as_u16(), header(&response, "content-type")), (200, "application/json"));
    let served = response.text().await.unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        served == kept,
        "docs/openapi.json is not what is served. Make it anew: cargo run --bin uptake -- openapi > docs/openapi.json"
    );
    let described: Value = serde_json::from_str(&served).unwrap();
    for (path, item) in described["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for status in ["400", "401", "403", "429", "500", "503"] {
                let problem = &operation["responses"][status]["content"]["application/problem+json"];
                assert!(problem.is_object(), "{method} {path} {status}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{method} {path} {}", parameter["name"]);
            }
        }
    }
}

#[tokio::test]
async fn strict_groups_come_in_whole_weeks_and_pages_stay_whole() {
    let office = Office::of(Plan::default().with("strict_groups", "on")).await;
    let path = format!("/metrics/credits?{}&split=team", office.days);
    assert_eq!(office.refused(&office.read, &path).await, (422, "by".to_owned()));
    assert_eq!(office.ask(&office.persons, &path).await.status(), 200);
    let today = office.house.state.clock.today();
    let (from, to) = (today.week_start().plus(-14), today.week_start().previous());
    let path = format!("/metrics/credits?from={from}&to={to}&split=team&by=week");
    assert_eq!(office.ask(&office.read, &path).await.status(), 200);
    let leader = office.house.signed_in(domain::Role::Leader).await;
    for page in ["/", "/?team=many", "/adoption?team=many&range=7d", "/adoption?range=90d&compare=1"] {
        assert_eq!(leader.page(page).await.status(), 200, "{page}");
    }
}

//! Secrets are found nowhere: not in the log at its most talkative, not in the data folder, not on pages.

use std::io::Write;
use std::sync::{Arc, Mutex};

use collector::SyncTrigger;
use domain::{ConnectionName, Role, Scope};
use reqwest::Method;
use secrecy::ExposeSecret as _;
use simulator::OrgConfig;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::house::{Forms as _, PASSWORD, Plan, holds};

/// A log in memory.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_logged_or_stored() {
    let paper = Paper::default();
    let everything = "trace,tower_http=trace";
    let filter = server::telemetry::filter(everything);
    let lines = tracing_subscriber::fmt::layer().json().with_writer(paper.clone());
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(filter).with(lines));

    let organisation = OrgConfig { users: 8, teams: 2, days: 10, ..OrgConfig::default() };
    let house = Plan::default().with("backfill_days", "10").simulated(organisation).build().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let key = house.simulator().key();
    let (key, workspace) = (key.expose_secret().to_owned(), house.simulator().workspace());
    let wrong = "sk-admin-wrong-canary-9876543210";
    for (name, key, status) in [("Wrong", wrong, 422), ("Acme", &key, 200)] {
        let form = [("name", name), ("workspace", workspace.as_str()), ("key", key)];
        let request = admin.request(Method::POST, "/fn/connect").header("sec-fetch-site", "same-origin");
        let response = request.form_of(&form).send().await.unwrap();
        let answered = response.status();
        let shown = format!("{:?} {}", response.headers().clone(), response.text().await.unwrap());
        assert!(answered == status && !shown.contains(key), "{name}: {answered} {shown}");
    }
    let other = "sk-admin-other-canary-1234567890";
    let request = admin.request(Method::POST, "/fn/rotate_key").header("sec-fetch-site", "same-origin");
    let response = request.form_of(&[("name", "Acme"), ("key", other)]).send().await.unwrap();
    assert!(response.status() == 422 && !response.text().await.unwrap().contains(other));
    let waits = "sk-platform-waits-canary-5555555555";
    house.simulator().set_fault(simulator::Fault::Forbidden.always());
    for (endpoint, form) in [
        ("begin_guide", vec![("route", "platform-key")]),
        ("name_workspace", vec![("id", "1"), ("name", "Unit"), ("workspace", workspace.as_str())]),
        ("paste_key", vec![("id", "1"), ("key", waits)]),
        ("test_key", vec![("id", "1")]),
    ] {
        let request = admin.request(Method::POST, &format!("/fn/{endpoint}")).header("sec-fetch-site", "same-origin");
        assert_eq!(request.form_of(&form).send().await.unwrap().status(), 200, "{endpoint}");
    }
    house.simulator().clear_faults();
    let page = admin.page("/connect/new/1").await.text().await.unwrap();
    assert!(page.contains("ends in 5555") && !page.contains(waits), "it waits, and is not shown");
    let name = ConnectionName::new("Acme");
    let connection = house.state.archive.connection_by_name(&name).await.unwrap().unwrap();
    let never = CancellationToken::new();
    let _ = house.state.collector.run_pass(connection.id, SyncTrigger::Command, &never).await;
    let page = admin.page("/connect").await.text().await.unwrap();
    assert!(page.contains(&key[key.len() - 4..]) && !page.contains(&key));

    let token = house.token(Scope::Admin).await;
    let request = admin.request(Method::GET, "/api/v1/status?secret=query-canary").bearer_auth(token.expose_secret());
    assert_eq!(request.send().await.unwrap().status(), 400);
    let account = house.state.archive.accounts().await.unwrap().remove(0);
    let once = house.state.links.for_sign_in(account.id, chrono::TimeDelta::minutes(1)).await.unwrap();
    let response = admin.page(&format!("/auth/once/{}", once.expose_secret())).await;
    assert_eq!(response.status(), 303);
    admin.take_cookies(response.headers());
    admin.sign_in("admin@example.com", "a wrong-password-canary").await;
    let link = "link-canary-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(admin.page(&format!("/s/{link}")).await.status(), 404);

    let session = admin.session().unwrap().clone();
    let folder = house.stop().await;
    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("connected a workspace") && log.contains("answered"), "the log was captured");
    for (what, secret) in [
        ("key", key.as_str()),
        ("wrong key", wrong),
        ("another key", other),
        ("key that waits", waits),
        ("password", PASSWORD),
        ("wrong password", "wrong-password-canary"),
        ("token", token.expose_secret()),
        ("one-time link", once.expose_secret()),
        ("shared link", link),
        ("session", &session),
        ("query string", "query-canary"),
    ] {
        let at = log.find(secret).map(|at| log[at.saturating_sub(300)..(at + 100).min(log.len())].to_owned());
        assert_eq!(at, None, "the {what} is in the log");
        assert!(!holds(folder.path(), secret.as_bytes()), "the {what} is in the data folder");
    }
}

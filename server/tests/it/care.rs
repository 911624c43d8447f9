//! Looking after a connection: the five questions asked again, another key, whose workspace it is.

use collector::{Notification, SyncTrigger};
use domain::checkup::Outcome;
use domain::{ConnectionName, Role, Scope};
use reqwest::{Method, Response};
use secrecy::ExposeSecret as _;
use simulator::OrgConfig;

use crate::house::{Browser, Forms as _, House, Plan};

async fn send(browser: &Browser, endpoint: &str, form: &[(&str, &str)]) -> Response {
    let request = browser.request(Method::POST, &format!("/fn/{endpoint}")).header("sec-fetch-site", "same-origin");
    request.form_of(form).send().await.unwrap()
}

/// A house whose admin has connected the simulated workspace as “Acme”.
async fn connected() -> (House, Browser) {
    let organisation = OrgConfig { users: 6, teams: 2, days: 5, ..OrgConfig::default() };
    let house = Plan::default().with("backfill_days", "5").simulated(organisation).build().await;
    let admin = house.signed_in(Role::Admin).await;
    let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
    let form = [("name", "Acme"), ("workspace", workspace.as_str()), ("key", key.expose_secret())];
    assert_eq!(send(&admin, "connect", &form).await.status(), 200);
    (house, admin)
}

#[tokio::test]
async fn a_checkup_is_kept_and_shown_with_who_asked() {
    let (house, admin) = connected().await;
    let before = admin.page("/connect/Acme").await.text().await.unwrap();
    assert!(before.contains("It was not checked on this page yet"), "{before}");
    assert_eq!(send(&admin, "check_connection", &[("name", "Acme")]).await.status(), 200);
    let page = admin.page("/connect/Acme").await.text().await.unwrap();
    assert!(page.contains("OpenAI accepts the key") && page.contains("by admin@example.com"), "{page}");
    assert!(page.contains("ok       key_accepted"), "the report can be copied");
    let key = house.simulator().key();
    assert!(!page.contains(key.expose_secret()));
    let audit = house.state.archive.audit(1).await.unwrap().remove(0).entry;
    assert_eq!((audit.action.as_str(), audit.object.as_str()), ("connection.check", "Acme"));
    let missing = send(&admin, "check_connection", &[("name", "Beta")]).await;
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn another_key_takes_the_place_only_if_it_reads_the_workspace() {
    let (house, admin) = connected().await;
    let name = ConnectionName::new("Acme");
    let kept = || async { house.state.archive.connection_by_name(&name).await.unwrap().unwrap() };
    let before = kept().await;
    for wrong in ["sk-admin-some-other-key-0000", "two words", ""] {
        let refused = send(&admin, "rotate_key", &[("name", "Acme"), ("key", wrong)]).await;
        assert_eq!(refused.status(), 422, "{wrong}");
        assert!(kept().await == before, "nothing is changed");
    }
    let key = house.simulator().key();
    let taken = send(&admin, "rotate_key", &[("name", "Acme"), ("key", key.expose_secret())]).await;
    assert_eq!(taken.status(), 200);
    let after = kept().await;
    assert!(after.sealed_key != before.sealed_key, "it is sealed anew");
    let opened = house.state.vault.open_key(&after.workspace, &after.sealed_key).unwrap();
    assert_eq!(opened.expose_secret(), key.expose_secret());
    let checkup = house.state.archive.checkup(after.id).await.unwrap().unwrap();
    assert!(checkup.is_good() && checkup.probes.iter().any(|probe| probe.outcome == Outcome::Ok));
}

#[tokio::test]
async fn a_workspace_belongs_to_a_team_of_the_roster_or_to_everybody() {
    let (house, admin) = connected().await;
    let gone = send(&admin, "assign_connection", &[("name", "Acme"), ("team", "nobody")]).await;
    assert_eq!(gone.status(), 422);
    let all = send(&admin, "assign_connection", &[("name", "Acme"), ("team", "")]).await;
    assert_eq!(all.status(), 200);
    let name = ConnectionName::new("Acme");
    assert_eq!(house.state.archive.connection_by_name(&name).await.unwrap().unwrap().team, None);
}

#[tokio::test]
async fn nobody_but_an_admin_looks_after_a_connection() {
    let (house, _) = connected().await;
    let leader = house.signed_in(Role::Leader).await;
    for (endpoint, form) in [
        ("check_connection", vec![("name", "Acme")]),
        ("rotate_key", vec![("name", "Acme"), ("key", "sk-admin-x")]),
        ("assign_connection", vec![("name", "Acme"), ("team", "")]),
        ("stand_connection", vec![("name", "Acme"), ("stand", "pause")]),
        ("stand_connection", vec![("name", "Acme"), ("stand", "disconnect")]),
    ] {
        assert_eq!(send(&leader, endpoint, &form).await.status(), 403, "{endpoint}");
    }
    let page = leader.page("/connect/Acme").await.text().await.unwrap();
    assert!(!page.contains("Workspace"), "{page}");
}

#[tokio::test]
async fn a_paused_connection_is_left_alone_until_it_is_resumed() {
    let (house, admin) = connected().await;
    let stand =
        async |stand: &str| send(&admin, "stand_connection", &[("name", "Acme"), ("stand", stand)]).await.status();
    assert_eq!(stand("pause").await, 200);
    let page = admin.page("/connect/Acme").await.text().await.unwrap();
    assert!(page.contains("It is paused") && page.contains("Resume"), "{page}");
    assert_eq!(send(&admin, "sync_now", &[("name", "Acme")]).await.status(), 422, "nothing is read");
    let leader = house.signed_in(Role::Leader).await;
    let overview = leader.fragment("/", "").await.text().await.unwrap();
    assert!(!overview.contains("/connect/Acme"), "{overview}");
    let overview = admin.fragment("/", "").await.text().await.unwrap();
    assert!(overview.contains("paused by an administrator") || overview.contains("Nothing read yet"), "{overview}");
    assert_eq!(stand("resume").await, 200);
    assert_eq!(send(&admin, "sync_now", &[("name", "Acme")]).await.status(), 200);
    let said: Vec<String> =
        house.state.archive.audit(2).await.unwrap().into_iter().map(|row| row.entry.action).collect();
    assert_eq!(said, ["connection.resume", "connection.pause"]);
    assert_eq!(stand("sleep").await.as_u16() / 100, 4, "no such thing");
}

#[tokio::test]
async fn nothing_is_read_of_a_connection_that_rests() {
    let (house, admin) = connected().await;
    let state = &house.state;
    let acme = state.archive.connections().await.unwrap().remove(0).id;
    assert_eq!(send(&admin, "stand_connection", &[("name", "Acme"), ("stand", "pause")]).await.status(), 200);
    let mut news = state.collector.notifications();
    let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
    let form = [("name", "Beta"), ("workspace", workspace.as_str()), ("key", key.expose_secret())];
    // Whatever asks for it. Connections have their turns in the order of their names: Acme's would come first.
    state.collector.request(acme, SyncTrigger::Request);
    assert_eq!(send(&admin, "connect", &form).await.status(), 200);
    let beta = loop {
        match news.recv().await.unwrap() {
            Notification::PassEnded { connection, well: true } if connection != acme => break connection,
            _ => {}
        }
    };
    let token = house.token(Scope::Admin).await;
    let asked = house.browser().request(Method::POST, "/api/v1/sync").bearer_auth(token.expose_secret());
    assert_eq!(asked.send().await.unwrap().status(), 202);
    while !matches!(news.recv().await.unwrap(), Notification::PassEnded { connection, .. } if connection == beta) {}
    let read = state.archive.sync_runs(Some(acme), 9).await.unwrap();
    assert!(read.iter().all(|run| run.trigger == SyncTrigger::Connect), "{read:?}");
}

#[tokio::test]
async fn a_disconnected_workspace_forgets_its_key_and_keeps_what_was_read() {
    let (house, admin) = connected().await;
    let name = ConnectionName::new("Acme");
    let stand =
        async |stand: &str| send(&admin, "stand_connection", &[("name", "Acme"), ("stand", stand)]).await.status();
    assert_eq!(stand("disconnect").await, 200);
    let gone = house.state.archive.connection_by_name(&name).await.unwrap().unwrap();
    assert!(gone.sealed_key.is_empty());
    let page = admin.page("/connect/Acme").await.text().await.unwrap();
    assert!(page.contains("forgotten here: revoke it at OpenAI") && !page.contains("Check now"), "{page}");
    assert_eq!(stand("resume").await, 422, "there is no key to read with");
    assert_eq!(send(&admin, "check_connection", &[("name", "Acme")]).await.status(), 422);
    let key = house.simulator().key();
    let again = send(&admin, "rotate_key", &[("name", "Acme"), ("key", key.expose_secret())]).await;
    assert_eq!(again.status(), 200);
    let back = house.state.archive.connection_by_name(&name).await.unwrap().unwrap();
    assert!(back.has_key() && back.rests_since.is_none());
}

//! The guide to a first connection: from nothing to a running backfill, by two admins; the wait for a scope; what is
//! refused, and that no key is found anywhere.

mod looked_after;

use archive::KeptGuide;
use domain::guide::Step;
use domain::{ConnectionProblem, Role};
use reqwest::{Method, Response};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use server::guide::waiting;
use simulator::{Fault, OrgConfig};

use crate::house::{Browser, Forms as _, House, Plan, holds, location};

async fn send(browser: &Browser, endpoint: &str, form: &[(&str, &str)]) -> Response {
    let request = browser.request(Method::POST, &format!("/fn/{endpoint}")).header("sec-fetch-site", "same-origin");
    request.form_of(form).send().await.unwrap()
}

/// The status, and the field that was refused.
async fn tried(browser: &Browser, endpoint: &str, form: &[(&str, &str)]) -> (u16, String) {
    let response = send(browser, endpoint, form).await;
    let status = response.status().as_u16();
    let told: Value = response.json().await.unwrap_or(Value::Null);
    (status, told["invalid"]["field"].as_str().unwrap_or_default().to_owned())
}

async fn html(browser: &Browser, path: &str) -> String {
    let response = browser.page(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

async fn house() -> House {
    let organisation = OrgConfig { users: 6, teams: 2, days: 5, ..OrgConfig::default() };
    Plan::default().with("backfill_days", "5").simulated(organisation).build().await
}

/// Begins a guide on a way; its key as text.
async fn begin(admin: &mut Browser, route: &str) -> String {
    let begun = admin.post("/fn/begin_guide", &[("route", route)]).await;
    assert_eq!(begun.status(), 303);
    location(&begun).strip_prefix("/connect/new/").unwrap().to_owned()
}

/// Says in a guide which workspace it is: the simulator's, named Acme.
async fn placed(house: &House, admin: &Browser, id: &str) {
    let workspace = house.simulator().workspace();
    let place = [("id", id), ("name", "Acme"), ("workspace", workspace.as_str())];
    assert_eq!(tried(admin, "name_workspace", &place).await.0, 200);
}

async fn kept(house: &House, id: &str) -> KeptGuide {
    house.state.archive.guide(id.parse().unwrap()).await.unwrap().unwrap()
}

const FOUR: [(&str, &str); 3] = [("keyname", "uptake-read"), ("creator", "Ada"), ("lastfour", "wxyz")];

#[tokio::test]
async fn two_admins_go_from_nothing_to_a_running_backfill() {
    let house = house().await;
    let mut ada = house.signed_in_as("ada@example.com", Role::Admin).await;
    let id = begin(&mut ada, "admin-key").await;
    for step in ["prerequisites", "make-key"] {
        assert_eq!(tried(&ada, "tick_step", &[("id", &id), ("step", step), ("done", "true")]).await.0, 200);
    }
    let mut grace = house.signed_in_as("grace@example.com", Role::Admin).await;
    assert!(html(&grace, "/connect").await.contains(&format!("/connect/new/{id}")), "it can be found");
    let page = html(&grace, &format!("/connect/new/{id}")).await;
    assert!(page.contains("just now by ada@example.com") && page.contains("Keep the key safely"), "{page}");
    let ticked = [("id", id.as_str()), ("step", "store-key"), ("done", "true")];
    let led = grace.post("/fn/tick_step", &ticked).await;
    assert_eq!((led.status().as_u16(), location(&led)), (303, format!("/connect/new/{id}").as_str()));

    let key = house.simulator().key();
    let key = key.expose_secret();
    let early = tried(&grace, "paste_key", &[("id", &id), ("key", key)]).await;
    assert_eq!(early, (422, "name".to_owned()), "the workspace comes first");
    placed(&house, &grace, &id).await;
    let refused = tried(&grace, "paste_key", &[("id", &id), ("key", "sk-admin-wrong-canary-9876543210")]).await;
    assert_eq!(refused.0, 422);
    assert!(kept(&house, &id).await.sealed_key.is_none(), "a key of no use is not kept");
    assert_eq!(tried(&grace, "paste_key", &[("id", &id), ("key", key)]).await.0, 200);

    let guide = kept(&house, &id).await;
    let connection = house.state.archive.connection(guide.draft.connection.unwrap()).await.unwrap().unwrap();
    assert_eq!(connection.name.as_str(), "Acme");
    assert!(guide.sealed_key.is_none() && guide.draft.kept.is_none(), "the key is the connection's alone");
    let by = |step| guide.draft.mark(step).and_then(|stamp| stamp.by.clone());
    assert_eq!(by(Step::MakeKey).as_deref(), Some("ada@example.com"));
    assert_eq!(by(Step::PasteKey).as_deref(), Some("grace@example.com"));
    let mut page = String::new();
    for _ in 0..2_000 {
        page = html(&ada, &format!("/connect/new/{id}")).await;
        if page.contains("Done: the days are here") && page.contains("<span class=\"v\">5<") {
            break;
        }
    }
    assert!(page.contains("Done: the days are here") && page.contains("<span class=\"v\">5<"), "{page}");
    assert!(page.contains("What you can see now") && page.contains("uptake import teams"), "{page}");
    assert!(!page.contains(key));
    let again = tried(&ada, "paste_key", &[("id", &id), ("key", key)]).await;
    assert_eq!(again.0, 404, "it is connected");
    let log = house.state.archive.audit(50).await.unwrap();
    let done: Vec<&str> = log.iter().rev().map(|row| row.entry.action.as_str()).collect();
    let expected = [
        "guide.begin",
        "guide.tick",
        "guide.tick",
        "guide.tick",
        "guide.workspace",
        "guide.refuse",
        "connect",
        "guide.connect",
    ];
    assert_eq!(done, expected);
    assert_eq!(tried(&ada, "leave_guide", &[("id", &id)]).await.0, 200);
    assert_eq!(ada.page(&format!("/connect/new/{id}")).await.status(), 404);
    assert!(house.state.archive.connection(connection.id).await.unwrap().is_some(), "the connection stays");
}

#[tokio::test]
async fn a_key_without_its_scope_is_kept_sealed_and_tested_until_it_works() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let id = begin(&mut admin, "platform-key").await;
    let key = house.simulator().key();
    let key = key.expose_secret();
    let first = tried(&admin, "mail_sent", &[("id", &id), ("sent", "2026-11-20")]).await;
    assert_eq!(first, (422, "lastfour".to_owned()), "first which key it is about");
    let with_id: Vec<(&str, &str)> = [("id", id.as_str())].into_iter().chain(FOUR).collect();
    assert_eq!(tried(&admin, "describe_key", &with_id).await.0, 200);
    let page = html(&admin, &format!("/connect/new/{id}?step=ask-support")).await;
    assert!(!page.contains("mailto:"), "its turn has not come: {page}");
    for step in ["prerequisites", "make-key", "store-key"] {
        assert_eq!(tried(&admin, "tick_step", &[("id", &id), ("step", step), ("done", "true")]).await.0, 200);
    }
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(
        page.contains("mailto:support@openai.com?subject=") && page.contains("Last four characters: wxyz"),
        "{page}"
    );
    let today = house.state.clock.today();
    let ahead = tried(&admin, "mail_sent", &[("id", &id), ("sent", &today.plus(1).to_string())]).await;
    assert_eq!(ahead, (422, "sent".to_owned()));
    let sent = today.plus(-7).to_string();
    assert_eq!(tried(&admin, "mail_sent", &[("id", &id), ("sent", &sent)]).await.0, 200);
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(page.contains("5 business days have passed"), "{page}");

    placed(&house, &admin, &id).await;
    house.simulator().set_fault(Fault::Forbidden.always());
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key)]).await.0, 200, "it waits");
    let guide = kept(&house, &id).await;
    assert!(guide.draft.waits() && guide.sealed_key.is_some());
    assert!(house.state.archive.connections().await.unwrap().is_empty());
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(page.contains("Next test") && page.contains("The e-mail named a key that ends in wxyz"), "{page}");
    assert!(html(&admin, "/connect").await.contains("No answer of OpenAI’s since"));

    assert_eq!(waiting::round(&house.state).await.unwrap(), 0, "its time has not come");
    due_now(&house, &id).await;
    assert_eq!(waiting::round(&house.state).await.unwrap(), 1);
    let guide = kept(&house, &id).await;
    let failure = guide.draft.kept.as_ref().and_then(|kept| kept.failure.clone()).unwrap();
    assert!(guide.draft.waits() && failure.problem == ConnectionProblem::MissingScope);
    let four_hours = guide.draft.kept.as_ref().map(|kept| kept.next_test.0 - kept.tested.0).unwrap();
    assert!((4 * 3_600..=4 * 3_600 + 1_500).contains(&four_hours), "{four_hours}");

    house.simulator().clear_faults();
    due_now(&house, &id).await;
    assert_eq!(waiting::round(&house.state).await.unwrap(), 1);
    assert!(kept(&house, &id).await.draft.works());
    let test = house.state.archive.audit(1).await.unwrap().remove(0).entry;
    assert_eq!((test.action.as_str(), test.account, test.detail.as_str()), ("guide.test", None, "it works"));
    assert_eq!(waiting::round(&house.state).await.unwrap(), 0, "what works is not tested on");
    assert!(html(&admin, "/connect").await.contains("The key works now"));
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(page.contains("Connect and begin to read") && !page.contains("business days have passed"), "{page}");
    assert_eq!(tried(&admin, "finish_guide", &[("id", &id)]).await.0, 200);
    let guide = kept(&house, &id).await;
    assert!(guide.draft.connection.is_some() && guide.sealed_key.is_none());
    let [connection] = house.state.archive.connections().await.unwrap().try_into().unwrap();
    let opened = house.state.vault.open_key(&connection.workspace, &connection.sealed_key).unwrap();
    assert_eq!(opened.expose_secret(), key);
    let folder = house.stop().await;
    assert!(!holds(folder.path(), key.as_bytes()), "the key is in the data folder");
}

fn note(house: &House) -> archive::AuditEntry {
    let (action, object, detail) = ("test".to_owned(), String::new(), String::new());
    archive::AuditEntry { at: house.state.clock.now(), account: None, action, object, detail }
}

/// Makes a key's time come.
async fn due_now(house: &House, id: &str) {
    let mut guide = kept(house, id).await;
    guide.draft.kept.as_mut().unwrap().next_test = domain::sync::Moment(house.state.clock.now().timestamp());
    assert!(house.state.archive.save_guide(&guide, note(house)).await.unwrap());
}

#[tokio::test]
async fn a_key_that_is_gone_is_asked_for_again_and_one_may_move_to_another_workspace() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let id = begin(&mut admin, "platform-key").await;
    let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
    let other = "3f0f5aaf-1e2b-4f10-bb50-0123456789ab";
    let place = |workspace| [("id", id.as_str()), ("name", "Acme"), ("workspace", workspace)];
    assert_eq!(tried(&admin, "name_workspace", &place(other)).await.0, 200);
    house.simulator().set_fault(Fault::Forbidden.times(1));
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key.expose_secret())]).await.0, 200);
    let sealed = kept(&house, &id).await.sealed_key.unwrap();
    assert_eq!(tried(&admin, "name_workspace", &place("no id")).await, (422, "workspace".to_owned()));
    assert_eq!(kept(&house, &id).await.draft.workspace, other, "a kept key keeps its workspace");
    assert_eq!(tried(&admin, "name_workspace", &place(workspace.as_str())).await.0, 200);
    let moved = kept(&house, &id).await;
    assert_ne!(moved.sealed_key.unwrap(), sealed, "it is sealed anew");
    assert_eq!(waiting::round(&house.state).await.unwrap(), 1, "and tested there at once");
    assert!(kept(&house, &id).await.draft.works());

    house.simulator().set_fault(Fault::Unauthorized.times(1));
    assert_eq!(tried(&admin, "test_key", &[("id", &id)]).await.0, 200);
    assert!(!kept(&house, &id).await.draft.waits());
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(page.contains("OpenAI does not accept the key"), "{page}");
    assert_eq!(waiting::round(&house.state).await.unwrap(), 0, "a key that is gone gets no scope");
}

#[tokio::test]
async fn what_was_typed_stays_and_what_looks_like_a_key_does_not() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let id = begin(&mut admin, "platform-key").await;
    let canary = "sk-proj-Zk3LwQ81xY7bT0pR5sVnCanary";
    for (endpoint, form, field) in [
        ("name_workspace", vec![("name", canary), ("workspace", "x")], "name"),
        ("name_workspace", vec![("name", "Acme"), ("workspace", canary)], "workspace"),
        ("describe_key", vec![("keyname", canary), ("creator", "Ada"), ("lastfour", "wxyz")], "keyname"),
        ("describe_key", vec![("keyname", "k"), ("creator", canary), ("lastfour", "wxyz")], "creator"),
        ("describe_key", vec![("keyname", "k"), ("creator", "Ada"), ("lastfour", canary)], "lastfour"),
    ] {
        let form: Vec<(&str, &str)> = [("id", id.as_str())].into_iter().chain(form).collect();
        assert_eq!(tried(&admin, endpoint, &form).await, (422, field.to_owned()), "{endpoint} {field}");
    }
    let five = [("id", id.as_str()), ("keyname", "uptake-read"), ("creator", "Ada"), ("lastfour", "vwxyz")];
    assert_eq!(tried(&admin, "describe_key", &five).await, (422, "lastfour".to_owned()));
    let mail = kept(&house, &id).await.draft.mail;
    assert_eq!((mail.key_name.as_str(), mail.creator.as_str(), mail.last_four.as_str()), ("uptake-read", "Ada", ""));
    for (name, workspace, field) in
        [("Acme", "not an id", "workspace"), ("", "not an id", "name"), ("new", "not an id", "name")]
    {
        let form = [("id", id.as_str()), ("name", name), ("workspace", workspace)];
        assert_eq!(tried(&admin, "name_workspace", &form).await, (422, field.to_owned()), "{name} {workspace}");
        let draft = kept(&house, &id).await.draft;
        assert_eq!((draft.name.as_str(), draft.workspace.as_str()), (name, workspace), "typed once");
        assert!(draft.mark(Step::Workspace).is_none());
    }
    let folder = house.stop().await;
    assert!(!holds(folder.path(), b"Canary") && !holds(folder.path(), b"vwxyz"));
}

#[tokio::test]
async fn nobody_but_an_admin_follows_a_guide() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let id = begin(&mut admin, "admin-key").await;
    let before = kept(&house, &id).await;
    for role in [Role::Leader, Role::TeamLead, Role::Member] {
        let other = house.signed_in(role).await;
        for (endpoint, form) in [
            ("begin_guide", vec![("route", "admin-key")]),
            ("tick_step", vec![("id", id.as_str()), ("step", "make-key"), ("done", "true")]),
            ("describe_key", [("id", id.as_str())].into_iter().chain(FOUR).collect()),
            ("mail_sent", vec![("id", &id), ("sent", "2026-11-20")]),
            ("name_workspace", vec![("id", &id), ("name", "Acme"), ("workspace", "x")]),
            ("paste_key", vec![("id", &id), ("key", "sk-admin-x")]),
            ("test_key", vec![("id", &id)]),
            ("finish_guide", vec![("id", &id)]),
            ("leave_guide", vec![("id", &id)]),
            ("settle_rollout", vec![("item", "groups"), ("owner", "Ada"), ("due", "")]),
        ] {
            assert_eq!(send(&other, endpoint, &form).await.status(), 403, "{role} {endpoint}");
        }
        for path in ["/connect/new", &format!("/connect/new/{id}"), "/connect/rollout"] {
            assert_eq!(other.page(path).await.status(), 403, "{role} {path}");
        }
    }
    assert!(kept(&house, &id).await == before && house.state.archive.guides().await.unwrap().len() == 1);
    for (endpoint, form) in [
        ("begin_guide", vec![("route", "coming")]),
        ("tick_step", vec![("id", id.as_str()), ("step", "scope"), ("done", "true")]),
        ("tick_step", vec![("id", "99"), ("step", "make-key"), ("done", "true")]),
        ("finish_guide", vec![("id", &id)]),
    ] {
        assert!([404, 422].contains(&send(&admin, endpoint, &form).await.status().as_u16()), "{endpoint} {form:?}");
    }
    assert!(kept(&house, &id).await == before, "what nobody can say is not said");
}

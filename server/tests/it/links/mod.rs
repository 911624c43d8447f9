//! Shared links over a simulated organisation: what they show, who manages them, and every way round them that was
//! thought of, each test named after what it rules out.

mod attacks;
mod days;
mod locked;
mod manage;
mod metabase;
mod picture;
mod preview;
mod visit;

use domain::Role;
use domain::view::{LinkForm, LinkRow, LinksView};
use reqwest::{Method, Response};
use secrecy::ExposeSecret as _;

use crate::house::{Browser, Forms as _, Plan};
use crate::questions::Office;

/// The fields of a form that is accepted: the Overview, all of it, by days.
fn typed(office: &Office) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("form[page]", "overview".to_owned()),
        ("form[label]", "Weekly".to_owned()),
        ("form[range]", "28d".to_owned()),
        ("form[ends]", office.house.state.clock.today().plus(90).to_string()),
        ("form[small_groups]", "true".to_owned()),
    ];
    fields.extend(parts(&["headline", "figures", "course", "clients", "teams"]));
    fields
}

fn parts(keys: &[&str]) -> Vec<(&'static str, String)> {
    keys.iter().map(|key| ("form[parts][]", (*key).to_owned())).collect()
}

/// A form in which some fields are others.
fn with(mut fields: Vec<(&'static str, String)>, other: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields.retain(|(name, _)| other.iter().all(|(own, _)| own != name));
    fields.extend(other.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

async fn send(browser: &Browser, path: &str, fields: &[(&'static str, String)]) -> Response {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = browser.request(Method::POST, path).header("sec-fetch-site", "same-origin");
    request.form_of(&fields).send().await.unwrap()
}

async fn list(browser: &Browser) -> LinksView {
    browser.get("/fn/links").await.json().await.unwrap()
}

/// Makes a link; answers it as its owner sees it.
async fn share(browser: &Browser, fields: Vec<(&'static str, String)>) -> LinkRow {
    let before: Vec<_> = list(browser).await.links.into_iter().map(|row| row.id).collect();
    let response = send(browser, "/fn/make_link", &fields).await;
    assert!(response.status().is_success(), "{} {}", response.status(), response.text().await.unwrap());
    list(browser).await.links.into_iter().find(|row| !before.contains(&row.id)).unwrap()
}

/// The page of a link, as anybody sees it.
async fn opened(office: &Office, address: &str) -> String {
    let response = office.house.browser().page(address).await;
    assert_eq!(response.status(), 200, "{address}");
    response.text().await.unwrap()
}

/// An entry in the audit log, of nobody.
fn note(office: &Office) -> archive::AuditEntry {
    let (action, object, detail) = ("test".to_owned(), String::new(), String::new());
    archive::AuditEntry { at: office.house.state.clock.now(), account: None, action, object, detail }
}

/// A link of an installation that knows its own address, behind https; where it is.
async fn at_its_own_address(rest: LinkForm) -> (Office, String) {
    let office = Office::of(Plan::default().with("public_url", "https://uptake.example.com")).await;
    let state = &office.house.state;
    let owner = state.accounts.create(&"lee@example.com".parse().unwrap(), Role::Leader, None).await.unwrap();
    let caller = app::backend::Caller { account: owner.id, email: owner.email, role: owner.role };
    let form = LinkForm {
        page: "overview".to_owned(),
        parts: vec!["headline".to_owned()],
        label: "Weekly".to_owned(),
        range: "28d".to_owned(),
        ends: state.clock.today().plus(9).to_string(),
        ..rest
    };
    let link = server::sharing::make(state, &caller, &form).await.unwrap();
    let path = format!("/s/{}", state.share.token(&link).await.unwrap().expose_secret());
    (office, path)
}

/// A second workspace, so that there is something to tell connections apart by.
async fn second_connection(office: &Office) -> archive::Connection {
    let state = &office.house.state;
    let workspace: domain::WorkspaceId = "3f0f5aaf-1e2b-4f10-bb50-0123456789ab".parse().unwrap();
    let new = archive::NewConnection {
        name: domain::ConnectionName::new("Northwind"),
        workspace: workspace.clone(),
        sealed_key: state.vault.seal_key(&workspace, &office.house.simulator().key()).unwrap(),
        key_last_four: "0123".to_owned(),
        now: state.clock.now(),
    };
    let connection = state.archive.add_connection(new, note(office)).await.unwrap();
    let (roster, _) = state.archive.roster().await.unwrap();
    state.archive.replace_roster(&roster, state.clock.now()).await.unwrap();
    office.house.until_indexed().await;
    connection
}

async fn status(office: &Office, address: &str) -> u16 {
    office.house.browser().page(address).await.status().as_u16()
}

//! Backups, restoring them, and another secret key: by the real binary, on real files.

mod backup;
mod restore;
mod rotate;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::share::NewLink;
use archive::{Archive, AuditEntry, SyncTrigger};
use domain::link::{Contract, Part};
use domain::{Clock as _, Role, Scope};
use secrecy::ExposeSecret as _;
use server::clock::SystemClock;
use server::config::{Config, Sources};
use server::{AppState, Deps, connecting};
use simulator::OrgConfig;
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, Ended, Served};
use crate::house::{House, Plan, client};

/// A house that was connected and has read everything, with a token and a shared link.
struct Home {
    house: House,
    token: String,
    link: String,
}

impl Home {
    async fn new() -> Self {
        let house = connected().await;
        let id = house.state.archive.connections().await.unwrap().remove(0).id;
        house.state.collector.run_pass(id, SyncTrigger::Command, &CancellationToken::new()).await.unwrap();
        house.until_indexed().await;
        let token = house.token(Scope::Persons).await.expose_secret().to_owned();
        let link = shared(&house.state).await;
        Self { house, token, link }
    }

    fn data(&self) -> PathBuf {
        self.house.folder.path().join("data")
    }

    /// Figures of every kind, as they are told at an address.
    async fn figures(&self, base: &str) -> Vec<String> {
        let today = self.house.state.clock.today();
        let days = format!("from={}&to={today}", today.plus(-11));
        let mut told = Vec::new();
        for metric in ["active_people?by=week&", "credits?split=client&", "reviews?", "turns?by=total&"] {
            let url = format!("{base}/api/v1/metrics/{metric}{days}");
            let response = client().get(&url).bearer_auth(&self.token).send().await.unwrap();
            assert_eq!(response.status(), 200, "{url}");
            told.push(response.text().await.unwrap());
        }
        assert!(told.iter().all(|figure| figure.contains("\"value\":")), "{told:?}");
        told
    }
}

/// A house with a connection that was never read.
async fn connected() -> House {
    let organisation = OrgConfig { users: 10, teams: 2, days: 12, ..OrgConfig::as_of(SystemClock.today()) };
    let house = Plan::default().with("backfill_days", "12").simulated(organisation).build().await;
    let (key, workspace) = (house.simulator().key(), house.simulator().workspace());
    connecting::connect(&house.state, None, "Acme", workspace.as_str(), key).await.unwrap();
    house
}

/// Shares a page; its address.
async fn shared(state: &AppState) -> String {
    let email = "lee@example.com".parse().unwrap();
    let owner = state.accounts.create(&email, Role::Leader, None).await.unwrap().id;
    let contract = Contract { label: "Weekly".to_owned(), parts: vec![Part::Headline], ..Contract::default() };
    let expires_at = Some(state.clock.now() + chrono::TimeDelta::days(90));
    let new = NewLink { owner, contract, password: None, expires_at };
    let link = state.share.make(new, |_| entry("link.make")).await.unwrap();
    format!("/s/{}", state.share.token(&link).await.unwrap().expose_secret())
}

fn entry(action: &str) -> AuditEntry {
    let (action, object, detail) = (action.to_owned(), "test".to_owned(), String::new());
    AuditEntry { at: SystemClock.now(), account: None, action, object, detail }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs a command on a data folder.
fn on(desk: &Desk, data: &Path, args: &[&str]) -> Ended {
    tokio::task::block_in_place(|| desk.run(&[args, &["--data-dir", text(data)]].concat()))
}

async fn status(url: &str) -> u16 {
    client().get(url).send().await.unwrap().status().as_u16()
}

/// Serves a data folder until every figure can be asked for.
async fn served(desk: &Desk, data: &Path) -> Served {
    let served = tokio::task::block_in_place(|| desk.serve(text(data)));
    while status(&format!("{}/readyz", served.url)).await != 200 {
        tokio::task::yield_now().await;
    }
    served
}

/// Opens what a data folder holds, as a server would.
async fn opened(data: &Path) -> AppState {
    let settings = [("data_dir", text(data)), ("site_dir", text(data))];
    let environment = settings.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let config = Config::load(Sources { environment, ..Sources::default() }).unwrap();
    let deps = Deps::open(&config, Arc::new(SystemClock), CancellationToken::new()).await.unwrap();
    AppState::new(config, deps).unwrap()
}

/// What does not open of what is sealed in a data folder, of so many keys.
async fn shut(data: &Path) -> (usize, Vec<String>) {
    let state = opened(data).await;
    let fit = access::rotation::fit(&state.archive, &state.vault).await.unwrap();
    close(state).await;
    (fit.keys + usize::from(fit.links), fit.shut)
}

async fn close(state: AppState) {
    let archive: Archive = state.archive.clone();
    drop(state);
    archive.close().await.unwrap();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The names in a folder that begin so.
fn names(folder: &Path, begin: &str) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(begin)).collect()
}

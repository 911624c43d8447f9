//! Uptake as an organisation would set it up, through the server's own doors: a configuration, an account, the
//! teams' CSV, a connection whose key is verified. Nothing is written past them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::TimeDelta;
use domain::clock::SharedClock;
use domain::{ConnectionName, Email, Role};
use secrecy::ExposeSecret as _;
use server::config::{Config, Sources};
use server::{AppState, Deps, connecting, roster};
use simulator::Simulator;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Flags;

/// The account that the link signs in.
const ADMIN: &str = "admin@example.com";
/// The connection's name.
const CONNECTION: &str = "Demo organisation";
/// How long the link is good.
const LINK: TimeDelta = TimeDelta::days(1);
/// Settings that may come from the environment. Where data lies and whom to ask may not: a demo never touches
/// a real installation.
const FROM_ENVIRONMENT: [&str; 5] = ["addr", "public_url", "site_dir", "log", "log_format"];

/// Where the data lies.
pub enum Folder {
    /// Gone when the demo ends.
    Passing(TempDir),
    /// Chosen, and kept.
    Kept(PathBuf),
}

impl Folder {
    /// The chosen folder, made if need be, or a new one that goes when the demo ends.
    pub fn open(chosen: Option<PathBuf>) -> anyhow::Result<Self> {
        let Some(path) = chosen else {
            let made = tempfile::Builder::new().prefix("uptake-demo-").tempdir();
            return made
                .map(Self::Passing)
                .context("no folder for the demo's data can be made: name one with --data-dir");
        };
        let why = || format!("{} cannot be used for data: choose another with --data-dir", path.display());
        std::fs::create_dir_all(&path).with_context(why)?;
        Ok(Self::Kept(path))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Kept(path) => path,
        }
    }
}

/// The demo's configuration, but for the simulated `OpenAI`'s address, which [`open`] puts in. Loopback only.
pub fn config(flags: &Flags, folder: &Folder) -> anyhow::Result<Config> {
    let mut sources = Sources::of_process(None, BTreeMap::new());
    sources.file = None;
    sources.folder = None;
    sources.environment.retain(|name, _| FROM_ENVIRONMENT.contains(&name.as_str()));
    // The link is the last thing to read; what matters beside it is what went wrong.
    sources.environment.entry("log".to_owned()).or_insert_with(|| "warn".to_owned());
    let mut set = |name: &str, value: String| sources.flags.insert(name.to_owned(), value);
    set("data_dir", folder.path().display().to_string());
    set("backfill_days", flags.days.to_string());
    if let Some(port) = flags.port {
        set("addr", format!("127.0.0.1:{port}"));
    }
    let config = Config::load(sources)?;
    let addr = config.http.addr;
    anyhow::ensure!(addr.ip().is_loopback(), "{addr} is not on loopback: the demo is for this machine only");
    Ok(config)
}

/// Listens, or says what to do about it.
pub async fn bind(config: &Config) -> anyhow::Result<TcpListener> {
    let addr = config.http.addr;
    let advice = || format!("cannot listen on {addr}: choose another port with --port, or 0 for any");
    TcpListener::bind(addr).await.with_context(advice)
}

/// Opens the installation beside a simulated `OpenAI`.
pub async fn open(
    mut config: Config,
    simulator: &Simulator,
    clock: SharedClock,
    shutdown: CancellationToken,
) -> anyhow::Result<AppState> {
    server::telemetry::start(&config.log);
    config.openai.chatgpt_base_url = simulator.base_url();
    config.openai.openai_base_url = simulator.base_url();
    let deps = Deps::open(&config, clock, shutdown).await?;
    Ok(AppState::new(config, Deps { demo: true, ..deps })?)
}

/// Account, teams and connection, as far as they are not there yet; the link to open. The first pass is made by
/// the running server.
pub async fn set_up(state: &AppState, simulator: &Simulator, bound: SocketAddr) -> anyhow::Result<String> {
    let email: Email = ADMIN.parse()?;
    let account = match state.archive.account_by_email(&email).await? {
        Some(account) => account,
        None => state.accounts.create(&email, Role::Admin, None).await?,
    };
    // A kept folder keeps its roster, with whatever was changed in it.
    let (before, _) = state.archive.roster().await?;
    if before.people.is_empty() {
        let file = roster::parse(simulator.teams_csv().as_bytes())?;
        let (after, _) = roster::merge(&before, &file, state.clock.today())?;
        state.archive.replace_roster(&after, state.clock.now()).await?;
    }
    if state.archive.connection_by_name(&ConnectionName::new(CONNECTION)).await?.is_none() {
        let workspace = simulator.workspace();
        connecting::connect(state, Some(account.id), CONNECTION, workspace.as_str(), simulator.key()).await?;
    }
    let token = state.links.for_sign_in(account.id, LINK).await?;
    Ok(format!("{}/auth/once/{}", state.config.http.url_for_people(bound), token.expose_secret()))
}

/// The one line on standard output.
pub fn say(link: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Open {link}")?;
    out.flush()?;
    Ok(())
}

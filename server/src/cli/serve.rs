//! `uptake serve`: everything at once, until it is told to stop.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::Failure;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::state::{AppState, Deps, Keeper};
use crate::{Surface, api, backend, build_app, guide, run as serve_app, shutdown, telemetry};

/// Sessions that are over are thrown away so often.
const SWEEP_EVERY: Duration = Duration::from_hours(6);
/// A pass gets so long to stop at its next day.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    telemetry::start(&config.log);
    let listener = bind(config.http.addr).await?;
    let deps = Deps::open(&config, Arc::new(SystemClock), shutdown::on_signal()).await?;
    let state = AppState::new(config, deps)?;
    serve_until_shutdown(listener, state).await
}

/// Listens on an address, or says who may be in the way.
async fn bind(addr: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(addr).await.map_err(|error| {
        let why = match error.kind() {
            ErrorKind::AddrInUse => {
                "another program listens there already, perhaps another Uptake: stop it, or choose another port with --addr or UPTAKE_ADDR"
            }
            ErrorKind::PermissionDenied => {
                "the system does not allow it (ports below 1024 need rights): choose another with --addr or UPTAKE_ADDR"
            }
            ErrorKind::AddrNotAvailable => {
                "this machine has no such address: choose another with --addr or UPTAKE_ADDR, for example 0.0.0.0 for every network"
            }
            _ => "choose another with --addr or UPTAKE_ADDR",
        };
        Failure::other(format!("cannot listen on {addr}: {why} ({error})"))
    })
}

/// Serves pages and the API, keeps the index, and makes passes, until the state's shutdown.
pub async fn serve_until_shutdown(listener: TcpListener, state: AppState) -> Result<(), Failure> {
    let addr = listener.local_addr().map_err(|error| Failure::other(error.to_string()))?;
    let url = state.config.http.url_for_people(addr);
    let app = build_app(&state, Surface { backend: backend::backend(&state), api: api::router(state.clone()) })?;
    tell_about_site(&state);
    tell_how_to_begin(&state, &url).await?;
    let mut tasks = start_tasks(&state);
    tracing::info!(%addr, "Uptake {} listens; open {url}", env!("CARGO_PKG_VERSION"));
    let ended = serve_app(listener, app, state.shutdown.clone()).await;
    // Whatever ended it, the tasks end too: a pass stops at the next day, which is archived whole.
    state.shutdown.cancel();
    let over = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, over).await.is_err() {
        // Every write is one transaction: what is cut off here was either kept whole or not begun.
        tracing::warn!("a sync did not stop in time and was cut off; the next one goes on from there");
    }
    ended.map_err(|error| Failure::other(format!("the server stopped: {error}")))
}

fn start_tasks(state: &AppState) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let keeper = Keeper::new(state.archive.clone(), Arc::clone(&state.index)).within(state.config.memory.index);
    let (collector, stop) = (state.collector.clone(), state.shutdown.clone());
    tasks.spawn(async move { keeper.run(&collector, stop).await });
    let (collector, stop, every) = (state.collector.clone(), state.shutdown.clone(), state.config.sync.every);
    tasks.spawn(async move { collector.run_forever(every, stop).await });
    tasks.spawn(guide::waiting::run(state.clone()));
    let (sessions, stop) = (state.sessions.clone(), state.shutdown.clone());
    tasks.spawn(async move {
        loop {
            if let Err(error) = sessions.sweep().await {
                tracing::warn!(%error, "sessions that are over could not be thrown away");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(SWEEP_EVERY) => {}
            }
        }
    });
    tasks
}

fn tell_about_site(state: &AppState) {
    if let Some(folder) = state.site.missing() {
        tracing::warn!(folder = %folder.display(), "the site is not built: pages have no style and no script. Run scripts/site.sh, or set UPTAKE_SITE_DIR");
    }
    let http = &state.config.http;
    if !http.addr.ip().is_loopback() && !http.is_https() {
        tracing::warn!(
            "listening on a network without https: put a proxy with TLS before it and set UPTAKE_PUBLIC_URL to its https address"
        );
    }
}

/// Without an account nobody can enter: the first administrator comes by a link that only this terminal shows.
async fn tell_how_to_begin(state: &AppState, url: &str) -> Result<(), Failure> {
    if let Some(token) = state.links.for_first_admin().await? {
        // Printed and not logged: a log is kept and read by others.
        eprintln!("There is no account yet. Open this link once, within a day, to make the first administrator:");
        eprintln!("{url}/set-up/{}", token.expose_secret());
    }
    Ok(())
}

//! The server: configuration, command line, HTTP, and the wiring between the crates that do the work.
//!
//! The application is a value: [`build_app`] makes it of its [`Deps`], [`run`] serves it until it
//! is told to stop. What numbers mean, how days are kept and fetched, and who may enter is decided elsewhere.

// Pages nest deep, and every element is a type.
#![recursion_limit = "512"]

mod annotations;
pub mod api;
pub mod backend;
pub mod budget;
pub mod care;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connecting;
pub mod export;
pub mod guide;
pub mod http;
pub mod middleware;
pub mod rollout;
pub mod roster;
pub mod sharing;
pub mod shutdown;
pub mod site;
pub mod state;
pub mod telemetry;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use crate::config::Config;
pub use crate::http::Surface;
pub use crate::state::{AppState, Deps};

/// Requests under way get so long to end after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Why the application cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Its parts cannot be put together.
    #[error(transparent)]
    Open(#[from] state::OpenError),
    /// The public URL cannot be an origin.
    #[error(transparent)]
    PublicUrl(#[from] http::BadPublicUrl),
}

/// The application over an opened state; `surface` is what answers behind the layers.
pub fn build_app(state: &AppState, surface: Surface) -> Result<Router, BuildError> {
    Ok(http::router(state, surface)?)
}

/// Serves the application until `shutdown`, then lets requests under way end.
pub async fn run(listener: TcpListener, app: Router, shutdown: CancellationToken) -> std::io::Result<()> {
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let stop = shutdown.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { stop.cancelled().await });
    let patience = async {
        shutdown.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = async { server.await } => ended,
        () = patience => {
            tracing::warn!("some requests did not end in time and were cut off");
            Ok(())
        }
    }
}

//! The log: text for people or JSON for machines, on standard error. What may be logged is decided where it
//! is logged; here only form and level. Requests are logged by `middleware::trace`, without headers, bodies
//! and query strings.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{Log, LogFormat};

/// What is quieter than the rest unless the filter names it: libraries that tell a lot about nothing.
/// One is silent whatever is asked for in general: it would write whole paths, and some paths are secrets.
const QUIET: &str = "sqlx=warn,sea_orm=warn,hyper=warn,reqwest=warn,tower_sessions=warn,tower_sessions_core=warn,\
                     tower_http::csrf=off";

/// Starts the log of the process. A second call changes nothing.
pub fn start(log: &Log) {
    let filter = filter(&log.filter);
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => registry.with(lines.with_target(false)).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true).with_current_span(true)).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "the log had been started before");
    }
}

/// The filter, with the quiet ones put before what the operator says, which wins.
pub fn filter(directives: &str) -> EnvFilter {
    EnvFilter::try_new(format!("{QUIET},{directives}")).unwrap_or_else(|_| EnvFilter::new(QUIET))
}

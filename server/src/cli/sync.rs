//! `uptake sync`: one pass over one connection or all, with its progress, and a summary as the last line.

use collector::{PassError, SyncTrigger};
use domain::{ConnectionId, ConnectionName, ConnectionProblem};

use super::progress::Bar;
use super::{Failure, open};
use crate::config::Config;
use crate::state::AppState;

/// What `sync` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this connection (default: all).
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// How many days back to look (default: as configured, 90).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=730))]
    days: Option<u32>,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    let state = open(config).await?;
    let mut connections = state.archive.connections().await?;
    if let Some(name) = &args.connection {
        connections.retain(|connection| connection.name.as_str() == name.trim());
    }
    match (connections.is_empty(), &args.connection) {
        (true, Some(name)) => {
            return Err(Failure::no_connection(name));
        }
        (true, None) => {
            return Err(Failure::other("nothing is connected yet: use `uptake connect`, or the page /connect"));
        }
        _ => {}
    }
    let days = args.days.unwrap_or(state.config.sync.backfill_days);
    let mut last = Ok(());
    for connection in connections {
        if state.shutdown.is_cancelled() {
            break;
        }
        if connection.rests_since.is_some() {
            eprintln!(
                "{}: left alone, because it is paused or disconnected; /connect has it read again.",
                connection.name
            );
            continue;
        }
        let ended = one(&state, connection.id, &connection.name, SyncTrigger::Command, days).await;
        // The others get their turn; the command fails all the same.
        if let Err(failure) = ended
            && let Err(earlier) = std::mem::replace(&mut last, Err(failure))
        {
            eprintln!("{earlier}");
        }
    }
    last
}

/// One pass, watched.
pub(super) async fn one(
    state: &AppState,
    id: ConnectionId,
    name: &ConnectionName,
    trigger: SyncTrigger,
    days: u32,
) -> Result<(), Failure> {
    let bar = Bar::watch(&state.collector, id, name);
    let ended = state.collector.run_pass_over(id, trigger, days, &state.shutdown).await;
    bar.done();
    match ended {
        Ok(summary) => {
            eprintln!("{name}: {summary}.");
            Ok(())
        }
        // Saved and kept trying: not a failure of the connection, but nothing was fetched either.
        Err(PassError::Failed { failure, summary, .. }) if failure.problem == ConnectionProblem::NoResources => {
            eprintln!("{name}: {summary}.");
            Err(Failure::connection(failure.problem, &failure.detail))
        }
        Err(error) => Err(error.into()),
    }
}

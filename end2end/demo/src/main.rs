//! `uptake-demo`: a simulated `OpenAI` with a made-up organisation and Uptake beside it, in one process, on
//! loopback only. Every page wears a badge. A binary of its own, so that nothing fake ships inside `uptake`.

mod installation;
mod organisation;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Parser;
use domain::clock::{FixedClock, SharedClock};
use server::clock::SystemClock;
use server::state::AppState;
use simulator::{OrgConfig, Simulator};
use tokio_util::sync::CancellationToken;

/// Uptake with a made-up organisation, to look at.
#[derive(Debug, Parser)]
#[command(version, args_override_self = true)]
struct Flags {
    /// People in the workspace.
    #[arg(long, default_value_t = OrgConfig::default().users)]
    users: u32,
    /// Teams.
    #[arg(long, default_value_t = OrgConfig::default().teams)]
    teams: u32,
    /// Days of history.
    #[arg(long, default_value_t = OrgConfig::default().days, value_parser = clap::value_parser!(u32).range(1..=730))]
    days: u32,
    /// The organisation follows from it: another seed, another organisation.
    #[arg(long, default_value_t = OrgConfig::default().seed)]
    seed: u64,
    /// Port on 127.0.0.1; 0 means any (default: 3000).
    #[arg(long)]
    port: Option<u16>,
    /// Keeps the data here. Without it the data is gone when the demo ends.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Reviews come with the person who asked for each, as some workspaces have them.
    #[arg(long)]
    reviews_by_person: bool,
    /// Time stands still at this moment, so that pictures are the same tomorrow: 2026-11-20T16:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    now: Option<DateTime<Utc>>,
}

impl Flags {
    fn clock(&self) -> SharedClock {
        match self.now {
            Some(moment) => Arc::new(FixedClock(moment)),
            None => Arc::new(SystemClock),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let flags = Flags::parse();
    let clock = flags.clock();
    let folder = installation::Folder::open(flags.data_dir.clone())?;
    let config = installation::config(&flags, &folder)?;
    // Before anything is made: a port in use is found out at once.
    let listener = installation::bind(&config).await?;
    let organisation = organisation::of(&flags, folder.path(), clock.now())?;
    let simulator = Simulator::start(organisation).await.context("the simulated OpenAI did not start")?;
    let shutdown = server::shutdown::on_signal();
    let state = installation::open(config, &simulator, Arc::clone(&clock), shutdown.clone()).await?;
    let link = installation::set_up(&state, &simulator, listener.local_addr()?).await?;
    let time = tokio::spawn(organisation::follow_time(simulator, clock, shutdown.clone()));
    let said = tokio::spawn(say_when_ready(link, state.clone(), shutdown.clone()));
    let ended = server::cli::serve_until_shutdown(listener, state).await;
    shutdown.cancel();
    time.await?;
    said.await??;
    ended.map_err(|failure| anyhow::anyhow!("{failure}"))
}

/// Whoever opens the link at once shall find a page.
async fn say_when_ready(link: String, state: AppState, shutdown: CancellationToken) -> anyhow::Result<()> {
    tokio::select! {
        () = state.index.ready() => installation::say(&link),
        () = shutdown.cancelled() => Ok(()),
    }
}

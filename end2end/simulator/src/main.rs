//! The simulator on its own, for tests that are not written in Rust and for looking at it by hand.
//! Prints one line of JSON with the addresses and serves until it is interrupted.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Parser, ValueEnum};
use domain::Day;
use secrecy::ExposeSecret;
use simulator::{OrgConfig, ReviewShape, Simulator};

#[derive(Clone, Copy, ValueEnum)]
enum Reviews {
    /// One row a day for the whole workspace.
    Workspace,
    /// One row per person and day.
    PerPerson,
}

/// A fake of the Codex analytics endpoints on loopback.
#[derive(Parser)]
struct Flags {
    /// People in the workspace.
    #[arg(long, default_value_t = 640)]
    users: u32,
    /// Teams.
    #[arg(long, default_value_t = 18)]
    teams: u32,
    /// Length of the history.
    #[arg(long, default_value_t = 180)]
    days: u32,
    /// Everything follows from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The running day, YYYY-MM-DD.
    #[arg(long, default_value_t = OrgConfig::default().today)]
    today: Day,
    /// How rows of code reviews come.
    #[arg(long, value_enum, default_value_t = Reviews::Workspace)]
    reviews: Reviews,
    /// Days before today that windows may begin; all of the history where absent.
    #[arg(long)]
    lookback_days: Option<u32>,
    /// Requests a minute per endpoint; no limit where absent.
    #[arg(long)]
    requests_per_minute: Option<u32>,
    /// Port on 127.0.0.1; 0 means any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// File to write the key to, readable by its owner alone.
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// File to write the roster to, as a CSV of teams.
    #[arg(long)]
    teams_file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let flags = Flags::parse();
    let config = OrgConfig {
        users: flags.users,
        teams: flags.teams,
        days: flags.days,
        seed: flags.seed,
        today: flags.today,
        reviews: match flags.reviews {
            Reviews::Workspace => ReviewShape::Workspace,
            Reviews::PerPerson => ReviewShape::PerPerson,
        },
        lookback_days: flags.lookback_days,
        requests_per_minute: flags.requests_per_minute,
        ..OrgConfig::default()
    };
    let simulator = Simulator::start_on(config, flags.port).await?;
    if let Some(path) = &flags.key_file {
        write_private(path, simulator.key().expose_secret())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(path) = &flags.teams_file {
        std::fs::write(path, simulator.teams_csv()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let line = serde_json::json!({
        "base_url": simulator.base_url().as_str(),
        "workspace": simulator.workspace(),
        "control": simulator.control_url().as_str(),
    });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await?;
    simulator.stop().await;
    Ok(())
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

//! The part `app`: the real binary against the simulator, each figure beside a peer of the same run.
//!
//! `backfill` is compared with reading the same pages and throwing them away; a page with a constant handler
//! that answers the same bytes. Machines differ, so the ratios are what to compare.

pub mod load;
mod pages;

use std::path::Path;
use std::time::{Instant, SystemTime};

use anyhow::Context;
use domain::{DateRange, Day};
use secrecy::ExposeSecret;
use simulator::{OrgConfig, Simulator};

use crate::installation::{Installation, Serving};

/// What is measured.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Flags {
    /// app: people of the simulated organisation.
    #[arg(long, default_value_t = 2_000)]
    users: u32,
    /// app: days of its history.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// app: requests of each load.
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
}

/// Measures and prints.
#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
pub async fn measure(flags: &Flags, uptake: &Path, site: Option<&Path>) -> anyhow::Result<()> {
    let today = today()?;
    let simulator =
        Simulator::start(OrgConfig { users: flags.users, days: flags.days, ..OrgConfig::as_of(today) }).await?;
    let range = DateRange::ending(today, flags.days);
    // The simulator makes its days when they are first asked for: warm it, so that it is not what is measured.
    let rows = pages::read_all(&simulator, range).await?;
    let began = Instant::now();
    pages::read_all(&simulator, range).await?;
    let bare = began.elapsed().as_secs_f64();

    let folder = tempfile::tempdir()?;
    let installation = Installation::new(folder.path(), uptake, site).asking(simulator.base_url().as_str());
    let began = Instant::now();
    connect(&installation, &simulator).await?;
    let backfill = began.elapsed().as_secs_f64();
    println!(
        "backfill of {} days x {} people: {backfill:.1} s for {rows} rows; reading the same pages alone {bare:.1} s; ratio {:.2}",
        flags.days,
        flags.users,
        backfill / bare
    );

    let teams = installation.file("teams.csv", simulator.teams_csv().as_bytes())?;
    installation.done(&["import", "teams", text(&teams)?], "").await?;
    installation.make_account().await?;
    let serving = installation.serve().await?;
    println!("start to ready: {:.2} s", serving.ready_after.as_secs_f64());
    let client = serving.signed_in().await?;
    for path in ["/", "/adoption"] {
        page(&installation, &serving, &client, path, flags.requests).await?;
    }
    println!("settled range measured: {} to {}", range.from(), range.to());
    serving.stop().await?;
    simulator.stop().await;
    Ok(())
}

/// Connects and backfills.
async fn connect(installation: &Installation, simulator: &Simulator) -> anyhow::Result<()> {
    let key = installation.file("key", simulator.key().expose_secret().as_bytes())?;
    let workspace = simulator.workspace().to_string();
    installation.done(&["connect", "--name", "main", "--workspace", &workspace, "--key-file", text(&key)?], "").await
}

/// Loads a page, and a constant handler of the same bytes.
#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
async fn page(
    installation: &Installation,
    serving: &Serving,
    client: &reqwest::Client,
    path: &str,
    requests: usize,
) -> anyhow::Result<()> {
    let page = load::run(client, &serving.url(path), requests).await?;
    let file = installation.file("page.html", &page.body)?;
    let peer = load::Constant::start(&file).await?;
    let constant = load::run(client, &peer.url, requests).await?;
    println!(
        "{path}: {:.0} requests/s, p50 {:.1} ms, p95 {:.1} ms, {} bytes; a constant handler of the same bytes {:.0} requests/s, p95 {:.1} ms; ratio {:.3}",
        page.per_second,
        page.p50.as_secs_f64() * 1e3,
        page.p95.as_secs_f64() * 1e3,
        page.body.len(),
        constant.per_second,
        constant.p95.as_secs_f64() * 1e3,
        page.per_second / constant.per_second
    );
    Ok(())
}

/// The running UTC day.
fn today() -> anyhow::Result<Day> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    Day::from_unix(i64::try_from(seconds)?).context("the clock is wrong")
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path that is no text")
}

//! The benchmarks: the real binary against the simulator, each figure beside a peer of the same run.
//!
//! `backfill` is compared with reading the same pages and throwing them away; the Overview with a constant
//! handler that answers the same bytes. Machines differ, so the ratios are what to compare.

mod installation;
mod load;
mod pages;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::Parser;
use domain::{DateRange, Day};
use simulator::{OrgConfig, Simulator};

use crate::installation::Installation;

/// Benchmarks of Uptake.
#[derive(Parser)]
struct Flags {
    /// People of the simulated organisation.
    #[arg(long, default_value_t = 2_000)]
    users: u32,
    /// Days of its history.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// Requests of each load.
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// The binary `uptake`.
    #[arg(long)]
    uptake: Option<PathBuf>,
    /// The built site.
    #[arg(long)]
    site: Option<PathBuf>,
    /// Serves a file's bytes at `/` until it is killed: the peer, in a process of its own.
    #[arg(long)]
    constant: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Only loopback is asked, but the client wants to know how it would speak TLS.
    rustls::crypto::ring::default_provider().install_default().ok();
    let flags = Flags::parse();
    match &flags.constant {
        Some(file) => load::serve_constant(file).await,
        None => measure(&flags).await,
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
async fn measure(flags: &Flags) -> anyhow::Result<()> {
    let uptake = flags.uptake.clone().context("--uptake PATH: the binary to measure")?;
    let today = installation::today()?;
    let config = OrgConfig { users: flags.users, days: flags.days, ..OrgConfig::as_of(today) };
    let simulator = Simulator::start(config).await?;
    let range = DateRange::ending(today, flags.days);
    // The simulator makes its days when they are first asked for: warm it, so that it is not what is measured.
    let rows = pages::read_all(&simulator, range).await?;
    let began = Instant::now();
    pages::read_all(&simulator, range).await?;
    let bare = began.elapsed();

    let installation = Installation::new(uptake, flags.site.clone(), &simulator)?;
    let began = Instant::now();
    installation.connect(&simulator).await?;
    let backfill = began.elapsed();
    println!(
        "backfill of {} days x {} people: {:.1} s for {rows} rows; reading the same pages alone {:.1} s; ratio {:.2}",
        flags.days,
        flags.users,
        backfill.as_secs_f64(),
        bare.as_secs_f64(),
        backfill.as_secs_f64() / bare.as_secs_f64()
    );

    installation.import_teams(&simulator).await?;
    let serving = installation.serve().await?;
    println!("start to ready: {:.2} s", serving.ready_after.as_secs_f64());
    let client = serving.signed_in().await?;
    for path in ["/", "/adoption"] {
        let page = load::run(&client, &serving.url(path), flags.requests).await?;
        let file = installation.keep(&page.body)?;
        let peer = load::Constant::start(&file).await?;
        let constant = load::run(&client, &peer.url, flags.requests).await?;
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
    }
    println!("settled range measured: {} to {}", range.from(), Day::to_string(&range.to()));
    simulator.stop().await;
    Ok(())
}

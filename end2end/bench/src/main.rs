//! The benchmarks of Uptake, each figure beside a peer of the same run. Machines differ, so the ratios are what
//! to compare.
//!
//! `app` measures the real binary against the simulator; `scale` measures large organisations beside `DuckDB`.

mod app;
mod installation;
mod organisation;
mod scale;

use std::path::{PathBuf, absolute};

use anyhow::Context;
use clap::{Parser, ValueEnum};

/// Benchmarks of Uptake.
#[derive(Parser)]
struct Flags {
    /// One part alone.
    #[arg(long)]
    only: Option<Part>,
    /// The binary `uptake`.
    #[arg(long)]
    uptake: Option<PathBuf>,
    /// The built site.
    #[arg(long)]
    site: Option<PathBuf>,
    #[command(flatten)]
    app: app::Flags,
    #[command(flatten)]
    scale: scale::Flags,
    /// Serves a file's bytes at `/` until it is killed: the peer of `app`, in a process of its own.
    #[arg(long, hide = true)]
    constant: Option<PathBuf>,
    /// Measures the index of a kept organisation from inside, in a process of its own.
    #[arg(long, hide = true)]
    inside: Option<PathBuf>,
}

/// A part of the benchmarks.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The real binary against the simulator.
    App,
    /// Large organisations, beside `DuckDB`.
    Scale,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Only loopback is asked, but the client wants to know how it would speak TLS.
    rustls::crypto::ring::default_provider().install_default().ok();
    let flags = Flags::parse();
    if let Some(file) = &flags.constant {
        return app::load::serve_constant(file).await;
    }
    if let Some(folder) = &flags.inside {
        return scale::inside(folder).await;
    }
    // It runs in other folders than this one.
    let uptake = absolute(flags.uptake.context("--uptake PATH: the binary to measure")?)?;
    let site = flags.site.map(absolute).transpose()?;
    if flags.only != Some(Part::Scale) {
        app::measure(&flags.app, &uptake, site.as_deref()).await?;
    }
    if flags.only != Some(Part::App) {
        scale::measure(&flags.scale, &uptake).await?;
    }
    Ok(())
}

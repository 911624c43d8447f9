//! The part `scale`: organisations of some thousand people over a year. The real binary on a real archive, the
//! index from inside, and every question beside `DuckDB`, whose answers must be the same to the last figure.

mod budgets;
mod figures;
mod inside;
mod kept;
mod machine;
mod peer;
mod pictures;
mod questions;
mod report;
mod views;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, ensure};
use tokio::process::Command;

use self::figures::{Inside, Peer, Serve, Size, Times};
use self::kept::Kept;
use self::machine::{Machine, Memory};
use self::questions::QUESTIONS;
use crate::installation::Installation;

/// The server is started so often; the median counts.
const STARTS: usize = 3;

/// What is measured.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Flags {
    /// scale: people of each organisation.
    #[arg(long, value_delimiter = ',', default_values_t = [5_000, 50_000])]
    sizes: Vec<u32>,
    /// scale: chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// scale: where organisations are kept between runs.
    #[arg(long, default_value = "target/bench-data")]
    kept: PathBuf,
    /// scale: the Python that has `DuckDB`.
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// scale: writes docs/BENCHMARKS.md and its charts.
    #[arg(long)]
    write: bool,
    /// scale: arenas of memory that the measured processes may have, which they read themselves; the page tells it.
    #[arg(long, env = "MALLOC_ARENA_MAX", hide = true)]
    arenas: Option<String>,
}

/// Measures every size, prints the report, and writes it where that is asked for.
#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
pub async fn measure(flags: &Flags, uptake: &Path) -> anyhow::Result<()> {
    let mut sizes = Vec::new();
    for people in &flags.sizes {
        let kept = Kept::prepare(&flags.kept, *people, flags.seed).await?;
        sizes.push(one_size(&kept, *people, uptake, &flags.python).await?);
    }
    sizes.sort_by_key(|size| size.people);
    let report = report::report(&sizes, Machine::this(), flags.arenas.as_deref(), &command(&sizes))?;
    println!("{}", report.page);
    if flags.write { report.write() } else { Ok(()) }
}

/// The command that repeats a run of these sizes.
fn command(sizes: &[Size]) -> String {
    let sizes: Vec<String> = sizes.iter().map(|size| size.people.to_string()).collect();
    format!("make bench ARGS=\"--only scale --sizes {} --write\"", sizes.join(","))
}

/// Measures the index of a kept organisation in this process and prints what it found, as JSON.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
pub async fn inside(folder: &Path) -> anyhow::Result<()> {
    let found = inside::measure(folder).await?;
    println!("{}", serde_json::to_string(&found)?);
    Ok(())
}

async fn one_size(kept: &Kept, people: u32, uptake: &Path, python: &Path) -> anyhow::Result<Size> {
    eprintln!("{people} people");
    let serve = serve(kept, uptake).await?;
    let inside = in_own_process(kept).await?;
    let peer = peer::measure(python, kept).await?;
    compare(&inside, &peer)?;
    let archive_bytes = std::fs::metadata(kept.database())?.len();
    Ok(Size { people, rows: kept.rows().await?, archive_bytes, inside, serve, peer })
}

/// Starts the real binary, several times.
async fn serve(kept: &Kept, uptake: &Path) -> anyhow::Result<Serve> {
    let installation = Installation::new(kept.folder(), uptake, None);
    let (mut ready, mut worked, mut memory) = (Vec::new(), None, None);
    for _ in 0..STARTS {
        let serving = installation.serve().await?;
        ready.push(serving.ready_after.as_secs_f64());
        worked = serving.process().and_then(machine::processor_seconds);
        memory = serving.process().and_then(|process| Memory::of(Some(process)));
        serving.stop().await?;
    }
    let ready_seconds = Times::of(ready).p50;
    eprintln!("start to ready {ready_seconds:.1} s");
    let (bytes, peak_bytes) = (memory.map(|memory| memory.resident), memory.map(|memory| memory.peak));
    Ok(Serve { ready_seconds, processor_seconds: worked, bytes, peak_bytes })
}

async fn in_own_process(kept: &Kept) -> anyhow::Result<Inside> {
    let child = Command::new(std::env::current_exe()?)
        .arg("--inside")
        .arg(kept.folder())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.wait_with_output().await?;
    ensure!(out.status.success(), "the index could not be measured: {}", out.status);
    serde_json::from_slice(&out.stdout).context("what was measured inside makes no sense")
}

/// A benchmark of a wrong answer is worthless.
fn compare(inside: &Inside, peer: &Peer) -> anyhow::Result<()> {
    for question in &QUESTIONS {
        let ours = inside.questions.iter().find(|answered| answered.name == question.name);
        let ours = ours.with_context(|| format!("{} was not answered", question.name))?;
        for (source, answers) in &peer.answers {
            for query in question.queries {
                let theirs = answers.get(*query).with_context(|| format!("{query} was not answered"))?;
                questions::same(&format!("{query} on {source}"), &ours.cells, theirs)?;
            }
        }
    }
    eprintln!("both sides give the same answers");
    Ok(())
}

//! The peer: `DuckDB`, asked the same questions on the same machine in the same run, in a process of its own.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::figures::Peer;
use super::kept::Kept;
use super::questions::QUESTIONS;
use crate::organisation::year;

/// Where the queries lie, from the root of the repository.
const FOLDER: &str = "end2end/bench/duckdb";
/// Each query is asked so often, or for so many seconds.
const REPEATS: u32 = 7;
const SECONDS: u32 = 4;

/// Asks the peer everything.
pub async fn measure(python: &Path, kept: &Kept) -> anyhow::Result<Peer> {
    let queries: Vec<&str> = QUESTIONS.iter().flat_map(|question| question.queries).copied().collect();
    let wanted = json!({
        "parquet": kept.parquet(),
        "memberships": kept.memberships(),
        "database": kept.folder().join("native.duckdb"),
        "first_day": year().from(),
        "last_day": year().to(),
        "queries": queries,
        "repeats": REPEATS,
        "seconds": SECONDS,
    });
    let mut child = Command::new(python)
        .arg(Path::new(FOLDER).join("peer.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}: run scripts/setup.sh bench", python.display()))?;
    let mut stdin = child.stdin.take().context("no input")?;
    stdin.write_all(wanted.to_string().as_bytes()).await?;
    drop(stdin);
    let out = child.wait_with_output().await?;
    ensure!(out.status.success(), "the peer failed: {}", out.status);
    serde_json::from_slice(&out.stdout).context("what the peer said makes no sense")
}

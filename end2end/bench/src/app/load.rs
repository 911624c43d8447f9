//! Load on one URL, and the constant handler that it is compared with.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::http::header;
use axum::routing::get;
use bytes::Bytes;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Requests under way at the same time.
const AT_ONCE: usize = 4;

/// What a load found.
pub struct Found {
    /// One answer's body.
    pub body: Bytes,
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers were faster.
    pub p50: Duration,
    /// 95 of 100 answers were faster.
    pub p95: Duration,
}

/// Asks a URL so many times, some at once, after a few that are not counted.
pub async fn run(client: &reqwest::Client, url: &str, requests: usize) -> anyhow::Result<Found> {
    let mut body = Bytes::new();
    for _ in 0..20 {
        body = ask(client, url).await?;
    }
    let left = Arc::new(AtomicUsize::new(requests));
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..AT_ONCE {
        let (client, url, left) = (client.clone(), url.to_owned(), Arc::clone(&left));
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok() {
                let asked = Instant::now();
                ask(&client, &url).await?;
                times.push(asked.elapsed());
            }
            anyhow::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let took = began.elapsed().as_secs_f64();
    times.sort_unstable();
    let rank = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let per_second = times.len() as f64 / took;
    Ok(Found { body, per_second, p50: rank(50), p95: rank(95) })
}

async fn ask(client: &reqwest::Client, url: &str) -> anyhow::Result<Bytes> {
    let answer = client.get(url).send().await?;
    ensure!(answer.status().is_success(), "{url} answered {}", answer.status());
    ensure!(answer.url().as_str() == url, "{url} led to {}", answer.url());
    Ok(answer.bytes().await?)
}

/// Serves a file's bytes at `/` for ever; prints its URL first.
#[expect(clippy::print_stdout, reason = "the parent reads the URL")]
pub async fn serve_constant(file: &Path) -> anyhow::Result<()> {
    let body = Bytes::from(std::fs::read(file)?);
    let answer = move || async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/", listener.local_addr()?);
    Ok(axum::serve(listener, Router::new().route("/", get(answer))).await?)
}

/// The constant handler in a process of its own; ends with this value.
pub struct Constant {
    _child: Child,
    /// Where it answers.
    pub url: String,
}

impl Constant {
    /// Starts it.
    pub async fn start(file: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--constant")
            .arg(file)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().context("no output")?;
        let url = BufReader::new(out).lines().next_line().await?.context("the constant handler did not start")?;
        Ok(Self { _child: child, url })
    }
}

//! Reading every page of the simulator and throwing it away: what any collector must at least do.

use anyhow::{Context, ensure};
use domain::DateRange;
use secrecy::ExposeSecret;
use serde_json::Value;
use simulator::Simulator;

/// Days of a request, and rows of a page, as the collector asks for them.
const WINDOW_DAYS: usize = 30;
const PAGE_ROWS: u32 = 5_000;

/// Reads the four datasets of a range; how many rows there were.
pub async fn read_all(simulator: &Simulator, range: DateRange) -> anyhow::Result<usize> {
    let client = reqwest::Client::builder().build()?;
    let days: Vec<_> = range.days().collect();
    let mut rows = 0;
    for window in days.chunks(WINDOW_DAYS) {
        let (first, last) = window.first().zip(window.last()).context("an empty window")?;
        for (endpoint, grouped) in
            [("usage", false), ("usage", true), ("code_reviews", false), ("code_review_responses", false)]
        {
            let base = simulator.base_url().to_string();
            let base = base.trim_end_matches('/');
            let workspace = simulator.workspace();
            let url = format!(
                "{base}/analytics/codex/workspaces/{workspace}/{endpoint}?start_time={}&end_time={}&limit={PAGE_ROWS}{}",
                first.start_unix(),
                last.end_unix(),
                if grouped { "&group=workspace" } else { "" }
            );
            rows += read_window(&client, &url, simulator.key().expose_secret()).await?;
        }
    }
    Ok(rows)
}

async fn read_window(client: &reqwest::Client, url: &str, key: &str) -> anyhow::Result<usize> {
    let (mut rows, mut next) = (0, url.to_owned());
    loop {
        let answer = client.get(&next).bearer_auth(key).send().await?;
        ensure!(answer.status().is_success(), "the simulator answered {}", answer.status());
        let page: Value = serde_json::from_slice(&answer.bytes().await?)?;
        rows += page.get("data").and_then(Value::as_array).map_or(0, Vec::len);
        match page.get("next_page").and_then(Value::as_str) {
            Some(cursor) if page.get("has_more") == Some(&Value::Bool(true)) => next = format!("{url}&page={cursor}"),
            _ => return Ok(rows),
        }
    }
}

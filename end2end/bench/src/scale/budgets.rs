//! What was promised for the largest organisation, and whether it holds.

use super::figures::{Size, View};
use super::pictures::{bytes, digits, milliseconds};
use super::questions::QUESTIONS;
use super::report::ratio;

/// Milliseconds that a page's view model may take, nothing cached, for 95 of 100 askings.
const VIEW_MS: f64 = 20.0;
/// Milliseconds where it is cached.
const CACHED_MS: f64 = 1.0;
/// Milliseconds from the start of the process until it is ready.
const READY_MS: f64 = 15_000.0;
/// Bytes of the whole process.
const MEMORY: f64 = 1.5e9;
/// Milliseconds to replace a day durably and patch the index.
const REPLACE_MS: f64 = 500.0;

/// A promise.
pub struct Budget {
    /// What is promised.
    pub what: String,
    /// How much at most.
    pub most: String,
    /// What was measured.
    pub measured: String,
    /// Whether it holds; `None` where it could not be measured.
    pub met: Option<bool>,
}

/// Every promise, for one size.
pub fn budgets(size: &Size) -> Vec<Budget> {
    let mut budgets = of_questions(size);
    budgets.push(of_views(size, "cold", VIEW_MS, |view| view.cold.p95));
    budgets.push(of_views(size, "cached", CACHED_MS, |view| view.cached.p95));
    budgets.push(of_metrics(size));
    let ready = size.serve.ready_seconds * 1e3;
    budgets.push(at_most("Start to ready", READY_MS, Some(ready), milliseconds));
    #[expect(clippy::cast_precision_loss, reason = "compared with a round number")]
    let memory = size.serve.bytes.max(size.inside.used_bytes).map(|bytes| bytes as f64);
    budgets.push(at_most("Memory of the whole process, ready or after replacing days", MEMORY, memory, bytes));
    let replace = size.inside.replace.p50 + size.inside.patch.p50;
    budgets.push(at_most("Replace one day, durable, index patched", REPLACE_MS, Some(replace), milliseconds));
    budgets
}

/// Against the first query of each question on the peer's own table with one thread.
fn of_questions(size: &Size) -> Vec<Budget> {
    let budgeted = QUESTIONS.iter().filter_map(|question| Some((question, question.budget?)));
    budgeted
        .map(|(question, parts)| {
            let ours = size.answered(question.name).map(|found| found.times.p50);
            let theirs = question.queries.first().and_then(|query| size.peer_ms(query, "native", true));
            let both = ours.zip(theirs);
            Budget {
                what: format!("{}: against DuckDB", question.title),
                most: format!("1/{}", digits(parts)),
                measured: both.map_or("–".to_owned(), |(ours, theirs)| ratio(ours, theirs)),
                met: both.map(|(ours, theirs)| ours * parts <= theirs),
            }
        })
        .collect()
}

/// The slowest page.
fn of_views(size: &Size, how: &str, most: f64, of: fn(&View) -> f64) -> Budget {
    let slowest = size.inside.views.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
    let what = match slowest {
        Some(view) => format!("Every page's view model, {how}, p95 (slowest: {})", view.name),
        None => format!("Every page's view model, {how}, p95"),
    };
    at_most(&what, most, slowest.map(of), milliseconds)
}

/// The slowest split of the metrics.
fn of_metrics(size: &Size) -> Budget {
    let slowest = size.inside.metrics.iter().max_by(|a, b| a.times.p95.total_cmp(&b.times.p95));
    let what = match slowest {
        Some(asked) => format!("Every metric over the year, p95 (slowest split: {})", asked.split),
        None => "Every metric over the year, p95".to_owned(),
    };
    at_most(&what, VIEW_MS, slowest.map(|asked| asked.times.p95), milliseconds)
}

fn at_most(what: &str, most: f64, measured: Option<f64>, text: fn(f64) -> String) -> Budget {
    Budget {
        what: what.to_owned(),
        most: text(most),
        measured: measured.map_or("not known".to_owned(), text),
        met: measured.map(|measured| measured <= most),
    }
}

//! The five questions a new connection must answer, each with its own result.

use std::collections::HashSet;

use domain::checkup::{Outcome, Probe, ProbeName};
use domain::fact::{ReviewRow, UsageRow};
use domain::{ConnectionProblem, Dataset, DateRange, Day};

use crate::client::{Analytics, endpoint};
use crate::error::Error;
use crate::models::{Row, decode};

/// The look-back is walked in windows of this many days.
const WINDOW_DAYS: u32 = 30;
/// So many of them.
const WINDOWS: u32 = 3;
/// Empty pages that say there is more are followed this far.
const MOST_EMPTY_PAGES: usize = 20;

impl Analytics {
    /// Asks the five questions. Asks `OpenAI` once each time, without patience: somebody is waiting.
    pub async fn probe(&self, today: Day) -> Vec<Probe> {
        let usage = self.has_rows::<UsageRow>(Dataset::Usage, today).await;
        let outcomes = match usage {
            Err(error) => of_refusal(&error),
            Ok(found) => {
                let reviews = self.has_rows::<ReviewRow>(Dataset::CodeReviews, today).await;
                let usage = if found { Outcome::Ok } else { nothing("no usage row in the look-back") };
                let reviews = match reviews {
                    Ok(true) => Outcome::Ok,
                    Ok(false) => nothing("no code review in the look-back; fine where Codex reviews are not in use"),
                    Err(error) => failed(&error),
                };
                [Outcome::Ok, Outcome::Ok, Outcome::Ok, usage, reviews]
            }
        };
        ProbeName::ALL.into_iter().zip(outcomes).map(|(name, outcome)| Probe { name, outcome }).collect()
    }

    /// Whether the look-back holds any row: window after window backwards, until one has or is refused.
    async fn has_rows<R: Row>(&self, dataset: Dataset, today: Day) -> Result<bool, Error> {
        let mut last = today;
        for window in 0..WINDOWS {
            let range = DateRange::ending(last, WINDOW_DAYS);
            match self.any_row::<R>(dataset, range).await {
                Ok(true) => return Ok(true),
                Ok(false) => last = range.from().previous(),
                Err(error) if window > 0 && error.refuses_window() => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    async fn any_row<R: Row>(&self, dataset: Dataset, range: DateRange) -> Result<bool, Error> {
        let question = Self::question(dataset, range, 1);
        let (mut cursor, mut seen) = (None::<String>, HashSet::new());
        for _ in 0..MOST_EMPTY_PAGES {
            let body = self.ask_once(&question, cursor.as_deref()).await?;
            let page = decode::<R>(&body, range).map_err(|bad| bad.at(endpoint(dataset)))?;
            if !page.rows.is_empty() {
                return Ok(true);
            }
            match page.next {
                Some(next) if seen.insert(next.clone()) => cursor = Some(next),
                _ => return Ok(false),
            }
        }
        Ok(false)
    }
}

fn failed(error: &Error) -> Outcome {
    Outcome::Failed { problem: error.problem(), detail: error.to_string() }
}

fn nothing(detail: &str) -> Outcome {
    Outcome::Failed { problem: ConnectionProblem::NoResources, detail: detail.to_owned() }
}

/// What a refusal of the very first question tells about each of the five.
fn of_refusal(error: &Error) -> [Outcome; 5] {
    let (ok, skipped) = (|| Outcome::Ok, || Outcome::Skipped);
    match error.problem() {
        ConnectionProblem::MissingScope => [ok(), failed(error), skipped(), skipped(), skipped()],
        ConnectionProblem::WorkspaceNotFound => [ok(), skipped(), failed(error), skipped(), skipped()],
        ConnectionProblem::UnexpectedShape => [ok(), ok(), ok(), failed(error), skipped()],
        _ => [failed(error), skipped(), skipped(), skipped(), skipped()],
    }
}

//! The questions that Uptake and the peer are both asked: over the whole year, nothing hidden. What is compared
//! must first be the same, so each side's answer comes as the same cells.

use std::time::Instant;

use anyhow::ensure;
use domain::view::{Figure, MetricAnswer, Number, Retention, Split};
use domain::{Day, Filter, Interval, Metric};
use metrics::{Index, Policy, Scope};

use super::figures::{Answered, Cell, Times, ms};
use crate::organisation::year;

/// Each question is asked so often.
const TIMES: usize = 15;

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Its name.
    pub name: &'static str,
    /// What is asked, in a few words.
    pub title: &'static str,
    /// The files with the peer's queries, without extension: plain first, then those that take more thought.
    pub queries: &'static [&'static str],
    /// Our time may be at most one of so many parts of the peer's, where that was promised.
    pub budget: Option<f64>,
    ask: Asked,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    Metric(Metric, Interval, Split),
    Retention,
}

/// Every question.
pub const QUESTIONS: [Question; 6] = [
    Question {
        name: "rolling",
        title: "People active in the 28 days that end with each day, by team",
        queries: &["rolling", "rolling_swept"],
        budget: Some(500.0),
        ask: Asked::Metric(Metric::Mau, Interval::Day, Split::Team),
    },
    Question {
        name: "retention",
        title: "Retention: of the people who began in each week, who came back in each later one",
        queries: &["retention"],
        budget: Some(100.0),
        ask: Asked::Retention,
    },
    Question {
        name: "sums",
        title: "Credits of each day, by team",
        queries: &["sums"],
        budget: Some(10.0),
        ask: Asked::Metric(Metric::Credits, Interval::Day, Split::Team),
    },
    Question {
        name: "weeks",
        title: "People active in each week, by team",
        queries: &["weeks"],
        budget: None,
        ask: Asked::Metric(Metric::ActivePeople, Interval::Week, Split::Team),
    },
    Question {
        name: "models",
        title: "Credits of each month, by model",
        queries: &["models"],
        budget: None,
        ask: Asked::Metric(Metric::Credits, Interval::Month, Split::Model),
    },
    Question {
        name: "median",
        title: "Median credits of active people, by month",
        queries: &["median"],
        budget: None,
        ask: Asked::Metric(Metric::CreditsPerActiveMedian, Interval::Month, Split::None),
    },
];

impl Question {
    /// Our answer, timed.
    pub fn answer(&self, index: &Index) -> anyhow::Result<Answered> {
        let (mut times, mut cells) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let (took, found) = self.ask_once(index)?;
            times.push(took);
            cells = found;
        }
        cells.sort();
        Ok(Answered { name: self.name.to_owned(), times: Times::of(times), cells })
    }

    fn ask_once(&self, index: &Index) -> anyhow::Result<(f64, Vec<Cell>)> {
        let asked = Instant::now();
        match self.ask {
            Asked::Metric(metric, by, split) => {
                let answer = metrics::answer(index, &the_year(Policy::default()).ask(metric, by, split))?;
                Ok((ms(asked.elapsed()), cells_of(&answer)))
            }
            Asked::Retention => {
                let retention = metrics::retention(index, &the_year(Policy::default()))?;
                Ok((ms(asked.elapsed()), cells_of_retention(&retention)))
            }
        }
    }
}

/// The year without a filter.
pub fn the_year(policy: Policy) -> Scope {
    Scope { range: year(), filter: Filter::default(), policy, today: year().to() }
}

fn cells_of(answer: &MetricAnswer) -> Vec<Cell> {
    let mut cells = Vec::new();
    for series in answer.series.iter().filter(|series| series.key != "unattributed") {
        for point in &series.points {
            cells.extend(cell(point.start, &series.key, point.figure));
        }
    }
    cells
}

/// The key is how many weeks later.
fn cells_of_retention(retention: &Retention) -> Vec<Cell> {
    let mut cells = Vec::new();
    for cohort in &retention.cohorts {
        for (later, active) in cohort.active.iter().enumerate() {
            cells.extend(cell(cohort.week, &later.to_string(), *active));
        }
    }
    cells
}

fn cell(day: Day, key: &str, figure: Figure) -> Option<Cell> {
    let value = match figure.value? {
        Number::Count(count) => count,
        Number::Credits(credits) => credits.micros(),
        Number::Usd(usd) => usd.micros(),
        Number::Ratio(_) => return None,
    };
    (value != 0).then(|| (day.to_string(), key.to_owned(), value))
}

/// Whether two answers are the same, to the last figure.
pub fn same(what: &str, ours: &[Cell], theirs: &[Cell]) -> anyhow::Result<()> {
    ensure!(!ours.is_empty(), "{what}: the answer is empty, which cannot be right");
    if let Some((ours, theirs)) = ours.iter().zip(theirs).find(|(ours, theirs)| ours != theirs) {
        anyhow::bail!("{what}: the answers differ, the first time at {ours:?} here and {theirs:?} there");
    }
    ensure!(ours.len() == theirs.len(), "{what}: {} figures here and {} there", ours.len(), theirs.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(day: &str, value: i64) -> Cell {
        (day.to_owned(), "all".to_owned(), value)
    }

    #[test]
    fn answers_that_differ_are_told_apart() {
        let ours = [cell("2025-01-01", 1), cell("2025-01-02", 2)];
        assert!(same("x", &ours, &ours).is_ok());
        assert!(same("x", &ours, &ours[..1]).is_err());
        assert!(same("x", &ours, &[cell("2025-01-01", 1), cell("2025-01-02", 3)]).is_err());
        assert!(same("x", &[], &[]).is_err());
    }
}

//! The page `/credits`, and the form behind its budget.

use serde::{Deserialize, Serialize};

use super::answer::{Figure, MetricAnswer, Split};
use super::money::{CreditChange, Forecast, Spikes};
use super::page::{Frame, Kpi};
use crate::budget::Budget;
use crate::metric::Metric;
use crate::sync::Moment;

/// A single figure over the range, with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Which metric.
    pub metric: Metric,
    /// Its value.
    pub figure: Figure,
    /// Share of credits whose rows have the field that it needs; `None` where it needs none.
    pub coverage: Option<f64>,
}

/// Days that stand out, as many as a page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpikeList {
    /// The farthest from what is usual first.
    pub spikes: Spikes,
    /// How many of teams there are in all.
    pub of_teams: usize,
    /// How many of people there are in all.
    pub of_people: usize,
}

/// What credits cost, and how far the budget of the cycle is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// What `OpenAI` estimates, in dollars.
    pub estimated: Fact,
    /// The organisation's own rate and budget.
    pub budget: Budget,
    /// What is spent of the cycle.
    pub forecast: Forecast,
}

impl SpikeList {
    /// So many of each kind are read at once; the rest is behind a click. These of teams have their cause.
    pub const AT_ONCE: usize = 6;
}

/// The page `/credits`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreditsView {
    /// What is around.
    pub frame: Frame,
    /// The cards, which are the tabs of the main chart.
    pub kpis: Vec<Kpi>,
    /// The main chart.
    pub main: MetricAnswer,
    /// The main chart over the period before, where comparison is on and nothing is split.
    pub main_previous: Option<MetricAnswer>,
    /// How the main chart can be split; the first is not at all.
    pub splits: Vec<Split>,
    /// Single figures: people, estimated cost, tokens, how credits spread.
    pub facts: Vec<Fact>,
    /// Why credits moved.
    pub change: CreditChange,
    /// Credits by team.
    pub teams: MetricAnswer,
    /// Credits by team over the period before, where comparison is on.
    pub teams_previous: Option<MetricAnswer>,
    /// Credits by client; `None` where the page is narrowed to a model, as the source has no such split.
    pub clients: Option<MetricAnswer>,
    /// Credits by family of clients; `None` where there are none by client.
    pub families: Option<MetricAnswer>,
    /// Credits by model and speed; `None` where the page is narrowed to a client.
    pub models: Option<MetricAnswer>,
    /// Uncached input, cached input and output tokens, in this order.
    pub tokens: Vec<MetricAnswer>,
    /// Median and P90 of credits per active person over time, in this order.
    pub strips: Vec<MetricAnswer>,
    /// Mean, median and P90 of credits per active person by team, in this order.
    pub spread: Vec<MetricAnswer>,
    /// What was settled about money.
    pub budget: Budget,
    /// Where the cycle of the range's last day is heading.
    pub forecast: Forecast,
    /// Credits of that cycle by day, up to today.
    pub cycle: MetricAnswer,
    /// Days that stand out; `None` where groups are not told by day.
    pub spikes: Option<SpikeList>,
}

impl CreditsView {
    /// The single figure of a metric.
    pub fn fact(&self, metric: Metric) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.metric == metric)
    }
}

/// The page `/settings/budget`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetView {
    /// The present moment.
    pub now: Moment,
    /// What is settled.
    pub budget: Budget,
    /// When it was last changed; `None` where nobody ever did.
    pub changed: Option<Moment>,
}

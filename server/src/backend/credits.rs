//! The Credits page: why credits moved, what the tokens were, in which clients and models, how concentrated, how fast
//! against the budget, and on which days they jumped.

use app::error::AppError;
use domain::view::{
    Blank, Costs, CreditChange, CreditsView, Fact, Figure, Forecast, MetricAnswer, Number, PointState, Series,
    SpikeList, Split,
};
use domain::{Budget, DateRange, Interval, Metric};
use metrics::{Ask, AskError, Scope};

use super::errors;
use super::reading::{Reading, UNKNOWN, hidden};

/// The cards, which are the tabs of the main chart.
const CARDS: [Metric; 5] =
    [Metric::Credits, Metric::CreditsPerActive, Metric::CreditsPerTurn, Metric::OutputTokens, Metric::CachedRatio];
/// What the main chart can show besides.
const ALSO: [Metric; 3] = [Metric::EstimatedCostUsd, Metric::Turns, Metric::OutputShare];
/// What the main chart can be split by.
const SPLITS: [Split; 4] = [Split::None, Split::Team, Split::Client, Split::Model];
const TOKENS: [Metric; 3] = [Metric::UncachedInputTokens, Metric::CachedInputTokens, Metric::OutputTokens];
const SPREAD: [Metric; 3] = [Metric::CreditsPerActive, Metric::CreditsPerActiveMedian, Metric::CreditsPerActiveP90];
const STRIPS: [Metric; 2] = [Metric::CreditsPerActiveMedian, Metric::CreditsPerActiveP90];
const FACTS: [Metric; 9] = [
    Metric::ActivePeople,
    Metric::Credits,
    Metric::EstimatedCostUsd,
    Metric::CachedRatio,
    Metric::OutputShare,
    Metric::CreditsPerActiveMedian,
    Metric::CreditsPerActiveP90,
    Metric::HalfCreditsShare,
    Metric::Top10Share,
];
/// So many spikes of teams, and so many of people, are listed at most.
const SPIKES: usize = 30;

/// The Credits page's view model.
pub fn credits(reading: Reading) -> Result<CreditsView, AppError> {
    let shown = reading.frame.query.show.filter(|metric| CARDS.contains(metric) || ALSO.contains(metric));
    let main = reading.ask(shown.unwrap_or(Metric::Credits));
    let splits: Vec<Split> = SPLITS.into_iter().filter(|split| can_be_split(&main, *split)).collect();
    let split = Some(reading.frame.query.split).filter(|split| splits.contains(split)).unwrap_or_default();
    let (forecast, cycle) = pace(&reading)?;
    let mut parts = reading.answer(&Ask { split, ..main.clone() })?;
    if split != Split::None {
        largest_first(&mut parts);
    }
    let teams = Ask { split: Split::Team, by: Interval::Total, ..reading.ask(Metric::Credits) };
    Ok(CreditsView {
        teams: reading.answer(&teams)?,
        teams_previous: reading.previous(&teams)?,
        kpis: CARDS.into_iter().map(|metric| reading.kpi(metric, None)).collect::<Result<_, _>>()?,
        main: parts,
        main_previous: if split == Split::None { reading.previous(&main)? } else { None },
        splits,
        facts: FACTS.into_iter().map(|metric| fact(&reading, metric)).collect::<Result<_, _>>()?,
        change: change(&reading)?,
        clients: mix(&reading, Split::Client)?,
        families: mix(&reading, Split::ClientFamily)?,
        models: mix(&reading, Split::Model)?,
        tokens: over_time(&reading, &TOKENS)?,
        strips: over_time(&reading, &STRIPS)?,
        spread: SPREAD.into_iter().map(|metric| spread(&reading, metric)).collect::<Result<_, _>>()?,
        spikes: spikes(&reading)?,
        budget: reading.budget.clone(),
        forecast,
        cycle,
        frame: reading.frame,
    })
}

/// So colours and legend follow what counts most.
fn largest_first(answer: &mut MetricAnswer) {
    let weight = |series: &Series| series.total.value.map_or(f64::NEG_INFINITY, Number::as_f64);
    answer.series.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
}

/// Why credits moved.
pub fn change(reading: &Reading) -> Result<CreditChange, AppError> {
    if !reading.frame.compares() {
        return Ok(no_change(None));
    }
    metrics::credit_change(&reading.index, &scope(reading)).or_else(|error| match error {
        // Under the strict policy a group has no figures for days that are no whole weeks.
        AskError::NotWhole { .. } => Ok(no_change(Some(Blank::TooFew))),
        error => Err(errors::ask(error)),
    })
}

fn scope(reading: &Reading) -> Scope {
    reading.ask(Metric::Credits).scope()
}

/// Whether the source says the metric by this, narrowed as the page is.
fn can_be_split(ask: &Ask, split: Split) -> bool {
    let apart = match split {
        Split::Client | Split::ClientFamily => ask.filter.model.is_none(),
        Split::Model => ask.filter.client.is_none(),
        Split::None | Split::Team | Split::Parent => true,
    };
    apart && metrics::splits_of(ask.metric).contains(&split)
}

/// A single figure over the range.
pub fn fact(reading: &Reading, metric: Metric) -> Result<Fact, AppError> {
    let answer = reading.answer(&Ask { by: Interval::Total, ..reading.ask(metric) })?;
    let figure = answer.series.first().map_or(UNKNOWN, |series| series.total);
    Ok(Fact { metric, figure, coverage: answer.coverage })
}

fn over_time(reading: &Reading, metrics: &[Metric]) -> Result<Vec<MetricAnswer>, AppError> {
    metrics.iter().map(|metric| reading.answer(&reading.ask(*metric))).collect()
}

/// Credits by parts; `None` where the source does not say them by these.
pub fn mix(reading: &Reading, split: Split) -> Result<Option<MetricAnswer>, AppError> {
    let ask = Ask { by: Interval::Total, ..reading.ask(Metric::Credits) };
    if !can_be_split(&ask, split) {
        return Ok(None);
    }
    reading.answer(&Ask { split, ..ask }).map(Some)
}

fn spread(reading: &Reading, metric: Metric) -> Result<MetricAnswer, AppError> {
    reading.answer(&Ask { split: Split::Team, by: Interval::Total, ..reading.ask(metric) })
}

/// The cycle that holds the range's last day, or today's where the range ends later: its forecast, and its days so
/// far. The budget is everybody's, so it says nothing where the page is narrowed. Where not all days of the cycle may
/// be told of, there is neither.
fn pace(reading: &Reading) -> Result<(Forecast, MetricAnswer), AppError> {
    let frame = &reading.frame;
    let (_, days) = cycle(reading);
    let daily = Ask { by: Interval::Day, range: days, ..reading.ask(Metric::Credits) };
    let daily = if frame.allows(days) {
        reading.answer(&daily)?
    } else {
        let here = Ask { range: frame.range, ..daily };
        MetricAnswer { series: Vec::new(), ..hidden(&here, None) }
    };
    Ok((forecast(reading)?, daily))
}

/// The cycle, and its days so far.
fn cycle(reading: &Reading) -> (DateRange, DateRange) {
    let frame = &reading.frame;
    let cycle = reading.budget.starts.cycle_of(frame.range.to().min(frame.today));
    (cycle, cycle.up_to(frame.today).unwrap_or(cycle))
}

/// What the credits of a page cost, and how fast the budget goes.
pub fn costs(reading: &Reading) -> Result<Costs, AppError> {
    let estimated = fact(reading, Metric::EstimatedCostUsd)?;
    Ok(Costs { estimated, budget: reading.budget.clone(), forecast: forecast(reading)? })
}

fn forecast(reading: &Reading) -> Result<Forecast, AppError> {
    let (frame, (cycle, days)) = (&reading.frame, cycle(reading));
    let Budget { monthly, .. } = &reading.budget;
    if !frame.allows(days) {
        return Ok(no_forecast(cycle, PointState::Unavailable, None));
    }
    let budget = monthly.filter(|_| frame.query.filter.is_empty());
    let scope = Scope { range: cycle, ..scope(reading) };
    metrics::forecast(&reading.index, &scope, budget).or_else(|error| match error {
        AskError::NotWhole { .. } => Ok(no_forecast(cycle, PointState::TooFew, Some(Blank::TooFew))),
        error => Err(errors::ask(error)),
    })
}

/// Days that stand out; `None` where groups are given in whole weeks only.
fn spikes(reading: &Reading) -> Result<Option<SpikeList>, AppError> {
    match metrics::largest_spikes(&reading.index, &scope(reading), metrics::SPIKE_LEAST, SPIKES) {
        Err(AskError::Withheld { .. } | AskError::NotWhole { .. }) => Ok(None),
        found => found.map(Some).map_err(errors::ask),
    }
}

fn no_change(blank: Option<Blank>) -> CreditChange {
    CreditChange { current: None, previous: None, now: None, before: None, bars: None, blank }
}

fn no_forecast(cycle: DateRange, state: PointState, blank: Option<Blank>) -> Forecast {
    Forecast {
        cycle,
        budget: None,
        through: None,
        spent: Figure { value: None, state },
        elapsed: 0.0,
        pace: None,
        weekdays_left: 0,
        burn: None,
        burn_days: 0,
        forecast: None,
        band: None,
        blank,
    }
}

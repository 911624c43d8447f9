//! `GET /credit-change`, `GET /forecast` and `GET /spikes`: why credits moved, where they are heading, and on which
//! days they jumped.

use axum::response::Response;
use domain::view::{Blank, CreditChange, CreditParts, Forecast, Spike, Spikes};
use domain::{Credits, Day};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{Asked, Query};
use super::json::{JsonFigure, JsonNumber, JsonRange};
use super::params::Params;
use super::problem::{NotThere, Problem, TooMuch, Unchanged, archive};
use super::queries::{Both, Days};
use super::schemas;

/// Why credits moved against the period before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreditChange)]
pub struct JsonChange {
    /// The settled days of the range; null where none is.
    current: Option<JsonRange>,
    /// The days compared with: as many, and the same weekdays.
    previous: Option<JsonRange>,
    /// What the period is made of.
    now: Option<JsonParts>,
    /// What the period before is made of.
    before: Option<JsonParts>,
    /// The change in three parts that add up to it exactly; null where it cannot be told.
    bars: Option<JsonBars>,
    /// Why there are no bars.
    #[schema(value_type = schemas::BlankOrNull)]
    blank: Option<Blank>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreditParts)]
struct JsonParts {
    /// Credits.
    credits: JsonFigure,
    /// Distinct active people.
    people: JsonFigure,
    /// Turns.
    turns: JsonFigure,
}

/// Parts of a change, in credits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangeBars)]
struct JsonBars {
    /// The change as a whole.
    #[schema(value_type = schemas::CreditAmount)]
    change: Option<JsonNumber>,
    /// What more or fewer active people account for.
    #[schema(value_type = schemas::CreditAmount)]
    people: Option<JsonNumber>,
    /// What more or fewer turns a person account for.
    #[schema(value_type = schemas::CreditAmount)]
    turns_per_person: Option<JsonNumber>,
    /// What dearer or cheaper turns account for.
    #[schema(value_type = schemas::CreditAmount)]
    credits_per_turn: Option<JsonNumber>,
}

impl From<CreditParts> for JsonParts {
    fn from(parts: CreditParts) -> Self {
        Self { credits: parts.credits.into(), people: parts.people.into(), turns: parts.turns.into() }
    }
}

impl From<CreditChange> for JsonChange {
    fn from(change: CreditChange) -> Self {
        Self {
            current: change.current.map(Into::into),
            previous: change.previous.map(Into::into),
            now: change.now.map(Into::into),
            before: change.before.map(Into::into),
            bars: change.bars.map(|bars| JsonBars {
                change: JsonNumber::credits(bars.change),
                people: JsonNumber::credits(bars.people),
                turns_per_person: JsonNumber::credits(bars.turns_per_person),
                credits_per_turn: JsonNumber::credits(bars.credits_per_turn),
            }),
            blank: change.blank,
        }
    }
}

/// Why credits moved
///
/// The change against as many days before, weekday for weekday, split into people, turns a person and credits a turn.
#[utoipa::path(get, path = "/credit-change", tag = "credits", params(Days),
    responses((status = 200, description = "The change and its parts.", body = JsonChange), Unchanged, NotThere, TooMuch))]
pub async fn get_credit_change(asked: Asked<Days>) -> Result<Response, Problem> {
    asked
        .answer(|reading, days| {
            let change = metrics::credit_change(&reading.index, &days.scope(reading))?;
            Ok(JsonChange::from(change))
        })
        .await
}

/// What a cycle may cost.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Budget {
    /// Credits that the whole cycle may cost, more than 0. Without it, the budget in the settings, where the days
    /// are one of its cycles and nothing narrows them. Without either there is no pace.
    #[param(value_type = Option<f64>, exclusive_minimum = 0, maximum = 1_000_000_000_000i64)]
    budget: Option<Credits>,
}

impl Query for Budget {
    fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self { budget: amount(params, "budget", false)? })
    }
}

/// Most credits that a parameter may name.
const LARGEST: Credits = Credits::from_micros(1_000_000_000_000_000_000);

fn amount(params: &Params, name: &str, zero: bool) -> Result<Option<Credits>, Problem> {
    let Some(text) = params.text(name) else { return Ok(None) };
    let credits = Credits::from_decimal(text).map_err(|why| Problem::bad_parameter(name, why))?;
    if credits > LARGEST || credits < Credits::ZERO || (credits == Credits::ZERO && !zero) {
        let from = if zero { "from 0" } else { "above 0" };
        return Err(Problem::bad_parameter(name, format!("credits are a number {from} up to a million million")));
    }
    Ok(Some(credits))
}

/// Where the spending of a cycle is heading.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Forecast)]
pub struct JsonForecast {
    /// The cycle.
    cycle: JsonRange,
    /// The budget that was given, or else the one in the settings.
    #[schema(value_type = schemas::NumberOrNull)]
    budget: Option<JsonNumber>,
    /// The last day that counts as spent; null where none of the cycle is settled.
    #[schema(value_type = schemas::DayOrNull)]
    through: Option<Day>,
    /// Credits of the cycle up to and with that day.
    spent: JsonFigure,
    /// Share of the cycle's days that have passed with that day.
    #[schema(minimum = 0, maximum = 1)]
    elapsed: f64,
    /// Spent over budget times elapsed share: above 1 is faster than the budget.
    pace: Option<f64>,
    /// Weekdays of the cycle after that day.
    weekdays_left: u32,
    /// Credits of a settled weekday, the mean of the last four weeks.
    #[schema(value_type = schemas::NumberOrNull)]
    burn: Option<JsonNumber>,
    /// Of how many weekdays.
    burn_days: u32,
    /// What the whole cycle will have cost at this burn.
    #[schema(value_type = schemas::NumberOrNull)]
    forecast: Option<JsonNumber>,
    /// The same at the burn of a slow week (P10 of the last 8).
    #[schema(value_type = schemas::NumberOrNull)]
    low: Option<JsonNumber>,
    /// The same at the burn of a fast week (P90 of the last 8).
    #[schema(value_type = schemas::NumberOrNull)]
    high: Option<JsonNumber>,
    /// Why there is no forecast.
    #[schema(value_type = schemas::BlankOrNull)]
    blank: Option<Blank>,
}

impl From<Forecast> for JsonForecast {
    fn from(forecast: Forecast) -> Self {
        let credits = |amount: Option<Credits>| amount.and_then(JsonNumber::credits);
        Self {
            cycle: forecast.cycle.into(),
            budget: credits(forecast.budget),
            through: forecast.through,
            spent: forecast.spent.into(),
            elapsed: forecast.elapsed,
            pace: forecast.pace,
            weekdays_left: forecast.weekdays_left,
            burn: credits(forecast.burn),
            burn_days: forecast.burn_days,
            forecast: credits(forecast.forecast),
            low: credits(forecast.band.map(|(low, _)| low)),
            high: credits(forecast.band.map(|(_, high)| high)),
            blank: forecast.blank,
        }
    }
}

/// Where the spending of a cycle is heading
///
/// `from` and `to` are the cycle's first and last day, for example those of a month.
#[utoipa::path(get, path = "/forecast", tag = "credits", params(Days, Budget),
    responses((status = 200, description = "Pace and forecast.", body = JsonForecast), Unchanged, NotThere, TooMuch))]
pub async fn get_forecast(asked: Asked<Both<Days, Budget>>) -> Result<Response, Problem> {
    let settled = asked.state.archive.budget().await.map_err(archive)?.0;
    asked
        .resting_on(&settled)
        .answer(move |reading, Both(days, Budget { budget })| {
            let own = settled.of(days.range()).filter(|_| days.scope(reading).filter.is_empty());
            let budget = budget.or(own);
            let forecast = metrics::forecast(&reading.index, &days.scope(reading), budget)?;
            Ok(JsonForecast::from(forecast))
        })
        .await
}

/// What is worth telling.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Least {
    /// Credits that a day must exceed to be told of; 10 unless said otherwise.
    #[param(value_type = Option<f64>, minimum = 0, maximum = 1_000_000_000_000i64)]
    least: Credits,
}

impl Query for Least {
    fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self { least: amount(params, "least", true)?.unwrap_or(metrics::SPIKE_LEAST) })
    }
}

/// The days on which credits jumped.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spikes)]
pub struct JsonSpikes {
    /// Days asked for.
    days: u32,
    /// Days on which a jump could be told: known, with 28 known days before.
    judged: u32,
    /// Teams against themselves, newest first.
    teams: Vec<JsonSpike>,
    /// People against themselves; null for tokens that may not see persons.
    people: Option<Vec<JsonSpike>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spike)]
struct JsonSpike {
    /// The team's slug, or the person's key.
    key: String,
    /// The team's title, or the person's name or key.
    title: String,
    /// The day.
    #[schema(value_type = schemas::Day)]
    day: Day,
    /// Credits of the day.
    #[schema(value_type = schemas::CreditAmount)]
    credits: Option<JsonNumber>,
    /// The median of the 28 days before.
    #[schema(value_type = schemas::CreditAmount)]
    median: Option<JsonNumber>,
    /// The median distance from that median.
    #[schema(value_type = schemas::CreditAmount)]
    mad: Option<JsonNumber>,
    /// How far the day lies from the median, in scaled distances; above 3.5.
    score: f64,
    /// Whether it lies above.
    up: bool,
    /// How far the day can be trusted.
    #[schema(value_type = schemas::PointState)]
    state: &'static str,
}

impl From<Spike> for JsonSpike {
    fn from(spike: Spike) -> Self {
        Self {
            key: spike.key,
            title: spike.title,
            day: spike.day,
            credits: JsonNumber::credits(spike.credits),
            median: JsonNumber::credits(spike.median),
            mad: JsonNumber::credits(spike.mad),
            score: spike.score,
            up: spike.up,
            state: spike.state.name(),
        }
    }
}

impl From<Spikes> for JsonSpikes {
    fn from(spikes: Spikes) -> Self {
        let list = |spikes: Vec<Spike>| spikes.into_iter().map(JsonSpike::from).collect();
        Self { days: spikes.days, judged: spikes.judged, teams: list(spikes.teams), people: spikes.people.map(list) }
    }
}

/// Days on which a team or a person used far more or far less than before
#[utoipa::path(get, path = "/spikes", tag = "credits", params(Days, Least),
    responses((status = 200, description = "The jumps.", body = JsonSpikes), Unchanged, NotThere, TooMuch))]
pub async fn get_spikes(asked: Asked<Both<Days, Least>>) -> Result<Response, Problem> {
    asked
        .answer(|reading, Both(days, Least { least })| {
            let spikes = metrics::spikes(&reading.index, &days.scope(reading), least)?;
            Ok(JsonSpikes::from(spikes))
        })
        .await
}

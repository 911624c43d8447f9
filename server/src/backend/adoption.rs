//! The Adoption page: how many, how often, who is new, who came back, who stayed away.

use app::error::AppError;
use domain::view::{AdoptionView, MetricAnswer, Retention, Split};
use domain::{Interval, Metric};
use metrics::Ask;

use super::errors;
use super::reading::Reading;

const FLOW: [Metric; 4] = [Metric::NewPeople, Metric::RetainedPeople, Metric::ResurrectedPeople, Metric::LapsedPeople];
const ROLLING: [Metric; 3] = [Metric::Dau, Metric::Wau, Metric::Mau];
/// Weeks of flow that are shown at least, so that a short range has some.
const FLOW_WEEKS: u32 = 8;
/// So many weeks of beginners are followed: what a page has room for.
const COHORTS: u32 = 13;

/// The Adoption page's view model.
pub fn adoption(reading: Reading) -> Result<AdoptionView, AppError> {
    let shown = reading.frame.query.show.filter(|metric| ROLLING.contains(metric)).unwrap_or(Metric::Wau);
    let split = |split| reading.answer(&Ask { split, ..reading.ask(Metric::ActivePeople) });
    let active = ROLLING.iter().map(|metric| reading.answer(&reading.ask(*metric))).collect::<Result<_, _>>()?;
    let kpis = [Metric::AdoptionRate, Metric::ActivePeople, Metric::Stickiness];
    Ok(AdoptionView {
        active,
        active_previous: reading.previous(&reading.ask(shown))?,
        kpis: kpis.into_iter().map(|metric| reading.kpi(metric, None)).collect::<Result<_, _>>()?,
        by_team: split(Split::Team)?,
        by_client: split(Split::ClientFamily)?,
        bands: metrics::bands(&reading.index, &reading.ask(Metric::ActivePeople)).map_err(errors::ask)?,
        flow: flow(&reading)?,
        retention: retention(&reading)?,
        frame: reading.frame,
    })
}

/// Who of those that began in the last weeks came back.
fn retention(reading: &Reading) -> Result<Option<Retention>, AppError> {
    if reading.frame.query.filter.model.is_some() {
        return Ok(None);
    }
    let Some(range) = reading.last_full_weeks(COHORTS) else { return Ok(None) };
    let weeks = Ask { range, ..reading.ask(Metric::ActivePeople) };
    metrics::retention(&reading.index, &weeks.scope()).map(Some).map_err(errors::ask)
}

/// Who is new, stayed, came back and left, by week.
pub fn flow(reading: &Reading) -> Result<Vec<MetricAnswer>, AppError> {
    let weeks = reading.last_weeks(FLOW_WEEKS);
    let range = if weeks.len_days() > reading.frame.range.len_days() { weeks } else { reading.frame.range };
    FLOW.iter().map(|metric| reading.answer(&Ask { by: Interval::Week, range, ..reading.ask(*metric) })).collect()
}

//! The Overview: is it taking hold, where, what does it cost.

use app::error::AppError;
use domain::view::{Number, OverviewView, Split};
use domain::{Interval, Metric};
use metrics::Ask;

use super::credits;
use super::reading::Reading;
use super::teams::team_rows;

/// The cards, which are the tabs of the main chart.
const CARDS: [Metric; 4] = [Metric::Wau, Metric::Credits, Metric::CreditsPerActive, Metric::ReviewEngagementRate];

/// The Overview's view model.
pub fn overview(reading: Reading) -> Result<OverviewView, AppError> {
    let shown = reading.frame.query.show.filter(|metric| CARDS.contains(metric)).unwrap_or(Metric::Wau);
    let main_ask = reading.ask(shown);
    let clients =
        reading.answer(&Ask { split: Split::ClientFamily, by: Interval::Total, ..reading.ask(Metric::Credits) })?;
    let roster = roster(&reading);
    Ok(OverviewView {
        // No card has a base: people of a week may be no people of the roster.
        kpis: CARDS.into_iter().map(|metric| reading.kpi(metric, None)).collect::<Result<_, _>>()?,
        main: reading.answer(&main_ask)?,
        main_previous: reading.previous(&main_ask)?,
        adoption: reading.kpi(Metric::AdoptionRate, roster)?,
        credits_delta: reading.delta(&reading.ask(Metric::Credits))?,
        active_delta: reading.delta(&reading.ask(Metric::ActivePeople))?,
        teams: team_rows(&reading)?,
        clients,
        change: credits::change(&reading)?,
        costs: credits::costs(&reading)?,
        // Of whoever asks, and not of the index: filled in where that is known.
        guides: Vec::new(),
        frame: reading.frame,
    })
}

/// People on the roster on the range's last day, in the team that the page is narrowed to.
fn roster(reading: &Reading) -> Option<Number> {
    let size = reading.index.roster_size(reading.frame.range.to(), reading.frame.query.filter.team.as_ref());
    size.map(|people| Number::Count(i64::from(people)))
}

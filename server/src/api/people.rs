//! `GET /people`: one row a person, for tokens that may see persons.

use axum::response::Response;
use domain::Day;
use domain::view::{People, PeopleOrder, PersonBand, PersonRow};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{Asked, Query};
use super::json::JsonNumber;
use super::params::Params;
use super::problem::{NotThere, Problem, TooMuch, Unchanged};
use super::queries::{Both, Days};
use super::schemas;

/// Rows that one answer has at most.
const MOST: u32 = 1_000;
/// Rows that one answer has unless said otherwise.
const USUAL: u32 = 100;
/// More people than this nobody employs.
const FARTHEST: u32 = 10_000_000;

/// Which rows, in which order.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Rows {
    /// The order; `key` unless said otherwise.
    #[param(value_type = schemas::PeopleOrder, inline, required = false)]
    order: PeopleOrder,
    /// Rows of the answer at most; 100 unless said otherwise.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000)]
    limit: u32,
    /// Rows to pass over first; 0 unless said otherwise.
    #[param(value_type = Option<u32>, minimum = 0, maximum = 10_000_000)]
    offset: u32,
}

fn within(params: &Params, name: &str, least: u32, most: u32) -> Result<Option<u32>, Problem> {
    let wrong = || Problem::bad_parameter(name, format!("a whole number from {least} to {most}"));
    let Some(text) = params.text(name) else { return Ok(None) };
    text.parse().ok().filter(|number| (least..=most).contains(number)).map(Some).ok_or_else(wrong)
}

impl Query for Rows {
    fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self {
            order: params.chosen("order", &PeopleOrder::ALL, PeopleOrder::name)?.unwrap_or_default(),
            limit: within(params, "limit", 1, MOST)?.unwrap_or(USUAL),
            offset: within(params, "offset", 0, FARTHEST)?.unwrap_or(0),
        })
    }
}

impl Rows {
    fn range(self) -> std::ops::Range<usize> {
        let from = self.offset as usize;
        from..from + self.limit as usize
    }
}

/// Some rows of all people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = People)]
pub struct JsonPeople {
    /// How many people there are in all.
    total: u32,
    /// How far sums over the range can be trusted.
    #[schema(value_type = schemas::PointState)]
    range_state: &'static str,
    /// How far activity of the 28 days that end the range can be trusted.
    #[schema(value_type = schemas::PointState)]
    window_state: &'static str,
    /// The rows asked for.
    rows: Vec<JsonPerson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
struct JsonPerson {
    /// What names the person: the least e-mail address, or the connection's key and the user's id.
    #[schema(example = "alex@example.com")]
    key: String,
    /// The address, where any row or the roster gives one.
    email: Option<String>,
    /// The name, where the roster gives one.
    name: Option<String>,
    /// Whether on the roster on the range's last day.
    on_roster: bool,
    /// The team on that day, or `no-team`.
    team: String,
    /// The team's title.
    team_title: String,
    /// The first active day ever, up to the range's end.
    #[schema(value_type = schemas::DayOrNull)]
    first_day: Option<Day>,
    /// The last active day up to the range's end.
    #[schema(value_type = schemas::DayOrNull)]
    last_day: Option<Day>,
    /// Active days of the 28 that end the range.
    active_days: u32,
    /// Credits over the range.
    #[schema(value_type = schemas::CreditAmount)]
    credits: Option<JsonNumber>,
    /// Threads over the range.
    threads: i64,
    /// Turns over the range.
    turns: i64,
    /// How often the person came back in the 28 days.
    #[schema(value_type = schemas::PersonBand)]
    band: PersonBand,
    /// Whether the first active day lies in the 28 days.
    new: bool,
}

impl From<PersonRow> for JsonPerson {
    fn from(row: PersonRow) -> Self {
        Self {
            key: row.key,
            email: row.email,
            name: row.name,
            on_roster: row.on_roster,
            team: row.team,
            team_title: row.team_title,
            first_day: row.first_day,
            last_day: row.last_day,
            active_days: row.active_days,
            credits: JsonNumber::credits(row.credits),
            threads: row.threads,
            turns: row.turns,
            band: row.band,
            new: row.new,
        }
    }
}

impl From<People> for JsonPeople {
    fn from(people: People) -> Self {
        Self {
            total: people.total,
            range_state: people.range_state.name(),
            window_state: people.window_state.name(),
            rows: people.rows.into_iter().map(JsonPerson::from).collect(),
        }
    }
}

/// One row a person
///
/// Everybody who has a row or stands on the roster. Needs the scope `persons`.
#[utoipa::path(get, path = "/people", tag = "people", params(Days, Rows),
    responses((status = 200, description = "Some rows of all people.", body = JsonPeople), Unchanged, NotThere, TooMuch))]
pub async fn list_people(asked: Asked<Both<Days, Rows>>) -> Result<Response, Problem> {
    asked
        .answer(|reading, Both(days, rows)| {
            let people = metrics::people(&reading.index, &days.scope(reading), rows.order, rows.range())?;
            Ok(JsonPeople::from(people))
        })
        .await
}

//! Parameters of a request: read strictly, refused in the published shape.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{DateRange, Day};
use serde_json::json;

use crate::config::{LookBackPolicy, OrgConfig};
use crate::endpoint::Endpoint;
use crate::refusal::Invalid;

/// Rows of a page where nothing else is said.
const DEFAULT_LIMIT: usize = 1000;
/// Most rows of a page.
const MAX_LIMIT: i64 = 30_000;
/// Days of the window where nothing else is said.
const DEFAULT_DAYS: u32 = 30;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// First second, included.
    pub start: Option<i64>,
    /// Last second, excluded.
    pub end: Option<i64>,
    /// Rows of a page.
    pub limit: usize,
    /// Cursor.
    pub page: Option<String>,
    /// Whether rows are the workspace's.
    pub grouped: bool,
}

impl Params {
    /// Reads the query; parameters that nobody knows are ignored.
    pub fn read(endpoint: Endpoint, query: &BTreeMap<String, String>) -> Result<Self, Invalid> {
        let grouped = match query.get("group").map(String::as_str) {
            None => false,
            Some(_) if endpoint != Endpoint::Usage => false,
            Some("workspace") => true,
            Some(other) => {
                let rule = json!({ "expected": "'workspace'" });
                return Err(Invalid::query("group", "literal_error", "Input should be 'workspace'", other).with(rule));
            }
        };
        let (start, end) = (integer(query, "start_time")?, integer(query, "end_time")?);
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            let message = "Value error, end_time must be after start_time";
            return Err(Invalid::query("end_time", "value_error", message, &end.to_string()));
        }
        Ok(Self { start, end, limit: limit(query)?, page: query.get("page").cloned(), grouped })
    }

    /// The days asked for, as far as there can be rows; `None` where there can be none.
    pub fn window(&self, config: &OrgConfig, now: DateTime<Utc>) -> Result<Option<DateRange>, Invalid> {
        let today = Day::of(now);
        // A day belongs to the window where its first second does.
        let last = match self.end {
            Some(end) => day_of(end.saturating_sub(1)).min(today),
            None => today,
        };
        let first = match self.start {
            Some(start) => day_of(start.saturating_add(86_399)),
            None => DateRange::ending(last, DEFAULT_DAYS).from(),
        };
        let oldest = config.lookback_days.map(|days| DateRange::ending(today, days).from());
        if let (Some(oldest), Some(start)) = (oldest, self.start)
            && first < oldest
            && config.lookback_policy == LookBackPolicy::Refuse
        {
            let message = format!("Value error, start_time must not be before {oldest}");
            let rule = json!({ "ge": oldest.start_unix() });
            return Err(Invalid::query("start_time", "value_error", &message, &start.to_string()).with(rule));
        }
        let first = oldest.map_or(first, |oldest| first.max(oldest)).max(config.first_day());
        Ok(DateRange::new(first, last).ok())
    }
}

/// The day of a second; beyond the calendar, its nearer end.
fn day_of(second: i64) -> Day {
    Day::from_unix(second).unwrap_or_else(|| Day::from_number(if second < 0 { i32::MIN } else { i32::MAX }))
}

fn integer(query: &BTreeMap<String, String>, name: &'static str) -> Result<Option<i64>, Invalid> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let message = "Input should be a valid integer, unable to parse string as an integer";
    text.parse().map(Some).map_err(|_| Invalid::query(name, "int_parsing", message, text))
}

fn limit(query: &BTreeMap<String, String>) -> Result<usize, Invalid> {
    let Some(limit) = integer(query, "limit")? else { return Ok(DEFAULT_LIMIT) };
    let input = limit.to_string();
    if limit < 1 {
        let message = "Input should be greater than or equal to 1";
        return Err(Invalid::query("limit", "greater_than_equal", message, &input).with(json!({ "ge": 1 })));
    }
    if limit > MAX_LIMIT {
        let message = "Input should be less than or equal to 30000";
        return Err(Invalid::query("limit", "less_than_equal", message, &input).with(json!({ "le": MAX_LIMIT })));
    }
    Ok(usize::try_from(limit).unwrap_or(DEFAULT_LIMIT))
}

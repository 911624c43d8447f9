//! What rows of all endpoints share: the day, the person, and what to do with rows that come twice.
//!
//! **Rows that come twice.** A person has one row a day. The same row word for word is one row (a page
//! may overlap the next); two that differ are an error, since neither their sum nor either of them is
//! known to be right. Rows of `usage` that name nobody cannot be told from one another: each counts.

use std::cmp::Ordering;

use domain::fact::{ReviewResponseRow, ReviewRow, UsageRow};
use domain::{DateRange, Day, Email, UserId};

use super::json::{At, Object, Shape};
use super::page::Wire;
use crate::notes::WireNotes;

const DAY_SECONDS: i64 = 86_400;

/// What rows without a person mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anonymous {
    /// Several a day may stand side by side.
    EachCounts,
    /// They are the whole workspace's: one a day.
    OneADay,
}

/// The day of a row: exactly one UTC day, inside the window that was asked for.
pub(super) fn day(row: &mut Object<'_>, window: DateRange, at: &At<'_>) -> Result<Day, Shape> {
    let mut seconds = |name| row.number(name, at).map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    let (start, end) = (seconds("start_time")?, seconds("end_time")?);
    let start_at = At::Field(at, "start_time");
    let day = Day::from_unix(start).filter(|day| day.start_unix() == start);
    let day = day.ok_or_else(|| start_at.shape("the first second of a UTC day", "another moment"))?;
    if end.checked_sub(start) != Some(DAY_SECONDS) {
        return Err(At::Field(at, "end_time").shape("one day after start_time", "another moment"));
    }
    if !window.contains(day) {
        return Err(start_at.shape("a day inside the window", "a day outside"));
    }
    Ok(day)
}

/// The person of a row: `user_id` and `actor`, each of which may be absent, null or half empty.
pub(super) fn person(
    row: &mut Object<'_>,
    at: &At<'_>,
    notes: &mut WireNotes,
) -> Result<(Option<UserId>, Option<Email>), Shape> {
    let mut user = row.optional_text("user_id", at)?;
    let mut email = None;
    if let Some(raw) = row.take("actor") {
        let at = At::Field(at, "actor");
        let mut actor = Object::read(raw, &at)?;
        let id = actor.optional_text("user_id", &at)?;
        user = user.or(id);
        if let Some(text) = actor.optional_text("email", &at)? {
            email = text.parse::<Email>().ok();
            if email.is_none() {
                notes.unknown_value("data[].actor.email", "not-an-address");
            }
        }
        if let Some(kind) = actor.optional_text("type", &at)?
            && kind != "ACCOUNT_USER"
        {
            notes.unknown_value("data[].actor.type", &kind);
        }
        actor.finish(&at, notes);
    }
    Ok((user.map(UserId::new), email))
}

/// A decoded row as the window sorts it.
pub(crate) trait Row: Wire + PartialEq + Send + 'static {
    fn day(&self) -> Day;
    fn user_id(&self) -> Option<&UserId>;
    fn email(&self) -> Option<&Email>;
    /// Sorts rows that name nobody, so that their order does not depend on the pages'.
    fn weight(&self) -> (u64, u64, i64);
}

/// Sorts by day and person, and makes one of rows that were sent twice.
pub(crate) fn sort_and_merge<R: Row>(rows: &mut Vec<R>, anonymous: Anonymous) -> Result<u64, Shape> {
    fn order<R: Row>(a: &R, b: &R) -> Ordering {
        let key = |row: &R| (row.day(), row.user_id().cloned(), row.user_id().is_none().then(|| row.email().cloned()));
        key(a).cmp(&key(b))
    }
    rows.sort_by(|a, b| order(a, b).then_with(|| a.weight().cmp(&b.weight())));
    let before = rows.len();
    let mut differs = false;
    rows.dedup_by(|later, earlier| {
        let nobody = later.user_id().is_none() && later.email().is_none();
        if order(later, earlier) != Ordering::Equal || (nobody && anonymous == Anonymous::EachCounts) {
            return false;
        }
        differs |= later != earlier;
        later == earlier
    });
    if differs {
        let root = At::Root;
        return Err(At::Field(&root, "data").shape("one row per person and day", "two that differ"));
    }
    Ok(u64::try_from(before - rows.len()).unwrap_or(u64::MAX))
}

impl Row for UsageRow {
    fn day(&self) -> Day {
        self.day
    }
    fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }
    fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }
    fn weight(&self) -> (u64, u64, i64) {
        (self.totals.threads, self.totals.turns, self.totals.spend.credits.micros())
    }
}

impl Row for ReviewRow {
    fn day(&self) -> Day {
        self.day
    }
    fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }
    fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }
    fn weight(&self) -> (u64, u64, i64) {
        (self.reviews, self.comments, 0)
    }
}

impl Row for ReviewResponseRow {
    fn day(&self) -> Day {
        self.day
    }
    fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }
    fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }
    fn weight(&self) -> (u64, u64, i64) {
        (self.reviews, self.comments, 0)
    }
}

//! The list of the rollout: what was typed is checked and kept with an entry in the audit log. What the archive sees
//! by itself is told by the backend, and nobody ticks it here.

use app::backend::{Caller, RolloutForm};
use archive::{ArchiveError, AuditEntry};
use domain::Day;
use domain::guide::{line, looks_like_key};
use domain::rollout::{Entry, Item};

use crate::guide::stamp;
use crate::state::AppState;

/// How far from today a date may lie: beyond it the year was mistyped.
const FAR: i64 = 2 * 366;

/// Why an item was not kept.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    /// A field cannot be accepted.
    #[error("{message}")]
    Field {
        /// The field's name in the form.
        field: &'static str,
        /// What would be right.
        message: &'static str,
    },
    /// There is no such item.
    #[error("there is no such item")]
    Gone,
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// Checks and keeps an item. Who ticked it first, and when, stays as long as it is ticked. Where the date is refused,
/// the rest is kept, so that nobody types it twice.
pub async fn settle(state: &AppState, by: &Caller, form: &RolloutForm) -> Result<(), RolloutError> {
    let item = Item::named(&form.item).ok_or(RolloutError::Gone)?;
    let (owner, asked) = (owner(&form.owner)?, due(&form.due, state.clock.today()));
    let before = state.archive.rollout().await?.into_iter().find(|(name, _)| name == item.name);
    let before = before.map(|(_, entry)| entry).unwrap_or_default();
    let done = form.done && item.sight.is_none();
    let done = done.then(|| before.done.clone().unwrap_or_else(|| stamp(state, Some(by))));
    let entry = Entry { owner, due: *asked.as_ref().unwrap_or(&before.due), done };
    if entry != before {
        keep(state, by, item, &entry, &before).await?;
    }
    asked.map(drop)
}

async fn keep(state: &AppState, by: &Caller, item: &Item, entry: &Entry, before: &Entry) -> Result<(), ArchiveError> {
    let log = AuditEntry {
        at: state.clock.now(),
        account: Some(by.account),
        action: "rollout.settle".to_owned(),
        object: item.name.to_owned(),
        detail: format!("{}; before: {}", told(entry), told(before)),
    };
    state.archive.put_rollout(item.name, entry, log).await?;
    tracing::info!(item = item.name, "settled an item of the rollout");
    Ok(())
}

fn owner(typed: &str) -> Result<String, RolloutError> {
    let wrong = RolloutError::Field { field: "owner", message: "An owner is one line of at most 80 characters." };
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    line(typed, Entry::LONGEST).filter(|owner| !looks_like_key(owner)).ok_or(wrong)
}

fn due(typed: &str, today: Day) -> Result<Option<Day>, RolloutError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = typed.parse::<Day>().ok().filter(|day| day.days_since(today).abs() <= FAR);
    let message = "A date looks like 2026-11-20 and lies within two years.";
    day.map(Some).ok_or(RolloutError::Field { field: "due", message })
}

fn told(entry: &Entry) -> String {
    let owner = if entry.owner.is_empty() { "nobody" } else { &entry.owner };
    let due = entry.due.map(|day| format!(", by {day}")).unwrap_or_default();
    let done = if entry.done.is_some() { ", done" } else { "" };
    format!("{owner}{due}{done}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn owners_and_dates_are_optional_and_checked() {
        let today = "2026-11-20".parse().unwrap();
        assert_eq!(owner("  ").unwrap(), "");
        assert_eq!(owner(" Ada ").unwrap(), "Ada");
        assert!(owner(&"x".repeat(81)).is_err() && owner("two\nlines").is_err() && owner("sk-admin-x").is_err());
        assert_eq!(due("", today).unwrap(), None);
        assert_eq!(due("2026-12-01", today).unwrap(), Some("2026-12-01".parse().unwrap()));
        for wrong in ["soon", "2020-01-01", "2206-12-01"] {
            assert!(due(wrong, today).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_log_says_what_changed() {
        let done = Entry { owner: "Ada".to_owned(), due: "2026-12-01".parse().ok(), done: None };
        assert_eq!(told(&done), "Ada, by 2026-12-01");
        assert_eq!(told(&Entry::default()), "nobody");
    }
}

//! The guide to a first connection: what admins tick and type is checked and kept, each change with its entry in the
//! audit log. What was typed is kept even where it is refused, so that nobody types it twice; what looks like a key
//! never is. The key itself, and the wait for its scope, are in [`key`] and [`waiting`].

pub mod key;
pub mod waiting;

use app::backend::{Caller, SupportForm};
use archive::{ArchiveError, AuditEntry, KeptGuide};
use domain::guide::{Draft, Route, Stamp, Step, SupportMail, looks_like_key};
use domain::sync::Moment;
use domain::{Day, WorkspaceId};

use crate::connecting::{self, ConnectError};
use crate::state::AppState;

/// What was typed is kept up to this length, in characters, even where it is refused.
const LONGEST: usize = 200;
/// An e-mail was sent at most so many days ago.
const LONG_AGO: i64 = 366;
/// So often a change is made anew because somebody else saved in between.
const TRIES: usize = 4;

/// Why something was not done to a guide.
#[derive(Debug, thiserror::Error)]
pub enum GuideError {
    /// There is no such guide, way or step.
    #[error("there is no such {0}")]
    Gone(&'static str),
    /// Others kept saving it at the same time.
    #[error("others are changing the guide")]
    Busy,
    /// A field, `OpenAI`, the archive or the vault.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

impl From<ArchiveError> for GuideError {
    fn from(error: ArchiveError) -> Self {
        Self::Connect(error.into())
    }
}

impl From<access::AccessError> for GuideError {
    fn from(error: access::AccessError) -> Self {
        Self::Connect(error.into())
    }
}

fn wrong(field: &'static str, message: &str) -> GuideError {
    GuideError::Connect(ConnectError::Field { field, message: message.to_owned() })
}

/// The present moment, and by whom.
pub(crate) fn stamp(state: &AppState, by: Option<&Caller>) -> Stamp {
    Stamp { at: Moment(state.clock.now().timestamp()), by: by.map(|by| by.email.to_string()) }
}

fn entry(state: &AppState, by: Option<&Caller>, id: i64, action: &str, detail: String) -> AuditEntry {
    let (action, object) = (format!("guide.{action}"), format!("guide {id}"));
    AuditEntry { at: state.clock.now(), account: by.map(|by| by.account), action, object, detail }
}

/// The guide with that key.
pub async fn find(state: &AppState, id: i64) -> Result<KeptGuide, GuideError> {
    state.archive.guide(id).await?.ok_or(GuideError::Gone("guide"))
}

/// Changes a guide as it is now, and again where somebody else saved in between. `change` answers what stands in the
/// audit log.
async fn edit(
    state: &AppState,
    by: Option<&Caller>,
    id: i64,
    action: &str,
    change: impl Fn(&mut KeptGuide) -> Result<String, GuideError>,
) -> Result<(), GuideError> {
    for _ in 0..TRIES {
        let mut guide = find(state, id).await?;
        if by.is_some() {
            guide.draft.touched = Some(Moment(state.clock.now().timestamp()));
        }
        let detail = change(&mut guide)?;
        if state.archive.save_guide(&guide, entry(state, by, id, action, detail)).await? {
            tracing::info!(guide = id, action, "changed a guide");
            return Ok(());
        }
    }
    Err(GuideError::Busy)
}

/// Begins a guide on a way; its key.
pub async fn begin(state: &AppState, by: &Caller, route: &str) -> Result<i64, GuideError> {
    let route = Route::from_name(route).ok_or(GuideError::Gone("way"))?;
    let draft = Draft::begun(route, stamp(state, Some(by)));
    let log = AuditEntry { object: "guide".to_owned(), ..entry(state, Some(by), 0, "begin", route.name().to_owned()) };
    Ok(state.archive.add_guide(&draft, log).await?)
}

/// Closes a guide; a key that it keeps is removed with it.
pub async fn leave(state: &AppState, by: &Caller, id: i64) -> Result<(), GuideError> {
    let guide = find(state, id).await?;
    let kept = if guide.sealed_key.is_some() { ", with the key that it kept" } else { "" };
    let log = entry(state, Some(by), id, "close", format!("“{}”{kept}", guide.draft.name));
    if state.archive.remove_guide(id, log).await? { Ok(()) } else { Err(GuideError::Gone("guide")) }
}

/// Says of a step that it is done, or not. What Uptake sees by itself nobody says.
pub async fn tick(state: &AppState, by: &Caller, id: i64, step: &str, done: bool) -> Result<(), GuideError> {
    let step = Step::from_name(step).filter(|step| step.is_said()).ok_or(GuideError::Gone("step"))?;
    let mark = done.then(|| stamp(state, Some(by)));
    let action = if done { "tick" } else { "untick" };
    let change = |guide: &mut KeptGuide| {
        guide.draft.set(step, mark.clone());
        Ok(step.name().to_owned())
    };
    edit(state, Some(by), id, action, change).await
}

/// A text as it is kept where it is refused.
fn typed(text: &str) -> String {
    let line: String = text.chars().filter(|c| !c.is_control()).collect();
    line.trim().chars().take(LONGEST).collect()
}

/// Keeps what the e-mail to support says of the key.
pub async fn describe_key(state: &AppState, by: &Caller, id: i64, form: &SupportForm) -> Result<(), GuideError> {
    let fields = [("keyname", &form.key_name), ("creator", &form.creator), ("lastfour", &form.last_four)];
    if let Some((field, _)) = fields.into_iter().find(|(_, text)| looks_like_key(text)) {
        return Err(wrong(
            field,
            "This looks like a key, or a part of one: it is not kept. Write only what is asked for.",
        ));
    }
    let whole = SupportMail {
        key_name: form.key_name.trim().to_owned(),
        creator: form.creator.trim().to_owned(),
        last_four: form.last_four.trim().to_owned(),
    };
    let refused = whole.wrong();
    // More than four characters of a key are not kept, whatever else is.
    let last_four = if refused == Some("lastfour") { String::new() } else { whole.last_four };
    let mail = SupportMail { key_name: typed(&whole.key_name), creator: typed(&whole.creator), last_four };
    let change = |guide: &mut KeptGuide| {
        let told = format!("key “{}” by {}, ends in {}", mail.key_name, mail.creator, mail.last_four);
        guide.draft.mail = mail.clone();
        Ok(told)
    };
    edit(state, Some(by), id, "describe", change).await?;
    match refused {
        None => Ok(()),
        Some("lastfour") => {
            Err(wrong("lastfour", "These are exactly the last four characters of the key: never more of it."))
        }
        Some(field) => Err(wrong(field, "This is one line of 1 to 80 characters.")),
    }
}

/// Notes the day on which the e-mail was sent.
pub async fn sent(state: &AppState, by: &Caller, id: i64, day: &str) -> Result<(), GuideError> {
    let (today, asked) = (state.clock.today(), day.trim().parse::<Day>().ok());
    let day = asked.filter(|day| *day <= today && *day >= today.plus(-LONG_AGO));
    let day =
        day.ok_or_else(|| wrong("sent", "A day looks like 2026-11-20; it is not ahead and at most a year ago."))?;
    let mark = stamp(state, Some(by));
    let change = |guide: &mut KeptGuide| {
        if guide.draft.mail.wrong().is_some() {
            return Err(wrong("lastfour", "First say which key the e-mail is about."));
        }
        guide.draft.sent_on = Some(day);
        guide.draft.set(Step::AskSupport, Some(mark.clone()));
        Ok(day.to_string())
    };
    edit(state, Some(by), id, "sent", change).await
}

/// Keeps the connection's name and the workspace's id. A key that waits is sealed anew for another workspace, and
/// tested there.
pub async fn place(state: &AppState, by: &Caller, id: i64, name: &str, workspace: &str) -> Result<(), GuideError> {
    for (field, text) in [("name", name), ("workspace", workspace)] {
        if looks_like_key(text) {
            return Err(wrong(field, "This looks like a key: it is not kept. The key has a step of its own."));
        }
    }
    let checked = checked_place(state, name, workspace).await;
    let mark = checked.is_ok().then(|| stamp(state, Some(by)));
    let change = |guide: &mut KeptGuide| {
        if let Some(sealed) = guide.sealed_key.clone() {
            let Ok(after) = &checked else { return Ok("refused; the key that is kept keeps its workspace".to_owned()) };
            key::move_to(state, guide, &sealed, after)?;
        }
        (guide.draft.name, guide.draft.workspace) = (typed(name), typed(workspace));
        guide.draft.set(Step::Workspace, mark.clone());
        Ok(format!("“{}”, workspace {}", guide.draft.name, guide.draft.workspace))
    };
    edit(state, Some(by), id, "workspace", change).await?;
    checked.map(drop)
}

/// The workspace, where name and id can be used.
async fn checked_place(state: &AppState, name: &str, workspace: &str) -> Result<WorkspaceId, GuideError> {
    let name = connecting::checked_name(name)?;
    if state.archive.connection_by_name(&name).await?.is_some() {
        return Err(ArchiveError::ConnectionNameTaken(name).into());
    }
    workspace.parse::<WorkspaceId>().map_err(|error| wrong("workspace", &error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_though_refused_is_one_line_of_bounded_length() {
        assert_eq!(typed("  two\nlines \u{7}"), "twolines");
        assert_eq!(typed(&"é".repeat(300)).chars().count(), LONGEST);
    }
}

//! Looking after a connection that is there: asking the five questions again, putting another key in place of the old
//! one, saying whose workspace it is, having it rest, and forgetting its key. Connecting is in `connecting`; who may do
//! what is decided by the caller.

use access::vault::last_four;
use app::backend::Caller;
use archive::{AuditEntry, Connection, SyncTrigger};
use domain::checkup::{Checkup, Probe};
use domain::sync::Moment;
use domain::{AccountId, TeamSlug};
use secrecy::SecretString;

use crate::connecting::{ConnectError, checked_key, permitted};
use crate::state::AppState;

/// Asks the five questions with the key that is kept, and keeps the answers.
pub async fn check(state: &AppState, by: &Caller, connection: &Connection) -> Result<Checkup, ConnectError> {
    if !connection.has_key() {
        let message = "There is no key to ask with: it was forgotten when the workspace was disconnected.".to_owned();
        return Err(ConnectError::Field { field: "name", message });
    }
    let key = state.vault.open_key(&connection.workspace, &connection.sealed_key)?;
    let found = checkup(state, by, ask(state, connection, key).await);
    let entry = entry(state, Some(by.account), connection, "connection.check", told(&found));
    state.archive.put_checkup(connection.id, &found, entry).await?;
    Ok(found)
}

/// Puts another key in place of the old one, once the five questions say that it reads the same workspace. What is
/// archived stays, and a connection that rested is read again. Nothing is changed where the key does not.
pub async fn rotate(
    state: &AppState,
    by: &Caller,
    connection: &Connection,
    key: &SecretString,
) -> Result<Checkup, ConnectError> {
    let key = checked_key(key)?;
    let found = checkup(state, by, ask(state, connection, key.clone()).await);
    permitted(&found.probes)?;
    let sealed = state.vault.seal_key(&connection.workspace, &key)?;
    let entry = entry(state, Some(by.account), connection, "connection.rotate", told(&found));
    state.archive.replace_key(connection.id, sealed, &last_four(&key), (&found, entry)).await?;
    tracing::info!(connection = %connection.name, "put another key in place of the old one");
    // A pass that failed with the old key is made good at once.
    state.collector.request(connection.id, SyncTrigger::Request);
    Ok(found)
}

/// Says whose workspace it is: a team's or a parent's on the roster, or, with nothing, everybody's.
pub async fn assign(
    state: &AppState,
    by: Option<AccountId>,
    connection: &Connection,
    team: &str,
) -> Result<(), ConnectError> {
    let slug = Some(team.trim()).filter(|slug| !slug.is_empty()).map(TeamSlug::new);
    if let Some(slug) = &slug {
        let (roster, _) = state.archive.roster().await?;
        if !roster.teams.iter().any(|team| team.slug == *slug) {
            let known: Vec<&str> = roster.teams.iter().map(|team| team.slug.as_str()).collect();
            let known = if known.is_empty() {
                "there are none yet: `uptake import teams`".to_owned()
            } else {
                known.join(", ")
            };
            let message = format!("There is no team “{slug}” on the roster. Teams: {known}.");
            return Err(ConnectError::Field { field: "team", message });
        }
    }
    let whose = slug.as_ref().map_or("everybody", TeamSlug::as_str).to_owned();
    let entry = entry(state, by, connection, "connection.assign", whose);
    state.archive.set_connection_team(connection.id, slug.as_ref(), entry).await?;
    tracing::info!(connection = %connection.name, "said whose workspace it is");
    Ok(())
}

/// Has a connection rest: nothing is read by the clock, and a pass under way stops at the next day.
pub async fn pause(state: &AppState, by: &Caller, connection: &Connection) -> Result<(), ConnectError> {
    let entry = entry(state, Some(by.account), connection, "connection.pause", String::new());
    state.archive.rest_connection(connection.id, Some(state.clock.now()), entry).await?;
    state.collector.cancel(connection.id);
    tracing::info!(connection = %connection.name, "paused");
    Ok(())
}

/// Has a connection that rested be read again, and now.
pub async fn resume(state: &AppState, by: &Caller, connection: &Connection) -> Result<(), ConnectError> {
    if !connection.has_key() {
        let message = "There is no key to read with: put one in first.".to_owned();
        return Err(ConnectError::Field { field: "name", message });
    }
    let entry = entry(state, Some(by.account), connection, "connection.resume", String::new());
    state.archive.rest_connection(connection.id, None, entry).await?;
    state.collector.request(connection.id, SyncTrigger::Request);
    tracing::info!(connection = %connection.name, "is read again");
    Ok(())
}

/// Forgets the key. What was read stays, and another key may be put in.
pub async fn disconnect(state: &AppState, by: &Caller, connection: &Connection) -> Result<(), ConnectError> {
    let detail = format!("key that ends in {}", connection.key_last_four);
    let entry = entry(state, Some(by.account), connection, "connection.disconnect", detail);
    state.archive.forget_key(connection.id, state.clock.now(), entry).await?;
    state.collector.cancel(connection.id);
    tracing::info!(connection = %connection.name, "disconnected; its key is forgotten");
    Ok(())
}

async fn ask(state: &AppState, connection: &Connection, key: SecretString) -> Vec<Probe> {
    state.openai.analytics(key, connection.workspace.clone()).probe(state.clock.today()).await
}

fn checkup(state: &AppState, by: &Caller, probes: Vec<Probe>) -> Checkup {
    Checkup { at: Moment(state.clock.now().timestamp()), by: Some(by.email.to_string()), probes }
}

fn told(found: &Checkup) -> String {
    if found.is_good() { "it can be read" } else { "it cannot be read" }.to_owned()
}

fn entry(state: &AppState, by: Option<AccountId>, connection: &Connection, action: &str, detail: String) -> AuditEntry {
    let (action, object) = (action.to_owned(), connection.name.to_string());
    AuditEntry { at: state.clock.now(), account: by, action, object, detail }
}

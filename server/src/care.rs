//! Looking after a connection that is there: asking the five questions again, putting another key in place of the old
//! one, and saying whose workspace it is. Connecting is in `connecting`; who may do what is decided by the caller.

use access::vault::last_four;
use app::backend::Caller;
use archive::{AuditEntry, Connection};
use domain::TeamSlug;
use domain::checkup::{Checkup, Outcome, Probe};
use domain::sync::Moment;
use secrecy::SecretString;

use crate::connecting::{ConnectError, checked_key};
use crate::state::AppState;

/// Asks the five questions with the key that is kept, and keeps the answers.
pub async fn check(state: &AppState, by: &Caller, connection: &Connection) -> Result<Checkup, ConnectError> {
    let key = state.vault.open_key(&connection.workspace, &connection.sealed_key)?;
    let probes = ask(state, connection, key).await;
    keep(state, by, connection, probes, "connection.check").await
}

/// Puts another key in place of the old one, once the five questions say that it reads the same workspace. What is
/// archived stays. Nothing is changed where it does not.
pub async fn rotate(
    state: &AppState,
    by: &Caller,
    connection: &Connection,
    key: &SecretString,
) -> Result<Checkup, ConnectError> {
    let key = checked_key(key)?;
    let probes = ask(state, connection, key.clone()).await;
    if let Some((problem, detail)) = refusal(&probes) {
        return Err(ConnectError::Refused { problem, detail });
    }
    let sealed = state.vault.seal_key(&connection.workspace, &key)?;
    state.archive.replace_key(connection.id, sealed, &last_four(&key)).await?;
    let found = keep(state, by, connection, probes, "connection.rotate").await?;
    tracing::info!(connection = %connection.name, "put another key in place of the old one");
    Ok(found)
}

/// Says whose workspace it is: a team's or a parent's on the roster, or everybody's.
pub async fn assign(state: &AppState, by: &Caller, connection: &Connection, team: &str) -> Result<(), ConnectError> {
    let index = state.index.snapshot();
    let slug = team.trim();
    let found = index.teams().iter().find(|team| team.slug.as_str() == slug).map(|team| team.slug.clone());
    if found.is_none() && !slug.is_empty() {
        let message = "There is no such team on the roster any more.".to_owned();
        return Err(ConnectError::Field { field: "team", message });
    }
    state.archive.set_connection_team(connection.id, found.as_ref()).await?;
    let whose = found.as_ref().map_or("everybody", TeamSlug::as_str).to_owned();
    state.archive.add_audit(entry(state, by, connection, "connection.assign", whose)).await?;
    tracing::info!(connection = %connection.name, "said whose workspace it is");
    Ok(())
}

/// The first answer without which nothing can be read.
pub fn refusal(probes: &[Probe]) -> Option<(domain::ConnectionProblem, String)> {
    probes.iter().find_map(|probe| match &probe.outcome {
        Outcome::Failed { problem, detail } if probe.name.is_required() => Some((*problem, detail.clone())),
        _ => None,
    })
}

async fn ask(state: &AppState, connection: &Connection, key: SecretString) -> Vec<Probe> {
    state.openai.analytics(key, connection.workspace.clone()).probe(state.clock.today()).await
}

async fn keep(
    state: &AppState,
    by: &Caller,
    connection: &Connection,
    probes: Vec<Probe>,
    action: &str,
) -> Result<Checkup, ConnectError> {
    let at = Moment(state.clock.now().timestamp());
    let checkup = Checkup { at, by: Some(by.email.to_string()), probes };
    let told = if checkup.is_good() { "it can be read" } else { "it cannot be read" };
    let entry = entry(state, by, connection, action, told.to_owned());
    state.archive.put_checkup(connection.id, &checkup, entry).await?;
    Ok(checkup)
}

fn entry(state: &AppState, by: &Caller, connection: &Connection, action: &str, detail: String) -> AuditEntry {
    let (action, object) = (action.to_owned(), connection.name.to_string());
    AuditEntry { at: state.clock.now(), account: Some(by.account), action, object, detail }
}

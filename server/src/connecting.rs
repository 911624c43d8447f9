//! Connecting a workspace: check what was typed, ask `OpenAI` the five questions, seal the key, save. The same for
//! the page and for the command line; who may do it is decided by the caller.

use access::vault::last_four;
use archive::{ArchiveError, AuditEntry, Connection, NewConnection};
use domain::checkup::{Probe, refusal};
use domain::{AccountId, ConnectionName, ConnectionProblem, WorkspaceId};
use secrecy::{ExposeSecret as _, SecretString};

use crate::state::AppState;

/// Longest name of a connection, in characters.
const LONGEST_NAME: usize = 80;
/// Pages beside those of connections, whose addresses no connection may take.
const PAGES: [&str; 2] = ["new", "rollout"];
/// Longest key, in bytes.
const LONGEST_KEY: usize = 4_096;

/// What was typed, checked for form.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The name.
    pub name: ConnectionName,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The key.
    pub key: SecretString,
}

/// Why a workspace was not connected. Nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A field that cannot be what it should be.
    #[error("{message}")]
    Field {
        /// Its name in the form.
        field: &'static str,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// `OpenAI` did not accept it.
    #[error("{}: {detail}", .problem.code())]
    Refused {
        /// The code.
        problem: ConnectionProblem,
        /// What exactly.
        detail: String,
    },
    /// It could not be saved.
    #[error(transparent)]
    Archive(ArchiveError),
    /// The key could not be sealed.
    #[error(transparent)]
    Other(#[from] access::AccessError),
}

impl From<ArchiveError> for ConnectError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::ConnectionNameTaken(_) => Self::Field { field: "name", message: error.to_string() },
            other => Self::Archive(other),
        }
    }
}

/// Checks, verifies and saves; `by` stands in the audit log, nobody for the command line.
pub async fn connect(
    state: &AppState,
    by: Option<AccountId>,
    name: &str,
    workspace: &str,
    key: SecretString,
) -> Result<Connection, ConnectError> {
    let wanted = Wanted::check(name, workspace, &key)?;
    let probes = verify(state, &wanted).await?;
    save(state, by, wanted, &probes).await
}

impl Wanted {
    /// Checks the form of what was typed.
    pub fn check(name: &str, workspace: &str, key: &SecretString) -> Result<Self, ConnectError> {
        let wrong = |field, message: &str| Err(ConnectError::Field { field, message: message.to_owned() });
        let name = checked_name(name)?;
        let workspace = match workspace.parse::<WorkspaceId>() {
            Ok(workspace) => workspace,
            Err(error) => return wrong("workspace", &error.to_string()),
        };
        Ok(Self { name, workspace, key: checked_key(key)? })
    }
}

/// Checks the form of a name, and takes the spaces around it off.
pub fn checked_name(name: &str) -> Result<ConnectionName, ConnectError> {
    let wrong = |message: &str| Err(ConnectError::Field { field: "name", message: message.to_owned() });
    let name = name.trim();
    if name.is_empty() {
        return wrong("The connection needs a name, for example the company’s.");
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return wrong("The name may have 80 characters on one line.");
    }
    if PAGES.contains(&name) {
        return wrong("This name is the address of a page: choose another.");
    }
    Ok(ConnectionName::new(name))
}

/// Checks the form of a key, and takes the spaces around it off.
pub fn checked_key(key: &SecretString) -> Result<SecretString, ConnectError> {
    let wrong = |message: &str| Err(ConnectError::Field { field: "key", message: message.to_owned() });
    let key = key.expose_secret().trim();
    if key.is_empty() {
        return wrong("The key is missing: paste the whole key as OpenAI showed it.");
    }
    if key.len() > LONGEST_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return wrong("This is not a key: it must be one word of plain characters, as OpenAI showed it.");
    }
    Ok(SecretString::from(key.to_owned()))
}

/// Asks the five questions, unless the name is taken: no need to ask for what cannot be saved.
pub async fn verify(state: &AppState, wanted: &Wanted) -> Result<Vec<Probe>, ConnectError> {
    if state.archive.connection_by_name(&wanted.name).await?.is_some() {
        return Err(ArchiveError::ConnectionNameTaken(wanted.name.clone()).into());
    }
    let analytics = state.openai.analytics(wanted.key.clone(), wanted.workspace.clone());
    Ok(analytics.probe(state.clock.today()).await)
}

/// Whether the answers allow to read.
pub fn permitted(probes: &[Probe]) -> Result<(), ConnectError> {
    match refusal(probes) {
        None => Ok(()),
        Some((problem, detail)) => Err(ConnectError::Refused { problem, detail: detail.to_owned() }),
    }
}

/// Saves what the answers allow to be saved: the first three must be good, rows may come later.
pub async fn save(
    state: &AppState,
    by: Option<AccountId>,
    wanted: Wanted,
    probes: &[Probe],
) -> Result<Connection, ConnectError> {
    permitted(probes)?;
    let Wanted { name, workspace, key } = wanted;
    let sealed_key = state.vault.seal_key(&workspace, &key)?;
    let key_last_four = last_four(&key);
    let now = state.clock.now();
    let detail = format!("workspace {workspace}");
    let entry = AuditEntry { at: now, account: by, action: "connect".to_owned(), object: name.to_string(), detail };
    let new = NewConnection { name, workspace, sealed_key, key_last_four, now };
    let connection = state.archive.add_connection(new, entry).await?;
    tracing::info!(connection = %connection.name, workspace = %connection.workspace, "connected a workspace");
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_checked_before_anybody_is_asked() {
        let (id, key) = ("3f0f5aaf-1e2b-4f10-bb50-0123456789ab", "sk-admin-0123456789");
        let check = |name: &str, id: &str, key: &str| Wanted::check(name, id, &SecretString::from(key.to_owned()));
        assert!(check(" Acme ", &format!(" {id} "), &format!("{key}\n")).is_ok_and(|wanted| {
            wanted.name.as_str() == "Acme" && wanted.key.expose_secret() == key && wanted.workspace.as_str() == id
        }));
        let refuses = |checked: Result<Wanted, ConnectError>, wrong: &str| matches!(checked, Err(ConnectError::Field { field, .. }) if field == wrong);
        assert!(refuses(check(" ", id, key), "name"));
        assert!(refuses(check(&"x".repeat(81), id, key), "name"));
        assert!(refuses(check("Acme", "ws-1", key), "workspace"));
        for wrong in ["", " \n", "two words", "schlüssel"] {
            assert!(refuses(check("Acme", id, wrong), "key"), "{wrong}");
        }
    }
}

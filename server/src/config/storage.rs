//! Where data and the secret key lie.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_DATA_DIR` | `./data` | the one folder that must be kept |
//! | `UPTAKE_DATABASE_URL` | `sqlite://` in the data folder | the database |
//! | `UPTAKE_SECRET_KEY_FILE` | `secret.key` in the data folder | seals the keys of connections; made on first start |

use std::path::PathBuf;

use archive::ArchiveError;

use super::problems::Problem;
use super::sources::Values;

/// The data folder and what lies in it.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The data folder.
    pub data_dir: PathBuf,
    /// The database, where it is not the one of the data folder. May hold a password: never shown.
    pub database_url: Option<DatabaseUrl>,
    /// The secret key file.
    pub secret_key_file: PathBuf,
}

/// A database's address; `Debug` shows its scheme alone.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(pub String);

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = self.0.split(':').next().unwrap_or_default();
        write!(f, "DatabaseUrl({scheme}:…)")
    }
}

impl DatabaseUrl {
    /// What the archive will say to an address that is no `SQLite` file, said before anything is opened.
    fn problem(&self) -> Option<ArchiveError> {
        let (scheme, _) = self.0.split_once("://")?;
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => None,
            "postgres" | "postgresql" => Some(ArchiveError::PostgresNotYet),
            _ => Some(ArchiveError::UnknownScheme { scheme: scheme.to_owned() }),
        }
    }
}

impl Storage {
    /// What the archive opens: the configured address, or the file in the data folder.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.0.clone(),
            None => self.data_dir.join("uptake.db").to_string_lossy().into_owned(),
        }
    }

    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let data_dir = PathBuf::from(values.text("data_dir").unwrap_or_else(|| "./data".to_owned()));
        let database_url = values.text("database_url").map(DatabaseUrl);
        if let Some(problem) = database_url.as_ref().and_then(DatabaseUrl::problem) {
            problems.push(values.problem("database_url", problem.to_string()));
            return None;
        }
        let secret_key_file = values.text("secret_key_file").map_or_else(|| data_dir.join("secret.key"), PathBuf::from);
        Some(Self { data_dir, database_url, secret_key_file })
    }
}

//! Sessions on the archive, as `tower-sessions` wants them.
//!
//! The cookie carries 128 random bits; the archive keeps only their hash, so that a stolen database opens no
//! session. The account stands beside the data, so that all sessions of an account can be ended at once.

use archive::{Archive, SessionRecord};
use async_trait::async_trait;
use chrono::DateTime;
use domain::AccountId;
use domain::clock::SharedClock;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::{SessionStore, session_store};

use crate::error::AccessError;
use crate::random;

/// The name under which a session holds its account's key.
pub const ACCOUNT: &str = "account";
/// How often a fresh id is tried when one is taken; with 128 random bits the first is free.
const TRIES: usize = 4;

/// The store.
#[derive(Clone, Debug)]
pub struct ArchiveSessions {
    archive: Archive,
    clock: SharedClock,
}

impl ArchiveSessions {
    /// Sessions in an archive.
    pub fn new(archive: Archive, clock: SharedClock) -> Self {
        Self { archive, clock }
    }

    /// Forgets sessions that are over; answers how many.
    pub async fn sweep(&self) -> Result<u64, AccessError> {
        Ok(self.archive.sessions_delete_expired(self.clock.now()).await?)
    }
}

#[async_trait]
impl SessionStore for ArchiveSessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        for _ in 0..TRIES {
            if self.archive.session_create(&to_row(record)?).await.map_err(backend)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(session_store::Error::Backend("no free session id was found".to_owned()))
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.archive.session_save(&to_row(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let row = self.archive.session_load(&key_of(id), self.clock.now()).await.map_err(backend)?;
        row.map(|row| from_row(*id, &row)).transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.archive.session_delete(&key_of(id)).await.map_err(backend)
    }
}

fn key_of(id: &Id) -> String {
    random::hex(&random::fingerprint(&id.to_string()))
}

fn to_row(record: &Record) -> session_store::Result<SessionRecord> {
    let encode = |error: &dyn std::fmt::Display| session_store::Error::Encode(error.to_string());
    let account = record.data.get(ACCOUNT).and_then(serde_json::Value::as_i64).map(AccountId::new);
    let data = serde_json::to_vec(&record.data).map_err(|error| encode(&error))?;
    let expires_at = DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0)
        .ok_or_else(|| encode(&"the session ends beyond the calendar"))?;
    Ok(SessionRecord { id: key_of(&record.id), account, data, expires_at })
}

fn from_row(id: Id, row: &SessionRecord) -> session_store::Result<Record> {
    let decode = |error: &dyn std::fmt::Display| session_store::Error::Decode(error.to_string());
    let data = serde_json::from_slice(&row.data).map_err(|error| decode(&error))?;
    let expiry_date =
        OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp()).map_err(|error| decode(&error))?;
    Ok(Record { id, data, expiry_date })
}

fn backend(error: archive::ArchiveError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

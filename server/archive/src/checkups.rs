//! The last checkup of each connection, kept as a setting of its own. What is asked is `openai`'s.

use domain::ConnectionId;
use domain::checkup::Checkup;

use crate::audit::{self, AuditEntry};
use crate::error::ArchiveError;
use crate::open::{Archive, WriteTx};
use crate::settings;
use crate::stored::At;

fn name(id: ConnectionId) -> String {
    format!("checkup.{id}")
}

impl Archive {
    /// The last checkup of a connection; `None` where none was made yet.
    pub async fn checkup(&self, id: ConnectionId) -> Result<Option<Checkup>, ArchiveError> {
        let Some(text) = settings::get(self.db(), &name(id)).await? else { return Ok(None) };
        let damaged = |why| At("setting", "value").damaged(format!("{}: {why}", name(id)));
        serde_json::from_str(&text).map(Some).map_err(damaged)
    }

    /// Keeps a checkup in place of the one before, with its entry in the audit log or not at all.
    pub async fn put_checkup(
        &self,
        id: ConnectionId,
        checkup: &Checkup,
        entry: AuditEntry,
    ) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        put(&write, id, checkup).await?;
        audit::add(write.db(), entry).await?;
        write.commit().await
    }
}

/// Keeps a checkup within a transaction.
pub(crate) async fn put(write: &WriteTx, id: ConnectionId, checkup: &Checkup) -> Result<(), ArchiveError> {
    let text = serde_json::to_string(checkup).map_err(|why| At("setting", "value").damaged(why))?;
    settings::put(write.db(), &name(id), &text).await
}

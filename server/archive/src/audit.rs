//! The audit log: who did what to what, in order, added to and never edited.

use chrono::{DateTime, Utc};
use domain::AccountId;
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

use crate::entity::audit_entry::{ActiveModel, Column, Entity, Model};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::stored::{At, unix};

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; absent for the command line and for Uptake itself.
    pub account: Option<AccountId>,
    /// What, as a stable word: `connection.add`, `roster.replace`.
    pub action: String,
    /// To what.
    pub object: String,
    /// Whatever else helps later. Never a secret.
    pub detail: String,
}

/// An entry with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// The entry.
    pub entry: AuditEntry,
}

impl Archive {
    /// Adds an entry.
    pub async fn add_audit(&self, entry: AuditEntry) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        add(write.db(), entry).await?;
        write.commit().await
    }

    /// The last entries, newest first.
    pub async fn audit(&self, limit: u64) -> Result<Vec<AuditRow>, ArchiveError> {
        Entity::find().order_by_desc(Column::Id).limit(limit).all(self.db()).await?.into_iter().map(read).collect()
    }
}

/// Adds an entry within a transaction, so that what was done and that it was done are written together.
pub(crate) async fn add(db: &impl ConnectionTrait, entry: AuditEntry) -> Result<(), ArchiveError> {
    let row = ActiveModel {
        id: NotSet,
        at: Set(unix(entry.at)),
        account_id: Set(entry.account.map(AccountId::get)),
        action: Set(entry.action),
        object: Set(entry.object),
        detail: Set(entry.detail),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn read(row: Model) -> Result<AuditRow, ArchiveError> {
    Ok(AuditRow {
        id: row.id,
        entry: AuditEntry {
            at: At("audit_entry", "at").moment(row.at)?,
            account: row.account_id.map(AccountId::new),
            action: row.action,
            object: row.object,
            detail: row.detail,
        },
    })
}

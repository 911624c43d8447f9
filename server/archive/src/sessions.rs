//! Sessions of the web: opaque data under an id, with an end. What is in them is `access`'s, which does well
//! to pass a hash as the id, so that a stolen file opens no session.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::AccountId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::session::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_taken};
use crate::open::Archive;
use crate::stored::{At, unix};

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its id, as the caller keys it.
    pub id: String,
    /// The account that is signed in, so that all its sessions can be ended at once.
    pub account: Option<AccountId>,
    /// What the session holds.
    pub data: Vec<u8>,
    /// When it ends; at that second it is over.
    pub expires_at: DateTime<Utc>,
}

impl fmt::Debug for SessionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRecord")
            .field("account", &self.account)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Keeps a new session; `false` where the id is taken, and then nothing has changed.
    pub async fn session_create(&self, session: &SessionRecord) -> Result<bool, ArchiveError> {
        let write = self.write().await?;
        match Entity::insert(row(session)).exec_without_returning(write.db()).await {
            Ok(_) => {}
            Err(error) if is_taken(&error) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        write.commit().await?;
        Ok(true)
    }

    /// Keeps a session, in place of the one with that id if there is one.
    pub async fn session_save(&self, session: &SessionRecord) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        let replace = OnConflict::column(Column::Id)
            .update_columns([Column::AccountId, Column::Data, Column::ExpiresAt])
            .to_owned();
        Entity::insert(row(session)).on_conflict(replace).exec_without_returning(write.db()).await?;
        write.commit().await
    }

    /// The session of that id, unless it is over.
    pub async fn session_load(&self, id: &str, now: DateTime<Utc>) -> Result<Option<SessionRecord>, ArchiveError> {
        Entity::find_by_id(id.to_owned())
            .filter(Column::ExpiresAt.gt(unix(now)))
            .one(self.db())
            .await?
            .map(read)
            .transpose()
    }

    /// Ends a session.
    pub async fn session_delete(&self, id: &str) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        Entity::delete_by_id(id.to_owned()).exec(write.db()).await?;
        write.commit().await
    }

    /// Throws away sessions that are over, and answers how many.
    pub async fn sessions_delete_expired(&self, now: DateTime<Utc>) -> Result<u64, ArchiveError> {
        let write = self.write().await?;
        let gone = Entity::delete_many().filter(Column::ExpiresAt.lte(unix(now))).exec(write.db()).await?;
        write.commit().await?;
        Ok(gone.rows_affected)
    }

    /// Ends every session of an account, and answers how many.
    pub async fn sessions_delete_of_account(&self, account: AccountId) -> Result<u64, ArchiveError> {
        let write = self.write().await?;
        let gone = Entity::delete_many().filter(Column::AccountId.eq(account.get())).exec(write.db()).await?;
        write.commit().await?;
        Ok(gone.rows_affected)
    }
}

fn row(session: &SessionRecord) -> ActiveModel {
    ActiveModel {
        id: Set(session.id.clone()),
        account_id: Set(session.account.map(AccountId::get)),
        data: Set(session.data.clone()),
        expires_at: Set(unix(session.expires_at)),
    }
}

fn read(row: Model) -> Result<SessionRecord, ArchiveError> {
    Ok(SessionRecord {
        id: row.id,
        account: row.account_id.map(AccountId::new),
        data: row.data,
        expires_at: At("session", "expires_at").moment(row.expires_at)?,
    })
}

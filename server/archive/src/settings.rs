//! Single values by name, for what is one of a kind: versions, marks, the admin's settings.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use crate::audit::{self, AuditEntry};
use crate::entity::setting::{ActiveModel, Column, Entity};
use crate::error::ArchiveError;
use crate::open::Archive;

impl Archive {
    /// The value of that name.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        get(self.db(), name).await
    }

    /// Sets the value of that name.
    pub async fn put_setting(&self, name: &str, value: &str) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        put(write.db(), name, value).await?;
        write.commit().await
    }

    /// The same with an entry in the audit log.
    pub async fn put_setting_told(&self, name: &str, value: &str, entry: AuditEntry) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        put(write.db(), name, value).await?;
        audit::add(write.db(), entry).await?;
        write.commit().await
    }

    /// The value of that name; the given one is kept first where there is none. Of any number of callers at once all
    /// get the same.
    pub async fn setting_or(&self, name: &str, value: &str) -> Result<String, ArchiveError> {
        let write = self.write().await?;
        if let Some(kept) = get(write.db(), name).await? {
            return Ok(kept);
        }
        put(write.db(), name, value).await?;
        write.commit().await?;
        Ok(value.to_owned())
    }
}

pub(crate) async fn get(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>, ArchiveError> {
    Ok(Entity::find_by_id(name.to_owned()).one(db).await?.map(|row| row.value))
}

pub(crate) async fn put(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<(), ArchiveError> {
    let row = ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Name).update_column(Column::Value).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

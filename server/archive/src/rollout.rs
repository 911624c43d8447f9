//! The list of the rollout: owner, date and tick of each item. Which items there are is `domain`'s.

use domain::guide::Stamp;
use domain::rollout::Entry;
use domain::sync::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::audit::{self, AuditEntry};
use crate::entity::rollout_item::{ActiveModel, Column, Entity, Model};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::stored::At;

impl Archive {
    /// What is kept, by the item's name.
    pub async fn rollout(&self) -> Result<Vec<(String, Entry)>, ArchiveError> {
        Entity::find().all(self.db()).await?.into_iter().map(read).collect()
    }

    /// Keeps an item's entry in place of the one before, with its entry in the audit log or not at all.
    pub async fn put_rollout(&self, name: &str, entry: &Entry, log: AuditEntry) -> Result<(), ArchiveError> {
        let row = ActiveModel {
            name: Set(name.to_owned()),
            owner: Set(entry.owner.clone()),
            due: Set(entry.due.map(|day| day.to_string())),
            done_at: Set(entry.done.as_ref().map(|stamp| stamp.at.0)),
            done_by: Set(entry.done.as_ref().and_then(|stamp| stamp.by.clone())),
        };
        let columns = [Column::Owner, Column::Due, Column::DoneAt, Column::DoneBy];
        let write = self.write().await?;
        Entity::insert(row)
            .on_conflict(OnConflict::column(Column::Name).update_columns(columns).to_owned())
            .exec_without_returning(write.db())
            .await?;
        audit::add(write.db(), log).await?;
        write.commit().await
    }
}

fn read(row: Model) -> Result<(String, Entry), ArchiveError> {
    let done = row.done_at.map(|at| Stamp { at: Moment(at), by: row.done_by });
    let due = At("rollout_item", "due").parse_opt(row.due.as_deref())?;
    Ok((row.name, Entry { owner: row.owner, due, done }))
}

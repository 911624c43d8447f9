//! Annotations of the time axis. What may be annotated, and by whom, is not decided here.

use domain::annotation::Annotation;
use domain::{AccountId, TeamSlug};
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{self, AuditEntry};
use crate::entity::annotation::{ActiveModel, Column, Entity, Model};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::stored::{At, unix};

impl Archive {
    /// All annotations with their keys, the latest day first, and of a day the one that was made last.
    pub async fn annotations(&self) -> Result<Vec<(i64, Annotation)>, ArchiveError> {
        let rows = Entity::find().order_by_desc(Column::Day).order_by_desc(Column::Id).all(self.db()).await?;
        rows.into_iter().map(read).collect()
    }

    /// Adds one and answers its key. The entry in the audit log is written with it or not at all.
    pub async fn add_annotation(&self, annotation: &Annotation, entry: AuditEntry) -> Result<i64, ArchiveError> {
        let row = ActiveModel {
            id: NotSet,
            day: Set(annotation.day.to_string()),
            text: Set(annotation.text.clone()),
            team: Set(annotation.team.as_ref().map(ToString::to_string)),
            shared: Set(annotation.shared),
            made_by: Set(entry.account.map(AccountId::get)),
            made_at: Set(unix(entry.at)),
        };
        let write = self.write().await?;
        let added = Entity::insert(row).exec(write.db()).await?.last_insert_id;
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(added)
    }

    /// Keeps one in the place of the one with that key, which stays whose it was; false where there is none with that
    /// key, and then nothing is written at all.
    pub async fn change_annotation(
        &self,
        id: i64,
        annotation: &Annotation,
        entry: AuditEntry,
    ) -> Result<bool, ArchiveError> {
        let row = ActiveModel {
            day: Set(annotation.day.to_string()),
            text: Set(annotation.text.clone()),
            team: Set(annotation.team.as_ref().map(ToString::to_string)),
            shared: Set(annotation.shared),
            ..ActiveModel::default()
        };
        let write = self.write().await?;
        let changed = Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(write.db()).await?;
        if changed.rows_affected == 0 {
            return Ok(false);
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Removes one; false where there is none with that key, and then nothing is written at all.
    pub async fn remove_annotation(&self, id: i64, entry: AuditEntry) -> Result<bool, ArchiveError> {
        let write = self.write().await?;
        if Entity::delete_by_id(id).exec(write.db()).await?.rows_affected == 0 {
            return Ok(false);
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(true)
    }
}

fn read(row: Model) -> Result<(i64, Annotation), ArchiveError> {
    let annotation = Annotation {
        day: At("annotation", "day").parse(&row.day)?,
        text: row.text,
        team: row.team.map(TeamSlug::new),
        shared: row.shared,
    };
    Ok((row.id, annotation))
}

//! Guides to a first connection that somebody is following, each with the sealed key that waits for its scope. What
//! a step means is `domain`'s; sealing is `access`'s.

use std::fmt;

use domain::guide::Draft;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{self, AuditEntry};
use crate::entity::guide::{ActiveModel, Column, Entity, Model};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::stored::At;

/// A guide as it was read. It is saved only if nobody else has saved it since.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptGuide {
    /// Its key.
    pub id: i64,
    /// How often it was saved before.
    pub revision: i64,
    /// How far it is.
    pub draft: Draft,
    /// The key that waits for its scope, sealed for the draft's workspace.
    pub sealed_key: Option<Vec<u8>>,
}

impl fmt::Debug for KeptGuide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptGuide").field("id", &self.id).field("draft", &self.draft).finish_non_exhaustive()
    }
}

impl Archive {
    /// Every guide, the latest first.
    pub async fn guides(&self) -> Result<Vec<KeptGuide>, ArchiveError> {
        Entity::find().order_by_desc(Column::Id).all(self.db()).await?.into_iter().map(read).collect()
    }

    /// The guide with that key.
    pub async fn guide(&self, id: i64) -> Result<Option<KeptGuide>, ArchiveError> {
        Entity::find_by_id(id).one(self.db()).await?.map(read).transpose()
    }

    /// Begins one and answers its key. The entry in the audit log is written with it or not at all; so with the
    /// other changes.
    pub async fn add_guide(&self, draft: &Draft, entry: AuditEntry) -> Result<i64, ArchiveError> {
        let row = ActiveModel { id: NotSet, revision: Set(0), draft: Set(text(draft)?), sealed_key: Set(None) };
        let write = self.write().await?;
        let added = Entity::insert(row).exec(write.db()).await?.last_insert_id;
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(added)
    }

    /// Saves one; false, and nothing is written, where it is gone or somebody else has saved it since it was read.
    pub async fn save_guide(&self, guide: &KeptGuide, entry: AuditEntry) -> Result<bool, ArchiveError> {
        let update = Entity::update_many()
            .col_expr(Column::Revision, Expr::value(guide.revision.saturating_add(1)))
            .col_expr(Column::Draft, Expr::value(text(&guide.draft)?))
            .col_expr(Column::SealedKey, Expr::value(guide.sealed_key.clone()))
            .filter(Column::Id.eq(guide.id))
            .filter(Column::Revision.eq(guide.revision));
        let write = self.write().await?;
        if update.exec(write.db()).await?.rows_affected == 0 {
            return Ok(false);
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        self.wipe().await?;
        Ok(true)
    }

    /// Removes one with its key; false where there is none.
    pub async fn remove_guide(&self, id: i64, entry: AuditEntry) -> Result<bool, ArchiveError> {
        let write = self.write().await?;
        if Entity::delete_by_id(id).exec(write.db()).await?.rows_affected == 0 {
            return Ok(false);
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        // Its key, if it kept one, goes for good.
        self.wipe().await?;
        Ok(true)
    }
}

const DRAFT: At = At("guide", "draft");

fn text(draft: &Draft) -> Result<String, ArchiveError> {
    serde_json::to_string(draft).map_err(|why| DRAFT.damaged(why))
}

fn read(row: Model) -> Result<KeptGuide, ArchiveError> {
    let Model { id, revision, draft, sealed_key } = row;
    let draft = serde_json::from_str(&draft).map_err(|why| DRAFT.damaged(why))?;
    Ok(KeptGuide { id, revision, draft, sealed_key })
}

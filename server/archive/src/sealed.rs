//! Everything that is kept sealed, as bytes: to be tried with a secret key, or sealed by another. Sealing is `access`'s.

use domain::{ConnectionId, ConnectionName};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _};

use crate::audit::{self, AuditEntry};
use crate::connections::Connection;
use crate::entity::{connection, guide};
use crate::error::ArchiveError;
use crate::open::{Archive, WriteTx};
use crate::settings;

/// Whose a sealed key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// A connection's, which reads with it.
    Connection(ConnectionId, ConnectionName),
    /// A guide's, which waits for its scope.
    Guide(i64),
}

/// A key as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// Whose it is.
    pub keeper: Keeper,
    /// The workspace for which it is sealed, as it stands there.
    pub workspace: String,
    /// The sealed key.
    pub envelope: Vec<u8>,
}

impl std::fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealedKey").field("keeper", &self.keeper).finish_non_exhaustive()
    }
}

impl Archive {
    /// Every key that is kept.
    pub async fn sealed_keys(&self) -> Result<Vec<SealedKey>, ArchiveError> {
        let connections = self.connections().await?.into_iter().filter(Connection::has_key).map(|one| SealedKey {
            keeper: Keeper::Connection(one.id, one.name),
            workspace: one.workspace.as_str().to_owned(),
            envelope: one.sealed_key,
        });
        let guides = self.guides().await?.into_iter().filter_map(|one| {
            let (keeper, workspace) = (Keeper::Guide(one.id), one.draft.workspace);
            one.sealed_key.map(|envelope| SealedKey { keeper, workspace, envelope })
        });
        Ok(connections.chain(guides).collect())
    }

    /// Puts every key, sealed anew, in place of the same one, and sets what else is sealed by name: all of it, with its
    /// entry in the audit log, or nothing. The old envelopes go for good.
    pub async fn reseal(
        &self,
        keys: Vec<SealedKey>,
        named: &[(&str, String)],
        entry: AuditEntry,
    ) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        for key in keys {
            put(&write, key).await?;
        }
        for (name, value) in named {
            settings::put(write.db(), name, value).await?;
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        self.wipe().await
    }
}

async fn put(write: &WriteTx, key: SealedKey) -> Result<(), ArchiveError> {
    let value = Expr::value(key.envelope);
    let done = match key.keeper {
        Keeper::Connection(id, _) => {
            let update = connection::Entity::update_many().col_expr(connection::Column::SealedKey, value);
            update.filter(connection::Column::Id.eq(id.get())).exec(write.db()).await?
        }
        Keeper::Guide(id) => {
            // Whoever read the guide before must read it again before it is saved.
            let revision = Expr::col(guide::Column::Revision).add(1);
            let update = guide::Entity::update_many()
                .col_expr(guide::Column::SealedKey, value)
                .col_expr(guide::Column::Revision, revision);
            update.filter(guide::Column::Id.eq(id)).exec(write.db()).await?
        }
    };
    // Nobody else has the archive open, so that nothing can be gone.
    if done.rows_affected == 1 { Ok(()) } else { Err(ArchiveError::Busy) }
}

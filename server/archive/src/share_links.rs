//! Shared links. A link is found by the hash of its token, which is not kept; how a token is made is `access`'s.
//!
//! Whatever changes a link takes whose links it may touch: the condition stands in the statement itself, so that no
//! check before it can be forgotten.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::link::Contract;
use domain::{AccountId, LinkId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
};

use crate::audit::{self, AuditEntry};
use crate::entity::share_link::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_dangling};
use crate::open::Archive;
use crate::stored::{At, count, unix};

/// A shared link.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareLink {
    /// Its key.
    pub id: LinkId,
    /// Whose it is.
    pub owner: AccountId,
    /// Counts up when its address changes.
    pub version: u32,
    /// How often what it shows was changed.
    pub revision: u32,
    /// The hash of its token.
    pub token_hash: [u8; 32],
    /// What it shows.
    pub contract: Contract,
    /// The hash of its password, in PHC form.
    pub password_hash: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// From when on it does not open any more; `None` where it does not end.
    pub expires_at: Option<DateTime<Utc>>,
    /// How often it was opened.
    pub opened: u64,
    /// When it was last opened.
    pub last_opened: Option<DateTime<Utc>>,
}

impl fmt::Debug for ShareLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShareLink")
            .field("id", &self.id)
            .field("owner", &self.owner)
            .field("version", &self.version)
            .field("revision", &self.revision)
            .field("contract", &self.contract)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Whose links a change may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One account's.
    Of(AccountId),
    /// Everybody's: for administrators.
    Everybodys,
}

impl Whose {
    fn condition(self) -> Condition {
        match self {
            Self::Of(owner) => Condition::all().add(Column::AccountId.eq(owner.get())),
            Self::Everybodys => Condition::all(),
        }
    }
}

impl Archive {
    /// Links, the newest first.
    pub async fn share_links(&self, whose: Whose) -> Result<Vec<ShareLink>, ArchiveError> {
        let found = Entity::find().filter(whose.condition());
        let rows = found.order_by_desc(Column::MadeAt).order_by_asc(Column::Id).all(self.db()).await?;
        rows.into_iter().map(read).collect()
    }

    /// The link of a key, where it is one of those.
    pub async fn share_link(&self, id: &LinkId, whose: Whose) -> Result<Option<ShareLink>, ArchiveError> {
        let found = Entity::find().filter(whose.condition().add(Column::Id.eq(id.as_str())));
        found.one(self.db()).await?.map(read).transpose()
    }

    /// The link of a token's hash.
    pub async fn share_link_by_hash(&self, hash: [u8; 32]) -> Result<Option<ShareLink>, ArchiveError> {
        let found = Entity::find().filter(Column::TokenHash.eq(hash.to_vec()));
        found.one(self.db()).await?.map(read).transpose()
    }

    /// Keeps a new link with its entry in the audit log.
    pub async fn add_share_link(&self, link: &ShareLink, entry: AuditEntry) -> Result<(), ArchiveError> {
        let row = ActiveModel {
            account_id: Set(link.owner.get()),
            id: Set(link.id.to_string()),
            version: Set(i64::from(link.version)),
            revision: Set(i64::from(link.revision)),
            token_hash: Set(link.token_hash.to_vec()),
            contract: Set(written(&link.contract)?),
            password_hash: Set(link.password_hash.clone()),
            made_at: Set(unix(link.made_at)),
            expires_at: Set(link.expires_at.map(unix)),
            opened: Set(0),
            last_opened: Set(None),
        };
        let write = self.write().await?;
        Entity::insert(row).exec_without_returning(write.db()).await.map_err(|error| {
            if is_dangling(&error) { ArchiveError::NoSuchAccount(link.owner) } else { error.into() }
        })?;
        audit::add(write.db(), entry).await?;
        write.commit().await
    }

    /// Keeps what a link shows, its password where that is another, and its end, and nothing else of it; false where
    /// it is none of those or was changed since it was read as `before`, and then nothing is written at all.
    pub async fn change_share_link(
        &self,
        before: &ShareLink,
        after: &ShareLink,
        whose: Whose,
        entry: AuditEntry,
    ) -> Result<bool, ArchiveError> {
        let other = after.password_hash != before.password_hash;
        let row = ActiveModel {
            revision: Set(i64::from(before.revision.saturating_add(1))),
            contract: Set(written(&after.contract)?),
            password_hash: if other { Set(after.password_hash.clone()) } else { NotSet },
            expires_at: Set(after.expires_at.map(unix)),
            ..ActiveModel::default()
        };
        let same = Column::Revision.eq(before.revision);
        self.update(row, whose.condition().add(Column::Id.eq(before.id.as_str())).add(same), entry).await
    }

    /// Gives a link the hash of its next token, if it still has the version before; false where not, and then nothing
    /// is written at all.
    pub async fn rotate_share_link(
        &self,
        id: &LinkId,
        whose: Whose,
        next: (u32, [u8; 32]),
        entry: AuditEntry,
    ) -> Result<bool, ArchiveError> {
        let (version, hash) = next;
        let row =
            ActiveModel { version: Set(i64::from(version)), token_hash: Set(hash.to_vec()), ..ActiveModel::default() };
        let same = Column::Version.eq(i64::from(version) - 1);
        self.update(row, whose.condition().add(Column::Id.eq(id.as_str())).add(same), entry).await
    }

    /// Removes one link, or all of those; answers how many, and writes no entry where there were none.
    pub async fn remove_share_links(
        &self,
        id: Option<&LinkId>,
        whose: Whose,
        entry: AuditEntry,
    ) -> Result<u64, ArchiveError> {
        let condition = whose.condition().add_option(id.map(|id| Column::Id.eq(id.as_str())));
        let write = self.write().await?;
        let removed = Entity::delete_many().filter(condition).exec(write.db()).await?.rows_affected;
        if removed == 0 {
            return Ok(0);
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(removed)
    }

    /// Adds to how often a link was opened. A link that is gone is nothing to note.
    pub async fn note_share_link_opened(&self, id: &LinkId, times: u64, at: DateTime<Utc>) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        Entity::update_many()
            .col_expr(Column::Opened, Expr::col(Column::Opened).add(count(times)))
            .col_expr(Column::LastOpened, Expr::value(unix(at)))
            .filter(Column::Id.eq(id.as_str()))
            .exec(write.db())
            .await?;
        write.commit().await
    }

    async fn update(&self, row: ActiveModel, which: Condition, entry: AuditEntry) -> Result<bool, ArchiveError> {
        let write = self.write().await?;
        let changed = Entity::update_many().set(row).filter(which).exec(write.db()).await?;
        if changed.rows_affected == 0 {
            return Ok(false);
        }
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(true)
    }
}

fn written(contract: &Contract) -> Result<String, ArchiveError> {
    serde_json::to_string(contract).map_err(|error| At("share_link", "contract").damaged(error))
}

fn read(row: Model) -> Result<ShareLink, ArchiveError> {
    let at = |column| At("share_link", column);
    Ok(ShareLink {
        id: LinkId::new(row.id),
        owner: AccountId::new(row.account_id),
        version: at("version").number(row.version)?,
        revision: at("revision").number(row.revision)?,
        token_hash: at("token_hash").hash(&row.token_hash)?,
        contract: serde_json::from_str(&row.contract).map_err(|error| at("contract").damaged(error))?,
        password_hash: row.password_hash,
        made_at: at("made_at").moment(row.made_at)?,
        expires_at: at("expires_at").moment_opt(row.expires_at)?,
        opened: at("opened").number(row.opened)?,
        last_opened: at("last_opened").moment_opt(row.last_opened)?,
    })
}

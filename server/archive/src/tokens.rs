//! Tokens of the HTTP API. Only the hash of a token is kept; making and checking it is `access`'s.

use chrono::{DateTime, Utc};
use domain::{AccountId, Scope};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::api_token::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_taken};
use crate::open::Archive;
use crate::stored::{At, unix};

/// In `revoked_at`: the token is live.
const LIVE: i64 = 0;
/// Last use is noted this coarsely, in seconds, so that a busy token does not write with each call.
const TOUCH_SECONDS: i64 = 60;

/// A token to keep.
#[derive(Clone)]
pub struct NewToken {
    /// Its name; unique among live tokens.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The hash of its secret.
    pub hash: [u8; 32],
    /// The account that makes it; absent for the command line.
    pub made_by: Option<AccountId>,
    /// From when on it does not work any more; absent for never.
    pub expires_at: Option<DateTime<Utc>>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A token as it is listed: never its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Since when it is revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The account that made it; absent for the command line.
    pub made_by: Option<AccountId>,
    /// From when on it does not work any more; absent for never.
    pub expires_at: Option<DateTime<Utc>>,
}

impl TokenRow {
    /// Whether it works at a moment.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether its last use was noted so long ago that another one should be.
    pub fn is_use_stale(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|last| unix(last) <= unix(now) - TOUCH_SECONDS)
    }
}

impl Archive {
    /// Keeps a token.
    ///
    /// # Errors
    /// Where a live token has the name.
    pub async fn create_token(&self, new: NewToken) -> Result<TokenRow, ArchiveError> {
        let row = ActiveModel {
            id: NotSet,
            name: Set(new.name.clone()),
            scope: Set(new.scope.name().to_owned()),
            hash: Set(new.hash.to_vec()),
            created_at: Set(unix(new.now)),
            last_used_at: Set(None),
            revoked_at: Set(LIVE),
            made_by: Set(new.made_by.map(AccountId::get)),
            expires_at: Set(new.expires_at.map(unix)),
        };
        let write = self.write().await?;
        let saved = Entity::insert(row)
            .exec_with_returning(write.db())
            .await
            .map_err(|error| if is_taken(&error) { ArchiveError::TokenNameTaken(new.name) } else { error.into() })?;
        write.commit().await?;
        read(saved)
    }

    /// The token of that hash, unless it is revoked; it may have ended.
    pub async fn token_by_hash(&self, hash: [u8; 32]) -> Result<Option<TokenRow>, ArchiveError> {
        Entity::find()
            .filter(Column::Hash.eq(hash.to_vec()))
            .filter(Column::RevokedAt.eq(LIVE))
            .one(self.db())
            .await?
            .map(read)
            .transpose()
    }

    /// Every token, revoked ones included, newest first.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, ArchiveError> {
        Entity::find().order_by_desc(Column::Id).all(self.db()).await?.into_iter().map(read).collect()
    }

    /// Revokes a token, and gives it as it was; `None` where there is no live one of that key. Its name is free
    /// again.
    pub async fn revoke_token(&self, id: i64, now: DateTime<Utc>) -> Result<Option<TokenRow>, ArchiveError> {
        let write = self.write().await?;
        let live = Entity::find_by_id(id).filter(Column::RevokedAt.eq(LIVE)).one(write.db()).await?;
        let Some(live) = live else { return Ok(None) };
        let query = Entity::find().filter(Column::Name.eq(live.name.as_str()));
        // A name can be revoked twice in one second; the second moment is then moved on by one.
        let last = query.order_by_desc(Column::RevokedAt).one(write.db()).await?.map_or(LIVE, |row| row.revoked_at);
        Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(unix(now).max(last + 1)))
            .filter(Column::Id.eq(id))
            .exec(write.db())
            .await?;
        write.commit().await?;
        read(live).map(Some)
    }

    /// Notes that a token was used, at most once a minute.
    pub async fn touch_token(&self, id: i64, now: DateTime<Utc>) -> Result<(), ArchiveError> {
        let stale =
            Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lte(unix(now) - TOUCH_SECONDS));
        let due = Entity::find_by_id(id).filter(stale).one(self.db()).await?;
        if due.is_none() {
            return Ok(());
        }
        let write = self.write().await?;
        Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(unix(now)))
            .filter(Column::Id.eq(id))
            .exec(write.db())
            .await?;
        write.commit().await
    }
}

fn read(row: Model) -> Result<TokenRow, ArchiveError> {
    let revoked = (row.revoked_at != LIVE).then_some(row.revoked_at);
    Ok(TokenRow {
        id: row.id,
        name: row.name,
        scope: At("api_token", "scope").parse(&row.scope)?,
        created_at: At("api_token", "created_at").moment(row.created_at)?,
        last_used_at: At("api_token", "last_used_at").moment_opt(row.last_used_at)?,
        revoked_at: At("api_token", "revoked_at").moment_opt(revoked)?,
        made_by: row.made_by.map(AccountId::new),
        expires_at: At("api_token", "expires_at").moment_opt(row.expires_at)?,
    })
}

//! Links that work once: to set up the first account, to sign in. Only the hash of a link's token is kept.

use chrono::{DateTime, Utc};
use domain::AccountId;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity::one_time_link::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_dangling};
use crate::open::Archive;
use crate::stored::{At, unix};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// To make the first account.
    SetUp,
    /// To sign in to an account, and to set its password.
    SignIn,
}

impl LinkPurpose {
    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::SignIn => "sign-in",
        }
    }
}

/// A link that is still good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// Until when it works; at that second it does not any more.
    pub expires_at: DateTime<Utc>,
}

impl Archive {
    /// Keeps a link by the hash of its token.
    ///
    /// # Errors
    /// Where there is no such account.
    pub async fn put_one_time_link(
        &self,
        hash: [u8; 32],
        purpose: LinkPurpose,
        account: Option<AccountId>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), ArchiveError> {
        let row = ActiveModel {
            hash: Set(hash.to_vec()),
            purpose: Set(purpose.name().to_owned()),
            account_id: Set(account.map(AccountId::get)),
            expires_at: Set(unix(expires_at)),
        };
        let write = self.write().await?;
        Entity::insert(row).exec_without_returning(write.db()).await.map_err(|error| match account {
            Some(account) if is_dangling(&error) => ArchiveError::NoSuchAccount(account),
            _ => error.into(),
        })?;
        write.commit().await
    }

    /// The link of that hash, if it is still good; it stays so.
    pub async fn peek_one_time_link(
        &self,
        hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<OneTimeLink>, ArchiveError> {
        good(self.db(), hash, now).await
    }

    /// The link of that hash, if it is still good, used up by this call: of any number of callers one gets it.
    /// Links that have expired are thrown away on the occasion.
    pub async fn take_one_time_link(
        &self,
        hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<OneTimeLink>, ArchiveError> {
        let write = self.write().await?;
        let link = good(write.db(), hash, now).await?;
        Entity::delete_many()
            .filter(Condition::any().add(Column::Hash.eq(hash.to_vec())).add(Column::ExpiresAt.lte(unix(now))))
            .exec(write.db())
            .await?;
        write.commit().await?;
        Ok(link)
    }

    /// Takes back every link of a purpose, so that only one made afterwards works.
    pub async fn drop_one_time_links(&self, purpose: LinkPurpose) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        Entity::delete_many().filter(Column::Purpose.eq(purpose.name())).exec(write.db()).await?;
        write.commit().await
    }
}

async fn good(
    db: &impl ConnectionTrait,
    hash: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<OneTimeLink>, ArchiveError> {
    Entity::find_by_id(hash.to_vec()).filter(Column::ExpiresAt.gt(unix(now))).one(db).await?.map(read).transpose()
}

fn read(row: Model) -> Result<OneTimeLink, ArchiveError> {
    let purpose = match row.purpose.as_str() {
        "set-up" => LinkPurpose::SetUp,
        "sign-in" => LinkPurpose::SignIn,
        other => return Err(At("one_time_link", "purpose").damaged(format!("“{other}” is no known purpose"))),
    };
    Ok(OneTimeLink {
        purpose,
        account: row.account_id.map(AccountId::new),
        expires_at: At("one_time_link", "expires_at").moment(row.expires_at)?,
    })
}

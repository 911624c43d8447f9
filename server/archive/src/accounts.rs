//! Accounts: who can sign in. Hashing and checking passwords is `access`'s.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::{AccountId, Email, Role};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    UpdateMany,
};

use crate::entity::account::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_taken};
use crate::open::Archive;
use crate::stored::{At, unix};

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its key.
    pub id: AccountId,
    /// Its address.
    pub email: Email,
    /// What it may do.
    pub role: Role,
    /// The hash of its password, in PHC form; absent until one is set.
    pub password_hash: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it may not sign in any more.
    pub disabled_at: Option<DateTime<Utc>>,
}

impl fmt::Debug for AccountRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRow")
            .field("id", &self.id)
            .field("email", &self.email)
            .field("role", &self.role)
            .field("disabled_at", &self.disabled_at)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// How many accounts there are, disabled ones included.
    pub async fn accounts_count(&self) -> Result<u64, ArchiveError> {
        Ok(Entity::find().count(self.db()).await?)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// Where the address has one.
    pub async fn create_account(
        &self,
        email: &Email,
        role: Role,
        password_hash: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<AccountRow, ArchiveError> {
        let row = ActiveModel {
            id: NotSet,
            email: Set(email.as_str().to_owned()),
            role: Set(role.name().to_owned()),
            password_hash: Set(password_hash),
            created_at: Set(unix(now)),
            disabled_at: Set(None),
        };
        let write = self.write().await?;
        let saved = Entity::insert(row)
            .exec_with_returning(write.db())
            .await
            .map_err(|error| if is_taken(&error) { ArchiveError::EmailTaken(email.clone()) } else { error.into() })?;
        write.commit().await?;
        read(saved)
    }

    /// The account of an address.
    pub async fn account_by_email(&self, email: &Email) -> Result<Option<AccountRow>, ArchiveError> {
        Entity::find().filter(Column::Email.eq(email.as_str())).one(self.db()).await?.map(read).transpose()
    }

    /// The account with that key.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRow>, ArchiveError> {
        Entity::find_by_id(id.get()).one(self.db()).await?.map(read).transpose()
    }

    /// Every account, by address.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, ArchiveError> {
        Entity::find().order_by_asc(Column::Email).all(self.db()).await?.into_iter().map(read).collect()
    }

    /// Sets the hash of an account's password.
    ///
    /// # Errors
    /// Where there is no such account.
    pub async fn set_password(&self, id: AccountId, password_hash: String) -> Result<(), ArchiveError> {
        self.update_account(id, Entity::update_many().col_expr(Column::PasswordHash, Expr::value(password_hash))).await
    }

    /// Sets what an account may do.
    ///
    /// # Errors
    /// Where there is no such account.
    pub async fn set_role(&self, id: AccountId, role: Role) -> Result<(), ArchiveError> {
        self.update_account(id, Entity::update_many().col_expr(Column::Role, Expr::value(role.name()))).await
    }

    /// Disables an account from a moment on, or enables it again with `None`. Its sessions are left to the caller.
    ///
    /// # Errors
    /// Where there is no such account.
    pub async fn set_account_disabled(&self, id: AccountId, at: Option<DateTime<Utc>>) -> Result<(), ArchiveError> {
        self.update_account(id, Entity::update_many().col_expr(Column::DisabledAt, Expr::value(at.map(unix)))).await
    }

    async fn update_account(&self, id: AccountId, update: UpdateMany<Entity>) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        if update.filter(Column::Id.eq(id.get())).exec(write.db()).await?.rows_affected == 0 {
            return Err(ArchiveError::NoSuchAccount(id));
        }
        write.commit().await
    }
}

fn read(row: Model) -> Result<AccountRow, ArchiveError> {
    Ok(AccountRow {
        id: AccountId::new(row.id),
        email: At("account", "email").parse(&row.email)?,
        role: At("account", "role").parse(&row.role)?,
        password_hash: row.password_hash,
        created_at: At("account", "created_at").moment(row.created_at)?,
        disabled_at: At("account", "disabled_at").moment_opt(row.disabled_at)?,
    })
}

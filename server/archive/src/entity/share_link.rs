//! Shared links, by the hash of their token.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "share_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub revision: i64,
    pub token_hash: Vec<u8>,
    pub contract: String,
    pub password_hash: Option<String>,
    pub made_at: i64,
    pub expires_at: Option<i64>,
    pub opened: i64,
    pub last_opened: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

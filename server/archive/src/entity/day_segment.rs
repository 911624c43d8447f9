//! Days as they stand now. The payload is the last column, so that reading the others skips it.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "day_segment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dataset: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub revision: i64,
    pub state: String,
    pub rows: i64,
    pub content_hash: Vec<u8>,
    pub totals: String,
    pub fetched_at: i64,
    pub checked_at: i64,
    pub suspicious_at: Option<i64>,
    pub payload: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

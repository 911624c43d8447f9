//! Connected workspaces.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "connection")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub workspace: String,
    pub sealed_key: Vec<u8>,
    pub key_last_four: String,
    pub created_at: i64,
    pub last_ok_sync: Option<i64>,
    pub problem: Option<String>,
    pub problem_detail: Option<String>,
    pub team: Option<String>,
    pub rests_since: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Sync passes, running and past.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "sync_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub trigger_name: String,
    pub state: String,
    pub owner: String,
    pub started_at: i64,
    pub ended_at: Option<i64>,
    pub summary: Option<String>,
    pub problem: Option<String>,
    pub problem_detail: Option<String>,
    pub planned: i64,
    pub written: i64,
    pub unchanged: i64,
    pub suspicious: i64,
    pub rows_read: i64,
    pub requests: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

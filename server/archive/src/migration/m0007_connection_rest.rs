//! A connection may rest: paused by an admin, or disconnected, which also forgets its key.

use ::async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0007_connection_rest"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "async_trait makes another signature of a named lifetime")]
#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("connection").add_column(big_integer_null("rests_since")).take()).await
    }
}

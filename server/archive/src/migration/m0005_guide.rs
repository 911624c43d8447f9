//! Guides to a first connection that somebody is following, and the list of the rollout.

use ::async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, blob_null, string, string_null, text};

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0005_guide"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "async_trait makes another signature of a named lifetime")]
#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guide = Table::create()
            .table("guide")
            .col(big_pk_auto("id"))
            // Two admins may write at once: who read an older revision writes nothing.
            .col(big_integer("revision"))
            .col(text("draft"))
            .col(blob_null("sealed_key"))
            .take();
        manager.create_table(guide).await?;
        let item = Table::create()
            .table("rollout_item")
            .col(string("name").primary_key())
            .col(string("owner"))
            .col(string_null("due"))
            .col(big_integer_null("done_at"))
            .col(string_null("done_by"))
            .take();
        manager.create_table(item).await
    }
}

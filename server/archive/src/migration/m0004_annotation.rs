//! Annotations: what happened on a day, for everyone or for one team.

use ::async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, boolean, string, string_null, text};

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0004_annotation"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "async_trait makes another signature of a named lifetime")]
#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let annotation = Table::create()
            .table("annotation")
            .col(big_pk_auto("id"))
            .col(string("day"))
            .col(text("text"))
            // No reference to the roster: that is replaced as a whole, and the team may come back.
            .col(string_null("team"))
            .col(boolean("shared"))
            .col(big_integer_null("made_by"))
            .col(big_integer("made_at"))
            .take();
        manager.create_table(annotation).await
    }
}

//! Shared links: what each shows, and by which hash it is found. No token stands here.

use ::async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, blob, string, text, text_null};

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0006_share_link"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "async_trait makes another signature of a named lifetime")]
#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let owner = ForeignKey::create()
            .name("fk_share_link_account_id")
            .from("share_link", "account_id")
            .to("account", "id")
            .on_delete(ForeignKeyAction::Restrict)
            .take();
        let link = Table::create()
            .table("share_link")
            .col(big_integer("account_id"))
            .col(string("id").unique_key())
            .col(big_integer("version"))
            .col(big_integer("revision"))
            .col(blob("token_hash").unique_key())
            .col(text("contract"))
            .col(text_null("password_hash"))
            .col(big_integer("made_at"))
            .col(big_integer_null("expires_at"))
            .col(big_integer("opened"))
            .col(big_integer_null("last_opened"))
            .primary_key(Index::create().col("account_id").col("id"))
            .foreign_key(&mut owner.clone())
            .take();
        manager.create_table(link).await
    }
}

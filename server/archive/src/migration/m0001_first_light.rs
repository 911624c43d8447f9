//! The first schema. Every primary key starts with the connection or the account it belongs to, where
//! there is one, so that the schema can be spread over machines without change.

use ::async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, blob, string, string_null, text, text_null,
};

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0001_first_light"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "async_trait makes another signature of a named lifetime")]
#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in archive_tables().into_iter().chain(roster_tables()).chain(access_tables()) {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(*column);
    }
    key.take()
}

fn refers(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(to, "id")
        .on_delete(ForeignKeyAction::Restrict)
        .take()
}

fn archive_tables() -> Vec<TableCreateStatement> {
    let connection = Table::create()
        .table("connection")
        .col(big_pk_auto("id"))
        .col(string("name").unique_key())
        .col(string("workspace"))
        .col(blob("sealed_key"))
        .col(string("key_last_four"))
        .col(big_integer("created_at"))
        .col(big_integer_null("last_ok_sync"))
        .col(string_null("problem"))
        .col(text_null("problem_detail"))
        .take();
    let day_segment = Table::create()
        .table("day_segment")
        .col(big_integer("connection_id"))
        .col(string("dataset"))
        .col(string("day"))
        .col(big_integer("revision"))
        .col(string("state"))
        .col(big_integer("rows"))
        .col(blob("content_hash"))
        .col(text("totals"))
        .col(big_integer("fetched_at"))
        .col(big_integer("checked_at"))
        .col(big_integer_null("suspicious_at"))
        // Last, so that the columns before it are read without it.
        .col(blob("payload"))
        .primary_key(&mut key(&["connection_id", "dataset", "day"]))
        .foreign_key(&mut refers("day_segment", "connection_id", "connection"))
        .take();
    let day_revision = Table::create()
        .table("day_revision")
        .col(big_integer("connection_id"))
        .col(string("dataset"))
        .col(string("day"))
        .col(big_integer("revision"))
        .col(big_integer("rows"))
        .col(blob("content_hash"))
        .col(text("totals"))
        .col(big_integer("fetched_at"))
        .col(big_integer("replaced_at"))
        .primary_key(&mut key(&["connection_id", "dataset", "day", "revision"]))
        .foreign_key(&mut refers("day_revision", "connection_id", "connection"))
        .take();
    vec![connection, day_segment, day_revision, sync_run()]
}

fn sync_run() -> TableCreateStatement {
    Table::create()
        .table("sync_run")
        .col(big_integer("connection_id"))
        .col(big_integer("number"))
        .col(string("trigger_name"))
        .col(string("state"))
        .col(string("owner"))
        .col(big_integer("started_at"))
        .col(big_integer_null("ended_at"))
        .col(text_null("summary"))
        .col(string_null("problem"))
        .col(text_null("problem_detail"))
        .col(big_integer("planned"))
        .col(big_integer("written"))
        .col(big_integer("unchanged"))
        .col(big_integer("suspicious"))
        .col(big_integer("rows_read"))
        .col(big_integer("requests"))
        .primary_key(&mut key(&["connection_id", "number"]))
        .foreign_key(&mut refers("sync_run", "connection_id", "connection"))
        .take()
}

fn roster_tables() -> Vec<TableCreateStatement> {
    let team = Table::create()
        .table("team")
        .col(string("slug"))
        .col(string("title"))
        .col(string_null("parent"))
        .primary_key(&mut key(&["slug"]))
        .take();
    let person = Table::create()
        .table("person")
        .col(string("email"))
        .col(string_null("name"))
        .primary_key(&mut key(&["email"]))
        .take();
    let membership = Table::create()
        .table("membership")
        .col(string("email"))
        .col(big_integer("position"))
        .col(string_null("team"))
        .col(string_null("from_day"))
        .col(string_null("to_day"))
        .primary_key(&mut key(&["email", "position"]))
        .take();
    let setting =
        Table::create().table("setting").col(string("name")).col(text("value")).primary_key(&mut key(&["name"])).take();
    vec![team, person, membership, setting]
}

fn access_tables() -> Vec<TableCreateStatement> {
    let account = Table::create()
        .table("account")
        .col(big_pk_auto("id"))
        .col(string("email").unique_key())
        .col(string("role"))
        .col(string_null("password_hash"))
        .col(big_integer("created_at"))
        .col(big_integer_null("disabled_at"))
        .take();
    let one_time_link = Table::create()
        .table("one_time_link")
        .col(blob("hash"))
        .col(string("purpose"))
        .col(big_integer_null("account_id"))
        .col(big_integer("expires_at"))
        .primary_key(&mut key(&["hash"]))
        .foreign_key(&mut refers("one_time_link", "account_id", "account"))
        .take();
    let session = Table::create()
        .table("session")
        .col(string("id"))
        .col(big_integer_null("account_id"))
        .col(blob("data"))
        .col(big_integer("expires_at"))
        .primary_key(&mut key(&["id"]))
        .foreign_key(&mut refers("session", "account_id", "account"))
        .take();
    let api_token = Table::create()
        .table("api_token")
        .col(big_pk_auto("id"))
        .col(string("name"))
        .col(string("scope"))
        .col(blob("hash").unique_key())
        .col(big_integer("created_at"))
        .col(big_integer_null("last_used_at"))
        .col(big_integer("revoked_at"))
        .take();
    let audit_entry = Table::create()
        .table("audit_entry")
        .col(big_pk_auto("id"))
        .col(big_integer("at"))
        .col(big_integer_null("account_id"))
        .col(string("action"))
        .col(text("object"))
        .col(text("detail"))
        .take();
    vec![account, one_time_link, session, api_token, audit_entry]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let on = |name: &str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).take();
        for column in columns {
            index.col(*column);
        }
        index
    };
    vec![
        // A live token has revoked_at 0, so live names are unique and a revoked name is free again.
        on("api_token_live_name", "api_token", &["name", "revoked_at"]).unique().take(),
        on("one_time_link_expiry", "one_time_link", &["expires_at"]),
        on("session_expiry", "session", &["expires_at"]),
        on("session_account", "session", &["account_id"]),
        on("sync_run_state", "sync_run", &["state"]),
    ]
}

//! Configured MCP servers.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, number, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let servers = Table::create()
            .table("servers")
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            .col(text("description"))
            .col(text("kind"))
            .col(text("command").null())
            // A JSON array.
            .col(text("args"))
            .col(text("cwd").null())
            .col(text("url").null())
            // Environment, headers and bearer token, sealed: never in clear in any version of the schema.
            .col(bytes("secrets"))
            .col(columns.id("owner_id").null())
            // The owner's id, or '' for the public: nulls would be distinct in the unique index.
            .col(text("owner_key"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            .foreign_key(&mut reference(("servers", "owner_id"), "users"))
            .to_owned();
        manager.create_table(servers).await?;
        let name = Index::create()
            .name("servers_name_key")
            .table("servers")
            .col("owner_key")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(name).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("servers").to_owned())
            .await
    }
}

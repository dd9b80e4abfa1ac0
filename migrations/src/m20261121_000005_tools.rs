//! Tools of servers, as last seen.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, reference, small_number, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let tools = Table::create()
            .table("tools")
            .col(columns.id("id").primary_key())
            .col(columns.id("server_id"))
            .col(columns.name("name"))
            // The JSON object as the server wrote it; text, because `jsonb` would sort its keys.
            .col(text("definition"))
            .col(small_number("position"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(time("gone_at").null())
            .foreign_key(&mut reference(("tools", "server_id"), "servers"))
            .to_owned();
        manager.create_table(tools).await?;
        let name = Index::create()
            .name("tools_name_key")
            .table("tools")
            .col("server_id")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(name).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("tools").to_owned()).await
    }
}

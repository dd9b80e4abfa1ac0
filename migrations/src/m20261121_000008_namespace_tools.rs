//! What a namespace makes of tools: shown or hidden, and other words for them.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, flag, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let choices = Table::create()
            .table("namespace_tools")
            .col(columns.id("namespace_id"))
            .col(columns.id("tool_id"))
            .col(flag("enabled"))
            .col(text("override_name").null())
            .col(text("override_title").null())
            .col(text("override_description").null())
            // A JSON object.
            .col(text("override_annotations").null())
            .col(time("created_at"))
            .primary_key(Index::create().col("namespace_id").col("tool_id"))
            .foreign_key(&mut reference(("namespace_tools", "namespace_id"), "namespaces"))
            .foreign_key(&mut reference(("namespace_tools", "tool_id"), "tools"))
            .to_owned();
        manager.create_table(choices).await?;
        let tool = Index::create()
            .name("namespace_tools_tool_id_idx")
            .table("namespace_tools")
            .col("tool_id")
            .to_owned();
        manager.create_index(tool).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("namespace_tools").to_owned())
            .await
    }
}

//! What tools of servers said before they changed.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let changes = Table::create()
            .table("tool_changes")
            .col(columns.id("id").primary_key())
            .col(columns.id("server_id"))
            .col(time("at"))
            // By name: what is said here holds for whatever the server called so.
            .col(columns.name("tool"))
            .col(text("kind"))
            // JSON objects as the server wrote them; nothing for a tool that was or is not there.
            .col(text("before").null())
            .col(text("after").null())
            .foreign_key(&mut reference(("tool_changes", "server_id"), "servers"))
            .to_owned();
        manager.create_table(changes).await?;
        let newest = Index::create()
            .name("tool_changes_server_id_at_idx")
            .table("tool_changes")
            .col("server_id")
            .col("at")
            .to_owned();
        manager.create_index(newest).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("tool_changes").to_owned())
            .await
    }
}

//! Whose a browser's session is, and when people were last seen.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

const TABLE: &str = "web_sessions";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Everybody signs in once more: whose the sessions are that exist already stands in no column, so they could
    /// neither be listed nor ended.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_sessions(manager).await?;
        let columns = Columns::of(manager);
        let sessions = base()
            .col(columns.id("user_id").null())
            .col(time("created_at").null())
            .col(time("seen_at").null())
            .col(text("agent").null())
            .col(text("address").null())
            .foreign_key(&mut reference((TABLE, "user_id"), "users"))
            .to_owned();
        manager.create_table(sessions).await?;
        for column in ["expires_at", "user_id"] {
            index(manager, column).await?;
        }
        let seen = Table::alter()
            .table("users")
            .add_column(time("seen_at").null())
            .to_owned();
        manager.alter_table(seen).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let seen = Table::alter().table("users").drop_column("seen_at").to_owned();
        manager.alter_table(seen).await?;
        drop_sessions(manager).await?;
        manager.create_table(base()).await?;
        index(manager, "expires_at").await
    }
}

/// As it was at first.
fn base() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(bytes("id_hash").primary_key())
        .col(text("data"))
        .col(time("expires_at"))
        .to_owned()
}

async fn drop_sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table(TABLE).to_owned()).await
}

async fn index(manager: &SchemaManager<'_>, column: &'static str) -> Result<(), DbErr> {
    let index = Index::create()
        .name(format!("{TABLE}_{column}_idx"))
        .table(TABLE)
        .col(column)
        .to_owned();
    manager.create_index(index).await
}

//! What servers offer beside tools, as last seen.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, reference, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let offerings = Table::create()
            .table("server_offerings")
            .col(columns.id("server_id").primary_key())
            // JSON with the definitions as the server wrote them; text, because `jsonb` would sort their keys.
            .col(text("offering"))
            .foreign_key(&mut reference(("server_offerings", "server_id"), "servers"))
            .to_owned();
        manager.create_table(offerings).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("server_offerings").to_owned())
            .await
    }
}

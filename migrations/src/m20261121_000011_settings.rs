//! Settings of the installation that change at run time.

use sea_orm_migration::prelude::*;

use crate::columns::{text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = Table::create()
            .table("settings")
            .col(text("key").primary_key())
            // Any JSON.
            .col(text("value"))
            .col(time("updated_at"))
            .to_owned();
        manager.create_table(settings).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("settings").to_owned())
            .await
    }
}

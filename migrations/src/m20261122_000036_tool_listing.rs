//! What clients of an endpoint get when they ask for the tools.

use sea_orm_migration::prelude::*;

use crate::columns::text;

const TABLE: &str = "endpoints";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let listing = text("tool_listing").not_null().default("full").to_owned();
        let add = Table::alter().table(TABLE).add_column(listing).to_owned();
        manager.alter_table(add).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter().table(TABLE).drop_column("tool_listing").to_owned();
        manager.alter_table(drop).await
    }
}

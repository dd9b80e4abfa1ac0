//! What a namespace does with requests on their way to servers, and with answers.

use sea_orm_migration::prelude::*;

use crate::columns::{number, text};

const TABLE: &str = "namespaces";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON.
        let chain = text("chain").not_null().default("[]").to_owned();
        // What it was before the last change; nothing when there was none.
        let before = text("chain_before").null().to_owned();
        let version = number("chain_version").not_null().default(0).to_owned();
        for column in [chain, before, version] {
            let add = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["chain_version", "chain_before", "chain"] {
            let drop = Table::alter().table(TABLE).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

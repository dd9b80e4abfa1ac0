//! How namespaces name what their servers offer.

use sea_orm_migration::prelude::*;

use crate::columns::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let naming = Table::alter()
            .table("namespaces")
            // What it was for all of them until now.
            .add_column(text("naming").default("always"))
            .to_owned();
        manager.alter_table(naming).await?;
        let alias = Table::alter()
            .table("namespace_servers")
            // Empty means no prefix, nothing means the server's name.
            .add_column(text("alias").null())
            .to_owned();
        manager.alter_table(alias).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("namespace_servers", "alias"), ("namespaces", "naming")] {
            let drop = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

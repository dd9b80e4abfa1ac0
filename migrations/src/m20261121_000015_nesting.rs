//! Servers that stand for a namespace of the same installation.

use sea_orm_migration::prelude::*;

use crate::columns::Columns;

const INDEX: &str = "servers_namespace_id_idx";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let namespace = Table::alter()
            .table("servers")
            // The namespaces that its server is in would lose their tools without a word when the namespace went.
            .add_column(Columns::of(manager).kept_id("namespace_id", "namespaces"))
            .to_owned();
        manager.alter_table(namespace).await?;
        let index = Index::create()
            .name(INDEX)
            .table("servers")
            .col("namespace_id")
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The program before knows no such servers, and would read none at all while there is one.
        let nested = Query::delete()
            .from_table("servers")
            .and_where(Expr::col("namespace_id").is_not_null())
            .to_owned();
        manager.execute(nested).await?;
        let index = Index::drop().name(INDEX).table("servers").to_owned();
        manager.drop_index(index).await?;
        let namespace = Table::alter()
            .table("servers")
            .drop_column("namespace_id")
            .to_owned();
        manager.alter_table(namespace).await
    }
}

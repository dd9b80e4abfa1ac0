//! Groups of servers with chosen tools.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, number, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let namespaces = Table::create()
            .table("namespaces")
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            .col(text("description"))
            .col(columns.id("owner_id").null())
            .col(text("owner_key"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            .foreign_key(&mut reference(("namespaces", "owner_id"), "users"))
            .to_owned();
        manager.create_table(namespaces).await?;
        let name = Index::create()
            .name("namespaces_name_key")
            .table("namespaces")
            .col("owner_key")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(name).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("namespaces").to_owned())
            .await
    }
}

//! Which servers a namespace has.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, flag, reference, small_number, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let members = Table::create()
            .table("namespace_servers")
            .col(columns.id("namespace_id"))
            .col(columns.id("server_id"))
            .col(small_number("position"))
            .col(flag("enabled"))
            .col(time("created_at"))
            .primary_key(Index::create().col("namespace_id").col("server_id"))
            .foreign_key(&mut reference(
                ("namespace_servers", "namespace_id"),
                "namespaces",
            ))
            .foreign_key(&mut reference(("namespace_servers", "server_id"), "servers"))
            .to_owned();
        manager.create_table(members).await?;
        let server = Index::create()
            .name("namespace_servers_server_id_idx")
            .table("namespace_servers")
            .col("server_id")
            .to_owned();
        manager.create_index(server).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("namespace_servers").to_owned())
            .await
    }
}

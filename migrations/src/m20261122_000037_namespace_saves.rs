//! What each save changed of a namespace, so that it can be taken back.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let saves = Table::create()
            .table("namespace_saves")
            .col(columns.id("id").primary_key())
            .col(columns.id("namespace_id"))
            .col(time("at"))
            // The person's name then: the save stays when they go.
            .col(text("by"))
            // JSON: what was before and after, of what changed only.
            .col(text("change"))
            .foreign_key(&mut reference(("namespace_saves", "namespace_id"), "namespaces"))
            .to_owned();
        manager.create_table(saves).await?;
        let newest = Index::create()
            .name("namespace_saves_namespace_id_at_idx")
            .table("namespace_saves")
            .col("namespace_id")
            .col("at")
            .to_owned();
        manager.create_index(newest).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("namespace_saves").to_owned())
            .await
    }
}

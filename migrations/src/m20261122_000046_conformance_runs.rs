//! Checks of conformance that were tried at endpoints, and what came of them.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let runs = Table::create()
            .table("conformance_runs")
            .col(columns.id("id").primary_key())
            .col(columns.id("endpoint_id"))
            .col(time("at"))
            // The person's name then: the run stays when they go.
            .col(text("by"))
            // JSON: how each check ended.
            .col(text("results"))
            .foreign_key(&mut reference(("conformance_runs", "endpoint_id"), "endpoints"))
            .to_owned();
        manager.create_table(runs).await?;
        let newest = Index::create()
            .name("conformance_runs_endpoint_id_at_idx")
            .table("conformance_runs")
            .col("endpoint_id")
            .col("at")
            .to_owned();
        manager.create_index(newest).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("conformance_runs").to_owned())
            .await
    }
}

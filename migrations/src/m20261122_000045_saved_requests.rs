//! Requests of the inspector that people keep, for themselves or for a team.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, number, reference, text, time};

const TABLE: &str = "saved_requests";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let requests = Table::create()
            .table(TABLE)
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            // One of these: nothing is everybody's.
            .col(columns.id("owner_id").null())
            .col(columns.id("team_id").null())
            // endpoint:…, namespace:… or server:…, which may be gone: the request can be sent to another.
            .col(text("target"))
            .col(text("method"))
            .col(text("request_name"))
            // Sealed.
            .col(bytes("params"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            .foreign_key(&mut reference((TABLE, "owner_id"), "users"))
            .foreign_key(&mut reference((TABLE, "team_id"), "teams"))
            .to_owned();
        manager.create_table(requests).await?;
        for column in ["owner_id", "team_id"] {
            let index = Index::create()
                .name(format!("{TABLE}_{column}_idx"))
                .table(TABLE)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}

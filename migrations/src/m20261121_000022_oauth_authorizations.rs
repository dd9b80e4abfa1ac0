//! Clients that act for somebody at one endpoint. Access tokens are not kept: they are sealed, and name their row here.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "oauth_authorizations";
        let columns = Columns::of(manager);
        let authorizations = Table::create()
            .table(TABLE)
            .col(columns.id("id").primary_key())
            .col(columns.id("user_id"))
            .col(columns.id("client_id"))
            .col(columns.id("endpoint_id"))
            .col(text("scope"))
            .col(time("created_at"))
            .col(time("last_used_at").null())
            // SHA-256 of the refresh token that is valid, and of the one before it.
            .col(bytes("refresh_hash"))
            .col(bytes("previous_hash").null())
            .col(time("rotated_at"))
            .col(time("expires_at"))
            .foreign_key(&mut reference((TABLE, "user_id"), "users"))
            .foreign_key(&mut reference((TABLE, "client_id"), "oauth_clients"))
            .foreign_key(&mut reference((TABLE, "endpoint_id"), "endpoints"))
            .to_owned();
        manager.create_table(authorizations).await?;
        for column in ["user_id", "client_id", "endpoint_id"] {
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
        manager
            .drop_table(Table::drop().table("oauth_authorizations").to_owned())
            .await
    }
}

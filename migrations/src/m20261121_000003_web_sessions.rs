//! Sessions of browsers.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sessions = Table::create()
            .table("web_sessions")
            // SHA-256 of the id: a copy of the database opens no session.
            .col(bytes("id_hash").primary_key())
            .col(text("data"))
            .col(time("expires_at"))
            .to_owned();
        manager.create_table(sessions).await?;
        let expiry = Index::create()
            .name("web_sessions_expires_at_idx")
            .table("web_sessions")
            .col("expires_at")
            .to_owned();
        manager.create_index(expiry).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("web_sessions").to_owned())
            .await
    }
}

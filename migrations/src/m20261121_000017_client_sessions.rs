//! Sessions of clients, so that they outlive the process.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let sessions = Table::create()
            .table("client_sessions")
            // SHA-256 of the id: a copy of the database opens no session.
            .col(bytes("id_hash").primary_key())
            .col(columns.id("endpoint_id"))
            // In whose name: a person, the holder of a public key, or neither.
            .col(columns.id("user_id").null())
            .col(columns.id("api_key_id").null())
            .col(text("version"))
            // JSON as the client wrote it.
            .col(text("client_info").null())
            .col(text("capabilities").null())
            .col(text("log_level").null())
            .col(text("subscriptions"))
            .col(time("began_at"))
            .col(time("last_used_at"))
            .col(time("expires_at"))
            .foreign_key(&mut reference(("client_sessions", "endpoint_id"), "endpoints"))
            .foreign_key(&mut reference(("client_sessions", "user_id"), "users"))
            .foreign_key(&mut reference(("client_sessions", "api_key_id"), "api_keys"))
            .to_owned();
        manager.create_table(sessions).await?;
        for column in ["expires_at", "endpoint_id", "user_id", "api_key_id"] {
            let index = Index::create()
                .name(format!("client_sessions_{column}_idx"))
                .table("client_sessions")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("client_sessions").to_owned())
            .await
    }
}

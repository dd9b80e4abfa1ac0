//! Clients that people let act for them.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, flag, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let clients = Table::create()
            .table("oauth_clients")
            .col(columns.id("id").primary_key())
            // What it presents: our own text, or the URL of a document about it.
            .col(text("client_id"))
            .col(text("kind"))
            .col(columns.name("name"))
            // SHA-256 of the secret.
            .col(bytes("secret_hash").null())
            .col(text("auth_method"))
            // A JSON array.
            .col(text("redirect_uris"))
            .col(flag("approved"))
            .col(time("created_at"))
            .to_owned();
        manager.create_table(clients).await?;
        let client_id = Index::create()
            .name("oauth_clients_client_id_key")
            .table("oauth_clients")
            .col("client_id")
            .unique()
            .to_owned();
        manager.create_index(client_id).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("oauth_clients").to_owned())
            .await
    }
}

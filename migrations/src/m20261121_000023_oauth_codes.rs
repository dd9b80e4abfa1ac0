//! Authorization codes: each is good for one exchange within a minute.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "oauth_codes";
        let columns = Columns::of(manager);
        let codes = Table::create()
            .table(TABLE)
            // SHA-256 of the code.
            .col(bytes("code_hash").primary_key())
            .col(columns.id("user_id"))
            .col(columns.id("client_id"))
            .col(columns.id("endpoint_id"))
            .col(text("redirect_uri"))
            // S256 of PKCE (RFC 7636).
            .col(text("challenge"))
            .col(text("scope"))
            .col(time("expires_at"))
            // What it was exchanged for, to end that when the code is shown a second time.
            .col(columns.id("authorization_id").null())
            .foreign_key(&mut reference((TABLE, "user_id"), "users"))
            .foreign_key(&mut reference((TABLE, "client_id"), "oauth_clients"))
            .foreign_key(&mut reference((TABLE, "endpoint_id"), "endpoints"))
            .to_owned();
        manager.create_table(codes).await?;
        for column in ["expires_at", "user_id", "client_id", "endpoint_id"] {
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
            .drop_table(Table::drop().table("oauth_codes").to_owned())
            .await
    }
}

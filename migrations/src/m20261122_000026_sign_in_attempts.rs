//! People on their way through a provider, and people who wait to be let in.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

const ATTEMPTS: &str = "sign_in_attempts";
const REQUESTS: &str = "sign_up_requests";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let attempts = Table::create()
            .table(ATTEMPTS)
            // SHA-256 of the state that the provider gives back.
            .col(bytes("state_hash").primary_key())
            // SHA-256 of the cookie of the browser that began it.
            .col(bytes("browser_hash"))
            .col(columns.id("provider_id"))
            // Who links an account; nobody signs in.
            .col(columns.id("user_id").null())
            // Sealed: nonce, PKCE verifier and where to go afterwards.
            .col(bytes("secrets"))
            .col(time("expires_at"))
            .foreign_key(&mut reference((ATTEMPTS, "provider_id"), "oidc_providers"))
            .foreign_key(&mut reference((ATTEMPTS, "user_id"), "users"))
            .to_owned();
        manager.create_table(attempts).await?;
        let requests = Table::create()
            .table(REQUESTS)
            .col(columns.id("id").primary_key())
            .col(columns.id("provider_id"))
            .col(text("issuer"))
            .col(text("subject"))
            .col(text("email"))
            .col(columns.name("name"))
            .col(text("role"))
            // A JSON array.
            .col(text("groups"))
            .col(time("created_at"))
            .foreign_key(&mut reference((REQUESTS, "provider_id"), "oidc_providers"))
            .to_owned();
        manager.create_table(requests).await?;
        let account = Index::create()
            .name("sign_up_requests_account_key")
            .table(REQUESTS)
            .col("issuer")
            .col("subject")
            .unique()
            .to_owned();
        manager.create_index(account).await?;
        for (table, column) in [
            (ATTEMPTS, "expires_at"),
            (ATTEMPTS, "provider_id"),
            (ATTEMPTS, "user_id"),
            (REQUESTS, "provider_id"),
        ] {
            let index = Index::create()
                .name(format!("{table}_{column}_idx"))
                .table(table)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [REQUESTS, ATTEMPTS] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

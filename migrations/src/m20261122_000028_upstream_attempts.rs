//! People who are on their way to an authorization server and back: each way is good for one return within minutes.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, time};

const TABLE: &str = "upstream_attempts";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let attempts = Table::create()
            .table(TABLE)
            // SHA-256 of `state`.
            .col(bytes("state_hash").primary_key())
            .col(columns.id("server_id"))
            // Who is on the way.
            .col(columns.id("user_id"))
            // The secret of PKCE, the client and where its code is exchanged, sealed.
            .col(bytes("sealed"))
            .col(time("expires_at"))
            .foreign_key(&mut reference((TABLE, "server_id"), "servers"))
            .foreign_key(&mut reference((TABLE, "user_id"), "users"))
            .to_owned();
        manager.create_table(attempts).await?;
        for column in ["expires_at", "server_id", "user_id"] {
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

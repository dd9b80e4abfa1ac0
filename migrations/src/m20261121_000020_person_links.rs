//! Links that somebody new, or without a password, opens.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

const TABLE: &str = "person_links";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let links = Table::create()
            .table(TABLE)
            .col(columns.id("id").primary_key())
            .col(text("kind"))
            // SHA-256 of the token: a copy of the database opens no link.
            .col(bytes("token_hash"))
            // Of somebody who is there; of somebody new there are address, name and role.
            .col(columns.id("user_id").null())
            .col(text("email").null())
            .col(text("name").null())
            .col(text("role").null())
            // Nobody is the command line.
            .col(columns.id("created_by").null())
            .col(time("created_at"))
            .col(time("expires_at"))
            .foreign_key(&mut reference((TABLE, "user_id"), "users"))
            // What somebody promised who is gone does not count any more.
            .foreign_key(&mut reference((TABLE, "created_by"), "users"))
            .to_owned();
        manager.create_table(links).await?;
        let token = Index::create()
            .name("person_links_token_hash_key")
            .table(TABLE)
            .col("token_hash")
            .unique()
            .to_owned();
        manager.create_index(token).await?;
        for column in ["expires_at", "user_id", "created_by"] {
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

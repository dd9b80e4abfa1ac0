//! Keys that clients present.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, flag, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let keys = Table::create()
            .table("api_keys")
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            // SHA-256 of the key, which itself is not kept in any version of the schema.
            .col(bytes("hash"))
            .col(text("hint"))
            .col(columns.id("owner_id").null())
            .col(text("owner_key"))
            .col(flag("active"))
            .col(time("created_at"))
            .col(time("last_used_at").null())
            .foreign_key(&mut reference(("api_keys", "owner_id"), "users"))
            .to_owned();
        manager.create_table(keys).await?;
        let name = Index::create()
            .name("api_keys_name_key")
            .table("api_keys")
            .col("owner_key")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(name).await?;
        let hash = Index::create()
            .name("api_keys_hash_key")
            .table("api_keys")
            .col("hash")
            .unique()
            .to_owned();
        manager.create_index(hash).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("api_keys").to_owned())
            .await
    }
}

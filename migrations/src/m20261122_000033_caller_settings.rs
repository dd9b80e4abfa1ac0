//! What servers are told of who calls them, and the keys that sign it.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, text, time};

const KEYS: &str = "signing_keys";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON: headers that pass, and what is signed; nothing is neither, as it was for every server until now.
        let add = Table::alter()
            .table("servers")
            .add_column(text("caller").null().to_owned())
            .to_owned();
        manager.alter_table(add).await?;
        let keys = Table::create()
            .table(KEYS)
            .col(Columns::of(manager).id("id").primary_key())
            // The private key, sealed.
            .col(bytes("sealed"))
            .col(time("created_at"))
            .to_owned();
        manager.create_table(keys).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(KEYS).to_owned()).await?;
        let drop = Table::alter().table("servers").drop_column("caller").to_owned();
        manager.alter_table(drop).await
    }
}

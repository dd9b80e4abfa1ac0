//! Servers that the gateway signs in to, and what people allowed it to do there.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, number, reference, text, time};

const GRANTS: &str = "upstream_grants";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON: in whose name, and as which client; nothing is not at all, as it was for every server until now.
        let add = Table::alter()
            .table("servers")
            .add_column(text("oauth").null().to_owned())
            .to_owned();
        manager.alter_table(add).await?;
        let columns = Columns::of(manager);
        let grants = Table::create()
            .table(GRANTS)
            .col(columns.id("server_id"))
            // The id of the person, or the empty text for everybody: nulls are distinct in keys.
            .col(text("holder_key"))
            .col(columns.id("user_id").null())
            .col(text("issuer"))
            // Tokens and the registered client, sealed.
            .col(bytes("sealed"))
            .col(text("scopes"))
            .col(text("wanted_scopes"))
            .col(time("expires_at").null())
            // Why it has to be connected again; nothing while it works.
            .col(text("reason").null())
            .col(time("connected_at"))
            // Until then one process renews it.
            .col(time("leased_until").null())
            .col(number("version"))
            .primary_key(Index::create().col("server_id").col("holder_key"))
            .foreign_key(&mut reference((GRANTS, "server_id"), "servers"))
            .foreign_key(&mut reference((GRANTS, "user_id"), "users"))
            .to_owned();
        manager.create_table(grants).await?;
        let index = Index::create()
            .name("upstream_grants_user_id_idx")
            .table(GRANTS)
            .col("user_id")
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(GRANTS).to_owned()).await?;
        let drop = Table::alter().table("servers").drop_column("oauth").to_owned();
        manager.alter_table(drop).await
    }
}

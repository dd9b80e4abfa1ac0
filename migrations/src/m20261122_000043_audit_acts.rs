//! What people and programs changed of the installation, each with a hash over itself and the act before it.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, number, text, time};

const TABLE: &str = "audit_acts";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let table = Table::create()
            .table(TABLE)
            .col(columns.id("id").primary_key())
            .col(number("seq"))
            .col(time("at"))
            // person, system or stranger
            .col(text("actor_kind"))
            // No reference: what somebody did stays when they are gone.
            .col(columns.id("actor_id").null())
            .col(text("actor"))
            // The use case, such as servers.create.
            .col(text("act"))
            // JSON: a list of what was made, changed or deleted.
            .col(text("things"))
            .col(text("address").null())
            // done or refused
            .col(text("outcome"))
            .col(text("detail"))
            .col(bytes("hash"))
            .to_owned();
        manager.create_table(table).await?;
        let seq = Index::create()
            .name(format!("{TABLE}_seq_key"))
            .table(TABLE)
            .col("seq")
            .unique()
            .to_owned();
        manager.create_index(seq).await?;
        for column in ["actor_id", "act"] {
            let index = Index::create()
                .name(format!("{TABLE}_{column}_at_idx"))
                .table(TABLE)
                .col(column)
                .col("at")
                .to_owned();
            manager.create_index(index).await?;
        }
        let at = Index::create()
            .name(format!("{TABLE}_at_idx"))
            .table(TABLE)
            .col("at")
            .to_owned();
        manager.create_index(at).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}

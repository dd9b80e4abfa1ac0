//! Calls that wait until a person allows them, and what was decided.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, reference, text, time};

const TABLE: &str = "approvals";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let approvals = Table::create()
            .table(TABLE)
            .col(columns.id("id").primary_key())
            .col(columns.id("namespace_id"))
            // It may be gone: what was decided stays.
            .col(columns.id("server_id"))
            .col(text("endpoint"))
            .col(text("server"))
            .col(text("tool"))
            .col(text("original_tool"))
            .col(text("client"))
            // JSON: in whose name.
            .col(text("asker"))
            // Sealed.
            .col(bytes("arguments"))
            // SHA-256 of the arguments.
            .col(bytes("digest"))
            // waiting, allowed, refused, expired or withdrawn
            .col(text("state"))
            // The name of who decided; nothing when nobody did.
            .col(text("decided_by").null())
            .col(text("reason"))
            .col(time("created_at"))
            .col(time("expires_at"))
            .col(time("decided_at").null())
            .foreign_key(&mut reference((TABLE, "namespace_id"), "namespaces"))
            .to_owned();
        manager.create_table(approvals).await?;
        for column in ["namespace_id", "state", "created_at"] {
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

//! Strands of the audit: where each begins, and where it ends so far.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, number, time};

const TABLE: &str = "audit_strands";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let table = Table::create()
            .table(TABLE)
            // All zeros: that of the acts. Others are those of calls, one for each process that ran.
            .col(columns.id("id").primary_key())
            .col(time("began_at"))
            // The last row that retention took, or nothing before the first.
            .col(number("anchor_seq"))
            .col(bytes("anchor_hash"))
            // The last row.
            .col(number("head_seq"))
            .col(bytes("head_hash"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}

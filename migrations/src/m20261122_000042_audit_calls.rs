//! Calls that went through the gateway, each with a hash over itself and the call before it.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, flag, number, small_number, text, time};

const TABLE: &str = "audit_calls";

/// What is looked for, with the time behind it: every list is of a span of time, the newest first.
const LOOKED_FOR: [&str; 6] = [
    "endpoint_id",
    "server_id",
    "principal_id",
    "credential_id",
    "tool",
    "outcome",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let mut table = Table::create();
        table
            .table(TABLE)
            .col(columns.id("id").primary_key())
            // No references: what was called stays when what was called is gone.
            .col(columns.id("strand_id"))
            .col(number("seq"))
            .col(time("at"))
            // tool, prompt or resource
            .col(text("kind"))
            .col(columns.id("endpoint_id"))
            .col(text("endpoint"))
            .col(columns.id("server_id").null())
            .col(text("server"))
            .col(columns.name("tool"))
            .col(text("original_tool"))
            .col(flag("is_read_only"))
            // anyone, person or key
            .col(text("principal_kind"))
            .col(columns.id("principal_id").null())
            .col(text("principal"))
            // key or client
            .col(text("credential_kind").null())
            .col(columns.id("credential_id").null())
            .col(text("credential"))
            .col(text("client"))
            .col(text("session").null())
            .col(text("address").null())
            // ok, tool_error, error or cancelled
            .col(text("outcome"))
            .col(text("error").null());
        // Microseconds.
        for name in [
            "elapsed_us",
            "before_us",
            "connecting_us",
            "server_us",
            "after_us",
        ] {
            table.col(number(name));
        }
        // The step of a scale on which `elapsed_us` stands: what percentiles of many calls are made of.
        table.col(small_number("elapsed_step"));
        table.col(number("request_bytes")).col(number("answer_bytes"));
        for part in PARTS {
            let [size, digest, body] = part;
            table
                .col(number(size).null())
                .col(bytes(digest).null())
                .col(text(body).null());
        }
        table.col(bytes("hash"));
        manager.create_table(table).await?;
        let strand = Index::create()
            .name(format!("{TABLE}_strand_id_seq_key"))
            .table(TABLE)
            .col("strand_id")
            .col("seq")
            .unique()
            .to_owned();
        manager.create_index(strand).await?;
        let at = Index::create()
            .name(format!("{TABLE}_at_idx"))
            .table(TABLE)
            .col("at")
            .to_owned();
        manager.create_index(at).await?;
        for column in LOOKED_FOR {
            let index = Index::create()
                .name(format!("{TABLE}_{column}_at_idx"))
                .table(TABLE)
                .col(column)
                .col("at")
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}

/// Size, SHA-256 and text of what is told of a part of a call.
const PARTS: [[&str; 3]; 2] = [
    ["arguments_bytes", "arguments_digest", "arguments"],
    ["result_bytes", "result_digest", "result"],
];

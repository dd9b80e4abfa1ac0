//! How servers are run and how long sessions at endpoints last, where that is not as usual.

use sea_orm_migration::{prelude::*, sea_query::ColumnDef};

use crate::columns::{number, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            // One at a time: `SQLite` adds no two with one statement.
            let add = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns().into_iter().rev() {
            let drop = Table::alter()
                .table(table)
                .drop_column(column.get_column_name())
                .to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

/// Nothing in any of them is what the gateway does for all, as it was for every row until now.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let of_servers = [
        text("connection_sharing"),
        number("spares"),
        number("max_connections"),
        number("connect_seconds"),
        number("answer_seconds"),
        number("total_seconds"),
        // JSON: the times of single tools by their names.
        text("tool_times"),
        number("refresh_minutes"),
        number("memory_mib"),
        number("cpu_seconds"),
        number("open_files"),
        // JSON: the folders that may be written to; nothing is no sandbox.
        text("sandbox"),
    ];
    let of_endpoints = [number("session_idle_minutes"), number("session_lifetime_minutes")];
    let nullable = |table: &'static str| move |mut column: ColumnDef| (table, column.null().to_owned());
    of_servers
        .into_iter()
        .map(nullable("servers"))
        .chain(of_endpoints.into_iter().map(nullable("endpoints")))
        .collect()
}

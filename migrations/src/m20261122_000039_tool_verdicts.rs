//! What namespaces do when servers change tools, and what was decided about definitions of tools.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, flag, reference, small_number, text, time};

const NAMESPACES: &str = "namespaces";
const VERDICTS: &str = "tool_verdicts";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What all of them did until now.
        let changes = text("changes").default("accept").to_owned();
        let add = Table::alter().table(NAMESPACES).add_column(changes).to_owned();
        manager.alter_table(add).await?;
        let columns = Columns::of(manager);
        let verdicts = Table::create()
            .table(VERDICTS)
            .col(columns.id("namespace_id"))
            .col(columns.id("tool_id"))
            // Counts the verdicts on a tool in a namespace, from 1.
            .col(small_number("number"))
            .col(text("verdict"))
            // The JSON object of `tools/list` that it is about.
            .col(text("definition"))
            // The name of a person, who may be gone since; nothing when nobody was asked.
            .col(text("by").null())
            .col(time("at"))
            // At most one that approves and one later that refuses, for each tool.
            .col(flag("in_force"))
            .primary_key(Index::create().col("namespace_id").col("tool_id").col("number"))
            .foreign_key(&mut reference((VERDICTS, "namespace_id"), NAMESPACES))
            .foreign_key(&mut reference((VERDICTS, "tool_id"), "tools"))
            .to_owned();
        manager.create_table(verdicts).await?;
        let tool = Index::create()
            .name("tool_verdicts_tool_id_idx")
            .table(VERDICTS)
            .col("tool_id")
            .to_owned();
        manager.create_index(tool).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(VERDICTS).to_owned())
            .await?;
        let drop = Table::alter().table(NAMESPACES).drop_column("changes").to_owned();
        manager.alter_table(drop).await
    }
}

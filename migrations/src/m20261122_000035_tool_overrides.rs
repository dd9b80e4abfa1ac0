//! All that a namespace makes of a tool in one text, in place of four that nothing was ever written to.

use sea_orm_migration::prelude::*;

use crate::columns::{number, text};

const TABLE: &str = "namespace_tools";

const BEFORE: [&str; 4] = [
    "override_name",
    "override_title",
    "override_description",
    "override_annotations",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON; nothing means as the server wrote it.
        let overrides = text("overrides").null().to_owned();
        // What it was before the last change.
        let before = text("overrides_before").null().to_owned();
        // Counts changes of that text.
        let version = number("version").not_null().default(0).to_owned();
        for column in [overrides, before, version] {
            let add = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        for column in BEFORE {
            let drop = Table::alter().table(TABLE).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in BEFORE {
            let column = text(column).null().to_owned();
            let add = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        for column in ["version", "overrides_before", "overrides"] {
            let drop = Table::alter().table(TABLE).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

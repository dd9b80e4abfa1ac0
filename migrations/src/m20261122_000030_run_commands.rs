//! Members who may configure commands.

use sea_orm_migration::prelude::*;

use crate::columns::flag;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let allowed = Table::alter()
            .table("users")
            .add_column(flag("runs_commands").default(false))
            .to_owned();
        manager.alter_table(allowed).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let allowed = Table::alter()
            .table("users")
            .drop_column("runs_commands")
            .to_owned();
        manager.alter_table(allowed).await
    }
}

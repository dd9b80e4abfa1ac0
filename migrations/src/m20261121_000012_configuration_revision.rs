//! The number of configuration changes so far, which tells running processes to read again.

use sea_orm_migration::prelude::*;

use crate::columns::{number, small_number};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revision = Table::create()
            .table("configuration_revision")
            .col(small_number("id").primary_key())
            .col(number("revision"))
            .to_owned();
        manager.create_table(revision).await?;
        let only_row = Query::insert()
            .into_table("configuration_revision")
            .columns(["id", "revision"])
            .values_panic([1.into(), 0.into()])
            .to_owned();
        manager.execute(only_row).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("configuration_revision").to_owned())
            .await
    }
}

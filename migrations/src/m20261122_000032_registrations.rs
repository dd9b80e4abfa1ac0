//! People who registered by the form and wait to be let in.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, text, time};

const TABLE: &str = "registrations";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let registrations = Table::create()
            .table(TABLE)
            .col(Columns::of(manager).id("id").primary_key())
            .col(Columns::of(manager).name("name"))
            .col(text("email"))
            // Lower-cased: one address waits once.
            .col(text("email_key"))
            .col(text("password_hash"))
            .col(time("created_at"))
            .to_owned();
        manager.create_table(registrations).await?;
        let email = Index::create()
            .name("registrations_email_key")
            .table(TABLE)
            .col("email_key")
            .unique()
            .to_owned();
        manager.create_index(email).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).to_owned()).await
    }
}

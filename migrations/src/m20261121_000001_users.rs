//! People.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, number, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let users = Table::create()
            .table("users")
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            .col(text("email"))
            // Lower-cased `email`: neither `ILIKE` nor case-free collations exist on both engines.
            .col(text("email_key"))
            .col(text("role"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            .to_owned();
        manager.create_table(users).await?;
        let email = Index::create()
            .name("users_email_key")
            .table("users")
            .col("email_key")
            .unique()
            .to_owned();
        manager.create_index(email).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("users").to_owned()).await
    }
}

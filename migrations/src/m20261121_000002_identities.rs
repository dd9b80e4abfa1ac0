//! How people prove who they are: passwords and accounts at `OpenID` providers.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, reference, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let identities = Table::create()
            .table("identities")
            .col(columns.id("id").primary_key())
            .col(columns.id("user_id"))
            .col(text("kind"))
            .col(text("password_hash").null())
            .col(text("issuer").null())
            .col(text("subject").null())
            .col(time("created_at"))
            .col(time("updated_at"))
            .foreign_key(&mut reference(("identities", "user_id"), "users"))
            .to_owned();
        manager.create_table(identities).await?;
        // Both engines have partial indexes; the query builder writes none.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX identities_password_key ON identities (user_id) WHERE kind = 'password'",
            )
            .await?;
        let account = Index::create()
            .name("identities_oidc_key")
            .table("identities")
            .col("issuer")
            .col("subject")
            .unique()
            .to_owned();
        manager.create_index(account).await?;
        let person = Index::create()
            .name("identities_user_id_idx")
            .table("identities")
            .col("user_id")
            .to_owned();
        manager.create_index(person).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("identities").to_owned())
            .await
    }
}

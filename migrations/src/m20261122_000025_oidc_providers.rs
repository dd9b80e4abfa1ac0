//! Providers of `OpenID Connect`, and which one an account is of.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, bytes, flag, number, text, time};

const PROVIDERS: &str = "oidc_providers";
const IDENTITIES: &str = "identities";
const PROVIDER_INDEX: &str = "identities_provider_id_idx";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let providers = Table::create()
            .table(PROVIDERS)
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            .col(text("slug"))
            .col(text("issuer"))
            .col(text("client_id"))
            // Sealed.
            .col(bytes("client_secret").null())
            .col(text("scopes"))
            // In place of the one that discovery finds.
            .col(text("authorization_url").null())
            // A JSON array.
            .col(text("allowed_domains"))
            .col(text("groups_claim"))
            // A JSON array of objects with `group` and `role`.
            .col(text("role_rules"))
            .col(text("default_role"))
            .col(text("creation"))
            .col(flag("trust_unverified_email"))
            .col(flag("enabled"))
            // Its connection is what the environment says.
            .col(flag("declared"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            .to_owned();
        manager.create_table(providers).await?;
        let slug = Index::create()
            .name("oidc_providers_slug_key")
            .table(PROVIDERS)
            .col("slug")
            .unique()
            .to_owned();
        manager.create_index(slug).await?;
        for column in [
            // Which one it is of; accounts of a provider that is gone stay until somebody unlinks them.
            columns.id("provider_id").null().to_owned(),
            text("email").null().to_owned(),
            // A JSON array: the groups that the provider named last.
            text("groups").null().to_owned(),
            time("used_at").null().to_owned(),
        ] {
            let added = Table::alter().table(IDENTITIES).add_column(column).to_owned();
            manager.alter_table(added).await?;
        }
        let provider = Index::create()
            .name(PROVIDER_INDEX)
            .table(IDENTITIES)
            .col("provider_id")
            .to_owned();
        manager.create_index(provider).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name(PROVIDER_INDEX).table(IDENTITIES).to_owned();
        manager.drop_index(index).await?;
        for column in ["provider_id", "email", "groups", "used_at"] {
            let dropped = Table::alter().table(IDENTITIES).drop_column(column).to_owned();
            manager.alter_table(dropped).await?;
        }
        manager
            .drop_table(Table::drop().table(PROVIDERS).to_owned())
            .await
    }
}

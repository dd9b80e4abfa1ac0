//! Published namespaces. Sign-in with `OAuth` and rate limits have their columns from the first version on,
//! so that configurations of the original fit.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, flag, kept_reference, number, reference, small_number, text, time};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let endpoints = Table::create()
            .table("endpoints")
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            .col(text("description"))
            .col(columns.id("namespace_id"))
            .col(flag("enable_api_key_auth"))
            .col(flag("enable_oauth").default(false))
            .col(flag("use_query_param_auth"))
            .col(flag("enable_max_rate").default(false))
            .col(small_number("max_rate").null())
            .col(small_number("max_rate_seconds").null())
            .col(flag("enable_client_max_rate").default(false))
            .col(small_number("client_max_rate").null())
            .col(small_number("client_max_rate_seconds").null())
            .col(text("client_max_rate_strategy").null())
            .col(text("client_max_rate_strategy_key").null())
            .col(columns.id("owner_id").null())
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            // Clients would lose their URL without a word when the namespace went.
            .foreign_key(&mut kept_reference(("endpoints", "namespace_id"), "namespaces"))
            .foreign_key(&mut reference(("endpoints", "owner_id"), "users"))
            .to_owned();
        manager.create_table(endpoints).await?;
        let name = Index::create()
            .name("endpoints_name_key")
            .table("endpoints")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(name).await?;
        let namespace = Index::create()
            .name("endpoints_namespace_id_idx")
            .table("endpoints")
            .col("namespace_id")
            .to_owned();
        manager.create_index(namespace).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("endpoints").to_owned())
            .await
    }
}

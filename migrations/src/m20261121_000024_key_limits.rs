//! What keys may be used for, until when, and the text that was theirs before.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, text, time};

const TABLE: &str = "api_keys";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON; nothing means no limits. Ids in it refer to nothing: a place that is gone stays a limit.
        let limits = text("limits").null().to_owned();
        let expires_at = time("expires_at").null().to_owned();
        // SHA-256 of the text before the present one, and until when it is accepted as well.
        let previous_hash = bytes("previous_hash").null().to_owned();
        let previous_until = time("previous_until").null().to_owned();
        for column in [limits, expires_at, previous_hash, previous_until] {
            let add = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["previous_until", "previous_hash", "expires_at", "limits"] {
            let drop = Table::alter().table(TABLE).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

//! What providers say of people decides about endpoints and teams, too.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, text};

const RULES: &str = "team_rules";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let added = [
            // JSON: which providers, which groups; nothing is an endpoint that is not for single sign-on only.
            ("endpoints", text("sso").null().to_owned()),
            // Which provider somebody signed in by; nothing is by password. Sessions outlive a provider.
            ("web_sessions", columns.id("provider_id").null().to_owned()),
            // A JSON array of objects with `group`, `team` and `is_manager`.
            ("oidc_providers", text(RULES).default("[]").to_owned()),
            // Whose rule put somebody into a team; nothing is by hand.
            ("team_members", columns.owned_id("provider_id", "oidc_providers")),
        ];
        for (table, column) in added {
            let added = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(added).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The program before would let in everybody who has an account.
        let closed = Query::delete()
            .from_table("endpoints")
            .and_where(Expr::col("sso").is_not_null())
            .to_owned();
        manager.execute(closed).await?;
        for (table, column) in [
            ("endpoints", "sso"),
            ("web_sessions", "provider_id"),
            ("oidc_providers", RULES),
            ("team_members", "provider_id"),
        ] {
            let dropped = Table::alter().table(table).drop_column(column).to_owned();
            manager.alter_table(dropped).await?;
        }
        Ok(())
    }
}

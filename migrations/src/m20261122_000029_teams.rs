//! Teams, who is in them, and what they own.

use sea_orm_migration::prelude::*;

use crate::columns::{Columns, flag, number, reference, text, time};

/// What a team can own. Going back deletes in this order: what uses other things comes before them.
const OWNED: [&str; 4] = ["endpoints", "servers", "namespaces", "api_keys"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let teams = Table::create()
            .table("teams")
            .col(columns.id("id").primary_key())
            .col(columns.name("name"))
            // Lower-cased: two teams that differ in case only would be taken for each other.
            .col(text("name_key"))
            .col(text("description"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .col(number("version"))
            .to_owned();
        manager.create_table(teams).await?;
        let name = Index::create()
            .name("teams_name_key")
            .table("teams")
            .col("name_key")
            .unique()
            .to_owned();
        manager.create_index(name).await?;
        let members = Table::create()
            .table("team_members")
            .col(columns.id("team_id"))
            .col(columns.id("user_id"))
            .col(flag("is_manager"))
            .col(time("since"))
            .primary_key(Index::create().col("team_id").col("user_id"))
            .foreign_key(&mut reference(("team_members", "team_id"), "teams"))
            .foreign_key(&mut reference(("team_members", "user_id"), "users"))
            .to_owned();
        manager.create_table(members).await?;
        index(manager, "team_members", "user_id").await?;
        for table in OWNED {
            let team = Table::alter()
                .table(table)
                .add_column(columns.owned_id("team_id", "teams"))
                .to_owned();
            manager.alter_table(team).await?;
            index(manager, table, "team_id").await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The program before knows no teams: what they own would be everybody's.
        delete_what_uses_namespaces_of_teams(manager).await?;
        for table in OWNED {
            let owned = Query::delete()
                .from_table(table)
                .and_where(Expr::col("team_id").is_not_null())
                .to_owned();
            manager.execute(owned).await?;
            let index = Index::drop()
                .name(format!("{table}_team_id_idx"))
                .table(table)
                .to_owned();
            manager.drop_index(index).await?;
            let team = Table::alter().table(table).drop_column("team_id").to_owned();
            manager.alter_table(team).await?;
        }
        for table in ["team_members", "teams"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// A namespace stays as long as something uses it, and members may use those of their team.
async fn delete_what_uses_namespaces_of_teams(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in ["endpoints", "servers"] {
        let of_teams = Query::select()
            .column("id")
            .from("namespaces")
            .and_where(Expr::col("team_id").is_not_null())
            .to_owned();
        let using = Query::delete()
            .from_table(table)
            .and_where(Expr::col("namespace_id").in_subquery(of_teams))
            .to_owned();
        manager.execute(using).await?;
    }
    Ok(())
}

async fn index(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    let index = Index::create()
        .name(format!("{table}_{column}_idx"))
        .table(table)
        .col(column)
        .to_owned();
    manager.create_index(index).await
}

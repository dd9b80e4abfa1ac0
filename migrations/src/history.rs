//! What the database says it has.

use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm_migration::{
    DbErr, SchemaManager,
    sea_orm::{
        ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
        QueryOrder, Schema,
    },
    seaql_migrations::{ActiveModel, Column, Entity},
};

use crate::{Error, all};

const TABLE: &str = "seaql_migrations";

/// Tables that tell that a database is used by someone else, the original among them, if we have no history
/// there.
const TELLING: [&str; 6] = ["users", "servers", "tools", "namespaces", "endpoints", "api_keys"];

/// Names of the migrations that the database has, the oldest first.
pub(crate) async fn read(manager: &SchemaManager<'_>) -> Result<Vec<String>, DbErr> {
    if !manager.has_table(TABLE).await? {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .order_by_asc(Column::Version)
        .all(manager.get_connection())
        .await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Refuses databases that a newer program or another one wrote.
pub(crate) async fn check(manager: &SchemaManager<'_>, applied: &[String]) -> Result<(), Error> {
    let unknown = unknown(applied);
    if !unknown.is_empty() {
        return Err(Error::Newer {
            names: unknown.join(", "),
        });
    }
    if applied.is_empty() {
        for table in TELLING {
            // Another process may have made the tables, and with them the history, since `applied` was read.
            if manager.has_table(table).await? && read(manager).await?.is_empty() {
                return Err(Error::Foreign {
                    table: table.to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Those that this program does not know.
pub(crate) fn unknown(applied: &[String]) -> Vec<String> {
    let known = all();
    applied
        .iter()
        .filter(|name| !known.iter().any(|migration| migration.name() == *name))
        .cloned()
        .collect()
}

/// Notes that a migration was applied.
pub(crate) async fn add(transaction: &DatabaseTransaction, name: &str) -> Result<(), DbErr> {
    if !SchemaManager::new(transaction).has_table(TABLE).await? {
        let table = Schema::new(transaction.get_database_backend()).create_table_from_entity(Entity);
        transaction.execute(&table).await?;
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let row = ActiveModel {
        version: Set(name.to_owned()),
        applied_at: Set(i64::try_from(now).unwrap_or(i64::MAX)),
    };
    Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Notes that a migration was taken back.
pub(crate) async fn remove(transaction: &DatabaseTransaction, name: &str) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::Version.eq(name))
        .exec(transaction)
        .await?;
    Ok(())
}

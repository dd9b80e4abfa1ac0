//! What changed at the tools of servers.

use model::{ServerId, Timestamp, ToolChangeId, ToolChangeKind};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, SimpleExpr},
};
use tracing::instrument;
use uuid::Uuid;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::tool_change::{ActiveModel, Column, Entity, Model},
    rows,
};

/// Rows in one statement: Postgres takes 65 535 values in a statement, `SQLite` 32 766.
const ROWS_PER_STATEMENT: usize = 1000;

/// A change of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolChangeRecord {
    /// Id.
    pub id: ToolChangeId,
    /// The server.
    pub server_id: ServerId,
    /// Noticed at.
    pub at: Timestamp,
    /// The server's own name for the tool.
    pub tool: String,
    /// What happened.
    pub kind: ToolChangeKind,
    /// The JSON object of `tools/list` before, byte for byte as the server wrote it, when there was one.
    pub before: Option<String>,
    /// The JSON object of `tools/list` since then.
    pub after: Option<String>,
}

/// How much of a server's history is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryBounds {
    /// So many changes.
    pub changes: u64,
    /// So many characters of definitions. The newest change is kept, however long it is.
    pub characters: u64,
}

/// Repository of changes of tools. The newest come first; of those at one time, by name.
pub struct ToolChanges<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> ToolChanges<'_, A> {
    /// Changes of a server, without the `skip` newest, `most` of them at most.
    #[instrument(name = "store.tool_changes.list", skip_all, fields(server.id = %server_id), err(level = "debug"))]
    pub async fn list(
        &self,
        server_id: ServerId,
        skip: u64,
        most: u64,
    ) -> Result<Vec<ToolChangeRecord>, Error> {
        let found = newest_first(server_id)
            .offset(skip)
            .limit(most)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.into_iter().map(record).collect()
    }

    /// How many changes of a server are kept.
    #[instrument(name = "store.tool_changes.count", skip_all, fields(server.id = %server_id), err(level = "debug"))]
    pub async fn count(&self, server_id: ServerId) -> Result<u64, Error> {
        Entity::find()
            .filter(Column::ServerId.eq(server_id.as_uuid()))
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl ToolChanges<'_, Write> {
    /// Adds changes to the history of a server, and takes the oldest of it away that are beyond the bounds.
    #[instrument(name = "store.tool_changes.insert", skip_all, fields(server.id = %server_id, count = changes.len()), err(level = "debug"))]
    pub async fn insert(
        &self,
        server_id: ServerId,
        changes: &[ToolChangeRecord],
        bounds: HistoryBounds,
    ) -> Result<(), Error> {
        for some in changes.chunks(ROWS_PER_STATEMENT) {
            Entity::insert_many(some.iter().map(row))
                .exec_without_returning(&self.0.db)
                .await
                .map_err(|error| self.0.writing(error))?;
        }
        let beyond = self.beyond(server_id, bounds).await?;
        for some in beyond.chunks(ROWS_PER_STATEMENT) {
            Entity::delete_many()
                .filter(Column::Id.is_in(some.iter().copied()))
                .exec(&self.0.db)
                .await
                .map_err(|error| self.0.deleting(error))?;
        }
        Ok(())
    }

    async fn beyond(&self, server_id: ServerId, bounds: HistoryBounds) -> Result<Vec<Uuid>, Error> {
        let sizes: Vec<(Uuid, i64)> = newest_first(server_id)
            .select_only()
            .column(Column::Id)
            .column_as(length(Column::Before).add(length(Column::After)), "characters")
            .into_tuple()
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        let mut characters = 0;
        let kept = sizes.iter().zip(0_u64..).take_while(|((_, size), newer)| {
            characters += u64::try_from(*size).unwrap_or_default();
            *newer == 0 || *newer < bounds.changes && characters <= bounds.characters
        });
        let kept = kept.count();
        Ok(sizes[kept..].iter().map(|(id, _)| *id).collect())
    }
}

fn newest_first(server_id: ServerId) -> Select<Entity> {
    Entity::find()
        .filter(Column::ServerId.eq(server_id.as_uuid()))
        .order_by_desc(Column::At)
        .order_by_asc(Column::Tool)
        .order_by_asc(Column::Id)
}

/// In characters; none for what is not there. Postgres counts them with 32 bits, and we read 64.
fn length(column: Column) -> SimpleExpr {
    Func::coalesce([Func::char_length(Expr::col(column)).into(), Expr::val(0)]).cast_as("bigint")
}

fn row(change: &ToolChangeRecord) -> ActiveModel {
    ActiveModel {
        id: Set(change.id.as_uuid()),
        server_id: Set(change.server_id.as_uuid()),
        at: Set(change.at.as_millis()),
        tool: Set(change.tool.clone()),
        kind: Set(change.kind.as_str().to_owned()),
        before: Set(change.before.clone()),
        after: Set(change.after.clone()),
    }
}

fn record(row: Model) -> Result<ToolChangeRecord, Error> {
    Ok(ToolChangeRecord {
        id: row.id.into(),
        server_id: row.server_id.into(),
        at: Timestamp::from_millis(row.at),
        tool: row.tool,
        kind: row
            .kind
            .parse()
            .map_err(|problem| rows::inconsistent::<Entity>("kind", row.id, problem))?,
        before: row.before,
        after: row.after,
    })
}

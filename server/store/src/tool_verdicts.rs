//! What was decided about definitions of tools in namespaces.

use std::{collections::HashMap, sync::Arc};

use model::{NamespaceId, Timestamp, ToolId, ToolVerdict};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, SimpleExpr},
};
use tracing::instrument;
use uuid::Uuid;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::tool_verdict::{ActiveModel, Column, Entity, Model},
    rows,
};

/// Rows in one statement: Postgres takes 65 535 values in a statement, `SQLite` 32 766.
const ROWS_PER_STATEMENT: usize = 1000;

/// So many verdicts on a tool are kept for each namespace; those in force are among the newest or kept besides.
pub const MOST_VERDICTS: i32 = 50;

/// A verdict that is not given yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToolVerdict {
    /// The tool.
    pub tool_id: ToolId,
    /// What is decided.
    pub verdict: ToolVerdict,
    /// The JSON object of `tools/list` that it is about.
    pub definition: Arc<str>,
    /// The name of the person who decides; `None` when nobody was asked.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What was decided about a definition of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolVerdictRecord {
    /// The namespace that it holds for.
    pub namespace_id: NamespaceId,
    /// The tool.
    pub tool_id: ToolId,
    /// Counts the verdicts on this tool in this namespace, from 1.
    pub number: i32,
    /// What was decided.
    pub verdict: ToolVerdict,
    /// The JSON object of `tools/list` that it is about.
    pub definition: Arc<str>,
    /// The name that the person who decided had then; `None` when nobody was asked.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Nothing took its place.
    pub in_force: bool,
}

/// Repository of verdicts on tools.
pub struct ToolVerdicts<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> ToolVerdicts<'_, A> {
    /// All verdicts on a tool in a namespace, the newest first.
    #[instrument(name = "store.tool_verdicts.list", skip_all, fields(namespace.id = %namespace, tool.id = %tool), err(level = "debug"))]
    pub async fn list(&self, namespace: NamespaceId, tool: ToolId) -> Result<Vec<ToolVerdictRecord>, Error> {
        let on_tool = Entity::find()
            .filter(Column::NamespaceId.eq(namespace.as_uuid()))
            .filter(Column::ToolId.eq(tool.as_uuid()))
            .order_by_desc(Column::Number);
        self.read(on_tool).await
    }

    /// The verdicts of a namespace that are in force, tool by tool.
    #[instrument(name = "store.tool_verdicts.in_force", skip_all, fields(namespace.id = %namespace), err(level = "debug"))]
    pub async fn in_force(&self, namespace: NamespaceId) -> Result<Vec<ToolVerdictRecord>, Error> {
        let of_namespace = all_in_force().filter(Column::NamespaceId.eq(namespace.as_uuid()));
        self.read(of_namespace).await
    }

    pub(crate) async fn all_in_force(&self) -> Result<Vec<ToolVerdictRecord>, Error> {
        self.read(all_in_force()).await
    }

    async fn read(&self, query: Select<Entity>) -> Result<Vec<ToolVerdictRecord>, Error> {
        let found = query.all(&self.0.db).await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }
}

impl ToolVerdicts<'_, Write> {
    /// Gives verdicts in a namespace. One that approves takes the place of all before it, one that refuses that of earlier
    /// refusals: what was approved stays so. Of one tool there may be one that approves and behind it one that refuses.
    #[instrument(name = "store.tool_verdicts.insert", skip_all, fields(namespace.id = %namespace, count = verdicts.len()), err(level = "debug"))]
    pub async fn insert(&self, namespace: NamespaceId, verdicts: &[NewToolVerdict]) -> Result<(), Error> {
        for some in verdicts.chunks(ROWS_PER_STATEMENT) {
            let mut latest = self.latest(namespace, some).await?;
            let (refusing, approving): (Vec<_>, Vec<_>) = some
                .iter()
                .map(|it| (it.tool_id.as_uuid(), it.verdict))
                .partition(|(_, verdict)| *verdict == ToolVerdict::Refused);
            let refused = Column::Verdict.eq(ToolVerdict::Refused.as_str());
            self.supersede(namespace, &approving, Expr::val(true)).await?;
            self.supersede(namespace, &refusing, refused).await?;
            let rows = some.iter().map(|it| {
                let number = latest.entry(it.tool_id.as_uuid()).or_default();
                *number += 1;
                row(namespace, *number, it)
            });
            Entity::insert_many(rows.collect::<Vec<_>>())
                .exec_without_returning(&self.0.db)
                .await
                .map_err(|error| self.0.writing(error))?;
            for (tool, number) in latest {
                self.forget_oldest(namespace, tool.into(), number).await?;
            }
        }
        Ok(())
    }

    /// The number of the latest verdict on each of these tools.
    async fn latest(
        &self,
        namespace: NamespaceId,
        verdicts: &[NewToolVerdict],
    ) -> Result<HashMap<Uuid, i32>, Error> {
        let latest: Vec<(Uuid, i32)> = Entity::find()
            .select_only()
            .column(Column::ToolId)
            .column_as(Column::Number.max(), "latest")
            .filter(Column::NamespaceId.eq(namespace.as_uuid()))
            .filter(Column::ToolId.is_in(verdicts.iter().map(|it| it.tool_id.as_uuid())))
            .group_by(Column::ToolId)
            .into_tuple()
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(latest.into_iter().collect())
    }

    async fn supersede(
        &self,
        namespace: NamespaceId,
        on: &[(Uuid, ToolVerdict)],
        which: SimpleExpr,
    ) -> Result<(), Error> {
        if on.is_empty() {
            return Ok(());
        }
        let over = ActiveModel {
            in_force: Set(false),
            ..ActiveModel::default()
        };
        Entity::update_many()
            .set(over)
            .filter(Column::NamespaceId.eq(namespace.as_uuid()))
            .filter(Column::ToolId.is_in(on.iter().map(|(tool, _)| *tool)))
            .filter(Column::InForce.eq(true))
            .filter(which)
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    async fn forget_oldest(&self, namespace: NamespaceId, tool: ToolId, latest: i32) -> Result<(), Error> {
        if latest <= MOST_VERDICTS {
            return Ok(());
        }
        Entity::delete_many()
            .filter(Column::NamespaceId.eq(namespace.as_uuid()))
            .filter(Column::ToolId.eq(tool.as_uuid()))
            .filter(Column::InForce.eq(false))
            .filter(Column::Number.lte(latest - MOST_VERDICTS))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(())
    }
}

fn all_in_force() -> Select<Entity> {
    Entity::find()
        .filter(Column::InForce.eq(true))
        .order_by_asc(Column::NamespaceId)
        .order_by_asc(Column::ToolId)
        .order_by_asc(Column::Number)
}

fn row(namespace: NamespaceId, number: i32, verdict: &NewToolVerdict) -> ActiveModel {
    ActiveModel {
        namespace_id: Set(namespace.as_uuid()),
        tool_id: Set(verdict.tool_id.as_uuid()),
        number: Set(number),
        verdict: Set(verdict.verdict.as_str().to_owned()),
        definition: Set(verdict.definition.to_string()),
        by: Set(verdict.by.clone()),
        at: Set(verdict.at.as_millis()),
        in_force: Set(true),
    }
}

fn record(row: Model) -> Result<ToolVerdictRecord, Error> {
    Ok(ToolVerdictRecord {
        namespace_id: row.namespace_id.into(),
        tool_id: row.tool_id.into(),
        number: row.number,
        verdict: row
            .verdict
            .parse()
            .map_err(|problem| rows::inconsistent::<Entity>("verdict", row.tool_id, problem))?,
        definition: row.definition.into(),
        by: row.by,
        at: Timestamp::from_millis(row.at),
        in_force: row.in_force,
    })
}

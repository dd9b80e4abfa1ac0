//! Brings the tools of a server in line with what it lists now.

use std::collections::{HashMap, HashSet};

use model::{ServerId, Timestamp, ToolId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tracing::instrument;

use super::{ToolRecord, Tools};
use crate::{
    Error, Write,
    entity::tool::{ActiveModel, Column, Entity},
};

/// Rows in one statement: Postgres takes 65 535 values in a statement, `SQLite` 32 766.
const ROWS_PER_STATEMENT: usize = 1000;

/// A tool as a server lists it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolDefinition {
    /// Its name at the server.
    pub name: String,
    /// The whole JSON object of `tools/list`, byte for byte.
    pub definition: String,
}

/// What a synchronisation changed, by names of tools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolSync {
    /// New ones, and those that came back.
    pub added: Vec<String>,
    /// Those with another definition than before.
    pub changed: Vec<String>,
    /// Those that only stand at another place of the list.
    pub moved: Vec<String>,
    /// Those that are not listed any more.
    pub gone: Vec<String>,
}

impl ToolSync {
    /// Nothing was written.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.moved.is_empty() && self.gone.is_empty()
    }
}

impl Tools<'_, Write> {
    /// Brings the tools of a server in line with what it lists now. Tools that are not listed any more are
    /// marked, not deleted, and come back with their id. Of two listed under one name, the first counts.
    /// `mint` gives the id of a tool never seen before.
    #[instrument(name = "store.tools.sync", skip_all, fields(server.id = %server_id, count = listed.len()), err(level = "debug"))]
    pub async fn sync(
        &self,
        server_id: ServerId,
        listed: &[ToolDefinition],
        now: Timestamp,
        mut mint: impl FnMut() -> ToolId + Send,
    ) -> Result<ToolSync, Error> {
        let known: HashMap<String, ToolRecord> = self
            .list(server_id)
            .await?
            .into_iter()
            .map(|tool| (tool.name.clone(), tool))
            .collect();
        let mut changes = ToolSync::default();
        let mut seen = HashSet::new();
        let mut new = Vec::new();
        for tool in listed {
            if !seen.insert(tool.name.as_str()) {
                continue;
            }
            let position = i32::try_from(seen.len() - 1).unwrap_or(i32::MAX);
            match known.get(&tool.name) {
                None => {
                    changes.added.push(tool.name.clone());
                    new.push(insertion(mint(), server_id, tool, position, now));
                }
                Some(before) => {
                    if let Some(update) = difference(before, tool, position, now, &mut changes) {
                        self.update(before.id, update).await?;
                    }
                }
            }
        }
        let mut gone: Vec<&ToolRecord> = known
            .values()
            .filter(|tool| tool.gone_at.is_none() && !seen.contains(tool.name.as_str()))
            .collect();
        gone.sort_by_key(|tool| tool.position);
        for tool in gone {
            changes.gone.push(tool.name.clone());
            self.update(
                tool.id,
                ActiveModel {
                    gone_at: Set(Some(now.as_millis())),
                    ..Default::default()
                },
            )
            .await?;
        }
        self.insert(new).await?;
        Ok(changes)
    }

    async fn update(&self, id: ToolId, update: ActiveModel) -> Result<(), Error> {
        Entity::update_many()
            .set(update)
            .filter(Column::Id.eq(id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    async fn insert(&self, mut rows: Vec<ActiveModel>) -> Result<(), Error> {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(ROWS_PER_STATEMENT));
            Entity::insert_many(rows)
                .exec_without_returning(&self.0.db)
                .await
                .map_err(|error| self.0.writing(error))?;
            rows = rest;
        }
        Ok(())
    }
}

fn insertion(
    id: ToolId,
    server: ServerId,
    tool: &ToolDefinition,
    position: i32,
    now: Timestamp,
) -> ActiveModel {
    ActiveModel {
        id: Set(id.as_uuid()),
        server_id: Set(server.as_uuid()),
        name: Set(tool.name.clone()),
        definition: Set(tool.definition.clone()),
        position: Set(position),
        created_at: Set(now.as_millis()),
        updated_at: Set(now.as_millis()),
        gone_at: Set(None),
    }
}

/// What to write for a tool that is known, if anything; tells `changes` why.
fn difference(
    before: &ToolRecord,
    now_listed: &ToolDefinition,
    position: i32,
    now: Timestamp,
    changes: &mut ToolSync,
) -> Option<ActiveModel> {
    let redefined = before.definition != now_listed.definition;
    let reason = if before.gone_at.is_some() {
        &mut changes.added
    } else if redefined {
        &mut changes.changed
    } else if before.position != position {
        &mut changes.moved
    } else {
        return None;
    };
    reason.push(before.name.clone());
    let mut update = ActiveModel {
        position: Set(position),
        gone_at: Set(None),
        ..Default::default()
    };
    if redefined {
        update.definition = Set(now_listed.definition.clone());
        update.updated_at = Set(now.as_millis());
    }
    Some(update)
}

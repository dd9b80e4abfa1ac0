//! The servers of a namespace, and which of their tools clients see.

use std::collections::HashMap;

use model::{NamespaceId, ServerId, Timestamp, ToolId, ToolOverride};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use tracing::instrument;
use uuid::Uuid;

use super::Namespaces;
use crate::{
    Error, Write,
    entity::{
        namespace_server::{self as member, Entity as Members},
        namespace_tool::{self as choice, Entity as Choices},
        tool,
        tool_verdict::{self as verdict, Entity as Verdicts},
    },
    rows,
};

/// Rows in one statement: Postgres takes 65 535 values in a statement, `SQLite` 32 766.
const ROWS_PER_STATEMENT: usize = 1000;

/// A server in a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceServerRecord {
    /// The namespace.
    pub namespace_id: NamespaceId,
    /// The server.
    pub server_id: ServerId,
    /// Its place among the namespace's servers, from 0.
    pub position: i32,
    /// Its tools reach clients.
    pub enabled: bool,
    /// Stands for its name before the names of its tools and prompts. Empty: they stand alone.
    pub alias: Option<String>,
    /// Since when it is in the namespace.
    pub created_at: Timestamp,
}

/// What a namespace makes of a tool. A tool without such a record is enabled and as its server wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceToolRecord {
    /// The namespace.
    pub namespace_id: NamespaceId,
    /// The tool.
    pub tool_id: ToolId,
    /// Clients see it.
    pub enabled: bool,
    /// What else it makes of it.
    pub overrides: ToolOverride,
    /// What it made of it before the last change.
    pub overrides_before: ToolOverride,
    /// Counts changes of the overrides; 0 when there was never one.
    pub version: i64,
    /// Since when the namespace has something to say about it.
    pub created_at: Timestamp,
}

impl<A> Namespaces<'_, A> {
    /// The servers of a namespace, in order.
    #[instrument(name = "store.namespaces.servers", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn servers(&self, id: NamespaceId) -> Result<Vec<NamespaceServerRecord>, Error> {
        let of_namespace = Members::find().filter(member::Column::NamespaceId.eq(id.as_uuid()));
        let found = in_order(of_namespace)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.iter().map(member_record).collect())
    }

    /// What a namespace says about tools, by age of the tools.
    #[instrument(name = "store.namespaces.tools", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn tools(&self, id: NamespaceId) -> Result<Vec<NamespaceToolRecord>, Error> {
        let found = Choices::find()
            .filter(choice::Column::NamespaceId.eq(id.as_uuid()))
            .order_by_asc(choice::Column::ToolId)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.iter().map(choice_record).collect()
    }

    pub(crate) async fn all_servers(&self) -> Result<Vec<NamespaceServerRecord>, Error> {
        let found = in_order(Members::find())
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.iter().map(member_record).collect())
    }

    pub(crate) async fn all_tools(&self) -> Result<Vec<NamespaceToolRecord>, Error> {
        let found = Choices::find()
            .order_by_asc(choice::Column::NamespaceId)
            .order_by_asc(choice::Column::ToolId)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.iter().map(choice_record).collect()
    }
}

impl Namespaces<'_, Write> {
    /// Gives a namespace these servers in this order. Servers that stay keep their state and that of their
    /// tools; for servers that go, all of that and what was decided about their tools is forgotten. A server named
    /// twice counts once.
    #[instrument(name = "store.namespaces.set_servers", skip_all, fields(namespace.id = %id, count = servers.len()), err(level = "debug"))]
    pub async fn set_servers(
        &self,
        id: NamespaceId,
        servers: &[ServerId],
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut wanted: Vec<Uuid> = Vec::with_capacity(servers.len());
        for server in servers {
            if !wanted.contains(&server.as_uuid()) {
                wanted.push(server.as_uuid());
            }
        }
        let present: HashMap<Uuid, i32> = self
            .servers(id)
            .await?
            .into_iter()
            .map(|row| (row.server_id.as_uuid(), row.position))
            .collect();
        let gone: Vec<Uuid> = present
            .keys()
            .filter(|server| !wanted.contains(server))
            .copied()
            .collect();
        if !gone.is_empty() {
            self.remove_servers(id, gone).await?;
        }
        for (position, server) in (0..).zip(wanted) {
            match present.get(&server) {
                None => self.add_server(id, server, position, now).await?,
                Some(before) if *before != position => {
                    let change = member::ActiveModel {
                        position: Set(position),
                        ..Default::default()
                    };
                    self.change_server(id, server.into(), change).await?;
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Lets the tools of a server reach clients, or not. False when the server is not in the namespace.
    #[instrument(name = "store.namespaces.set_server_enabled", skip_all, fields(namespace.id = %id, server.id = %server, enabled), err(level = "debug"))]
    pub async fn set_server_enabled(
        &self,
        id: NamespaceId,
        server: ServerId,
        enabled: bool,
    ) -> Result<bool, Error> {
        let change = member::ActiveModel {
            enabled: Set(enabled),
            ..Default::default()
        };
        self.change_server(id, server, change).await
    }

    /// Gives a server another prefix in a namespace than its name, or none. False when the server is not in the
    /// namespace.
    #[instrument(name = "store.namespaces.set_server_alias", skip_all, fields(namespace.id = %id, server.id = %server, alias), err(level = "debug"))]
    pub async fn set_server_alias(
        &self,
        id: NamespaceId,
        server: ServerId,
        alias: Option<&str>,
    ) -> Result<bool, Error> {
        let change = member::ActiveModel {
            alias: Set(alias.map(str::to_owned)),
            ..Default::default()
        };
        self.change_server(id, server, change).await
    }

    /// Shows tools to clients of a namespace, or hides them. Whether they belong to a server of the namespace
    /// is the caller's to know.
    #[instrument(name = "store.namespaces.set_tools_enabled", skip_all, fields(namespace.id = %id, count = tools.len(), enabled), err(level = "debug"))]
    pub async fn set_tools_enabled(
        &self,
        id: NamespaceId,
        tools: &[ToolId],
        enabled: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        // Postgres refuses one statement that meets a row twice.
        let mut tools = tools.to_vec();
        tools.sort_unstable();
        tools.dedup();
        for tools in tools.chunks(ROWS_PER_STATEMENT) {
            let rows = tools.iter().map(|tool| choice::ActiveModel {
                namespace_id: Set(id.as_uuid()),
                tool_id: Set(tool.as_uuid()),
                enabled: Set(enabled),
                created_at: Set(now.as_millis()),
                version: Set(0),
                ..Default::default()
            });
            let switch = OnConflict::columns([choice::Column::NamespaceId, choice::Column::ToolId])
                .update_column(choice::Column::Enabled)
                .to_owned();
            Choices::insert_many(rows)
                .on_conflict(switch)
                .exec_without_returning(&self.0.db)
                .await
                .map_err(|error| self.0.writing(error))?;
        }
        Ok(())
    }

    /// Makes something else of a tool than its server wrote, in place of what was made of it before.
    #[instrument(name = "store.namespaces.set_tool_override", skip_all, fields(namespace.id = %id, tool.id = %tool), err(level = "debug"))]
    pub async fn set_tool_override(
        &self,
        id: NamespaceId,
        tool: ToolId,
        overrides: &ToolOverride,
        now: Timestamp,
    ) -> Result<(), Error> {
        let row = choice::ActiveModel {
            namespace_id: Set(id.as_uuid()),
            tool_id: Set(tool.as_uuid()),
            enabled: Set(true),
            created_at: Set(now.as_millis()),
            overrides: Set((!overrides.is_empty()).then(|| json(overrides))),
            overrides_before: Set(None),
            version: Set(1),
        };
        let count = Expr::col((Choices, choice::Column::Version)).add(1);
        let before = Expr::col((Choices, choice::Column::Overrides));
        let change = OnConflict::columns([choice::Column::NamespaceId, choice::Column::ToolId])
            .update_column(choice::Column::Overrides)
            .value(choice::Column::OverridesBefore, before)
            .value(choice::Column::Version, count)
            .to_owned();
        Choices::insert(row)
            .on_conflict(change)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    async fn add_server(
        &self,
        id: NamespaceId,
        server: Uuid,
        position: i32,
        now: Timestamp,
    ) -> Result<(), Error> {
        let row = member::ActiveModel {
            namespace_id: Set(id.as_uuid()),
            server_id: Set(server),
            position: Set(position),
            enabled: Set(true),
            alias: Set(None),
            created_at: Set(now.as_millis()),
        };
        Members::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    async fn change_server(
        &self,
        id: NamespaceId,
        server: ServerId,
        change: member::ActiveModel,
    ) -> Result<bool, Error> {
        let updated = Members::update_many()
            .set(change)
            .filter(member::Column::NamespaceId.eq(id.as_uuid()))
            .filter(member::Column::ServerId.eq(server.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    async fn remove_servers(&self, id: NamespaceId, servers: Vec<Uuid>) -> Result<(), Error> {
        let their_tools = tool::Entity::find()
            .select_only()
            .column(tool::Column::Id)
            .filter(tool::Column::ServerId.is_in(servers.iter().copied()))
            .into_query();
        Choices::delete_many()
            .filter(choice::Column::NamespaceId.eq(id.as_uuid()))
            .filter(choice::Column::ToolId.in_subquery(their_tools.clone()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Verdicts::delete_many()
            .filter(verdict::Column::NamespaceId.eq(id.as_uuid()))
            .filter(verdict::Column::ToolId.in_subquery(their_tools))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Members::delete_many()
            .filter(member::Column::NamespaceId.eq(id.as_uuid()))
            .filter(member::Column::ServerId.is_in(servers))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(())
    }
}

fn in_order(query: sea_orm::Select<Members>) -> sea_orm::Select<Members> {
    query
        .order_by_asc(member::Column::NamespaceId)
        .order_by_asc(member::Column::Position)
        .order_by_asc(member::Column::ServerId)
}

fn member_record(row: &member::Model) -> NamespaceServerRecord {
    NamespaceServerRecord {
        namespace_id: row.namespace_id.into(),
        server_id: row.server_id.into(),
        position: row.position,
        enabled: row.enabled,
        alias: row.alias.clone(),
        created_at: Timestamp::from_millis(row.created_at),
    }
}

fn json(overrides: &ToolOverride) -> String {
    serde_json::to_string(overrides).expect("texts and JSON can always be written")
}

fn choice_record(row: &choice::Model) -> Result<NamespaceToolRecord, Error> {
    let read = |column, json: Option<&str>| {
        let read = json.map(serde_json::from_str::<ToolOverride>).transpose();
        read.map(Option::unwrap_or_default)
            .map_err(|error| rows::inconsistent::<Choices>(column, row.tool_id, error))
    };
    let overrides = read("overrides", row.overrides.as_deref())?;
    let overrides_before = read("overrides_before", row.overrides_before.as_deref())?;
    Ok(NamespaceToolRecord {
        namespace_id: row.namespace_id.into(),
        tool_id: row.tool_id.into(),
        enabled: row.enabled,
        overrides,
        overrides_before,
        version: row.version,
        created_at: Timestamp::from_millis(row.created_at),
    })
}

//! Tools of servers, as last seen.

mod sync;

use model::{NamespaceId, ServerId, Timestamp, ToolId};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use tracing::instrument;

pub use self::sync::{ToolDefinition, ToolSync};
use crate::{
    Error, Read,
    access::Executor,
    entity::{
        namespace_server,
        tool::{Column, Entity, Model},
    },
};

/// A tool as its server last wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolRecord {
    /// Id.
    pub id: ToolId,
    /// The server.
    pub server_id: ServerId,
    /// The server's own name for it; unique at the server.
    pub name: String,
    /// The JSON object of `tools/list`, byte for byte as the server wrote it.
    pub definition: String,
    /// Its place in the server's list, from 0.
    pub position: i32,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change of its definition.
    pub updated_at: Timestamp,
    /// Since when the server does not list it any more. It is kept, so that what namespaces say about it is
    /// still there when it comes back.
    pub gone_at: Option<Timestamp>,
}

/// Repository of tools.
pub struct Tools<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Tools<'_, A> {
    /// The tool with this id.
    #[instrument(name = "store.tools.find", skip_all, fields(tool.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: ToolId) -> Result<Option<ToolRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.map(record))
    }

    /// The tools of a server in its order, those that are gone included.
    #[instrument(name = "store.tools.list", skip_all, fields(server.id = %server_id), err(level = "debug"))]
    pub async fn list(&self, server_id: ServerId) -> Result<Vec<ToolRecord>, Error> {
        let of_server = Entity::find().filter(Column::ServerId.eq(server_id.as_uuid()));
        let found = in_order(of_server)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }

    /// The tools of all servers of a namespace, server by server in their order, those that are gone included.
    #[instrument(name = "store.tools.list_of_namespace", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn list_of_namespace(&self, id: NamespaceId) -> Result<Vec<ToolRecord>, Error> {
        let servers = namespace_server::Entity::find()
            .select_only()
            .column(namespace_server::Column::ServerId)
            .filter(namespace_server::Column::NamespaceId.eq(id.as_uuid()));
        let of_namespace = Entity::find().filter(Column::ServerId.in_subquery(servers.into_query()));
        let found = in_order(of_namespace)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }

    /// How many tools a server lists.
    #[instrument(name = "store.tools.count", skip_all, fields(server.id = %server_id), err(level = "debug"))]
    pub async fn count(&self, server_id: ServerId) -> Result<u64, Error> {
        Entity::find()
            .filter(Column::ServerId.eq(server_id.as_uuid()))
            .filter(Column::GoneAt.is_null())
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }

    pub(crate) async fn list_all(&self) -> Result<Vec<ToolRecord>, Error> {
        let found = in_order(Entity::find())
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }
}

fn in_order(query: Select<Entity>) -> Select<Entity> {
    query
        .order_by_asc(Column::ServerId)
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
}

fn record(row: Model) -> ToolRecord {
    ToolRecord {
        id: row.id.into(),
        server_id: row.server_id.into(),
        name: row.name,
        definition: row.definition,
        position: row.position,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        gone_at: row.gone_at.map(Timestamp::from_millis),
    }
}

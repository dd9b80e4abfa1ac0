//! Calls that wait until a person allows them, and what was decided.

use std::fmt;

use model::{ApprovalId, ApprovalState, Asker, NamespaceId, ServerId, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tracing::instrument;
use uuid::Uuid;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::approval::{ActiveModel, Column, Entity, Model},
    rows,
};

/// A call that waits, or waited.
#[derive(Clone, PartialEq, Eq)]
pub struct ApprovalRecord {
    /// Id.
    pub id: ApprovalId,
    /// Whose rule it is.
    pub namespace_id: NamespaceId,
    /// The server; it may be gone.
    pub server_id: ServerId,
    /// Name of the endpoint where it came in.
    pub endpoint: String,
    /// Name of the server.
    pub server: String,
    /// The tool's name as the client called it.
    pub tool: String,
    /// The tool's name at the server.
    pub original_tool: String,
    /// Name and version that the client gave itself.
    pub client: String,
    /// In whose name.
    pub asker: Asker,
    /// What the server would be given. Opaque here.
    pub arguments: Vec<u8>,
    /// SHA-256 of what the server would be given.
    pub digest: [u8; 32],
    /// What became of it.
    pub state: ApprovalState,
    /// The name of who decided.
    pub decided_by: Option<String>,
    /// What they said about it.
    pub reason: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Too late from then on.
    pub expires_at: Timestamp,
    /// When it was over.
    pub decided_at: Option<Timestamp>,
}

impl fmt::Debug for ApprovalRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApprovalRecord")
            .field("id", &self.id)
            .field("tool", &self.tool)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// How a call that waited ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What became of it.
    pub state: ApprovalState,
    /// The name of who decided, where somebody did.
    pub decided_by: Option<String>,
    /// What they said about it.
    pub reason: String,
}

/// Repository of calls that wait.
pub struct Approvals<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Approvals<'_, A> {
    /// The call with this id.
    #[instrument(name = "store.approvals.find", skip_all, fields(approval.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: ApprovalId) -> Result<Option<ApprovalRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// Those of these namespaces that wait and are not too late, the oldest first.
    #[instrument(name = "store.approvals.waiting", skip_all, err(level = "debug"))]
    pub async fn waiting(
        &self,
        namespaces: &[NamespaceId],
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<ApprovalRecord>, Error> {
        let found = waiting(namespaces, now)
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many of these namespaces wait and are not too late.
    #[instrument(name = "store.approvals.count_waiting", skip_all, err(level = "debug"))]
    pub async fn count_waiting(&self, namespaces: &[NamespaceId], now: Timestamp) -> Result<u64, Error> {
        waiting(namespaces, now)
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }

    /// Those of these namespaces that do not wait any more, the youngest first.
    #[instrument(name = "store.approvals.over", skip_all, err(level = "debug"))]
    pub async fn over(&self, namespaces: &[NamespaceId], limit: u64) -> Result<Vec<ApprovalRecord>, Error> {
        let found = Entity::find()
            .filter(Column::NamespaceId.is_in(ids(namespaces)))
            .filter(Column::State.ne(ApprovalState::Waiting.as_str()))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }
}

impl Approvals<'_, Write> {
    /// Adds one. [`Error::MissingReference`] when its namespace is gone.
    #[instrument(name = "store.approvals.insert", skip_all, fields(approval.id = %approval.id), err(level = "debug"))]
    pub async fn insert(&self, approval: &ApprovalRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(approval.id.as_uuid()),
            namespace_id: Set(approval.namespace_id.as_uuid()),
            server_id: Set(approval.server_id.as_uuid()),
            endpoint: Set(approval.endpoint.clone()),
            server: Set(approval.server.clone()),
            tool: Set(approval.tool.clone()),
            original_tool: Set(approval.original_tool.clone()),
            client: Set(approval.client.clone()),
            asker: Set(serde_json::json!(approval.asker).to_string()),
            arguments: Set(approval.arguments.clone()),
            digest: Set(approval.digest.to_vec()),
            state: Set(approval.state.as_str().to_owned()),
            decided_by: Set(approval.decided_by.clone()),
            reason: Set(approval.reason.clone()),
            created_at: Set(approval.created_at.as_millis()),
            expires_at: Set(approval.expires_at.as_millis()),
            decided_at: Set(approval.decided_at.map(Timestamp::as_millis)),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Ends the waiting of one. False when it does not wait (any more): only the first settlement counts.
    #[instrument(name = "store.approvals.settle", skip_all, fields(approval.id = %id), err(level = "debug"))]
    pub async fn settle(
        &self,
        id: ApprovalId,
        settlement: &Settlement,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let change = ActiveModel {
            state: Set(settlement.state.as_str().to_owned()),
            decided_by: Set(settlement.decided_by.clone()),
            reason: Set(settlement.reason.clone()),
            decided_at: Set(Some(now.as_millis())),
            ..ActiveModel::default()
        };
        let updated = Entity::update_many()
            .set(change)
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::State.eq(ApprovalState::Waiting.as_str()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Ends the waiting of all whose time was over at some point; nobody waits for them. Tells how many.
    #[instrument(name = "store.approvals.expire", skip_all, err(level = "debug"))]
    pub async fn expire(&self, until: Timestamp, now: Timestamp) -> Result<u64, Error> {
        let change = ActiveModel {
            state: Set(ApprovalState::Expired.as_str().to_owned()),
            decided_at: Set(Some(now.as_millis())),
            ..ActiveModel::default()
        };
        let updated = Entity::update_many()
            .set(change)
            .filter(Column::State.eq(ApprovalState::Waiting.as_str()))
            .filter(Column::ExpiresAt.lte(until.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected)
    }

    /// Deletes those that asked before some point, and tells how many there were.
    #[instrument(name = "store.approvals.delete_older", skip_all, err(level = "debug"))]
    pub async fn delete_older(&self, than: Timestamp) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::CreatedAt.lt(than.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

fn waiting(namespaces: &[NamespaceId], now: Timestamp) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::NamespaceId.is_in(ids(namespaces)))
        .filter(Column::State.eq(ApprovalState::Waiting.as_str()))
        .filter(Column::ExpiresAt.gt(now.as_millis()))
}

fn ids(namespaces: &[NamespaceId]) -> Vec<Uuid> {
    namespaces.iter().map(|id| id.as_uuid()).collect()
}

fn record(row: Model) -> Result<ApprovalRecord, Error> {
    let digest = row.digest.try_into();
    Ok(ApprovalRecord {
        id: row.id.into(),
        namespace_id: row.namespace_id.into(),
        server_id: row.server_id.into(),
        asker: serde_json::from_str(&row.asker)
            .map_err(|error| rows::inconsistent::<Entity>("asker", row.id, error))?,
        digest: digest.map_err(|_| rows::inconsistent::<Entity>("digest", row.id, "it has not 32 bytes"))?,
        state: row
            .state
            .parse()
            .map_err(|problem| rows::inconsistent::<Entity>("state", row.id, problem))?,
        endpoint: row.endpoint,
        server: row.server,
        tool: row.tool,
        original_tool: row.original_tool,
        client: row.client,
        arguments: row.arguments,
        decided_by: row.decided_by,
        reason: row.reason,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        decided_at: row.decided_at.map(Timestamp::from_millis),
    })
}

//! Clients.

use std::fmt;

use model::{ClientAuth, ClientKind, OauthClientId, Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Query, SelectStatement},
};
use tracing::instrument;
use uuid::Uuid;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::{
        oauth_authorization,
        oauth_client::{ActiveModel, Column, Entity, Model},
        oauth_code,
    },
    order, rows,
};

/// A client.
#[derive(Clone, PartialEq, Eq)]
pub struct OauthClientRecord {
    /// Id.
    pub id: OauthClientId,
    /// What it presents; unique.
    pub client_id: String,
    /// How we came to know it.
    pub kind: ClientKind,
    /// What it calls itself.
    pub name: String,
    /// SHA-256 of its secret.
    pub secret_hash: Option<[u8; 32]>,
    /// How it proves who it is.
    pub auth: ClientAuth,
    /// Where answers for it may go.
    pub redirect_uris: Vec<String>,
    /// People may be asked whether it may act for them.
    pub approved: bool,
    /// Known since.
    pub created_at: Timestamp,
}

impl fmt::Debug for OauthClientRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OauthClientRecord")
            .field("id", &self.id)
            .field("client_id", &self.client_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Repository of clients.
pub struct OauthClients<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> OauthClients<'_, A> {
    /// The client with this id of ours.
    #[instrument(name = "store.oauth_clients.find", skip_all, fields(client.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: OauthClientId) -> Result<Option<OauthClientRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// The client that presents this id.
    #[instrument(
        name = "store.oauth_clients.find_by_client_id",
        skip_all,
        err(level = "debug")
    )]
    pub async fn find_by_client_id(&self, client_id: &str) -> Result<Option<OauthClientRecord>, Error> {
        let found = Entity::find()
            .filter(Column::ClientId.eq(client_id))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// All clients, by name.
    #[instrument(name = "store.oauth_clients.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<OauthClientRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many of a kind there are.
    #[instrument(name = "store.oauth_clients.count", skip_all, err(level = "debug"))]
    pub async fn count(&self, kind: ClientKind) -> Result<u64, Error> {
        Entity::find()
            .filter(Column::Kind.eq(kind.as_str()))
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl OauthClients<'_, Write> {
    /// Adds a client. Conflicts: [`crate::Constraint::OauthClientId`].
    #[instrument(name = "store.oauth_clients.insert", skip_all, fields(client.id = %client.id), err(level = "debug"))]
    pub async fn insert(&self, client: &OauthClientRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(client.id.as_uuid()),
            client_id: Set(client.client_id.clone()),
            kind: Set(client.kind.as_str().to_owned()),
            approved: Set(client.approved),
            created_at: Set(client.created_at.as_millis()),
            ..description(client)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Takes over what a client says of itself: everything but its ids, its kind and whether it is approved.
    #[instrument(name = "store.oauth_clients.describe", skip_all, fields(client.id = %client.id), err(level = "debug"))]
    pub async fn describe(&self, client: &OauthClientRecord) -> Result<bool, Error> {
        self.change(client.id, description(client)).await
    }

    /// From now on people may be asked about it. False when there is none.
    #[instrument(name = "store.oauth_clients.approve", skip_all, fields(client.id = %id), err(level = "debug"))]
    pub async fn approve(&self, id: OauthClientId) -> Result<bool, Error> {
        let approved = ActiveModel {
            approved: Set(true),
            ..ActiveModel::default()
        };
        self.change(id, approved).await
    }

    /// Deletes a client, and everything that it was allowed. False when there was none.
    #[instrument(name = "store.oauth_clients.delete", skip_all, fields(client.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: OauthClientId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Deletes clients that nobody registered by hand, that were known before `before`, and that neither act for anybody
    /// nor are about to; the oldest first, at most so many. Tells how many there were.
    #[instrument(name = "store.oauth_clients.delete_unused", skip_all, err(level = "debug"))]
    pub async fn delete_unused(&self, before: Timestamp, most: u64) -> Result<u64, Error> {
        let unused: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Kind.ne(ClientKind::Registered.as_str()))
            .filter(Column::CreatedAt.lt(before.as_millis()))
            .filter(Column::Id.not_in_subquery(users(
                oauth_authorization::Entity,
                oauth_authorization::Column::ClientId,
            )))
            .filter(Column::Id.not_in_subquery(users(oauth_code::Entity, oauth_code::Column::ClientId)))
            .order_by_asc(Column::CreatedAt)
            .limit(most)
            .into_tuple()
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        let deleted = Entity::delete_many()
            .filter(Column::Id.is_in(unused))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }

    async fn change(&self, id: OauthClientId, change: ActiveModel) -> Result<bool, Error> {
        let updated = Entity::update_many()
            .set(change)
            .filter(Column::Id.eq(id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }
}

/// The clients that a table names.
fn users<E: EntityTrait>(table: E, column: E::Column) -> SelectStatement {
    Query::select().column(column).from(table).to_owned()
}

fn description(client: &OauthClientRecord) -> ActiveModel {
    ActiveModel {
        name: Set(client.name.clone()),
        secret_hash: Set(client.secret_hash.map(Vec::from)),
        auth_method: Set(client.auth.as_str().to_owned()),
        redirect_uris: Set(serde_json::json!(client.redirect_uris).to_string()),
        ..ActiveModel::default()
    }
}

fn record(row: Model) -> Result<OauthClientRecord, Error> {
    let broken = |column, problem: Box<dyn std::error::Error + Send + Sync>| {
        rows::inconsistent::<Entity>(column, row.id, problem)
    };
    Ok(OauthClientRecord {
        id: row.id.into(),
        kind: row
            .kind
            .parse()
            .map_err(|problem: model::Problem| broken("kind", problem.into()))?,
        auth: row
            .auth_method
            .parse()
            .map_err(|problem: model::Problem| broken("auth_method", problem.into()))?,
        redirect_uris: serde_json::from_str(&row.redirect_uris)
            .map_err(|problem| broken("redirect_uris", problem.into()))?,
        secret_hash: row
            .secret_hash
            .map(|stored| super::hash::<Entity>("secret_hash", row.id, stored))
            .transpose()?,
        client_id: row.client_id,
        name: row.name,
        approved: row.approved,
        created_at: Timestamp::from_millis(row.created_at),
    })
}

//! Clients that act for somebody at one endpoint.

use model::{AuthorizationId, EndpointId, OauthClientId, Scopes, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::oauth_authorization::{ActiveModel, Column, Entity, Model},
    latest,
};

/// A client that acts for somebody at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRecord {
    /// Id; access tokens name it.
    pub id: AuthorizationId,
    /// For whom.
    pub user_id: UserId,
    /// Who.
    pub client_id: OauthClientId,
    /// Where.
    pub endpoint_id: EndpointId,
    /// What it may do.
    pub scopes: Scopes,
    /// Since when.
    pub created_at: Timestamp,
    /// Last accepted at.
    pub last_used_at: Option<Timestamp>,
    /// Over then, unless the client refreshes before.
    pub expires_at: Timestamp,
}

/// The refresh tokens of an authorization, as hashes.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshRecord {
    /// SHA-256 of the valid one.
    pub hash: [u8; 32],
    /// SHA-256 of the one that it took the place of.
    pub previous: Option<[u8; 32]>,
    /// Since when it is valid.
    pub rotated_at: Timestamp,
}

/// Repository of authorizations.
pub struct Authorizations<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Authorizations<'_, A> {
    /// All of them, the oldest first.
    #[instrument(name = "store.authorizations.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<AuthorizationRecord>, Error> {
        let found = Entity::find()
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.iter().map(record).collect())
    }

    /// An authorization with its refresh tokens.
    #[instrument(name = "store.authorizations.find", skip_all, fields(authorization.id = %id), err(level = "debug"))]
    pub async fn find(
        &self,
        id: AuthorizationId,
    ) -> Result<Option<(AuthorizationRecord, RefreshRecord)>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(|row| Ok((record(&row), refresh(row)?))).transpose()
    }
}

impl Authorizations<'_, Write> {
    /// Adds one.
    #[instrument(name = "store.authorizations.insert", skip_all, fields(authorization.id = %authorization.id), err(level = "debug"))]
    pub async fn insert(
        &self,
        authorization: &AuthorizationRecord,
        refresh: &RefreshRecord,
    ) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(authorization.id.as_uuid()),
            user_id: Set(authorization.user_id.as_uuid()),
            client_id: Set(authorization.client_id.as_uuid()),
            endpoint_id: Set(authorization.endpoint_id.as_uuid()),
            scope: Set(authorization.scopes.to_string()),
            created_at: Set(authorization.created_at.as_millis()),
            last_used_at: Set(authorization.last_used_at.map(Timestamp::as_millis)),
            ..tokens(refresh, authorization.expires_at)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Replaces the refresh tokens of one, and moves its end. False when there is none.
    #[instrument(name = "store.authorizations.rotate", skip_all, fields(authorization.id = %id), err(level = "debug"))]
    pub async fn rotate(
        &self,
        id: AuthorizationId,
        refresh: &RefreshRecord,
        expires_at: Timestamp,
    ) -> Result<bool, Error> {
        let updated = Entity::update_many()
            .set(tokens(refresh, expires_at))
            .filter(Column::Id.eq(id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Notes when they were last accepted. An earlier time never replaces a later one, and those that are gone are
    /// passed over.
    #[instrument(name = "store.authorizations.record_uses", skip_all, fields(count = uses.len()), err(level = "debug"))]
    pub async fn record_uses(&self, uses: &[(AuthorizationId, Timestamp)]) -> Result<(), Error> {
        for (id, at) in uses {
            latest::note::<Entity>(&self.0, (Column::Id, id.as_uuid()), Column::LastUsedAt, *at).await?;
        }
        Ok(())
    }

    /// Ends one. False when there was none.
    #[instrument(name = "store.authorizations.delete", skip_all, fields(authorization.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: AuthorizationId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Deletes those that ended before `now`, and tells how many there were.
    #[instrument(name = "store.authorizations.delete_expired", skip_all, err(level = "debug"))]
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lte(now.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

fn tokens(refresh: &RefreshRecord, expires_at: Timestamp) -> ActiveModel {
    ActiveModel {
        refresh_hash: Set(refresh.hash.to_vec()),
        previous_hash: Set(refresh.previous.map(Vec::from)),
        rotated_at: Set(refresh.rotated_at.as_millis()),
        expires_at: Set(expires_at.as_millis()),
        ..ActiveModel::default()
    }
}

fn record(row: &Model) -> AuthorizationRecord {
    AuthorizationRecord {
        id: row.id.into(),
        user_id: row.user_id.into(),
        client_id: row.client_id.into(),
        endpoint_id: row.endpoint_id.into(),
        scopes: Scopes::known_in(&row.scope),
        created_at: Timestamp::from_millis(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp::from_millis),
        expires_at: Timestamp::from_millis(row.expires_at),
    }
}

fn refresh(row: Model) -> Result<RefreshRecord, Error> {
    Ok(RefreshRecord {
        hash: super::hash::<Entity>("refresh_hash", row.id, row.refresh_hash)?,
        previous: row
            .previous_hash
            .map(|stored| super::hash::<Entity>("previous_hash", row.id, stored))
            .transpose()?,
        rotated_at: Timestamp::from_millis(row.rotated_at),
    })
}

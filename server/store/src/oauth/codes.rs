//! Authorization codes.

use std::fmt;

use model::{AuthorizationId, EndpointId, OauthClientId, Scopes, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::oauth_code::{ActiveModel, Column, Entity, Model},
};

/// A code. Its text is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct OauthCodeRecord {
    /// SHA-256 of its text.
    pub hash: [u8; 32],
    /// Who allowed it.
    pub user_id: UserId,
    /// What for whom.
    pub client_id: OauthClientId,
    /// Where.
    pub endpoint_id: EndpointId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// What the client has to know the secret of (PKCE, S256).
    pub challenge: String,
    /// What the client may do.
    pub scopes: Scopes,
    /// It is good for nothing from then on.
    pub expires_at: Timestamp,
    /// What it was exchanged for.
    pub authorization_id: Option<AuthorizationId>,
}

impl fmt::Debug for OauthCodeRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OauthCodeRecord")
            .field("user_id", &self.user_id)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Repository of codes.
pub struct OauthCodes<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> OauthCodes<'_, A> {
    /// The code with this hash.
    #[instrument(name = "store.oauth_codes.find", skip_all, err(level = "debug"))]
    pub async fn find(&self, hash: &[u8; 32]) -> Result<Option<OauthCodeRecord>, Error> {
        let found = Entity::find_by_id(hash.to_vec())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.map(|row| record(*hash, row)))
    }
}

impl OauthCodes<'_, Write> {
    /// Adds a code.
    #[instrument(name = "store.oauth_codes.insert", skip_all, err(level = "debug"))]
    pub async fn insert(&self, code: &OauthCodeRecord) -> Result<(), Error> {
        let row = ActiveModel {
            code_hash: Set(code.hash.to_vec()),
            user_id: Set(code.user_id.as_uuid()),
            client_id: Set(code.client_id.as_uuid()),
            endpoint_id: Set(code.endpoint_id.as_uuid()),
            redirect_uri: Set(code.redirect_uri.clone()),
            challenge: Set(code.challenge.clone()),
            scope: Set(code.scopes.to_string()),
            expires_at: Set(code.expires_at.as_millis()),
            authorization_id: Set(code.authorization_id.map(AuthorizationId::as_uuid)),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Notes what a code was exchanged for.
    #[instrument(name = "store.oauth_codes.use_up", skip_all, err(level = "debug"))]
    pub async fn use_up(&self, hash: &[u8; 32], by: AuthorizationId) -> Result<(), Error> {
        Entity::update_many()
            .set(ActiveModel {
                authorization_id: Set(Some(by.as_uuid())),
                ..ActiveModel::default()
            })
            .filter(Column::CodeHash.eq(hash.to_vec()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Deletes codes that were over before `before`, and tells how many there were.
    #[instrument(name = "store.oauth_codes.delete_expired", skip_all, err(level = "debug"))]
    pub async fn delete_expired(&self, before: Timestamp) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lt(before.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

fn record(hash: [u8; 32], row: Model) -> OauthCodeRecord {
    OauthCodeRecord {
        hash,
        user_id: row.user_id.into(),
        client_id: row.client_id.into(),
        endpoint_id: row.endpoint_id.into(),
        redirect_uri: row.redirect_uri,
        challenge: row.challenge,
        scopes: Scopes::known_in(&row.scope),
        expires_at: Timestamp::from_millis(row.expires_at),
        authorization_id: row.authorization_id.map(AuthorizationId::from_uuid),
    }
}

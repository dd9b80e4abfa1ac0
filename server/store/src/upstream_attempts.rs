//! People on their way to an authorization server and back.

use std::fmt;

use model::{ServerId, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::upstream_attempt::{ActiveModel, Column, Entity},
    taken,
};

/// Somebody on the way.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamAttemptRecord {
    /// SHA-256 of the `state` that comes back with them.
    pub state_hash: [u8; 32],
    /// What they connect.
    pub server_id: ServerId,
    /// Who.
    pub user_id: UserId,
    /// What is needed when they are back. Opaque here.
    pub sealed: Vec<u8>,
    /// Too late from then on.
    pub expires_at: Timestamp,
}

impl fmt::Debug for UpstreamAttemptRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamAttemptRecord")
            .field("server_id", &self.server_id)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// Repository of attempts.
pub struct UpstreamAttempts<'a, A = Read>(pub(crate) Executor<'a, A>);

impl UpstreamAttempts<'_, Write> {
    /// Adds one.
    #[instrument(name = "store.upstream_attempts.insert", skip_all, err(level = "debug"))]
    pub async fn insert(&self, attempt: &UpstreamAttemptRecord) -> Result<(), Error> {
        let row = ActiveModel {
            state_hash: Set(attempt.state_hash.to_vec()),
            server_id: Set(attempt.server_id.as_uuid()),
            user_id: Set(attempt.user_id.as_uuid()),
            sealed: Set(attempt.sealed.clone()),
            expires_at: Set(attempt.expires_at.as_millis()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// The attempt with this hash, which cannot be had a second time.
    #[instrument(name = "store.upstream_attempts.take", skip_all, err(level = "debug"))]
    pub async fn take(&self, state_hash: &[u8; 32]) -> Result<Option<UpstreamAttemptRecord>, Error> {
        let taken = taken::take(&self.0, Entity::find_by_id(state_hash.to_vec())).await?;
        Ok(taken.map(|row| UpstreamAttemptRecord {
            state_hash: *state_hash,
            server_id: row.server_id.into(),
            user_id: row.user_id.into(),
            sealed: row.sealed,
            expires_at: Timestamp::from_millis(row.expires_at),
        }))
    }

    /// Deletes those that are over, and tells how many there were.
    #[instrument(
        name = "store.upstream_attempts.delete_expired",
        skip_all,
        err(level = "debug")
    )]
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lte(now.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

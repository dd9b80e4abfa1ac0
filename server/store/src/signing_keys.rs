//! Keys that sign who calls.

use std::fmt;

use model::{SigningKeyId, Timestamp};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::signing_key::{ActiveModel, Column, Entity, Model},
};

/// A key that signs who calls.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKeyRecord {
    /// Id.
    pub id: SigningKeyId,
    /// The private key, sealed. Opaque here.
    pub sealed: Vec<u8>,
    /// Made at.
    pub created_at: Timestamp,
}

impl fmt::Debug for SigningKeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeyRecord")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

/// Repository of signing keys.
pub struct SigningKeys<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> SigningKeys<'_, A> {
    /// All keys, the oldest first.
    #[instrument(name = "store.signing_keys.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<SigningKeyRecord>, Error> {
        let found = Entity::find()
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.0.db)
            .await;
        let found = found.map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }
}

impl SigningKeys<'_, Write> {
    /// Adds a key.
    #[instrument(name = "store.signing_keys.insert", skip_all, fields(key.id = %key.id), err(level = "debug"))]
    pub async fn insert(&self, key: &SigningKeyRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(key.id.as_uuid()),
            sealed: Set(key.sealed.clone()),
            created_at: Set(key.created_at.as_millis()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Deletes a key. False when there was none.
    #[instrument(name = "store.signing_keys.delete", skip_all, fields(key.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: SigningKeyId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn record(row: Model) -> SigningKeyRecord {
    SigningKeyRecord {
        id: row.id.into(),
        sealed: row.sealed,
        created_at: Timestamp::from_millis(row.created_at),
    }
}

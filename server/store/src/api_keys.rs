//! Keys that clients present.

use std::fmt;

use model::{ApiKeyId, KeyLimits, Owner, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::api_key::{ActiveModel, Column, Entity, Model},
    latest, order, owner, rows,
};

/// A key that clients present. The key itself is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeyRecord {
    /// Id.
    pub id: ApiKeyId,
    /// For people; unique among its owner's.
    pub name: String,
    /// SHA-256 of the whole key text.
    pub hash: [u8; 32],
    /// The first characters, enough to tell keys apart.
    pub hint: String,
    /// SHA-256 of the text before this one, and until when that is accepted as well.
    pub previous: Option<([u8; 32], Timestamp)>,
    /// Whose it is.
    pub owner: Owner,
    /// What of that which its owner may do it is for.
    pub limits: KeyLimits,
    /// From then on it is refused.
    pub expires_at: Option<Timestamp>,
    /// It is accepted.
    pub active: bool,
    /// Made at.
    pub created_at: Timestamp,
    /// Last accepted at.
    pub last_used_at: Option<Timestamp>,
}

impl fmt::Debug for ApiKeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeyRecord")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("owner", &self.owner)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

/// Repository of API keys.
pub struct ApiKeys<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> ApiKeys<'_, A> {
    /// The key with this id.
    #[instrument(name = "store.api_keys.find", skip_all, fields(api_key.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: ApiKeyId) -> Result<Option<ApiKeyRecord>, Error> {
        Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// The key of this owner with this name.
    #[instrument(name = "store.api_keys.find_by_name", skip_all, fields(api_key.name = name), err(level = "debug"))]
    pub async fn find_by_name(&self, name: &str, owner: Owner) -> Result<Option<ApiKeyRecord>, Error> {
        Entity::find()
            .filter(Column::OwnerKey.eq(owner::key(owner)))
            .filter(Column::Name.eq(name))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// All keys, by name.
    #[instrument(name = "store.api_keys.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<ApiKeyRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many there are.
    #[instrument(name = "store.api_keys.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl ApiKeys<'_, Write> {
    /// Adds a key. Conflicts: [`crate::Constraint::ApiKeyName`], [`crate::Constraint::ApiKeyHash`].
    #[instrument(name = "store.api_keys.insert", skip_all, fields(api_key.id = %key.id), err(level = "debug"))]
    pub async fn insert(&self, key: &ApiKeyRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(key.id.as_uuid()),
            active: Set(key.active),
            created_at: Set(key.created_at.as_millis()),
            last_used_at: Set(key.last_used_at.map(Timestamp::as_millis)),
            ..changes(key)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a key: whether it is accepted, and when it was used, stay as they are. False when there is none. Conflicts: as
    /// [`Self::insert`].
    #[instrument(name = "store.api_keys.update", skip_all, fields(api_key.id = %key.id), err(level = "debug"))]
    pub async fn update(&self, key: &ApiKeyRecord) -> Result<bool, Error> {
        let updated = Entity::update_many()
            .set(changes(key))
            .filter(Column::Id.eq(key.id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Accepts a key or refuses it from now on. False when there is none.
    #[instrument(name = "store.api_keys.set_active", skip_all, fields(api_key.id = %id, active), err(level = "debug"))]
    pub async fn set_active(&self, id: ApiKeyId, active: bool) -> Result<bool, Error> {
        let updated = Entity::update_many()
            .set(ActiveModel {
                active: Set(active),
                ..ActiveModel::default()
            })
            .filter(Column::Id.eq(id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Notes when keys were last accepted. An earlier time never replaces a later one, and keys that are
    /// gone are passed over.
    #[instrument(name = "store.api_keys.record_uses", skip_all, fields(count = uses.len()), err(level = "debug"))]
    pub async fn record_uses(&self, uses: &[(ApiKeyId, Timestamp)]) -> Result<(), Error> {
        for (id, at) in uses {
            latest::note::<Entity>(&self.0, (Column::Id, id.as_uuid()), Column::LastUsedAt, *at).await?;
        }
        Ok(())
    }

    /// Deletes a key. False when there was none.
    #[instrument(name = "store.api_keys.delete", skip_all, fields(api_key.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: ApiKeyId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn changes(key: &ApiKeyRecord) -> ActiveModel {
    let limits = (key.limits != KeyLimits::default()).then(|| json(&key.limits));
    ActiveModel {
        name: Set(key.name.clone()),
        hash: Set(key.hash.to_vec()),
        hint: Set(key.hint.clone()),
        previous_hash: Set(key.previous.map(|(hash, _)| hash.to_vec())),
        previous_until: Set(key.previous.map(|(_, until)| until.as_millis())),
        owner_id: Set(owner::person(key.owner)),
        team_id: Set(owner::team(key.owner)),
        owner_key: Set(owner::key(key.owner)),
        limits: Set(limits),
        expires_at: Set(key.expires_at.map(Timestamp::as_millis)),
        ..ActiveModel::default()
    }
}

fn json(limits: &KeyLimits) -> String {
    serde_json::to_string(limits).expect("ids and texts can always be written")
}

fn record(row: Model) -> Result<ApiKeyRecord, Error> {
    let digest = |column, hash: Vec<u8>| {
        hash.try_into().map_err(|hash: Vec<u8>| {
            rows::inconsistent::<Entity>(column, row.id, format!("{} bytes", hash.len()))
        })
    };
    let limits = row.limits.as_deref().map(serde_json::from_str).transpose();
    // A limit that cannot be read must not be none.
    let limits = limits.map_err(|error| rows::inconsistent::<Entity>("limits", row.id, error))?;
    let previous = row.previous_hash.map(|hash| digest("previous_hash", hash));
    Ok(ApiKeyRecord {
        id: row.id.into(),
        name: row.name,
        hash: digest("hash", row.hash)?,
        hint: row.hint,
        previous: previous
            .transpose()?
            .zip(row.previous_until.map(Timestamp::from_millis)),
        limits: limits.unwrap_or_default(),
        expires_at: row.expires_at.map(Timestamp::from_millis),
        owner: owner::read::<Entity>(row.id, row.owner_id, row.team_id)?,
        active: row.active,
        created_at: Timestamp::from_millis(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp::from_millis),
    })
}

//! What each save changed of a namespace.

use model::{NamespaceId, NamespaceSaveId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::namespace_save::{ActiveModel, Column, Entity, Model},
    newest::remove_beyond,
};

/// A save of a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceSaveRecord {
    /// Id.
    pub id: NamespaceSaveId,
    /// The namespace.
    pub namespace_id: NamespaceId,
    /// Saved at.
    pub at: Timestamp,
    /// The name of who saved it.
    pub by: String,
    /// JSON of what changed, as the service writes it.
    pub change: String,
}

/// Repository of saves. The newest come first.
pub struct NamespaceSaves<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> NamespaceSaves<'_, A> {
    /// The saves of a namespace that are kept.
    #[instrument(name = "store.namespace_saves.list", skip_all, fields(namespace.id = %namespace), err(level = "debug"))]
    pub async fn list(&self, namespace: NamespaceId) -> Result<Vec<NamespaceSaveRecord>, Error> {
        let found = newest_first(namespace)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }

    /// A save of this namespace.
    #[instrument(name = "store.namespace_saves.find", skip_all, fields(namespace.id = %namespace, save.id = %id), err(level = "debug"))]
    pub async fn find(
        &self,
        namespace: NamespaceId,
        id: NamespaceSaveId,
    ) -> Result<Option<NamespaceSaveRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .filter(Column::NamespaceId.eq(namespace.as_uuid()))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.map(record))
    }
}

impl NamespaceSaves<'_, Write> {
    /// Adds a save, and takes away the oldest of its namespace beyond `most`.
    #[instrument(name = "store.namespace_saves.insert", skip_all, fields(namespace.id = %save.namespace_id), err(level = "debug"))]
    pub async fn insert(&self, save: &NamespaceSaveRecord, most: u64) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(save.id.as_uuid()),
            namespace_id: Set(save.namespace_id.as_uuid()),
            at: Set(save.at.as_millis()),
            by: Set(save.by.clone()),
            change: Set(save.change.clone()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        remove_beyond(&self.0, newest_first(save.namespace_id), Column::Id, most).await
    }
}

fn newest_first(namespace: NamespaceId) -> Select<Entity> {
    Entity::find()
        .filter(Column::NamespaceId.eq(namespace.as_uuid()))
        .order_by_desc(Column::At)
        // Ids grow with time too.
        .order_by_desc(Column::Id)
}

fn record(row: Model) -> NamespaceSaveRecord {
    NamespaceSaveRecord {
        id: row.id.into(),
        namespace_id: row.namespace_id.into(),
        at: Timestamp::from_millis(row.at),
        by: row.by,
        change: row.change,
    }
}

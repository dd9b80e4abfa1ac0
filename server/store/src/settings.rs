//! Settings of the installation that change at run time.

use model::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, sea_query::OnConflict};
use serde_json::Value;
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::setting::{ActiveModel, Column, Entity, Model},
};

/// One setting.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingRecord {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Changed at.
    pub updated_at: Timestamp,
}

/// Repository of settings.
pub struct Settings<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Settings<'_, A> {
    /// The value of a setting, if it was ever set.
    #[instrument(name = "store.settings.find", skip_all, fields(setting.key = key), err(level = "debug"))]
    pub async fn find(&self, key: &str) -> Result<Option<Value>, Error> {
        let found = Entity::find_by_id(key)
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.map(record).transpose()?.map(|setting| setting.value))
    }

    /// Everything that was ever set, by key.
    #[instrument(name = "store.settings.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<SettingRecord>, Error> {
        let found = Entity::find().order_by_asc(Column::Key).all(&self.0.db).await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }
}

impl Settings<'_, Write> {
    /// Sets a value, whether there was one or not.
    #[instrument(name = "store.settings.set", skip_all, fields(setting.key = key), err(level = "debug"))]
    pub async fn set(&self, key: &str, value: &Value, now: Timestamp) -> Result<(), Error> {
        let row = ActiveModel {
            key: Set(key.to_owned()),
            value: Set(value.to_string()),
            updated_at: Set(now.as_millis()),
        };
        let replace = OnConflict::column(Column::Key)
            .update_columns([Column::Value, Column::UpdatedAt])
            .to_owned();
        Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Back to the default. False when it was not set.
    #[instrument(name = "store.settings.delete", skip_all, fields(setting.key = key), err(level = "debug"))]
    pub async fn delete(&self, key: &str) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(key)
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn record(row: Model) -> Result<SettingRecord, Error> {
    match serde_json::from_str(&row.value) {
        Ok(value) => Ok(SettingRecord {
            key: row.key,
            value,
            updated_at: Timestamp::from_millis(row.updated_at),
        }),
        Err(problem) => Err(Error::Inconsistent {
            table: "settings".to_owned(),
            column: "value",
            row: row.key,
            source: problem.into(),
        }),
    }
}

//! What a namespace does with requests and answers.

use model::{NamespaceId, Timestamp, middleware::Chain};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use tracing::instrument;
use uuid::Uuid;

use super::Namespaces;
use crate::{
    Error, Write,
    entity::namespace::{ActiveModel, Column, Entity},
    rows,
};

impl Namespaces<'_, Write> {
    /// Gives a namespace, whose chain still has this `version`, another one; [`Error::Stale`] otherwise, also when the
    /// namespace is gone. The one before is kept.
    #[instrument(name = "store.namespaces.set_chain", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn set_chain(
        &self,
        id: NamespaceId,
        chain: &Chain,
        version: i64,
        now: Timestamp,
    ) -> Result<(), Error> {
        let change = ActiveModel {
            chain: Set(json(chain)),
            chain_version: Set(version + 1),
            updated_at: Set(now.as_millis()),
            ..ActiveModel::default()
        };
        let updated = Entity::update_many()
            .set(change)
            .col_expr(Column::ChainBefore, Expr::col(Column::Chain))
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::ChainVersion.eq(version))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        if updated.rows_affected == 0 {
            return Err(Error::Stale);
        }
        Ok(())
    }
}

pub(super) fn json(chain: &Chain) -> String {
    serde_json::to_string(chain).expect("texts and numbers can always be written")
}

pub(super) fn read(row: Uuid, column: &'static str, text: &str) -> Result<Chain, Error> {
    serde_json::from_str(text).map_err(|error| rows::inconsistent::<Entity>(column, row, error))
}

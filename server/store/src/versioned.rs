//! Rows that people edit: a change says which version it was made from, so that nobody overwrites what they have not seen.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{Error, Write, access::Executor};

/// Changes the row with this `id` if it still has this `version`, and gives the new version; [`Error::Stale`] otherwise,
/// also when the row is gone.
pub(crate) async fn update<E: EntityTrait>(
    executor: &Executor<'_, Write>,
    (id_column, id): (E::Column, Uuid),
    (version_column, version): (E::Column, i64),
    changes: E::ActiveModel,
) -> Result<i64, Error> {
    let next = version + 1;
    let updated = E::update_many()
        .set(changes)
        .col_expr(version_column, Expr::value(next))
        .filter(id_column.eq(id))
        .filter(version_column.eq(version))
        .exec(&executor.db)
        .await
        .map_err(|error| executor.writing(error))?;
    if updated.rows_affected == 0 {
        Err(Error::Stale)
    } else {
        Ok(next)
    }
}

//! Times of last uses: they only move forward, in whatever order they are written down.

use model::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{Error, Write, access::Executor};

/// Notes in `column` that something happened to the row with this `id`. An earlier time never replaces a later one, and
/// a row that is gone is passed over.
pub(crate) async fn note<E: EntityTrait>(
    executor: &Executor<'_, Write>,
    (id_column, id): (E::Column, Uuid),
    column: E::Column,
    at: Timestamp,
) -> Result<(), Error> {
    let at = at.as_millis();
    let earlier = Condition::any().add(column.is_null()).add(column.lt(at));
    E::update_many()
        .col_expr(column, Expr::value(at))
        .filter(id_column.eq(id))
        .filter(earlier)
        .exec(&executor.db)
        .await
        .map_err(|error| executor.writing(error))?;
    Ok(())
}

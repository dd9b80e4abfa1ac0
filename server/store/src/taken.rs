//! Rows that are good for one use.

use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait, Select};

use crate::{Error, Write, access::Executor};

/// Deletes the row that the query finds, and gives it: nobody finds it a second time.
pub(crate) async fn take<E>(
    executor: &Executor<'_, Write>,
    query: Select<E>,
) -> Result<Option<E::Model>, Error>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let found = query
        .one(&executor.db)
        .await
        .map_err(|error| executor.reading(error))?;
    let Some(row) = found else { return Ok(None) };
    row.clone()
        .delete(&executor.db)
        .await
        .map_err(|error| executor.deleting(error))?;
    Ok(Some(row))
}

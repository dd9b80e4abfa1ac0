//! Tables that keep the newest of their rows.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::{Error, Write, access::Executor};

/// Takes away what comes after the first `most` of these rows.
pub(crate) async fn remove_beyond<E: EntityTrait>(
    executor: &Executor<'_, Write>,
    newest_first: Select<E>,
    id: E::Column,
    most: u64,
) -> Result<(), Error> {
    let beyond: Vec<Uuid> = newest_first
        .select_only()
        .column(id)
        // `SQLite` takes no offset without a limit.
        .limit(most.saturating_add(1))
        .offset(most)
        .into_tuple()
        .all(&executor.db)
        .await
        .map_err(|error| executor.reading(error))?;
    E::delete_many()
        .filter(id.is_in(beyond))
        .exec(&executor.db)
        .await
        .map_err(|error| executor.deleting(error))?;
    Ok(())
}

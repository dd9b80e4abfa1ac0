//! Reads of columns that hold more than their type says.

use std::error::Error as StdError;

use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::Error;

/// Tells which row breaks an invariant and how.
pub(crate) fn inconsistent<E: EntityTrait + Default>(
    column: &'static str,
    row: Uuid,
    source: impl Into<Box<dyn StdError + Send + Sync>>,
) -> Error {
    Error::Inconsistent {
        table: E::default().table_name().to_owned(),
        column,
        row: row.to_string(),
        source: source.into(),
    }
}

/// A number that the program writes with 32 bits and no sign, as a column of 64 bits keeps it.
pub(crate) fn small<E: EntityTrait + Default>(
    column: &'static str,
    row: Uuid,
    stored: Option<i64>,
) -> Result<Option<u32>, Error> {
    stored
        .map(u32::try_from)
        .transpose()
        .map_err(|problem| inconsistent::<E>(column, row, problem))
}

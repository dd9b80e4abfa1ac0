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

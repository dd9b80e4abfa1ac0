//! Clients that people let act for them, and what they were allowed.

mod authorizations;
mod clients;
mod codes;

pub use authorizations::{AuthorizationRecord, Authorizations, RefreshRecord};
pub use clients::{OauthClientRecord, OauthClients};
pub use codes::{OauthCodeRecord, OauthCodes};

use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{Error, rows};

/// A SHA-256 as a column keeps it.
fn hash<E: EntityTrait + Default>(
    column: &'static str,
    row: Uuid,
    stored: Vec<u8>,
) -> Result<[u8; 32], Error> {
    stored
        .try_into()
        .map_err(|hash: Vec<u8>| rows::inconsistent::<E>(column, row, format!("{} bytes", hash.len())))
}

//! Owners as columns: the id, and a text that takes part in uniqueness.

use model::UserId;
use uuid::Uuid;

/// The id as stored; public things have none.
pub(crate) fn column(owner: Option<UserId>) -> Option<Uuid> {
    owner.map(UserId::as_uuid)
}

/// The owner as stored for `UNIQUE (owner_key, name)`. Nulls are distinct in unique indexes of both engines,
/// so two public things could share a name; the empty text makes "the public" one owner.
pub(crate) fn key(owner: Option<UserId>) -> String {
    owner.map(|id| id.to_string()).unwrap_or_default()
}

//! Where people are signed in.

use std::{error::Error as StdError, fmt, str::FromStr};

use model::{OidcProviderId, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::web_session::{ActiveModel, Column, Entity, Model},
};

/// Under this name a web session holds a [`SignedIn`].
pub const SIGNED_IN: &str = "signed_in";

/// Who is signed in with a web session, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub user_id: UserId,
    /// Since when.
    pub created_at: Timestamp,
    /// Last seen at.
    pub seen_at: Timestamp,
    /// What the browser says of itself; empty when it says nothing.
    pub agent: String,
    /// Where it was last seen.
    pub address: String,
    /// The provider that they signed in by; by password when by none.
    #[serde(default)]
    pub provider_id: Option<OidcProviderId>,
}

/// SHA-256 of a web session's id: names the session and opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey(pub(crate) [u8; 32]);

/// The text names no web session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the key of a web session")]
pub struct ParseSessionKeyError;

/// A web session of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSessionRecord {
    /// Names it.
    pub key: SessionKey,
    /// Who is signed in, and where.
    pub signed_in: SignedIn,
}

/// A web session was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Which one.
    pub key: SessionKey,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub address: String,
}

/// Repository of the web sessions of people.
pub struct WebSessions<'a, A = Read>(pub(crate) Executor<'a, A>);

// === impl SessionKey ===

impl SessionKey {
    /// The key of the session with this id.
    pub fn of_id(id: i128) -> Self {
        Self(Sha256::digest(id.to_le_bytes()).into())
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for SessionKey {
    type Err = ParseSessionKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut key = [0; 32];
        if text.len() != key.len() * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ParseSessionKeyError);
        }
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| ParseSessionKeyError)?;
        }
        Ok(Self(key))
    }
}

// === impl WebSessions ===

impl<A> WebSessions<'_, A> {
    /// The sessions of a person that were not over at `now`, the latest use first.
    #[instrument(name = "store.web_sessions.list", skip_all, fields(user.id = %user_id), err(level = "debug"))]
    pub async fn list(&self, user_id: UserId, now: Timestamp) -> Result<Vec<WebSessionRecord>, Error> {
        let found = Entity::find()
            .filter(Column::UserId.eq(user_id.as_uuid()))
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .order_by_desc(Column::SeenAt)
            .order_by_desc(Column::CreatedAt)
            .order_by_asc(Column::IdHash)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .filter_map(|row| record(row).transpose())
            .collect()
    }
}

impl WebSessions<'_, Write> {
    /// Ends one session of a person. False when there is none.
    #[instrument(name = "store.web_sessions.delete", skip_all, fields(user.id = %user_id), err(level = "debug"))]
    pub async fn delete(&self, user_id: UserId, key: SessionKey) -> Result<bool, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::UserId.eq(user_id.as_uuid()))
            .filter(Column::IdHash.eq(key.0.to_vec()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Ends all sessions of a person but this one, and tells how many there were.
    #[instrument(name = "store.web_sessions.delete_all_but", skip_all, fields(user.id = %user_id), err(level = "debug"))]
    pub async fn delete_all_but(&self, user_id: UserId, kept: Option<SessionKey>) -> Result<u64, Error> {
        let mut all = Entity::delete_many().filter(Column::UserId.eq(user_id.as_uuid()));
        if let Some(kept) = kept {
            all = all.filter(Column::IdHash.ne(kept.0.to_vec()));
        }
        let deleted = all
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }

    /// Notes that sessions were used. An earlier use never replaces a later one, and sessions that are over are passed
    /// over.
    #[instrument(name = "store.web_sessions.record_seen", skip_all, fields(count = seen.len()), err(level = "debug"))]
    pub async fn record_seen(&self, seen: &[Seen]) -> Result<(), Error> {
        for seen in seen {
            Entity::update_many()
                .set(ActiveModel {
                    seen_at: Set(Some(seen.at.as_millis())),
                    address: Set(Some(seen.address.clone())),
                    ..ActiveModel::default()
                })
                .filter(Column::IdHash.eq(seen.key.0.to_vec()))
                .filter(Column::SeenAt.lt(seen.at.as_millis()))
                .exec(&self.0.db)
                .await
                .map_err(|error| self.0.writing(error))?;
        }
        Ok(())
    }
}

/// Who is signed in, as columns.
pub(crate) fn columns(signed_in: Option<&SignedIn>) -> ActiveModel {
    ActiveModel {
        user_id: Set(signed_in.map(|it| it.user_id.as_uuid())),
        created_at: Set(signed_in.map(|it| it.created_at.as_millis())),
        seen_at: Set(signed_in.map(|it| it.seen_at.as_millis())),
        agent: Set(signed_in.map(|it| it.agent.clone())),
        address: Set(signed_in.map(|it| it.address.clone())),
        provider_id: Set(signed_in
            .and_then(|it| it.provider_id)
            .map(OidcProviderId::as_uuid)),
        ..ActiveModel::default()
    }
}

/// Who is signed in with this session; nobody when it holds something else.
pub(crate) fn signed_in(row: &Model) -> Result<Option<SignedIn>, Error> {
    let Some(user_id) = row.user_id else {
        return Ok(None);
    };
    let time = |column, stored: Option<i64>| {
        stored
            .map(Timestamp::from_millis)
            .ok_or_else(|| broken(column, "somebody is signed in, and nobody knows since when"))
    };
    Ok(Some(SignedIn {
        user_id: user_id.into(),
        created_at: time("created_at", row.created_at)?,
        seen_at: time("seen_at", row.seen_at)?,
        agent: row.agent.clone().unwrap_or_default(),
        address: row.address.clone().unwrap_or_default(),
        provider_id: row.provider_id.map(OidcProviderId::from_uuid),
    }))
}

/// A session breaks an invariant.
pub(crate) fn broken(column: &'static str, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
    Error::Inconsistent {
        table: "web_sessions".to_owned(),
        column,
        // The hash of an id says nothing to anyone.
        row: "of a session".to_owned(),
        source: source.into(),
    }
}

fn record(row: Model) -> Result<Option<WebSessionRecord>, Error> {
    let Some(signed_in) = signed_in(&row)? else {
        return Ok(None);
    };
    let key = row
        .id_hash
        .try_into()
        .map_err(|hash: Vec<u8>| broken("id_hash", format!("{} bytes", hash.len())))?;
    Ok(Some(WebSessionRecord {
        key: SessionKey(key),
        signed_in,
    }))
}

#[cfg(test)]
mod tests {
    use super::SessionKey;

    #[test]
    fn a_key_is_read_as_it_is_written_and_nothing_else_is() {
        let key = SessionKey::of_id(-1);
        assert_eq!(key.to_string().parse(), Ok(key));
        let long = format!("{key}0");
        for bad in [
            "",
            "00",
            &long,
            &"zz".repeat(32),
            &"+f".repeat(32),
            &"é".repeat(32),
        ] {
            assert!(bad.parse::<SessionKey>().is_err(), "{bad}");
        }
    }
}

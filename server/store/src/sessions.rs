//! Web sessions, for `tower-sessions`. Who is signed in stands in columns, everything else as JSON.

use std::collections::HashMap;

use async_trait::async_trait;
use model::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error as SessionError, Result as SessionResult},
};
use tracing::instrument;

use crate::{
    Constraint, Error, SIGNED_IN, SessionKey, SignedIn, Store,
    entity::web_session::{ActiveModel, Column, Entity, Model},
    error::{deleting, reading, writing},
    web_sessions::{self, broken},
};

/// Ids are 128 random bits; more than one new id means that something else is wrong.
const ATTEMPTS: usize = 3;

/// Web sessions in the database. Only a hash of the id is kept: who reads the database, or a copy of it,
/// cannot take over a session.
#[derive(Debug, Clone)]
pub struct Sessions(Store);

impl Store {
    /// Web sessions.
    pub fn sessions(&self) -> Sessions {
        Sessions(self.clone())
    }
}

impl Sessions {
    /// Deletes sessions that ended before `now`, and tells how many there were.
    #[instrument(name = "store.sessions.delete_expired", skip_all, err(level = "debug"))]
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64, Error> {
        let _turn = self.0.write_turn().await?;
        let expired = Entity::delete_many().filter(Column::ExpiresAt.lte(now.as_millis()));
        Ok(expired
            .exec(self.0.connection())
            .await
            .map_err(deleting)?
            .rows_affected)
    }

    async fn insert(&self, record: &Record) -> Result<(), Error> {
        let _turn = self.0.write_turn().await?;
        let row = ActiveModel {
            id_hash: Set(key(&record.id)),
            ..changes(record)?
        };
        Entity::insert(row)
            .exec_without_returning(self.0.connection())
            .await
            .map_err(writing)?;
        Ok(())
    }

    async fn update(&self, record: &Record) -> Result<(), Error> {
        let _turn = self.0.write_turn().await?;
        Entity::update_many()
            .set(changes(record)?)
            .filter(Column::IdHash.eq(key(&record.id)))
            .exec(self.0.connection())
            .await
            .map_err(writing)?;
        Ok(())
    }

    async fn find(&self, id: &Id, now: OffsetDateTime) -> Result<Option<Record>, Error> {
        let found = Entity::find_by_id(key(id))
            .filter(Column::ExpiresAt.gt(millis(now)))
            .one(self.0.connection())
            .await
            .map_err(reading)?;
        found.map(|row| record(*id, &row)).transpose()
    }

    async fn remove(&self, id: &Id) -> Result<(), Error> {
        let _turn = self.0.write_turn().await?;
        Entity::delete_by_id(key(id))
            .exec(self.0.connection())
            .await
            .map_err(deleting)?;
        Ok(())
    }
}

#[async_trait]
impl SessionStore for Sessions {
    #[instrument(name = "store.sessions.create", skip_all, err(level = "debug"))]
    async fn create(&self, record: &mut Record) -> SessionResult<()> {
        for _ in 1..ATTEMPTS {
            match self.insert(record).await {
                Err(Error::Conflict(Constraint::Id)) => record.id = Id::default(),
                inserted => return inserted.map_err(failed),
            }
        }
        self.insert(record).await.map_err(failed)
    }

    /// Changes a session that exists. One that does not is not made again, or a request that is still
    /// running while its person signs out would sign them in again.
    #[instrument(name = "store.sessions.save", skip_all, err(level = "debug"))]
    async fn save(&self, record: &Record) -> SessionResult<()> {
        self.update(record).await.map_err(failed)
    }

    #[instrument(name = "store.sessions.load", skip_all, err(level = "debug"))]
    async fn load(&self, id: &Id) -> SessionResult<Option<Record>> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the trait passes no clock to its stores"
        )]
        let now = OffsetDateTime::now_utc();
        self.find(id, now).await.map_err(failed)
    }

    #[instrument(name = "store.sessions.delete", skip_all, err(level = "debug"))]
    async fn delete(&self, id: &Id) -> SessionResult<()> {
        self.remove(id).await.map_err(failed)
    }
}

fn changes(record: &Record) -> Result<ActiveModel, Error> {
    let mut data = record.data.clone();
    let signed_in: Option<SignedIn> = data
        .remove(SIGNED_IN)
        .map(serde_json::from_value)
        .transpose()
        .map_err(|problem| broken("data", problem))?;
    let data = serde_json::to_string(&data).map_err(|problem| broken("data", problem))?;
    Ok(ActiveModel {
        data: Set(data),
        expires_at: Set(millis(record.expiry_date)),
        ..web_sessions::columns(signed_in.as_ref())
    })
}

fn record(id: Id, row: &Model) -> Result<Record, Error> {
    let mut data: HashMap<String, Value> =
        serde_json::from_str(&row.data).map_err(|problem| broken("data", problem))?;
    if let Some(signed_in) = web_sessions::signed_in(row)? {
        let signed_in = serde_json::to_value(signed_in).map_err(|problem| broken("data", problem))?;
        data.insert(SIGNED_IN.to_owned(), signed_in);
    }
    let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(i128::from(row.expires_at) * 1_000_000);
    Ok(Record {
        id,
        data,
        expiry_date: expiry_date.map_err(|problem| broken("expires_at", problem))?,
    })
}

fn key(id: &Id) -> Vec<u8> {
    SessionKey::of_id(id.0).0.to_vec()
}

fn millis(time: OffsetDateTime) -> i64 {
    // Years beyond the range of the type do not occur; they would mean "never".
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// The trait's error is text; the cause was recorded in the span of the method.
#[expect(clippy::needless_pass_by_value, reason = "the signature of `map_err`")]
fn failed(error: Error) -> SessionError {
    SessionError::Backend(error.to_string())
}

//! Sessions of clients.

use std::fmt;

use model::{ApiKeyId, EndpointId, Timestamp, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::OnConflict,
};
use tracing::instrument;

use crate::{
    Error, News, Store,
    entity::client_session::{ActiveModel, Column, Entity, Model},
    error::{deleting, reading, writing},
    news,
};

/// A session of a client. Its id is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSessionRecord {
    /// SHA-256 of the id.
    pub id_hash: [u8; 32],
    /// Where it began.
    pub endpoint_id: EndpointId,
    /// In whose name.
    pub holder: SessionHolder,
    /// The protocol's version.
    pub version: String,
    /// `clientInfo` as the client wrote it.
    pub client_info: Option<String>,
    /// What the client offers to be asked, as it wrote it.
    pub capabilities: Option<String>,
    /// How much of the servers' logs it wants; `None` until it says so.
    pub log_level: Option<String>,
    /// Resources that it wants to hear of. Opaque here.
    pub subscriptions: String,
    /// Made at.
    pub began_at: Timestamp,
    /// Last request at; not always the very last.
    pub last_used_at: Timestamp,
    /// Over at, unless it is used again.
    pub expires_at: Timestamp,
}

/// In whose name a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionHolder {
    /// Anyone's, at an endpoint without authentication.
    Anonymous,
    /// A person's. It goes with them.
    User(UserId),
    /// A public key's. It goes with the key.
    ApiKey(ApiKeyId),
}

/// What happened to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientSessionChange {
    /// It began.
    Began(ClientSessionRecord),
    /// The client wants to hear something else. A session that has ended meanwhile stays so.
    Changed {
        /// SHA-256 of the id.
        id_hash: [u8; 32],
        /// How much of the servers' logs it wants.
        log_level: Option<String>,
        /// Resources that it wants to hear of.
        subscriptions: String,
    },
    /// It was used. An earlier use never replaces a later one.
    Used {
        /// SHA-256 of the id.
        id_hash: [u8; 32],
        /// Last request at.
        last_used_at: Timestamp,
        /// Over at, unless it is used again.
        expires_at: Timestamp,
    },
    /// It ended.
    Ended {
        /// SHA-256 of the id.
        id_hash: [u8; 32],
    },
}

/// Sessions of clients in the database.
#[derive(Debug, Clone)]
pub struct ClientSessions(Store);

impl Store {
    /// Sessions of clients.
    pub fn client_sessions(&self) -> ClientSessions {
        ClientSessions(self.clone())
    }
}

impl fmt::Debug for ClientSessionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSessionRecord")
            .field("endpoint_id", &self.endpoint_id)
            .field("holder", &self.holder)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

// === impl ClientSessions ===

impl ClientSessions {
    /// The session with this SHA-256 of its id, unless it was over at `now`.
    #[instrument(name = "store.client_sessions.find", skip_all, err(level = "debug"))]
    pub async fn find(
        &self,
        id_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<ClientSessionRecord>, Error> {
        let found = Entity::find_by_id(id_hash.to_vec())
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .one(self.0.connection())
            .await
            .map_err(reading)?;
        found.map(record).transpose()
    }

    /// Writes down what happened to sessions, in its order, all of it or nothing. [`Error::MissingReference`] when a
    /// session began at an endpoint, or in a name, that is gone.
    // Not a `Tx`: sessions are no configuration, and those of all replicas need not queue for one row.
    #[instrument(name = "store.client_sessions.write", skip_all, fields(count = changes.len()), err(level = "debug"))]
    pub async fn write(&self, changes: &[ClientSessionChange]) -> Result<(), Error> {
        let _turn = self.0.write_turn().await?;
        let transaction = self.0.transaction_to_write().await?;
        for change in changes {
            write_one(&transaction, change).await?;
            if let Some(news) = news_of(change) {
                let told = news::tell(&transaction, self.0.process(), news);
                told.await.map_err(writing)?;
            }
        }
        transaction.commit().await.map_err(writing)
    }

    /// Deletes sessions that were over at `now`, up to `limit` of them, and tells how many there were.
    #[instrument(name = "store.client_sessions.delete_expired", skip_all, err(level = "debug"))]
    pub async fn delete_expired(&self, now: Timestamp, limit: u64) -> Result<u64, Error> {
        let _turn = self.0.write_turn().await?;
        let some = Entity::find()
            .select_only()
            .column(Column::IdHash)
            .filter(Column::ExpiresAt.lte(now.as_millis()))
            .limit(limit)
            .into_query();
        let deleted = Entity::delete_many()
            .filter(Column::IdHash.in_subquery(some))
            // It may have been used since it was chosen.
            .filter(Column::ExpiresAt.lte(now.as_millis()))
            .exec(self.0.connection())
            .await
            .map_err(deleting)?;
        Ok(deleted.rows_affected)
    }
}

/// What other processes should hear of a change.
fn news_of(change: &ClientSessionChange) -> Option<News> {
    match change {
        ClientSessionChange::Changed { id_hash, .. } => Some(News::SessionChanged(*id_hash)),
        ClientSessionChange::Ended { id_hash } => Some(News::SessionEnded(*id_hash)),
        ClientSessionChange::Began(_) | ClientSessionChange::Used { .. } => None,
    }
}

async fn write_one(transaction: &DatabaseTransaction, change: &ClientSessionChange) -> Result<(), Error> {
    match change {
        ClientSessionChange::Began(session) => {
            let row = row(session);
            // Written twice when it was not certain whether the first time succeeded.
            let again = OnConflict::column(Column::IdHash).do_nothing().to_owned();
            Entity::insert(row)
                .on_conflict(again)
                .exec_without_returning(transaction)
                .await
                .map_err(writing)?;
        }
        ClientSessionChange::Changed {
            id_hash,
            log_level,
            subscriptions,
        } => {
            Entity::update_many()
                .set(ActiveModel {
                    log_level: Set(log_level.clone()),
                    subscriptions: Set(subscriptions.clone()),
                    ..ActiveModel::default()
                })
                .filter(Column::IdHash.eq(id_hash.to_vec()))
                .exec(transaction)
                .await
                .map_err(writing)?;
        }
        ClientSessionChange::Used {
            id_hash,
            last_used_at,
            expires_at,
        } => {
            Entity::update_many()
                .set(ActiveModel {
                    last_used_at: Set(last_used_at.as_millis()),
                    expires_at: Set(expires_at.as_millis()),
                    ..ActiveModel::default()
                })
                .filter(Column::IdHash.eq(id_hash.to_vec()))
                .filter(Column::LastUsedAt.lte(last_used_at.as_millis()))
                .exec(transaction)
                .await
                .map_err(writing)?;
        }
        ClientSessionChange::Ended { id_hash } => {
            Entity::delete_by_id(id_hash.to_vec())
                .exec(transaction)
                .await
                .map_err(deleting)?;
        }
    }
    Ok(())
}

fn row(session: &ClientSessionRecord) -> ActiveModel {
    let (user_id, api_key_id) = match session.holder {
        SessionHolder::Anonymous => (None, None),
        SessionHolder::User(id) => (Some(id.as_uuid()), None),
        SessionHolder::ApiKey(id) => (None, Some(id.as_uuid())),
    };
    ActiveModel {
        id_hash: Set(session.id_hash.to_vec()),
        endpoint_id: Set(session.endpoint_id.as_uuid()),
        user_id: Set(user_id),
        api_key_id: Set(api_key_id),
        version: Set(session.version.clone()),
        client_info: Set(session.client_info.clone()),
        capabilities: Set(session.capabilities.clone()),
        log_level: Set(session.log_level.clone()),
        subscriptions: Set(session.subscriptions.clone()),
        began_at: Set(session.began_at.as_millis()),
        last_used_at: Set(session.last_used_at.as_millis()),
        expires_at: Set(session.expires_at.as_millis()),
    }
}

fn record(row: Model) -> Result<ClientSessionRecord, Error> {
    let broken = |column, source: String| Error::Inconsistent {
        table: "client_sessions".to_owned(),
        column,
        // The hash of an id says nothing to anyone.
        row: "of a session".to_owned(),
        source: source.into(),
    };
    let holder = match (row.user_id, row.api_key_id) {
        (None, None) => SessionHolder::Anonymous,
        (Some(id), None) => SessionHolder::User(id.into()),
        (None, Some(id)) => SessionHolder::ApiKey(id.into()),
        (Some(_), Some(_)) => return Err(broken("user_id", "it has a key too".to_owned())),
    };
    Ok(ClientSessionRecord {
        id_hash: row
            .id_hash
            .try_into()
            .map_err(|hash: Vec<u8>| broken("id_hash", format!("{} bytes", hash.len())))?,
        endpoint_id: row.endpoint_id.into(),
        holder,
        version: row.version,
        client_info: row.client_info,
        capabilities: row.capabilities,
        log_level: row.log_level,
        subscriptions: row.subscriptions,
        began_at: Timestamp::from_millis(row.began_at),
        last_used_at: Timestamp::from_millis(row.last_used_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    })
}

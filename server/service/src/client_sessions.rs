//! Keeps client sessions in the database, without ever holding up the gateway.
//!
//! What the gateway says waits in memory, one entry for each session, and is written in batches. So nothing gets lost
//! while the database is slow or away, and nothing grows beyond the sessions that there are.

mod form;
mod pending;

use std::{
    error::Error as StdError,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use gateway::{SessionRecord, SessionStore, SessionStoreUnavailable, SessionUse, SessionWishes};
use store::Store;
use tokio::{
    sync::{Notify, watch},
    time::timeout,
};

use self::pending::{Batch, Pending};
use crate::{Clock, Result};

/// Sessions that are written in one transaction.
const BATCH: usize = 256;
/// How long a new client waits, where there are other replicas, until they can find its session.
const PATIENCE: Duration = Duration::from_secs(1);
/// Sessions that are over are deleted so many at a time, so that nobody waits long for the database.
const EXPIRED_AT_ONCE: u64 = 1000;

/// New client sessions over this database: one clone goes to the gateway, the other to [`crate::Parts`].
pub fn client_sessions(store: Store, clock: Arc<dyn Clock>) -> Arc<ClientSessions> {
    Arc::new(ClientSessions {
        store,
        clock,
        pending: Mutex::default(),
        arrived: Notify::new(),
        written: watch::Sender::new(()),
        is_away: AtomicBool::new(false),
    })
}

/// Client sessions on their way to the database, and back.
pub struct ClientSessions {
    store: Store,
    clock: Arc<dyn Clock>,
    pending: Mutex<Pending>,
    arrived: Notify,
    /// Ticks with every batch that is written.
    written: watch::Sender<()>,
    /// The latest batch could not be written.
    is_away: AtomicBool,
}

#[async_trait]
impl SessionStore for ClientSessions {
    async fn begin(&self, session: SessionRecord) {
        let (hash, mut written) = (session.hash, self.written.subscribe());
        let number = self.pending().begin(session);
        self.arrived.notify_one();
        // With a database of our own nobody else could look for it.
        if !self.store.is_shared() || self.is_away.load(Ordering::Relaxed) {
            return;
        }
        let saved = async {
            // The sender is ours, so it cannot go away.
            while self.pending().waits(&hash, number) && written.changed().await.is_ok() {}
        };
        if timeout(PATIENCE, saved).await.is_err() {
            tracing::debug!("the database is slow: other replicas do not know a new session yet");
        }
    }

    fn change(&self, hash: [u8; 32], wishes: SessionWishes) {
        self.pending().change(hash, wishes);
        self.arrived.notify_one();
    }

    fn touch(&self, hash: [u8; 32], used: SessionUse) {
        self.pending().touch(hash, used);
        self.arrived.notify_one();
    }

    fn end(&self, hash: [u8; 32]) {
        self.pending().end(hash);
        self.arrived.notify_one();
    }

    async fn find(
        &self,
        hash: [u8; 32],
    ) -> std::result::Result<Option<SessionRecord>, SessionStoreUnavailable> {
        // Looked at before the database, since news that is written meanwhile is forgotten here, and again after it.
        let before = self.pending().news(&hash);
        let found = self.store.client_sessions().find(&hash, self.clock.now()).await;
        let stored = found.map_err(|error| {
            tracing::warn!(
                error = &error as &dyn StdError,
                "could not look up a client session; its client is told to try again"
            );
            SessionStoreUnavailable
        })?;
        let stored = stored.map(form::session);
        match self.pending().news(&hash).or(before) {
            Some(news) => Ok(news.applied_to(stored)),
            None => Ok(stored),
        }
    }
}

impl ClientSessions {
    /// Waits until there is something to write.
    pub(crate) async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// Writes everything that waits.
    pub(crate) async fn write(&self) -> Result<()> {
        let result = self.write_batches().await;
        self.is_away.store(result.is_err(), Ordering::Relaxed);
        result
    }

    async fn write_batches(&self) -> Result<()> {
        loop {
            let batch = self.pending().take(BATCH);
            if batch.is_empty() {
                return Ok(());
            }
            let result = self.write_batch(&batch).await;
            self.pending().put_back(batch, result.is_ok());
            self.written.send_replace(());
            result?;
        }
    }

    async fn write_batch(&self, batch: &Batch) -> Result<()> {
        let sessions = self.store.client_sessions();
        match sessions.write(&batch.changes()).await {
            Err(error) if !error.is_unavailable() => {}
            result => return Ok(result?),
        }
        // One of them is unfit, such as a session of an endpoint that was just deleted; it must not keep the others out.
        for changes in batch.by_session() {
            match sessions.write(&changes).await {
                Err(error) if error.is_unavailable() => return Err(error.into()),
                Err(error) => {
                    tracing::debug!(error = &error as &dyn StdError, "a client session is not kept");
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Deletes sessions that are over, and tells how many there were.
    pub(crate) async fn delete_expired(&self) -> Result<u64> {
        let mut deleted = 0;
        loop {
            let sessions = self.store.client_sessions();
            let some = sessions.delete_expired(self.clock.now(), EXPIRED_AT_ONCE).await?;
            deleted += some;
            if some < EXPIRED_AT_ONCE {
                return Ok(deleted);
            }
        }
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

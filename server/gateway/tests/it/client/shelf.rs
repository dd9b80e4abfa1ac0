//! A session store in memory, as several gateways share it.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use gateway::{SessionRecord, SessionStore, SessionStoreUnavailable, SessionUse, SessionWishes};
use tokio::sync::watch;

/// Keeps sessions, and does to those who look for one what a test wants.
pub(crate) struct Shelf {
    kept: Mutex<HashMap<[u8; 32], SessionRecord>>,
    uses: Mutex<Vec<SessionUse>>,
    looks: AtomicUsize,
    state: watch::Sender<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    /// Whoever looks for a session waits.
    Held,
    /// Nothing can be found out.
    Away,
}

impl Shelf {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            uses: Mutex::default(),
            looks: AtomicUsize::new(0),
            state: watch::Sender::new(State::Open),
        })
    }

    pub(crate) fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    /// How often somebody looked for a session.
    pub(crate) fn looks(&self) -> usize {
        self.looks.load(Ordering::SeqCst)
    }

    /// Every use it was told of.
    pub(crate) fn uses(&self) -> Vec<SessionUse> {
        self.uses.lock().unwrap().clone()
    }

    /// Everything that is kept.
    pub(crate) fn all(&self) -> Vec<SessionRecord> {
        self.kept.lock().unwrap().values().cloned().collect()
    }

    /// Of everything that is kept.
    pub(crate) fn hashes(&self) -> HashSet<[u8; 32]> {
        self.kept.lock().unwrap().keys().copied().collect()
    }

    /// Changes everything that is kept.
    pub(crate) fn rewrite(&self, change: impl Fn(&mut SessionRecord)) {
        self.kept.lock().unwrap().values_mut().for_each(change);
    }
}

#[async_trait]
impl SessionStore for Shelf {
    async fn begin(&self, session: SessionRecord) {
        self.kept.lock().unwrap().insert(session.hash, session);
    }

    fn change(&self, hash: [u8; 32], wishes: SessionWishes) {
        if let Some(session) = self.kept.lock().unwrap().get_mut(&hash) {
            session.wishes = wishes;
        }
    }

    fn touch(&self, hash: [u8; 32], used: SessionUse) {
        self.uses.lock().unwrap().push(used);
        if let Some(session) = self.kept.lock().unwrap().get_mut(&hash) {
            session.used = used;
        }
    }

    fn end(&self, hash: [u8; 32]) {
        self.kept.lock().unwrap().remove(&hash);
    }

    async fn find(&self, hash: [u8; 32]) -> Result<Option<SessionRecord>, SessionStoreUnavailable> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        let mut state = self.state.subscribe();
        let state = *state.wait_for(|state| *state != State::Held).await.unwrap();
        if state == State::Away {
            return Err(SessionStoreUnavailable);
        }
        Ok(self.kept.lock().unwrap().get(&hash).cloned())
    }
}
